//! Differences of pods, as they are listed.

use super::*;

/// Each change in one line.
fn listed(before: &str, after: &str) -> Vec<String> {
    let shown = |node: &Option<Node>| node.as_ref().map_or_else(|| "-".to_owned(), json::to_json);
    let changes = between(&Pod::of_text(before), &Pod::of_text(after));
    let line = |change: Change| {
        let meaning = change.meaning.map(|meaning| format!(" ({})", meaning.code())).unwrap_or_default();
        format!("{}: {} -> {}{meaning}", change.path, shown(&change.from), shown(&change.to))
    };
    changes.into_iter().map(line).collect()
}

fn containers(list: &str) -> String {
    format!("{{spec: {{containers: [{list}]}}}}")
}

#[test]
fn items_go_by_their_merge_key() {
    let before = containers(
        "{name: p, image: x, env: [{name: A, value: '1'}, {name: B, value: '2'}], ports: [{containerPort: 1}, {containerPort: 1, protocol: UDP}]}",
    );
    let after = containers(
        "{name: p, image: z, env: [{name: B, value: '3'}, {name: C, valueFrom: {fieldRef: {fieldPath: a}}}], ports: [{containerPort: 1}], volumeMounts: [{name: v, mountPath: /v}]}",
    );
    assert_eq!(
        listed(&before, &after),
        [
            "containers[p].image: \"x\" -> \"z\"",
            "containers[p].ports[1/UDP]: {\"containerPort\":1,\"protocol\":\"UDP\"} -> -",
            "containers[p].env[B]: \"2\" -> \"3\"",
            "containers[p].env[C]: - -> {\"name\":\"C\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"a\"}}}",
            "containers[p].env[A]: \"1\" -> -",
            "containers[p].volumeMounts[/v]: - -> {\"name\":\"v\",\"mountPath\":\"/v\"}",
        ]
    );
}

#[test]
fn spellings_and_records_are_no_difference() {
    let before = "{metadata: {annotations: {sidecar.istio.io/status: a}}, spec: {containers: [{name: p, resources: {limits: {cpu: 1000m}}}], volumes: []}}";
    let after = "{metadata: {annotations: {sidecar.istio.io/status: b, proxy.istio.io/overrides: c}}, spec: {containers: [{name: p, resources: {limits: {cpu: 1}}}]}}";
    assert_eq!(listed(before, after), [""; 0]);
}

#[test]
fn items_without_keys_are_those_that_go_and_come() {
    let before = containers("{name: p, args: [a, --level, info, w]}");
    let after = containers("{name: p, args: [a, --level, debug, w, q]}");
    assert_eq!(
        listed(&before, &after),
        ["containers[p].args: [\"info\"] -> [\"debug\"]", "containers[p].args: - -> [\"q\"]"]
    );
}

#[test]
fn sources_of_a_projected_volume_go_by_their_sort() {
    let volume = |seconds: u32| {
        format!(
            "{{spec: {{volumes: [{{name: t, projected: {{sources: [{{serviceAccountToken: {{path: p, expirationSeconds: {seconds}}}}}]}}}}]}}}}"
        )
    };
    assert_eq!(
        listed(&volume(1), &volume(2)),
        ["volumes[t].projected.sources[serviceAccountToken].serviceAccountToken.expirationSeconds: 1 -> 2"]
    );
}

