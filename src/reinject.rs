//! What an earlier injection added, and the pod without it.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::finish::prometheus;
use crate::merge::overrides::{self, Overrides};
use crate::pod::{List, Pod, named};
use crate::settings::Release;
use crate::yaml::{Node, json};

/// The annotation in which an injection records what it added.
pub const STATUS: &str = "sidecar.istio.io/status";

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
    })
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
