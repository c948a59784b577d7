//! Text to tokens, with the rules of the scanner Kubernetes uses: where a key may begin, and what ends a block.

use std::collections::VecDeque;
use std::ops::Range;

use super::token::{Kind, Token, has_other_breaks, is_blank_or_end, is_document_marker};
use crate::code;
use crate::error::{Error, Result};
use crate::location::Span;

/// A simple key is at most this many characters long.
const MAX_SIMPLE_KEY: usize = 1024;

/// Reads tokens off a text, one ahead of what it must know to tell a key from a value.
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    pub(super) pos: usize,
    /// Where the current line begins; columns count from here.
    pub(super) line_start: usize,
    /// The column of the innermost block collection, -1 outside of any.
    pub(super) indent: isize,
    /// How many flow collections are open.
    pub(super) flow: usize,
    /// Whether a simple key may begin here.
    pub(super) key_allowed: bool,
    /// Whether there are line breaks besides `\n`, which few texts have.
    pub(super) has_other_breaks: bool,
    indents: Vec<isize>,
    queue: VecDeque<Token<'t>>,
    /// Whether the first token in the queue is known to be the next one.
    is_ready: bool,
    taken: usize,
    keys: Vec<SimpleKey>,
    pending_level: Option<u32>,
    /// The bytes of the last quoted string that spans lines.
    pub(super) last_quote: Option<Range<usize>>,
    ended: bool,
    /// Whether the text is a JSON object, once somebody has asked.
    pub(super) json: Option<bool>,
    /// Whether plain blocks are read without tokens where that can be done.
    pub(super) short_ways: bool,
}

/// A token that turns out to be a key when `:` follows.
#[derive(Clone, Copy, Default)]
struct SimpleKey {
    possible: bool,
    required: bool,
    number: usize,
    pos: usize,
}

impl<'t> Scanner<'t> {
    /// A scanner of a part of `text` that begins with a line.
    pub(super) fn within(text: &'t str, part: Range<usize>) -> Self {
        let text = &text[..part.end];
        Scanner {
            text,
            bytes: text.as_bytes(),
            pos: part.start,
            line_start: part.start,
            indent: -1,
            flow: 0,
            key_allowed: true,
            has_other_breaks: has_other_breaks(&text.as_bytes()[part.start..]),
            indents: Vec::new(),
            queue: VecDeque::with_capacity(16),
            is_ready: false,
            taken: 0,
            keys: vec![SimpleKey::default()],
            pending_level: None,
            last_quote: None,
            ended: false,
            json: None,
            short_ways: true,
        }
    }

