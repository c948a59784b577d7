//! Which style go-yaml 2's emitter gives a string.

use std::fmt::Write as _;

use crate::yaml::scalar::{self, Plain};
use crate::yaml::scan::ESCAPES;

/// The styles it chooses from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Look {
    Plain,
    Single,
    Double,
    Literal,
}

/// The style of `text`; a key without `?` has no breaks, so it is never a literal.
pub(super) fn choose(text: &str) -> Look {
    let shape = Shape::of(text);
    if text.contains('\n') {
        return if shape.block_allowed() { Look::Literal } else { Look::Double };
    }
    if scalar::resolve(text) != Plain::Str || is_base_60(text) {
        return Look::Double;
    }
    match () {
        () if shape.plain_allowed() => Look::Plain,
        () if shape.single_allowed() => Look::Single,
        () => Look::Double,
    }
}

/// The longest key, in bytes, that is written without `?`.
const MAX_SIMPLE_KEY: usize = 128;

/// Whether a key is written without `?`.
pub(super) fn is_simple_key(key: &str) -> bool {
    key.len() <= MAX_SIMPLE_KEY && !key.contains(breaks_at)
}

/// What the characters of a string are like.
#[derive(Default)]
struct Shape {
    indicators: bool,
    breaks: bool,
    special: bool,
    /// A blank or a break at either end.
    loose_ends: bool,
    trailing_space: bool,
    break_space: bool,
    space_break: bool,
}

impl Shape {
    fn of(text: &str) -> Self {
        let mut shape =
            Shape { indicators: text.starts_with("---") || text.starts_with("..."), ..Shape::default() };
        let (mut after_space, mut after_break, mut after_white) = (false, false, true);
        let mut chars = text.chars().peekable();
        let mut first = true;
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            let last = next.is_none();
            let before_white = matches!(next, None | Some(' ' | '\t'));
            shape.indicators |= if first {
                STARTS.contains(c) || matches!(c, '?' | ':' | '-') && before_white
            } else {
                c == ':' && before_white || c == '#' && after_white
            };
            shape.special |= !is_printable(c);
            let (space, line_break) = (c == ' ', breaks_at(c));
            shape.loose_ends |= (space || line_break) && (first || last);
            shape.trailing_space |= space && last;
            shape.break_space |= space && after_break;
            shape.space_break |= line_break && after_space;
            shape.breaks |= line_break;
            after_space = space;
            after_break = line_break;
            after_white = space || line_break || matches!(c, '\t' | '\0');
            first = false;
        }
        shape
    }

    fn plain_allowed(&self) -> bool {
        !(self.loose_ends || self.indicators || self.breaks) && self.single_allowed()
    }

    fn single_allowed(&self) -> bool {
        !(self.break_space || self.space_break || self.special)
    }

    fn block_allowed(&self) -> bool {
        !(self.trailing_space || self.space_break || self.special)
    }
}

/// Characters that a plain scalar may not begin with.
const STARTS: &str = "#,[]{}&*!|>'\"%@`";

/// Whether the emitter writes `c` as it is; not what lies beyond the basic plane.
pub(super) fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}') && c != '\u{FEFF}'
}

/// Whether `c` breaks a line in YAML 1.1.
pub(super) fn breaks_at(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Writes the escape of `c` in a double-quoted scalar: the one the reader knows by a letter, or its code.
pub(super) fn escape_into(out: &mut String, c: char) {
    // Blanks and single quotes have escapes too, which go-yaml does not write.
    let known = ESCAPES.iter().find(|(name, meant)| *meant == c && !matches!(name, b' ' | b'\''));
    let code = u32::from(c);
    // Writing to a string cannot fail.
    let _ = match (known, code) {
        (Some((name, _)), _) => write!(out, "\\{}", char::from(*name)),
        (None, 0..=0xFF) => write!(out, "\\x{code:02X}"),
        (None, 0x100..=0xFFFF) => write!(out, "\\u{code:04X}"),
        (None, _) => write!(out, "\\U{code:08X}"),
    };
}

/// Whether older readers would take `text` for a number in base 60: `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`.
fn is_base_60(text: &str) -> bool {
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut parts = whole.split(':');
    let head = parts.next().unwrap_or("");
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let sixty = |s: &str| match s.as_bytes() {
        [d] => d.is_ascii_digit(),
        [tens, ones] => matches!(tens, b'0'..=b'5') && ones.is_ascii_digit(),
        _ => false,
    };
    let mut rest = parts.peekable();
    rest.peek().is_some()
        && head.starts_with(|c: char| c.is_ascii_digit())
        && digits(head)
        && rest.all(sixty)
        && digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_those_of_go_yaml() {
        let mut out = String::new();
        "\0\t\n\"\\\u{85}\u{A0}' /\u{1}\u{FEFF}\u{1F600}".chars().for_each(|c| escape_into(&mut out, c));
        assert_eq!(out, r#"\0\t\n\"\\\N\_\x27\x20\x2F\x01\uFEFF\U0001F600"#);
    }
}
