//! The short way through plain blocks: keys that are words, and values that are the rest of a line, are told by looking at them.
//!
//! It is taken only where no token is waiting, and leaves the scanner as reading the same by tokens does. Whatever looks like
//! anything else is left to the tokens, so that there is one place that knows what is an error.

use std::ops::Range;

use super::scanner::Scanner;
use super::token::is_blank_or_end;
use crate::yaml::scalar::IN_WORDS;

/// No simple key can be too long that has no more bytes.
const LONGEST_KEY: usize = 256;

impl Scanner<'_> {
    /// Steps over a key of the block map that is being read, and its colon.
    pub(super) fn word_key(&mut self) -> Option<Range<usize>> {
        let key = self.word_at_token().filter(|_| self.column() == self.indent)?;
        self.pos = key.end + 1;
        self.key_allowed = false;
        Some(key)
    }

    /// Begins a block map where its first key is a word; nothing has been read of it then.
    pub(super) fn begins_with_word(&mut self) -> bool {
        let begins = self.word_at_token().is_some() && self.column() > self.indent;
        if begins {
            self.enter(self.column());
        }
        begins
    }

    /// The word with a colon behind it that comes next, where a key may stand.
    fn word_at_token(&mut self) -> Option<Range<usize>> {
        if !self.is_between_tokens() {
            return None;
        }
        self.skip_to_token();
        let rest = self.bytes.get(self.pos..).filter(|_| self.key_allowed)?;
        let rest = &rest[..rest.len().min(LONGEST_KEY)];
        let len = rest.iter().position(|byte| !IN_WORDS[usize::from(*byte)])?;
        let is_key = rest[len] == b':' && is_blank_or_end(self.bytes, self.pos + len + 1);
        (is_key && rest[0].is_ascii_alphabetic()).then_some(self.pos..self.pos + len)
    }

    /// Steps over the plain scalar that is the rest of the line behind a colon, and to what comes on the next line, where that
    /// stands no deeper than the map of the key.
    pub(super) fn plain_to_line_end(&mut self) -> Option<Range<usize>> {
        if !self.is_between_tokens() {
            return None;
        }
        let blanks = self.bytes[self.pos..].iter().take_while(|byte| **byte == b' ').count();
        let start = self.pos + blanks;
        let end = start + memchr::memchr(b'\n', self.bytes.get(start..).filter(|_| blanks > 0)?)?;
        if !is_plain_line(&self.bytes[start..end]) {
            return None;
        }
        let next = end + 1;
        let indent = self.bytes[next..].iter().take_while(|byte| **byte == b' ').count();
        let stands_alone =
            self.bytes.get(next + indent).is_some_and(|byte| matches!(byte, b'!'..=b'~') && *byte != b'#');
        if !stands_alone || isize::try_from(indent).ok()? > self.indent {
            return None;
        }
        (self.line_start, self.pos, self.key_allowed) = (next, next + indent, true);
        Some(start..end)
    }
}

/// Whether what a line ends with is a plain scalar: ASCII that no indicator begins, and neither a key nor a comment in it.
fn is_plain_line(line: &[u8]) -> bool {
    let begins = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'$');
    let stays = |(at, byte): (usize, &u8)| match byte {
        b':' => line.get(at + 1).is_some_and(|next| *next != b' '),
        b'#' => line[at - 1] != b' ',
        byte => matches!(byte, b' '..=b'~'),
    };
    line.first().is_some_and(begins) && line.last() != Some(&b' ') && line.iter().enumerate().all(stays)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::scan::{Parser, diagnose};
    use proptest::prelude::*;

    /// What is told of a text: by tokens alone, or with the short ways.
    fn told(text: &str, short_ways: bool) -> String {
        let mut repeated = Vec::new();
        let mut parser = Parser::of(text, 0..text.len(), 0, &mut repeated);
        parser.scanner.short_ways = short_ways;
        let read = parser.document();
        let read = read.map_err(|error| diagnose::explain(error, text, parser.scanner.last_quote));
        format!("{read:?} {repeated:?}")
    }

    #[test]
    fn short_ways_are_taken() {
        let text = "a:\n  b: c d\n  e: f\n";
        let mut scanner = Scanner::within(text, 0..text.len());
        assert!(scanner.begins_with_word());
        assert_eq!(scanner.word_key(), Some(0..1));
        assert!(scanner.begins_with_word());
        assert_eq!(scanner.word_key(), Some(5..6));
        assert_eq!(scanner.plain_to_line_end(), Some(8..11));
        assert_eq!(scanner.word_key(), Some(14..15));
        assert_eq!(scanner.plain_to_line_end(), None, "what comes at the end of the text is for the tokens");
    }

    #[test]
    fn what_is_no_plain_block_is_read_by_tokens() {
        for text in [
            "a: b\n  c\n",
            "a: b\n  c: d\n",
            "a:\tb\n",
            "a: b \nc: d\n",
            "a: b\n\tc: d\n",
            "a: b #c\nd: e\n",
            "a: b\n# c\nd: e\n",
            "a: .nan\nb: c\n",
            "on: 1\nnull: 2\n1.0: 3\n",
            "a: &x b\nc: *x\n",
            "a:\n- b\n- c: d\n",
            "a: b\n- c\n",
            "- a: b\n c: d\n",
            "a: b\n---\nc: d\n",
            "a: b\n...\n",
            "a: {b: c}\nd: [e]\n",
            "a: |\n  b\nc: d\n",
            "a: |\n  b\n  c\n\n   d\n    \n  e\n  \n\tf\n g\n",
            "- |2+\n   a\n   b\n  c\n  ",
            "a: |\n\n  b\n  c\r\n  d\n",
            "a: 'b'\nc: \"d\"\n",
            "a: b:c\nd: e#f\n",
            "a: b:\nc: d\n",
            "a: b\r\nc: d\r\n",
            "a: b\u{85}c: d\n",
            "a: é\nb: c\n",
            "? a\n: b\nc: d\n",
            "- a\n-  b: c\n   d: e\n",
            "a:\nb:\n  c:\n",
            "a: b\n\nc: d\n",
            "a: x\na: y\n",
        ] {
            assert_eq!(told(text, true), told(text, false), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

        #[test]
        fn short_ways_lead_to_the_same(
            lines in prop::collection::vec(
                ("[ ]{0,6}|\t| \t", "(- ){0,2}", "([a-c]|on|null|1|a/b|-|\\?|<<|'a'|\\*x|---|\\.\\.\\.)?", ":?",
                 "( |  |\t|)", "(b|b c|1|~|\\.inf|b: c|b:c|b#c|#c|b #c|&x d|\\*x|!!str e|'q'|\"r|\\||>-|\\{a: b\\}|\\[a|b\\]|-|é|%|)",
                 "( |\r|\u{85}|)"),
                0..7,
            ),
            ended in any::<bool>(),
        ) {
            let mut text: String = lines.iter().map(|(a, b, c, d, e, f, g)| format!("{a}{b}{c}{d}{e}{f}{g}\n")).collect();
            if !ended {
                text.pop();
            }
            prop_assert_eq!(told(&text, true), told(&text, false), "{:?}", text);
        }
    }
}
