//! JSON text into a tree, as Go's `encoding/json` reads it.

use crate::code;
use crate::error::{Error, Result};
use crate::location::Span;
use crate::yaml::scan::{MAX_DEPTH, unique};
use crate::yaml::tree::{Entry, Map, Node, Source, Style, Text, Value};

/// Reads a JSON text as Go's `json.Unmarshal` accepts it: one value, strict grammar; the last of two equal keys wins.
///
/// # Errors
/// When Go would refuse the text, or when it nests deeper than the tree may. The error's span is in `text`.
pub fn from_json(text: &str) -> Result<Node> {
    let mut reader = Reader { text, bytes: text.as_bytes(), pos: 0, depth: 0 };
    let node = reader.value()?;
    reader.skip_space();
    if reader.pos < text.len() {
        return Err(reader.unexpected("after top-level value"));
    }
    Ok(node)
}

/// A cursor over JSON text.
struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    pos: usize,
    depth: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Node> {
        self.skip_space();
        let start = self.pos;
        let (value, style) = match self.bytes.get(start) {
            Some(b'{') => (self.nested(Self::object)?, Style::Flow),
            Some(b'[') => (self.nested(Self::array)?, Style::Flow),
            Some(b'"') => (Value::Str(self.string()?), Style::Double),
            Some(b'-' | b'0'..=b'9') => (self.number()?, Style::Plain),
            Some(b't') => (self.word("true", Value::Bool(true))?, Style::Plain),
            Some(b'f') => (self.word("false", Value::Bool(false))?, Style::Plain),
            Some(b'n') => (self.word("null", Value::Null)?, Style::Plain),
            _ => return Err(self.unexpected("looking for beginning of value")),
        };
        let span = Span::new(start, self.pos);
        Ok(Node { value, span, outer: span.start, style })
    }

    fn skip_space(&mut self) {
        while matches!(self.bytes.get(self.pos), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.pos += 1;
        }
    }

    fn accept(&mut self, byte: u8) -> bool {
        self.skip_space();
        let found = self.bytes.get(self.pos) == Some(&byte);
        self.pos += usize::from(found);
        found
    }

    fn unexpected(&self, place: &str) -> Error {
        match self.text[self.pos..].chars().next() {
            Some(c) => Error::new(code::SYNTAX, format!("invalid character {c:?} {place}"))
                .at(Span::new(self.pos, self.pos + c.len_utf8())),
            None => {
                Error::new(code::SYNTAX, "unexpected end of JSON input").at(Span::new(self.pos, self.pos))
            }
        }
    }

    fn nested(&mut self, read: impl Fn(&mut Self) -> Result<Value>) -> Result<Value> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::new(code::TOO_LARGE, format!("exceeded max depth of {MAX_DEPTH}"))
                .at(Span::new(self.pos, self.pos + 1)));
        }
        self.pos += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Value> {
        let mut entries = Vec::new();
        if self.accept(b'}') {
            return Ok(Value::Map(Map::default()));
        }
        loop {
            self.skip_space();
            let start = self.pos;
            if self.bytes.get(start) != Some(&b'"') {
                return Err(self.unexpected("looking for beginning of object key string"));
            }
            let key = self.string()?;
            let key_span = Span::new(start, self.pos);
            if !self.accept(b':') {
                return Err(self.unexpected("after object key"));
            }
            entries.push(Entry { key, key_span, source: Source::Own, value: self.value()? });
            if self.accept(b'}') {
                return Ok(Value::Map(unique(entries, &mut Vec::new())));
            }
            if !self.accept(b',') {
                return Err(self.unexpected("after object key:value pair"));
            }
        }
    }

    fn array(&mut self) -> Result<Value> {
        let mut items = Vec::new();
        if self.accept(b']') {
            return Ok(Value::from(items));
        }
        loop {
            items.push(self.value()?);
            if self.accept(b']') {
                return Ok(Value::from(items));
            }
            if !self.accept(b',') {
                return Err(self.unexpected("after array element"));
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value> {
        for byte in word.bytes() {
            if self.bytes.get(self.pos) != Some(&byte) {
                return Err(self.unexpected(&format!("in literal {word}")));
            }
            self.pos += 1;
        }
        Ok(value)
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.pos;
        while self.bytes.get(self.pos).is_some_and(u8::is_ascii_digit) {
            self.pos += 1;
        }
        if self.pos == start { Err(self.unexpected("in numeric literal")) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Value> {
        let start = self.pos;
        self.pos += usize::from(self.bytes[start] == b'-');
        if self.bytes.get(self.pos) == Some(&b'0') {
            self.pos += 1
        } else {
            self.digits()?
        }
        let mut whole = true;
        if self.bytes.get(self.pos) == Some(&b'.') {
            whole = false;
            self.pos += 1;
            self.digits()?;
        }
        if matches!(self.bytes.get(self.pos), Some(b'e' | b'E')) {
            whole = false;
            self.pos += 1;
            self.pos += usize::from(matches!(self.bytes.get(self.pos), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = &self.text[start..self.pos];
        if whole {
            if text == "-0" {
                // Integers have no negative zero.
                return Ok(Value::Float(-0.0));
            }
            if let Ok(i) = text.parse() {
                return Ok(Value::Int(i));
            }
            if let Ok(u) = text.parse() {
                return Ok(Value::Uint(u));
            }
        }
        match text.parse::<f64>() {
            Ok(f) if f.is_finite() => Ok(Value::Float(f)),
            _ => Err(Error::new(code::VALUE, format!("number {text} is out of range"))
                .at(Span::new(start, self.pos))),
        }
    }

    fn string(&mut self) -> Result<Text> {
        self.pos += 1;
        let mut text = Text::default();
        let mut piece = self.pos;
        loop {
            match self.bytes.get(self.pos) {
                Some(b'"') => {
                    text.push_str(&self.text[piece..self.pos]);
                    self.pos += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    text.push_str(&self.text[piece..self.pos]);
                    self.pos += 1;
                    text.push(self.escape()?);
                    piece = self.pos;
                }
                Some(0x20..) => self.pos += 1,
                _ => return Err(self.unexpected("in string literal")),
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let meant = match self.bytes.get(self.pos) {
            Some(b'u') => {
                self.pos += 1;
                return self.unicode_escape();
            }
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(*c),
            Some(b'b') => '\x08',
            Some(b'f') => '\x0C',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return Err(self.unexpected("in string escape code")),
        };
        self.pos += 1;
        Ok(meant)
    }

    /// Four digits, or a surrogate pair; half a pair is U+FFFD, as in Go.
    fn unicode_escape(&mut self) -> Result<char> {
        let first = self.hex4()?;
        if (0xD800..0xDC00).contains(&first) && self.bytes[self.pos..].starts_with(b"\\u") {
            let back = self.pos;
            self.pos += 2;
            let second = self.hex4()?;
            if (0xDC00..0xE000).contains(&second) {
                let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.pos = back;
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex4(&mut self) -> Result<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.bytes.get(self.pos).and_then(|b| char::from(*b).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.unexpected("in \\u hexadecimal character escape"));
            };
            code = code << 4 | digit;
            self.pos += 1;
        }
        Ok(code)
    }
}
