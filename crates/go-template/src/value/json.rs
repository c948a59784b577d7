//! What `encoding/json` makes of a value.

use crate::value::{Elem, Value};
use kube_yaml::{self as yaml, Map, Node};

/// Values nested deeper than this are refused: a template can put a map into itself.
const MAX_DEPTH: usize = 200;

/// The most values one document may hold: a map may be in another many times over.
const MAX_VALUES: usize = 1_000_000;

/// The largest float below which every integer is spelled with its digits and fits an integer node.
const MAX_INTEGRAL: f64 = 9.2e18;

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
        Value::Float(f) => float(*f)?,
        #[expect(clippy::cast_possible_truncation, reason = "the value was widened from one")]
        Value::Float32(f) => float((*f as f32).to_string().parse().unwrap_or(*f))?,
        Value::Complex(..) => return Err("json: unsupported type: complex128".to_owned()),
        Value::Str(text) => Node::made(text.as_str()),
        Value::List(list) if list.is_nil() => Node::made(yaml::Value::Null),
        Value::List(list) if list.elem() == Elem::Uint8 => Node::made(base64(&bytes(list.iter()))),
        Value::List(list) => {
            let items: Result<Vec<Node>, String> =
                list.iter().map(|item| json(&item, depth + 1, left)).collect();
            Node::made(items?)
        }
        Value::Dict(dict) if dict.is_nil() => Node::made(yaml::Value::Null),
        Value::Dict(dict) => {
            let entries = dict.entries().into_iter();
            let pairs: Result<Map, String> = entries
                .map(|(key, item)| Ok((key, json(&item, depth + 1, left)?)))
                .collect::<Result<Vec<_>, String>>()
                .map(|pairs| pairs.into_iter().collect());
            Node::made(pairs?)
        }
        Value::Pointer(pointer) => match &pointer.target {
            Some(target) => json(target, depth + 1, left)?,
            None => Node::made(yaml::Value::Null),
        },
        Value::Object(object) => object.json(),
    })
}

fn float(f: f64) -> Result<Node, String> {
    if !f.is_finite() {
        let text = crate::float::format_float(f, 'g', None, false);
        return Err(format!("json: unsupported value: {text}"));
    }
    let whole = f.fract() == 0.0 && f.abs() < MAX_INTEGRAL && !(f == 0.0 && f.is_sign_negative());
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
    Ok(Node::made(if whole { yaml::Value::Int(f as i64) } else { yaml::Value::Float(f) }))
}

fn bytes<'a>(items: impl Iterator<Item = Value<'a>>) -> Vec<u8> {
    items.map(|item| if let Value::Uint(byte, _) = item { byte.to_le_bytes()[0] } else { 0 }).collect()
}

/// Standard base64 with padding, as byte slices are in JSON.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            if place <= chunk.len() {
                text.push(char::from(DIGITS[(group >> (18 - 6 * place)) as usize & 63]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Dict, List};

    #[test]
    fn bytes_become_base64() {
        for (plain, coded) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("abcd", "YWJjZA==")]
        {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
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
