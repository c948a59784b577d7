//! The keys of a plain block document, line by line and without a tree: for documents of which nothing else is asked.
//!
//! Much less is understood than the scanner does: block maps and lists, plain, quoted and block scalars, flow collections that
//! end on their line, comments. What else there is, and whatever may be an error, is left to the scanner.

mod flow;
mod reader;
#[cfg(test)]
mod tests;

use super::scalar::{self, Plain};
use reader::Reader;
use std::ops::ControlFlow;

/// A key of a document, and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key<'t> {
    /// How many maps and lists are around its map: none around the document's own.
    pub depth: usize,
    /// The key whose value its map is; empty where that is an item of a list, or the document.
    pub parent: &'t str,
    /// The key, a string.
    pub name: &'t str,
    /// What stands behind the colon.
    value: Written<'t>,
}

/// What stands behind the colon of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Written<'t> {
    /// A plain scalar, or its first line.
    Plain(&'t str),
    /// What quotes hold.
    Quoted(&'t str),
    Other,
}

impl<'t> Key<'t> {
    /// The string behind the colon, where it is one of which nothing is escaped; of a plain one the first line.
    #[must_use]
    pub fn string(&self) -> Option<&'t str> {
        match self.value {
            Written::Plain(text) => matches!(scalar::resolve(text), Plain::Str | Plain::Time).then_some(text),
            Written::Quoted(text) => (!text.contains(['\\', '\'', '\n'])).then_some(text),
            Written::Other => None,
        }
    }
}

/// Calls `seen` on every key of a document, and returns whether it was read to its end.
///
/// If it was, [`parse`](super::parse) reads the text too, as a map: one that has all of these keys, and no others. It is left
/// off where `seen` breaks off, and at the first thing that is not plain enough or may be an error.
///
/// ```
/// use std::ops::ControlFlow;
///
/// let mut keys = Vec::new();
/// let read = kube_yaml::outline("kind: Service\nspec:\n  ports:\n  - port: 80\n", |key| {
///     keys.push((key.depth, key.parent, key.name, key.string()));
///     ControlFlow::Continue(())
/// });
/// assert!(read);
/// assert_eq!(keys[0], (0, "", "kind", Some("Service")));
/// assert_eq!(keys[2..], [(1, "spec", "ports", None), (3, "", "port", None)]);
/// assert!(!kube_yaml::outline("kind: &anchor Service\n", |_| ControlFlow::Continue(())));
/// ```
pub fn outline<'t>(text: &'t str, mut seen: impl FnMut(Key<'t>) -> ControlFlow<()>) -> bool {
    Reader::of(text, &mut seen).is_some_and(|mut reader| reader.document().is_some())
}