    /// The next token, left in place.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<&Token<'t>> {
        if !self.is_ready {
            self.make_ready()?;
        }
        Ok(self.queue.front().expect("needs_more leaves a token in the queue"))
    }

    fn make_ready(&mut self) -> Result<()> {
        while self.needs_more()? {
            self.fetch()?;
        }
        self.is_ready = true;
        Ok(())
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Result<Token<'t>> {
        self.peek()?;
        self.taken += 1;
        self.is_ready = false;
        Ok(self.queue.pop_front().expect("peek leaves a token in the queue"))
    }

    /// Takes the next token when its kind is the one asked for.
    #[inline]
    pub(super) fn accept(&mut self, wanted: impl Fn(&Kind<'t>) -> bool) -> Result<Option<Token<'t>>> {
        if wanted(&self.peek()?.kind) { self.next().map(Some) } else { Ok(None) }
    }

    /// Whether what comes next has not been read yet, outside of flow collections, and nothing before may turn out to be a key.
    pub(super) fn is_between_tokens(&self) -> bool {
        self.queue.is_empty()
            && self.flow == 0
            && self.keys.iter().all(|key| !key.possible)
            && self.short_ways
    }

    /// Whether the first token may yet turn out to follow a key token.
    fn needs_more(&mut self) -> Result<bool> {
        let Some(head) = self.queue.front() else { return Ok(true) };
        let Some(level) = head.key_level else { return Ok(false) };
        match self.keys.get(level as usize) {
            Some(key) if key.possible && key.number == self.taken => self.key_is_valid(level as usize),
            _ => Ok(false),
        }
    }

    fn fetch(&mut self) -> Result<()> {
        self.skip_to_token();
        self.unroll_indent(self.column());
        let Some(byte) = self.bytes.get(self.pos).copied() else { return self.fetch_stream_end() };
        if self.column() == 0 {
            if byte == b'%' {
                return self.fetch_directive();
            }
            if is_document_marker(self.bytes, self.pos) {
                let kind = if byte == b'-' { Kind::DocumentStart } else { Kind::DocumentEnd };
                return self.fetch_document_marker(kind);
            }
        }
        let flow = self.flow > 0;
        let spaced = is_blank_or_end(self.bytes, self.pos + 1);
        match byte {
            b'[' => self.fetch_flow_start(Kind::FlowSeq),
            b'{' => self.fetch_flow_start(Kind::FlowMap),
            b']' => self.fetch_flow_end(Kind::FlowSeqEnd),
            b'}' => self.fetch_flow_end(Kind::FlowMapEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if spaced => self.fetch_block_entry(),
            b'?' if flow || spaced => self.fetch_key(),
            b':' if flow || spaced => self.fetch_value(),
            b'*' | b'&' | b'!' => self.fetch_property(byte),
            b'|' | b'>' if !flow => self.fetch_block_scalar(),
            b'\'' | b'"' => self.fetch_flow_scalar(),
            b'#' | b'|' | b'>' | b'%' | b'@' | b'`' | b'\t' => {
                Err(self.error("found character that cannot start any token"))
            }
            _ => self.fetch_plain(),
        }
    }

    /// The column of the current position, in bytes; only blanks and indicators precede where it counts.
    pub(super) fn column(&self) -> isize {
        isize::try_from(self.pos - self.line_start).unwrap_or(isize::MAX)
    }

    /// An error at the current position.
    pub(super) fn error(&self, cause: &str) -> Error {
        self.error_at(self.pos, cause)
    }

    /// An error about the character at `at`.
    pub(super) fn error_at(&self, at: usize, cause: &str) -> Error {
        let width = self.text.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
        Error::new(code::SYNTAX, cause).at(Span::new(at, at + width))
    }

    /// Queues a token that covers the bytes `start..end`.
    pub(super) fn push(&mut self, kind: Kind<'t>, start: usize, end: usize) {
        let key_level = self.pending_level.take();
        self.queue.push_back(Token { kind, start, end, key_level });
    }

    /// Queues a token as long as what it names, and steps over it.
    fn push_indicator(&mut self, kind: Kind<'t>, len: usize) -> Result<()> {
        let start = self.pos;
        self.pos += len;
        self.push(kind, start, self.pos);
        Ok(())
    }

    fn insert(&mut self, number: usize, kind: Kind<'t>, at: usize) {
        let token = Token { kind, start: at, end: at, key_level: None };
        match number.checked_sub(self.taken) {
            Some(index) if index < self.queue.len() => self.queue.insert(index, token),
            _ => self.queue.push_back(token),
        }
    }

    fn key_is_valid(&mut self, level: usize) -> Result<bool> {
        let key = self.keys[level];
        if !key.possible {
            return Ok(false);
        }
        let bytes = self.pos.saturating_sub(key.pos);
        let counted = bytes <= MAX_SIMPLE_KEY * char::MAX.len_utf8();
        let too_long = bytes > MAX_SIMPLE_KEY
            && !(counted
                && self.text.get(key.pos..self.pos).is_some_and(|t| t.chars().count() <= MAX_SIMPLE_KEY));
        if key.pos >= self.line_start && !too_long {
            return Ok(true);
        }
        self.drop_key(level)?;
        Ok(false)
    }

    fn drop_key(&mut self, level: usize) -> Result<()> {
        let key = &mut self.keys[level];
        if key.possible && key.required {
            let at = key.pos;
            return Err(self.error_at(at, "could not find expected ':'"));
        }
        key.possible = false;
        Ok(())
    }

    /// Forgets the simple key of the current level; an error when it had to be one.
    pub(super) fn remove_key(&mut self) -> Result<()> {
        self.drop_key(self.keys.len() - 1)
    }

    /// Remembers that the token that comes next may be a key.
    pub(super) fn save_key(&mut self) -> Result<()> {
        if !self.key_allowed {
            return Ok(());
        }
        let required = self.flow == 0 && self.indent == self.column();
        self.remove_key()?;
        let level = self.keys.len() - 1;
        self.keys[level] =
            SimpleKey { possible: true, required, number: self.taken + self.queue.len(), pos: self.pos };
        self.pending_level = u32::try_from(level).ok();
        Ok(())
    }

    fn roll_indent(&mut self, column: isize, number: Option<usize>, kind: Kind<'t>, at: usize) {
        if self.flow == 0 && self.indent < column {
            self.enter(column);
            let number = number.unwrap_or(self.taken + self.queue.len());
            self.insert(number, kind, at);
        }
    }

    /// Begins a block collection in a column.
    pub(super) fn enter(&mut self, column: isize) {
        self.indents.push(self.indent);
        self.indent = column;
    }

    fn unroll_indent(&mut self, column: isize) {
        while self.flow == 0 && self.indent > column {
            self.push(Kind::BlockEnd, self.pos, self.pos);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn fetch_stream_end(&mut self) -> Result<()> {
        if !self.ended {
            self.ended = true;
            if self.column() != 0 {
                self.line_start = self.pos;
            }
            self.flush_block()?;
        }
        self.push(Kind::StreamEnd, self.pos, self.pos);
        Ok(())
    }

    /// Ends every block collection, as a document's end does.
    fn flush_block(&mut self) -> Result<()> {
        self.unroll_indent(-1);
        self.remove_key()?;
        self.key_allowed = false;
        Ok(())
    }

    fn fetch_directive(&mut self) -> Result<()> {
        self.flush_block()?;
        self.directive()
    }

    fn fetch_document_marker(&mut self, kind: Kind<'t>) -> Result<()> {
        self.flush_block()?;
        self.push_indicator(kind, 3)
    }

    fn fetch_flow_start(&mut self, kind: Kind<'t>) -> Result<()> {
        self.save_key()?;
        self.keys.push(SimpleKey { number: self.taken + self.queue.len(), ..SimpleKey::default() });
        self.flow += 1;
        self.key_allowed = true;
        self.push_indicator(kind, 1)
    }

    fn fetch_flow_end(&mut self, kind: Kind<'t>) -> Result<()> {
        self.remove_key()?;
        if self.flow > 0 {
            self.flow -= 1;
            // go-yaml 2 does not wait for a `:` behind a collection without keys, and so ends a document there.
            let first = self.keys.pop().and_then(|level| level.number.checked_sub(self.taken));
            if let Some(token) = first.and_then(|index| self.queue.get_mut(index)) {
                token.key_level = None;
            }
        }
        self.key_allowed = false;
        self.push_indicator(kind, 1)
    }

    fn fetch_flow_entry(&mut self) -> Result<()> {
        self.remove_key()?;
        self.key_allowed = true;
        self.push_indicator(Kind::FlowEntry, 1)
    }

    /// Begins a block collection here, where what comes is the first of one; fails with `misplaced` where none may begin.
    fn begin_block(&mut self, kind: Kind<'t>, misplaced: &str) -> Result<()> {
        if self.flow == 0 {
            if !self.key_allowed {
                return Err(self.error(misplaced));
            }
            self.roll_indent(self.column(), None, kind, self.pos);
        }
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Result<()> {
        self.begin_block(Kind::BlockSeq, "block sequence entries are not allowed in this context")?;
        self.remove_key()?;
        self.key_allowed = true;
        self.push_indicator(Kind::BlockEntry, 1)
    }

    fn fetch_key(&mut self) -> Result<()> {
        self.begin_block(Kind::BlockMap, "mapping keys are not allowed in this context")?;
        self.remove_key()?;
        self.key_allowed = self.flow == 0;
        self.push_indicator(Kind::Key, 1)
    }

    fn fetch_value(&mut self) -> Result<()> {
        let level = self.keys.len() - 1;
        if self.key_is_valid(level)? {
            let key = self.keys[level];
            self.insert(key.number, Kind::Key, key.pos);
            let column = isize::try_from(key.pos - self.line_start).unwrap_or(isize::MAX);
            self.roll_indent(column, Some(key.number), Kind::BlockMap, key.pos);
            self.keys[level].possible = false;
            self.key_allowed = false;
        } else {
            self.begin_block(Kind::BlockMap, "mapping values are not allowed in this context")?;
            self.key_allowed = self.flow == 0;
        }
        self.push_indicator(Kind::Value, 1)
    }

    fn fetch_property(&mut self, byte: u8) -> Result<()> {
        self.save_key()?;
        self.key_allowed = false;
        if byte == b'!' { self.tag() } else { self.anchor() }
    }
}
