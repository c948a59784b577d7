//! A stream to its documents: exact bytes, one at a time, whatever stands between them.

mod json;
mod sniff;
#[cfg(test)]
mod tests;

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memmem};

use crate::code;
use crate::error::{Error, Result};
use crate::location::Span;
use json::{JsonObject, Next};

/// One document as it stands in its stream. All documents' bytes in a row are the stream's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The bytes: from the separator line, when there is one, to before the next.
    pub bytes: Vec<u8>,
    /// Which document of the stream it is, from 0.
    pub index: usize,
    /// The line of the stream its first byte is on, from 1.
    pub first_line: usize,
    /// How many bytes the separator in front has: a byte-order mark, `---`, and when nothing but blanks and a comment
    /// follow, the rest of the line. 0 when there is none; behind directives the separator is not in front.
    pub separator: usize,
    /// Whether `%` directives stand in front of the document's own `---`. The Kubernetes reader cuts there and fails.
    pub directives: bool,
}

impl Document {
    /// The document's text.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        if let Some(encoding) = other_encoding(&self.bytes) {
            let error = Error::new(code::ENCODING, format!("the document is {encoding}, not UTF-8"));
            return Err(error.help("convert it, for example with iconv"));
        }
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let line = self.first_line + memchr_iter(b'\n', &self.bytes[..error.valid_up_to()]).count();
            Error::new(code::ENCODING, format!("line {line} is not UTF-8")).help("save the file as UTF-8")
        })
    }

    /// Whether the document may be an object of one of `kinds`, or hold one: false only when it cannot, however oddly
    /// it is spelled. Nothing is parsed.
    #[must_use]
    pub fn may_bear(&self, kinds: &[&str]) -> bool {
        sniff::may_bear(&self.bytes, kinds)
    }

    /// Whether the document looks like a map with all of these keys, without parsing it: for what cannot be parsed.
    #[must_use]
    pub fn seems_to_have(&self, keys: &[&str]) -> bool {
        sniff::seems_to_have(&self.bytes[self.separator..], keys)
    }
}

/// The encoding of bytes that are not UTF-8, by their byte-order mark or by the zeros around their first letter.
fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    let marked = |marks: [&[u8]; 2]| marks.iter().any(|mark| bytes.starts_with(mark));
    if marked([b"\xFF\xFE\0\0", b"\0\0\xFE\xFF"]) {
        return Some("UTF-32");
    }
    if marked([b"\xFF\xFE", b"\xFE\xFF"]) {
        return Some("UTF-16");
    }
    match bytes.first_chunk::<4>()?.map(|byte| byte == 0) {
        [true, true, true, false] | [false, true, true, true] => Some("UTF-32"),
        [true, false, true, false] | [false, true, false, true] => Some("UTF-16"),
        _ => None,
    }
}

/// The documents of a stream, read as they are asked for.
///
/// A line that begins with `---` and a blank, or is nothing else, begins a document, in a block scalar too; that is
/// where the reader of Kubernetes' tools cuts. What stands behind the marker on its line belongs to the document.
/// Directives belong to the document they precede. A JSON object ends its document where another one follows it, separated
/// or not. At most one document and one read's worth are held.
#[derive(Debug)]
pub struct Documents<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Where the current document begins in the buffer.
    start: usize,
    /// What of the buffer is known to hold no separator.
    searched: usize,
    /// What is known of the JSON object that the current document may be.
    json: JsonObject,
    ended: bool,
    index: usize,
    line: usize,
}

/// Bytes asked for at once.
const CHUNK: usize = 64 << 10;
/// Room for most files.
const SMALL: usize = 8 << 10;
/// A byte-order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";
/// The most that is looked at to tell whether a document begins with a marker: a byte-order mark, `---`, a blank.
const HEAD: usize = 7;

/// Splits what `reader` gives into documents.
pub fn documents<R: Read>(reader: R) -> Documents<R> {
    Documents {
        reader,
        buffer: Vec::new(),
        start: 0,
        searched: 0,
        json: JsonObject::default(),
        ended: false,
        index: 0,
        line: 1,
    }
}

impl<R: Read> Iterator for Documents<R> {
    type Item = io::Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.find_end() {
            Err(error) => {
                self.ended = true;
                self.buffer.clear();
                (self.start, self.searched) = (0, 0);
                Some(Err(error))
            }
            Ok(end) if end == self.start => None,
            Ok(end) => Some(Ok(self.take(end))),
        }
    }
}

impl<R> Documents<R> {
    /// What has been read of the documents to come, for a reader of what the stream has left.
    #[must_use]
    pub fn into_unread(self) -> Vec<u8> {
        let mut unread = self.buffer;
        unread.drain(..self.start);
        unread
    }
}

impl<R: Read> Documents<R> {
    /// Where the document at `start` ends; `start` when there is none.
    fn find_end(&mut self) -> io::Result<usize> {
        while self.buffer.len() - self.start < HEAD && !self.ended {
            self.fill()?;
        }
        let own = marker_len(&self.buffer[self.start..]).unwrap_or(0);
        loop {
            match self.json.next(&self.buffer[self.start..], own, self.ended) {
                Next::Object(end) => return Ok(self.start + end),
                Next::Nothing => break,
                Next::Unread => self.fill()?,
            }
        }
        self.searched = self.searched.max(self.start + own);
        let end = loop {
            match self.next_separator() {
                Some(at) if own == 0 && only_directives(&self.buffer[self.start..at]) => {
                    self.searched = at + marker_len(&self.buffer[at..]).unwrap_or(1);
                }
                Some(at) => break at,
                None if self.ended => break self.buffer.len(),
                None => self.fill()?,
            }
        };
        // Directives behind an explicit end belong to what follows.
        Ok(directives_behind_end(&self.buffer[self.start..end]).map_or(end, |at| self.start + at))
    }

