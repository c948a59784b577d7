//! A node spelled anew in the place of another: comments around it stay, an anchor stays, a tag goes.

use super::diff::{Diff, Position};
use super::emit;
use super::lines::{
    column, has_comment, line_end, line_start, next_line, next_token, node_end, takes_literal,
};
use super::splice::Edit;
use super::style::DocStyle;
use crate::yaml::{Node, Style, Value};

/// Anchor and tag of a node, as they stand in the text.
struct Properties<'t> {
    start: usize,
    end: usize,
    anchor: Option<&'t str>,
    tagged: bool,
}

impl<'t> Properties<'t> {
    fn of(text: &'t str, node: &Node) -> Option<Self> {
        let (start, content) = (node.outer as usize, node.span.start as usize);
        if !node.span.is_some() || start >= content {
            return None;
        }
        let mut found = Properties { start, end: start, anchor: None, tagged: false };
        let mut at = start;
        while at < content && text[at..].starts_with(['&', '!']) {
            found.end = text[at..content].find([' ', '\t', '\n', '\r']).map_or(content, |i| at + i);
            match text.as_bytes()[at] {
                b'&' => found.anchor = Some(&text[at..found.end]),
                _ => found.tagged = true,
            }
            at = next_token(text, found.end);
        }
        Some(found)
    }
}

/// A range of the text that holds a node, and what stands in front of it that has to stay or be said again.
struct Slot<'t> {
    /// Behind the colon or dash, and behind properties that stay.
    from: usize,
    /// The node's bytes; where it has none, both are `from`.
    start: usize,
    end: usize,
    /// The anchor that has to be said again.
    anchor: Option<&'t str>,
    /// Whether an anchor stands in front of the node in any way.
    anchored: bool,
    /// How many blanks stand behind the colon or dash.
    gap: usize,
}

impl<'t> Diff<'t> {
    /// Spells a node anew in the place of another.
    pub(super) fn replace(&mut self, read: &Node, wanted: &Node, place: Position) {
        if let Some(text) = self.in_its_quotes(read, wanted) {
            let local = self.local;
            return match place {
                Position::Flow | Position::Root => self.put_in_flow(read, &text),
                Position::Value { colon, .. } => self.put_value(read, colon, &text),
                Position::Item { dash } => self.put(&self.item_slot(read, dash), &text, &local),
            };
        }
        match place {
            Position::Flow => {
                let mut text = String::new();
                emit::flow(&mut text, wanted, &self.local, self.shape_in_place(read));
                self.put_in_flow(read, &text);
            }
            Position::Root => {
                let at = read.span.start as usize;
                let mut text = String::new();
                match read.style {
                    Style::Block => {
                        let end = content_end(self.text, read);
                        let behind = &self.text[end..line_end(self.text, end)];
                        let here = column(self.text, at);
                        let fits = takes_literal(self.text, next_line(self.text, end), here);
                        let local = self.local_without_literals(!fits || !behind.is_empty());
                        emit::lines(&mut text, wanted, here, &local);
                    }
                    _ => emit::flow(&mut text, wanted, &self.local, self.local.layout),
                }
                self.put_in_flow(read, &text);
            }
            Position::Value { colon, column } => {
                let slot = self.slot(read, colon + 1);
                let local = self.local_without_literals(self.has_comments(&slot, column));
                let mut text = String::new();
                emit::after_colon(&mut text, wanted, column, &local);
                self.put(&slot, text.strip_prefix(' ').unwrap_or(&text), &local);
            }
            Position::Item { dash } => {
                let slot = self.item_slot(read, dash);
                let indent = column(self.text, dash);
                let local = self.local_without_literals(self.has_comments(&slot, indent));
                let local = DocStyle { dash: slot.gap + 1, ..local };
                let mut text = String::new();
                let is_collection = match &wanted.value {
                    Value::Map(map) => !map.is_empty(),
                    Value::Seq(items) => !items.is_empty(),
                    _ => false,
                };
                if slot.anchored && is_collection {
                    // On the anchor's line it would be the first key's.
                    text.push_str(local.eol);
                    emit::pad(&mut text, indent + local.dash);
                }
                emit::item(&mut text, wanted, indent, &local);
                self.put(&slot, &text, &local);
            }
        }
    }

    /// The string that comes in the place of a quoted one, in the same quotes.
    fn in_its_quotes(&self, read: &Node, wanted: &Node) -> Option<String> {
        let quote = match read.style {
            Style::Single => '\'',
            Style::Double => '"',
            _ => return None,
        };
        let mut text = String::new();
        emit::quoted(&mut text, wanted.as_str()?, &DocStyle { quote, ..self.local });
        Some(text)
    }

    /// Puts a text that was spelled for a value in the place of a node.
    pub(super) fn put_value(&mut self, read: &Node, colon: usize, text: &str) {
        let slot = self.slot(read, colon + 1);
        let local = self.local;
        self.put(&slot, text, &local);
    }

    /// Puts a text in the place of an item; it is spelled by `spell`, which is told the column it begins in.
    pub(super) fn put_item(&mut self, read: &Node, dash: usize, spell: impl Fn(&Self, &mut String, usize)) {
        let slot = self.item_slot(read, dash);
        let indent = column(self.text, dash) + slot.gap + 1;
        let mut text = String::new();
        if slot.anchored {
            // On the anchor's line it would be the first key's.
            text.push_str(self.local.eol);
            emit::pad(&mut text, indent);
        }
        spell(self, &mut text, indent);
        let local = self.local;
        self.put(&slot, &text, &local);
    }

