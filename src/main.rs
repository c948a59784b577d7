//! Exit codes and the closed pipe, and nothing else.

mod args;
mod cli;
mod failure;
mod options;
mod sinks;
mod sources;
mod terminal;

use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Ok(()) | Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(Failure::Found) => ExitCode::from(1),
        Err(Failure::Usage(_)) => ExitCode::from(2),
        Err(Failure::Invalid(_) | Failure::Reported) => ExitCode::from(3),
        Err(Failure::Io(_)) => ExitCode::from(4),
    }
}
