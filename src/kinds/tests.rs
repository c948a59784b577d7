//! What is a workload, of which kinds, and where its pod lies.

use super::*;
use kube_yaml::parse;

/// The titles of the workloads, and the ways to them.
fn found(text: &str, kinds: &Kinds) -> Vec<(String, String)> {
    let root = parse(text).unwrap().unwrap();
    let workloads = find(&root, kinds).unwrap();
    workloads.into_iter().map(|w| (w.title(), path::spelled(&w.route))).collect()
}

#[test]
fn every_kind_counts_in_the_groups_it_lives_or_lived_in() {
    for kind in table::OWN.iter().map(|own| own.kind) {
        for group in ["v1", "apps/v1beta2", "batch/v1", "extensions/v1beta1", "apps.openshift.io/v1"] {
            let text = format!("{{apiVersion: {group}, kind: {kind}}}");
            assert_eq!(found(&text, &Kinds::default()), [(kind.to_owned(), String::new())], "{text}");
        }
    }
}

#[test]
fn same_kind_of_another_group_is_another_thing() {
    let text = "{apiVersion: batch.volcano.sh/v1alpha1, kind: Job, metadata: {name: j}}";
    assert_eq!(found(text, &Kinds::default()), []);
    assert_eq!(found(text, &Kinds::ISTIOCTL), [("Job j".to_owned(), String::new())]);
    assert_eq!(found("{apiVersion: apps/v1, kind: deployment}", &Kinds::ISTIOCTL), []);
}

#[test]
fn route_leads_through_lists_to_the_object() {
    let text = "{kind: List, items: [{kind: Pod, metadata: {name: a}}, null, {kind: List, items: [{kind: Service}, {kind: Pod, metadata: {name: b, namespace: prod}}]}]}";
    let paths = found(text, &Kinds::default());
    assert_eq!(
        paths,
        [("Pod a", "items[0]"), ("Pod prod/b", "items[2].items[1]")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
    let mut root = parse(text).unwrap().unwrap();
    let name = |node: &Node| node.at(&["metadata", "name"]).and_then(Node::as_str).map(str::to_owned);
    let route = find(&root, &Kinds::default()).unwrap()[1].route.clone();
    assert_eq!(object(&root, &route).and_then(name).as_deref(), Some("b"));
    assert_eq!(name(object_mut(&mut root, &route)).as_deref(), Some("b"));
    assert!(object(&root, &[Step::Index(0)]).is_none() && object(&root, &route[1..]).is_none());
}

/// What has a document's objects injected that are not.
fn flags(text: &str, kinds: &[&str]) -> Vec<String> {
    let kinds = Kinds::with(kinds.iter().map(|kind| kind.parse().unwrap()).collect());
    let root = parse(text).unwrap().unwrap();
    kinds.unknown(&kinds.foreign(&root)).into_iter().map(|unknown| unknown.flags).collect()
}

#[test]
fn every_template_of_a_kind_that_is_asked_for_is_a_workload() {
    let text = "{apiVersion: ray.io/v1, kind: RayCluster, metadata: {name: r}, spec: {
        workerGroupSpecs: [{template: {spec: {}}}, {template: null}, {template: {spec: {}}}], headGroupSpec: {template: {spec: {}}}}}";
    let kinds = Kinds::with(vec!["ray.io/RayCluster".parse().unwrap()]);
    let places: Vec<String> = found(text, &kinds).into_iter().map(|(_, place)| place).collect();
    assert_eq!(
        places,
        [
            "spec.workerGroupSpecs[0].template",
            "spec.workerGroupSpecs[2].template",
            "spec.headGroupSpec.template"
        ]
    );
    assert_eq!(found(text, &Kinds::default()), []);
    assert_eq!(found(&text.replace("ray.io/", "ray.example.com/"), &kinds), []);
}

#[test]
fn paths_of_the_table_are_paths_of_pod_templates() {
    for (group, kind, paths) in &table::OTHERS {
        for path in *paths {
            assert!(path.to_ascii_lowercase().ends_with("template"), "{group}/{kind} {path}");
            assert_eq!(path.parse::<TemplatePath>().map(|path| path.to_string()), Ok((*path).to_owned()));
        }
    }
}

