//! Block lists: items kept in place, moved with their text, put in and taken out.

use super::comments::{Change, below, start_of_lower};
use super::diff::{Diff, Position};
use super::emit;
use super::ending;
use super::lines::{Upper, column, keeps_blanks, line_start, next_line, next_token, node_end, opens_line};
use super::pairing::{longest_increasing, origins};
use super::splice::{Edit, splice};
use super::style::DocStyle;
use crate::yaml::Node;

/// A block list as it stands in the text.
struct List<'m> {
    items: &'m [Node],
    dashes: Vec<usize>,
    /// The column of its dashes.
    here: usize,
    /// What putting an item into it is.
    change: Change,
}

impl Diff<'_> {
    /// Works the differences of two lists into the lines of the first.
    pub(super) fn block_seq(&mut self, read: &Node, items: &[Node], wanted: &Node, place: Position) {
        let Some(target) = wanted.as_seq() else { return };
        let origins = origins(items, target);
        let kept = longest_increasing(&origins, items.len());
        let own_lines = opens_line(self.text, read.span.start as usize);
        let editable = kept[0] || (own_lines && kept.contains(&true));
        let Some(dashes) = dashes(self.text, read, items).filter(|_| editable) else {
            self.replace_if_changed(read, wanted, place);
            return;
        };
        let here = column(self.text, dashes[0]);
        let change = match place {
            Position::Value { column, .. } if column == here => Change::ItemInLine,
            _ => Change::Item,
        };
        let list = List { items, dashes, here, change };
        let mut last: Option<usize> = None;
        for (item, origin) in target.iter().zip(&origins) {
            match *origin {
                Some(i) if kept[i] => {
                    self.node(&items[i], item, Position::Item { dash: list.dashes[i] });
                    last = Some(i);
                }
                Some(i) => {
                    let lines = self.moved(&list, i, item);
                    self.insert_item(&list, last, |out, _| out.push_str(&lines));
                }
                None => {
                    let local = self.local_of(&list);
                    self.insert_item(&list, last, |out, fits| fresh(out, item, list.here, &local, fits));
                }
            }
        }
        let first_kept = kept.iter().position(|kept| *kept);
        for i in (0..items.len()).filter(|i| !kept[*i]) {
            self.doubtful = true;
            let line = line_start(self.text, list.dashes[i]);
            let moves = origins.contains(&Some(i));
            let (start, removal) = match moves {
                true => (self.start_of(&list, i), Change::Removal),
                false => (line, Change::removal(i, first_kept)),
            };
            self.delete_lines(start, self.upper_item(&list, i), removal);
        }
    }

    /// The style of new items: as far behind the dash as the first one.
    fn local_of(&self, list: &List) -> DocStyle {
        let (dash, content) = (list.dashes[0], list.items[0].outer as usize);
        let on_one_line = list.items[0].span.is_some()
            && content > dash + 1
            && !self.text[dash..content].contains(['\n', '\r', '\t']);
        match on_one_line {
            true => DocStyle { dash: content - dash, ..self.local },
            false => self.local,
        }
    }

    fn upper_item(&self, list: &List, i: usize) -> Upper {
        let item = &list.items[i];
        let keeps_blanks = keeps_blanks(self.text, item);
        Upper { end: item_end(item, list.dashes[i]), keeps_blanks, here: list.here }
    }

    /// Where the lines of an item begin: with the comment directly above it, where that is about it.
    fn start_of(&self, list: &List, i: usize) -> usize {
        let line = line_start(self.text, list.dashes[i]);
        if !opens_line(self.text, list.dashes[i]) {
            return line;
        }
        let floor =
            i.checked_sub(1).map_or(0, |i| next_line(self.text, item_end(&list.items[i], list.dashes[i])));
        start_of_lower(self.text, line, floor, Some(list.here))
    }

    /// The item's own lines, from its dash or the comment above it on, with what changed in it.
    fn moved(&mut self, list: &List, i: usize, wanted: &Node) -> String {
        self.doubtful = true;
        let (read, dash) = (&list.items[i], list.dashes[i]);
        let mut inner = self.part();
        inner.node(read, wanted, Position::Item { dash });
        inner
            .edits
            .extend(ending::strip_of_end(self.text, read).filter(|e| !ending::covers(&inner.edits, e.start)));
        let start = self.start_of(list, i);
        let start = if start < line_start(self.text, dash) { start + list.here } else { dash };
        let upper = self.upper_item(list, i);
        let (end, _) = below(self.text, upper, Change::Removal);
        let edits = inner.edits.into_iter();
        let edits: Vec<Edit> =
            edits.map(|e| Edit { start: e.start - start, end: e.end - start, text: e.text }).collect();
        let text = splice(&self.text[start..end], &edits);
        let text = if upper.keeps_blanks { text.as_str() } else { text.trim_end_matches(['\n', '\r']) };
        text.strip_suffix(self.local.eol).unwrap_or(text).to_owned()
    }

    fn insert_item(&mut self, list: &List, last: Option<usize>, spell: impl FnOnce(&mut String, bool)) {
        match last {
            Some(i) => self.insert_line(self.upper_item(list, i), list.change, spell),
            None => self.insert_first(list.dashes[0], list.here, spell),
        }
    }
}

/// A new item, from its dash on.
fn fresh(out: &mut String, item: &Node, here: usize, local: &DocStyle, fits: bool) {
    let local = DocStyle { literals: local.literals && fits, ..*local };
    emit::dash(out, &local);
    emit::item(out, item, here, &local);
}

/// The dash of each item.
pub(super) fn dashes(text: &str, read: &Node, items: &[Node]) -> Option<Vec<usize>> {
    let mut dashes = Vec::with_capacity(items.len());
    let mut at = read.span.start as usize;
    for item in items {
        at = next_token(text, at);
        if text.as_bytes().get(at) != Some(&b'-') {
            return None;
        }
        dashes.push(at);
        at = item_end(item, at);
    }
    Some(dashes)
}

fn item_end(item: &Node, dash: usize) -> usize {
    node_end(item).max(dash + 1)
}
