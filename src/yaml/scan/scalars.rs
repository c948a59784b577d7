//! The text of plain, quoted and block scalars.

use std::borrow::Cow;

use super::scanner::Scanner;
use super::token::{Kind, break_len, is_blank, is_blank_or_end, is_break_or_end, is_document_marker};
use crate::error::Result;
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

/// The end of a scalar that is kept, in a block scalar.
#[derive(Clone, Copy, PartialEq)]
enum Chomp {
    Clip,
    Strip,
    Keep,
}

impl<'t> Scanner<'t> {
    /// Reads the line break at the current position as it counts in a scalar.
    fn read_break(&mut self) -> &'static str {
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
        let Some(meant) = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32) else {
            return Err(self.error_at(self.pos - 1, "found invalid Unicode character escape code"));
        };
        text.push(meant);
        self.pos += 1 + digits;
        Ok(())
    }

    /// A block scalar at the current position.
    pub(super) fn fetch_block_scalar(&mut self) -> Result<()> {
        self.remove_key()?;
        self.key_allowed = true;
        let start = self.pos;
        let literal = self.bytes[start] == b'|';
        let (chomp, increment) = self.block_header()?;
        let mut end = self.pos;
        self.skip_blanks_and_comment();
        if !is_break_or_end(self.bytes, self.pos) {
            return Err(self.error_at(start, "did not find expected comment or line break"));
        }
        self.skip_break();
        let mut indent = if increment > 0 { self.indent.max(0) + increment } else { 0 };
        let mut text = String::new();
        let (mut leading, mut trailing) = ("", String::new());
        let mut after_blank = false;
        self.block_breaks(start, &mut indent, &mut trailing)?;
        while self.column() == indent && self.pos < self.bytes.len() {
            let blank = is_blank(self.bytes, self.pos);
            if !literal && leading == "\n" && !after_blank && !blank {
                if trailing.is_empty() {
                    text.push(' ');
                }
            } else {
                text.push_str(leading);
            }
            text.push_str(&trailing);
            trailing.clear();
            after_blank = blank;
            let line = self.pos;
            self.skip_line_content();
            text.push_str(&self.text[line..self.pos]);
            end = self.pos;
            leading = if self.pos < self.bytes.len() { self.read_break() } else { "" };
            self.block_breaks(start, &mut indent, &mut trailing)?;
        }
        if chomp != Chomp::Strip {
            text.push_str(leading);
        }
        if chomp == Chomp::Keep {
            text.push_str(&trailing);
        }
        let style = if literal { Style::Literal } else { Style::Folded };
        self.push(Kind::Scalar(style, Cow::Owned(text)), start, end);
        Ok(())
    }

    /// `|` or `>` with its indicators, in either order.
    fn block_header(&mut self) -> Result<(Chomp, isize)> {
        self.pos += 1;
        let (mut chomp, mut increment) = (None, None);
        for _ in 0..2 {
            match self.bytes.get(self.pos) {
                Some(b'+') if chomp.is_none() => chomp = Some(Chomp::Keep),
                Some(b'-') if chomp.is_none() => chomp = Some(Chomp::Strip),
                Some(b'0') if increment.is_none() => {
                    return Err(self.error("found an indentation indicator equal to 0"));
                }
                Some(digit @ b'1'..=b'9') if increment.is_none() => {
                    increment = Some(isize::from(i8::try_from(digit - b'0').unwrap_or(1)));
                }
                _ => break,
            }
            self.pos += 1;
        }
        Ok((chomp.unwrap_or(Chomp::Clip), increment.unwrap_or(0)))
    }

    /// Reads the indentation and the empty lines before a line of a block scalar, and finds its indent if unknown.
    fn block_breaks(&mut self, start: usize, indent: &mut isize, breaks: &mut String) -> Result<()> {
        let mut deepest = 0;
        loop {
            while (*indent == 0 || self.column() < *indent) && self.bytes.get(self.pos) == Some(&b' ') {
                self.pos += 1;
            }
            deepest = deepest.max(self.column());
            if (*indent == 0 || self.column() < *indent) && self.bytes.get(self.pos) == Some(&b'\t') {
                let cause = "found a tab character where an indentation space is expected";
                return Err(self.error(cause).context(format_args!("block scalar at byte {start}")));
            }
            if break_len(self.bytes, self.pos) == 0 {
                break;
            }
            let line_break = self.read_break();
            breaks.push_str(line_break);
        }
        if *indent == 0 {
            *indent = deepest.max(self.indent + 1).max(1);
        }
        Ok(())
    }

    fn skip_line_content(&mut self) {
        while let Some(byte) = self.bytes.get(self.pos) {
            if LINE_STOP[usize::from(*byte)] && break_len(self.bytes, self.pos) > 0 {
                return;
            }
            self.pos += 1;
        }
    }
}

/// The escapes of one letter, with what they mean.
const ESCAPES: [(u8, char); 18] = [
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

/// Bytes that may begin a line break.
const LINE_STOP: [bool; 256] = table(b"\n\r\xC2\xE2");
/// Bytes that may end a run of a plain scalar in a block.
const BLOCK_STOP: [bool; 256] = table(b": \t\n\r\xC2\xE2");
/// Bytes that may end a run of a plain scalar in a flow collection.
const FLOW_STOP: [bool; 256] = table(b": \t\n\r\xC2\xE2,?[]{}");
/// Bytes that make a quoted scalar more than a slice of the text.
const QUOTED_STOP: [bool; 256] = table(b"\\\n\r\xC2\xE2");

const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut index = 0;
    while index < bytes.len() {
        table[bytes[index] as usize] = true;
        index += 1;
    }
    table
}
