//! Block maps: entries taken out and put in, line by line.

use super::comments::{Change, below, start_of_lower};
use super::diff::{Diff, Position};
use super::emit;
use super::lines::{
    Upper, colon_of, column, entry_end, keeps_blanks, line_start, node_end, opens_line, takes_literal,
};
use super::pairing::used;
use super::splice::Edit;
use super::style::DocStyle;
use crate::yaml::{Entry, Map, Node, Source, Style, Value};

/// A block map as it stands in the text.
struct Block<'m> {
    entries: &'m [Entry],
    /// Where its first key (or dash-less `?`) stands.
    start: usize,
    /// The column of its keys.
    here: usize,
    /// The style of what it holds.
    local: DocStyle,
}

/// The bytes of most new entries.
const SHORT: usize = 64;

impl Diff<'_> {
    /// Works the differences of two maps into the lines of the first.
    pub(super) fn block_map(&mut self, read: &Node, map: &Map, wanted: &Node, place: Position) {
        let Some(target) = wanted.as_map() else { return };
        let origins = map.lookup().positions(&target.entries);
        let kept = used(&origins, map.len());
        let own = |i: usize| map.entries[i].source == Source::Own;
        let merges = (0..map.len()).any(|i| !own(i));
        let stays = (0..map.len()).any(|i| kept[i] && own(i));
        let readable =
            map.entries.iter().all(|e| e.source != Source::Own || colon_of(self.text, e).is_some());
        if !readable || !(stays || merges) || (merges && self.plan.expands_all()) {
            self.replace_if_changed(read, wanted, place);
            return;
        }
        let start = read.span.start as usize;
        let mut block =
            Block { entries: &map.entries, start, here: column(self.text, start), local: self.local };
        if origins.iter().any(Option::is_none) {
            block.local = self.local_around(&block);
        }
        let mut last: Option<&Entry> = None;
        for (entry, origin) in target.entries.iter().zip(&origins) {
            match origin.map(|i| &map.entries[i]) {
                Some(old) if old.source == Source::Own => {
                    let colon = colon_of(self.text, old).unwrap_or(old.key_span.end as usize);
                    self.node(&old.value, &entry.value, Position::Value { colon, column: block.here });
                    last = Some(old);
                }
                Some(_) => self.doubtful = true,
                None => self.insert_entry(&block, last, entry),
            }
        }
        self.override_merged(read, &block, target);
        self.delete_entries(&block, &kept, (read, wanted, place));
    }

    /// The style of the values in a block, where it shows one.
    fn local_around(&self, block: &Block) -> DocStyle {
        let mut local = self.local;
        for entry in block.entries.iter().rev().filter(|e| e.source == Source::Own) {
            let value = &entry.value;
            if value.style != Style::Block || !value.span.is_some() {
                continue;
            }
            let further = column(self.text, value.span.start as usize).checked_sub(block.here);
            match (&value.value, further) {
                (Value::Seq(_), Some(further)) => local.list_indent = further,
                (Value::Map(_), Some(further)) if further > 0 => local.step = further,
                _ => {}
            }
        }
        local
    }

    fn insert_entry(&mut self, block: &Block, last: Option<&Entry>, entry: &Entry) {
        let spell = |out: &mut String, fits| spell_entry(out, entry, block, fits);
        match last {
            Some(last) => self.insert_line(self.upper(last, block), Change::Entry, spell),
            None => self.insert_first(block.start, block.here, spell),
        }
    }

    /// Writes entries that a merge key brings, and that have to differ, behind everything else in the map.
    fn override_merged(&mut self, read: &Node, block: &Block, target: &Map) {
        for entry in target.entries.iter().filter(|e| self.plan.overrides(read, &e.key)) {
            let keeps_blanks = keeps_blanks(self.text, read);
            let upper = Upper { end: node_end(read), keeps_blanks, here: block.here };
            self.insert_line(upper, Change::Entry, |out, fits| spell_entry(out, entry, block, fits));
        }
    }

    fn upper(&self, entry: &Entry, block: &Block) -> Upper {
        let keeps_blanks = keeps_blanks(self.text, &entry.value);
        Upper { end: entry_end(self.text, entry), keeps_blanks, here: block.here }
    }

    /// Puts lines below a node, in its column; they are written by `spell`, which is told whether they may end with a
    /// literal.
    pub(super) fn insert_line(
        &mut self,
        upper: Upper,
        change: Change,
        spell: impl FnOnce(&mut String, bool),
    ) {
        let (at, unfinished) = below(self.text, upper, change);
        let mut text = String::with_capacity(SHORT);
        if unfinished {
            text.push_str(self.local.eol);
        }
        emit::pad(&mut text, upper.here);
        spell(&mut text, takes_literal(self.text, at, upper.here));
        if !unfinished {
            text.push_str(self.local.eol);
        }
        self.edits.push(Edit::insert(at, text));
    }

    /// Puts lines above the first node of a block, at `first` in column `here`, and above the comment about it. They are
    /// written by `spell` as above.
    pub(super) fn insert_first(&mut self, first: usize, here: usize, spell: impl FnOnce(&mut String, bool)) {
        let mut text = String::with_capacity(SHORT);
        // Behind a dash the new node takes the first one's place; else it gets a line of its own.
        let at = match opens_line(self.text, first) {
            true => {
                let at = start_of_lower(self.text, line_start(self.text, first), 0, None);
                emit::pad(&mut text, here);
                spell(&mut text, takes_literal(self.text, at, here));
                text.push_str(self.local.eol);
                at
            }
            false => {
                spell(&mut text, true);
                text.push_str(self.local.eol);
                emit::pad(&mut text, here);
                first
            }
        };
        self.edits.push(Edit::insert(at, text));
    }

    fn delete_entries(&mut self, block: &Block, kept: &[bool], whole: (&Node, &Node, Position)) {
        if kept.iter().all(|k| *k) {
            return;
        }
        // An entry of the same name further up, or one of a merge key, would come to light.
        self.doubtful = true;
        let own: Vec<(&Entry, bool)> = (block.entries.iter().zip(kept))
            .filter(|(e, _)| e.source == Source::Own)
            .map(|(e, k)| (e, *k))
            .collect();
        let line = |e: &Entry| line_start(self.text, e.key_span.start as usize);
        let mut rest = own.as_slice();
        // Entries that begin in the middle of a line, behind a dash: the first one kept takes their place.
        let behind_dash =
            own.first().is_some_and(|(e, _)| line(e) <= block.start) && !opens_line(self.text, block.start);
        if behind_dash {
            match own.iter().position(|(_, kept)| *kept) {
                Some(0) => {}
                Some(first) => {
                    let end = line(own[first].0) + block.here;
                    self.edits.push(Edit::delete(block.start, end));
                    rest = &own[first..];
                }
                None => {
                    self.edits.retain(|e| !(e.start >= block.start && e.end <= node_end(whole.0)));
                    self.replace(whole.0, whole.1, whole.2);
                    return;
                }
            }
        }
        let first_kept = rest.iter().position(|(_, kept)| *kept);
        for (i, (entry, _)) in rest.iter().enumerate().filter(|(_, (_, kept))| !kept) {
            let start = line_start(self.text, entry.key_span.start as usize);
            self.delete_lines(start, self.upper(entry, block), Change::removal(i, first_kept));
        }
    }

    /// Takes out the lines of a node, from `start` on, and the comments below that are about it.
    pub(super) fn delete_lines(&mut self, start: usize, node: Upper, removal: Change) {
        let (after, _) = below(self.text, node, removal);
        self.edits.push(Edit::delete(start, after));
    }
}

/// Spells a new entry of a block in its column.
fn spell_entry(out: &mut String, entry: &Entry, block: &Block, literal_fits: bool) {
    let local = DocStyle { literals: block.local.literals && literal_fits, ..block.local };
    emit::block_entry(out, &entry.key, &entry.value, block.here, &local);
}
