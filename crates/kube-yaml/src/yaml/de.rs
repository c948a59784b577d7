//! Reads a tree into any serde type, without a copy in between.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::yaml::{Entry, Node, Value, json};

/// Why a tree is not what a type asks for.
pub type Error = de::value::Error;

/// A node as serde reads it. A null in a list or map is nothing, as it is the zero value in Go.
#[derive(Clone, Copy, Debug)]
pub struct NodeDeserializer<'n>(pub &'n Node);

impl<'de> IntoDeserializer<'de, Error> for NodeDeserializer<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

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
            Value::Seq(items) => visitor.visit_seq(SeqDeserializer::new(
                items.iter().filter(|item| !item.is_null()).map(NodeDeserializer),
            )),
            Value::Map(map) => {
                let entries = map.entries.iter().filter(|entry| !entry.value.is_null());
                visitor.visit_map(MapDeserializer::new(entries.map(pair)))
            }
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

fn pair(entry: &Entry) -> (&str, NodeDeserializer<'_>) {
    (entry.key.as_str(), NodeDeserializer(&entry.value))
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
}
