//! One compiled template, whichever language it is written in.

use std::sync::Arc;

use super::jinja;
use super::place::Place;
use go_template::value::Value;
use go_template::{Context, Template};
use kube_yaml::{Error, Location, Reader, Result, Span};

/// A compiled template. It does not change and can be shared between threads.
#[derive(Debug)]
pub struct Engine {
    name: String,
    language: Language,
    reader: Reader,
}

#[derive(Debug)]
enum Language {
    Go(Template, Place),
    Jinja(Arc<jinja::Library>),
}

impl Engine {
    /// A template in Go's language.
    #[must_use]
    pub fn go(template: Template, place: Place) -> Self {
        Engine {
            name: template.name().to_owned(),
            language: Language::Go(template, place),
            reader: Reader::default(),
        }
    }

    /// The template `name` of a library in Jinja.
    #[must_use]
    pub fn jinja(name: &str, library: Arc<jinja::Library>) -> Self {
        Engine { name: name.to_owned(), language: Language::Jinja(library), reader: Reader::default() }
    }

    /// The template's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The reader of what it renders, most of which is alike from one pod to the next.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Executes the template on `data`.
    ///
    /// # Errors
    /// When the template fails; the error says where in its file.
    pub fn execute<'a>(&'a self, data: Value<'a>, context: Context<'a>) -> Result<String> {
        match &self.language {
            Language::Go(template, place) => template.execute(data, context).map_err(|error| {
                let exhausted = error.exhausted;
                let error = Error::from(error).in_text(&place.file, place.first_line, template.text());
                if exhausted { error.help(super::LARGER_BUDGET) } else { error }
            }),
            Language::Jinja(library) => library.execute(&self.name, data, context),
        }
    }

    /// Says of an error at a place of what the template `rendered` which line of its file wrote that, or where in the rendered
    /// text it stands when that cannot be told.
    #[must_use]
    pub fn blame<'a>(&'a self, error: Error, rendered: &str, data: Value<'a>, context: Context<'a>) -> Error {
        let written = error.span().map_or(0, |span| span.range().start);
        let origin = match &self.language {
            Language::Go(template, place) => template.origin(data, context, written).map(|at| {
                // A line of the template shows what an action or an item is about.
                let rest = template.text().get(at..).unwrap_or_default();
                let span = Span::new(at, at + rest.lines().next().unwrap_or_default().len());
                Location::of(&place.file, place.first_line, template.text(), span)
            }),
            Language::Jinja(library) => library.origin(&self.name, (rendered, written), data, context),
        };
        match origin {
            Some(place) => error.moved_to(place),
            None => error.in_text(&format!("rendered template {}", self.name), 1, rendered),
        }
    }
}
