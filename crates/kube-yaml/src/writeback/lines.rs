//! Lines, columns and the small tokens around a node, found in the text.

use memchr::{memchr2, memrchr2};

use crate::yaml::{Entry, Node, Style, Value};

/// Where the line of `at` begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    memrchr2(b'\n', b'\r', &text.as_bytes()[..at.min(text.len())]).map_or(0, |i| i + 1)
}

/// Where the content of the line of `at` ends: in front of its line break, or at the end of the text.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |i| at + i)
}

/// Where the line behind that of `at` begins.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    let rest = &text[end..];
    end + if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) }
}

/// Where the line above the one that begins at `start` begins.
pub(super) fn line_before(text: &str, start: usize) -> Option<usize> {
    let above = &text[..start];
    let end = above.strip_suffix("\r\n").or_else(|| above.strip_suffix(['\n', '\r']))?.len();
    Some(line_start(text, end))
}

/// The byte column of `at`, from 0.
pub(super) fn column(text: &str, at: usize) -> usize {
    let start = line_start(text, at);
    // A byte-order mark has no width.
    let bom = if text[start..at].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    at - start - bom
}

/// Whether nothing but blanks stands before `at` in its line.
pub(super) fn opens_line(text: &str, at: usize) -> bool {
    // The line may be all of a long text: no more than its blanks is looked at.
    let before = text[..at].trim_end_matches(' ');
    before.is_empty() || before.ends_with(['\n', '\r'])
}

/// What the line of `at` is indented by, and how often: blanks, or tabs where it begins with one.
pub(super) fn margin(text: &str, at: usize) -> (char, usize) {
    let line = &text[line_start(text, at)..line_end(text, at)];
    let by = if line.starts_with('\t') { '\t' } else { ' ' };
    (by, line.len() - line.trim_start_matches(by).len())
}

/// The same where nothing else stands before `at` in its line.
pub(super) fn margin_of(text: &str, at: usize) -> Option<(char, usize)> {
    let before = text[..at].trim_end_matches([' ', '\t']);
    let blanks = &text[before.len()..at];
    let by = if blanks.starts_with('\t') { '\t' } else { ' ' };
    let opens = before.is_empty() || before.ends_with(['\n', '\r']);
    (opens && blanks.chars().all(|c| c == by)).then_some((by, blanks.len()))
}

/// Where the next token begins: behind blanks, line breaks and comments.
pub(super) fn next_token(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            b'#' => at = line_end(text, at),
            0xEF if text[at..].starts_with('\u{feff}') => at += '\u{feff}'.len_utf8(),
            _ => break,
        }
    }
    at
}

/// The colon between an entry's key and value.
pub(super) fn colon_of(text: &str, entry: &Entry) -> Option<usize> {
    let at = next_token(text, entry.key_span.end as usize);
    (text.as_bytes().get(at) == Some(&b':')).then_some(at)
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

/// The node that something is put below, or that is taken out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Upper {
    /// Where its bytes end.
    pub(super) end: usize,
    /// Whether blank lines below it are its own.
    pub(super) keeps_blanks: bool,
    /// The column it stands in.
    pub(super) here: usize,
}

/// Whether a literal may end above the line that begins at `at`, in a block whose nodes stand in column `here`: lines of
/// blanks and comments that stand further in would become part of it.
pub(super) fn takes_literal(text: &str, at: usize, here: usize) -> bool {
    let mut at = at;
    while at < text.len() {
        let line = &text[at..line_end(text, at)];
        let content = line.trim_start_matches([' ', '\t']);
        match content.chars().next() {
            None if line.is_empty() => at = next_line(text, at),
            None => return false,
            Some(first) => return first != '#' || line.len() - content.len() <= here,
        }
    }
    true
}

/// Whether the node is, or ends with, a block scalar that keeps its trailing blank lines (`|+`).
pub(super) fn keeps_blanks(text: &str, node: &Node) -> bool {
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

/// Whether a comment follows `end` in its line.
pub(super) fn has_comment(text: &str, end: usize) -> bool {
    let content = |c: &char| !c.is_whitespace() || matches!(c, '\n' | '\r');
    text[end..].chars().find(content) == Some('#')
}
