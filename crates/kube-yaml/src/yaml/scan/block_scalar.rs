//! The text of literal and folded block scalars.

use std::borrow::Cow;

use super::scanner::Scanner;
use super::token::{Kind, break_len, is_blank, is_break_or_end};
use crate::error::Result;
use crate::yaml::tree::Style;

/// The end of a scalar that is kept, in a block scalar.
#[derive(Clone, Copy, PartialEq)]
enum Chomp {
    Clip,
    Strip,
    Keep,
}

impl Scanner<'_> {
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
            if literal {
                self.take_lines(indent, &mut text);
            }
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

    /// Takes the lines that follow the end of a line, as long as they are indented and not empty: all but those on which something may
    /// end, which are left.
    fn take_lines(&mut self, indent: isize, text: &mut String) {
        let Ok(indent) = usize::try_from(indent) else { return };
        if self.has_other_breaks || !self.short_ways {
            return;
        }
        while let Some(b'\n') = self.bytes.get(self.pos) {
            let start = self.pos + 1;
            let content = start + indent;
            let is_indented = self.bytes.get(start..content).is_some_and(|by| by.iter().all(|b| *b == b' '));
            if !is_indented || matches!(self.bytes.get(content), None | Some(b'\n')) {
                return;
            }
            self.line_start = start;
            self.pos = content;
            self.skip_line_content();
            text.push('\n');
            text.push_str(&self.text[content..self.pos]);
        }
    }

    fn skip_line_content(&mut self) {
        let rest = &self.bytes[self.pos..];
        let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        let other = self
            .has_other_breaks
            .then(|| memchr::memchr3_iter(b'\r', 0xC2, 0xE2, line).find(|at| break_len(rest, *at) > 0));
        self.pos += other.flatten().unwrap_or(line.len());
    }
}
