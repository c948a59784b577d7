//! Reads a tree into any serde type, without a copy in between.

use std::fmt::{self, Display};
use std::slice;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::yaml::{Entry, Node, Value, json};

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
pub struct NodeDeserializer<'n>(pub &'n Node);

impl<'de> Deserializer<'de> for NodeDeserializer<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(*b),
            Value::Int(i) => visitor.visit_i64(*i),
            Value::Uint(u) => visitor.visit_u64(*u),
            // Go reads 80.0 and 8e1 into an integer field.
            Value::Float(f) => match self.0.as_i64() {
                Some(i) => visitor.visit_i64(i),
                None => visitor.visit_f64(*f),
            },
            Value::Str(s) => visitor.visit_borrowed_str(s),
            Value::Seq(items) => visitor.visit_seq(Items { rest: items.iter().enumerate() }),
            Value::Map(map) => visitor.visit_map(Entries { rest: map.entries.iter(), value: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match (name, &self.0.value) {
            // Kubernetes takes a number for a quantity, k8s-openapi only its text.
            ("Quantity", Value::Int(_) | Value::Uint(_) | Value::Float(_)) => {
                visitor.visit_newtype_struct(json::to_json(self.0).into_deserializer())
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
        match self.0.as_str() {
            Some(s) => visitor.visit_enum(s.into_deserializer()),
            None => Err(de::Error::custom("expected a name")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

/// The items of a list that are not null.
struct Items<'n> {
    rest: std::iter::Enumerate<slice::Iter<'n, Node>>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some((index, item)) = self.rest.find(|(_, item)| !item.is_null()) else { return Ok(None) };
        let read = seed.deserialize(NodeDeserializer(item));
        read.map(Some).map_err(|error| error.within(Step::Index(index)))
    }
}

/// The entries of a map whose values are not null.
struct Entries<'n> {
    rest: slice::Iter<'n, Entry>,
    value: Option<&'n Entry>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.value = self.rest.find(|entry| !entry.value.is_null());
        let Some(entry) = self.value else { return Ok(None) };
        seed.deserialize(BorrowedStrDeserializer::new(&entry.key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some(entry) = self.value.take() else { return Err(de::Error::custom("a value without a key")) };
        let read = seed.deserialize(NodeDeserializer(&entry.value));
        read.map_err(|error| error.within(Step::Key(entry.key.to_string())))
    }
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
            Port::deserialize(NodeDeserializer(&node)).unwrap(),
            Port { name: None, numbers: vec![80, 81] }
        );
    }

    #[test]
    fn err_knows_the_way() {
        type Numbers = std::collections::BTreeMap<String, Vec<Option<i64>>>;
        let error =
            |text| Numbers::deserialize(NodeDeserializer(&crate::parse(text).unwrap().unwrap())).unwrap_err();
        assert_eq!(error("{a: [1], b: [null, 2, x]}").path(), "b[2]");
        assert_eq!(error("{a: {}}").path(), "a");
        assert_eq!(error("[1]").path(), "");
        assert!(error("{a: [x]}").to_string().contains("expected i64"));
    }
}
