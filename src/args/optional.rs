//! Values that may be left out: a word behind such a flag is its value where it can be one.

use clap::{Arg, Command};
use std::ffi::OsString;

/// The arguments with such a value joined to its flag: `--native-sidecars true` is `--native-sidecars=true`, and
/// `--native-sidecars app.yaml` stays as it is.
pub(super) fn joined(command: &Command, args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut args = args.peekable();
    let mut joined = Vec::new();
    let mut ended = false;
    while let Some(arg) = args.next() {
        ended |= arg == "--";
        let values = if ended { Vec::new() } else { values(command, &arg) };
        match args.next_if(|word| values.iter().any(|value| word == value.as_str())) {
            Some(value) => {
                let mut arg = arg;
                arg.push("=");
                arg.push(value);
                joined.push(arg);
            }
            None => joined.push(arg),
        }
    }
    joined
}

/// The values that a flag may have, if it needs none and has none yet.
fn values(command: &Command, arg: &OsString) -> Vec<String> {
    let Some(name) = arg.to_str().and_then(|arg| arg.strip_prefix("--")) else { return Vec::new() };
    let is_optional = |arg: &&Arg| arg.get_long() == Some(name) && arg.is_require_equals_set();
    let found = command.get_arguments().find(is_optional);
    found
        .map(Arg::get_possible_values)
        .unwrap_or_default()
        .iter()
        .map(|value| value.get_name().to_owned())
        .collect()
}
