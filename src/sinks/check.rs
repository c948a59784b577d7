//! Nothing but the objects that would change, one a line, for CI and pre-commit.

use super::{Done, Sink};
use crate::failure::Failure;
use crate::sources::Input;
use crate::terminal;
use kube_inject::{ObjectReport, Outcome};
use std::io::{self, Write};

/// Lists the objects that would change.
#[derive(Default)]
pub(crate) struct Check {
    lines: String,
    file: String,
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
        let before = self.lines.len();
        for object in done.objects.iter().filter(|object| object.changed) {
            let words = words_for(&object.outcome);
            self.line(&format!("{}:{}: {}: {words}", object.file, object.line, object.object()));
        }
        if self.lines.len() == before {
            // Nothing but spelling: a comment of an earlier injection that counts no more.
            match done.objects.first() {
                Some(ObjectReport { file, line, .. }) => self.line(&format!("{file}:{line}: would change")),
                None => self.line(&format!("{}: would change", self.file.clone())),
            }
        }
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<(), Failure> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        out.write_all(self.lines.as_bytes()).and_then(|()| out.flush()).map_err(Failure::writing_stdout)?;
        Err(Failure::Found)
    }
}

impl Check {
    fn line(&mut self, line: &str) {
        self.lines.push_str(&terminal::line(line));
        self.lines.push('\n');
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
