//! The MeshConfig: read over the defaults of a release, merged and checked as Istio does.

use super::defaults;
use super::proto::parse::read_into;
use super::proto::tables::MESH_CONFIG;
use super::proto::{Datum, Message, Minor, view};
use super::proxy_config::{self, ProxyConfig};
use super::source::Source;
use super::validate::{self, Problem};
use crate::code;
use go_template::value::Value;
use kube_yaml::Node;
use kube_yaml::{Error, Result};

/// A MeshConfig.
#[derive(Clone, PartialEq, Debug)]
pub struct MeshConfig {
    message: Message,
    default_config: ProxyConfig,
    release: Minor,
}

/// Where the proxy sends inbound traffic on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InboundTrafficPolicy {
    /// To the pod's address.
    Passthrough,
    /// To 127.0.0.1.
    Localhost,
}

impl MeshConfig {
    /// Reads a mesh-config, or a ConfigMap with one under `data.mesh`, over the defaults of `release` (30 is 1.30).
    ///
    /// # Errors
    /// When it is not YAML, a field is of the wrong type, or a port, duration, address or name is not valid; with its place in `file`.
    pub fn load(text: &str, file: &str, release: Minor) -> Result<Self> {
        let (source, node) = Source::read(text, file, "mesh")?;
        match node {
            None => Ok(MeshConfig::default_for(release)),
            Some(node) => MeshConfig::of_node(&node, release).map_err(|error| source.locate(error)),
        }
    }

    /// Reads a mesh-config from a tree, such as the `spec.meshConfig` of an IstioOperator.
    ///
    /// # Errors
    /// As [`MeshConfig::load`], the span being the node's.
    pub fn of_node(node: &Node, release: Minor) -> Result<Self> {
        let mut message = defaults::mesh_config(release);
        let default = |go| message.get(go).cloned();
        let before = [default("DefaultConfig"), default("DefaultProviders"), default("ExtensionProviders")];
        read_into(&mut message, node, release)?;
        let [config, default_providers, providers] = before;

        // Everything that is said replaces, except these four, which merge.
        let mut config = config.as_ref().and_then(Datum::as_message).cloned();
        let config = config.get_or_insert_with(|| defaults::proxy_config(release));
        if let Some(said) = node.get("defaultConfig").filter(|said| !said.is_null()) {
            proxy_config::merge(config, said, release)?;
        }
        message.put(release, "DefaultConfig", config.clone().into());
        if let Some(Datum::Message(default_providers)) = default_providers {
            let mut merged = (*default_providers).clone();
            if let Some(said) = node.get("defaultProviders") {
                read_into(&mut merged, said, release)?;
            }
            message.put(release, "DefaultProviders", merged.into());
        }
        if let Some(Datum::List(providers)) = providers {
            let merged = merge_providers(providers, message.list("ExtensionProviders"), release);
            message.put(release, "ExtensionProviders", Datum::List(merged));
        }
        sort_aliases(&mut message, release);

        check(&validate::mesh_config(&message, release), node)?;
        Ok(MeshConfig::new(message, release))
    }

    /// The mesh-config of a mesh of which nothing is said.
    #[must_use]
    pub fn default_for(release: Minor) -> Self {
        MeshConfig::new(defaults::mesh_config(release), release)
    }

    fn new(message: Message, release: Minor) -> Self {
        let config = message.at(&["DefaultConfig"]).cloned();
        let config = config.unwrap_or_else(|| defaults::proxy_config(release));
        MeshConfig { message, default_config: ProxyConfig::new(config, release), release }
    }

    /// The same mesh with another config for its proxies, as a pod's annotation makes it.
    #[must_use]
    pub fn with_default_config(&self, config: ProxyConfig) -> Self {
        let mut message = self.message.clone();
        message.put(self.release, "DefaultConfig", config.message().clone().into());
        MeshConfig { message, default_config: config, release: self.release }
    }

    /// What the mesh says of its proxies.
    #[must_use]
    pub fn default_config(&self) -> &ProxyConfig {
        &self.default_config
    }

