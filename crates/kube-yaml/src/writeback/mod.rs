//! Two trees and the text of the first → the text of the second, with as few bytes changed as can be.
//!
//! The text of a node that did not change stays as it is, comments, blank lines, quoting and all. What changed becomes
//! edits: ranges of the text and what stands there instead. New nodes are spelled in the style of the document.

mod block;
mod comments;
mod diff;
mod ending;
mod flow;
mod json;
mod layout;
mod lines;
mod pairing;
mod replace;
mod plan;
mod repair;
mod sequence;
mod emit;
mod parts;
mod splice;
mod style;
mod unfold;

pub use emit::{block_entry, block_map, block_seq};
pub use parts::{Part, Parts};
pub use splice::{Change, Edit, in_a_row, splice};
pub use style::{DocStyle, Habits, is_json};

use crate::yaml::{Node, Style, Value, may_refer};

/// The text with every difference between `read` (what `text` says) and `wanted` worked in; `None` when there is none.
#[must_use]
pub fn write(text: &str, read: &Node, wanted: &Node) -> Option<String> {
    let edits = edits(text, read, wanted);
    (!edits.is_empty()).then(|| written(text, &edits, wanted))
}

/// The edits that work every difference between `read` (what `text` says) and `wanted` into `text`, in its own style.
#[must_use]
pub fn edits(text: &str, read: &Node, wanted: &Node) -> Vec<Edit> {
    edits_like(text, DocStyle::of(text, read), read, wanted)
}

/// The same in a given style.
#[must_use]
pub fn edits_like(text: &str, local: DocStyle, read: &Node, wanted: &Node) -> Vec<Edit> {
    let plan = plan::Plan::default();
    let (edits, doubtful) = diff::edits(text, local, &plan, read, wanted);
    if edits.is_empty() && (!doubtful || read == wanted) {
        return edits;
    }
    match doubtful || is_delicate(text, read) || is_followed(text, read) {
        true => repair::verified_edits(text, local, read, wanted),
        false => edits,
    }
}

/// The text with the edits in it, which then says `wanted`.
#[must_use]
pub fn written(text: &str, edits: &[Edit], wanted: &Node) -> String {
    let written = splice(text, edits);
    debug_assert!(
        parses_to(&written, wanted),
        "the text must say what is wanted\n--- from\n{text}\n--- came\n{written}\n--- wanted\n{}",
        crate::yaml::json::to_json(wanted)
    );
    written
}

/// Whether an edit may change what stands elsewhere: anchors that are referred to, a block scalar that the end of the
/// text or blank lines belong to, line breaks of other kinds, and lines that are blank by a tab.
fn is_delicate(text: &str, read: &Node) -> bool {
    may_refer(text) || has_odd_breaks(text) || has_tabbed_blanks(text) || keeps_breaks(text, read)
}

/// Whether a line has a tab and nothing but blanks: behind plain text it is read over, and elsewhere it is an error.
fn has_tabbed_blanks(text: &str) -> bool {
    let is_one = |line: &str| line.contains('\t') && line.trim_matches([' ', '\t']).is_empty();
    memchr::memchr(b'\t', text.as_bytes()).is_some() && text.split(['\n', '\r']).any(is_one)
}

/// Whether lines end in other ways than with a line feed.
fn has_odd_breaks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let lone_return = || memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'));
    // These begin with one of two bytes, which few texts have.
    let other_breaks =
        || memchr::memchr2(0xC2, 0xE2, bytes).is_some() && text.contains(['\u{85}', '\u{2028}', '\u{2029}']);
    lone_return() || other_breaks()
}

/// Whether there is a block scalar that the end of the text or blank lines belong to.
fn keeps_breaks(text: &str, node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map.entries.iter().any(|e| keeps_breaks(text, &e.value)),
        Value::Seq(items) => items.iter().any(|item| keeps_breaks(text, item)),
        _ => {
            matches!(node.style, Style::Literal | Style::Folded)
                && (lines::keeps_blanks(text, node) || !text.ends_with(['\n', '\r']))
        }
    }
}

/// Whether something stands behind the document that is not looked at: go-yaml scans one token of it, which may be a key for
/// what is in front of it.
fn is_followed(text: &str, read: &Node) -> bool {
    let behind = text.get(read.span.end as usize..).unwrap_or_default();
    behind.lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with('#') && line != "...")
}

/// Whether `text` reads as `wanted`.
#[must_use]
pub fn parses_to(text: &str, wanted: &Node) -> bool {
    crate::yaml::parse(text).is_ok_and(|node| node.is_some_and(|node| node == *wanted))
}

#[cfg(test)]
mod tests;
