//! ProxyConfig resources, which the cluster lays over the mesh's proxy config without a pod saying a word.

use kube_yaml::split::Document;
use kube_yaml::{self as yaml, Map, Node, json};

/// The namespace of objects that name none.
const DEFAULT_NAMESPACE: &str = "default";
/// How deep Lists nest.
const MAX_LIST_DEPTH: usize = 16;
/// What a resource says, and where a proxy config has it (pilot/pkg/model/proxy_config.go: toMeshConfigProxyConfig).
const FIELDS: [(&str, &str); 3] =
    [("concurrency", "concurrency"), ("environmentVariables", "proxyMetadata"), ("image", "image")];

/// The ProxyConfig resources of a run, the oldest first, and by name where none is older.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProxyResources {
    all: Vec<ProxyResource>,
}

/// A ProxyConfig resource.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ProxyResource {
    created: String,
    name: String,
    namespace: String,
    /// The labels of the pods it is for; `None` when it is for all of its namespace.
    labels: Option<Vec<(String, String)>>,
    /// What it says, as the annotation `proxy.istio.io/config` would.
    config: String,
}

impl ProxyResources {
    /// Takes in those of a document, in Lists too. What is not YAML has none: the run itself will say so.
    pub fn read(&mut self, document: &Document) {
        if !document.may_bear(&["ProxyConfig", "ProxyConfigList", "List"]) {
            return;
        }
        if let Ok(text) = document.text()
            && let Ok(Some(node)) = yaml::parse(text)
        {
            self.collect(&node, 0);
            self.all.sort();
        }
    }

    /// The one for all pods of a namespace.
    #[must_use]
    pub fn of_namespace(&self, namespace: &str) -> Option<&ProxyResource> {
        self.within(namespace).find(|resource| resource.labels.is_none())
    }

    /// The one whose selector picks a pod with these labels.
    #[must_use]
    pub fn of_pod<'l>(
        &self,
        namespace: &str,
        label: impl Fn(&str) -> Option<&'l str>,
    ) -> Option<&ProxyResource> {
        let picks = |labels: &[(String, String)]| {
            !labels.is_empty() && labels.iter().all(|(key, value)| label(key) == Some(value))
        };
        self.within(namespace).find(|resource| resource.labels.as_deref().is_some_and(picks))
    }

    fn within(&self, namespace: &str) -> impl Iterator<Item = &ProxyResource> {
        let namespace = or_default(namespace).to_owned();
        self.all.iter().filter(move |resource| resource.namespace == namespace)
    }

    fn collect(&mut self, node: &Node, depth: usize) {
        let kind = node.str_at("kind").unwrap_or_default();
        if kind.ends_with("List") && depth < MAX_LIST_DEPTH {
            let items = node.get("items").and_then(Node::as_seq).unwrap_or_default();
            items.iter().for_each(|item| self.collect(item, depth + 1));
        }
        let group = node.str_at("apiVersion").and_then(|version| version.split('/').next());
        if kind == "ProxyConfig" && group == Some("networking.istio.io") {
            self.all.push(ProxyResource::of(node));
        }
    }
}

impl ProxyResource {
    /// What it says, as the annotation `proxy.istio.io/config` would.
    #[must_use]
    pub fn config(&self) -> &str {
        &self.config
    }

    /// `ProxyConfig namespace/name`
    #[must_use]
    pub fn title(&self) -> String {
        format!("ProxyConfig {}/{}", self.namespace, self.name)
    }

    fn of(node: &Node) -> Self {
        let meta = |key| node.at(&["metadata", key]).and_then(Node::as_str).unwrap_or_default();
        let said = FIELDS.iter().filter_map(|(from, to)| Some((*to, node.at(&["spec", from])?.clone())));
        let labels = node.at(&["spec", "selector"]).filter(|selector| !selector.is_null()).map(|selector| {
            let labels = selector.get("matchLabels").and_then(Node::as_map);
            let labels = labels.into_iter().flat_map(Map::iter);
            labels.filter_map(|(key, value)| Some((key.to_owned(), value.as_str()?.to_owned()))).collect()
        });
        ProxyResource {
            created: meta("creationTimestamp").to_owned(),
            name: meta("name").to_owned(),
            namespace: or_default(meta("namespace")).to_owned(),
            labels,
            config: json::to_json(&Node::made(said.collect::<Map>())),
        }
    }
}

fn or_default(namespace: &str) -> &str {
    if namespace.is_empty() { DEFAULT_NAMESPACE } else { namespace }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::split::documents;

    #[test]
    fn oldest_counts_and_a_selector_picks_pods() {
        let resource = |name: &str, rest: &str, spec: &str| {
            format!(
                "{{apiVersion: networking.istio.io/v1beta1, kind: ProxyConfig, metadata: {{name: {name}, namespace: a{rest}}}, spec: {{{spec}}}}}\n"
            )
        };
        let text = [
            resource("b", "", "concurrency: 2"),
            resource("a", "", "{concurrency: 1}".trim_matches(['{', '}'])),
            resource("late", ", creationTimestamp: '2024-01-01T00:00:00Z'", "concurrency: 3"),
            resource("c", "", "selector: {matchLabels: {app: x}}, environmentVariables: {A: '1'}, image: {imageType: debug}"),
        ]
        .join("---\n");
        let mut all = ProxyResources::default();
        documents(text.as_bytes()).flatten().for_each(|document| all.read(&document));
        assert_eq!(all.of_namespace("a").map(ProxyResource::title).as_deref(), Some("ProxyConfig a/a"));
        assert_eq!(all.of_namespace("b"), None);
        let picked = all.of_pod("a", |key| (key == "app").then_some("x")).map(ProxyResource::config);
        assert_eq!(picked, Some(r#"{"proxyMetadata":{"A":"1"},"image":{"imageType":"debug"}}"#));
        assert_eq!(all.of_pod("a", |_| None), None);
    }
}
