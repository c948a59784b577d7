//! Fields of an inject-config, read with the error that says what they need.

use super::proto::parse::found;
use crate::code;
use kube_yaml::{Error, Node, Result};

/// The entries of a map that may be absent.
pub(super) fn pairs<'n>(node: Option<&'n Node>, key: &str) -> Result<Vec<(&'n str, &'n Node)>> {
    let Some(node) = node.filter(|node| !node.is_null()) else { return Ok(Vec::new()) };
    match node.as_map() {
        Some(map) => Ok(map.iter().collect()),
        None => Err(wrong(node, key, "a map")),
    }
}

/// The strings of a list that may be absent.
pub(super) fn texts(node: Option<&Node>, key: &str) -> Result<Vec<String>> {
    let Some(node) = node.filter(|node| !node.is_null()) else { return Ok(Vec::new()) };
    let items = node.as_seq().ok_or_else(|| wrong(node, key, "a list"))?;
    items.iter().map(|item| text(item, key).map(str::to_owned)).collect()
}

/// The node as a string.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> Result<&'n str> {
    node.as_str().ok_or_else(|| wrong(node, key, "a string"))
}

/// The error of a value that is not what `key` needs.
pub(super) fn wrong(node: &Node, key: &str, expected: &str) -> Error {
    Error::new(code::FIELD, format!("{key}: expected {expected}, found {}", found(node))).at(node.span)
}
