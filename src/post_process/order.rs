//! The order of the containers, which is the order in which they start.

use crate::pod::{INIT, List, PROXY, Pod, VALIDATION, named, seq_at};
use crate::post_process::PostProcess;
use crate::settings::Rule;
use kube_yaml::Node;

const CORE_DUMP: &str = "enable-core-dump";

#[derive(Clone, Copy, PartialEq, Eq)]
enum To {
    Front,
    Back,
}

/// Puts the proxy last (so that `kubectl exec` goes to the user's container), or first when the application waits
/// for it; and the init containers around the user's.
pub(crate) fn containers(pod: &mut Pod, step: PostProcess<'_>) {
    // The API asks for the list, and istiod makes it anew: with a native sidecar a pod may have no containers of its own.
    seq_at(&mut pod.spec, List::Containers.key());
    let release = step.settings.release();
    let hold = step.pods_mesh.default_config().hold_application_until_proxy_starts()
        || step.settings.values().hold_application_until_proxy_starts();
    move_to(pod, List::Containers, PROXY, if hold { To::Front } else { To::Back });
    let steps: &[(&str, To)] =
        if release.has(Rule::NativeSidecars) && pod.container(List::Init, PROXY).is_some() {
            // A native sidecar: traffic is redirected and the proxy runs before the user's init containers, so that they
            // are part of the mesh.
            &[(CORE_DUMP, To::Front), (PROXY, To::Front), (VALIDATION, To::Front), (INIT, To::Front)]
        } else {
            // Validation blocks the user's init containers until the redirection is there; istio-init comes after them,
            // as it would cut their traffic off.
            &[(VALIDATION, To::Front), (INIT, To::Back), (CORE_DUMP, To::Back)]
        };
    for (name, to) in steps {
        move_to(pod, List::Init, name, *to);
    }
}

/// Moves the container of that name; of several only the last stays, as in istiod.
fn move_to(pod: &mut Pod, list: List, name: &str, to: To) {
    let Some(containers) = pod.containers_mut(list) else { return };
    let Some(last) = containers.iter().rposition(|c| named(c, name)) else { return };
    let container: Node = containers.remove(last);
    containers.retain(|c| !named(c, name));
    match to {
        To::Front => containers.insert(0, container),
        To::Back => containers.push(container),
    }
}
