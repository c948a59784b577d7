//! The reader of YAML: places that lie in the text and in each other, and a tree that comes back from every spelling; outlines
//! of nothing else, and items that say by themselves what they say in the whole.

use kube_yaml::{Items, Node, Source, Span, Value, json, outline, parse, spell};
use std::ops::ControlFlow;

/// Reads a text and spells what was read.
pub fn run(data: &[u8]) {
    let Some((text, _)) = super::parts(data) else { return };
    let has_outline = outline(text, |_| ControlFlow::Continue(()));
    let items = items(text);
    let tree = match parse(text) {
        Ok(Some(tree)) => tree,
        Ok(None) => return assert!(!has_outline && items.is_none(), "an outline of nothing"),
        Err(error) => {
            assert!(items.is_none(), "items of what cannot be read: {error}");
            assert!(!has_outline, "an outline of what cannot be read: {error}");
            assert!(!error.cause().is_empty());
            let _ = error.in_text("a.yaml", 1, text).to_string();
            return;
        }
    };
    assert!(!has_outline || tree.as_map().is_some(), "an outline of what is no map");
    if let Some(items) = items {
        let list = tree.get("items").and_then(Node::as_seq).expect("a list has items");
        assert_eq!(format!("{items:?}"), format!("{list:?}"));
    }
    check_places(text, &tree, Span::new(0, text.len()));
    // JSON and go-yaml spell whole floats as integers, so what is compared is their JSON.
    let wanted = json::to_json_sorted(&tree);
    let read = json::from_json(&json::to_json(&tree)).expect("what we spell is JSON");
    assert_eq!(json::to_json_sorted(&read), wanted, "as JSON");
    // Go spells a negative zero as one that is read as an integer.
    if has_negative_zero(&tree) {
        return;
    }
    for spelled in [spell::json_to_yaml(&tree), spell::go_yaml(&tree)] {
        let read = parse(&spelled).expect("what we spell is YAML").unwrap_or(Node::made(Value::Null));
        assert_eq!(json::to_json_sorted(&read), wanted, "as YAML:\n{spelled}");
    }
}

/// The items of a List, each read by itself.
fn items(text: &str) -> Option<Vec<Node>> {
    let items = Items::of(text, "items")?;
    (0..items.count()).map(|index| items.read(index, &mut Vec::new())).collect()
}

fn has_negative_zero(node: &Node) -> bool {
    match &node.value {
        Value::Float(number) => *number == 0.0 && number.is_sign_negative(),
        Value::Seq(items) => items.iter().any(has_negative_zero),
        Value::Map(map) => map.entries.iter().any(|entry| has_negative_zero(&entry.value)),
        _ => false,
    }
}

/// Checks that a node and what it holds lie within `around`.
fn check_places(text: &str, node: &Node, around: Span) {
    if node.span == Span::NONE {
        return;
    }
    let place = node.span.range();
    assert!(text.get(place.clone()).is_some(), "{place:?} is no place in the text");
    assert!(around.start <= node.outer && node.outer <= node.span.start && node.span.end <= around.end);
    match &node.value {
        Value::Seq(items) => items.iter().for_each(|item| check_places(text, item, node.span)),
        Value::Map(map) => {
            for entry in map.entries.iter().filter(|entry| entry.source == Source::Own) {
                check_places(text, &entry.value, node.span);
                assert!(entry.key_span == Span::NONE || text.get(entry.key_span.range()).is_some());
            }
        }
        _ => {}
    }
}
