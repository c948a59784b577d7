//! How templates see messages: Go's generated structs, with their fields, and getters that tolerate nil.

use std::rc::Rc;

use super::descriptor::{EnumType, Field, Form, Kind, MessageType, Minor, Shape};
use super::message::{Datum, Message};
use super::print;
use super::tables::PROXY_CONFIG;
use crate::settings::defaults;
use go_template::duration::Duration;
use go_template::value::{Dict, Elem, IntType, List, Object, Str, UintType, Value};
use kube_yaml::{Node, same};

/// A pointer to a message of the type `kind`, or a nil pointer.
#[must_use]
pub(crate) fn view<'a>(
    message: Option<&'a Message>,
    kind: &'static MessageType,
    release: Minor,
) -> Value<'a> {
    Value::Object(Rc::new(View { message, kind, release }))
}

#[derive(Debug)]
struct View<'a> {
    message: Option<&'a Message>,
    kind: &'static MessageType,
    release: Minor,
}

impl<'a> View<'a> {
    /// The value of the field of that name that is `wanted`, or of the oneof of that name.
    fn find(&self, name: &str, wanted: impl Fn(&Field) -> bool) -> Option<Value<'a>> {
        if let Some(index) = self.kind.named(self.release, name, wanted) {
            // The value may have been read as another of the field's types, when a template asks for an old one.
            let field = &self.kind.fields[index];
            let slot = self.message.and_then(|m| m.slot(index).or_else(|| m.get(field.go)));
            return Some(value(slot, field, self.release));
        }
        let choice = |f: &Field| f.oneof.as_ref().is_some_and(|o| o.go == name);
        self.kind.fields.iter().any(choice).then(|| self.choice(choice))
    }

    /// The wrapper of the oneof's member that is set, or a nil interface.
    fn choice(&self, member: impl Fn(&Field) -> bool) -> Value<'a> {
        let Some(message) = self.message else { return Value::Nil };
        let set = message.slots().find(|(index, _)| member(&self.kind.fields[*index]));
        match set {
            Some((index, datum)) => {
                let field = &self.kind.fields[index];
                Value::Object(Rc::new(Wrapper { datum, field, release: self.release }))
            }
            None => Value::Nil,
        }
    }

    fn nanos(&self) -> i64 {
        let part = |go| self.message.map_or(0, |m| m.int(go));
        part("Seconds").saturating_mul(1_000_000_000).saturating_add(part("Nanos"))
    }
}

impl<'a> Object<'a> for View<'a> {
    fn type_name(&self) -> String {
        self.kind.go.to_owned()
    }

    fn is_type(&self, name: &str) -> bool {
        same(self.kind.go, name)
    }

    fn is_nil(&self) -> bool {
        self.message.is_none()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        self.find(name, |field| field.oneof.is_none())
    }

    fn call(&self, method: &str, _: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        if let Some(name) = method.strip_prefix("Get")
            && let Some(value) = self.find(name, |_| true)
        {
            return Some(Ok(value));
        }
        match method {
            "String" => Some(Ok(Value::from(self.stringer().unwrap_or_default()))),
            "AsDuration" if self.kind.form == Form::Duration => Some(Ok(Duration(self.nanos()).value())),
            "IsValid" if self.kind.form == Form::Duration => Some(Ok(Value::Bool(self.message.is_some()))),
            "AsMap" if self.kind.form == Form::Struct => Some(Ok(match self.message {
                Some(message) => Value::of_owned_node(print::to_node(message, self.release)),
                None => Value::Dict(Dict::new(std::iter::empty::<(Str<'a>, Value<'a>)>())),
            })),
            _ => None,
        }
    }

    fn stringer(&self) -> Option<String> {
        Some(self.message.map_or("<nil>".to_owned(), |m| print::to_text(m, self.release)))
    }

    fn fields(&self) -> Vec<(&'static str, Value<'a>)> {
        let mut fields = Vec::new();
        let mut last = None;
        for field in self.kind.fields.iter().filter(|f| f.is_in(self.release)) {
            let name = field.oneof.as_ref().map_or(field.go, |o| o.go);
            if last.replace(name) != Some(name) {
                fields.push((name, self.field(name).unwrap_or(Value::Nil)));
            }
        }
        fields
    }

    fn json(&self) -> Node {
        match (self.message, self.kind.form) {
            (None, _) => Node::made(kube_yaml::Value::Null),
            (Some(message), Form::Duration | Form::Wrapper) => print::to_struct(message),
            (Some(message), _) => print::to_node(message, self.release),
        }
    }

    fn is_message(&self) -> bool {
        true
    }

    fn proto_json(&self) -> Option<String> {
        let Some(message) = self.message else { return Some("{}".to_owned()) };
        if !std::ptr::eq(self.kind, &PROXY_CONFIG) {
            return Some(print::to_json(message, self.release));
        }
        Some(print::to_json(&defaults::without_defaults(message, self.release), self.release))
    }
}

