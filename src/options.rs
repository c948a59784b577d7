//! The options that the command line and `kube-inject.yaml` share: a field is a flag, a key of the file and its schema.
//!
//! A doc comment is what `--help` and editors show; kube-inject.schema.json is derived.

mod layer;
mod path;
mod spelling;
#[cfg(test)]
pub(crate) mod schema;

use clap::{Args, ValueEnum, ValueHint};
use kube_inject::Release;
use kube_inject::kinds::Kind;
use layer::{Effect, Layer, layered};
pub(crate) use layer::{Place, key};
pub(crate) use path::ConfigPath;
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use spelling::{Labels, OneOrMany, Version};
use std::fmt;
use std::str::FromStr;

layered! {
    /// What the command line and `kube-inject.yaml` may set.
    #[derive(Args, Deserialize, Clone, Debug, Default, PartialEq)]
    #[command(next_help_heading = "Configuration")]
    #[serde(rename_all = "camelCase", deny_unknown_fields, default)]
    #[cfg_attr(test, derive(JsonSchema), schemars(
        title = "kube-inject.yaml",
        description = "Settings of kube-inject for all manifests beside this file and below. Paths are relative to it; the command line wins."
    ))]
    pub(crate) struct Options {
        /// Inject-config file: an inject-config, a single template, or the ConfigMap that holds one
        #[arg(long = "injectConfigFile", visible_alias = "inject-config-file", value_name = "FILE", value_hint = ValueHint::FilePath)]
        #[cfg_attr(test, schemars(example = &"istio/inject-config.yaml"))]
        pub(crate) inject_config_file: Option<ConfigPath>,
        /// Mesh config file, or the ConfigMap that holds it
        #[arg(long = "meshConfigFile", visible_alias = "mesh-config-file", value_name = "FILE", value_hint = ValueHint::FilePath)]
        #[cfg_attr(test, schemars(example = &"istio/mesh-config.yaml"))]
        pub(crate) mesh_config_file: Option<ConfigPath>,
        /// Values file (YAML or JSON), or the ConfigMap that holds it
        #[arg(long = "valuesFile", visible_alias = "values-file", value_name = "FILE", value_hint = ValueHint::FilePath)]
        #[cfg_attr(test, schemars(example = &"istio/values.json"))]
        pub(crate) values_file: Option<ConfigPath>,
        /// Exported ConfigMaps, install manifests or directories in which to find inject-config, mesh config and values
        #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
        #[serde(deserialize_with = "OneOrMany::deserialize")]
        #[cfg_attr(test, schemars(with = "OneOrMany<String>", example = &"istio/", example = ["istio/configmaps.yaml", "istio/tags.yaml"]))]
        pub(crate) from: Vec<ConfigPath>,
        /// IstioOperator or istiod chart values, merged over values and mesh config
        #[arg(long = "operatorFileName", visible_alias = "operator-file-name", value_name = "FILE", value_hint = ValueHint::FilePath)]
        #[cfg_attr(test, schemars(example = &"istio/operator.yaml"))]
        pub(crate) operator_file_name: Option<ConfigPath>,
        /// Control plane revision, or a revision tag in the exported configuration
        #[arg(short = 'r', long, value_name = "NAME")]
        #[cfg_attr(test, schemars(example = &"canary"))]
        pub(crate) revision: Option<String>,
        /// Namespace of the control plane, where --from has several [default: the only one]
        #[arg(short = 'i', long = "istioNamespace", visible_alias = "istio-namespace", value_name = "NAME")]
        #[cfg_attr(test, schemars(example = &"istio-system"))]
        pub(crate) istio_namespace: Option<String>,
        /// Inject all pods that do not opt out (manual), or those the cluster's webhook would inject (webhook) [default: manual]
        #[arg(long, value_name = "WHO")]
        pub(crate) policy: Option<PolicyOf>,
        /// Labels of all namespaces, unless a Namespace in the input sets them; needs the webhook policy
        #[arg(long = "namespace-label", value_name = "KEY=VALUE", value_parser = label)]
        #[serde(deserialize_with = "Labels::deserialize")]
        #[cfg_attr(test, schemars(with = "Labels", example = serde_json::json!({"istio-injection": "enabled"})))]
        pub(crate) namespace_labels: Vec<(String, String)>,
        /// Image registry, such as docker.io/istio
        #[arg(long, value_name = "HUB")]
        #[cfg_attr(test, schemars(example = &"registry.example.com/istio"))]
        pub(crate) hub: Option<String>,
        /// Image tag
        #[arg(long, value_name = "TAG")]
        #[serde(deserialize_with = "Version::deserialize")]
        #[cfg_attr(test, schemars(with = "Version<String>", example = &"1.30.3"))]
        pub(crate) tag: Option<String>,
        /// Set values, like helm --set (a.b=1,c[0]=x,d={x,y})
        #[arg(long, value_name = "PATH=VALUE")]
        #[serde(deserialize_with = "OneOrMany::deserialize")]
        #[cfg_attr(test, schemars(
            with = "OneOrMany<String>",
            example = &"global.proxy.logLevel=debug",
            example = ["global.network=east", "global.proxy.privileged=true"],
        ))]
        pub(crate) set: Vec<String>,
        /// Set string values, like helm --set-string
        #[arg(long, value_name = "PATH=VALUE")]
        #[serde(deserialize_with = "OneOrMany::deserialize")]
        #[cfg_attr(test, schemars(with = "OneOrMany<String>", example = &"global.multiCluster.clusterName=7"))]
        pub(crate) set_string: Vec<String>,
        /// Set mesh config fields, like helm --set
        #[arg(long, value_name = "PATH=VALUE")]
        #[serde(deserialize_with = "OneOrMany::deserialize")]
        #[cfg_attr(test, schemars(with = "OneOrMany<String>", example = &"defaultConfig.concurrency=2"))]
        pub(crate) mesh_set: Vec<String>,
        /// Set mesh config fields to strings, like helm --set-string
        #[arg(long, value_name = "PATH=VALUE")]
        #[serde(deserialize_with = "OneOrMany::deserialize")]
        #[cfg_attr(test, schemars(with = "OneOrMany<String>", example = &"defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE=true"))]
        pub(crate) mesh_set_string: Vec<String>,
        /// Istio release to behave like (1.0 to 1.32) [default: the configuration's]
        #[arg(long, value_name = "RELEASE")]
        #[serde(deserialize_with = "Version::deserialize")]
        #[cfg_attr(test, schemars(with = "Version<String>", example = &"1.20.8"))]
        pub(crate) istio_release: Option<Release>,
        /// Namespace for objects that do not set one
        #[arg(short = 'n', long, value_name = "NAME")]
        #[cfg_attr(test, schemars(example = &"prod"))]
        pub(crate) namespace: Option<String>,
        /// Run the sidecar as a native sidecar container (auto: from Kubernetes 1.33)
        #[arg(long, value_name = "WHEN", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
        pub(crate) native_sidecars: Option<NativeSidecars>,
        /// Kubernetes version of the cluster, which decides on native sidecars set to auto
        #[arg(long, value_name = "VERSION")]
        #[serde(deserialize_with = "Version::deserialize")]
        #[cfg_attr(test, schemars(with = "Version<String>", example = &"1.33", example = 1.33))]
        pub(crate) kube_version: Option<KubeVersion>,
        /// Leave out files and directories that match, in directories; globs as in .gitignore
        #[arg(long, value_name = "GLOB")]
        #[serde(deserialize_with = "OneOrMany::deserialize")]
        #[cfg_attr(test, schemars(with = "OneOrMany<String>", example = &"vendor/", example = ["*.gen.yaml", "charts/"]))]
        pub(crate) exclude: Vec<String>,
        /// Leave alone what kustomizations of the repository build (skip), or inject what they build unchanged (inject) [default: skip]
        #[arg(long, value_name = "WHAT")]
        pub(crate) kustomize: Option<KustomizeFiles>,
        /// Also inject a kind of another API group; PATH leads to its pod template (spec.tasks[*].template)
        #[arg(long = "kind", value_name = "GROUP/KIND[=PATH]", value_parser = kind)]
        #[serde(deserialize_with = "OneOrMany::deserialize")]
        #[cfg_attr(test, schemars(
            with = "OneOrMany<String>",
            example = &"argoproj.io/Rollout",
            example = ["argoproj.io/Rollout", "example.com/Worker=spec.workers[*].template"],
        ))]
        pub(crate) kinds: Vec<String> => Adds,
        /// Write the same bytes as another tool, quirks included
        #[arg(long, value_name = "PROGRAM")]
        pub(crate) compat: Option<Compat>,
        /// Do not report this warning, such as dns-policy; can be repeated
        #[arg(long, value_name = "CODE", help_heading = "Messages")]
        #[serde(deserialize_with = "OneOrMany::deserialize")]
        #[cfg_attr(test, schemars(with = "OneOrMany<String>", example = &"dns-policy", example = ["dns-policy", "job-never-ends"]))]
        pub(crate) allow: Vec<String>,
        /// Fail on this warning, or on skipped: any object that is skipped without opting out; can be repeated
        #[arg(long, value_name = "CODE", help_heading = "Messages")]
        #[serde(deserialize_with = "OneOrMany::deserialize")]
        #[cfg_attr(test, schemars(with = "OneOrMany<String>", example = &"skipped", example = ["skipped", "invalid-pod"]))]
        pub(crate) deny: Vec<String> => Adds,
        /// Fail on every warning that is not allowed
        #[arg(long, help_heading = "Messages")]
        #[cfg_attr(test, schemars(example = &true))]
        pub(crate) strict: bool => Adds,
    }
}

