//! The examples for tools that run in a cluster or need one, done step by step as these tools do them.
#![cfg(unix)]

use super::{POD, ROOT, done, folder, path};
use crate::tool::{injected, meaning, output_of, tool};
use serde_yaml::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

fn text(name: &str) -> String {
    let path = Path::new(ROOT).join("examples/integrations").join(name);
    fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
}

fn example(name: &str) -> Value {
    serde_yaml::from_str(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The words of a command.
fn words(list: &Value) -> Vec<String> {
    let list = list.as_sequence().expect("it is a list").iter();
    list.map(|word| word.as_str().expect("of words").to_owned()).collect()
}

#[test]
fn argo_cd_plugin_finds_and_generates() {
    const TEST: &str = "argo_cd_plugin_finds_and_generates";
    if Command::new("kubectl").args(["kustomize", "--help"]).output().is_err() {
        folder::tell(&format!("SKIPPED {TEST}: no kubectl"));
        return;
    }
    let plugin = example("argo-cd/plugin.yaml");
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let write =
        |name: &str, text: &str| fs::write(directory.path().join(name), text).expect("files can be written");
    let run = |command: &Value| {
        let all = [words(&command["command"]), words(&command["args"])].concat();
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

/// Tekton replaces the parameters in a step, and runs it in the workspace.
#[test]
fn tekton_task_injects_the_manifests_of_a_workspace() {
    let task = example("tekton/task.yaml");
    let source = tempfile::tempdir().expect("a temporary directory can be made");
    fs::create_dir(source.path().join("deploy")).expect("it can be made");
    fs::write(source.path().join("deploy/pod.yaml"), POD).expect("files can be written");
    let step = &task["spec"]["steps"][0];
    assert_eq!(step["workingDir"], "$(workspaces.source.path)");
    let parameters = task["spec"]["params"].as_sequence().expect("they are a list");
    let run = |given: &[&str]| {
        let replaced = |word: String| match word.as_str() {
            "$(params.args[*])" => given.iter().map(|&word| word.to_owned()).collect(),
            _ => vec![parameters.iter().fold(word, |word, parameter| match &parameter["default"] {
                Value::String(value) => {
                    let name = parameter["name"].as_str().expect("it is a text");
                    word.replace(&format!("$(params.{name})"), value)
                }
                _ => word,
            })],
        };
        let all = [words(&step["command"]), words(&step["args"])].concat();
        let all: Vec<String> = all.into_iter().flat_map(replaced).collect();
        assert!(all.iter().all(|word| !word.contains("$(")), "{all:?}");
        done(Command::new(&all[0]).args(&all[1..]).env("PATH", path()).current_dir(source.path()));
        fs::read_to_string(source.path().join("injected/pod.yaml")).expect("it is there")
    };
    assert!(run(&[]).contains("name: istio-proxy"));
    assert!(run(&["--tag", "7"]).contains("/proxyv2:7"));
}

/// Skaffold gives a hook what it has rendered, and takes what that prints in its place.
#[test]
fn skaffold_hook_injects_what_is_rendered() {
    let skaffold = example("skaffold/skaffold.yaml");
    let hook = &skaffold["manifests"]["hooks"]["after"][0]["host"];
    assert_eq!(hook["withChange"], true);
    let command = words(&hook["command"]);
    let printed = output_of(Command::new(&command[0]).args(&command[1..]), POD);
    assert_eq!(meaning(&printed), meaning(&injected(&[], POD)));
}

/// A Tiltfile is Starlark; the functions that it calls are Tilt's, and write down their arguments here.
#[test]
fn tiltfile_gives_tilt_injected_manifests() {
    let Some(starlark) = tool(&["starlark"], &["-c", "print(1)"], "") else { return };
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let file = directory.path().join("Tiltfile.star");
    let around = |text: &str| {
        format!(
            "watched = []\ngiven = []\ndef watch_file(path): watched.append(path)\n\
             def local(command, quiet = False): return command\n\
             def k8s_yaml(yaml): given.append(yaml)\n{text}\n\
             for path in watched: print('watched', path)\nfor yaml in given: print('given', yaml)\n"
        )
    };
    fs::write(&file, around(&text("tilt/Tiltfile"))).expect("files can be written");
    let told = Command::new(starlark).arg("-globalreassign").arg(&file).output().expect("it has just run");
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    let said = |word: &str| told.lines().filter_map(|line| line.strip_prefix(word)).collect::<Vec<_>>();
    assert_eq!(said("watched "), ["deploy/", "kube-inject.yaml"], "{told}");
    let [command] = said("given ")[..] else { panic!("{told}") };
    fs::create_dir(directory.path().join("deploy")).expect("it can be made");
    fs::write(directory.path().join("deploy/pod.yaml"), POD).expect("files can be written");
    let mut shell = Command::new("sh");
    let printed = done(shell.args(["-c", command]).env("PATH", path()).current_dir(directory.path()));
    assert_eq!(meaning(&printed), meaning(&injected(&[], POD)));
}

/// Flux gives the rendered chart and the patches of the HelmRelease to kustomize.
#[test]
fn flux_patches_what_helm_renders_as_if_it_were_injected() {
    let Some(helm) = tool(&["helm", "helm3", "helm4"], &["version", "--short"], "v") else { return };
    let Some(kubectl) = tool(&["kubectl"], &["version", "--client"], "Client Version") else { return };
    let chart = Path::new(ROOT).join("testdata/charts/tea-shop");
    let rendered = output_of(Command::new(helm).args(["template", "tea", "--no-hooks"]).arg(chart), "");
    let patches = injected(&["--emit", "patch", "--patch-type", "json6902"], &rendered);
    let patches: Value = serde_yaml::from_str(&patches).expect("it is one document");
    let patches = patches["patches"].as_sequence().expect("it has a list of patches");
    let keys = |patch: &Value| {
        let target = patch["target"].as_mapping().expect("it has a target");
        assert!(patch["patch"].is_string());
        target.keys().map(|key| key.as_str().expect("it is a text").to_owned()).collect::<Vec<_>>()
    };
    let release = example("flux/helmrelease.yaml");
    let shown = &release["spec"]["postRenderers"][0]["kustomize"]["patches"][0];
    assert!(patches.iter().all(|patch| keys(shown).iter().all(|key| keys(patch).contains(key))));

    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let write = |name: &str, text: &str| {
        fs::write(directory.path().join(name), text).expect("files can be written");
    };
    write("all.yaml", &rendered);
    let patches = serde_json::to_string(patches).expect("it is data");
    write("kustomization.yaml", &format!("resources: [all.yaml]\npatches: {patches}\n"));
    let built = output_of(Command::new(kubectl).arg("kustomize").arg(directory.path()), "");
    let sorted = |text: &str| {
        let mut objects = meaning(text);
        objects.sort_by_key(ToString::to_string);
        objects
    };
    assert!(built.contains("istio-proxy"));
    assert_eq!(sorted(&built), sorted(&injected(&[], &rendered)));
}
