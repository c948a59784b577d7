//! The labels and annotations that injection gives a pod, told from the author's by their values.

use super::Status;
use super::known::{Known, release_of};
use super::scrape::{SECURE_PORT, SECURE_PORT_ENV};
use crate::pod::{
    CANONICAL_NAME, CANONICAL_REVISION, List, PROXY, Pod, TEMPLATES, VALIDATION, env_of, named, network_of,
};
use kube_yaml::{Map, Node, Text};
use std::ops::RangeInclusive;

/// The label that names a workload's network; it wins over values.global.network.
pub(crate) const NETWORK_LABEL: &str = "topology.istio.io/network";
/// What the templates call a cluster that values do not name.
const DEFAULT_CLUSTER: &str = "Kubernetes";
/// The revision that injected: a label up to 1.9, an annotation since.
const INJECTOR: &str = "istio.io/rev";
const DEFAULT_REVISION: &str = "default";
const NAME: &str = CANONICAL_NAME[0];
const REVISION: &str = CANONICAL_REVISION[0];
const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

const INCLUDED: &str = "traffic.sidecar.istio.io/includeInboundPorts";
/// The annotation to whose ports the templates add the agent's own.
const EXCLUDED: &str = "traffic.sidecar.istio.io/excludeInboundPorts";
const STATUS_PORT: &str = "status.sidecar.istio.io/port";
const DEFAULT_STATUS_PORT: &str = "15020";
/// What the templates for proxyless gRPC turn off.
const REWRITE: &str = "sidecar.istio.io/rewriteAppHTTPProbers";

/// Labels with the one value that the templates give those who have none.
const LABELS: [(&str, &str); 2] =
    [("security.istio.io/tlsMode", "istio"), ("networking.istio.io/tunnel", "http")];

/// Annotations that name the application's first container, as kubectl's own default is.
const FIRST_CONTAINER: [&str; 2] =
    ["kubectl.kubernetes.io/default-logs-container", "kubectl.kubernetes.io/default-container"];

const INTERCEPTION_MODE: &str = "sidecar.istio.io/interceptionMode";
/// The releases that redirect by annotations.
const REDIRECTING: RangeInclusive<u16> = 3..=7;

/// What the templates spell out for the CNI plugin, with the values of a default installation. Up to 1.7 they spelled
/// out the empty ones too, and the container's ports.
const FOR_CNI: [(&str, &[&str]); 7] = [
    (INTERCEPTION_MODE, &["REDIRECT"]),
    ("traffic.sidecar.istio.io/includeOutboundIPRanges", &["*"]),
    ("traffic.sidecar.istio.io/excludeOutboundIPRanges", &[""]),
    (INCLUDED, &["*", ""]),
    (EXCLUDED, &["15020", "15020,15021", ""]),
    ("traffic.sidecar.istio.io/includeOutboundPorts", &[""]),
    ("traffic.sidecar.istio.io/excludeOutboundPorts", &[""]),
];

/// The network of the CNI plugin in Multus' list, by release.
const CNI_NETWORKS: [&str; 2] = ["default/istio-cni", "istio-cni"];
/// The same in a JSON list: since 1.25, from 1.20 to 1.24, and before.
const CNI_NETWORKS_AS_JSON: [&str; 3] = [
    r#", {"name": "istio-cni", "namespace": "default"}"#,
    r#", {"name": "default/istio-cni"}"#,
    r#", {"name": "istio-cni"}"#,
];

/// Takes out of `restored` what the injection of `pod` has put into its metadata.
pub(super) fn clear(restored: &mut Pod, pod: &Pod, status: &Status, known: Known<'_>) {
    let name = pod.first_label(&CANONICAL_NAME[1..]).unwrap_or(known.workload);
    let version = pod.first_label(&CANONICAL_REVISION[1..]).unwrap_or("latest");
    let network = network_of(pod);
    let pod_name = pod.meta.str_at("name");
    if let Some(mut labels) = Added::of(restored, "labels", LABELS[0].0) {
        for (key, value) in LABELS.into_iter().chain([(REVISION, version), (NAME, name)]) {
            labels.remove_if(key, |v| v == value);
        }
        // Up to 1.20 a pod's own name counted and not its owner's.
        labels.remove_if(NAME, |v| v.is_empty() || shortened(name).contains(&v) || Some(v) == pod_name);
        labels.remove_if(NETWORK_LABEL, |v| Some(v) == network && is_of_values(v, cluster_of(pod), known));
        labels.remove_if(INJECTOR, |v| {
            v == status.revision || status.revision.is_empty() && v == DEFAULT_REVISION
        });
    }
    let first = restored.containers(List::Containers).iter().find(|c| !named(c, PROXY));
    let first = first.and_then(|c| c.str_at("name")).unwrap_or_default().to_owned();
    let ports = ports_of(restored);
    let marker = if status.appended { INTERCEPTION_MODE } else { INJECTOR };
    let Some(mut annotations) = Added::of(restored, "annotations", marker) else { return };
    for key in FIRST_CONTAINER {
        annotations.remove_if(key, |v| v == first);
    }
    // From 1.3 to 1.7 they were set with and without the plugin.
    let redirects = release_of(pod).map_or(status.appended, |release| REDIRECTING.contains(&release.minor()));
    let by_cni = redirects || status.init_containers.iter().any(|name| name == VALIDATION);
    for (key, values) in FOR_CNI {
        // Without interception no init container tells of the plugin.
        if by_cni || annotations.stands_behind(key) {
            annotations
                .remove_if(key, |v| values.contains(&v) && (redirects || key == EXCLUDED || !v.is_empty()));
        }
    }
    if redirects {
        annotations.remove_if(INCLUDED, |v| v == ports);
    }
    if by_cni {
        let port = pod.annotation(STATUS_PORT).unwrap_or(DEFAULT_STATUS_PORT);
        annotations.remove_if(EXCLUDED, |v| v == port);
        let agent = format!(",{port}");
        let excluded = annotations.map.get(EXCLUDED).and_then(Node::as_str);
        if let Some(own) = excluded.and_then(|ports| ports.strip_suffix(&agent)).map(str::to_owned) {
            annotations.map.set(EXCLUDED, Node::made(own));
        }
    }
    if pod.annotation(TEMPLATES).is_some_and(|names| names.contains("grpc-")) {
        annotations.remove_if(REWRITE, |v| v == "false");
    }
    if by_cni || annotations.stands_behind(NETWORKS) {
        for own in CNI_NETWORKS {
            annotations.remove_if(NETWORKS, |v| v == own);
        }
        clear_network(annotations.map);
    }
    let secure = pod.any_container(PROXY).and_then(|proxy| env_of(proxy, SECURE_PORT_ENV));
    annotations.remove_if(SECURE_PORT, |v| Some(v) == secure);
    annotations.remove_if(INJECTOR, |_| true);
}

