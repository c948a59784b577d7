//! The pod inside a workload: its metadata and its spec, and the questions every stage asks of them.

mod windows;

use kube_yaml::{Map, Node, Text, same};
use std::collections::HashMap;

/// The container Istio's templates add, or that a user writes to override parts of it.
pub(crate) const PROXY: &str = "istio-proxy";
/// The init container that sets up the traffic redirection.
pub(crate) const INIT: &str = "istio-init";
/// The init container that checks the CNI plugin's redirection.
pub(crate) const VALIDATION: &str = "istio-validation";

/// The pod annotation that names the templates to use.
pub(crate) const TEMPLATES: &str = "inject.istio.io/templates";

/// The labels that say what the mesh calls a pod's service, the mesh's own in front: the first that says something counts.
pub(crate) const CANONICAL_NAME: [&str; 3] =
    ["service.istio.io/canonical-name", "app.kubernetes.io/name", "app"];
/// The same for its revision.
pub(crate) const CANONICAL_REVISION: [&str; 3] =
    ["service.istio.io/canonical-revision", "app.kubernetes.io/version", "version"];

/// A pod: what the template sees, what it is merged onto, and what comes out.
#[derive(Clone, Debug)]
pub struct Pod {
    /// `metadata`, a map.
    pub meta: Node,
    /// `spec`, a map.
    pub spec: Node,
}

/// The two lists of containers a sidecar may be in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum List {
    /// `spec.containers`
    Containers,
    /// `spec.initContainers`
    Init,
}

impl List {
    /// `containers` first, as names are looked up.
    pub(crate) const BOTH: [List; 2] = [List::Containers, List::Init];

    /// The field's name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            List::Containers => "containers",
            List::Init => "initContainers",
        }
    }
}

impl Pod {
    /// A pod of nothing.
    #[must_use]
    pub fn empty() -> Self {
        Pod { meta: empty_map(), spec: empty_map() }
    }

    /// The pod that a text has: a map with `metadata` and `spec`, either of which may be left out.
    #[cfg(test)]
    pub(crate) fn of_text(text: &str) -> Self {
        let object = kube_yaml::parse(text).unwrap().unwrap();
        Pod { meta: map_of(&object, &["metadata"]), spec: map_of(&object, &["spec"]) }
    }

    /// The value of an annotation.
    #[must_use]
    pub fn annotation(&self, name: &str) -> Option<&str> {
        self.meta.get("annotations")?.str_at(name)
    }

    /// The value of a label.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<&str> {
        self.meta.get("labels")?.str_at(name)
    }

    /// The value of the first of the labels that says something.
    pub(crate) fn first_label(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.label(name).filter(|value| !value.is_empty()))
    }

    /// The annotations, when there are any.
    #[must_use]
    pub fn annotations(&self) -> Option<&Map> {
        self.meta.get("annotations")?.as_map()
    }

    /// The annotations, to change; made when absent.
    pub fn annotations_mut(&mut self) -> &mut Map {
        map_at(&mut self.meta, "annotations")
    }

    /// The labels, to change; made when absent.
    pub fn labels_mut(&mut self) -> &mut Map {
        map_at(&mut self.meta, "labels")
    }

    /// The containers of a list; none when it is absent.
    #[must_use]
    pub fn containers(&self, list: List) -> &[Node] {
        self.spec.get(list.key()).and_then(Node::as_seq).unwrap_or_default()
    }

    /// The containers of both lists.
    pub(crate) fn all_containers(&self) -> impl Iterator<Item = &Node> {
        List::BOTH.into_iter().flat_map(|list| self.containers(list))
    }

    /// The containers of a list, to change; `None` when it is absent.
    pub fn containers_mut(&mut self, list: List) -> Option<&mut Vec<Node>> {
        self.spec.get_mut(list.key()).and_then(Node::as_seq_mut)
    }

    /// The first container of that name in a list.
    #[must_use]
    pub fn container(&self, list: List, name: &str) -> Option<&Node> {
        find(self.containers(list), name)
    }

    /// The first container of that name in either list, `containers` first.
    #[must_use]
    pub fn any_container(&self, name: &str) -> Option<&Node> {
        self.container(List::Containers, name).or_else(|| self.container(List::Init, name))
    }

    /// The first container of that name in either list, to change.
    pub fn any_container_mut(&mut self, name: &str) -> Option<&mut Node> {
        let list = match self.container(List::Containers, name) {
            Some(_) => List::Containers,
            None => List::Init,
        };
        self.containers_mut(list)?.iter_mut().find(|c| named(c, name))
    }

    /// Whether it shares the network of its host.
    #[must_use]
    pub fn host_network(&self) -> bool {
        self.spec.get("hostNetwork").and_then(Node::as_bool).unwrap_or(false)
    }
}

