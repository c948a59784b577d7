//! Forges the undo comment in every way: what it restores is never what the document does not say.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use kube_inject::uninject;
use kube_inject::{Earlier, explain};
use kube_inject::{Settings, Sources};
use kube_yaml::split::{self, Document};
use kube_yaml::{self as yaml, Node};
use sha2::{Digest, Sha256};

const POD: &str = "apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  securityContext:
    runAsNonRoot: true
  containers:
  - name: web
    image: web:1
    ports: [{name: http, containerPort: 8080}]
    livenessProbe:
      httpGet: {path: /live, port: http}
  - name: istio-proxy
    image: auto
    resources: {limits: {cpu: 1}}
";

/// What a forger turns a reviewed document into: what he looks for, and what he puts there.
const CHANGES: &[(&str, &str)] = &[
    ("image: web:1", "image: evil:1"),
    ("image: web:1", "image: web:1\n    securityContext: {privileged: true}"),
    ("image: web:1", "image: web:1\n    newField: 1"),
    ("image: web:1", "image: web:1\n    env: [{name: A, value: b}]"),
    ("containerPort: 8080", "containerPort: 8081"),
    ("port: http", "port: 9"),
    ("port: http", "port: https"),
    ("httpGet: {path: /live, port: http}", "exec: {command: [sh]}"),
    ("path: /live", "path: /shutdown"),
    ("cpu: 1}", "cpu: 2}"),
    ("image: auto", "image: evil:1"),
    ("image: auto", "image: auto\n    securityContext: {privileged: true}"),
    ("image: auto", "image: auto\n    newField: 1"),
    ("    runAsNonRoot: true", "    runAsNonRoot: false"),
    ("    runAsNonRoot: true", "    runAsUser: 0"),
    ("  securityContext:\n    runAsNonRoot: true\n", ""),
    ("spec:", "spec:\n  hostPID: true"),
    ("spec:", "spec:\n  volumes: [{name: root, hostPath: {path: /}}]"),
    ("spec:", "spec:\n  volumes: [{name: istio-envoy, hostPath: {path: /}}]"),
    ("spec:", "spec:\n  initContainers: [{name: evil, image: evil}]"),
    ("spec:", "spec:\n  initContainers: [{name: istio-init, image: evil}]"),
    ("spec:", "spec:\n  imagePullSecrets: [{name: evil}]"),
    ("spec:", "spec:\n  serviceAccountName: admin"),
    ("{app: web}", "{app: other}"),
    ("{app: web}", "{app: web, sidecar.istio.io/inject: 'false'}"),
    ("{app: web}", "{app: web, security.istio.io/tlsMode: disabled}"),
    ("  labels: {app: web}\n", ""),
    ("  labels:", "  annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: '22'}\n  labels:"),
    ("  labels:", "  annotations: {prometheus.io/port: '22'}\n  labels:"),
    ("name: web\n  labels", "name: other\n  labels"),
    ("name: web\n  labels", "namespace: prod\n  name: web\n  labels"),
    ("kind: Pod", "kind: ReplicaSet"),
    ("apiVersion: v1", "apiVersion: v2"),
    ("apiVersion: v1", "apiVersion: v1\nstatus: {phase: Running}"),
];

/// Whole documents in the place of the one that is shown.
const DOCUMENTS: &[&str] = &[
    "",
    "# nothing\n",
    "kind: [\n",
    "- a\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: admin}\n",
    "apiVersion: v1\nkind: List\nitems: []\n",
];

fn settings() -> Settings {
    Settings::load(Sources::default()).expect("the embedded default is valid")
}

/// The document with a comment that restores `original` by replacing all of it.
fn forged(shown: &str, original: &str) -> String {
    let mut delta = vec![0];
    put(&mut delta, shown.len());
    put(&mut delta, original.len() << 1);
    delta.extend_from_slice(original.as_bytes());
    with_delta(shown, &delta)
}

fn with_delta(shown: &str, delta: &[u8]) -> String {
    let mut packed = vec![1];
    packed.extend_from_slice(&Sha256::digest(shown.as_bytes())[..8]);
    packed.extend_from_slice(delta);
    format!("{shown}# kube-inject: undo {}\n", STANDARD_NO_PAD.encode(packed))
}

