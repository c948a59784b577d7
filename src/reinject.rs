//! What an earlier injection added, and the pod without it.
//!
//! Ours takes everything out again that the records tell of ([`authored`]), so that injecting twice is injecting once.
//! istioctl takes out less ([`strip`]) and merges onto the pod as it came, so that it forgets overrides the second time.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::finish::{probes, prometheus};
use crate::merge::overrides::{self, Overrides};
use crate::pod::{List, PROXY, Pod, named};
use crate::schema::{self, ZeroTime};
use crate::settings::Release;
use crate::yaml::{Node, Value, json};

/// The annotation in which an injection records what it added.
pub const STATUS: &str = "sidecar.istio.io/status";

/// In how many places an author's proxy is looked for.
const MAX_PLACES: usize = 8;

/// The pod as its author wrote it: templates see this one, while the merge targets the pod as it came.
#[derive(Clone, Debug)]
pub struct StrippedPod<'a>(Cow<'a, Pod>);

impl StrippedPod<'_> {
    /// The pod.
    #[must_use]
    pub fn pod(&self) -> &Pod {
        &self.0
    }
}

/// What the status annotation of an earlier injection names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Names of the init containers it added.
    pub init_containers: Vec<String>,
    /// Names of the containers it added.
    pub containers: Vec<String>,
    /// Names of the volumes it added.
    pub volumes: Vec<String>,
    /// Names of the image pull secrets it added.
    pub image_pull_secrets: Vec<String>,
}

/// Reads the status annotation; `None` when there is none or it does not parse (istiod ignores such a one).
#[must_use]
pub fn status_of(pod: &Pod) -> Option<Status> {
    let status = json::from_json(pod.annotation(STATUS)?).ok()?;
    status.as_map()?;
    Some(Status {
        init_containers: names(&status, "initContainers")?,
        containers: names(&status, "containers")?,
        volumes: names(&status, "volumes").unwrap_or_default(),
        image_pull_secrets: names(&status, "imagePullSecrets").unwrap_or_default(),
    })
}

/// The pod as it was before an earlier injection, as far as its records tell; `None` when there was none.
///
/// Containers, volumes and pull secrets that the status names go, the author's overriding containers, probes and
/// prometheus annotations come back. Labels and annotations of the template stay: it keeps those that are set.
///
/// # Errors
/// When the overrides annotation is not what an injection writes.
pub fn authored(pod: &Pod, status_port: i64) -> Result<Option<Pod>> {
    let Some(status) = status_of(pod) else { return Ok(None) };
    let recorded = overrides::recorded(pod)?;
    let mut authored = pod.clone();
    let proxy = pod.any_container(PROXY);
    let record =
        |name| proxy.and_then(|proxy| env_of(proxy, name)).and_then(|text| json::from_json(text).ok());
    for (list, names, own) in [
        (List::Containers, &status.containers, &recorded.containers),
        (List::Init, &status.init_containers, &recorded.init_containers),
    ] {
        put_back(&mut authored, list, names, own);
    }
    for (key, names) in [("volumes", &status.volumes), ("imagePullSecrets", &status.image_pull_secrets)] {
        if let Some(items) = authored.spec.get_mut(key).and_then(Node::as_seq_mut) {
            items.retain(|item| !names.iter().any(|name| named(item, name)));
        }
    }
    prometheus::restore(&mut authored, status_port, record(prometheus::SCRAPE_ENV).as_ref());
    if let Some(originals) = record(probes::PROBERS_ENV) {
        probes::restore(&mut authored, &originals);
    }
    let annotations = authored.annotations_mut();
    annotations.remove(STATUS);
    annotations.remove(overrides::OVERRIDES);
    Ok(Some(authored))
}

/// What the author of `pod` may have written where the records do not tell: `authored` first, then the same with the
/// volumes and secrets of the template's names, which may be his, too; each with his own proxy in every place of the list.
///
/// Each is made when it is asked for: the first is nearly always right.
pub fn readings<'p>(authored: Pod, pod: &'p Pod) -> impl Iterator<Item = Pod> + 'p {
    [false, true].into_iter().flat_map(move |keeps_all| {
        let mut reading = authored.clone();
        for key in ["volumes", "imagePullSecrets"].into_iter().filter(|_| keeps_all) {
            if let (Some(items), Some(map)) = (pod.spec.get(key), reading.spec.as_map_mut()) {
                map.set(key, items.clone());
            }
        }
        with_proxy_anywhere(reading)
    })
}

