//! The exit code, and nothing else.

mod args;
mod cli;
mod failure;
mod options;
mod sinks;
mod sources;
mod terminal;

use std::process::ExitCode;

/// musl's own allocator has one lock for all threads, which then wait for each other more than they work. mimalloc takes the place of its
/// `malloc`: as Rust's global allocator it would be asked for an alignment each time, for which it goes a longer way.
#[cfg(target_env = "musl")]
use mimalloc as _;

fn main() -> ExitCode {
    ExitCode::from(cli::run(std::env::args_os()).err().map_or(0, |failure| failure.exit_code()))
}
