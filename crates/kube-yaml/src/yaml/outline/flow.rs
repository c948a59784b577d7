//! Flow collections that end on their line: the scanner reads them, as it would in the document.

use super::{Key, Written};
use crate::yaml::scan::parse;
use crate::yaml::tree::{Entry, Node, Style, Value};
use std::ops::ControlFlow;

/// How deep the collections may nest.
const MOST_BRACKETS: usize = 64;

/// The flow collection that `line` begins with: how long it is. Calls `seen` on the keys in it, of which the first are `depth`
/// collections deep in the value of `parent`. `None` where that is not sure, or `seen` breaks off.
pub(super) fn keys<'t>(
    line: &'t str,
    depth: usize,
    parent: &'t str,
    seen: &mut impl FnMut(Key<'t>) -> ControlFlow<()>,
) -> Option<usize> {
    // Anchors and tags belong to the whole document, and what may be escaped depends on what it is.
    let is_special = |byte: &u8| b"&*!%\\<".contains(byte);
    let brackets = line.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    if line.bytes().any(|byte| is_special(&byte)) || brackets > MOST_BRACKETS {
        return None;
    }
    let node = parse(line).ok().flatten().filter(|node| node.style == Style::Flow)?;
    tell(line, &node, depth, parent, seen)?;
    Some(node.span.end as usize)
}

fn tell<'t>(
    line: &'t str,
    node: &Node,
    depth: usize,
    parent: &'t str,
    seen: &mut impl FnMut(Key<'t>) -> ControlFlow<()>,
) -> Option<()> {
    match &node.value {
        Value::Map(map) => map.entries.iter().try_for_each(|entry| {
            let name = name_of(line, entry)?;
            tell(line, &entry.value, depth + 1, name, seen)?;
            seen(Key { depth, parent, name, value: Written::Other }).is_continue().then_some(())
        }),
        Value::Seq(items) => items.iter().try_for_each(|item| tell(line, item, depth + 1, "", seen)),
        _ => Some(()),
    }
}

/// The key as it stands in the line, where that is what it says.
fn name_of<'t>(line: &'t str, entry: &Entry) -> Option<&'t str> {
    let written = line.get(entry.key_span.range())?;
    let quoted = |quote| written.strip_prefix(quote)?.strip_suffix(quote);
    let name = quoted('"').or_else(|| quoted('\'')).unwrap_or(written);
    (*name == *entry.key).then_some(name)
}
