//! The text of a document with the edits of one object after the other in it.

use crate::processed::Outlet;
use crate::records::comment;
use kube_yaml::writeback::{Change, Edit, in_a_row};

/// The text with edits in it.
pub(super) struct Written {
    pub(super) text: Text,
    /// What of the text before has changed, in order.
    pub(super) changes: Vec<Change>,
    /// The comment that takes the edits back, where it was asked for and is not in the text.
    pub(super) undo: Option<String>,
}

/// Where a text is.
pub(super) enum Text {
    Here(String),
    /// An outlet has taken so many bytes.
    PassedOn(usize),
}

/// The text in the making.
pub(super) struct Writing<'t, 'o> {
    source: &'t str,
    /// Up to where of the source it is written.
    at: usize,
    /// What has been written and not passed on.
    text: String,
    passed_on: usize,
    /// Whether what has been passed on ends with a line feed.
    ended: bool,
    changes: Vec<Change>,
    undo: Option<comment::Writing<'t>>,
    outlet: Option<Outlet<'o>>,
}

impl<'t, 'o> Writing<'t, 'o> {
    /// The text of `source`, and the comment where it is made; all that is written goes to the outlet if there is one.
    pub(super) fn new(
        source: &'t str,
        undo: Option<comment::Writing<'t>>,
        outlet: Option<Outlet<'o>>,
    ) -> Self {
        let (text, changes) = (String::new(), Vec::new());
        Writing { source, at: 0, text, passed_on: 0, ended: false, changes, undo, outlet }
    }

    /// Goes on to where the last of the edits of an object ends. They are in order.
    pub(super) fn add(&mut self, edits: &[Edit]) {
        let (text, changes) = (self.text.len(), self.changes.len());
        for edit in edits {
            self.text.push_str(&self.source[self.at..edit.start]);
            self.text.push_str(&edit.text);
            self.changes.push(edit.change());
            self.at = edit.end;
        }
        if let Some(undo) = &mut self.undo {
            undo.add(&self.changes[changes..], &self.text[text..]);
        }
        self.pass_on();
    }

    /// The whole text, once all objects have been added; none where nothing changes.
    pub(super) fn finish(mut self) -> Written {
        if self.changes.is_empty() {
            return Written { text: Text::Here(String::new()), changes: Vec::new(), undo: None };
        }
        let rest = &self.source[self.at..];
        self.text.push_str(rest);
        let undo = self.undo.take().and_then(|mut undo| {
            undo.add(&[], rest);
            undo.finish()
        });
        if self.outlet.is_none() {
            return Written { text: Text::Here(self.text), changes: self.changes, undo };
        }
        self.pass_on();
        // What does not end its last line may be a block scalar, which would take in the line break that the comment needs.
        if let Some(comment) = undo.filter(|_| self.ended) {
            self.text = comment::last_line(self.source, &comment);
            let (end, len) = (self.passed_on, self.text.len());
            self.changes = in_a_row(&self.changes, &[Change { start: end, end, len }]);
            self.pass_on();
        }
        Written { text: Text::PassedOn(self.passed_on), changes: self.changes, undo: None }
    }

    fn pass_on(&mut self) {
        if let (Some(outlet), false) = (&mut self.outlet, self.text.is_empty()) {
            outlet(&self.text);
            self.passed_on += self.text.len();
            self.ended = self.text.ends_with('\n');
            self.text.clear();
        }
    }
}
