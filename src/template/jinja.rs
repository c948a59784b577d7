//! Jinja templates (minijinja's) over the data and with the functions of Go templates.
//!
//! A template sees what a Go template sees, under the same names: `ObjectMeta.Annotations`, `Spec.Containers`,
//! `ProxyConfig.GetTracing()`, `Values.global.hub`; and what Istio's templates find out themselves: `IstioAnnotations`, those of the
//! pod's that are Istio's, `ApplicationContainers`, the names of the containers that are not the proxy, `PodPorts`, those of
//! all containers as the agent expects them, `CanonicalName`, `CanonicalRevision` and `Owner`; and `IstioRelease`, the minor
//! number of the release whose behaviour counts, 31 of 1.31. Maps also answer `get(key, default)`, where null counts as absent.
//! Every function of Go templates, Istio's and Sprig's, can be called, `annotation(ObjectMeta, "x", "y")`, or piped into,
//! where the piped value becomes the last argument as it does in Go, `name | trunc(63) | trimSuffix("-")`; a filter of Jinja's
//! own wins over one of the same name. `tojson`, `toyaml`, `b64encode`, `b64decode` and Ansible's `regex_replace` are known under
//! these names, and maps have `items()`, `keys()` and `values()`. What is undefined may be asked for with `is defined` and
//! `default`, and is an error anywhere else. `true`, `false` and none are printed as in YAML. Blocks that have a line to
//! themselves leave nothing of it.

mod meter;
mod data;
mod weight;
mod charges;
mod guard;
mod functions;
mod maps;
mod looks;
mod parts;
mod lines;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, ErrorKind, TemplateSource, UndefinedBehavior};

use super::place::Place;
use go_template::code;
use go_template::functions::Library as Functions;
use go_template::value::Value;
use go_template::{Budget, Context};
use guard::{Guarded, Refusal, guard};
use kube_yaml::{Error, Location, Result, Span};
use parts::{Filled, Parts};
use weight::weight;

/// What an instruction costs.
const STEP: u64 = 500;

/// How deep macros and templates may call each other.
const MAX_DEPTH: usize = 128;

/// Templates that can include and import each other, each compiled when it is first needed. It can be shared between threads.
#[derive(Debug)]
pub struct Library {
    environment: Environment<'static>,
    syntax: SyntaxConfig,
    functions: Functions,
    budget: Budget,
    sources: Arc<Sources>,
    /// The bytes of the largest of them.
    largest: usize,
    /// The names of parts whose texts are remembered.
    remembered: &'static [&'static str],
}

type Sources = BTreeMap<Cow<'static, str>, Source>;

/// The text of a template, where it stands, and once they are needed what is read instead and the parts it includes.
#[derive(Debug)]
struct Source {
    text: Cow<'static, str>,
    place: Place,
    guarded: OnceLock<(Guarded, Option<Refusal>)>,
    /// Whether it was rendered before. Parts are remembered from the second time on: the first may be the only one.
    is_known: AtomicBool,
    parts: OnceLock<Option<Parts>>,
}

/// Who wrote the templates of a library.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Authors {
    /// We did: what they make is in proportion to what they are given, so neither their operators nor Jinja's filters need watching.
    /// The texts of parts with these names are remembered.
    Ours(&'static [&'static str]),
    /// Anyone.
    Strangers,
}

/// The texts of templates by their names, and where each stands.
pub(crate) type Texts = BTreeMap<Cow<'static, str>, (Cow<'static, str>, Place)>;

impl Source {
    /// What is read instead of the text, and why it is not to be read at all.
    fn guarded(&self, name: &str, syntax: &SyntaxConfig) -> &(Guarded, Option<Refusal>) {
        self.guarded.get_or_init(|| match guard(name, &self.text, syntax.clone()) {
            Ok(guarded) => (guarded, None),
            Err(refusal) => (Guarded::unmarked(&self.text), Some(refusal)),
        })
    }

    /// The byte of the text that is at `at` in what is read instead.
    fn original(&self, at: usize) -> usize {
        self.guarded.get().map_or(at, |(guarded, _)| guarded.original(at))
    }
}

