//! Values as Go templates see them.

use std::borrow::Cow;
use std::fmt::Debug;
use std::rc::Rc;

use kube_yaml::{self as yaml, Node};

mod dict;
mod json;
mod list;
mod text;

pub use dict::{Dict, Overlay};
pub use list::{Elem, List};
pub use text::Str;

/// A Go struct, message or named type that lives outside the template: the pod, the mesh config.
///
/// Fields are asked for by their Go names. A view is cheap to make: it points into a tree and a table.
pub trait Object<'a>: Debug {
    /// The Go type as `%T` prints it, such as `v1.PodSpec` or `*v1alpha1.ProxyConfig`.
    fn type_name(&self) -> String;

    /// Whether [`type_name`](Self::type_name) is this one.
    fn is_type(&self, name: &str) -> bool {
        self.type_name() == name
    }

    /// Whether this is a nil pointer: false in conditions, and reading a field of it is an error.
    fn is_nil(&self) -> bool {
        false
    }

    /// The field of that name, or `None` when the type has no such field.
    fn field(&self, name: &str) -> Option<Value<'a>> {
        let _ = name;
        None
    }

    /// Whether the field of that name, with all that is in it, is the same in every object that a template is executed on and that
    /// says so: what depends on such fields alone is evaluated once for each template.
    fn is_settled(&self, field: &str) -> bool {
        let _ = field;
        false
    }

    /// Calls the method of that name, or `None` when the type has no such method.
    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        let _ = (method, arguments);
        None
    }

    /// What `%v` prints, when the type is a Stringer (an enum prints its name, a quantity its text).
    fn stringer(&self) -> Option<String> {
        None
    }

    /// The basic value under a named type (an enum's number), for comparing and for numeric verbs.
    fn underlying(&self) -> Option<Value<'a>> {
        None
    }

    /// The fields in declaration order, for `%v`.
    fn fields(&self) -> Vec<(&'static str, Value<'a>)> {
        Vec::new()
    }

    /// What `encoding/json` makes of it, keys in declaration order.
    fn json(&self) -> Node;

    /// Whether it is a `proto.Message`, which `protoToJSON` demands: whether it has a [`proto_json`](Self::proto_json).
    fn is_message(&self) -> bool {
        false
    }

    /// The proto3 JSON text `protoToJSON` answers with, when this is a message; of a nil message `{}`.
    fn proto_json(&self) -> Option<String> {
        None
    }
}

/// How deep values may be nested before whoever walks them gives up: a template can put a map into itself.
pub const MAX_DEPTH: usize = 200;

