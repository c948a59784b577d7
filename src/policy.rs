//! Whether a pod is injected, and if not, by which rule.
//!
//! | hostNetwork | Windows nodes | system namespace | inject label, else annotation | decision |
//! | --- | --- | --- | --- | --- |
//! | true | any | any | any | skip: host network |
//! | - | yes | any | any | skip: Windows; istioctl injects |
//! | - | - | yes | any | skip: system namespace |
//! | - | - | no | `false` | skip: disabled by label or annotation |
//! | - | - | no | `true` | inject |
//! | - | - | no | empty or absent | inject |
//! | - | - | no | anything else | inject, with a warning |
//! | - | - | no | `y`, `yes`, `on` up to 1.26 | inject |
//! | - | - | no | anything else up to 1.26 | skip: disabled by label or annotation |
//!
//! Up to 1.11 the label does not count, and up to 1.7 no namespace is the system's. Up to 1.7 istioctl did not look at the
//! annotation, either, though the cluster's webhook did: a pod that opts out is left alone here, and injected with
//! `--compat istioctl` alone. From 1.2 to 1.16 a pod that has the proxy already is skipped after the first row, unless its
//! records let us take it out.
//!
//! `policy`, `alwaysInjectSelector` and `neverInjectSelector` of the inject-config bind the cluster's webhook only:
//! manual injection ignores them (istioctl, every release since 1.0). [`webhook`] decides as the cluster would.

pub(crate) mod partial;
pub(crate) mod webhook;

use crate::pod::{List, PROXY, Pod, name_of};
use crate::records::{STATUS, Status};
use crate::report::SkipReason;
use crate::settings::{Release, Rule};
use crate::warning::Code;
use kube_yaml::Node;
use kube_yaml::{Error, Span};

/// The label and annotation that ask for or refuse injection.
pub(crate) const INJECT: &str = "sidecar.istio.io/inject";

/// Namespaces whose pods run the cluster itself.
const SYSTEM_NAMESPACES: [&str; 4] = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

/// What happens to a pod.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Decision {
    /// The sidecar goes in.
    Inject,
    /// The pod stays as it is.
    Skip(SkipReason),
}

/// Everything the decision looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PolicyInput<'a> {
    /// The pod to decide on.
    pub pod: &'a Pod,
    /// The job template's metadata of a CronJob, whose opt-out counts too.
    pub job_meta: Option<&'a Node>,
    /// The namespaces that count: the pod template's and the workload's.
    pub namespaces: [&'a str; 2],
    /// The release whose rules are asked.
    pub release: Release,
    /// Whether its rules on pods that have the proxy count; not where it can be taken out.
    pub leaves_injected: bool,
    /// Whether the label or annotation counts where the release did not look at it.
    pub always_heeds: bool,
    /// Whether a pod for Windows nodes is left alone.
    pub leaves_windows: bool,
}

/// Decides, and says what is odd about the label or annotation it followed.
#[must_use]
pub(crate) fn decide(question: PolicyInput<'_>) -> (Decision, Option<Error>) {
    if question.pod.host_network() {
        return (Decision::Skip(SkipReason::HostNetwork), None);
    }
    if question.leaves_windows && question.pod.is_for_windows() {
        return (Decision::Skip(SkipReason::Windows), None);
    }
    let release = question.release;
    if question.leaves_injected && is_injected(question) {
        return (Decision::Skip(SkipReason::AlreadyInjected), None);
    }
    let system = question.namespaces.iter().find(|n| SYSTEM_NAMESPACES.contains(n));
    if let Some(name) = system.filter(|_| release.has(Rule::LeavesSystemNamespaces)) {
        return (Decision::Skip(SkipReason::SystemNamespace((*name).to_owned())), None);
    }
    let heeds = question.always_heeds || release.has(Rule::HeedsRequest);
    let wishes = [Some(&question.pod.meta), question.job_meta].into_iter().filter(|_| heeds);
    let mut warning = None;
    for wish in wishes.flatten().filter_map(|meta| request_of(meta, release)) {
        match wish.value {
            "true" => return (Decision::Inject, warning),
            "false" => return (Decision::Skip(wish.refusal), warning),
            "" => {}
            word if release.has(Rule::YamlWords) => {
                let decision = if is_yes(word) { Decision::Inject } else { Decision::Skip(wish.refusal) };
                return (decision, warning);
            }
            other => warning = warning.or(Some(invalid_value(other, wish.span))),
        }
    }
    (Decision::Inject, warning)
}

/// Whether a release that reads it as YAML does takes the word for true.
fn is_yes(word: &str) -> bool {
    ["y", "yes", "true", "on"].iter().any(|yes| word.eq_ignore_ascii_case(yes))
}

/// What is said of a word that is no answer.
fn invalid_value(word: &str, span: Span) -> Error {
    Code::InjectValue.warn(format!("{INJECT}: {word:?} is neither \"true\" nor \"false\", ignored")).at(span)
}

struct InjectRequest<'a> {
    value: &'a str,
    span: Span,
    refusal: SkipReason,
}

/// Whether the release leaves the pod alone because it has the proxy.
///
/// Releases that append do not take out what they added; what 1.0 and 1.1 append a second time is left at one here.
fn is_injected(question: PolicyInput<'_>) -> bool {
    let PolicyInput { pod, release, .. } = question;
    let status = pod.annotation(STATUS).is_some();
    let proxied = pod.container(List::Containers, PROXY).is_some();
    if proxied && pod.containers(List::Containers).len() > 1 && release.has(Rule::LeavesInjected) {
        return status || !release.has(Rule::InjectedHasStatus);
    }
    status && release.has(Rule::Appends) && (proxied || has_what_status_names(pod))
}

fn has_what_status_names(pod: &Pod) -> bool {
    let Some(status) = Status::of(pod) else { return false };
    let has = |list| {
        let added = status.added(list);
        pod.containers(list).iter().any(|container| added.contains(name_of(container)))
    };
    has(List::Containers) || has(List::Init)
}

/// The label, or the annotation where there is no label.
fn request_of(meta: &Node, release: Release) -> Option<InjectRequest<'_>> {
    let places = [("labels", SkipReason::DisabledByLabel), ("annotations", SkipReason::DisabledByAnnotation)];
    let places = &places[usize::from(!release.has(Rule::LabelDecides))..];
    places.iter().cloned().find_map(|(place, refusal)| {
        let node = meta.get(place)?.get(INJECT)?;
        Some(InjectRequest { value: node.as_str()?, span: node.span, refusal })
    })
}
