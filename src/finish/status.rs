//! What an injection says of itself in the pod's metadata.

use crate::finish::Finish;
use crate::finish::cluster::NETWORK_LABEL;
use crate::pod::{List, Pod};
use crate::reinject::STATUS;
use crate::settings::Rule;
use crate::yaml::{Map, Node, json};

/// Sets the network label, where a network is known, the status annotation, and those the inject-config gives every pod.
pub fn record(pod: &mut Pod, finish: Finish<'_>) {
    if let Some(network) = finish.network {
        pod.labels_mut().set(NETWORK_LABEL, Node::made(network));
    }
    let annotations = pod.annotations_mut();
    annotations.set(STATUS, Node::made(status(finish)));
    for (name, value) in finish.settings.injected_annotations() {
        annotations.set(name, Node::made(value.as_str()));
    }
}

/// The JSON that names what the template (not the merge) brought, for a later injection to take out again.
fn status(finish: Finish<'_>) -> String {
    let template = finish.template;
    let volumes = |key| template.spec.get(key).and_then(Node::as_seq).unwrap_or_default();
    let revision = finish.settings.revision();
    let revision = if revision.is_empty() { "default" } else { revision };
    let mut map: Map = [
        ("initContainers", names(template.containers(List::Init))),
        ("containers", names(template.containers(List::Containers))),
        ("volumes", names(volumes("volumes"))),
        ("imagePullSecrets", names(volumes("imagePullSecrets"))),
    ]
    .into_iter()
    .collect();
    if finish.settings.release().has(Rule::StatusHasRevision) {
        map.set("revision", Node::made(revision));
    }
    json::to_json(&Node::made(map))
}

/// The names as a list; null when there are none, as Go prints a nil slice.
pub(crate) fn names(items: &[Node]) -> Node {
    if items.is_empty() {
        return Node::made(crate::yaml::Value::Null);
    }
    Node::made(items.iter().map(|i| Node::made(i.str_at("name").unwrap_or_default())).collect::<Vec<_>>())
}
