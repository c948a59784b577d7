//! `config check`: what is wrong with a set of configuration files.

use crate::args::Check;
use crate::cli::levels::Levels;
use crate::cli::messages::Messages;
use crate::cli::{config_file, load};
use crate::failure::Failure;
use crate::options::Options;
use kube_inject::Sources;
use kube_inject::code;
use kube_inject::config::{self, Severity};
use kube_yaml::Error;

/// Checks configuration files and reports the findings.
///
/// # Errors
/// [`Failure::Found`] when there is something wrong with them.
pub(super) fn run(mut arguments: Check, messages: &mut Messages) -> Result<(), Failure> {
    arguments.config.options.from.append(&mut arguments.files);
    let budget = arguments.config.limits.budget();
    let options = config_file::complete(arguments.config, None, messages)?;
    messages.set_levels(Levels::of(&options)?);
    let files = load::read(&options)?;
    files.paths().try_for_each(|path| messages.spare(path))?;
    let given = [&files.inject_config, &files.mesh_config, &files.values, &files.operator];
    if given.iter().all(|file| file.is_none()) {
        if options == Options::default() {
            return Err(Failure::usage("nothing to check: no configuration files given"));
        }
        if !options.from.is_empty() {
            let help = "ConfigMaps, inject-config, mesh-config and values are recognized by their content";
            return Err(Failure::Invalid(
                Error::new(code::WRONG_FILE, "no Istio configuration found in these files").help(help),
            ));
        }
    }
    messages.configuration(files.origins(files.revision.as_deref().unwrap_or_default()));
    let findings = config::check(&Sources { budget, ..load::sources(&options, &files)? });
    for finding in &findings {
        match finding.severity {
            Severity::Error => messages.error(&finding.error),
            // There are findings, and so the exit is the same whatever their level.
            Severity::Warning => drop(messages.warning(&finding.error)),
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(Failure::Found) }
}
