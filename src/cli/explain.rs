//! What would become of every object and why, told on standard output for people or programs.

use super::call::Call;
use super::levels::Level;
use super::load::{self, Purpose};
use super::messages::{Messages, error_json};
use super::{catalogue, inject, print};
use crate::args::{Explain, ReportFormat};
use crate::failure::Failure;
use crate::terminal;
use kube_inject::Outcome;
use kube_inject::{Earlier, Explanation, explain};
use serde_json::{Value, json};
use std::io::Write;

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
    let loaded = load::for_run(args.config, &args.cluster, named, Purpose::Inject, &call, messages)?;
    let origins = loaded.files.origins(loaded.settings.revision());
    let configuration: Vec<_> = messages.settings_in_use().into_iter().chain(origins).collect();
    let settings = loaded.settings.without_undo_comments();
    let mut explained = Vec::new();
    let mut result = Ok(());
    for input in loaded.inputs.iter().filter(|input| !input.is_left_alone()) {
        for document in kube_inject::documents(settings.compat(), input.open()?) {
            let document = document.map_err(|cause| input.unreadable(cause))?;
            match explain(&settings, input.name(), &document) {
                Ok(more) => {
                    let denied = |warning| messages.level_of(warning) == Level::Deny;
                    if more.iter().flat_map(|object| &object.warnings).any(denied) {
                        result = Err(Failure::Reported);
                    }
                    explained.extend(more);
                }
                Err(error) => match inject::passed_over(input, &document, error) {
                    Ok(warning) => warning.iter().try_for_each(|warning| messages.warning(warning))?,
                    Err(error) => {
                        error.into_all().for_each(|error| messages.error(&error));
                        result = Err(Failure::Reported);
                    }
                },
            }
        }
    }
    match args.report {
        Some(ReportFormat::Json) => {
            let objects: Vec<Value> = explained.iter().map(|object| object_json(object, messages)).collect();
            let report = json!({ "configuration": Value::from_iter(configuration), "objects": objects });
            print(|out| writeln!(out, "{}", terminal::json(&format!("{report:#}"))))?;
        }
        None => print(|out| {
            for (name, source) in &configuration {
                writeln!(out, "{}", terminal::line(&format!("{name}: {source}")))?;
            }
            explained.iter().try_for_each(|object| write!(out, "\n{}", object_text(object, messages)))
        })?,
    }
    result
}

fn object_text(explained: &Explanation, messages: &Messages) -> String {
    let Explanation { report, rule, templates, by_annotation, adds, earlier, warnings } = explained;
    let outcome = match &report.outcome {
        Outcome::Skipped(_) => "not injected",
        Outcome::Reinjected if report.changed => "already injected, outdated",
        Outcome::Reinjected => "already injected, up to date",
        _ => "injected",
    };
    let mut lines = vec![format!("{}:{}: {}: {outcome}", report.file, report.line, report.object())];
    lines.push(format!("  reason: {rule}"));
    if !templates.is_empty() {
        let by = if *by_annotation { "annotation inject.istio.io/templates" } else { "default" };
        lines.push(format!("  templates: {} ({by})", templates.join(", ")));
    }
    lines.extend(adds.iter().map(|(what, names)| format!("  adds {what}: {}", names.join(", "))));
    match earlier {
        Earlier::None => {}
        Earlier::Recorded => lines.push("  earlier injection: recorded in annotations".to_owned()),
        Earlier::Undoable => {
            lines.push("  earlier injection: uninject restores the original bytes".to_owned());
        }
    }
    for warning in warnings {
        let word = match messages.level_of(warning) {
            Level::Allow => continue,
            Level::Warn => "warning",
            Level::Deny => "error",
        };
        lines.push(format!("  {word}[{}]: {}", warning.code(), warning.cause()));
    }
    lines.push(String::new());
    lines.iter().map(|line| terminal::line(line)).collect::<Vec<_>>().join("\n")
}

fn object_json(explained: &Explanation, messages: &Messages) -> Value {
    let report = &explained.report;
    let adds: Value =
        explained.adds.iter().map(|(what, names)| (what.replace(' ', "_"), json!(names))).collect();
    let warnings = explained.warnings.iter().filter(|w| messages.level_of(w) != Level::Allow);
    json!({
        "warnings": warnings.map(error_json).collect::<Vec<_>>(),
        "file": report.file, "line": report.line,
        "kind": report.kind, "namespace": report.namespace, "name": report.name,
        "outcome": report.outcome.code(), "changed": report.changed,
        "reason": report.outcome.skip_reason().map(|reason| reason.code()), "rule": explained.rule,
        "templates": explained.templates, "adds": adds,
        "earlier": match explained.earlier {
            Earlier::None => "none",
            Earlier::Recorded => "recorded",
            Earlier::Undoable => "undoable",
        },
    })
}
