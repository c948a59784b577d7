//! Which objects bear pods, and where in them the pod's metadata and spec lie.

use crate::pod::{Pod, map_of};
use crate::warning::Code;
use kube_schema::{self as schema, Struct};
use kube_yaml::split::Document;
use kube_yaml::{Error, Result, Span};
use kube_yaml::{Map, Node, Value};

/// How deep a List may hold Lists.
const MAX_LIST_DEPTH: usize = 64;

/// One object of a document, by what it is and where it lies.
#[derive(Clone, Debug)]
pub struct Workload {
    /// `apiVersion` as written.
    pub api_version: String,
    /// `kind` as written.
    pub kind: String,
    /// The object's own name, empty when it has none.
    pub name: String,
    /// The object's own namespace, empty when it has none.
    pub namespace: String,
    /// The Go type it is read as.
    pub ty: &'static Struct,
    /// Where its pod lies.
    pub pod_path: PodPath,
    /// The indexes into `items`, from the document's root to the object; empty for the root itself.
    pub route: Vec<usize>,
    /// Where the object begins in the document.
    pub span: Span,
}

/// Where a workload keeps its pod.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PodPath {
    /// The object is the pod.
    Pod,
    /// `spec.template`, which may be absent: an empty pod then.
    Template,
    /// `spec.template`, a pointer in Go: an object without one is refused (ReplicationController, DeploymentConfig).
    RequiredTemplate,
    /// `spec.jobTemplate.spec.template`.
    CronJob,
    /// The same, but with `spec.jobTemplate.metadata` for the pod's, as istioctl has it.
    JobTemplate,
}

/// The kinds that bear pods.
const KINDS: [(&str, PodPath); 9] = [
    ("Pod", PodPath::Pod),
    ("ReplicationController", PodPath::RequiredTemplate),
    ("Deployment", PodPath::Template),
    ("DaemonSet", PodPath::Template),
    ("ReplicaSet", PodPath::Template),
    ("StatefulSet", PodPath::Template),
    ("Job", PodPath::Template),
    ("CronJob", PodPath::CronJob),
    ("DeploymentConfig", PodPath::RequiredTemplate),
];

/// The API groups these kinds live or lived in, in whatever version. A `Job` of another group is another thing.
const GROUPS: [&str; 5] = ["", "apps", "batch", "extensions", "apps.openshift.io"];

/// The types whose specs a field may have been meant for that another kind's spec does not know.
static TEMPLATED: [&Struct; 7] = [
    &schema::DEPLOYMENT,
    &schema::DAEMON_SET,
    &schema::REPLICA_SET,
    &schema::STATEFUL_SET,
    &schema::REPLICATION_CONTROLLER,
    &schema::JOB,
    &schema::CRON_JOB,
];

/// Which API groups count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Groups {
    /// Those that the kinds live or lived in.
    Known,
    /// Any: istioctl looks at the kind alone.
    Any,
}

/// Finds the workloads of a document, those in Lists (nested too) included, in document order.
///
/// # Errors
/// When the document is not a map, or its `kind` or `apiVersion` is one: Kubernetes reads neither.
pub fn find(root: &Node, groups: Groups) -> Result<Vec<Workload>> {
    let mut found = Vec::new();
    collect(root, groups, &mut Vec::new(), &mut found)?;
    Ok(found)
}

/// Whether the document may be a workload or hold one: false only when it cannot. Nothing is parsed.
#[must_use]
pub fn may_bear_pods(document: &Document) -> bool {
    let mut names = ["List"; KINDS.len() + 1];
    KINDS.iter().zip(&mut names).for_each(|((kind, _), name)| *name = kind);
    document.may_bear(&names)
}

/// Whether the document is a List of Kubernetes' core group.
#[must_use]
pub fn is_list(root: &Node) -> bool {
    root.str_at("kind") == Some("List") && group_of(root.str_at("apiVersion").unwrap_or_default()).is_empty()
}

/// The object that `route` leads to; `None` where the route leads nowhere.
#[must_use]
pub fn object<'n>(root: &'n Node, route: &[usize]) -> Option<&'n Node> {
    route.iter().try_fold(root, |node, index| node.get("items")?.as_seq()?.get(*index))
}

/// The object that `route` leads to, to change.
pub fn object_mut<'n>(root: &'n mut Node, route: &[usize]) -> &'n mut Node {
    route.iter().fold(root, |node, index| {
        let items = node.get_mut("items").and_then(Node::as_seq_mut);
        &mut items.expect("a route leads through lists that `find` has seen")[*index]
    })
}

