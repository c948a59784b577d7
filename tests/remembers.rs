//! What templates and readers remember of other pods shows nowhere: settings that have injected many give what fresh ones give, in any order.

mod oracle;

use kube_inject::{Compat, Settings, Sources, documents, process};
use oracle::Oracle;
use std::collections::BTreeSet;
use std::io::Cursor;

/// Annotations of pods: what makes the settings of one its own, and what templates change maps for.
const ANNOTATIONS: &[&str] = &[
    "",
    "proxy.istio.io/config: 'concurrency: 7'",
    "proxy.istio.io/config: '{proxyMetadata: {A: b}, image: {imageType: debug}}'",
    "sidecar.istio.io/proxyImageType: distroless",
    "sidecar.istio.io/interceptionMode: TPROXY",
    "sidecar.istio.io/proxyCPU: 100m",
    "sidecar.istio.io/nativeSidecar: 'true'",
    "inject.istio.io/templates: gateway",
    "inject.istio.io/templates: 'sidecar,gateway'",
    "status.sidecar.istio.io/port: '0'",
];

/// Labels of pods, some of which templates look up.
const LABELS: &[&str] = &["", ", labels: {app: a, volume: v}", ", labels: {other: x}"];

/// A template that does all that may keep a part from being remembered.
const TEMPLATE: &str = r#"
{{ define "level" }}{{ .Values.global.logLevel }}/{{ .ObjectMeta.Name }}{{ end }}
{{- $first := .Values.first }}
{{- if isset .ObjectMeta.Annotations "sidecar.istio.io/interceptionMode" }}{{ $first = "changed" }}{{ end }}
{{- if isset .ObjectMeta.Annotations "sidecar.istio.io/proxyCPU" }}{{ $changed := set .Values.global "hub" "own" }}{{ end }}
metadata:
  annotations:
    first: {{ $first | quote }}
    hub: {{ .Values.global.hub | quote }}
    level: {{ template "level" . }}
    list: "{{ range $i, $v := .Values.list }}{{ if $i }},{{ end }}{{ $v }}{{ range $.Spec.Containers }}{{ $v }}{{ .Name }}{{ end }}{{ end }}"
    config: {{ protoToJSON .ProxyConfig | quote }}
    image: {{ .ProxyImage | quote }}
    {{- with .Values.map }}
    map: "{{ range $k, $v := . }}{{ $k }}{{ $v }}{{ end }}{{ .a }}"
    {{- end }}
    cpu: {{ annotation .ObjectMeta "sidecar.istio.io/proxyCPU" .Values.cpu | quote }}
    {{- $meta := .ObjectMeta }}
    app: {{ index $meta.Labels "app" | default (index $meta.Annotations "sidecar.istio.io/proxyCPU") | default .Values.cpu | quote }}
    {{- with .ObjectMeta.Annotations }}
    port: "{{ index . "status.sidecar.istio.io/port" }}{{ len . }}"
    {{- end }}
spec:
  volumes:
  - name: {{ index .ObjectMeta.Labels "volume" | default "none" }}
    emptyDir:
"#;

const VALUES: &str = "{global: {hub: h, logLevel: l}, first: f, list: [a, b], map: {a: 1, b: 2}, cpu: c}";

fn pods() -> Vec<String> {
    let pod = |(index, annotation): (usize, &&str)| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: pod-{index}, annotations: {{{annotation}}}{}}}\nspec: {{containers: [{{name: c{index}}}]}}\n",
            LABELS[index % LABELS.len()]
        )
    };
    ANNOTATIONS.iter().enumerate().map(pod).collect()
}

/// What becomes of the only document of a text, or why nothing does.
fn injected(settings: &Settings, text: &str) -> Vec<String> {
    let document =
        |document: std::io::Result<_>| match process(settings, "f.yaml", &document.expect("is in memory")) {
            Ok(done) => format!("{:?} {:?}", done.text, done.warnings),
            Err(error) => error.to_string(),
        };
    documents(Compat::Off, Cursor::new(text.to_owned())).map(document).collect()
}

/// Holds that settings that have injected all the inputs, forwards and backwards, inject each as fresh ones do.
#[track_caller]
fn hold(name: &str, inputs: &[String], fresh: impl Fn() -> Settings) {
    let expected: Vec<Vec<String>> = inputs.iter().map(|input| injected(&fresh(), input)).collect();
    let used = fresh();
    let both_ways = (0..inputs.len()).chain((0..inputs.len()).rev());
    for index in both_ways {
        assert_eq!(injected(&used, &inputs[index]), expected[index], "{name}: {}", inputs[index]);
    }
}

