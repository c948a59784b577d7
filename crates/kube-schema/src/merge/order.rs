//! The order of a merged list: the patch's items in the patch's order, the target's own around those both have.

use std::collections::HashMap;

use crate::code;
use crate::merge::added::PATCH;
use crate::schema::{Field, Type};
use kube_yaml::{Error, Result};
use kube_yaml::{Node, Text, Value};

/// What a list item is known by: its merge key's value, or of a scalar the item itself.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Key {
    Null,
    Bool(bool),
    /// The bits of the number as a float, which is what Go's JSON reader makes of every number.
    Number(u64),
    Text(Text),
}

impl Key {
    /// What Go's type has in the merge key of an item without one.
    pub(super) fn zero(field: Option<&Field>) -> Self {
        match field.map(|field| &field.ty) {
            Some(Type::Int32 | Type::Int64) => Key::Number(0),
            _ => Key::Text(Text::const_new("")),
        }
    }

    pub(super) fn of(node: &Node) -> Result<Self> {
        let number = |f: f64| Key::Number((f + 0.0).to_bits());
        match &node.value {
            Value::Null => Ok(Key::Null),
            Value::Bool(b) => Ok(Key::Bool(*b)),
            Value::Int(i) => Ok(number(*i as f64)),
            Value::Uint(u) => Ok(number(*u as f64)),
            Value::Float(f) => Ok(number(*f)),
            Value::Str(s) => Ok(Key::Text(s.clone())),
            Value::Seq(_) | Value::Map(_) => {
                Err(Error::new(code::MERGE, "a map or list cannot tell list items apart").at(node.span))
            }
        }
    }
}

/// The first place of every key of a list; hashed when looking one by one would take long.
pub(super) struct Positions(Option<HashMap<Key, usize>>);

impl Positions {
    /// The places in `keys`, in which about `lookups` keys will be looked for.
    pub(super) fn new(keys: &[Key], lookups: usize) -> Self {
        let worth_it = lookups.saturating_mul(keys.len().max(lookups)) > 256;
        Positions(worth_it.then(|| {
            let mut first = HashMap::with_capacity(keys.len());
            for (at, key) in keys.iter().enumerate() {
                first.entry(key.clone()).or_insert(at);
            }
            first
        }))
    }

    /// Notes that `key` was appended at `at`, where no equal one stands before.
    pub(super) fn add(&mut self, key: &Key, at: usize) {
        if let Some(first) = &mut self.0 {
            first.insert(key.clone(), at);
        }
    }

    /// The first place of `key` in `keys`, the list that the places were taken from.
    pub(super) fn first(&self, keys: &[Key], key: &Key) -> Option<usize> {
        match &self.0 {
            Some(first) => first.get(key).copied(),
            None => keys.iter().position(|k| k == key),
        }
    }
}

/// Puts `items`, known by `keys`, in apimachinery's order (normalizeElementOrder): those with a `rank` by their rank, the
/// others by their `place`, and each of the others before the first ranked item whose place is behind its own.
pub(super) fn normalize_element_order(
    items: Vec<Node>,
    keys: &[Key],
    rank: impl Fn(&Key) -> Option<usize>,
    place: impl Fn(&Key) -> Option<usize>,
) -> Vec<Node> {
    let ranks: Vec<_> = keys.iter().map(rank).collect();
    let places: Vec<_> = keys.iter().map(place).collect();
    let (ranked, others): (Vec<usize>, Vec<usize>) = (0..items.len()).partition(|i| ranks[*i].is_some());
    let ranked = sorted(ranked, &ranks, &items);
    let others = sorted(others, &places, &items);
    let mut order = Vec::with_capacity(items.len());
    let mut waiting = others.into_iter().peekable();
    for item in ranked {
        while let Some(other) =
            waiting.next_if(|o| matches!((places[*o], places[item]), (Some(a), Some(b)) if a < b))
        {
            order.push(other);
        }
        order.push(item);
    }
    order.extend(waiting);
    let mut items: Vec<Option<Node>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|i| items[i].take()).collect()
}

/// Sorts by `by`, stably, what is marked for deletion last.
fn sorted(list: Vec<usize>, by: &[Option<usize>], items: &[Node]) -> Vec<usize> {
    let doomed = |i: &usize| items[*i].str_at(PATCH) == Some("delete");
    let (deleted, mut list): (Vec<usize>, Vec<usize>) = list.into_iter().partition(doomed);
    if list.iter().all(|i| by[*i].is_some()) || list.len() > INSERTION_SORTED {
        list.sort_by_key(|i| by[*i].map_or((1, 0), |at| (0, at)));
    } else {
        insertion_sort(&mut list, by);
    }
    list.extend(deleted);
    list
}

/// Up to this many items Go's stable sort is an insertion sort.
const INSERTION_SORTED: usize = 20;

/// Go's insertion sort under apimachinery's comparison, which calls an item without a place less than any other, so that
/// the outcome hangs on the algorithm.
fn insertion_sort(list: &mut [usize], by: &[Option<usize>]) {
    let less = |a: usize, b: usize| match (by[a], by[b]) {
        (Some(a), Some(b)) => a < b,
        _ => true,
    };
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && less(list[at], list[at - 1]) {
            list.swap(at, at - 1);
            at -= 1;
        }
    }
}
