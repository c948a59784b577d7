//! Sprig's functions that fit text into a width, which counts bytes as Go's goutils do.

use super::{Answer, whole};
use crate::functions::{Context, Function, Param, int, text};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("abbrev", &[Param::Int, Param::Str], |_, args| {
        let (width, s) = (int(args, 0)?, text(args, 1)?);
        if width < 4 { Ok(args[1].clone()) } else { whole(&abbreviate(s.as_bytes(), 0, width)?) }
    }),
    Function::new("abbrevboth", &[Param::Int, Param::Int, Param::Str], |_, args| {
        let (left, right, s) = (int(args, 0)?, int(args, 1)?, text(args, 2)?);
        if right < 4 || left > 0 && right < 7 {
            return Ok(args[2].clone());
        }
        whole(&abbreviate(s.as_bytes(), left, right)?)
    }),
    Function::new("wrap", &[Param::Int, Param::Str], |context, args| {
        wrap(context, text(args, 1)?, int(args, 0)?, "\n", LongWords::Keep)
    }),
    Function::new("wrapWith", &[Param::Int, Param::Str, Param::Str], |context, args| {
        let separator = text(args, 1)?;
        let separator = if separator.is_empty() { "\n" } else { separator };
        wrap(context, text(args, 2)?, int(args, 0)?, separator, LongWords::Break)
    }),
];

const MARK: &[u8] = b"...";

/// At most `width` (at least 4) bytes of `s`, so that byte `offset` is among them, with dots where something is left out.
fn abbreviate(s: &[u8], offset: i64, width: i64) -> Result<Vec<u8>, String> {
    let width = usize::try_from(width).unwrap_or(4);
    if s.len() <= width {
        return Ok(s.to_vec());
    }
    let kept = width - MARK.len();
    let mut offset = usize::try_from(offset).unwrap_or(0).min(s.len());
    if s.len() - offset < kept {
        offset = s.len() - kept;
    }
    if offset <= 4 {
        return Ok([&s[..kept], MARK].concat());
    }
    if width < 7 {
        return Ok(Vec::new());
    }
    if offset + kept < s.len() {
        // Both ends are cut: the second mark takes its place from the text.
        return Ok([MARK, &s[offset..offset + kept - MARK.len()], MARK].concat());
    }
    Ok([MARK, &s[s.len() - kept..]].concat())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LongWords {
    Keep,
    Break,
}

/// Breaks at the last space within `width`; a word longer than that stands out or is broken.
fn wrap<'a>(context: &mut Context<'a>, s: &str, width: i64, separator: &str, long: LongWords) -> Answer<'a> {
    let bytes = s.as_bytes();
    let width = usize::try_from(width).unwrap_or(1).max(1);
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while bytes.len() - at > width {
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        let (end, next) = match memchr::memrchr(b' ', &bytes[at..=at + width]) {
            Some(space) => (at + space, at + space + 1),
            None if long == LongWords::Break => (at + width, at + width),
            None => match memchr::memchr(b' ', &bytes[at + width..]) {
                Some(space) => (at + width + space, at + width + space + 1),
                None => break,
            },
        };
        context.budget.afford(out.len() + end - at + separator.len())?;
        out.extend_from_slice(&bytes[at..end]);
        out.extend_from_slice(separator.as_bytes());
        at = next;
    }
    out.extend_from_slice(&bytes[at..]);
    match String::from_utf8(out) {
        Ok(wrapped) => Ok(wrapped.into()),
        Err(_) => Err("the result is not UTF-8: a line would end in half a character".to_owned()),
    }
}
