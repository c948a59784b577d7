//! Sprig's functions on letter case and words.

use super::Answer;
use super::characters::{is_letter, is_lower, is_punctuation, is_title, is_upper, lower, title, upper};
use crate::functions::{Call, Context, Cost, Function, Param, text};
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    letters("upper", |_, args| made(text(args, 0)?.chars().map(upper).collect())),
    letters("lower", |_, args| made(text(args, 0)?.chars().map(lower).collect())),
    letters("title", |_, args| made(title_words(text(args, 0)?))),
    letters("untitle", |_, args| made(lower_words(text(args, 0)?))),
    letters("swapcase", |_, args| made(swap_case(text(args, 0)?))),
    letters("camelcase", |_, args| made(pascal(text(args, 0)?))),
    letters("snakecase", |_, args| made(joined(text(args, 0)?, '_'))),
    letters("kebabcase", |_, args| made(joined(text(args, 0)?, '-'))),
    letters("initials", initials),
    letters("nospace", no_space),
];

/// A function that asks of every character what it is.
const fn letters(name: &'static str, call: Call) -> Function {
    Function::new(name, &[Param::Str], call).costs(Cost::Whole(100))
}

#[expect(clippy::unnecessary_wraps, reason = "an answer")]
fn made<'a>(text: String) -> Answer<'a> {
    Ok(text.into())
}

/// `strings.Title`: a letter after a separator; letters, digits and `_` do not separate, nor do symbols outside ASCII.
fn title_words(s: &str) -> String {
    let mut separated = true;
    let each = s.chars().map(|c| {
        let out = if separated { title(c) } else { c };
        separated = if c.is_ascii() { !(c.is_ascii_alphanumeric() || c == '_') } else { c.is_whitespace() };
        out
    });
    each.collect()
}

fn lower_words(s: &str) -> String {
    let mut first = true;
    let each = s.chars().map(|c| {
        let out = if first { lower(c) } else { c };
        first = c.is_whitespace();
        out
    });
    each.collect()
}

/// Upper and title case go down; lower case goes up, at the start of a word to title case.
fn swap_case(s: &str) -> String {
    let mut first = true;
    let each = s.chars().map(|c| {
        let (out, starts) = if is_upper(c) || is_title(c) {
            (lower(c), false)
        } else if is_lower(c) {
            (if first { title(c) } else { upper(c) }, false)
        } else {
            (c, c.is_whitespace())
        };
        first = starts;
        out
    });
    each.collect()
}

/// Go's goutils take a byte for a character, so what is not ASCII comes out as Latin-1.
fn initials<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut gap = true;
    let mut out = String::new();
    for byte in text(args, 0)?.bytes().map(char::from) {
        if byte.is_whitespace() {
            gap = true;
        } else if std::mem::take(&mut gap) {
            out.push(byte);
        }
    }
    made(out)
}

fn no_space<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let bytes = || args[0].as_str().unwrap_or_default().bytes().map(char::from);
    if !text(args, 0)?.is_empty() && bytes().any(char::is_whitespace) {
        return made(bytes().filter(|c| !c.is_whitespace()).collect());
    }
    Ok(args[0].clone())
}

fn connects(c: char) -> bool {
    c == '-' || c == '_' || c.is_whitespace()
}

