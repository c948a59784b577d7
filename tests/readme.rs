//! Runs every command that README.md shows with its output, and holds the output to it.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test readme` writes what the commands print now.

use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn shown_output_is_real() {
    let path = Path::new(ROOT).join("README.md");
    let shown = fs::read_to_string(&path).expect("README.md is there");
    let real = with_real_output(&shown);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, real).expect("README.md can be written");
    } else {
        let diff = similar::TextDiff::from_lines(&shown, &real);
        assert!(shown == real, "{}", diff.unified_diff().header("README.md", "now"));
    }
}

#[test]
fn warnings_are_listed_with_their_meaning() {
    let text = fs::read_to_string(Path::new(ROOT).join("README.md")).expect("README.md is there");
    for code in kube_inject::Code::all() {
        let row = format!("| `{code}` | {} |\n", code.meaning());
        assert!(text.contains(&row), "missing: {row}");
    }
}

#[test]
fn flags_named_are_flags() {
    let text = fs::read_to_string(Path::new(ROOT).join("README.md")).expect("README.md is there");
    let ours = text.lines().filter(|line| !line.starts_with("cargo "));
    let words = ours.flat_map(|line| line.split(|c: char| c != '-' && !c.is_ascii_alphanumeric()));
    let named =
        |word: &&str| word.strip_prefix("--").is_some_and(|name| name.starts_with(char::is_alphabetic));
    for flag in words.filter(named) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kube-inject"));
        let output = command.args([flag, "--help"]).output().expect("the binary runs");
        let told = String::from_utf8(output.stderr).expect("messages are text");
        assert!(!told.contains("unexpected argument"), "{flag}: {told}");
    }
}

/// The text with the output in every `console` block as it is now.
fn with_real_output(text: &str) -> String {
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
        real.push_str(&output_of(&command));
        real.push_str("```\n");
    }
    real
}

fn output_of(command: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_kube-inject"));
    let directory = binary.parent().expect("the binary is in a directory").display();
    let path = format!("{directory}:{}", std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{{ {command}\n}} 2>&1")]).current_dir(ROOT).env("PATH", path);
    let output = shell.output().expect("a shell runs");
    String::from_utf8(output.stdout).expect("output is text")
}
