//! Walks both trees side by side and writes down what differs, as edits of the text.

use super::ending;
use super::lines::{line_end, line_start};
use super::plan::Plan;
use super::splice::Edit;
use super::style::DocStyle;
use crate::yaml::{Node, Style, Value};

/// What makes `text`, which reads as `read`, say what `wanted` says, in the order of the text; and whether only reading
/// it again can tell that it does.
pub(super) fn edits<'t>(
    text: &'t str,
    local: DocStyle,
    plan: &'t Plan,
    read: &Node,
    wanted: &Node,
) -> (Vec<Edit>, bool) {
    edits_at(text, local, plan, (read, wanted), Position::Root)
}

/// The same of a node that stands at `place`.
pub(super) fn edits_at<'t>(
    text: &'t str,
    local: DocStyle,
    plan: &'t Plan,
    (read, wanted): (&Node, &Node),
    place: Position,
) -> (Vec<Edit>, bool) {
    let mut diff = Diff { text, local, plan, edits: Vec::new(), doubtful: false };
    diff.node(read, wanted, place);
    // Those at one place keep the order they were found in.
    diff.edits.sort_by_key(|edit| edit.start);
    if place == Position::Root {
        ending::finish(&mut diff.edits, text, &local, read, wanted);
    }
    set_off_comments(&mut diff.edits, text);
    take_tabbed_blanks(&mut diff.edits, text);
    (diff.edits, diff.doubtful)
}

/// Puts a blank between what is written and a comment: one may follow a bracket or a quote directly, and nothing else.
fn set_off_comments(edits: &mut [Edit], text: &str) {
    for at in 0..edits.len() {
        let Edit { start, end, text: written } = &edits[at];
        let last_there = edits.get(at + 1).is_none_or(|next| next.start > *end);
        let before = if written.is_empty() { &text[..*start] } else { written };
        let joins = before.ends_with(|c: char| !c.is_whitespace());
        if last_there && joins && text[*end..].starts_with('#') {
            edits[at].text.push(' ');
        }
    }
}

/// Takes out lines that are blank by a tab behind what is written: they are read over behind plain text alone.
fn take_tabbed_blanks(edits: &mut [Edit], text: &str) {
    for at in 0..edits.len() {
        let end = edits[at].end;
        let limit = edits.get(at + 1).map_or(text.len(), |next| next.start.max(end));
        let content = text[end..limit].find(|c| !matches!(c, ' ' | '\t' | '\n' | '\r'));
        // What is in front of content indents it.
        let blank = content.map_or(limit, |content| line_start(text, end + content).max(end));
        if let Some(tab) =
            text[end..blank].rfind('\t').filter(|tab| text[end..end + tab].contains(['\n', '\r']))
        {
            edits[at].end = line_end(text, end + tab).min(blank);
        }
    }
}

/// Walks two trees and collects the edits between them.
pub(super) struct Diff<'t> {
    pub(super) text: &'t str,
    pub(super) local: DocStyle,
    pub(super) plan: &'t Plan,
    pub(super) edits: Vec<Edit>,
    /// Whether something was edited whose effect only reading the text again can tell.
    pub(super) doubtful: bool,
}

/// Where a node stands, which says how it may be replaced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Position {
    /// It is the document.
    Root,
    /// The value behind a colon (its position) of a key in a column.
    Value { colon: usize, column: usize },
    /// An item behind a dash (its position).
    Item { dash: usize },
    /// Inside a flow collection.
    Flow,
}

impl<'t> Diff<'t> {
    /// A walk of a part of the same text.
    pub(super) fn part(&self) -> Diff<'t> {
        Diff { text: self.text, local: self.local, plan: self.plan, edits: Vec::new(), doubtful: false }
    }

    /// Writes down what makes `read` say what `wanted` says.
    pub(super) fn node(&mut self, read: &Node, wanted: &Node, place: Position) {
        if !read.span.is_some() {
            return;
        }
        if self.plan.respells(read) {
            self.replace(read, wanted, place);
            return;
        }
        if read.style == Style::Alias {
            // It may be that its anchor changes alike; the proof tells, and the plan expands it if not.
            self.doubtful = true;
            return;
        }
        match (&read.value, &wanted.value) {
            // What is shared has not changed. An alias in it may say something else by then: where there are any, the text is read again.
            (Value::Map(a), Value::Map(b)) if a.entries.is(&b.entries) && self.plan.is_empty() => {}
            (Value::Seq(a), Value::Seq(b)) if a.is(b) && self.plan.is_empty() => {}
            (Value::Map(a), Value::Map(b)) if !a.is_empty() && !b.is_empty() => match read.style {
                Style::Flow => self.flow(read, wanted, place),
                _ => self.block_map(read, a, wanted, place),
            },
            (Value::Seq(a), Value::Seq(b)) if !a.is_empty() && !b.is_empty() => match read.style {
                Style::Flow => self.flow(read, wanted, place),
                _ => self.block_seq(read, a, wanted, place),
            },
            (a, b) if a == b => {}
            _ => self.replace(read, wanted, place),
        }
    }

    /// Spells a node anew, if it has to change, where its parts cannot be edited in place.
    pub(super) fn replace_if_changed(&mut self, read: &Node, wanted: &Node, place: Position) {
        if read != wanted {
            self.replace(read, wanted, place);
        }
    }
}