fn collect(node: &Node, groups: Groups, route: &mut Vec<usize>, found: &mut Vec<Workload>) -> Result<()> {
    let map = match &node.value {
        Value::Map(map) => map,
        Value::Null => return Ok(()),
        Value::Seq(_) => return Err(not_an_object("a list", node)),
        _ => return Err(not_an_object("a scalar", node)),
    };
    let (api_version, kind) = (type_text(map, "apiVersion")?, type_text(map, "kind")?);
    if kind == "List" && (groups == Groups::Any || group_of(&api_version).is_empty()) {
        return collect_items(node, groups, route, found);
    }
    let Some((pod_path, ty)) = type_of(&api_version, &kind, groups) else { return Ok(()) };
    let meta = map.get("metadata");
    let text = |key| meta.and_then(|m| m.get(key)?.scalar_text()).unwrap_or_default().into_owned();
    found.push(Workload {
        name: text("name"),
        namespace: text("namespace"),
        api_version,
        kind,
        ty,
        pod_path,
        route: route.clone(),
        span: node.span,
    });
    Ok(())
}

fn collect_items(
    list: &Node,
    groups: Groups,
    route: &mut Vec<usize>,
    found: &mut Vec<Workload>,
) -> Result<()> {
    let Some(items) = list.get("items").filter(|items| !items.is_null()) else { return Ok(()) };
    let Some(items) = items.as_seq() else {
        return Err(Error::new("items of a List must be a list").at(items.span));
    };
    if route.len() >= MAX_LIST_DEPTH {
        return Err(Error::new("Lists are nested too deep").at(list.span));
    }
    for (index, item) in items.iter().enumerate() {
        route.push(index);
        collect(item, groups, route, found)?;
        route.pop();
    }
    Ok(())
}

fn type_of(api_version: &str, kind: &str, groups: Groups) -> Option<(PodPath, &'static Struct)> {
    let (_, pod_path) = KINDS.iter().find(|(name, _)| *name == kind)?;
    let known = groups == Groups::Any || GROUPS.contains(&group_of(api_version));
    schema::kind(kind).filter(|_| known).map(|ty| (*pod_path, ty))
}

/// The group of an `apiVersion`: empty for the core group, and where there is none.
fn group_of(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// Says what in an object's spec and status only another kind's knows, such as `replicas` in a DaemonSet.
///
/// Of fields that no kind knows nothing is said: they may be newer than this program.
pub fn misplaced(object: &Node, workload: &Workload) -> Vec<Error> {
    let mut said = Vec::new();
    if workload.pod_path == PodPath::Pod {
        return said;
    }
    for part in ["spec", "status"] {
        let (Some(own), Some(map)) = (part_of(workload.ty, part), object.get(part).and_then(Node::as_map))
        else {
            continue;
        };
        for entry in &map.entries {
            let foreign = own.find(&entry.key).is_none() && own.find_folded(&entry.key).is_none();
            let knows = |ty: &Struct| part_of(ty, part).is_some_and(|other| other.find(&entry.key).is_some());
            if let Some(of) = TEMPLATED.iter().find(|ty| foreign && knows(ty)) {
                let of = of.name.rsplit('.').next().unwrap_or(of.name);
                let cause = format!("{part}.{} is a field of {of}, not {}", entry.key, workload.kind);
                let warning = Code::MisplacedField.warn(cause).at(entry.key_span);
                said.push(warning.help("the API server rejects it"));
            }
        }
    }
    said
}

/// The struct of a kind's spec or status.
fn part_of(ty: &Struct, part: &str) -> Option<&'static Struct> {
    ty.fields.iter().find(|field| field.json == part)?.ty.structure()
}

/// The text of `apiVersion` or `kind`; a number or boolean becomes its text as in any string field.
fn type_text(map: &Map, key: &str) -> Result<String> {
    let Some(node) = map.get(key) else { return Ok(String::new()) };
    match &node.value {
        Value::Map(_) | Value::Seq(_) => Err(Error::new(format!("{key} must be a string")).at(node.span)),
        _ => Ok(node.scalar_text().unwrap_or_default().into_owned()),
    }
}

fn not_an_object(what: &str, node: &Node) -> Error {
    Error::new(format!("expected a Kubernetes object, found {what}"))
        .at(node.span)
        .help("separate documents with a `---` line")
}

impl PodPath {
    /// The pod in an object: maps, also where it has none.
    #[must_use]
    pub fn pod_of(self, object: &Node) -> Pod {
        let (meta, spec) = self.paths();
        Pod { meta: map_of(object, meta), spec: map_of(object, spec) }
    }

    /// The path of the pod template's parts from the object: `(metadata, spec)`.
    #[must_use]
    pub fn paths(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            PodPath::Pod => (&["metadata"], &["spec"]),
            PodPath::Template | PodPath::RequiredTemplate => {
                (&["spec", "template", "metadata"], &["spec", "template", "spec"])
            }
            PodPath::JobTemplate => {
                (&["spec", "jobTemplate", "metadata"], &["spec", "jobTemplate", "spec", "template", "spec"])
            }
            PodPath::CronJob => (
                &["spec", "jobTemplate", "spec", "template", "metadata"],
                &["spec", "jobTemplate", "spec", "template", "spec"],
            ),
        }
    }
}

