//! What the Kubernetes types of an old release did not have yet, taken out of an object as that release did.
//!
//! Only what would change the meaning of an injection: a grpc probe that the release can neither rewrite nor knows, and
//! what the types print without being asked. Other fields that are younger than the release stay.

use crate::kinds::Workload;
use crate::pod::List;
use crate::settings::{Release, Rule};
use crate::yaml::Node;

/// Takes it out.
pub fn forget(object: &mut Node, workload: &Workload, release: Release) {
    if !release.has(Rule::CountsAvailable) && workload.kind == "StatefulSet" {
        forget_available(object);
    }
    if !release.has(Rule::KnowsGrpcProbes) {
        let (_, spec) = workload.shape.paths();
        let spec = spec.iter().try_fold(object, |node, key| node.get_mut(key));
        if let Some(spec) = spec {
            forget_grpc(spec);
        }
    }
}

/// The type prints a zero where nothing is said; one that is said stays.
fn forget_available(object: &mut Node) {
    let Some(status) = object.get_mut("status").and_then(Node::as_map_mut) else { return };
    status.entries.retain(|entry| entry.key != "availableReplicas" || entry.value.as_i64() != Some(0));
}

fn forget_grpc(spec: &mut Node) {
    for list in [List::Init, List::Containers] {
        for container in spec.get_mut(list.key()).and_then(Node::as_seq_mut).into_iter().flatten() {
            for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
                if let Some(probe) = container.get_mut(probe).and_then(Node::as_map_mut) {
                    probe.remove("grpc");
                }
            }
        }
    }
}
