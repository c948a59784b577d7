//! Reads a tree into any serde type, without a copy in between.

use std::any::type_name;
use std::fmt::{self, Display};
use std::slice;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::yaml::{Entry, Known, Node, Note, Shared, Value, json, same};

/// Why a tree is not what a type asks for, and where.
#[derive(Debug)]
pub struct Error(Box<Cause>);

#[derive(Debug)]
struct Cause {
    words: String,
    /// The way to the value, its last step first: nothing is noted of values that are right.
    way: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Key(String),
    Index(usize),
}

impl Error {
    /// The way from the tree to the value, such as `containers[0].name`; empty when it is the tree.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.0.way.iter().rev() {
            match step {
                Step::Key(key) if path.is_empty() => path.push_str(key),
                Step::Key(key) => path.extend([".", key]),
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    fn within(mut self, step: Step) -> Self {
        self.0.way.push(step);
        self
    }
}

impl de::Error for Error {
    fn custom<T: Display>(words: T) -> Self {
        Error(Box::new(Cause { words: words.to_string(), way: Vec::new() }))
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.words)
    }
}

impl std::error::Error for Error {}

/// A node as serde reads it. A null in a list or map is nothing, as it is the zero value in Go.
#[derive(Clone, Copy, Debug)]
pub struct NodeDeserializer<'n> {
    node: &'n Node,
    /// What it was when it was read before.
    known: Option<&'n Node>,
    /// Whether what is read is good for nothing but its errors.
    checks: bool,
}

/// How far apart two versions of a list or a map are compared: what was put in or taken out between two entries is no more.
const WINDOW: usize = 16;

impl<'n> NodeDeserializer<'n> {
    /// All of a node.
    #[must_use]
    pub fn new(node: &'n Node) -> Self {
        NodeDeserializer { node, known: None, checks: false }
    }

    /// What a node says that it did not say when it was `known`: most entries and items that are the same are left out, as are
    /// structs and lists that were read as the same type before, and what is read is good for nothing but its errors.
    #[must_use]
    pub fn of_changes(node: &'n Node, known: &'n Node) -> Self {
        NodeDeserializer { node, known: Some(known), checks: true }
    }
}

/// The note of the members of which serde makes a value of this type.
fn read_as<T>() -> Note {
    Note::new(Known::Deserialized, type_name::<T>())
}

/// Reads members that are read for their errors alone, unless that was done before: then there is none to read.
fn read_once<'n, T, V>(
    members: &'n Shared<T>,
    read: impl FnOnce(&'n [T]) -> Result<V, Error>,
) -> Result<V, Error> {
    let note = read_as::<V>();
    let value = read(if members.has(note) { &[] } else { members })?;
    members.note(note);
    Ok(value)
}

