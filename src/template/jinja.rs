//! Jinja templates (minijinja's) over the data and with the functions of Go templates.
//!
//! A template sees what a Go template sees, under the same names: `ObjectMeta.Annotations`, `Spec.Containers`,
//! `ProxyConfig.GetTracing()`, `Values.global.hub`; and `IstioRelease`, the minor number of the release whose behaviour
//! counts, 31 of 1.31. Maps also answer `get(key, default)`, where null counts as absent.
//! Every function of Go templates, Istio's and Sprig's, can be called, `annotation(ObjectMeta, "x", "y")`, or piped into,
//! where the piped value becomes the last argument as it does in Go, `name | trunc(63) | trimSuffix("-")`; a filter of Jinja's
//! own wins over one of the same name. `tojson`, `toyaml`, `b64encode`, `b64decode` and Ansible's `regex_replace` are known under
//! these names, and maps have `items()`, `keys()` and `values()`. What is undefined may be asked for with `is defined` and
//! `default`, and is an error anywhere else. `true`, `false` and none are printed as in YAML. Blocks that have a line to
//! themselves leave nothing of it.

mod data;
mod functions;
mod maps;
mod lines;

use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, ErrorKind, TemplateSource, UndefinedBehavior};

use super::place::Place;
use go_template::Context;
use go_template::functions::Library as Functions;
use go_template::value::Value;
use kube_yaml::{Error, Location, Result, Span};

/// How many instructions one rendering may take; an endless loop ends here.
const MAX_STEPS: u64 = 10_000_000;

/// How deep macros and templates may call each other.
const MAX_DEPTH: usize = 128;

/// Templates that can include and import each other, each compiled when it is first needed. It can be shared between threads.
#[derive(Debug)]
pub struct Library {
    environment: Environment<'static>,
    functions: Functions,
    texts: Arc<Texts>,
}

/// The texts of templates by their names, and where each stands.
pub(crate) type Texts = BTreeMap<String, (String, Place)>;

impl Library {
    /// A library of `texts`, which may call `functions`.
    #[must_use]
    pub fn new(functions: Functions, texts: Texts) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        // As YAML and Go spell them, not as Python does.
        environment.set_formatter(|out, state, value| match value.kind() {
            ValueKind::Bool => Ok(out.write_str(if value.is_true() { "true" } else { "false" })?),
            ValueKind::None => Ok(out.write_str("null")?),
            _ => minijinja::escape_formatter(out, state, value),
        });
        environment.set_fuel(Some(MAX_STEPS));
        environment.set_recursion_limit(MAX_DEPTH);
        // Errors then say which expression is undefined and where.
        environment.set_debug(true);
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()
            .expect("the delimiters are Jinja's own");
        environment.set_syntax(syntax);
        functions::register(&mut environment, functions);
        let texts = Arc::new(texts);
        let read = Arc::clone(&texts);
        environment
            .set_loader(move |name| Ok(read.get(name).map(|(text, _)| TemplateSource::new(text.as_str()))));
        Library { environment, functions, texts }
    }

    /// Compiles the template of that name.
    ///
    /// # Errors
    /// When the text is not a template; the error says where in the file.
    pub fn compile(&self, name: &str) -> Result<()> {
        self.environment.get_template(name).map(drop).map_err(|error| self.located(name, &error))
    }

    /// Renders the template of that name.
    ///
    /// # Errors
    /// When the template fails; the error names the template, its line and the expression.
    pub fn execute<'a>(&self, name: &str, values: Value<'a>, context: Context<'a>) -> Result<String> {
        let template = self.environment.get_template(name);
        let rendered = template.and_then(|template| data::render(&template, values, context));
        rendered.map_err(|error| self.located(name, &error))
    }

    /// The error at its innermost cause, which is the one that knows the place.
    fn located(&self, name: &str, error: &minijinja::Error) -> Error {
        let mut inner = error;
        while let Some(cause) = inner.source().and_then(|cause| cause.downcast_ref::<minijinja::Error>()) {
            inner = cause;
        }
        let name = inner.name().unwrap_or(name);
        let known = self.texts.get(name);
        let text = known.map_or("", |(text, _)| text);
        let line = inner.line().unwrap_or(0);
        let range = inner.range().filter(|range| text.get(range.clone()).is_some());
        let expression = range.as_ref().and_then(|range| text.get(range.clone()));
        let at = match expression {
            Some(words) if !words.is_empty() && !words.contains('\n') => format!(" at <{words}>:"),
            _ => String::new(),
        };
        let told = Error::new(format!("template {name}:{line}:{at} {}", words(inner)));
        let told = match range {
            Some(range) => told.at(Span::new(range.start, range.end)),
            None => told.at(line_span(text, line)),
        };
        let told = match self.meant(inner) {
            Some(meant) => told.help(format!("did you mean {meant}?")),
            None => told,
        };
        match known {
            Some((_, place)) => told.in_text(&place.file, place.first_line, text),
            None => told,
        }
    }
}

impl Library {
    /// Says of an error at the byte `at` of what the template `name` rendered which line of the templates wrote it; `None`
    /// when that cannot be told.
    #[must_use]
    pub fn origin<'a>(
        &self,
        name: &str,
        (rendered, at): (&str, usize),
        values: Value<'a>,
        context: Context<'a>,
    ) -> Option<Location> {
        let mark = |(index, (name, (text, place))): (usize, (&String, &(String, Place)))| {
            (name.clone(), (lines::marked(text, index), place.clone()))
        };
        let marked = Library::new(self.functions, self.texts.iter().enumerate().map(mark).collect());
        let line = lines::line_at(&marked.execute(name, values, context).ok()?, rendered, at)?;
        let (text, place) = self.texts.values().nth(line.template)?;
        Some(Location::of(&place.file, place.first_line, text, line_span(text, line.number)))
    }

    /// The filter or function that was probably meant, when the error is about one that is not there.
    fn meant(&self, error: &minijinja::Error) -> Option<&'static str> {
        let name = match error.kind() {
            ErrorKind::UnknownFilter => error.detail()?.strip_prefix("filter ")?,
            ErrorKind::UnknownFunction => error.detail()?,
            _ => return None,
        };
        functions::nearest_name(name.strip_suffix(" is unknown")?, self.functions)
    }
}

/// The cause in a word or two.
fn words(error: &minijinja::Error) -> String {
    match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => format!("takes more than {MAX_STEPS} steps"),
        (kind, Some(detail))
            if kind == ErrorKind::UndefinedError || detail.starts_with(&kind.to_string()) =>
        {
            detail.to_owned()
        }
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    }
}

/// The text of a line, counted from 1.
fn line_span(text: &str, line: usize) -> Span {
    let mut start = 0;
    for (index, content) in text.split_inclusive('\n').enumerate() {
        if index + 1 == line {
            return Span::new(start, start + content.trim_end().len());
        }
        start += content.len();
    }
    Span::NONE
}

#[cfg(test)]
mod tests;
