//! Maps of templates: shared by reference, and changeable even where they are views of an immutable tree.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::{Elem, Str, Value};
use kube_yaml::{self as yaml, Node};

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

/// A map that was made while rendering; dropping it does not recurse, however deep a loop has nested it.
#[derive(Clone, Debug)]
struct Owned<'a>(Rc<RefCell<BTreeMap<Str<'a>, Value<'a>>>>);

impl<'a> Owned<'a> {
    fn new(map: BTreeMap<Str<'a>, Value<'a>>) -> Self {
        Owned(Rc::new(RefCell::new(map)))
    }

    fn take_values(&mut self) -> Vec<Value<'a>> {
        match Rc::get_mut(&mut self.0) {
            Some(map) => std::mem::take(map.get_mut()).into_values().collect(),
            None => Vec::new(),
        }
    }
}

impl Drop for Owned<'_> {
    fn drop(&mut self) {
        if let Some(map) = Rc::get_mut(&mut self.0)
            && map.get_mut().values().any(Value::is_container)
        {
            super::dismantle(self.take_values());
        }
    }
}

/// What templates changed in maps that are borrowed from an immutable tree, for the time of one render.
#[derive(Clone, Debug, Default)]
pub struct Overlay<'a>(Rc<RefCell<HashMap<*const yaml::Map, Owned<'a>>>>);

impl<'a> Overlay<'a> {
    /// Whether nothing has been changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// The changed map standing for `map`, when a template changed it.
    fn changed(&self, map: &'a yaml::Map) -> Option<Owned<'a>> {
        let changes = self.0.borrow();
        if changes.is_empty() {
            return None;
        }
        changes.get(&std::ptr::from_ref(map)).cloned()
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
        Dict { elem, name: None, store: Store::Owned(Owned::new(map)) }
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

    /// A view of a map of a tree, as `map[string]string`.
    #[must_use]
    pub fn strings_of(map: &'a yaml::Map, overlay: &Overlay<'a>) -> Self {
        Dict { elem: Elem::Str, name: None, store: Store::Tree(map, overlay.clone()) }
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
            (Store::Owned(a), Store::Owned(b)) => Rc::ptr_eq(&a.0, &b.0),
            _ => false,
        }
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        match &self.store {
            Store::Nil => None,
            Store::Owned(map) => map.0.borrow().get(key).cloned(),
            Store::Tree(map, overlay) => match overlay.changed(map) {
                Some(changed) => changed.0.borrow().get(key).cloned(),
                None => map.get(key).map(|node| self.view(node, overlay)),
            },
        }
    }

    /// Whether it has `key`.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        match &self.store {
            Store::Nil => false,
            Store::Owned(map) => map.0.borrow().contains_key(key),
            Store::Tree(map, overlay) => match overlay.changed(map) {
                Some(changed) => changed.0.borrow().contains_key(key),
                None => map.contains(key),
            },
        }
    }

    /// How many entries.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.store {
            Store::Nil => 0,
            Store::Owned(map) => map.0.borrow().len(),
            Store::Tree(map, overlay) => match overlay.changed(map) {
                Some(changed) => changed.0.borrow().len(),
                None => map.len(),
            },
        }
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The map of a tree that this is a view of, while nothing of the tree has been changed.
    pub(crate) fn unchanged(&self) -> Option<&'a yaml::Map> {
        match &self.store {
            Store::Tree(map, overlay) if overlay.is_empty() => Some(map),
            _ => None,
        }
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

    /// Shows `see` the keys, in any order. It may not change the map.
    pub(crate) fn each_key(&self, mut see: impl FnMut(&str)) {
        match &self.store {
            Store::Tree(map, overlay) if overlay.changed(map).is_none() => {
                map.entries.iter().for_each(|entry| see(&entry.key));
            }
            _ => {
                _ = self.try_each(|key, _| {
                    see(key);
                    Ok(())
                })
            }
        }
    }

    /// Shows `see` the keys and values in the order of the keys, until it fails. It may not change the map.
    pub(crate) fn try_each(
        &self,
        mut see: impl FnMut(&str, &Value<'a>) -> Result<(), String>,
    ) -> Result<(), String> {
        let owned = match &self.store {
            Store::Owned(map) => Some(map.clone()),
            Store::Tree(map, overlay) => overlay.changed(map),
            Store::Nil => None,
        };
        match owned {
            Some(map) => map.0.borrow().iter().try_for_each(|(key, value)| see(key, value)),
            None => self.entries().iter().try_for_each(|(key, value)| see(key, value)),
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
        map.0.borrow_mut().insert(key.into(), value);
        Ok(())
    }

    /// Takes `key` out, for all who hold this map.
    pub fn remove(&self, key: &str) -> Option<Value<'a>> {
        if !self.contains(key) {
            return None;
        }
        let map = self.own()?;
        map.0.borrow_mut().remove(key)
    }

    /// Takes the values out, when nobody else holds them.
    pub(super) fn take_values(&mut self) -> Vec<Value<'a>> {
        match &mut self.store {
            Store::Owned(map) => map.take_values(),
            _ => Vec::new(),
        }
    }

    /// The map to change: of a borrowed one its overlay, made on the first change.
    fn own(&self) -> Option<Owned<'a>> {
        match &self.store {
            Store::Nil => None,
            Store::Owned(map) => Some(map.clone()),
            Store::Tree(map, overlay) => {
                if let Some(changed) = overlay.changed(map) {
                    return Some(changed);
                }
                let fresh: Owned<'a> = Owned::new(self.entries().into_iter().collect());
                overlay.0.borrow_mut().insert(std::ptr::from_ref(*map), fresh.clone());
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
    map.0.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect()
}
