//! Why a run did not end well; each kind has an exit code in `main`.

use super::args;
use kube_inject::error::Error;
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
    /// What was looked for was found, and told.
    Found,
    /// A file could not be read or written.
    Io {
        /// The file, as people named it.
        place: String,
        /// What the system says.
        cause: io::Error,
    },
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
        Failure::Io { place: path.display().to_string(), cause }
    }

    /// A file that could not be written.
    pub(crate) fn writing(path: &Path, cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::Io { place: path.display().to_string(), cause },
        }
    }

    /// Standard output that could not be written.
    pub(crate) fn writing_stdout(cause: io::Error) -> Self {
        Failure::writing(Path::new("standard output"), cause)
    }

    /// What is wrong, in the form of every other error; nothing where that has been told already.
    pub(crate) fn error(&self) -> Option<Error> {
        match self {
            Failure::Invalid(error) => Some(error.clone()),
            Failure::Io { place, cause } => Some(Error::new(format!("{place}: {}", words(cause)))),
            Failure::Usage(_) | Failure::Reported | Failure::Found | Failure::ClosedPipe => None,
        }
    }
}

/// The system's words, without their number and in lower case.
fn words(cause: &io::Error) -> String {
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
        assert_eq!(failure.error().unwrap().to_string(), "a.yaml: no such file or directory");
    }

    #[test]
    fn closed_pipe_is_no_error() {
        let failure = Failure::writing_stdout(io::ErrorKind::BrokenPipe.into());
        assert!(matches!(failure, Failure::ClosedPipe));
        assert_eq!(failure.error(), None);
    }
}
