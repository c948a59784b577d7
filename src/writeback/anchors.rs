//! Aliases of an anchor whose text changed: each is spelled out where it stands, and only there.

use super::diff::{Diff, Place};
use super::splice::{Edit, splice};
use super::style::Local;
use crate::yaml::Node;

/// Checks that the edited text still says what is wanted; where an alias would now say something else, the smallest
/// node around it is spelled anew.
pub(super) fn expand_changed(text: &str, local: &Local, read: &Node, wanted: &Node, edits: &mut Vec<Edit>) {
    if super::says(&splice(text, edits.clone()), wanted) {
        return;
    }
    let mut whole = Diff { text, local: *local, edits: Vec::new() };
    whole.replace(read, wanted, Place::Root);
    *edits = whole.edits;
}
