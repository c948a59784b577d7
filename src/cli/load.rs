//! Reads the configuration that the arguments name and makes the settings of the run.

use super::args::{self, Cluster, Config, KubeVersion, NativeSidecars};
use super::{Failure, cluster};
use crate::sources;
use kube_inject::error::Error;
use kube_inject::policy::namespaces::Namespaces;
use kube_inject::policy::webhook::Asked;
use kube_inject::settings::discover::{self, File, Found, Part, Wanted};
use kube_inject::settings::{Compat, Settings, Sources};

/// A file's name and text.
pub(crate) type Named = Option<(String, String)>;

/// The configuration, as files have it.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) inject_config: Named,
    pub(crate) mesh_config: Named,
    pub(crate) values: Named,
    pub(crate) operator: Named,
    /// The revision they are of.
    pub(crate) revision: Option<String>,
    /// The tags of that revision.
    pub(crate) tags: Vec<String>,
    /// Where each part comes from.
    pub(crate) notes: Vec<String>,
}

/// Reads all files that the arguments name.
///
/// # Errors
/// When a file cannot be read, what was to be found is not there, or a part would have to come from a cluster.
pub(crate) fn files(config: &Config, cluster: &Cluster) -> Result<Files, Failure> {
    let files = read(config, cluster)?;
    if !config.from.is_empty() {
        complete(&files, config).map_err(Failure::Invalid)?;
    }
    match cluster::refusal(cluster, config, &files) {
        Some(error) => Err(Failure::Invalid(error)),
        None => Ok(files),
    }
}

/// The same without a look at what is missing.
pub(crate) fn read(config: &Config, cluster: &Cluster) -> Result<Files, Failure> {
    let named = |path: &Option<std::path::PathBuf>| path.as_deref().map(sources::text).transpose();
    let mut files = Files {
        inject_config: named(&config.inject_config_file)?,
        mesh_config: named(&config.mesh_config_file)?,
        values: named(&config.values_file)?,
        operator: named(&config.operator_file)?,
        revision: config.revision.clone(),
        ..Files::default()
    };
    if config.from.is_empty() {
        return Ok(files);
    }
    let texts = sources::texts(&config.from)?;
    let texts: Vec<File<'_>> = texts.iter().map(|(name, text)| File { name, text }).collect();
    let wanted = Wanted { revision: config.revision.as_deref(), namespace: cluster.istio_namespace.as_deref() };
    let found = discover::find(&texts, wanted).map_err(Failure::Invalid)?;
    files.take(found);
    Ok(files)
}

impl Files {
    /// Takes what was found where no flag names a file of its own.
    fn take(&mut self, found: Found) {
        let mut fill = |place: &mut Named, part: Option<Part>, what: &str| {
            if let (None, Some(part)) = (&place, part) {
                self.notes.push(format!("{what}: {}", part.what));
                *place = Some((part.file, part.text));
            }
        };
        fill(&mut self.inject_config, found.inject_config, "inject-config");
        fill(&mut self.values, found.values, "values");
        fill(&mut self.mesh_config, found.mesh_config, "mesh-config");
        if let Some(revision) = &found.revision {
            let tags = if found.tags.is_empty() { String::new() } else { format!(" (tags: {})", found.tags.join(", ")) };
            self.notes.push(format!("revision: {revision}{tags}"));
        }
        self.revision = found.revision.or(self.revision.take());
        self.tags = found.tags;
        if self.inject_config.is_none() || self.mesh_config.is_none() || self.values.is_none() {
            self.notes.extend(found.seen.iter().map(|line| format!("seen: {line}")));
        }
    }

    /// Whether the inject-config looks like one of Istio 1.0 to 1.7, with one `template` and no `templates`.
    pub(crate) fn is_legacy(&self) -> bool {
        let Some((_, text)) = &self.inject_config else { return false };
        let has = |key: &str| text.lines().any(|line| line.trim_start().starts_with(key));
        has("template:") && !has("templates:")
    }
}

/// Everything that `--from` promises must be there.
fn complete(files: &Files, config: &Config) -> Result<(), Error> {
    let operator = files.operator.is_some();
    let missing: Vec<&str> = [
        ("inject-config", files.inject_config.is_none()),
        ("values", files.values.is_none() && !operator && !files.is_legacy()),
        ("mesh-config", files.mesh_config.is_none() && !operator),
    ]
    .into_iter()
    .filter_map(|(words, missing)| missing.then_some(words))
    .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = config.from.iter().map(|path| path.display().to_string()).collect();
    let of = files.revision.as_ref().map(|revision| format!(" of revision {revision}")).unwrap_or_default();
    let seen: Vec<&str> = files.notes.iter().filter_map(|note| note.strip_prefix("seen: ")).collect();
    let seen = match seen.is_empty() {
        true => "nothing of Istio's configuration was found".to_owned(),
        false => format!("found:\n  {}", seen.join("\n  ")),
    };
    let cause = format!("{} has no {}{of}", places.join(", "), missing.join(" and no "));
    Err(Error::new(cause).help(format!(
        "{seen}\nthe whole configuration is what `kubectl get configmap istio-sidecar-injector istio -n istio-system -o yaml` prints"
    )))
}

/// The settings of a run.
///
/// # Errors
/// When a part is not valid.
pub(crate) fn settings(
    config: &Config,
    files: &Files,
    namespaces: Option<Namespaces>,
) -> Result<Settings, Failure> {
    let compat = match config.compat {
        Some(args::Compat::Istioctl) => Compat::Istioctl,
        None => Compat::Off,
    };
    let sources = Sources {
        inject_config: borrow(&files.inject_config),
        mesh_config: borrow(&files.mesh_config),
        values: borrow(&files.values),
        operator: borrow(&files.operator),
        webhook: namespaces.map(|namespaces| Asked { namespaces, tags: files.tags.clone() }),
        revision: files.revision.clone(),
        native_sidecars: native_sidecars(config)?,
        namespace: config.namespace.clone(),
        compat,
    };
    Settings::load(sources).map_err(Failure::Invalid)
}

pub(crate) fn borrow(named: &Named) -> Option<(&str, &str)> {
    named.as_ref().map(|(name, text)| (name.as_str(), text.as_str()))
}

fn native_sidecars(config: &Config) -> Result<bool, Failure> {
    let usage = |message| Err(Failure::usage(message));
    match (config.native_sidecars.unwrap_or(NativeSidecars::False), config.kube_version) {
        (NativeSidecars::Auto, Some(version)) => Ok(version >= KubeVersion::NATIVE),
        (NativeSidecars::Auto, None) => {
            usage("--native-sidecars=auto needs --kube-version: there is no cluster to ask for it")
        }
        (_, Some(_)) => usage("--kube-version only serves --native-sidecars=auto"),
        (when, None) => Ok(when == NativeSidecars::True),
    }
}
