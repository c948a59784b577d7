//! What would become of every object and why, told on standard output for people or programs.

mod json;
mod text;

use super::call::Call;
use super::files::CHECKED_AGAINST;
use super::levels::Level;
use super::load::{self, Purpose};
use super::messages::Messages;
use super::{catalogue, documents, given, print};
use crate::args::{Explain, ReportFormat};
use crate::failure::Failure;
use crate::terminal;
use given::Given;
use kube_inject::{Document, Explanation, Settings, explain};
use std::io::Write;

/// An object under the rules of the run, and under those of the cluster's webhook where both are asked for.
struct Explained {
    object: Explanation,
    in_cluster: Option<Explanation>,
}

/// What the run goes by.
struct Head {
    /// Each part of the configuration, and where it comes from.
    configuration: Vec<(&'static str, String)>,
    /// What is set, and where.
    given: Vec<Given>,
}

/// Prints an explanation for each object of all inputs, or of the codes that are named in their place.
///
/// # Errors
/// When anything is wrong; what could be explained has been told then.
pub(crate) fn run(args: Explain, messages: &mut Messages) -> Result<(), Failure> {
    if let Some(sections) = catalogue::sections(&args.inputs.paths).map_err(Failure::Invalid)? {
        return print(|out| writeln!(out, "{}", sections.join("\n\n")));
    }
    let named = args.inputs.named();
    let call = Call::begin(&named)?;
    let loaded = load::for_run(args.config, &args.cluster, named, Purpose::Explain, &call, messages)?;
    let origins = loaded.files.origins(loaded.settings.revision());
    let mut configuration: Vec<_> = messages.settings_in_use().into_iter().chain(origins).collect();
    let release = loaded.settings.release();
    configuration.push(("release", release.to_string()));
    configuration.extend(loaded.files.basis(release).map(|basis| (CHECKED_AGAINST, basis)));
    let given = loaded.given.into_iter().chain(given::in_files(&loaded.files)).collect();
    let head = Head { configuration, given };
    let settings = loaded.settings.without_undo_comments();
    let in_cluster = loaded.in_cluster.map(Settings::without_undo_comments);
    let work = |file: &str, document: &Document| {
        let objects = explain(&settings, file, document)?;
        let cluster = match &in_cluster {
            Some(settings) => explain(settings, file, document)?,
            None => Vec::new(),
        };
        let mut cluster = cluster.into_iter();
        Ok(objects.into_iter().map(|object| Explained { object, in_cluster: cluster.next() }).collect())
    };
    let (explained, mut result): (Vec<Explained>, _) =
        documents::examined(&loaded.inputs, settings.compat(), messages, work)?;
    let denied = |warning| messages.level_of(warning) == Level::Deny;
    if explained.iter().flat_map(|both| &both.object.warnings).any(denied) {
        result = Err(Failure::Reported);
    }
    match args.report {
        Some(ReportFormat::Json) => {
            let report = json::report(&head, &explained, messages);
            print(|out| writeln!(out, "{}", terminal::json(&format!("{report:#}"))))?;
        }
        None => print(|out| write!(out, "{}", text::report(&head, &explained, messages)))?,
    }
    result
}
