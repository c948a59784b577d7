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
pub mod discover;
pub mod operator;
pub mod spelling;

pub use mesh_config::MeshConfig;
pub use proxy_config::ProxyConfig;
pub use release::Release;
pub use values::Values;

use crate::error::{Error, Result};
use crate::pod::empty_map;
use crate::policy::webhook::{Asked, Webhook};
use crate::template::functions::Context;
use crate::template::go::{Options, Template};
use crate::template::select::select;
use crate::template::value::{Overlay, Value};
use crate::yaml;
use inject_config::{Delimiters, InjectConfig, SIDECAR};
use operator::Operator;
use source::Source;

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
    default_templates: Vec<String>,
    aliases: Vec<(String, Vec<String>)>,
    injected_annotations: Vec<(String, String)>,
    webhook: Option<Webhook>,
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
    /// Name and text of an IstioOperator or of values for Helm's istiod chart, which lie over values and mesh-config.
    pub operator: Option<(&'a str, &'a str)>,
    /// Injects what the cluster's webhook would inject, instead of everything that does not refuse.
    pub webhook: Option<Asked>,
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
        let operator = sources.operator.map(|(file, text)| Operator::read(text, file)).transpose()?;
        let values = values_of(&sources, operator.as_ref())?;
        let release = Release::parse(&values.tag()).unwrap_or(Release::NEWEST);
        let mesh = mesh_of(&sources, operator.as_ref(), release)?;
        let Some((file, text)) = sources.inject_config else {
            return Err(Error::new("no inject-config is given").help("name one with --injectConfigFile"));
        };
        let inject_config = InjectConfig::load(text, file)?;
        let templates = compile(&inject_config, file)?;
        let revision = sources.revision.or_else(|| operator.and_then(|operator| operator.revision));
        let revision = revision.filter(|name| name != "default").unwrap_or_default();
        let webhook = sources.webhook.map(|asked| {
            Webhook::new(asked, &revision, &inject_config, values.enable_namespaces_by_default())
        });
        // Manual injection knows neither defaults nor aliases nor annotations (istioctl, every release).
        let (default_templates, aliases, injected_annotations) = match webhook {
            Some(_) => (inject_config.default_templates, inject_config.aliases, inject_config.injected_annotations),
            None => (vec![SIDECAR.to_owned()], Vec::new(), Vec::new()),
        };
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
            default_templates,
            aliases,
            injected_annotations,
            webhook,
        })
    }

    /// The templates of a pod, by its annotation `inject.istio.io/templates`.
    ///
    /// # Errors
    /// When the inject-config has none of a name; the error lists those it has.
    pub fn templates_for(&self, annotation: Option<&str>) -> Result<Vec<&Template>> {
        let known: Vec<&str> = self.templates.iter().map(Template::name).collect();
        let names = select(annotation, &self.default_templates, &self.aliases, &known)?;
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

    /// The webhooks whose decision counts; none when injection is manual.
    #[must_use]
    pub fn webhook(&self) -> Option<&Webhook> {
        self.webhook.as_ref()
    }

    /// The annotations that every injected pod gets.
    #[must_use]
    pub fn injected_annotations(&self) -> &[(String, String)] {
        &self.injected_annotations
    }

    /// Whose bytes and quirks the output has.
    #[must_use]
    pub fn compat(&self) -> Compat {
        self.compat
    }
}

/// Compiles the templates of an inject-config.
pub(crate) fn compile(config: &InjectConfig, file: &str) -> Result<Vec<Template>> {
    let (left, right) = match config.delimiters {
        Delimiters::Braces => ("{{", "}}"),
        Delimiters::Brackets => ("[[", "]]"),
    };
    let options = Options { left, right, ..Options::default() };
    let compiled = config.templates.iter().map(|source| {
        Template::parse(&source.name, &source.text, options)
            .map_err(|e| Error::from(e).in_text(file, source.first_line, &source.text))
    });
    compiled.collect()
}

/// The values: what an operator says over those of the file. istioctl forgets the file then.
fn values_of(sources: &Sources<'_>, operator: Option<&Operator<'_>>) -> Result<Values> {
    let values = match sources.values {
        Some((file, text)) => Values::load(text, file)?,
        None => Values::empty(),
    };
    let Some(operator) = operator else { return Ok(values) };
    let base = match sources.compat {
        Compat::Off => values.tree().clone().detach(),
        Compat::Istioctl => empty_map(),
    };
    Values::of_node(operator.values_over(&base)).map_err(|error| operator.source.locate(error))
}

/// The mesh-config: what an operator says over that of the file. istioctl forgets the file then.
fn mesh_of(sources: &Sources<'_>, operator: Option<&Operator<'_>>, release: Release) -> Result<MeshConfig> {
    let release = release.minor();
    let mesh = match sources.mesh_config {
        Some((file, text)) => MeshConfig::load(text, file, release)?,
        None => MeshConfig::default_for(release),
    };
    let Some(operator) = operator else { return Ok(mesh) };
    let Some(said) = operator.mesh_config() else { return Ok(mesh) };
    let base = match (sources.mesh_config, sources.compat) {
        (Some((file, text)), Compat::Off) => Source::read(text, file, "mesh")?.1.map_or_else(empty_map, yaml::Node::detach),
        _ => empty_map(),
    };
    MeshConfig::of_node(&operator::over(base, said), release).map_err(|error| operator.source.locate(error))
}

#[cfg(test)]
mod oracle_tests;