impl Workload {
    /// Takes name and namespace from the object as it is once it has been read as its type.
    pub(crate) fn settle_name(&mut self, object: &Node) {
        let text =
            |key| object.get("metadata").and_then(|meta| meta.str_at(key)).unwrap_or_default().to_owned();
        (self.name, self.namespace) = (text("name"), text("namespace"));
    }

    /// What messages call it: `Deployment prod/web`, or without the namespace it does not name.
    #[must_use]
    pub fn title(&self) -> String {
        title(&self.kind, &self.namespace, &self.name)
    }
}

/// What messages call an object: `Kind namespace/name`, and without what it does not name.
pub(crate) fn title(kind: &str, namespace: &str, name: &str) -> String {
    match (namespace, name) {
        (_, "") => kind.to_owned(),
        ("", name) => format!("{kind} {name}"),
        (namespace, name) => format!("{kind} {namespace}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::parse;

    fn found(text: &str, groups: Groups) -> Vec<(String, Vec<usize>)> {
        let root = parse(text).unwrap().unwrap();
        let workloads = find(&root, groups).unwrap();
        workloads.into_iter().map(|w| (w.title(), w.route)).collect()
    }

    #[test]
    fn every_kind_counts_in_the_groups_it_lives_or_lived_in() {
        for (kind, _) in KINDS {
            for group in ["v1", "apps/v1beta2", "batch/v1", "extensions/v1beta1", "apps.openshift.io/v1"] {
                let text = format!("{{apiVersion: {group}, kind: {kind}}}");
                assert_eq!(found(&text, Groups::Known), [(kind.to_owned(), vec![])], "{text}");
            }
        }
    }

    #[test]
    fn same_kind_of_another_group_is_another_thing() {
        let text = "{apiVersion: batch.volcano.sh/v1alpha1, kind: Job, metadata: {name: j}}";
        assert_eq!(found(text, Groups::Known), []);
        assert_eq!(found(text, Groups::Any), [("Job j".to_owned(), vec![])]);
        assert_eq!(found("{apiVersion: apps/v1, kind: deployment}", Groups::Any), []);
    }

    #[test]
    fn route_leads_through_lists_to_the_object() {
        let text = "{kind: List, items: [{kind: Pod, metadata: {name: a}}, null, {kind: List, items: [{kind: Service}, {kind: Pod, metadata: {name: b, namespace: prod}}]}]}";
        let paths = found(text, Groups::Known);
        assert_eq!(paths, [("Pod a".to_owned(), vec![0]), ("Pod prod/b".to_owned(), vec![2, 1])]);
        let mut root = parse(text).unwrap().unwrap();
        let name = |node: &Node| node.at(&["metadata", "name"]).and_then(Node::as_str).map(str::to_owned);
        assert_eq!(object(&root, &[2, 1]).and_then(name).as_deref(), Some("b"));
        assert_eq!(name(object_mut(&mut root, &[2, 1])).as_deref(), Some("b"));
        assert!(object(&root, &[1, 0]).is_none() && object(&root, &[9]).is_none());
    }

    #[test]
    fn err_what_is_no_object() {
        let deep = format!("{}null{}", "{kind: List, items: [".repeat(70), "]}".repeat(70));
        for text in
            ["[a]", "a", "{kind: {a: b}}", "{kind: List, items: 5}", "{kind: List, items: [5]}", &deep]
        {
            assert!(find(&parse(text).unwrap().unwrap(), Groups::Known).is_err(), "{text}");
        }
        assert!(find(&parse("~").unwrap().unwrap(), Groups::Known).unwrap().is_empty());
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
            let workload = &find(&root, Groups::Known).unwrap()[0];
            let pod = workload.pod_path.pod_of(&root);
            assert_eq!((pod.meta.str_at("name"), pod.host_network()), (Some(at), true), "{text}");
        }
    }

    #[test]
    fn field_of_another_kind_is_told_and_a_strange_one_is_not() {
        let text =
            "{apiVersion: apps/v1, kind: DaemonSet, spec: {replicas: 2, strange: 1, minReadySeconds: 3}}";
        let root = parse(text).unwrap().unwrap();
        let said = misplaced(&root, &find(&root, Groups::Known).unwrap()[0]);
        let causes: Vec<&str> = said.iter().map(Error::cause).collect();
        assert!(matches!(causes[..], [one] if one.contains("spec.replicas")), "{causes:?}");
    }
}
