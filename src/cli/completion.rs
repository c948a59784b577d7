//! Completion: the script that a shell sources, which asks the program itself, and the answers.

use super::print;
use crate::args::{self, Program};
use crate::failure::Failure;
use clap_complete::Shell;
use clap_complete::engine::{CompletionCandidate, complete};
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};
use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;

/// The variable that is set to the name of a shell which asks.
const ASKED: &str = "KUBE_INJECT_COMPLETE";

/// Prints the script for a shell, which asks the program of this name.
///
/// # Errors
/// When it cannot be written.
pub(super) fn script(shell: Shell, program: Program) -> Result<(), Failure> {
    let name = match program {
        Program::Istioctl => "istioctl",
        Program::Kubectl | Program::KubectlComplete => "kubectl-inject",
        Program::KubeInject => "kube-inject",
    };
    let completer: &dyn EnvCompleter = match shell {
        Shell::Bash => &Bash,
        Shell::Elvish => &Elvish,
        Shell::Fish => &Fish,
        Shell::PowerShell => &Powershell,
        _ => &Zsh,
    };
    print(|out| completer.write_registration(ASKED, name, name, name, out))
}

/// Answers a shell, or kubectl, that asks for the words that may follow; `None` where nobody does.
pub(super) fn answer(program: Program, args: &[OsString]) -> Option<Result<(), Failure>> {
    if program == Program::KubectlComplete {
        return Some(print(|out| write!(out, "{}", for_kubectl(args))));
    }
    let shell = env::var(ASKED).ok()?;
    let words = args.iter().skip_while(|arg| *arg != "--").skip(1).cloned().collect();
    let index = env::var("_CLAP_COMPLETE_INDEX").ok().and_then(|index| index.parse().ok());
    let separator = env::var("_CLAP_IFS").unwrap_or_else(|_| "\n".to_owned());
    Some(print(|out| write!(out, "{}", for_shell(&shell, words, index, &separator))))
}

/// What a shell reads, for the word at an index, or the last one.
fn for_shell(shell: &str, mut words: Vec<OsString>, index: Option<usize>, separator: &str) -> String {
    if let Some(index) = index {
        words.resize(index + 1, OsString::new());
    }
    // Bash splits words at `=`, and wants what is behind it.
    let cut = if shell == "bash" { join_at_equals(&mut words) } else { 0 };
    let mut lines = Vec::new();
    for candidate in candidates(words) {
        let value = candidate.get_value().to_string_lossy().chars().skip(cut).collect::<String>();
        let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
        let help = help.lines().next().unwrap_or_default();
        lines.push(match shell {
            "zsh" => {
                format!("{}:{}", value.replace('\\', r"\\").replace(':', r"\:"), help.replace('\\', r"\\"))
            }
            "fish" | "powershell" if !help.is_empty() => format!("{value}\t{help}"),
            _ => value,
        });
    }
    lines.join(separator)
}

/// Joins `--flag`, `=` and a value to one word; how many characters of the last word are in front of its value.
fn join_at_equals(words: &mut Vec<OsString>) -> usize {
    let mut joined: Vec<OsString> = Vec::new();
    let mut cut = 0;
    let mut rest = std::mem::take(words).into_iter().peekable();
    while let Some(word) = rest.next() {
        match joined.last_mut() {
            Some(flag) if word == "=" && flag.as_encoded_bytes().starts_with(b"--") => {
                flag.push("=");
                cut = flag.to_string_lossy().chars().count();
                flag.push(rest.next().unwrap_or_default());
            }
            _ => {
                joined.push(word);
                cut = 0;
            }
        }
    }
    *words = joined;
    cut
}

/// What kubectl reads: a candidate a line, and behind them a number by which it does not add files, nor a space to a directory.
fn for_kubectl(args: &[OsString]) -> String {
    let mut text = String::new();
    let mut spaces = true;
    for candidate in candidates(args.to_vec()) {
        let value = candidate.get_value().to_string_lossy();
        spaces &= !value.ends_with('/');
        let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{value}\t{}", help.lines().next().unwrap_or_default());
    }
    text + if spaces { ":4\n" } else { ":6\n" }
}

/// The candidates for the last word.
fn candidates(mut words: Vec<OsString>) -> Vec<CompletionCandidate> {
    let last = words.pop().unwrap_or_default();
    let program = words.first().map_or(Program::KubeInject, |name| Program::of(name));
    let typed = words.len();
    let mut command = program.command();
    let mut words = args::command_first(&command, words.into_iter());
    // What istioctl calls the command that this program is.
    let own = (program == Program::Istioctl && typed == 1).then(|| CompletionCandidate::new("kube-inject"));
    let own = own.filter(|own| own.get_value().as_encoded_bytes().starts_with(last.as_encoded_bytes()));
    words.push(last);
    let (index, directory) = (words.len() - 1, env::current_dir().ok());
    let found = complete(&mut command, words, index, directory.as_deref());
    own.into_iter().chain(found.unwrap_or_default()).collect()
}
