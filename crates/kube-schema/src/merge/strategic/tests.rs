//! Recorded answers of apimachinery, and what the merge promises beyond them: spans, order and unknown fields.

use super::*;
use crate::schema::{Merge, POD, POD_SPEC};
use kube_yaml::Span;
use kube_yaml::json::{from_json, to_json};
use kube_yaml::parse;

const TARGET: &str = "\
# a pod
spec:
  containers:
  - image: app   # comment
    name: app
    args: [a, b]
    env:
    - {name: A, value: '1'}
    - {name: B, value: '2'}
  futureList: [1]
  futureMap:
    x: 1
";

fn tree(text: &str) -> Node {
    parse(text).unwrap().unwrap_or_else(|| Node::made(Value::Null))
}

fn merged(target: &str, patch: &str) -> Node {
    apply(tree(target), tree(patch), &POD).unwrap()
}

/// The bytes of `TARGET` that the node at `path` of the result came from.
fn written<'a>(node: &Node, path: &[&str]) -> &'a str {
    let node = path.iter().fold(node, |node, step| match step.parse::<usize>() {
        Ok(index) => &node.as_seq().unwrap()[index],
        Err(_) => node.get(step).unwrap(),
    });
    if node.span.is_some() { &TARGET[node.span.range()] } else { "" }
}

#[test]
fn answers_as_apimachinery_does() {
    let records = include_str!("../../../testdata/merge.jsonl");
    for line in records.lines() {
        let record = from_json(line).unwrap();
        let patch = tree(record.str_at("text").unwrap());
        let answer = apply_to_the_letter(record.get("data").unwrap().clone(), patch, &POD).ok();
        let expected =
            record.str_at("error").is_none().then(|| from_json(record.str_at("out").unwrap()).unwrap());
        assert_eq!(answer, expected, "{line}");
    }
}

#[test]
fn what_stays_keeps_its_place_in_the_text() {
    let node = merged(
        TARGET,
        "spec: {containers: [{name: app, image: new, args: [a, c], env: [{name: B, value: '2'}]}]}",
    );
    let app = ["spec", "containers", "0"];
    let at = |rest: &[&str]| written(&node, &[&app[..], rest].concat());
    assert_eq!(at(&["name"]), "app");
    assert_eq!((at(&["image"]), at(&["args", "0"]), at(&["args", "1"])), ("", "a", ""));
    assert_eq!((at(&["args"]), at(&["env", "1", "value"])), ("[a, b]", "'2'"));
    assert!(at(&[]).starts_with("image: app   # comment"));
    let keys: Vec<_> = node.at(&["spec"]).unwrap().get("containers").unwrap().as_seq().unwrap()[0]
        .as_map()
        .unwrap()
        .iter()
        .map(|(key, _)| key)
        .collect();
    assert_eq!(keys, ["image", "name", "args", "env"]);
}

#[test]
fn what_the_patch_brings_has_no_place() {
    let node = merged(TARGET, "spec: {volumes: [{name: v}], hostNetwork: true}");
    let entries = &node.get("spec").unwrap().as_map().unwrap().entries;
    let new: Vec<_> =
        entries.iter().rev().take(2).map(|e| (e.key.as_str(), e.key_span, e.value.span)).collect();
    assert_eq!(new, [("hostNetwork", Span::NONE, Span::NONE), ("volumes", Span::NONE, Span::NONE)]);
    assert_eq!(node.get("spec").unwrap().get("volumes").unwrap().as_seq().unwrap()[0].style, Style::Made);
}

#[test]
fn an_empty_patch_changes_nothing() {
    for patch in ["", "{}", "spec: {}"] {
        assert_eq!(merged(TARGET, patch), tree(TARGET), "{patch}");
    }
}

#[test]
fn unknown_fields_merge_as_maps_and_are_replaced_as_lists() {
    let node = merged(TARGET, "spec: {futureList: [2], futureMap: {y: 2}}");
    assert_eq!(*node.at(&["spec", "futureList"]).unwrap(), tree("[2]"));
    assert_eq!(*node.at(&["spec", "futureMap"]).unwrap(), tree("{x: 1, y: 2}"));
    assert!(apply_to_the_letter(tree(TARGET), tree("spec: {futureMap: {y: 2}}"), &POD).is_err());
}

#[test]
fn containers_merge_by_name_in_any_case() {
    for name in ["containers", "Containers", "containerſ"] {
        assert_eq!(POD_SPEC.field(name).map(|field| field.merge), Some(Merge::By("name")), "{name}");
    }
    assert!(POD_SPEC.field("container").is_none());
}

#[test]
fn lists_merge_by_the_tags_at_any_depth() {
    let claim = |meta: &str| {
        format!("spec: {{volumes: [{{name: v, ephemeral: {{volumeClaimTemplate: {{metadata: {meta}}}}}}}]}}")
    };
    let merged = merged(&claim("{finalizers: [a]}"), &claim("{finalizers: [b]}"));
    assert_eq!(merged, tree(&claim("{finalizers: [b, a]}")));
}

