//! The examples for other tools: their syntax, the flags in them, and the versions they name.

use super::{BINARY, ROOT, done};
use crate::tool::tool;
use regex::Regex;
use serde_yaml::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every file that another tool reads.
fn files() -> Vec<PathBuf> {
    let root = Path::new(ROOT);
    let mut left = vec![root.join("examples/integrations"), root.join("packaging"), root.join(".github")];
    let mut found =
        vec![root.join("action.yml"), root.join(".pre-commit-hooks.yaml"), root.join("pyproject.toml")];
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(&directory).expect("the directory is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() { left.push(path) } else { found.push(path) }
        }
    }
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
}

#[test]
fn yaml_and_json_are_valid() {
    let mut count = 0;
    for path in files() {
        let text = read(&path);
        let valid = match path.extension().and_then(|extension| extension.to_str()) {
            Some("yaml" | "yml") => {
                use serde_yaml::Deserializer;
                Deserializer::from_str(&text)
                    .try_for_each(|read| serde::Deserialize::deserialize(read).map(|_: Value| ()))
                    .map_err(|error| error.to_string())
            }
            Some("json") => {
                serde_json::from_str(&text).map(|_: serde_json::Value| ()).map_err(|error| error.to_string())
            }
            _ => continue,
        };
        count += 1;
        assert_eq!(valid, Ok(()), "{}", path.display());
    }
    assert!(count > 10, "{count}");
}

#[test]
fn flags_are_flags() {
    let mut flags = BTreeSet::new();
    for path in files() {
        let text = read(&path);
        // What follows the program's name, up to the next command.
        let calls = text.lines().flat_map(|line| line.split("kube-inject ").skip(1));
        let calls = calls.filter_map(|call| call.split(['|', '>', ';', '&', '`']).next());
        let words = calls.flat_map(|call| call.split(|c: char| c != '-' && !c.is_ascii_alphanumeric()));
        flags.extend(words.filter(|word| word.starts_with("--") && word.len() > 2).map(str::to_owned));
    }
    assert!(flags.len() > 5, "{flags:?}");
    for flag in flags {
        let output = Command::new(BINARY).args([&flag, "--help"]).output().expect("the binary runs");
        let told = String::from_utf8(output.stderr).expect("messages are text");
        assert!(!told.contains("unexpected argument"), "{flag}: {told}");
    }
}

#[test]
fn versions_are_the_one_of_the_program() {
    let named = Regex::new(r#"(?m)(?:kube-inject(?:==|@v|-argocd:|:)|rev: v|^version = ")(\d+\.\d+\.\d+)"#);
    let named = named.expect("the expression is valid");
    let mut count = 0;
    for path in files() {
        for version in named.captures_iter(&read(&path)) {
            count += 1;
            assert_eq!(&version[1], env!("CARGO_PKG_VERSION"), "{}: {}", path.display(), &version[0]);
        }
    }
    assert!(count > 5, "{count}");
}

#[test]
fn files_of_ci_systems_are_what_their_schemas_say() {
    let Some(check) = tool(&["check-jsonschema"], &["--version"], "") else { return };
    let at = |path: &str| Path::new(ROOT).join(path);
    for (schema, file) in [
        ("github-actions", at("action.yml")),
        ("github-workflows", at(".github/workflows/ci.yml")),
        ("github-workflows", at(".github/workflows/release.yml")),
        ("github-workflows", at("examples/integrations/github-actions/mesh.yaml")),
        ("gitlab-ci", at("examples/integrations/gitlab-ci/.gitlab-ci.yml")),
    ] {
        let schema = format!("vendor.{schema}");
        done(Command::new(&check).args(["--builtin-schema", &schema]).arg(file));
    }
}
