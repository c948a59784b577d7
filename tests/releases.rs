//! Injects as two neighbouring releases do, and holds each row of the table of their differences to what it says.

#[path = "releases/own_settings.rs"]
mod own_settings;

use kube_inject::{Compat, Release, Rule, Settings, Sources};
use std::io::Cursor;

/// A rule, a release without it, one with it, a manifest, and what its injection has if and only if the rule holds.
struct Row(Rule, u16, u16, &'static str, &'static str);

/// A template whose output is merged: a proxy that tells what it was told.
const MERGED: &str = r#"
metadata:
  annotations:
    owner: "{{ .DeploymentMeta.Name }}"
    image: "{{ .ProxyImage }}"
    init-image: "{{ .ProxyInitImage }}"
spec:
  containers:
  - name: istio-proxy
    image: proxy
    env:
    {{- range $name, $value := .ProxyConfig.ProxyMetadata }}
    - {name: {{ $name }}, value: "{{ $value }}"}
    {{- end }}
    restartPolicy: Always
  initContainers:
  - name: istio-init
    args: ["-u", "1337"]
"#;

/// One whose output is appended.
const APPENDED: &str = r#"
policy: enabled
template: |
  rewriteAppHTTPProbe: true
  podRedirectAnnot:
    redirected: yes
  initContainers:
  - name: istio-validation
  containers:
  - name: istio-proxy
    args: ["--statusPort", "15099"]
    resources: {limits: {cpu: 1500m}}
  volumes:
  - name: istio-envoy
  imagePullSecrets:
  - name: secret-of-istio
"#;

const MESH: &str =
    "{sdsUdsPath: /sock, enableSdsTokenMount: true, defaultConfig: {holdApplicationUntilProxyStarts: true}}";
const VALUES: &str = "{global: {hub: h, tag: t, variant: distroless, proxy_init: {image: init}}, sidecarInjectorWebhook: {rewriteAppHTTPProbe: true}}";

/// Rows of releases that merge.
const MERGING: &[Row] = &[
    Row(
        Rule::LabelDecides,
        11,
        12,
        "{metadata: {labels: {sidecar.istio.io/inject: 'false'}}, spec: {containers: [{name: a}]}}",
        "untouched",
    ),
    Row(
        Rule::YamlWords,
        27,
        26,
        "{metadata: {labels: {sidecar.istio.io/inject: nope}}, spec: {containers: [{name: a}]}}",
        "untouched",
    ),
    Row(Rule::OwnerOfPod, 20, 21, OWNED, "owner: cron"),
    Row(Rule::Variant, 21, 22, PLAIN, "h/proxyv2:t-distroless"),
    Row(
        Rule::VariantOutlastsEmpty,
        30,
        31,
        "{metadata: {annotations: {proxy.istio.io/config: 'image: {imageType: \"\"}'}}, spec: {containers: [{name: a}]}}",
        " image: 'h/proxyv2:t-distroless'",
    ),
    Row(
        Rule::InitImage,
        30,
        31,
        "{metadata: {annotations: {proxy.istio.io/config: 'image: {imageType: debug}'}}, spec: {containers: [{name: a}]}}",
        "init-image: 'h/init:t-distroless'",
    ),
    Row(
        Rule::ScrapesTargets,
        30,
        31,
        "{metadata: {annotations: {prometheus.istio.io/scrape-targets: '1:/m,2'}}, spec: {containers: [{name: a}]}}",
        r#"{"scrape":"","path":"/m","port":"1","targets":[{"port":"1","path":"/m"},{"port":"2","path":"/metrics"}]}"#,
    ),
    Row(
        Rule::ChecksScrapePorts,
        30,
        31,
        "{metadata: {annotations: {prometheus.io/port: '15090'}}, spec: {containers: [{name: a}]}}",
        REFUSED,
    ),
    Row(
        Rule::AnnotatesSecurePort,
        30,
        31,
        "{metadata: {annotations: {proxy.istio.io/config: 'proxyMetadata: {ENVOY_SECURE_MERGED_METRICS_PORT: \"15091\"}'}}, \
         spec: {containers: [{name: a}]}}",
        "prometheus.istio.io/secure-port: '15091'",
    ),
    Row(Rule::ContainersRestart, 18, 19, PLAIN, "restartPolicy: Always"),
    Row(
        Rule::CarriesProxyUser,
        19,
        20,
        "{metadata: {}, spec: {containers: [{name: istio-proxy, image: auto, securityContext: {runAsUser: 55}}]}}",
        "\"55\"",
    ),
    Row(Rule::PodConfigEverywhere, 12, 13, CONFIGURED, "prometheus.io/port: '15777'"),
    Row(
        Rule::AnySpelling,
        12,
        13,
        "{metadata: {annotations: {prometheus.io/scrape: 'false'}}, spec: {containers: [{name: a}]}}",
        "scrape: 'false'",
    ),
    Row(Rule::StatusHasRevision, 10, 11, PLAIN, "\"revision\""),
    Row(
        Rule::RewritesTcp,
        11,
        12,
        "{metadata: {}, spec: {containers: [{name: a, livenessProbe: {tcpSocket: {port: 1}}}]}}",
        "/app-health/a/livez",
    ),
    Row(Rule::RewritesGrpc, 12, 13, GRPC, "/app-health/a/livez"),
    Row(Rule::KnowsGrpcProbes, 12, 13, GRPC, "/app-health/a/livez"),
    Row(
        Rule::RewritesInit,
        18,
        19,
        "{metadata: {}, spec: {containers: [{name: a}], initContainers: [{name: i, livenessProbe: {httpGet: {port: 1}}}]}}",
        "/app-health/i/livez",
    ),
    Row(
        Rule::RewritesHooks,
        24,
        25,
        "{metadata: {}, spec: {containers: [{name: a, lifecycle: {preStop: {httpGet: {port: 1}}}}]}}",
        "/app-lifecycle/a/prestopz",
    ),
];

