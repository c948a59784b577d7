//! Where the output goes: standard output, one file, the input files, or a directory; all of it or nothing.

mod join;
mod replace;
mod tree;

use crate::cli::{Failure, Output};
use crate::sources::Input;
use join::{Held, Streamed};
use replace::Target;
use std::path::Path;
use tree::Files;

/// Takes the output document by document. What has not been committed leaves no trace.
pub(crate) trait Sink {
    /// The documents of `input` follow.
    fn begin(&mut self, input: &Input) -> Result<(), Failure>;
    /// The next document, and whether it differs from what was read.
    fn write(&mut self, text: &[u8], changed: bool) -> Result<(), Failure>;
    /// Everything succeeded.
    fn commit(self: Box<Self>) -> Result<(), Failure>;
}

/// The sink that the arguments ask for.
///
/// # Errors
/// When the arguments do not fit the inputs.
pub(crate) fn open(output: &Output, inputs: &[Input]) -> Result<Box<dyn Sink>, Failure> {
    if output.stream {
        return Ok(Box::new(Streamed::new(std::io::stdout())));
    }
    if output.in_place {
        return Ok(Box::new(Files::in_place(inputs)?));
    }
    if let Some(directory) = &output.output_dir {
        return Ok(Box::new(Files::below(directory, inputs)?));
    }
    let target = match output.output.as_deref() {
        Some(path) if !is_stdout(path) => Target::of(path)?,
        _ => Target::Stdout,
    };
    Ok(Box::new(Held::new(target)))
}

/// The names of standard output: opening them anew would lose what a shell's `>>` wants to keep.
fn is_stdout(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}
