//! The text of plain and quoted scalars.

use std::borrow::Cow;

use super::scanner::Scanner;
use super::token::{Kind, break_len, is_blank, is_blank_or_end, is_document_marker};
use crate::error::Result;
use crate::yaml::json;
use crate::yaml::tree::Style;

/// Line breaks on their way into a scalar: how many, and with what spelling.
#[derive(Default)]
struct Breaks {
    first: &'static str,
    more: String,
}

impl Breaks {
    fn add(&mut self, line_break: &'static str) {
        if self.first.is_empty() { self.first = line_break } else { self.more.push_str(line_break) }
    }

    /// Folds the breaks into `text`: a lone one becomes a blank, of several the first goes.
    fn fold(&mut self, text: &mut String) {
        match self.first {
            "" => {}
            "\n" if self.more.is_empty() => text.push(' '),
            "\n" => text.push_str(&self.more),
            other => {
                text.push_str(other);
                text.push_str(&self.more);
            }
        }
        self.first = "";
        self.more.clear();
    }
}

impl<'t> Scanner<'t> {
    /// Reads the line break at the current position as it counts in a scalar.
    pub(super) fn read_break(&mut self) -> &'static str {
        let text = match (self.bytes[self.pos], self.bytes.get(self.pos + 2)) {
            (0xE2, Some(0xA8)) => "\u{2028}",
            (0xE2, _) => "\u{2029}",
            _ => "\n",
        };
        self.skip_break();
        text
    }

    /// A plain scalar at the current position.
    pub(super) fn fetch_plain(&mut self) -> Result<()> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.pos;
        let (mut end, mut piece) = (start, start);
        let mut folded: Option<String> = None;
        let mut breaks = Breaks::default();
        loop {
            let marker = self.pos == self.line_start && is_document_marker(self.bytes, self.pos);
            if marker || self.bytes.get(self.pos) == Some(&b'#') {
                break;
            }
            let run = self.pos;
            self.skip_plain_run();
            if self.pos > run {
                if !breaks.first.is_empty() {
                    let text = folded.get_or_insert_default();
                    text.push_str(&self.text[piece..end]);
                    breaks.fold(text);
                    piece = run;
                }
                end = self.pos;
            }
            if !is_blank(self.bytes, self.pos) && break_len(self.bytes, self.pos) == 0 {
                break;
            }
            self.skip_plain_space(start, &mut breaks)?;
            if self.flow == 0 && self.column() <= self.indent {
                break;
            }
        }
        if !breaks.first.is_empty() {
            self.key_allowed = true;
        }
        let rest = &self.text[piece..end];
        let value = folded.map_or(Cow::Borrowed(rest), |text| Cow::Owned(text + rest));
        self.push(Kind::Scalar(Style::Plain, value), start, end);
        Ok(())
    }

    fn skip_plain_run(&mut self) {
        let stops = if self.flow > 0 { &FLOW_STOP } else { &BLOCK_STOP };
        while let Some(byte) = self.bytes.get(self.pos) {
            if stops[usize::from(*byte)] {
                let ends = match byte {
                    b':' => is_blank_or_end(self.bytes, self.pos + 1),
                    0xC2 | 0xE2 => break_len(self.bytes, self.pos) > 0,
                    _ => true,
                };
                if ends {
                    return;
                }
            }
            self.pos += 1;
        }
    }

    fn skip_plain_space(&mut self, start: usize, breaks: &mut Breaks) -> Result<()> {
        loop {
            if is_blank(self.bytes, self.pos) {
                let early = !breaks.first.is_empty() && self.column() <= self.indent;
                if early && self.bytes[self.pos] == b'\t' {
                    return Err(self.error_at(start, "found a tab character that violates indentation"));
                }
                self.pos += 1;
            } else if break_len(self.bytes, self.pos) > 0 {
                let line_break = self.read_break();
                breaks.add(line_break);
            } else {
                return Ok(());
            }
        }
    }

    /// A quoted scalar at the current position.
    pub(super) fn fetch_flow_scalar(&mut self) -> Result<()> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.pos;
        let quote = self.bytes[start];
        self.pos += 1;
        let style = if quote == b'\'' { Style::Single } else { Style::Double };
        let value = match self.quoted_on_one_line(quote) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.quoted(start, quote)?),
        };
        if self.line_start > start {
            self.last_quote = Some(start..self.pos);
        }
        self.push(Kind::Scalar(style, value), start, self.pos);
        Ok(())
    }

    /// The common case: no escape and no line break.
    fn quoted_on_one_line(&mut self, quote: u8) -> Option<&'t str> {
        let start = self.pos;
        let rest = &self.bytes[start..];
        let len = rest.iter().position(|b| QUOTED_STOP[usize::from(*b)] || *b == quote)?;
        if rest[len] != quote || quote == b'\'' && rest.get(len + 1) == Some(&quote) {
            return None;
        }
        self.pos += len + 1;
        Some(&self.text[start..start + len])
    }

    fn quoted(&mut self, start: usize, quote: u8) -> Result<String> {
        let mut text = String::new();
        let mut breaks = Breaks::default();
        loop {
            if self.pos == self.line_start && is_document_marker(self.bytes, self.pos) {
                return Err(self.error_at(start, "found unexpected document indicator"));
            }
            if self.pos >= self.bytes.len() {
                return Err(self.error_at(start, "found unexpected end of stream"));
            }
            let escaped_break = self.quoted_run(quote, &mut text)?;
            if self.bytes.get(self.pos) == Some(&quote) {
                self.pos += 1;
                return Ok(text);
            }
            let blanks = self.pos;
            let mut folding = escaped_break;
            loop {
                if is_blank(self.bytes, self.pos) {
                    self.pos += 1;
                } else if break_len(self.bytes, self.pos) > 0 {
                    if folding && breaks.first.is_empty() {
                        let line_break = self.read_break();
                        breaks.more.push_str(line_break);
                    } else {
                        let line_break = self.read_break();
                        breaks.add(line_break);
                    }
                    folding = true;
                } else {
                    break;
                }
            }
            match (folding, breaks.first.is_empty()) {
                (false, _) => text.push_str(&self.text[blanks..self.pos]),
                (true, true) => text.push_str(&std::mem::take(&mut breaks.more)),
                (true, false) => breaks.fold(&mut text),
            }
        }
    }

    /// Reads up to a blank, a break or the closing quote; tells whether an escaped break ended it.
    fn quoted_run(&mut self, quote: u8, text: &mut String) -> Result<bool> {
        let mut piece = self.pos;
        while !is_blank_or_end(self.bytes, self.pos) {
            let byte = self.bytes[self.pos];
            if byte == b'\'' && quote == b'\'' {
                if self.bytes.get(self.pos + 1) != Some(&quote) {
                    break;
                }
                text.push_str(&self.text[piece..=self.pos]);
                self.pos += 2;
                piece = self.pos;
            } else if byte == b'"' && quote == b'"' {
                break;
            } else if byte == b'\\' && quote == b'"' {
                text.push_str(&self.text[piece..self.pos]);
                self.pos += 1;
                if self.skip_break() {
                    return Ok(true);
                }
                self.escape(text)?;
                piece = self.pos;
            } else {
                self.pos += 1;
            }
        }
        text.push_str(&self.text[piece..self.pos]);
        Ok(false)
    }

    /// The escape whose backslash was just read.
    fn escape(&mut self, text: &mut String) -> Result<()> {
        let byte = self.bytes.get(self.pos).copied().unwrap_or(0);
        let digits = match byte {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => {
                let known = ESCAPES.iter().find(|(name, _)| *name == byte);
                let Some((_, meant)) = known else {
                    if byte == b'/' && self.is_json() {
                        text.push('/');
                        self.pos += 1;
                        return Ok(());
                    }
                    return Err(self.error_at(self.pos - 1, "found unknown escape character"));
                };
                text.push(*meant);
                self.pos += 1;
                return Ok(());
            }
        };
        let hex = self.text.get(self.pos + 1..self.pos + 1 + digits);
        let Some(hex) = hex.filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit())) else {
            return Err(self.error_at(self.pos - 1, "did not find expected hexadecimal number"));
        };
        let code = u32::from_str_radix(hex, 16).unwrap_or(u32::MAX);
        let Some(meant) = char::from_u32(code) else {
            if digits == 4 && self.is_json() {
                self.surrogate(code, text);
                return Ok(());
            }
            return Err(self.error_at(self.pos - 1, "found invalid Unicode character escape code"));
        };
        text.push(meant);
        self.pos += 1 + digits;
        Ok(())
    }

    /// A surrogate of a JSON text: with its other half a character, alone U+FFFD, as in Go.
    fn surrogate(&mut self, first: u32, text: &mut String) {
        self.pos += 5;
        let second = self.text.get(self.pos..self.pos + 6).and_then(|next| next.strip_prefix("\\u"));
        let second = second.and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match second.filter(|second| first < 0xDC00 && (0xDC00..0xE000).contains(second)) {
            Some(second) => {
                let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                self.pos += 6;
            }
            None => text.push(char::REPLACEMENT_CHARACTER),
        }
    }

    /// Whether the text is a JSON object. kubectl reads one as JSON, which has escapes that YAML has not.
    fn is_json(&mut self) -> bool {
        let text = self.text;
        let is_object = || text.trim_start().starts_with('{') && json::from_json(text).is_ok();
        *self.json.get_or_insert_with(is_object)
    }
}