/// Rows of releases that append.
const APPENDING: &[Row] = &[
    Row(Rule::AppendsPullSecrets, 5, 6, PLAIN, "{name: secret-of-istio}"),
    Row(Rule::CountsThreads, 0, 1, PLAIN, "--concurrency"),
    Row(
        Rule::TakesOutFormer,
        7,
        8,
        "{metadata: {}, spec: {containers: [{name: a}], volumes: [{name: istio-certs}]}}",
        "volumes: [{name: istio-envoy}]",
    ),
    Row(Rule::GroupForSecrets, 0, 1, PLAIN, "fsGroup: 1337"),
    Row(Rule::GroupReplacesContext, 4, 3, GROUPED, "securityContext: {fsGroup: 1337}"),
    Row(Rule::Redirects, 2, 3, PLAIN, "redirected"),
    Row(Rule::Redirects, 8, 7, PLAIN, "redirected"),
    Row(Rule::LabelsTls, 3, 4, PLAIN, "security.istio.io/tlsMode"),
    Row(Rule::LabelsRevision, 5, 6, PLAIN, "istio.io/rev"),
    Row(Rule::LabelsService, 7, 8, PLAIN, "service.istio.io/canonical-name"),
    Row(Rule::PortFromArguments, 0, 1, PROBED, "port: 15099"),
    Row(Rule::PortFromArguments, 6, 5, PROBED, "port: 15099"),
    Row(Rule::RecordsBareActions, 0, 1, PROBED, "{\"/app-health/a/livez\":{\"path\""),
    Row(Rule::RecordsBareActions, 5, 4, PROBED, "{\"/app-health/a/livez\":{\"path\""),
    Row(Rule::KeepsHttps, 2, 1, PROBED, "scheme: HTTPS"),
    Row(Rule::RecordsNoProbes, 8, 7, PLAIN, "ISTIO_KUBE_APP_PROBERS"),
    Row(
        Rule::LeavesSystemNamespaces,
        7,
        8,
        "{metadata: {namespace: kube-system}, spec: {containers: [{name: a}]}}",
        "untouched",
    ),
    Row(
        Rule::RewritesStartup,
        6,
        7,
        "{metadata: {}, spec: {containers: [{name: a, startupProbe: {httpGet: {port: 1}}}]}}",
        "/app-health/a/startupz",
    ),
    Row(Rule::MergesMetrics, 6, 7, PLAIN, "/stats/prometheus"),
    Row(
        Rule::KeepsScrapeSettings,
        7,
        8,
        "{metadata: {annotations: {prometheus.io/port: '8080'}}, spec: {containers: [{name: a}]}}",
        "ISTIO_PROMETHEUS_ANNOTATIONS",
    ),
    Row(Rule::Holds, 6, 7, PLAIN, "containers: [{name: istio-proxy"),
];

/// Rows of habits that only `--compat istioctl` has, when the release did not have what we always do.
const HABITS: &[Row] = &[
    Row(Rule::LeavesInjected, 16, 17, INJECTED, "owner:"),
    Row(Rule::OverlayKeepsBirth, 27, 28, BORN, "2024-05-01"),
    Row(Rule::RecordsLateProbes, 26, 27, LATE, "ISTIO_KUBE_APP_PROBERS"),
];

