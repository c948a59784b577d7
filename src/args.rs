//! The command line as clap reads it: every flag, its spellings, and what may stand beside what.

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint};
use kube_inject::PatchForm;
use kube_inject::Release;
use serde::Deserialize;
use std::ffi::OsString;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  kube-inject -f deployment.yaml | kubectl apply -f -
  kubectl get deployment -o yaml | kube-inject -f - | kubectl apply -f -
  kube-inject -f deployment.yaml -o deployment-injected.yaml
  kube-inject -f app/ --in-place
  kube-inject -f app/ --check
  kube-inject -f app.yaml --diff
  kube-inject -f app.yaml --emit patch > sidecar-patch.yaml
  kube-inject uninject -f app-injected.yaml
  kube-inject explain -f app.yaml
  kube-inject -f app.yaml --injectConfigFile inject-config.yaml --meshConfigFile mesh-config.yaml --valuesFile values.json

Exit codes: 0 done, 1 --check or --diff found something, 2 usage, 3 bad input or configuration (nothing written), 4 reading or writing failed.";

/// Injects the Istio sidecar into Kubernetes manifests, offline.
#[derive(Parser, Debug)]
#[command(
    name = "kube-inject",
    version,
    after_help = EXAMPLES,
    args_conflicts_with_subcommands = true,
    args_override_self = true,
    disable_help_subcommand = true,
    override_usage = "kube-inject [OPTIONS] [-f FILE|DIR|-]...\n       kube-inject <COMMAND>"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) inject: Inject,
}

/// What there is to do besides injecting.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Export or check configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Remove the sidecar from injected manifests
    Uninject(Uninject),
    /// Explain, for each object, whether it is injected and why
    Explain(Box<Explain>),
    /// Print a shell completion script
    Completion {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

/// What there is to do with the configuration.
#[derive(Subcommand, Debug)]
pub(crate) enum ConfigCommand {
    /// Write the embedded inject-config, mesh config and values to files
    Export {
        /// Directory to write to; existing files are not overwritten
        #[arg(value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
        directory: PathBuf,
    },
    /// Check configuration files; exits with 1 if there are findings
    Check(Box<Check>),
}

/// The arguments of `config check`.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Exported ConfigMaps, install manifests or plain configuration files
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) config: Config,
    #[command(flatten)]
    pub(crate) cluster: Cluster,
    #[command(flatten)]
    pub(crate) report: Report,
}

/// The arguments of an injection.
#[derive(Args, Debug)]
pub(crate) struct Inject {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) config: Config,
    #[command(flatten)]
    pub(crate) cluster: Cluster,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) form: Form,
    #[command(flatten)]
    pub(crate) report: Report,
}

/// The arguments of the way back.
#[derive(Args, Debug)]
pub(crate) struct Uninject {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) report: Report,
}

/// The arguments of an explanation.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) config: Config,
    #[command(flatten)]
    pub(crate) cluster: Cluster,
    /// Output format
    #[arg(long, value_name = "FORMAT")]
    pub(crate) report: Option<ReportFormat>,
}

/// What there is to read.
#[derive(Args, Debug)]
pub(crate) struct Inputs {
    /// File, directory (*.yaml, *.yml and *.json, recursive) or - for stdin; can be repeated
    #[arg(short = 'f', long = "filename", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) filename: Vec<PathBuf>,
    /// Same as --filename
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
}

