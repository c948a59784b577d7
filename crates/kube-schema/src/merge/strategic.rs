//! Strategic merge of two maps: directives, nulls and fields, as apimachinery's strategicpatch applies them.

use std::collections::HashSet;

use crate::code;
use crate::merge::added::{PATCH, added, plain};
use crate::merge::indexed_map::IndexedMap;
use crate::schema::{Merge as How, Struct, Type};
use kube_yaml::{Entry, Known, Map, Node, Note, Style, Text, Value};
use kube_yaml::{Error, Result};

const RETAIN_KEYS: &str = "$retainKeys";
const DELETE_FROM_LIST: &str = "$deleteFromPrimitiveList";
const SET_ORDER: &str = "$setElementOrder";

/// Lays `patch` over `target`, an object of type `of`.
///
/// What the target has stays as it is written: nodes, keys and order are the target's wherever the value is the same or
/// merged, new keys follow in the patch's order, and what comes from the patch has no spans. Fields the type does not
/// know merge too: maps field by field, lists replaced. Nulls and directives that apimachinery leaves in added list items,
/// for the API types to drop, are dropped.
///
/// # Errors
/// A directive that is not one, list items that are not all of one kind or lack their merge key, a patch or target that
/// is not a map.
pub fn apply(target: Node, patch: Node, of: &'static Struct) -> Result<Node> {
    apply_own(target, patch.detach(), of)
}

/// As [`apply`], for a patch whose nodes stand in the same text as the target's, and keep their spans, or have none.
///
/// # Errors
/// As [`apply`].
pub fn apply_own(target: Node, patch: Node, of: &'static Struct) -> Result<Node> {
    let mut merged = Merge { unknown: Unknown::Merged }.root(target, patch, of)?;
    if has_leftovers(&merged) {
        drop_leftovers(&mut merged, Some(of));
    }
    Ok(merged)
}

/// Lays `patch` over `target` to the letter: a map or list that both sides have in a field the type does not know is an
/// error, and what apimachinery leaves over stays.
///
/// # Errors
/// As [`apply`], and for unknown fields.
pub fn apply_to_the_letter(target: Node, patch: Node, of: &'static Struct) -> Result<Node> {
    Merge { unknown: Unknown::Refused }.root(target, patch.detach(), of)
}

/// What happens to a field that the type does not know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    Merged,
    Refused,
}

/// What is known of a list that merges.
#[derive(Clone, Copy)]
pub(super) struct List {
    /// How it does.
    pub(super) how: How,
    /// The type of its items, if it is one of the tables.
    pub(super) items: Option<&'static Struct>,
}

/// The state of one strategic merge.
pub(super) struct Merge {
    unknown: Unknown,
}

impl Merge {
    /// Whether the target counts as it is written, and not as its Go type reads it.
    pub(super) fn is_to_the_letter(&self) -> bool {
        self.unknown == Unknown::Refused
    }

    fn root(&self, target: Node, patch: Node, of: &'static Struct) -> Result<Node> {
        match (&target.value, &patch.value) {
            (_, Value::Null) => Ok(target),
            (Value::Map(_) | Value::Null, Value::Map(_)) => self.node(target, patch, Some(of)),
            (Value::Map(_) | Value::Null, _) => Err(Error::new(code::MERGE, "the patch is not a map")),
            _ => Err(Error::new(code::MERGE, "what the patch applies to is not a map").at(target.span)),
        }
    }

    /// Merges two nodes that are maps, of a type `of` if it is one of the tables; the result is the target's node.
    pub(super) fn node(&self, mut target: Node, patch: Node, of: Option<&'static Struct>) -> Result<Node> {
        let Value::Map(patch) = patch.value else { return Ok(target) };
        let old = match std::mem::replace(&mut target.value, Value::Null) {
            Value::Map(map) => map,
            _ => Map::default(),
        };
        let merged = self.map(old, patch, of).map_err(|e| e.at(target.span))?;
        target.value = Value::Map(merged);
        Ok(target)
    }

    fn map(&self, target: Map, mut patch: Map, of: Option<&'static Struct>) -> Result<Map> {
        if let Some(directive) = patch.remove(PATCH) {
            return match directive.as_str() {
                Some("replace") => Ok(settle_map(target, patch)),
                Some("delete") => Ok(Map::default()),
                _ => Err(unknown_directive()),
            };
        }
        let lookups = patch.len();
        let mut target = IndexedMap::new(target, lookups);
        if let Some(list) = patch.remove(RETAIN_KEYS) {
            retain_keys(&mut target, &list, &patch)?;
        }
        let (orders, patch): (Vec<_>, Vec<_>) =
            patch.entries.into_iter().partition(|e| e.key.starts_with(SET_ORDER));
        let mut patch = IndexedMap::new(Map::from(patch), orders.len());
        for order in orders {
            self.ordered_field(&mut target, &mut patch, order, of)?;
        }
        for entry in patch.into_entries() {
            self.field(&mut target, entry, of)?;
        }
        Ok(target.into_map())
    }

