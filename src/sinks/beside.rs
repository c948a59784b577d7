//! A file that is written beside the output, such as a report: held until it is complete, and then put in its place.

use super::replace::{Sync, Target, directory_of};
use super::spool::{Spool, spool, spool_failed};
use crate::failure::Failure;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that is not there yet.
pub(crate) struct Beside {
    path: PathBuf,
    target: Target,
    held: Spool,
    failed: Option<io::Error>,
}

impl Beside {
    /// A file at `path`; nothing is written there before it is put in its place.
    ///
    /// # Errors
    /// When that is a directory.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        if path.is_dir() {
            return Err(Failure::usage(format!("{} is a directory: a report is one file", path.display())));
        }
        let target = Target::of(path, Sync::Data)?;
        Ok(Beside { path: path.to_owned(), target, held: spool(), failed: None })
    }

    /// Sees to it that it does not take the place of a file that the run reads or writes.
    ///
    /// # Errors
    /// When it would.
    pub(crate) fn spare(&self, path: &Path) -> Result<(), Failure> {
        if !self.replaces(path) {
            return Ok(());
        }
        let (own, path) = (self.path.display(), path.display());
        Err(Failure::usage(format!("the report {own} would replace {path}, which the run reads or writes")))
    }

    /// Whether it would take the place of `other`, or be written to it.
    fn replaces(&self, other: &Path) -> bool {
        // What is not there yet has at least a directory.
        let real = |path: &Path| -> Option<PathBuf> {
            let there = fs::canonicalize(path).ok();
            there.or_else(|| Some(fs::canonicalize(directory_of(path)).ok()?.join(path.file_name()?)))
        };
        matches!(self.target, Target::File(..))
            && real(&self.path).is_some_and(|own| real(other) == Some(own))
    }

    /// Takes more of its content; that it cannot be held is told when it is put in its place.
    pub(crate) fn add(&mut self, text: &str) {
        if self.failed.is_none() {
            self.failed = self.held.write_all(text.as_bytes()).err();
        }
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// When it cannot be written; what was there is as it was then.
    pub(crate) fn put(self) -> Result<(), Failure> {
        match self.failed {
            Some(cause) => Err(spool_failed(cause)),
            None => self.target.fill(self.held),
        }
    }
}
