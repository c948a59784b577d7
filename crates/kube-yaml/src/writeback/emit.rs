//! New nodes as text: in block style, in flow style, or as JSON.
//!
//! The text looks like its place and only has to read back, where [`spell`](crate::spell) repeats go-yaml's emitter to the
//! byte; both ask the reader what a plain scalar means, and quoted strings have JSON's escapes from JSON's writer.

use super::layout::Shape;
use super::style::DocStyle;
use crate::yaml::{Map, Node, Shared, Value, float, json, scalar};

/// A plain scalar longer than this is quoted no differently; only flow collections are kept below it.
pub(super) const FLOW_WIDTH: usize = 100;
/// YAML takes no longer key without a `?`: 1024 characters, quotes and escapes included.
const MAX_SIMPLE_KEY: usize = 160;

/// A scalar or empty collection as it stands behind `key: ` or `- ` in a block whose nodes stand in `indent`; of a
/// string with line breaks a literal block, its lines indented by `indent + step`.
pub(super) fn inline(out: &mut String, node: &Node, indent: usize, local: &DocStyle) {
    match &node.value {
        Value::Str(s) if local.literals && literal_says(s) => literal(out, s, indent + local.step, local),
        Value::Map(map) if map.is_empty() => out.push_str("{}"),
        Value::Seq(items) if items.is_empty() => out.push_str("[]"),
        _ => scalar_text(out, node, local, false),
    }
}

/// A whole node on lines of its own, in column `indent` (which the caller has reached), without the last line's end.
pub(super) fn lines(out: &mut String, node: &Node, indent: usize, local: &DocStyle) {
    match &node.value {
        Value::Map(map) if !map.is_empty() => block_map(out, map, indent, local),
        Value::Seq(items) if !items.is_empty() => shared_seq(out, items, indent, local),
        _ => inline(out, node, indent, local),
    }
}

/// A map's entries, each on lines of its own in column `indent`, without the last line's end.
pub fn block_map(out: &mut String, map: &Map, indent: usize, local: &DocStyle) {
    map.entries.spell(out, local.form(indent), |out| {
        for (i, (key, value)) in map.iter().enumerate() {
            if i > 0 {
                new_line(out, indent, local);
            }
            block_entry(out, key, value, indent, local);
        }
    });
}

/// A list's items, each on lines of its own with its dash in column `indent`, without the last line's end.
pub fn block_seq(out: &mut String, items: &[Node], indent: usize, local: &DocStyle) {
    for (i, node) in items.iter().enumerate() {
        if i > 0 {
            new_line(out, indent, local);
        }
        dash(out, local);
        item(out, node, indent, local);
    }
}

/// The same of a list that may have been spelled before.
fn shared_seq(out: &mut String, items: &Shared<Node>, indent: usize, local: &DocStyle) {
    items.spell(out, local.form(indent), |out| block_seq(out, items, indent, local));
}

/// A dash and the blanks behind it.
pub(super) fn dash(out: &mut String, local: &DocStyle) {
    out.push('-');
    pad(out, local.dash.max(2) - 1);
}

/// `key: value`, the key in column `indent` (which the caller has reached).
pub fn block_entry(out: &mut String, key: &str, value: &Node, indent: usize, local: &DocStyle) {
    if key.len() > MAX_SIMPLE_KEY {
        out.push_str("? ");
        key_text(out, key, local);
        new_line(out, indent, local);
    } else {
        key_text(out, key, local);
    }
    out.push(':');
    after_colon(out, value, indent, local);
}

/// What stands behind the colon of a key in column `indent`, the blank or line break included.
pub(super) fn after_colon(out: &mut String, value: &Node, indent: usize, local: &DocStyle) {
    match &value.value {
        Value::Map(map) if !map.is_empty() => {
            new_line(out, indent + local.step, local);
            block_map(out, map, indent + local.step, local);
        }
        Value::Seq(items) if !items.is_empty() => {
            new_line(out, indent + local.list_indent, local);
            shared_seq(out, items, indent + local.list_indent, local);
        }
        _ => {
            out.push(' ');
            inline(out, value, indent, local);
        }
    }
}

/// What stands behind a dash in column `indent` and the blanks behind it.
pub(super) fn item(out: &mut String, item: &Node, indent: usize, local: &DocStyle) {
    match &item.value {
        Value::Map(map) if !map.is_empty() => block_map(out, map, indent + local.dash, local),
        Value::Seq(items) if !items.is_empty() => shared_seq(out, items, indent + local.dash, local),
        _ => inline(out, item, indent, local),
    }
}

/// A node in flow style; JSON in a JSON document.
pub(super) fn flow(out: &mut String, node: &Node, local: &DocStyle, shape: Shape) {
    let inner = match shape {
        Shape::Lines { by, indent, step } => Shape::Lines { by, indent: indent + step, step },
        shape => shape,
    };
    let line = |out: &mut String, shape: Shape, first: bool| {
        if !first {
            out.push(',');
        }
        match shape {
            Shape::Spaced if !first => out.push(' '),
            Shape::Lines { .. } => flow_line(out, shape, local),
            _ => {}
        }
    };
    match &node.value {
        Value::Map(map) if !map.is_empty() => {
            out.push('{');
            for (i, (key, value)) in map.iter().enumerate() {
                line(out, inner, i == 0);
                flow_entry(out, key, value, local, inner);
            }
            flow_line(out, shape, local);
            out.push('}');
        }
        Value::Seq(items) if !items.is_empty() => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                line(out, inner, i == 0);
                flow(out, item, local, inner);
            }
            flow_line(out, shape, local);
            out.push(']');
        }
        Value::Map(_) => out.push_str("{}"),
        Value::Seq(_) => out.push_str("[]"),
        _ => scalar_text(out, node, local, true),
    }
}

