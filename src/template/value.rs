//! Values as Go templates see them.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Debug};
use std::ops::Deref;
use std::rc::Rc;

use crate::yaml::{self, Node};

/// A Go struct, message or named type that lives outside the template: the pod, the mesh config.
///
/// Fields are asked for by their Go names. A view is cheap to make: it points into a tree and a table.
pub trait Object<'a>: Debug {
    /// The Go type as `%T` prints it, such as `v1.PodSpec` or `*v1alpha1.ProxyConfig`.
    fn type_name(&self) -> String;

    /// Whether this is a nil pointer: false in conditions, and reading a field of it is an error.
    fn is_nil(&self) -> bool {
        false
    }

    /// The field of that name, or `None` when the type has no such field.
    fn field(&self, name: &str) -> Option<Value<'a>>;

    /// Calls the method of that name, or `None` when the type has no such method.
    fn call(&self, method: &str, arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>>;

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

    /// The proto3 JSON text `protoToJSON` answers with, when this is a message; of a nil message `{}`.
    fn proto_json(&self) -> Option<String> {
        None
    }
}

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

/// A string: borrowed from settings, pod or template, or made while rendering and shared.
#[derive(Clone)]
pub enum Str<'a> {
    /// Borrowed.
    Borrowed(&'a str),
    /// Shared.
    Shared(Rc<str>),
}

/// A pointer to a basic value; pointers to structs and messages are [`Object`]s.
#[derive(Clone, Debug)]
pub struct Pointer<'a> {
    /// The pointer's type, such as `*int64`.
    pub type_name: &'static str,
    /// What it points to; `None` is nil.
    pub target: Option<Rc<Value<'a>>>,
}

/// A slice.
#[derive(Clone, Debug)]
pub struct List<'a> {
    elem: Elem,
    items: Items<'a>,
}

#[derive(Clone, Debug)]
enum Items<'a> {
    Nil,
    Tree(&'a [Node], Overlay<'a>),
    Owned(Rc<Vec<Value<'a>>>),
}

/// The element type of a slice or map.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Elem {
    /// `interface {}`
    Any,
    /// `string`
    Str,
    /// `int`
    Int,
    /// `uint8`
    Uint8,
    /// Any other, by the spelling of `%T`, such as `v1.Container`.
    Named(&'static str),
}

/// A map with string keys, shared by reference as Go's maps are: a change is seen by all who hold it.
#[derive(Clone, Debug)]
pub struct Dict<'a> {
    elem: Elem,
    name: Option<&'static str>,
    store: Store<'a>,
}

#[derive(Clone, Debug)]
enum Store<'a> {
    Nil,
    Tree(&'a yaml::Map, Overlay<'a>),
    Owned(Owned<'a>),
}

type Owned<'a> = Rc<RefCell<BTreeMap<Str<'a>, Value<'a>>>>;

/// What templates changed in maps that are borrowed from an immutable tree, for the time of one render.
#[derive(Clone, Debug, Default)]
pub struct Overlay<'a>(Rc<RefCell<HashMap<*const yaml::Map, Owned<'a>>>>);

impl<'a> Overlay<'a> {
    /// The changed map standing for `map`, when a template changed it.
    fn changed(&self, map: &'a yaml::Map) -> Option<Owned<'a>> {
        let changes = self.0.borrow();
        if changes.is_empty() {
            return None;
        }
        changes.get(&std::ptr::from_ref(map)).cloned()
    }
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
            yaml::Value::Seq(items) => {
                Value::List(List { elem: Elem::Any, items: Items::Tree(items, overlay.clone()) })
            }
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
        Value::Dict(Dict { elem: Elem::Str, name: None, store: Store::Tree(map, overlay.clone()) })
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
        Cow::Borrowed(match self {
            Value::Missing | Value::Nil => "<nil>",
            Value::Bool(_) => "bool",
            Value::Int(_, t) => t.name(),
            Value::Uint(_, t) => t.name(),
            Value::Float(_) => "float64",
            Value::Float32(_) => "float32",
            Value::Complex(..) => "complex128",
            Value::Str(_) => "string",
            Value::List(list) => return list.type_name(),
            Value::Dict(dict) => return dict.type_name(),
            Value::Pointer(pointer) => pointer.type_name,
            Value::Object(object) => return Cow::Owned(object.type_name()),
        })
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

impl Elem {
    /// The type's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Elem::Any => "interface {}",
            Elem::Str => "string",
            Elem::Int => "int",
            Elem::Uint8 => "uint8",
            Elem::Named(name) => name,
        }
    }

    /// The zero value, which `index` answers for a key that is not there.
    #[must_use]
    pub fn zero<'a>(self) -> Value<'a> {
        match self {
            Elem::Any | Elem::Named(_) => Value::Nil,
            Elem::Str => Value::Str(Str::Borrowed("")),
            Elem::Int => Value::int(0),
            Elem::Uint8 => Value::Uint(0, UintType::Uint8),
        }
    }
}

