//! The commands that pages show: what they print, which flags they have, and what the program's own help lists.

use crate::pages::{ROOT, commands_of};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = "kube-inject";

/// Programs that a command may pipe from or into to be run on a copy of the examples.
const OTHERS: [&str; 9] = ["cat", "sed", "grep", "head", "tail", "diff", "printf", "mkdir", "test"];

/// What lists all options.
const HELPS: [&[&str]; 7] = [
    &[],
    &["uninject"],
    &["explain"],
    &["compare"],
    &["config", "check"],
    &["config", "export"],
    &["completion"],
];

/// The text with the output in every `console` block as it is now, of commands that are run in `directory`.
pub(crate) fn with_real_output(text: &str, directory: &Path) -> String {
    let mut real = String::new();
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        real.push_str(line);
        if line.trim_end() != "```console" {
            continue;
        }
        let mut continued = false;
        let mut command = String::new();
        for line in lines.by_ref().take_while(|line| !line.starts_with("```")) {
            if continued || line.starts_with("$ ") {
                real.push_str(line);
                command.push_str(line.strip_prefix("$ ").unwrap_or(line));
                continued = line.trim_end().ends_with('\\');
            }
        }
        let output = shell(&format!("{{ {command}\n}} 2>&1"), directory);
        real.push_str(&String::from_utf8(output.stdout).expect("output is text"));
        real.push_str("```\n");
    }
    real
}

/// The commands of a block that use nothing but this program, the usual text tools and the files of examples/.
pub(crate) fn on_examples(text: &str) -> Vec<String> {
    let usual = |command: &Vec<String>| {
        command.first().is_none_or(|program| program == PROGRAM || OTHERS.contains(&program.as_str()))
    };
    let ours = commands_of(text).into_iter().filter(|line| {
        let parts = simple_commands(line);
        line.contains("examples/") && line.contains(PROGRAM) && parts.iter().all(usual)
    });
    ours.collect()
}

/// Runs a command where nothing is but a copy of examples/: its exit status, and all that it printed.
pub(crate) fn in_copy_of_examples(command: &str) -> (Option<i32>, String) {
    let copy = tempfile::tempdir().expect("a directory can be made");
    copy_files(&Path::new(ROOT).join("examples"), &copy.path().join("examples"));
    said(&shell(command, copy.path()))
}

/// The arguments of every call of this program in a line that a shell would not change.
pub(crate) fn arguments(line: &str) -> Vec<Vec<String>> {
    if line.contains(['\'', '"', '`']) || line.contains("$(") {
        return Vec::new();
    }
    let calls = simple_commands(line).into_iter().filter(|words| words[0] == PROGRAM);
    let arguments =
        calls.map(|words| words.into_iter().skip(1).take_while(|word| !word.contains('>')).collect());
    arguments.collect()
}

/// What is wrong with arguments, whatever files there are: a usage error, or a command that is taken for a file.
pub(crate) fn misunderstanding(arguments: &[String]) -> Option<String> {
    let commands = ["config", "uninject", "explain", "compare", "completion", "man"];
    if let Some(command) = arguments.iter().skip(1).find(|word| commands.contains(&word.as_str())) {
        return Some(format!("{command} is not the first argument"));
    }
    let nowhere = tempfile::tempdir().expect("a directory can be made");
    let output = program().args(arguments).current_dir(nowhere.path()).stdin(Stdio::null()).output();
    let (status, told) = said(&output.expect("the binary runs"));
    // That a file is missing is told as a usage error in these words.
    let missing = ["nothing to check", "is no directory"].iter().any(|words| told.contains(words));
    (status == Some(2) && !missing).then_some(told)
}

/// Has `config check` look at an inject-config: its exit status, and what it found.
pub(crate) fn check_of_config(name: &str, text: &str) -> (Option<i32>, String) {
    let directory = tempfile::tempdir().expect("a directory can be made");
    fs::write(directory.path().join(name), text).expect("a file can be written");
    let values = Path::new(ROOT).join("examples/values.yaml");
    let values = values.display();
    let command = format!("{PROGRAM} config check --injectConfigFile {name} --valuesFile {values}");
    said(&shell(&command, directory.path()))
}

/// Every long option that help shows.
pub(crate) fn options() -> Vec<String> {
    let helps = HELPS.iter().map(|command| {
        let output = program().args(*command).arg("--help").output().expect("the binary runs");
        String::from_utf8(output.stdout).expect("help is text")
    });
    let mut all: Vec<String> = helps.flat_map(|help| listed(&help)).collect();
    all.sort();
    all.dedup();
    assert!(all.len() > 40, "the options are not found: {all:?}");
    all
}

