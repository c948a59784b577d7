//! What each step does to a pod, and the order of all.

use super::{PostProcess, cluster, order, probes, prometheus, run, status};
use crate::pod::{List, PROXY, Pod, env_of};
use crate::settings::{Settings, Sources};
use kube_yaml::{Node, json};

const REWRITING: &str = "{sidecarInjectorWebhook: {rewriteAppHTTPProbe: true}}";

/// The pod after a step, with this mesh config and these values.
fn after(step: impl FnOnce(&mut Pod, PostProcess<'_>), pod: &str, mesh: &str, values: &str) -> Pod {
    let settings = Settings::load(Sources {
        inject_config: Some(("inject-config", "{metadata: {}}")),
        mesh_config: Some(("mesh", mesh)),
        values: Some(("values", values)),
        ..Sources::default()
    })
    .unwrap();
    let mut pod = Pod::of_text(pod);
    let network = settings.values().network();
    let original = pod.clone();
    let network = cluster::network(&original, network);
    let template =
        Pod::of_text("{spec: {containers: [{name: istio-proxy}], volumes: [{name: v}, {name: w}]}}");
    let mesh = settings.mesh();
    step(&mut pod, PostProcess { settings: &settings, mesh, pods_mesh: mesh, template: &template, network });
    pod
}

fn rewritten(pod: &str) -> Pod {
    after(|pod, step| probes::rewrite(pod, step).unwrap(), pod, "{}", REWRITING)
}

fn names(pod: &Pod, list: List) -> Vec<&str> {
    pod.containers(list).iter().filter_map(|c| c.str_at("name")).collect()
}

fn told(pod: &Pod, name: &str) -> Option<String> {
    env_of(pod.any_container(PROXY)?, name).map(str::to_owned)
}

fn annotations(pod: &Pod) -> String {
    pod.meta.get("annotations").map(json::to_json).unwrap_or_default()
}

#[test]
fn cluster_and_network_move_to_the_end_of_the_proxys_env() {
    let proxy = "{spec: {containers: [{name: a}, {name: istio-proxy, env: [{name: ISTIO_META_NETWORK, value: old}, {name: A}]}]}}";
    let pod =
        after(cluster::set_env, proxy, "{}", "{global: {network: net, multiCluster: {clusterName: c}}}");
    let env = pod.any_container(PROXY).unwrap().get("env").unwrap();
    assert_eq!(
        json::to_json(env),
        r#"[{"name":"A"},{"name":"ISTIO_META_CLUSTER_ID","value":"c"},{"name":"ISTIO_META_NETWORK","value":"net"}]"#
    );
    let untold = after(cluster::set_env, proxy, "{}", "{}");
    assert_eq!(told(&untold, "ISTIO_META_NETWORK").as_deref(), Some("old"));
}

#[test]
fn label_says_the_network_before_the_values_and_may_say_none() {
    let labelled = |value: &str| {
        Pod::of_text(&format!("{{metadata: {{labels: {{topology.istio.io/network: {value}}}}}}}"))
    };
    assert_eq!(cluster::network(&labelled("own"), "n"), Some("own"));
    assert_eq!(cluster::network(&labelled("''"), "n"), None);
    assert_eq!(cluster::network(&Pod::empty(), "n"), Some("n"));
    assert_eq!(cluster::network(&Pod::empty(), ""), None);
}

#[test]
fn authors_scrape_settings_go_to_the_proxy_and_the_agents_in_their_place() {
    let pod = after(
        |pod, step| prometheus::merge(pod, step).unwrap(),
        "{metadata: {annotations: {prometheus-io/port: '81', a: b, prometheus.io/path: /m}}, spec: {containers: [{name: istio-proxy}]}}",
        "{}",
        "{}",
    );
    assert_eq!(
        annotations(&pod),
        r#"{"a":"b","prometheus.io/path":"/stats/prometheus","prometheus.io/port":"15020","prometheus.io/scrape":"true"}"#
    );
    assert_eq!(
        told(&pod, "ISTIO_PROMETHEUS_ANNOTATIONS").as_deref(),
        Some(r#"{"scrape":"","path":"/m","port":"81"}"#)
    );
}

#[test]
fn metrics_are_not_merged_for_who_refuses_or_points_at_the_agent() {
    for (wish, mesh) in [
        ("prometheus.io/scrape: 'false'", "{}"),
        ("prometheus.istio.io/merge-metrics: 'false'", "{enablePrometheusMerge: true}"),
        ("prometheus.io/port: '15020'", "{}"),
        ("a: b", "{enablePrometheusMerge: false}"),
    ] {
        let pod = format!(
            "{{metadata: {{annotations: {{{wish}}}}}, spec: {{containers: [{{name: istio-proxy}}]}}}}"
        );
        let merged = after(|pod, step| prometheus::merge(pod, step).unwrap(), &pod, mesh, "{}");
        assert_eq!(annotations(&merged), annotations(&Pod::of_text(&pod)), "{wish} {mesh}");
    }
}

#[test]
fn agent_is_asked_in_place_of_the_application_and_told_whom_to_ask() {
    let pod = rewritten(
        "{spec: {containers: [{name: istio-proxy, livenessProbe: {httpGet: {port: 9}}}, {name: a, ports: [{name: web, containerPort: 80}], \
         livenessProbe: {httpGet: {port: web, scheme: HTTPS}, timeoutSeconds: 4}, readinessProbe: {tcpSocket: {port: 81}}, startupProbe: {exec: {}}}]}}",
    );
    let app = pod.container(List::Containers, "a").unwrap();
    assert_eq!(
        json::to_json(app.get("livenessProbe").unwrap()),
        r#"{"httpGet":{"port":15020,"scheme":"HTTP","path":"/app-health/a/livez"},"timeoutSeconds":4}"#
    );
    assert_eq!(
        json::to_json(app.get("readinessProbe").unwrap()),
        r#"{"httpGet":{"path":"/app-health/a/readyz","port":15020}}"#
    );
    assert_eq!(json::to_json(app.get("startupProbe").unwrap()), r#"{"exec":{}}"#);
    assert_eq!(
        told(&pod, "ISTIO_KUBE_APP_PROBERS").unwrap(),
        r#"{"/app-health/a/livez":{"httpGet":{"port":80,"scheme":"HTTPS"},"timeoutSeconds":4},"/app-health/a/readyz":{"tcpSocket":{"port":81}}}"#
    );
    let proxy = pod.any_container(PROXY).unwrap();
    assert_eq!(json::to_json(proxy.get("livenessProbe").unwrap()), r#"{"httpGet":{"port":9}}"#);
}

#[test]
fn pod_decides_on_its_probes_before_the_values() {
    let pod = |annotation: &str, name: &str| {
        format!(
            "{{metadata: {{annotations: {{{annotation}}}}}, spec: {{containers: [{{name: {name}}}, {{name: a, livenessProbe: {{httpGet: {{port: 1}}}}}}]}}}}"
        )
    };
    let port = |pod: &Pod| {
        let app = pod.container(List::Containers, "a").unwrap();
        app.at(&["livenessProbe", "httpGet", "port"]).and_then(Node::as_i64)
    };
    assert_eq!(port(&rewritten(&pod("sidecar.istio.io/rewriteAppHTTPProbers: 'false'", PROXY))), Some(1));
    assert_eq!(port(&rewritten(&pod("status.sidecar.istio.io/port: '15099'", PROXY))), Some(15099));
    assert_eq!(port(&rewritten(&pod("", "no-proxy"))), Some(1));
}

#[test]
fn status_names_what_the_template_rendered_and_not_what_the_pod_has() {
    let pod = after(status::record, "{spec: {containers: [{name: a}], volumes: [{name: own}]}}", "{}", "{}");
    assert_eq!(
        pod.annotation("sidecar.istio.io/status").unwrap(),
        r#"{"initContainers":null,"containers":["istio-proxy"],"volumes":["v","w"],"imagePullSecrets":null,"revision":"default"}"#
    );
}

#[test]
fn proxy_is_last_or_first_where_the_application_waits() {
    let pod = "{spec: {containers: [{name: istio-proxy}, {name: a}, {name: istio-proxy}, {name: b}]}}";
    let of = |mesh| after(order::containers, pod, mesh, "{}");
    assert_eq!(names(&of("{}"), List::Containers), ["a", "b", PROXY]);
    let waits = "{defaultConfig: {holdApplicationUntilProxyStarts: true}}";
    assert_eq!(names(&of(waits), List::Containers), [PROXY, "a", "b"]);
}

#[test]
fn init_containers_stand_around_the_authors() {
    let sort = |init: &str| {
        let pod = format!("{{spec: {{initContainers: [{init}]}}}}");
        let pod = after(order::containers, &pod, "{}", "{}");
        assert!(pod.spec.get("containers").is_some(), "the API asks for the list");
        names(&pod, List::Init).join(" ")
    };
    let redirecting = "{name: enable-core-dump}, {name: istio-init}, {name: own}, {name: istio-validation}";
    assert_eq!(sort(redirecting), "istio-validation own istio-init enable-core-dump");
    let native = format!("{{name: own2}}, {redirecting}, {{name: istio-proxy}}");
    assert_eq!(sort(&native), "istio-init istio-validation istio-proxy enable-core-dump own2 own");
}

#[test]
fn metrics_are_told_before_probes_and_both_before_the_order() {
    let pod = after(
        |pod, step| run(pod, step).unwrap(),
        "{metadata: {annotations: {prometheus.io/port: '81'}}, spec: {containers: [{name: istio-proxy}, {name: a, livenessProbe: {httpGet: {port: 1}}}]}}",
        "{}",
        "{global: {multiCluster: {clusterName: c}}, sidecarInjectorWebhook: {rewriteAppHTTPProbe: true}}",
    );
    let env = pod.any_container(PROXY).unwrap().get("env").and_then(Node::as_seq).unwrap();
    let told: Vec<&str> = env.iter().filter_map(|var| var.str_at("name")).collect();
    assert_eq!(told, ["ISTIO_META_CLUSTER_ID", "ISTIO_PROMETHEUS_ANNOTATIONS", "ISTIO_KUBE_APP_PROBERS"]);
    assert_eq!(names(&pod, List::Containers), ["a", PROXY]);
}
