//! Which objects bear pods, and where in them the pod's metadata and spec lie.

mod table;
mod path;
mod unknown;
mod misplaced;
mod passing;
#[cfg(test)]
mod tests;

pub use misplaced::misplaced;
pub use passing::may_bear_pods;
pub(crate) use path::spelled;
pub use path::{PodPath, Step, TemplatePath, object, object_mut};
pub(crate) use unknown::Unknown;

use crate::code;
use kube_schema::{self as schema, Struct};
use kube_yaml::{Error, Result, Span};
use kube_yaml::{Map, Node, Value};
use std::borrow::Cow;
use std::str::FromStr;

/// Where a List keeps its objects.
pub(crate) const ITEMS: &str = "items";

/// How deep a List may hold Lists.
const MAX_LIST_DEPTH: usize = 64;

/// A pod in an object of a document, by what it is and where it lies. An object with several pod templates is as many
/// workloads.
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
    /// The Go type that what `route` leads to is read as.
    pub ty: &'static Struct,
    /// Where the pod lies in what `route` leads to.
    pub pod_path: PodPath,
    /// The way from the document's root to the object, empty for the root itself; to the pod template of an object that has
    /// no Go type.
    pub route: Vec<Step>,
    /// The pod template's place in an object that has no Go type, such as `spec.tasks[0].template`; else empty.
    pub template: String,
    /// Where the object begins in the document, or the pod template where the object has several.
    pub span: Span,
}

/// Which kinds are injected: Kubernetes' own by default, and those of other groups that are asked for.
#[derive(Clone, Debug, Default)]
pub struct Kinds {
    own: OwnKinds,
    others: Vec<Kind>,
}

/// Which of Kubernetes' own kinds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum OwnKinds {
    /// All, in the groups that they live or lived in.
    #[default]
    All,
    /// Those of istioctl, in any group: it looks at the kind alone.
    Istioctl,
}

/// A kind of an API group, and where its objects keep their pod templates. It is read from `GROUP/KIND`, where the paths are
/// those of a kind that is well known or `spec.template`, or from `GROUP/KIND=PATH`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kind {
    group: String,
    kind: String,
    paths: Vec<TemplatePath>,
}

impl Kinds {
    /// The kinds that istioctl injects.
    pub const ISTIOCTL: Kinds = Kinds { own: OwnKinds::Istioctl, others: Vec::new() };

    /// Kubernetes' own kinds and `others`.
    #[must_use]
    pub fn with(others: Vec<Kind>) -> Self {
        Kinds { own: OwnKinds::All, others }
    }

    /// These kinds, and those of the `foreign` objects that were injected before: they have the annotation `record` at a pod
    /// template.
    pub(crate) fn and_recorded<'k>(&'k self, foreign: &[Object<'_>], record: &str) -> Cow<'k, Kinds> {
        let mut all = Cow::Borrowed(self);
        for object in foreign {
            let paths = unknown::recorded(object, record);
            if !paths.is_empty() {
                let (group, kind) = (object.group().to_owned(), object.kind.to_string());
                all.to_mut().others.push(Kind { group, kind, paths });
            }
        }
        all
    }

    /// Those of the `foreign` objects with pod templates that these kinds do not lead to.
    pub(crate) fn unknown(&self, foreign: &[Object<'_>]) -> Vec<Unknown> {
        foreign.iter().filter_map(|object| Unknown::of(object, self)).collect()
    }

    /// The objects of other groups than Kubernetes' own, which have no more kinds that bear pods, with something like a pod
    /// in them; in document order. None where istioctl's kinds are all that counts.
    pub(crate) fn foreign<'n>(&self, root: &'n Node) -> Vec<Object<'n>> {
        if self.own == OwnKinds::Istioctl {
            return Vec::new();
        }
        let has_pods = |object: &Object<'_>| {
            unknown::is_foreign(object.group(), &object.kind) && unknown::holds_a_pod(object.node)
        };
        // Where the document is no object, finding its workloads says so.
        objects(root, self, &has_pods).unwrap_or_default()
    }

    /// The kind of Kubernetes' own that an object is of.
    fn own(&self, object: &Object<'_>) -> Option<&'static table::Own> {
        let known = table::OWN.iter().find(|own| own.kind == object.kind)?;
        let counts = match self.own {
            OwnKinds::All => table::GROUPS.contains(&object.group()),
            OwnKinds::Istioctl => true,
        };
        counts.then_some(known)
    }

    /// What is known of an object's kind where it is none of Kubernetes' own.
    fn others<'k>(&'k self, object: &Object<'_>) -> impl Iterator<Item = &'k Kind> {
        self.others.iter().filter(move |kind| kind.group == object.group() && kind.kind == object.kind)
    }

    /// The routes from an object of another kind to its pod templates, in the order of the text.
    fn routes(&self, object: &Object<'_>) -> Vec<Vec<Step>> {
        let paths = self.others(object).flat_map(|kind| &kind.paths);
        let mut routes: Vec<Vec<Step>> = Vec::new();
        for route in paths.flat_map(|path| path.routes(object.node)) {
            if !routes.contains(&route) {
                routes.push(route);
            }
        }
        routes.sort_by_key(|route| path::object(object.node, route).map(|template| template.span.start));
        routes
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, path) = text.split_once('=').map_or((text, None), |(name, path)| (name, Some(path)));
        let (group, kind) = match name.split_once('/') {
            Some((group, kind)) if !group.is_empty() && !kind.is_empty() && !kind.contains('/') => {
                (group, kind)
            }
            None if is_other("", name) => ("", name),
            _ => {
                return Err("expected GROUP/KIND, such as argoproj.io/Rollout, or GROUP/KIND=PATH".to_owned());
            }
        };
        let paths = match path {
            Some(path) => vec![path.parse()?],
            None => default_paths(group, kind),
        };
        Ok(Kind { group: group.to_owned(), kind: kind.to_owned(), paths })
    }
}

