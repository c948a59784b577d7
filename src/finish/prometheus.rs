//! Prometheus annotations: scraping goes to the agent, which merges the application's own metrics in.

use crate::annotations::parse_bool;
use crate::finish::Finish;
use crate::pod::{PROXY, Pod, push_env};
use crate::settings::{Release, Rule};
use crate::yaml::{Map, Node, json};

const MERGE_METRICS: &str = "prometheus.istio.io/merge-metrics";
const STATS_PATH: &str = "/stats/prometheus";
/// What the agent reads the application's scrape settings from.
pub(crate) const SCRAPE_ENV: &str = "ISTIO_PROMETHEUS_ANNOTATIONS";
const SCRAPE: &str = "prometheus_io_scrape";
const PORT: &str = "prometheus_io_port";
const PATH: &str = "prometheus_io_path";

/// Points the annotations at the agent and keeps what the user had in the proxy's env.
pub fn merge(pod: &mut Pod, finish: Finish<'_>) {
    let release = finish.settings.release();
    let refuses = release.has(Rule::AnySpelling) && !wants_scraping(pod);
    if refuses || !merge_enabled(pod, finish) {
        return;
    }
    let target = finish.mesh.default_config().status_port().to_string();
    // The port is the agent's already: an earlier injection did this, or the user knows what he does.
    if release.has(Rule::MergesMetricsOnce) && port(pod, release) == Some(target.as_str()) {
        return;
    }
    let scrape = scrape_settings(pod, release);
    if let (Some(scrape), Some(proxy)) = (scrape, pod.any_container_mut(PROXY)) {
        push_env(proxy, SCRAPE_ENV, scrape);
    }
    let ours = [
        ("prometheus.io/port", target.as_str()),
        ("prometheus.io/path", STATS_PATH),
        ("prometheus.io/scrape", "true"),
    ];
    let annotations = pod.annotations_mut();
    // Those spelled as ours are set in their place, the others go.
    annotations.entries.retain(|e| ours.iter().any(|(name, _)| e.key == name) || !is_any(&e.key, release));
    for (name, value) in ours {
        annotations.set(name, Node::made(value));
    }
}

/// Takes back what [`merge`] did: the annotations that point at the agent go, and the author's (the `record` in the
/// proxy's env) come back.
pub fn restore(pod: &mut Pod, status_port: i64, record: Option<&Node>) {
    let target = status_port.to_string();
    let ours = [
        ("prometheus.io/scrape", "true"),
        ("prometheus.io/path", STATS_PATH),
        ("prometheus.io/port", &target),
    ];
    if !ours.iter().all(|(name, value)| pod.annotation(name) == Some(value)) {
        return;
    }
    let annotations = pod.annotations_mut();
    for (name, _) in ours {
        let key = name.rsplit('/').next().unwrap_or(name);
        match record.and_then(|r| r.str_at(key)).filter(|value| !value.is_empty()) {
            Some(value) => annotations.set(name, Node::made(value)),
            None => drop(annotations.remove(name)),
        }
    }
}

/// The value of the port annotation, in whatever spelling.
///
/// Of several spellings istiod takes any, as Go's maps have no order; this is the one it takes most often, and so are
/// the others here.
#[must_use]
pub fn port(pod: &Pod, release: Release) -> Option<&str> {
    spelled(pod, PORT, release).min().map(|(_, value)| value)
}

/// Removes the three annotations in every spelling, since prometheus would pick any of them.
pub fn clear(pod: &mut Pod, release: Release) {
    if pod.annotations().is_some() {
        pod.annotations_mut().entries.retain(|e| !is_any(&e.key, release));
    }
}

/// Whether the release takes `key` for one of the three.
fn is_any(key: &str, release: Release) -> bool {
    [SCRAPE, PORT, PATH].iter().any(|name| is_label(key, name, release))
}

/// Whether the pod lets itself be scraped; a value that is no boolean does not count.
fn wants_scraping(pod: &Pod) -> bool {
    let wishes = pod.annotations().into_iter().flat_map(Map::iter).filter(|(key, _)| seen_as(key, SCRAPE));
    let wishes = wishes.filter_map(|(key, value)| Some((key, parse_bool(value.as_str()?)?)));
    wishes.min().is_none_or(|(_, wish)| wish)
}

fn merge_enabled(pod: &Pod, finish: Finish<'_>) -> bool {
    let by_pod = pod.annotation(MERGE_METRICS).and_then(parse_bool);
    by_pod.or(finish.mesh.enable_prometheus_merge()).unwrap_or(true)
}

/// The user's settings as JSON; `None` when he has none.
fn scrape_settings(pod: &Pod, release: Release) -> Option<String> {
    let text = |name| spelled(pod, name, release).max().map_or("", |(_, value)| value);
    let settings = [("scrape", text(SCRAPE)), ("path", text(PATH)), ("port", text(PORT))];
    if settings.iter().all(|(_, value)| value.is_empty()) {
        return None;
    }
    let map: Map = settings.into_iter().map(|(key, value)| (key, Node::made(value))).collect();
    Some(json::to_json(&Node::made(map)))
}

/// The annotations that spell `name`.
fn spelled<'p>(
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
fn seen_as(key: &str, name: &str) -> bool {
    let seen = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
    seen.eq(name.chars())
}
