//! What the fuzz targets hold for any input: a target takes bytes and panics where a promise is broken.
//!
//! Text comes first in an input; what steers a change of it, or is a second text, follows behind a NUL, which is allowed in no YAML.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../../crates/kube-yaml/tests/writeback/changes.rs"]
#[allow(dead_code, reason = "write-back's own tests use all of it")]
mod changes;
#[path = "../../crates/kube-yaml/tests/writeback/choices.rs"]
mod choices;

pub mod merge;
pub mod scan;
pub mod settings;
pub mod split;
pub mod stream;
pub mod template;
pub mod undo;
pub mod writeback;

use kube_yaml::split::{self as splitter, Document};

/// The text of an input and the bytes behind its first NUL; `None` when the text is not UTF-8.
fn parts(data: &[u8]) -> Option<(&str, &[u8])> {
    let at = data.iter().position(|byte| *byte == 0);
    let (text, rest) = at.map_or((data, &[][..]), |at| (&data[..at], &data[at + 1..]));
    Some((std::str::from_utf8(text).ok()?, rest))
}

/// The bytes that steer a change of `text`: what follows it in the input, or else the text itself.
fn steering<'d>(text: &'d str, rest: &'d [u8]) -> &'d [u8] {
    if rest.is_empty() { text.as_bytes() } else { rest }
}

/// The documents of a text.
fn documents(text: &str) -> Vec<Document> {
    splitter::documents(text.as_bytes()).map(|document| document.expect("memory can be read")).collect()
}
