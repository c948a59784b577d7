//! Lines to keys: which collections are open, and what their last entry awaits.

use super::{Key, Written, flow};
use crate::yaml::scalar::{self, IN_WORDS, Plain};
use crate::yaml::scan::{ESCAPES, forbidden_char, has_other_breaks};
use memchr::{memchr, memchr2, memchr3_iter, memmem};
use std::ops::ControlFlow;

/// How long a text may be.
const MOST_BYTES: usize = u32::MAX as usize / 2;
/// How deep collections may nest here; the scanner allows more.
const MOST_LEVELS: usize = 128;
/// How long a key may be; what is longer may be none.
const LONGEST_KEY: usize = 256;

/// A collection that is open.
struct Level<'t> {
    column: usize,
    is: Collection,
    /// The last key of a map.
    key: &'t str,
}

#[derive(Clone, Copy, PartialEq)]
enum Collection {
    Map,
    Seq,
    /// A list whose dashes stand in the column of the map that it is a value of.
    IndentlessSeq,
}

pub(super) struct Reader<'t, 's> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    levels: Vec<Level<'t>>,
    /// Whether the last key or dash has no value yet.
    awaits: bool,
    /// Whether the last value is a plain scalar that further lines may belong to.
    open: bool,
    has_tabs: bool,
    seen: &'s mut dyn FnMut(Key<'t>) -> ControlFlow<()>,
}

/// What plain text turns out to be.
enum Run {
    /// A key: where its colon is.
    Key(usize),
    /// A scalar: where its text ends on this line, and whether further lines may belong to it.
    Scalar(usize, bool),
}

