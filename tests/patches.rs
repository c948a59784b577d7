//! Patches as kustomize applies them: a build with the patches is the injected build, where kubectl is at hand.

mod oracle;

use serde_yaml::{Deserializer, Value};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// What every object has its pod template in.
const TEMPLATE: &str = "{metadata: {labels: {app: tea}}, spec: {containers: [
  {name: tea, image: 'example.com/tea:1', env: [{name: A, value: a}], ports: [{containerPort: 80}, {containerPort: 53}, {containerPort: 53, protocol: UDP}],
   readinessProbe: {httpGet: {path: /ready, port: 80}}},
  {name: milk, image: 'example.com/milk:1', args: [a, b]}]}}";

/// Objects by what is said of their patches: nothing, or why they are JSON patches.
fn objects() -> Vec<(String, Option<&'static str>)> {
    let object = |version: &str, kind: &str, name: &str, spec: &str| {
        format!(
            "apiVersion: {version}\nkind: {kind}\nmetadata: {{name: '{name}', namespace: shop}}\n{spec}\n"
        )
    };
    let workload = |version: &str, kind: &str, name: &str, template: &str| {
        object(
            version,
            kind,
            name,
            &format!("spec: {{replicas: 1, selector: {{app: tea}}, template: {template}}}"),
        )
    };
    let job = |version: &str, name: &str| {
        object(
            version,
            "CronJob",
            name,
            &format!("spec: {{schedule: '* * * * *', jobTemplate: {{spec: {{template: {TEMPLATE}}}}}}}"),
        )
    };
    let twice = |item: &str, more: &str| TEMPLATE.replace(item, &format!("{item}, {more}"));
    let same_port = twice("{containerPort: 80}", "{containerPort: 80, name: again}");
    let same_name = twice("{name: A, value: a}", "{name: A, value: b}");
    let mounts =
        "volumeMounts: [{name: x, mountPath: /a, subPath: b}, {name: y, mountPath: /a}], args: [a, b]";
    let same_path = TEMPLATE.replace("args: [a, b]", mounts);
    let (schema, equal) = (Some("kustomize has no schema for"), Some("kustomize merges items with an equal"));
    let ray = format!(
        "spec: {{headGroupSpec: {{template: {TEMPLATE}}}, workerGroupSpecs: [{{template: {TEMPLATE}}}, {{template: {TEMPLATE}}}]}}"
    );
    vec![
        (workload("apps/v1", "Deployment", "web", TEMPLATE), None),
        (workload("apps/v1", "StatefulSet", "stock", TEMPLATE), None),
        (object("v1", "PodTemplate", "cup", &format!("template: {TEMPLATE}")), schema),
        (job("batch/v1", "daily"), None),
        (job("batch/v1beta1", "hourly"), None),
        (workload("apps.openshift.io/v1", "DeploymentConfig", "${APP}-restore", TEMPLATE), schema),
        (workload("extensions/v1beta1", "Deployment", "web.old", TEMPLATE), schema),
        (workload("apps/v1beta1", "Deployment", "web-1", TEMPLATE), schema),
        (workload("apps/v1beta2", "DaemonSet", "web-2", TEMPLATE), schema),
        (job("batch/v2alpha1", "weekly"), schema),
        (workload("argoproj.io/v1alpha1", "Rollout", "rolling", TEMPLATE), schema),
        (object("ray.io/v1", "RayCluster", "ray", &ray), schema),
        (workload("apps/v1", "Deployment", "ports", &same_port), equal),
        (workload("apps/v1", "Deployment", "names", &same_name), equal),
        (workload("apps/v1", "Deployment", "paths", &same_path), equal),
    ]
}

#[test]
fn build_with_patches_is_the_injected_build() {
    if Command::new("kubectl").args(["kustomize", "--help"]).output().is_err() {
        oracle::tell("SKIPPED build_with_patches_is_the_injected_build: no kubectl to apply patches with");
        return;
    }
    let objects = objects();
    for (object, why) in &objects {
        holds(object, *why);
    }
    let all: Vec<&str> = objects.iter().map(|(object, _)| object.as_str()).collect();
    holds(&all.join("---\n"), Some("kustomize has no schema for"));
}

/// Checks that what kustomize makes of a base and its patches is the injected base, and what is said of the patches.
fn holds(base: &str, why: Option<&str>) {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let write = |path: &str, text: &str| {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().expect("it is below the directory")).expect("it can be made");
        fs::write(path, text).expect("files can be written");
    };
    write("base/all.yaml", base);
    write("base/kustomization.yaml", "resources: [all.yaml]\n");
    let built = done(kustomize(&directory.path().join("base")));
    write("built.yaml", &built);

    let emitted = inject(directory.path(), &["--emit", "patch"]);
    let said = String::from_utf8_lossy(&emitted.stderr).into_owned();
    match why {
        Some(why) => {
            assert!(said.contains("written as a JSON patch") && said.contains(why), "{base}\n{said}")
        }
        None => assert_eq!(said, "", "{base}"),
    }
    let patches = done(emitted);
    if patches.contains("kind: Component") {
        write("mesh/kustomization.yaml", &patches);
        write("overlay/kustomization.yaml", "resources: [../base]\ncomponents: [../mesh]\n");
    } else {
        write("overlay/patches.yaml", &patches);
        write("overlay/kustomization.yaml", "resources: [../base]\npatches: [{path: patches.yaml}]\n");
    }
    // The same from a directory that the run makes, of a copy of the input and over the base.
    done(inject(directory.path(), &["--emit", "patch", "--output-dir", "copied"]));
    done(inject(directory.path(), &["--emit", "patch", "--output-dir", "over/mesh", "--base", "base"]));
    let injected = values(&done(inject(directory.path(), &["--no-undo-comment"])));
    for overlay in ["overlay", "copied", "over/mesh"] {
        same(base, &values(&done(kustomize(&directory.path().join(overlay)))), &injected);
    }
}

