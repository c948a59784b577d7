//! A message of any type: the fields that are set, by their place in the table.

use std::sync::Arc;

use super::descriptor::{Kind, MessageType, Minor};
use kube_yaml::Text;

/// A message. Two are equal when they are of one type and the same fields hold equal values.
#[derive(Clone, Debug)]
pub struct Message {
    kind: &'static MessageType,
    slots: Vec<(u16, Datum)>,
}

/// A field's value.
#[derive(Clone, PartialEq, Debug)]
pub enum Datum {
    /// A string.
    Str(Text),
    /// A boolean.
    Bool(bool),
    /// A signed integer, or an enum's number.
    Int(i64),
    /// An unsigned integer.
    Uint(u64),
    /// A double.
    Double(f64),
    /// A message.
    Message(Arc<Message>),
    /// A list.
    List(Vec<Datum>),
    /// A map, sorted by key.
    Map(Vec<(Text, Datum)>),
}

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.kind, other.kind) && self.slots == other.slots
    }
}

impl Message {
    /// A message with nothing set.
    #[must_use]
    pub fn new(kind: &'static MessageType) -> Self {
        Message { kind, slots: Vec::new() }
    }

    /// Its type.
    #[must_use]
    pub fn kind(&self) -> &'static MessageType {
        self.kind
    }

    /// The fields that are set, by their place in the table, in declaration order.
    pub fn slots(&self) -> impl Iterator<Item = (usize, &Datum)> {
        self.slots.iter().map(|(index, datum)| (usize::from(*index), datum))
    }

    /// The value at a place in the table.
    #[must_use]
    pub fn slot(&self, index: usize) -> Option<&Datum> {
        let at = self.slots.binary_search_by_key(&index, |(i, _)| usize::from(*i)).ok()?;
        Some(&self.slots[at].1)
    }

    /// The value of the field of that Go name, whichever of its types it was read as.
    #[must_use]
    pub fn get(&self, go: &str) -> Option<&Datum> {
        self.slots().find(|(index, _)| self.kind.fields[*index].go == go).map(|(_, datum)| datum)
    }

    /// The message at a chain of Go names.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Message> {
        path.iter().try_fold(self, |message, go| message.get(go)?.as_message())
    }

    /// The string of that Go name; unset is empty.
    #[must_use]
    pub fn str(&self, go: &str) -> &str {
        match self.get(go) {
            Some(Datum::Str(text)) => text,
            _ => "",
        }
    }

    /// The integer or enum number of that Go name; unset is 0.
    #[must_use]
    pub fn int(&self, go: &str) -> i64 {
        match self.get(go) {
            Some(Datum::Int(i)) => *i,
            Some(Datum::Uint(u)) => i64::try_from(*u).unwrap_or(i64::MAX),
            _ => 0,
        }
    }

    /// The list of that Go name; unset is empty.
    #[must_use]
    pub fn list(&self, go: &str) -> &[Datum] {
        match self.get(go) {
            Some(Datum::List(items)) => items,
            _ => &[],
        }
    }

    /// The map of that Go name; unset is empty.
    #[must_use]
    pub fn map(&self, go: &str) -> &[(Text, Datum)] {
        match self.get(go) {
            Some(Datum::Map(pairs)) => pairs,
            _ => &[],
        }
    }

    /// Sets the field at a place in the table, and unsets the other members of its oneof. As in proto3, a scalar outside
    /// a oneof that is zero, and an empty list or map, is the same as unset.
    pub fn set(&mut self, index: usize, datum: Datum) {
        let Some(field) = self.kind.fields.get(index) else { return };
        if let Some(oneof) = &field.oneof {
            let fields = self.kind.fields;
            self.slots.retain(|(i, _)| {
                let other = fields[usize::from(*i)].oneof.as_ref();
                usize::from(*i) == index || other.is_none_or(|o| o.go != oneof.go)
            });
        } else if datum.is_zero() {
            self.clear(index);
            return;
        }
        let Ok(place) = u16::try_from(index) else { return };
        match self.slots.binary_search_by_key(&place, |(i, _)| *i) {
            Ok(at) => self.slots[at].1 = datum,
            Err(at) => self.slots.insert(at, (place, datum)),
        }
    }

    /// Unsets the field at a place in the table.
    pub fn clear(&mut self, index: usize) {
        self.slots.retain(|(i, _)| usize::from(*i) != index);
    }

    /// Unsets the field of that Go name.
    pub fn clear_named(&mut self, go: &str) {
        let fields = self.kind.fields;
        self.slots.retain(|(i, _)| fields[usize::from(*i)].go != go);
    }

    /// Sets the field of that Go name, in the row `release` knows; a name the type does not have is ignored.
    pub fn put(&mut self, release: Minor, go: &str, datum: Datum) {
        if let Some(index) = self.kind.named(release, go, |_| true) {
            self.clear_named(go);
            self.set(index, datum);
        }
    }
}

impl Datum {
    /// The message.
    #[must_use]
    pub fn as_message(&self) -> Option<&Message> {
        match self {
            Datum::Message(message) => Some(message),
            _ => None,
        }
    }

    /// The string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Datum::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The zero of a field's elements, which a JSON null in a list stands for.
    #[must_use]
    pub fn zero(kind: Kind) -> Self {
        match kind {
            Kind::Str => Datum::Str(Text::default()),
            Kind::Bool => Datum::Bool(false),
            Kind::Int32 | Kind::Int64 | Kind::Enum(_) => Datum::Int(0),
            Kind::Uint32 | Kind::Uint64 => Datum::Uint(0),
            Kind::Double => Datum::Double(0.0),
            Kind::Message(kind) => Message::new(kind).into(),
        }
    }

    fn is_zero(&self) -> bool {
        match self {
            Datum::Str(text) => text.is_empty(),
            Datum::Bool(b) => !b,
            Datum::Int(i) => *i == 0,
            Datum::Uint(u) => *u == 0,
            Datum::Double(d) => d.to_bits() == 0,
            Datum::Message(_) => false,
            Datum::List(items) => items.is_empty(),
            Datum::Map(pairs) => pairs.is_empty(),
        }
    }
}

impl From<Message> for Datum {
    fn from(message: Message) -> Self {
        Datum::Message(Arc::new(message))
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Datum::Str(Text::from(text))
    }
}

impl From<i64> for Datum {
    fn from(number: i64) -> Self {
        Datum::Int(number)
    }
}

impl From<bool> for Datum {
    fn from(truth: bool) -> Self {
        Datum::Bool(truth)
    }
}

impl From<Vec<Datum>> for Datum {
    fn from(items: Vec<Datum>) -> Self {
        Datum::List(items)
    }
}