/// One value. Cloning is cheap: everything long is borrowed or shared.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// No value at all, Go's zero `reflect.Value`: a missing map key, an empty pipeline. Prints `<no value>`.
    /// Functions never see it; they are given [`Value::Nil`].
    Missing,
    /// A nil interface.
    Nil,
    /// A `bool`.
    Bool(bool),
    /// A signed integer of the given type.
    Int(i64, IntType),
    /// An unsigned integer of the given type.
    Uint(u64, UintType),
    /// A `float64`.
    Float(f64),
    /// A `float32`, widened.
    Float32(f64),
    /// A `complex128`, which only constants make.
    Complex(f64, f64),
    /// A `string`.
    Str(Str<'a>),
    /// A slice.
    List(List<'a>),
    /// A map with string keys.
    Dict(Dict<'a>),
    /// A pointer to a basic value, such as `*int64`.
    Pointer(Pointer<'a>),
    /// A struct, message, enum or other named type.
    Object(Rc<dyn Object<'a> + 'a>),
}

/// The signed integer types.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are Go's")]
pub enum IntType {
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
}

/// The unsigned integer types.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are Go's")]
pub enum UintType {
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
}

/// A pointer to a basic value; pointers to structs and messages are [`Object`]s.
#[derive(Clone, Debug)]
pub struct Pointer<'a> {
    /// The pointer's type, such as `*int64`.
    pub type_name: &'static str,
    /// What it points to; `None` is nil.
    pub target: Option<Rc<Value<'a>>>,
}

impl<'a> Value<'a> {
    /// A lazy view of a tree as Go unmarshals it into `interface {}`: every number a `float64`.
    #[must_use]
    pub fn of_node(node: &'a Node, overlay: &Overlay<'a>) -> Self {
        match &node.value {
            yaml::Value::Null => Value::Nil,
            yaml::Value::Bool(b) => Value::Bool(*b),
            #[expect(clippy::cast_precision_loss, reason = "as Go does")]
            yaml::Value::Int(i) => Value::Float(*i as f64),
            #[expect(clippy::cast_precision_loss, reason = "as Go does")]
            yaml::Value::Uint(u) => Value::Float(*u as f64),
            yaml::Value::Float(f) => Value::Float(*f),
            yaml::Value::Str(s) => Value::Str(Str::Borrowed(s)),
            yaml::Value::Seq(items) => Value::List(List::of_seq(items, overlay)),
            yaml::Value::Map(map) => Value::Dict(Dict::of_map(map, overlay)),
        }
    }

    /// The same for a tree made while rendering, taken apart.
    #[must_use]
    pub fn of_owned_node(node: Node) -> Self {
        match node.value {
            yaml::Value::Null => Value::Nil,
            yaml::Value::Bool(b) => Value::Bool(b),
            #[expect(clippy::cast_precision_loss, reason = "as Go does")]
            yaml::Value::Int(i) => Value::Float(i as f64),
            #[expect(clippy::cast_precision_loss, reason = "as Go does")]
            yaml::Value::Uint(u) => Value::Float(u as f64),
            yaml::Value::Float(f) => Value::Float(f),
            yaml::Value::Str(s) => Value::from(s.as_str()),
            yaml::Value::Seq(items) => {
                Value::List(List::new(items.into_iter().map(Value::of_owned_node).collect()))
            }
            yaml::Value::Map(map) => {
                let pairs = map.entries.into_iter();
                Value::Dict(Dict::new(
                    pairs.map(|e| (Str::from(e.key.as_str()), Value::of_owned_node(e.value))),
                ))
            }
        }
    }

    /// A view of a map as `map[string]string`: labels, annotations.
    #[must_use]
    pub fn strings_of(map: &'a yaml::Map, overlay: &Overlay<'a>) -> Self {
        Value::Dict(Dict::strings_of(map, overlay))
    }

    /// An `int`.
    #[must_use]
    pub fn int(value: i64) -> Self {
        Value::Int(value, IntType::Int)
    }

    /// A nil pointer to a basic type, such as `*int64`.
    #[must_use]
    pub fn nil_pointer(type_name: &'static str) -> Self {
        Value::Pointer(Pointer { type_name, target: None })
    }

    /// A pointer of the type `type_name`, such as `*int64`, to `value`.
    #[must_use]
    pub fn pointer_to(type_name: &'static str, value: Value<'a>) -> Self {
        Value::Pointer(Pointer { type_name, target: Some(Rc::new(value)) })
    }

    /// The Go type as `%T` prints it; of nil `<nil>`.
    #[must_use]
    pub fn type_name(&self) -> Cow<'static, str> {
        match self {
            Value::Missing | Value::Nil => Cow::Borrowed("<nil>"),
            Value::List(list) => list.type_name(),
            Value::Dict(dict) => dict.type_name(),
            Value::Pointer(pointer) => Cow::Borrowed(pointer.type_name),
            Value::Object(object) => Cow::Owned(object.type_name()),
            basic => Cow::Borrowed(basic.kind_name()),
        }
    }

    /// Go's `reflect.Kind` of the value, as `kindOf` prints it; of nil `invalid`.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self {
            Value::Missing | Value::Nil => "invalid",
            Value::Bool(_) => "bool",
            Value::Int(_, t) => t.name(),
            Value::Uint(_, t) => t.name(),
            Value::Float(_) => "float64",
            Value::Float32(_) => "float32",
            Value::Complex(..) => "complex128",
            Value::Str(_) => "string",
            Value::List(_) => "slice",
            Value::Dict(_) => "map",
            Value::Pointer(_) => "ptr",
            Value::Object(object) => match object.underlying() {
                Some(value) => value.kind_name(),
                None if object.type_name().starts_with('*') => "ptr",
                None => "struct",
            },
        }
    }

    /// Whether it is nil or nothing at all, or a nil pointer, slice or map.
    #[must_use]
    pub fn is_nil(&self) -> bool {
        match self {
            Value::Missing | Value::Nil => true,
            Value::List(list) => list.is_nil(),
            Value::Dict(dict) => dict.is_nil(),
            Value::Pointer(pointer) => pointer.target.is_none(),
            Value::Object(object) => object.is_nil(),
            _ => false,
        }
    }

    /// The truth of `if`: not the zero value; a non-nil pointer and every struct is true.
    #[must_use]
    pub fn truth(&self) -> bool {
        match self {
            Value::Missing | Value::Nil => false,
            Value::Bool(b) => *b,
            Value::Int(i, _) => *i != 0,
            Value::Uint(u, _) => *u != 0,
            Value::Float(f) | Value::Float32(f) => *f != 0.0,
            Value::Complex(re, im) => *re != 0.0 || *im != 0.0,
            Value::Str(s) => !s.is_empty(),
            Value::List(list) => !list.is_empty(),
            Value::Dict(dict) => !dict.is_empty(),
            Value::Pointer(pointer) => pointer.target.is_some(),
            Value::Object(object) => !object.is_nil() && object.underlying().is_none_or(|v| v.truth()),
        }
    }

    /// Whether it holds other values.
    fn is_container(&self) -> bool {
        matches!(self, Value::List(_) | Value::Dict(_))
    }

    /// The text of a `string`; a named string type is not one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(s) => Some(s),
            _ => None,
        }
    }

    /// The slice.
    #[must_use]
    pub fn as_list(&self) -> Option<&List<'a>> {
        match self {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// The map.
    #[must_use]
    pub fn as_dict(&self) -> Option<&Dict<'a>> {
        match self {
            Value::Dict(dict) => Some(dict),
            _ => None,
        }
    }
}