impl<'t, 's> Reader<'t, 's> {
    /// A reader of `text`, unless what is in it rules out an outline.
    pub(super) fn of(text: &'t str, seen: &'s mut dyn FnMut(Key<'t>) -> ControlFlow<()>) -> Option<Self> {
        // Larger texts have spans of their own.
        if text.len() > MOST_BYTES || forbidden_char(text).is_some() || has_other_breaks(text.as_bytes()) {
            return None;
        }
        let has_tabs = memchr(b'\t', text.as_bytes()).is_some();
        let levels = Vec::with_capacity(16);
        Some(Reader {
            text,
            bytes: text.as_bytes(),
            at: 0,
            levels,
            awaits: true,
            open: false,
            has_tabs,
            seen,
        })
    }

    /// Reads the document; `None` where that is left off.
    pub(super) fn document(&mut self) -> Option<()> {
        if self.bytes.starts_with(b"---") {
            self.at = 3;
            self.rest_of_line(3)?;
        }
        while self.at < self.bytes.len() {
            self.line()?;
        }
        (!self.levels.is_empty()).then_some(())
    }

    /// One line, or a scalar of several that begins on it.
    fn line(&mut self) -> Option<()> {
        let start = self.at;
        let column = blanks(&self.bytes[start..]);
        let at = start + column;
        match self.bytes.get(at) {
            None | Some(b'\n') => {
                self.at = at + 1;
                return Some(());
            }
            Some(b'#') => {
                self.open = false;
                self.at = self.next_line(at);
                return Some(());
            }
            Some(b'\t') => return None,
            Some(b'-' | b'.' | b'%') if column == 0 && self.may_end_document(at) => return None,
            Some(_) => {}
        }
        if self.open {
            if self.levels.last().is_some_and(|level| column > level.column) {
                let Run::Scalar(end, is_open) = self.run(at)? else { return None };
                self.open = is_open;
                self.at = self.next_line(end);
                return Some(());
            }
            self.open = false;
        }
        while self.levels.last().is_some_and(|level| level.column > column) {
            self.levels.pop();
            self.awaits = false;
        }
        self.node(at, column)
    }

    /// Whether a line that begins at `at` is a marker or a directive.
    fn may_end_document(&self, at: usize) -> bool {
        let line = &self.bytes[at..];
        line.starts_with(b"---") || line.starts_with(b"...") || line.starts_with(b"%")
    }

    /// A node, or an entry of the innermost collection, that begins at `at`.
    fn node(&mut self, mut at: usize, mut column: usize) -> Option<()> {
        while self.bytes[at] == b'-' && self.is_spaced(at + 1) {
            self.item(column)?;
            let next = at + 1 + blanks(&self.bytes[at + 1..]);
            if matches!(self.bytes.get(next), None | Some(b'\n' | b'#')) {
                return self.rest_of_line(at + 1);
            }
            (at, column) = (next, column + next - at);
        }
        match self.bytes[at] {
            quote @ (b'"' | b'\'') => {
                let end = self.quoted(at, quote)?;
                if self.bytes.get(end) == Some(&b':') && self.is_spaced(end + 1) {
                    let name = &self.text[at + 1..end - 1];
                    let is_simple = !name.contains(['\\', '\'', '\n']) && name.len() <= LONGEST_KEY;
                    return if is_simple { self.entry(name, column, end + 1) } else { None };
                }
            }
            _ if self.begins_plain(at) => {
                if let Run::Key(colon) = self.run(at)? {
                    let name = &self.text[at..colon];
                    return if is_key(name) { self.entry(name, column, colon + 1) } else { None };
                }
            }
            _ => {}
        }
        if self.levels.last()?.column >= column {
            return None;
        }
        self.value(at).map(drop)
    }

    /// A dash in a column: the first one of a list, or another one.
    fn item(&mut self, column: usize) -> Option<()> {
        let top = self.levels.last()?;
        let is = match top.is {
            Collection::Seq | Collection::IndentlessSeq if top.column == column => {
                self.awaits = true;
                return Some(());
            }
            _ if !self.awaits => return None,
            Collection::Map if top.column == column => Collection::IndentlessSeq,
            _ if top.column < column => Collection::Seq,
            _ => return None,
        };
        self.begin(column, is)
    }

    fn begin(&mut self, column: usize, is: Collection) -> Option<()> {
        self.levels.push(Level { column, is, key: "" });
        (self.levels.len() <= MOST_LEVELS).then_some(())
    }

    /// A key in a column, the first one of a map or another one, and what stands `behind` its colon.
    fn entry(&mut self, name: &'t str, column: usize, behind: usize) -> Option<()> {
        if self.levels.last().is_some_and(|top| top.column == column && top.is == Collection::IndentlessSeq) {
            self.levels.pop();
        }
        match self.levels.last() {
            Some(top) if top.column == column && top.is == Collection::Map => {}
            Some(top) if top.column < column && self.awaits => self.begin(column, Collection::Map)?,
            None if column == 0 => self.begin(column, Collection::Map)?,
            _ => return None,
        }
        self.levels.last_mut()?.key = name;
        self.awaits = true;
        let at = behind + blanks(&self.bytes[behind..]);
        let value = match self.bytes.get(at) {
            None | Some(b'\n' | b'#') => self.rest_of_line(behind).map(|()| Written::Other),
            Some(_) => self.value(at),
        };
        let around = self.levels.iter().rev().nth(1);
        let (depth, parent) = (self.levels.len() - 1, around.map_or("", |level| level.key));
        (self.seen)(Key { depth, parent, name, value: value? }).is_continue().then_some(())
    }

    /// The value that the last key or dash awaits: a scalar, or an empty collection.
    fn value(&mut self, at: usize) -> Option<Written<'t>> {
        if !std::mem::take(&mut self.awaits) {
            return None;
        }
        match self.bytes[at] {
            quote @ (b'"' | b'\'') => {
                let end = self.quoted(at, quote)?;
                self.rest_of_line(end)?;
                Some(Written::Quoted(&self.text[at + 1..end - 1]))
            }
            b'|' | b'>' => self.block_scalar(at).map(|()| Written::Other),
            b'[' | b'{' => {
                let len = match self.bytes.get(at..at + 2) {
                    Some(b"[]" | b"{}") => 2,
                    _ => {
                        let line = self.text[at..].lines().next()?;
                        flow::keys(line, self.levels.len(), self.levels.last()?.key, &mut self.seen)?
                    }
                };
                self.rest_of_line(at + len).map(|()| Written::Other)
            }
            _ if self.begins_plain(at) => {
                let Run::Scalar(end, is_open) = self.run(at)? else { return None };
                self.open = is_open;
                self.at = self.next_line(end);
                let text = &self.text[at..end];
                // Infinities and NaN are errors.
                let may_be_endless = text.len() <= 5 && text.trim_start_matches(['+', '-']).starts_with('.');
                (!may_be_endless).then_some(Written::Plain(text))
            }
            _ => None,
        }
    }

    /// Whether a plain scalar may begin with the byte at `at`.
    fn begins_plain(&self, at: usize) -> bool {
        match self.bytes[at] {
            b'-' | b'?' | b':' => !self.is_spaced(at + 1),
            b'[' | b']' | b'{' | b'}' | b',' | b'*' | b'&' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'#'
            | b'%' | b'@' | b'`' | b'\t' => false,
            _ => true,
        }
    }

