//! The pod as istiod's templates see it when it was injected before.
//!
//! istiod takes out less than `take_out` does, and merges onto the pod as it came.

use std::borrow::Cow;
use std::collections::HashSet;

use super::overrides::{self, Overrides};
use super::{STATUS, Status, scrape};
use crate::pod::{List, Pod, name_of, seq_at};
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
                let added = status.added(list);
                containers.retain(|container| !added.contains(name_of(container)));
            }
        }
        if scrape::port(pod, release) == Some(status_port.to_string().as_str()) {
            scrape::clear(pod, release);
        }
        pod.annotations_mut().remove(STATUS);
    }
    for list in List::BOTH {
        let mut known: HashSet<String> = match kept.of(list) {
            [] => continue,
            _ => stripped.containers(list).iter().map(|c| name_of(c).to_owned()).collect(),
        };
        for container in kept.of(list).iter().filter(|container| known.insert(name_of(container).to_owned()))
        {
            seq_at(&mut stripped.to_mut().spec, list.key()).push(container.clone());
        }
    }
    Ok((StrippedPod(stripped), kept))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::{Node, json};

    #[test]
    fn templates_see_the_pod_without_what_was_added_and_with_what_was_overridden() {
        let pod = Pod::of_text(
            r#"{metadata: {annotations: {sidecar.istio.io/status: '{"initContainers":["istio-init"],"containers":["istio-proxy"]}',
               proxy.istio.io/overrides: '{"containers":[{"name":"istio-proxy","tty":true}]}', prometheus.io/port: '15020', prometheus.io/path: /stats/prometheus}},
               spec: {containers: [{name: a}, {name: istio-proxy, image: p}], initContainers: [{name: own}, {name: istio-init}]}}"#,
        );
        let (stripped, kept) = strip(&pod, 15020, Release::NEWEST).unwrap();
        let stripped = stripped.pod();
        let shown = |list| json::to_json(&Node::made(stripped.containers(list).to_vec()));
        assert_eq!(shown(List::Containers), r#"[{"name":"a"},{"name":"istio-proxy","tty":true}]"#);
        assert_eq!(shown(List::Init), r#"[{"name":"own"}]"#);
        assert_eq!(kept.containers.len(), 1);
        let left: Vec<&str> = stripped.annotations().unwrap().iter().map(|(key, _)| key).collect();
        assert_eq!(left, ["proxy.istio.io/overrides"]);
    }

    #[test]
    fn pod_that_was_never_injected_is_seen_as_it_is() {
        let pod = Pod::of_text(
            "{metadata: {annotations: {prometheus.io/port: '15020'}}, spec: {containers: [{name: istio-proxy}]}}",
        );
        let (stripped, _) = strip(&pod, 15020, Release::NEWEST).unwrap();
        assert_eq!((&stripped.pod().meta, &stripped.pod().spec), (&pod.meta, &pod.spec));
    }
}
