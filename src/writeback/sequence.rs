//! Block lists: items kept in place, moved with their text, put in and taken out.

use std::collections::HashMap;

use super::diff::{Diff, Place};
use super::lines::{after_line, column, dash_of, keeps_blanks, line_start, node_end, opens_line};
use super::spell;
use super::splice::{Edit, splice};
use crate::yaml::Node;

/// Beyond this many items without a place of their own, equal values are not looked for.
const MAX_UNPLACED: usize = 256;

impl Diff<'_> {
    /// Works the differences of two lists into the lines of the first.
    pub(super) fn block_seq(&mut self, read: &Node, items: &[Node], wanted: &Node, place: Place) {
        let Some(target) = wanted.as_seq() else { return };
        let here = column(self.text, read.span.start as usize);
        let dashes: Option<Vec<usize>> = (items.iter().enumerate())
            .map(|(i, item)| match i {
                0 => Some(read.span.start as usize),
                _ => dash_of(self.text, item, here),
            })
            .collect();
        let origins = origins(items, target);
        let kept = longest_increasing(&origins);
        let same = kept.len() == items.len() && kept.len() == target.len();
        let own_lines = dashes.as_ref().is_some_and(|d| opens_line(self.text, d[0]));
        let Some(dashes) = dashes.filter(|_| same || (own_lines && !kept.is_empty())) else {
            self.replace(read, wanted, place);
            return;
        };
        let mut last: Option<usize> = None;
        for (j, item) in target.iter().enumerate() {
            match origins[j] {
                Some(i) if kept.contains(&i) => {
                    self.node(&items[i], item, Place::Item { dash: dashes[i] });
                    last = Some(i);
                }
                origin => {
                    let lines = match origin {
                        Some(i) => self.moved(&items[i], item, dashes[i]),
                        None => self.fresh(item, here),
                    };
                    self.insert_item(items, &dashes, last, here, &lines);
                }
            }
        }
        for (i, item) in items.iter().enumerate().filter(|(i, _)| !kept.contains(i)) {
            let end = item_end(item, dashes[i]);
            self.delete_lines(line_start(self.text, dashes[i]), end, keeps_blanks(self.text, item));
        }
    }

    fn fresh(&self, item: &Node, here: usize) -> String {
        let mut lines = String::new();
        spell::block_item(&mut lines, item, here, &self.local);
        lines
    }

    /// The item's own lines, from its dash on, with what changed in it.
    fn moved(&self, read: &Node, wanted: &Node, dash: usize) -> String {
        let mut inner = Diff { text: self.text, local: self.local, edits: Vec::new() };
        inner.node(read, wanted, Place::Item { dash });
        let (end, _) = after_line(self.text, item_end(read, dash), keeps_blanks(self.text, read));
        let edits = inner.edits.into_iter();
        let edits = edits.map(|e| Edit { start: e.start - dash, end: e.end - dash, text: e.text }).collect();
        let text = splice(&self.text[dash..end], edits);
        text.trim_end_matches(['\n', '\r']).to_owned()
    }

    fn insert_item(
        &mut self,
        items: &[Node],
        dashes: &[usize],
        last: Option<usize>,
        here: usize,
        lines: &str,
    ) {
        match last {
            Some(i) => {
                let keeps = keeps_blanks(self.text, &items[i]);
                self.insert_line(item_end(&items[i], dashes[i]), keeps, here, lines);
            }
            None => {
                let text = format!("{}{lines}{}", " ".repeat(here), self.local.eol);
                self.edits.push(Edit::insert(line_start(self.text, dashes[0]), text));
            }
        }
    }
}

fn item_end(item: &Node, dash: usize) -> usize {
    node_end(item).max(dash + 1)
}

/// Which item of `items` each of `target` is: the one of the same place in the text, else an equal one.
pub(super) fn origins(items: &[Node], target: &[Node]) -> Vec<Option<usize>> {
    let places: HashMap<u32, usize> =
        items.iter().enumerate().filter(|(_, n)| n.span.is_some()).map(|(i, n)| (n.span.start, i)).collect();
    let mut used = vec![false; items.len()];
    let mut origins: Vec<Option<usize>> = (target.iter())
        .map(|item| {
            let i = *places.get(&item.span.start).filter(|_| item.span.is_some())?;
            (!std::mem::replace(&mut used[i], true)).then_some(i)
        })
        .collect();
    if items.len().max(target.len()) > MAX_UNPLACED {
        return origins;
    }
    for (j, origin) in origins.iter_mut().enumerate().filter(|(_, origin)| origin.is_none()) {
        let equal = items.iter().enumerate().find(|(i, item)| !used[*i] && **item == target[j]);
        *origin = equal.map(|(i, _)| i);
        if let Some(i) = *origin {
            used[i] = true;
        }
    }
    origins
}

/// The items that can stay where they are: the longest run of origins that keeps their order.
pub(super) fn longest_increasing(origins: &[Option<usize>]) -> std::collections::HashSet<usize> {
    let values: Vec<usize> = origins.iter().filter_map(|o| *o).collect();
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (k, value) in values.iter().enumerate() {
        let length = tails.partition_point(|t| values[*t] < *value);
        before.push(length.checked_sub(1).map(|l| tails[l]));
        match tails.get_mut(length) {
            Some(tail) => *tail = k,
            None => tails.push(k),
        }
    }
    let mut kept = std::collections::HashSet::new();
    let mut at = tails.last().copied();
    while let Some(k) = at {
        kept.insert(values[k]);
        at = before[k];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ordered_run_stays() {
        let kept = longest_increasing(&[Some(2), Some(0), None, Some(1), Some(3)]);
        assert_eq!(kept, [0, 1, 3].into());
    }
}
