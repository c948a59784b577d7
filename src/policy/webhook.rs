//! Whether the cluster would inject a pod by itself: the selectors of its webhooks, then the injector's own rules.
//!
//! The API server asks the injector when a webhook of a control plane selects namespace and pod (the istiod chart of Istio 1.30,
//! mutatingwebhook.yaml). *Ours* is the control plane's revision or a tag of it; the default control plane goes by `default`, too.
//!
//! | namespace: istio-injection | namespace: istio.io/rev | pod: sidecar.istio.io/inject | pod: istio.io/rev | asked |
//! | --- | --- | --- | --- | --- |
//! | any | any | label `false` | any | no |
//! | `enabled` | any | else | any | the default control plane |
//! | else, but set | any | else | any | no |
//! | - | ours | else | any | yes |
//! | - | else, but set | else | any | no |
//! | - | - | else | ours | yes |
//! | - | - | else | else, but set | no |
//! | - | - | label `true` | - | the default control plane |
//! | - | - | no label | - | the default one with enableNamespacesByDefault, but for system namespaces |
//! | - | - | else | - | no |
//!
//! The injector, when it is asked (pkg/kube/inject, injectRequired), goes by the first of these that applies:
//!
//! | rule | decision |
//! | --- | --- |
//! | hostNetwork | skip |
//! | Windows nodes | skip; the injector would make a pod that cannot run |
//! | system namespace | skip |
//! | policy is no known word | skip |
//! | label, else annotation, `false` | skip |
//! | label, else annotation, `true` | inject |
//! | up to 1.26: label, else annotation, any other word | inject for `y`, `yes` and `on`, else skip |
//! | a selector of neverInjectSelector matches | skip |
//! | a selector of alwaysInjectSelector matches | inject |
//! | policy | inject when enabled, else skip |
//!
//! A selector that requires nothing matches nothing.

use super::{Decision, INJECT, PolicyInput, SYSTEM_NAMESPACES, invalid_value, is_yes, request_of};
use crate::pod::Pod;
use crate::report::SkipReason;
use crate::settings::Rule;
use crate::settings::inject_config::Policy;
use crate::settings::namespaces::Namespace;
use crate::settings::selector::Selector;
use crate::settings::webhook::{DEFAULT, Webhook};
use kube_yaml::Error;

/// The label that asks for a revision.
const REVISION: &str = "istio.io/rev";
/// The namespace label that asks for the default control plane, or for none.
const INJECTION: &str = "istio-injection";
/// The namespace of objects that name none.
const DEFAULT_NAMESPACE: &str = "default";

/// Why the API server asks the injector for a pod.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Asked {
    /// It has asked already.
    Called,
    /// The namespace's label `istio-injection=enabled`.
    Namespace,
    /// The namespace's label with this revision or tag.
    NamespaceRevision(String),
    /// The pod's label with this revision or tag.
    PodRevision(String),
    /// The pod's label `sidecar.istio.io/inject=true`.
    Pod,
    /// Namespaces without a label are injected.
    ByDefault,
}

/// Why the injector injects a pod that it is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ground {
    Label,
    Annotation,
    Always,
    Policy,
}

/// Why a pod is injected, or is not.
type Found = Result<(Asked, Ground), SkipReason>;

/// Decides as the cluster would for a pod of `namespace`, and says what is odd about the label or annotation it followed.
#[must_use]
pub(crate) fn decide(
    webhook: &Webhook,
    question: PolicyInput<'_>,
    namespace: &str,
) -> (Decision, Option<Error>) {
    let (found, warning) = find(webhook, question, namespace);
    (found.map_or_else(Decision::Skip, |_| Decision::Inject), warning)
}

/// The rules by which the cluster would inject a pod of `namespace`; `None` where it would not.
#[must_use]
pub(crate) fn grounds(webhook: &Webhook, question: PolicyInput<'_>, namespace: &str) -> Option<String> {
    let (asked, ground) = find(webhook, question, namespace).0.ok()?;
    let asked = match asked {
        Asked::Called => None,
        Asked::Namespace => Some(format!("namespace label {INJECTION}=enabled")),
        Asked::NamespaceRevision(name) => Some(format!("namespace label {REVISION}={name}")),
        Asked::PodRevision(name) => Some(format!("pod label {REVISION}={name}")),
        Asked::Pod => Some(format!("pod label {INJECT}=true")),
        Asked::ByDefault => Some("enableNamespacesByDefault".to_owned()),
    };
    let ground = match ground {
        Ground::Label => Some(format!("pod label {INJECT}=true")),
        Ground::Annotation => Some(format!("annotation {INJECT}=true")),
        Ground::Always => Some("matches alwaysInjectSelector".to_owned()),
        Ground::Policy => None,
    };
    let ground = ground.filter(|ground| asked.as_ref() != Some(ground));
    let both: Vec<String> = asked.into_iter().chain(ground).collect();
    Some(if both.is_empty() { "inject-config policy is enabled".to_owned() } else { both.join(", ") })
}

