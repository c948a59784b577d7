//! The exit code, and nothing else.

mod args;
mod cli;
mod failure;
mod options;
mod sinks;
mod sources;
mod terminal;

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cli::run(std::env::args_os()).err().map_or(0, |failure| failure.exit_code()))
}
