//! Walks both trees side by side and writes down what differs, as edits of the text.

use super::lines::{column, has_comment, line_end, node_end};
use super::spell;
use super::splice::Edit;
use super::style::Local;
use crate::yaml::{Node, Style, Value};

/// The edits that turn `text`, which reads as `read`, into what reads as `wanted`.
pub(super) fn edits(text: &str, local: &Local, read: &Node, wanted: &Node) -> Vec<Edit> {
    let mut diff = Diff { text, local: *local, edits: Vec::new() };
    diff.node(read, wanted, Place::Root);
    diff.edits
}

/// The walk.
pub(super) struct Diff<'t> {
    pub(super) text: &'t str,
    pub(super) local: Local,
    pub(super) edits: Vec<Edit>,
}

/// Where a node stands, which says how it may be replaced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// It is the document.
    Root,
    /// The value behind a colon (its position) of a key in a column.
    Value { colon: usize, column: usize },
    /// An item behind a dash (its position).
    Item { dash: usize },
    /// Inside a flow collection.
    Flow,
}

impl Diff<'_> {
    /// Writes down what makes `read` say what `wanted` says.
    pub(super) fn node(&mut self, read: &Node, wanted: &Node, place: Place) {
        let opaque = read.style == Style::Alias || !read.span.is_some();
        match (&read.value, &wanted.value) {
            (Value::Map(a), Value::Map(b)) if !opaque && !a.is_empty() && !b.is_empty() => match read.style {
                Style::Flow => self.flow(read, wanted, place),
                _ => self.block_map(read, a, wanted, place),
            },
            (Value::Seq(a), Value::Seq(b)) if !opaque && !a.is_empty() && !b.is_empty() => match read.style {
                Style::Flow => self.flow(read, wanted, place),
                _ => self.block_seq(read, a, wanted, place),
            },
            (a, b) if a == b => {}
            _ => self.replace(read, wanted, place),
        }
    }

    /// Spells a node anew in the place of another.
    pub(super) fn replace(&mut self, read: &Node, wanted: &Node, place: Place) {
        match place {
            Place::Flow => {
                let mut text = String::new();
                spell::flow(&mut text, wanted, &self.local);
                self.put_inline(read, text);
            }
            Place::Root => {
                let mut text = String::new();
                match &wanted.value {
                    Value::Map(map) if !self.local.json && !map.is_empty() => {
                        spell::block_map(&mut text, map, 0, &self.local);
                    }
                    _ => spell::flow(&mut text, wanted, &self.local),
                }
                self.put_inline(read, text);
            }
            Place::Value { colon, column } => {
                let mut text = String::new();
                spell::after_colon(&mut text, wanted, column, &self.local);
                self.put(read, &text, colon + 1);
            }
            Place::Item { dash } => {
                let mut text = String::new();
                spell::block_item(&mut text, wanted, column(self.text, dash), &self.local);
                self.put(read, &text[1..], dash + 1);
            }
        }
    }

    /// Puts `text`, which begins with the blank or line break behind `from` (the colon's or dash's end), in the place
    /// of the node.
    fn put(&mut self, read: &Node, text: &str, from: usize) {
        let has_bytes = read.span.is_some() && read.span.end > read.span.start;
        let has_properties = has_bytes && read.outer < read.span.start;
        let (start, end) = match has_bytes {
            true => (read.span.start as usize, content_end(self.text, read)),
            false => (from, from),
        };
        let one_line = !text.contains('\n');
        let from = if has_properties {
            start - (self.text[..start].len() - self.text[..start].trim_end().len())
        } else {
            from
        };
        if !one_line && has_comment(self.text, end) {
            // The comment stays behind the key; what follows would swallow it otherwise.
            let at = line_end(self.text, end);
            let at = at - usize::from(self.text[..at].ends_with('\r'));
            let text = text.strip_prefix(' ').map_or_else(
                || text.to_owned(),
                |rest| {
                    let pad = " ".repeat(column(self.text, from.saturating_sub(1)) + 2);
                    format!("{}{pad}{rest}", self.local.eol)
                },
            );
            self.edits.push(Edit::delete(from.min(start), end));
            self.edits.push(Edit::insert(at, text));
            return;
        }
        let inline_before = !self.text[from.min(start)..start].contains('\n');
        if one_line && has_bytes && inline_before {
            self.edits.push(Edit::replace(start, end, text.trim_start().to_owned()));
        } else {
            self.edits.push(Edit::replace(from.min(start), end, text.to_owned()));
        }
    }

    /// Puts one line in the place of the node; behind a blank where there was no byte.
    fn put_inline(&mut self, read: &Node, text: String) {
        let (start, end) = (read.span.start as usize, content_end(self.text, read));
        let text = if start == end { format!(" {text}") } else { text };
        self.edits.push(Edit::replace(start, end.max(start), text));
    }
}

/// Where the node's bytes end, the line break behind a block scalar left out.
pub(super) fn content_end(text: &str, node: &Node) -> usize {
    let end = node_end(node);
    let body = &text[..end];
    match node.style {
        Style::Literal | Style::Folded => body.trim_end_matches(['\n', '\r']).len(),
        _ => end,
    }
}
