//! Steps over what is between tokens: blanks, comments and line breaks.

use super::scanner::Scanner;
use super::token::{break_len, is_blank, is_break_or_end};

impl Scanner<'_> {
    /// Steps over the line break at the current position, if there is one.
    pub(super) fn skip_break(&mut self) -> bool {
        let len = break_len(self.bytes, self.pos);
        self.pos += len;
        if len > 0 {
            self.line_start = self.pos;
        }
        len > 0
    }

    /// Steps over blanks and a comment.
    pub(super) fn skip_blanks_and_comment(&mut self) {
        while is_blank(self.bytes, self.pos) {
            self.pos += 1;
        }
        if self.bytes.get(self.pos) == Some(&b'#') {
            self.skip_comment();
        }
    }

    fn skip_comment(&mut self) {
        while !is_break_or_end(self.bytes, self.pos) {
            self.pos += 1;
        }
    }

    /// Steps over blanks, comments and line breaks.
    pub(super) fn skip_to_token(&mut self) {
        loop {
            while self.column() == 0 && self.bytes[self.pos..].starts_with(b"\xEF\xBB\xBF") {
                self.pos += 3;
                self.line_start = self.pos;
            }
            let tabs = self.flow > 0 || !self.key_allowed;
            while matches!(self.bytes.get(self.pos), Some(b) if *b == b' ' || tabs && *b == b'\t') {
                self.pos += 1;
            }
            if self.bytes.get(self.pos) == Some(&b'#') {
                self.skip_comment();
            }
            if !self.skip_break() {
                return;
            }
            if self.flow == 0 {
                self.key_allowed = true;
            }
        }
    }
}
