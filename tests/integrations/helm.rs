//! A post-renderer of Helm: the program itself for Helm 3, a plugin for Helm 4.

use crate::ROOT;
use crate::tool::{injected, meaning, output_of, run, tool};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn chart() -> PathBuf {
    Path::new(ROOT).join("testdata/charts/tea-shop")
}

fn helm(version: &str) -> Option<PathBuf> {
    tool(&["helm", "helm3", "helm4"], &["version", "--short"], version)
}

/// `helm template` with more arguments.
fn template(helm: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(helm);
    command.arg("template").arg("tea").arg(chart()).args(args);
    command
}

/// The objects of a kind, and whether each has a sidecar.
fn sidecars(manifests: &[Value], kind: &str) -> Vec<bool> {
    let of_kind = manifests.iter().filter(|object| object["kind"] == kind);
    of_kind.map(|object| object["spec"]["template"].to_string().contains("istio-proxy")).collect()
}

#[test]
fn helm_3_renders_what_is_injected_behind_it_except_hooks() {
    let Some(helm) = helm("v3") else { return };
    let plain = output_of(&mut template(&helm, &["--no-hooks"]), "");
    let arguments = ["--post-renderer", "kube-inject", "--post-renderer-args", "--namespace=shop"];
    let without_hooks = output_of(template(&helm, &["--no-hooks"]).args(arguments), "");
    assert_eq!(meaning(&without_hooks), meaning(&injected(&["--namespace", "shop"], &plain)));
    assert!(without_hooks.contains("# One container, so") && without_hooks.contains("namespaces/shop/"));
    let all = meaning(&output_of(template(&helm, &[]).args(arguments), ""));
    assert_eq!((sidecars(&all, "Deployment"), sidecars(&all, "Job")), (vec![true], vec![false]));
    // What goes wrong is told, and nothing is rendered.
    let done = run(
        template(&helm, &arguments[..2])
            .args(["--post-renderer-args", "--hub="])
            .args(["--post-renderer-args", "--deny=nonesuch"]),
        "",
    );
    assert!(!done.status.success() && done.stdout.is_empty());
    assert!(String::from_utf8_lossy(&done.stderr).contains("there is no warning nonesuch"));
}

#[cfg(unix)]
#[test]
fn helm_4_renders_with_the_plugin_what_is_injected_behind_it() {
    let Some(helm) = helm("v4") else { return };
    let home = tempfile::tempdir().expect("there is room");
    let at_home = |mut command: Command| {
        for name in ["HELM_DATA_HOME", "HELM_CONFIG_HOME", "HELM_CACHE_HOME"] {
            command.env(name, home.path().join(name));
        }
        command.env_remove("HELM_PLUGINS");
        command
    };
    let mut install = Command::new(&helm);
    install.args(["plugin", "install"]).arg(Path::new(ROOT).join("examples/integrations/helm-plugin"));
    output_of(&mut at_home(install), "");
    let plain = output_of(&mut template(&helm, &[]), "");
    let arguments = ["--post-renderer", "kube-inject", "--post-renderer-args", "--namespace=shop"];
    let done = run(&mut at_home(template(&helm, &arguments)), "");
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{told}");
    let rendered = meaning(&String::from_utf8_lossy(&done.stdout));
    let sorted = |mut objects: Vec<Value>| {
        objects.sort_by_key(Value::to_string);
        objects
    };
    assert_eq!(sorted(rendered.clone()), sorted(meaning(&injected(&["--namespace", "shop"], &plain))));
    // Helm 4 gives hooks to post-renderers, too, and what is told of them is seen.
    assert_eq!(sidecars(&rendered, "Job"), [true]);
    if cfg!(target_os = "linux") {
        assert!(told.contains("warning[job-never-ends]"), "{told}");
        let denied = [&arguments[..], &["--post-renderer-args", "--deny=job-never-ends"]].concat();
        let done = run(&mut at_home(template(&helm, &denied)), "");
        assert!(!done.status.success() && done.stdout.is_empty());
        assert!(String::from_utf8_lossy(&done.stderr).contains("error[job-never-ends]"));
    }
}

#[test]
fn plugin_has_the_version_of_the_program() {
    let plugin = Path::new(ROOT).join("examples/integrations/helm-plugin/plugin.yaml");
    let plugin: Value =
        serde_yaml::from_str(&fs::read_to_string(plugin).expect("it is there")).expect("it is YAML");
    assert_eq!(plugin["version"], env!("CARGO_PKG_VERSION"));
}
