//! Programs of the machine that run the binary, and what it does with text.

use crate::{BINARY, folder, path};
use serde_json::Value;
use std::env;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A program of the machine whose version, as `ask` has it told, begins with `version`; what is skipped without it is told.
pub(crate) fn tool(names: &[&str], ask: &[&str], version: &str) -> Option<PathBuf> {
    let found = names.iter().flat_map(|name| installed(name)).find(|path| {
        let told = Command::new(path).args(ask).output();
        told.is_ok_and(|told| String::from_utf8_lossy(&told.stdout).starts_with(version))
    });
    if found.is_none() {
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("a test");
        folder::tell(&format!("SKIPPED {test}: no {} {version} is installed", names[0]));
    }
    found
}

/// Every program of a name in the path.
fn installed(name: &str) -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).map(|directory| directory.join(name)).filter(|path| path.is_file()).collect()
}

/// Runs a command with text on standard input, the binary being in the path.
pub(crate) fn run(command: &mut Command, input: &str) -> Output {
    command.env("PATH", path()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    // It may end before it reads everything.
    let _ = child.stdin.take().expect("it is piped").write_all(input.as_bytes());
    child.wait_with_output().expect("the program ends")
}

/// What it writes when all is well.
pub(crate) fn output_of(command: &mut Command, input: &str) -> String {
    let Output { status, stdout, stderr } = run(command, input);
    assert!(status.success(), "{command:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("output is text")
}

/// What the binary makes of manifests.
pub(crate) fn injected(args: &[&str], manifests: &str) -> String {
    let mut command = Command::new(BINARY);
    output_of(command.args(["--no-config", "--no-undo-comment", "-q", "-f", "-"]).args(args), manifests)
}

/// The documents without the order of keys.
pub(crate) fn meaning(text: &str) -> Vec<Value> {
    let documents = serde_yaml::Deserializer::from_str(text);
    let documents = documents.map(|document| serde::Deserialize::deserialize(document).expect("it is YAML"));
    documents.filter(|document: &Value| !document.is_null()).collect()
}