/// Whether the table of other kinds has this one.
fn is_other(group: &str, kind: &str) -> bool {
    table::OTHERS.iter().any(|(of, name, _)| *of == group && *name == kind)
}

/// Where objects of another kind keep their pod templates, unless somebody says so.
fn default_paths(group: &str, kind: &str) -> Vec<TemplatePath> {
    let known = table::OTHERS.iter().find(|(of, name, _)| *of == group && *name == kind);
    let paths = known.map_or(&["spec.template"][..], |(_, _, paths)| paths);
    paths.iter().map(|path| path.parse().expect("the paths of the table are paths")).collect()
}

/// The Go type by which istioctl reads and prints a kind, whatever its group; `None` for those that it passes through.
pub(crate) fn type_in_istioctl(kind: &str) -> Option<&'static Struct> {
    table::OWN.iter().find(|own| own.kind == kind).map(|own| own.ty)
}

/// The Go type of one of Kubernetes' own kinds.
pub(crate) fn own_type(kind: &str) -> Option<&'static Struct> {
    table::OWN.iter().find(|own| own.kind == kind).map(|own| own.ty)
}

/// Finds the workloads of a document, those in Lists (nested too) and in a ResourceList included, in document order.
///
/// # Errors
/// When the document is not a map, or its `kind` or `apiVersion` is one: Kubernetes reads neither.
pub fn find(root: &Node, kinds: &Kinds) -> Result<Vec<Workload>> {
    let mut found = Vec::new();
    let bears = |object: &Object<'_>| kinds.own(object).is_some() || kinds.others(object).next().is_some();
    for object in objects(root, kinds, &bears)? {
        let own = kinds.own(&object);
        found.extend(own.map(|own| object.workload(own.ty, own.pod_path)));
        if own.is_none() {
            let routes = kinds.routes(&object);
            let several = routes.len() > 1;
            for route in routes {
                let mut workload = object.workload(&schema::POD_TEMPLATE_SPEC, PodPath::Bare);
                workload.template = spelled(&route);
                if let Some(template) = path::object(object.node, &route).filter(|_| several) {
                    workload.span = template.span;
                }
                workload.route.extend(route);
                found.push(workload);
            }
        }
    }
    Ok(found)
}

/// Whether a node is a list whose items are objects: a List of Kubernetes' core group or a ResourceList.
#[must_use]
pub(crate) fn is_list(node: &Node) -> bool {
    let group = || group_of(node.str_at("apiVersion").unwrap_or_default());
    node.str_at("kind") == Some("List") && group().is_empty() || is_resource_list(node)
}

/// Whether the document is what KRM functions are given and answer: a ResourceList of the group `config.kubernetes.io`.
#[must_use]
pub fn is_resource_list(root: &Node) -> bool {
    let text = |key| root.str_at(key).unwrap_or_default();
    text("kind") == "ResourceList" && group_of(text("apiVersion")) == "config.kubernetes.io"
}

/// An object of a document.
pub(crate) struct Object<'n> {
    pub(crate) node: &'n Node,
    /// `apiVersion` and `kind` as written.
    pub(crate) api_version: Cow<'n, str>,
    pub(crate) kind: Cow<'n, str>,
    /// The way to it from the document's root.
    pub(crate) route: Vec<Step>,
}