fn put(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn document(text: &str) -> Document {
    split::documents(text.as_bytes()).next().expect("there is one").expect("memory can be read")
}

/// What a text becomes by injection, or by taking one back, and whether a word was said.
fn injected(text: &str) -> (String, bool) {
    let done = kube_inject::process(&settings(), "a.yaml", &document(text)).expect("the document is valid");
    let warned = done.warnings.iter().any(|warning| warning.cause().contains("undo comment"));
    (done.text.unwrap_or_else(|| text.to_owned()), warned)
}

fn taken_back(text: &str) -> (String, bool) {
    let done = uninject("a.yaml", &document(text)).expect("the document is valid");
    let warned = done.warnings.iter().any(|warning| warning.cause().contains("undo comment"));
    (done.text.unwrap_or_else(|| text.to_owned()), warned)
}

fn meaning(text: &str) -> Option<Node> {
    yaml::parse(text).expect("it is YAML")
}

/// Holds a document with a forged comment to the same without it.
fn hold(shown: &str, forged: &str, what: &str) {
    for work in [injected, taken_back] {
        let ((without, _), (with, warned)) = (work(shown), work(forged));
        assert_eq!(meaning(&with), meaning(&without), "{what}:\n{with}");
        assert!(warned, "{what}: nobody is told");
    }
    let explained = explain(&settings(), "a.yaml", &document(forged)).expect("it is valid");
    assert!(explained.iter().all(|object| object.earlier != Earlier::Undoable), "{what}");
}

#[test]
fn true_comment_is_believed() {
    let filled = POD.replace("{app: web}", "{app: web, security.istio.io/tlsMode: ''}");
    let done = kube_inject::process(&settings(), "a.yaml", &document(&filled)).expect("the pod is valid");
    assert_eq!(taken_back(&done.with_undo_comment().text.expect("it is injected")), (filled, false));
    let done = kube_inject::process(&settings(), "a.yaml", &document(POD)).expect("the pod is valid");
    let text = done.with_undo_comment().text.expect("it is injected");
    assert_eq!(taken_back(&text), (POD.to_owned(), false));
    let (shown, _) = injected(POD);
    let spelling = POD.replace("    image: web:1", "    # what we sell\n    image:   \"web:1\"");
    assert_eq!(taken_back(&forged(&shown, &spelling)), (spelling, false));
}

#[test]
fn comment_changes_no_meaning_of_an_injected_document() {
    let (shown, _) = injected(POD);
    for (from, to) in CHANGES {
        let original = POD.replacen(from, to, 1);
        assert_ne!(original, POD, "{from}");
        hold(&shown, &forged(&shown, &original), &format!("{from} -> {to}"));
    }
    for original in DOCUMENTS {
        hold(&shown, &forged(&shown, original), original);
    }
    hold(&shown, &forged(&shown, &format!("{POD}---\n{POD}")), "two documents");
    hold(
        &shown,
        &forged(&shown, &shown.replace("privileged: false", "privileged: true")),
        "the sidecar itself",
    );
}

#[test]
fn comment_does_not_count_where_nothing_was_injected() {
    let privileged = POD.replace("image: web:1", "image: web:1\n    securityContext: {privileged: true}");
    let opted_out = POD.replace("{app: web}", "{app: web, sidecar.istio.io/inject: 'false'}");
    let config_map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    for shown in [POD, opted_out.as_str(), config_map] {
        for original in
            DOCUMENTS.iter().copied().chain([privileged.as_str(), POD]).filter(|text| *text != shown)
        {
            hold(shown, &forged(shown, original), original);
        }
    }
    for shown in [opted_out.as_str(), config_map] {
        let forged = forged(shown, &privileged);
        assert_eq!(injected(&forged).0, forged, "it is not to be touched");
    }
}

#[test]
fn comment_changes_no_item_of_a_list() {
    let indented = |text: &str| text.lines().map(|line| format!("  {line}\n")).collect::<String>();
    let item = |text: &str| format!("- {}", &indented(text)[2..]);
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    let list = |items: &[&str]| {
        format!(
            "apiVersion: v1\nkind: List\nitems:\n{}",
            items.iter().map(|text| item(text)).collect::<String>()
        )
    };
    let original = list(&[POD, map]);
    let (shown, _) = injected(&original);
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\n";
    for items in [&[POD, role][..], &[POD], &[map, POD], &[POD, map, map], &[POD, map, POD], &[map]] {
        hold(&shown, &forged(&shown, &list(items)), &format!("{items:?}"));
    }
}

#[test]
fn delta_that_copies_without_end_or_is_none_is_no_comment() {
    let (shown, _) = injected(POD);
    let copies = [0, 0, 0xff, 0x0f, 0].repeat(100_000);
    for delta in [&copies[..], &[0xff; 40], &[9], b"no delta at all"] {
        let text = with_delta(&shown, delta);
        assert_eq!(meaning(&taken_back(&text).0), meaning(&taken_back(&shown).0));
        assert_eq!(meaning(&injected(&text).0), meaning(&shown));
    }
}

#[test]
fn comment_hides_no_item_among_those_of_one_name() {
    let with = |volumes: &str| POD.replacen("spec:\n", &format!("spec:\n  volumes: [{volumes}]\n"), 1);
    let empty = "{name: v, emptyDir: {}}";
    let (shown, _) = injected(&with(&format!("{empty}, {empty}")));
    let host = "{name: v, hostPath: {path: /}}";
    hold(&shown, &forged(&shown, &with(&format!("{empty}, {host}, {empty}"))), "a volume of the host");
}