/// Stands for a pod that was left as it is.
const UNTOUCHED: &str = "untouched";
/// Stands for a pod that is not valid.
const REFUSED: &str = "refused: ";
const PLAIN: &str = "{metadata: {}, spec: {containers: [{name: a}]}}";
const GROUPED: &str = "{metadata: {}, spec: {securityContext: {runAsUser: 5}, containers: [{name: a}]}}";
const GRPC: &str = "{metadata: {}, spec: {containers: [{name: a, livenessProbe: {grpc: {port: 1}}}]}}";
const PROBED: &str = "{metadata: {}, spec: {containers: [{name: a, livenessProbe: {httpGet: {port: 1, path: /x, scheme: HTTPS}}}]}}";
const CONFIGURED: &str = "{metadata: {annotations: {proxy.istio.io/config: 'statusPort: 15777'}}, spec: {containers: [{name: a}]}}";
const OWNED: &str = "{metadata: {generateName: x-, ownerReferences: [{kind: Job, name: cron-28000000, controller: true}]}, \
                     spec: {containers: [{name: a}]}}";
const INJECTED: &str = "{metadata: {annotations: {sidecar.istio.io/status: '{}'}}, \
                        spec: {containers: [{name: a}, {name: istio-proxy}]}}";
const BORN: &str = "{metadata: {creationTimestamp: '2024-05-01T10:00:00Z'}, spec: {containers: [{name: istio-proxy, image: auto}]}}";
const LATE: &str = "{metadata: {annotations: {sidecar.istio.io/status: '{\"containers\": [\"istio-proxy\"]}'}}, \
                    spec: {containers: [{name: a, livenessProbe: {httpGet: {port: 1}}}, {name: istio-proxy}]}}";

#[test]
fn releases_that_merge_differ_as_the_table_says() {
    MERGING.iter().for_each(|row| hold(row, MERGED));
}

#[test]
fn releases_that_append_differ_as_the_table_says() {
    APPENDING.iter().for_each(|row| hold(row, APPENDED));
}

#[test]
fn habits_of_a_release_that_we_leave_out_stay_in_its_bytes() {
    for Row(rule, without, with, pod, needle) in HABITS {
        assert_ne!(Release::new(*without).has(*rule), Release::new(*with).has(*rule), "{rule:?}");
        for (minor, expected) in [(*without, false), (*with, true)] {
            let bytes = process(&settings_for(minor, MERGED, Compat::Istioctl), &manifest(pod));
            assert_eq!(bytes.contains(needle), expected, "{rule:?} in 1.{minor}:\n{bytes}");
            assert!(inject(minor, MERGED, pod).contains(needle), "{rule:?} in 1.{minor}");
        }
    }
}

