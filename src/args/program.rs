//! The name by which the program is called: its own, or that of a link by which istioctl or kubectl finds it.

use super::{Cli, help};
use clap::{Command, CommandFactory};
use std::ffi::OsStr;
use std::path::Path;

/// The name by which the program is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Program {
    /// `kube-inject`, or any other name.
    KubeInject,
    /// A link named `istioctl`, for `istioctl kube-inject`.
    Istioctl,
    /// A link named `kubectl-inject`, which kubectl runs for `kubectl inject`.
    Kubectl,
    /// A link named `kubectl_complete-inject`, which kubectl asks to complete `kubectl inject`.
    KubectlComplete,
}

impl Program {
    /// The program of a path, which is the first argument.
    pub(crate) fn of(path: &OsStr) -> Self {
        match Path::new(path).file_stem().and_then(OsStr::to_str) {
            Some("istioctl") => Program::Istioctl,
            Some("kubectl-inject") => Program::Kubectl,
            Some("kubectl_complete-inject") => Program::KubectlComplete,
            _ => Program::KubeInject,
        }
    }

    /// What people type to inject.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Program::KubeInject => "kube-inject",
            Program::Istioctl => "istioctl kube-inject",
            Program::Kubectl | Program::KubectlComplete => "kubectl inject",
        }
    }

    /// The definition of the command line, in whose help and errors the program has this name.
    pub(crate) fn command(self) -> Command {
        let words = self.words();
        Cli::command()
            .bin_name(words)
            .override_usage(format!("{words} [OPTIONS] [-f FILE|DIR|-]...\n       {words} <COMMAND>"))
            .after_long_help(help::behind(words))
    }

    /// The help that fits a screen.
    pub(crate) fn short_help(self) -> String {
        help::short(self.command(), self.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_help_fits_a_screen_and_begins_with_examples() {
        for program in [Program::KubeInject, Program::Istioctl, Program::Kubectl] {
            let text = program.short_help();
            assert!(text.lines().count() <= 24, "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
            assert!(text.find("Examples:") < text.find("Usage:"), "{text}");
            assert_eq!(text.matches(program.words()).count(), 3 + 1 + 1, "{text}");
        }
    }
}
