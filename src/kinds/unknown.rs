//! Pod templates in objects of kinds that are not injected.

use super::path::{Step, TemplatePath};
use super::{Kinds, Object, default_paths, is_other, own_type, table};
use kube_yaml::{Map, Node, Span, Value};

/// An object with pod templates that are not injected, because its kind is not.
#[derive(Debug)]
pub(crate) struct Unknown {
    /// `kind` as written.
    pub(crate) kind: String,
    /// The kind in words: with its group where a kind of Kubernetes' own has the same name.
    pub(crate) kind_in_words: String,
    /// The object's own name and namespace, empty when it has none.
    pub(crate) name: String,
    pub(crate) namespace: String,
    /// Where the object begins in the document.
    pub(crate) span: Span,
    /// The flags that have it injected: `--kind argoproj.io/Rollout`.
    pub(crate) flags: String,
}

impl Unknown {
    /// The object, when it has pod templates that `kinds` does not lead to: maps with containers at a `…template.spec`.
    pub(super) fn of(object: &Object<'_>, kinds: &Kinds) -> Option<Unknown> {
        let covered = kinds.routes(object);
        let is_template = |step: &Step, node: &Node| {
            matches!(step, Step::Key(key) if key.to_ascii_lowercase().ends_with("template"))
                && has_containers(node)
        };
        let found = search(object.node, &is_template, &covered);
        (!found.is_empty()).then(|| Unknown {
            kind: object.kind.to_string(),
            kind_in_words: match own_type(&object.kind) {
                Some(_) => format!("{} of {}", object.kind, object.group()),
                None => object.kind.to_string(),
            },
            name: object.name(),
            namespace: object.namespace(),
            span: object.node.span,
            flags: flags(object, &found),
        })
    }
}

/// The paths at which an object has pod templates with the annotation `record`.
pub(super) fn recorded(object: &Object<'_>, record: &str) -> Vec<TemplatePath> {
    let is_recorded = |_: &Step, node: &Node| {
        node.get("spec").and_then(Node::as_map).is_some()
            && node.at(&["metadata", "annotations", record]).is_some()
    };
    search(object.node, &is_recorded, &[])
}

/// Whether objects of a kind may have pods that are not injected: it is of no group of Kubernetes' own kinds, or it makes no
/// pods by itself.
pub(super) fn is_foreign(group: &str, kind: &str) -> bool {
    !table::GROUPS.contains(&group) || is_other(group, kind)
}

/// Whether there is a map with a `spec` and containers in that, or annotations beside it, anywhere in an object. Nothing else
/// can be found in it, and most objects have none.
pub(super) fn holds_a_pod(node: &Node) -> bool {
    let is_or_holds = |inner: &Node| {
        let spec = inner.get("spec").and_then(Node::as_map);
        let is_pod =
            |spec: &Map| spec.contains("containers") || inner.at(&["metadata", "annotations"]).is_some();
        spec.is_some_and(is_pod) || holds_a_pod(inner)
    };
    match &node.value {
        Value::Map(map) => map.iter().any(|(_, inner)| is_or_holds(inner)),
        Value::Seq(items) => items.iter().any(is_or_holds),
        _ => false,
    }
}

/// The flags that have templates at these paths injected.
fn flags(object: &Object<'_>, paths: &[TemplatePath]) -> String {
    let kind = match object.group() {
        "" => object.kind.clone(),
        group => format!("{group}/{}", object.kind).into(),
    };
    let usual = default_paths(object.group(), &object.kind);
    // A path on the command line takes the place of the usual ones.
    match paths.iter().all(|path| usual.iter().any(|usual| usual.leads_to(path))) {
        true => flag(&kind),
        false => paths.iter().map(|path| flag(&format!("{kind}={path}"))).collect::<Vec<_>>().join(" "),
    }
}

/// The flag as a shell takes it.
fn flag(value: &str) -> String {
    match value.chars().all(|c| c.is_ascii_alphanumeric() || "-_./=".contains(c)) {
        true => format!("--kind {value}"),
        false => format!("--kind '{}'", value.replace('\'', r"'\''")),
    }
}

fn has_containers(template: &Node) -> bool {
    let containers = template.at(&["spec", "containers"]).and_then(Node::as_seq).unwrap_or_default();
    containers.iter().any(|container| container.as_map().is_some())
}

/// The paths of what `is_wanted` and is none of the `covered` routes, each once.
fn search(root: &Node, is_wanted: &dyn Fn(&Step, &Node) -> bool, covered: &[Vec<Step>]) -> Vec<TemplatePath> {
    let mut search = Search { is_wanted, covered, route: Vec::new(), found: Vec::new() };
    search.below(root);
    search.found
}

struct Search<'s> {
    is_wanted: &'s dyn Fn(&Step, &Node) -> bool,
    covered: &'s [Vec<Step>],
    route: Vec<Step>,
    found: Vec<TemplatePath>,
}

impl Search<'_> {
    fn below(&mut self, node: &Node) {
        match &node.value {
            Value::Map(map) => {
                let inner =
                    map.iter().filter(|(_, value)| matches!(value.value, Value::Map(_) | Value::Seq(_)));
                inner.for_each(|(key, value)| self.node(Step::Key(key.to_owned().into()), value));
            }
            Value::Seq(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.node(Step::Index(index), item));
            }
            _ => {}
        }
    }

    fn node(&mut self, step: Step, node: &Node) {
        let wanted = (self.is_wanted)(&step, node);
        self.route.push(step);
        if !wanted {
            self.below(node);
        } else if !self.covered.contains(&self.route) {
            let path = TemplatePath::over_items(&self.route);
            if !self.found.contains(&path) {
                self.found.push(path);
            }
        }
        self.route.pop();
    }
}
