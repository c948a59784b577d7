//! Which objects bear pods, and where in them the pod's metadata and spec lie.

use crate::error::{Error, Result, Span};
use crate::schema::{self, Struct};
use crate::yaml::{Map, Node, Value};

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
    pub shape: Shape,
    /// The indexes into `items`, from the document's root to the object; empty for the root itself.
    pub route: Vec<usize>,
    /// Where the object begins in the document.
    pub span: Span,
}

/// Where a workload keeps its pod.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// The object is the pod.
    Pod,
    /// `spec.template`, which may be absent: an empty pod then.
    Template,
    /// `spec.template`, a pointer in Go: an object without one is refused (ReplicationController, DeploymentConfig).
    RequiredTemplate,
    /// `spec.jobTemplate.spec.template`.
    CronJob,
}

/// The kinds that bear pods and the API groups they live or lived in.
const KINDS: [(&str, &[&str], Shape); 9] = [
    ("Pod", &["v1"], Shape::Pod),
    ("ReplicationController", &["v1"], Shape::RequiredTemplate),
    ("Deployment", &["apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"], Shape::Template),
    ("DaemonSet", &["apps/v1", "apps/v1beta2", "extensions/v1beta1"], Shape::Template),
    ("ReplicaSet", &["apps/v1", "apps/v1beta2", "extensions/v1beta1"], Shape::Template),
    ("StatefulSet", &["apps/v1", "apps/v1beta1", "apps/v1beta2"], Shape::Template),
    ("Job", &["batch/v1", "extensions/v1beta1"], Shape::Template),
    ("CronJob", &["batch/v1", "batch/v1beta1", "batch/v2alpha1"], Shape::CronJob),
    ("DeploymentConfig", &["apps.openshift.io/v1"], Shape::RequiredTemplate),
];

/// Which API groups count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Groups {
    /// Also those a kind used to live in (`extensions/v1beta1` and the like).
    All,
    /// Only those of today, as istioctl 1.30 has them.
    Current,
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

/// Whether the document is a `v1` List.
#[must_use]
pub fn is_list(root: &Node) -> bool {
    root.str_at("kind") == Some("List") && root.str_at("apiVersion") == Some("v1")
}

/// The object that `route` leads to.
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
    if kind == "List" && api_version == "v1" {
        return collect_items(node, groups, route, found);
    }
    let Some(shape) = shape_of(&api_version, &kind, groups) else { return Ok(()) };
    let Some(ty) = schema::kind(&api_version, &kind) else { return Ok(()) };
    let meta = map.get("metadata");
    let text = |key| meta.and_then(|m| m.get(key)).map(scalar_text).unwrap_or_default();
    found.push(Workload {
        name: text("name"),
        namespace: text("namespace"),
        api_version,
        kind,
        ty,
        shape,
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

fn shape_of(api_version: &str, kind: &str, groups: Groups) -> Option<Shape> {
    let (_, versions, shape) = KINDS.iter().find(|(name, ..)| *name == kind)?;
    let known = match groups {
        Groups::All => versions.contains(&api_version),
        Groups::Current => versions[0] == api_version,
    };
    known.then_some(*shape)
}

/// The text of `apiVersion` or `kind`; a number or boolean becomes its text as in any string field.
fn type_text(map: &Map, key: &str) -> Result<String> {
    let Some(node) = map.get(key) else { return Ok(String::new()) };
    match &node.value {
        Value::Map(_) | Value::Seq(_) => Err(Error::new(format!("{key} must be a string")).at(node.span)),
        _ => Ok(scalar_text(node)),
    }
}

fn scalar_text(node: &Node) -> String {
    match &node.value {
        Value::Str(s) => s.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        Value::Uint(u) => u.to_string(),
        _ => String::new(),
    }
}

fn not_an_object(what: &str, node: &Node) -> Error {
    Error::new(format!("a Kubernetes object must be a map, this document is {what}"))
        .at(node.span)
        .help("separate documents with a line that says `---`")
}

impl Shape {
    /// The path of the pod template's parts from the object: `(metadata, spec)`.
    #[must_use]
    pub fn paths(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Shape::Pod => (&["metadata"], &["spec"]),
            Shape::Template | Shape::RequiredTemplate => {
                (&["spec", "template", "metadata"], &["spec", "template", "spec"])
            }
            Shape::CronJob => (
                &["spec", "jobTemplate", "spec", "template", "metadata"],
                &["spec", "jobTemplate", "spec", "template", "spec"],
            ),
        }
    }
}

impl Workload {
    /// What messages call it: `Deployment prod/web`, or without the namespace it does not name.
    #[must_use]
    pub fn title(&self) -> String {
        match (self.namespace.is_empty(), self.name.is_empty()) {
            (_, true) => self.kind.clone(),
            (true, false) => format!("{} {}", self.kind, self.name),
            (false, false) => format!("{} {}/{}", self.kind, self.namespace, self.name),
        }
    }
}