    /// Merges one field of the patch.
    fn field(&self, target: &mut IndexedMap, mut entry: Entry, of: Option<&'static Struct>) -> Result<()> {
        let deleting = entry.key.starts_with(DELETE_FROM_LIST);
        if deleting {
            entry.key = Text::from(list_named(&entry.key, DELETE_FROM_LIST)?);
        }
        if entry.value.is_null() {
            target.take(&entry.key);
            return Ok(());
        }
        let Some(old) = target.get_mut(&entry.key) else {
            if !deleting && let Some(value) = added(entry.value) {
                target.push(Entry { value, ..entry });
            }
            return Ok(());
        };
        match (&mut old.value, entry.value.value) {
            (Value::Map(_), patch @ Value::Map(_)) => {
                let inner = self.object(of, &entry.key)?;
                let taken = std::mem::replace(old, Node::made(Value::Null));
                *old = self.node(taken, Node::made(patch), inner)?;
            }
            (Value::Seq(items), Value::Seq(patch)) => {
                let list = self.list_of(of, &entry.key)?;
                let old_items = std::mem::take(items).into_vec();
                let merged = self.list(old_items, patch.into_vec(), list, deleting);
                *items = merged.map_err(|e| e.at(old.span))?.into();
            }
            (before, patch) if !deleting || same_kind(before, &patch) => match added(Node::made(patch)) {
                Some(value) => *old = settle(std::mem::replace(old, Node::made(Value::Null)), value),
                None => drop(target.take(&entry.key)),
            },
            _ => {}
        }
        Ok(())
    }

    /// Merges the list that a `$setElementOrder/…` entry names, and orders it as that says.
    fn ordered_field(
        &self,
        target: &mut IndexedMap,
        patch: &mut IndexedMap,
        order: Entry,
        of: Option<&'static Struct>,
    ) -> Result<()> {
        let Value::Seq(wanted) = order.value.value else {
            return Err(Error::new(code::DIRECTIVE, format!("{} is not a list", order.key)));
        };
        let name = list_named(&order.key, SET_ORDER)?;
        let not_a_list =
            || Error::new(code::DIRECTIVE, format!("{name} is not a list, but {} orders it", order.key));
        let brought = match patch.take(name).map(|e| e.value.value) {
            Some(Value::Seq(items)) => Some(items.into_vec()),
            Some(_) => return Err(not_a_list()),
            None => None,
        };
        let list = self.list_of(of, name)?;
        match target.get_mut(name) {
            Some(Node { value: Value::Seq(items), .. }) => {
                let old = std::mem::take(items).into_vec();
                *items = self.ordered_list(Some(old), brought, &wanted, list)?.into();
            }
            Some(_) => return Err(not_a_list()),
            None if brought.is_none() => {
                self.ordered_list(None, brought, &wanted, list)?;
            }
            None => {
                let items = self.ordered_list(None, brought, &wanted, list)?;
                target.push(Entry::made(name, Node::made(items)));
            }
        }
        Ok(())
    }

    /// The type of the object in the field `name`.
    fn object(&self, of: Option<&'static Struct>, name: &str) -> Result<Option<&'static Struct>> {
        match of.and_then(|of| of.field(name)) {
            Some(field) => Ok(field.ty.structure()),
            None if self.unknown == Unknown::Merged => Ok(None),
            None => {
                Err(Error::new(code::MERGE, format!("field {name} is not known here and cannot be merged")))
            }
        }
    }

    /// What is known of the list in the field `name`.
    fn list_of(&self, of: Option<&'static Struct>, name: &str) -> Result<List> {
        let field = of.and_then(|of| of.field(name));
        match field.map(|field| (&field.ty, field.merge)) {
            Some((Type::List(item), how)) => Ok(List { how, items: item.structure() }),
            _ if self.unknown == Unknown::Merged => Ok(List { how: How::Replace, items: None }),
            _ => Err(Error::new(
                code::MERGE,
                format!("field {name} is not known as a list and cannot be merged"),
            )),
        }
    }
}

/// The list that `key`, a directive beginning with `prefix`, is about.
fn list_named<'a>(key: &'a str, prefix: &str) -> Result<&'a str> {
    match key.split_once('/') {
        Some((p, name)) if p == prefix => Ok(name),
        _ => {
            Err(Error::new(code::DIRECTIVE, format!("{key} names no list"))
                .help(format!("write {prefix}/LIST")))
        }
    }
}

/// Clears what `$retainKeys` does not list; whatever the patch sets must be listed.
fn retain_keys(target: &mut IndexedMap, list: &Node, patch: &Map) -> Result<()> {
    let Some(items) = list.as_seq() else {
        return Err(Error::new(code::DIRECTIVE, "$retainKeys is not a list"));
    };
    if items.iter().any(|item| matches!(item.value, Value::Map(_) | Value::Seq(_))) {
        return Err(Error::new(code::DIRECTIVE, "$retainKeys lists something that is not a name"));
    }
    let keys: HashSet<&str> = items.iter().filter_map(Node::as_str).collect();
    let unlisted = patch.iter().find(|(key, value)| {
        let directive = key.starts_with(DELETE_FROM_LIST) || key.starts_with(SET_ORDER);
        !value.is_null() && !directive && !keys.contains(key)
    });
    if let Some((key, _)) = unlisted {
        return Err(Error::new(
            code::DIRECTIVE,
            format!("the patch sets {key}, which its $retainKeys does not list"),
        ));
    }
    target.retain(|key| keys.contains(key));
    Ok(())
}

