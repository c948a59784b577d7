//! What templates render, read, and left as Go's types print it.

use crate::pod::{List, Pod, empty_map};
use kube_schema as schema;
use kube_yaml::{self as yaml, Error, Node, Result};

/// Reads what a template rendered.
pub(crate) fn patch_of(name: &str, rendered: &str) -> Result<Node> {
    let whose = |e: Error| {
        let what = format!("template {name} does not render valid YAML");
        e.in_text(&format!("rendered template {name}"), 1, rendered).context(what)
    };
    let Some(patch) = yaml::parse(rendered).map_err(whose)? else { return Ok(empty_map()) };
    if patch.is_null() {
        return Ok(empty_map());
    }
    if patch.as_map().is_none() {
        return Err(Error::new(format!("template {name} does not render a map")));
    }
    Ok(patch.detach())
}

/// Drops the containers' `restartPolicy`, which templates set before Kubernetes knew such a field and to no effect: today
/// it would make istio-init a container that never ends.
pub(crate) fn forget_restarts(spec: &mut Node) {
    for list in List::BOTH {
        let containers = spec.get_mut(list.key()).and_then(Node::as_seq_mut);
        for container in containers.into_iter().flatten().filter_map(Node::as_map_mut) {
            container.remove("restartPolicy");
        }
    }
}

/// Leaves the pod as Go's types would print it.
pub(crate) fn settle(pod: &mut Pod) {
    schema::normalize(&mut pod.meta, &schema::OBJECT_META);
    schema::normalize(&mut pod.spec, &schema::POD_SPEC);
}
