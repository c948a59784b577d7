//! A KRM function, called by kustomize and by kpt, and a plugin as kustomize calls those of its own.

use crate::tool::{injected, meaning, output_of, run, tool};
use crate::{BINARY, ROOT};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const MANIFESTS: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web   # the web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      # the app
      - name: web
        image: example.com/web:1
        ports: [{name: http, containerPort: 8080}]
        livenessProbe: {httpGet: {path: /, port: http}}
---
apiVersion: v1
kind: Pod
metadata: {name: host}
spec: {hostNetwork: true, containers: [{name: a, image: b}]}
";

fn kustomize() -> Option<PathBuf> {
    tool(&["kustomize"], &["version"], "v5")
}

/// A tree that kustomize builds, with a transformer or without.
fn tree(transformer: Option<&str>) -> TempDir {
    let tree = tempfile::tempdir().expect("there is room");
    let write = |name: &str, text: &str| fs::write(tree.path().join(name), text).expect("there is room");
    write("app.yaml", MANIFESTS);
    let transformers = if transformer.is_some() { "transformers: [sidecar.yaml]\n" } else { "" };
    write(
        "kustomization.yaml",
        &format!("resources: [app.yaml]\nnamespace: shop\nnamePrefix: my-\n{transformers}"),
    );
    transformer.iter().for_each(|text| write("sidecar.yaml", text));
    tree
}

fn build(kustomize: &Path, directory: &Path) -> Command {
    let mut command = Command::new(kustomize);
    command.args(["build", "--enable-alpha-plugins", "--enable-exec"]).arg(directory);
    command
}

/// A transformer that runs the binary, with settings.
fn transformer(kind: &str, settings: &str) -> String {
    format!(
        "apiVersion: v1\nkind: {kind}\nmetadata:\n  name: sidecar\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {{path: {BINARY}}}\n{settings}"
    )
}

#[test]
fn kustomize_builds_with_a_function_what_is_injected_behind_it() {
    let Some(kustomize) = kustomize() else { return };
    let plain = output_of(&mut build(&kustomize, tree(None).path()), "");
    let flags = ["--tag", "7", "--set", "global.proxy.logLevel=debug", "--namespace", "x"];
    let expected = meaning(&injected(&flags, &plain));
    for text in [
        transformer("KubeInject", "tag: '7'\nset: [global.proxy.logLevel=debug]\nnamespace: x\n"),
        transformer("ConfigMap", "data: {tag: '7', set: global.proxy.logLevel=debug, namespace: x}\n"),
    ] {
        let built = output_of(&mut build(&kustomize, tree(Some(&text)).path()), "");
        assert!(built.contains("--proxyLogLevel=debug") && built.contains("proxyv2:7"), "{built}");
        assert_eq!(meaning(&built), expected);
    }
}

#[test]
fn kustomize_stops_where_the_function_fails() {
    let Some(kustomize) = kustomize() else { return };
    let text = transformer("KubeInject", "tga: '7'\n");
    let done = run(&mut build(&kustomize, tree(Some(&text)).path()), "");
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(!done.status.success() && done.stdout.is_empty(), "{told}");
    assert!(told.contains("unknown setting tga") && told.contains("did you mean tag?"), "{told}");
}

#[cfg(unix)]
#[test]
fn kustomize_builds_with_a_plugin_what_is_injected_behind_it() {
    let Some(kustomize) = kustomize() else { return };
    let plain = output_of(&mut build(&kustomize, tree(None).path()), "");
    let text = "apiVersion: example.com/v1\nkind: KubeInject\nmetadata: {name: x}\nargsOneLiner: --tag 7\nspec: {tag: '6', hub: h}\n";
    let tree = tree(Some(text));
    let home = tree.path().join("plugins");
    let directory = home.join("example.com/v1/kubeinject");
    fs::create_dir_all(&directory).expect("there is room");
    std::os::unix::fs::symlink(BINARY, directory.join("KubeInject")).expect("it can be linked");
    let mut command = build(&kustomize, tree.path());
    let built = output_of(command.env("KUSTOMIZE_PLUGIN_HOME", &home), "");
    assert_eq!(meaning(&built), meaning(&injected(&["--tag", "7", "--hub", "h"], &plain)));
}

#[test]
fn example_builds_with_a_sidecar() {
    let Some(kustomize) = kustomize() else { return };
    let example = Path::new(ROOT).join("examples/integrations/kustomize-transformer");
    let built = output_of(&mut build(&kustomize, &example), "");
    assert!(built.contains("name: istio-proxy") && built.contains("--proxyLogLevel=warning"), "{built}");
}

#[test]
fn kpt_injects_a_package_in_place() {
    let Some(kpt) = tool(&["kpt"], &["version"], "1") else { return };
    let package = tempfile::tempdir().expect("there is room");
    let file = package.path().join("app.yaml");
    fs::write(&file, MANIFESTS).expect("there is room");
    let mut command = Command::new(kpt);
    let results = package.path().join("results");
    command.args(["fn", "eval"]).arg(package.path()).arg("--results-dir").arg(&results);
    output_of(command.arg("--exec").arg(format!("{BINARY} function")).args(["--", "tag=7"]), "");
    let after = fs::read_to_string(file).expect("it is there");
    assert!(after.contains("name: web # the web\n") && after.contains("# the app\n"), "{after}");
    assert_eq!(meaning(&after), meaning(&injected(&["--tag", "7"], MANIFESTS)));
    let told = fs::read_to_string(results.join("results.yaml")).expect("kpt keeps the results");
    assert!(told.contains("not injected: hostNetwork is true") && told.contains("name: host"), "{told}");
}
