//! Reads a message from a YAML tree by the rules of Go's jsonpb, which is what Istio reads its configuration with.
//!
//! Unknown fields are ignored, null is unset, both spellings of a name are known, a later oneof member wins, a message
//! replaces the one before it, numbers may stand in quotes, and durations are Go's (`1m30s`). A wrong type is an error that names
//! the field, except in a field the release no longer has: there it is ignored, as that release ignores the field.

use super::descriptor::{EnumType, Field, Form, Kind, MessageType, Minor, Shape};
use super::message::{Datum, Message};
use super::tables::{INT32_VALUE, LIST_VALUE, STRING_VALUE, STRUCT};
use crate::code;
use go_template::duration::Duration;
use kube_yaml::{Error, Result};
use kube_yaml::{Map, Node, Text, Value, float};

/// Lays what `node` says over `message`.
///
/// # Errors
/// A value of the wrong type, with the path of its field.
pub(crate) fn read_into(message: &mut Message, node: &Node, release: Minor) -> Result<()> {
    let mut reader = Reader { release, path: Vec::new() };
    match &node.value {
        Value::Null => Ok(()),
        Value::Map(map) => reader.fields(message, map),
        _ => Err(reader.wrong(node, "a map")),
    }
}

struct Reader<'n> {
    release: Minor,
    path: Vec<Step<'n>>,
}

enum Step<'n> {
    Field(&'n str),
    Index(usize),
}

impl<'n> Reader<'n> {
    fn message(&mut self, node: &'n Node, kind: &'static MessageType) -> Result<Message> {
        let mut message = Message::new(kind);
        if node.is_null() && kind.form != Form::Value {
            return Ok(message);
        }
        match kind.form {
            Form::Plain => {
                let Value::Map(map) = &node.value else { return Err(self.wrong(node, "a map")) };
                self.fields(&mut message, map)?;
            }
            Form::Duration => {
                let text = node.as_str().ok_or_else(|| self.wrong(node, "a duration such as 45s"))?;
                let not_one =
                    |_: String| self.error(node, &format!("{text:?} is not a duration such as 45s or 1m30s"));
                let Duration(nanos) = text.parse().map_err(not_one)?;
                message.set(0, Datum::Int(nanos / 1_000_000_000));
                message.set(1, Datum::Int(nanos % 1_000_000_000));
            }
            Form::Wrapper => message.set(0, self.scalar(node, kind.fields[0].kind)?),
            Form::Struct => {
                let Value::Map(map) = &node.value else { return Err(self.wrong(node, "a map")) };
                message.set(0, self.map(map, &kind.fields[0])?);
            }
            Form::ListValue => {
                let Value::Seq(items) = &node.value else { return Err(self.wrong(node, "a list")) };
                message.set(0, self.list(items, &kind.fields[0])?);
            }
            Form::Value => self.any(&mut message, node)?,
            Form::IntOrString => {
                let (index, kind) = match node.as_str() {
                    Some(_) => (2, &STRING_VALUE),
                    None => (1, &INT32_VALUE),
                };
                message.set(index, self.message(node, kind)?.into());
            }
        }
        Ok(message)
    }

    fn fields(&mut self, message: &mut Message, map: &'n Map) -> Result<()> {
        let kind = message.kind();
        for (index, field) in kind.fields.iter().enumerate() {
            let Some(node) = map.get(field.json).or_else(|| map.get(field.proto)) else { continue };
            let live = field.is_in(self.release);
            // Null is unset, except that a Value can hold it.
            let holds_null = field.shape == Shape::One
                && matches!(field.kind, Kind::Message(kind) if kind.form == Form::Value);
            if (node.is_null() && !holds_null)
                || (!live && kind.current(self.release, |f| f.json == field.json) != Some(index))
            {
                continue;
            }
            self.path.push(Step::Field(field.json));
            let datum = self.field(node, field);
            self.path.pop();
            match datum {
                Ok(datum) => message.set(index, datum),
                Err(error) if live => return Err(error),
                Err(_) => {}
            }
        }
        Ok(())
    }

    fn field(&mut self, node: &'n Node, field: &'static Field) -> Result<Datum> {
        match (field.shape, &node.value) {
            (Shape::One, _) => self.single(node, field.kind),
            (Shape::Many, Value::Seq(items)) => self.list(items, field),
            (Shape::Many, _) => Err(self.wrong(node, "a list")),
            (Shape::Map, Value::Map(map)) => self.map(map, field),
            (Shape::Map, _) => Err(self.wrong(node, "a map")),
        }
    }

