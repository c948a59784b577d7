//! Everything a run is told besides its input, read and compiled once.

pub mod release;
pub mod inject_config;
pub mod selector;
pub mod mesh_config;
pub mod proxy_config;
pub mod defaults;
pub mod validate;
mod locality;
pub mod proto;
pub mod values;
pub mod source;
pub mod overlay;
pub mod embedded;

pub use mesh_config::MeshConfig;
pub use proxy_config::ProxyConfig;
pub use release::Release;
pub use values::Values;

use crate::error::{Error, Result};
use crate::kinds::Groups;
use crate::template::engine::{Engine, Place};
use crate::template::functions::Context;
use crate::template::go::{self, Options};
use crate::template::jinja::Library;
use crate::template::select::select;
use crate::template::value::{Overlay, Value};
use crate::yaml::{Map, Node};
use inject_config::{Delimiters, Format, InjectConfig, Language, SIDECAR};
use overlay::Assignments;
use source::Source;
use std::sync::Arc;

/// The most bytes the functions of one rendering may make.
const MAX_RENDERED: usize = 64 << 20;

/// The settings of a run: immutable, and shared by all workers.
#[derive(Debug)]
pub struct Settings {
    templates: Vec<Engine>,
    mesh: MeshConfig,
    values: Values,
    revision: String,
    namespace: String,
    native_sidecars: bool,
    release: Release,
    compat: Compat,
}

/// Whose bytes and quirks the output has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Compat {
    /// Our own: the file as its author wrote it, with the sidecar in it.
    #[default]
    Off,
    /// Those of `istioctl kube-inject`.
    Istioctl,
}

/// Where the settings come from: names and texts of files, and flags.
#[derive(Clone, Debug, Default)]
pub struct Sources<'a> {
    /// Name and text of the inject-config; without one the embedded default.
    pub inject_config: Option<(&'a str, &'a str)>,
    /// Name and text of the mesh-config; without one the embedded default.
    pub mesh_config: Option<(&'a str, &'a str)>,
    /// Name and text of the values; without them the embedded default, and none at all for a legacy inject-config.
    pub values: Option<(&'a str, &'a str)>,
    /// What is changed in the mesh-config.
    pub set_mesh: Assignments,
    /// What is changed in the values.
    pub set_values: Assignments,
    /// The revision; `default` renders as the empty string.
    pub revision: Option<String>,
    /// Whether sidecars are init containers that stay.
    pub native_sidecars: bool,
    /// The namespace of objects that name none.
    pub namespace: Option<String>,
    /// Whose bytes the output has.
    pub compat: Compat,
}

impl Settings {
    /// Reads and compiles all sources.
    ///
    /// # Errors
    /// When one of them is not valid; the error says where.
    pub fn load(sources: Sources<'_>) -> Result<Settings> {
        let inject_config = match sources.inject_config {
            Some((file, text)) => InjectConfig::load(text, file)?,
            None => embedded::inject_config()?,
        };
        let values = match (sources.values, inject_config.format) {
            (None, Format::Legacy) => ("values", ""),
            (given, _) => given.unwrap_or(embedded::VALUES),
        };
        let (source, node) = changed(values, "values", &sources.set_values)?;
        let values = Values::of_node(node).map_err(|error| source.locate(error))?;
        let release = Release::parse(&values.tag()).unwrap_or(Release::NEWEST);
        let mesh = sources.mesh_config.unwrap_or(embedded::MESH_CONFIG);
        let (source, node) = changed(mesh, "mesh", &sources.set_mesh)?;
        let mesh = MeshConfig::of_node(&node, release.minor()).map_err(|error| source.locate(error))?;
        let file = sources.inject_config.map_or(embedded::NAME, |(file, _)| file);
        let templates = compile(&inject_config, file)?;
        let revision = sources.revision.filter(|name| name != "default").unwrap_or_default();
        Ok(Settings {
            templates,
            mesh,
            values,
            revision,
            namespace: sources.namespace.unwrap_or_default(),
            native_sidecars: sources.native_sidecars,
            release,
            compat: sources.compat,
        })
    }

    /// The templates of a pod, by its annotation `inject.istio.io/templates`.
    ///
    /// # Errors
    /// When the inject-config has none of a name; the error lists those it has.
    pub fn templates_for(&self, annotation: Option<&str>) -> Result<Vec<&Engine>> {
        let known: Vec<&str> = self.templates.iter().map(Engine::name).collect();
        let names = select(annotation, &[SIDECAR], &known)?;
        Ok(names.into_iter().filter_map(|name| self.templates.iter().find(|t| t.name() == name)).collect())
    }

    /// Renders a template.
    ///
    /// # Errors
    /// When the template fails; the error names its line and action.
    pub fn execute<'a>(&'a self, template: &'a Engine, data: Value<'a>) -> Result<String> {
        let context = Context { overlay: Overlay::default(), environment: &[], budget: MAX_RENDERED };
        template.execute(data, context)
    }

    /// The mesh config, with defaults.
    #[must_use]
    pub fn mesh(&self) -> &MeshConfig {
        &self.mesh
    }

    /// The values.
    #[must_use]
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// The revision, empty for the default one.
    #[must_use]
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// The namespace of objects that name none; empty when none is given.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Whether sidecars are native.
    #[must_use]
    pub fn native_sidecars(&self) -> bool {
        self.native_sidecars
    }

    /// The Istio release whose behaviour is asked for.
    #[must_use]
    pub fn release(&self) -> Release {
        self.release
    }

    /// Whose bytes and quirks the output has.
    #[must_use]
    pub fn compat(&self) -> Compat {
        self.compat
    }

    /// Which API groups count.
    #[must_use]
    pub fn groups(&self) -> Groups {
        match self.compat {
            Compat::Off => Groups::Known,
            Compat::Istioctl => Groups::Any,
        }
    }
}

/// A file's tree, changed.
fn changed<'t>((file, text): (&'t str, &'t str), key: &str, by: &Assignments) -> Result<(Source<'t>, Node)> {
    let (source, node) = Source::read(text, file, key)?;
    let mut node = node.filter(|node| !node.is_null()).unwrap_or_else(|| Node::made(Map::default()));
    by.apply(&mut node)?;
    Ok((source, node))
}

/// Compiles the templates of an inject-config.
fn compile(config: &InjectConfig, file: &str) -> Result<Vec<Engine>> {
    let place = |first_line| Place { file: file.to_owned(), first_line };
    if config.language == Language::Jinja {
        let mut library = Library::new();
        for template in &config.templates {
            library.add(&template.name, template.text.clone(), place(template.first_line))?;
        }
        let library = Arc::new(library);
        let names = config.templates.iter().map(|template| template.name.as_str());
        let whole = names.filter(|name| !name.starts_with('_'));
        return Ok(whole.map(|name| Engine::jinja(name, Arc::clone(&library))).collect());
    }
    let (left, right) = match config.delimiters {
        Delimiters::Braces => ("{{", "}}"),
        Delimiters::Brackets => ("[[", "]]"),
    };
    let options = Options { left, right, ..Options::default() };
    let compiled = config.templates.iter().map(|source| {
        let template = go::Template::parse(&source.name, &source.text, options)
            .map_err(|e| Error::from(e).in_text(file, source.first_line, &source.text))?;
        Ok(Engine::go(template, place(source.first_line)))
    });
    compiled.collect()
}

#[cfg(test)]
mod oracle_tests;
