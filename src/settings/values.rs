//! The values of an installation: as templates see them, untyped, and as the injector reads a few of them itself, typed.

use super::proto::parse::read_into;
use super::proto::tables::VALUES;
use super::proto::{Datum, Message, Minor};
use super::source::Source;
use go_template::value::{Overlay, Value};
use kube_yaml::{Error, Result};
use kube_yaml::{Map, Node, Value as Tree, float};

/// The values of an installation, as templates see them.
#[derive(Clone, Debug)]
pub struct Values {
    tree: Node,
    typed: Message,
    /// What is not of Istio's type; the typed part then has the tag alone.
    refusal: Option<Error>,
}

impl Default for Values {
    fn default() -> Self {
        Values::empty()
    }
}

impl Values {
    /// Reads values from YAML or JSON, or from a ConfigMap with them under `data.values`.
    ///
    /// # Errors
    /// When the text is not YAML, is not a map, or a field that Istio knows is of the wrong type; with its place in `file`.
    pub fn load(text: &str, file: &str) -> Result<Self> {
        let (source, node) = Source::read(text, file, "values")?;
        let values = Values::of_node(node.unwrap_or_else(empty)).located(|error| source.locate(error));
        values.refusal.clone().map_or(Ok(values), Err)
    }

    /// Takes values from a tree, such as the `spec.values` of an IstioOperator.
    #[must_use]
    pub fn of_node(node: Node) -> Self {
        let tree = if node.is_null() { empty() } else { node };
        let mut typed = Message::new(&VALUES);
        let read = read_into(&mut typed, &tree, Minor::MAX);
        let refusal = read.err().map(|error| error.context("could not parse configuration values"));
        if refusal.is_some() {
            typed = tag_alone(&tree);
        }
        Values { tree, typed, refusal }
    }

    /// What is not of the type that Istio has for it, which matters from 1.8 on.
    #[must_use]
    pub fn refusal(&self) -> Option<&Error> {
        self.refusal.as_ref()
    }

    /// Refused for what is wrong with a file they lie over, if something is.
    #[must_use]
    pub(crate) fn refused_first(self, refusal: Option<Error>) -> Self {
        Values { refusal: refusal.or(self.refusal), ..self }
    }

    /// Says where what is refused stands.
    #[must_use]
    pub(crate) fn located(mut self, locate: impl FnOnce(Error) -> Error) -> Self {
        self.refusal = self.refusal.map(locate);
        self
    }

    /// The values of an installation of which nothing is said.
    #[must_use]
    pub fn empty() -> Self {
        Values { tree: empty(), typed: Message::new(&VALUES), refusal: None }
    }

    /// The values as they were read.
    #[must_use]
    pub fn tree(&self) -> &Node {
        &self.tree
    }

    /// What lies at the end of `path`.
    #[must_use]
    pub fn get(&self, path: &[&str]) -> Option<&Node> {
        self.tree.at(path)
    }

    /// How templates see them: a map whose numbers are float64.
    #[must_use]
    pub fn view<'a>(&'a self, overlay: &Overlay<'a>) -> Value<'a> {
        Value::of_node(&self.tree, overlay)
    }

    /// `global.hub`; unset is empty, as are the others.
    #[must_use]
    pub fn hub(&self) -> &str {
        self.text(&["Global"], "Hub")
    }

    /// `global.tag`, which may be a number and then is spelled as Go's `%v` does: `1.10` is `1.1`.
    #[must_use]
    pub fn tag(&self) -> String {
        self.typed.at(&["Global", "Tag"]).map_or_else(String::new, go_text)
    }

    /// `global.variant`
    #[must_use]
    pub fn variant(&self) -> &str {
        self.text(&["Global"], "Variant")
    }

    /// `global.proxy.image`
    #[must_use]
    pub fn proxy_image(&self) -> &str {
        self.text(&["Global", "Proxy"], "Image")
    }

