//! Strategic merge of two lists: items by their merge key, sets of scalars, and lists that are replaced.

use std::collections::HashSet;

use crate::code;
use crate::merge::added::{PATCH, without_directives};
use crate::merge::order::{Key, Positions, normalize_element_order};
use crate::merge::strategic::{List, Merge, drop_leftovers_of_added, settle_items, unknown_directive};
use crate::schema::{Merge as How, Struct};
use kube_yaml::{Error, Result};
use kube_yaml::{Node, Style, Value};

/// What items of a list are, as far as merging tells them apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ItemKind {
    Map,
    Bool,
    Number,
    Text,
}

/// A merged list, and the keys that now stand in the places of the target's items.
struct Merged {
    items: Vec<Node>,
    /// `$setElementOrder` orders by these: items deleted from the list are gone, and items added fill up their number.
    places: Vec<Option<Key>>,
}

impl Merge {
    /// Merges the list `patch` into `target`, or when `deleting` takes its items out.
    pub(super) fn list(
        &self,
        target: Vec<Node>,
        patch: Vec<Node>,
        list: List,
        deleting: bool,
    ) -> Result<Vec<Node>> {
        Ok(self.merged(target, patch, list, deleting)?.items)
    }

    fn merged(&self, target: Vec<Node>, patch: Vec<Node>, list: List, deleting: bool) -> Result<Merged> {
        let merge_key = match list.how {
            How::By(key) => Some(key),
            How::Set => None,
            How::Replace if deleting => None,
            How::Replace => {
                let places = target.iter().map(|item| Key::of(item).ok()).collect();
                return Ok(Merged { items: settle_items(target, patch), places });
            }
        };
        if target.is_empty() && patch.is_empty() {
            return Ok(Merged { items: target, places: Vec::new() });
        }
        // As its Go type reads the target, a null in it is an item of zeros.
        let read = |item: &&Node| self.is_to_the_letter() || !item.is_null();
        match (kind_of_all(target.iter().filter(read).chain(&patch))?, merge_key) {
            (ItemKind::Map, Some(key)) => self.merge_by_key(target, patch, key, list.items),
            (ItemKind::Map, None) => {
                Err(Error::new(code::MERGE, "a list of maps without a merge key cannot be merged"))
            }
            (_, _) if deleting => without(target, &patch),
            (_, Some(key)) => Err(lacks(key)),
            (_, None) => merge_set(target, patch),
        }
    }

    /// What an item is known by: an author's own without a merge key has the zero of its Go type.
    fn key_of(&self, item: &Node, key: &str, of: Option<&'static Struct>) -> Result<Key> {
        match item.get(key) {
            None if !self.is_to_the_letter() && item.style != Style::Made => {
                Ok(Key::zero(of.and_then(|of| of.field(key))))
            }
            _ => key_at(item, key),
        }
    }

    fn merge_by_key(
        &self,
        target: Vec<Node>,
        patch: Vec<Node>,
        key: &str,
        of: Option<&'static Struct>,
    ) -> Result<Merged> {
        let count = target.len();
        let Specials { target: mut items, patch, replaced } = specials(target, patch, key)?;
        let mut keys = Vec::with_capacity(items.len() + patch.len());
        for item in &items {
            keys.push(self.key_of(item, key, of)?);
        }
        let own = items.len();
        items.reserve(patch.len());
        let mut positions = Positions::new(&keys, patch.len());
        let mut patch_keys = Vec::with_capacity(patch.len());
        for item in patch {
            let value = self.key_of(&item, key, of)?;
            match positions.first(&keys, &value) {
                Some(at) => {
                    let old = std::mem::replace(&mut items[at], Node::made(Value::Null));
                    let merged = self.node(old, item, of)?;
                    self.key_of(&merged, key, of)?;
                    items[at] = merged;
                }
                None => {
                    positions.add(&value, keys.len());
                    keys.push(value.clone());
                    items.push(item);
                }
            }
            patch_keys.push(value);
        }
        if let Some(of) = of.filter(|_| !self.is_to_the_letter()) {
            items[own..].iter_mut().for_each(|item| drop_leftovers_of_added(item, of));
        }
        let wanted = Positions::new(&patch_keys, keys.len());
        let rank = |k: &Key| wanted.first(&patch_keys, k);
        let place = |k: &Key| positions.first(&keys, k).filter(|at| *at < own);
        let items = normalize_element_order(items, &keys, rank, place);
        keys.truncate(count);
        Ok(Merged { items, places: replaced.unwrap_or_else(|| keys.into_iter().map(Some).collect()) })
    }

