//! The examples for other tools: their syntax, the commands in them, and the versions they name.

use super::{BINARY, POD, ROOT, done, folder, is_there, path};
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
fn tiltfile_is_starlark_as_far_as_python_can_tell() {
    if !is_there("python3", "tiltfile_is_starlark_as_far_as_python_can_tell") {
        return;
    }
    let file = Path::new(ROOT).join("examples/integrations/tilt/Tiltfile");
    done(
        Command::new("python3")
            .args(["-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())"])
            .arg(file),
    );
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
fn argo_cd_plugin_finds_and_generates() {
    const TEST: &str = "argo_cd_plugin_finds_and_generates";
    if Command::new("kubectl").args(["kustomize", "--help"]).output().is_err() {
        folder::tell(&format!("SKIPPED {TEST}: no kubectl"));
        return;
    }
    let plugin = read(&Path::new(ROOT).join("examples/integrations/argo-cd/plugin.yaml"));
    let plugin: Value = serde_yaml::from_str(&plugin).expect("the plugin is YAML");
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let write =
        |name: &str, text: &str| fs::write(directory.path().join(name), text).expect("files can be written");
    let run = |command: &Value| {
        let words = |key: &str| {
            let list = command[key].as_sequence().expect("it is a list").iter();
            list.map(|word| word.as_str().expect("of words").to_owned()).collect::<Vec<_>>()
        };
        let all = [words("command"), words("args")].concat();
        Command::new(&all[0])
            .args(&all[1..])
            .env("PATH", path())
            .current_dir(directory.path())
            .output()
            .expect("a shell runs")
    };
    let (find, generate) = (&plugin["spec"]["discover"]["find"], &plugin["spec"]["generate"]);
    assert!(run(find).stdout.is_empty());
    write("kube-inject.yaml", "tag: 1.30.3\n");
    write("kustomization.yaml", "resources: [pod.yaml]\nnamePrefix: green-\n");
    write("pod.yaml", POD);
    assert!(!run(find).stdout.is_empty());
    let generated = run(generate);
    let text = String::from_utf8_lossy(&generated.stdout);
    assert!(generated.status.success() && generated.stderr.is_empty(), "{generated:?}");
    assert!(text.contains("name: green-tea") && text.contains("proxyv2:1.30.3"), "{text}");
    write("kustomization.yaml", "resources: [none.yaml]\n");
    assert!(!run(generate).status.success());
}
