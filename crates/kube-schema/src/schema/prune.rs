//! What a typed reader leaves out of an object: the fields its types do not have.

use super::Type;
use kube_yaml::Node;

/// Drops the fields that no type knows, and what they hold. Directives of a patch (`$patch` and the like) stay.
pub fn prune(node: &mut Node, ty: &'static Type) {
    match ty {
        Type::One(inner) | Type::Nullable(inner) => {
            let Some(map) = node.as_map_mut() else { return };
            map.entries.retain_mut(|entry| match inner.field(&entry.key) {
                Some(field) => {
                    prune(&mut entry.value, &field.ty);
                    true
                }
                None => entry.key.starts_with('$'),
            });
        }
        Type::List(item) => {
            for node in node.as_seq_mut().into_iter().flatten() {
                prune(node, item);
            }
        }
        _ => {}
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
