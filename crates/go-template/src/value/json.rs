//! What `encoding/json` makes of a value.

use crate::value::{MAX_DEPTH, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use kube_yaml::{self as yaml, Entry, Map, Node, float};

/// The most values one document may hold: a map may be in another many times over.
const MAX_VALUES: usize = 1_000_000;

impl Value<'_> {
    /// The value as JSON would have it: maps sorted, structs in declaration order, whole floats as integers.
    pub fn to_json(&self) -> Result<Node, String> {
        let mut left = MAX_VALUES;
        json(self, 0, &mut left)
    }
}

fn json(value: &Value<'_>, depth: usize, left: &mut usize) -> Result<Node, String> {
    *left = left.checked_sub(1).ok_or("json: unsupported value: too large")?;
    if depth > MAX_DEPTH {
        return Err("json: unsupported value: nested too deep".to_owned());
    }
    Ok(match value {
        Value::Missing | Value::Nil => Node::made(yaml::Value::Null),
        Value::Bool(b) => Node::made(*b),
        Value::Int(i, _) => Node::made(*i),
        Value::Uint(u, _) => match i64::try_from(*u) {
            Ok(i) => Node::made(i),
            Err(_) => Node::made(yaml::Value::Uint(*u)),
        },
        Value::Float(f) => number(*f)?,
        Value::Float32(f) => number(float::decimal(*f, true).parse().unwrap_or(*f))?,
        Value::Complex(..) => return Err("json: unsupported type: complex128".to_owned()),
        Value::Str(text) => Node::made(text.as_str()),
        Value::List(list) if list.is_nil() => Node::made(yaml::Value::Null),
        Value::List(list) => {
            if let Some(bytes) = list.bytes() {
                return Ok(Node::made(BASE64.encode(bytes)));
            }
            let mut items = Vec::with_capacity(list.len());
            for item in list.iter() {
                items.push(json(&item, depth + 1, left)?);
            }
            Node::made(items)
        }
        Value::Dict(dict) if dict.is_nil() => Node::made(yaml::Value::Null),
        Value::Dict(dict) => {
            let mut entries = Vec::with_capacity(dict.len());
            dict.try_each(|key, item| {
                entries.push(Entry::made(key, json(item, depth + 1, left)?));
                Ok(())
            })?;
            Node::made(Map::from(entries))
        }
        Value::Pointer(pointer) => match &pointer.target {
            Some(target) => json(target, depth + 1, left)?,
            None => Node::made(yaml::Value::Null),
        },
        Value::Object(object) => object.json(),
    })
}

fn number(f: f64) -> Result<Node, String> {
    if !f.is_finite() {
        return Err(format!("json: unsupported value: {}", float::general(f, false)));
    }
    // Integers have no negative zero.
    let whole = float::integral(f).filter(|_| f != 0.0 || f.is_sign_positive());
    Ok(Node::made(match whole.and_then(|whole| i64::try_from(whole).ok()) {
        Some(i) => yaml::Value::Int(i),
        None => yaml::Value::Float(f),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Dict, Elem, List, UintType};

    #[test]
    fn bytes_become_base64() {
        let bytes = List::typed(Elem::Uint8, b"ab".map(|b| Value::Uint(b.into(), UintType::Uint8)).to_vec());
        assert_eq!(Value::from(bytes).to_json(), Ok(Node::made("YWI=")));
    }

    #[test]
    fn nil_slices_are_null_and_empty_ones_are_not() {
        assert_eq!(Value::from(List::nil(Elem::Any)).to_json(), Ok(Node::made(yaml::Value::Null)));
        assert_eq!(Value::from(List::new(vec![])).to_json(), Ok(Node::made(vec![])));
    }

    #[test]
    fn err_map_that_holds_itself() {
        let dict = Dict::new([("a", Value::Nil)]);
        dict.insert("a", dict.clone().into()).unwrap();
        assert!(Value::from(dict.clone()).to_json().is_err());
        dict.remove("a");
    }
}
