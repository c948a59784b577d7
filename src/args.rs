//! The command line as clap reads it: every flag, its spellings, and what may stand beside what.

mod alone;
mod cluster;
pub(crate) mod help;
mod leading;
mod optional;
mod program;
mod report;

pub(crate) use cluster::{Cluster, Connection};
pub(crate) use leading::{command_first, first_word};
pub(crate) use program::Program;
use report::ReportParser;
pub(crate) use report::{Format, Report, ReportTo};

use crate::options::{ConfigPath, Options};
use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use kube_inject::pool::Threads;
use kube_inject::{Budget, PatchForm};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Injects the Istio sidecar into Kubernetes manifests, offline.
#[derive(Parser, Debug)]
#[command(name = "kube-inject", version, args_conflicts_with_subcommands = true, args_override_self = true)]
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
    /// Inject the items of a ResourceList, as a KRM function of kustomize or kpt
    Function(Box<Function>),
    /// Remove the sidecar from injected manifests
    Uninject(Uninject),
    /// Explain, for each object, whether it is injected and why; or what an error or warning means (explain E0101)
    Explain(Box<Explain>),
    /// Compare what two configurations inject, as before an upgrade; exits with 1 if anything differs
    Compare(Box<Compare>),
    /// Answer AdmissionReviews as the sidecar injector's webhook does
    Admission(Box<Admission>),
    /// Print a shell completion script
    Completion {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a man page
    Man {
        /// The command whose page it is
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
    /// Print the version
    Version,
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
    /// Print the JSON schema of kube-inject.yaml, or of the JSON report
    Schema {
        /// What the schema is of
        of: SchemaOf,
    },
}

/// What has a JSON schema.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SchemaOf {
    /// kube-inject.yaml
    Settings,
    /// What --report json writes
    Report,
}

/// The arguments of `config check`.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Exported ConfigMaps, install manifests or plain configuration files
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub(crate) files: Vec<ConfigPath>,
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
    pub(crate) jobs: Jobs,
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

/// The arguments of a KRM function, whose caller has settings of its own.
#[derive(Args, Debug)]
pub(crate) struct Function {
    #[command(flatten)]
    pub(crate) config: Config,
    #[command(flatten)]
    pub(crate) cluster: Cluster,
    #[command(flatten)]
    pub(crate) report: Report,
}

/// The arguments of the way back.
#[derive(Args, Debug)]
pub(crate) struct Uninject {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) jobs: Jobs,
    /// Leave out files and directories that match, in directories; globs as in .gitignore
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
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

/// The arguments of a comparison.
#[derive(Args, Debug)]
pub(crate) struct Compare {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Old configuration: what --from takes, or release:1.28 [default: that of the other flags and kube-inject.yaml]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath, help_heading = "Configuration")]
    pub(crate) old: Vec<PathBuf>,
    /// New configuration: what --from takes, or release:1.31 [default: the old one, with the flags that follow]
    ///
    /// With --old, flags that set something in the configuration are for the new one only: that shows what they change.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath, help_heading = "Configuration")]
    pub(crate) new: Vec<PathBuf>,
    /// Control plane revision in the old configuration, or a revision tag
    #[arg(long, value_name = "NAME", help_heading = "Configuration", requires = "old")]
    pub(crate) old_revision: Option<String>,
    #[command(flatten)]
    pub(crate) config: Config,
    #[command(flatten)]
    pub(crate) cluster: Cluster,
    /// Print the differences of the injected pods as unified diffs
    #[arg(long)]
    pub(crate) diff: bool,
    /// Print the comparison as JSON in place of text, or write it to FILE: as JSON, or as a page for people (html); can be repeated
    #[arg(long, value_name = "FORMAT[=FILE]", value_hint = ValueHint::Other, value_parser = ReportParser(&[Format::Json, Format::Html]))]
    pub(crate) report: Vec<ReportTo>,
}

/// The arguments of an answer to the API server.
#[derive(Args, Debug)]
pub(crate) struct Admission {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) config: Config,
    #[command(flatten)]
    pub(crate) cluster: Cluster,
    #[command(flatten)]
    pub(crate) report: Report,
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

/// How much is done at once.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Jobs {
    /// Number of documents to process in parallel [default: one per core]
    #[arg(short = 'j', long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