impl Options {
    /// These options, those of the command line or of a nearer file, over those of a file.
    pub(crate) fn over(self, mut file: Options, place: &Place<'_>) -> Options {
        // The file's version serves its own auto; it is no contradiction to a --native-sidecars that needs none.
        if self.native_sidecars.or(file.native_sidecars) != Some(NativeSidecars::Auto) {
            file.kube_version = None;
        }
        // What is said of a warning here is the last word on it.
        file.allow.retain(|code| !self.deny.contains(code));
        file.deny.retain(|code| !self.allow.contains(code));
        // A place named on the command line is the place for everything that has no flag of its own there.
        let place = self.from.is_empty().then_some(place);
        self.layer(file, place)
    }
}

/// When sidecars are init containers that stay.
#[derive(ValueEnum, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub(crate) enum NativeSidecars {
    True,
    False,
    Auto,
}

/// Who decides what is injected.
#[derive(ValueEnum, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum PolicyOf {
    Manual,
    Webhook,
    // Nothing but `explain` can show both, so that no file asks for it.
    #[serde(skip)]
    #[value(help = "both, side by side (explain)")]
    Both,
}

/// What becomes of files that a kustomization names.
#[derive(ValueEnum, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum KustomizeFiles {
    Skip,
    Inject,
}

