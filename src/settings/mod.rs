//! Everything a run is told besides its input, read and compiled once.

pub(crate) mod release;
mod fields;
pub(crate) mod recognized;
pub(crate) mod inject_config;
pub(crate) mod origin;
pub(crate) mod selector;
pub(crate) mod namespaces;
pub(crate) mod webhook;
pub(crate) mod mesh_config;
pub(crate) mod proxy_config;
pub(crate) mod proxy_resources;
pub(crate) mod defaults;
pub(crate) mod validate;
mod locality;
pub(crate) mod proto;
pub(crate) mod values;
pub(crate) mod source;
pub(crate) mod discover;
mod coalesce;
pub(crate) mod customized;
pub(crate) mod keys;
mod compatibility;
mod tracing;
mod layers;
pub(crate) mod operator;
pub(crate) mod helm_set;
pub(crate) mod templates;
pub(crate) mod embedded;

pub(crate) use mesh_config::MeshConfig;
pub(crate) use proxy_config::ProxyConfig;
pub use release::{Release, Rule};
pub(crate) use values::Values;

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::annotations::Spoken;
use crate::kinds::{Kind, Kinds};
use crate::template::engine::Engine;
use crate::template::jinja::Authors;
use crate::template::select::{self, select};
use go_template::value::{Overlay, Value};
use go_template::{Budget, Context};
use helm_set::Assignments;
use inject_config::{Format, InjectConfig, SIDECAR};
use kube_yaml::{Error, Result};
use layers::Layers;
use operator::Operator;
use origin::Origin;
use std::sync::OnceLock;
use templates::Templates;
use webhook::{Webhook, WebhookOptions};

/// What is made of a document that is injected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Asked {
    /// Its text, and the comment that takes the injection back.
    Comment,
    /// Its text.
    Text,
    /// What it says, where that need not be read from its text.
    Trees,
}

/// The settings of a run: immutable, and shared by all workers.
#[derive(Debug)]
pub struct Settings {
    templates: Templates,
    spoken: OnceLock<Spoken>,
    mesh: MeshConfig,
    values: Values,
    revision: String,
    namespace: String,
    native_sidecars: bool,
    origin: Origin,
    version: Option<String>,
    environment: Vec<(String, String)>,
    budget: Budget,
    compat: Compat,
    asked: Asked,
    default_templates: Vec<String>,
    aliases: Vec<(String, Vec<String>)>,
    injected_annotations: Vec<(String, String)>,
    webhook: Option<Webhook>,
    kinds: Kinds,
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
    /// Name and text of a mesh-config that lies below the other one (istiod's SHARED_MESH_CONFIG).
    pub shared_mesh_config: Option<(&'a str, &'a str)>,
    /// Name and text of the values; without them the embedded default, and none at all for a legacy inject-config.
    pub values: Option<(&'a str, &'a str)>,
    /// Name and text of an IstioOperator or of values for Helm's istiod chart, which lie over values and mesh-config.
    pub operator: Option<(&'a str, &'a str)>,
    /// Injects what the cluster's webhook would inject, instead of everything that does not refuse.
    pub webhook: Option<WebhookOptions>,
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
    /// Kinds of other groups than Kubernetes' own that are injected, too; not where the output has istioctl's bytes.
    pub kinds: Vec<Kind>,
    /// What each template may cost for one pod.
    pub budget: Budget,
    /// The Istio release to behave as; else `global.tag` of the values says, else the inject-config's shape.
    pub release: Option<Release>,
    /// Whose bytes the output has.
    pub compat: Compat,
    /// What has been read of these already.
    pub read: Read,
}

/// What of [`Sources`] has been read by a look at them, so that loading need not read it again.
#[derive(Clone, Debug, Default)]
pub struct Read {
    pub(crate) inject_config: Option<InjectConfig>,
}

impl Settings {
    /// Reads all sources, and compiles the templates of pods that ask for none; under [`Compat::Istioctl`] all, as istioctl
    /// does.
    ///
    /// # Errors
    /// When one of them is not valid; the error says where.
    pub fn load(mut sources: Sources<'_>) -> Result<Settings> {
        let operator = sources.operator.map(|(file, text)| Operator::read(text, file)).transpose()?;
        let given = match (sources.read.inject_config.take(), sources.inject_config) {
            (Some(read), _) => Some(read),
            (None, Some((file, text))) => Some(InjectConfig::load(text, file)?),
            (None, None) => None,
        };
        let (mut inject_config, authors) = match given {
            Some(given) => (given, Authors::Strangers),
            None => (embedded::inject_config()?, embedded::AUTHORS),
        };
        let layers = Layers { sources: &sources, operator: operator.as_ref(), format: inject_config.format };
        let revision = layers.revision()?;
        let values = layers.values()?;
        let origin = Origin::of(&inject_config, sources.release, values.tag().parse().ok());
        let release = origin.release();
        if sources.inject_config.is_none() {
            embedded::Installation::required(sources.release.unwrap_or(release))?;
        }
        if let Some(refusal) = values.refusal().filter(|_| release.has(Rule::TypesValues)) {
            return Err(refusal.clone());
        }
        let mesh = layers.mesh_config(&values, &revision, release)?;
        let file = sources.inject_config.map_or(embedded::NAME, |(file, _)| file);
        let native_sidecars = sources.native_sidecars && release.has(Rule::NativeSidecars);
        let webhook = sources.webhook.map(|asked| {
            Webhook::new(asked, &revision, &inject_config, values.enable_namespaces_by_default())
        });
        let version = version_of(&inject_config);
        let templates = std::mem::take(&mut inject_config.templates);
        let templates = Templates::new(&inject_config, templates, file, release, sources.budget, authors);
        // Manual injection knows neither defaults nor aliases nor annotations (istioctl, every release).
        let (default_templates, aliases, injected_annotations) = match webhook {
            Some(_) => {
                (inject_config.default_templates, inject_config.aliases, inject_config.injected_annotations)
            }
            None => (vec![SIDECAR.to_owned()], Vec::new(), Vec::new()),
        };
        let settings = Settings {
            templates,
            spoken: OnceLock::new(),
            mesh,
            values,
            revision,
            // istioctl takes the flag but does not look at it.
            namespace: sources.namespace.filter(|_| sources.compat == Compat::Off).unwrap_or_default(),
            native_sidecars,
            origin,
            version,
            environment: environment(native_sidecars),
            budget: sources.budget,
            compat: sources.compat,
            asked: Asked::Comment,
            default_templates,
            aliases,
            injected_annotations,
            webhook,
            kinds: match sources.compat {
                Compat::Off => Kinds::with(sources.kinds),
                Compat::Istioctl => Kinds::ISTIOCTL,
            },
        };
        settings.compile()?;
        Ok(settings)
    }

