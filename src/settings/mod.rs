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

pub use mesh_config::MeshConfig;
pub use proxy_config::ProxyConfig;
pub use release::Release;
pub use values::Values;

use crate::error::{Error, Result};
use crate::template::functions::Context;
use crate::template::go::{Options, Template};
use crate::template::select::select;
use crate::template::value::{Overlay, Value};
use inject_config::{Delimiters, InjectConfig, SIDECAR};

/// The most bytes the functions of one rendering may make.
const MAX_RENDERED: usize = 64 << 20;

/// The settings of a run: immutable, and shared by all workers.
#[derive(Debug)]
pub struct Settings {
    templates: Vec<Template>,
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
    /// Name and text of the inject-config.
    pub inject_config: Option<(&'a str, &'a str)>,
    /// Name and text of the mesh-config.
    pub mesh_config: Option<(&'a str, &'a str)>,
    /// Name and text of the values.
    pub values: Option<(&'a str, &'a str)>,
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
        let values = match sources.values {
            Some((file, text)) => Values::load(text, file)?,
            None => Values::empty(),
        };
        let release = Release::parse(&values.tag()).unwrap_or(Release::NEWEST);
        let mesh = match sources.mesh_config {
            Some((file, text)) => MeshConfig::load(text, file, release.minor())?,
            None => MeshConfig::default_for(release.minor()),
        };
        let Some((file, text)) = sources.inject_config else {
            return Err(Error::new("no inject-config is given").help("name one with --injectConfigFile"));
        };
        let inject_config = InjectConfig::load(text, file)?;
        let mut templates = Vec::with_capacity(inject_config.templates.len());
        for source in &inject_config.templates {
            let (left, right) = match inject_config.delimiters {
                Delimiters::Braces => ("{{", "}}"),
                Delimiters::Brackets => ("[[", "]]"),
            };
            let options = Options { left, right, ..Options::default() };
            let template = Template::parse(&source.name, &source.text, options)
                .map_err(|e| Error::from(e).in_text(file, source.first_line, &source.text))?;
            templates.push(template);
        }
        let revision = sources.revision.filter(|name| name != "default").unwrap_or_default();
        Ok(Settings {
            templates,
            mesh,
            values,
            revision,
            // istioctl takes the flag but does not look at it.
            namespace: sources.namespace.filter(|_| sources.compat == Compat::Off).unwrap_or_default(),
            native_sidecars: sources.native_sidecars,
            release,
            compat: sources.compat,
        })
    }

    /// The templates of a pod, by its annotation `inject.istio.io/templates`.
    ///
    /// # Errors
    /// When the inject-config has none of a name; the error lists those it has.
    pub fn templates_for(&self, annotation: Option<&str>) -> Result<Vec<&Template>> {
        let known: Vec<&str> = self.templates.iter().map(Template::name).collect();
        let names = select(annotation, &[SIDECAR], &known)?;
        Ok(names.into_iter().filter_map(|name| self.templates.iter().find(|t| t.name() == name)).collect())
    }

    /// Renders a template.
    ///
    /// # Errors
    /// When the template fails; the error names its line and action.
    pub fn execute<'a>(&'a self, template: &'a Template, data: Value<'a>) -> Result<String> {
        let context = Context { overlay: Overlay::default(), environment: &[], budget: MAX_RENDERED };
        Ok(template.execute(data, context)?)
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
}

#[cfg(test)]
mod oracle_tests;
