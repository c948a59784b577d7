//! New nodes as text: in block style, in flow style, or as JSON.

use super::style::Local;
use crate::yaml::{Map, Node, Value, json, scalar};

/// A plain scalar longer than this is quoted no differently; only flow collections are kept below it.
pub const FLOW_WIDTH: usize = 100;

/// A scalar or empty collection as it stands behind `key: ` or `- ` in a block whose nodes stand in `indent`; of a
/// string with line breaks a literal block, its lines indented by `indent + step`.
pub fn inline(out: &mut String, node: &Node, indent: usize, local: &Local) {
    match &node.value {
        Value::Str(s) if s.contains('\n') && literal_says(s) => literal(out, s, indent + local.step, local),
        Value::Map(map) if map.is_empty() => out.push_str("{}"),
        Value::Seq(items) if items.is_empty() => out.push_str("[]"),
        _ => scalar_text(out, node, local, false),
    }
}

/// A map's entries, each on lines of its own in column `indent`, without the last line's end.
pub fn block_map(out: &mut String, map: &Map, indent: usize, local: &Local) {
    for (i, (key, value)) in map.iter().enumerate() {
        if i > 0 {
            out.push_str(local.eol);
            pad(out, indent);
        }
        block_entry(out, key, value, indent, local);
    }
}

/// `key: value`, the key in column `indent` (which the caller has reached).
pub fn block_entry(out: &mut String, key: &str, value: &Node, indent: usize, local: &Local) {
    key_text(out, key, local);
    out.push(':');
    after_colon(out, value, indent, local);
}

/// What stands behind the colon of a key in column `indent`, the blank or line break included.
pub fn after_colon(out: &mut String, value: &Node, indent: usize, local: &Local) {
    match &value.value {
        Value::Map(map) if !map.is_empty() => {
            out.push_str(local.eol);
            pad(out, indent + local.step);
            block_map(out, map, indent + local.step, local);
        }
        Value::Seq(items) if !items.is_empty() => {
            let indent = indent + local.list_indent;
            for item in items {
                out.push_str(local.eol);
                pad(out, indent);
                block_item(out, item, indent, local);
            }
        }
        Value::Null => out.push_str(" null"),
        _ => {
            out.push(' ');
            inline(out, value, indent, local);
        }
    }
}

/// `- item`, the dash in column `indent` (which the caller has reached).
pub fn block_item(out: &mut String, item: &Node, indent: usize, local: &Local) {
    out.push_str("- ");
    match &item.value {
        Value::Map(map) if !map.is_empty() => block_map(out, map, indent + 2, local),
        Value::Seq(items) if !items.is_empty() => {
            for (i, inner) in items.iter().enumerate() {
                if i > 0 {
                    out.push_str(local.eol);
                    pad(out, indent + 2);
                }
                block_item(out, inner, indent + 2, local);
            }
        }
        Value::Null => out.push_str("null"),
        _ => inline(out, item, indent, local),
    }
}

/// A node in flow style, in one line; JSON in a JSON document.
pub fn flow(out: &mut String, node: &Node, local: &Local) {
    match &node.value {
        Value::Map(map) => {
            out.push('{');
            for (i, (key, value)) in map.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                flow_entry(out, key, value, local);
            }
            out.push('}');
        }
        Value::Seq(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                flow(out, item, local);
            }
            out.push(']');
        }
        _ => scalar_text(out, node, local, true),
    }
}

/// `key: value` inside a flow map.
pub fn flow_entry(out: &mut String, key: &str, value: &Node, local: &Local) {
    flow_key(out, key, local);
    out.push_str(": ");
    flow(out, value, local);
}

/// A key inside a flow map.
pub fn flow_key(out: &mut String, key: &str, local: &Local) {
    if local.json || !plain_says(key, true) {
        double(out, key);
    } else {
        out.push_str(key);
    }
}

/// A key of a block map.
pub fn key_text(out: &mut String, key: &str, local: &Local) {
    if local.json || !plain_says(key, false) || key.len() > 1000 {
        quoted(out, key, local);
    } else {
        out.push_str(key);
    }
}

/// A scalar in one line.
pub fn scalar_text(out: &mut String, node: &Node, local: &Local, in_flow: bool) {
    match &node.value {
        Value::Str(s) if !local.json && plain_says(s, in_flow) => out.push_str(s),
        Value::Str(s) => quoted(out, s, local),
        Value::Float(f) if f.fract() == 0.0 && f.abs() < 1e15 => out.push_str(&format!("{f:.1}")),
        _ => out.push_str(&json::to_json(node)),
    }
}

/// A string in quotes: the document's, unless the other needs fewer escapes.
pub fn quoted(out: &mut String, s: &str, local: &Local) {
    let printable = s.chars().all(|c| c == ' ' || (!c.is_control() && !c.is_whitespace() && is_printable(c)));
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
    use std::fmt::Write as _;
    out.push('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) <= 0xffff && (c.is_control() || !is_printable(c)) => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Whether YAML lets the character stand as itself.
fn is_printable(c: char) -> bool {
    !matches!(c, '\u{feff}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{a0}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether the text, unquoted, reads as this very string. Stricter than YAML asks.
#[must_use]
pub fn plain_says(s: &str, in_flow: bool) -> bool {
    let Some(first) = s.chars().next() else { return false };
    let starts_well = match first {
        '-' | '?' | ':' => {
            s.chars().nth(1).is_some_and(|c| c.is_ascii_alphanumeric() || c == '-') && first == '-'
        }
        c => c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '$' | '(' | '+' | '~' | '^' | ';'),
    };
    let body = s.chars().all(|c| c == ' ' || (!c.is_control() && !c.is_whitespace() && is_printable(c)));
    let flow_ok = !in_flow || !s.contains(['[', ']', '{', '}', ',', ':']);
    starts_well
        && body
        && flow_ok
        && !s.ends_with([' ', ':'])
        && !s.contains(": ")
        && !s.contains(" #")
        && !s.starts_with("---")
        && !s.starts_with("...")
        && scalar::resolve(s) == scalar::Plain::Str
}

/// Whether a literal block can hold the string: no line of blanks only in front, nothing unprintable.
fn literal_says(s: &str) -> bool {
    let printable = s.chars().all(|c| c == '\n' || c == '\t' || (!c.is_control() && is_printable(c)));
    printable
        && !s.starts_with([' ', '\n', '\t'])
        && s.trim_end_matches('\n').len() < s.len().max(1) + 1
        && !s.lines().any(|line| !line.is_empty() && line.trim().is_empty())
}

fn literal(out: &mut String, s: &str, indent: usize, local: &Local) {
    let body = s.trim_end_matches('\n');
    let breaks = s.len() - body.len();
    out.push_str(match breaks {
        0 => "|-",
        1 => "|",
        _ => "|+",
    });
    let lines = body.split('\n').chain(std::iter::repeat_n("", breaks.saturating_sub(1)));
    for line in lines {
        out.push_str(local.eol);
        if !line.is_empty() {
            pad(out, indent);
            out.push_str(line);
        }
    }
}

/// Blanks.
pub fn pad(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}