/// Of the format itself, `release_is_asked_for_else_tagged_else_told_by_the_shape` tells.
#[test]
fn every_rule_has_a_row() {
    let here = [MERGING, APPENDING, HABITS].into_iter().flatten().map(|Row(rule, ..)| *rule);
    let with_rows: Vec<Rule> = here.chain(own_settings::rules()).chain([Rule::Appends]).collect();
    let without: Vec<Rule> = Rule::all().filter(|rule| !with_rows.contains(rule)).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn appending_twice_is_appending_once() {
    for minor in 0..=8 {
        let once = inject(minor, APPENDED, PROBED);
        let settings = settings(minor, APPENDED);
        assert_eq!(process(&settings, &once), UNTOUCHED, "1.{minor}");
    }
}

#[test]
fn release_is_asked_for_else_tagged_else_told_by_the_shape() {
    let release = |template: &str, values: &str, release: Option<u16>| {
        let sources = Sources {
            inject_config: Some(("inject-config", template)),
            values: Some(("values", values)),
            release: release.map(Release::new),
            ..Sources::default()
        };
        Settings::load(sources).expect("the settings are valid").release().minor()
    };
    assert_eq!(release(MERGED, "{}", None), 32);
    assert_eq!(release(MERGED, "global: {tag: 1.20.8-distroless}", None), 20);
    assert_eq!(release(MERGED, "global: {tag: 1.20.8}", Some(24)), 24);
    assert_eq!(release(MERGED, "global: {tag: 1.2.3}", None), 32, "1.2 had no such inject-configs");
    assert_eq!(release(MERGED, "global: {tag: 1.99.0}", None), 32, "as the newest that is known");
    assert_eq!(release(MERGED, "{}", Some(99)), 32);
    for (tag, merging, appending) in [("1.8.6", 32, 8), ("1.9.0", 9, 0)] {
        let values = format!("global: {{tag: {tag}}}");
        assert_eq!(release(MERGED, &values, None), merging, "{tag}");
        assert_eq!(release(APPENDED, &values, None), appending, "{tag}");
    }
    assert_eq!(release("template: '[[ .Spec ]]'", "{}", None), 0);
    assert_eq!(release("template: 'rewriteAppHTTPProbe: [[ 1 ]]'", "{}", None), 1);
    assert_eq!(release("template: '{{ protoToJSON .ProxyConfig }}'", "{}", None), 7);
    assert_eq!(release("template: '{{ .Values }}'", "global: {tag: 1.5.1}", None), 5);
}

#[test]
fn nonsense_is_no_release() {
    for (text, minor) in [
        ("1.32", Some(32)),
        (" v1.99.3 ", Some(99)),
        ("release-1.9", Some(9)),
        ("1.31-alpha.6f1c", Some(31)),
        ("1.18.2-asm.1", Some(18)),
        ("1.16.2.3+am", Some(16)),
        ("1.99.x.y", None),
        ("1.20.", None),
        ("1.", None),
        ("1.x", None),
        ("1", None),
        ("2.0", None),
        ("abc", None),
        ("", None),
    ] {
        assert_eq!(text.parse().ok().map(Release::minor), minor, "{text}");
    }
}

#[test]
fn templates_of_a_newer_release_are_named_in_their_errors() {
    let load = |template: &str, tag: &str| {
        let values = format!("global: {{tag: {tag}}}");
        let sources = Sources {
            inject_config: Some(("inject-config", template)),
            values: Some(("values", &values)),
            ..Sources::default()
        };
        Settings::load(sources)
    };
    let newer = load("{{ nonesuch }}", "1.99.1").expect_err("there is no such function").to_string();
    assert!(newer.contains("Istio 1.99") && newer.contains("1.32") && newer.contains("nonesuch"), "{newer}");
    let known = load("{{ nonesuch }}", "1.31.0").expect_err("there is no such function").to_string();
    assert!(!known.contains("the configuration is of"), "{known}");
    let settings = load("{{ .Nonesuch }}", "1.99.1").expect("fields are looked for later");
    assert_eq!(settings.warnings().len(), 1);
    let mut documents = kube_inject::documents(Compat::Off, Cursor::new(manifest(PLAIN).into_bytes()));
    let document = documents.next().expect("there is one").expect("it is read from memory");
    let error =
        kube_inject::process(&settings, "-", &document).expect_err("there is no such field").to_string();
    assert!(error.contains("Istio 1.99") && error.contains("1.32") && error.contains("Nonesuch"), "{error}");
}

fn hold(Row(rule, without, with, pod, needle): &Row, template: &str) {
    for (minor, expected) in [(*without, false), (*with, true)] {
        assert_eq!(Release::new(minor).has(*rule), expected, "{rule:?} in 1.{minor}");
        let output = inject(minor, template, pod);
        assert!(*needle == REFUSED || !output.starts_with(REFUSED), "{rule:?} in 1.{minor}: {output}");
        assert_eq!(output.contains(needle), expected, "{rule:?} in 1.{minor}: {needle}\n{output}");
    }
}

/// The injected pod; `untouched` when it was left as it is, and the error when it was not valid.
fn inject(minor: u16, template: &str, pod: &str) -> String {
    process(&settings(minor, template), &manifest(pod))
}

fn manifest(pod: &str) -> String {
    format!("{{apiVersion: v1, kind: Pod, {}\n", &pod[1..])
}

fn settings(minor: u16, template: &str) -> Settings {
    settings_for(minor, template, Compat::Off)
}

fn settings_for(minor: u16, template: &str, compat: Compat) -> Settings {
    let sources = Sources {
        inject_config: Some(("inject-config", template)),
        mesh_config: Some(("mesh", MESH)),
        values: Some(("values", VALUES)),
        release: Some(Release::new(minor)),
        compat,
        ..Sources::default()
    };
    Settings::load(sources).expect("the settings are valid")
}

fn process(settings: &Settings, text: &str) -> String {
    let mut documents = kube_inject::documents(Compat::Off, Cursor::new(text.to_owned().into_bytes()));
    let document = documents.next().expect("there is one").expect("it is read from memory");
    match kube_inject::process(settings, "-", &document) {
        Ok(processed) => processed.text.unwrap_or_else(|| UNTOUCHED.to_owned()),
        Err(error) => format!("{REFUSED}{error}"),
    }
}
