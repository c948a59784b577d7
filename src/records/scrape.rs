//! The author's prometheus annotations, which the agent reads from the proxy's env.

use crate::pod::Pod;
use crate::settings::{Release, Rule};
use kube_yaml::{Map, Node};

/// The agent's own path for metrics.
pub(crate) const STATS_PATH: &str = "/stats/prometheus";
/// What the agent reads the application's scrape settings from.
pub(crate) const SCRAPE_ENV: &str = "ISTIO_PROMETHEUS_ANNOTATIONS";
/// The annotations as prometheus sees them.
pub(crate) const SCRAPE: &str = "prometheus_io_scrape";
pub(crate) const PORT: &str = "prometheus_io_port";
pub(crate) const PATH: &str = "prometheus_io_path";
/// The one that names several endpoints, for the agent alone.
pub(crate) const TARGETS: &str = "prometheus_istio_io_scrape_targets";
/// The same as it is documented.
pub(crate) const TARGETS_NAME: &str = "prometheus.istio.io/scrape-targets";
/// The annotation with the port of the proxy's metrics over TLS, and the env that tells the proxy to serve them.
pub(crate) const SECURE_PORT: &str = "prometheus.istio.io/secure-port";
pub(crate) const SECURE_PORT_ENV: &str = "ENVOY_SECURE_MERGED_METRICS_PORT";
/// Where an application serves its metrics unless it says so.
const DEFAULT_PATH: &str = "/metrics";

/// An endpoint with metrics of the application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Target<'t> {
    pub(crate) port: &'t str,
    pub(crate) path: &'t str,
}

/// Reads endpoints separated by commas, `8080:/stats,9100`; `None` when one of them has no port.
pub(crate) fn targets(list: &str) -> Option<Vec<Target<'_>>> {
    let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let read = entries.map(|entry| {
        let (port, path) = entry.split_once(':').unwrap_or((entry, ""));
        let (port, path) = (port.trim(), path.trim());
        let path = if path.is_empty() { DEFAULT_PATH } else { path };
        (!port.is_empty()).then_some(Target { port, path })
    });
    read.collect()
}

/// The common spelling of a list of endpoints; `None` when it names none.
pub(crate) fn canonical_targets(list: &str) -> Option<String> {
    let targets = targets(list).filter(|targets| !targets.is_empty())?;
    let spelled = targets.iter().map(|Target { port, path }| format!("{port}:{path}"));
    Some(spelled.collect::<Vec<_>>().join(","))
}

/// Takes back what an injection did: the annotations that point at the agent go, and the author's (the `record` in the
/// proxy's env) come back.
pub(crate) fn restore(pod: &mut Pod, record: Option<&Node>) {
    let is = |name: &str, value: &str| pod.annotation(name) == Some(value);
    if !is("prometheus.io/scrape", "true") || !is("prometheus.io/path", STATS_PATH) {
        return;
    }
    let targets = record.and_then(|r| r.get("targets")).and_then(Node::as_seq).unwrap_or_default();
    let annotations = pod.annotations_mut();
    for key in ["scrape", "path", "port"] {
        let name = format!("prometheus.io/{key}");
        // Beside targets, path and port are those of the first one.
        let own = key == "scrape" || targets.is_empty();
        match record.and_then(|r| r.str_at(key)).filter(|value| own && !value.is_empty()) {
            Some(value) => annotations.set(&name, Node::made(value)),
            None => drop(annotations.remove(&name)),
        }
    }
    let text = |target: &Node| Some(format!("{}:{}", target.str_at("port")?, target.str_at("path")?));
    let list: Vec<String> = targets.iter().filter_map(text).collect();
    if !list.is_empty() {
        annotations.set(TARGETS_NAME, Node::made(list.join(",")));
    }
}

/// The value of the port annotation, in whatever spelling.
///
/// Of several spellings istiod takes any, as Go's maps have no order; this is the one it takes most often, and so are
/// the others here.
pub(crate) fn port(pod: &Pod, release: Release) -> Option<&str> {
    spelled(pod, PORT, release).min().map(|(_, value)| value)
}

/// Removes the annotations in every spelling, since prometheus would pick any of them.
pub(crate) fn clear(pod: &mut Pod, release: Release) {
    if pod.annotations().is_some() {
        pod.annotations_mut().entries.retain(|e| !is_any(&e.key, release));
    }
}

/// Whether the release takes `key` for one of them.
pub(crate) fn is_any(key: &str, release: Release) -> bool {
    let targets = release.has(Rule::ScrapesTargets).then_some(TARGETS);
    [SCRAPE, PORT, PATH].into_iter().chain(targets).any(|name| is_label(key, name, release))
}

/// The annotations that spell `name`.
pub(crate) fn spelled<'p>(
    pod: &'p Pod,
    name: &'static str,
    release: Release,
) -> impl Iterator<Item = (&'p str, &'p str)> {
    let annotations = pod.annotations().into_iter().flat_map(Map::iter);
    let annotations = annotations.filter(move |(key, _)| is_label(key, name, release));
    annotations.filter_map(|(key, value)| Some((key, value.as_str()?)))
}

/// Whether the release takes `key` for the label `name`: any spelling of it, or `prometheus.io/…` alone.
fn is_label(key: &str, name: &str, release: Release) -> bool {
    seen_as(key, name) && (release.has(Rule::AnySpelling) || key.starts_with("prometheus.io/"))
}

/// Whether prometheus sees `key` as the label `name`: every character outside `[a-zA-Z0-9_]` counts as `_`.
pub(crate) fn seen_as(key: &str, name: &str) -> bool {
    let seen = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
    let is_as_long = key.len() == name.len() || key.len() > name.len() && !key.is_ascii();
    is_as_long && seen.eq(name.chars())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::{json, parse};

    fn annotated(annotations: &str) -> Pod {
        Pod::of_text(&format!("{{metadata: {{annotations: {{{annotations}}}}}}}"))
    }

    fn shown(pod: &Pod) -> String {
        json::to_json(pod.meta.get("annotations").unwrap())
    }

    const AGENTS: &str =
        "prometheus.io/scrape: 'true', prometheus.io/path: /stats/prometheus, prometheus.io/port: '15020'";

    #[test]
    fn authors_come_back_and_the_agents_go() {
        let mut pod = annotated(&format!("a: b, {AGENTS}"));
        restore(&mut pod, Some(&parse("{scrape: '', path: /m, port: '81'}").unwrap().unwrap()));
        assert_eq!(shown(&pod), r#"{"a":"b","prometheus.io/path":"/m","prometheus.io/port":"81"}"#);
        let mut pod = annotated(AGENTS);
        restore(&mut pod, None);
        assert_eq!(shown(&pod), "{}");
    }

    #[test]
    fn what_does_not_point_at_the_agent_is_the_authors() {
        let own = "prometheus.io/scrape: 'true', prometheus.io/path: /own";
        let mut pod = annotated(own);
        restore(&mut pod, None);
        assert_eq!(shown(&pod), shown(&annotated(own)));
    }

    #[test]
    fn every_spelling_counts_from_1_13_on() {
        let mut pod = annotated("prometheus-io/port: '1', prometheusXio/port: '2', a: b");
        let (old, new) = (Release::new(12), Release::new(13));
        assert_eq!((port(&pod, old), port(&pod, new)), (None, Some("1")));
        clear(&mut pod, new);
        assert_eq!(shown(&pod), r#"{"prometheusXio/port":"2","a":"b"}"#);
    }
}
