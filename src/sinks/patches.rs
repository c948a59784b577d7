//! Patches of all inputs in one stream: documents of their own, or the entries of one kustomize Component.

use super::replace::Target;
use super::spool::{spool, spool_failed};
use super::{Done, Sink};
use crate::failure::Failure;
use crate::sources::Input;
use kube_inject::PatchForm;
use std::io::Write;
use tempfile::SpooledTempFile;

/// Holds the patches back until they are committed.
pub(crate) struct Patches {
    target: Target,
    form: PatchForm,
    spool: SpooledTempFile,
    any: bool,
}

impl Patches {
    pub(crate) fn new(target: Target, form: PatchForm) -> Self {
        Patches { target, form, spool: spool(), any: false }
    }
}

impl Sink for Patches {
    fn begin(&mut self, _input: &Input) -> Result<(), Failure> {
        Ok(())
    }

    fn write(&mut self, done: Done<'_>) -> Result<(), Failure> {
        if done.text.is_empty() {
            return Ok(());
        }
        let before = if self.any { self.form.between() } else { self.form.opening() };
        self.any = true;
        self.spool
            .write_all(before.as_bytes())
            .and_then(|()| self.spool.write_all(done.text))
            .map_err(spool_failed)
    }

    fn commit(self: Box<Self>) -> Result<(), Failure> {
        self.target.fill(self.spool)
    }
}
