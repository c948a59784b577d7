//! Go's text/template: parsed once, executed as often as there are pods.

mod lex;
mod ast;
mod number;
mod parse;
mod settled;
mod settle;
mod eval;
mod error;

pub use error::{Action, TemplateError};

use crate::functions::{Context, Library};
use crate::value::Value;

/// A parsed text with the templates it defines. It can be shared between threads.
///
/// What it renders is decided by what it is executed on alone. It remembers, though, what its parts came to that depend on
/// [settled](crate::value::Object::is_settled) fields only, and on entries that [sparse](Options::sparse) maps lack.
#[derive(Debug)]
pub struct Template {
    name: String,
    text: String,
    definitions: Vec<ast::Definition>,
    /// What parts of it depend on that may be settled.
    mentioned: settle::Mentioned,
    room: settled::Room,
    partials: Vec<Template>,
}

/// How a text is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Options<'o> {
    /// What opens an action; `{{` by default, `[[` in Istio 1.0.
    pub left: &'o str,
    /// What closes an action.
    pub right: &'o str,
    /// The functions it may call.
    pub library: Library,
    /// The fields of the data that may be [settled](crate::value::Object::is_settled).
    pub settled: &'static [&'static str],
    /// Maps of the data that mostly lack the entries which templates look up: what depends on their absence alone is settled, too.
    pub sparse: &'static [Sparse],
}

/// A map in a field of an [object](crate::value::Object) in a field of the data.
pub type Sparse = [&'static str; 2];

impl Default for Options<'_> {
    fn default() -> Self {
        Options { left: "{{", right: "}}", library: Library::SPRIG, settled: &[], sparse: &[] }
    }
}

impl Template {
    /// Parses `text`; functions that do not exist are errors already here.
    pub fn parse(name: &str, text: &str, options: Options<'_>) -> Result<Template, TemplateError> {
        let left = if options.left.is_empty() { "{{" } else { options.left };
        let right = if options.right.is_empty() { "}}" } else { options.right };
        let mut definitions = parse::parse(name, text, (left, right), options.library)?;
        let mentioned = settle::settle(&mut definitions, options.settled, options.sparse);
        let (name, text, room) = (name.to_owned(), text.to_owned(), settled::Room::default());
        Ok(Template { name, text, definitions, mentioned, room, partials: Vec::new() })
    }

    /// The name the text was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Gives the template the texts that its function `render` may be asked to execute.
    #[must_use]
    pub fn with_partials(self, partials: Vec<Template>) -> Template {
        Template { partials, ..self }
    }

    /// The template's text, as it was parsed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Executes the text on `data`.
    pub fn execute<'a>(&'a self, data: Value<'a>, context: Context<'a>) -> Result<String, TemplateError> {
        eval::execute(self, data, context)
    }

    /// Where in the text that stands which wrote the byte `written` of what [`Template::execute`] gives: the byte of the
    /// text, or that of the action.
    #[must_use]
    pub fn origin<'a>(&'a self, data: Value<'a>, context: Context<'a>, written: usize) -> Option<usize> {
        eval::origin(self, data, context, written)
    }
}

#[cfg(test)]
mod tests;
