//! An explanation as people read it: a block for each object, and what the sidecars add up to.

use super::{Explained, Head};
use crate::cli::changes;
use crate::cli::levels::Level;
use crate::cli::messages::Messages;
use crate::terminal;
use kube_inject::{Earlier, Explanation, InjectedPod, Outcome, PodChange, RedirectedBy, Replicas, Resources};
use kube_inject::{Steering, Totals, Traffic};
use kube_yaml::Error;

/// The whole explanation.
pub(super) fn report(head: &Head, explained: &[Explained], messages: &Messages) -> String {
    let mut lines: Vec<String> =
        head.configuration.iter().map(|(part, place)| format!("{part}: {place}")).collect();
    if !head.given.is_empty() {
        lines.push("settings:".to_owned());
        lines.extend(
            head.given.iter().map(|given| format!("  {}: {} ({})", given.name, given.value, given.source)),
        );
    }
    for both in explained {
        lines.push(String::new());
        lines.extend(object(both, messages));
    }
    lines.extend(totals(&Totals::of(explained.iter().map(|both| &both.object))));
    lines.iter().map(|line| terminal::line(line) + "\n").collect()
}

fn object(both: &Explained, messages: &Messages) -> Vec<String> {
    let Explanation { report, rule, templates, by_annotation, adds, earlier, warnings, .. } = &both.object;
    let place = format!("{}:{}: {}", report.file, report.line, report.object());
    let mut lines = match &both.in_cluster {
        None => vec![format!("{place}: {}", outcome(&both.object)), format!("  reason: {rule}")],
        Some(cluster) => vec![
            place,
            format!("  kube-inject: {}: {rule}", outcome(&both.object)),
            format!("  cluster: {}: {}", outcome(cluster), cluster.rule),
        ],
    };
    if !templates.is_empty() {
        let by = if *by_annotation { "annotation inject.istio.io/templates" } else { "default" };
        lines.push(format!("  templates: {} ({by})", templates.join(", ")));
    }
    let injected = both.object.injected.as_ref();
    lines.extend(injected.and_then(sidecar));
    lines.extend(injected.map(|injected| format!("  resources: {}", cost(injected, both.object.replicas))));
    lines.extend(block("annotations and labels", both.object.steering.iter().map(steering)));
    lines.extend(adds.iter().map(|(what, names)| format!("  adds {what}: {}", names.join(", "))));
    if let Some(injected) = injected {
        let shown = injected.changes.iter().filter(|change| !is_told(change, adds));
        lines.extend(block("changes", shown.map(changes::line)));
        lines.extend(traffic(injected.traffic.as_ref()));
    }
    match earlier {
        Earlier::None => {}
        Earlier::Recorded => lines.push("  earlier injection: recorded in annotations".to_owned()),
        Earlier::Undoable => {
            lines.push("  earlier injection: uninject restores the original bytes".to_owned())
        }
    }
    lines.extend(warnings.iter().filter_map(|warning| finding(warning, messages)));
    lines
}

