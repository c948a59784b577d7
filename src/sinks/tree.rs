//! A file of output for every file of input: in its place, or laid out the same below another directory.

use super::hidden::hidden;
use super::replace::{Replacement, Sync, put_all};
use super::spool::{Spool, spool, spool_failed};
use super::{Done, Sink};
use crate::failure::Failure;
use crate::sources::Input;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Collects a replacement for each file; puts them all in place in the end.
pub(crate) struct Files {
    current: Option<Current>,
    ready: Vec<Replacement>,
    sync: Sync,
    /// The last field, because what waits in a new output directory has to go before the directory can.
    layout: Layout,
}

/// Where the output of an input belongs.
enum Layout {
    InPlace,
    Below(OutputDirectory),
}

/// The directory of `--output-dir`. What has to be made of it and below is taken away again when nothing comes of it.
pub(super) struct OutputDirectory {
    pub(super) path: PathBuf,
}

/// The file being written.
struct Current {
    target: PathBuf,
    content: Spool,
    changed: bool,
}

impl Files {
    /// Output that takes the place of the input.
    ///
    /// # Errors
    /// When one of the inputs is standard input, which has no place.
    pub(crate) fn in_place(inputs: &[Input], sync: Sync) -> Result<Self, Failure> {
        match inputs.iter().all(|input| input.path().is_some()) {
            true => Ok(Files { layout: Layout::InPlace, current: None, ready: Vec::new(), sync }),
            false => Err(Failure::usage("--in-place needs files: standard input cannot be edited in place")),
        }
    }

    /// Output below `directory`.
    ///
    /// # Errors
    /// When one of the inputs is standard input, or two would be written to the same file.
    pub(crate) fn below(directory: &Path, inputs: &[Input], sync: Sync) -> Result<Self, Failure> {
        let mut taken: HashMap<&Path, &str> = HashMap::new();
        for input in inputs {
            let Some(relative) = input.relative() else {
                return Err(Failure::usage(
                    "--output-dir needs files: standard input has no name to write to",
                ));
            };
            if let Some(other) = taken.insert(relative, input.name()) {
                let place = directory.join(relative);
                let (place, name) = (place.display(), input.name());
                return Err(Failure::usage(format!("{other} and {name} would both be written to {place}")));
            }
        }
        let layout = Layout::Below(OutputDirectory::new(directory));
        Ok(Files { layout, current: None, ready: Vec::new(), sync })
    }

    /// Writes the current file beside its place, unless that is the input and it did not change.
    fn finish_current(&mut self) -> Result<(), Failure> {
        let Some(Current { target, content, changed }) = self.current.take() else { return Ok(()) };
        match &self.layout {
            Layout::InPlace if !changed => {}
            Layout::InPlace => self.ready.push(Replacement::prepare(&target, content, self.sync)?),
            Layout::Below(directory) => {
                // Directories further down are made only when all is well, so the file waits at the top.
                directory.make()?;
                let target = directory.path.join(target);
                self.ready.push(Replacement::prepare_in(&directory.path, &target, content, self.sync)?);
            }
        }
        Ok(())
    }
}

impl Sink for Files {
    fn begin(&mut self, input: &Input) -> Result<(), Failure> {
        self.finish_current()?;
        let target = match self.layout {
            Layout::InPlace => input.path(),
            Layout::Below(_) => input.relative(),
        };
        let target = target.expect("the constructors refuse inputs that are no files").to_owned();
        self.current = Some(Current { target, content: spool(), changed: false });
        Ok(())
    }

    fn write(&mut self, done: Done<'_>) -> Result<(), Failure> {
        let Some(current) = &mut self.current else { return Ok(()) };
        current.changed |= done.changed();
        done.text.copy_to(&mut current.content).map_err(spool_failed)
    }

    fn commit(mut self: Box<Self>) -> Result<(), Failure> {
        self.finish_current()?;
        if let Layout::Below(directory) = &self.layout {
            for ready in &self.ready {
                directory.make_parent(ready.target())?;
            }
        }
        put_all(std::mem::take(&mut self.ready))?;
        if let Layout::Below(directory) = &self.layout {
            directory.keep();
        }
        Ok(())
    }
}

impl OutputDirectory {
    pub(super) fn new(path: &Path) -> Self {
        OutputDirectory { path: path.to_owned() }
    }

    /// Makes the directory, unless it is there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn make(&self) -> Result<(), Failure> {
        make(&self.path)
    }

    /// Makes the directory below it that `file` is in.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn make_parent(&self, file: &Path) -> Result<(), Failure> {
        make(file.parent().unwrap_or(&self.path))
    }

    /// Leaves there what was made, from now on.
    pub(super) fn keep(&self) {
        hidden().keep_directories();
    }
}

impl Drop for OutputDirectory {
    fn drop(&mut self) {
        hidden().remove_directories();
    }
}

fn make(directory: &Path) -> Result<(), Failure> {
    hidden().make_directory(directory).map_err(|cause| Failure::writing(directory, cause))
}
