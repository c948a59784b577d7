//! Objects that are only part of one: patches for somebody's merge.

use crate::kinds::Workload;
use crate::pod::List;
use crate::records::is_nothing;
use kube_yaml::{Node, Value};

/// The keys by which a strategic merge patch says how it merges.
const DIRECTIVES: [&str; 3] = ["$patch", "$retainKeys", "$setElementOrder/"];

/// The annotation by which OpenShift fills in images.
const IMAGE_TRIGGERS: &str = "image.openshift.io/triggers";

/// Whether the object is a patch: it says how it merges, or its pod has a spec in which no container has an image.
pub(crate) fn is_patch(object: &Node, workload: &Workload) -> bool {
    // Nobody patches a bare pod, and OpenShift fills in images.
    let filled_in = matches!(&*workload.kind, "Pod" | "DeploymentConfig")
        || object.at(&["metadata", "annotations", IMAGE_TRIGGERS]).is_some();
    let (_, spec) = workload.pod_path.paths();
    has_directive(object) || (!filled_in && object.at(spec).is_some_and(lacks_images))
}

/// Whether a pod's spec says something, but not what to run. Containers that are no list are wrong, and not for this to tell.
fn lacks_images(spec: &Node) -> bool {
    let list = |list: List| spec.get(list.key()).and_then(Node::as_seq).unwrap_or_default();
    spec.as_map().is_some()
        && !is_nothing(spec)
        && spec.get("containers").is_none_or(|containers| containers.as_seq().is_some())
        && !List::BOTH.into_iter().flat_map(list).any(|container| container.get("image").is_some())
}

fn has_directive(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map.iter().any(|(key, value)| {
            key.starts_with('$') && DIRECTIVES.iter().any(|known| key.starts_with(known))
                || has_directive(value)
        }),
        Value::Seq(items) => items.iter().any(has_directive),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{self, Kinds};

    fn is_patch_text(spec: &str) -> bool {
        let text = format!("{{apiVersion: apps/v1, kind: Deployment, spec: {spec}}}");
        let object = kube_yaml::parse(&text).unwrap().unwrap();
        let workload = &kinds::find(&object, &Kinds::default()).unwrap()[0];
        is_patch(&object, workload)
    }

    #[test]
    fn directives_anywhere_and_containers_without_images_make_a_patch() {
        for (spec, patch) in [
            ("{template: {spec: {containers: [{name: a, image: b}]}}}", false),
            ("{template: {spec: {initContainers: [{name: i, image: b}], containers: [{name: a}]}}}", false),
            ("{template: {spec: {containers: [{name: a}]}}}", true),
            ("{template: {spec: {nodeSelector: {a: b}}}}", true),
            ("{template: {spec: {containers: [{name: a, image: b}, {name: c, $patch: delete}]}}}", true),
            ("{strategy: {$retainKeys: [type]}, template: {spec: {containers: [{image: b}]}}}", true),
            (
                "{template: {spec: {$setElementOrder/containers: [{name: a}], containers: [{image: b}]}}}",
                true,
            ),
            ("{replicas: 3}", false),
            ("{template: {spec: {containers: {name: a}}}}", false),
        ] {
            assert_eq!(is_patch_text(spec), patch, "{spec}");
        }
    }
}
