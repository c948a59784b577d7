//! The configuration that counts where none is given: that of a default installation of Istio 1.31 or of an older release, our own
//! templates in it.

mod releases;

pub use releases::{Basis, INSTALLATIONS, Installation};

use super::Release;
use super::inject_config::{InjectConfig, Template};
use crate::pod::empty_map;
use crate::template::jinja::Authors;
use kube_yaml::{Node, Result};

/// What the embedded inject-config is called in messages.
pub(crate) const NAME: &str = "the embedded inject-config";
/// Name and text of the mesh-config.
pub const MESH_CONFIG: (&str, &str) = ("the embedded mesh-config", include_str!("mesh-config.yaml"));
/// Name and text of the values.
pub const VALUES: (&str, &str) = ("the embedded values", include_str!("values.yaml"));

/// The inject-config but for its templates.
const HEAD: &str = include_str!("inject-config.yaml");
/// The templates by their names; those that begin with `_` are parts of the others.
const TEMPLATES: [(&str, &str); 39] = [
    ("sidecar", include_str!("sidecar.jinja")),
    ("gateway", include_str!("gateway.jinja")),
    ("grpc-agent", include_str!("grpc-agent.jinja")),
    ("grpc-simple", include_str!("grpc-simple.jinja")),
    ("_settings", include_str!("settings.jinja")),
    ("_image", include_str!("image.jinja")),
    ("_resources", include_str!("resources.jinja")),
    ("_modes", include_str!("modes.jinja")),
    ("_cni", include_str!("cni.jinja")),
    ("_traffic", include_str!("traffic.jinja")),
    ("_credentials", include_str!("credentials.jinja")),
    ("_revision", include_str!("revision.jinja")),
    ("_annotations", include_str!("annotations.jinja")),
    ("_cni-annotations", include_str!("cni-annotations.jinja")),
    ("_cni-redirects", include_str!("cni-redirects.jinja")),
    ("_init-containers", include_str!("init-containers.jinja")),
    ("_init", include_str!("init.jinja")),
    ("_core-dumps", include_str!("core-dumps.jinja")),
    ("_body", include_str!("body.jinja")),
    ("_proxy-start", include_str!("proxy-start.jinja")),
    ("_proxy-end", include_str!("proxy-end.jinja")),
    ("_args", include_str!("args.jinja")),
    ("_env-identity", include_str!("env-identity.jinja")),
    ("_env-configuration", include_str!("env-configuration.jinja")),
    ("_env-runtime", include_str!("env-runtime.jinja")),
    ("_env-place", include_str!("env-place.jinja")),
    ("_env-workload", include_str!("env-workload.jinja")),
    ("_telemetry", include_str!("telemetry.jinja")),
    ("_enrichment", include_str!("enrichment.jinja")),
    ("_env-mesh", include_str!("env-mesh.jinja")),
    ("_env-metadata", include_str!("env-metadata.jinja")),
    ("_readiness", include_str!("readiness.jinja")),
    ("_mounts", include_str!("mounts.jinja")),
    ("_volumes", include_str!("volumes.jinja")),
    ("_certs", include_str!("certs.jinja")),
    ("_user-volumes", include_str!("user-volumes.jinja")),
    ("_of-user", include_str!("of-user.jinja")),
    ("_grpc-applications", include_str!("grpc-applications.jinja")),
    ("_pull-secrets", include_str!("pull-secrets.jinja")),
];

/// We are the authors; the texts of these parts are remembered, for what they look at is the same for most pods.
pub(crate) const AUTHORS: Authors = Authors::Ours(&["_body", "_enrichment"]);

/// The embedded inject-config.
///
/// # Errors
/// Never, unless the embedded text is broken.
pub(crate) fn inject_config() -> Result<InjectConfig> {
    let mut config = InjectConfig::load(HEAD, NAME)?;
    config.templates = TEMPLATES
        .iter()
        .map(|(name, text)| Template { name: (*name).into(), text: (*text).into(), first_line: 1 })
        .collect();
    Ok(config)
}

/// The values of the release that is asked for, or of the newest one; those of the oldest stand for what is older.
///
/// # Errors
/// Never, unless the embedded text is broken.
pub(crate) fn values(asked: Option<Release>) -> Result<Node> {
    let newest = kube_yaml::parse(VALUES.1)?.unwrap_or_else(empty_map);
    let installation = asked.map(|release| Installation::of(release).unwrap_or(INSTALLATIONS[0]));
    installation.map_or(Ok(newest.clone()), |installation| releases::values(newest, installation))
}

/// The embedded inject-config as one file.
#[must_use]
pub fn inject_config_text() -> String {
    let mut text = format!("{HEAD}templates:\n");
    for (name, template) in TEMPLATES {
        text.push_str(&format!("  {name}: |\n"));
        for line in template.lines() {
            match line {
                "" => text.push('\n'),
                line => text.push_str(&format!("    {line}\n")),
            }
        }
    }
    text
}

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod remembered_tests;
#[cfg(test)]
mod tests;
