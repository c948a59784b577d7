//! What the lists that a template of Istio 1.0 to 1.8 renders become.

use super::sections::Sections;
use super::{inject, labels};
use crate::context::owner_of;
use crate::kinds::{self, Kinds};
use crate::pod::{List, PROXY, Pod};
use crate::settings::{Release, Settings, Sources};
use kube_yaml::{Node, json, parse};

/// What a template makes of `{metadata, spec}` as a release does.
fn injected(minor: u16, template: &str, pod: &str) -> Pod {
    let settings = settings(minor, template);
    let root = parse(&format!("{{apiVersion: v1, kind: Pod, {}", &pod[1..])).unwrap().unwrap();
    let workload = &kinds::find(&root, &Kinds::default()).unwrap()[0];
    let pod = Pod::of_text(pod);
    let owner = owner_of(workload, &pod, "", settings.release());
    inject(&settings, settings.mesh(), &pod, &owner, &mut Vec::new()).unwrap()
}

fn settings(minor: u16, template: &str) -> Settings {
    let config = format!("policy: enabled\ntemplate: '{template}'\n");
    let inject_config = Some(("inject-config", config.as_str()));
    let release = Some(Release::new(minor));
    Settings::load(Sources { inject_config, release, ..Sources::default() }).unwrap()
}

fn names(pod: &Pod, list: List) -> Vec<&str> {
    pod.containers(list).iter().filter_map(|c| c.str_at("name")).collect()
}

fn read(rendered: &str) -> Result<Sections, kube_yaml::Error> {
    Sections::read(parse(rendered).unwrap().unwrap())
}

#[test]
fn lists_are_appended_to_the_pods_own() {
    let template =
        "{initContainers: [{name: istio-init}], containers: [{name: istio-proxy}], volumes: [{name: v}]}";
    let pod = injected(
        5,
        template,
        "{spec: {containers: [{name: a}], initContainers: [{name: own}], volumes: [{name: v, emptyDir: {}}]}}",
    );
    assert_eq!(names(&pod, List::Containers), ["a", PROXY]);
    assert_eq!(names(&pod, List::Init), ["own", "istio-init"]);
    assert_eq!(
        json::to_json(pod.spec.get("volumes").unwrap()),
        r#"[{"name":"v","emptyDir":{}},{"name":"v"}]"#
    );
    let status = pod.annotation("sidecar.istio.io/status").unwrap();
    let digest = settings(5, template).version().unwrap().to_owned();
    assert!(
        status.starts_with(&format!(r#"{{"version":"{digest}","initContainers":["istio-init"]"#)),
        "{status}"
    );
}

#[test]
fn proxy_is_first_where_the_template_holds_the_application() {
    let template =
        "{holdApplicationUntilProxyStarts: true, containers: [{name: other}, {name: istio-proxy}]}";
    let pod = injected(7, template, "{spec: {containers: [{name: a}]}}");
    assert_eq!(names(&pod, List::Containers), [PROXY, "a", "other"]);
}

#[test]
fn probes_are_rewritten_where_the_pod_or_else_the_template_says() {
    let template = |rewrites: bool| {
        format!(
            "{{rewriteAppHTTPProbe: {rewrites}, containers: [{{name: istio-proxy, args: [--statusPort, \"15020\"]}}]}}"
        )
    };
    for (rewrites, annotation, expected) in [
        (true, "", true),
        (false, "", false),
        (false, "sidecar.istio.io/rewriteAppHTTPProbers: 'true'", true),
        (true, "sidecar.istio.io/rewriteAppHTTPProbers: 'false'", false),
    ] {
        let pod = format!(
            "{{metadata: {{annotations: {{{annotation}}}}}, spec: {{containers: [{{name: a, livenessProbe: {{httpGet: {{port: 1}}}}}}]}}}}"
        );
        let pod = injected(5, &template(rewrites), &pod);
        let port = pod.containers(List::Containers)[0].at(&["livenessProbe", "httpGet", "port"]);
        assert_eq!(port.and_then(Node::as_i64) == Some(15020), expected, "{rewrites} {annotation}");
    }
}

#[test]
fn dns_config_of_the_template_replaces_and_none_leaves_the_pods() {
    let own = "{spec: {dnsConfig: {searches: [own]}, containers: [{name: a}]}}";
    let dns = |template| json::to_json(injected(5, template, own).spec.get("dnsConfig").unwrap());
    assert_eq!(dns("{containers: [{name: p}]}"), r#"{"searches":["own"]}"#);
    assert_eq!(dns("{containers: [{name: p}], dnsConfig: {nameservers: [x]}}"), r#"{"nameservers":["x"]}"#);
}

#[test]
fn sections_are_read_as_go_reads_them() {
    let read_all = read(
        "{containers: [{name: 5, strange: x, restartPolicy: Always, env: [{name: A, value: true}]}], podRedirectAnnot: {a: 1, b: text, c: null}, strange: 1}",
    )
    .unwrap();
    let shown = json::to_json(&read_all.containers[0]);
    assert_eq!(shown, r#"{"name":"5","env":[{"name":"A","value":"true"}]}"#);
    assert_eq!(json::to_json(&Node::made(read_all.redirects)), r#"{"a":"1","b":"text"}"#);
    assert!(read("{containers: {a: b}}").is_err());
    assert!(read("{podRedirectAnnot: {a: [b]}}").is_err());
}

#[test]
fn labels_of_the_author_stay_and_only_the_revision_was_replaced() {
    let labelled = |minor| {
        let mut pod = Pod::of_text(
            "{metadata: {labels: {app: tea, istio.io/rev: own, security.istio.io/tlsMode: disabled}}, spec: {}}",
        );
        let root = parse("{apiVersion: v1, kind: Pod, metadata: {name: p}}").unwrap().unwrap();
        let workload = &kinds::find(&root, &Kinds::default()).unwrap()[0];
        let settings = settings(minor, "{}");
        let owner = owner_of(workload, &pod, "", settings.release());
        labels::set(&mut pod, &owner, &settings);
        json::to_json(pod.meta.get("labels").unwrap())
    };
    assert_eq!(labelled(6), r#"{"app":"tea","istio.io/rev":"","security.istio.io/tlsMode":"disabled"}"#);
    assert_eq!(
        labelled(8),
        r#"{"app":"tea","istio.io/rev":"own","security.istio.io/tlsMode":"disabled","service.istio.io/canonical-name":"tea","service.istio.io/canonical-revision":"latest"}"#
    );
}
