//! What a typed reader leaves out of an object: the fields its types do not have.

use super::Type;
use super::decode::{read_as, read_in};
use kube_yaml::{Fate, Node, Value};

/// Drops the fields that no type knows, and what they hold. Directives of a patch (`$patch` and the like) stay.
pub fn prune(node: &mut Node, ty: &'static Type) {
    if let Some(value) = pruned(node, ty) {
        node.value = value;
    }
}

/// What is left of a node; `None` where that is all of it.
fn pruned(node: &Node, ty: &'static Type) -> Option<Value> {
    match (ty, &node.value) {
        // What has been read had no other fields.
        (Type::One(inner) | Type::Nullable(inner), Value::Map(map)) if !map.entries.has(read_in(inner)) => {
            map.changed(|entry| match inner.field(&entry.key) {
                Some(field) => entry.becoming(pruned(&entry.value, &field.ty)),
                None if entry.key.starts_with('$') => Fate::Stays,
                None => Fate::Goes,
            })
        }
        (Type::List(item), Value::Seq(items)) if !items.has(read_as(item)) => {
            items.changed(|node| node.becoming(pruned(node, item))).map(Value::Seq)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::POD;
    use kube_yaml::{json, parse};

    fn known(pod: &str) -> String {
        let mut node = parse(pod).unwrap().unwrap();
        static POD_TYPE: Type = Type::One(&POD);
        prune(&mut node, &POD_TYPE);
        json::to_json(&node)
    }

    #[test]
    fn unknown_fields_go_at_any_depth() {
        let pod =
            "{x: 1, spec: {containers: [{name: a, securityContext: {fsGroup: 1, runAsUser: 2}, y: {z: 1}}]}}";
        assert_eq!(known(pod), r#"{"spec":{"containers":[{"name":"a","securityContext":{"runAsUser":2}}]}}"#);
    }

    #[test]
    fn directives_and_what_maps_hold_stay() {
        let pod = "{metadata: {labels: {any: x}}, spec: {volumes: [{name: v, $patch: delete}]}}";
        assert_eq!(
            known(pod),
            r#"{"metadata":{"labels":{"any":"x"}},"spec":{"volumes":[{"name":"v","$patch":"delete"}]}}"#
        );
    }
}
