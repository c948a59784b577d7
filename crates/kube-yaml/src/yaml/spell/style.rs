//! Which style go-yaml 2's emitter gives a string.

use std::fmt::Write as _;

use crate::yaml::scalar::{self, Plain};

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

/// Writes the escape of `c` in a double-quoted scalar.
pub(super) fn escape_into(out: &mut String, c: char) {
    let short = match c {
        '\0' => '0',
        '\x07' => 'a',
        '\x08' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\x0B' => 'v',
        '\x0C' => 'f',
        '\r' => 'r',
        '\x1B' => 'e',
        '"' | '\\' => c,
        '\u{85}' => 'N',
        '\u{A0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => {
            let code = u32::from(c);
            // Writing to a string cannot fail.
            let _ = match code {
                0..=0xFF => write!(out, "\\x{code:02X}"),
                0x100..=0xFFFF => write!(out, "\\u{code:04X}"),
                _ => write!(out, "\\U{code:08X}"),
            };
            return;
        }
    };
    out.push('\\');
    out.push(short);
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
