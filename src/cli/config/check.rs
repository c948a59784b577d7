//! `config check`: what is wrong with a set of configuration files.

use crate::cli::args::{Cluster, Config, Report};
use crate::cli::messages::Messages;
use crate::cli::{Failure, load, repository};
use clap::{Args, ValueHint};
use kube_inject::lint::{self, Severity};
use kube_inject::settings::Sources;
use std::path::PathBuf;

/// The arguments of `config check`.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Exported ConfigMaps, install manifests or the bare files, each known by what is in it
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    config: Config,
    #[command(flatten)]
    cluster: Cluster,
    #[command(flatten)]
    report: Report,
}

/// Checks the files.
///
/// # Errors
/// [`Failure::Found`] when there is something wrong with them.
pub(crate) fn run(arguments: Check) -> Result<(), Failure> {
    let mut messages = Messages::new(&arguments.report);
    let result = check(arguments, &mut messages);
    messages.close(&result);
    result
}

fn check(mut arguments: Check, messages: &mut Messages) -> Result<(), Failure> {
    arguments.config.from.append(&mut arguments.files);
    let config = repository::complete(arguments.config, None, messages)?;
    let files = load::read(&config, &arguments.cluster)?;
    files.notes.iter().for_each(|note| messages.note(note));
    let given = [&files.inject_config, &files.mesh_config, &files.values, &files.operator];
    if given.iter().all(|file| file.is_none()) {
        return Err(match config.from.is_empty() {
            true => Failure::usage("nothing to check: name configuration files"),
            false => Failure::Invalid(
                kube_inject::error::Error::new("no configuration was found in these files")
                    .help("ConfigMaps, an inject-config, a mesh-config or values are known by what is in them"),
            ),
        });
    }
    let sources = Sources {
        inject_config: load::borrow(&files.inject_config),
        mesh_config: load::borrow(&files.mesh_config),
        values: load::borrow(&files.values),
        operator: load::borrow(&files.operator),
        revision: files.revision.clone(),
        ..Sources::default()
    };
    let findings = lint::check(&sources);
    for finding in &findings {
        match finding.severity {
            Severity::Error => messages.error(&finding.error),
            Severity::Warning => messages.warning(&finding.error),
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(Failure::Found) }
}
