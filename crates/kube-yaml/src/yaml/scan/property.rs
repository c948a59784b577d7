//! Anchors, aliases, tags and directives.

use super::scanner::Scanner;
use super::token::{Kind, is_blank, is_blank_or_end, is_break_or_end, is_word};
use crate::error::Result;

/// What may stand in a tag's URI besides word characters and `%`.
const URI: &[u8] = b";/?:@&=+$,.!~*'()[]";

impl Scanner<'_> {
    /// `&name` or `*name` at the current position.
    pub(super) fn anchor(&mut self) -> Result<()> {
        let start = self.pos;
        let alias = self.bytes[start] == b'*';
        self.pos += 1;
        self.skip_words();
        let name = &self.text[start + 1..self.pos];
        let ended = is_blank_or_end(self.bytes, self.pos)
            || matches!(self.bytes[self.pos], b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if name.is_empty() || !ended {
            return Err(self.error("did not find expected alphabetic or numeric character"));
        }
        let kind = if alias { Kind::Alias(name) } else { Kind::Anchor(name) };
        self.push(kind, start, self.pos);
        Ok(())
    }

    /// `!…` at the current position.
    pub(super) fn tag(&mut self) -> Result<()> {
        let start = self.pos;
        let parts = if self.bytes.get(start + 1) == Some(&b'<') {
            self.pos += 2;
            let uri = self.uri("", false)?;
            if self.bytes.get(self.pos) != Some(&b'>') {
                return Err(self.error("did not find the expected '>'"));
            }
            self.pos += 1;
            (String::new(), uri)
        } else {
            let handle = self.tag_handle(false)?;
            if handle.len() > 1 && handle.ends_with('!') {
                let suffix = self.uri("", false)?;
                (handle, suffix)
            } else {
                let suffix = self.uri(&handle[1..], true)?;
                if suffix.is_empty() { (suffix, "!".to_owned()) } else { ("!".to_owned(), suffix) }
            }
        };
        if !is_blank_or_end(self.bytes, self.pos) {
            return Err(self.error("did not find expected whitespace or line break"));
        }
        self.push(Kind::Tag(Box::new(parts)), start, self.pos);
        Ok(())
    }

    /// `%YAML …` or `%TAG …` at the current position.
    pub(super) fn directive(&mut self) -> Result<()> {
        let start = self.pos;
        self.pos += 1;
        self.skip_words();
        let name = &self.text[start + 1..self.pos];
        if name.is_empty() {
            return Err(self.error("could not find expected directive name"));
        }
        if !is_blank_or_end(self.bytes, self.pos) {
            return Err(self.error("found unexpected non-alphabetical character"));
        }
        let kind = match name {
            "YAML" => Kind::Version(self.version()?),
            "TAG" => Kind::TagDirective(Box::new(self.tag_directive()?)),
            _ => return Err(self.error_at(start, "found unknown directive name")),
        };
        let end = self.pos;
        self.skip_blanks_and_comment();
        if !is_break_or_end(self.bytes, self.pos) {
            return Err(self.error("did not find expected comment or line break"));
        }
        self.skip_break();
        self.push(kind, start, end);
        Ok(())
    }

    fn skip_words(&mut self) {
        while self.bytes.get(self.pos).is_some_and(|b| is_word(*b)) {
            self.pos += 1;
        }
    }

    fn skip_blanks(&mut self) {
        while is_blank(self.bytes, self.pos) {
            self.pos += 1;
        }
    }

    fn tag_handle(&mut self, directive: bool) -> Result<String> {
        let start = self.pos;
        if self.bytes.get(start) != Some(&b'!') {
            return Err(self.error("did not find expected '!'"));
        }
        self.pos += 1;
        self.skip_words();
        if self.bytes.get(self.pos) == Some(&b'!') {
            self.pos += 1;
        } else if directive && self.pos > start + 1 {
            return Err(self.error("did not find expected '!'"));
        }
        Ok(self.text[start..self.pos].to_owned())
    }

    fn uri(&mut self, head: &str, may_be_empty: bool) -> Result<String> {
        let mut uri = head.as_bytes().to_vec();
        while let Some(byte) = self.bytes.get(self.pos).copied() {
            if byte == b'%' {
                self.uri_escape(&mut uri)?;
            } else if is_word(byte) || URI.contains(&byte) {
                uri.push(byte);
                self.pos += 1;
            } else {
                break;
            }
        }
        if uri.is_empty() && !may_be_empty {
            return Err(self.error("did not find expected tag URI"));
        }
        Ok(String::from_utf8_lossy(&uri).into_owned())
    }

    /// `%XX`, as often as the UTF-8 character it begins needs.
    fn uri_escape(&mut self, uri: &mut Vec<u8>) -> Result<()> {
        let mut left = 0;
        loop {
            let octet = (self.bytes.get(self.pos) == Some(&b'%'))
                .then(|| self.text.get(self.pos + 1..self.pos + 3))
                .flatten()
                .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
                .and_then(|hex| u8::from_str_radix(hex, 16).ok());
            let Some(octet) = octet else { return Err(self.error("did not find URI escaped octet")) };
            if left == 0 {
                left = match octet {
                    0..=0x7F => 1,
                    0xC0..=0xDF => 2,
                    0xE0..=0xEF => 3,
                    0xF0..=0xF7 => 4,
                    _ => return Err(self.error("found an incorrect leading UTF-8 octet")),
                };
            } else if octet & 0xC0 != 0x80 {
                return Err(self.error("found an incorrect trailing UTF-8 octet"));
            }
            uri.push(octet);
            self.pos += 3;
            left -= 1;
            if left == 0 {
                return Ok(());
            }
        }
    }

    fn version(&mut self) -> Result<bool> {
        self.skip_blanks();
        let major = self.version_number()?;
        if self.bytes.get(self.pos) != Some(&b'.') {
            return Err(self.error("did not find expected digit or '.' character"));
        }
        self.pos += 1;
        Ok((major, self.version_number()?) == (1, 1))
    }

    fn version_number(&mut self) -> Result<u32> {
        let start = self.pos;
        while self.bytes.get(self.pos).is_some_and(u8::is_ascii_digit) {
            self.pos += 1;
        }
        match &self.text[start..self.pos] {
            "" => Err(self.error("did not find expected version number")),
            long if long.len() > 2 => Err(self.error_at(start, "found extremely long version number")),
            digits => Ok(digits.parse().unwrap_or(0)),
        }
    }

    fn tag_directive(&mut self) -> Result<(String, String)> {
        self.skip_blanks();
        let handle = self.tag_handle(true)?;
        if !is_blank(self.bytes, self.pos) {
            return Err(self.error("did not find expected whitespace"));
        }
        self.skip_blanks();
        let prefix = self.uri("", false)?;
        if !is_blank_or_end(self.bytes, self.pos) {
            return Err(self.error("did not find expected whitespace or line break"));
        }
        Ok((handle, prefix))
    }
}