/// The options at the beginning of lines.
fn listed(help: &str) -> Vec<String> {
    let options = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    options.filter_map(|line| flags(line).next().map(str::to_owned)).collect()
}

/// What the program says to wrong arguments.
pub(crate) fn told(arguments: &[&str]) -> String {
    let output = program().args(arguments).output().expect("the binary runs");
    String::from_utf8(output.stderr).expect("messages are text")
}

/// The flags in a piece of code that this program is given.
///
/// A span that begins with a flag is about this program; other programs' flags are shown behind their names.
pub(crate) fn flags_of_ours(code: &str) -> Vec<String> {
    if code.starts_with("--") {
        return flags(code).map(str::to_owned).collect();
    }
    let mut found = Vec::new();
    for command in simple_commands(code) {
        // A step of a pipeline in YAML has a key or a dash in front.
        let mut words = command.iter().skip_while(|word| *word == "istioctl" || word.ends_with([':', '-']));
        if words.next().is_some_and(|program| program == PROGRAM) {
            found.extend(words.flat_map(|word| flags(word)).map(str::to_owned));
        }
    }
    found
}

/// The words of a text that look like long flags.
pub(crate) fn flags(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c != '-' && !c.is_ascii_alphanumeric());
    words.filter(|word| word.strip_prefix("--").is_some_and(|name| name.starts_with(char::is_alphabetic)))
}

/// The words of a piece of code, flags among them.
pub(crate) fn words(code: &str) -> Vec<String> {
    let words = code.split(|c: char| !matches!(c, '-' | '_') && !c.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The commands of a line, each in words, without comments, prompts, assignments and what is quoted.
fn simple_commands(line: &str) -> Vec<Vec<String>> {
    let mut plain = String::new();
    let mut quoted = None;
    for c in line.chars() {
        match (quoted, c) {
            (None, '\'' | '"') => quoted = Some(c),
            (Some(open), c) if c == open => quoted = None,
            (None, c) => plain.push(c),
            (Some(_), _) => {}
        }
    }
    let plain = plain.split(" #").next().unwrap_or_default().replace("$(", "|").replace("<(", "|");
    let commands = plain.split(['|', ';', '&', ')', '{', '}']).map(|command| {
        let words = command.split_whitespace().skip_while(|word| *word == "$" || word.contains('='));
        words.map(str::to_owned).collect::<Vec<_>>()
    });
    commands.filter(|words| !words.is_empty()).collect()
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_kube-inject"))
}

/// Runs a line of shell in a directory, with the program of this build in the path.
fn shell(line: &str, directory: &Path) -> Output {
    let built = Path::new(env!("CARGO_BIN_EXE_kube-inject")).parent().expect("the binary is in a directory");
    let path = format!("{}:{}", built.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(directory).env("PATH", path).output().expect("a shell runs")
}

fn said(output: &Output) -> (Option<i32>, String) {
    let texts = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    (output.status.code(), texts.concat())
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory can be made");
    for entry in fs::read_dir(from).expect("a directory can be read") {
        let entry = entry.expect("a directory can be read");
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_files(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).expect("a file can be copied")),
        }
    }
}

#[test]
fn flags_are_of_the_command_that_they_follow() {
    for (code, ours) in [
        ("kubectl diff --server-side -f x | kube-inject --check -f '--quoted'  # --comment", vec!["--check"]),
        ("--strict", vec!["--strict"]),
        (
            "diff <(istioctl kube-inject --filename x) <(kube-inject -q --no-sync)",
            vec!["--filename", "--no-sync"],
        ),
        ("helm template --post-renderer kube-inject --set a=b", vec![]),
        ("  - run: kube-inject config check --strict istio/", vec!["--strict"]),
    ] {
        assert_eq!(flags_of_ours(code), ours, "{code}");
    }
}

#[test]
fn misunderstandings_are_found() {
    let of = |line: &str| arguments(line).iter().find_map(|arguments| misunderstanding(arguments));
    for line in
        ["kube-inject -f app.yaml > x", "cat x | kube-inject uninject -q", "kube-inject -f 'a b' --nonsense"]
    {
        assert_eq!(of(line), None, "{line}");
    }
    for line in
        ["kube-inject -q uninject -f -", "kube-inject --nonsense", "kube-inject --diff --check app.yaml"]
    {
        assert!(of(line).is_some(), "{line}");
    }
}

#[test]
fn commands_on_examples_use_nothing_else() {
    let text = "kube-inject -f examples/a.yaml | head\nkube-inject -f examples/a.yaml | kubectl apply -f -\nkube-inject app.yaml\n";
    assert_eq!(on_examples(text), ["kube-inject -f examples/a.yaml | head"]);
}
