//! How JSON is laid out, in one line or over lines, and how what comes into it fits in.

use super::diff::Diff;
use super::lines::{line_end, line_start, margin, margin_of, node_end};
use super::spell::Shape;
use crate::yaml::{Node, Value};

/// The layout of JSON: over lines where any members stand on lines of their own.
pub(super) fn layout(text: &str, root: &Node) -> Shape {
    match step(text, root) {
        Some((by, step)) => Shape::Lines { by, indent: 0, step },
        None if is_tight(&text[root.span.range()]) => Shape::Tight,
        None => Shape::Spaced,
    }
}

/// How much further in the members of the first collection over lines stand.
fn step(text: &str, node: &Node) -> Option<(char, usize)> {
    let (first, members): (_, Vec<&Node>) = match &node.value {
        Value::Map(map) => {
            (map.entries.first()?.key_span.start, map.entries.iter().map(|entry| &entry.value).collect())
        }
        Value::Seq(items) => (items.first()?.outer, items.iter().collect()),
        _ => return None,
    };
    let (start, first) = (node.span.start as usize, first as usize);
    let (_, outer) = margin(text, start);
    margin_of(text, first)
        .filter(|_| text[start..first].contains(['\n', '\r']))
        .and_then(|(by, width)| Some((by, width.checked_sub(outer).filter(|step| *step > 0)?)))
        .or_else(|| members.into_iter().find_map(|member| step(text, member)))
}

/// Whether a flow collection shows that its author puts no blanks behind commas and colons.
pub(super) fn is_tight(text: &str) -> bool {
    let (mut quote, mut escaped, mut parted) = (None, false, false);
    let mut before = ' ';
    for c in text.chars() {
        match quote {
            Some('"') if escaped => escaped = false,
            Some('"') if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None => match c {
                '"' | '\'' => quote = Some(c),
                ' ' | '\t' | '\n' | '\r' => return false,
                ',' => parted = true,
                ':' => parted |= matches!(before, '"' | '\''),
                _ => {}
            },
        }
        before = c;
    }
    parted
}

impl Diff<'_> {
    /// The shape of what comes in the place of a node in a flow collection: over lines where the node has its line for
    /// itself, or with its key.
    pub(super) fn shape_in_place(&self, read: &Node) -> Shape {
        let Shape::Lines { by, step, .. } = self.local.layout else { return self.local.layout };
        let (start, end) = (read.span.start as usize, node_end(read));
        let before = self.text[line_start(self.text, start)..start].trim_start();
        let behind = self.text[end..line_end(self.text, end)].trim();
        match (before.is_empty() || is_key(before)) && matches!(behind, "" | ",") {
            true => Shape::Lines { by, indent: margin(self.text, start).1, step },
            false => Shape::Spaced,
        }
    }

    /// The shape of new members of a collection over lines, whose first member stands behind `first` on its own line.
    pub(super) fn shape_of_members(&self, read: &Node, first: Option<(char, usize)>) -> Option<Shape> {
        let range = read.span.range();
        if !self.local.json {
            return None;
        }
        match first {
            Some((by, indent)) => {
                let (_, outer) = margin(self.text, range.start);
                Some(Shape::Lines { by, indent, step: indent.saturating_sub(outer).max(1) })
            }
            // `[{`, lines, `}]`: what comes behind stands as the last one does.
            _ if self.text[range.clone()].contains(['\n', '\r']) => match self.local.layout {
                Shape::Lines { by, step, .. } => {
                    Some(Shape::Lines { by, indent: margin(self.text, range.end).1, step })
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether this is one quoted key and the colon behind it.
fn is_key(text: &str) -> bool {
    let colon = text.trim_end().strip_suffix(':').map(str::trim_end);
    let inside = colon.and_then(|key| key.strip_prefix('"')?.strip_suffix('"'));
    inside.is_some_and(|key| !key.replace("\\\\", "").replace("\\\"", "").contains('"'))
}
