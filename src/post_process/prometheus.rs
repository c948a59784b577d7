//! Prometheus annotations: scraping goes to the agent, which merges the application's own metrics in.

use crate::annotations::parse_bool;
use crate::code;
use crate::pod::{PROXY, Pod, push_env};
use crate::post_process::PostProcess;
use crate::records::scrape::{
    self, PATH, PORT, SCRAPE, SCRAPE_ENV, SECURE_PORT, SECURE_PORT_ENV, STATS_PATH, TARGETS, TARGETS_NAME,
    Target, is_any, port, seen_as, spelled,
};
use crate::settings::{Release, Rule};
use crate::warning::Code;
use kube_yaml::{Error, Map, Node, Result, Span, json};

const MERGE_METRICS: &str = "prometheus.istio.io/merge-metrics";

/// Ports of the proxy, where the application has no metrics (pilot-agent's status: istioReservedPorts).
const RESERVED: [(i64, &str); 9] = [
    (15000, "Envoy's administration"),
    (15001, "outbound traffic"),
    (15004, "the control plane's debugging"),
    (15006, "inbound traffic"),
    (15008, "HBONE tunnels"),
    (15020, "the agent, which serves the merged metrics"),
    (15021, "the proxy's health"),
    (15053, "the DNS proxy"),
    (15090, "Envoy's own metrics, which are merged anyway"),
];

/// Points the annotations at the agent and keeps what the user had in the proxy's env.
///
/// # Errors
/// When a port to scrape is none, or one of the proxy's own.
pub(crate) fn merge(pod: &mut Pod, step: PostProcess<'_>) -> Result<()> {
    let release = step.settings.release();
    let refuses = release.has(Rule::AnySpelling) && !wants_scraping(pod);
    if refuses || !merge_enabled(pod, step) {
        return Ok(());
    }
    let agent = step.mesh.default_config().status_port();
    let target = agent.to_string();
    // The port is the agent's already: an earlier injection did this, or the user knows what he does.
    if release.has(Rule::MergesMetricsOnce) && port(pod, release) == Some(target.as_str()) {
        return Ok(());
    }
    let scrape = Scrape::of(pod, release);
    if release.has(Rule::ChecksScrapePorts) {
        scrape.check(pod, i64::from(agent))?;
    }
    let scrape = scrape.json().filter(|_| release.has(Rule::KeepsScrapeSettings));
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
    Ok(())
}

/// Says in an annotation at which port the proxy serves merged metrics over TLS, unless one says so already.
pub(crate) fn annotate_secure_port(pod: &mut Pod, step: PostProcess<'_>) {
    let said = |key: &str| seen_as(key, "prometheus_istio_io_secure_port");
    if pod.annotations().is_some_and(|map| map.iter().any(|(key, _)| said(key)))
        || !step.settings.release().has(Rule::AnnotatesSecurePort)
    {
        return;
    }
    let env = pod.any_container(PROXY).and_then(|proxy| proxy.get("env")?.as_seq()).unwrap_or_default();
    let ports = env.iter().filter(|var| var.str_at("name") == Some(SECURE_PORT_ENV));
    let mut ports = ports.filter_map(|var| var.str_at("value"));
    if let Some(port) = ports.find(|port| !matches!(*port, "" | "0")).map(str::to_owned) {
        pod.annotations_mut().set(SECURE_PORT, Node::made(port));
    }
}

/// A list of endpoints that is not read at all, since one of them has no port.
pub(crate) fn unread_targets(pod: &Pod, release: Release) -> Option<Error> {
    let list = asked_targets(pod, release).filter(|list| scrape::targets(list).is_none())?;
    let cause = format!("{TARGETS_NAME}: {list:?} is ignored: one of its targets has no port");
    Some(
        Code::ScrapeTargets
            .warn(cause)
            .at(span_of(pod, TARGETS, release))
            .help("PORT or PORT:PATH, separated by commas"),
    )
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

/// What the user says of his metrics; what he leaves out is empty.
struct Scrape<'p> {
    scrape: &'p str,
    path: &'p str,
    port: &'p str,
    targets: Vec<Target<'p>>,
    release: Release,
}

impl<'p> Scrape<'p> {
    fn of(pod: &'p Pod, release: Release) -> Self {
        let text = |name| spelled(pod, name, release).max().map_or("", |(_, value)| value);
        let targets = asked_targets(pod, release).and_then(scrape::targets).unwrap_or_default();
        // Agents that know nothing of targets scrape the first one.
        let (path, port) =
            targets.first().map_or_else(|| (text(PATH), text(PORT)), |first| (first.path, first.port));
        Scrape { scrape: text(SCRAPE), path, port, targets, release }
    }