impl Object<'_> {
    /// The API group; empty for the core group, and where there is none.
    pub(crate) fn group(&self) -> &str {
        group_of(&self.api_version)
    }

    /// Its own name, empty when it has none.
    pub(crate) fn name(&self) -> String {
        self.metadata("name")
    }

    /// Its own namespace, empty when it has none.
    pub(crate) fn namespace(&self) -> String {
        self.metadata("namespace")
    }

    /// What messages call it.
    pub(crate) fn title(&self) -> String {
        title(&self.kind, &self.namespace(), &self.name())
    }

    fn metadata(&self, key: &str) -> String {
        self.node
            .get("metadata")
            .and_then(|meta| meta.get(key)?.scalar_text())
            .unwrap_or_default()
            .into_owned()
    }

    fn workload(&self, ty: &'static Struct, pod_path: PodPath) -> Workload {
        Workload {
            api_version: self.api_version.to_string(),
            kind: self.kind.to_string(),
            name: self.name(),
            namespace: self.namespace(),
            ty,
            pod_path,
            route: self.route.clone(),
            template: String::new(),
            span: self.node.span,
        }
    }
}

/// The objects of a document that are `wanted`, those in Lists (nested too) in the place of the Lists, in document order.
/// What is asked has no route yet.
///
/// # Errors
/// As [`find`].
pub(crate) fn objects<'n>(root: &'n Node, kinds: &Kinds, wanted: &Wanted<'_>) -> Result<Vec<Object<'n>>> {
    let mut walk = Walk { own: kinds.own, wanted, route: Vec::new(), found: Vec::new() };
    walk.node(root)?;
    Ok(walk.found)
}

/// Whether an object is wanted.
type Wanted<'w> = dyn Fn(&Object<'_>) -> bool + 'w;

/// A walk through a document.
struct Walk<'n, 'w> {
    own: OwnKinds,
    wanted: &'w Wanted<'w>,
    route: Vec<Step>,
    found: Vec<Object<'n>>,
}

impl<'n> Walk<'n, '_> {
    fn node(&mut self, node: &'n Node) -> Result<()> {
        let map = match &node.value {
            Value::Map(map) => map,
            Value::Null => return Ok(()),
            Value::Seq(_) => return Err(not_an_object("a list", node)),
            _ => return Err(not_an_object("a scalar", node)),
        };
        let (api_version, kind) = (type_text(map, "apiVersion")?, type_text(map, "kind")?);
        let is_list = match self.own {
            OwnKinds::Istioctl => kind == "List",
            OwnKinds::All => is_list(node),
        };
        if is_list {
            return self.items(node);
        }
        let mut object = Object { node, api_version, kind, route: Vec::new() };
        if (self.wanted)(&object) {
            object.route.clone_from(&self.route);
            self.found.push(object);
        }
        Ok(())
    }

    fn items(&mut self, list: &'n Node) -> Result<()> {
        let Some(items) = list.get(ITEMS).filter(|items| !items.is_null()) else { return Ok(()) };
        let Some(items) = items.as_seq() else {
            return Err(Error::new(code::OBJECT, "items of a List must be a list").at(items.span));
        };
        // Two steps lead into each of them.
        if self.route.len() >= 2 * MAX_LIST_DEPTH {
            return Err(Error::new(code::OBJECT, "Lists are nested too deep").at(list.span));
        }
        for (index, item) in items.iter().enumerate() {
            self.route.extend([Step::Key(Cow::Borrowed(ITEMS)), Step::Index(index)]);
            self.node(item)?;
            self.route.truncate(self.route.len() - 2);
        }
        Ok(())
    }
}

/// The group of an `apiVersion`: empty for the core group, and where there is none.
fn group_of(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// The text of `apiVersion` or `kind`; a number or boolean becomes its text as in any string field.
fn type_text<'n>(map: &'n Map, key: &str) -> Result<Cow<'n, str>> {
    let Some(node) = map.get(key) else { return Ok(Cow::Borrowed("")) };
    match &node.value {
        Value::Str(text) => Ok(Cow::Borrowed(text)),
        Value::Map(_) | Value::Seq(_) => {
            Err(Error::new(code::OBJECT, format!("{key} must be a string")).at(node.span))
        }
        _ => Ok(Cow::Owned(node.scalar_text().unwrap_or_default().into_owned())),
    }
}

fn not_an_object(what: &str, node: &Node) -> Error {
    Error::new(code::OBJECT, format!("expected a Kubernetes object, found {what}"))
        .at(node.span)
        .help("separate documents with a `---` line")
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