    /// The next line that begins a document, as far as the buffer tells; notes how far that is.
    fn next_separator(&mut self) -> Option<usize> {
        let dashes = memmem::Finder::new(b"---");
        loop {
            let Some(found) = dashes.find(&self.buffer[self.searched..]) else {
                self.searched = self.searched.max(self.buffer.len().saturating_sub(2));
                return None;
            };
            let at = self.searched + found;
            let marked = self.buffer[..at].ends_with(MARK);
            let line = if marked { at - MARK.len() } else { at };
            let begins_line = line == self.start || self.buffer[..line].ends_with(b"\n");
            if begins_line && at + 3 == self.buffer.len() && !self.ended {
                self.searched = at;
                return None;
            }
            if begins_line && ends_marker(self.buffer.get(at + 3)) {
                return Some(line);
            }
            let run = self.buffer[at..].iter().take_while(|b| **b == b'-').count();
            let open = at + run == self.buffer.len() && !self.ended && !begins_line;
            self.searched = if open { at + run - 2 } else { at + run };
        }
    }

    fn take(&mut self, end: usize) -> Document {
        let bytes = self.bytes(end);
        let document = Document {
            index: self.index,
            first_line: self.line,
            separator: separator_len(&bytes),
            directives: has_directives(&bytes),
            bytes,
        };
        self.index += 1;
        self.line += memchr_iter(b'\n', &document.bytes).count();
        self.start = end.min(self.buffer.len());
        self.searched = self.start;
        self.json = JsonObject::default();
        document
    }

    /// The bytes up to `end`: the buffer itself where they are all there is and worth more than a copy.
    fn bytes(&mut self, end: usize) -> Vec<u8> {
        if self.start > 0 || end < self.buffer.len() || end < CHUNK {
            return self.buffer[self.start..end].to_vec();
        }
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.shrink_to_fit();
        bytes
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.searched -= self.start;
            self.start = 0;
        }
        // Larger reads for larger documents, and one for a small file: without room it would be read in steps of 32 bytes.
        let want = CHUNK.max(self.buffer.len());
        self.buffer.reserve(SMALL);
        let read = self.reader.by_ref().take(want as u64).read_to_end(&mut self.buffer)?;
        self.ended = read < want;
        Ok(())
    }
}

/// Checks that no line of a document begins like a separator without being one, such as `---apiVersion: v1`: that would be
/// two objects in one.
///
/// # Errors
/// When one does, as for Kubernetes' own reader, with its span in `text`.
pub fn check_separators(text: &str) -> Result<()> {
    let bytes = text.as_bytes();
    for at in memmem::find_iter(bytes, b"---") {
        let begins_line = at == 0 || bytes[at - 1] == b'\n';
        if begins_line && !ends_marker(bytes.get(at + 3)) {
            let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
            let line = text[at..end].trim_end();
            return Err(Error::new(code::SEPARATOR, format!("invalid document separator: {line}"))
                .at(Span::new(at, at + line.len()))
                .help("put what follows `---` on a line of its own"));
        }
    }
    Ok(())
}

/// Whether `---` is a marker before this byte.
fn ends_marker(next: Option<&u8>) -> bool {
    matches!(next, None | Some(b' ' | b'\t' | b'\r' | b'\n'))
}

/// How long the marker at the beginning of `bytes` is, a byte-order mark included.
fn marker_len(bytes: &[u8]) -> Option<usize> {
    let mark = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
    (bytes[mark..].starts_with(b"---") && ends_marker(bytes.get(mark + 3))).then_some(mark + 3)
}

/// How long the separator at the beginning of `bytes` is, to the end of its line when that says nothing.
fn separator_len(bytes: &[u8]) -> usize {
    let Some(marker) = marker_len(bytes) else { return 0 };
    let line = memchr(b'\n', &bytes[marker..]).map_or(bytes.len(), |at| marker + at + 1);
    if is_blank_line(&bytes[marker..line]) { line } else { marker }
}

/// Whether a line holds nothing but blanks and a comment.
fn is_blank_line(line: &[u8]) -> bool {
    matches!(line.iter().find(|b| !matches!(b, b' ' | b'\t' | b'\r' | b'\n')), None | Some(b'#'))
}

/// Whether there are directives among the blank lines that `bytes` begin with, and where the first other line begins.
fn prologue(bytes: &[u8]) -> (bool, usize) {
    let mut at = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
    let mut any = false;
    while at < bytes.len() {
        let line = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
        let directive = bytes[at] == b'%';
        if !directive && !is_blank_line(&bytes[at..line]) {
            break;
        }
        any |= directive;
        at = line;
    }
    (any, at)
}

fn only_directives(bytes: &[u8]) -> bool {
    let (any, end) = prologue(bytes);
    any && end >= bytes.len()
}

fn has_directives(bytes: &[u8]) -> bool {
    let (any, end) = prologue(bytes);
    any && marker_len(&bytes[end..]).is_some()
}

/// Where the directives begin that follow a `...` line.
fn directives_behind_end(document: &[u8]) -> Option<usize> {
    for at in memmem::find_iter(document, b"...") {
        let begins_line = at == 0 || document[at - 1] == b'\n';
        if !begins_line || !ends_marker(document.get(at + 3)) {
            continue;
        }
        let mut line = at + memchr(b'\n', &document[at..])? + 1;
        while line < document.len() && document[line] != b'%' {
            let end = memchr(b'\n', &document[line..]).map_or(document.len(), |end| line + end + 1);
            if !is_blank_line(&document[line..end]) {
                break;
            }
            line = end;
        }
        if document.get(line) == Some(&b'%') {
            return Some(line);
        }
    }
    None
}
