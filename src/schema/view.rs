//! Go structs as templates see them: a tree and a type, looked at together.

use std::rc::Rc;

use super::quantity::{Format, Quantity};
use super::time::Time;
use super::{OBJECT_META, Struct, Type, ZeroTime, number, typed};
use crate::template::value::{Dict, Elem, IntType, List, Object, Overlay, Str, Value};
use crate::yaml::{self, Map, Node};

/// `node` as a struct of type `ty`; nothing and null are the zero struct.
#[must_use]
pub fn view<'a>(ty: &'static Struct, node: Option<&'a Node>) -> Value<'a> {
    struct_view(ty, node, false)
}

/// `node` as a pointer to a struct of type `ty`; nothing and null are nil.
#[must_use]
pub fn pointer_view<'a>(ty: &'static Struct, node: Option<&'a Node>) -> Value<'a> {
    struct_view(ty, node, true)
}

/// `node` as a slice of structs of type `ty`; nothing and null are nil.
#[must_use]
pub fn list_view<'a>(ty: &'static Struct, node: Option<&'a Node>) -> Value<'a> {
    match node.and_then(Node::as_seq) {
        None => Value::List(List::nil(Elem::Named(ty.name))),
        Some(items) => {
            let views = items.iter().map(|item| struct_view(ty, Some(item), false)).collect();
            Value::List(List::typed(Elem::Named(ty.name), views))
        }
    }
}

fn struct_view<'a>(ty: &'static Struct, node: Option<&'a Node>, pointer: bool) -> Value<'a> {
    Value::Object(Rc::new(View { ty, node, pointer }))
}

/// A struct, or a pointer to one.
#[derive(Debug)]
struct View<'a> {
    ty: &'static Struct,
    node: Option<&'a Node>,
    pointer: bool,
}

impl<'a> View<'a> {
    fn map(&self) -> Option<&'a Map> {
        self.node.and_then(Node::as_map)
    }

    /// The object metadata of this struct: itself, or what it embeds.
    fn meta(&self) -> Option<Option<&'a Map>> {
        if std::ptr::eq(self.ty, &raw const OBJECT_META) {
            return Some(self.map());
        }
        let field = self.ty.fields.iter().find(|f| f.embedded && f.go == "ObjectMeta")?;
        Some(self.map().and_then(|m| m.get(field.json)).and_then(Node::as_map))
    }
}

/// The field `name` of the struct, its own or one it has from an embedded struct.
fn select<'a>(ty: &'static Struct, node: Option<&'a Node>, name: &str) -> Option<Value<'a>> {
    let inside = |json: &str| {
        if json.is_empty() { node } else { node.and_then(|n| n.get(json)) }
    };
    if let Some(field) = ty.fields.iter().find(|f| f.go == name) {
        return Some(value_of(&field.ty, inside(field.json)));
    }
    ty.fields.iter().filter(|f| f.embedded).find_map(|f| match f.ty {
        Type::One(inner) => select(inner, inside(f.json), name),
        _ => None,
    })
}

/// What a template sees of a value of type `ty`.
fn value_of<'a>(ty: &'static Type, node: Option<&'a Node>) -> Value<'a> {
    let node = node.filter(|n| !n.is_null());
    match ty {
        Type::Str("string") => Value::Str(Str::Borrowed(node.and_then(Node::as_str).unwrap_or_default())),
        Type::Str(name) => {
            named(name, Value::Str(Str::Borrowed(node.and_then(Node::as_str).unwrap_or_default())))
        }
        Type::Bool => Value::Bool(node.and_then(Node::as_bool).unwrap_or_default()),
        Type::Int32 => Value::Int(integer(node), IntType::Int32),
        Type::Int64 => Value::Int(integer(node), IntType::Int64),
        Type::Quantity => Value::Object(Rc::new(QuantityView(quantity(node)))),
        Type::IntOrString => Value::Object(Rc::new(IntOrString(node))),
        Type::Time => Value::Object(Rc::new(TimeView { node, pointer: false })),
        Type::Raw(name) => Value::Object(Rc::new(Raw { name, node })),
        Type::One(inner) => struct_view(inner, node, false),
        Type::Nullable(inner) => struct_view(inner, node, true),
        Type::Pointer(name, inner) => match (inner, node) {
            (Type::Time, _) => Value::Object(Rc::new(TimeView { node, pointer: true })),
            (_, None) => Value::nil_pointer(name),
            (_, Some(_)) => Value::pointer_to(name, value_of(inner, node)),
        },
        Type::List(inner) => list(inner, node.and_then(Node::as_seq)),
        Type::Map(name, inner) => dict(name, inner, node.and_then(Node::as_map)),
    }
}

fn list<'a>(ty: &'static Type, items: Option<&'a [Node]>) -> Value<'a> {
    let elem = elem(ty);
    Value::List(match items {
        None => List::nil(elem),
        Some(items) => List::typed(elem, items.iter().map(|item| value_of(ty, Some(item))).collect()),
    })
}

fn dict<'a>(name: &'static str, ty: &'static Type, map: Option<&'a Map>) -> Value<'a> {
    let elem = elem(ty);
    let dict = match map {
        None => Dict::nil(elem),
        Some(map) if elem == Elem::Str => return Value::strings_of(map, &Overlay::default()),
        Some(map) => Dict::typed(
            elem,
            map.entries.iter().map(|e| (Str::Borrowed(&e.key), value_of(ty, Some(&e.value)))),
        ),
    };
    Value::Dict(if elem == Elem::Str { dict } else { dict.named(name) })
}

