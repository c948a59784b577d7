//! The author's probes and hooks, which the agent reads from the proxy's env.

use crate::pod::{List, Pod, push_env};
use kube_schema::HTTP_GET_ACTION;
use kube_yaml::{Entry, Map, Node, json};

/// What the agent reads the original probes from.
pub(crate) const PROBERS_ENV: &str = "ISTIO_KUBE_APP_PROBERS";

/// Where a container keeps its probes and hooks, and the path the agent serves each under.
pub(crate) const PLACES: [(HandlerKind, &[&str], &str, &str); 5] = [
    (HandlerKind::Probe, &["readinessProbe"], "app-health", "readyz"),
    (HandlerKind::Probe, &["livenessProbe"], "app-health", "livez"),
    (HandlerKind::StartupProbe, &["startupProbe"], "app-health", "startupz"),
    (HandlerKind::Hook, &["lifecycle", "preStop"], "app-lifecycle", "prestopz"),
    (HandlerKind::Hook, &["lifecycle", "postStart"], "app-lifecycle", "poststartz"),
];

/// What is rewritten, as releases tell it apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HandlerKind {
    Probe,
    StartupProbe,
    Hook,
}

/// The path under which the agent serves the probe or hook of a container.
pub(crate) fn url(prefix: &str, container: &str, suffix: &str) -> String {
    format!("/{prefix}/{container}/{suffix}")
}

/// Takes back what an injection did: probes and hooks that point at the agent become what the record says they were.
/// A port that was named stays the number it stood for.
pub(crate) fn restore(pod: &mut Pod, originals: &Node) {
    for list in List::BOTH {
        for container in pod.containers_mut(list).into_iter().flatten() {
            let name = container.str_at("name").unwrap_or_default().to_owned();
            for (_, path, prefix, suffix) in PLACES {
                let url = url(prefix, &name, suffix);
                if let (Some(probe), Some(original)) = (container.at_mut(path), originals.get(&url)) {
                    restore_handler(probe, &url, original);
                }
            }
        }
    }
}

fn restore_handler(probe: &mut Node, url: &str, original: &Node) {
    if probe.get("httpGet").and_then(|get| get.str_at("path")) != Some(url) {
        return;
    }
    let Some((action, handler)) = handler_of(original) else { return };
    let Some(entry) = probe.as_map_mut().and_then(|m| m.entries.iter_mut().find(|e| e.key == "httpGet"))
    else {
        return;
    };
    let mut handler = handler.clone().detach();
    if let Some(fields) = handler.as_map_mut() {
        // The record has the absent service of a grpc probe as null.
        fields.entries.retain(|field| !field.value.is_null());
    }
    if action == "httpGet" {
        // What the type does not know is in no record, and was never taken out.
        let now = entry.value.as_map().into_iter().flat_map(|map| &map.entries);
        let strange = now.filter(|e| HTTP_GET_ACTION.find(&e.key).is_none()).cloned().collect::<Vec<_>>();
        handler.as_map_mut().into_iter().for_each(|map| map.entries.extend_from_slice(&strange));
        entry.value.value = handler.value;
    } else {
        *entry = Entry::made(action, handler);
    }
}

/// The action of a record and what it does; up to 1.4 the record is the fields of an `httpGet` alone.
fn handler_of(original: &Node) -> Option<(&'static str, &Node)> {
    let named = ["httpGet", "tcpSocket", "grpc"].into_iter().find_map(|a| Some((a, original.get(a)?)));
    named.or_else(|| original.get("port").map(|_| ("httpGet", original)))
}

/// Sorted by path; of equal paths (containers of one name) the last stays, as in a Go map.
pub(crate) fn sorted(mut found: Vec<(String, Node)>) -> Map {
    found.reverse();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup_by(|later, kept| later.0 == kept.0);
    found.into_iter().collect()
}

/// Puts the record into the env: joined with that of an earlier injection, whose originals are the true ones.
pub(crate) fn join(proxy: &mut Node, originals: Map, injected_before: bool, records_late: bool) {
    let env = proxy.get_mut("env").and_then(Node::as_seq_mut);
    let earlier = env.and_then(|env| env.iter_mut().find(|v| v.str_at("name") == Some(PROBERS_ENV)));
    let Some(var) = earlier.filter(|_| injected_before) else {
        if !injected_before || records_late {
            write(proxy, originals);
        }
        return;
    };
    let Ok(known) = json::from_json(var.str_at("value").unwrap_or_default()) else { return };
    let mut all: Vec<(String, Node)> =
        originals.entries.into_iter().map(|e| (e.key.to_string(), e.value)).collect();
    for (path, prober) in known.as_map().into_iter().flat_map(Map::iter) {
        all.push((path.to_owned(), prober.clone()));
    }
    let pair =
        [("name", Node::made(PROBERS_ENV)), ("value", Node::made(json::to_json(&Node::made(sorted(all)))))];
    *var = Node::made(pair.into_iter().collect::<Map>());
}

/// Writes the record as a variable of its own.
pub(crate) fn write(proxy: &mut Node, originals: Map) {
    push_env(proxy, PROBERS_ENV, json::to_json(&Node::made(originals)));
}
