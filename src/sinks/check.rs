//! Nothing but the objects that would change or cannot be changed, one a line, for CI and pre-commit.

use super::spool::{Spool, copy_to, spool, spool_failed};
use super::{Done, Sink};
use crate::failure::Failure;
use crate::sources::Input;
use crate::terminal;
use kube_inject::ObjectReport;
use kube_yaml::Error;
use std::io::{self, Write};

/// Lists the objects that would change.
pub(crate) struct Check {
    injects: bool,
    lines: Spool,
    found: bool,
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
        for (object, (_, words)) in done.objects.iter().filter_map(|object| Some((object, object.finding()?)))
        {
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
        let found = self.found;
        self.print()?;
        if found { Err(Failure::Found) } else { Ok(()) }
    }

    fn takes_all(&self) -> bool {
        true
    }

    fn refused(&mut self, error: &Error) -> Result<(), Failure> {
        let what = if self.injects { "cannot be injected" } else { "cannot be uninjected" };
        let place = error.location().map(|at| match at.line {
            0 => at.file.clone(),
            line => format!("{}:{line}", at.file),
        });
        let place = place.unwrap_or_else(|| self.file.clone());
        let object = error.object_name().map(|name| format!("{name}: ")).unwrap_or_default();
        self.line(&format!("{place}: {object}{what}: {}", error.cause()))
    }

    fn abandon(self: Box<Self>) -> Result<(), Failure> {
        self.print()
    }
}

impl Check {
    /// Lists what changes when all is injected (`injects`), or when all is taken back.
    pub(super) fn new(injects: bool) -> Self {
        Check { injects, lines: spool(), found: false, file: String::new() }
    }

    fn print(self) -> Result<(), Failure> {
        if !self.found {
            return Ok(());
        }
        copy_to(self.lines, &mut io::stdout().lock()).map_err(Failure::writing_stdout)
    }

    fn line(&mut self, line: &str) -> Result<(), Failure> {
        self.found = true;
        writeln!(self.lines, "{}", terminal::line(line)).map_err(spool_failed)
    }
}