    /// What the plain text at `at` is.
    fn run(&self, at: usize) -> Option<Run> {
        let rest = &self.bytes[at..];
        let is_end = |found: &usize| match rest[*found] {
            b':' => self.is_spaced(at + found + 1),
            b'#' => *found > 0 && rest[found - 1] == b' ',
            _ => true,
        };
        let end = memchr3_iter(b':', b'#', b'\n', rest).find(is_end).unwrap_or(rest.len());
        if self.has_tabs && memchr(b'\t', &rest[..end]).is_some() {
            return None;
        }
        Some(match rest.get(end) {
            Some(b':') => Run::Key(at + end),
            ended => {
                let trailing = rest[..end].iter().rev().take_while(|byte| **byte == b' ').count();
                Run::Scalar(at + end - trailing, ended != Some(&b'#'))
            }
        })
    }

    /// Where the quoted scalar at `start` ends.
    fn quoted(&self, start: usize, quote: u8) -> Option<usize> {
        let mut at = start + 1;
        let end = loop {
            let rest = &self.bytes[at..];
            let found = at + if quote == b'"' { memchr2(b'"', b'\\', rest) } else { memchr(b'\'', rest) }?;
            match (self.bytes[found], self.bytes.get(found + 1)) {
                (b'\'', Some(b'\'')) => {}
                (b'\\', Some(escaped)) if is_escape(*escaped) => {}
                (b'\\', _) => return None,
                _ => break found + 1,
            }
            at = found + 2;
        };
        let inside = &self.bytes[start..end];
        let has_marker = |marker: &[u8]| memmem::find(inside, marker).is_some();
        let is_long = memchr(b'\n', inside).is_some() && (has_marker(b"\n---") || has_marker(b"\n..."));
        (!is_long).then_some(end)
    }

    /// The block scalar at `at`, without an indentation of its own.
    fn block_scalar(&mut self, at: usize) -> Option<()> {
        let outer = self.levels.last()?.column;
        let header = at + 1 + usize::from(matches!(self.bytes.get(at + 1), Some(b'+' | b'-')));
        self.rest_of_line(header)?;
        let mut deepest = 0;
        let indent = loop {
            let column = blanks(&self.bytes[self.at..]);
            match self.bytes.get(self.at + column) {
                None | Some(b'\n') => deepest = deepest.max(column),
                Some(b'\t') => return None,
                Some(_) if column <= outer => return Some(()),
                Some(_) => break column,
            }
            if self.at + column >= self.bytes.len() {
                self.at = self.bytes.len();
                return Some(());
            }
            self.at += column + 1;
        };
        if indent < deepest {
            return None;
        }
        while self.at < self.bytes.len() {
            let line = &self.bytes[self.at..];
            let column = blanks(&line[..indent.min(line.len())]);
            match line.get(column) {
                _ if column == indent => self.at = self.next_line(self.at + column),
                Some(b'\n') => self.at += column + 1,
                Some(b'\t') => return None,
                _ => break,
            }
        }
        Some(())
    }

    /// Steps over the rest of a line that has nothing but blanks and a comment.
    fn rest_of_line(&mut self, at: usize) -> Option<()> {
        let blanks = blanks(&self.bytes[at..]);
        match self.bytes.get(at + blanks) {
            None | Some(b'\n') => {}
            Some(b'#') if blanks > 0 => {}
            Some(_) => return None,
        }
        self.at = self.next_line(at + blanks);
        Some(())
    }

    /// Where the line behind that of `at` begins.
    fn next_line(&self, at: usize) -> usize {
        if self.bytes.get(at) == Some(&b'\n') {
            return at + 1;
        }
        memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |end| at + end + 1)
    }

    /// Whether a blank, a break or the end of the text is at `at`.
    fn is_spaced(&self, at: usize) -> bool {
        matches!(self.bytes.get(at), None | Some(b' ' | b'\t' | b'\n'))
    }
}

/// How many blanks the bytes begin with.
fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte != b' ').unwrap_or(bytes.len())
}

/// Whether plain text is a key like most: no more than a word, and a string.
fn is_key(name: &str) -> bool {
    let is_word = |byte: u8| IN_WORDS[usize::from(byte)] || byte == b'$';
    name.len() <= LONGEST_KEY
        && name.bytes().all(is_word)
        && matches!(scalar::resolve(name), Plain::Str | Plain::Time)
}

/// Whether a byte behind a backslash is an escape by itself; a line break is, too.
fn is_escape(byte: u8) -> bool {
    byte == b'\n' || ESCAPES.iter().any(|(name, _)| *name == byte)
}
