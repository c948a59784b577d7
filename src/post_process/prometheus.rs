//! Prometheus annotations: scraping goes to the agent, which merges the application's own metrics in.

use crate::annotations::parse_bool;
use crate::pod::{PROXY, Pod, push_env};
use crate::post_process::PostProcess;
use crate::records::scrape::{PATH, PORT, SCRAPE, SCRAPE_ENV, STATS_PATH, is_any, port, seen_as, spelled};
use crate::settings::{Release, Rule};
use kube_yaml::{Map, Node, json};

const MERGE_METRICS: &str = "prometheus.istio.io/merge-metrics";
/// Points the annotations at the agent and keeps what the user had in the proxy's env.
pub(crate) fn merge(pod: &mut Pod, step: PostProcess<'_>) {
    let release = step.settings.release();
    let refuses = release.has(Rule::AnySpelling) && !wants_scraping(pod);
    if refuses || !merge_enabled(pod, step) {
        return;
    }
    let target = step.mesh.default_config().status_port().to_string();
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

/// Whether the pod lets itself be scraped; a value that is no boolean does not count.
fn wants_scraping(pod: &Pod) -> bool {
    let wishes = pod.annotations().into_iter().flat_map(Map::iter).filter(|(key, _)| seen_as(key, SCRAPE));
    let wishes = wishes.filter_map(|(key, value)| Some((key, parse_bool(value.as_str()?)?)));
    wishes.min().is_none_or(|(_, wish)| wish)
}

fn merge_enabled(pod: &Pod, step: PostProcess<'_>) -> bool {
    let by_pod = pod.annotation(MERGE_METRICS).and_then(parse_bool);
    by_pod.or(step.mesh.enable_prometheus_merge()).unwrap_or(true)
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
