//! The tokens of YAML 1.1 and the characters that bound them.

use std::borrow::Cow;
use std::ops::Range;

use crate::yaml::tree::Style;

/// One token, with the bytes it was read from.
#[derive(Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    /// The offset of its first byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// The flow level whose simple key this token may begin.
    pub(super) key_level: Option<u32>,
}

/// What a token is.
#[derive(Debug)]
pub(super) enum Kind<'t> {
    StreamEnd,
    /// `%YAML 1.1` when true, another version when false.
    Version(bool),
    /// `%TAG handle prefix`.
    TagDirective(Box<(String, String)>),
    DocumentStart,
    DocumentEnd,
    BlockSeq,
    BlockMap,
    BlockEnd,
    FlowSeq,
    FlowSeqEnd,
    FlowMap,
    FlowMapEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(&'t str),
    Anchor(&'t str),
    /// Handle and suffix; an empty handle means the suffix is the whole tag.
    Tag(Box<(String, String)>),
    Scalar(Style, Cow<'t, str>),
}

/// How many bytes the line break at `at` has: 0 when there is none. Breaks are LF, CR, CRLF, NEL, LS and PS.
pub(super) fn break_len(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'\n') => 1,
        Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => 2,
        Some(b'\r') => 1,
        Some(0xC2) if bytes.get(at + 1) == Some(&0x85) => 2,
        Some(0xE2) if bytes.get(at + 1) == Some(&0x80) && matches!(bytes.get(at + 2), Some(0xA8 | 0xA9)) => 3,
        _ => 0,
    }
}

/// Whether there are line breaks besides `\n`, which few texts have.
pub(in crate::yaml) fn has_other_breaks(bytes: &[u8]) -> bool {
    memchr::memchr3_iter(b'\r', 0xC2, 0xE2, bytes).any(|at| break_len(bytes, at) > 0)
}

/// Whether a blank stands at `at`.
pub(super) fn is_blank(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b' ' | b'\t'))
}

/// Whether a line break or the end of the text is at `at`.
pub(super) fn is_break_or_end(bytes: &[u8], at: usize) -> bool {
    at >= bytes.len() || break_len(bytes, at) > 0
}

/// Whether a blank, a line break or the end of the text is at `at`.
pub(super) fn is_blank_or_end(bytes: &[u8], at: usize) -> bool {
    is_blank(bytes, at) || is_break_or_end(bytes, at)
}

/// Whether `---` or `...` stands at `at` as a whole word.
pub(super) fn is_document_marker(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..at + 3).is_some_and(|m| m == b"---" || m == b"...") && is_blank_or_end(bytes, at + 3)
}

/// Whether a byte may stand in an anchor or a tag handle.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// The place of the first character YAML does not allow in a text, if any.
pub(in crate::yaml) fn forbidden_char(text: &str) -> Option<usize> {
    const CHUNK: usize = 64;
    let bytes = text.as_bytes();
    let (chunks, rest) = bytes.as_chunks::<CHUNK>();
    let within = |mut range: Range<usize>| range.find(|at| is_forbidden(bytes, *at));
    for (index, chunk) in chunks.iter().enumerate() {
        let (words, _) = chunk.as_chunks::<8>();
        let suspects = words.iter().fold(0, |all, word| all | suspects(u64::from_le_bytes(*word)));
        if suspects != 0
            && let Some(at) = within(index * CHUNK..(index + 1) * CHUNK)
        {
            return Some(at);
        }
    }
    within(bytes.len() - rest.len()..bytes.len())
}

/// The highest bit of each of eight bytes that is anything but printing ASCII and `\n`, all of them looked at in a few instructions.
fn suspects(word: u64) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let low = word & each(0x7F);
    // What is above ASCII has that bit itself.
    let from_blank = low + each(0x80 - 0x20);
    let but_newline = (low ^ each(b'\n')) + each(0x7F);
    let delete = low + each(0x80 - 0x7F);
    ((!from_blank & but_newline) | delete | word) & each(0x80)
}

fn is_forbidden(bytes: &[u8], at: usize) -> bool {
    let next = |by| bytes.get(at + by).copied().unwrap_or(0);
    match bytes[at] {
        b'\t' | b'\n' | b'\r' => false,
        0xC2 => next(1) < 0xA0 && next(1) != 0x85,
        0xEF => next(1) == 0xBF && matches!(next(2), 0xBE | 0xBF),
        byte => byte < 0x20 || byte == 0x7F,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_found_wherever_they_stand() {
        let forbidden = |c: char| {
            let control = c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
            control || matches!(c, '\u{fffe}' | '\u{ffff}')
        };
        let others =
            ['\u{a0}', '\u{e9}', '\u{2028}', '\u{feff}', '\u{fffd}', '\u{fffe}', '\u{ffff}', '\u{1f375}'];
        for c in ('\0'..='\u{9f}').chain(others) {
            for before in [0, 1, 2, 31, 32, 33, 64] {
                let text = format!("{}{c}\n\u{1}", "a\n".repeat(before));
                let expected = if forbidden(c) { before * 2 } else { before * 2 + c.len_utf8() + 1 };
                assert_eq!(forbidden_char(&text), Some(expected), "{c:?} {before}");
            }
        }
        assert_eq!(forbidden_char("a: b\r\n\t\u{85} \u{a0}"), None);
    }
}
