//! What injection does not ask for is not edited: in the cases of the project, in recorded inputs and in generated manifests.

#![allow(clippy::unwrap_used, reason = "tests")]

mod oracle;

use kube_inject::Outcome;
use kube_inject::Processed;
use kube_inject::WebhookOptions;
use kube_inject::uninject;
use kube_inject::{Settings, Sources};
use kube_yaml::split::{self, Document};
use oracle::{Oracle, tell};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// A template of one annotation, with nothing else that an injection does.
const ONE_ANNOTATION: &str = "policy: disabled
templates:
  sidecar: |
    metadata:
      annotations:
        example.com/touched: \"yes\"
";
const NO_METRICS: &str = "enablePrometheusMerge: false\n";
const NO_PROBES: &str =
    "{global: {hub: h, tag: 1.30.3}, sidecarInjectorWebhook: {rewriteAppHTTPProbe: false}}";

/// Settings that add one annotation, or (by the webhook's policy) inject nothing at all.
fn settings(injects: bool) -> Settings {
    let sources = Sources {
        inject_config: Some(("inject-config.yaml", ONE_ANNOTATION)),
        mesh_config: Some(("mesh.yaml", NO_METRICS)),
        values: Some(("values.yaml", NO_PROBES)),
        webhook: (!injects).then(WebhookOptions::default),
        revision: (!injects).then(|| "nobody-asks-for-this".to_owned()),
        ..Sources::default()
    };
    Settings::load(sources).unwrap()
}

fn process(settings: &Settings, document: &Document) -> Option<Processed> {
    kube_inject::process(settings, "-", document).ok()
}

/// The inputs of the project's own cases, and those that were recorded.
fn inputs() -> Vec<String> {
    let mut inputs = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"), &mut inputs);
    for oracle in [Some(Oracle::own()), Oracle::find()].into_iter().flatten() {
        inputs.extend(oracle.cases(&oracle.groups()).iter().map(oracle::Case::input));
    }
    inputs.sort();
    inputs.dedup();
    inputs
}

fn collect(directory: &Path, inputs: &mut Vec<String>) {
    for path in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, inputs);
        } else if let Ok(text) = fs::read_to_string(&path) {
            inputs.push(text);
        }
    }
}

fn documents(text: &str) -> impl Iterator<Item = Document> {
    split::documents(text.as_bytes()).map(|document| document.unwrap()).collect::<Vec<_>>().into_iter()
}

/// Holds a document to itself where everything in it is skipped.
fn hold_skipped(settings: &Settings, document: &Document) -> Result<(), String> {
    let Some(done) = process(settings, document) else { return Ok(()) };
    let touched =
        done.text.is_some() || done.undo.is_some() || done.objects.iter().any(|object| object.changed);
    if touched { Err(format!("touched:\n{}", done.text.unwrap_or_default())) } else { Ok(()) }
}

/// What asks for more than an annotation: probes and metrics of the agent, and an order of the author's own containers.
const ASKS_FOR_MORE: [&str; 5] =
    ["sidecar.istio.io/status", "rewriteAppHTTPProbers", "merge-metrics", "istio-proxy", "istio-init"];

/// Holds a document to itself and one annotation where it is injected.
fn hold_injected(settings: &Settings, document: &Document) -> Result<bool, String> {
    let Some(done) = process(settings, document) else { return Ok(false) };
    let before = document.text().unwrap();
    let quoted = done.warnings.iter().any(|warning| warning.cause().contains("is not a string"));
    let injected = done.objects.iter().any(|object| object.outcome == Outcome::Injected);
    if ASKS_FOR_MORE.iter().any(|word| before.contains(word)) || !injected {
        return Ok(false);
    }
    let done = done.with_undo_comment();
    let after = done.text.ok_or("injected, and not changed")?;
    if !after.contains("example.com/touched") {
        return Err(format!("no annotation:\n{after}"));
    }
    lines_stay(before, &after, quoted).map(|()| true)
}

/// Holds what the embedded default injects to come back.
fn hold_back(settings: &Settings, before: &str) -> Result<(), String> {
    let document = documents(before).next().unwrap();
    let Some(done) = process(settings, &document) else { return Ok(()) };
    let Some(after) = done.with_undo_comment().text else { return Ok(()) };
    let back = uninject("-", &documents(&after).next().unwrap()).map_err(|e| e.to_string())?;
    match back.text.as_deref() == Some(before) {
        true => Ok(()),
        false => Err(format!("does not come back:\n{}", back.text.unwrap_or_default())),
    }
}

