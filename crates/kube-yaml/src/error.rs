//! What can go wrong with the input or the configuration, where, and what would help.

use std::fmt;

/// A byte range in the text of one document (or one configuration file).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Span {
    /// The offset of the first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of a node that was never in any text: made by a template, a default or a finishing step.
    pub const NONE: Span = Span { start: u32::MAX, end: u32::MAX };

    /// The range `start..end`, in bytes.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Span { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
    }

    /// Whether the node was read from text.
    #[must_use]
    pub fn is_some(self) -> bool {
        self.start != u32::MAX
    }

    /// The range as `usize`, to slice text with.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where an error is, as people count: lines and columns (in characters) from 1.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Location {
    /// The file as it was named on the command line, `-` for standard input.
    pub file: String,
    /// Line in the file, from 1; 0 when unknown.
    pub line: usize,
    /// Column in characters, from 1; 0 when unknown.
    pub column: usize,
    /// The whole text of that line, for the excerpt.
    pub excerpt: String,
    /// How many characters the excerpt underlines.
    pub width: usize,
}

/// One error: the cause, and where and with what object it happened as far as that is known yet.
///
/// A stage makes an error with [`Error::new`] and, when it knows, [`Error::at`] and [`Error::help`]; the pipeline adds
/// the object and resolves the span into a [`Location`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error(Box<Parts>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Parts {
    cause: String,
    code: Option<&'static str>,
    help: Option<String>,
    span: Option<Span>,
    object: Option<String>,
    location: Option<Location>,
}

/// The result of a stage.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error with its cause: lower case, no full stop.
    pub fn new(cause: impl Into<String>) -> Self {
        let parts =
            Parts { cause: cause.into(), code: None, help: None, span: None, object: None, location: None };
        Error(Box::new(parts))
    }

    /// Gives it a stable word by which people can silence it or ask for it.
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.0.code.get_or_insert(code);
        self
    }

    /// Says where in the document's text; the innermost place wins, and [`Span::NONE`] says nothing.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        if span.is_some() {
            self.0.span.get_or_insert(span);
        }
        self
    }

    /// Says what would help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help.get_or_insert_with(|| help.into());
        self
    }

    /// Says which object it concerns, as `Kind namespace/name`.
    #[must_use]
    pub fn object(mut self, object: impl Into<String>) -> Self {
        self.0.object.get_or_insert_with(|| object.into());
        self
    }

    /// Puts words in front of the cause: `context: cause`.
    #[must_use]
    pub fn context(mut self, words: impl fmt::Display) -> Self {
        self.0.cause = format!("{words}: {}", self.0.cause);
        self
    }

    /// Resolves the span against the text it belongs to, which begins at `first_line` (from 1) of `file`.
    #[must_use]
    pub fn in_text(mut self, file: &str, first_line: usize, text: &str) -> Self {
        if self.0.location.is_none() {
            self.0.location = Some(match self.0.span {
                Some(span) => Location::of(file, first_line, text, span),
                None => Location { file: file.to_owned(), ..Location::default() },
            });
        }
        self
    }

    /// The same error of another place.
    #[must_use]
    pub fn moved_to(mut self, location: Location) -> Self {
        self.0.location = Some(location);
        self
    }

    /// The cause, without place and object.
    #[must_use]
    pub fn cause(&self) -> &str {
        &self.0.cause
    }

    /// The stable word for it, when it has one.
    #[must_use]
    pub fn code_word(&self) -> Option<&'static str> {
        self.0.code
    }

    /// What would help, when something is known to.
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The object it concerns, as `Kind namespace/name`, once a stage knew it.
    #[must_use]
    pub fn object_name(&self) -> Option<&str> {
        self.0.object.as_deref()
    }

    /// The unresolved place in the document's text.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.0.span
    }

    /// The file, line and column, once resolved.
    #[must_use]
    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref()
    }
}

impl Location {
    /// The place of `span` in `text`, which begins at `first_line` of `file`.
    #[must_use]
    pub fn of(file: &str, first_line: usize, text: &str, span: Span) -> Self {
        let mut start = (span.start as usize).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let mut end = (span.end as usize).clamp(start, line_end);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Location {
            file: file.to_owned(),
            line: first_line + text[..line_start].bytes().filter(|b| *b == b'\n').count(),
            column: text[line_start..start].chars().count() + 1,
            excerpt: text[line_start..line_end].trim_end_matches('\r').to_owned(),
            width: text[start..end].chars().count().max(1),
        }
    }

    /// What the excerpt underlines, as a range of its bytes.
    #[must_use]
    pub fn marked(&self) -> std::ops::Range<usize> {
        let byte = |column| self.excerpt.char_indices().nth(column).map_or(self.excerpt.len(), |(i, _)| i);
        let first = self.column.saturating_sub(1);
        byte(first)..byte(first + self.width)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = &self.0.location {
            match at.line {
                0 => write!(f, "{}: ", at.file)?,
                line => write!(f, "{}:{line}:{}: ", at.file, at.column)?,
            }
        }
        if let Some(object) = &self.0.object {
            write!(f, "{object}: ")?;
        }
        f.write_str(&self.0.cause)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn location_counts_characters_and_lines_from_one() {
        let text = "a: 1\nß: x\r\n";
        let at = Location::of("f.yaml", 10, text, Span::new(9, 10));
        assert_eq!((at.line, at.column, at.width, at.excerpt.as_str()), (11, 4, 1, "ß: x"));
    }

    #[test]
    fn message_is_place_object_cause() {
        let error = Error::new("no").at(Span::new(0, 1)).object("Pod a/b").in_text("f", 3, "x");
        assert_eq!(error.to_string(), "f:3:1: Pod a/b: no");
    }
}
