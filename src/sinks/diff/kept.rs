//! The diff of each file, kept for a report.

use super::Diff;
use crate::failure::Failure;
use crate::sinks::replace::Target;
use crate::sinks::spool::copy_to;
use crate::sinks::{Done, spool};

/// The diffs of files.
#[derive(Default)]
pub(crate) struct Diffs {
    done: Vec<(String, String)>,
    open: Option<(String, Diff)>,
}

impl Diffs {
    /// The documents of this file follow.
    ///
    /// # Errors
    /// When what comes before cannot be held.
    pub(crate) fn begin(&mut self, file: &str) -> Result<(), Failure> {
        self.end()?;
        // Where it would go to does not matter: it is taken out.
        let mut diff = Diff::new(Target::Special(std::path::PathBuf::new()));
        diff.hunks.begin(file);
        self.open = Some((file.to_owned(), diff));
        Ok(())
    }

    /// Takes a document that is done.
    ///
    /// # Errors
    /// When it cannot be held.
    pub(crate) fn add(&mut self, done: Done<'_>) -> Result<(), Failure> {
        match &mut self.open {
            Some((_, diff)) => diff.add(done).map_err(spool::spool_failed),
            None => Ok(()),
        }
    }

    /// The name and the diff of each file that changes, in order.
    ///
    /// # Errors
    /// When what is held cannot be read.
    pub(crate) fn finish(mut self) -> Result<Vec<(String, String)>, Failure> {
        self.end()?;
        Ok(self.done)
    }

    fn end(&mut self) -> Result<(), Failure> {
        let Some((file, mut diff)) = self.open.take() else { return Ok(()) };
        diff.finish_file()?;
        let mut text = Vec::new();
        copy_to(diff.spool, &mut text).map_err(spool::spool_failed)?;
        if !text.is_empty() {
            self.done.push((file, String::from_utf8_lossy(&text).into_owned()));
        }
        Ok(())
    }
}