    /// The MeshConfig message.
    #[must_use]
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// How templates see it.
    #[must_use]
    pub fn view(&self) -> Value<'_> {
        view(Some(&self.message), &MESH_CONFIG, self.release)
    }

    /// `enablePrometheusMerge`, when it is said.
    #[must_use]
    pub fn enable_prometheus_merge(&self) -> Option<bool> {
        let wrapper = self.message.at(&["EnablePrometheusMerge"])?;
        Some(wrapper.get("Value") == Some(&Datum::Bool(true)))
    }

    /// Where the proxy sends inbound traffic on; unset is to the pod's address.
    #[must_use]
    pub fn inbound_traffic_policy(&self) -> InboundTrafficPolicy {
        match self.message.at(&["InboundTrafficPolicy"]).map_or(0, |policy| policy.int("Mode")) {
            1 => InboundTrafficPolicy::Localhost,
            _ => InboundTrafficPolicy::Passthrough,
        }
    }

    /// The extension providers, each with its `Name` and its one provider set.
    pub fn extension_providers(&self) -> impl Iterator<Item = &Message> {
        self.message.list("ExtensionProviders").iter().filter_map(Datum::as_message)
    }

    /// The socket of the secret discovery service, in releases that had one; unset is empty.
    #[must_use]
    pub fn secret_discovery_socket(&self) -> &str {
        self.message.str("SdsUdsPath")
    }

    /// Whether proxies get a token for that service; unset is false.
    #[must_use]
    pub fn mounts_secret_token(&self) -> bool {
        self.message.get("EnableSdsTokenMount") == Some(&Datum::Bool(true))
    }

    /// `trustDomain`, empty when unset.
    #[must_use]
    pub fn trust_domain(&self) -> &str {
        self.message.str("TrustDomain")
    }

    /// The namespace of the control plane.
    #[must_use]
    pub fn root_namespace(&self) -> &str {
        self.message.str("RootNamespace")
    }
}

/// Extension providers merge by name: one of a known name gives it its provider, the others follow.
fn merge_providers(mut known: Vec<Datum>, said: &[Datum], release: Minor) -> Vec<Datum> {
    for provider in said {
        let Some(message) = provider.as_message() else { continue };
        let same = |d: &&mut Datum| d.as_message().is_some_and(|m| m.str("Name") == message.str("Name"));
        match known.iter_mut().find(same) {
            Some(slot) => {
                let mut merged = message.clone();
                merged.put(release, "Name", message.str("Name").into());
                *slot = merged.into();
            }
            None => known.push(provider.clone()),
        }
    }
    known
}

fn sort_aliases(message: &mut Message, release: Minor) {
    // Istio sorts them and drops repetitions since 1.12.
    if release < 12 {
        return;
    }
    let mut aliases: Vec<&str> =
        message.list("TrustDomainAliases").iter().filter_map(Datum::as_str).collect();
    aliases.sort_unstable();
    aliases.dedup();
    let aliases: Vec<Datum> = aliases.into_iter().map(Datum::from).collect();
    message.put(release, "TrustDomainAliases", Datum::List(aliases));
}

/// One error that names every problem, at the place of the first that the file speaks of.
fn check(problems: &[Problem], node: &Node) -> Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    let causes: Vec<String> = problems.iter().map(Problem::to_string).collect();
    let mut error = Error::new(code::FIELD, causes.join("; "));
    for problem in problems {
        if let Some(said) = node.at(&problem.path) {
            error = error.at(said.span);
        }
    }
    Err(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<MeshConfig> {
        MeshConfig::load(text, "mesh.yaml", 30)
    }

    #[test]
    fn default_config_merges_and_the_rest_replaces() {
        let mesh =
            load("defaultConfig: {statusPort: 15999}\nrootNamespace: null\ndefaultServiceExportTo: []")
                .unwrap();
        assert_eq!(mesh.default_config().status_port(), 15999);
        assert_eq!(mesh.default_config().message().str("ServiceCluster"), "istio-proxy");
        assert_eq!(mesh.root_namespace(), "istio-system");
        assert!(mesh.message().list("DefaultServiceExportTo").is_empty());
    }

    #[test]
    fn annotation_merges_metadata_and_replaces_the_rest() {
        let mesh = load("defaultConfig: {proxyMetadata: {A: '1', B: '2'}, tracing: {sampling: 5}}").unwrap();
        let config = mesh.default_config().overlaid(Some("proxyMetadata: {B: '3'}\ntracing: {}")).unwrap();
        assert_eq!(config.proxy_metadata().collect::<Vec<_>>(), [("A", "1"), ("B", "3")]);
        assert!(config.message().at(&["Tracing", "Sampling"]).is_none());
    }

    #[test]
    fn err_names_the_field_and_its_place() {
        for (text, line, words) in [
            (
                "a: 1\ndefaultConfig:\n  concurrency: many\n",
                3,
                "defaultConfig.concurrency: expected a whole number",
            ),
            ("proxyListenPort: 70000", 1, "proxyListenPort: port number 70000"),
            ("\nconnectTimeout: 10", 2, "connectTimeout: expected a duration"),
            (
                "defaultConfig:\n  discoveryAddress: x",
                2,
                "defaultConfig.discoveryAddress: \"x\" is not host:port",
            ),
        ] {
            let error = load(text).unwrap_err();
            assert_eq!(error.location().map(|at| at.line), Some(line), "{error}");
            assert!(error.cause().starts_with(words), "{error}");
        }
    }

    #[test]
    fn fields_of_older_releases_are_read_for_those_who_ask() {
        let mesh = load("mixerCheckServer: m:1\nsdsRefreshDelay: [no duration]").unwrap();
        assert_eq!(mesh.message().str("MixerCheckServer"), "m:1");
        let old = MeshConfig::load("{}", "f", 4).unwrap();
        assert_eq!(old.default_config().message().str("DiscoveryAddress"), "istio-pilot:15010");
    }
}
