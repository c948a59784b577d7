//! From the command line to an exit: parses the arguments, runs what they ask for and tells what came of it.

mod offline;
mod config;
mod explain;
mod files;
mod inject;
mod load;
mod levels;
mod messages;
mod progress;
pub(crate) mod config_file;
mod uninject;

use crate::args::{self, Cli, Command, ConfigCommand, Report};
use crate::failure::Failure;
use clap::{CommandFactory, Parser};
use messages::Messages;
use std::ffi::OsString;
use std::io::{self, Write};

/// Runs the command that the arguments ask for.
///
/// # Errors
/// When it could not be done; what people need to know has been told by then.
pub(crate) fn run(args: impl Iterator<Item = OsString>) -> Result<(), Failure> {
    let cli = match Cli::try_parse_from(args::command_first(args)) {
        Ok(cli) => cli,
        Err(answer) => return tell(answer),
    };
    match cli.command {
        None => told(&cli.inject.report.clone(), |messages| inject::run(cli.inject, messages)),
        Some(Command::Uninject(args)) => told(&args.report.clone(), |messages| uninject::run(args, messages)),
        Some(Command::Config { command }) => {
            let report = match &command {
                ConfigCommand::Check(check) => check.report.clone(),
                ConfigCommand::Export { .. } => Report::default(),
            };
            told(&report, |messages| config::run(command, messages))
        }
        Some(Command::Explain(args)) => told(&Report::default(), |messages| explain::run(*args, messages)),
        Some(Command::Completion { shell }) => print(|out| {
            clap_complete::generate(shell, &mut Cli::command(), "kube-inject", out);
            Ok(())
        }),
        Some(Command::Man) => print(|out| clap_mangen::Man::new(Cli::command()).render(out)),
    }
}

/// Does something that has things to tell.
fn told(report: &Report, run: impl FnOnce(&mut Messages) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut messages = Messages::new(report);
    let result = run(&mut messages);
    messages.close(&result);
    result
}

/// Prints what clap answers: help and version end well, the rest is a usage error.
fn tell(answer: clap::Error) -> Result<(), Failure> {
    let told = answer.print();
    if answer.use_stderr() { Err(Failure::Usage(answer)) } else { told.map_err(Failure::writing_stdout) }
}

fn print(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Result<(), Failure> {
    let mut text = Vec::new();
    write(&mut text)
        .and_then(|()| io::stdout().write_all(&text))
        .and_then(|()| io::stdout().flush())
        .map_err(Failure::writing_stdout)
}
