//! Records in every spelling that releases used, taken back.

use super::{Known, take_out};
use crate::pod::Pod;

const STATUS: &str = r#"sidecar.istio.io/status: '{"initContainers":["istio-init"],"containers":["istio-proxy"],"volumes":["istio-envoy"],"imagePullSecrets":null,"revision":"default"}'"#;
const APPENDED: &str = r#"sidecar.istio.io/status: '{"version":"5f","initContainers":["istio-init"],"containers":["istio-proxy"],"volumes":["istio-envoy"],"imagePullSecrets":null}'"#;
const PROXY: &str = "{name: istio-proxy, image: 'istio/proxyv2:1.30.3'}";

/// Holds what is left of an injected pod to what its author wrote; both are `metadata` and `spec` in flow style.
fn hold(injected: &str, authored: &str) {
    let known = Known { workload: "web", values: None };
    let taken = take_out(&Pod::of_text(injected), known).unwrap().unwrap().pod;
    let authored = Pod::of_text(authored);
    assert_eq!((taken.meta, taken.spec), (authored.meta, authored.spec), "{injected}");
}

#[test]
fn status_of_a_release_before_1_0_tells_that_there_is_one() {
    hold(
        &format!(
            "{{metadata: {{annotations: {{a: b, sidecar.istio.io/status: injected-version-root@5f-0.2.12-99}}}}, spec: {{containers: [{{name: web}}, {PROXY}], \
             initContainers: [{{name: istio-init}}, {{name: enable-core-dump}}], volumes: [{{name: mine}}, {{name: istio-certs}}, {{name: istio-envoy}}]}}}}"
        ),
        "{metadata: {annotations: {a: b}}, spec: {containers: [{name: web}], volumes: [{name: mine}]}}",
    );
}

#[test]
fn status_that_names_nothing_tells_of_none() {
    for status in ["nonsense", "[]", "'{\"containers\": 5}'"] {
        let text =
            format!("{{metadata: {{annotations: {{sidecar.istio.io/status: {status}}}}}, spec: {{}}}}");
        assert!(
            take_out(&Pod::of_text(&text), Known { workload: "", values: None }).unwrap().is_none(),
            "{status}"
        );
    }
}

#[test]
fn authors_own_stand_in_front_of_what_was_appended() {
    hold(
        &format!(
            "{{metadata: {{annotations: {{a: b, {APPENDED}}}}}, spec: {{containers: [{{name: istio-proxy, image: mine}}, {PROXY}], \
             volumes: [{{name: istio-envoy, secret: {{}}}}, {{name: istio-envoy}}]}}}}"
        ),
        "{metadata: {annotations: {a: b}}, spec: {containers: [{name: istio-proxy, image: mine}], volumes: [{name: istio-envoy, secret: {}}]}}",
    );
}

#[test]
fn probers_are_bare_actions_up_to_1_4() {
    for record in [r#"{"path":"/live","port":80}"#, r#"{"httpGet":{"path":"/live","port":80}}"#] {
        hold(
            &format!(
                "{{metadata: {{annotations: {{a: b, {STATUS}}}}}, spec: {{containers: [{{name: web, livenessProbe: {{periodSeconds: 3, httpGet: {{path: /app-health/web/livez, \
                 port: 15020, strange: 1}}}}}}, {{name: istio-proxy, env: [{{name: ISTIO_KUBE_APP_PROBERS, value: '{{\"/app-health/web/livez\":{record}}}'}}]}}]}}}}"
            ),
            "{metadata: {annotations: {a: b}}, spec: {containers: [{name: web, livenessProbe: {periodSeconds: 3, httpGet: {path: /live, port: 80, strange: 1}}}]}}",
        );
    }
}

