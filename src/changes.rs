//! What differs between two pods, field by field.

mod lists;
mod meaning;

pub use meaning::Meaning;

use crate::pod::{List, Pod, name_of, seq_at};
use crate::records::live;
use crate::records::overrides::OVERRIDES;
use crate::records::{STATUS, is_nothing};
use kube_schema::{self as schema, Merge, Struct, Type, ZeroTime, marshal};
use kube_yaml::{Map, Node, Value, json};
use std::collections::HashSet;
use std::sync::LazyLock;

/// A field of a pod that differs.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The way to it. What is in the pod's spec begins there (`containers[istio-proxy].image`), labels and annotations are
    /// `labels[NAME]` and `annotations[NAME]`. Items of a list go by what tells them apart, as their merge key does. Of a list
    /// whose items nothing tells apart it is the way to the list.
    pub path: String,
    /// What it was; `None` where it is new. Of a list whose items nothing tells apart these are the items that go.
    pub from: Option<Node>,
    /// What it is; `None` where it is gone. Of a list whose items nothing tells apart these are the items that come.
    pub to: Option<Node>,
    /// What that means, where it is a change that is known.
    pub meaning: Option<Meaning>,
}

/// The annotations that only record what an injection did.
const RECORDS: [&str; 2] = [STATUS, OVERRIDES];
/// What a probe or hook does, of which it has one.
const HANDLERS: [&str; 5] = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];
/// The fields with handlers.
const HANDLED: [&str; 5] = ["livenessProbe", "readinessProbe", "startupProbe", "preStop", "postStart"];

/// What differs between two pods, in the order of the second, as far as Kubernetes' types tell: spellings do not count, and the
/// records of an injection neither. JSON in strings is compared as JSON.
pub(crate) fn between(before: &Pod, after: &Pod) -> Vec<Change> {
    let mut walk = Walk::default();
    let (before, after) = (typed(before), typed(after));
    for key in ["labels", "annotations"] {
        let part = |pod: &Pod| pod.meta.get(key).map(map).cloned().unwrap_or_default();
        walk.map(key, &part(&before), &part(&after), None);
    }
    let before = walk.follow(before, &after);
    walk.map("", map(&before.spec), map(&after.spec), Some(&schema::POD_SPEC));
    walk.found
}

/// The pod as Go's types print it, without the records.
fn typed(pod: &Pod) -> Pod {
    let print = |node: &Node, ty: &'static Struct| {
        let mut node = node.clone();
        // What does not fit its type is compared as it is.
        let _ = schema::read(&mut node, ty, &mut Vec::new());
        marshal(&node, ty, ZeroTime::Omit)
    };
    let mut typed =
        Pod { meta: print(&pod.meta, &schema::OBJECT_META), spec: print(&pod.spec, &schema::POD_SPEC) };
    for record in RECORDS {
        typed.annotations_mut().remove(record);
    }
    typed
}

fn map(node: &Node) -> &Map {
    static NONE: LazyLock<Map> = LazyLock::new(Map::default);
    node.as_map().unwrap_or(&NONE)
}

/// The changes found so far.
#[derive(Default)]
struct Walk {
    found: Vec<Change>,
    /// The containers that are in the other list now.
    followed: Vec<String>,
}

impl Walk {
    fn push(&mut self, path: String, from: Option<&Node>, to: Option<&Node>, meaning: Option<Meaning>) {
        let own = |node: Option<&Node>| node.map(|node| node.clone().detach());
        self.found.push(Change { path, from: own(from), to: own(to), meaning });
    }

    /// Puts the containers of `before` into the lists that `after` has them in.
    fn follow(&mut self, mut before: Pod, after: &Pod) -> Pod {
        for (old, new) in [(List::Containers, List::Init), (List::Init, List::Containers)] {
            let stay: HashSet<&str> = after.containers(old).iter().map(name_of).collect();
            let mut there: HashSet<String> =
                before.containers(new).iter().map(|c| name_of(c).to_owned()).collect();
            let names = after.containers(new).iter().filter_map(|container| container.str_at("name"));
            for name in names.filter(|name| !stay.contains(name)) {
                let gone = there.insert(name.to_owned());
                let Some(containers) = before.containers_mut(old).filter(|_| gone) else { continue };
                let Some(at) = containers.iter().position(|c| c.str_at("name") == Some(name)) else {
                    continue;
                };
                let container = containers.remove(at);
                seq_at(&mut before.spec, new.key()).push(container);
                self.followed.push(name.to_owned());
                let meaning = Meaning::of_move(after.container(new, name), new);
                let (from, to) = (Node::made(old.key()), Node::made(new.key()));
                self.push(format!("{}[{name}]", new.key()), Some(&from), Some(&to), Some(meaning));
            }
        }
        before
    }

