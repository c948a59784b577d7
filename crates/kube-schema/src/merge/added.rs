//! What a patch brings that the target has not.

use kube_yaml::{Entry, Fate, Known, Node, Note, Value};

/// The directive of a map: `replace` and `delete`, in list items too.
pub(super) const PATCH: &str = "$patch";

/// The note of members below which there are no nulls in maps and no directives.
pub(super) fn plain() -> Note {
    static PLAIN: u8 = 0;
    Note::new(Known::Patched, &PLAIN)
}

/// Whether there are no nulls in maps and no directives below a node.
fn is_plain(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => {
            let is_plain = |entry: &Entry| {
                !entry.value.is_null() && !entry.key.starts_with('$') && is_plain(&entry.value)
            };
            map.entries.all(plain(), is_plain)
        }
        Value::Seq(items) => items.all(plain(), is_plain),
        _ => true,
    }
}

/// What the patch adds where the target has nothing to merge with: without nulls and directives; `None` when it is a
/// directive itself.
pub(super) fn added(value: Node) -> Option<Node> {
    if is_plain(&value) {
        return Some(value);
    }
    without_directives(match without_nulls(&value) {
        Some(other) => value.with(other),
        None => value,
    })
}

/// The value without the nulls in maps below it; `None` where there are none.
fn without_nulls(node: &Node) -> Option<Value> {
    match &node.value {
        Value::Map(map) => map.changed(|entry| match entry.value.is_null() {
            true => Fate::Goes,
            false => entry.becoming(without_nulls(&entry.value)),
        }),
        Value::Seq(items) => items.changed(|item| item.becoming(without_nulls(item))).map(Value::Seq),
        _ => None,
    }
}

/// The node without the maps below it that are directives; `None` when it is one.
pub(super) fn without_directives(node: Node) -> Option<Node> {
    match directed(&node) {
        Fate::Stays => Some(node),
        Fate::Becomes(value) => Some(node.with(value)),
        Fate::Goes => None,
    }
}

fn directed(node: &Node) -> Fate<Value> {
    Fate::of(match &node.value {
        Value::Map(map) if map.contains(PATCH) => return Fate::Goes,
        Value::Map(map) => map.changed(|entry| directed(&entry.value).map(|value| entry.with(value))),
        Value::Seq(items) => {
            items.changed(|item| directed(item).map(|value| item.with(value))).map(Value::Seq)
        }
        _ => None,
    })
}