/// The value of an env variable of a container.
#[must_use]
pub(crate) fn env_of<'n>(container: &'n Node, name: &str) -> Option<&'n str> {
    let env = container.get("env")?.as_seq()?;
    env.iter().find(|var| var.str_at("name") == Some(name))?.str_at("value")
}

/// The tag of an image; `None` where it has none.
#[must_use]
pub(crate) fn tag_of(image: &str) -> Option<&str> {
    let name = image.split('@').next()?.rsplit('/').next()?;
    name.split_once(':').map(|(_, tag)| tag)
}

/// The network that the proxy of a pod was told.
#[must_use]
pub(crate) fn network_of(pod: &Pod) -> Option<&str> {
    env_of(pod.any_container(PROXY)?, "ISTIO_META_NETWORK").filter(|network| !network.is_empty())
}

/// The first container of that name.
#[must_use]
pub(crate) fn find<'n>(containers: &'n [Node], name: &str) -> Option<&'n Node> {
    containers.iter().find(|c| named(c, name))
}

/// The first container of each name.
#[must_use]
pub(crate) fn by_name(containers: &[Node]) -> HashMap<&str, &Node> {
    let mut found = HashMap::with_capacity(containers.len());
    for container in containers {
        found.entry(name_of(container)).or_insert(container);
    }
    found
}

/// Whether the container has that name.
#[must_use]
pub(crate) fn named(container: &Node, name: &str) -> bool {
    same(name_of(container), name)
}

/// The field of a port with its number.
pub(crate) const CONTAINER_PORT: &str = "containerPort";

/// A port of a container: `8080`, or `53/UDP` where it is not TCP.
#[must_use]
pub(crate) fn port_of(port: &Node) -> Option<String> {
    let number = port.get(CONTAINER_PORT)?.scalar_text()?.into_owned();
    Some(match port.str_at("protocol").filter(|protocol| *protocol != "TCP") {
        Some(protocol) => format!("{number}/{protocol}"),
        None => number,
    })
}

/// The name of a container; empty where there is none.
#[must_use]
pub(crate) fn name_of(container: &Node) -> &str {
    container.str_at("name").unwrap_or_default()
}

/// The map at a path; an empty one where there is none.
#[must_use]
pub(crate) fn map_of(object: &Node, path: &[&str]) -> Node {
    object.at(path).filter(|n| n.as_map().is_some()).cloned().unwrap_or_else(empty_map)
}

/// The map at `key`, made when it is absent, null or not a map.
pub(crate) fn map_at<'n>(node: &'n mut Node, key: &str) -> &'n mut Map {
    let parent = as_map(node);
    let child = parent.entry_or(key, empty_map);
    as_map(child)
}

/// The list at `key`, made when it is absent or null.
pub(crate) fn seq_at<'n>(node: &'n mut Node, key: &str) -> &'n mut Vec<Node> {
    let child = as_map(node).entry_or(key, empty_seq);
    if child.as_seq().is_none() {
        *child = empty_seq();
    }
    child.as_seq_mut().expect("it was just made a list")
}

/// Adds `name: value` to a container's env.
pub(crate) fn push_env(container: &mut Node, name: &str, value: impl Into<Text>) {
    let pair = [("name", Node::made(name)), ("value", Node::made(value.into()))];
    seq_at(container, "env").push(Node::made(pair.into_iter().collect::<Map>()));
}

fn as_map(node: &mut Node) -> &mut Map {
    if node.as_map().is_none() {
        *node = empty_map();
    }
    node.as_map_mut().expect("it was just made a map")
}

/// An empty map that no text has.
#[must_use]
pub(crate) fn empty_map() -> Node {
    Node::made(Map::default())
}

fn empty_seq() -> Node {
    Node::made(Vec::new())
}