#[test]
fn the_plugins_network_goes_in_every_spelling() {
    for (networks, own) in [
        ("mine, default/istio-cni", "mine"),
        ("mine, istio-cni", "mine"),
        (r#"[{"name": "mine"}, {"name": "istio-cni", "namespace": "default"}]"#, r#"[{"name": "mine"}]"#),
        (r#"[{"name": "mine"}, {"name": "default/istio-cni"}]"#, r#"[{"name": "mine"}]"#),
        (r#"[{"name": "mine"}, {"name": "istio-cni"}]"#, r#"[{"name": "mine"}]"#),
    ] {
        let status = STATUS.replace("istio-init", "istio-validation");
        hold(
            &format!(
                "{{metadata: {{annotations: {{k8s.v1.cni.cncf.io/networks: '{networks}', {status}}}}}, spec: {{containers: [{PROXY}]}}}}"
            ),
            &format!("{{metadata: {{annotations: {{k8s.v1.cni.cncf.io/networks: '{own}'}}}}, spec: {{}}}}"),
        );
    }
}

#[test]
fn redirecting_annotations_go_from_1_3_to_1_7() {
    let added = "sidecar.istio.io/interceptionMode: REDIRECT, traffic.sidecar.istio.io/includeOutboundIPRanges: '*', \
                 traffic.sidecar.istio.io/excludeOutboundIPRanges: '', traffic.sidecar.istio.io/includeInboundPorts: '80,81', \
                 traffic.sidecar.istio.io/excludeInboundPorts: '22,15020'";
    let proxy = PROXY.replace("1.30.3", "1.5.1");
    hold(
        &format!(
            "{{metadata: {{annotations: {{a: b, {added}, {APPENDED}}}}}, spec: {{containers: [{{name: web, ports: [{{containerPort: 80}}, {{containerPort: 81}}]}}, {proxy}]}}}}"
        ),
        "{metadata: {annotations: {a: b, traffic.sidecar.istio.io/excludeInboundPorts: '22'}}, \
         spec: {containers: [{name: web, ports: [{containerPort: 80}, {containerPort: 81}]}]}}",
    );
}

#[test]
fn the_proxys_group_goes_and_an_authors_context_stays() {
    for (release, context, left) in [
        ("1.11.4", "securityContext: {fsGroup: 1337}", ""),
        ("1.11.4", "securityContext: {fsGroup: 1337, runAsUser: 5}", ", securityContext: {runAsUser: 5}"),
        ("1.30.3", "securityContext: {fsGroup: 1337}", ", securityContext: {fsGroup: 1337}"),
        ("1.11.4", "securityContext: {}", ", securityContext: {}"),
    ] {
        let proxy = PROXY.replace("1.30.3", release);
        hold(
            &format!(
                "{{metadata: {{annotations: {{a: b, {STATUS}}}}}, spec: {{containers: [{{name: web}}, {proxy}], {context}}}}}"
            ),
            &format!("{{metadata: {{annotations: {{a: b}}}}, spec: {{containers: [{{name: web}}]{left}}}}}"),
        );
    }
}

#[test]
fn authors_own_proxy_goes_back_to_its_list_with_all_it_had() {
    let record = |list: &str| {
        format!(
            r#"proxy.istio.io/overrides: '{{"{list}":[{{"name":"istio-proxy","resources":{{"limits":{{"cpu":"2"}}}},"env":[{{"name":"A"}}]}}]}}'"#
        )
    };
    let written = "resources: {limits: {cpu: 2, memory: 1Gi}}, env: [{name: X, value: y}, {name: A, value: ''}], newField: 1";
    let own = "{name: istio-proxy, image: auto, resources: {limits: {cpu: 2}}, env: [{name: A, value: ''}], newField: 1}";
    let proxy = format!("{{name: istio-proxy, image: 'istio/proxyv2:1.30.3', {written}}}");
    hold(
        &format!(
            "{{metadata: {{annotations: {{a: b, {}, {STATUS}}}}}, spec: {{containers: [{{name: web}}, {proxy}]}}}}",
            record("containers")
        ),
        &format!("{{metadata: {{annotations: {{a: b}}}}, spec: {{containers: [{{name: web}}, {own}]}}}}"),
    );
    let native = STATUS.replace(
        r#"["istio-init"],"containers":["istio-proxy"]"#,
        r#"["istio-init","istio-proxy"],"containers":null"#,
    );
    hold(
        &format!(
            "{{metadata: {{annotations: {{a: b, {}, {native}}}}}, spec: {{containers: [{{name: web}}], initContainers: [{{name: istio-init}}, {proxy}]}}}}",
            record("initContainers")
        ),
        &format!("{{metadata: {{annotations: {{a: b}}}}, spec: {{containers: [{{name: web}}, {own}]}}}}"),
    );
}

#[test]
fn what_stands_in_front_of_the_injections_own_is_the_authors() {
    let labels = "z: a, security.istio.io/tlsMode: istio, service.istio.io/canonical-name: web, service.istio.io/canonical-revision: latest";
    hold(
        &format!(
            "{{metadata: {{labels: {{service.istio.io/canonical-name: web, {}}}, annotations: {{kubectl.kubernetes.io/default-container: web, b: c, istio.io/rev: default, {STATUS}}}}}, \
             spec: {{containers: [{{name: web}}, {PROXY}]}}}}",
            labels.replace("service.istio.io/canonical-name: web, ", "")
        ),
        "{metadata: {labels: {service.istio.io/canonical-name: web, z: a}, annotations: {kubectl.kubernetes.io/default-container: web, b: c}}, \
         spec: {containers: [{name: web}]}}",
    );
}

#[test]
fn volume_without_a_name_is_nobody_elses() {
    hold(
        &format!(
            "{{metadata: {{annotations: {{a: b, {STATUS}}}}}, spec: {{containers: [{PROXY}, {{name: web}}], volumes: [{{name: istio-envoy}}, {{name: null, emptyDir: {{}}}}]}}}}"
        ),
        "{metadata: {annotations: {a: b}}, spec: {containers: [{name: web}], volumes: [{name: null, emptyDir: {}}]}}",
    );
}

#[test]
fn scrape_targets_come_back_and_the_secure_port_goes() {
    let scraped =
        "prometheus.io/port: '15020', prometheus.io/path: /stats/prometheus, prometheus.io/scrape: 'true'";
    for (secure, left) in [("15091", ""), ("15092", ", prometheus.istio.io/secure-port: '15092'")] {
        hold(
            &format!(
                "{{metadata: {{annotations: {{a: b, istio.io/rev: default, {scraped}, prometheus.istio.io/secure-port: '{secure}', {STATUS}}}}}, spec: {{containers: [{{name: web}}, \
                 {{name: istio-proxy, env: [{{name: ENVOY_SECURE_MERGED_METRICS_PORT, value: '15091'}}, {{name: ISTIO_PROMETHEUS_ANNOTATIONS, value: \
                 '{{\"scrape\":\"\",\"path\":\"/m\",\"port\":\"1\",\"targets\":[{{\"port\":\"1\",\"path\":\"/m\"}},{{\"port\":\"2\",\"path\":\"/n\"}}]}}'}}]}}]}}}}"
            ),
            &format!(
                "{{metadata: {{annotations: {{a: b{left}, prometheus.istio.io/scrape-targets: '1:/m,2:/n'}}}}, spec: {{containers: [{{name: web}}]}}}}"
            ),
        );
    }
}

#[test]
fn canonical_name_is_the_injections_however_it_was_cut() {
    let long = format!("{}.-{}", "x".repeat(61), "y".repeat(9));
    for cut in [format!("{}.", "x".repeat(61)), "x".repeat(61)] {
        hold(
            &format!(
                "{{metadata: {{labels: {{app: {long}, security.istio.io/tlsMode: istio, service.istio.io/canonical-name: {cut}}}, annotations: {{a: b, {STATUS}}}}}, spec: {{containers: [{PROXY}]}}}}"
            ),
            &format!("{{metadata: {{labels: {{app: {long}}}, annotations: {{a: b}}}}, spec: {{}}}}"),
        );
    }
}
