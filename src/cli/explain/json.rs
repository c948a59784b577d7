//! An explanation as programs read it.

use super::{Explained, Head};
use crate::cli::changes;
use crate::cli::levels::Level;
use crate::cli::messages::{Messages, error_json};
use kube_inject::{Earlier, InjectedPod, ObjectReport, RedirectedBy, Replicas, Resources, Totals, Traffic};
use serde_json::{Value, json};

/// The whole explanation.
pub(super) fn report(head: &Head, explained: &[Explained], messages: &Messages) -> Value {
    let objects: Vec<Value> = explained.iter().map(|both| object(both, messages)).collect();
    let settings = head
        .given
        .iter()
        .map(|given| json!({ "name": given.name, "value": given.value, "source": given.source }));
    let totals = Totals::of(explained.iter().map(|both| &both.object));
    json!({
        "configuration": Value::from_iter(head.configuration.iter().cloned()),
        "settings": settings.collect::<Vec<_>>(),
        "objects": objects,
        "totals": {
            "workloads": totals.workloads, "injected": totals.injected, "pods": totals.pods,
            "added": resources(totals.added), "perNode": resources(totals.per_node),
        },
    })
}

fn object(both: &Explained, messages: &Messages) -> Value {
    let explained = &both.object;
    let report = &explained.report;
    let adds: Value =
        explained.adds.iter().map(|added| (added.words.replace(' ', "_"), json!(added.names))).collect();
    let warnings = explained.warnings.iter().filter(|w| messages.level_of(w) != Level::Allow);
    let steering = explained.steering.iter().map(|steering| {
        json!({
            "place": steering.place, "name": steering.name, "value": steering.value,
            "noEffect": steering.ignored,
        })
    });
    let mut object = json!({
        "warnings": warnings.map(error_json).collect::<Vec<_>>(),
        "file": report.file, "line": report.line,
        "kind": report.kind, "namespace": report.namespace, "name": report.name,
        "outcome": report.outcome.code(), "changed": report.changed,
        "reason": report.outcome.skip_reason().map(|reason| reason.code()), "rule": explained.rule,
        "templates": explained.templates, "adds": adds,
        "earlier": match explained.earlier {
            Earlier::None => "none",
            Earlier::Recorded => "recorded",
            Earlier::Undoable => "undoable",
        },
        "versions": versions(report),
        "annotationsAndLabels": steering.collect::<Vec<_>>(),
    });
    object["replicas"] = match explained.replicas {
        Replicas::Count(pods) => json!(pods),
        Replicas::PerNode => json!("perNode"),
    };
    if let Some(injected) = &explained.injected {
        add_injected(&mut object, injected);
    }
    if let Some(cluster) = &both.in_cluster {
        object["cluster"] = json!({
            "outcome": cluster.report.outcome.code(),
            "reason": cluster.report.outcome.skip_reason().map(|reason| reason.code()),
            "rule": cluster.rule,
        });
    }
    object
}

fn versions(report: &ObjectReport) -> Value {
    let versions = report.versions.as_ref();
    versions
        .map_or(Value::Null, |versions| json!({ "there": versions.there, "configured": versions.configured }))
}

fn add_injected(object: &mut Value, injected: &InjectedPod) {
    object["sidecar"] = injected.sidecar.as_ref().map_or(Value::Null, |sidecar| {
        json!({
            "image": sidecar.image, "revision": sidecar.revision, "native": sidecar.native,
            "resources": resources(sidecar.resources),
        })
    });
    object["added"] = resources(injected.cost);
    object["changes"] = injected.changes.iter().map(changes::object).collect();
    object["traffic"] = injected.traffic.as_ref().map_or(Value::Null, traffic);
}

/// Cpu in thousandths of a core, memory in bytes.
fn resources(resources: Resources) -> Value {
    json!({
        "requests": { "cpuMilli": resources.cpu_requests, "memoryBytes": resources.memory_requests },
        "limits": { "cpuMilli": resources.cpu_limits, "memoryBytes": resources.memory_limits },
    })
}

fn traffic(traffic: &Traffic) -> Value {
    let by = match traffic.by {
        RedirectedBy::InitContainer => "init-container",
        RedirectedBy::Cni => "cni",
    };
    json!({
        "by": by, "mode": traffic.mode,
        "inboundPorts": traffic.inbound_ports, "excludedInboundPorts": traffic.excluded_inbound_ports,
        "outboundRanges": traffic.outbound_ranges, "excludedOutboundRanges": traffic.excluded_outbound_ranges,
        "outboundPorts": traffic.outbound_ports, "excludedOutboundPorts": traffic.excluded_outbound_ports,
        "excludedInterfaces": traffic.excluded_interfaces, "virtualInterfaces": traffic.virtual_interfaces,
        "proxyPorts": { "outbound": traffic.proxy_ports[0], "inbound": traffic.proxy_ports[1] },
        "proxyUser": traffic.proxy_ids[0], "proxyGroup": traffic.proxy_ids[1],
        "dns": traffic.dns,
    })
}
