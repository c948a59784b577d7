//! Flow collections that grew too long, spelled as blocks around the members that did not change.

use super::diff::{Diff, Position};
use super::emit;
use super::lines::{has_comment, line_start, next_line, node_end, takes_literal};
use super::pairing::origins;
use crate::yaml::{Node, Value};

impl Diff<'_> {
    /// Spells the collection as a block; members that did not change keep their text.
    pub(super) fn unfold(&mut self, read: &Node, wanted: &Node, place: Position) {
        let before = self.local;
        let (end, here) = (node_end(read), line_start(self.text, read.span.start as usize));
        let here = self.text[here..].bytes().take_while(|b| *b == b' ').count();
        let fits = !has_comment(self.text, end) && takes_literal(self.text, next_line(self.text, end), here);
        self.local = self.local_without_literals(!fits);
        match place {
            Position::Value { colon, column } => {
                let mut text = String::new();
                self.unfolded_value(&mut text, Some(read), wanted, column);
                self.put_value(read, colon, text.strip_prefix(' ').unwrap_or(&text));
            }
            Position::Item { dash } => {
                self.put_item(read, dash, |diff, text, indent| {
                    diff.unfolded(text, Some(read), wanted, indent);
                });
            }
            Position::Root | Position::Flow => {}
        }
        self.local = before;
    }

    /// The text of a member that can stay as it is.
    fn unchanged(&self, read: Option<&Node>, wanted: &Node) -> Option<&str> {
        let read = read.filter(|r| r.span.is_some() && r.span.end > r.span.start)?;
        let range = read.outer as usize..read.span.end as usize;
        let raw = &self.text[range.clone()];
        // In a block, a colon at the end would make a key of it, and a dash an item.
        let says_more = raw.ends_with(':') || raw.ends_with(" -") || raw == "-";
        let alone = !says_more && !raw.contains(['\n', '\r', '#']);
        let stays = alone && !self.plan.touches(range) && read == wanted;
        // A pair in a list has no braces of its own.
        let whole = read.as_map().is_none() || raw.contains('{') || raw.starts_with('*');
        (stays && whole).then_some(raw)
    }

    /// What stands behind a key in column `indent`, the blank or line break included.
    fn unfolded_value(&self, out: &mut String, read: Option<&Node>, wanted: &Node, indent: usize) {
        if let Some(raw) = self.unchanged(read, wanted) {
            out.push(' ');
            out.push_str(raw);
            return;
        }
        match &wanted.value {
            Value::Map(map) if !map.is_empty() => {
                self.new_line(out, indent + self.local.step);
                self.unfolded(out, read, wanted, indent + self.local.step);
            }
            Value::Seq(items) if !items.is_empty() => {
                self.new_line(out, indent + self.local.list_indent);
                self.unfolded(out, read, wanted, indent + self.local.list_indent);
            }
            _ => emit::after_colon(out, wanted, indent, &self.local),
        }
    }

    /// What stands behind a dash in column `indent` and the blanks behind it.
    fn unfolded_item(&self, out: &mut String, read: Option<&Node>, wanted: &Node, indent: usize) {
        match (self.unchanged(read, wanted), &wanted.value) {
            (Some(raw), _) => out.push_str(raw),
            (None, Value::Map(_) | Value::Seq(_)) => {
                self.unfolded(out, read, wanted, indent + self.local.dash);
            }
            _ => emit::inline(out, wanted, indent, &self.local),
        }
    }

    /// The members of a collection, each in column `indent`, which the first has reached.
    fn unfolded(&self, out: &mut String, read: Option<&Node>, wanted: &Node, indent: usize) {
        match &wanted.value {
            Value::Map(map) if !map.is_empty() => {
                let old = read.and_then(Node::as_map);
                for (i, (key, value)) in map.iter().enumerate() {
                    if i > 0 {
                        self.new_line(out, indent);
                    }
                    emit::key_text(out, key, &self.local);
                    out.push(':');
                    self.unfolded_value(out, old.and_then(|m| m.get(key)), value, indent);
                }
            }
            Value::Seq(items) if !items.is_empty() => {
                let old = read.and_then(Node::as_seq).unwrap_or_default();
                for (i, (item, origin)) in items.iter().zip(origins(old, items)).enumerate() {
                    if i > 0 {
                        self.new_line(out, indent);
                    }
                    emit::dash(out, &self.local);
                    self.unfolded_item(out, origin.map(|o| &old[o]), item, indent);
                }
            }
            _ => emit::inline(out, wanted, indent, &self.local),
        }
    }

    fn new_line(&self, out: &mut String, indent: usize) {
        out.push_str(self.local.eol);
        emit::pad(out, indent);
    }
}
