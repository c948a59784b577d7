//! What is wrong with a template, and where: its name, line, column and the action.

use std::fmt;

use crate::code;
use kube_yaml::{Error, Span};

/// An error of parsing or executing a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateError {
    /// The name of the text the place is in.
    pub name: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The byte in the template's text.
    pub offset: usize,
    /// The definition that was executed, and the action in it; none when parsing.
    pub action: Option<Box<Action>>,
    /// What is wrong, in Go's words.
    pub cause: String,
    /// What to do about it, when something is known.
    pub help: Option<&'static str>,
    /// Whether the template costs more than it may.
    pub exhausted: bool,
}

/// What was being executed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// The definition, which is not the text's name inside a `define`.
    pub definition: String,
    /// The expression, spelled as a template spells it.
    pub text: String,
}

impl TemplateError {
    /// An error of parsing `text`, at the byte `offset` of it.
    #[must_use]
    pub fn parse(name: &str, text: &str, offset: usize, cause: String) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        TemplateError {
            name: name.to_owned(),
            line: 1 + before.bytes().filter(|b| *b == b'\n').count(),
            column: 1 + before[line_start..].chars().count(),
            offset,
            action: None,
            cause,
            help: None,
            exhausted: false,
        }
    }

    /// Says what would help.
    #[must_use]
    pub(crate) fn help(self, help: &'static str) -> Self {
        TemplateError { help: Some(help), ..self }
    }

    /// Says what was being executed.
    #[must_use]
    pub(crate) fn executing(self, definition: &str, text: String) -> Self {
        TemplateError { action: Some(Box::new(Action { definition: definition.to_owned(), text })), ..self }
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "template {}:{}:{}: ", self.name, self.line, self.column)?;
        if let Some(action) = &self.action {
            if action.definition != self.name {
                write!(f, "in {:?}: ", action.definition)?;
            }
            write!(f, "at <{}>: ", action.text)?;
        }
        f.write_str(&self.cause)
    }
}

impl std::error::Error for TemplateError {}

/// The span is one of the template's own text.
impl From<TemplateError> for Error {
    fn from(error: TemplateError) -> Self {
        let width = error.action.as_ref().map_or(1, |action| action.text.len());
        let code = if error.action.is_some() { code::EXECUTE } else { code::PARSE };
        let made = Error::new(code, error.to_string()).at(Span::new(error.offset, error.offset + width));
        match error.help {
            Some(help) => made.help(help),
            None => made,
        }
    }
}
