//! Why a run did not end well; each kind has an exit code in `main`.

use crate::args;
use kube_inject::code;
use kube_yaml::Error;
use std::fmt::Display;
use std::io;
use std::path::Path;

/// Why a run did not end well.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments make no sense.
    Usage(clap::Error),
    /// The configuration or an input is not valid.
    Invalid(Error),
    /// The input is not valid, and each of its errors has been told.
    Reported,
    /// A file could not be read or written: the file as people named it, and below it what the system says.
    Io(anyhow::Error),
    /// Several files could not be read.
    Several(Vec<Failure>),
    /// `--check` or `--diff` found something, and has told what.
    Found,
    /// Whoever read the output has seen enough.
    ClosedPipe,
}

impl Failure {
    /// Arguments that make no sense.
    pub(crate) fn usage(message: impl Display) -> Self {
        Failure::Usage(args::usage(message))
    }

    /// A file that could not be read.
    pub(crate) fn reading(path: &Path, cause: io::Error) -> Self {
        Failure::Io(anyhow::Error::new(cause).context(path.display().to_string()))
    }

    /// A file that could not be written.
    pub(crate) fn writing(path: &Path, cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::reading(path, cause),
        }
    }

    /// Standard output that could not be written.
    pub(crate) fn writing_stdout(cause: io::Error) -> Self {
        Failure::writing(Path::new("standard output"), cause)
    }

    /// What went wrong in two steps of which the second was done all the same.
    ///
    /// # Errors
    /// When something did.
    pub(crate) fn both(first: Result<(), Failure>, second: Result<(), Failure>) -> Result<(), Failure> {
        match (first, second) {
            (Ok(()), other) | (other, Ok(())) => other,
            (Err(Failure::Several(mut all)), Err(second)) => {
                all.push(second);
                Err(Failure::Several(all))
            }
            (Err(Failure::Reported), Err(Failure::Reported)) => Err(Failure::Reported),
            (Err(first), Err(second)) => Err(Failure::Several(vec![first, second])),
        }
    }

    /// The exit code.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::ClosedPipe => 0,
            Failure::Found => 1,
            Failure::Usage(_) => 2,
            Failure::Invalid(_) | Failure::Reported => 3,
            Failure::Io(_) => 4,
            Failure::Several(all) => all.iter().map(Failure::exit_code).max().unwrap_or_default(),
        }
    }

    /// The same, with the files that have their new content all the same.
    pub(crate) fn but_written(self, files: &[String]) -> Self {
        match self {
            Failure::Io(cause) if !files.is_empty() => {
                Failure::Io(anyhow::anyhow!("{} (already written: {})", describe(&cause), files.join(", ")))
            }
            other => other,
        }
    }

    /// What is wrong with the arguments.
    pub(crate) fn usage_errors(&self) -> Vec<&clap::Error> {
        match self {
            Failure::Usage(error) => vec![error],
            Failure::Several(all) => all.iter().flat_map(Failure::usage_errors).collect(),
            _ => Vec::new(),
        }
    }

    /// What is wrong, in the form of every other error; nothing where that has been told already.
    pub(crate) fn errors(&self) -> Vec<Error> {
        match self {
            Failure::Invalid(error) => error.clone().into_all().collect(),
            Failure::Io(chain) => vec![Error::new(code::IO, describe(chain))],
            Failure::Several(all) => all.iter().flat_map(Failure::errors).collect(),
            Failure::Usage(_) | Failure::Reported | Failure::Found | Failure::ClosedPipe => Vec::new(),
        }
    }
}

/// The file and what the system says of it.
fn describe(chain: &anyhow::Error) -> String {
    chain.chain().map(words).collect::<Vec<_>>().join(": ")
}

/// A cause in our own form: the system's words without their number and in lower case, a file's name as it is.
fn words(cause: &(dyn std::error::Error + 'static)) -> String {
    let Some(cause) = cause.downcast_ref::<io::Error>() else { return cause.to_string() };
    let text = cause.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => cause.kind().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_errors_read_like_ours() {
        let failure = Failure::reading(Path::new("a.yaml"), io::Error::from_raw_os_error(2));
        assert_eq!(failure.errors()[0].to_string(), "a.yaml: no such file or directory");
    }

    #[test]
    fn closed_pipe_is_no_error() {
        let failure = Failure::writing_stdout(io::ErrorKind::BrokenPipe.into());
        assert!(matches!(failure, Failure::ClosedPipe));
        assert_eq!((failure.errors(), failure.exit_code()), (Vec::new(), 0));
    }
}
