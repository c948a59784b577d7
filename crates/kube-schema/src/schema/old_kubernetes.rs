//! What the Kubernetes types of an old release did not have yet, taken out of an object as that release did.

use kube_yaml::Node;

/// Takes the `grpc` action out of a container's probes, which Kubernetes knows since 1.23.
pub fn forget_grpc(container: &mut Node) {
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(probe) = container.get_mut(probe).and_then(Node::as_map_mut) {
            probe.remove("grpc");
        }
    }
}

/// Takes the zero of a StatefulSet's `status.availableReplicas` out, which is printed since Kubernetes 1.22.
pub fn forget_available(object: &mut Node) {
    let Some(status) = object.get_mut("status").and_then(Node::as_map_mut) else { return };
    status.entries.retain(|entry| entry.key != "availableReplicas" || entry.value.as_i64() != Some(0));
}
