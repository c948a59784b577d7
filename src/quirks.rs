//! What `--compat istioctl` decides in another way.

use crate::kinds::Workload;
use crate::pod::List;
use crate::settings::{Compat, Release, Rule};
use kube_schema::old_kubernetes;
use kube_yaml::Node;

/// Takes out of an object as it is printed the zeros that the Kubernetes types of the release left unprinted.
pub(crate) fn forget_zeros(printed: &mut Node, release: Release) {
    if !release.has(Rule::CountsAvailable) && printed.str_at("kind") == Some("StatefulSet") {
        old_kubernetes::forget_available(printed);
    }
}

/// Takes out what the Kubernetes types of the release did not know, where that shows.
pub(crate) fn forget(object: &mut Node, workload: &Workload, release: Release) {
    if release.has(Rule::KnowsGrpcProbes) {
        return;
    }
    let (_, spec) = workload.pod_path.paths();
    let Some(spec) = object.at_mut(spec) else { return };
    for list in List::BOTH {
        let containers = spec.get_mut(list.key()).and_then(Node::as_seq_mut);
        containers.into_iter().flatten().for_each(old_kubernetes::forget_grpc);
    }
}

/// The namespaces that may keep a pod out, of the pod template's and the workload's: istioctl looks at the first only.
#[must_use]
pub(crate) fn namespaces<'a>(compat: Compat, template: &'a str, workload: &'a str) -> [&'a str; 2] {
    match compat {
        Compat::Off => [template, workload],
        Compat::Istioctl => [template, ""],
    }
}