#[test]
fn what_a_patch_adds_to_lists_is_the_same_each_time_and_shared() {
    let text = "spec: {volumes: [{name: v, emptyDir: null, secret: {secretName: s}}], \
                containers: [{name: c, resources: {limits: {cpu: null}}, env: [{name: A, value: null}]}]}";
    let patch = tree(text).detach();
    let targets = [
        "spec: {volumes: [{name: w}], containers: [{name: a}]}",
        "spec: {volumes: [{name: v, emptyDir: {}, nfs: null}], containers: [{name: c, env: null}]}",
        "spec: {volumes: [{name: x}], containers: []}",
    ];
    let volume = |merged: &Node| merged.at(&["spec", "volumes"]).unwrap().as_seq().unwrap()[0].clone();
    let mut volumes = Vec::new();
    for target in targets.iter().chain(targets.iter().rev()) {
        let again = apply_own(tree(target), patch.clone(), &POD).unwrap();
        let fresh = merged(target, text);
        assert_eq!(to_json(&again), to_json(&fresh), "{target}");
        volumes.push(volume(&again));
    }
    let entries = |volume: &Node| volume.as_map().unwrap().entries.clone();
    assert!(
        entries(&volumes[0]).is(&entries(&volumes[2]))
            && volumes[0] == tree("{name: v, secret: {secretName: s}}")
    );
}

#[test]
fn directives_and_nulls_in_added_items_leave_nothing_behind() {
    let patch = "spec: {containers: [{name: new, image: null, env: [{name: A, $patch: delete}], $retainKeys: [name]}]}";
    let target = "spec: {containers: [{name: app, env: null}]}";
    let expected = "spec: {containers: [{name: new, env: [{name: A}]}, {name: app, env: null}]}";
    assert_eq!(merged(target, patch), tree(expected));
}

#[test]
fn the_patch_leads_and_the_target_keeps_its_order_around_shared_items() {
    let target = "spec: {imagePullSecrets: [{name: a}, {name: b}, {name: c}, {name: d}]}";
    let patch = "spec: {imagePullSecrets: [{name: x}, {name: c}, {name: y}]}";
    let expected =
        "spec: {imagePullSecrets: [{name: x}, {name: a}, {name: b}, {name: c}, {name: y}, {name: d}]}";
    let order =
        |node: Node| format!("{:?}", node.at(&["spec", "imagePullSecrets"]).map(kube_yaml::json::to_json));
    assert_eq!(order(merged(target, patch)), order(tree(expected)));
}

#[test]
fn errors_stand_where_the_target_is_wrong() {
    let target = "spec: {containers: [{name: a}, {image: x}]}";
    let error = apply_to_the_letter(tree(target), tree("spec: {containers: [{name: b}]}"), &POD).unwrap_err();
    assert_eq!(&target[error.span().unwrap().range()], "{image: x}");
    assert!(error.cause().contains("no name"), "{error}");
}

#[test]
fn authors_items_without_a_merge_key_have_the_zero_of_their_type() {
    let target = tree("spec: {containers: [{image: x}, null, {name: a, ports: [{hostPort: 1}]}]}");
    let patch = tree("spec: {containers: [{name: a, ports: [{containerPort: 1}]}, {name: b}]}");
    let merged = apply(target, patch, &POD).unwrap();
    let wanted = "spec: {containers: [{image: x}, null, {name: a, ports: [{containerPort: 1}, {hostPort: 1}]}, {name: b}]}";
    assert_eq!(merged, tree(wanted));
    let patch = tree("spec: {containers: [{image: b}]}");
    assert!(apply(tree("spec: {containers: [{name: a}]}"), patch, &POD).is_err());
}

#[test]
fn long_lists_and_maps_merge_in_time() {
    let names =
        |from: usize| (from..from + 20_000).map(|n| format!("{{name: n{n}, value: x}}")).collect::<Vec<_>>();
    let pod = |from| format!("spec: {{containers: [{{name: app, env: [{}]}}]}}", names(from).join(", "));
    let labels =
        |from: usize| (from..from + 20_000).map(|n| format!("k{n}: null")).collect::<Vec<_>>().join(", ");
    let target =
        format!("{}\nmetadata: {{labels: {{{}}}}}", pod(0).replacen("spec: ", "spec:\n  ", 1), labels(0));
    let patch = format!(
        "{}\nmetadata: {{labels: {{{}}}}}",
        pod(10_000).replacen("spec: ", "spec:\n  ", 1),
        labels(10_000)
    );
    let (target, patch) = (tree(&target), tree(&patch));
    let start = std::time::Instant::now();
    let node = apply(target, patch, &POD).unwrap();
    let containers = node.at(&["spec", "containers"]).unwrap().as_seq().unwrap();
    assert_eq!(containers[0].get("env").unwrap().as_seq().unwrap().len(), 30_000);
    assert_eq!(node.at(&["metadata", "labels"]).unwrap().as_map().unwrap().len(), 10_000);
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn deep_trees_do_not_exhaust_the_stack() {
    let deep = format!("{}1{}", "{a: ".repeat(250), "}".repeat(250));
    let lists = format!("{{a: {}1{}}}", "[".repeat(250), "]".repeat(250));
    for text in [deep, lists] {
        assert_eq!(merged(&text, &text), tree(&text));
    }
}
