//! What a template of Istio 1.0 to 1.8 renders: a map of sections, read as the Kubernetes types of their time.

use crate::code;
use crate::rendered::forget_restarts;
use kube_schema::{self as schema, Struct};
use kube_yaml::{Error, Result};
use kube_yaml::{Map, Node};

/// The sections (inject.go: SidecarInjectionSpec).
#[derive(Clone, Debug, Default)]
pub(super) struct Sections {
    pub(super) init_containers: Vec<Node>,
    pub(super) containers: Vec<Node>,
    pub(super) volumes: Vec<Node>,
    pub(super) image_pull_secrets: Vec<Node>,
    pub(super) dns_config: Option<Map>,
    /// Annotations for the CNI plugin.
    pub(super) redirects: Map,
    pub(super) rewrites_probes: bool,
    pub(super) holds: bool,
}

impl Sections {
    /// Reads them. As in Go, a number or boolean where a string belongs becomes its text, and what the types do not know
    /// is left out.
    pub(super) fn read(mut rendered: Node) -> Result<Self> {
        forget_restarts(&mut rendered);
        let spec = typed(rendered, &schema::POD_SPEC)?;
        let list = |key| spec.get(key).and_then(Node::as_seq).unwrap_or_default().to_vec();
        let truth = |key| spec.get(key).and_then(Node::as_bool).unwrap_or(false);
        Ok(Sections {
            init_containers: list("initContainers"),
            containers: list("containers"),
            volumes: list("volumes"),
            image_pull_secrets: list("imagePullSecrets"),
            dns_config: spec.get("dnsConfig").and_then(Node::as_map).cloned(),
            redirects: redirects(&spec)?,
            rewrites_probes: truth("rewriteAppHTTPProbe"),
            holds: truth("holdApplicationUntilProxyStarts"),
        })
    }
}

/// The sections as the fields of a pod's spec that they become; the others are left as they are.
fn typed(mut rendered: Node, ty: &'static Struct) -> Result<Node> {
    schema::read(&mut rendered, ty, &mut Vec::new())?;
    for entry in rendered.as_map_mut().into_iter().flat_map(|map| &mut map.entries) {
        if let Some((field, _)) = ty.find(&entry.key) {
            schema::prune(&mut entry.value, &field.ty);
        }
    }
    Ok(rendered)
}

fn redirects(spec: &Node) -> Result<Map> {
    let mut map = Map::default();
    for (name, value) in spec.get("podRedirectAnnot").and_then(Node::as_map).into_iter().flat_map(Map::iter) {
        match value.scalar_text() {
            Some(text) => map.set(name, Node::made(&*text)),
            None if value.is_null() => {}
            None => {
                return Err(Error::new(code::FIELD, format!("podRedirectAnnot.{name} is not a string"))
                    .at(value.span));
            }
        }
    }
    Ok(map)
}
