//! From the command line to an exit: parses the arguments, runs what they ask for and tells what came of it.

mod admission;
mod call;
mod catalogue;
mod offline;
mod changes;
mod compare;
mod config;
mod documents;
mod completion;
mod explain;
mod files;
mod function;
mod given;
mod inject;
mod load;
mod levels;
mod man;
mod messages;
mod misspelled;
mod progress;
mod report;
mod results;
pub(crate) mod config_file;
mod uninject;
mod words;

use crate::args::{self, Cli, Command, ConfigCommand, Inject, Program, Report};
use crate::failure::Failure;
use call::{Call, Plugin};
use clap::FromArgMatches;
use clap::error::ErrorKind;
use messages::Messages;
use report::Examines;
use std::ffi::OsString;
use std::io::{self, Write};

/// Runs the command that the arguments ask for.
///
/// # Errors
/// When it could not be done; what people need to know has been told by then.
pub(crate) fn run(args: impl Iterator<Item = OsString>) -> Result<(), Failure> {
    let mut args: Vec<OsString> = args.collect();
    let program = args.first().map_or(Program::KubeInject, |name| Program::of(name));
    if let Some(completed) = completion::answer(program, &args) {
        return completed;
    }
    if let Some(cli) = Cli::injecting(&args) {
        return obey(cli, None, program);
    }
    let mut command = program.command();
    let plugin = match Plugin::of(&mut args) {
        Err(Failure::Usage(error)) => return tell(error.format(&mut command)),
        plugin => plugin?,
    };
    let args = args::command_first(&command, args.into_iter());
    let parsed = match misspelled::misspelled(&mut command, &args) {
        Some(error) => Err(error),
        None => {
            let matches = command.try_get_matches_from_mut(&args);
            matches.and_then(|matches| Cli::from_arg_matches(&matches))
        }
    };
    // It describes every flag, and the run may be long.
    drop(command);
    match parsed {
        Ok(cli) => obey(cli, plugin, program),
        Err(answer)
            if answer.kind() == ErrorKind::DisplayHelp && args.get(1).is_some_and(|arg| arg == "-h") =>
        {
            print(|out| write!(out, "{}", program.short_help()))
        }
        Err(answer) => tell(answer),
    }
}

/// Does what the command line asks for.
fn obey(cli: Cli, plugin: Option<Plugin>, program: Program) -> Result<(), Failure> {
    let nothing = Examines::Nothing;
    match cli.command {
        None => {
            let examines = objects_if(cli.inject.output.check);
            told(&cli.inject.report.clone(), examines, program, |messages| {
                inject(cli.inject, plugin, messages)
            })
        }
        Some(Command::Function(args)) => {
            told(&args.report.clone(), nothing, program, |messages| function::explicit(*args, messages))
        }
        Some(Command::Uninject(args)) => {
            let examines = objects_if(args.output.check);
            told(&args.report.clone(), examines, program, |messages| uninject::run(args, messages))
        }
        Some(Command::Config { command }) => {
            let (report, examines) = match &command {
                ConfigCommand::Check(check) => (check.report.clone(), Examines::Configuration),
                ConfigCommand::Export { .. } | ConfigCommand::Schema { .. } => (Report::default(), nothing),
            };
            told(&report, examines, program, |messages| config::run(command, messages))
        }
        Some(Command::Explain(args)) => {
            told(&Report::default(), nothing, program, |messages| explain::run(*args, messages))
        }
        Some(Command::Compare(args)) => {
            told(&Report::default(), nothing, program, |messages| compare::run(*args, messages))
        }
        Some(Command::Admission(args)) => {
            told(&args.report.clone(), nothing, program, |messages| admission::run(*args, messages))
        }
        Some(Command::Completion { shell }) => completion::script(shell, program),
        Some(Command::Man { command }) => {
            told(&Report::default(), nothing, program, |_| man::page(program, &command))
        }
        Some(Command::Version) => print(|out| write!(out, "{}", program.command().render_version())),
    }
}

fn objects_if(check: bool) -> Examines {
    if check { Examines::Objects } else { Examines::Nothing }
}

/// Injects what is named, or the items of the ResourceList that comes without being asked for, or answers AdmissionReviews.
fn inject(args: Inject, plugin: Option<Plugin>, messages: &mut Messages) -> Result<(), Failure> {
    let call = Call::begin(&args.inputs.named())?.of(plugin);
    match call.list() {
        Some(_) if args.writes_manifests() => function::run(call, args.config, &args.cluster, messages),
        None if call.is_review() && args.writes_manifests() && args.inputs.is_stdin() => {
            admission::answer(&call, args.inputs, args.config, &args.cluster, messages)
        }
        _ => inject::run(args, &call, messages),
    }
}

/// Does something that has things to tell.
fn told(
    report: &Report,
    examines: Examines,
    program: Program,
    run: impl FnOnce(&mut Messages) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let in_full = |failure| match failure {
        Failure::Usage(error) => Failure::Usage(error.format(&mut program.command())),
        failure => failure,
    };
    let mut messages = match Messages::new(report, examines).map_err(in_full) {
        Err(Failure::Usage(error)) => return tell(error),
        messages => messages?,
    };
    let result = run(&mut messages).map_err(in_full);
    messages.close(result)
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
