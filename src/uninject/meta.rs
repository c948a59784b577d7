//! The labels and annotations that injection gives a pod, told from the author's by their values.

use crate::finish::cluster::NETWORK_LABEL;
use crate::inject::TEMPLATES;
use crate::pod::{List, PROXY, Pod, VALIDATION, named};
use crate::reinject::Status;
use crate::yaml::{Map, Node};

const NAME: &str = "service.istio.io/canonical-name";
const REVISION: &str = "service.istio.io/canonical-revision";
const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

/// The annotation to whose ports the templates add the agent's own.
const EXCLUDED: &str = "traffic.sidecar.istio.io/excludeInboundPorts";
const STATUS_PORT: &str = ",15020";
/// What the templates for proxyless gRPC turn off.
const REWRITE: &str = "sidecar.istio.io/rewriteAppHTTPProbers";

/// Labels with the one value that the templates give those who have none.
const LABELS: [(&str, &str); 2] =
    [("security.istio.io/tlsMode", "istio"), ("networking.istio.io/tunnel", "http")];

/// Annotations that name the application's first container, as kubectl's own default is.
const FIRST_CONTAINER: [&str; 2] =
    ["kubectl.kubernetes.io/default-logs-container", "kubectl.kubernetes.io/default-container"];

/// What the templates spell out for the CNI plugin, with the values of a default installation.
const FOR_CNI: [(&str, &[&str]); 7] = [
    ("sidecar.istio.io/interceptionMode", &["REDIRECT"]),
    ("traffic.sidecar.istio.io/includeOutboundIPRanges", &["*"]),
    ("traffic.sidecar.istio.io/excludeOutboundIPRanges", &[""]),
    ("traffic.sidecar.istio.io/includeInboundPorts", &["*", ""]),
    (EXCLUDED, &["15020", "15020,15021", ""]),
    ("traffic.sidecar.istio.io/includeOutboundPorts", &[""]),
    ("traffic.sidecar.istio.io/excludeOutboundPorts", &[""]),
];

/// The network of the CNI plugin in Multus' list, by release.
const CNI_NETWORKS: [&str; 2] = ["default/istio-cni", "istio-cni"];

/// Takes out of `restored` what the injection of `pod`, which `workload` owns, has put into its metadata.
pub(super) fn clear(restored: &mut Pod, pod: &Pod, status: &Status, workload: &str) {
    let label = |name: &str| pod.label(name).filter(|value| !value.is_empty());
    let name = label("app.kubernetes.io/name").or_else(|| label("app")).unwrap_or(workload);
    let version = label("app.kubernetes.io/version").or_else(|| label("version")).unwrap_or("latest");
    let network = network_of(pod);
    if let Some(labels) = map_mut(restored, "labels") {
        for (key, value) in LABELS.into_iter().chain([(REVISION, version), (NAME, name)]) {
            remove_if(labels, key, |v| v == value);
        }
        remove_if(labels, NAME, |v| v == shortened(name));
        remove_if(labels, NETWORK_LABEL, |v| Some(v) == network);
    }
    let first = restored.containers(List::Containers).iter().find(|c| !named(c, PROXY));
    let first = first.and_then(|c| c.str_at("name")).unwrap_or_default().to_owned();
    let Some(annotations) = map_mut(restored, "annotations") else { return };
    annotations.remove("istio.io/rev");
    for key in FIRST_CONTAINER {
        remove_if(annotations, key, |v| v == first);
    }
    if status.init_containers.iter().any(|name| name == VALIDATION) {
        for (key, values) in FOR_CNI {
            remove_if(annotations, key, |v| values.contains(&v));
        }
        let excluded = annotations.get(EXCLUDED).and_then(Node::as_str);
        if let Some(own) = excluded.and_then(|ports| ports.strip_suffix(STATUS_PORT)).map(str::to_owned) {
            annotations.set(EXCLUDED, Node::made(own));
        }
    }
    if pod.annotation(TEMPLATES).is_some_and(|names| names.contains("grpc-")) {
        remove_if(annotations, REWRITE, |v| v == "false");
    }
    clear_network(annotations);
}

/// A canonical name as releases from 1.22 on cut it.
fn shortened(name: &str) -> &str {
    /// The most characters of a label's value.
    const LONGEST: usize = 63;
    let cut = name.char_indices().nth(LONGEST).map_or(name, |(at, _)| &name[..at]);
    cut.strip_suffix('-').unwrap_or(cut)
}

/// Takes the CNI plugin's network out of a list that may name others.
fn clear_network(annotations: &mut Map) {
    let Some(networks) = annotations.get(NETWORKS).and_then(Node::as_str).map(str::to_owned) else { return };
    for own in CNI_NETWORKS {
        if networks == own {
            annotations.remove(NETWORKS);
            return;
        }
        let json = match own.split_once('/') {
            Some((namespace, name)) => format!(", {{\"name\": \"{name}\", \"namespace\": \"{namespace}\"}}"),
            None => format!(", {{\"name\": \"{own}\"}}"),
        };
        let rest = match networks.strip_suffix(&format!(", {own}")) {
            Some(rest) => rest.to_owned(),
            None if networks.contains(&json) => networks.replacen(&json, "", 1),
            None => continue,
        };
        annotations.set(NETWORKS, Node::made(rest));
        return;
    }
}

/// The network that the proxy was told.
fn network_of(pod: &Pod) -> Option<&str> {
    let env = pod.any_container(PROXY)?.get("env")?.as_seq()?;
    env.iter().find(|var| var.str_at("name") == Some("ISTIO_META_NETWORK"))?.str_at("value")
}

fn map_mut<'p>(pod: &'p mut Pod, key: &str) -> Option<&'p mut Map> {
    pod.meta.get_mut(key)?.as_map_mut()
}

fn remove_if(map: &mut Map, key: &str, is_ours: impl Fn(&str) -> bool) {
    if map.get(key).and_then(Node::as_str).is_some_and(is_ours) {
        map.remove(key);
    }
}
