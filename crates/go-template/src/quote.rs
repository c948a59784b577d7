//! Go's quoted strings: reading literals and writing `%q`.

use std::fmt::Write as _;

/// Why a literal is not one.
const INVALID: &str = "invalid syntax";

/// The text of a string literal: `"…"` or a raw one in backquotes.
pub fn unquote(literal: &str) -> Result<String, String> {
    let mut chars = literal.chars();
    match (chars.next(), chars.next_back()) {
        (Some('`'), Some('`')) => Ok(chars.as_str().replace('\r', "")),
        (Some('"'), Some('"')) => {
            let mut bytes = Vec::with_capacity(literal.len());
            let mut rest = chars.as_str();
            while !rest.is_empty() {
                let (unit, tail) = unquote_char(rest, '"')?;
                unit.append_to(&mut bytes);
                rest = tail;
            }
            Ok(String::from_utf8(bytes)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
        }
        _ => Err(INVALID.to_owned()),
    }
}

/// The code point of a character literal, quotes included.
pub fn unquote_rune(literal: &str) -> Result<u32, String> {
    let inner = literal.strip_prefix('\'').ok_or(INVALID)?;
    let (unit, tail) = unquote_char(inner, '\'')?;
    if tail != "'" {
        return Err(format!("malformed character constant: {literal}"));
    }
    Ok(match unit {
        Unit::Byte(b) => u32::from(b),
        Unit::Char(c) => c.into(),
    })
}

/// One unit of a literal: a character, or a byte that `\x` or an octal escape gives.
enum Unit {
    Byte(u8),
    Char(char),
}

impl Unit {
    fn append_to(&self, bytes: &mut Vec<u8>) {
        match self {
            Unit::Byte(b) => bytes.push(*b),
            Unit::Char(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

fn unquote_char(text: &str, quote: char) -> Result<(Unit, &str), String> {
    let mut chars = text.chars();
    let first = chars.next().ok_or(INVALID)?;
    if first == quote || first == '\n' {
        return Err(INVALID.to_owned());
    }
    if first != '\\' {
        return Ok((Unit::Char(first), chars.as_str()));
    }
    let escape = chars.next().ok_or(INVALID)?;
    let tail = chars.as_str();
    let simple = |c: char| Ok((Unit::Char(c), tail));
    match escape {
        'a' => simple('\x07'),
        'b' => simple('\x08'),
        'f' => simple('\x0c'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'v' => simple('\x0b'),
        '\\' => simple('\\'),
        '\'' | '"' if escape == quote => simple(escape),
        'x' => numeric(tail, 2, 16),
        'u' => numeric(tail, 4, 16),
        'U' => numeric(tail, 8, 16),
        '0'..='7' => {
            let digits = text.get(1..).unwrap_or("");
            numeric(digits, 3, 8)
        }
        _ => Err(INVALID.to_owned()),
    }
}

fn numeric(text: &str, digits: usize, radix: u32) -> Result<(Unit, &str), String> {
    let number = text.get(..digits).filter(|d| d.chars().all(|c| c.is_digit(radix))).ok_or(INVALID)?;
    let value = u32::from_str_radix(number, radix).map_err(|_| INVALID)?;
    let unit = if digits <= 3 {
        Unit::Byte(u8::try_from(value).map_err(|_| INVALID)?)
    } else {
        Unit::Char(char::from_u32(value).ok_or(INVALID)?)
    };
    Ok((unit, &text[digits..]))
}

/// `strconv.Quote`: double quotes, with escapes for what does not print; `ascii` escapes all that is not ASCII.
#[must_use]
pub fn quote(text: &str, ascii: bool) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !is_plain(byte)) {
        let (plain, behind) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = behind.chars();
        if let Some(c) = chars.next() {
            escape(c, '"', ascii, &mut out);
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
    out
}

/// `strconv.QuoteRune`.
#[must_use]
pub fn quote_rune(c: char, ascii: bool) -> String {
    let mut out = String::from("'");
    escape(c, '\'', ascii, &mut out);
    out.push('\'');
    out
}

/// Whether a raw literal can hold the text on one line.
#[must_use]
pub fn can_backquote(text: &str) -> bool {
    text.chars().all(|c| c != '\u{feff}' && c != '`' && c != '\x7f' && (c >= ' ' || c == '\t'))
}

fn escape(c: char, quote: char, ascii: bool, out: &mut String) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        _ if c == quote => {
            out.push('\\');
            out.push(c);
        }
        _ if prints(c) && (c.is_ascii() || !ascii) => out.push(c),
        // Writing to a string cannot fail.
        _ => {
            let code = u32::from(c);
            let _ = match code {
                0..0x20 | 0x7f => write!(out, "\\x{code:02x}"),
                0x20..0x1_0000 => write!(out, "\\u{code:04x}"),
                _ => write!(out, "\\U{code:08x}"),
            };
        }
    }
}

/// `unicode.IsPrint`, as far as the standard library knows: no controls, no spaces but the ASCII one, nothing unassigned.
#[must_use]
pub fn prints(c: char) -> bool {
    match c {
        ' '..='~' => true,
        _ if c.is_ascii() || c.is_control() => false,
        // `escape_debug` writes as they are exactly the characters that print, but for combining marks.
        _ => c.escape_debug().count() == 1 || is_combining(c),
    }
}

fn is_combining(c: char) -> bool {
    // A grapheme extender is escaped alone but kept after another character.
    let mut text = String::from("a");
    text.push(c);
    text.escape_debug().count() == 2
}
