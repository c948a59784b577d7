//! A first word that is neither a file nor a command, but nearly one: what it may have been meant to be.

use crate::args;
use clap::error::ErrorKind;
use clap::{Command, Error};
use kube_schema::suggest;
use std::ffi::OsString;
use std::path::Path;

/// The error of arguments whose first word is nearly a command, where there is no such file.
pub(super) fn misspelled(command: &mut Command, args: &[OsString]) -> Option<Error> {
    let word = args.get(args::first_word(command, args))?.to_str()?;
    let is_word =
        word.starts_with(char::is_alphabetic) && word.chars().all(|c| c.is_alphabetic() || c == '-');
    if !is_word || command.find_subcommand(word).is_some() || Path::new(word).exists() {
        return None;
    }
    let commands = command.get_subcommands().map(Command::get_name).chain(["help"]);
    let meant = suggest::nearest(word, commands)?.to_owned();
    let message =
        format!("'{word}' is neither a file nor a command\n\n  tip: a similar command is '{meant}'");
    Some(command.error(ErrorKind::InvalidSubcommand, message))
}
