//! Everything that is told of a run: lines for people on standard error, and reports for programs.

mod text;

use super::levels::{Level, Levels};
use super::progress::Progress;
pub(super) use super::report::error_json;
use super::report::{self, Examines, Reports};
use super::results::Results;
use crate::args;
use crate::failure::Failure;
use crate::sinks::Done;
use crate::sources::LeftAlone;
use crate::terminal;
use annotate_snippets::Level as Words;
use anstream::stream::IsTerminal;
use kube_inject::{Code, Explanation, ObjectReport, Outcome, ResultSeverity, SkipReason, Summary};
use kube_yaml::{Error, Location};
use std::io::Write as _;
use std::path::Path;
use text::{more_errors, rendered};

/// After this many errors people are only told how many more there are: whoever has more reads the first ones first.
const MOST_ERRORS: usize = 20;

/// Tells people and programs what happens.
pub(crate) struct Messages {
    verbosity: Verbosity,
    /// Whether standard error has a report in the place of lines.
    replaced: bool,
    reports: Reports,
    levels: Levels,
    settings: Option<String>,
    summary: Summary,
    errors: usize,
    progress: Option<Progress>,
    results: Results,
}

/// How much people are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verbosity {
    /// Errors.
    Quiet,
    /// What deserves a word, too.
    Normal,
    /// Every object, and where everything comes from.
    Verbose,
}

