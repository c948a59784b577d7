//! Where the output goes: standard output, one file, the input files, or a directory; all of it or nothing.

mod beside;
mod check;
mod diff;
mod hidden;
mod join;
mod overlay;
mod spool;
mod patches;
mod replace;
mod text;
mod tree;

use crate::args::{Form, Output};
use crate::failure::Failure;
use crate::sources::Input;
pub(crate) use beside::Beside;
use check::Check;
use diff::Diff;
pub(crate) use diff::Diffs;
use join::{Buffered, Streamed};
use kube_inject::{Change, ObjectReport, Patch};
use kube_yaml::Error;
use overlay::Overlay;
use patches::Patches;
use replace::{Sync, Target};
use std::path::Path;
pub(crate) use text::{Keeper, Text};
use tree::Files;

/// Takes the output document by document. What has not been committed leaves no trace.
pub(crate) trait Sink {
    /// The documents of `input` follow.
    fn begin(&mut self, input: &Input) -> Result<(), Failure>;
    /// Takes the next document of the current input.
    fn write(&mut self, done: Done<'_>) -> Result<(), Failure>;
    /// Puts everything in its place, once all documents have succeeded.
    fn commit(self: Box<Self>) -> Result<(), Failure>;
    /// Whether it takes the other documents, too, when one has failed.
    fn takes_all(&self) -> bool {
        false
    }
    /// Takes what is wrong with a document.
    fn refused(&mut self, _error: &Error) -> Result<(), Failure> {
        Ok(())
    }
    /// Ends in the place of `commit` when something has failed.
    fn abandon(self: Box<Self>) -> Result<(), Failure> {
        Ok(())
    }
}

/// One document that is done.
#[derive(Clone, Copy, Default)]
pub(crate) struct Done<'a> {
    /// The document's bytes as they were read.
    pub(crate) read: &'a [u8],
    /// What is to be written.
    pub(crate) text: Text<'a>,
    /// What of the bytes that were read is another one in the text; none where only comparing both can tell.
    pub(crate) changes: &'a [Change],
    /// The patches to write, in the place of the text.
    pub(crate) patches: &'a [Patch],
    /// What became of each object in the document.
    pub(crate) objects: &'a [ObjectReport],
    /// Whether it is for the cluster. What was found in a directory and is not, stays in its file and goes nowhere else.
    pub(crate) manifest: bool,
}

impl Done<'_> {
    fn changed(self) -> bool {
        match self.text {
            Text::Here(text) => self.read != text,
            Text::Kept(_) => true,
        }
    }
}

/// The sink that the arguments ask for; `form` is that of an injection.
///
/// # Errors
/// When the arguments do not fit the inputs.
pub(crate) fn open(output: &Output, form: Option<&Form>, inputs: &[Input]) -> Result<Box<dyn Sink>, Failure> {
    if let Some(flag) = form.and_then(Form::needs_patches) {
        return Err(Failure::usage(format!("{flag} is for --emit patch")));
    }
    // A file that may not grow further (`ulimit -f`) is a write that fails, and not the end of the run.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    if output.check {
        return Ok(Box::new(Check::new(form.is_some())));
    }
    if output.stream {
        return Ok(Box::new(Streamed::new(std::io::stdout())));
    }
    let sync = if output.no_sync { Sync::Never } else { Sync::Data };
    if output.in_place {
        return Ok(Box::new(Files::in_place(inputs, sync)?));
    }
    let patches = form.filter(|form| form.patches().is_some());
    if let (Some(directory), Some(form)) = (&output.output_dir, patches) {
        return Ok(Box::new(Overlay::new(directory, form.base.as_deref(), sync)?));
    }
    if let Some(directory) = &output.output_dir {
        return Ok(Box::new(Files::below(directory, inputs, sync)?));
    }
    let target = match output.output.as_deref() {
        Some(path) if !is_stdout(path) => Target::of(path, sync)?,
        _ => Target::Stdout,
    };
    if output.diff {
        return Ok(Box::new(Diff::new(target)));
    }
    match patches {
        Some(_) => Ok(Box::new(Patches::new(target))),
        None => Ok(Box::new(Buffered::new(target))),
    }
}

/// The names of standard output: opening them anew would lose what a shell's `>>` wants to keep.
fn is_stdout(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}
