//! The binary under test, programs of the machine that run it, and what it does with text.

use crate::folder;
use serde_json::Value;
use std::env;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The project's root.
pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// The binary under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_kube-inject");

/// A pod that can be injected.
pub(crate) const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: tea   # hot\nspec:\n  containers:\n  - name: pot\n    image: example.com/pot:1\n";

/// Whether a tool is there; where it is not, that is told with what is not tested.
pub(crate) fn is_there(tool: &str, test: &str) -> bool {
    let there = Command::new(tool).arg("--version").output().is_ok_and(|done| done.status.success());
    if !there {
        folder::tell(&format!("SKIPPED {test}: no {tool}"));
    }
    there
}

/// `PATH` with the binary under test first.
pub(crate) fn path() -> OsString {
    let own = Path::new(BINARY).parent().expect("the binary is in a directory").to_owned();
    let others = env::var_os("PATH").unwrap_or_default();
    let all: Vec<PathBuf> = std::iter::once(own).chain(env::split_paths(&others)).collect();
    env::join_paths(all).expect("what came from PATH can stand in it")
}

/// Runs a command that has to succeed.
pub(crate) fn done(command: &mut Command) -> String {
    let Output { status, stdout, stderr } =
        command.output().unwrap_or_else(|cause| panic!("{command:?}: {cause}"));
    let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?}: {status}\n{out}\n{err}");
    out.into_owned()
}

/// The command in a repository of its own.
pub(crate) fn git(directory: &Path, args: &[impl AsRef<OsStr>]) {
    let identity = ["-c", "user.name=tea", "-c", "user.email=tea@example.com", "-c", "commit.gpgsign=false"];
    done(Command::new("git").args(identity).args(args).current_dir(directory));
}

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