/// The value of a field as Go's struct holds it, zero when it is not set.
fn value<'a>(slot: Option<&'a Datum>, field: &'static Field, release: Minor) -> Value<'a> {
    match (field.shape, slot) {
        (Shape::One, slot) => single(slot, field.kind, release),
        (Shape::Many, Some(Datum::List(items))) => {
            let items = items.iter().map(|item| single(Some(item), field.kind, release)).collect();
            Value::List(List::typed(elem(field.kind), items))
        }
        (Shape::Many, _) => Value::List(List::nil(elem(field.kind))),
        (Shape::Map, Some(Datum::Map(pairs))) => {
            let pairs = pairs
                .iter()
                .map(|(key, item)| (Str::Borrowed(key.as_str()), single(Some(item), field.kind, release)));
            Value::Dict(Dict::typed(elem(field.kind), pairs))
        }
        (Shape::Map, _) => Value::Dict(Dict::nil(elem(field.kind))),
    }
}

fn single<'a>(slot: Option<&'a Datum>, kind: Kind, release: Minor) -> Value<'a> {
    let int = match slot {
        Some(Datum::Int(i)) => *i,
        _ => 0,
    };
    let uint = match slot {
        Some(Datum::Uint(u)) => *u,
        _ => 0,
    };
    match kind {
        Kind::Str => Value::Str(Str::Borrowed(slot.and_then(Datum::as_str).unwrap_or(""))),
        Kind::Bool => Value::Bool(matches!(slot, Some(Datum::Bool(true)))),
        Kind::Int32 => Value::Int(int, IntType::Int32),
        Kind::Int64 => Value::Int(int, IntType::Int64),
        Kind::Uint32 => Value::Uint(uint, UintType::Uint32),
        Kind::Uint64 => Value::Uint(uint, UintType::Uint64),
        Kind::Double => Value::Float(match slot {
            Some(Datum::Double(d)) => *d,
            _ => 0.0,
        }),
        Kind::Enum(kind) => {
            Value::Object(Rc::new(Enumerator { number: i32::try_from(int).unwrap_or(0), kind, release }))
        }
        Kind::Message(kind) => view(slot.and_then(Datum::as_message), kind, release),
    }
}

fn elem(kind: Kind) -> Elem {
    match kind {
        Kind::Str => Elem::Str,
        Kind::Bool => Elem::Named("bool"),
        Kind::Int32 => Elem::Named("int32"),
        Kind::Int64 => Elem::Named("int64"),
        Kind::Uint32 => Elem::Named("uint32"),
        Kind::Uint64 => Elem::Named("uint64"),
        Kind::Double => Elem::Named("float64"),
        Kind::Enum(kind) => Elem::Named(kind.go),
        Kind::Message(kind) => Elem::Named(kind.go),
    }
}

/// The Go struct around the chosen member of a oneof.
#[derive(Debug)]
struct Wrapper<'a> {
    datum: &'a Datum,
    field: &'static Field,
    release: Minor,
}

impl<'a> Object<'a> for Wrapper<'a> {
    fn type_name(&self) -> String {
        self.field.oneof.as_ref().map_or("", |o| o.wrapper).to_owned()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        (name == self.field.go).then(|| value(Some(self.datum), self.field, self.release))
    }

    fn fields(&self) -> Vec<(&'static str, Value<'a>)> {
        vec![(self.field.go, value(Some(self.datum), self.field, self.release))]
    }

    fn json(&self) -> Node {
        let held = match self.datum {
            Datum::Message(message) => print::to_node(message, self.release),
            Datum::Str(text) => Node::made(text.clone()),
            Datum::Bool(b) => Node::made(*b),
            Datum::Int(i) => Node::made(*i),
            _ => Node::made(kube_yaml::Value::Null),
        };
        Node::made(kube_yaml::Value::Map([(self.field.go, held)].into_iter().collect()))
    }
}

/// A value of an enumeration: a number that prints its name.
#[derive(Debug)]
struct Enumerator {
    number: i32,
    kind: &'static EnumType,
    release: Minor,
}

impl<'a> Object<'a> for Enumerator {
    fn type_name(&self) -> String {
        self.kind.go.to_owned()
    }

    fn call(&self, method: &str, _: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        match method {
            "String" => Some(Ok(Value::from(<Self as Object<'a>>::stringer(self).unwrap_or_default()))),
            "Number" => Some(Ok(Value::Int(i64::from(self.number), IntType::Int32))),
            _ => None,
        }
    }

    fn stringer(&self) -> Option<String> {
        Some(self.kind.name(self.number, self.release).map_or_else(|| self.number.to_string(), str::to_owned))
    }

    fn underlying(&self) -> Option<Value<'a>> {
        Some(Value::Int(i64::from(self.number), IntType::Int32))
    }

    fn json(&self) -> Node {
        Node::made(i64::from(self.number))
    }
}
