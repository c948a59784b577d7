//! How flow collections are laid out, in one line or over lines.

use super::lines::{margin, margin_of};
use crate::yaml::{Node, Value};

/// How a flow collection is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// In one line, with blanks behind commas and colons.
    Spaced,
    /// In one line without blanks, as compact JSON.
    Tight,
    /// JSON over several lines: how far in the collection's line begins, and how much further in its members stand.
    Lines {
        /// What lines are indented by: blanks or tabs.
        by: char,
        /// How many of them the collection's line begins with.
        indent: usize,
        /// How many more its members' lines begin with.
        step: usize,
    },
}

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
    margin_of(text, first)
        .filter(|_| text[start..first].contains(['\n', '\r']))
        .and_then(|(by, width)| {
            Some((by, width.checked_sub(margin(text, start).1).filter(|step| *step > 0)?))
        })
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
