//! What a KRM function tells its caller besides standard error: the results of a ResourceList.

use kube_inject::{FunctionResult, ObjectReport, Outcome, ResultSeverity};
use kube_yaml::{Error, Location};

/// Collects results, once it is asked to.
#[derive(Default)]
pub(crate) struct Results(Option<Vec<FunctionResult>>);

impl Results {
    /// Collects from here on.
    pub(crate) fn collect(&mut self) {
        self.0.get_or_insert_default();
    }

    /// All that has been collected.
    pub(crate) fn take(&mut self) -> Vec<FunctionResult> {
        self.0.take().unwrap_or_default()
    }

    /// An error or a warning, with what would help.
    pub(crate) fn add(&mut self, severity: ResultSeverity, error: &Error) {
        let message = match error.help_text() {
            Some(help) => format!("{}\nhelp: {help}", error.cause()),
            None => error.cause().to_owned(),
        };
        self.push(FunctionResult {
            severity,
            message,
            code: Some(error.code().word()),
            location: error.location().cloned(),
            object: error.object_name().map(str::to_owned),
        });
    }

    /// An object that got no sidecar, or had it before.
    pub(crate) fn object(&mut self, object: &ObjectReport) {
        let (message, code) = match &object.outcome {
            Outcome::Skipped(reason) => (format!("not injected: {reason}"), reason.code()),
            Outcome::Reinjected if object.changed => {
                ("injected again: the sidecar did not match the configuration".to_owned(), "outdated")
            }
            _ => ("already injected".to_owned(), "up-to-date"),
        };
        let location = Location { file: object.file.clone(), line: object.line, ..Location::default() };
        self.push(FunctionResult {
            severity: ResultSeverity::Info,
            message,
            code: Some(code),
            location: Some(location),
            object: Some(object.object()),
        });
    }

    fn push(&mut self, result: FunctionResult) {
        if let Some(results) = &mut self.0 {
            results.push(result);
        }
    }
}
