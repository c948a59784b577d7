//! Reads the edited text back, and where it does not say what is wanted, finds the smallest node to spell anew.
//!
//! Anchors make this necessary: editing an anchor's node changes what its aliases and merge keys say. Only those that
//! end up saying something else are spelled out, right where they stand. The same goes for an entry that comes to light
//! when another of its name is taken out, and for the other rare constructs that are edited in good faith.

use std::collections::{HashMap, HashSet};

use super::compare::{pair, same};
use super::diff;
use super::sequence::origins;
use super::spell;
use super::splice::{Edit, splice};
use super::style::Local;
use crate::yaml::{Node, Source, Style, Text, Value, parse};

/// How often a text is edited in another way before its aliases are given up, and then all of it.
const MAX_TRIES: usize = 24;

/// What is spelled anew though it could be edited or left alone. Nodes go by where they begin.
#[derive(Default, Debug)]
pub(super) struct Plan {
    nodes: HashSet<u32>,
    overrides: HashMap<u32, HashSet<Text>>,
    expand_all: bool,
}

impl Plan {
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

/// The edits that make the text say `wanted`: their effect is checked, and they are widened until they do it.
pub(super) fn proven(text: &str, local: Local, read: &Node, wanted: &Node) -> Vec<Edit> {
    let mut plan = Plan::default();
    for _ in 0..MAX_TRIES {
        let (edits, _) = diff::edits(text, local, &plan, read, wanted);
        if edits.windows(2).any(|pair| pair[1].start < pair[0].end) {
            // Only where lines end in other ways than they are looked for here.
            plan.nodes.insert(read.span.start);
            continue;
        }
        let written = splice(text, edits.clone());
        let widened = match parse(&written) {
            Ok(Some(got)) if same(&got, wanted) => return edits,
            Ok(Some(got)) => plan.widen(read, wanted, &got),
            Ok(None) => false,
            Err(error) => {
                let at = error.span().map_or(0, |span| origin_of(&edits, span.start as usize));
                plan.widen_at(read, at)
            }
        };
        if !widened {
            break;
        }
    }
    plan = Plan { expand_all: true, ..Plan::default() };
    let edits = diff::edits(text, local, &plan, read, wanted).0;
    if super::says(&splice(text, edits.clone()), wanted) {
        return edits;
    }
    plan.nodes.insert(read.span.start);
    let edits = diff::edits(text, local, &plan, read, wanted).0;
    if super::says(&splice(text, edits.clone()), wanted) {
        return edits;
    }
    let mut all = String::new();
    spell::lines(&mut all, wanted, 0, &local);
    all.push_str(local.eol);
    vec![Edit::replace(0, text.len(), all)]
}

/// Where in the old text the byte at `at` of the new one comes from; the edits stand in order.
fn origin_of(edits: &[Edit], at: usize) -> usize {
    let (mut old, mut new) = (0, 0);
    for edit in edits {
        let kept = edit.start.saturating_sub(old);
        if at < new + kept {
            break;
        }
        (old, new) = (old.max(edit.end), new + kept);
        if at < new + edit.text.len() {
            return edit.start;
        }
        new += edit.text.len();
    }
    old + at.saturating_sub(new)
}

impl Plan {
    /// Adds what makes `got` say what is wanted; false when there is nothing left to add.
    fn widen(&mut self, read: &Node, wanted: &Node, got: &Node) -> bool {
        if same(wanted, got) {
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
                    same(&wanted[j], &got[j])
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
        let in_target = pair(&target.entries, &got.entries);
        let in_got = pair(&got.entries, &target.entries);
        let in_old = pair(&old.entries, &target.entries);
        in_target.iter().all(Option::is_some)
            && target.entries.iter().zip(in_got.iter().zip(&in_old)).all(|(entry, (in_got, in_old))| {
                let got = in_got.map(|i| &got.entries[i].value);
                if got.is_some_and(|got| same(got, &entry.value)) {
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
    fn widen_at(&mut self, read: &Node, at: usize) -> bool {
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