/// Where the configuration comes from and what adjusts it.
#[derive(Args, Debug)]
pub(crate) struct Config {
    #[command(flatten)]
    pub(crate) options: Options,
    #[command(flatten)]
    pub(crate) file: OptionsFile,
    #[command(flatten)]
    pub(crate) limits: Limits,
}

/// Which file has more options.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct OptionsFile {
    /// Settings file, for CI: used instead of what the repository says [default: kube-inject.yaml next to the first input and above it, up to the repository's root]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// Ignore kube-inject.yaml, for CI on changes of strangers
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
}

/// What templates may cost. A settings file cannot say: it may be as foreign as the templates.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct Limits {
    /// Let templates do N times the work and make N times the text of the default (5 billion steps and 64 MiB a pod)
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) template_budget: u32,
}

impl Limits {
    /// What each template may cost for one pod.
    pub(crate) fn budget(&self) -> Budget {
        Budget::times(self.template_budget)
    }
}

/// Where the output goes.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Write to this file, replaced only if all succeeds
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
    /// Print a unified diff; exits with 1 if there is one
    #[arg(long, conflicts_with_all = ["output_dir", "in_place", "stream"])]
    pub(crate) diff: bool,
    /// List what would change; exits with 1 if anything would
    #[arg(long, conflicts_with_all = ["output", "output_dir", "in_place", "stream", "diff"])]
    pub(crate) check: bool,
    /// Do not wait for files to reach the disk before they are replaced
    #[arg(long)]
    pub(crate) no_sync: bool,
}

/// What is written of an injected object.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct Form {
    /// Write kustomize patches instead of whole objects; with --output-dir, also the kustomization that applies them
    #[arg(long, value_name = "WHAT", default_value = "manifest", conflicts_with_all = ["in_place", "stream", "diff", "check"])]
    pub(crate) emit: Emit,
    /// Patch type: strategic merge patches, or a kustomize Component with JSON patches [default: strategic]
    #[arg(long, value_name = "TYPE")]
    pub(crate) patch_type: Option<PatchType>,
    /// What the kustomization of --emit patch --output-dir builds on [default: a copy of the input]
    ///
    /// A directory with a kustomization, or an address that kustomize fetches. A kustomization that is there already keeps
    /// what it builds on.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, requires = "output_dir")]
    pub(crate) base: Option<PathBuf>,
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

/// How a report on standard output is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ReportFormat {
    Json,
}

impl Inputs {
    /// Everything named, in order.
    pub(crate) fn named(&self) -> Vec<PathBuf> {
        self.filename.iter().chain(&self.paths).cloned().collect()
    }

    /// Whether standard input is all there is to read.
    pub(crate) fn is_stdin(&self) -> bool {
        self.named().iter().all(|path| path.as_os_str() == "-")
    }
}

impl Inject {
    /// Whether the output is whole objects on standard output, and not what is known of them.
    pub(crate) fn writes_manifests(&self) -> bool {
        let output = &self.output;
        let elsewhere = output.output.is_some() || output.output_dir.is_some() || output.in_place;
        !(elsewhere || output.diff || output.check || self.form.emit == Emit::Patch)
    }
}

impl Jobs {
    /// How many: by default as many as the machine lets run.
    pub(crate) fn threads(&self) -> Threads {
        self.jobs.into()
    }
}

impl Form {
    /// The form of the patches to write; `None` when whole objects are written.
    pub(crate) fn patches(&self) -> Option<PatchForm> {
        (self.emit == Emit::Patch).then_some(match self.patch_type {
            None | Some(PatchType::Strategic) => PatchForm::Strategic,
            Some(PatchType::Json6902) => PatchForm::Json6902,
        })
    }

    /// A flag that is only for patches, where none are written.
    pub(crate) fn needs_patches(&self) -> Option<&'static str> {
        match self.emit {
            Emit::Manifest if self.base.is_some() => Some("--base"),
            Emit::Manifest if self.patch_type.is_some() => Some("--patch-type"),
            Emit::Manifest | Emit::Patch => None,
        }
    }
}

/// A usage error, to be formatted with the command that is run.
pub(crate) fn usage(message: impl std::fmt::Display) -> clap::Error {
    clap::Error::raw(ErrorKind::ValueValidation, message)
}

#[cfg(test)]
mod tests;
