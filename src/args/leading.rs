//! The order of the arguments: istioctl takes its global flags before the command as well as behind it.

use super::optional;
use clap::Command;
use std::ffi::OsString;

/// The flags that all of istioctl's commands have; each takes a value.
const GLOBAL: [&str; 8] =
    ["namespace", "istioNamespace", "kubeconfig", "context", "as", "as-group", "as-uid", "xds-address"];

/// The arguments with global flags behind the command, and without the word `kube-inject` for a command, so that a link named
/// `istioctl` runs `istioctl -n shop kube-inject …`; optional values are joined to their flags.
pub(crate) fn command_first(defined: &Command, mut args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let program = args.next();
    let mut leading = Vec::new();
    let mut args = args.peekable();
    while let Some(value) = args.peek().and_then(|arg| global(defined, arg)) {
        leading.extend(args.next());
        leading.extend((value == Value::Follows).then(|| args.next()).flatten());
    }
    let mut command = Vec::new();
    if args.next_if(|arg| arg == "kube-inject").is_none() {
        let mut known = defined;
        while let Some((word, found)) = args.peek().and_then(|arg| Some((arg, known.find_subcommand(arg)?))) {
            command.push(word.clone());
            known = found;
            args.next();
        }
    }
    optional::joined(defined, program.into_iter().chain(command).chain(leading).chain(args))
}

/// Where a flag has its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Within,
    Follows,
}

/// Where the value of a global flag is; `None` when the argument is no such flag.
fn global(defined: &Command, arg: &OsString) -> Option<Value> {
    let arg = arg.to_str()?;
    let mut known =
        defined.get_arguments().filter(|known| known.get_long().is_some_and(|long| GLOBAL.contains(&long)));
    if let Some(long) = arg.strip_prefix("--") {
        let name = long.split('=').next().unwrap_or_default();
        let is_named =
            |known: &clap::Arg| known.get_long_and_visible_aliases().is_some_and(|all| all.contains(&name));
        let value = if long.contains('=') { Value::Within } else { Value::Follows };
        return known.any(is_named).then_some(value);
    }
    let short = arg.strip_prefix('-')?;
    let letter = short.chars().next()?;
    let value = if short.len() > letter.len_utf8() { Value::Within } else { Value::Follows };
    known.any(|known| known.get_short() == Some(letter)).then_some(value)
}
