//! What is refused that was not, and what is passed over because it was refused before.

use super::*;
use crate::kinds::{self, Kinds};

/// What is refused of a pod that `before` became: `path: rule`.
fn refused_of(before: &str, after: &str) -> Vec<String> {
    let root = kube_yaml::parse("{apiVersion: v1, kind: Pod}").unwrap().unwrap();
    let workload = &kinds::find(&root, &Kinds::default()).unwrap()[0];
    let said = refused(workload, &root, &Pod::of_text(before), &Pod::of_text(after));
    let cause = |error: Error| error.cause().split_once("pod: ").map(|(_, rule)| rule.to_owned());
    said.into_iter().filter_map(cause).collect()
}

/// The rule that a pod breaks that was one container of no faults before.
fn broken(spec: &str) -> Vec<String> {
    refused_of("{spec: {containers: [{name: a, image: i}]}}", &format!("{{spec: {{{spec}}}}}"))
}

#[test]
fn every_rule_that_an_injection_can_break() {
    let a = "{name: a, image: i}";
    for (spec, path, rule) in [
        ("containers: []".to_owned(), "spec", "containers: Required value"),
        (format!("containers: [{a}], initContainers: [{a}]"), "spec.initContainers[a].name", "Duplicate value: \"a\""),
        (format!("containers: [{a}, {{name: b}}]"), "spec.containers[b]", "image: Required value"),
        (
            format!("containers: [{a}], volumes: [{{name: v, emptyDir: {{}}, secret: {{secretName: s}}}}]"),
            "spec.volumes[v]",
            "may not specify more than 1 volume type",
        ),
        (
            "containers: [{name: a, image: i, volumeMounts: [{name: v, mountPath: /v}]}]".to_owned(),
            "spec.containers[a].volumeMounts[/v]",
            "name: Not found: \"v\"",
        ),
        (
            "containers: [{name: a, image: i, resources: {requests: {cpu: 2}, limits: {cpu: 500m}}}]".to_owned(),
            "spec.containers[a].resources.requests.cpu",
            "must be less than or equal to cpu limit of 500m",
        ),
        (
            "containers: [{name: a, image: i, readinessProbe: {tcpSocket: {port: 0}}}]".to_owned(),
            "spec.containers[a].readinessProbe.tcpSocket.port",
            "must be between 1 and 65535, inclusive",
        ),
        (
            "containers: [{name: a, image: i, startupProbe: {periodSeconds: 1}}]".to_owned(),
            "spec.containers[a].startupProbe",
            "must specify a handler type",
        ),
        (
            "containers: [{name: a, image: i, env: [{name: E, value: x, valueFrom: {}}]}]".to_owned(),
            "spec.containers[a].env[E].valueFrom",
            "may not be specified when `value` is not empty",
        ),
        (
            format!("containers: [{a}], volumes: [{{name: v, configMap: {{name: c, items: [{{key: k, path: /p}}]}}}}]"),
            "spec.volumes[v].configMap.items[/p].path",
            "must be a relative path",
        ),
        (
            "containers: [{name: a, image: i, securityContext: {privileged: true, allowPrivilegeEscalation: false}}]".to_owned(),
            "spec.containers[a].securityContext",
            "cannot set `allowPrivilegeEscalation` to false and `privileged` to true",
        ),
        (
            "containers: [{name: a, image: i}], initContainers: [{name: b, image: i, readinessProbe: {exec: {command: [a]}}}]".to_owned(),
            "spec.initContainers[b].readinessProbe",
            "may not be set for init containers without restartPolicy=Always",
        ),
        (
            "resources: {requests: {cpu: 100m}}, containers: [{name: a, image: i, resources: {requests: {cpu: 1}}}]".to_owned(),
            "spec.resources.requests.cpu",
            "must be greater than or equal to aggregate container requests of 1",
        ),
    ] {
        assert_eq!(broken(&spec), [format!("{path}: {rule}")], "{spec}");
    }
}

#[test]
fn labels_and_names_have_their_length() {
    let labels = |value: &str| {
        refused_of(
            "{spec: {containers: [{name: a, image: i}]}}",
            &format!(
                "{{metadata: {{labels: {{l: {value}}}}}, spec: {{containers: [{{name: a, image: i}}]}}}}"
            ),
        )
    };
    assert!(labels(&"x".repeat(63)).is_empty());
    assert_eq!(labels(&"x".repeat(64)), ["metadata.labels.l: must be no more than 63 characters"]);
    assert_eq!(labels("'-x'").len(), 1);
}

#[test]
fn what_was_refused_before_is_passed_over() {
    let pod = "{spec: {containers: [{name: a}, {name: A, image: i}]}}";
    let after = pod.replace("[{name: a}", "[{name: istio-proxy, image: p}, {name: a}");
    assert!(refused_of(pod, &after).is_empty());
}

#[test]
fn refusal_is_at_the_annotation_that_set_it() {
    let text = "metadata: {annotations: {sidecar.istio.io/proxyCPU: '2'}}\nspec: {containers: [{name: a, image: i}]}";
    let before = Pod::of_text(text);
    let mut after = before.clone();
    let proxy = "{name: istio-proxy, image: p, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}";
    let proxy = kube_yaml::parse(proxy).unwrap().unwrap().detach();
    after.containers_mut(crate::pod::List::Containers).unwrap().push(proxy);
    let root = kube_yaml::parse("{apiVersion: v1, kind: Pod}").unwrap().unwrap();
    let workload = &kinds::find(&root, &Kinds::default()).unwrap()[0];
    let said = refused(workload, &root, &before, &after);
    let span = said[0].span().unwrap().range();
    assert_eq!((said.len(), &text[span]), (1, "'2'"));
}

#[test]
fn selector_that_picks_the_template_no_more_is_told_of() {
    let text = "{apiVersion: apps/v1, kind: Deployment, spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: i}]}}}}";
    let root = kube_yaml::parse(text).unwrap().unwrap();
    let workload = &kinds::find(&root, &Kinds::default()).unwrap()[0];
    let before = workload.pod_path.pod_of(&root);
    let mut after = before.clone();
    assert!(refused(workload, &root, &before, &after).is_empty());
    after.labels_mut().set("app", Node::made("b"));
    assert_eq!(refused(workload, &root, &before, &after).len(), 1);
}
