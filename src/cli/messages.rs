//! Everything told on standard error: lines for people or one JSON document for programs.

use super::levels::{Level, Levels};
use super::progress::Progress;
use super::results::Results;
use crate::args;
use crate::failure::Failure;
use crate::sources::LeftAlone;
use crate::terminal;
use annotate_snippets::{AnnotationKind, Group, Level as Words, Renderer, Snippet};
use anstream::stream::IsTerminal;
use kube_inject::{Code, ObjectReport, Outcome, ResultSeverity, SkipReason, Summary};
use kube_yaml::{Error, Location};
use serde_json::{Value, json};
use std::io::Write as _;

/// After this many errors the rest is only counted: whoever has more reads the first ones first.
const MOST_ERRORS: usize = 20;

/// Tells people or programs what happens.
pub(crate) struct Messages {
    form: MessageFormat,
    levels: Levels,
    settings: Option<String>,
    summary: Summary,
    errors: usize,
    progress: Option<Progress>,
    results: Results,
}

/// In which form, and how much.
enum MessageFormat {
    Quiet,
    Lines { every_object: bool },
    Json(Box<JsonReport>),
}

#[derive(Default)]
struct JsonReport {
    configuration: Vec<(&'static str, String)>,
    objects: usize,
    left_alone: Vec<Value>,
    warnings: Vec<Value>,
    errors: Vec<Value>,
}

impl Messages {
    pub(crate) fn new(report: &args::Report) -> Self {
        let form = match (report.report, report.quiet) {
            (Some(args::ReportFormat::Json), _) => MessageFormat::Json(Box::default()),
            (None, true) => MessageFormat::Quiet,
            (None, false) => MessageFormat::Lines { every_object: report.verbose },
        };
        let (levels, summary) = (Levels::default(), Summary::default());
        let results = Results::default();
        Messages { form, levels, settings: None, summary, errors: 0, progress: None, results }
    }

    /// Takes warnings for what the options say they are from here on.
    pub(crate) fn set_levels(&mut self, levels: Levels) {
        self.levels = levels;
    }

    /// What is told for the caller of a KRM function, too.
    pub(crate) fn results(&mut self) -> &mut Results {
        &mut self.results
    }

    /// What becomes of a warning.
    pub(super) fn level_of(&self, warning: &Error) -> Level {
        self.levels.of_warning(warning)
    }

    /// Shows how far the work is, where people are watching.
    pub(crate) fn show_progress(&mut self, total: impl FnOnce() -> Option<u64>, stream: bool) {
        if matches!(self.form, MessageFormat::Lines { .. }) {
            self.progress = Progress::new(total, stream);
        }
    }

    /// Another document of so many bytes is done.
    pub(crate) fn step(&mut self, bytes: usize) {
        if let Some(progress) = &mut self.progress {
            progress.step(bytes);
        }
    }

    /// All documents are done, and nothing more is in the way of writing to the terminal.
    pub(crate) fn end_progress(&mut self) {
        self.progress = None;
    }

    /// Tells what became of an object.
    ///
    /// # Errors
    /// When it is skipped and that is to be an error.
    pub(crate) fn object(&mut self, object: &ObjectReport) -> Result<(), Failure> {
        self.summary.count(&object.outcome);
        let special =
            matches!(object.outcome, Outcome::Skipped(_) | Outcome::Reinjected) && !object.is_unknown();
        match &mut self.form {
            MessageFormat::Lines { every_object } if special || *every_object => {
                clear(&mut self.progress);
                tell(&terminal::line(&object.to_string()));
            }
            MessageFormat::Lines { .. } | MessageFormat::Quiet => {}
            MessageFormat::Json(report) => {
                let before = if report.objects == 0 { "{\"objects\":[" } else { "," };
                report.objects += 1;
                put(&terminal::json(&format!("{before}\n{}", object_json(object))));
            }
        }
        match object.outcome.skip_reason() {
            Some(reason) if !reason.is_opt_out() && self.levels.denies_skipped() => {
                self.error(&skipped(object, reason));
                Err(Failure::Reported)
            }
            reason => {
                if reason.is_some() || special {
                    self.results.object(object);
                }
                Ok(())
            }
        }
    }

    /// Counts a document without pods.
    pub(crate) fn passed_through(&mut self) {
        self.summary.count(&Outcome::Unchanged);
    }

    /// Tells where something comes from, to whoever wants to know everything.
    pub(crate) fn note(&mut self, words: &str) {
        if let MessageFormat::Lines { every_object: true } = self.form {
            clear(&mut self.progress);
            tell(&terminal::line(words));
        }
    }

    /// Tells what of a directory is not injected as a whole, in a run that only `checks` or another.
    pub(crate) fn left_alone(&mut self, what: &LeftAlone, checks: bool) -> Result<(), Failure> {
        let words = what.words(checks);
        if let LeftAlone::Named(..) = what {
            return self.warning(&Code::Kustomize.warn(words));
        }
        match &mut self.form {
            MessageFormat::Quiet => {}
            MessageFormat::Lines { .. } => {
                clear(&mut self.progress);
                tell(&terminal::line(&format!("left alone: {words}")));
            }
            MessageFormat::Json(report) => report.left_alone.push(words.into()),
        }
        Ok(())
    }

