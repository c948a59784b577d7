//! Most runs inject and have nothing but flags: what the other commands are need not be defined for them.

use super::{Cli, Inject, first_word, optional};
use clap::{Args, Command, FromArgMatches};
use std::ffi::OsString;

impl Cli {
    /// What flags of an injection ask for, as the whole definition would have it; `None` where there are other arguments, or
    /// something is wrong with these.
    pub(crate) fn injecting(args: &[OsString]) -> Option<Self> {
        let defined = Inject::augment_args(Command::new("kube-inject").args_override_self(true));
        let args = optional::joined(&defined, args.iter().cloned());
        let matches =
            (first_word(&defined, &args) == args.len()).then(|| defined.try_get_matches_from(args))?;
        let inject = Inject::from_arg_matches(&matches.ok()?).ok()?;
        Some(Cli { command: None, inject })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Program, command_first};

    fn args(line: &str) -> Vec<OsString> {
        std::iter::once("kube-inject").chain(line.split_whitespace()).map(OsString::from).collect()
    }

    #[test]
    fn flags_alone_say_what_they_say_to_the_whole_definition() {
        let lines = [
            "",
            "-f uninject",
            "-f a.yaml -f b.yaml -o -",
            "-q -f a --injectConfigFile=c --meshConfigFile m -n shop -f b",
            "-q -q --diff --native-sidecars true --set a=b --set c=d",
            "--native-sidecars -f - --emit patch --patch-type json6902 --jobs 2",
            "--check --report json=r.json --report text --deny skipped",
            "--compat istioctl -n shop --namespace tea",
        ];
        for line in lines {
            let mut defined = Program::KubeInject.command();
            let whole = command_first(&defined, args(line).into_iter());
            let whole =
                Cli::from_arg_matches(&defined.try_get_matches_from_mut(whole).expect(line)).expect(line);
            let alone = Cli::injecting(&args(line)).expect(line);
            assert_eq!(format!("{alone:?}"), format!("{whole:?}"), "{line}");
        }
    }

    #[test]
    fn all_else_is_left_to_the_whole_definition() {
        for line in [
            "uninject",
            "-q uninject",
            "a.yaml",
            "-f a b",
            "-- a",
            "-h",
            "--help",
            "-V",
            "--wrong",
            "-f",
            "--emit x",
        ] {
            assert!(Cli::injecting(&args(line)).is_none(), "{line}");
        }
    }
}
