//! What a value says: nulls and empty collections say nothing.

use kube_yaml::{Map, Node, Value};

/// Whether it says nothing: a null, an empty list, a map of nothing.
pub(super) fn is_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Map(map) => map.iter().all(|(_, value)| is_nothing(value)),
        Value::Seq(items) => items.is_empty(),
        _ => false,
    }
}

/// The node without the fields that say nothing.
pub(super) fn without_nothing(node: &Node) -> Node {
    match &node.value {
        Value::Map(map) => {
            let kept = map.iter().filter(|(_, value)| !is_nothing(value));
            Node::made(kept.map(|(key, value)| (key, without_nothing(value))).collect::<Map>())
        }
        Value::Seq(items) => Node::made(items.iter().map(without_nothing).collect::<Vec<_>>()),
        value => Node::made(value.clone()),
    }
}

/// Whether both say the same; what is absent says nothing.
pub(super) fn says_the_same(a: Option<&Node>, b: Option<&Node>) -> bool {
    let meaning = |node: Option<&Node>| node.filter(|node| !is_nothing(node)).map(without_nothing);
    meaning(a) == meaning(b)
}