    /// Tells which files of settings count.
    pub(crate) fn settings(&mut self, words: String) {
        if let MessageFormat::Lines { .. } = self.form {
            clear(&mut self.progress);
            tell(&terminal::line(&format!("settings: {words}")));
        }
        self.settings = Some(words);
    }

    /// The same for a report.
    pub(crate) fn settings_in_use(&self) -> Option<(&'static str, String)> {
        Some(("settings", self.settings.clone()?))
    }

    /// Tells where each part of the configuration comes from.
    pub(crate) fn configuration(&mut self, parts: Vec<(&'static str, String)>) {
        parts.iter().for_each(|(part, place)| self.note(&format!("{part}: {place}")));
        if let MessageFormat::Json(report) = &mut self.form {
            report.configuration = parts;
        }
    }

    /// Tells what deserves a word but stops nothing, unless it is to be an error.
    ///
    /// # Errors
    /// When it is.
    pub(crate) fn warning(&mut self, warning: &Error) -> Result<(), Failure> {
        match self.level_of(warning) {
            Level::Allow => return Ok(()),
            Level::Deny => {
                self.error(warning);
                return Err(Failure::Reported);
            }
            Level::Warn => self.results.add(ResultSeverity::Warning, warning),
        }
        match &mut self.form {
            MessageFormat::Quiet => {}
            MessageFormat::Lines { .. } => {
                clear(&mut self.progress);
                tell(&rendered(&Words::WARNING, warning));
            }
            MessageFormat::Json(report) => report.warnings.push(error_json(warning)),
        }
        Ok(())
    }

    /// Reports an error; after the first 20 they are only counted.
    pub(crate) fn error(&mut self, error: &Error) {
        self.errors += 1;
        self.results.add(ResultSeverity::Error, error);
        match &mut self.form {
            _ if self.errors > MOST_ERRORS => {}
            MessageFormat::Quiet | MessageFormat::Lines { .. } => {
                clear(&mut self.progress);
                tell(&rendered(&Words::ERROR, error));
            }
            MessageFormat::Json(report) => report.errors.push(error_json(error)),
        }
    }

    /// Tells how it all ended.
    pub(crate) fn close(mut self, result: &Result<(), Failure>) {
        self.end_progress();
        for error in result.as_ref().err().map(Failure::errors).into_iter().flatten() {
            self.error(&error);
        }
        let usage = result.as_ref().err().map(Failure::usage_errors).unwrap_or_default();
        if !usage.is_empty() {
            // Nobody is left to tell when standard error is closed.
            usage.into_iter().for_each(|error| drop(error.print()));
            return;
        }
        match &self.form {
            MessageFormat::Json(report) => {
                let before = if report.objects == 0 { "{\"objects\":[" } else { "\n" };
                put(&terminal::json(&format!("{before}],{}\n", self.closing_json(report))));
            }
            MessageFormat::Quiet | MessageFormat::Lines { .. } if self.errors > MOST_ERRORS => {
                let more = Words::ERROR.primary_title(format!("{} more errors", self.errors - MOST_ERRORS));
                tell(&Renderer::styled().render(&[Group::with_title(more)]));
            }
            MessageFormat::Lines { .. } if result.is_ok() && std::io::stderr().is_terminal() => {
                tell(&self.summary.to_string());
            }
            MessageFormat::Quiet | MessageFormat::Lines { .. } => {}
        }
    }

    /// What follows the list of objects: warnings, errors, and the counts.
    fn closing_json(&self, report: &JsonReport) -> String {
        let Summary { injected, reinjected, uninjected, skipped, unchanged } = self.summary;
        let summary = json!({
            "injected": injected, "reinjected": reinjected, "uninjected": uninjected, "skipped": skipped,
            "unchanged": unchanged,
            "warnings": report.warnings.len(), "errors": self.errors,
        });
        let left_alone = Value::from(report.left_alone.clone());
        let warnings = Value::from(report.warnings.clone());
        let errors = Value::from(report.errors.clone());
        let configuration: serde_json::Map<String, Value> = self
            .settings_in_use()
            .iter()
            .chain(&report.configuration)
            .map(|(part, place)| ((*part).to_owned(), json!(place)))
            .collect();
        let configuration = Value::from(configuration);
        format!(
            "\n\"configuration\":{configuration},\n\"leftAlone\":{left_alone},\n\"warnings\":{warnings},\n\"errors\":{errors},\n\"summary\":{summary}}}"
        )
    }
}

fn clear(progress: &mut Option<Progress>) {
    if let Some(progress) = progress {
        progress.clear();
    }
}

fn object_json(object: &ObjectReport) -> Value {
    let mut value = json!({
        "file": object.file, "line": object.line,
        "kind": object.kind, "namespace": object.namespace, "name": object.name,
        "outcome": object.outcome.code(),
    });
    if let Some(reason) = object.outcome.skip_reason() {
        value["reason"] = reason.code().into();
        value["message"] = reason.to_string().into();
    }
    value["changed"] = object.changed.into();
    if let Some(versions) = &object.versions {
        value["versions"] = json!({ "there": versions.there, "configured": versions.configured });
    }
    value
}

/// The error that a skipped object is where that is asked for.
fn skipped(object: &ObjectReport, reason: &SkipReason) -> Error {
    let at = Location { file: object.file.clone(), line: object.line, column: 1, ..Location::default() };
    let error = Code::Skipped.warn(format!("skipped: {reason}"));
    error.object(object.object()).moved_to(at)
}

pub(super) fn error_json(error: &Error) -> Value {
    let mut value = json!({ "message": error.cause(), "code": error.code().word() });
    if let Some(at) = error.location() {
        value["file"] = at.file.clone().into();
        if at.line > 0 {
            value["line"] = at.line.into();
            value["column"] = at.column.into();
        }
    }
    if let Some(object) = error.object_name() {
        value["object"] = object.into();
    }
    if let Some((file, line)) = error.input_place() {
        value["input"] = json!({ "file": file, "line": line });
    }
    if let Some(help) = error.help_text() {
        value["help"] = help.into();
    }
    value
}

/// The error with the line it is in and what would help.
fn rendered(level: &Words<'_>, error: &Error) -> String {
    let title = level.clone().primary_title(terminal::line(&error.to_string()));
    let mut group = Group::with_title(title.id(error.code().word()));
    if let Some(at) = error.location().filter(|at| at.line > 0 && at.width > 0) {
        let at = Location { excerpt: terminal::excerpt(&at.excerpt), ..at.clone() };
        let mark = AnnotationKind::Primary.span(at.marked());
        group = group.element(Snippet::source(at.excerpt).line_start(at.line).annotation(mark));
    }
    if let Some(help) = error.help_text() {
        group = group.element(Words::HELP.message(terminal::lines(help)));
    }
    Renderer::styled().render(&[group])
}

fn tell(line: &str) {
    put(&format!("{line}\n"));
}

/// Writes to standard error, with colours only where they are wanted; a closed one is nobody to tell.
fn put(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_inject::code;
    use kube_yaml::{Location, Span};

    fn plain(error: &Error) -> String {
        anstream::adapter::strip_str(&rendered(&Words::ERROR, error)).to_string()
    }

    #[test]
    fn error_shows_line_mark_and_help() {
        let text = "        ports: \"80,x\"\n";
        let error = Error::new(code::ANNOTATION, "annotation ports: \"80,x\": x is not a port")
            .at(Span::new(15, 21))
            .object("Deployment prod/web")
            .help("a comma separated list")
            .in_text("apps.yaml", 14, text);
        assert_eq!(
            plain(&error),
            "error[E0403]: apps.yaml:14:16: Deployment prod/web: annotation ports: \"80,x\": x is not a port\n\
             \u{20}  |\n\
             14 |         ports: \"80,x\"\n\
             \u{20}  |                ^^^^^^\n\
             \u{20}  |\n\
             \u{20}  = help: a comma separated list"
        );
    }

    #[test]
    fn error_without_place_has_no_excerpt() {
        let error = Error::new(code::IO, "no").help("first\nsecond");
        assert_eq!(plain(&error), "error[E0608]: no\n |\n = help: first\n         second");
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let text = format!("{}bad{}", "x".repeat(1000), "y".repeat(1000));
        let shown = plain(&Error::new(code::IO, "no").at(Span::new(1000, 1003)).in_text("f", 1, &text));
        let lines: Vec<&str> = shown.lines().collect();
        let mark = lines[3].find('^').unwrap();
        let under: String = lines[2].chars().skip(mark).take(3).collect();
        assert_eq!(under, "bad");
        assert!(lines[2].chars().count() < 200);
    }

    #[test]
    fn mark_stands_below_wide_characters() {
        let shown = plain(&Error::new(code::IO, "no").at(Span::new(6, 7)).in_text("f", 1, "本語x"));
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!((lines[2], lines[3]), ("1 | 本語x", "  |     ^"));
    }

    #[test]
    fn terminal_escapes_in_input_are_not_printed() {
        let shown =
            plain(&Error::new(code::ANNOTATION, "no \u{1b}[2J\n::error::").at(Span::new(0, 1)).in_text(
                "f",
                1,
                "\u{1b}[2Jx\u{202e}",
            ));
        assert!(!shown.contains(['\u{1b}', '\u{202e}']) && !shown.contains("\n::"), "{shown:?}");
    }

    #[test]
    fn mark_outside_the_line_does_not_panic() {
        let at = Location { excerpt: "x".into(), ..Location::default() };
        let at = Location { file: "f".into(), line: 1, column: 900, width: 50, ..at };
        assert!(plain(&Error::new(code::IO, "no").moved_to(at)).contains('^'));
    }
}
