//! Other tools' ways to run kube-inject: packages, hooks, the action, and the examples, with the real tools where they are at hand.

#[allow(dead_code, reason = "only some of it is for these tests")]
#[path = "../oracle/folder.rs"]
mod folder;

mod action;
mod examples;
mod functions;
mod helm;
mod krew;
mod packages;
mod page;
mod pipelines;
mod python;
mod releases;
mod reports;
mod shells;
mod tool;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The project's root.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// The binary under test.
const BINARY: &str = env!("CARGO_BIN_EXE_kube-inject");

/// A pod that can be injected.
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: tea   # hot\nspec:\n  containers:\n  - name: pot\n    image: example.com/pot:1\n";

/// Whether a tool is there; where it is not, that is told with what is not tested.
fn is_there(tool: &str, test: &str) -> bool {
    let there = Command::new(tool).arg("--version").output().is_ok_and(|done| done.status.success());
    if !there {
        folder::tell(&format!("SKIPPED {test}: no {tool}"));
    }
    there
}

/// `PATH` with the binary under test first.
fn path() -> std::ffi::OsString {
    let own = Path::new(BINARY).parent().expect("the binary is in a directory").to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let all: Vec<PathBuf> = std::iter::once(own).chain(std::env::split_paths(&others)).collect();
    std::env::join_paths(all).expect("what came from PATH can stand in it")
}

/// Runs a command that has to succeed.
fn done(command: &mut Command) -> String {
    let Output { status, stdout, stderr } =
        command.output().unwrap_or_else(|cause| panic!("{command:?}: {cause}"));
    let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?}: {status}\n{out}\n{err}");
    out.into_owned()
}

/// The command in a repository of its own.
fn git(directory: &Path, args: &[impl AsRef<OsStr>]) {
    let identity = ["-c", "user.name=tea", "-c", "user.email=tea@example.com", "-c", "commit.gpgsign=false"];
    done(Command::new("git").args(identity).args(args).current_dir(directory));
}
