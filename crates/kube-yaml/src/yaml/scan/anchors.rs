//! Anchors, aliases and merge keys, expanded within bounds.

use std::collections::HashMap;

use super::MAX_DEPTH;
use super::token::{Kind, Token};
use crate::code;
use crate::error::{Error, Result};
use crate::location::Span;
use crate::yaml::tree::{Entry, Node, Source, Style, Value};

/// How many nodes anchors and aliases may copy; go-yaml 2 allows at most 400,000 nodes that come from aliases.
const MAX_COPIED_NODES: usize = 400_000;
/// How many bytes of strings anchors and aliases may copy.
const MAX_COPIED_BYTES: usize = 32 << 20;

/// The anchors of one document, and how much of it came from aliases.
#[derive(Default)]
pub(super) struct Anchors<'t> {
    /// `None` while the anchor's node is being read.
    by_name: HashMap<&'t str, Option<Anchored>>,
    /// Whether the text can have an alias at all.
    wanted: bool,
    total: Size,
    copied: Size,
    from_aliases: usize,
    deepest: usize,
}

/// How large a part of the tree is.
#[derive(Clone, Copy, Default)]
struct Size {
    nodes: usize,
    bytes: usize,
}

struct Anchored {
    node: Node,
    size: Size,
    height: usize,
}

/// An anchor whose node is being read.
pub(super) struct Mark<'t> {
    name: &'t str,
    depth: usize,
    before: Size,
    deepest: usize,
}

impl<'t> Anchors<'t> {
    /// No anchors yet, of `text`.
    pub(super) fn new(text: &str) -> Self {
        Anchors { wanted: memchr::memchr(b'*', text.as_bytes()).is_some(), ..Anchors::default() }
    }

    /// Begins the node of an anchor.
    pub(super) fn open(&mut self, name: &'t str, depth: usize) -> Mark<'t> {
        self.by_name.insert(name, None);
        let deepest = std::mem::replace(&mut self.deepest, depth);
        Mark { name, depth, before: self.total, deepest }
    }

    /// Ends the node of an anchor.
    pub(super) fn close(&mut self, mark: Mark<'t>, node: &Node) -> Result<()> {
        let size =
            Size { nodes: self.total.nodes - mark.before.nodes, bytes: self.total.bytes - mark.before.bytes };
        let height = self.deepest - mark.depth;
        self.deepest = self.deepest.max(mark.deepest);
        if !self.wanted {
            return Ok(());
        }
        self.copy(size, node.span)?;
        let mut node = node.clone();
        forget_spans(&mut node);
        self.by_name.insert(mark.name, Some(Anchored { node, size, height }));
        Ok(())
    }

    /// Counts a node towards the limit on what aliases copy.
    pub(super) fn count(&mut self, node: &Node) {
        self.total.nodes += 1;
        if let Value::Str(text) = &node.value {
            self.total.bytes += text.len();
        }
    }

    /// Notes that the tree is `depth` deep here.
    pub(super) fn reach(&mut self, depth: usize) {
        self.deepest = self.deepest.max(depth);
    }

    /// What an alias stands for.
    pub(super) fn expand(&mut self, token: &Token<'t>, depth: usize) -> Result<Node> {
        let span = Span::new(token.start, token.end);
        let Kind::Alias(name) = token.kind else {
            return Err(Error::new(code::SYNTAX, "did not find expected node content").at(span));
        };
        let anchored = match self.by_name.get(name) {
            Some(Some(anchored)) => anchored,
            Some(None) => {
                return Err(
                    Error::new(code::ALIAS, format!("anchor '{name}' value contains itself")).at(span)
                );
            }
            None => {
                return Err(Error::new(code::ALIAS, format!("unknown anchor '{name}' referenced")).at(span));
            }
        };
        let (size, deepest) = (anchored.size, depth + anchored.height);
        if deepest > MAX_DEPTH {
            return Err(Error::new(code::TOO_LARGE, format!("exceeded max depth of {MAX_DEPTH}")).at(span));
        }
        self.deepest = self.deepest.max(deepest);
        self.total.nodes += size.nodes + 1;
        self.total.bytes += size.bytes;
        self.from_aliases += size.nodes;
        if self.from_aliases > 100 && self.total.nodes > 1000 && self.is_excessive() {
            return Err(excessive(span));
        }
        self.copy(size, span)?;
        let node = match self.by_name.get(name) {
            Some(Some(anchored)) => anchored.node.clone(),
            _ => return Err(excessive(span)),
        };
        Ok(Node { value: node.value, span, outer: span.start, style: Style::Alias })
    }

    /// go-yaml 2's rule: 99 % may come from aliases in a small document, 10 % in a large one.
    #[expect(clippy::cast_precision_loss, reason = "a ratio")]
    fn is_excessive(&self) -> bool {
        let (low, high) = (400_000.0, 4_000_000.0);
        let total = self.total.nodes as f64;
        let allowed = 0.99 - 0.89 * ((total - low) / (high - low)).clamp(0.0, 1.0);
        self.from_aliases as f64 / total > allowed
    }

    fn copy(&mut self, size: Size, span: Span) -> Result<()> {
        self.copied.nodes += size.nodes;
        self.copied.bytes += size.bytes;
        if self.copied.nodes > MAX_COPIED_NODES || self.copied.bytes > MAX_COPIED_BYTES {
            return Err(excessive(span));
        }
        Ok(())
    }
}

fn excessive(span: Span) -> Error {
    Error::new(code::TOO_LARGE, "document contains excessive aliasing").at(span)
}

/// Puts the entries that the value of a merge key stands for where the merge key stands.
pub(super) fn merge(entries: &mut Vec<Entry>, value: Node, key: Span) -> Result<()> {
    let refuse = |at: Span| {
        let at = if at.is_some() { at } else { key };
        Error::new(code::KEY, "map merge requires map or sequence of maps as the value").at(at)
    };
    match value.value {
        Value::Map(map) => take(entries, map.entries),
        Value::Seq(items) if value.style != Style::Alias => {
            // The first map wins, and in a map the last entry does.
            for item in items.into_iter().rev() {
                match item.value {
                    Value::Map(map) => take(entries, map.entries),
                    _ => return Err(refuse(item.span)),
                }
            }
        }
        _ => return Err(refuse(value.span)),
    }
    Ok(())
}

fn take(entries: &mut Vec<Entry>, merged: impl IntoIterator<Item = Entry>) {
    for mut entry in merged {
        forget_spans(&mut entry.value);
        entries.push(Entry { key_span: Span::NONE, source: Source::Merged, ..entry });
    }
}

/// Makes a node and all below it forget where they stood.
fn forget_spans(node: &mut Node) {
    node.span = Span::NONE;
    node.outer = Span::NONE.start;
    match &mut node.value {
        Value::Seq(items) => items.iter_mut().for_each(forget_spans),
        Value::Map(map) => {
            for entry in &mut map.entries {
                entry.key_span = Span::NONE;
                forget_spans(&mut entry.value);
            }
        }
        _ => {}
    }
}