/// Every line of `before` stands in `after`, in order, but those that an annotation has to go into.
fn lines_stay(before: &str, after: &str, quoted: bool) -> Result<(), String> {
    let mut rest = after.lines();
    for line in before.lines() {
        let ahead = rest.clone().position(|other| other == line);
        let opened = line.contains(['{', '[', '}', ']', '&', '*']) || line.ends_with(['|', '>']);
        let holder = ["metadata:", "annotations:", "template:", "\"metadata\"", "\"spec\""];
        match ahead {
            Some(ahead) => drop(rest.nth(ahead)),
            None if opened || quoted || holder.iter().any(|key| line.contains(key)) => {}
            // The last line of a document may get a line break, or a member of JSON a comma.
            None if after.contains(&format!("{line},")) => {}
            None => return Err(format!("lost {line:?}:\n{after}")),
        }
    }
    Ok(())
}

#[test]
fn what_is_skipped_stays_to_the_byte() {
    let settings = settings(false);
    let (mut count, mut wrong) = (0, Vec::new());
    for input in inputs() {
        for document in documents(&input) {
            count += 1;
            wrong.extend(hold_skipped(&settings, &document).err());
        }
    }
    tell(&format!("{count} documents are left alone"));
    assert!(wrong.is_empty(), "{} documents:\n{}", wrong.len(), wrong.join("\n---\n"));
}

#[test]
fn one_annotation_is_one_edit() {
    let settings = settings(true);
    let (mut count, mut wrong) = (0, Vec::new());
    for input in inputs() {
        for document in documents(&input) {
            match hold_injected(&settings, &document) {
                Ok(injected) => count += usize::from(injected),
                Err(why) => wrong.push(why),
            }
        }
    }
    tell(&format!("{count} documents have one annotation more"));
    assert!(wrong.is_empty(), "{} documents:\n{}", wrong.len(), wrong.join("\n---\n"));
    assert!(count > 20);
}

/// Lines that an author may write below a key, with what Go's types would leave out, add or spell in another way.
const META: &[&str] =
    &["creationTimestamp: null", "namespace: shop  # where", "annotations: {}", "labels:", "uid: \"\""];
const SPEC: &[&str] = &[
    "replicas: 0",
    "paused: false  # must stay",
    "serviceName: \"\"",
    "strategy: {}",
    "revisionHistoryLimit: 0x0a",
    "minReadySeconds: 0",
    "protectionDoamin: x",
    "Replicas: 1",
];
const POD: &[&str] = &[
    "hostNetwork: false",
    "volumes: []",
    "securityContext: {}",
    "nodeName: ''",
    "automountServiceAccountToken: no",
    "imagePullSecrets:",
    "priority: 0",
    "# a comment",
    "ImagePullPolicy: x",
];
const CONTAINER: &[&str] = &[
    "image: \"\"",
    "stdin: false",
    "env: [{name: A, value: \"\"}, {name: B}]",
    "resources: {limits: {cpu: \"2\", memory: 1024Mi}}",
    "volumeMounts: [{name: v, mountPath: /v, readOnly: false}]",
    "livenessProbe: {httpGet: {port: 80}, initialDelaySeconds: 0}",
    "ports: [{hostPort: 0, name: x}, null]",
    "args: [null, x]",
    "workingDir:   ''   # none",
    "tty: off",
    "ImagePullPolicy: Always",
    "IMAGE: other",
];

/// Some of the lines, indented.
fn lines(of: &'static [&'static str], indent: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(any::<bool>(), of.len()).prop_map(move |picks| {
        let picked = of.iter().zip(picks).filter(|(_, picked)| *picked);
        picked.map(|(line, _)| format!("{:indent$}{line}\n", "")).collect()
    })
}

fn manifests() -> impl Strategy<Value = String> {
    let kinds = prop::sample::select(vec!["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);
    let parts = (lines(META, 2), lines(SPEC, 2), lines(META, 6), lines(POD, 6), lines(CONTAINER, 8));
    let end = prop::sample::select(vec!["", "status: {}\n", "# the end\n", "status:\n  replicas: 0\n"]);
    (kinds, parts, end).prop_map(|(kind, (meta, spec, pod_meta, pod, container), end)| {
        format!(
            "apiVersion: apps/v1\nkind: {kind}\nmetadata:\n  name: web\n{meta}spec:\n{spec}  template:\n    \
             metadata:\n      generateName: ''\n{pod_meta}    spec:\n      containers:\n      - name: web\n{container}{pod}{end}"
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_manifests_change_by_one_annotation_or_not_at_all(manifest in manifests()) {
        let document = documents(&manifest).next().unwrap();
        prop_assert_eq!(hold_skipped(&settings(false), &document), Ok(()));
        let injected = hold_injected(&settings(true), &document);
        prop_assert!(injected.is_ok(), "{injected:?}\n--- from\n{manifest}");
        let back = hold_back(&Settings::load(Sources::default()).unwrap(), &manifest);
        prop_assert!(back.is_ok(), "{back:?}\n--- from\n{manifest}");
    }
}