fn elem(ty: &'static Type) -> Elem {
    match ty {
        Type::Str("string") => Elem::Str,
        Type::Str(name) | Type::Raw(name) | Type::Pointer(name, _) | Type::Map(name, _) => Elem::Named(name),
        Type::Bool => Elem::Named("bool"),
        Type::Int32 => Elem::Named("int32"),
        Type::Int64 => Elem::Named("int64"),
        Type::Quantity => Elem::Named("resource.Quantity"),
        Type::IntOrString => Elem::Named("intstr.IntOrString"),
        Type::Time => Elem::Named("v1.Time"),
        Type::One(inner) | Type::Nullable(inner) => Elem::Named(inner.name),
        Type::List(_) => Elem::Any,
    }
}

fn integer(node: Option<&Node>) -> i64 {
    match node.map(|n| &n.value) {
        Some(yaml::Value::Int(i)) => *i,
        Some(yaml::Value::Float(f)) => {
            number::integral(*f).and_then(|i| i64::try_from(i).ok()).unwrap_or_default()
        }
        _ => 0,
    }
}

fn quantity(node: Option<&Node>) -> Quantity {
    let text = match node.map(|n| &n.value) {
        Some(yaml::Value::Str(s)) => return Quantity::parse(s).unwrap_or_else(|_| Quantity::zero()),
        Some(yaml::Value::Int(i)) => i.to_string(),
        Some(yaml::Value::Uint(u)) => u.to_string(),
        Some(yaml::Value::Float(f)) => number::json_number(*f),
        _ => return Quantity::zero(),
    };
    Quantity::parse(&text).unwrap_or_else(|_| Quantity::zero())
}

fn named<'a>(name: &'static str, value: Value<'a>) -> Value<'a> {
    Value::Object(Rc::new(Named { name, value }))
}

impl<'a> Object<'a> for View<'a> {
    fn type_name(&self) -> String {
        if self.pointer { format!("*{}", self.ty.name) } else { self.ty.name.to_owned() }
    }

    fn is_nil(&self) -> bool {
        self.pointer && self.node.is_none_or(Node::is_null)
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        select(self.ty, self.node, name)
    }

    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        // The metadata has a getter for every field.
        let name = method.strip_prefix("Get")?;
        let meta = self.meta()?;
        let field = OBJECT_META.fields.iter().find(|f| f.go == name)?;
        let value = value_of(&field.ty, meta.and_then(|m| m.get(field.json)));
        Some(no_arguments(method, arguments).map(|()| value))
    }

    fn fields(&self) -> Vec<(&'static str, Value<'a>)> {
        let value =
            |json: &str| if json.is_empty() { self.node } else { self.node.and_then(|n| n.get(json)) };
        self.ty.fields.iter().map(|f| (f.go, value_of(&f.ty, value(f.json)))).collect()
    }

    fn json(&self) -> Node {
        if self.is_nil() {
            return Node::made(yaml::Value::Null);
        }
        let nothing = Node::made(yaml::Value::Null);
        typed(self.node.unwrap_or(&nothing), self.ty, ZeroTime::Omit)
    }
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

    fn field(&self, _: &str) -> Option<Value<'a>> {
        None
    }

    fn call(&self, _: &str, _: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        None
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
struct QuantityView(Quantity);

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
struct IntOrString<'a>(Option<&'a Node>);

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
struct TimeView<'a> {
    node: Option<&'a Node>,
    pointer: bool,
}

impl TimeView<'_> {
    fn time(&self) -> Option<Time> {
        self.node.and_then(Node::as_str).and_then(Time::parse).filter(|t| !t.is_zero())
    }
}

impl<'a> Object<'a> for TimeView<'a> {
    fn type_name(&self) -> String {
        if self.pointer { "*v1.Time" } else { "v1.Time" }.to_owned()
    }

    fn is_nil(&self) -> bool {
        self.pointer && self.node.is_none()
    }

    fn field(&self, _: &str) -> Option<Value<'a>> {
        None
    }

    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        let result = match method {
            "IsZero" => Value::Bool(self.time().is_none()),
            "String" => Value::from(self.stringer().unwrap_or_default()),
            "Unix" => Value::Int(self.time().map_or(Time::ZERO_UNIX, Time::unix), IntType::Int64),
            _ => return None,
        };
        Some(no_arguments(method, arguments).map(|()| result))
    }

    /// Go prints the moment in the machine's zone; here the zone is always UTC.
    fn stringer(&self) -> Option<String> {
        let text = self.time().map_or_else(|| "0001-01-01T00:00:00Z".to_owned(), Time::text);
        let (date, time) = text.trim_end_matches('Z').split_once('T')?;
        Some(format!("{date} {time} +0000 UTC"))
    }

    fn json(&self) -> Node {
        Node::made(self.time().map_or(yaml::Value::Null, |t| yaml::Value::from(t.text())))
    }
}

/// JSON kept as it came.
#[derive(Debug)]
struct Raw<'a> {
    name: &'static str,
    node: Option<&'a Node>,
}

impl<'a> Object<'a> for Raw<'a> {
    fn type_name(&self) -> String {
        self.name.to_owned()
    }

    fn field(&self, _: &str) -> Option<Value<'a>> {
        None
    }

    fn call(&self, _: &str, _: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        None
    }

    fn json(&self) -> Node {
        self.node.cloned().unwrap_or_else(|| Node::made(yaml::Value::Null))
    }
}

fn no_arguments(method: &str, arguments: &[Value<'_>]) -> Result<(), String> {
    if arguments.is_empty() {
        return Ok(());
    }
    Err(format!("wrong number of args for {method}: want 0 got {}", arguments.len()))
}