/// The escapes of one letter, with what they mean.
pub(crate) const ESCAPES: [(u8, char); 18] = [
    (b'0', '\0'),
    (b'a', '\x07'),
    (b'b', '\x08'),
    (b't', '\t'),
    (b'\t', '\t'),
    (b'n', '\n'),
    (b'v', '\x0B'),
    (b'f', '\x0C'),
    (b'r', '\r'),
    (b'e', '\x1B'),
    (b' ', ' '),
    (b'"', '"'),
    (b'\'', '\''),
    (b'\\', '\\'),
    (b'N', '\u{85}'),
    (b'_', '\u{A0}'),
    (b'L', '\u{2028}'),
    (b'P', '\u{2029}'),
];

/// Bytes that may end a run of a plain scalar in a block.
const BLOCK_STOP: [bool; 256] = table(b": \t\n\r\xC2\xE2");
/// Bytes that may end a run of a plain scalar in a flow collection.
const FLOW_STOP: [bool; 256] = table(b": \t\n\r\xC2\xE2,?[]{}");
/// Bytes that make a quoted scalar more than a slice of the text.
const QUOTED_STOP: [bool; 256] = table(b"\\\n\r\xC2\xE2");

/// The set of `bytes`.
const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut index = 0;
    while index < bytes.len() {
        table[bytes[index] as usize] = true;
        index += 1;
    }
    table
}
