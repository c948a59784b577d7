//! Whether a document may be of some kind, without parsing it: a search for the `kind` key that never misses one.

use memchr::{memchr, memchr_iter, memmem};

/// False only when no map in `bytes` can have the key `kind` with a value among `kinds`.
pub(super) fn may_bear(bytes: &[u8], kinds: &[&str]) -> bool {
    let mut loose = false;
    for at in memmem::find_iter(bytes, b"kind") {
        match occurrence(bytes, at, kinds) {
            Finding::Wanted => return true,
            Finding::Loose => loose = true,
            Finding::Other => {}
        }
    }
    loose && has_aliases(bytes) || is_odd(bytes)
}

/// Whether `bytes` look like a map with all of `keys`: at the indentation of the first line in block style, anywhere in flow
/// style or JSON.
pub(super) fn seems_to_have(bytes: &[u8], keys: &[&str]) -> bool {
    let lines = || bytes.split(|byte| *byte == b'\n').filter(|line| has_content(line));
    let Some(first) = lines().next() else { return false };
    let margin = first.len() - first.trim_ascii_start().len();
    let flow = first[margin..].starts_with(b"{");
    keys.iter().all(|key| match flow {
        true => memmem::find_iter(bytes, key).any(|at| is_key(bytes, at, key)),
        false => lines().any(|line| {
            let quote = usize::from(line.get(margin).is_some_and(|byte| matches!(byte, b'"' | b'\'')));
            line[..margin.min(line.len())].trim_ascii().is_empty() && is_key(line, margin + quote, key)
        }),
    })
}

fn has_content(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    !line.is_empty() && !line.starts_with(b"#") && !line.starts_with(b"---") && !line.starts_with(b"%")
}

/// Whether the key begins at a byte: it alone, perhaps a quote, and a colon.
fn is_key(bytes: &[u8], at: usize, key: &str) -> bool {
    let Some(rest) = bytes.get(at..).and_then(|bytes| bytes.strip_prefix(key.as_bytes())) else {
        return false;
    };
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    rest.trim_ascii_start().starts_with(b":")
}

/// What an occurrence of `kind` is.
enum Finding {
    /// A key with a wanted value, or with one that cannot be told.
    Wanted,
    /// A word that is not written as a key; an alias may make it one.
    Loose,
    Other,
}

fn occurrence(bytes: &[u8], at: usize, kinds: &[&str]) -> Finding {
    let before = at.checked_sub(1).map_or(b' ', |i| bytes[i]);
    if is_word(before) {
        return Finding::Other;
    }
    let mut after = at + 4;
    match bytes.get(after) {
        Some(b'\\') => return Finding::Wanted,
        Some(b'"' | b'\'') => after += 1,
        Some(byte) if is_word(*byte) => return Finding::Other,
        _ => {}
    }
    let Some(colon) = skip_space(bytes, after) else { return Finding::Wanted };
    match bytes.get(colon) {
        Some(b':') => {}
        // YAML 1.1 has line breaks beyond ASCII.
        Some(0x80..) => return Finding::Wanted,
        _ => return Finding::Loose,
    }
    let Some(mut start) = skip_space(bytes, colon + 1) else { return Finding::Wanted };
    if matches!(bytes.get(start), Some(b'"' | b'\'')) {
        start += 1;
    }
    let len = bytes[start..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let word = &bytes[start..start + len];
    // Anchors, tags, aliases, block scalars and escapes begin with something else, or with nothing.
    let odd = match bytes.get(start + len) {
        Some(b'\\') => true,
        Some(byte) => len == 0 && !matches!(byte, b'"' | b'\'' | b'}' | b']' | b','),
        None => false,
    };
    if odd || kinds.iter().any(|kind| kind.as_bytes() == word) { Finding::Wanted } else { Finding::Other }
}

/// Whether a plain key may go on with this byte; what is beyond ASCII may be a break or a byte-order mark.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/')
}

/// How far blanks and comments are followed; a search that starts over at every word must not go far each time.
const FAR: usize = 4096;

