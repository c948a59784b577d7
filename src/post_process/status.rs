//! What an injection says of itself in the pod's metadata.

use crate::pod::Pod;
use crate::post_process::PostProcess;
use crate::records::NETWORK_LABEL;
use crate::records::status::{STATUS, to_json};
use crate::settings::Rule;
use kube_yaml::Node;

/// Sets the network label, where a network is known, the status annotation, and those the inject-config gives every pod.
pub(crate) fn record(pod: &mut Pod, step: PostProcess<'_>) {
    if let Some(network) = step.network {
        pod.labels_mut().set(NETWORK_LABEL, Node::made(network));
    }
    let annotations = pod.annotations_mut();
    annotations.set(STATUS, Node::made(status(step)));
    for (name, value) in step.settings.injected_annotations() {
        annotations.set(name, Node::made(value.as_str()));
    }
}

/// The JSON that names what the template (not the merge) rendered, for a later injection to take out again.
fn status(step: PostProcess<'_>) -> String {
    let template = step.template;
    let listed = |key| template.spec.get(key).and_then(Node::as_seq).unwrap_or_default();
    let revision = step.settings.revision();
    let revision = if revision.is_empty() { "default" } else { revision };
    let added = ["initContainers", "containers", "volumes", "imagePullSecrets"].map(|key| (key, listed(key)));
    let has_revision = step.settings.release().has(Rule::StatusHasRevision);
    to_json(None, added, has_revision.then_some(("revision", revision)))
}
