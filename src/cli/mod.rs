//! From the command line to an exit: parses the arguments, runs what they ask for and tells what came of it.

mod call;
mod offline;
mod config;
mod explain;
mod files;
mod function;
mod inject;
mod load;
mod levels;
mod messages;
mod progress;
mod results;
pub(crate) mod config_file;
mod uninject;

use crate::args::{self, Cli, Command, ConfigCommand, Inject, Report};
use crate::failure::Failure;
use call::{Call, Plugin};
use clap::{CommandFactory, Parser};
use messages::Messages;
use std::ffi::OsString;
use std::io::{self, Write};

/// Runs the command that the arguments ask for.
///
/// # Errors
/// When it could not be done; what people need to know has been told by then.
pub(crate) fn run(args: impl Iterator<Item = OsString>) -> Result<(), Failure> {
    let mut args: Vec<OsString> = args.collect();
    let plugin = Plugin::of(&mut args);
    let cli = match Cli::try_parse_from(args::command_first(args.into_iter())) {
        Ok(cli) => cli,
        Err(answer) => return tell(answer),
    };
    match cli.command {
        None => told(&cli.inject.report.clone(), |messages| inject(cli.inject, plugin, messages)),
        Some(Command::Function(args)) => {
            told(&args.report.clone(), |messages| function::explicit(*args, messages))
        }
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

/// Injects what is named, or the items of the ResourceList that comes without being asked for.
fn inject(args: Inject, plugin: Option<Plugin>, messages: &mut Messages) -> Result<(), Failure> {
    let call = Call::begin(&args.inputs.named())?.of(plugin);
    match call.list() {
        Some(_) if args.writes_manifests() => function::run(call, args.config, &args.cluster, messages),
        _ => inject::run(args, &call, messages),
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