impl Messages {
    /// Messages of a run that examines something or not, in the forms that are asked for.
    ///
    /// # Errors
    /// When a report cannot be written where it is to be.
    pub(crate) fn new(asked: &args::Report, examines: Examines) -> Result<Self, Failure> {
        asked.check().map_err(Failure::Usage)?;
        let verbosity = match (asked.quiet, asked.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        let reports = Reports::open(&asked.report, examines)?;
        Ok(Messages {
            verbosity,
            replaced: reports.on_stderr(),
            reports,
            levels: Levels::default(),
            settings: None,
            summary: Summary::default(),
            errors: 0,
            progress: None,
            results: Results::default(),
        })
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

    /// Sees to it that no report takes the place of a file that the run reads or writes.
    ///
    /// # Errors
    /// When one would.
    pub(crate) fn spare(&self, path: &Path) -> Result<(), Failure> {
        self.reports.spare(path)
    }

    /// Shows how far the work is, where people are watching.
    pub(crate) fn show_progress(&mut self, total: impl FnOnce() -> Option<u64>, stream: bool) {
        if !self.replaced && self.verbosity > Verbosity::Quiet {
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
        let verbosity = if special { Verbosity::Normal } else { Verbosity::Verbose };
        self.line(verbosity, || terminal::line(&object.to_string()));
        self.reports.object(object);
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

    /// Whether a report shows what there is to say of objects.
    pub(crate) fn explains(&self) -> bool {
        self.reports.explains()
    }

    /// Takes what there is to say of the last objects that were told.
    pub(crate) fn explained(&mut self, explained: &[Explanation]) {
        self.reports.explained(explained);
    }

    /// Takes the name, value and source of each setting, for a report.
    pub(crate) fn given(&mut self, given: Vec<[String; 3]>) {
        if let Some(page) = self.reports.page() {
            page.given = given;
        }
    }

    /// The documents of a file follow.
    ///
    /// # Errors
    /// When what a report keeps cannot be held.
    pub(crate) fn begin(&mut self, file: &str) -> Result<(), Failure> {
        self.reports.page().map_or(Ok(()), |page| page.diffs.begin(file))
    }

    /// Takes a document that is done, as it is to be written.
    ///
    /// # Errors
    /// When what a report keeps cannot be held.
    pub(crate) fn done(&mut self, done: Done<'_>) -> Result<(), Failure> {
        self.reports.page().map_or(Ok(()), |page| page.diffs.add(done))
    }

    /// Counts a document without pods.
    pub(crate) fn passed_through(&mut self) {
        self.summary.count(&Outcome::Unchanged);
    }

    /// Tells where something comes from, to whoever wants to know everything.
    pub(crate) fn note(&mut self, words: &str) {
        self.line(Verbosity::Verbose, || terminal::line(words));
    }

    /// Tells what of a directory is not injected as a whole, in a run that only `checks` or another.
    pub(crate) fn left_alone(&mut self, what: &LeftAlone, checks: bool) -> Result<(), Failure> {
        let words = what.words(checks);
        if let LeftAlone::Named(..) = what {
            return self.warning(&Code::Kustomize.warn(words));
        }
        self.line(Verbosity::Normal, || terminal::line(&format!("left alone: {words}")));
        self.reports.left_alone(&words);
        Ok(())
    }

    /// Tells which files of settings count.
    pub(crate) fn settings(&mut self, words: String) {
        self.line(Verbosity::Normal, || terminal::line(&format!("settings: {words}")));
        self.settings = Some(words);
    }

    /// The same for a report.
    pub(crate) fn settings_in_use(&self) -> Option<(&'static str, String)> {
        Some(("settings", self.settings.clone()?))
    }

    /// Tells where each part of the configuration comes from.
    pub(crate) fn configuration(&mut self, parts: Vec<(&'static str, String)>) {
        parts.iter().for_each(|(part, place)| self.note(&format!("{part}: {place}")));
        self.reports.configuration(&parts);
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
        self.line(Verbosity::Normal, || rendered(&Words::WARNING, warning));
        self.reports.finding(report::Level::Warning, warning);
        Ok(())
    }

    /// Reports an error; after the first 20 people are only told their number.
    pub(crate) fn error(&mut self, error: &Error) {
        self.errors += 1;
        self.results.add(ResultSeverity::Error, error);
        if self.errors <= MOST_ERRORS {
            self.line(Verbosity::Quiet, || rendered(&Words::ERROR, error));
        }
        self.reports.finding(report::Level::Error, error);
    }

    /// Tells how it all ended, and writes the reports.
    ///
    /// # Errors
    /// With the run's own, or when a report cannot be written.
    pub(crate) fn close(mut self, result: Result<(), Failure>) -> Result<(), Failure> {
        self.end_progress();
        for error in result.as_ref().err().map(Failure::errors).into_iter().flatten() {
            self.error(&error);
        }
        let usage = result.as_ref().err().map(Failure::usage_errors).unwrap_or_default();
        if !usage.is_empty() {
            // Nobody is left to tell when standard error is closed.
            usage.into_iter().for_each(|error| drop(error.print()));
            return result;
        }
        if let Some(more) = self.errors.checked_sub(MOST_ERRORS).filter(|more| *more > 0) {
            self.line(Verbosity::Quiet, || more_errors(more));
        }
        let is_watched = self.verbosity > Verbosity::Quiet && std::io::stderr().is_terminal();
        if result.is_ok() && is_watched && !self.replaced {
            put(&format!("{}\n", self.summary));
        }
        let exit_code = result.as_ref().err().map_or(0, Failure::exit_code);
        let written = self.reports.close(self.settings.as_deref(), self.summary, exit_code);
        for error in written.as_ref().err().map(Failure::errors).into_iter().flatten() {
            put(&format!("{}\n", rendered(&Words::ERROR, &error)));
        }
        Failure::both(result, written)
    }

    /// Writes a line that people see who want to be told so much.
    fn line(&mut self, verbosity: Verbosity, text: impl FnOnce() -> String) {
        if verbosity > self.verbosity || self.replaced && !self.reports.has_text() {
            return;
        }
        let line = format!("{}\n", text());
        self.reports.line(&line);
        if !self.replaced {
            if let Some(progress) = &mut self.progress {
                progress.clear();
            }
            put(&line);
        }
    }
}

/// The error that a skipped object is where that is asked for.
fn skipped(object: &ObjectReport, reason: &SkipReason) -> Error {
    let at = Location { file: object.file.clone(), line: object.line, column: 1, ..Location::default() };
    let error = Code::Skipped.warn(format!("skipped: {reason}"));
    error.object(object.object()).moved_to(at)
}

/// Writes to standard error, with colours only where they are wanted; a closed one is nobody to tell.
fn put(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