/// Drops values and all that only they hold, without recursion.
fn dismantle(mut values: Vec<Value<'_>>) {
    while let Some(mut value) = values.pop() {
        match &mut value {
            Value::List(list) => values.append(&mut list.take_items()),
            Value::Dict(dict) => values.append(&mut dict.take_values()),
            _ => {}
        }
    }
}

impl IntType {
    /// The type's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            IntType::Int => "int",
            IntType::Int8 => "int8",
            IntType::Int16 => "int16",
            IntType::Int32 => "int32",
            IntType::Int64 => "int64",
        }
    }
}

impl UintType {
    /// The type's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            UintType::Uint => "uint",
            UintType::Uint8 => "uint8",
            UintType::Uint16 => "uint16",
            UintType::Uint32 => "uint32",
            UintType::Uint64 => "uint64",
        }
    }
}

/// A shared copy; say `Value::Str(Str::Borrowed(..))` for text that lives long enough.
impl From<&str> for Value<'_> {
    fn from(s: &str) -> Self {
        Value::Str(Str::from(s))
    }
}

impl From<String> for Value<'_> {
    fn from(s: String) -> Self {
        Value::Str(Str::from(s))
    }
}

impl<'a> From<Str<'a>> for Value<'a> {
    fn from(s: Str<'a>) -> Self {
        Value::Str(s)
    }
}

impl From<bool> for Value<'_> {
    fn from(b: bool) -> Self {
        Value::Bool(b)
    }
}

impl From<f64> for Value<'_> {
    fn from(f: f64) -> Self {
        Value::Float(f)
    }
}

impl<'a> From<List<'a>> for Value<'a> {
    fn from(list: List<'a>) -> Self {
        Value::List(list)
    }
}

impl<'a> From<Dict<'a>> for Value<'a> {
    fn from(dict: Dict<'a>) -> Self {
        Value::Dict(dict)
    }
}
