//! Block maps: entries taken out and put in, line by line.

use std::collections::HashMap;

use super::diff::{Diff, Place};
use super::lines::{after_line, colon_of, column, entry_end, keeps_blanks, line_start, opens_line};
use super::spell;
use super::splice::Edit;
use crate::yaml::{Entry, Map, Node, Source};

impl Diff<'_> {
    /// Works the differences of two maps into the lines of the first.
    pub(super) fn block_map(&mut self, read: &Node, map: &Map, wanted: &Node, place: Place) {
        let Some(target) = wanted.as_map() else { return };
        let own: Vec<&Entry> = map.entries.iter().filter(|e| e.source == Source::Own).collect();
        let known: HashMap<&str, &Entry> = map.entries.iter().map(|e| (e.key.as_str(), e)).collect();
        let keeps = |e: &&Entry| target.contains(&e.key);
        let merged_lost = map.entries.iter().any(|e| e.source == Source::Merged && !target.contains(&e.key));
        let editable = own.iter().all(|e| colon_of(self.text, e).is_some() && !self.is_explicit(e));
        if merged_lost || !editable || !own.iter().any(keeps) {
            self.replace(read, wanted, place);
            return;
        }
        let here = column(self.text, own[0].key_span.start as usize);
        let mut last: Option<&Entry> = None;
        for entry in &target.entries {
            match known.get(entry.key.as_str()) {
                Some(old) if old.source == Source::Own => {
                    let colon = colon_of(self.text, old).unwrap_or(old.key_span.end as usize);
                    self.node(&old.value, &entry.value, Place::Value { colon, column: here });
                    last = Some(old);
                }
                Some(old) if old.value == entry.value => {}
                _ => self.insert_entry(own[0], last, entry, here),
            }
        }
        self.delete_entries(&own, target);
    }

    /// Whether the entry is written `? key`.
    fn is_explicit(&self, entry: &Entry) -> bool {
        let start = entry.key_span.start as usize;
        self.text[line_start(self.text, start)..start].trim_end().ends_with('?')
    }

    fn insert_entry(&mut self, first: &Entry, last: Option<&Entry>, entry: &Entry, here: usize) {
        let mut line = String::new();
        spell::block_entry(&mut line, &entry.key, &entry.value, here, &self.local);
        let Some(last) = last else {
            let start = first.key_span.start as usize;
            let (eol, pad) = (self.local.eol, " ".repeat(here));
            // Behind a dash the new entry takes the first one's place; else it gets a line of its own.
            let edit = match opens_line(self.text, start) {
                true => Edit::insert(line_start(self.text, start), format!("{pad}{line}{eol}")),
                false => Edit::insert(start, format!("{line}{eol}{pad}")),
            };
            self.edits.push(edit);
            return;
        };
        let keeps = keeps_blanks(self.text, &last.value);
        let end = entry_end(self.text, last);
        self.insert_line(end, keeps, here, &line);
    }

    /// Puts lines behind the line that `end` is in, the first indented by `indent`.
    pub(super) fn insert_line(&mut self, end: usize, keeps_blanks: bool, indent: usize, lines: &str) {
        let (at, unfinished) = after_line(self.text, end, keeps_blanks);
        let pad = " ".repeat(indent);
        let eol = self.local.eol;
        let text = if unfinished { format!("{eol}{pad}{lines}") } else { format!("{pad}{lines}{eol}") };
        self.edits.push(Edit::insert(at, text));
    }

    fn delete_entries(&mut self, own: &[&Entry], target: &Map) {
        let mut rest = own;
        // Entries that begin in the middle of a line, behind a dash: the first one kept takes their place.
        if let Some(first) = own.first().filter(|e| !opens_line(self.text, e.key_span.start as usize)) {
            let kept = own.iter().position(|e| target.contains(&e.key)).unwrap_or(own.len());
            if kept > 0 {
                let start = first.key_span.start as usize;
                let end = own.get(kept).map_or(start, |e| e.key_span.start as usize);
                self.edits.push(Edit::delete(start, end));
                rest = &own[kept..];
            }
        }
        for entry in rest.iter().filter(|e| !target.contains(&e.key)) {
            let start = line_start(self.text, entry.key_span.start as usize);
            self.delete_lines(start, entry_end(self.text, entry), keeps_blanks(self.text, &entry.value));
        }
    }

    /// Takes out the lines from `start` to the one `end` is in.
    pub(super) fn delete_lines(&mut self, start: usize, end: usize, keeps_blanks: bool) {
        let (after, unfinished) = after_line(self.text, end, keeps_blanks);
        let start = match unfinished {
            true => self.text[..start].trim_end_matches('\n').trim_end_matches('\r').len(),
            false => start,
        };
        self.edits.push(Edit::delete(start, after));
    }
}
