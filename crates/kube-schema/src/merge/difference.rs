//! The patch that, strategically merged, turns one object into another.

use std::collections::{HashMap, HashSet};

use crate::merge::added::PATCH;
use crate::schema::{Merge, Struct, Type};
use kube_yaml::{Map, Node, Value};

/// The patch from `before` to `after`, objects of type `of`; `None` when they say the same.
///
/// Lists that merge by a key name all their items in the order they are to have, by nothing but the key where an item
/// does not change: that orders them for apimachinery and kustomize alike, which know no common directive for it. Items
/// whose keys are missing or not unique are replaced as a whole.
#[must_use]
pub fn difference(before: &Node, after: &Node, of: &'static Struct) -> Option<Node> {
    node_patch(before, after, Some(of))
}

fn node_patch(before: &Node, after: &Node, of: Option<&'static Struct>) -> Option<Node> {
    match (&before.value, &after.value) {
        _ if before == after => None,
        (Value::Map(before), Value::Map(after)) => {
            let patch = map_patch(before, after, of);
            (!patch.is_empty()).then(|| Node::made(patch))
        }
        _ => Some(after.clone().detach()),
    }
}

fn map_patch(before: &Map, after: &Map, of: Option<&'static Struct>) -> Map {
    let mut patch = Map::default();
    let had: HashMap<&str, &Node> = before.iter().collect();
    for (key, wanted) in after.iter() {
        let change = match had.get(key) {
            None => Some(wanted.clone().detach()),
            Some(old) => field_patch(key, old, wanted, of),
        };
        patch.entries.extend(change.map(|change| kube_yaml::Entry::made(key, change)));
    }
    let has: HashSet<&str> = after.iter().map(|(key, _)| key).collect();
    let gone = before.iter().filter(|(key, value)| !has.contains(key) && !value.is_null());
    patch.entries.extend(gone.map(|(key, _)| kube_yaml::Entry::made(key, Node::made(Value::Null))));
    patch
}

fn field_patch(key: &str, old: &Node, wanted: &Node, of: Option<&'static Struct>) -> Option<Node> {
    let field = of.and_then(|of| of.field(key));
    match (&old.value, &wanted.value, field.map(|field| (&field.ty, field.merge))) {
        (Value::Seq(old), Value::Seq(new), Some((Type::List(item), Merge::By(key)))) if old != new => {
            Some(Node::made(list_patch(old, new, key, item.structure())))
        }
        _ => node_patch(old, wanted, field.and_then(|field| field.ty.structure())),
    }
}

fn list_patch(before: &[Node], after: &[Node], key: &str, item: Option<&'static Struct>) -> Vec<Node> {
    let (Some(had), Some(has)) = (by_key(before, key), by_key(after, key)) else {
        let replace: Map = [(PATCH, Node::made("replace"))].into_iter().collect();
        let items = after.iter().map(|item| item.clone().detach());
        return std::iter::once(Node::made(replace)).chain(items).collect();
    };
    let mut patch: Vec<Node> = Vec::with_capacity(after.len());
    for wanted in after {
        let old = wanted.get(key).map(id).and_then(|id| had.get(&id).copied());
        patch.push(match old {
            None => wanted.clone().detach(),
            Some(old) => {
                let mut stub = stub(wanted, key);
                if let Some(Node { value: Value::Map(change), .. }) = node_patch(old, wanted, item) {
                    change.entries.into_iter().for_each(|entry| stub.set(&entry.key, entry.value));
                }
                Node::made(stub)
            }
        });
    }
    for old in before.iter().filter(|old| old.get(key).is_none_or(|k| !has.contains_key(&id(k)))) {
        let mut delete = stub(old, key);
        delete.set(PATCH, Node::made("delete"));
        patch.push(Node::made(delete));
    }
    patch
}

/// What names an item: its merge key, and the protocol that kustomize tells ports by, too.
fn stub(item: &Node, key: &str) -> Map {
    let keys = [Some(key), (key == "containerPort").then_some("protocol")];
    let named = keys.into_iter().flatten().filter_map(|key| Some((key, item.get(key)?.clone().detach())));
    named.collect()
}

/// The items by their key; `None` when one has none, or two share one.
fn by_key<'n>(items: &'n [Node], key: &str) -> Option<HashMap<String, &'n Node>> {
    let mut found = HashMap::with_capacity(items.len());
    for item in items {
        let key =
            item.get(key).filter(|key| !matches!(key.value, Value::Null | Value::Map(_) | Value::Seq(_)))?;
        if found.insert(id(key), item).is_some() {
            return None;
        }
    }
    Some(found)
}

fn id(key: &Node) -> String {
    kube_yaml::json::to_json(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::strategic;
    use crate::schema::POD;
    use kube_yaml::parse;

    fn check(before: &str, after: &str) -> Node {
        let (before, after) = (parse(before).unwrap().unwrap(), parse(after).unwrap().unwrap());
        let patch = difference(&before, &after, &POD).unwrap();
        let merged = strategic::apply(before, patch.clone(), &POD).unwrap();
        assert_eq!(merged, after, "{patch:?}");
        patch
    }

    #[test]
    fn unchanged_items_are_named_and_no_more() {
        let patch = check(
            "{spec: {containers: [{name: a, image: x}, {name: b, image: y}]}}",
            "{spec: {containers: [{name: p}, {name: a, image: x}, {name: b, image: z}]}}",
        );
        let wanted = parse("{spec: {containers: [{name: p}, {name: a}, {name: b, image: z}]}}");
        assert_eq!(patch, wanted.unwrap().unwrap());
    }

    #[test]
    fn items_go_move_and_change() {
        check(
            "{spec: {containers: [{name: a, env: [{name: E, value: x}, {name: F}]}, {name: b}, {name: c}]}}",
            "{spec: {containers: [{name: c}, {name: a, env: [{name: F, value: x}]}], volumes: [{name: v}]}}",
        );
        check(
            "{spec: {containers: [{name: a, livenessProbe: {tcpSocket: {port: 1}, periodSeconds: 2}}]}}",
            "{spec: {containers: [{name: a, livenessProbe: {httpGet: {port: 3}, periodSeconds: 2}}]}}",
        );
    }

    #[test]
    fn lists_without_unique_keys_are_replaced() {
        check(
            "{spec: {containers: [{name: a, ports: [{containerPort: 1, protocol: TCP}, {containerPort: 1, protocol: UDP}]}]}}",
            "{spec: {containers: [{name: a, ports: [{containerPort: 1, protocol: TCP}]}]}}",
        );
    }

    #[test]
    fn equal_objects_need_no_patch() {
        let pod = parse("{spec: {containers: [{name: a}]}}").unwrap().unwrap();
        assert_eq!(difference(&pod, &pod.clone(), &POD), None);
    }
}