    pub(super) fn local_without_literals(&self, without: bool) -> DocStyle {
        DocStyle { literals: self.local.literals && !without, ..self.local }
    }

    fn slot(&self, read: &Node, from: usize) -> Slot<'t> {
        let text: &'t str = self.text;
        let (mut start, end) = (read.span.start as usize, content_end(text, read));
        let mut slot = Slot { from, start: from, end: from, anchor: None, anchored: false, gap: 1 };
        if let Some(properties) = Properties::of(text, read) {
            slot.anchored = properties.anchor.is_some();
            if properties.tagged || text[from..properties.start].contains(['\n', '\r']) {
                // The new value needs no tag, and might not fit the old one.
                slot.anchor = properties.anchor;
                start = properties.start;
            } else {
                slot.from = properties.end;
            }
        }
        (slot.start, slot.end) = match end > start {
            true => (start, end),
            false => (slot.from, slot.from),
        };
        slot
    }

    /// The slot behind a dash, whose blanks say how far in what follows stands.
    fn item_slot(&self, read: &Node, dash: usize) -> Slot<'t> {
        let mut slot = self.slot(read, dash + 1);
        let between = &self.text[slot.from..slot.start];
        let on_line = !between.is_empty() && between.bytes().all(|b| b == b' ') && slot.from == dash + 1;
        slot.gap = if on_line { between.len() } else { self.local.dash - 1 };
        slot
    }

    /// Whether comments stand in front of the node or behind it, or lines below it that a literal would take in.
    fn has_comments(&self, slot: &Slot, here: usize) -> bool {
        self.text[slot.from..slot.start].contains('#')
            || has_comment(self.text, slot.end)
            || !takes_literal(self.text, next_line(self.text, slot.end), here)
    }

    /// Puts `text` in a slot: what stands before its first line break goes behind the colon or dash, the rest on lines
    /// of its own. Comments stay where they are.
    fn put(&mut self, slot: &Slot, text: &str, local: &DocStyle) {
        let (head, body) = text.split_at(text.find(local.eol).unwrap_or(text.len()));
        let head = match (slot.anchor, head) {
            (Some(anchor), "") => anchor.to_owned(),
            (Some(anchor), head) => format!("{anchor} {head}"),
            (None, head) => head.to_owned(),
        };
        let head_is_empty = head.is_empty();
        let lead = if head_is_empty { String::new() } else { " ".repeat(slot.gap) };
        let between = &self.text[slot.from..slot.start];
        let behind = has_comment(self.text, slot.end);
        let line_end = line_end(self.text, slot.end);
        // Blanks at the end of the line would become the last of a literal's.
        let end = if body.is_empty() || behind { slot.end } else { line_end };
        if !between.contains('#') {
            let keeps_gap = slot.start > slot.from && !head.is_empty() && !between.contains(['\n', '\r']);
            let (start, mut new) = match keeps_gap {
                true => (slot.start, head),
                false => (slot.from, format!("{lead}{head}")),
            };
            if behind {
                let tab = head_is_empty && self.text[slot.end..].starts_with('\t');
                if tab {
                    // Where a key may stand, YAML takes no tab.
                    new.push(' ');
                }
                self.edits.push(Edit::replace(start, slot.end + usize::from(tab), new));
                self.edits.push(Edit::insert(line_end, body.to_owned()));
            } else {
                new.push_str(body);
                self.edits.push(Edit::replace(start, end, new));
            }
            return;
        }
        self.edits.push(Edit::insert(slot.from, format!("{lead}{head}")));
        if behind {
            let comment = self.text[slot.end..].find('#').map_or(slot.end, |i| slot.end + i);
            self.edits.push(Edit::delete(slot.start, comment));
            self.edits.push(Edit::insert(line_end, body.to_owned()));
        } else {
            let line = line_start(self.text, slot.start).max(slot.from);
            let before = self.text[..line].strip_suffix('\n').unwrap_or(&self.text[..line]);
            let before = before.strip_suffix('\r').unwrap_or(before).len().max(slot.from);
            self.edits.push(Edit::replace(before, end, body.to_owned()));
        }
    }

    /// Puts one line in the place of the node; behind a blank where there was no byte.
    fn put_in_flow(&mut self, read: &Node, text: &str) {
        let (start, end) = (read.span.start as usize, content_end(self.text, read));
        let edit = match Properties::of(self.text, read) {
            Some(Properties { start, anchor, tagged: true, .. }) => {
                let anchor = anchor.map_or(String::new(), |a| format!("{a} "));
                Edit::replace(start, end, format!("{anchor}{text}"))
            }
            _ if start >= end => Edit::insert(start, format!(" {text}")),
            _ => Edit::replace(start, end, text.to_owned()),
        };
        self.edits.push(edit);
    }
}

/// Where the node's bytes end, a line break behind a block scalar left out.
pub(super) fn content_end(text: &str, node: &Node) -> usize {
    let end = node_end(node);
    match node.style {
        Style::Literal | Style::Folded => text[..end].trim_end_matches(['\n', '\r']).len(),
        _ => end,
    }
}
