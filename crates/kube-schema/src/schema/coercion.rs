//! What a typed reader takes for what it is not, and what people are told of it.

use crate::code;
use kube_yaml::{Error, Span};

/// Something that a typed reader takes for what it is not, and the API server would refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coerced {
    /// What it is about.
    pub what: Coercion,
    /// Where the value stands.
    pub span: Span,
    /// The way to it from the object: `spec.containers[0].env[1].value`.
    pub path: String,
    /// The value, or the key, as it was read.
    pub was: String,
    /// The value or name it was read as.
    pub became: String,
}

impl Coerced {
    /// What people are told of it.
    #[must_use]
    pub fn warning(&self) -> Error {
        let Coerced { path, was, became, .. } = self;
        let (cause, help) = match self.what {
            Coercion::Text => (
                format!("{path}: {was} is not a string, quoted as {became:?}"),
                "the API server rejects it without quotes",
            ),
            Coercion::Key => (
                format!("{path}: unknown field {was}, read as {became}"),
                "the API server rejects this spelling",
            ),
            Coercion::Unknown => {
                return Error::new(code::TYPE, format!("{path}: unknown field {was}"))
                    .at(self.span)
                    .help(format!("did you mean {became}?"));
            }
        };
        Error::new(code::TYPE, cause).at(self.span).help(help)
    }
}

/// What a [`Coerced`] is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coercion {
    /// A number or a boolean became a string.
    Text,
    /// A key whose case is wrong became the field's name.
    Key,
    /// A key that the type does not know is near the name of a field; it stays.
    Unknown,
}