fn find(webhook: &Webhook, question: PolicyInput<'_>, namespace: &str) -> (Found, Option<Error>) {
    let namespace = if namespace.is_empty() { DEFAULT_NAMESPACE } else { namespace };
    let asked = match webhook.called {
        true => Ok(Asked::Called),
        false => is_asked(webhook, webhook.namespaces.get(namespace), question.pod),
    };
    match asked {
        Ok(asked) => {
            let (ground, warning) = injector(webhook, question, namespace);
            (ground.map(|ground| (asked, ground)), warning)
        }
        Err(reason) => (Err(reason), None),
    }
}

/// Whether the API server calls the webhook for the pod: the namespace and object selectors of the
/// MutatingWebhookConfiguration.
fn is_asked(webhook: &Webhook, namespace: Namespace<'_>, pod: &Pod) -> Result<Asked, SkipReason> {
    let wish = pod.label(INJECT);
    if wish == Some("false") {
        return Err(SkipReason::DisabledByLabel);
    }
    let ours = |name: &str, asked: Asked| match webhook.answers_to(name) {
        true => Ok(asked),
        false => Err(SkipReason::OtherRevision(name.to_owned())),
    };
    match (namespace.label(INJECTION), namespace.label(REVISION)) {
        (Some("enabled"), _) => return ours(DEFAULT, Asked::Namespace),
        (Some(word), _) => return Err(SkipReason::NamespaceDisabled(word.to_owned())),
        (None, Some(revision)) => return ours(revision, Asked::NamespaceRevision(revision.to_owned())),
        (None, None) => {}
    }
    match (pod.label(REVISION), wish) {
        (Some(revision), _) => ours(revision, Asked::PodRevision(revision.to_owned())),
        (None, Some("true")) => ours(DEFAULT, Asked::Pod),
        (None, None) if webhook.enable_namespaces_by_default && webhook.answers_to(DEFAULT) => {
            match SYSTEM_NAMESPACES.contains(&namespace.name) {
                true => Err(SkipReason::SystemNamespace(namespace.name.to_owned())),
                false => Ok(Asked::ByDefault),
            }
        }
        (None, _) => Err(SkipReason::NotSelected),
    }
}

/// What the injector decides once it is called: label, annotation, selectors and policy of the inject-config.
fn injector(
    webhook: &Webhook,
    question: PolicyInput<'_>,
    namespace: &str,
) -> (Result<Ground, SkipReason>, Option<Error>) {
    let PolicyInput { pod, release, .. } = question;
    let skip = |reason| Err(reason);
    if pod.host_network() {
        return (skip(SkipReason::HostNetwork), None);
    }
    if question.leaves_windows && pod.is_for_windows() {
        return (skip(SkipReason::Windows), None);
    }
    if SYSTEM_NAMESPACES.contains(&namespace) {
        return (skip(SkipReason::SystemNamespace(namespace.to_owned())), None);
    }
    if webhook.policy == Policy::Unknown {
        return (skip(SkipReason::PolicyDisabled), None);
    }
    let mut warning = None;
    if let Some(wish) = request_of(&pod.meta, release) {
        let ground = match wish.refusal {
            SkipReason::DisabledByLabel => Ground::Label,
            _ => Ground::Annotation,
        };
        match wish.value {
            "true" => return (Ok(ground), None),
            "false" => return (skip(wish.refusal), None),
            "" => {}
            word if release.has(Rule::YamlWords) => {
                return (if is_yes(word) { Ok(ground) } else { skip(wish.refusal) }, None);
            }
            word => warning = Some(invalid_value(word, wish.span)),
        }
    }
    let picks = |selectors: &[Selector]| {
        selectors.iter().any(|selector| !selector.is_empty() && selector.matches(|key| pod.label(key)))
    };
    let decision = if picks(&webhook.never_inject) {
        skip(SkipReason::NeverInject)
    } else if picks(&webhook.always_inject) {
        Ok(Ground::Always)
    } else if webhook.policy == Policy::Enabled {
        Ok(Ground::Policy)
    } else {
        skip(SkipReason::PolicyDisabled)
    };
    (decision, warning)
}

#[cfg(test)]
mod tests;
