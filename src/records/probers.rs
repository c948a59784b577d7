//! The author's probes and hooks, which the agent reads from the proxy's env.

use crate::pod::{List, Pod, name_of, push_env};
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
    let Some(mut originals) = originals.as_map().map(Map::lookup) else { return };
    for list in List::BOTH {
        for container in pod.containers_mut(list).into_iter().flatten() {
            let name = name_of(container).to_owned();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pod::env_of;
    use kube_yaml::parse;

    fn map(text: &str) -> Map {
        parse(text).unwrap().unwrap().as_map().unwrap().clone()
    }

    /// The record after `originals` were joined with what the env has.
    fn joined(env: &str, injected_before: bool, records_late: bool) -> Option<String> {
        let mut proxy = parse(&format!("{{env: [{env}]}}")).unwrap().unwrap();
        join(
            &mut proxy,
            map("{/a: {timeoutSeconds: 1}, /b: {timeoutSeconds: 1}}"),
            injected_before,
            records_late,
        );
        env_of(&proxy, PROBERS_ENV).map(str::to_owned)
    }

    #[test]
    fn earlier_record_has_the_true_originals() {
        let earlier = r#"{name: ISTIO_KUBE_APP_PROBERS, value: '{"/b":{"timeoutSeconds":9}}'}"#;
        let both = r#"{"/a":{"timeoutSeconds":1},"/b":{"timeoutSeconds":9}}"#;
        assert_eq!(joined(earlier, true, true).as_deref(), Some(both));
        let fresh = r#"{"/a":{"timeoutSeconds":1},"/b":{"timeoutSeconds":1}}"#;
        assert_eq!(joined("", false, false).as_deref(), Some(fresh));
        assert_eq!(joined("", true, true).as_deref(), Some(fresh));
        assert_eq!(joined("", true, false), None, "up to 1.26 it was lost");
    }

    #[test]
    fn paths_are_sorted_and_the_last_of_equals_stays() {
        let node = |n: i64| Node::made(n);
        let found = vec![("/b".to_owned(), node(1)), ("/a".to_owned(), node(2)), ("/b".to_owned(), node(3))];
        assert_eq!(json::to_json(&Node::made(sorted(found))), r#"{"/a":2,"/b":3}"#);
    }

    #[test]
    fn only_what_points_at_the_agent_is_taken_back() {
        let originals = parse(
            "{/app-health/a/livez: {tcpSocket: {port: 5}}, /app-lifecycle/a/prestopz: {httpGet: {port: 6}}}",
        );
        let mut pod = Pod::of_text(
            "{spec: {containers: [{name: a, livenessProbe: {httpGet: {path: /app-health/a/livez, port: 15020}, periodSeconds: 2}, \
             lifecycle: {preStop: {httpGet: {path: /own}}}}]}}",
        );
        restore(&mut pod, &originals.unwrap().unwrap());
        let app = &pod.containers(List::Containers)[0];
        assert_eq!(
            json::to_json(app.get("livenessProbe").unwrap()),
            r#"{"tcpSocket":{"port":5},"periodSeconds":2}"#
        );
        assert_eq!(
            json::to_json(app.get("lifecycle").unwrap()),
            r#"{"preStop":{"httpGet":{"path":"/own"}}}"#
        );
    }
}