impl<'n> NodeDeserializer<'n> {
    fn entries(self, entries: &'n [Entry]) -> Entries<'n> {
        let known = self.known.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
        Entries { rest: entries.iter(), known, checks: self.checks, value: None }
    }

    fn items(self, items: &'n [Node]) -> Items<'n> {
        let known = self.known.and_then(Node::as_seq).unwrap_or_default();
        Items { rest: items.iter().enumerate(), known, checks: self.checks }
    }

    /// Whether it is read for its errors alone, and nothing of it was known, so that it has no error the next time, either.
    fn checks_all(self) -> bool {
        self.checks && self.known.is_none()
    }
}

impl<'de> Deserializer<'de> for NodeDeserializer<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(*b),
            Value::Int(i) => visitor.visit_i64(*i),
            Value::Uint(u) => visitor.visit_u64(*u),
            // Go reads 80.0 and 8e1 into an integer field.
            Value::Float(f) => match self.node.as_i64() {
                Some(i) => visitor.visit_i64(i),
                None => visitor.visit_f64(*f),
            },
            Value::Str(s) => visitor.visit_borrowed_str(s),
            Value::Seq(items) => visitor.visit_seq(self.items(items)),
            Value::Map(map) => visitor.visit_map(self.entries(&map.entries)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match (name, &self.node.value) {
            // Kubernetes takes a number for a quantity, k8s-openapi only its text.
            ("Quantity", Value::Int(_) | Value::Uint(_) | Value::Float(_)) => {
                visitor.visit_newtype_struct(json::to_json(self.node).into_deserializer())
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.node.as_str() {
            Some(s) => visitor.visit_enum(s.into_deserializer()),
            None => Err(de::Error::custom("expected a name")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Map(map) if self.checks_all() => {
                read_once(&map.entries, |entries| visitor.visit_map(self.entries(entries)))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Seq(items) if self.checks_all() => {
                read_once(items, |items| visitor.visit_seq(self.items(items)))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            // Any string will do, and one of no length takes no memory.
            Value::Str(_) if self.checks => visitor.visit_borrowed_str(""),
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str bytes byte_buf unit unit_struct
        tuple tuple_struct map identifier ignored_any
    }
}

/// The items of a list that are not null.
struct Items<'n> {
    rest: std::iter::Enumerate<slice::Iter<'n, Node>>,
    /// Those that were known, as far as none of them has been met.
    known: &'n [Node],
    checks: bool,
}

impl<'n> Items<'n> {
    /// The item as it was known: of the same name, or else the same.
    fn known(&mut self, item: &Node) -> Option<&'n Node> {
        let name = item.get("name");
        let is_it = |known: &&Node| match name {
            Some(name) => known.get("name") == Some(name),
            None => *known == item,
        };
        met(&mut self.known, is_it)
    }
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        while let Some((index, node)) = self.rest.find(|(_, item)| !item.is_null()) {
            let known = self.known(node);
            if known == Some(node) || self.checks && node.has(read_as::<T::Value>()) {
                continue;
            }
            let read = seed.deserialize(NodeDeserializer { node, known, checks: self.checks });
            return read.map(Some).map_err(|error| error.within(Step::Index(index)));
        }
        Ok(None)
    }
}

/// The key of an entry: the name of a field, or any text.
struct Key<'n> {
    key: &'n str,
    checks: bool,
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.key)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(if self.checks { "" } else { self.key })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        BorrowedStrDeserializer::new(self.key).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The entries of a map whose values are not null.
struct Entries<'n> {
    rest: slice::Iter<'n, Entry>,
    /// Those that were known, as far as none of them has been met.
    known: &'n [Entry],
    checks: bool,
    value: Option<(&'n Entry, NodeDeserializer<'n>)>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        while let Some(entry) = self.rest.find(|entry| !entry.value.is_null()) {
            let known = met(&mut self.known, |known| same(&known.key, &entry.key)).map(|known| &known.value);
            if known == Some(&entry.value) {
                continue;
            }
            let value = NodeDeserializer { node: &entry.value, known, checks: self.checks };
            self.value = Some((entry, value));
            return seed.deserialize(Key { key: &entry.key, checks: self.checks }).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some((entry, value)) = self.value.take() else {
            return Err(de::Error::custom("a value without a key"));
        };
        seed.deserialize(value).map_err(|error| error.within(Step::Key(entry.key.to_string())))
    }
}

/// The next one that `is_it`, if it is not far off; what lies before it is left behind.
fn met<'n, T>(known: &mut &'n [T], is_it: impl Fn(&&'n T) -> bool) -> Option<&'n T> {
    let at = known.iter().take(WINDOW).position(|known| is_it(&known))?;
    let found = &known[at];
    *known = &known[at + 1..];
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Map;
    use serde::Deserialize;

    #[test]
    fn reads_maps_lists_and_absent_values() {
        #[derive(Deserialize, PartialEq, Debug)]
        struct Port {
            name: Option<String>,
            numbers: Vec<i64>,
        }
        let numbers = Node::made(vec![Node::made(80), Node::made(81)]);
        let node = Node::made([("numbers", numbers)].into_iter().collect::<Map>());
        assert_eq!(
            Port::deserialize(NodeDeserializer::new(&node)).unwrap(),
            Port { name: None, numbers: vec![80, 81] }
        );
    }

    #[test]
    fn err_knows_the_way() {
        type Numbers = std::collections::BTreeMap<String, Vec<Option<i64>>>;
        let error = |text| {
            Numbers::deserialize(NodeDeserializer::new(&crate::parse(text).unwrap().unwrap())).unwrap_err()
        };
        assert_eq!(error("{a: [1], b: [null, 2, x]}").path(), "b[2]");
        assert_eq!(error("{a: {}}").path(), "a");
        assert_eq!(error("[1]").path(), "");
        assert!(error("{a: [x]}").to_string().contains("expected i64"));
    }

    #[test]
    fn changes_are_read_and_what_is_known_is_not() {
        type Lists = std::collections::BTreeMap<String, Vec<std::collections::BTreeMap<String, i64>>>;
        let read = |text: &str| crate::parse(text).unwrap().unwrap();
        let known = read("{a: [{name: x, b: c}, {d: e}], f: g, h: [{i: 1}]}");
        let check = |text: &str| {
            Lists::deserialize(NodeDeserializer::of_changes(&read(text), &known))
                .map_err(|error| error.path())
        };
        let of = |text: &str| Lists::deserialize(NodeDeserializer::new(&read(text))).unwrap();
        // Keys that are no fields are as good as any, too.
        assert_eq!(check("{a: [{d: e}], f: g, h: [{i: 2}, {i: 1}]}"), Ok(of("{'': [{'': 2}]}")));
        assert_eq!(check("{a: [{new: 1}, {name: x, j: 3, b: c}, {d: e}], h: 1}"), Err("h".to_owned()));
        assert_eq!(check("{a: [{name: x, b: [c]}, {d: e}]}"), Err("a[0].b".to_owned()));
        assert_eq!(check("{a: [{name: y, b: c}]}"), Err("a[0].name".to_owned()));
    }
}