    /// Compiles what nearly every pod needs, so that what is wrong with it is told once.
    fn compile(&self) -> Result<()> {
        let compiled = match self.compat {
            Compat::Istioctl => self.templates.compile_all(&self.values),
            // A default template that is missing is for the first pod to tell, as ever.
            Compat::Off => self.named(None).unwrap_or_default().into_iter().try_for_each(|name| {
                self.templates.get(name, &self.values).map_or(Ok(()), |compiled| compiled.map(drop))
            }),
        };
        compiled.map_err(|error| self.origin.blame(error))
    }

    /// The templates of a pod, by its annotation `inject.istio.io/templates`.
    ///
    /// # Errors
    /// When the inject-config has none of a name, and the error lists those it has; or one that is asked for is no template.
    pub fn templates_for(&self, annotation: Option<&str>) -> Result<Vec<&Engine>> {
        let names = self.named(annotation)?.into_iter();
        let engines = names.filter_map(|name| self.templates.get(name, &self.values));
        engines.map(|engine| engine.map_err(|error| self.origin.blame(error))).collect()
    }

    fn named<'n>(&'n self, annotation: Option<&'n str>) -> Result<Vec<&'n str>> {
        let known: Vec<&str> = self.templates.names().collect();
        select(annotation, &self.default_templates, &self.aliases, &known)
    }

    /// Renders a template of the inject-config by its name.
    ///
    /// # Errors
    /// When the template fails; the error names its line and action.
    pub fn execute<'a>(&'a self, template: &'a Engine, data: Value<'a>) -> Result<String> {
        let context = self.template_context();
        let blamed = |error| select::blame(self.origin.blame(error), template.name());
        template.execute(data, context).map_err(blamed)
    }

    /// What one execution of a template may know and cost.
    fn template_context(&self) -> Context<'_> {
        Context { overlay: Overlay::default(), environment: &self.environment, budget: self.budget }
    }

    /// The names of annotations and labels that templates speak of.
    pub(crate) fn spoken(&self) -> &Spoken {
        self.spoken.get_or_init(|| Spoken::of(self.templates.texts()))
    }

    /// Says of an error in what a template rendered which line of the template is to blame.
    #[must_use]
    pub fn blame<'a>(&'a self, error: Error, template: &'a Engine, rendered: &str, data: Value<'a>) -> Error {
        let error = template.blame(error, rendered, data, self.template_context());
        error.context(format!("template {}", template.name()))
    }

    /// The mesh config, with defaults.
    #[must_use]
    pub fn mesh(&self) -> &MeshConfig {
        &self.mesh
    }

    /// The installation's values.
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
        self.origin.release()
    }

    /// What of the settings deserves a word but stops nothing.
    #[must_use]
    pub fn warnings(&self) -> Vec<Error> {
        self.origin.warning().into_iter().collect()
    }

    /// The webhooks whose decision counts; none when injection is manual.
    #[must_use]
    pub fn webhook(&self) -> Option<&Webhook> {
        self.webhook.as_ref()
    }

    /// The kinds that are injected.
    #[must_use]
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// The annotations that every injected pod gets.
    #[must_use]
    pub fn injected_annotations(&self) -> &[(String, String)] {
        &self.injected_annotations
    }

    /// The fingerprint of a template whose output is appended; `None` when templates are merged.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The same for a run that nobody asks for the comments that take injections back.
    #[must_use]
    pub fn without_undo_comments(self) -> Self {
        Settings { asked: Asked::Text, ..self }
    }

    /// The same for a run that makes nothing but [patches](crate::patches) of what is injected: its text is not written.
    #[must_use]
    pub fn for_patches(self) -> Self {
        Settings { asked: Asked::Trees, ..self }
    }

    /// What is made of a document that is injected.
    pub(crate) fn asked(&self) -> Asked {
        self.asked
    }

    /// Whose bytes and quirks the output has.
    #[must_use]
    pub fn compat(&self) -> Compat {
        self.compat
    }
}

/// The sha256 of the template's text, in hex (pkg/kube/inject: sidecarTemplateVersionHash).
fn version_of(config: &InjectConfig) -> Option<String> {
    let template = config.templates.first().filter(|_| config.format == Format::Legacy)?;
    let hash = Sha256::digest(template.text.as_bytes());
    Some(hash.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

/// What templates may read of the environment: those of 1.19 to 1.26 find there whether sidecars are native.
fn environment(native_sidecars: bool) -> Vec<(String, String)> {
    match native_sidecars {
        true => vec![("ENABLE_NATIVE_SIDECARS".to_owned(), "true".to_owned())],
        false => Vec::new(),
    }
}

#[cfg(test)]
mod oracle_tests;
