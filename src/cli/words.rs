//! Explanations and comparisons in words: what a terminal and a page both show.

use kube_inject::{
    Added, Explanation, InjectedPod, Outcome, PodChange, RedirectedBy, Replicas, Resources, Side, Traffic,
};
use std::fmt::Display;

/// What becomes of an object.
pub(super) fn outcome(object: &Explanation) -> String {
    let report = &object.report;
    match &report.outcome {
        Outcome::Skipped(_) => "not injected".to_owned(),
        Outcome::Reinjected if report.changed => match &report.versions {
            Some(versions) => format!("already injected, outdated: {versions}"),
            None => "already injected, outdated".to_owned(),
        },
        Outcome::Reinjected => "already injected, up to date".to_owned(),
        _ => "injected".to_owned(),
    }
}

/// What becomes of an object under one of two configurations.
pub(super) fn side(side: &Side) -> String {
    match side {
        Side::Injected => "injected".to_owned(),
        Side::Skipped(reason) => format!("not injected ({reason})"),
        Side::Failed(error) => format!("cannot be injected ({})", error.cause()),
    }
}

/// So many of something: `1 object`, `2 objects`.
pub(super) fn counted<N: Display + PartialEq + From<u8>>(count: N, one: &str) -> String {
    let plural = if count == N::from(1) { "" } else { "s" };
    format!("{count} {one}{plural}")
}

/// What an injection adds to all pods of an object.
pub(super) fn cost(injected: &InjectedPod, replicas: Replicas) -> String {
    let each = amounts(injected.cost);
    match replicas {
        Replicas::PerNode => format!("{each}, on each node"),
        Replicas::Count(1) => each,
        Replicas::Count(pods) => format!("{each}; {pods} pods: {}", amounts(injected.cost.times(pods))),
    }
}

/// `requests cpu 100m and memory 128Mi, limits cpu 2 and memory 1Gi`
pub(super) fn amounts(resources: Resources) -> String {
    let Resources { cpu_requests, cpu_limits, memory_requests, memory_limits } = resources;
    let parts = [("requests", cpu_requests, memory_requests), ("limits", cpu_limits, memory_limits)];
    let parts: Vec<String> = parts
        .into_iter()
        .filter_map(|(what, cpu, memory)| {
            let amounts = [
                (cpu != 0).then(|| format!("cpu {}", cores(cpu))),
                (memory != 0).then(|| format!("memory {}", bytes(memory))),
            ];
            let amounts: Vec<String> = amounts.into_iter().flatten().collect();
            (!amounts.is_empty()).then(|| format!("{what} {}", amounts.join(" and ")))
        })
        .collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

/// Thousandths of a core, as Kubernetes writes them.
pub(super) fn cores(milli: i64) -> String {
    if milli % 1000 == 0 { (milli / 1000).to_string() } else { format!("{milli}m") }
}

/// Bytes in the largest binary unit that leaves a whole number.
pub(super) fn bytes(amount: i64) -> String {
    let units = [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)];
    let unit = units.into_iter().find(|(_, bits)| amount != 0 && amount % (1 << bits) == 0);
    unit.map_or_else(|| amount.to_string(), |(unit, bits)| format!("{}{unit}", amount >> bits))
}

/// Whether a change is in an item that the lists of what injection adds have, unless the item moves.
pub(super) fn is_told(change: &PodChange, adds: &[Added]) -> bool {
    let of_item = |added: &Added, name: &String| {
        let item = change.path.strip_prefix(added.list)?.strip_prefix('[')?;
        item.strip_prefix(name.as_str())?.strip_prefix(']')
    };
    let is_item = |rest: &str| rest.is_empty() || rest.starts_with('.');
    change.meaning.is_none()
        && adds.iter().any(|added| added.names.iter().any(|name| of_item(added, name).is_some_and(is_item)))
}

fn inbound(traffic: &Traffic) -> String {
    match (is_all(&traffic.inbound_ports), traffic.inbound_ports.is_empty()) {
        (true, _) => format!("all ports{}", except("", &traffic.excluded_inbound_ports)),
        (false, true) => "nothing".to_owned(),
        (false, false) => format!("ports {}", traffic.inbound_ports.join(", ")),
    }
}

fn outbound(traffic: &Traffic) -> String {
    let ports = &traffic.outbound_ports;
    let addresses = match (is_all(&traffic.outbound_ranges), traffic.outbound_ranges.is_empty()) {
        (true, _) => Some("all addresses".to_owned()),
        (false, true) => None,
        (false, false) => Some(traffic.outbound_ranges.join(", ")),
    };
    let all = addresses.is_some();
    let included =
        addresses.into_iter().chain((!ports.is_empty()).then(|| format!("ports {}", ports.join(", "))));
    let included: Vec<String> = included.collect();
    if included.is_empty() {
        return "nothing".to_owned();
    }
    let ranges = if all { except("", &traffic.excluded_outbound_ranges) } else { String::new() };
    format!("{}{ranges}{}", included.join(" and "), except("ports ", &traffic.excluded_outbound_ports))
}

/// Whether ports or ranges stand for all of them.
pub(super) fn is_all(items: &[String]) -> bool {
    items.iter().any(|item| item == "*")
}

fn except(what: &str, items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!(", except {what}{}", items.join(", ")) }
}

/// Who redirects traffic, and how: `istio-init (REDIRECT)`.
pub(super) fn redirected_by(traffic: &Traffic) -> String {
    let by = match traffic.by {
        RedirectedBy::InitContainer => "istio-init",
        RedirectedBy::Cni => "the CNI plugin, by annotations",
    };
    format!("{by} ({})", traffic.mode)
}

/// What is redirected, and what is not.
pub(super) fn traffic(traffic: &Traffic) -> Vec<(String, String)> {
    let [outbound_port, inbound_port] = &traffic.proxy_ports;
    let [user, group] = &traffic.proxy_ids;
    let mut words = vec![
        (format!("inbound to {inbound_port}"), inbound(traffic)),
        (format!("outbound to {outbound_port}"), outbound(traffic)),
    ];
    let mut direct = vec![format!("loopback; user {user} and group {group} (the proxy's own)")];
    if !traffic.excluded_interfaces.is_empty() {
        direct.push(format!("interfaces {}", traffic.excluded_interfaces.join(", ")));
    }
    words.push(("not redirected".to_owned(), direct.join("; ")));
    if !traffic.virtual_interfaces.is_empty() {
        words.push((
            "as outbound".to_owned(),
            format!("what comes in at {}", traffic.virtual_interfaces.join(", ")),
        ));
    }
    if traffic.dns {
        words.push(("DNS queries".to_owned(), "to the agent".to_owned()));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_in_manifests() {
        let gib = 1 << 30;
        let resources =
            Resources { cpu_requests: 1500, cpu_limits: 2000, memory_requests: gib / 8, memory_limits: gib };
        assert_eq!(amounts(resources), "requests cpu 1500m and memory 128Mi, limits cpu 2 and memory 1Gi");
        assert_eq!(amounts(Resources { cpu_limits: -100, ..Resources::default() }), "limits cpu -100m");
        assert_eq!((amounts(Resources::default()).as_str(), bytes(1500).as_str()), ("none", "1500"));
    }
}