    /// Merges `patch` into `target` and orders the result by `wanted`, the list of a `$setElementOrder`.
    pub(super) fn ordered_list(
        &self,
        target: Option<Vec<Node>>,
        patch: Option<Vec<Node>>,
        wanted: &[Node],
        list: List,
    ) -> Result<Vec<Node>> {
        let merge_key = match list.how {
            How::By(key) => Some(key),
            _ => None,
        };
        check_order(patch.as_deref().unwrap_or_default(), wanted, merge_key)?;
        let both = target.iter().flatten().chain(patch.iter().flatten());
        let kind =
            if target.is_none() && patch.is_none() { return Ok(Vec::new()) } else { kind_of_all(both) };
        let merged = match (target, patch) {
            (Some(target), Some(patch)) => self.merged(target, patch, list, false)?,
            (Some(items), None) => {
                let places = items.iter().map(|item| element_key(item, merge_key).ok()).collect();
                Merged { items, places }
            }
            (None, patch) => {
                let items = patch.into_iter().flatten().filter_map(without_directives).collect();
                Merged { items, places: Vec::new() }
            }
        };
        let by = if kind? == ItemKind::Map {
            Some(merge_key.ok_or_else(|| lacks("a merge key"))?)
        } else {
            merge_key
        };
        let keys = merged.items.iter().map(|item| element_key(item, by)).collect::<Result<Vec<_>>>()?;
        let wanted = wanted.iter().map(|item| element_key(item, by)).collect::<Result<Vec<_>>>()?;
        let Some(places) = merged.places.into_iter().collect::<Option<Vec<_>>>() else {
            return Err(lacks(by.unwrap_or("a value")));
        };
        let ranks = Positions::new(&wanted, keys.len());
        let positions = Positions::new(&places, keys.len());
        Ok(normalize_element_order(
            merged.items,
            &keys,
            |k| ranks.first(&wanted, k),
            |k| positions.first(&places, k),
        ))
    }
}

/// Two lists without directives in them.
struct Specials {
    target: Vec<Node>,
    patch: Vec<Node>,
    /// The keys of the target's items, when the patch replaced them.
    replaced: Option<Vec<Option<Key>>>,
}

/// Carries out the items of `patch` that are directives; the rest is what merges. A `$patch: replace` makes the rest of
/// the patch the whole list.
fn specials(mut target: Vec<Node>, patch: Vec<Node>, key: &str) -> Result<Specials> {
    let mut deleted = HashSet::new();
    let mut replace = false;
    let mut rest = Vec::with_capacity(patch.len());
    for item in patch {
        match item.get(PATCH).map(|directive| directive.as_str()) {
            None => rest.push(item),
            Some(Some("delete")) => drop(deleted.insert(key_at(&item, key)?)),
            Some(Some("replace")) => replace = true,
            Some(_) => return Err(unknown_directive()),
        }
    }
    if !deleted.is_empty() {
        target.retain(|item| key_at(item, key).map_or(true, |k| !deleted.contains(&k)));
    }
    if replace {
        let replaced = Some(target.iter().map(|item| key_at(item, key).ok()).collect());
        return Ok(Specials { target: rest, patch: Vec::new(), replaced });
    }
    Ok(Specials { target, patch: rest, replaced: None })
}