/// Steps over blanks, breaks and comments; `None` when they go on too far to follow.
fn skip_space(bytes: &[u8], start: usize) -> Option<usize> {
    let end = bytes.len().min(start + FAR);
    let mut at = start;
    while at < end {
        match bytes[at] {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'#' => at = memchr(b'\n', &bytes[at..end]).map_or(end, |line_end| at + line_end),
            _ => return Some(at),
        }
    }
    (end == bytes.len()).then_some(end)
}

fn has_aliases(bytes: &[u8]) -> bool {
    memchr(b'&', bytes).is_some() && memchr(b'*', bytes).is_some()
}

/// Whether a key or a value may be spelled so that a search does not find it: escaped letters, base64, UTF-16.
fn is_odd(bytes: &[u8]) -> bool {
    memchr(0, bytes).is_some()
        || bytes.starts_with(b"\xFF\xFE")
        || bytes.starts_with(b"\xFE\xFF")
        || memchr_iter(b'\\', bytes).any(|at| escapes_letter(&bytes[at + 1..]))
        || memmem::find(bytes, b"%TAG").is_some()
        || has_binary(bytes)
}

/// Whether what follows a backslash may stand for a letter, or for nothing.
fn escapes_letter(after: &[u8]) -> bool {
    let digits = match after.first() {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b'\r' | b'\n' | 0xC2 | 0xE2) => return true,
        _ => return false,
    };
    let hex = after.get(1..=digits).and_then(|hex| std::str::from_utf8(hex).ok());
    let code = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
    code.is_some_and(|c| c.is_ascii_alphanumeric())
}

/// Whether there is a tag that may be `!!binary`.
fn has_binary(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = memchr(b'!', rest) {
        let end = rest[at..].iter().position(u8::is_ascii_whitespace).map_or(rest.len(), |end| at + end);
        let tag = &rest[at..end];
        if memchr(b'%', tag).is_some() || memmem::find(tag, b"binary").is_some() {
            return true;
        }
        rest = &rest[end..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [&str; 2] = ["Pod", "List"];

    #[test]
    fn finds_every_spelling_of_a_wanted_kind() {
        for text in [
            "kind: Pod",
            "\"kind\":\"Pod\"",
            "{'kind' : 'Pod'}",
            "\"kind\"\n:\n\"Pod\"",
            "? kind\n: Pod",
            "? kind # c\n# d\n: Pod",
            "{?kind:Pod,kind: Pod}",
            "kind:\n  Pod",
            "kind: # c\n  Pod",
            "kind: &a Pod",
            "kind: !!str Pod",
            "kind: *a",
            "kind: |-\n  Pod",
            "\"k\\u0069nd\": Pod",
            "\"\\x6bind\": Pod",
            "kind: \"P\\U0000006fd\"",
            "\"ki\\\nnd\": Pod",
            "!!binary a2luZA==: Pod",
            "!<tag:yaml.org,2002:bin%61ry> a2luZA==: Pod",
            "a: &k kind\n*k : Pod",
            "&x kind: Pod",
            "\u{FEFF}kind: Pod",
            "a: b\u{85}kind: Pod",
            "\"kind\"\u{2028}: Pod",
            "a: {<<: {kind: Pod}}",
        ] {
            assert!(may_bear(text.as_bytes(), &KINDS), "{text}");
        }
    }

    #[test]
    fn utf_16_is_not_passed_over() {
        assert!(may_bear(b"\xFF\xFEk\0i\0n\0d\0", &KINDS));
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        for piece in ["!", "kind #", "#kind\n", "kind:", "\\u", "kind &*"] {
            let _ = may_bear(piece.repeat((1 << 20) / piece.len()).as_bytes(), &KINDS);
        }
    }

    #[test]
    fn says_no_to_other_kinds_and_to_the_word() {
        for text in [
            "",
            "kind: Service\nmetadata: {}",
            "{\"apiVersion\":\"v1\",\"kind\":\"PodList\"}",
            "kinds: Pod\nmankind: Pod\nx/kind: Pod",
            "kind:\nmetadata: x",
            "text: a kind of \\u003c\\n thing",
            "a: b\n# & * kind",
            "data: {x: \"!important &\"}",
        ] {
            let aliased = text.contains('*');
            assert_eq!(may_bear(text.as_bytes(), &KINDS), aliased, "{text}");
        }
    }
}
