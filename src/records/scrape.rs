//! The author's prometheus annotations, which the agent reads from the proxy's env.

use crate::pod::Pod;
use crate::settings::{Release, Rule};
use kube_yaml::{Map, Node};

/// The agent's own path for metrics.
pub(crate) const STATS_PATH: &str = "/stats/prometheus";
/// What the agent reads the application's scrape settings from.
pub(crate) const SCRAPE_ENV: &str = "ISTIO_PROMETHEUS_ANNOTATIONS";
/// The three annotations as prometheus sees them.
pub(crate) const SCRAPE: &str = "prometheus_io_scrape";
pub(crate) const PORT: &str = "prometheus_io_port";
pub(crate) const PATH: &str = "prometheus_io_path";

/// Takes back what an injection did: the annotations that point at the agent go, and the author's (the `record` in the
/// proxy's env) come back.
pub(crate) fn restore(pod: &mut Pod, record: Option<&Node>) {
    let is = |name: &str, value: &str| pod.annotation(name) == Some(value);
    if !is("prometheus.io/scrape", "true") || !is("prometheus.io/path", STATS_PATH) {
        return;
    }
    let annotations = pod.annotations_mut();
    for key in ["scrape", "path", "port"] {
        let name = format!("prometheus.io/{key}");
        match record.and_then(|r| r.str_at(key)).filter(|value| !value.is_empty()) {
            Some(value) => annotations.set(&name, Node::made(value)),
            None => drop(annotations.remove(&name)),
        }
    }
}

/// The value of the port annotation, in whatever spelling.
///
/// Of several spellings istiod takes any, as Go's maps have no order; this is the one it takes most often, and so are
/// the others here.
pub(crate) fn port(pod: &Pod, release: Release) -> Option<&str> {
    spelled(pod, PORT, release).min().map(|(_, value)| value)
}

/// Removes the three annotations in every spelling, since prometheus would pick any of them.
pub(crate) fn clear(pod: &mut Pod, release: Release) {
    if pod.annotations().is_some() {
        pod.annotations_mut().entries.retain(|e| !is_any(&e.key, release));
    }
}

/// Whether the release takes `key` for one of the three.
pub(crate) fn is_any(key: &str, release: Release) -> bool {
    [SCRAPE, PORT, PATH].iter().any(|name| is_label(key, name, release))
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
    seen.eq(name.chars())
}
