//! The pod as istiod's templates see it when it was injected before.
//!
//! istiod takes out less than `take_out` does, and merges onto the pod as it came.

use std::borrow::Cow;

use super::overrides::{self, Overrides};
use super::{STATUS, Status, scrape};
use crate::pod::{List, Pod, named};
use crate::settings::Release;
use kube_yaml::Result;

/// The pod without an earlier sidecar: templates see this one, while the merge targets the pod as it came.
#[derive(Clone, Debug)]
pub(crate) struct StrippedPod<'a>(Cow<'a, Pod>);

impl StrippedPod<'_> {
    #[must_use]
    pub(crate) fn pod(&self) -> &Pod {
        &self.0
    }
}

/// Takes out what an earlier injection added, and puts the user's own overriding containers back in.
///
/// # Errors
/// When the overrides annotation is not what an injection writes.
pub(crate) fn strip(pod: &Pod, status_port: i64, release: Release) -> Result<(StrippedPod<'_>, Overrides)> {
    let kept = overrides::recorded(pod)?;
    let mut stripped = Cow::Borrowed(pod);
    if let Some(status) = Status::of(pod) {
        let pod = stripped.to_mut();
        for list in List::BOTH {
            if let Some(containers) = pod.containers_mut(list) {
                containers.retain(|c| !status.names(list).iter().any(|name| named(c, name)));
            }
        }
        if scrape::port(pod, release) == Some(status_port.to_string().as_str()) {
            scrape::clear(pod, release);
        }
        pod.annotations_mut().remove(STATUS);
    }
    for list in List::BOTH {
        for container in kept.of(list) {
            let name = container.str_at("name").unwrap_or_default();
            if stripped.container(list, name).is_none() {
                crate::pod::seq_at(&mut stripped.to_mut().spec, list.key()).push(container.clone());
            }
        }
    }
    Ok((StrippedPod(stripped), kept))
}
