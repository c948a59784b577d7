//! The types with methods and no fields of their own: quantities, times, named strings.

use std::rc::Rc;

use crate::schema::quantity::{self, Format, Quantity};
use crate::schema::time;
use go_template::time::Time;
use go_template::value::{IntType, Object, Str, Value};
use kube_yaml::{self as yaml, Node};

pub(super) fn integer(node: Option<&Node>) -> i64 {
    node.and_then(Node::as_i64).unwrap_or_default()
}

fn quantity(node: Option<&Node>) -> Quantity {
    let text = node.and_then(|n| quantity::text_of(&n.value));
    text.and_then(|text| Quantity::parse(&text).ok()).unwrap_or_else(Quantity::zero)
}

pub(super) fn named<'a>(name: &'static str, value: Value<'a>) -> Value<'a> {
    Value::Object(Rc::new(Named { name, value }))
}

/// A value of a named basic type.
#[derive(Debug)]
struct Named<'a> {
    name: &'static str,
    value: Value<'a>,
}

impl<'a> Object<'a> for Named<'a> {
    fn type_name(&self) -> String {
        self.name.to_owned()
    }

    fn underlying(&self) -> Option<Value<'a>> {
        Some(self.value.clone())
    }

    fn json(&self) -> Node {
        Node::made(match &self.value {
            Value::Int(i, _) => yaml::Value::Int(*i),
            other => yaml::Value::from(other.as_str().unwrap_or_default()),
        })
    }
}

/// A `resource.Quantity`.
#[derive(Debug)]
pub(super) struct QuantityView(Quantity);

impl<'a> Object<'a> for QuantityView {
    fn type_name(&self) -> String {
        "resource.Quantity".to_owned()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        let format = match self.0.format() {
            Format::DecimalExponent => "DecimalExponent",
            Format::BinarySi => "BinarySI",
            Format::DecimalSi => "DecimalSI",
        };
        (name == "Format").then(|| named("resource.Format", Value::Str(Str::Borrowed(format))))
    }

    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        let quantity = &self.0;
        let result = match method {
            "String" | "ToUnstructured" => Value::from(quantity.text()),
            "Value" => Value::Int(quantity.value(), IntType::Int64),
            "MilliValue" => Value::Int(quantity.milli_value(), IntType::Int64),
            "AsApproximateFloat64" | "AsFloat64Slow" => Value::Float(quantity.approximate()),
            "IsZero" => Value::Bool(quantity.is_zero()),
            "Sign" => Value::Int(quantity.sign(), IntType::Int),
            "Cmp" | "Equal" => return Some(self.compare(method, arguments)),
            _ => return None,
        };
        Some(no_arguments(method, arguments).map(|()| result))
    }

    fn stringer(&self) -> Option<String> {
        Some(self.0.text())
    }

    fn json(&self) -> Node {
        Node::made(self.0.text())
    }
}

impl QuantityView {
    pub(super) fn new(node: Option<&Node>) -> Self {
        QuantityView(quantity(node))
    }

    fn compare<'a>(&self, method: &str, arguments: &[Value<'a>]) -> Result<Value<'a>, String> {
        let other = match arguments {
            [Value::Object(other)] if other.type_name() == "resource.Quantity" => other.stringer(),
            _ => return Err(format!("{method} wants one resource.Quantity")),
        };
        let other = Quantity::parse(&other.unwrap_or_default()).map_err(str::to_owned)?;
        Ok(match method {
            "Equal" => Value::Bool(self.0 == other),
            _ => Value::Int(self.0.cmp(&other) as i64, IntType::Int),
        })
    }
}

/// An `intstr.IntOrString`.
#[derive(Debug)]
pub(super) struct IntOrString<'a>(pub(super) Option<&'a Node>);

impl IntOrString<'_> {
    fn text(&self) -> Option<&str> {
        self.0.and_then(Node::as_str)
    }

    fn spelled(&self) -> String {
        self.text().map_or_else(|| integer(self.0).to_string(), str::to_owned)
    }
}

impl<'a> Object<'a> for IntOrString<'a> {
    fn type_name(&self) -> String {
        "intstr.IntOrString".to_owned()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        self.fields().into_iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        let result = match method {
            "String" => Value::from(self.spelled()),
            "IntValue" => Value::int(self.text().map_or_else(|| integer(self.0), |t| t.parse().unwrap_or(0))),
            _ => return None,
        };
        Some(no_arguments(method, arguments).map(|()| result))
    }

    fn stringer(&self) -> Option<String> {
        Some(self.spelled())
    }

    fn fields(&self) -> Vec<(&'static str, Value<'a>)> {
        let text = self.0.and_then(Node::as_str);
        vec![
            ("Type", named("intstr.Type", Value::Int(i64::from(text.is_some()), IntType::Int64))),
            ("IntVal", Value::Int(if text.is_some() { 0 } else { integer(self.0) }, IntType::Int32)),
            ("StrVal", Value::Str(Str::Borrowed(text.unwrap_or_default()))),
        ]
    }

    fn json(&self) -> Node {
        match self.text() {
            Some(text) => Node::made(text),
            None => Node::made(integer(self.0)),
        }
    }
}

/// A `v1.Time`, or a pointer to one.
#[derive(Debug)]
pub(super) struct TimeView<'a> {
    pub(super) node: Option<&'a Node>,
    pub(super) pointer: bool,
}

impl TimeView<'_> {
    fn time(&self) -> Time {
        self.node.and_then(Node::as_str).and_then(time::parse).unwrap_or(Time::ZERO.in_utc())
    }
}

impl<'a> Object<'a> for TimeView<'a> {
    fn type_name(&self) -> String {
        if self.pointer { "*v1.Time" } else { "v1.Time" }.to_owned()
    }

    fn is_nil(&self) -> bool {
        self.pointer && self.node.is_none()
    }

    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        // It embeds a `time.Time`.
        Object::call(&self.time(), method, arguments)
    }

    /// Go prints the moment in the machine's zone; here the zone is always UTC.
    fn stringer(&self) -> Option<String> {
        (!self.is_nil()).then(|| self.time().to_string())
    }

    fn json(&self) -> Node {
        let time = self.time();
        if time.is_zero() { Node::made(yaml::Value::Null) } else { Node::made(time::spelled(&time)) }
    }
}

/// JSON kept as it came.
#[derive(Debug)]
pub(super) struct Raw<'a> {
    pub(super) name: &'static str,
    pub(super) node: Option<&'a Node>,
}

impl<'a> Object<'a> for Raw<'a> {
    fn type_name(&self) -> String {
        self.name.to_owned()
    }

    fn json(&self) -> Node {
        self.node.cloned().unwrap_or_else(|| Node::made(yaml::Value::Null))
    }
}

pub(super) fn no_arguments(method: &str, arguments: &[Value<'_>]) -> Result<(), String> {
    if arguments.is_empty() {
        return Ok(());
    }
    Err(format!("wrong number of args for {method}: want 0 got {}", arguments.len()))
}