impl<'a> List<'a> {
    /// A `[]interface {}`.
    #[must_use]
    pub fn new(items: Vec<Value<'a>>) -> Self {
        List::typed(Elem::Any, items)
    }

    /// A slice of the given element type.
    #[must_use]
    pub fn typed(elem: Elem, items: Vec<Value<'a>>) -> Self {
        List { elem, items: Items::Owned(Rc::new(items)) }
    }

    /// A nil slice of the given element type.
    #[must_use]
    pub fn nil(elem: Elem) -> Self {
        List { elem, items: Items::Nil }
    }

    /// A view of a list of a tree, as `[]interface {}`.
    #[must_use]
    pub fn of_seq(items: &'a [Node], overlay: &Overlay<'a>) -> Self {
        List { elem: Elem::Any, items: Items::Tree(items, overlay.clone()) }
    }

    /// A `[]string`.
    pub fn strings<S: Into<Str<'a>>>(items: impl IntoIterator<Item = S>) -> Self {
        List::typed(Elem::Str, items.into_iter().map(|s| Value::Str(s.into())).collect())
    }

    /// The element type.
    #[must_use]
    pub fn elem(&self) -> Elem {
        self.elem
    }

    /// The type as `%T` prints it.
    #[must_use]
    pub fn type_name(&self) -> Cow<'static, str> {
        match self.elem {
            Elem::Any => Cow::Borrowed("[]interface {}"),
            Elem::Str => Cow::Borrowed("[]string"),
            elem => Cow::Owned(format!("[]{}", elem.name())),
        }
    }

    /// Whether it is a nil slice.
    #[must_use]
    pub fn is_nil(&self) -> bool {
        matches!(self.items, Items::Nil)
    }

    /// How many items.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.items {
            Items::Nil => 0,
            Items::Tree(items, _) => items.len(),
            Items::Owned(items) => items.len(),
        }
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Value<'a>> {
        match &self.items {
            Items::Nil => None,
            Items::Tree(items, overlay) => items.get(index).map(|node| Value::of_node(node, overlay)),
            Items::Owned(items) => items.get(index).cloned(),
        }
    }

    /// The items.
    pub fn iter(&self) -> impl Iterator<Item = Value<'a>> + '_ {
        (0..self.len()).filter_map(|i| self.get(i))
    }

    /// The items, to make another list of.
    #[must_use]
    pub fn to_vec(&self) -> Vec<Value<'a>> {
        self.iter().collect()
    }
}

