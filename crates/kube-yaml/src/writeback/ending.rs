//! The end of a text that has no last line break: what a block scalar says there depends on the break that comes.
//!
//! Kubernetes reads `|` at such an end without a line break of its own. With something below it, be it the comment that
//! remembers how to undo the edits, `|-` says the same. A new literal that is to end with a line break gets one.

use super::lines::{line_end, node_end};
use super::splice::{Edit, splice};
use super::style::DocStyle;
use crate::yaml::{Node, Style, Value, parse};

/// Completes edits of a text, in its order, where it ends without a line break.
pub(super) fn finish(edits: &mut Vec<Edit>, text: &str, local: &DocStyle, read: &Node, wanted: &Node) {
    if edits.is_empty() || text.is_empty() || text.ends_with(['\n', '\r']) {
        return;
    }
    if edits.iter().all(|edit| edit.text.is_empty()) {
        keep_unended(edits, text, wanted);
        return;
    }
    let goes_on = edits.iter().any(|edit| edit.end == text.len() && !edit.text.is_empty());
    if let Some(strip) = strip_of_end(text, read).filter(|strip| !covers(edits, strip.start)) {
        let at = edits.partition_point(|edit| edit.start <= strip.start);
        edits.insert(at, strip);
        if !goes_on {
            edits.push(Edit::insert(text.len(), local.eol.to_owned()));
        }
    }
    let written = splice(text, edits);
    let ends_in_new_literal =
        || parse(&written).is_ok_and(|root| root.is_some_and(|root| strip_of_end(&written, &root).is_some()));
    if !written.ends_with(['\n', '\r']) && ends_in_new_literal() {
        edits.push(Edit::insert(text.len(), local.eol.to_owned()));
    } else if !goes_on {
        keep_unended(edits, text, wanted);
    }
}

/// What makes the block scalar that the text ends in say the same with a line break behind it.
pub(super) fn strip_of_end(text: &str, root: &Node) -> Option<Edit> {
    let scalar = scalar_at_end(text, root)?;
    let start = scalar.span.start as usize;
    let header = &text[start..line_end(text, start)];
    if scalar.span.end as usize == start + header.len() {
        // It has no line that could end.
        return None;
    }
    let indicators =
        header[1..].find(|c: char| !matches!(c, '+' | '-' | '1'..='9')).unwrap_or(header.len() - 1);
    let indicators = start + 1..start + 1 + indicators;
    match text[indicators.clone()].find(['-', '+']).map(|at| indicators.start + at) {
        Some(at) if text[at..].starts_with('-') => None,
        Some(at) => Some(Edit::replace(at, at + 1, "-".to_owned())),
        None => Some(Edit::insert(indicators.end, "-".to_owned())),
    }
}

/// The block scalar whose last line is the text's and lacks its line break.
fn scalar_at_end<'n>(text: &str, node: &'n Node) -> Option<&'n Node> {
    let at_end = |node: &&Node| node.span.is_some() && node_end(node) == text.len();
    match &node.value {
        Value::Map(map) => map
            .entries
            .iter()
            .map(|entry| &entry.value)
            .filter(at_end)
            .find_map(|value| scalar_at_end(text, value)),
        Value::Seq(items) => items.iter().filter(at_end).find_map(|item| scalar_at_end(text, item)),
        _ => Some(node).filter(at_end).filter(|node| matches!(node.style, Style::Literal | Style::Folded)),
    }
}

/// Whether the byte in front of `at` and the one at it go.
pub(super) fn covers(edits: &[Edit], at: usize) -> bool {
    edits.iter().any(|edit| edit.start < at && at < edit.end)
}

/// Takes the line break in front of lines at the end that go along with them, if the text then still says `wanted`.
fn keep_unended(edits: &mut Vec<Edit>, text: &str, wanted: &Node) {
    let Some(last) = edits.pop_if(|edit| edit.end == text.len() && edit.text.is_empty()) else { return };
    let mut start = last.start;
    let mut kept = edits.len();
    while let Some(edit) = edits[..kept].last().filter(|edit| edit.end == start && edit.text.is_empty()) {
        (start, kept) = (edit.start, kept - 1);
    }
    let unended =
        |text: &str| text.strip_suffix("\r\n").or_else(|| text.strip_suffix(['\n', '\r'])).map(str::len);
    let mut shorter = edits[..kept].to_vec();
    let ended = match shorter.last_mut().filter(|edit| edit.end == start) {
        Some(edit) => unended(&edit.text).map(|len| {
            edit.text.truncate(len);
            start
        }),
        None => unended(&text[..start]).filter(|at| shorter.last().is_none_or(|edit| edit.end <= *at)),
    };
    if let Some(at) = ended {
        shorter.push(Edit::delete(at, text.len()));
        if parse(&splice(text, &shorter)).is_ok_and(|got| got.is_some_and(|got| got == *wanted)) {
            *edits = shorter;
            return;
        }
    }
    edits.push(last);
}