impl Library {
    /// A library of `texts` by these authors, which may call `functions` and are rendered within a `budget`.
    #[must_use]
    pub fn new(functions: Functions, budget: Budget, texts: Texts, authors: Authors) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        // As YAML and Go spell them, not as Python does.
        environment.set_formatter(|out, state, value| match value.kind() {
            ValueKind::Bool => Ok(out.write_str(if value.is_true() { "true" } else { "false" })?),
            ValueKind::None => Ok(out.write_str("null")?),
            ValueKind::String => {
                let text = value.as_str().unwrap_or_default();
                meter::spend(text.len() as u64)?;
                Ok(out.write_str(text)?)
            }
            _ => match value.downcast_object_ref::<Filled>() {
                Some(filled) => filled.pieces().try_for_each(|piece| {
                    meter::spend(piece.len() as u64)?;
                    Ok(out.write_str(piece)?)
                }),
                None => {
                    meter::spend(weight(value)?)?;
                    minijinja::escape_formatter(out, state, value)
                }
            },
        });
        environment.set_recursion_limit(MAX_DEPTH);
        // Errors then say which expression is undefined and where.
        environment.set_debug(true);
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()
            .expect("the delimiters are Jinja's own");
        environment.set_syntax(syntax.clone());
        functions::register(&mut environment, functions);
        let remembered = match authors {
            Authors::Ours(remembered) => {
                parts::register(&mut environment);
                remembered
            }
            Authors::Strangers => {
                environment.set_fuel(Some(budget.work_left() / STEP));
                charges::register(&mut environment);
                &[]
            }
        };
        let guarded = |text: &str| match authors {
            Authors::Ours(_) => OnceLock::from((Guarded::unmarked(text), None)),
            Authors::Strangers => OnceLock::new(),
        };
        let source = |(text, place): (Cow<'static, str>, Place)| Source {
            guarded: guarded(&text),
            text,
            place,
            is_known: AtomicBool::default(),
            parts: OnceLock::new(),
        };
        let sources: Sources = texts.into_iter().map(|(name, text)| (name, source(text))).collect();
        let sources = Arc::new(sources);
        let largest = sources.values().map(|source| source.text.len()).max().unwrap_or(0);
        let (read, read_as) = (Arc::clone(&sources), syntax.clone());
        environment.set_loader(move |name| {
            match read.get(name).map(|source| source.guarded(name, &read_as)) {
                Some((guarded, None)) => Ok(Some(TemplateSource::new(&*guarded.text))),
                Some((_, Some(refusal))) => {
                    Err(minijinja::Error::new(ErrorKind::SyntaxError, refusal.words().to_owned()))
                }
                None => Ok(None),
            }
        });
        Library { environment, syntax, functions, budget, sources, largest, remembered }
    }

    /// Compiles the template of that name.
    ///
    /// # Errors
    /// When the text is not a template, or nests too deep; the error says where in the file.
    pub fn compile(&self, name: &str) -> Result<()> {
        let compiled = || self.environment.get_template(name).map(drop);
        let Some(source) = self.sources.get(name) else {
            return compiled().map_err(|error| self.located(name, &error));
        };
        let Some(refusal) = &source.guarded(name, &self.syntax).1 else {
            return compiled().map_err(|error| self.located(name, &error));
        };
        let Source { text, place, .. } = source;
        let refused = Error::new(code::PARSE, format!("template {name}: {}", refusal.words()));
        let refused =
            refused.at(Span::new(refusal.at, refusal.at)).in_text(&place.file, place.first_line, text);
        // What nests too deep must not be compiled. What is no template minijinja says better, and what only one of the two can
        // read must not be rendered.
        let read = || self.environment.template_from_named_str(name, text).err();
        match refusal.cause.is_none().then(read).flatten() {
            Some(error) => Err(self.located(name, &error)),
            None => Err(refused),
        }
    }

    /// Renders the template of that name.
    ///
    /// # Errors
    /// When the template fails; the error names the template, its line and the expression.
    pub fn execute<'a>(&self, name: &str, values: Value<'a>, context: Context<'a>) -> Result<String> {
        let render = |environment: &Environment<'static>| {
            data::render(&environment.get_template(name)?, self.largest, values, context)
        };
        let rendered = match self.parts(name) {
            Some(parts) => parts.with(render),
            None => render(&self.environment),
        };
        rendered.map_err(|error| self.located(name, &error))
    }

    /// The parts of a template that are remembered.
    fn parts(&self, name: &str) -> Option<&Parts> {
        let source = self.sources.get(name).filter(|_| !self.remembered.is_empty())?;
        if !source.is_known.swap(true, Ordering::Relaxed) {
            return None;
        }
        let lasting = |name: &str| match self.sources.get_key_value(name) {
            Some((Cow::Borrowed(name), Source { text: Cow::Borrowed(text), .. })) => Some((*name, *text)),
            _ => None,
        };
        let find =
            || Parts::of(name, self.remembered, &self.environment, lasting, self.functions, self.budget);
        source.parts.get_or_init(find).as_ref()
    }

    /// The error at its innermost cause, which is the one that knows the place.
    fn located(&self, name: &str, error: &minijinja::Error) -> Error {
        let mut inner = error;
        while let Some(cause) = inner.source().and_then(|cause| cause.downcast_ref::<minijinja::Error>()) {
            inner = cause;
        }
        let name = inner.name().unwrap_or(name);
        let source = self.sources.get(name);
        let read = inner.template_source().unwrap_or_default();
        let text = source.map_or(read, |source| &source.text);
        let original = |at: usize| source.map_or(at, |source| source.original(at));
        let line = inner.line().unwrap_or(0);
        let range = inner.range().map(|range| original(range.start)..original(range.end));
        let range = range.filter(|range| text.get(range.clone()).is_some());
        let expression = range.as_ref().and_then(|range| text.get(range.clone()));
        let at = match expression {
            Some(words) if !words.is_empty() && !words.contains('\n') => format!(" at <{words}>:"),
            _ => String::new(),
        };
        let code = match inner.kind() {
            ErrorKind::SyntaxError => code::PARSE,
            _ => code::EXECUTE,
        };
        let told = Error::new(code, format!("template {name}:{line}:{at} {}", self.words(inner)));
        let told = match range {
            Some(range) => told.at(Span::new(range.start, range.end)),
            None => told.at(line_span(text, line)),
        };
        let told = match self.meant(inner) {
            Some(meant) => told.help(format!("did you mean {meant}?")),
            None if inner.kind() == ErrorKind::OutOfFuel => told.help(super::LARGER_BUDGET),
            None => told,
        };
        match source {
            Some(Source { place, .. }) => told.in_text(&place.file, place.first_line, text),
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
        let mark = |(index, (name, source)): (usize, (&Cow<'static, str>, &Source))| {
            (name.clone(), (lines::marked(&source.text, index).into(), source.place.clone()))
        };
        let texts = self.sources.iter().enumerate().map(mark).collect();
        let marked = Library::new(self.functions, self.budget, texts, Authors::Strangers);
        let line = lines::line_at(&marked.execute(name, values, context).ok()?, rendered, at)?;
        let Source { text, place, .. } = self.sources.values().nth(line.template)?;
        let span = line_span(text, line.number);
        Some(Location::of(&place.file, place.first_line, text, span))
    }

    /// The cause in a word or two.
    fn words(&self, error: &minijinja::Error) -> String {
        match (error.kind(), error.detail()) {
            (ErrorKind::OutOfFuel, None) => self.budget.clone().work(u64::MAX).err().unwrap_or_default(),
            (kind, Some(detail))
                if matches!(kind, ErrorKind::UndefinedError | ErrorKind::OutOfFuel)
                    || detail.starts_with(&kind.to_string()) =>
            {
                detail.to_owned()
            }
            (kind, Some(detail)) => format!("{kind}: {detail}"),
            (kind, None) => kind.to_string(),
        }
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
