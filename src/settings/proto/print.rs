//! Prints messages: proto3 JSON as Istio's protoToJSON does, the tree of it, and the one-line text of `%v`.

use super::descriptor::{Form, Kind, Minor, Shape};
use super::duration;
use super::message::{Datum, Message};
use kube_yaml::{Map, Node, Value, float, json};

/// The proto3 JSON of a message as a tree, in declaration order, leaving out fields `release` did not have.
#[must_use]
pub(crate) fn to_node(message: &Message, release: Minor) -> Node {
    let slot = |index| message.slot(index);
    match message.kind().form {
        Form::Plain => Node::made(Value::Map(plain(message, release))),
        Form::Duration => {
            let text = duration::json(message.int("Seconds"), message.int("Nanos"));
            Node::made(text)
        }
        Form::Wrapper => {
            let kind = message.kind().fields[0].kind;
            datum(slot(0).unwrap_or(&Datum::zero(kind)), kind, release)
        }
        Form::Struct => match slot(0) {
            Some(fields) => datum(fields, message.kind().fields[0].kind, release),
            None => Node::made(Value::Map(Map::default())),
        },
        Form::ListValue => match slot(0) {
            Some(items) => datum(items, message.kind().fields[0].kind, release),
            None => Node::made(Vec::new()),
        },
        Form::IntOrString => match message.get("IntVal").or_else(|| message.get("StrVal")) {
            Some(Datum::Message(held)) => to_node(held, release),
            _ => Node::made(""),
        },
        Form::Value => match message.slots().next() {
            None | Some((0, _)) => Node::made(Value::Null),
            Some((index, value)) => datum(value, message.kind().fields[index].kind, release),
        },
    }
}

/// The proto3 JSON text of a message, without blanks.
#[must_use]
pub(crate) fn to_json(message: &Message, release: Minor) -> String {
    json::to_json(&to_node(message, release))
}

fn plain(message: &Message, release: Minor) -> Map {
    let fields = message.kind().fields;
    let mut slots: Vec<(usize, &Datum)> =
        message.slots().filter(|(index, _)| fields[*index].is_in(release)).collect();
    // A oneof prints where its first member is declared.
    slots.sort_by_key(|(index, _)| {
        let oneof = fields[*index].oneof.as_ref().map(|o| o.go);
        oneof.map_or(*index, |go| {
            let member = |f: &super::descriptor::Field| f.oneof.as_ref().is_some_and(|o| o.go == go);
            fields.iter().position(member).unwrap_or(*index)
        })
    });
    slots
        .iter()
        .map(|(index, value)| (fields[*index].json, datum(value, fields[*index].kind, release)))
        .collect()
}

fn datum(value: &Datum, kind: Kind, release: Minor) -> Node {
    match value {
        Datum::Str(text) => Node::made(text.clone()),
        Datum::Bool(b) => Node::made(*b),
        Datum::Int(i) => match kind {
            Kind::Enum(kind) => match i32::try_from(*i).ok().and_then(|number| kind.name(number, release)) {
                Some(name) => Node::made(name),
                None => Node::made(*i),
            },
            // 64-bit integers are strings in proto3 JSON.
            Kind::Int64 => Node::made(i.to_string()),
            _ => Node::made(*i),
        },
        Datum::Uint(u) => match kind {
            Kind::Uint64 => Node::made(u.to_string()),
            _ => Node::made(Value::Uint(*u)),
        },
        Datum::Double(d) if d.is_nan() => Node::made("NaN"),
        Datum::Double(d) if d.is_infinite() => Node::made(if *d > 0.0 { "Infinity" } else { "-Infinity" }),
        Datum::Double(d) => Node::made(Value::Float(*d)),
        Datum::Message(message) => to_node(message, release),
        Datum::List(items) => {
            Node::made(items.iter().map(|item| datum(item, kind, release)).collect::<Vec<_>>())
        }
        Datum::Map(pairs) => {
            let map: Map = pairs.iter().map(|(key, value)| (key, datum(value, kind, release))).collect();
            Node::made(Value::Map(map))
        }
    }
}

/// What `encoding/json` makes of the struct behind a message that does not spell its own JSON, such as a duration.
#[must_use]
pub(crate) fn to_struct(message: &Message) -> Node {
    let fields = message.kind().fields;
    let pairs = message.slots().map(|(index, value)| {
        let node = match value {
            Datum::Int(i) => Node::made(*i),
            Datum::Uint(u) => Node::made(Value::Uint(*u)),
            other => datum(other, fields[index].kind, Minor::MAX),
        };
        (fields[index].proto, node)
    });
    Node::made(Value::Map(pairs.collect()))
}

/// The one-line text format, which `%v` prints of a message.
#[must_use]
pub(crate) fn to_text(message: &Message, release: Minor) -> String {
    let mut out = String::new();
    write_text(&mut out, message, release);
    out
}

fn write_text(out: &mut String, message: &Message, release: Minor) {
    let fields = message.kind().fields;
    for (index, value) in message.slots().filter(|(index, _)| fields[*index].is_in(release)) {
        let field = &fields[index];
        match (field.shape, value) {
            (Shape::Many, Datum::List(items)) => {
                for item in items {
                    text_field(out, field.proto, item, field.kind, release);
                }
            }
            (Shape::Map, Datum::Map(pairs)) => {
                for (key, item) in pairs {
                    separate(out);
                    out.push_str(field.proto);
                    out.push_str(":{key:");
                    text_quote(out, key);
                    text_field(out, "value", item, field.kind, release);
                    out.push('}');
                }
            }
            _ => text_field(out, field.proto, value, field.kind, release),
        }
    }
}

fn text_field(out: &mut String, name: &str, value: &Datum, kind: Kind, release: Minor) {
    separate(out);
    out.push_str(name);
    out.push(':');
    match (value, kind) {
        (Datum::Str(text), _) => text_quote(out, text),
        (Datum::Bool(b), _) => out.push_str(&b.to_string()),
        (Datum::Int(i), Kind::Enum(kind)) => {
            match i32::try_from(*i).ok().and_then(|number| kind.name(number, release)) {
                Some(name) => out.push_str(name),
                None => out.push_str(&i.to_string()),
            }
        }
        (Datum::Int(i), _) => out.push_str(&i.to_string()),
        (Datum::Uint(u), _) => out.push_str(&u.to_string()),
        (Datum::Double(d), _) if d.is_finite() => out.push_str(&float::general(*d, false)),
        (Datum::Double(d), _) => out.push_str(&d.to_string().to_lowercase()),
        (Datum::Message(message), _) => {
            out.push('{');
            write_text(out, message, release);
            out.push('}');
        }
        (Datum::List(_) | Datum::Map(_), _) => {}
    }
}

fn separate(out: &mut String) {
    if !out.is_empty() && !out.ends_with('{') {
        out.push(' ');
    }
}

/// A string of the text format. Its escapes are protobuf's: unlike Go's own they have no `\a` or `\v`, and all that is no
/// control character stays.
fn text_quote(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..' ' | '\u{7f}' => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}