    fn list(&mut self, items: &'n [Node], field: &'static Field) -> Result<Datum> {
        let mut data = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            self.path.push(Step::Index(index));
            data.push(self.single(item, field.kind)?);
            self.path.pop();
        }
        Ok(Datum::List(data))
    }

    fn map(&mut self, map: &'n Map, field: &'static Field) -> Result<Datum> {
        let mut pairs = Vec::with_capacity(map.len());
        for (key, value) in map.iter() {
            self.path.push(Step::Field(key));
            pairs.push((Text::from(key), self.single(value, field.kind)?));
            self.path.pop();
        }
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Datum::Map(pairs))
    }

    fn single(&mut self, node: &'n Node, kind: Kind) -> Result<Datum> {
        match kind {
            Kind::Message(kind) => self.message(node, kind).map(Datum::from),
            kind if node.is_null() => Ok(Datum::zero(kind)),
            kind => self.scalar(node, kind),
        }
    }

    fn scalar(&self, node: &Node, kind: Kind) -> Result<Datum> {
        match kind {
            Kind::Str => match &node.value {
                Value::Str(text) => Ok(Datum::Str(text.clone())),
                _ => Err(self.wrong(node, "a string").help("quote it")),
            },
            Kind::Bool => node.as_bool().map(Datum::Bool).ok_or_else(|| self.wrong(node, "true or false")),
            Kind::Int32 => self.integer(node, i128::from(i32::MIN), i128::from(i32::MAX)).map(signed),
            Kind::Int64 => self.integer(node, i128::from(i64::MIN), i128::from(i64::MAX)).map(signed),
            Kind::Uint32 => self.integer(node, 0, i128::from(u32::MAX)).map(unsigned),
            Kind::Uint64 => self.integer(node, 0, i128::from(u64::MAX)).map(unsigned),
            Kind::Double => double(node).map(Datum::Double).ok_or_else(|| self.wrong(node, "a number")),
            Kind::Enum(kind) => self.enumeration(node, kind),
            Kind::Message(_) => Err(self.wrong(node, "a scalar")),
        }
    }

    fn enumeration(&self, node: &Node, kind: &'static EnumType) -> Result<Datum> {
        if let Some(name) = node.as_str() {
            return kind.number(name, self.release).map(|number| Datum::Int(i64::from(number))).ok_or_else(
                || {
                    let known = kind.values.iter().filter(|value| value.releases.have(self.release));
                    let names: Vec<&str> = known.map(|value| value.name).collect();
                    self.error(node, &format!("unknown value {name:?}"))
                        .help(format!("expected one of {}", names.join(", ")))
                },
            );
        }
        self.integer(node, i128::from(i32::MIN), i128::from(i32::MAX)).map(signed)
    }

    fn integer(&self, node: &Node, least: i128, most: i128) -> Result<i128> {
        let number = integer(node).ok_or_else(|| self.wrong(node, "a whole number"))?;
        if (least..=most).contains(&number) {
            return Ok(number);
        }
        Err(self.error(node, &format!("{number} is out of range, expected {least} to {most}")))
    }

    fn any(&mut self, message: &mut Message, node: &'n Node) -> Result<()> {
        match &node.value {
            Value::Null => message.set(0, Datum::Int(0)),
            #[expect(clippy::cast_precision_loss, reason = "as Go does")]
            Value::Int(i) => message.set(1, Datum::Double(*i as f64)),
            #[expect(clippy::cast_precision_loss, reason = "as Go does")]
            Value::Uint(u) => message.set(1, Datum::Double(*u as f64)),
            Value::Float(f) => message.set(1, Datum::Double(*f)),
            Value::Str(text) => message.set(2, Datum::Str(text.clone())),
            Value::Bool(b) => message.set(3, Datum::Bool(*b)),
            Value::Map(_) => message.set(4, self.message(node, &STRUCT)?.into()),
            Value::Seq(_) => message.set(5, self.message(node, &LIST_VALUE)?.into()),
        }
        Ok(())
    }

    fn wrong(&self, node: &Node, expected: &str) -> Error {
        self.error(node, &format!("expected {expected}, found {}", found(node)))
    }

    fn error(&self, node: &Node, cause: &str) -> Error {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Field(name) if path.is_empty() => path.push_str(name),
                Step::Field(name) => {
                    path.push('.');
                    path.push_str(name);
                }
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        let cause = if path.is_empty() { cause.to_owned() } else { format!("{path}: {cause}") };
        Error::new(code::FIELD, cause).at(node.span)
    }
}

/// What was found in place of something else, in words.
#[must_use]
pub(crate) fn found(node: &Node) -> &'static str {
    match &node.value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => "a number",
        Value::Str(_) => "a string",
        Value::Seq(_) => "a list",
        Value::Map(_) => "a map",
    }
}

fn signed(number: i128) -> Datum {
    Datum::Int(i64::try_from(number).unwrap_or_default())
}

fn unsigned(number: i128) -> Datum {
    Datum::Uint(u64::try_from(number).unwrap_or_default())
}

/// An integer, plain or in quotes. jsonpb strips the quotes and reads the rest as JSON, so blanks are allowed, and null is 0.
fn integer(node: &Node) -> Option<i128> {
    match &node.value {
        Value::Int(i) => Some(i128::from(*i)),
        Value::Uint(u) => Some(i128::from(*u)),
        Value::Float(f) => float::integral(*f),
        Value::Str(text) => match text.trim_matches(' ') {
            "null" => Some(0),
            digits if is_json_integer(digits) => digits.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

fn is_json_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    whole && (digits == "0" || !digits.starts_with('0'))
}

fn double(node: &Node) -> Option<f64> {
    match &node.value {
        #[expect(clippy::cast_precision_loss, reason = "as Go does")]
        Value::Int(i) => Some(*i as f64),
        #[expect(clippy::cast_precision_loss, reason = "as Go does")]
        Value::Uint(u) => Some(*u as f64),
        Value::Float(f) => Some(*f),
        Value::Str(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            text => match text.trim_matches(' ') {
                "null" => Some(0.0),
                number => serde_json::from_str(number).ok(),
            },
        },
        _ => None,
    }
}
