//! Where one JSON object of a stream ends and the next begins, with nothing but blanks and comments between them.

use memchr::{memchr, memchr2};

/// What is known of the JSON object that a document may be; it is asked again as more of the document is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct JsonObject {
    state: State,
    /// How much of the document it is known for.
    at: usize,
    /// How many maps and lists are open.
    depth: usize,
    /// Where the document ends if another object follows.
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum State {
    /// In front of the object.
    #[default]
    Before,
    /// In it, outside of strings.
    Inside,
    /// In a string, behind its quote.
    Text,
    /// Behind the object, on its last line.
    SameLine,
    /// Behind that line.
    Behind,
    /// This is no JSON object, or something else follows it.
    Other,
}

/// What an object's text tells of where its document ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Next {
    /// Another object follows: the document ends here.
    Object(usize),
    /// There is no other object behind it.
    Nothing,
    /// That cannot be told before more is read.
    Unread,
}

impl JsonObject {
    /// Looks for the end of the object that `document` begins with behind `marker` bytes; `ended` when it is all there is.
    pub(super) fn next(&mut self, document: &[u8], marker: usize, ended: bool) -> Next {
        self.at = self.at.max(marker);
        while let Some(byte) = document.get(self.at) {
            let went = match self.state {
                State::Before | State::SameLine | State::Behind => self.between(document, *byte, ended),
                State::Inside => self.inside(document, *byte, ended),
                State::Text => self.text(document),
                State::Other => return Next::Nothing,
            };
            match went {
                Some(State::Inside) if matches!(self.state, State::SameLine | State::Behind) => {
                    return Next::Object(self.end);
                }
                Some(state) => self.state = state,
                None => break,
            }
        }
        if ended { Next::Nothing } else { Next::Unread }
    }

    /// Steps over a blank or a comment around the object, or into it; `None` where more has to be read.
    fn between(&mut self, document: &[u8], byte: u8, ended: bool) -> Option<State> {
        match byte {
            b'{' => {
                if self.state == State::SameLine {
                    self.end = self.at;
                }
                self.depth = 1;
                self.at += 1;
                return Some(State::Inside);
            }
            b'#' => match memchr(b'\n', &document[self.at..]) {
                Some(line) => self.at += line,
                None if ended => self.at = document.len(),
                None => return None,
            },
            b'\n' if self.state == State::SameLine => {
                self.at += 1;
                self.end = self.at;
                return Some(State::Behind);
            }
            b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
            _ => return Some(State::Other),
        }
        Some(self.state)
    }

    /// Steps over a token of JSON; whatever YAML knows besides makes it something else.
    fn inside(&mut self, document: &[u8], byte: u8, ended: bool) -> Option<State> {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' => self.at += 1,
            b'{' | b'[' => {
                self.depth += 1;
                self.at += 1;
            }
            b'}' | b']' => {
                self.depth -= 1;
                self.at += 1;
                if self.depth == 0 {
                    return Some(State::SameLine);
                }
            }
            b'"' => {
                self.at += 1;
                return Some(State::Text);
            }
            _ => {
                let word = &document[self.at..];
                let len = word.iter().take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count();
                if len == word.len() && !ended {
                    return None;
                }
                if !is_literal(&word[..len]) {
                    return Some(State::Other);
                }
                self.at += len;
            }
        }
        Some(State::Inside)
    }

    /// Steps to the end of a string, whose lines end in it in YAML alone.
    fn text(&mut self, document: &[u8]) -> Option<State> {
        let rest = &document[self.at..];
        let stop = memchr2(b'"', b'\\', rest);
        if memchr(b'\n', &rest[..stop.unwrap_or(rest.len())]).is_some() {
            return Some(State::Other);
        }
        match stop {
            Some(at) if rest[at] == b'"' => {
                self.at += at + 1;
                Some(State::Inside)
            }
            Some(at) if at + 1 < rest.len() => {
                self.at += at + 2;
                Some(State::Text)
            }
            // The backslash is looked at again with what it escapes.
            stop => {
                self.at += stop.unwrap_or(rest.len());
                stop.is_none().then_some(State::Text)
            }
        }
    }
}

/// Whether a word is a number, as far as it is told from YAML's `---`, or one of JSON's names.
fn is_literal(word: &[u8]) -> bool {
    matches!(word, b"true" | b"false" | b"null")
        || word.strip_prefix(b"-").unwrap_or(word).first().is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the first document of a text ends, however much of it is read at once.
    fn end(text: &str) -> Option<usize> {
        let whole = JsonObject::default().next(text.as_bytes(), 0, true);
        let mut object = JsonObject::default();
        let dripped = (0..=text.len())
            .map(|read| object.next(&text.as_bytes()[..read], 0, read == text.len()))
            .find(|next| *next != Next::Unread);
        assert_eq!(dripped, Some(whole), "{text}");
        match whole {
            Next::Object(at) => Some(at),
            _ => None,
        }
    }

    #[test]
    fn next_object_ends_the_document() {
        for (first, rest) in [
            ("{}", "{}"),
            ("{\"a\": [1, -2.5e+3, true, null, {\"}\": \"{\\\"\\\\\"}]}", "{\"b\": 1}"),
            ("{}\n", "{}"),
            ("{}  ", "{}"),
            ("{}\r\n", "\n# of its own\n {}"),
            ("# c\n{} # its own\n", "{"),
        ] {
            assert_eq!(end(&format!("{first}{rest}")), Some(first.len()), "{first}{rest}");
        }
    }

    #[test]
    fn what_is_no_json_is_left_to_others() {
        for text in [
            "",
            "{}",
            "{}\n",
            "{}\n# c",
            "{} a",
            "{}\n---\n{}",
            "{a: b}{}",
            "{'}': 1}{}",
            "{\"a\": \"x\n y\"}{}",
            "{\"a\": &x 1}{}",
            "{\n---\n}{}",
            "[]{}",
            "{\"a\": \"}{}",
            "{\"a\": \"\\",
        ] {
            assert_eq!(end(text), None, "{text}");
        }
    }
}
