//! Lists and maps, in blocks and in flow.

use std::mem;
use std::ops::Range;

use super::token::{Kind, Token};
use super::{NodeContext, Parser, sayable, unique, written};
use crate::error::Result;
use crate::yaml::scalar;
use crate::yaml::shared::Shared;
use crate::yaml::tree::{Map, Node, Style, Value};

impl<'t> Parser<'t> {
    pub(super) fn block_seq(&mut self) -> Result<Node> {
        let start = self.scanner.next()?.start;
        let first = self.items.len();
        let mut end = start;
        while let Some(dash) = self.scanner.accept(|k| matches!(k, Kind::BlockEntry))? {
            let ends = |k: &Kind| matches!(k, Kind::BlockEntry | Kind::BlockEnd);
            let item = self.behind(dash.end, NodeContext::Block, ends)?;
            end = item.span.end as usize;
            self.items.push(item);
        }
        self.expect(|k| matches!(k, Kind::BlockEnd), "did not find expected '-' indicator")?;
        Ok(written(Value::Seq(self.items_from(first)), start, end, Style::Block))
    }

    pub(super) fn indentless_seq(&mut self) -> Result<Node> {
        let start = self.scanner.peek()?.start;
        let first = self.items.len();
        let mut end = start;
        while let Some(dash) = self.scanner.accept(|k| matches!(k, Kind::BlockEntry))? {
            let ends = |k: &Kind| matches!(k, Kind::BlockEntry | Kind::Key | Kind::Value | Kind::BlockEnd);
            let item = self.behind(dash.end, NodeContext::Block, ends)?;
            end = item.span.end as usize;
            self.items.push(item);
        }
        Ok(written(Value::Seq(self.items_from(first)), start, end, Style::Block))
    }

    pub(super) fn block_map(&mut self) -> Result<Node> {
        let start = self.scanner.next()?.start;
        self.entries_of_block(start)
    }

    /// The map that begins here, if it is one of a block whose first key is a word.
    fn word_map(&mut self) -> Result<Option<Node>> {
        if !self.scanner.begins_with_word() {
            return Ok(None);
        }
        let start = self.scanner.pos;
        let map = self.nested(|parser| parser.entries_of_block(start))?;
        self.anchors.count(&map);
        Ok(Some(map))
    }

    /// The block map that begins at `start`, of which nothing but that has been read.
    fn entries_of_block(&mut self, start: usize) -> Result<Node> {
        let before = self.entries.len();
        let mut end = start;
        let ends = |k: &Kind| matches!(k, Kind::Key | Kind::Value | Kind::BlockEnd);
        loop {
            if let Some(word) = self.scanner.word_key() {
                let key = self.plain(&word)?;
                let value = match self.scanner.plain_to_line_end() {
                    Some(text) => sayable(self.plain(&text)?)?,
                    None => self.behind(word.end + 1, NodeContext::BlockMap, ends)?,
                };
                end = value.span.end as usize;
                self.entry(&key, value, false)?;
                continue;
            }
            let Some(mark) = self.scanner.accept(|k| matches!(k, Kind::Key))? else { break };
            let empty = ends(&self.scanner.peek()?.kind);
            let key = if empty { null(mark.end) } else { self.node(NodeContext::BlockMap)? };
            let merges = self.merge_key && !empty;
            let value = match self.scanner.accept(|k| matches!(k, Kind::Value))? {
                Some(colon) => self.behind(colon.end, NodeContext::BlockMap, ends)?,
                None => null(key.span.end as usize),
            };
            end = value.span.end as usize;
            self.entry(&key, value, merges)?;
        }
        self.expect(|k| matches!(k, Kind::BlockEnd), "did not find expected key")?;
        Ok(written(Value::Map(self.map_from(before)), start, end, Style::Block))
    }

