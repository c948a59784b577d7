//! One tree over another, as Helm lays values over a chart's.

use kube_yaml::{Node, Value};

/// One tree over another: maps merge, everything else replaces.
#[must_use]
pub(crate) fn over(base: Node, top: Node) -> Node {
    let Node { value, span, outer, style } = base;
    match (value, top.value) {
        (Value::Map(mut base), Value::Map(map)) => {
            for entry in map.entries {
                match base.entries.iter_mut().find(|known| known.key == entry.key) {
                    None => base.entries.push(entry),
                    Some(known) => {
                        let below = std::mem::replace(&mut known.value, Node::made(Value::Null));
                        known.value = over(below, entry.value);
                    }
                }
            }
            let whole = if top.span.is_some() { top.span } else { span };
            Node { value: Value::Map(base), span: whole, outer, style }
        }
        (_, value) => Node { value, ..top },
    }
}

/// The tree without nulls: as in Helm null takes out what a chart has.
#[must_use]
pub(crate) fn without_nulls(mut node: Node) -> Node {
    if let Value::Map(map) = &mut node.value {
        map.entries.retain(|entry| !entry.value.is_null());
        for entry in &mut map.entries {
            let value = std::mem::replace(&mut entry.value, Node::made(Value::Null));
            entry.value = without_nulls(value);
        }
    }
    node
}