/// Labels or annotations, and how many of them were there before an injection added the others behind them.
struct Added<'p> {
    map: &'p mut Map,
    authored: Vec<Text>,
    first: String,
}

impl<'p> Added<'p> {
    /// Those of a pod; what stands in front of the `first` that an injection adds is the author's. Where all are sorted,
    /// somebody else has put them into order, and nothing can be told from it.
    fn of(pod: &'p mut Pod, key: &str, first: &str) -> Option<Self> {
        let map = pod.meta.get_mut(key)?.as_map_mut()?;
        let count = match map.entries.is_sorted_by_key(|entry| &entry.key) {
            true => 0,
            false => map.entries.iter().position(|entry| entry.key == first).unwrap_or_default(),
        };
        let authored = map.entries[..count].iter().map(|entry| entry.key.clone()).collect();
        Some(Added { map, authored, first: first.to_owned() })
    }

    /// Whether the order tells that an injection added it.
    fn stands_behind(&self, key: &str) -> bool {
        let place = |key: &str| self.map.entries.iter().position(|entry| entry.key == key);
        !self.authored.is_empty() && place(key) > place(&self.first)
    }

    fn remove_if(&mut self, key: &str, is_ours: impl Fn(&str) -> bool) {
        let authored = self.authored.iter().any(|own| own == key);
        if !authored && self.map.get(key).and_then(Node::as_str).is_some_and(is_ours) {
            self.map.remove(key);
        }
    }
}

/// A canonical name as releases from 1.22 to 1.30 cut it, and as later ones do.
fn shortened(name: &str) -> [&str; 2] {
    /// The most characters of a label's value.
    const LONGEST: usize = 63;
    let cut = name.char_indices().nth(LONGEST).map_or(name, |(at, _)| &name[..at]);
    [cut.strip_suffix('-').unwrap_or(cut), cut.trim_matches(['-', '_', '.'])]
}

/// Takes the CNI plugin's network out of a list that may name others.
fn clear_network(annotations: &mut Map) {
    let Some(networks) = annotations.get(NETWORKS).and_then(Node::as_str).map(str::to_owned) else { return };
    let listed = CNI_NETWORKS.iter().find_map(|own| networks.strip_suffix(&format!(", {own}")));
    let as_json = || CNI_NETWORKS_AS_JSON.iter().find(|own| networks.contains(*own));
    let rest = listed.map(str::to_owned).or_else(|| Some(networks.replacen(as_json()?, "", 1)));
    if let Some(rest) = rest {
        annotations.set(NETWORKS, Node::made(rest));
    }
}

/// The TCP ports of the containers, as the templates list them.
fn ports_of(pod: &Pod) -> String {
    let all = pod.containers(List::Containers).iter();
    let ports = all.filter_map(|c| c.get("ports").and_then(Node::as_seq)).flatten();
    let ports = ports.filter(|port| !matches!(port.str_at("protocol"), Some("UDP" | "SCTP")));
    ports
        .filter_map(|port| Some(port.get("containerPort")?.as_i64()?.to_string()))
        .collect::<Vec<_>>()
        .join(",")
}

/// Whether a network that the proxy was told comes from values and not from the author's label.
///
/// Values name a network where they name the cluster, too; if they name the same cluster now, and another network, the
/// label is the author's.
fn is_of_values(network: &str, cluster: &str, known: Known<'_>) -> bool {
    match known.values {
        Some([now, _]) if now == network => true,
        Some([_, same]) if same == cluster => false,
        _ => cluster != DEFAULT_CLUSTER,
    }
}

/// The cluster that the proxy was told.
fn cluster_of(pod: &Pod) -> &str {
    let cluster = pod.any_container(PROXY).and_then(|proxy| env_of(proxy, "ISTIO_META_CLUSTER_ID"));
    cluster.unwrap_or(DEFAULT_CLUSTER)
}