fn outcome(object: &Explanation) -> String {
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

fn block(title: &str, lines: impl Iterator<Item = String>) -> Vec<String> {
    let lines: Vec<String> = lines.map(|line| format!("    {line}")).collect();
    let title = (!lines.is_empty()).then(|| format!("  {title}:"));
    title.into_iter().chain(lines).collect()
}

fn sidecar(injected: &InjectedPod) -> Option<String> {
    let sidecar = injected.sidecar.as_ref()?;
    let native = if sidecar.native { ", a native sidecar" } else { "" };
    Some(format!("  sidecar: {}, revision {}{native}", sidecar.image, sidecar.revision))
}

fn cost(injected: &InjectedPod, replicas: Replicas) -> String {
    let each = amounts(injected.cost);
    match replicas {
        Replicas::PerNode => format!("{each}, on each node"),
        Replicas::Count(1) => each,
        Replicas::Count(pods) => format!("{each}; {pods} pods: {}", amounts(injected.cost.times(pods))),
    }
}

/// `requests cpu 100m and memory 128Mi, limits cpu 2 and memory 1Gi`
fn amounts(resources: Resources) -> String {
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
fn cores(milli: i64) -> String {
    if milli % 1000 == 0 { (milli / 1000).to_string() } else { format!("{milli}m") }
}

/// Bytes in the largest binary unit that leaves a whole number.
fn bytes(amount: i64) -> String {
    let units = [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)];
    let unit = units.into_iter().find(|(_, bits)| amount % (1 << bits) == 0);
    unit.map_or_else(|| amount.to_string(), |(unit, bits)| format!("{}{unit}", amount >> bits))
}

fn steering(steering: &Steering) -> String {
    let Steering { place, name, value, ignored } = steering;
    match ignored {
        Some(why) => format!("{place} {name}: {value} (no effect: {why})"),
        None => format!("{place} {name}: {value}"),
    }
}

/// Whether a change is in an item that the lists of what injection adds have, unless the item moves.
fn is_told(change: &PodChange, adds: &[(&'static str, Vec<String>)]) -> bool {
    let lists = [
        ("initContainers", "init containers"),
        ("containers", "containers"),
        ("volumes", "volumes"),
        ("imagePullSecrets", "pull secrets"),
    ];
    change.meaning.is_none()
        && adds.iter().any(|(what, names)| {
            let list = lists.iter().find(|(_, words)| words == what).map_or("", |(list, _)| list);
            names.iter().any(|name| {
                let rest = change.path.strip_prefix(&format!("{list}[{name}]"));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        })
}

fn traffic(traffic: Option<&Traffic>) -> Vec<String> {
    let Some(traffic) = traffic else { return vec!["  traffic: not redirected".to_owned()] };
    let by = match traffic.by {
        RedirectedBy::InitContainer => "istio-init",
        RedirectedBy::Cni => "the CNI plugin, by annotations",
    };
    let [outbound_port, inbound_port] = &traffic.proxy_ports;
    let [user, group] = &traffic.proxy_ids;
    let mut lines = vec![
        format!("inbound to {inbound_port}: {}", inbound(traffic)),
        format!("outbound to {outbound_port}: {}", outbound(traffic)),
    ];
    let mut direct = vec![format!("user {user} and group {group}, the proxy's own")];
    if !traffic.excluded_interfaces.is_empty() {
        direct.push(format!("interfaces {}", traffic.excluded_interfaces.join(", ")));
    }
    lines.push(format!("not redirected: {}", direct.join("; ")));
    if !traffic.virtual_interfaces.is_empty() {
        lines.push(format!("as outbound: what comes in at {}", traffic.virtual_interfaces.join(", ")));
    }
    if traffic.dns {
        lines.push("DNS queries: to the agent".to_owned());
    }
    block(&format!("traffic, redirected by {by} ({})", traffic.mode), lines.into_iter())
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

fn is_all(items: &[String]) -> bool {
    items.iter().any(|item| item == "*")
}

fn except(what: &str, items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!(", except {what}{}", items.join(", ")) }
}

fn finding(warning: &Error, messages: &Messages) -> Option<String> {
    let word = match messages.level_of(warning) {
        Level::Allow => return None,
        Level::Warn => "warning",
        Level::Deny => "error",
    };
    Some(format!("  {word}[{}]: {}", warning.code(), warning.cause()))
}

fn totals(totals: &Totals) -> Vec<String> {
    let Totals { injected, workloads, pods, added, per_node } = *totals;
    if injected == 0 {
        return Vec::new();
    }
    let mut lines = vec![String::new(), format!("{injected} of {workloads} workloads are injected")];
    if pods > 0 {
        let counted = if pods == 1 { "1 pod".to_owned() } else { format!("{pods} pods") };
        lines.push(format!("  {counted}: {}", amounts(added)));
    }
    if per_node != Resources::default() {
        lines.push(format!("  DaemonSets, on each node: {}", amounts(per_node)));
    }
    lines
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
