//! Lines, columns and the small tokens around a node, found in the text.

use crate::yaml::{Entry, Node};

/// Where the line of `at` begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].rfind('\n').map_or(0, |i| i + 1)
}

/// Where the line of `at` ends: its line feed, or the end of the text.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at.min(text.len())..].find('\n').map_or(text.len(), |i| at + i)
}

/// The byte column of `at`, from 0.
pub(super) fn column(text: &str, at: usize) -> usize {
    let start = line_start(text, at);
    // A byte-order mark has no width.
    at - start - if text[start..].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Whether nothing but blanks stands before `at` in its line.
pub(super) fn opens_line(text: &str, at: usize) -> bool {
    text[line_start(text, at)..at].bytes().all(|b| b == b' ')
}

/// Where the bytes of an entry end: those of its value, or its colon when the value has none.
pub(super) fn entry_end(text: &str, entry: &Entry) -> usize {
    let colon = colon_of(text, entry).map_or(entry.key_span.end as usize, |colon| colon + 1);
    node_end(&entry.value).max(colon)
}

/// Where the bytes of a node end; a null without bytes ends where it would begin.
pub(super) fn node_end(node: &Node) -> usize {
    if node.span.is_some() { node.span.end as usize } else { 0 }
}

/// The colon between an entry's key and value.
pub(super) fn colon_of(text: &str, entry: &Entry) -> Option<usize> {
    let end = entry.key_span.end as usize;
    let rest = text.get(end..)?;
    rest.find(|c: char| !c.is_whitespace()).filter(|i| rest[*i..].starts_with(':')).map(|i| end + i)
}

/// Where a new line may be put after what ends at `end`: behind the line's end, and behind blank lines that belong to
/// a block scalar which keeps them. The flag says whether the text ends there without a line feed.
pub(super) fn after_line(text: &str, end: usize, keeps_blanks: bool) -> (usize, bool) {
    // A node that ends with a line feed of its own (a block scalar) has ended its line already.
    let mut at =
        if end > 0 && text.as_bytes().get(end - 1) == Some(&b'\n') { end } else { next_line(text, end) };
    while keeps_blanks && at < text.len() && text[at..line_end(text, at)].trim().is_empty() {
        at = next_line(text, at);
    }
    (at, !text[..at].ends_with('\n') && at == text.len() && !text.is_empty())
}

fn next_line(text: &str, at: usize) -> usize {
    (line_end(text, at) + 1).min(text.len())
}

/// Whether the node is, or ends with, a block scalar that keeps its trailing blank lines (`|+`).
pub(super) fn keeps_blanks(text: &str, node: &Node) -> bool {
    use crate::yaml::{Style, Value};
    match &node.value {
        Value::Map(map) if node.style == Style::Block => map
            .entries
            .iter()
            .max_by_key(|e| node_end(&e.value))
            .is_some_and(|e| keeps_blanks(text, &e.value)),
        Value::Seq(items) if node.style == Style::Block => {
            items.last().is_some_and(|item| keeps_blanks(text, item))
        }
        _ if matches!(node.style, Style::Literal | Style::Folded) && node.span.is_some() => {
            let start = node.span.start as usize;
            let header = &text[start..line_end(text, start)];
            header.split('#').next().is_some_and(|h| h.contains('+'))
        }
        _ => false,
    }
}

/// The dash of an item of a block list whose dashes stand in `column`.
pub(super) fn dash_of(text: &str, item: &Node, column_of_list: usize) -> Option<usize> {
    let mut line = line_start(text, item.outer as usize);
    loop {
        let dash = line + column_of_list;
        let bom = if text[line..].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        if dash + bom <= item.outer as usize && text.as_bytes().get(dash + bom) == Some(&b'-') {
            return Some(dash + bom);
        }
        if line == 0 {
            return None;
        }
        line = line_start(text, line - 1);
    }
}

/// Whether a comment follows `end` in its line.
pub(super) fn has_comment(text: &str, end: usize) -> bool {
    text[end..line_end(text, end)].trim_start().starts_with('#')
}
