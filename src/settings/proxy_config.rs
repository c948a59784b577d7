//! The ProxyConfig: what the mesh says of its proxies, and what a pod's annotation says on top.

use crate::code;
use std::sync::Arc;

use super::defaults;
use super::proto::parse::read_into;
use super::proto::tables::PROXY_CONFIG;
use super::proto::{Datum, Message, Minor, view};
use super::release::{Release, Rule};
use super::validate::{self, Problem};
use go_template::value::Value;
use kube_yaml::{self as yaml, Node, Text};
use kube_yaml::{Error, Result};

/// A ProxyConfig. Cloning shares it.
#[derive(Clone, PartialEq, Debug)]
pub struct ProxyConfig {
    message: Arc<Message>,
    release: Minor,
}

/// How inbound connections come to the proxy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InterceptionMode {
    /// `REDIRECT`
    Redirect,
    /// `TPROXY`
    Tproxy,
    /// `NONE`
    None,
}

impl ProxyConfig {
    /// The config that every proxy of `release` starts from.
    #[must_use]
    pub fn default_for(release: Minor) -> Self {
        ProxyConfig::new(defaults::proxy_config(release), release)
    }

    pub(super) fn new(message: Message, release: Minor) -> Self {
        ProxyConfig { message: Arc::new(message), release }
    }

    /// The config with the text of a pod's `proxy.istio.io/config` annotation laid over it; shared when there is none.
    ///
    /// # Errors
    /// When the text is not YAML or a field is of the wrong type. The text is not checked any further: that is
    /// [`ProxyConfig::check_annotation`]'s.
    pub fn overlaid(&self, annotation: Option<&str>) -> Result<Self> {
        match annotation.map(yaml::parse) {
            None => Ok(self.clone()),
            Some(Err(error)) => Err(unplaced(&error)),
            Some(Ok(None)) => Ok(self.clone()),
            Some(Ok(Some(node))) => {
                let mut message = (*self.message).clone();
                merge(&mut message, &node, self.release).map_err(|error| unplaced(&error))?;
                Ok(ProxyConfig::new(message, self.release))
            }
        }
    }

    /// Checks an annotation's text as Istio does before it injects: laid over the release's defaults, whatever the mesh says.
    ///
    /// # Errors
    /// When the text cannot be read, or the config it makes is not valid: every problem is named.
    pub fn check_annotation(text: &str, release: Minor) -> Result<()> {
        let config = ProxyConfig::default_for(release).overlaid(Some(text))?;
        match validate::proxy_config(&config.message, release).as_slice() {
            [] => Ok(()),
            problems => Err(Error::new(
                code::FIELD,
                problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("; "),
            )),
        }
    }

    /// The ProxyConfig message.
    #[must_use]
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// How templates see it.
    #[must_use]
    pub fn view(&self) -> Value<'_> {
        view(Some(&self.message), &PROXY_CONFIG, self.release)
    }

    /// The port that status, probes and merged metrics are served at; 0 when the release does not say.
    #[must_use]
    pub fn status_port(&self) -> i32 {
        i32::try_from(self.message.int("StatusPort")).unwrap_or(0)
    }

    /// Whether the application waits for the proxy; unset is false.
    #[must_use]
    pub fn hold_application_until_proxy_starts(&self) -> bool {
        let wrapper = self.message.at(&["HoldApplicationUntilProxyStarts"]);
        wrapper.is_some_and(|held| held.get("Value") == Some(&Datum::Bool(true)))
    }

    /// How many threads the proxy runs, 0 for as many as there are processors; `None` when nothing is said.
    #[must_use]
    pub fn concurrency(&self) -> Option<i64> {
        match self.message.get("Concurrency")? {
            Datum::Message(wrapper) => Some(wrapper.int("Value")),
            _ => Some(self.message.int("Concurrency")),
        }
    }

    /// How inbound connections come to the proxy.
    #[must_use]
    pub fn interception_mode(&self) -> InterceptionMode {
        match self.message.int("InterceptionMode") {
            1 => InterceptionMode::Tproxy,
            2 => InterceptionMode::None,
            _ => InterceptionMode::Redirect,
        }
    }

    /// `image.imageType`, when there is an `image` at all (it may be empty, and then still counts).
    #[must_use]
    pub fn image_type(&self) -> Option<&str> {
        self.message.at(&["Image"]).map(|image| image.str("ImageType"))
    }

    /// The proxy's additional metadata, sorted by key.
    pub fn proxy_metadata(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.message.map("ProxyMetadata").iter();
        pairs.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
    }
}

/// Lays what `node` says over `config` as Istio's MergeProxyConfig does: a field that is said replaces, except that proxyMetadata
/// merges key by key, and that in proxyHeaders what is not said stays.
pub(super) fn merge(config: &mut Message, node: &Node, release: Minor) -> Result<()> {
    let joins = Release::new(release).has(Rule::JoinsMetadata);
    let metadata = if joins { config.map("ProxyMetadata").to_vec() } else { Vec::new() };
    let headers = config.at(&["ProxyHeaders"]).cloned();
    read_into(config, node, release)?;
    if !metadata.is_empty() {
        let merged = merge_maps(metadata, config.map("ProxyMetadata"));
        config.put(release, "ProxyMetadata", Datum::Map(merged));
    }
    let (Some(before), Some(now)) = (headers, config.at(&["ProxyHeaders"])) else { return Ok(()) };
    let mut now = now.clone();
    for go in ["ForwardedClientCert", "RequestId", "AttemptCount", "Server", "EnvoyDebugHeaders"] {
        if let (None, Some(datum)) = (now.get(go), before.get(go)) {
            now.put(release, go, datum.clone());
        }
    }
    config.put(release, "ProxyHeaders", now.into());
    Ok(())
}

fn merge_maps(mut base: Vec<(Text, Datum)>, over: &[(Text, Datum)]) -> Vec<(Text, Datum)> {
    for (key, value) in over {
        match base.binary_search_by(|(k, _)| k.cmp(key)) {
            Ok(at) => base[at].1 = value.clone(),
            Err(at) => base.insert(at, (key.clone(), value.clone())),
        }
    }
    base
}

/// The same error without its place, which is in the annotation's text and not in the document.
fn unplaced(error: &Error) -> Error {
    let plain = Error::new(error.code(), error.cause()).context("could not parse proxy config");
    match error.help_text() {
        Some(help) => plain.help(help),
        None => plain,
    }
}
