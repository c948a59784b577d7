//! Lists of a pod: which items of two lists are the same one.

use super::{Change, Meaning, Walk};
use crate::pod::{CONTAINER_PORT, INIT, PROXY, VALIDATION, port_of};
use kube_schema::Type;
use kube_yaml::{Node, Value, json};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::{HashMap, HashSet};

/// What tells items of lists apart that do not merge by a key.
const NAMES: [&str; 4] = ["name", "path", "key", "mountPath"];
/// The lists whose order says when their items start.
const ORDERED: [&str; 2] = ["containers", "initContainers"];

/// The containers of templates, which are what moves where it may be either.
const INJECTED: [&str; 3] = [PROXY, INIT, VALIDATION];

impl Walk {
    /// Compares two lists of items of type `of`, which merge by a key where there is one.
    pub(super) fn list(
        &mut self,
        path: &str,
        [before, after]: [&[Node]; 2],
        merge_key: Option<&'static str>,
        of: Option<&'static Type>,
    ) {
        if before == after {
            return;
        }
        let Some([old, new]) = names(before, after, merge_key) else {
            return self.runs(path, before, after);
        };
        let by_name = |names: &[String], items: &[Node]| -> HashMap<String, Node> {
            let items = items.iter().map(|item| without_name(item, merge_key));
            names.iter().cloned().zip(items).collect()
        };
        let (olds, news) = (by_name(&old, before), by_name(&new, after));
        let gone = old.iter().filter(|name| !news.contains_key(*name));
        for name in new.iter().chain(gone) {
            let (was, is) = (olds.get(name), news.get(name));
            self.value(format!("{path}[{name}]"), was, is, of);
        }
        if ORDERED.contains(&path) {
            self.order(path, &old, &new);
        }
    }

    /// Compares the order of the names that two lists have in common. Where it is one that has changed its place, that is what is
    /// told: it is the same for pods with other containers.
    fn order(&mut self, path: &str, old: &[String], new: &[String]) {
        let common = |names: &[String], others: &[String]| -> Vec<String> {
            let others: HashSet<&String> = others.iter().collect();
            let in_both = |name: &&String| others.contains(name) && !self.followed.contains(name);
            names.iter().filter(in_both).cloned().collect()
        };
        let (was, is) = (common(old, new), common(new, old));
        if was == is {
            return;
        }
        let without = |names: &[String], name: &String| -> Vec<String> {
            names.iter().filter(|other| *other != name).cloned().collect()
        };
        let alone = |name: &&String| without(&was, name) == without(&is, name);
        let injected = was.iter().filter(|name| INJECTED.contains(&name.as_str()));
        let (path, from, to) = match injected.chain(&was).find(alone) {
            Some(name) => {
                let (from, to) = (place(&was, name), place(&is, name));
                (format!("{path}[{name}]"), Node::made(from), Node::made(to))
            }
            None => {
                let names =
                    |names: Vec<String>| Node::made(names.into_iter().map(Node::made).collect::<Vec<_>>());
                (path.to_owned(), names(was), names(is))
            }
        };
        self.found.push(Change { path, from: Some(from), to: Some(to), meaning: Some(Meaning::Order) });
    }

    /// Compares lists whose items nothing tells apart: what goes and what comes, place by place.
    fn runs(&mut self, path: &str, before: &[Node], after: &[Node]) {
        let spelled = |items: &[Node]| items.iter().map(json::to_json_sorted).collect::<Vec<_>>();
        let some = |items: &[Node]| (!items.is_empty()).then(|| Node::made(items.to_vec()));
        for operation in capture_diff_slices(Algorithm::Myers, &spelled(before), &spelled(after)) {
            if let DiffOp::Equal { .. } = operation {
                continue;
            }
            let (from, to) = (some(&before[operation.old_range()]), some(&after[operation.new_range()]));
            self.push(path.to_owned(), from.as_ref(), to.as_ref(), None);
        }
    }
}

/// The place of a name in a list, in a word.
fn place(names: &[String], name: &String) -> String {
    match names.iter().position(|other| other == name) {
        Some(0) => "first".to_owned(),
        Some(at) if at + 1 == names.len() => "last".to_owned(),
        at => format!("number {}", at.map_or(0, |at| at + 1)),
    }
}

/// What each item of two lists goes by; `None` where nothing tells all of them apart.
fn names(before: &[Node], after: &[Node], merge_key: Option<&'static str>) -> Option<[Vec<String>; 2]> {
    let keys = merge_key.into_iter().chain(NAMES);
    let by_key = keys.map(|key| [before, after].map(|items| distinct(items, |item| name(item, key))));
    let by_sort = std::iter::once_with(|| [before, after].map(|items| distinct(items, sort)));
    by_key.chain(by_sort).find_map(|found| match found {
        [Some(old), Some(new)] => Some([old, new]),
        _ => None,
    })
}

fn distinct(items: &[Node], name: impl Fn(&Node) -> Option<String>) -> Option<Vec<String>> {
    let names = items.iter().map(name).collect::<Option<Vec<_>>>()?;
    let mut known = HashSet::with_capacity(names.len());
    names.iter().all(|name| known.insert(name)).then_some(names)
}

/// The value of an item's key. Ports of one number differ by their protocol.
fn name(item: &Node, key: &str) -> Option<String> {
    match key {
        CONTAINER_PORT => port_of(item),
        _ => Some(item.get(key)?.scalar_text()?.into_owned()),
    }
}

/// The only field of an item, as the sources of a projected volume have it.
fn sort(item: &Node) -> Option<String> {
    match item.as_map()?.entries.as_slice() {
        [only] => Some(only.key.to_string()),
        _ => None,
    }
}

/// The value of an item that has nothing but its name and a value, as most variables do.
fn without_name(item: &Node, merge_key: Option<&str>) -> Node {
    let others: Vec<_> = item
        .as_map()
        .map_or(&[][..], |map| &map.entries)
        .iter()
        .filter(|entry| Some(entry.key.as_str()) != merge_key)
        .collect();
    match others.as_slice() {
        [only] if only.key == "value" && matches!(only.value.value, Value::Str(_)) => only.value.clone(),
        _ => item.clone(),
    }
}
