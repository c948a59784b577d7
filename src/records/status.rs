//! The status annotation, which names what an injection added.

use crate::kinds::PodPath;
use crate::pod::{List, PROXY, Pod, empty_map, map_of, name_of};
use kube_yaml::{Map, Node, Value, json};
use std::collections::HashSet;

/// The annotation in which an injection records what it added.
pub(crate) const STATUS: &str = "sidecar.istio.io/status";

/// How the status of releases before 1.0 begins, which names nothing.
const FORMER: &str = "injected-version-";
/// What those releases added (webhook.go: injectionStatus).
const FORMER_INIT_CONTAINERS: [&str; 2] = ["istio-init", "enable-core-dump"];
const FORMER_VOLUMES: [&str; 2] = ["istio-certs", "istio-envoy"];

/// What the status annotation of an earlier injection names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Status {
    /// Names of the init containers it added.
    pub init_containers: Vec<String>,
    /// Names of the containers it added.
    pub containers: Vec<String>,
    /// Names of the volumes it added.
    pub volumes: Vec<String>,
    /// Names of the image pull secrets it added.
    pub image_pull_secrets: Vec<String>,
    /// The revision that injected; empty up to 1.10, which did not say.
    pub revision: String,
    /// Whether a release up to 1.8 appended what its template rendered.
    pub appended: bool,
}

impl Status {
    /// What the annotation names; `None` where there is none, or none that istiod reads.
    #[must_use]
    pub(crate) fn of(pod: &Pod) -> Option<Status> {
        let status = json::from_json(pod.annotation(STATUS)?).ok()?;
        status.as_map()?;
        Some(Status {
            init_containers: listed(&status, "initContainers")?,
            containers: listed(&status, "containers")?,
            volumes: listed(&status, "volumes").unwrap_or_default(),
            image_pull_secrets: listed(&status, "imagePullSecrets").unwrap_or_default(),
            revision: status.str_at("revision").unwrap_or_default().to_owned(),
            appended: status.get("version").is_some(),
        })
    }

    /// The same, also from the annotation of a release before 1.0, which istiod does not read.
    #[must_use]
    pub(crate) fn of_any_release(pod: &Pod) -> Option<Status> {
        let former = || pod.annotation(STATUS)?.trim_start().starts_with(FORMER).then(Status::former);
        Status::of(pod).or_else(former)
    }

    /// The same, from wherever an injection leaves its records in an object.
    #[must_use]
    pub(crate) fn in_object(object: &Node, path: PodPath) -> Option<Status> {
        let with = |meta: &&[&str]| Pod { meta: map_of(object, meta), spec: empty_map() };
        path.recorded().iter().map(with).find_map(|pod| Status::of_any_release(&pod))
    }

    /// Whether there is the annotation, whatever it says, where an injection leaves its records in an object.
    #[must_use]
    pub(crate) fn stands_in(object: &Node, path: PodPath) -> bool {
        let annotations = |meta: &&[&str]| object.at(meta)?.get("annotations");
        path.recorded().iter().filter_map(annotations).any(|found| found.get(STATUS).is_some())
    }

    /// What releases before 1.0 added.
    #[must_use]
    pub(crate) fn former() -> Status {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Status {
            init_containers: owned(&FORMER_INIT_CONTAINERS),
            containers: owned(&[PROXY]),
            volumes: owned(&FORMER_VOLUMES),
            appended: true,
            ..Status::default()
        }
    }

    /// The same to look a name up in.
    #[must_use]
    pub(crate) fn added(&self, list: List) -> HashSet<&str> {
        self.names(list).iter().map(String::as_str).collect()
    }

    /// The names of the containers it added to a list.
    #[must_use]
    pub(crate) fn names(&self, list: List) -> &[String] {
        match list {
            List::Containers => &self.containers,
            List::Init => &self.init_containers,
        }
    }
}

/// The names in a list of the status; `None` when it is not a list of strings.
fn listed(status: &Node, key: &str) -> Option<Vec<String>> {
    match status.get(key) {
        None => Some(Vec::new()),
        Some(node) if node.is_null() => Some(Vec::new()),
        Some(node) => node.as_seq()?.iter().map(|n| n.as_str().map(str::to_owned)).collect(),
    }
}

/// The annotation's value: the names of what a template (not the merge) added, with what stands `before` and `behind`.
#[must_use]
pub(crate) fn to_json(
    before: Option<(&str, &str)>,
    added: [(&'static str, &[Node]); 4],
    behind: Option<(&str, &str)>,
) -> String {
    let text = |(key, value)| (key, Node::made(value));
    let named = added.into_iter().map(|(key, items)| (key, names(items)));
    json::to_json(&Node::made(
        before.map(text).into_iter().chain(named).chain(behind.map(text)).collect::<Map>(),
    ))
}

/// The names as a list; null when there are none, as Go prints a nil slice.
fn names(items: &[Node]) -> Node {
    if items.is_empty() {
        return Node::made(Value::Null);
    }
    Node::made(items.iter().map(|i| Node::made(name_of(i))).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(annotation: &str) -> Pod {
        Pod::of_text(&format!("{{metadata: {{annotations: {{{STATUS}: '{annotation}'}}}}}}"))
    }

    #[test]
    fn what_is_written_is_read() {
        let named = |names: &[&str]| -> Vec<Node> {
            names
                .iter()
                .map(|n| Node::made([("name", Node::made(*n))].into_iter().collect::<Map>()))
                .collect()
        };
        let (containers, volumes) = (named(&["istio-proxy", "helper"]), named(&["v"]));
        let lists: [(&'static str, &[Node]); 4] = [
            ("initContainers", &[]),
            ("containers", &containers),
            ("volumes", &volumes),
            ("imagePullSecrets", &[]),
        ];
        let text = to_json(None, lists, Some(("revision", "canary")));
        assert_eq!(
            text,
            r#"{"initContainers":null,"containers":["istio-proxy","helper"],"volumes":["v"],"imagePullSecrets":null,"revision":"canary"}"#
        );
        let status = Status::of(&of(&text)).unwrap();
        assert_eq!(status.names(List::Containers), ["istio-proxy", "helper"]);
        assert_eq!((status.revision.as_str(), status.appended), ("canary", false));
        assert!(Status::of(&of(&to_json(Some(("version", "5f")), lists, None))).unwrap().appended);
    }

    #[test]
    fn what_istiod_does_not_read_is_no_status() {
        for text in ["", "{", "[]", r#"{"containers":"a"}"#, r#"{"initContainers":[5]}"#] {
            assert_eq!(Status::of_any_release(&of(text)), None, "{text}");
        }
        assert_eq!(Status::of_any_release(&Pod::empty()), None);
    }

    #[test]
    fn status_before_1_0_names_nothing_and_stands_for_what_was_added() {
        let pod = of("injected-version-root@5f-0.7");
        assert_eq!(Status::of(&pod), None);
        assert_eq!(Status::of_any_release(&pod), Some(Status::former()));
        assert_eq!(Status::former().names(List::Containers), [PROXY]);
    }
}
