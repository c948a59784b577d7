//! The GitHub Action: its script in a shell, and the annotations that it asks for.

use super::{POD, ROOT, path};
use regex::Regex;
use serde_yaml::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// An annotation: file, line, and message.
type Annotation = (String, String, String);

#[test]
fn action_annotates_lines_and_ends_as_the_run_does() {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let write = |name: &str, text: &str| {
        fs::write(directory.path().join(name), text).expect("files can be written");
    };
    let git = |args: &[&str]| super::git(directory.path(), args);
    write("pod.yaml", POD);
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    let run = |mode: &str| run(directory.path(), mode);

    let (status, annotations, _) = run("check");
    assert_eq!((status, annotations), (1, vec![annotation("pod.yaml", 1, "Pod tea: not injected")]));
    let (status, annotations, output) = run("fix");
    assert_eq!((status, annotations, output.as_str()), (0, vec![], "changed=true\n"));
    git(&["add", "."]);
    assert_eq!(run("check"), (0, vec![], String::new()));
    assert_eq!(run("fix"), (0, vec![], String::new()));
    write("broken.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: tea\n");
    let (status, annotations, _) = run("check");
    assert!(status == 3 && annotations[0].0 == "broken.yaml", "{annotations:?}");
    let page = fs::read_to_string(directory.path().join(".git/page.html")).expect("the page is written");
    assert!(page.contains("broken.yaml"), "{page}");
    assert_eq!(run("check-it").0, 2);
}

fn annotation(file: &str, line: usize, message: &str) -> Annotation {
    (file.to_owned(), line.to_string(), message.to_owned())
}

/// Runs the action's step; its status, the annotations of its log, and what it says to later steps.
fn run(directory: &Path, mode: &str) -> (i32, Vec<Annotation>, String) {
    let text = fs::read_to_string(Path::new(ROOT).join("action.yml")).expect("the action is there");
    let action: Value = serde_yaml::from_str(&text).expect("the action is YAML");
    let steps = action["runs"]["steps"].as_sequence().expect("it has steps");
    let script = steps.iter().find(|step| step["id"].as_str() == Some("run"));
    let script = script.and_then(|step| step["run"].as_str()).expect("one of them runs it");
    let output = directory.join(".git/output");
    fs::write(&output, "").expect("files can be written");
    let mut shell = Command::new("bash");
    shell.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]).current_dir(directory);
    shell
        .env("PATH", path())
        .env("MODE", mode)
        .env("INPUTS", ".")
        .env("ARGS", "")
        .env("REPORT", ".git/page.html");
    let done = shell.env("GITHUB_OUTPUT", &output).output().expect("bash runs");
    let log = [done.stdout, done.stderr].concat();
    let log = String::from_utf8(log).expect("logs are text");
    let outputs = fs::read_to_string(&output).expect("it is there");
    (done.status.code().expect("no signal ends it"), annotations(&log), outputs)
}

/// The annotations that the runner makes of commands in the log.
fn annotations(log: &str) -> Vec<Annotation> {
    let command =
        Regex::new("^::(?:error|warning) file=([^,]*),line=([0-9]+),[^:]*::(.*)$").expect("it is right");
    let found = log.lines().filter_map(|line| command.captures(line));
    found.map(|found| (found[1].to_owned(), found[2].to_owned(), found[3].to_owned())).collect()
}
