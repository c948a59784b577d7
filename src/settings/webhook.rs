//! The webhooks of a control plane, as far as they decide which pods are injected, and what the cluster knows that they ask for.

use super::inject_config::{InjectConfig, Policy};
use super::namespaces::Namespaces;
use super::proxy_resources::ProxyResources;
use super::selector::Selector;

/// The name of the revision that has none.
pub(crate) const DEFAULT: &str = "default";

/// The webhooks of a control plane, its injector's configuration, and the namespaces.
#[derive(Clone, PartialEq, Debug)]
pub struct Webhook {
    names: Vec<String>,
    /// Whether namespaces without a label are injected.
    pub enable_namespaces_by_default: bool,
    /// What happens to pods that no label or selector decides on.
    pub policy: Policy,
    /// Pods that are always injected.
    pub always_inject: Vec<Selector>,
    /// Pods that never are.
    pub never_inject: Vec<Selector>,
    /// What is known of the namespaces.
    pub namespaces: Namespaces,
    /// The ProxyConfigs in the cluster.
    pub proxies: ProxyResources,
    /// Whether it has been called, so that its selectors are asked no more.
    pub called: bool,
}

/// What a run with the webhook's policy is told.
#[derive(Clone, Debug, Default)]
pub struct WebhookOptions {
    /// Labels of the namespaces that the run knows of.
    pub namespaces: Namespaces,
    /// The ProxyConfig resources that the run knows of.
    pub proxies: ProxyResources,
    /// The tags of the control plane's revision.
    pub tags: Vec<String>,
    /// Whether the API server has called the webhook, so that only the injector itself decides.
    pub called: bool,
}

impl Webhook {
    /// The webhooks of the control plane of `revision`, empty for the default one.
    #[must_use]
    pub fn new(
        asked: WebhookOptions,
        revision: &str,
        config: &InjectConfig,
        enable_namespaces_by_default: bool,
    ) -> Self {
        let mut names = asked.tags;
        names.push(if revision.is_empty() { DEFAULT.to_owned() } else { revision.to_owned() });
        Webhook {
            names,
            enable_namespaces_by_default,
            policy: config.policy,
            always_inject: config.always_inject.clone(),
            never_inject: config.never_inject.clone(),
            namespaces: asked.namespaces,
            proxies: asked.proxies,
            called: asked.called,
        }
    }

    /// Whether the control plane goes by that name: its revision, or a tag.
    #[must_use]
    pub fn answers_to(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }
}
