//! Reads the configuration files that the arguments name and makes the settings of the run.

use super::args::{self, Cluster, Config, KubeVersion, NativeSidecars};
use super::{Failure, cluster};
use kube_inject::error::Error;
use kube_inject::settings::overlay::{Assignments, Typing};
use kube_inject::settings::{Compat, Settings, Sources};
use std::path::Path;

/// The settings of a run.
///
/// # Errors
/// When a file cannot be read or is not valid, or a piece would have to come from a cluster.
pub(crate) fn settings(config: &Config, cluster: &Cluster) -> Result<Settings, Failure> {
    let native_sidecars = native_sidecars(config)?;
    let inject_config = read(config.inject_config_file.as_deref())?;
    let legacy = inject_config.as_ref().is_some_and(|(_, text)| is_legacy(text));
    if let Some(error) = cluster::refusal(cluster, config, legacy) {
        return Err(Failure::Invalid(error));
    }
    let mesh_config = read(config.mesh_config_file.as_deref())?;
    let values = read(config.values_file.as_deref())?;
    let compat = match config.compat {
        Some(args::Compat::Istioctl) => Compat::Istioctl,
        None => Compat::Off,
    };
    let sources = Sources {
        inject_config: borrow(&inject_config),
        mesh_config: borrow(&mesh_config),
        values: borrow(&values),
        set_mesh: mesh_changes(config),
        set_values: value_changes(config),
        revision: config.revision.clone(),
        native_sidecars,
        namespace: config.namespace.clone(),
        release: config.istio_release,
        compat,
    };
    Settings::load(sources).map_err(Failure::Invalid)
}

/// What the arguments change in the values; as in Helm the typed ones come first.
fn value_changes(config: &Config) -> Assignments {
    let mut changes = Assignments::default();
    for (path, text) in [(&["global", "hub"], &config.hub), (&["global", "tag"], &config.tag)] {
        if let Some(text) = text {
            changes.push_text(path, text);
        }
    }
    config.set.iter().for_each(|text| changes.push("--set", text, Typing::Guessed));
    config.set_string.iter().for_each(|text| changes.push("--set-string", text, Typing::Text));
    changes
}

fn mesh_changes(config: &Config) -> Assignments {
    let mut changes = Assignments::default();
    config.mesh_set.iter().for_each(|text| changes.push("--mesh-set", text, Typing::Guessed));
    changes
}

/// A file's name and text.
type Named = Option<(String, String)>;

fn read(path: Option<&Path>) -> Result<Named, Failure> {
    let Some(path) = path else { return Ok(None) };
    let bytes = std::fs::read(path).map_err(|cause| Failure::reading(path, cause))?;
    let name = path.display().to_string();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some((name, text))),
        Err(_) => Err(Failure::Invalid(Error::new(format!("{name}: the file is not UTF-8 text")))),
    }
}

fn borrow(named: &Named) -> Option<(&str, &str)> {
    named.as_ref().map(|(name, text)| (name.as_str(), text.as_str()))
}

/// Whether an inject-config looks like one of Istio 1.0 to 1.7, with one `template` and no `templates`.
fn is_legacy(text: &str) -> bool {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    has("template:") && !has("templates:")
}

fn native_sidecars(config: &Config) -> Result<bool, Failure> {
    let usage = |message| Err(Failure::usage(message));
    match (config.native_sidecars, config.kube_version) {
        (NativeSidecars::Auto, Some(version)) => Ok(version >= KubeVersion::NATIVE),
        (NativeSidecars::Auto, None) => {
            usage("--native-sidecars=auto needs --kube-version: there is no cluster to ask for it")
        }
        (_, Some(_)) => usage("--kube-version only serves --native-sidecars=auto"),
        (when, None) => Ok(when == NativeSidecars::True),
    }
}
