//! A tree as JSON text, as Go's `encoding/json` writes it.

use std::fmt::Write as _;

use crate::yaml::float;
use crate::yaml::tree::{Entry, Node, Value};

/// How JSON is laid out and escaped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spelling {
    /// On one line, `<`, `>` and `&` escaped: `json.Marshal`.
    Compact,
    /// Indented by two blanks, escaped likewise: `json.MarshalIndent`.
    Indented,
    /// On one line, HTML's characters as they are: an encoder after `SetEscapeHTML(false)`.
    Raw,
}

/// The compact JSON text of `node`, keys in the order they stand.
#[must_use]
pub fn to_json(node: &Node) -> String {
    spelled(node, Spelling::Compact)
}

/// The compact JSON text of `node`, keys sorted by their bytes, as Go prints a map.
#[must_use]
pub fn to_json_sorted(node: &Node) -> String {
    Writer { sorted: true, ..Writer::new(Spelling::Compact) }.text(node)
}

/// The JSON text of `node`, keys in the order they stand.
#[must_use]
pub fn spelled(node: &Node, spelling: Spelling) -> String {
    Writer::new(spelling).text(node)
}

/// The text so far, and how it goes on.
struct Writer {
    out: String,
    spelling: Spelling,
    sorted: bool,
    depth: usize,
}

impl Writer {
    fn new(spelling: Spelling) -> Self {
        Writer { out: String::with_capacity(64), spelling, sorted: false, depth: 0 }
    }

    fn text(mut self, node: &Node) -> String {
        self.node(node);
        self.out
    }

    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(b) => self.out.push_str(if *b { "true" } else { "false" }),
            // Writing to a string cannot fail.
            Value::Int(i) => {
                let _ = write!(self.out, "{i}");
            }
            Value::Uint(u) => {
                let _ = write!(self.out, "{u}");
            }
            Value::Float(f) => self.out.push_str(&float::json(*f)),
            Value::Str(text) => self.string(text),
            Value::Seq(items) => self.members('[', items, Self::node, ']'),
            Value::Map(map) if self.sorted => {
                let mut entries: Vec<&Entry> = map.entries.iter().collect();
                entries.sort_by(|a, b| a.key.cmp(&b.key));
                self.members('{', entries, Self::entry, '}');
            }
            Value::Map(map) => self.members('{', &map.entries, Self::entry, '}'),
        }
    }

    fn entry(&mut self, entry: &Entry) {
        self.string(&entry.key);
        self.out.push_str(if self.spelling == Spelling::Indented { ": " } else { ":" });
        self.node(&entry.value);
    }

    fn members<M>(
        &mut self,
        open: char,
        members: impl IntoIterator<Item = M>,
        write: impl Fn(&mut Self, M),
        close: char,
    ) {
        self.out.push(open);
        self.depth += 1;
        let mut empty = true;
        for member in members {
            if !empty {
                self.out.push(',');
            }
            empty = false;
            self.line();
            write(self, member);
        }
        self.depth -= 1;
        if !empty {
            self.line();
        }
        self.out.push(close);
    }

    /// Begins a line where there are lines.
    fn line(&mut self) {
        if self.spelling == Spelling::Indented {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("  ", self.depth));
        }
    }

    fn string(&mut self, text: &str) {
        match self.spelling {
            Spelling::Raw => write_string(&mut self.out, text, is_separator),
            _ => write_string(&mut self.out, text, is_escaped),
        }
    }
}

/// What `json.Marshal` escapes beyond what JSON asks: HTML's characters, and the line ends of JavaScript.
pub(crate) fn is_escaped(c: char) -> bool {
    matches!(c, '<' | '>' | '&') || is_separator(c)
}

fn is_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// A string in quotes, with those characters escaped that JSON asks for, and `also` others of the basic plane.
pub(crate) fn write_string(out: &mut String, text: &str, also: impl Fn(char) -> bool) {
    out.push('"');
    let (mut piece, mut at) = (0, 0);
    loop {
        at += text.as_bytes()[at..].iter().take_while(|byte| is_plain(**byte)).count();
        let Some(c) = text[at..].chars().next() else { break };
        let start = at;
        at += c.len_utf8();
        let short = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\x08' => "\\b",
            '\x0C' => "\\f",
            '\0'..='\x1F' => "",
            _ if also(c) => "",
            _ => continue,
        };
        out.push_str(&text[piece..start]);
        piece = at;
        if short.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push_str(short);
        }
    }
    out.push_str(&text[piece..]);
    out.push('"');
}

/// Whether nobody escapes this byte: most of ASCII.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&')
}
