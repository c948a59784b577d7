//! The order of the arguments: flags may stand before the command as well as behind it.

use super::optional;
use clap::{Arg, Command};
use std::ffi::OsString;

/// The flags that all of istioctl's commands have.
const GLOBAL: [&str; 8] =
    ["namespace", "istioNamespace", "kubeconfig", "context", "as", "as-group", "as-uid", "xds-address"];

/// The arguments with the flags that stand before a command behind it, so that `-q uninject` is `uninject -q`, and with optional
/// values joined to their flags. The word `kube-inject` for a command is left out behind flags that istioctl has for all of its
/// commands, so that a link named `istioctl` runs `istioctl -n shop kube-inject …`.
pub(crate) fn command_first(defined: &Command, args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut args = optional::joined(defined, args);
    let end = leading(defined, &args, |arg| arg.get_long().is_some_and(|long| GLOBAL.contains(&long)));
    if args.get(end).is_some_and(|word| word == "kube-inject") {
        args.remove(end);
        return args;
    }
    let mut rest = args.split_off(first_word(defined, &args)).into_iter().peekable();
    let mut flags = args.split_off(args.len().min(1));
    if rest.peek().is_some_and(|word| word == "help") {
        flags.clear();
    }
    let mut known = defined;
    while let Some(found) = rest.peek().and_then(|word| known.find_subcommand(word)) {
        args.extend(rest.next());
        known = found;
    }
    args.into_iter().chain(flags).chain(rest).collect()
}

/// Where the first argument is that is neither the program, nor a flag, nor a flag's value; the end, where there is none.
pub(crate) fn first_word(defined: &Command, args: &[OsString]) -> usize {
    leading(defined, args, |_| true)
}

/// Where the flags end that follow the program and that are `wanted`.
fn leading(defined: &Command, args: &[OsString], wanted: impl Fn(&Arg) -> bool) -> usize {
    let mut end = 1;
    while let Some(width) = args.get(end).and_then(|arg| width(defined, arg, &wanted)) {
        end += width;
    }
    end.min(args.len())
}

/// How many arguments a flag is with its value; `None` when it is no flag that is defined and wanted.
fn width(defined: &Command, arg: &OsString, wanted: impl Fn(&Arg) -> bool) -> Option<usize> {
    let arg = arg.to_str()?;
    let flag = |is_it: &dyn Fn(&Arg) -> bool| {
        defined.get_arguments().find(|known| is_it(known)).filter(|known| wanted(known))
    };
    let takes_value = |known: &Arg| known.get_action().takes_values() && !known.is_require_equals_set();
    if let Some(long) = arg.strip_prefix("--") {
        let (name, has_value) = long.split_once('=').map_or((long, false), |(name, _)| (name, true));
        let is_named = |known: &Arg| {
            let aliases = known.get_all_aliases().unwrap_or_default();
            known.get_long() == Some(name) || aliases.contains(&name)
        };
        let known = flag(&is_named)?;
        return Some(if takes_value(known) && !has_value { 2 } else { 1 });
    }
    let letters = arg.strip_prefix('-').filter(|letters| !letters.is_empty())?;
    for (at, letter) in letters.char_indices() {
        if takes_value(flag(&|known| known.get_short() == Some(letter))?) {
            return Some(if letters.len() > at + letter.len_utf8() { 1 } else { 2 });
        }
    }
    Some(1)
}