/// Where the configuration comes from and what adjusts it.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct Config {
    /// Inject-config file: an inject-config, a single template, or the ConfigMap that holds one
    #[arg(long = "injectConfigFile", visible_alias = "inject-config-file", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) inject_config_file: Option<PathBuf>,
    /// Mesh config file, or the ConfigMap that holds it
    #[arg(long = "meshConfigFile", visible_alias = "mesh-config-file", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) mesh_config_file: Option<PathBuf>,
    /// Values file (YAML or JSON), or the ConfigMap that holds it
    #[arg(long = "valuesFile", visible_alias = "values-file", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) values_file: Option<PathBuf>,
    /// Find all of the above in exported ConfigMaps, an install manifest or a directory; can be repeated
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) from: Vec<PathBuf>,
    /// IstioOperator or istiod chart values, merged over values and mesh config
    #[arg(long = "operatorFileName", visible_alias = "operator-file-name", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) operator_file: Option<PathBuf>,
    /// Settings file [default: kube-inject.yaml next to or above the first input]
    #[arg(long = "config", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) repository: Option<PathBuf>,
    /// Ignore kube-inject.yaml
    #[arg(long, conflicts_with = "repository")]
    pub(crate) no_config: bool,
    /// Control plane revision; with --from, also a revision tag
    #[arg(short = 'r', long, value_name = "NAME")]
    pub(crate) revision: Option<String>,
    /// Inject all pods that do not opt out (manual), or those the cluster's webhook would inject (webhook) [default: manual]
    #[arg(long, value_name = "WHO", hide_default_value = true)]
    pub(crate) policy: Option<PolicyOf>,
    /// Label of all namespaces, unless a Namespace in the input sets it; needs --policy webhook; can be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = label)]
    pub(crate) namespace_label: Vec<(String, String)>,
    /// Image registry, such as docker.io/istio
    #[arg(long, value_name = "HUB")]
    pub(crate) hub: Option<String>,
    /// Image tag
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Option<String>,
    /// Set values, like helm --set (a.b=1,c[0]=x,d={x,y})
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    /// Set string values, like helm --set-string
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set_string: Vec<String>,
    /// Set mesh config fields, like --set
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) mesh_set: Vec<String>,
    /// Istio release to behave like (1.0 to 1.30) [default: the configuration's]
    #[arg(long, value_name = "RELEASE", value_parser = release)]
    pub(crate) istio_release: Option<Release>,
    /// Namespace for objects that do not set one
    #[arg(short = 'n', long, value_name = "NAME")]
    pub(crate) namespace: Option<String>,
    /// Run the sidecar as a native sidecar container (auto: from Kubernetes 1.33, see --kube-version)
    #[arg(long, value_name = "WHEN", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) native_sidecars: Option<NativeSidecars>,
    /// Kubernetes version for --native-sidecars=auto
    #[arg(long, value_name = "VERSION", value_parser = KubeVersion::parse)]
    pub(crate) kube_version: Option<KubeVersion>,
    /// Write the same bytes as another tool, quirks included
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) compat: Option<Compat>,
}

/// The flags by which istioctl finds a cluster. They are understood, but a cluster is never asked.
#[derive(Args, Debug, Default)]
pub(crate) struct Cluster {
    #[arg(long = "injectConfigMapName", alias = "inject-config-map-name", hide = true)]
    pub(crate) inject_config_map: Option<String>,
    #[arg(long = "meshConfigMapName", alias = "mesh-config-map-name", hide = true)]
    pub(crate) mesh_config_map: Option<String>,
    #[arg(long = "webhookConfig", alias = "webhook-config", hide = true)]
    pub(crate) webhook_config: Option<String>,
    #[arg(short = 'i', long = "istioNamespace", alias = "istio-namespace", hide = true)]
    pub(crate) istio_namespace: Option<String>,
    #[arg(short = 'c', long, hide = true)]
    pub(crate) kubeconfig: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) context: Option<String>,
    #[arg(long = "as", hide = true)]
    pub(crate) as_user: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) as_group: Vec<String>,
    #[arg(long, hide = true)]
    pub(crate) as_uid: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) xds_address: Option<String>,
}

