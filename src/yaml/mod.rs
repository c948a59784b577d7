//! YAML as Kubernetes reads it: a tree that keeps spans, styles, key order and unknown fields.

pub mod tree;

pub use tree::{Entry, Map, Node, Source, Style, Text, Value};
