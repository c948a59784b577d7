//! A document's text, and what became of it.

use crate::records::comment;
use crate::report::ObjectReport;
use crate::secrets::Shown;
use crate::warning::Code;
use kube_yaml::writeback::{Change, in_a_row};
use kube_yaml::{Error, Node, Repeated, Span};

/// Takes the new text of a document piece by piece.
pub type Outlet<'a> = &'a mut (dyn FnMut(&str) + Send);

/// Texts from so many bytes on are no part of a heap with others.
const LARGE: usize = 128 << 10;

/// What became of one document.
#[derive(Clone, Debug, Default)]
pub struct Processed {
    /// The new text; `None` when the document stays exactly as read.
    pub text: Option<String>,
    /// How many bytes of new text an outlet has taken in the place of `text`, with the comment that takes the injection back.
    pub passed_on: Option<usize>,
    /// What of the text that was read is another one in the new text, in order; none where only comparing both can tell.
    pub changes: Vec<Change>,
    /// What became of each object in the document, in order.
    pub objects: Vec<ObjectReport>,
    /// What deserves a word but stops nothing.
    pub warnings: Vec<Error>,
    /// The patches that do the same to each object, where they were asked for in the place of the text.
    pub patches: Vec<Patch>,
    /// The comment that takes the injection back, to be put at the end of `text`; JSON can carry none.
    pub undo: Option<String>,
    /// What the document says, in the place of `text`, where only patches are made of it.
    pub(crate) trees: Option<Box<Trees>>,
}

/// What a document said and what it says with the sidecar.
#[derive(Clone, Debug)]
pub(crate) struct Trees {
    /// As it was read; `None` where another text was injected in its place.
    pub(crate) before: Option<Node>,
    pub(crate) after: Node,
}

/// What makes of an object what injection makes of it, for kustomize.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Patch {
    /// How it is written.
    pub form: PatchForm,
    /// The object it is for.
    pub target: PatchTarget,
    /// A document: what to merge, or the list of operations. It ends with a line break.
    pub text: String,
}

/// The object that a patch is for; what it does not have is empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PatchTarget {
    /// Its API group; empty for the core one.
    pub group: String,
    /// Its API version, without the group.
    pub version: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
}

/// How a patch is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PatchForm {
    /// A strategic merge patch, which names its object: a kustomization's `patches: [{path: …}]` takes many in one file.
    Strategic,
    /// A JSON patch (RFC 6902), whose target only the kustomization names.
    Json6902,
}

impl Processed {
    /// The same with the comment that takes the injection back at the end of the text.
    #[must_use]
    pub fn with_undo_comment(mut self) -> Self {
        if let (Some(text), Some(comment)) = (&mut self.text, self.undo.take()) {
            let end = text.len();
            *text = comment::append(std::mem::take(text), &comment);
            let appended = Change { start: end, end, len: text.len() - end };
            if !self.changes.is_empty() {
                self.changes = in_a_row(&self.changes, &[appended]);
            }
        }
        self
    }

    /// The same in memory of its own size: what waits to be written is not to lie scattered among what making it took.
    #[must_use]
    pub fn compact(mut self) -> Self {
        let texts = self.text.iter_mut().chain(self.patches.iter_mut().map(|patch| &mut patch.text));
        // What is large has memory of its own already, and is not to be there twice.
        texts.filter(|text| text.len() < LARGE).for_each(|text| *text = text.as_str().to_owned());
        self
    }

    /// The same where others `changes` have made the text that was read.
    pub(crate) fn behind(mut self, changes: &[Change]) -> Self {
        if changes.is_empty() {
            return self;
        }
        if self.text.is_some() {
            self.changes = in_a_row(changes, &self.changes);
        }
        if let Some(trees) = &mut self.trees {
            trees.before = None;
        }
        self
    }
}

/// The text of a document, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    /// The file it is in.
    pub file: &'a str,
    /// The line of the file its first byte is on, from 1.
    pub first_line: usize,
    /// The document's text.
    pub text: &'a str,
    /// The lines of the text.
    pub lines: &'a Shown<'a>,
}

impl<'a> Source<'a> {
    /// What stands from `first_line` of `file` on.
    #[must_use]
    pub(crate) fn new(file: &'a str, first_line: usize, lines: &'a Shown<'a>) -> Self {
        Source { file, first_line, text: lines.text(), lines }
    }

    /// The same place with another text.
    #[must_use]
    pub(crate) fn with<'b>(&self, lines: &'b Shown<'b>) -> Source<'b>
    where
        'a: 'b,
    {
        Source::new(self.file, self.first_line, lines)
    }

    /// Tells an error where in the file it is.
    #[must_use]
    pub(crate) fn place(&self, error: Error) -> Error {
        self.lines.place(error, self.file, self.first_line)
    }

    /// The line of the file that something begins on.
    #[must_use]
    pub(crate) fn line_of(&self, span: Span) -> usize {
        self.first_line + self.lines.line(span.start as usize)
    }

    /// The whole lines that something is on.
    pub(crate) fn lines_of(&self, span: Span) -> std::str::Lines<'a> {
        let text = self.text;
        let end = (span.end as usize).min(text.len());
        let start = text[..end.min(span.start as usize)].rfind('\n').map_or(0, |at| at + 1);
        let end = text[end..].find('\n').map_or(text.len(), |at| end + at);
        text[start..end].lines()
    }
}

/// What is said of keys that stand twice in a document, if it has workloads.
pub(crate) fn repeated_keys(source: &Source<'_>, has_workloads: bool, repeated: &[Repeated]) -> Vec<Error> {
    if !has_workloads {
        return Vec::new();
    }
    let said = repeated.iter().map(|key| {
        let line = source.line_of(key.counts);
        let error =
            Code::DuplicateKey.warn(format!("duplicate key {}, the one on line {line} counts", key.key));
        source.place(error.at(key.lost).help("the API server rejects duplicate keys"))
    });
    said.collect()
}
