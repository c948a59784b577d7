//! Nothing but the objects that would change, one a line, for CI and pre-commit.

use super::spool::{copy_to, spool, spool_failed};
use super::{Done, Sink};
use crate::failure::Failure;
use crate::sources::Input;
use crate::terminal;
use kube_inject::{ObjectReport, Outcome};
use std::io::{self, Write};
use tempfile::SpooledTempFile;

/// Lists the objects that would change.
pub(crate) struct Check {
    lines: SpooledTempFile,
    found: bool,
    file: String,
}

impl Check {
    pub(crate) fn new() -> Self {
        Check { lines: spool(), found: false, file: String::new() }
    }
}

impl Sink for Check {
    fn begin(&mut self, input: &Input) -> Result<(), Failure> {
        input.name().clone_into(&mut self.file);
        Ok(())
    }

    fn write(&mut self, done: Done<'_>) -> Result<(), Failure> {
        if !done.changed() {
            return Ok(());
        }
        for object in done.objects.iter().filter(|object| object.changed) {
            let words = words_for(&object.outcome);
            self.line(&format!("{}:{}: {}: {words}", object.file, object.line, object.object()))?;
        }
        if !done.objects.iter().any(|object| object.changed) {
            // Nothing but spelling: a comment of an earlier injection that counts no more.
            let line = match done.objects.first() {
                Some(ObjectReport { file, line, .. }) => format!("{file}:{line}: would change"),
                None => format!("{}: would change", self.file),
            };
            self.line(&line)?;
        }
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<(), Failure> {
        if !self.found {
            return Ok(());
        }
        copy_to(self.lines, &mut io::stdout().lock()).map_err(Failure::writing_stdout)?;
        Err(Failure::Found)
    }
}

impl Check {
    fn line(&mut self, line: &str) -> Result<(), Failure> {
        self.found = true;
        writeln!(self.lines, "{}", terminal::line(line)).map_err(spool_failed)
    }
}

fn words_for(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Injected => "not injected",
        Outcome::Uninjected => "injected",
        Outcome::Reinjected => "outdated",
        Outcome::Unchanged | Outcome::Skipped(_) => "would change",
    }
}
