//! What is spelled anew though it could be edited or left alone, and how that grows until the text says what it should.

use std::collections::{HashMap, HashSet};

use super::pairing::origins;
use crate::yaml::{Node, Source, Style, Text, Value};

/// What is spelled anew though it could be edited or left alone. Nodes go by where they begin.
#[derive(Default, Debug)]
pub(super) struct Plan {
    pub(super) nodes: HashSet<u32>,
    pub(super) overrides: HashMap<u32, HashSet<Text>>,
    pub(super) expand_all: bool,
}

impl Plan {
    /// Whether nothing is spelled anew that need not be.
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.overrides.is_empty() && !self.expand_all
    }

    /// Whether the node is spelled anew.
    pub(super) fn respells(&self, read: &Node) -> bool {
        if self.expand_all && read.style == Style::Alias {
            return true;
        }
        !self.nodes.is_empty() && self.nodes.contains(&read.span.start)
    }

    /// Whether the text of these bytes has to change for no reason of its own.
    pub(super) fn touches(&self, range: std::ops::Range<usize>) -> bool {
        let inside = |at: &u32| range.contains(&(*at as usize));
        self.expand_all || self.nodes.iter().any(inside) || self.overrides.keys().any(inside)
    }

    /// Whether no alias or merge key may stay.
    pub(super) fn expands_all(&self) -> bool {
        self.expand_all
    }

    /// Whether the key, which a merge key brings into the map, has to stand in the map itself.
    pub(super) fn overrides(&self, map: &Node, key: &str) -> bool {
        self.overrides.get(&map.span.start).is_some_and(|keys| keys.contains(key))
    }
}

impl Plan {
    /// Adds what makes `got` say what is wanted; false when there is nothing left to add.
    pub(super) fn widen(&mut self, read: &Node, wanted: &Node, got: &Node) -> bool {
        if wanted == got {
            return true;
        }
        let known = read.span.is_some() && !self.nodes.contains(&read.span.start);
        if !known {
            return false;
        }
        let inside = match (&read.value, &wanted.value, &got.value) {
            _ if read.style == Style::Alias => false,
            (Value::Map(_), Value::Map(_), Value::Map(_)) => self.widen_map(read, wanted, got),
            (Value::Seq(items), Value::Seq(wanted), Value::Seq(got)) if wanted.len() == got.len() => {
                let origins = origins(items, wanted);
                (0..wanted.len()).all(|j| {
                    wanted[j] == got[j]
                        || origins[j].is_some_and(|i| self.widen(&items[i], &wanted[j], &got[j]))
                })
            }
            _ => false,
        };
        inside || self.nodes.insert(read.span.start)
    }

    fn widen_map(&mut self, read: &Node, wanted: &Node, got: &Node) -> bool {
        let (Some(old), Some(target), Some(got)) = (read.as_map(), wanted.as_map(), got.as_map()) else {
            return false;
        };
        let in_target = target.lookup().positions(&got.entries);
        let in_got = got.lookup().positions(&target.entries);
        let in_old = old.lookup().positions(&target.entries);
        in_target.iter().all(Option::is_some)
            && target.entries.iter().zip(in_got.iter().zip(&in_old)).all(|(entry, (in_got, in_old))| {
                let got = in_got.map(|i| &got.entries[i].value);
                if got.is_some_and(|got| *got == entry.value) {
                    return true;
                }
                match (in_old.map(|i| &old.entries[i]), got) {
                    (Some(old), Some(got)) if old.source == Source::Own => {
                        self.widen(&old.value, &entry.value, got)
                    }
                    (Some(old), _) if old.source == Source::Merged => {
                        self.overrides.entry(read.span.start).or_default().insert(entry.key.clone())
                    }
                    _ => false,
                }
            })
    }

    /// Adds the smallest node around `at` that is not in yet; false when there is none.
    pub(super) fn widen_at(&mut self, read: &Node, at: usize) -> bool {
        if !read.span.is_some() || at < read.outer as usize || at > read.span.end as usize {
            return false;
        }
        let inside = match &read.value {
            _ if read.style == Style::Alias => false,
            Value::Map(map) => map.entries.iter().any(|e| self.widen_at(&e.value, at)),
            Value::Seq(items) => items.iter().any(|item| self.widen_at(item, at)),
            _ => false,
        };
        inside || self.nodes.insert(read.span.start)
    }
}
