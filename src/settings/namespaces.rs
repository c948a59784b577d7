//! What is known of namespaces without asking a cluster: the labels that Namespace documents and the command line say, and the
//! users that OpenShift reserved for them.

use std::collections::HashMap;

use kube_yaml::split::Document;
use kube_yaml::{self as yaml, Node};

/// The label that every namespace has, and its name as the value.
const NAME: &str = "kubernetes.io/metadata.name";
/// The annotations in which OpenShift reserves ranges of users and groups.
const USERS: &str = "openshift.io/sa.scc.uid-range";
const GROUPS: &str = "openshift.io/sa.scc.supplemental-groups";
/// How deep Lists nest.
const MAX_LIST_DEPTH: usize = 16;

/// The labels of namespaces.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Namespaces {
    known: HashMap<String, Known>,
    everywhere: Vec<(String, String)>,
}

/// What a Namespace says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Known {
    labels: Vec<(String, String)>,
    /// The last user of its range, and the last of its first range of groups.
    last_ids: (Option<i64>, Option<i64>),
}

/// A namespace of a run.
#[derive(Clone, Copy, Debug)]
pub struct Namespace<'a> {
    /// The namespace's name; empty is `default`.
    pub name: &'a str,
    own: &'a [(String, String)],
    last_ids: (Option<i64>, Option<i64>),
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
        let known = self.known.get(name);
        let own = known.map_or(&[] as &[_], |known| known.labels.as_slice());
        let last_ids = known.map_or((None, None), |known| known.last_ids);
        Namespace { name, own, last_ids, everywhere: &self.everywhere }
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
        let annotation = |key| node.at(&["metadata", "annotations", key]).and_then(Node::as_str);
        let users = annotation(USERS).and_then(last_of_range);
        // Of all the ranges of groups each has to be one.
        let ranges: Option<Vec<i64>> = annotation(GROUPS)
            .or(annotation(USERS))
            .and_then(|list| list.split(',').map(last_of_range).collect());
        let groups = ranges.and_then(|ranges| ranges.first().copied());
        self.known.insert(name.to_owned(), Known { labels: labels.collect(), last_ids: (users, groups) });
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

impl Namespace<'_> {
    /// The user and the group of proxies on OpenShift, where its annotations reserve some: the last of each range.
    #[must_use]
    pub fn proxy_ids(&self) -> (Option<i64>, Option<i64>) {
        self.last_ids
    }
}

/// The last number of `START/SIZE` or `START-END` (pkg/kube/inject/openshift.go: ParseBlock).
fn last_of_range(text: &str) -> Option<i64> {
    let number = |text: &str| text.parse::<u32>().ok();
    let last = match text.split_once('/') {
        Some((start, size)) => number(start)?.wrapping_add(number(size)?).wrapping_sub(1),
        None => {
            let (start, end) = text.split_once('-')?;
            number(start)?;
            number(end)?
        }
    };
    Some(i64::from(last))
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

    #[test]
    fn ranges_of_openshift_end_in_the_proxys_ids() {
        for (annotations, ids) in [
            ("openshift.io/sa.scc.uid-range: 1000/10", (Some(1009), Some(1009))),
            (
                "openshift.io/sa.scc.uid-range: 1000/10, openshift.io/sa.scc.supplemental-groups: '5-8,9/2'",
                (Some(1009), Some(8)),
            ),
            ("openshift.io/sa.scc.uid-range: many", (None, None)),
            ("other: x", (None, None)),
        ] {
            let text = format!(
                "{{apiVersion: v1, kind: Namespace, metadata: {{name: a, annotations: {{{annotations}}}}}}}"
            );
            assert_eq!(read(&text, &[]).get("a").proxy_ids(), ids, "{annotations}");
        }
    }
}
