//! Repositories with kustomizations, injected in place: what kustomize builds afterwards is what it built before, or what
//! injecting the build gives. `kubectl kustomize` builds, where kubectl is at hand.

mod oracle;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/directories");

#[test]
fn builds_stay_whole() {
    let mut compared = [0, 0];
    for case in
        fs::read_dir(CASES).expect("the cases are there").map(|entry| entry.expect("it can be read").path())
    {
        let input = case.join("input");
        let kustomizations = kustomizations_below(&input);
        for (flag, count) in ["--kustomize=skip", "--kustomize=inject"].into_iter().zip(&mut compared) {
            let copy = tempfile::tempdir().expect("there is room");
            copy_below(&input, copy.path());
            let copied =
                |directory: &Path| copy.path().join(directory.strip_prefix(&input).expect("it is below"));
            let before: Vec<(PathBuf, String)> = kustomizations
                .iter()
                .filter_map(|directory| Some((copied(directory), build(&copied(directory))?)))
                .collect();
            if before.len() < kustomizations.len() {
                return;
            }
            if before.is_empty()
                || kube_inject(&["--in-place", "--no-undo-comment", flag, "-f"], copy.path(), "").is_none()
            {
                continue;
            }
            for (directory, built) in before {
                let after = build(&directory).expect("what was built can be built");
                let injected = kube_inject(&["--no-undo-comment", "-f", "-"], Path::new(""), &built)
                    .expect("a build is valid");
                assert!(
                    after == built || meaning(&after) == meaning(&injected),
                    "{}\n{after}",
                    directory.display()
                );
                *count += 1;
            }
        }
    }
    assert!(compared.iter().all(|count| *count > 3), "{compared:?}");
}

/// The documents without the order of keys, which kustomize sorts.
fn meaning(text: &str) -> Vec<serde_json::Value> {
    let documents = serde_yaml::Deserializer::from_str(text);
    documents.map(|document| serde::Deserialize::deserialize(document).expect("it is YAML")).collect()
}

fn build(directory: &Path) -> Option<String> {
    let output = match Command::new("kubectl").arg("kustomize").arg(directory).output() {
        Ok(output) => output,
        Err(cause) => {
            oracle::tell(&format!("SKIPPED builds_stay_whole: kubectl cannot be run: {cause}"));
            return None;
        }
    };
    assert!(output.status.success(), "{}: {}", directory.display(), String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("a build is text"))
}

/// What the binary writes; `None` when it refuses.
fn kube_inject(args: &[&str], path: &Path, input: &str) -> Option<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kube-inject"));
    command.arg("--no-config").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if !path.as_os_str().is_empty() {
        command.arg(path);
    }
    let mut child = command.spawn().expect("the binary runs");
    child.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("it reads");
    let Output { status, stdout, .. } = child.wait_with_output().expect("it ends");
    status.success().then(|| String::from_utf8(stdout).expect("output is text"))
}

fn kustomizations_below(directory: &Path) -> Vec<PathBuf> {
    files_below(directory)
        .into_iter()
        .filter(|file| file.file_name().is_some_and(|name| name == "kustomization.yaml"))
        .filter_map(|file| file.parent().map(Path::to_owned))
        .collect()
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

fn copy_below(from: &Path, to: &Path) {
    for file in files_below(from) {
        let target = to.join(file.strip_prefix(from).expect("it is below"));
        fs::create_dir_all(target.parent().expect("it is in a directory")).expect("there is room");
        fs::copy(file, target).expect("there is room");
    }
}
