//! Go's view of characters: simple case mappings and Unicode categories.

use std::sync::LazyLock;

use regex::Regex;

/// `unicode.ToUpper`: a character for a character.
pub(super) fn upper(c: char) -> char {
    match c as u32 {
        // The iota-subscript letters have a simple mapping beside the full one of two letters.
        0x1F80..=0x1F87 | 0x1F90..=0x1F97 | 0x1FA0..=0x1FA7 => shifted(c, 8),
        0x1FB3 | 0x1FC3 | 0x1FF3 => shifted(c, 9),
        _ => single(c, c.to_uppercase()),
    }
}

/// `unicode.ToLower`.
pub(super) fn lower(c: char) -> char {
    if c == 'İ' { 'i' } else { single(c, c.to_lowercase()) }
}

/// `unicode.ToTitle`: as upper, but for the digraphs that have a form of their own and for Georgian.
pub(super) fn title(c: char) -> char {
    match c {
        'Ǆ' | 'ǅ' | 'ǆ' => 'ǅ',
        'Ǉ' | 'ǈ' | 'ǉ' => 'ǈ',
        'Ǌ' | 'ǋ' | 'ǌ' => 'ǋ',
        'Ǳ' | 'ǲ' | 'ǳ' => 'ǲ',
        'ა'..='ჺ' | 'ჽ'..='ჿ' => c,
        _ => upper(c),
    }
}

/// `unicode.IsUpper`.
pub(super) fn is_upper(c: char) -> bool {
    in_category(c, |c| c.is_ascii_uppercase(), &UPPER)
}

/// `unicode.IsLower`.
pub(super) fn is_lower(c: char) -> bool {
    in_category(c, |c| c.is_ascii_lowercase(), &LOWER)
}

/// `unicode.IsTitle`.
pub(super) fn is_title(c: char) -> bool {
    in_category(c, |_| false, &TITLE)
}

/// `unicode.IsLetter`.
pub(super) fn is_letter(c: char) -> bool {
    in_category(c, |c| c.is_ascii_alphabetic(), &LETTER)
}

/// `unicode.IsPunct`; `$+<=>^`|~` are symbols.
pub(super) fn is_punctuation(c: char) -> bool {
    in_category(c, |c| c.is_ascii_punctuation() && !"$+<=>^`|~".contains(*c), &PUNCTUATION)
}

static UPPER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\A\p{Lu}").ok());
static LOWER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\A\p{Ll}").ok());
static TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\A\p{Lt}").ok());
static LETTER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\A\p{L}").ok());
static PUNCTUATION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\A\p{P}").ok());

fn in_category(c: char, ascii: impl Fn(&char) -> bool, others: &LazyLock<Option<Regex>>) -> bool {
    if c.is_ascii() {
        return ascii(&c);
    }
    let mut room = [0; 4];
    others.as_ref().is_some_and(|category| category.is_match(c.encode_utf8(&mut room)))
}

fn single(c: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

fn shifted(c: char, by: u32) -> char {
    char::from_u32(c as u32 + by).unwrap_or(c)
}
