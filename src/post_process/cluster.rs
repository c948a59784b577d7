//! The proxy's env for cluster and network, from values and the network label.

use crate::pod::{PROXY, Pod, push_env};
use crate::post_process::PostProcess;
use crate::records::NETWORK_LABEL;
use kube_yaml::Node;

/// Replaces the two variables where the template set them: they move to the end of the env, sorted by name.
pub(crate) fn set_env(pod: &mut Pod, step: PostProcess<'_>) {
    let cluster = Some(step.settings.values().cluster_name()).filter(|name| !name.is_empty());
    let wanted = [("ISTIO_META_CLUSTER_ID", cluster), ("ISTIO_META_NETWORK", step.network)];
    let wanted: Vec<(&str, &str)> = wanted.into_iter().filter_map(|(k, v)| Some((k, v?))).collect();
    if wanted.is_empty() {
        return;
    }
    let Some(proxy) = pod.any_container_mut(PROXY) else { return };
    if let Some(env) = proxy.get_mut("env").and_then(Node::as_seq_mut) {
        env.retain(|var| !wanted.iter().any(|(name, _)| var.str_at("name") == Some(name)));
    }
    for (name, value) in wanted {
        push_env(proxy, name, value);
    }
}

/// The network a pod is in: its label, else the values'; `None` when neither says.
#[must_use]
pub(crate) fn network<'a>(pod: &'a Pod, from_values: &'a str) -> Option<&'a str> {
    Some(pod.label(NETWORK_LABEL).unwrap_or(from_values)).filter(|name| !name.is_empty())
}