/// Where the output goes.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Write to this file, replacing it only if everything succeeds
    #[arg(short = 'o', long = "output", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Write files to this directory, mirroring the input
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "output")]
    pub(crate) output_dir: Option<PathBuf>,
    /// Edit the input files in place
    #[arg(long, conflicts_with_all = ["output", "output_dir"])]
    pub(crate) in_place: bool,
    /// Write each document as soon as it is done; a later error leaves partial output
    #[arg(long, conflicts_with_all = ["output", "output_dir", "in_place"])]
    pub(crate) stream: bool,
    /// Print a unified diff instead; exits with 1 if anything would change
    #[arg(long, conflicts_with_all = ["output_dir", "in_place", "stream"])]
    pub(crate) diff: bool,
    /// List the objects that would change; exits with 1 if there are any
    #[arg(long, conflicts_with_all = ["output", "output_dir", "in_place", "stream", "diff"])]
    pub(crate) check: bool,
}

/// What is written of an injected object.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct Form {
    /// Write kustomize patches instead of whole objects
    #[arg(long, value_name = "WHAT", default_value = "manifest", conflicts_with_all = ["output_dir", "in_place", "stream", "diff", "check"])]
    pub(crate) emit: Emit,
    /// Patch type: strategic merge patches, or a kustomize Component with JSON patches
    #[arg(long, value_name = "TYPE", default_value = "strategic")]
    pub(crate) patch_type: PatchType,
    /// Do not add the comment that records the original spelling
    ///
    /// The comment is one line at the end of each injected document, `# kube-inject: undo …`. With it, `kube-inject uninject`
    /// restores the document byte for byte; without it, the spelling of what injection replaced is lost.
    #[arg(long)]
    pub(crate) no_undo_comment: bool,
}

/// What is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Emit {
    Manifest,
    Patch,
}

/// The form of a patch.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PatchType {
    Strategic,
    Json6902,
}

/// What is told on standard error.
#[derive(Args, Clone, Default, Debug)]
#[command(next_help_heading = "Messages")]
pub(crate) struct Report {
    /// Print errors only
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Print a line for every object
    #[arg(short, long, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Print messages in a machine-readable format
    #[arg(long, value_name = "FORMAT", conflicts_with_all = ["quiet", "verbose"])]
    pub(crate) report: Option<ReportFormat>,
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
#[serde(rename_all = "lowercase")]
pub(crate) enum PolicyOf {
    Manual,
    Webhook,
}

/// Whose bytes to write.
#[derive(ValueEnum, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Compat {
    Istioctl,
}

/// How a report is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ReportFormat {
    Json,
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

    /// Reads `1.33`, `v1.33.2` and `1.33+`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let mut number = || parts.next()?.trim_end_matches('+').parse().ok();
        match (number(), number()) {
            (Some(major), Some(minor)) => Ok(KubeVersion { major, minor }),
            _ => Err("expected a version like 1.33".to_owned()),
        }
    }
}

impl Inputs {
    /// Everything named, in order.
    pub(crate) fn named(self) -> Vec<PathBuf> {
        self.filename.into_iter().chain(self.paths).collect()
    }
}

impl Form {
    /// The form of the patches to write; `None` when whole objects are written.
    pub(crate) fn patches(&self) -> Option<PatchForm> {
        (self.emit == Emit::Patch).then_some(match self.patch_type {
            PatchType::Strategic => PatchForm::Strategic,
            PatchType::Json6902 => PatchForm::Json6902,
        })
    }
}

/// Reads `1.20` and `1.20.8`.
fn release(text: &str) -> Result<Release, String> {
    Release::parse(text).ok_or_else(|| "expected a release like 1.20".to_owned())
}

/// Reads a label.
fn label(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("expected KEY=VALUE, such as istio-injection=enabled".to_owned()),
    }
}

/// The arguments without a first `kube-inject`, so that a link named `istioctl` runs `istioctl kube-inject …` as documented.
pub(crate) fn without_own_name(args: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    args.enumerate().filter(|(i, arg)| *i != 1 || arg != "kube-inject").map(|(_, arg)| arg)
}

/// A usage error in clap's form.
pub(crate) fn usage(message: impl std::fmt::Display) -> clap::Error {
    Cli::command().error(ErrorKind::ValueValidation, message)
}

#[cfg(test)]
mod tests;
