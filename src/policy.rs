//! Whether a pod is injected, and if not, by which rule.
//!
//! | hostNetwork | system namespace | inject label, else annotation | decision |
//! | --- | --- | --- | --- |
//! | true | any | any | skip: host network |
//! | - | yes | any | skip: system namespace |
//! | - | no | `false` | skip: disabled by label or annotation |
//! | - | no | `true` | inject |
//! | - | no | empty or absent | inject |
//! | - | no | anything else | inject, with a warning |
//!
//! `policy`, `alwaysInjectSelector` and `neverInjectSelector` of the inject-config bind the cluster's webhook only:
//! manual injection ignores them (istioctl, every release since 1.0). [`webhook`] decides as the cluster would.

pub mod namespaces;
pub mod webhook;

use crate::error::{Error, Span};
use crate::pod::Pod;
use crate::report::SkipReason;
use crate::yaml::Node;

/// The label and annotation that ask for or refuse injection.
pub const INJECT: &str = "sidecar.istio.io/inject";

/// Namespaces whose pods run the cluster itself.
const SYSTEM_NAMESPACES: [&str; 4] = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

/// What happens to a pod.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// The sidecar goes in.
    Inject,
    /// The pod stays as it is.
    Skip(SkipReason),
}

/// Everything the decision looks at.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The pod.
    pub pod: &'a Pod,
    /// The job template's metadata of a CronJob, whose opt-out counts too.
    pub job_meta: Option<&'a Node>,
    /// The namespaces that count: the pod template's and the workload's.
    pub namespaces: [&'a str; 2],
}

/// Decides, and says what is odd about the label or annotation it followed.
#[must_use]
pub fn decide(question: Question<'_>) -> (Decision, Option<Error>) {
    if question.pod.host_network() {
        return (Decision::Skip(SkipReason::HostNetwork), None);
    }
    if let Some(name) = question.namespaces.iter().find(|n| SYSTEM_NAMESPACES.contains(n)) {
        return (Decision::Skip(SkipReason::SystemNamespace((*name).to_owned())), None);
    }
    let wishes = [Some(&question.pod.meta), question.job_meta];
    let mut warning = None;
    for wish in wishes.into_iter().flatten().filter_map(wish_of) {
        match wish.value {
            "true" => return (Decision::Inject, warning),
            "false" => return (Decision::Skip(wish.refusal), warning),
            "" => {}
            other => warning = warning.or(Some(odd(other, wish.span))),
        }
    }
    (Decision::Inject, warning)
}

/// What is said of a word that is no answer.
fn odd(word: &str, span: Span) -> Error {
    Error::new(format!("{INJECT}: {word:?} is neither \"true\" nor \"false\", it counts as unset")).at(span)
}

struct Wish<'a> {
    value: &'a str,
    span: Span,
    refusal: SkipReason,
}

/// The label, or the annotation where there is no label.
fn wish_of(meta: &Node) -> Option<Wish<'_>> {
    let places = [("labels", SkipReason::DisabledByLabel), ("annotations", SkipReason::DisabledByAnnotation)];
    places.into_iter().find_map(|(place, refusal)| {
        let node = meta.get(place)?.get(INJECT)?;
        Some(Wish { value: node.as_str()?, span: node.span, refusal })
    })
}
