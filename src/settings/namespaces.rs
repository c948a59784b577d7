//! What is known of namespaces without asking a cluster: the labels that Namespace documents and the command line say.

use std::collections::HashMap;

use kube_yaml::split::Document;
use kube_yaml::{self as yaml, Node};

/// The label that every namespace has, and its name as the value.
const NAME: &str = "kubernetes.io/metadata.name";
/// How deep Lists nest.
const MAX_LIST_DEPTH: usize = 16;

/// The labels of namespaces.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Namespaces {
    known: HashMap<String, Vec<(String, String)>>,
    everywhere: Vec<(String, String)>,
}

/// A namespace of a run.
#[derive(Clone, Copy, Debug)]
pub struct Namespace<'a> {
    /// The namespace's name; empty is `default`.
    pub name: &'a str,
    own: &'a [(String, String)],
    everywhere: &'a [(String, String)],
}

impl Namespaces {
    /// No namespaces; `everywhere` are labels that each has unless it says otherwise.
    #[must_use]
    pub fn with_labels(everywhere: Vec<(String, String)>) -> Self {
        Namespaces { known: HashMap::new(), everywhere }
    }

    /// Takes in the Namespaces of a document, those in Lists included. What is not YAML has none: the run itself will say so.
    pub fn read(&mut self, document: &Document) {
        if !document.may_bear(&["Namespace", "NamespaceList", "List"]) {
            return;
        }
        if let Ok(text) = document.text()
            && let Ok(Some(node)) = yaml::parse(text)
        {
            self.collect(&node, 0);
        }
    }

    /// The namespace of that name.
    #[must_use]
    pub fn get<'a>(&'a self, name: &'a str) -> Namespace<'a> {
        let own = self.known.get(name).map_or(&[] as &[_], Vec::as_slice);
        Namespace { name, own, everywhere: &self.everywhere }
    }

    fn collect(&mut self, node: &Node, depth: usize) {
        let kind = node.str_at("kind").unwrap_or_default();
        if kind.ends_with("List") && depth < MAX_LIST_DEPTH {
            let items = node.get("items").and_then(Node::as_seq).unwrap_or_default();
            items.iter().for_each(|item| self.collect(item, depth + 1));
        }
        if kind != "Namespace" || node.str_at("apiVersion") != Some("v1") {
            return;
        }
        let Some(name) = node.at(&["metadata", "name"]).and_then(Node::as_str) else { return };
        let labels = node.at(&["metadata", "labels"]).and_then(Node::as_map);
        let labels = labels.into_iter().flat_map(|labels| labels.iter());
        let labels = labels.filter_map(|(key, value)| Some((key.to_owned(), value.as_str()?.to_owned())));
        self.known.insert(name.to_owned(), labels.collect());
    }
}

impl<'a> Namespace<'a> {
    /// The value of a label.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&'a str> {
        if key == NAME {
            return Some(self.name);
        }
        // The last of equal flags counts, and the namespace's own word before any flag.
        let flag = self.everywhere.iter().rev();
        self.own.iter().chain(flag).find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::split::documents;

    fn read(text: &str, everywhere: &[(&str, &str)]) -> Namespaces {
        let owned = everywhere.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let mut namespaces = Namespaces::with_labels(owned);
        documents(text.as_bytes()).flatten().for_each(|document| namespaces.read(&document));
        namespaces
    }

    #[test]
    fn documents_say_their_labels_in_lists_too() {
        let namespaces = read(
            "kind: Pod\n---\n{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {x: own}}}]}\n---\nbroken: [\n",
            &[],
        );
        assert_eq!(namespaces.get("a").label("x"), Some("own"));
        assert_eq!(namespaces.get("b").label("x"), None);
        assert_eq!(namespaces.get("b").label(NAME), Some("b"));
    }

    #[test]
    fn flags_hold_where_a_namespace_says_nothing() {
        let namespaces = read(
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {x: own}}\n",
            &[("x", "1"), ("x", "flag"), ("z", "flag")],
        );
        assert_eq!(namespaces.get("a").label("x"), Some("own"));
        assert_eq!(namespaces.get("a").label("z"), Some("flag"));
        assert_eq!(namespaces.get("b").label("x"), Some("flag"));
    }
}