/// Begins a line where the shape has lines.
fn flow_line(out: &mut String, shape: Shape, local: &DocStyle) {
    if let Shape::Lines { by, indent, .. } = shape {
        out.push_str(local.eol);
        out.extend(std::iter::repeat_n(by, indent));
    }
}

/// `key: value` inside a flow map.
pub(super) fn flow_entry(out: &mut String, key: &str, value: &Node, local: &DocStyle, shape: Shape) {
    let quotes = local.json || !plain_says(key, true);
    if key.len() > MAX_SIMPLE_KEY && !local.json {
        out.push_str("? ");
    }
    if quotes {
        double(out, key);
    } else {
        out.push_str(key);
    }
    // Only behind a quote may the value follow at once.
    out.push_str(if shape == Shape::Tight && quotes { ":" } else { ": " });
    flow(out, value, local, shape);
}

/// A key of a block map.
pub(super) fn key_text(out: &mut String, key: &str, local: &DocStyle) {
    if local.json || !plain_says(key, false) {
        quoted(out, key, local);
    } else {
        out.push_str(key);
    }
}

/// A scalar in one line.
pub(super) fn scalar_text(out: &mut String, node: &Node, local: &DocStyle, in_flow: bool) {
    match &node.value {
        Value::Str(s) if !local.json && plain_says(s, in_flow) => out.push_str(s),
        Value::Str(s) => quoted(out, s, local),
        Value::Float(f) => {
            let text = float::json(*f);
            out.push_str(&text);
            if !text.contains(['.', 'e']) {
                // Without a point it would be an integer.
                out.push_str(".0");
            }
        }
        _ => out.push_str(&json::to_json(node)),
    }
}

/// A string in quotes: the document's, unless the other needs fewer escapes.
pub(super) fn quoted(out: &mut String, s: &str, local: &DocStyle) {
    let printable = stands_as_itself(s);
    let single = match local.quote {
        _ if local.json || !printable => false,
        '\'' => true,
        _ => s.contains(['"', '\\']),
    };
    if !single {
        return double(out, s);
    }
    out.push('\'');
    out.push_str(&s.replace('\'', "''"));
    out.push('\'');
}

/// A string in double quotes, escaped as JSON is, which every YAML reader takes.
fn double(out: &mut String, s: &str) {
    json::write_string(out, s, |c| u32::from(c) <= 0xffff && (c.is_control() || !is_printable(c)));
}

/// Whether all of a string can stand on one line as it is.
fn stands_as_itself(s: &str) -> bool {
    let is_one = |c: char| c == ' ' || (!c.is_control() && !c.is_whitespace() && is_printable(c));
    s.bytes().all(|byte| matches!(byte, b' '..=b'~')) || s.chars().all(is_one)
}

/// Whether YAML lets the character stand as itself.
fn is_printable(c: char) -> bool {
    !matches!(c, '\u{feff}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{a0}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether the text, unquoted, reads as this very string. Stricter than YAML asks.
#[must_use]
pub(super) fn plain_says(s: &str, in_flow: bool) -> bool {
    let Some(first) = s.chars().next() else { return false };
    let starts_well = match first {
        '-' | '?' | ':' => {
            s.chars().nth(1).is_some_and(|c| c.is_ascii_alphanumeric() || c == '-') && first == '-'
        }
        c => c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '$' | '(' | '+' | '~' | '^' | ';'),
    };
    let begins_like_marker = match first {
        '-' => s.starts_with("---"),
        '.' => s.starts_with("..."),
        _ => false,
    };
    starts_well
        && (s.bytes().all(|byte| scalar::IN_WORDS[usize::from(byte)]) || body_says(s, in_flow))
        && !begins_like_marker
        && scalar::resolve(s) == scalar::Plain::Str
}

/// Whether what is not only made of [words](scalar::IN_WORDS) may stand unquoted.
fn body_says(s: &str, in_flow: bool) -> bool {
    let flow_ok = !in_flow || !s.contains(['[', ']', '{', '}', ',', ':', '?']);
    stands_as_itself(s) && flow_ok && !s.ends_with([' ', ':']) && !s.contains(": ") && !s.contains(" #")
}

/// Whether a literal block can hold the string: several lines, none of blanks only, nothing unprintable, and at most
/// one line break at the end, since more would take in the blank lines that follow.
fn literal_says(s: &str) -> bool {
    let body = s.strip_suffix('\n').unwrap_or(s);
    let printable = |c: char| c == '\n' || c == '\t' || (!c.is_control() && is_printable(c));
    s.contains('\n')
        && !body.is_empty()
        && !body.ends_with('\n')
        && s.chars().all(printable)
        && !s.starts_with([' ', '\n', '\t'])
        && !s.lines().any(|line| !line.is_empty() && line.trim().is_empty())
}

fn literal(out: &mut String, s: &str, indent: usize, local: &DocStyle) {
    let body = s.strip_suffix('\n').unwrap_or(s);
    out.push_str(if body.len() < s.len() { "|" } else { "|-" });
    for line in body.split('\n') {
        out.push_str(local.eol);
        if !line.is_empty() {
            pad(out, indent);
            out.push_str(line);
        }
    }
}

fn new_line(out: &mut String, indent: usize, local: &DocStyle) {
    out.push_str(local.eol);
    pad(out, indent);
}

/// Appends `count` spaces.
pub(super) fn pad(out: &mut String, mut count: usize) {
    const BLANKS: &str = "                                                                ";
    while count > 0 {
        let some = count.min(BLANKS.len());
        out.push_str(&BLANKS[..some]);
        count -= some;
    }
}
