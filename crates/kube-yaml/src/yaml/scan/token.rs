//! The tokens of YAML 1.1 and the characters that bound them.

use std::borrow::Cow;

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
pub(super) fn forbidden_char(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|b| SUSPECT[usize::from(*b)]) {
        at += found;
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let bad = match bytes[at] {
            0xC2 => next < 0xA0 && next != 0x85,
            0xEF => next == 0xBF && matches!(bytes.get(at + 2), Some(0xBE | 0xBF)),
            _ => true,
        };
        if bad {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Control characters, and the first bytes of the ones above ASCII.
const SUSPECT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = !matches!(byte as u8, b'\t' | b'\n' | b'\r');
        byte += 1;
    }
    table[0x7F] = true;
    table[0xC2] = true;
    table[0xEF] = true;
    table
};