/// The error for a `$patch` that is none of apimachinery's.
pub(super) fn unknown_directive() -> Error {
    Error::new(code::DIRECTIVE, "unknown $patch directive").help("$patch is replace or delete")
}

/// Drops nulls and directives from maps the patch brought: the typed pod of the reference does not hold them either. What is
/// no struct but a map to it, such as a container's limits, keeps a null, which is the zero of its type. What has none is not gone
/// into, and stays shared.
fn drop_leftovers(node: &mut Node, ty: Option<&'static Struct>) {
    match &mut node.value {
        Value::Map(map) => drop_leftover_entries(&mut map.entries, ty),
        Value::Seq(items) => {
            items.iter_mut().filter(|item| has_leftovers(item)).for_each(|item| drop_leftovers(item, ty));
        }
        _ => {}
    }
}

fn drop_leftover_entries(entries: &mut Vec<Entry>, ty: Option<&'static Struct>) {
    entries.retain(|entry| !is_leftover(entry));
    for entry in entries.iter_mut().filter(|entry| has_leftovers(&entry.value)) {
        let field = ty.and_then(|ty| ty.find(&entry.key));
        drop_below(&mut entry.value, field.map(|(field, _)| &field.ty));
    }
}

/// The same for an item that the patch adds to a list, and maybe to that of many objects: what is left is made once.
pub(super) fn drop_leftovers_of_added(item: &mut Node, of: &'static Struct) {
    if has_leftovers(item)
        && let Value::Map(map) = &mut item.value
    {
        let note = Note::new(Known::Patched, of);
        map.entries = map.entries.becoming(note, |entries| drop_leftover_entries(entries, Some(of)));
    }
}

/// Whether there may be something to drop: a look that asks for no types.
fn has_leftovers(node: &Node) -> bool {
    match &node.value {
        _ if node.has(plain()) => false,
        Value::Map(map) => map.entries.iter().any(|e| is_leftover(e) || has_leftovers(&e.value)),
        Value::Seq(items) => items.iter().any(has_leftovers),
        _ => false,
    }
}

fn is_leftover(entry: &Entry) -> bool {
    entry.value.style == Style::Made && (entry.value.is_null() || is_directive(&entry.key))
}

fn drop_below(node: &mut Node, ty: Option<&'static Type>) {
    match (ty, &mut node.value) {
        (Some(Type::Map(_, of)), Value::Map(map)) => {
            map.entries.iter_mut().for_each(|entry| drop_below(&mut entry.value, Some(of)));
        }
        (Some(Type::List(of)), _) => drop_below(node, Some(of)),
        (Some(Type::Pointer(_, of)), _) => drop_below(node, Some(of)),
        (ty, _) => drop_leftovers(node, ty.and_then(Type::structure)),
    }
}

fn is_directive(key: &str) -> bool {
    key.starts_with('$')
        && (key == PATCH
            || key == RETAIN_KEYS
            || list_named(key, SET_ORDER).is_ok()
            || list_named(key, DELETE_FROM_LIST).is_ok())
}

/// `new` in the place of `old`, keeping the old nodes wherever they say the same.
pub(super) fn settle(mut old: Node, new: Node) -> Node {
    match (old.value, new.value) {
        (Value::Map(before), Value::Map(after)) => old.value = Value::Map(settle_map(before, after)),
        (Value::Seq(before), Value::Seq(after)) => {
            old.value = Value::from(settle_items(before.into_vec(), after.into_vec()))
        }
        (before, after) if before == after => old.value = before,
        (_, after) => return Node { value: after, ..new },
    }
    old
}

fn settle_map(before: Map, after: Map) -> Map {
    let mut new = IndexedMap::new(after, before.len());
    let mut entries = Vec::with_capacity(before.len());
    for entry in before.entries {
        if let Some(replaced) = new.take(&entry.key) {
            entries.push(Entry { value: settle(entry.value, replaced.value), ..entry });
        }
    }
    entries.extend(new.into_entries());
    Map::from(entries)
}

/// The items of `after`, each in the place of the one that `before` has there.
pub(super) fn settle_items(before: Vec<Node>, after: Vec<Node>) -> Vec<Node> {
    let mut before = before.into_iter();
    let settled = |new| match before.next() {
        Some(old) => settle(old, new),
        None => new,
    };
    after.into_iter().map(settled).collect()
}

fn same_kind(a: &Value, b: &Value) -> bool {
    use Value::{Float, Int, Uint};
    let number = |v: &Value| matches!(v, Int(_) | Uint(_) | Float(_));
    std::mem::discriminant(a) == std::mem::discriminant(b) || number(a) && number(b)
}

#[cfg(test)]
mod tests;
