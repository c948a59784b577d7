//! Reads the edited text back, and where it does not say what is wanted, finds the smallest node to spell anew.
//!
//! Anchors make this necessary: editing an anchor's node changes what its aliases and merge keys say. Only those that
//! end up saying something else are spelled out, right where they stand. The same goes for an entry that comes to light
//! when another of its name is taken out, and for the other rare constructs that are edited in good faith.

use super::diff;
use super::emit;
use super::plan::Plan;
use super::splice::{Edit, splice};
use super::style::DocStyle;
use crate::yaml::{Node, parse};

/// How often a text is edited in another way before its aliases are given up, and then all of it.
const MAX_TRIES: usize = 24;

/// The edits that make the text say `wanted`: their effect is checked, and they are widened until they do it.
pub(super) fn verified_edits(text: &str, local: DocStyle, read: &Node, wanted: &Node) -> Vec<Edit> {
    let mut plan = Plan::default();
    for _ in 0..MAX_TRIES {
        let (edits, _) = diff::edits(text, local, &plan, read, wanted);
        if edits.windows(2).any(|pair| pair[1].start < pair[0].end) {
            // Only where lines end in other ways than they are looked for here.
            plan.nodes.insert(read.span.start);
            continue;
        }
        let written = splice(text, &edits);
        let widened = match parse(&written) {
            Ok(Some(got)) if got == *wanted => return edits,
            Ok(Some(got)) => plan.widen(read, wanted, &got),
            Ok(None) => false,
            Err(error) => {
                let at = error.span().map_or(0, |span| origin_of(&edits, span.start as usize));
                plan.widen_at(read, at)
            }
        };
        if !widened {
            break;
        }
    }
    plan = Plan { expand_all: true, ..Plan::default() };
    let edits = diff::edits(text, local, &plan, read, wanted).0;
    if super::parses_to(&splice(text, &edits), wanted) {
        return edits;
    }
    plan.nodes.insert(read.span.start);
    let edits = diff::edits(text, local, &plan, read, wanted).0;
    if super::parses_to(&splice(text, &edits), wanted) {
        return edits;
    }
    let mut all = String::new();
    emit::lines(&mut all, wanted, 0, &local);
    all.push_str(local.eol);
    vec![Edit::replace(0, text.len(), all)]
}

/// Where in the old text the byte at `at` of the new one comes from; the edits stand in order.
fn origin_of(edits: &[Edit], at: usize) -> usize {
    let (mut old, mut new) = (0, 0);
    for edit in edits {
        let kept = edit.start.saturating_sub(old);
        if at < new + kept {
            break;
        }
        (old, new) = (old.max(edit.end), new + kept);
        if at < new + edit.text.len() {
            return edit.start;
        }
        new += edit.text.len();
    }
    old + at.saturating_sub(new)
}
