//! Several inputs as one stream: separated where they need it, held back until the end or streamed.

use super::replace::Target;
use super::spool::{Spool, spool, spool_failed};
use super::{Done, Sink, Text};
use crate::failure::Failure;
use crate::sources::Input;
use std::io::{self, Write};

/// Holds everything back until it is committed.
pub(crate) struct Buffered {
    target: Target,
    separator: Separator,
    spool: Spool,
}

/// Writes every document at once.
pub(crate) struct Streamed<W> {
    separator: Separator,
    writer: W,
}

impl Buffered {
    pub(crate) fn new(target: Target) -> Self {
        Buffered { target, separator: Separator::default(), spool: spool() }
    }
}

impl Sink for Buffered {
    fn begin(&mut self, _input: &Input) -> Result<(), Failure> {
        self.separator.begin();
        Ok(())
    }

    fn write(&mut self, done: Done<'_>) -> Result<(), Failure> {
        let text = if done.manifest { done.text } else { Text::default() };
        self.separator.write(text, &mut self.spool).map_err(spool_failed)
    }

    fn commit(self: Box<Self>) -> Result<(), Failure> {
        self.target.fill(self.spool)
    }
}

impl<W: Write> Streamed<W> {
    pub(crate) fn new(writer: W) -> Self {
        Streamed { separator: Separator::default(), writer }
    }
}

impl<W: Write> Sink for Streamed<W> {
    fn begin(&mut self, _input: &Input) -> Result<(), Failure> {
        self.separator.begin();
        Ok(())
    }

    fn write(&mut self, done: Done<'_>) -> Result<(), Failure> {
        let text = if done.manifest { done.text } else { Text::default() };
        let written = self.separator.write(text, &mut self.writer).and_then(|()| self.writer.flush());
        written.map_err(Failure::writing_stdout)
    }

    fn commit(self: Box<Self>) -> Result<(), Failure> {
        Ok(())
    }
}

/// The separator between two inputs in one stream.
#[derive(Default)]
pub(super) struct Separator {
    /// The last byte written; `None` before the first.
    last: Option<u8>,
    /// Whether the next text is the first of another input.
    open: bool,
}

impl Separator {
    /// The next text is the first of another input.
    pub(super) fn begin(&mut self) {
        self.open = true;
    }

    /// Writes the text; before the first one of another input a line end and a document marker where they are missing.
    pub(super) fn write(&mut self, text: Text<'_>, into: &mut impl Write) -> io::Result<()> {
        let Some(end) = text.last()? else { return Ok(()) };
        if std::mem::take(&mut self.open)
            && let Some(last) = self.last
        {
            if last != b'\n' {
                into.write_all(b"\n")?;
            }
            if !begins_with_marker(&text.head(MARKER)?) {
                into.write_all(b"---\n")?;
            }
        }
        self.last = Some(end);
        text.copy_to(into)
    }
}

/// The most that is looked at to tell whether a text begins with a marker: a byte-order mark, `---`, a blank.
const MARKER: usize = 7;

fn begins_with_marker(text: &[u8]) -> bool {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    text.strip_prefix(b"---").is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace))
}

#[cfg(test)]
mod tests {
    use super::super::spool::{copy_to, spool_beyond};
    use super::*;

    fn joined(inputs: &[&[&str]]) -> String {
        let mut separator = Separator::default();
        let mut out = Vec::new();
        for input in inputs {
            separator.begin();
            for text in *input {
                separator.write(Text::Here(text.as_bytes()), &mut out).unwrap();
            }
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn one_input_is_written_as_it_is() {
        assert_eq!(joined(&[&["a: 1\n", "---\nb: 2"]]), "a: 1\n---\nb: 2");
    }

    #[test]
    fn inputs_are_separated_where_they_need_it() {
        assert_eq!(joined(&[&["a: 1"], &["b: 2\n"], &["---\nc: 3\n"]]), "a: 1\n---\nb: 2\n---\nc: 3\n");
    }

    #[test]
    fn empty_inputs_leave_no_seam() {
        assert_eq!(joined(&[&[], &["a: 1\n"], &[""], &["b: 2\n"]]), "a: 1\n---\nb: 2\n");
    }

    #[test]
    fn text_that_only_resembles_a_marker_gets_one() {
        assert_eq!(joined(&[&["a: 1\n"], &["---x: 1\n"]]), "a: 1\n---\n---x: 1\n");
    }

    #[test]
    fn large_output_comes_back_from_its_temporary_file() {
        let mut spool = spool_beyond(4);
        spool.write_all(b"0123456789").unwrap();
        let mut out = Vec::new();
        copy_to(spool, &mut out).unwrap();
        assert_eq!(out, b"0123456789");
    }
}
