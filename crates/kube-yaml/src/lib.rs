//! YAML as Kubernetes reads it, and the way back into the text.
//!
//! [`parse`] reads a document the way `sigs.k8s.io/yaml` does (go-yaml 2: `yes` and `on` are booleans, `0777` is octal, the last
//! of two equal keys wins, merge keys work) into a tree of [`Node`]s that know where and how each value was written.
//! [`writeback`] works the difference between that tree and a changed one into the text as edits, so that everything
//! else keeps its bytes: comments, order, quoting, line endings. [`split`] cuts a stream into documents.
//!
//! ```
//! use kube_yaml::{Node, parse, writeback};
//!
//! let text = "spec:\n  replicas: 2   # for now\n  paused: false\n";
//! let read = parse(text)?.expect("there is a document");
//! let mut wanted = read.clone();
//! if let Some(replicas) = wanted.get_mut("spec").and_then(|spec| spec.get_mut("replicas")) {
//!     *replicas = Node::made(3);
//! }
//! let written = writeback::write(text, &read, &wanted);
//! assert_eq!(written.as_deref(), Some("spec:\n  replicas: 3   # for now\n  paused: false\n"));
//! # Ok::<(), kube_yaml::Error>(())
//! ```

#![deny(missing_docs)]

mod location;
mod error;
pub mod code;
mod yaml;
pub mod split;
pub mod writeback;

pub use error::{Error, ErrorCode, Result};
pub use location::{LineIndex, Location, Span};
pub use yaml::{
    Entry, Fate, Items, Key, Known, Lookup, Map, Node, Note, Reader, Repeated, Shared, Source, Style, Text,
    Value, outline, parse, parse_noting, same,
};
pub use yaml::{de, float, json, spell};