/// Whose bytes to write.
#[derive(ValueEnum, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Compat {
    Istioctl,
}

/// A Kubernetes version, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct KubeVersion {
    major: u32,
    minor: u32,
}

impl KubeVersion {
    /// From this version on `auto` means native sidecars: they are generally available in Kubernetes 1.33.
    pub(crate) const NATIVE: KubeVersion = KubeVersion { major: 1, minor: 33 };
}

impl fmt::Display for KubeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for KubeVersion {
    type Err = String;

    /// Reads `1.33`, `v1.33.2` and `1.33+`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let mut number = || parts.next()?.trim_end_matches('+').parse().ok();
        match (number(), number()) {
            (Some(major), Some(minor)) => Ok(KubeVersion { major, minor }),
            _ => Err("expected a version like 1.33".to_owned()),
        }
    }
}

/// Reads a label.
fn label(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("expected KEY=VALUE, such as istio-injection=enabled".to_owned()),
    }
}

/// Checks that a kind is one, where clap can say what is wrong.
fn kind(text: &str) -> Result<String, String> {
    text.parse().map(|_: Kind| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn kube_versions_compare_by_number() {
        let native = |text: &str| text.parse().map(|v: KubeVersion| v >= KubeVersion::NATIVE);
        assert_eq!(native("v1.33.2"), Ok(true));
        assert_eq!(native("1.9"), Ok(false));
        assert_eq!(native("1.33+"), Ok(true));
        assert!(native("latest").is_err());
    }

    fn place() -> Place<'static> {
        Place { directory: Path::new("d"), root: None }
    }

    #[test]
    fn lists_follow_those_of_the_file() {
        let options = |set: &str| Options { set: vec![set.to_owned()], ..Options::default() };
        assert_eq!(options("flag").over(options("file"), &place()).set, ["file", "flag"]);
    }

    #[test]
    fn keys_that_take_from_what_is_checked_or_injected_are_told() {
        let adding = Options { strict: true, deny: vec!["skipped".to_owned()], ..Options::default() };
        assert_eq!(adding.changing(), [""; 0]);
        let options = Options {
            hub: Some("h".to_owned()),
            policy: Some(PolicyOf::Webhook),
            mesh_set: vec!["a=b".to_owned()],
            ..adding
        };
        assert_eq!(options.changing(), ["policy", "hub", "meshSet"]);
    }

    #[test]
    fn version_of_the_file_counts_for_auto_only() {
        let when = |native_sidecars| Options { native_sidecars, ..Options::default() };
        for (flag, counts) in [(None, true), (Some(NativeSidecars::True), false)] {
            let file = Options { kube_version: "1.33".parse().ok(), ..when(Some(NativeSidecars::Auto)) };
            assert_eq!(when(flag).over(file, &place()).kube_version.is_some(), counts);
        }
    }
}
