//! What is said of which objects, and of which nothing.

use super::*;
use crate::kinds::{self, Kinds};
use crate::settings::{Compat, Settings, Sources};

const PROXY_OF: &str = "{name: istio-proxy, securityContext: {runAsUser: 1337}}";

/// The codes of what is said of an object whose pod gets the proxy in `list`.
fn said_of(text: &str, list: &str) -> Vec<&'static str> {
    let root = kube_yaml::parse(text).unwrap().unwrap();
    let workload = &kinds::find(&root, &Kinds::default()).unwrap()[0];
    let pod = workload.pod_path.pod_of(&root);
    let mut injected = pod.clone();
    let proxy = kube_yaml::parse(PROXY_OF).unwrap().unwrap();
    crate::pod::seq_at(&mut injected.spec, list).push(proxy);
    let settings = Settings::load(Sources { compat: Compat::Off, ..Sources::default() }).unwrap();
    let subject = Subject { workload, object: &root, pod: &pod, mesh: settings.mesh() };
    on_injected(subject, &injected).iter().map(|warning| warning.code().word()).collect()
}

fn of_pod(spec: &str) -> Vec<&'static str> {
    said_of(&format!("{{apiVersion: v1, kind: Pod, spec: {{{spec}}}}}"), "containers")
}

#[test]
fn job_with_a_sidecar_that_stays_never_ends() {
    let job =
        |spec: &str| format!("{{apiVersion: batch/v1, kind: Job, spec: {{template: {{spec: {{{spec}}}}}}}}}");
    let plain = job("containers: [{name: a}]");
    assert_eq!(said_of(&plain, "containers"), ["job-never-ends"]);
    assert!(said_of(&plain, "initContainers").is_empty(), "a native sidecar ends with the job");
    let quits = job("containers: [{name: a, args: ['run; curl -X POST localhost:15020/quitquitquit']}]");
    assert!(said_of(&quits, "containers").is_empty());
    let cron = "{apiVersion: batch/v1, kind: CronJob, spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a}]}}}}}}";
    assert_eq!(said_of(cron, "containers"), ["job-never-ends"]);
}

#[test]
fn dns_that_does_not_ask_the_cluster_is_told_of() {
    assert_eq!(of_pod("dnsPolicy: None, containers: [{name: a}]"), ["dns-policy"]);
    assert_eq!(of_pod("dnsPolicy: Default, containers: [{name: a}]"), ["dns-policy"]);
    assert!(of_pod("dnsPolicy: ClusterFirst, containers: [{name: a}]").is_empty());
    assert!(of_pod("dnsPolicy: ClusterFirstWithHostNet, containers: [{name: a}]").is_empty());
}

#[test]
fn opt_out_counts_on_the_template_alone() {
    let deployment = |meta: &str, template: &str| {
        format!(
            "{{apiVersion: apps/v1, kind: Deployment, metadata: {{{meta}}}, spec: {{template: {{metadata: {{{template}}}, spec: {{containers: [{{name: a}}]}}}}}}}}"
        )
    };
    for place in ["labels", "annotations"] {
        let out = format!("{place}: {{sidecar.istio.io/inject: 'false'}}");
        assert_eq!(said_of(&deployment(&out, ""), "containers"), ["misplaced-opt-out"]);
        let asks = "labels: {sidecar.istio.io/inject: 'true'}";
        assert!(said_of(&deployment(&out, asks), "containers").is_empty(), "the template says what it wants");
    }
    let wishes = "labels: {sidecar.istio.io/inject: 'true'}";
    assert!(said_of(&deployment(wishes, ""), "containers").is_empty());
}

#[test]
fn image_that_waits_for_an_injection_is_told_of() {
    assert_eq!(of_pod("containers: [{name: a, image: auto}]"), ["image-auto"]);
    let pod = Pod::of_text("{spec: {containers: [{name: istio-proxy, image: auto}]}}");
    let code = |reason| on_skipped(&pod, &reason).map(|warning| warning.code().word());
    assert_eq!(code(SkipReason::HostNetwork), Some("image-auto"));
    assert_eq!(code(SkipReason::OtherRevision("canary".into())), None);
}

#[test]
fn ports_of_the_sidecar_are_told_of_and_host_ports_are_not() {
    let ports = |ports: &str| of_pod(&format!("containers: [{{name: a, ports: [{ports}]}}]"));
    assert_eq!(ports("{containerPort: 15001}"), ["istio-port"]);
    assert_eq!(ports("{containerPort: 15020, protocol: TCP}"), ["istio-port"]);
    assert!(ports("{containerPort: 15001, protocol: UDP}").is_empty());
    assert!(ports("{containerPort: 15053}").is_empty(), "DNS is not captured");
    assert!(ports("{containerPort: 8080, hostPort: 8080}, {containerPort: 80, hostPort: 15001}").is_empty());
    assert!(of_pod("containers: [{name: istio-proxy, ports: [{containerPort: 15090}]}]").is_empty());
}

#[test]
fn application_that_runs_as_the_proxy_is_told_of_and_an_init_container_is_not() {
    let user = "securityContext: {runAsUser: 1337}";
    assert_eq!(of_pod(&format!("containers: [{{name: a, {user}}}]")), ["proxy-uid"]);
    assert_eq!(of_pod(&format!("{user}, containers: [{{name: a}}]")), ["proxy-uid"]);
    assert!(
        of_pod(&format!("{user}, containers: [{{name: a, securityContext: {{runAsUser: 1}}}}]")).is_empty()
    );
    assert!(of_pod(&format!("initContainers: [{{name: i, {user}}}], containers: [{{name: a}}]")).is_empty());
}

#[test]
fn proxy_of_another_mesh_is_told_of() {
    assert_eq!(of_pod("containers: [{name: a}, {name: linkerd-proxy}]"), ["other-mesh"]);
    assert_eq!(
        of_pod("containers: [{name: a}, {name: envoy, image: public.ecr.aws/appmesh/aws-appmesh-envoy:v1}]"),
        ["other-mesh"]
    );
    assert!(of_pod("containers: [{name: a}, {name: envoy, image: envoyproxy/envoy}]").is_empty());
}