#[test]
fn documented_kinds_are_those_of_the_table() {
    let rows = table::OTHERS.iter().map(|(group, kind, paths)| {
        let group = if group.is_empty() { String::new() } else { format!("{group}/") };
        let paths: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
        format!("| `{group}{kind}` | {} |\n", paths.join(", "))
    });
    let head = "| kind | pod templates |\n| --- | --- |\n".to_owned();
    let derived: String = std::iter::once(head).chain(rows).collect();
    crate::documented::hold("docs/kinds.md", "src/kinds/table.rs", &derived);
}

#[test]
fn templates_that_are_left_out_are_told_with_what_has_them_injected() {
    let jobs = "{apiVersion: batch.volcano.sh/v1alpha1, kind: Job, spec: {tasks: [{template: {spec: {containers: [{}]}}}]}}";
    let usual = "--kind batch.volcano.sh/Job";
    assert_eq!(flags(jobs, &[]), [usual]);
    assert!(flags(jobs, &["batch.volcano.sh/Job"]).is_empty());
    assert_eq!(flags(jobs, &["batch.volcano.sh/Job=spec.template"]), [usual]);
    let odd = "{apiVersion: example.com/v1, kind: X, a: {podTemplate: {spec: {containers: [{}]}}}, spec: {template: {spec: {containers: [{}]}}}}";
    assert_eq!(flags(odd, &[]), ["--kind example.com/X=a.podTemplate --kind example.com/X=spec.template"]);
    assert_eq!(flags(odd, &["example.com/X"]), ["--kind example.com/X=a.podTemplate"]);
    let list = odd
        .replace("a: {pod", "a: [{pod")
        .replace("}}, spec", "}}], spec")
        .replace("spec: {template", "x: {y");
    assert_eq!(flags(&list, &[]), ["--kind 'example.com/X=a[*].podTemplate'"]);
}

#[test]
fn what_is_no_pod_template_is_not_told() {
    for text in [
        "{apiVersion: example.com/v1, kind: X, spec: {template: {spec: {containers: []}}}}",
        "{apiVersion: example.com/v1, kind: X, spec: {template: {spec: {containers: 5}}, other: {spec: {containers: [{}]}}}}",
        "{apiVersion: apps/v1, kind: DeploymentList, items: [{spec: {template: {spec: {containers: [{}]}}}}]}",
        "{kind: ControllerRevision, data: {spec: {template: {spec: {containers: [{}]}}}}}",
    ] {
        assert!(flags(text, &[]).is_empty(), "{text}");
    }
}

#[test]
fn an_object_that_records_an_injection_is_of_a_kind_that_was_asked_for() {
    let pod = "{metadata: {annotations: {status: x}}, spec: {}}";
    let text = format!("{{apiVersion: example.com/v1, kind: X, spec: {{pods: [{{spec: {{}}}}, {pod}]}}}}");
    let root = parse(&text).unwrap().unwrap();
    let own = Kinds::default();
    let places = |kinds: &Kinds| found(&text, kinds).into_iter().map(|(_, place)| place).collect::<Vec<_>>();
    assert_eq!(places(&own.and_recorded(&own.foreign(&root), "status")), ["spec.pods[0]", "spec.pods[1]"]);
    assert!(places(&own.and_recorded(&own.foreign(&root), "other")).is_empty());
    assert!(Kinds::ISTIOCTL.foreign(&root).is_empty());
}

#[test]
fn err_what_is_no_kind() {
    for text in
        ["Rollout", "/Rollout", "argoproj.io/", "argoproj.io/v1alpha1/Rollout", "a.io/X=", "a.io/X=spec..a"]
    {
        assert!(text.parse::<Kind>().is_err(), "{text}");
    }
}

