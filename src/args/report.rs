//! What is told of a run: how much on standard error, and in which other forms and places.

use super::usage;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command, ValueEnum, ValueHint};
use std::ffi::OsStr;
use std::path::PathBuf;

/// What is told of a run.
#[derive(Args, Clone, Default, Debug)]
#[command(next_help_heading = "Messages")]
pub(crate) struct Report {
    /// Print errors only
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Print a line for every object
    #[arg(short, long, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Write a report to FILE, or to standard error instead of messages; can be repeated
    #[arg(long, value_name = "FORMAT[=FILE]", value_hint = ValueHint::Other, value_parser = ReportParser(Format::ALL))]
    pub(crate) report: Vec<ReportTo>,
}

/// A report, and where it goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ReportTo {
    pub(crate) format: Format,
    /// Standard error where there is none.
    pub(crate) file: Option<PathBuf>,
}

/// In which form a report is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    /// The messages for people
    Text,
    /// One JSON object, see report.schema.json
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, a test case for each object
    Junit,
    /// Workflow commands of GitHub, which annotate lines
    Github,
    /// Code quality of GitLab
    Gitlab,
    /// A page for people: what changes in each object, and what it costs
    Html,
}

impl Report {
    /// Says why the reports cannot all be written.
    ///
    /// # Errors
    /// When two would go to the same place, or standard error is to have a report and more or fewer messages.
    pub(crate) fn check(&self) -> Result<(), clap::Error> {
        for (index, report) in self.report.iter().enumerate() {
            if self.report[..index].iter().any(|other| other.file == report.file) {
                return Err(usage(match &report.file {
                    Some(file) => format!("two reports cannot be written to {}", file.display()),
                    None => "only one report can be written to standard error: name a file, as in --report json=report.json".to_owned(),
                }));
            }
        }
        if self.on_stderr() == Some(Format::Html) {
            return Err(usage("a page needs a file: --report html=report.html"));
        }
        let word = if self.quiet { "--quiet" } else { "--verbose" };
        match self.on_stderr() {
            Some(format) if format != Format::Text && (self.quiet || self.verbose) => Err(usage(format!(
                "{word} is about messages, and a report without a file takes their place: name a file, as in --report {0}=FILE",
                format.name()
            ))),
            _ => Ok(()),
        }
    }

    /// The form of what standard error gets in place of messages.
    fn on_stderr(&self) -> Option<Format> {
        self.report.iter().find(|report| report.file.is_none()).map(|report| report.format)
    }
}

impl Format {
    /// Every format.
    const ALL: &[Format] = &[
        Format::Text,
        Format::Json,
        Format::Sarif,
        Format::Junit,
        Format::Github,
        Format::Gitlab,
        Format::Html,
    ];

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Reads `FORMAT` and `FORMAT=FILE`, for some formats.
#[derive(Clone, Debug)]
pub(super) struct ReportParser(pub(super) &'static [Format]);

impl TypedValueParser for ReportParser {
    type Value = ReportTo;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<ReportTo, clap::Error> {
        let text = StringValueParser::new().parse_ref(command, arg, value)?;
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text.as_str(), None),
        };
        let invalid = || {
            let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            let arg = arg.map(ToString::to_string).unwrap_or_default();
            error.insert(ContextKind::InvalidArg, ContextValue::String(arg));
            error.insert(ContextKind::InvalidValue, ContextValue::String(text.clone()));
            let names = self.0.iter().map(|format| format.name()).collect();
            error.insert(ContextKind::ValidValue, ContextValue::Strings(names));
            error
        };
        let format = Format::from_str(name, false)
            .ok()
            .filter(|format| self.0.contains(format))
            .ok_or_else(invalid)?;
        if file.as_ref().is_some_and(|file| file.as_os_str().is_empty()) {
            return Err(invalid());
        }
        Ok(ReportTo { format, file })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().filter_map(ValueEnum::to_possible_value)))
    }
}
