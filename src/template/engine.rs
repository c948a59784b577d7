//! One compiled template, whichever language it is written in.

use std::sync::Arc;

use super::jinja;
use super::place::Place;
use go_template::value::Value;
use go_template::{Context, Template};
use kube_yaml::{Error, Result};

/// A compiled template. It does not change and can be shared between threads.
#[derive(Debug)]
pub struct Engine {
    name: String,
    language: Language,
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
        Engine { name: template.name().to_owned(), language: Language::Go(template, place) }
    }

    /// The template `name` of a library in Jinja.
    #[must_use]
    pub fn jinja(name: &str, library: Arc<jinja::Library>) -> Self {
        Engine { name: name.to_owned(), language: Language::Jinja(library) }
    }

    /// The template's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Executes the template on `data`.
    ///
    /// # Errors
    /// When the template fails; the error says where in its file.
    pub fn execute<'a>(&'a self, data: Value<'a>, context: Context<'a>) -> Result<String> {
        match &self.language {
            Language::Go(template, place) => template
                .execute(data, context)
                .map_err(|e| Error::from(e).in_text(&place.file, place.first_line, template.text())),
            Language::Jinja(library) => library.execute(&self.name, data, context),
        }
    }
}
