//! Slices of templates.

use std::borrow::Cow;
use std::rc::Rc;

use super::{Overlay, Str, UintType, Value};
use kube_yaml::Node;

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
    Owned(Shared<'a>),
}

/// Items that were made while rendering; dropping them does not recurse, however deep a loop has nested them.
#[derive(Clone, Debug)]
struct Shared<'a>(Rc<Vec<Value<'a>>>);

impl Drop for Shared<'_> {
    fn drop(&mut self) {
        if let Some(items) = Rc::get_mut(&mut self.0)
            && items.iter().any(Value::is_container)
        {
            super::dismantle(std::mem::take(items));
        }
    }
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

impl<'a> List<'a> {
    /// A `[]interface {}`.
    #[must_use]
    pub fn new(items: Vec<Value<'a>>) -> Self {
        List::typed(Elem::Any, items)
    }

    /// A slice of the given element type.
    #[must_use]
    pub fn typed(elem: Elem, items: Vec<Value<'a>>) -> Self {
        List { elem, items: Items::Owned(Shared(Rc::new(items))) }
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
            Items::Owned(items) => items.0.len(),
        }
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes the items out, when nobody else holds them.
    pub(super) fn take_items(&mut self) -> Vec<Value<'a>> {
        match &mut self.items {
            Items::Owned(items) => Rc::get_mut(&mut items.0).map(std::mem::take).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// The items of a tree that this is a view of, while nothing of the tree has been changed.
    pub(crate) fn unchanged(&self) -> Option<&'a [Node]> {
        match &self.items {
            Items::Tree(items, overlay) if overlay.is_empty() => Some(items),
            _ => None,
        }
    }

    /// The item at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Value<'a>> {
        match &self.items {
            Items::Nil => None,
            Items::Tree(items, overlay) => items.get(index).map(|node| Value::of_node(node, overlay)),
            Items::Owned(items) => items.0.get(index).cloned(),
        }
    }

    /// The items.
    pub fn iter(&self) -> impl Iterator<Item = Value<'a>> + '_ {
        (0..self.len()).filter_map(|i| self.get(i))
    }

    /// The bytes of a `[]uint8`; `None` of another slice.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let byte = |item| if let Value::Uint(byte, _) = item { u8::try_from(byte).ok() } else { None };
        (self.elem == Elem::Uint8).then(|| self.iter().filter_map(byte).collect())
    }

    /// The items, to make another list of.
    #[must_use]
    pub fn to_vec(&self) -> Vec<Value<'a>> {
        self.iter().collect()
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