#[test]
fn err_what_is_no_object() {
    let deep = format!("{}null{}", "{kind: List, items: [".repeat(70), "]}".repeat(70));
    for text in ["[a]", "a", "{kind: {a: b}}", "{kind: List, items: 5}", "{kind: List, items: [5]}", &deep] {
        assert!(find(&parse(text).unwrap().unwrap(), &Kinds::default()).is_err(), "{text}");
    }
    assert!(find(&parse("~").unwrap().unwrap(), &Kinds::default()).unwrap().is_empty());
}

#[test]
fn pod_lies_where_the_kind_keeps_it() {
    for (text, at) in [
        ("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {hostNetwork: true}}", "p"),
        ("{kind: Job, spec: {template: {metadata: {name: t}, spec: {hostNetwork: true}}}}", "t"),
        (
            "{kind: CronJob, spec: {jobTemplate: {metadata: {name: j}, spec: {template: {metadata: {name: c}, spec: {hostNetwork: true}}}}}}",
            "c",
        ),
    ] {
        let root = parse(text).unwrap().unwrap();
        let workload = &find(&root, &Kinds::default()).unwrap()[0];
        let pod = workload.pod_path.pod_of(&root);
        assert_eq!((pod.meta.str_at("name"), pod.host_network()), (Some(at), true), "{text}");
    }
}

#[test]
fn field_of_another_kind_is_told_and_a_strange_one_is_not() {
    let text = "{apiVersion: apps/v1, kind: DaemonSet, spec: {replicas: 2, strange: 1, minReadySeconds: 3}}";
    let root = parse(text).unwrap().unwrap();
    let said = misplaced(&root, &find(&root, &Kinds::default()).unwrap()[0]);
    let causes: Vec<&str> = said.iter().map(Error::cause).collect();
    assert!(matches!(causes[..], [one] if one.contains("spec.replicas")), "{causes:?}");
}

#[test]
fn what_passes_has_nothing_that_a_tree_would_show() {
    let known = Kinds::with(vec![
        "serving.knative.dev/Service".parse().unwrap(),
        "example.com/Known".parse().unwrap(),
    ]);
    let container = "containers:\n      - {}\n";
    let pod =
        |kind: &str| format!("{kind}\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n");
    let recorded = |kind: &str| {
        format!(
            "{kind}\nspec:\n  a:\n    metadata:\n      annotations:\n        b: c\n    spec:\n      d: e\n"
        )
    };
    for (text, passes) in [
        (
            "apiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    a: b\nspec:\n  containers: []\n"
                .to_owned(),
            true,
        ),
        ("data:\n  a: b\nkind: ConfigMap\n".to_owned(), true),
        ("a: b\n".to_owned(), true),
        ("apiVersion: v1\nkind: List\nmetadata: {}\n".to_owned(), false),
        ("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n".to_owned(), false),
        ("items: []\nkind: List\n".to_owned(), false),
        ("apiVersion: v1\nkind: Service\nkind: Pod\n".to_owned(), false),
        ("apiVersion: v1\nkind: 'Po''d'\n".to_owned(), false),
        ("apiVersion: v1\nkind: |-\n  Pod\n".to_owned(), false),
        ("apiVersion: v1\nkind: yes\n".to_owned(), false),
        (pod("apiVersion: v1\nkind: ConfigMap"), true),
        (pod("apiVersion: apps/v1\nkind: Deployment"), false),
        (pod("apiVersion: v1\nkind: PodTemplate"), false),
        (pod("apiVersion: example.com/v1\nkind: Some"), false),
        (pod("kind: Known\napiVersion: example.com/v1"), false),
        ("apiVersion: example.com/v1\nkind: Known\n".to_owned(), false),
        ("apiVersion: serving.knative.dev/v1\nkind: Service\n".to_owned(), false),
        (recorded("apiVersion: example.com/v1\nkind: Some"), false),
        (format!("apiVersion: example.com/v1\nkind: Some\nspec:\n  a:\n    {container}"), true),
    ] {
        assert_eq!(known.pass(&text), passes, "{text}");
        let root = parse(&text).unwrap().unwrap();
        let (foreign, workloads) = (known.foreign(&root), find(&root, &known).unwrap());
        assert!(!passes || foreign.is_empty() && workloads.is_empty(), "{text}");
    }
}
