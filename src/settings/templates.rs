//! The templates of an inject-config, each compiled when it is first asked for.

use std::sync::{Arc, OnceLock};

use super::Values;
use super::inject_config::{Delimiters, InjectConfig, Language, Template as Source};
use super::release::{Release, Rule};
use crate::template::engine::Engine;
use crate::template::istio;
use crate::template::jinja::{Authors, Library};
use crate::template::place::Place;
use go_template::functions::Library as Functions;
use go_template::{Budget, Options, Template};
use kube_yaml::Value as Tree;
use kube_yaml::{Error, Result};

/// The templates of an inject-config. Most pods need one of them, and the others cost nothing until a pod asks for one.
#[derive(Debug)]
pub(crate) struct Templates {
    file: String,
    functions: Functions,
    written_in: WrittenIn,
    all: Vec<Lazily>,
}

#[derive(Debug)]
enum WrittenIn {
    Go(Delimiters),
    Jinja(Arc<Library>),
}

#[derive(Debug)]
struct Lazily {
    source: Source,
    engine: OnceLock<Engine>,
}

impl Templates {
    /// The `templates` of `config`, which is in `file` and by these authors.
    #[must_use]
    pub(crate) fn new(
        config: &InjectConfig,
        templates: Vec<Source>,
        file: &str,
        release: Release,
        budget: Budget,
        authors: Authors,
    ) -> Self {
        let functions = istio::library(release.has(Rule::SplitsNetwork));
        let written_in = match config.language {
            Language::Go => WrittenIn::Go(config.delimiters),
            Language::Jinja => {
                let place = |first_line| Place { file: file.to_owned(), first_line };
                let texts = templates
                    .iter()
                    .map(|source| (source.name.clone(), (source.text.clone(), place(source.first_line))));
                WrittenIn::Jinja(Arc::new(Library::new(functions, budget, texts.collect(), authors)))
            }
        };
        let lazily = |source| Lazily { source, engine: OnceLock::new() };
        let all = templates.into_iter().map(lazily).collect();
        Templates { file: file.to_owned(), functions, written_in, all }
    }

    /// The names of the templates that pods may ask for.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let parts = matches!(self.written_in, WrittenIn::Jinja(_));
        let names = self.all.iter().map(|template| &*template.source.name);
        names.filter(move |name| !parts || !name.starts_with('_'))
    }

    /// The texts of all, parts of others included.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|template| &*template.source.text)
    }

    /// The template of that name, compiled; `None` when there is none.
    ///
    /// # Errors
    /// When the text is not a template; the error says where in the file. A part in Jinja is compiled when it is included.
    pub(crate) fn get(&self, name: &str, values: &Values) -> Option<Result<&Engine>> {
        let Lazily { source, engine } = self.all.iter().find(|template| template.source.name == name)?;
        if let Some(engine) = engine.get() {
            return Some(Ok(engine));
        }
        Some(self.compile(source, values).map(|compiled| engine.get_or_init(|| compiled)))
    }

    /// Compiles those that are left, parts of others included.
    ///
    /// # Errors
    /// As [`Templates::get`], for the first that is no template.
    pub(crate) fn compile_all(&self, values: &Values) -> Result<()> {
        let names = self.all.iter().map(|template| &*template.source.name);
        names.filter_map(|name| self.get(name, values)).try_for_each(|compiled| compiled.map(drop))
    }

    fn compile(&self, source: &Source, values: &Values) -> Result<Engine> {
        let delimiters = match &self.written_in {
            WrittenIn::Jinja(library) => {
                library.compile(&source.name)?;
                return Ok(Engine::jinja(&source.name, Arc::clone(library)));
            }
            WrittenIn::Go(delimiters) => delimiters,
        };
        let (left, right) = match delimiters {
            Delimiters::Braces => ("{{", "}}"),
            Delimiters::Brackets => ("[[", "]]"),
        };
        let options = Options {
            left,
            right,
            library: self.functions,
            settled: &istio::SETTLED,
            sparse: &istio::SPARSE,
        };
        let template = Template::parse(&source.name, &source.text, options)
            .map_err(|e| Error::from(e).in_text(&self.file, source.first_line, &source.text))
            .map_err(istio::with_suggestion)?;
        let template = template.with_partials(partials(&source.text, values, self.functions));
        Ok(Engine::go(template, Place { file: self.file.clone(), first_line: source.first_line }))
    }
}

/// The texts of the values that a template which calls `render` may execute (Istio 1.2 to 1.13).
fn partials(text: &str, values: &Values, library: Functions) -> Vec<Template> {
    if !text.contains("render") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut open = vec![values.tree()];
    while let Some(node) = open.pop() {
        match &node.value {
            Tree::Str(text) if text.contains("{{") => {
                let options = Options {
                    library,
                    settled: &istio::SETTLED,
                    sparse: &istio::SPARSE,
                    ..Options::default()
                };
                found.extend(Template::parse("render", text, options).ok());
            }
            Tree::Seq(items) => open.extend(items),
            Tree::Map(map) => open.extend(map.entries.iter().map(|entry| &entry.value)),
            _ => {}
        }
    }
    found
}