    fn check(&self, pod: &Pod, agent: i64) -> Result<()> {
        let targets: Vec<&str> = self.targets.iter().map(|target| target.port).collect();
        let (label, name, ports) = match targets.is_empty() {
            true => (PORT, "prometheus.io/port", vec![self.port]),
            false => (TARGETS, TARGETS_NAME, targets),
        };
        let mut wrong = ports
            .into_iter()
            .filter(|port| !port.is_empty())
            .filter_map(|port| Some((port, wrong(port, agent)?)));
        wrong.next().map_or(Ok(()), |(port, why)| {
            let error = Error::new(code::ANNOTATION, format!("annotation {name}: {port:?} {why}"));
            Err(error
                .at(span_of(pod, label, self.release))
                .help("a port at which the application serves metrics"))
        })
    }

    /// What the agent reads; `None` when nothing is said.
    fn json(&self) -> Option<String> {
        let texts = [("scrape", self.scrape), ("path", self.path), ("port", self.port)];
        if texts.iter().all(|(_, value)| value.is_empty()) {
            return None;
        }
        let mut map: Map = texts.into_iter().map(|(key, value)| (key, Node::made(value))).collect();
        if !self.targets.is_empty() {
            let target = |target: &Target<'_>| {
                let pair = [("port", Node::made(target.port)), ("path", Node::made(target.path))];
                Node::made(pair.into_iter().collect::<Map>())
            };
            map.set("targets", Node::made(self.targets.iter().map(target).collect::<Vec<_>>()));
        }
        Some(json::to_json(&Node::made(map)))
    }
}

/// What is wrong with a port to scrape, beside the agent's.
fn wrong(port: &str, agent: i64) -> Option<String> {
    let number = port.parse::<i64>().ok().filter(|number| (1..=65535).contains(number));
    let Some(number) = number else { return Some("is not a port 1–65535".to_owned()) };
    let reserved = RESERVED.iter().find(|(reserved, _)| *reserved == number);
    match reserved {
        _ if number == agent => Some("is the agent's own port".to_owned()),
        Some((_, serves)) => Some(format!("is a port of the proxy's: {serves}")),
        None => None,
    }
}

/// The list of endpoints to scrape, in whatever spelling of the annotation's name.
fn asked_targets(pod: &Pod, release: Release) -> Option<&str> {
    let known = release.has(Rule::ScrapesTargets);
    known.then(|| spelled(pod, TARGETS, release).max().map(|(_, value)| value)).flatten()
}

/// Where the annotation's value stands.
fn span_of(pod: &Pod, label: &'static str, release: Release) -> Span {
    let key = spelled(pod, label, release).max().map(|(key, _)| key);
    let node = key.and_then(|key| pod.annotations()?.get(key));
    node.map_or(Span::NONE, |node| node.span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_the_proxy_are_not_scraped() {
        for (port, words) in [
            ("0", Some("1–65535")),
            ("65536", Some("1–65535")),
            ("http", Some("1–65535")),
            ("", Some("1–65535")),
            ("015020", Some("agent, which")),
            ("15777", Some("agent's own")),
            ("15090", Some("Envoy's own metrics")),
            ("8080", None),
            ("65535", None),
        ] {
            let told = wrong(port, 15777);
            match words {
                Some(words) => {
                    assert!(told.as_ref().is_some_and(|told| told.contains(words)), "{port}: {told:?}")
                }
                None => assert_eq!(told, None, "{port}"),
            }
        }
    }

    #[test]
    fn targets_are_ports_with_paths() {
        let of = |list| scrape::targets(list).map(|t| t.iter().map(|t| (t.port, t.path)).collect::<Vec<_>>());
        assert_eq!(of(" 8080 : /m , 9100:,").unwrap(), [("8080", "/m"), ("9100", "/metrics")]);
        assert_eq!(of("1:a:b").unwrap(), [("1", "a:b")]);
        assert_eq!(of(":/m,9100"), None);
        assert_eq!(of(" , ").unwrap(), []);
        assert_eq!(scrape::canonical_targets("8080").unwrap(), "8080:/metrics");
        assert_eq!(scrape::canonical_targets(","), None);
    }
}