    /// `global.proxy_init.image`
    #[must_use]
    pub fn proxy_init_image(&self) -> &str {
        self.text(&["Global", "ProxyInit"], "Image")
    }

    /// `global.multiCluster.clusterName`
    #[must_use]
    pub fn cluster_name(&self) -> &str {
        self.text(&["Global", "MultiCluster"], "ClusterName")
    }

    /// `global.network`
    #[must_use]
    pub fn network(&self) -> &str {
        self.text(&["Global"], "Network")
    }

    /// `global.proxy.holdApplicationUntilProxyStarts`; unset is false.
    #[must_use]
    pub fn hold_application_until_proxy_starts(&self) -> bool {
        self.truth(&["Global", "Proxy", "HoldApplicationUntilProxyStarts"])
    }

    /// `sidecarInjectorWebhook.rewriteAppHTTPProbe`; unset is false.
    #[must_use]
    pub fn rewrite_app_http_probe(&self) -> bool {
        self.truth(&["SidecarInjectorWebhook", "RewriteAppHTTPProbe"])
    }

    /// `sidecarInjectorWebhook.enableNamespacesByDefault`; unset is false.
    #[must_use]
    pub fn enable_namespaces_by_default(&self) -> bool {
        self.truth(&["SidecarInjectorWebhook", "EnableNamespacesByDefault"])
    }

    fn text(&self, path: &[&str], go: &str) -> &str {
        self.typed.at(path).map_or("", |message| message.str(go))
    }

    fn truth(&self, path: &[&str]) -> bool {
        self.typed.at(path).is_some_and(|wrapper| wrapper.get("Value") == Some(&Datum::Bool(true)))
    }
}

/// The values with nothing but their tag, by which the release is told.
fn tag_alone(tree: &Node) -> Message {
    let mut typed = Message::new(&VALUES);
    if let Some(tag) = tree.at(&["global", "tag"]) {
        let global: Map = [("tag", tag.clone())].into_iter().collect();
        let values: Map = [("global", Node::made(global))].into_iter().collect();
        // A tag may be anything.
        let _ = read_into(&mut typed, &Node::made(values), Minor::MAX);
    }
    typed
}

fn empty() -> Node {
    Node::made(Tree::Map(Map::default()))
}

/// A protobuf Value as Go's `%v` prints what it holds.
fn go_text(value: &Message) -> String {
    match value.slots().next().map(|(_, datum)| datum) {
        Some(Datum::Str(text)) => text.to_string(),
        Some(Datum::Double(number)) => float::general(*number, false),
        Some(Datum::Bool(truth)) => truth.to_string(),
        Some(Datum::Message(held)) => {
            if let Some(items) = held.get("Values") {
                let Datum::List(items) = items else { return String::new() };
                let texts: Vec<String> = items.iter().filter_map(Datum::as_message).map(go_text).collect();
                return format!("[{}]", texts.join(" "));
            }
            let pairs = held.map("Fields").iter();
            let texts: Vec<String> = pairs
                .filter_map(|(key, value)| Some(format!("{key}:{}", go_text(value.as_message()?))))
                .collect();
            match held.kind().go {
                "*structpb.ListValue" => "[]".to_owned(),
                _ => format!("map[{}]", texts.join(" ")),
            }
        }
        _ => "<nil>".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tag_is_spelled_as_go_prints_it() {
        for (tag, spelled) in
            [("1.30.3", "1.30.3"), ("1.10", "1.1"), ("1e6", "1e+06"), ("null", "<nil>"), ("true", "true")]
        {
            let values = Values::load(&format!("global: {{tag: {tag}}}"), "f").unwrap();
            assert_eq!(values.tag(), spelled);
        }
    }

    #[test]
    fn err_known_field_of_the_wrong_type() {
        let error = Values::load("global:\n  proxy: {image: 5}\n", "v.yaml").unwrap_err();
        assert_eq!(error.location().map(|at| at.line), Some(2));
        assert!(Values::load("global: {mine: 5}\nother: [1]", "f").is_ok());
    }
}