impl<'a> Dict<'a> {
    /// A `map[string]interface {}`.
    pub fn new<K: Into<Str<'a>>>(pairs: impl IntoIterator<Item = (K, Value<'a>)>) -> Self {
        Dict::typed(Elem::Any, pairs)
    }

    /// A map of the given element type.
    pub fn typed<K: Into<Str<'a>>>(elem: Elem, pairs: impl IntoIterator<Item = (K, Value<'a>)>) -> Self {
        let map = pairs.into_iter().map(|(k, v)| (k.into(), v)).collect();
        Dict { elem, name: None, store: Store::Owned(Rc::new(RefCell::new(map))) }
    }

    /// A `map[string]string`.
    pub fn strings<K: Into<Str<'a>>, V: Into<Str<'a>>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Dict::typed(Elem::Str, pairs.into_iter().map(|(k, v)| (k, Value::Str(v.into()))))
    }

    /// A nil map of the given element type.
    #[must_use]
    pub fn nil(elem: Elem) -> Self {
        Dict { elem, name: None, store: Store::Nil }
    }

    /// A view of a map of a tree, as `map[string]interface {}`.
    #[must_use]
    pub fn of_map(map: &'a yaml::Map, overlay: &Overlay<'a>) -> Self {
        Dict { elem: Elem::Any, name: None, store: Store::Tree(map, overlay.clone()) }
    }

    /// The same map under a named type, such as `v1.ResourceList`.
    #[must_use]
    pub fn named(self, name: &'static str) -> Self {
        Dict { name: Some(name), ..self }
    }

    /// The element type.
    #[must_use]
    pub fn elem(&self) -> Elem {
        self.elem
    }

    /// The type as `%T` prints it.
    #[must_use]
    pub fn type_name(&self) -> Cow<'static, str> {
        match (self.name, self.elem) {
            (Some(name), _) => Cow::Borrowed(name),
            (None, Elem::Any) => Cow::Borrowed("map[string]interface {}"),
            (None, Elem::Str) => Cow::Borrowed("map[string]string"),
            (None, elem) => Cow::Owned(format!("map[string]{}", elem.name())),
        }
    }

    /// Whether it is a nil map.
    #[must_use]
    pub fn is_nil(&self) -> bool {
        matches!(self.store, Store::Nil)
    }

    /// Whether both are the same map, not only equal ones.
    #[must_use]
    pub fn same(&self, other: &Dict<'a>) -> bool {
        match (&self.store, &other.store) {
            (Store::Tree(a, _), Store::Tree(b, _)) => std::ptr::eq(*a, *b),
            (Store::Owned(a), Store::Owned(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        match &self.store {
            Store::Nil => None,
            Store::Owned(map) => map.borrow().get(key).cloned(),
            Store::Tree(map, overlay) => match overlay.changed(map) {
                Some(changed) => changed.borrow().get(key).cloned(),
                None => map.get(key).map(|node| self.view(node, overlay)),
            },
        }
    }

    /// Whether it has `key`.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        match &self.store {
            Store::Nil => false,
            Store::Owned(map) => map.borrow().contains_key(key),
            Store::Tree(map, overlay) => match overlay.changed(map) {
                Some(changed) => changed.borrow().contains_key(key),
                None => map.contains(key),
            },
        }
    }

    /// How many entries.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.store {
            Store::Nil => 0,
            Store::Owned(map) => map.borrow().len(),
            Store::Tree(map, overlay) => match overlay.changed(map) {
                Some(changed) => changed.borrow().len(),
                None => map.len(),
            },
        }
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries in the order of their keys, as templates, `fmt` and `encoding/json` go through them.
    #[must_use]
    pub fn entries(&self) -> Vec<(Str<'a>, Value<'a>)> {
        match &self.store {
            Store::Nil => Vec::new(),
            Store::Owned(map) => pairs(map),
            Store::Tree(map, overlay) => match overlay.changed(map) {
                Some(changed) => pairs(&changed),
                None => {
                    let mut entries: Vec<_> = (map.entries.iter())
                        .map(|e| (Str::Borrowed(e.key.as_str()), self.view(&e.value, overlay)))
                        .collect();
                    entries.sort_by(|a, b| a.0.cmp(&b.0));
                    entries
                }
            },
        }
    }

    /// The keys in order.
    #[must_use]
    pub fn keys(&self) -> Vec<Str<'a>> {
        self.entries().into_iter().map(|(key, _)| key).collect()
    }

    /// Sets `key`, for all who hold this map. A nil map refuses, as Go panics.
    pub fn insert(&self, key: impl Into<Str<'a>>, value: Value<'a>) -> Result<(), String> {
        let map = self.own().ok_or("assignment to entry in nil map")?;
        map.borrow_mut().insert(key.into(), value);
        Ok(())
    }

    /// Takes `key` out, for all who hold this map.
    pub fn remove(&self, key: &str) -> Option<Value<'a>> {
        if !self.contains(key) {
            return None;
        }
        let map = self.own()?;
        let removed = map.borrow_mut().remove(key);
        removed
    }

    /// The map to change: of a borrowed one its overlay, made on the first change.
    fn own(&self) -> Option<Owned<'a>> {
        match &self.store {
            Store::Nil => None,
            Store::Owned(map) => Some(Rc::clone(map)),
            Store::Tree(map, overlay) => {
                if let Some(changed) = overlay.changed(map) {
                    return Some(changed);
                }
                let fresh: Owned<'a> = Rc::new(RefCell::new(self.entries().into_iter().collect()));
                overlay.0.borrow_mut().insert(std::ptr::from_ref(*map), Rc::clone(&fresh));
                Some(fresh)
            }
        }
    }

    /// The value of a node in this map: in a string map always a string.
    fn view(&self, node: &'a Node, overlay: &Overlay<'a>) -> Value<'a> {
        match (self.elem, &node.value) {
            (Elem::Str, yaml::Value::Bool(b)) => Value::from(b.to_string()),
            (Elem::Str, yaml::Value::Int(i)) => Value::from(i.to_string()),
            (Elem::Str, yaml::Value::Uint(u)) => Value::from(u.to_string()),
            (Elem::Str, yaml::Value::Float(f)) => Value::from(f.to_string()),
            (Elem::Str, yaml::Value::Null) => Value::Str(Str::Borrowed("")),
            _ => Value::of_node(node, overlay),
        }
    }
}

fn pairs<'a>(map: &Owned<'a>) -> Vec<(Str<'a>, Value<'a>)> {
    map.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect()
}

impl Str<'_> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self
    }
}

impl Deref for Str<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Str::Borrowed(s) => s,
            Str::Shared(s) => s,
        }
    }
}

impl std::borrow::Borrow<str> for Str<'_> {
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for Str<'_> {
    fn as_ref(&self) -> &str {
        self
    }
}

impl PartialEq for Str<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Str<'_> {}

impl PartialOrd for Str<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Str<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (**self).cmp(&**other)
    }
}

impl std::hash::Hash for Str<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Debug for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl fmt::Display for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl From<&str> for Str<'_> {
    fn from(s: &str) -> Self {
        Str::Shared(Rc::from(s))
    }
}

impl From<String> for Str<'_> {
    fn from(s: String) -> Self {
        Str::Shared(Rc::from(s))
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