    /// Compares what stands at `path`, a value of type `of`.
    fn value(
        &mut self,
        path: String,
        before: Option<&Node>,
        after: Option<&Node>,
        of: Option<&'static Type>,
    ) {
        let present = |node: &&Node| !is_nothing(node);
        let (before, after) = (before.filter(present), after.filter(present));
        let (Some(old), Some(new)) = (before, after) else {
            if before.is_some() || after.is_some() {
                self.push(path, before, after, None);
            }
            return;
        };
        match (&old.value, &new.value) {
            (old, new) if old == new => {}
            (Value::Map(old), Value::Map(new)) => self.map(&path, old, new, of.and_then(Type::structure)),
            (Value::Seq(old), Value::Seq(new)) => self.list(&path, [old, new], None, of),
            (Value::Str(was), Value::Str(is)) => match (collection(was), collection(is)) {
                (Some(old), Some(new)) => self.value(path, Some(&old), Some(&new), None),
                _ => self.push(path, before, after, None),
            },
            _ => self.push(path, before, after, None),
        }
    }

    fn map(&mut self, path: &str, before: &Map, after: &Map, of: Option<&'static Struct>) {
        let (mut olds, mut news) = (before.lookup(), after.lookup());
        let gone: Vec<&str> =
            before.iter().map(|(key, _)| key).filter(|key| news.get(key).is_none()).collect();
        for key in after.iter().map(|(key, _)| key).chain(gone) {
            let (old, new) = (olds.get(key), news.get(key));
            if is_by_default(path, key, [(old, before), (new, after)]) {
                continue;
            }
            let field = of.and_then(|of| of.field(key));
            let path = joined(path, key, of.is_some());
            match (field.map(|field| (&field.ty, field.merge)), old, new) {
                (Some((Type::List(item), merge)), _, _) => {
                    let items =
                        |node: Option<&Node>| node.and_then(Node::as_seq).unwrap_or_default().to_vec();
                    let by = if let Merge::By(key) = merge { Some(key) } else { None };
                    self.list(&path, [&items(old), &items(new)], by, Some(item));
                }
                (_, Some(old), Some(new)) if HANDLED.contains(&key) => {
                    self.handled(path, old, new, field.map(|f| &f.ty))
                }
                (field, old, new) => self.value(path, old, new, field.map(|(ty, _)| ty)),
            }
        }
    }

    /// Compares two probes or hooks, and what they do as a whole.
    fn handled(&mut self, path: String, before: &Node, after: &Node, of: Option<&'static Type>) {
        let part = |node: &Node, handler: bool| {
            let entries =
                map(node).entries.iter().filter(|entry| HANDLERS.contains(&entry.key.as_str()) == handler);
            Node::made(Map { entries: entries.cloned().collect() })
        };
        let (old, new) = (part(before, true), part(after, true));
        if old != new {
            let meaning = Meaning::of_handlers(&old, &new);
            self.push(path.clone(), Some(&old), Some(&new), meaning);
        }
        self.map(&path, map(&part(before, false)), map(&part(after, false)), of.and_then(Type::structure));
    }
}

/// Whether a field differs by nothing but that one of the maps spells out what the API server takes for granted.
fn is_by_default(path: &str, key: &str, values: [(Option<&Node>, &Map); 2]) -> bool {
    let path = path.strip_suffix(']').and_then(|path| path.rsplit_once('[')).map_or(path, |(list, _)| list);
    let parent = path.rsplit('.').next().unwrap_or_default();
    values.into_iter().all(|(value, map)| value.is_none_or(|value| live::is_default(parent, key, value, map)))
}

/// The way to a key of what stands at `path`; names that are not the type's own go in brackets.
fn joined(path: &str, key: &str, is_field: bool) -> String {
    let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    match (path.is_empty(), (is_field || plain) && !matches!(path, "labels" | "annotations")) {
        (true, _) => key.to_owned(),
        (false, true) => format!("{path}.{key}"),
        (false, false) => format!("{path}[{key}]"),
    }
}

/// The list or map that a text is as JSON.
fn collection(text: &str) -> Option<Node> {
    let found = json::from_json(text).ok()?;
    matches!(found.value, Value::Map(_) | Value::Seq(_)).then_some(found)
}

#[cfg(test)]
mod tests;