#[test]
fn settings_that_have_injected_pods_inject_as_fresh_ones_do() {
    let config = format!("templates:\n  sidecar: |\n{}", TEMPLATE.replace('\n', "\n    "));
    let fresh = || {
        let sources = Sources {
            inject_config: Some(("inject-config.yaml", &config)),
            values: Some(("values.yaml", VALUES)),
            ..Sources::default()
        };
        Settings::load(sources).expect("is right")
    };
    let all: String = pods().iter().flat_map(|pod| injected(&fresh(), pod)).collect();
    for said in ["first: changed", "hub: own", "level: l/pod-0", "list: aac0,bbc0", "map: a1b21", "cpu: c"] {
        assert!(all.contains(said), "{said}: {all}");
    }
    hold("a template", &pods(), fresh);
    hold("embedded default", &pods(), || Settings::load(Sources::default()).expect("is right"));
    for oracle in [Some(Oracle::own()), Oracle::find()].into_iter().flatten() {
        let cases = oracle.cases(&oracle.groups());
        let configs: BTreeSet<&str> = cases.iter().map(|case| case.config()).collect();
        for config in configs {
            // Some of the recorded inputs, from all over.
            let of_config: Vec<_> = cases.iter().filter(|case| case.config() == config).collect();
            let step = of_config.len().div_ceil(12).max(1);
            let recorded = of_config.iter().step_by(step).map(|case| case.input());
            let inputs: Vec<String> = pods().into_iter().chain(recorded).collect();
            hold(config, &inputs, || oracle.settings(config, None, false));
        }
    }
}

#[test]
fn what_was_spelled_for_one_author_is_not_for_another() {
    let two = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: tea\nspec:\n  containers:\n  - name: \"tea\"\n    image: tea:1\n    ports:\n    - containerPort: 80\n";
    let wide = "apiVersion: v1\nkind: Pod\nmetadata:\n    name: tea\nspec:\n    containers:\n      - name: 'tea'\n        image: tea:1\n        ports:\n          - containerPort: 80\n";
    let template = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: tea\nspec:\n  template:\n    {}",
        two.trim_end().replace('\n', "\n    ").replace("apiVersion: v1\n    kind: Pod\n    ", "")
    );
    let wide_dash = two.replace("- ", "-   ").replace("\n    ", "\n      ");
    let json = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "tea"}, "spec": {"containers": [{"name": "tea"}]}}"#;
    let crlf = two.replace('\n', "\r\n");
    let in_quotes = two.replace('"', "'");
    let texts = [two, wide, &template, &wide_dash, json, &crlf, &in_quotes].map(str::to_owned);
    let fresh = || Settings::load(Sources::default()).expect("is right");
    let all: BTreeSet<Vec<String>> = texts.iter().map(|text| injected(&fresh(), text)).collect();
    assert!(
        all.len() == texts.len() && all.iter().flatten().all(|done| done.contains("istio-proxy")),
        "{all:?}"
    );
    hold("styles", &[texts.clone(), texts].concat(), fresh);
}

/// What a template renders that is not as its types print it, and so is another one once it is read.
const ODD: &str = r#"
Metadata:
  Labels: {tea: "{{ .ObjectMeta.Name }}", Tea: "1"}
spec:
  volumes:
  - {name: a, emptyDir: {}}
  - {name: b, $patch: delete}
  initContainers:
  - name: first
    Image: "x:1"
    fsGroup: 1
    env: [{Name: A, value: ""}, {name: B, valueFrom: {ResourceFieldRef: {resource: limits.cpu}}}]
    securityContext: {runAsUser: 0, privileged: false, FSGroup: 2}
    ports: [{containerPort: 1, hostPort: 0}]
    stdin: false
    args: []
    livenessProbe: null
  containers:
  - {name: istio-proxy, image: "auto", restartPolicy: null, Resources: {Limits: {cpu: 1, memory: "1Gi"}}}
"#;

#[test]
fn what_is_read_as_something_else_is_so_for_every_pod() {
    let config = format!("templates:\n  sidecar: |\n{}", ODD.replace('\n', "\n    "));
    let fresh = || {
        let sources = Sources { inject_config: Some(("inject-config.yaml", &config)), ..Sources::default() };
        Settings::load(sources).expect("is right")
    };
    let all: String = pods().iter().flat_map(|pod| injected(&fresh(), pod)).collect();
    for said in ["image: x:1", "divisor", "memory: 1Gi", "first"] {
        assert!(all.contains(said), "{said}: {all}");
    }
    hold("odd", &pods(), fresh);
}