#[test]
fn json_in_a_variable_is_compared_as_json() {
    let config =
        |json: &str| containers(&format!("{{name: p, env: [{{name: PROXY_CONFIG, value: '{json}'}}]}}"));
    assert_eq!(
        listed(&config(r#"{"a":1,"meta":{"x.y/z":"1"}}"#), &config(r#"{"meta":{"x.y/z":"2"},"a":1}"#)),
        ["containers[p].env[PROXY_CONFIG].meta[x.y/z]: \"1\" -> \"2\""]
    );
}

#[test]
fn container_that_moves_is_followed() {
    let before = containers("{name: web}, {name: istio-proxy, image: x}");
    let after = "{spec: {initContainers: [{name: istio-proxy, image: z, restartPolicy: Always}], containers: [{name: web}]}}";
    assert_eq!(
        listed(&before, after),
        [
            "initContainers[istio-proxy]: \"containers\" -> \"initContainers\" (native-sidecar)",
            "initContainers[istio-proxy].image: \"x\" -> \"z\"",
            "initContainers[istio-proxy].restartPolicy: - -> \"Always\"",
        ]
    );
    assert!(listed(after, &before)[0].ends_with("(ordinary-container)"));
}

#[test]
fn order_of_containers_counts_and_that_of_variables_does_not() {
    let before = containers("{name: a, env: [{name: X}, {name: Y}]}, {name: b}, {name: gone}");
    let after = containers("{name: b}, {name: a, env: [{name: Y}, {name: X}]}");
    let changes = listed(&before, &after);
    assert_eq!(changes[1], "containers[a]: \"first\" -> \"last\" (order)");
    assert_eq!(changes.len(), 2, "{changes:?}");
    let reversed = listed(
        &containers("{name: a}, {name: b}, {name: c}"),
        &containers("{name: c}, {name: b}, {name: a}"),
    );
    assert_eq!(reversed, ["containers: [\"a\",\"b\",\"c\"] -> [\"c\",\"b\",\"a\"] (order)"]);
}

#[test]
fn proxy_is_what_has_moved() {
    let pod = |names: [&str; 2]| containers(&names.map(|name| format!("{{name: {name}}}")).join(", "));
    assert_eq!(
        listed(&pod(["web", "istio-proxy"]), &pod(["istio-proxy", "web"])),
        ["containers[istio-proxy]: \"last\" -> \"first\" (order)"]
    );
}

#[test]
fn what_the_api_server_takes_for_granted_is_no_difference() {
    let container = |rest: &str| containers(&format!("{{name: p, image: 'a:1', {rest}}}"));
    let env = |reference: &str| container(&format!("env: [{{name: A, valueFrom: {{{reference}}}}}]"));
    for (before, after) in [
        (container("ports: [{containerPort: 1, protocol: TCP}]"), container("ports: [{containerPort: 1}]")),
        (container("imagePullPolicy: IfNotPresent"), container("")),
        (env("fieldRef: {apiVersion: v1, fieldPath: f}"), env("fieldRef: {fieldPath: f}")),
        (
            env("resourceFieldRef: {resource: limits.cpu, divisor: '0'}"),
            env("resourceFieldRef: {resource: limits.cpu, divisor: '1'}"),
        ),
    ] {
        assert_eq!(listed(&before, &after), [""; 0], "{before}");
    }
    assert_eq!(listed(&container("imagePullPolicy: Always"), &container("")).len(), 1);
}

#[test]
fn probe_is_one_change_with_what_it_means() {
    let own =
        containers("{name: web, readinessProbe: {httpGet: {path: /ready, port: web}, periodSeconds: 5}}");
    let agents = containers(
        "{name: web, readinessProbe: {httpGet: {path: /app-health/web/readyz, port: 15020}, periodSeconds: 6}}",
    );
    assert_eq!(
        listed(&own, &agents),
        [
            "containers[web].readinessProbe: {\"httpGet\":{\"path\":\"/ready\",\"port\":\"web\"}} -> {\"httpGet\":{\"path\":\"/app-health/web/readyz\",\"port\":15020}} (probe-rewritten)",
            "containers[web].readinessProbe.periodSeconds: 5 -> 6",
        ]
    );
    assert!(listed(&agents, &own)[0].ends_with("(probe-restored)"));
}

#[test]
fn names_stand_in_brackets() {
    let meta =
        |value: &str| format!("{{metadata: {{labels: {{a: {value}}}, annotations: {{x.y/z: {value}}}}}}}");
    assert_eq!(
        listed(&meta("v"), &meta("w")),
        ["labels[a]: \"v\" -> \"w\"", "annotations[x.y/z]: \"v\" -> \"w\""]
    );
}