/// The pod, and the same with the author's proxy in every other place: injection has moved it.
fn with_proxy_anywhere(pod: Pod) -> impl Iterator<Item = Pod> {
    let containers = pod.containers(List::Containers);
    let now = containers.iter().position(|c| named(c, PROXY));
    let places = now.map_or(0, |_| containers.len().min(MAX_PLACES));
    let others = (0..places).filter(move |place| Some(*place) != now);
    std::iter::once(now).chain(others.map(Some)).map(move |place| {
        let mut moved = pod.clone();
        if let (Some(now), Some(place), Some(containers)) =
            (now, place, moved.containers_mut(List::Containers))
        {
            let proxy = containers.remove(now);
            containers.insert(place, proxy);
        }
        moved
    })
}

/// Puts the author's own containers in the place of those that an injection laid them over, and takes the others out.
fn put_back(pod: &mut Pod, list: List, names: &[String], own: &[Node]) {
    let mut missing: Vec<&Node> = own.iter().collect();
    if let Some(containers) = pod.containers_mut(list) {
        containers.retain_mut(|container| {
            let name = container.str_at("name").unwrap_or_default();
            if !names.iter().any(|n| n == name) {
                return true;
            }
            let Some(index) = missing.iter().position(|c| named(c, name)) else { return false };
            let mut own = missing.remove(index).clone();
            let typed = schema::typed(container, &schema::CONTAINER, ZeroTime::Omit);
            respell(&mut own, &typed, container);
            *container = own;
            true
        });
    }
    for own in missing {
        crate::pod::seq_at(&mut pod.spec, list.key()).push(own.clone());
    }
}

/// Gives what the record says the spelling (and the place) of what is `written`, where `typed`, its typed form, is the
/// same: the record says "2" of a quantity that its author wrote 2.
fn respell(recorded: &mut Node, typed: &Node, written: &Node) {
    if recorded == typed {
        *recorded = written.clone();
        return;
    }
    match (&mut recorded.value, &typed.value, &written.value) {
        (Value::Map(recorded), Value::Map(typed), Value::Map(written)) => {
            for entry in &mut recorded.entries {
                if let (Some(typed), Some(written)) = (typed.get(&entry.key), written.get(&entry.key)) {
                    respell(&mut entry.value, typed, written);
                }
            }
        }
        (Value::Seq(recorded), Value::Seq(typed), Value::Seq(written)) if recorded.len() == written.len() => {
            let others = typed.iter().zip(written);
            recorded
                .iter_mut()
                .zip(others)
                .for_each(|(recorded, (typed, written))| respell(recorded, typed, written));
        }
        _ => {}
    }
}

/// The value of an env variable of a container.
fn env_of<'n>(container: &'n Node, name: &str) -> Option<&'n str> {
    let env = container.get("env")?.as_seq()?;
    env.iter().find(|var| var.str_at("name") == Some(name))?.str_at("value")
}

/// Takes out what an earlier injection added, and puts the user's own overriding containers back in.
///
/// # Errors
/// When the overrides annotation is not what an injection writes.
pub fn strip(pod: &Pod, status_port: i64, release: Release) -> Result<(StrippedPod<'_>, Overrides)> {
    let kept = overrides::recorded(pod)?;
    let mut stripped = Cow::Borrowed(pod);
    if let Some(status) = status_of(pod) {
        let pod = stripped.to_mut();
        for (list, names) in [(List::Containers, &status.containers), (List::Init, &status.init_containers)] {
            if let Some(containers) = pod.containers_mut(list) {
                containers.retain(|c| !names.iter().any(|name| named(c, name)));
            }
        }
        if prometheus::port(pod, release) == Some(status_port.to_string().as_str()) {
            prometheus::clear(pod, release);
        }
        pod.annotations_mut().remove(STATUS);
    }
    for (list, containers) in [(List::Containers, &kept.containers), (List::Init, &kept.init_containers)] {
        for container in containers {
            let name = container.str_at("name").unwrap_or_default();
            if stripped.container(list, name).is_none() {
                crate::pod::seq_at(&mut stripped.to_mut().spec, list.key()).push(container.clone());
            }
        }
    }
    Ok((StrippedPod(stripped), kept))
}

/// The names in a list of the status; `None` when it is not a list of strings.
fn names(status: &Node, key: &str) -> Option<Vec<String>> {
    match status.get(key) {
        None => Some(Vec::new()),
        Some(node) if node.is_null() => Some(Vec::new()),
        Some(node) => node.as_seq()?.iter().map(|n| n.as_str().map(str::to_owned)).collect(),
    }
}

/// An annotation of ours that does not hold what we write there.
pub(crate) fn unreadable(pod: &Pod, name: &str, cause: &str) -> Error {
    let span = pod.annotations().and_then(|a| a.get(name)).map_or(crate::error::Span::NONE, |n| n.span);
    Error::new(format!("annotation {name}: {cause}"))
        .at(span)
        .help("an earlier injection wrote it; remove the annotation to inject afresh")
}
