//! What there is to do with configuration itself.

mod check;

use super::Failure;
use clap::Subcommand;

/// A subcommand of `config`.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Check a set of configuration files: exit code 1 and what is wrong, each with its place and a way out
    Check(Box<check::Check>),
}

/// Runs it.
///
/// # Errors
/// When it could not be done; what people need to know has been told by then.
pub(crate) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Check(arguments) => check::run(*arguments),
    }
}
