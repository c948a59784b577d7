//! Two trees and the text of the first → the text of the second, with as few bytes changed as can be.
//!
//! The text of a node that did not change stays as it is, comments, blank lines, quoting and all. What changed becomes
//! edits: ranges of the text and what stands there instead. New nodes are spelled in the style of the document.

mod anchors;
mod block;
mod diff;
mod flow;
mod lines;
mod sequence;
pub mod spell;
mod splice;
mod style;

pub use splice::{Edit, splice};
pub use style::Local;

use crate::yaml::Node;

/// The text with every difference between `read` (what `text` says) and `wanted` worked in; `None` when there is none.
#[must_use]
pub fn write(text: &str, read: &Node, wanted: &Node) -> Option<String> {
    let local = Local::of(text, read);
    let mut edits = diff::edits(text, &local, read, wanted);
    if edits.is_empty() {
        return None;
    }
    if text.contains('&') {
        anchors::expand_changed(text, &local, read, wanted, &mut edits);
    }
    let written = splice(text, edits);
    debug_assert!(says(&written, wanted), "the written text must say what was wanted:\n{written}");
    Some(written)
}

/// Whether `text` reads as `wanted`.
#[must_use]
pub fn says(text: &str, wanted: &Node) -> bool {
    crate::yaml::parse(text).is_ok_and(|node| node.as_ref() == Some(wanted))
}
