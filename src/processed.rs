//! A document's text, and what became of it.

use crate::kinds::Workload;
use crate::records::comment;
use crate::report::ObjectReport;
use crate::warning::Code;
use kube_yaml::{Error, Repeated, Span};

/// What became of one document.
#[derive(Clone, Debug, Default)]
pub struct Processed {
    /// The new text; `None` when the document stays exactly as read.
    pub text: Option<String>,
    /// What became of each object in the document, in order.
    pub objects: Vec<ObjectReport>,
    /// What deserves a word but stops nothing.
    pub warnings: Vec<Error>,
    /// The patches that do the same to each object, where they were asked for in the place of the text.
    pub patches: Vec<Patch>,
    /// The comment that takes the injection back, to be put at the end of `text`; JSON can carry none.
    pub undo: Option<String>,
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
        if let Some(comment) = self.undo.take() {
            self.text = self.text.map(|text| comment::append(text, &comment));
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
    /// The document's text after processing.
    pub text: &'a str,
}

impl Source<'_> {
    /// Tells an error where in the file it is.
    #[must_use]
    pub(crate) fn place(&self, error: Error) -> Error {
        error.in_text(self.file, self.first_line, self.text)
    }

    /// Counts the lines of the file that places of the text are on.
    pub(crate) fn lines(&self) -> Lines<'_> {
        Lines { text: self.text, at: 0, line: self.first_line }
    }
}

/// What is said of keys that stand twice in a document with `workloads`.
pub(crate) fn repeated_keys(
    source: &Source<'_>,
    workloads: &[Workload],
    repeated: &[Repeated],
) -> Vec<Error> {
    if workloads.is_empty() {
        return Vec::new();
    }
    let said = repeated.iter().map(|key| {
        let counts = source.place(Error::new("").at(key.counts));
        let line = counts.location().map_or(0, |at| at.line);
        let error =
            Code::DuplicateKey.warn(format!("duplicate key {}, the one on line {line} counts", key.key));
        source.place(error.at(key.lost).help("the API server rejects duplicate keys"))
    });
    said.collect()
}

/// Counts lines from one place of a text to a later one.
pub(crate) struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of a place that is not in front of the last one asked for.
    pub(crate) fn line_of(&mut self, span: Span) -> usize {
        let to = (span.start as usize).clamp(self.at, self.text.len());
        self.line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.at..to]).count();
        self.at = to;
        self.line
    }
}
