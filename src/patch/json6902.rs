//! The JSON patch (RFC 6902) between two objects.

use std::collections::HashMap;

use kube_yaml::{Map, Node, Value};

/// The operations that turn `before` into `after`, to be applied one after the other.
pub(crate) fn operations(before: &Node, after: &Node) -> Vec<Node> {
    let mut operations = Operations::default();
    operations.node(before, after);
    operations.done
}

#[derive(Default)]
struct Operations {
    /// The JSON pointer to the node being compared.
    path: String,
    done: Vec<Node>,
}

impl Operations {
    fn node(&mut self, before: &Node, after: &Node) {
        match (&before.value, &after.value) {
            _ if before == after => {}
            (Value::Map(before), Value::Map(after)) => self.map(before, after),
            (Value::Seq(old), Value::Seq(new)) => match (by_name(old), by_name(new)) {
                (Some(old), Some(new)) => self.list(old, &new),
                _ => self.push("replace", Some(after)),
            },
            _ => self.push("replace", Some(after)),
        }
    }

    fn map(&mut self, before: &Map, after: &Map) {
        let had: HashMap<&str, &Node> = before.iter().collect();
        let has: HashMap<&str, &Node> = after.iter().collect();
        for (key, _) in before.iter().filter(|(key, _)| !has.contains_key(key)) {
            self.below(key, |this| this.push("remove", None));
        }
        for (key, wanted) in after.iter() {
            self.below(key, |this| match had.get(key) {
                Some(old) => this.node(old, wanted),
                None => this.push("add", Some(wanted)),
            });
        }
    }

    /// Items by name: removed from the back, then put, moved and changed from the front.
    fn list<'n>(&mut self, mut now: Vec<(&'n str, &'n Node)>, wanted: &[(&'n str, &'n Node)]) {
        let names: HashMap<&str, &Node> = wanted.iter().copied().collect();
        for index in (0..now.len()).rev().filter(|i| !names.contains_key(now[*i].0)).collect::<Vec<_>>() {
            self.below(&index.to_string(), |this| this.push("remove", None));
            now.remove(index);
        }
        let kept: HashMap<&str, &Node> = now.iter().copied().collect();
        for (index, (name, item)) in wanted.iter().enumerate() {
            match kept.get(name) {
                None => {
                    self.below(&index.to_string(), |this| this.push("add", Some(item)));
                    now.insert(index, (name, item));
                }
                Some(old) => {
                    if now.get(index).is_none_or(|(here, _)| here != name) {
                        let from = now.iter().position(|(n, _)| n == name).unwrap_or(index);
                        self.moved(from, index);
                        let item = now.remove(from);
                        now.insert(index, item);
                    }
                    self.below(&index.to_string(), |this| this.node(old, item));
                }
            }
        }
    }

    fn moved(&mut self, from: usize, to: usize) {
        let operation: Map = [
            ("op", "move".to_owned()),
            ("from", format!("{}/{from}", self.path)),
            ("path", format!("{}/{to}", self.path)),
        ]
        .map(|(key, value)| (key, Node::made(value)))
        .into_iter()
        .collect();
        self.done.push(Node::made(operation));
    }

    fn push(&mut self, op: &str, value: Option<&Node>) {
        let mut operation: Map =
            [("op", Node::made(op)), ("path", Node::made(self.path.as_str()))].into_iter().collect();
        if let Some(value) = value {
            operation.set("value", value.clone().detach());
        }
        self.done.push(Node::made(operation));
    }

    /// Goes down by `key`, which is escaped as RFC 6901 asks.
    fn below(&mut self, key: &str, then: impl FnOnce(&mut Self)) {
        let len = self.path.len();
        self.path.push('/');
        self.path.push_str(&key.replace('~', "~0").replace('/', "~1"));
        then(self);
        self.path.truncate(len);
    }
}

/// The items by their names; `None` when one has none, or two share one.
fn by_name(items: &[Node]) -> Option<Vec<(&str, &Node)>> {
    let named: Option<Vec<(&str, &Node)>> =
        items.iter().map(|item| Some((item.str_at("name")?, item))).collect();
    let distinct: HashMap<&str, &Node> = named.as_ref()?.iter().copied().collect();
    named.filter(|named| named.len() == distinct.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::parse;

    /// Applies a patch as RFC 6902 says, for the operations used here.
    fn apply(node: &mut Node, operation: &Node) {
        let path = operation.str_at("path").unwrap();
        let value = match operation.str_at("op").unwrap() {
            "remove" => {
                take(node, path);
                return;
            }
            "move" => take(node, operation.str_at("from").unwrap()),
            "replace" => {
                take(node, path);
                operation.get("value").unwrap().clone()
            }
            _ => operation.get("value").unwrap().clone(),
        };
        let (parent, key) = parent(node, path);
        match &mut parent.value {
            Value::Map(map) => map.set(&key, value),
            Value::Seq(items) => items.insert(key.parse().unwrap(), value),
            _ => panic!("{path}"),
        }
    }

    fn take(node: &mut Node, path: &str) -> Node {
        let (parent, key) = parent(node, path);
        match &mut parent.value {
            Value::Map(map) => map.remove(&key).unwrap(),
            Value::Seq(items) => items.remove(key.parse().unwrap()),
            _ => panic!("{path}"),
        }
    }

    fn parent<'n>(node: &'n mut Node, path: &str) -> (&'n mut Node, String) {
        let mut keys: Vec<String> =
            path.split('/').skip(1).map(|k| k.replace("~1", "/").replace("~0", "~")).collect();
        let last = keys.pop().unwrap();
        let parent = keys.iter().fold(node, |node, key| match &mut node.value {
            Value::Map(map) => map.get_mut(key).unwrap(),
            Value::Seq(items) => &mut items[key.parse::<usize>().unwrap()],
            _ => panic!("{path}"),
        });
        (parent, last)
    }

    fn check(before: &str, after: &str) -> usize {
        let (before, after) = (parse(before).unwrap().unwrap(), parse(after).unwrap().unwrap());
        let operations = operations(&before, &after);
        let mut patched = before;
        operations.iter().for_each(|operation| apply(&mut patched, operation));
        assert_eq!(patched, after, "{operations:?}");
        operations.len()
    }

    #[test]
    fn operations_turn_one_into_the_other() {
        assert_eq!(check("{a: 1}", "{a: 1}"), 0);
        check("{a: 1, b/c: {~x: 2}, d: [1]}", "{b/c: {~x: 3, y: 4}, d: [1, 2], e: {}}");
        check("{l: [{name: a}, {name: b}, {name: c, x: 1}]}", "{l: [{name: c, x: 2}, {name: n}, {name: a}]}");
        check("{l: [{name: a}, {name: a}]}", "{l: [{name: a}]}");
    }

    #[test]
    fn an_item_more_is_one_operation() {
        assert_eq!(check("{l: [{name: a}, {name: b}]}", "{l: [{name: p}, {name: a}, {name: b}]}"), 1);
    }

    #[test]
    fn a_moved_item_is_moved() {
        assert_eq!(
            check("{l: [{name: p}, {name: a}, {name: b}]}", "{l: [{name: a}, {name: b}, {name: p}]}"),
            2
        );
    }
}