/// `xstrings.ToPascalCase`: connectors at the start stay (and the last of nothing but connectors comes twice), of
/// several in a row all but the last stay, and a word in capitals keeps only its first.
fn pascal(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut rest = s.chars();
    let mut current = None;
    let mut capitals = false;
    for c in rest.by_ref() {
        if connects(c) {
            out.push(c);
            current = Some(c);
        } else {
            capitals = is_upper(c);
            current = Some(upper(c));
            break;
        }
    }
    let Some(mut previous) = current else { return out };
    for c in rest {
        let mut next = c;
        if connects(c) && connects(previous) {
            out.push(previous);
        } else if connects(previous) {
            capitals = is_upper(c);
            next = upper(c);
        } else {
            if capitals && is_upper(c) {
                next = lower(c);
            } else {
                capitals = false;
            }
            out.push(previous);
        }
        previous = next;
    }
    out.push(previous);
    out
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Word {
    End,
    Number,
    Upper,
    Alphabet,
    Connector,
    Punctuation,
    Other,
}

/// `xstrings.ToSnakeCase` and `ToKebabCase`.
///
/// | word | is followed by a connector when |
/// | --- | --- |
/// | number (and letters and numbers after it) | a word in capitals or another comes |
/// | letters | letters or another come; a number that lower-case letters follow is put apart, else it belongs to them |
/// | connector, punctuation | never |
fn joined(s: &str, connector: char) -> String {
    let mut out = String::with_capacity(s.len() + s.len() / 4);
    let mut words = Words { rest: s };
    let put = |kind: Word, word: &str, out: &mut String| {
        if kind == Word::Connector {
            out.extend(word.chars().map(|_| connector));
        } else if kind == Word::Upper {
            out.extend(word.chars().map(|c| if is_upper(c) { lower(c) } else { c }));
        } else {
            out.push_str(word);
        }
    };
    let breaks = |kind| !matches!(kind, Word::End | Word::Connector | Word::Punctuation);
    let (mut kind, mut word) = words.take();
    while !words.rest.is_empty() {
        if kind != Word::Connector {
            put(kind, word, &mut out);
        }
        let (before, last) = (kind, word);
        (kind, word) = words.take();
        match before {
            Word::Number => {
                while matches!(kind, Word::Alphabet | Word::Number) {
                    put(kind, word, &mut out);
                    (kind, word) = words.take();
                }
                if breaks(kind) {
                    out.push(connector);
                }
            }
            Word::Connector => put(before, last, &mut out),
            Word::Punctuation => {}
            _ if kind != Word::Number => {
                if !matches!(kind, Word::Connector | Word::Punctuation) {
                    out.push(connector);
                }
            }
            _ if words.rest.is_empty() => {}
            _ => {
                let number = word;
                (kind, word) = words.take();
                if kind == Word::Alphabet {
                    out.push(connector);
                    put(Word::Number, number, &mut out);
                    while matches!(kind, Word::Alphabet | Word::Number) {
                        put(kind, word, &mut out);
                        (kind, word) = words.take();
                    }
                    if breaks(kind) {
                        out.push(connector);
                    }
                } else {
                    put(Word::Number, number, &mut out);
                    if !matches!(kind, Word::Connector | Word::Punctuation) {
                        out.push(connector);
                    }
                }
            }
        }
    }
    put(kind, word, &mut out);
    out
}

struct Words<'s> {
    rest: &'s str,
}

impl<'s> Words<'s> {
    /// The next word and what it is; at the end nothing.
    fn take(&mut self) -> (Word, &'s str) {
        let Some(first) = self.rest.chars().next() else { return (Word::End, "") };
        let while_ = |test: fn(char) -> bool| self.rest.find(|c| !test(c)).unwrap_or(self.rest.len());
        let after_first = first.len_utf8();
        let (kind, size) = if connects(first) {
            (Word::Connector, while_(connects))
        } else if is_punctuation(first) {
            (Word::Punctuation, while_(is_punctuation))
        } else if is_upper(first) {
            (Word::Upper, self.upper_size(after_first))
        } else if alphabetic(first) {
            (Word::Alphabet, while_(lower_alphabetic))
        } else if first.is_numeric() {
            (Word::Number, while_(char::is_numeric))
        } else {
            let other = |c| !(connects(c) || alphabetic(c) || c.is_numeric() || is_punctuation(c));
            (Word::Other, self.rest.find(|c| !other(c)).unwrap_or(self.rest.len()))
        };
        let (word, rest) = self.rest.split_at(size);
        self.rest = rest;
        (kind, word)
    }

    /// Capitals belong together, but the last before lower case begins the next word: `HTTPServer` is `HTTP`, `Server`.
    fn upper_size(&self, after_first: usize) -> usize {
        let tail = &self.rest[after_first..];
        let capitals = after_first + tail.find(|c| !is_upper(c)).unwrap_or(tail.len());
        if capitals == after_first {
            return after_first + tail.find(|c| !lower_alphabetic(c)).unwrap_or(tail.len());
        }
        let last = self.rest[..capitals].chars().next_back().map_or(0, char::len_utf8);
        match self.rest[capitals..].chars().next() {
            Some(next) if alphabetic(next) => capitals - last,
            _ => capitals,
        }
    }
}

/// Letters but for the ideographs.
fn alphabetic(c: char) -> bool {
    let ideograph =
        matches!(c, '\u{3400}'..='\u{4D85}' | '\u{4E00}'..='\u{9FCC}' | '\u{20000}'..='\u{2B81D}');
    is_letter(c) && !ideograph
}

fn lower_alphabetic(c: char) -> bool {
    alphabetic(c) && !is_upper(c)
}