    /// What stands behind a dash or a colon that ends at `end`: a null, where the token that comes `ends` what it begins.
    fn behind(&mut self, end: usize, place: NodeContext, ends: impl Fn(&Kind<'t>) -> bool) -> Result<Node> {
        match self.word_map()? {
            Some(map) => Ok(map),
            None if ends(&self.scanner.peek()?.kind) => Ok(null(end)),
            None => self.value(place),
        }
    }

    /// The plain scalar of these bytes.
    fn plain(&mut self, range: &Range<usize>) -> Result<Node> {
        let value = scalar::tagged("", &self.scanner.text[range.clone()], true)?;
        let node = written(value, range.start, range.end, Style::Plain);
        self.anchors.count(&node);
        Ok(node)
    }

    pub(super) fn flow_seq(&mut self) -> Result<Node> {
        let start = self.scanner.next()?.start;
        let first = self.items.len();
        loop {
            if let Some(close) = self.scanner.accept(|k| matches!(k, Kind::FlowSeqEnd))? {
                return Ok(written(Value::Seq(self.items_from(first)), start, close.end, Style::Flow));
            }
            if self.items.len() > first {
                self.expect(|k| matches!(k, Kind::FlowEntry), "did not find expected ',' or ']'")?;
                if matches!(self.scanner.peek()?.kind, Kind::FlowSeqEnd) {
                    continue;
                }
            }
            let item = match self.scanner.accept(|k| matches!(k, Kind::Key))? {
                Some(mark) => self.pair(&mark)?,
                None => self.value(NodeContext::Flow)?,
            };
            self.items.push(item);
        }
    }

    /// A map of one entry, written without braces in a flow list.
    fn pair(&mut self, mark: &Token<'t>) -> Result<Node> {
        self.nested(|parser| {
            let ends = |k: &Kind| matches!(k, Kind::FlowEntry | Kind::FlowSeqEnd);
            let next = &parser.scanner.peek()?.kind;
            let key = match next {
                Kind::Value | Kind::FlowEntry | Kind::FlowSeqEnd => null(mark.end),
                _ => parser.node(NodeContext::Flow)?,
            };
            let merges = parser.merge_key;
            let value = match parser.scanner.accept(|k| matches!(k, Kind::Value))? {
                Some(colon) if ends(&parser.scanner.peek()?.kind) => null(colon.end),
                Some(_) => parser.value(NodeContext::Flow)?,
                None => null(key.span.end as usize),
            };
            let end = value.span.end as usize;
            let before = parser.entries.len();
            parser.entry(&key, value, merges)?;
            Ok(written(Value::Map(parser.map_from(before)), mark.start, end, Style::Flow))
        })
    }

    pub(super) fn flow_map(&mut self) -> Result<Node> {
        let start = self.scanner.next()?.start;
        let before = self.entries.len();
        let mut first = true;
        let ends = |k: &Kind| matches!(k, Kind::FlowEntry | Kind::FlowMapEnd);
        loop {
            if let Some(close) = self.scanner.accept(|k| matches!(k, Kind::FlowMapEnd))? {
                return Ok(written(Value::Map(self.map_from(before)), start, close.end, Style::Flow));
            }
            if !first {
                self.expect(|k| matches!(k, Kind::FlowEntry), "did not find expected ',' or '}'")?;
                if matches!(self.scanner.peek()?.kind, Kind::FlowMapEnd) {
                    continue;
                }
            }
            first = false;
            let mark = self.scanner.accept(|k| matches!(k, Kind::Key))?;
            let next = &self.scanner.peek()?.kind;
            let key = match &mark {
                Some(mark) if ends(next) || matches!(next, Kind::Value) => null(mark.end),
                _ => self.node(NodeContext::Flow)?,
            };
            let merges = self.merge_key;
            let colon =
                if mark.is_some() { self.scanner.accept(|k| matches!(k, Kind::Value))? } else { None };
            let value = match colon {
                Some(colon) if ends(&self.scanner.peek()?.kind) => null(colon.end),
                Some(_) => self.value(NodeContext::Flow)?,
                None => null(key.span.end as usize),
            };
            self.entry(&key, value, merges)?;
        }
    }

    /// The items of a list that began when there were `first`, in no more memory than they need.
    fn items_from(&mut self, first: usize) -> Shared<Node> {
        taken(&mut self.items, first).into()
    }

    /// The map that began when there were `first` entries, in no more memory than they need.
    fn map_from(&mut self, first: usize) -> Map {
        unique(taken(&mut self.entries, first), self.repeated)
    }

    fn expect(&mut self, wanted: impl Fn(&Kind<'t>) -> bool, cause: &str) -> Result<Token<'t>> {
        match self.scanner.accept(wanted)? {
            Some(token) => Ok(token),
            None => {
                let at = self.scanner.peek()?.start;
                Err(self.scanner.error_at(at, cause))
            }
        }
    }
}

/// A null that has no bytes.
fn null(at: usize) -> Node {
    written(Value::Null, at, at, Style::Plain)
}

/// Takes what lies on a stack from there on.
fn taken<T>(stack: &mut Vec<T>, first: usize) -> Vec<T> {
    /// So many are not copied, which for a moment would take their memory twice.
    const MANY: usize = 4096;
    if stack.len() - first < MANY {
        return stack.drain(first..).collect();
    }
    let below = stack.drain(..first).collect();
    let mut list = mem::replace(stack, below);
    list.shrink_to_fit();
    list
}
