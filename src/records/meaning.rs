//! What a value says: nulls and empty collections say nothing.

use kube_yaml::{Map, Node, Value};

/// Whether it says nothing: a null, an empty list, a map of nothing.
pub(crate) fn is_nothing(node: &Node) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::{json, parse};

    fn node(text: &str) -> Node {
        parse(text).unwrap().unwrap()
    }

    #[test]
    fn nulls_and_empty_collections_say_nothing_and_zeros_do() {
        for text in ["~", "[]", "{}", "{a: {b: []}, c: ~}"] {
            assert!(is_nothing(&node(text)) && says_the_same(None, Some(&node(text))), "{text}");
        }
        for text in ["0", "''", "false", "[~]", "{a: ''}"] {
            assert!(!is_nothing(&node(text)) && !says_the_same(None, Some(&node(text))), "{text}");
        }
    }

    #[test]
    fn what_says_nothing_goes_at_every_depth() {
        let kept = without_nothing(&node("{a: {b: {}, c: [{d: ~, e: 1}]}, f: []}"));
        assert_eq!(json::to_json(&kept), r#"{"a":{"c":[{"e":1}]}}"#);
        assert!(says_the_same(Some(&node("{a: {b: ~}, c: 1}")), Some(&node("{c: 1}"))));
    }
}