fn same(base: &str, patched: &[Value], injected: &[Value]) {
    assert_eq!(patched.len(), injected.len());
    for (patched, injected) in patched.iter().zip(injected) {
        assert!(
            serde_yaml::to_string(patched).is_ok_and(|text| text.contains("name: istio-proxy")),
            "{base}"
        );
        assert!(patched == injected, "{base}\n{patched:#?}\n{injected:#?}");
    }
}

#[test]
fn kustomization_keeps_what_its_author_wrote() {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let path = |name: &str| directory.path().join(name);
    let write = |name: &str, text: &str| fs::write(path(name), text).expect("files can be written");
    let read = |name: &str| fs::read_to_string(path(name)).expect("the file is there");
    let pod = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: a, image: x}}]}}\n"
        )
    };
    fs::create_dir(path("mesh")).expect("it can be made");
    let author = "# Ours.\nkind: Kustomization\nresources: [../prod]   # where it comes from\npatches:\n- path: pod-b.yaml\n";
    write("mesh/kustomization.yaml", author);
    write("mesh/pod-b.yaml", "{kind: Pod}");
    let emit = ["--emit", "patch", "--output-dir", "mesh"];
    write("built.yaml", &format!("{}---\n{}", pod("a"), pod("b")));
    done(inject(directory.path(), &emit));
    let both = format!("{author}- path: pod-a.yaml\n- path: pod-b-2.yaml\n");
    assert_eq!(read("mesh/kustomization.yaml"), both);
    assert_eq!(read("mesh/pod-b.yaml"), "{kind: Pod}");
    assert!(!path("mesh/manifests.yaml").exists());

    let before = read("mesh/pod-a.yaml");
    done(inject(directory.path(), &emit));
    assert_eq!((read("mesh/kustomization.yaml"), read("mesh/pod-a.yaml")), (both, before));
    write("built.yaml", &pod("a"));
    done(inject(directory.path(), &emit));
    assert_eq!(read("mesh/kustomization.yaml"), format!("{author}- path: pod-a.yaml\n"));

    done(inject(directory.path(), &["--emit", "patch", "--output-dir", "copied"]));
    assert!(read("copied/manifests.yaml").ends_with(&pod("a")));
    fs::create_dir(path("prod")).expect("it can be made");
    done(inject(directory.path(), &["--emit", "patch", "--output-dir", "copied", "--base", "prod"]));
    assert!(
        read("copied/kustomization.yaml").contains("resources:\n- ../prod\npatches:\n- path: pod-a.yaml\n")
    );
}

#[test]
fn err_what_kustomize_cannot_build_on() {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let write = |name: &str, text: &str| {
        fs::create_dir_all(directory.path().join(name).parent().expect("below")).expect("it can be made");
        fs::write(directory.path().join(name), text).expect("files can be written");
    };
    write("built.yaml", "kind: Pod\n");
    write("list/kustomization.yaml", "- a\n");
    for (flags, status, why) in [
        (
            &["--emit", "patch", "--output-dir", "a/b", "--base", "."][..],
            2,
            "kustomize cannot build on . from a/b, which is in it",
        ),
        (&["--emit", "patch", "--output-dir", "a", "--base", "none"], 2, "none is no directory"),
        (&["--output-dir", "a", "--base", "."], 2, "--base is for --emit patch"),
        (
            &["--emit", "patch", "--output-dir", "list"],
            3,
            "list/kustomization.yaml:1:1: this is no kustomization",
        ),
    ] {
        let failed = inject(directory.path(), flags);
        let said = String::from_utf8_lossy(&failed.stderr).into_owned();
        assert!(failed.status.code() == Some(status) && said.contains(why), "{flags:?}: {said}");
    }
    assert!(!directory.path().join("a").exists());
}

fn kustomize(directory: &Path) -> Output {
    Command::new("kubectl").arg("kustomize").arg(directory).output().expect("kubectl has just run")
}

fn inject(directory: &Path, flags: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kube-inject"))
        .current_dir(directory)
        .args([
            "--no-config",
            "--kind",
            "argoproj.io/Rollout",
            "--kind",
            "ray.io/RayCluster",
            "--kind",
            "PodTemplate",
            "--allow",
            "job-never-ends",
            "-f",
            "built.yaml",
        ])
        .args(flags)
        .output()
        .expect("the binary runs")
}

fn done(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("YAML is text")
}

fn values(text: &str) -> Vec<Value> {
    use serde::Deserialize;
    Deserializer::from_str(text).map(|document| Value::deserialize(document).expect("it is YAML")).collect()
}
