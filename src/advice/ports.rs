//! Containers that listen where the sidecar does.

use super::{is_istios, place};
use crate::pod::{List, Pod, env_of, name_of};
use crate::settings::MeshConfig;
use crate::warning::Code;
use kube_yaml::{Error, Node};

/// The ports of the sidecar, and what listens there (istio.io, "Ports used by Istio"); the DNS proxy's only where DNS is
/// captured.
const PORTS: [(i64, &str); 8] = [
    (15000, "Envoy's administration"),
    (15001, "outbound traffic"),
    (15004, "the agent's debugging"),
    (15006, "inbound traffic"),
    (15008, "HBONE traffic"),
    (15020, "the agent's metrics and probes"),
    (15021, "health checks"),
    (15090, "Envoy's metrics"),
];
/// The port of the DNS proxy.
const DNS: i64 = 15053;

/// What is said of the author's containers that declare one of the sidecar's ports.
pub(super) fn taken(pod: &Pod, proxy: &Node, mesh: &MeshConfig) -> Vec<Error> {
    let status = i64::from(mesh.default_config().status_port());
    let use_of = |port: i64| match PORTS.iter().find(|(known, _)| *known == port) {
        Some((_, what)) => Some(*what),
        None if port == status && port != 0 => Some("the agent's metrics and probes"),
        None if port == DNS && env_of(proxy, "ISTIO_META_DNS_CAPTURE") == Some("true") => Some("DNS"),
        None => None,
    };
    let own = pod.containers(List::Containers).iter().filter(|c| !is_istios(name_of(c)));
    let said = own.flat_map(|container| {
        let ports = container.get("ports").and_then(Node::as_seq).unwrap_or_default();
        ports.iter().filter_map(move |port| {
            let number = port.get("containerPort")?;
            let what = use_of(number.as_i64()?)?;
            if port.str_at("protocol").is_some_and(|protocol| protocol != "TCP") {
                return None;
            }
            let number_ = number.as_i64()?;
            let cause = format!(
                "container {} listens on port {number_}, which the sidecar uses for {what}",
                name_of(container)
            );
            Some(Code::IstioPort.warn(cause).at(place(number, container)))
        })
    });
    said.collect()
}