/// The target's scalars and the patch's, each once.
fn merge_set(target: Vec<Node>, patch: Vec<Node>) -> Result<Merged> {
    let own = target.iter().map(Key::of).collect::<Result<Vec<_>>>()?;
    let wanted = patch.iter().map(Key::of).collect::<Result<Vec<_>>>()?;
    let mut seen = HashSet::new();
    let items: Vec<Node> =
        target.into_iter().chain(patch).filter(|item| Key::of(item).is_ok_and(|k| seen.insert(k))).collect();
    let keys = items.iter().map(Key::of).collect::<Result<Vec<_>>>()?;
    let (ranks, positions) = (Positions::new(&wanted, keys.len()), Positions::new(&own, keys.len()));
    let items =
        normalize_element_order(items, &keys, |k| ranks.first(&wanted, k), |k| positions.first(&own, k));
    Ok(Merged { items, places: own.into_iter().map(Some).collect() })
}

/// The target's scalars that `patch` does not list.
fn without(mut target: Vec<Node>, patch: &[Node]) -> Result<Merged> {
    let gone = patch.iter().map(Key::of).collect::<Result<HashSet<_>>>()?;
    target.retain(|item| Key::of(item).is_ok_and(|k| !gone.contains(&k)));
    Ok(Merged { items: target, places: Vec::new() })
}

/// Checks that the patch's items come in the order that `$setElementOrder` wants, and that it names all of them.
fn check_order(patch: &[Node], wanted: &[Node], merge_key: Option<&str>) -> Result<()> {
    if patch.is_empty() || wanted.is_empty() {
        return Ok(());
    }
    let mut wanted = wanted.iter();
    for item in patch {
        if merge_key.is_some() && item.as_map().is_none() {
            return Err(lacks(merge_key.unwrap_or_default()));
        }
        match item.get(PATCH).map(Node::as_str) {
            Some(Some("delete")) => continue,
            Some(_) if wanted.len() > 0 => continue,
            Some(_) => return Err(out_of_order()),
            None => {}
        }
        let key = element_key(item, merge_key)?;
        loop {
            let Some(next) = wanted.next() else {
                return Err(out_of_order());
            };
            if element_key(next, merge_key)? == key {
                break;
            }
        }
    }
    Ok(())
}

fn out_of_order() -> Error {
    Error::new(code::DIRECTIVE, "the items of the patch do not follow its $setElementOrder")
}

fn element_key(item: &Node, merge_key: Option<&str>) -> Result<Key> {
    match merge_key {
        Some(key) => key_at(item, key),
        None => Key::of(item),
    }
}

fn key_at(item: &Node, key: &str) -> Result<Key> {
    let value = item.get(key).ok_or_else(|| lacks(key).at(item.span))?;
    Key::of(value).map_err(|e| e.at(item.span))
}

fn lacks(key: &str) -> Error {
    Error::new(code::MERGE, format!("a list item has no {key}, by which the items merge"))
}

/// The one kind all items are of.
fn kind_of_all<'a>(items: impl Iterator<Item = &'a Node>) -> Result<ItemKind> {
    let mut all = None;
    for item in items {
        let kind = match item.value {
            Value::Map(_) => ItemKind::Map,
            Value::Bool(_) => ItemKind::Bool,
            Value::Int(_) | Value::Uint(_) | Value::Float(_) => ItemKind::Number,
            Value::Str(_) => ItemKind::Text,
            Value::Seq(_) => {
                return Err(Error::new(code::MERGE, "lists of lists cannot be merged").at(item.span));
            }
            Value::Null => {
                return Err(
                    Error::new(code::MERGE, "a list with a null in it cannot be merged").at(item.span)
                );
            }
        };
        if *all.get_or_insert(kind) != kind {
            return Err(Error::new(code::MERGE, "the items of a list to be merged are not all of one kind")
                .at(item.span));
        }
    }
    all.ok_or_else(|| Error::new(code::MERGE, "an empty list cannot be ordered"))
}
