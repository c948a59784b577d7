//! What can go wrong with the input or the configuration, where, and what would help.

mod code;

pub use code::ErrorCode;
use std::fmt;

use crate::location::{LineIndex, Location, Span};

/// One error: the cause, and where and with what object it happened as far as that is known yet.
///
/// A stage makes an error with [`Error::new`] and, when it knows, [`Error::at`] and [`Error::help`]; the pipeline adds
/// the object and resolves the span into a [`Location`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error(Box<Parts>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Parts {
    cause: String,
    code: ErrorCode,
    help: Option<String>,
    span: Option<Span>,
    object: Option<String>,
    input: Option<(String, usize)>,
    location: Option<Location>,
    others: Vec<Error>,
}

/// The result of a stage.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of a kind, with its cause: lower case, no full stop.
    pub fn new(code: ErrorCode, cause: impl Into<String>) -> Self {
        Error(Box::new(Parts {
            cause: cause.into(),
            code,
            help: None,
            span: None,
            object: None,
            input: None,
            location: None,
            others: Vec::new(),
        }))
    }

    /// The same error as one of another kind.
    #[must_use]
    pub fn recoded(mut self, code: ErrorCode) -> Self {
        self.0.code = code;
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

    /// Says what would help more than what was said before.
    #[must_use]
    pub fn better_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Says which object it concerns, as `Kind namespace/name`.
    #[must_use]
    pub fn object(mut self, object: impl Into<String>) -> Self {
        self.0.object.get_or_insert_with(|| object.into());
        self
    }

    /// Says in which file and line the object stands, when the place of the error is another file's.
    #[must_use]
    pub fn input(mut self, file: &str, line: usize) -> Self {
        if self.0.location.as_ref().is_some_and(|at| at.file != file) {
            self.0.input.get_or_insert_with(|| (file.to_owned(), line));
        }
        self
    }

    /// Puts words in front of the cause: `context: cause`.
    #[must_use]
    pub fn context(mut self, words: impl fmt::Display) -> Self {
        self.0.cause = format!("{words}: {}", self.0.cause);
        self
    }

    /// The same error in other words.
    #[must_use]
    pub fn reworded(mut self, cause: impl Into<String>) -> Self {
        self.0.cause = cause.into();
        self
    }

    /// Resolves the span against the text it belongs to, which begins at `first_line` (from 1) of `file`.
    #[must_use]
    pub fn in_text(self, file: &str, first_line: usize, text: &str) -> Self {
        self.in_lines(file, first_line, &LineIndex::new(text))
    }

    /// The same where the text's lines are looked up again and again.
    #[must_use]
    pub fn in_lines(mut self, file: &str, first_line: usize, lines: &LineIndex<'_>) -> Self {
        if self.0.location.is_none() {
            self.0.location = Some(match self.0.span {
                Some(span) => lines.location(file, first_line, span),
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

    /// The first of several errors that were found together, with the others; `None` if there are none.
    pub fn of_all(errors: impl IntoIterator<Item = Error>) -> Option<Self> {
        let mut errors = errors.into_iter();
        let mut first = errors.next()?;
        first.0.others.extend(errors);
        Some(first)
    }

    /// All errors that were found together, this one first.
    pub fn into_all(mut self) -> impl Iterator<Item = Error> {
        let others = std::mem::take(&mut self.0.others);
        std::iter::once(self).chain(others)
    }

    /// The cause, without place and object.
    #[must_use]
    pub fn cause(&self) -> &str {
        &self.0.cause
    }

    /// What kind of error it is.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
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

    /// The file and line of the object, when the error is in another file.
    #[must_use]
    pub fn input_place(&self) -> Option<(&str, usize)> {
        self.0.input.as_ref().map(|(file, line)| (file.as_str(), *line))
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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = &self.0.location {
            match at.line {
                0 => write!(f, "{}: ", at.file)?,
                line => write!(f, "{}:{line}:{}: ", at.file, at.column)?,
            }
        }
        match (&self.0.object, &self.0.input) {
            (Some(object), Some((file, line))) => write!(f, "{object} ({file}:{line}): ")?,
            (Some(object), None) => write!(f, "{object}: ")?,
            (None, _) => {}
        }
        f.write_str(&self.0.cause)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_is_place_object_cause() {
        let error =
            Error::new(crate::code::SYNTAX, "no").at(Span::new(0, 1)).object("Pod a/b").in_text("f", 3, "x");
        assert_eq!(error.to_string(), "f:3:1: Pod a/b: no");
        assert_eq!(error.clone().input("f", 3).to_string(), "f:3:1: Pod a/b: no");
        assert_eq!(error.input("pod.yaml", 7).to_string(), "f:3:1: Pod a/b (pod.yaml:7): no");
    }
}
