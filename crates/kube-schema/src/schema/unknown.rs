//! The fields of an object that its type does not have.

use super::{Struct, Type};
use kube_yaml::{Node, Value};

/// A key that a type does not know.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// The way to it: `configMap.items[0].pat`.
    pub path: String,
    /// The key.
    pub key: String,
    /// The type that does not have it.
    pub of: &'static Struct,
}

/// The first key in `node`, an object of type `ty`, that names no field; case does not count.
#[must_use]
pub fn unknown(node: &Node, ty: &'static Struct) -> Option<Unknown> {
    node.as_map()?.iter().find_map(|(key, value)| match ty.field(key) {
        None => Some(Unknown { path: key.to_owned(), key: key.to_owned(), of: ty }),
        Some(field) => below(value, &field.ty).map(|(path, found)| {
            let dot = if path.starts_with('[') { "" } else { "." };
            Unknown { path: format!("{key}{dot}{path}"), ..found }
        }),
    })
}

fn below(node: &Node, ty: &'static Type) -> Option<(String, Unknown)> {
    match (ty, &node.value) {
        (Type::One(inner) | Type::Nullable(inner), _) => {
            unknown(node, inner).map(|found| (found.path.clone(), found))
        }
        (Type::Pointer(_, inner), _) => below(node, inner),
        (Type::List(inner), Value::Seq(items)) => items.iter().enumerate().find_map(|(i, item)| {
            let (path, found) = below(item, inner)?;
            Some((format!("[{i}].{path}"), found))
        }),
        (Type::Map(_, inner), Value::Map(map)) => map.iter().find_map(|(key, item)| {
            let (path, found) = below(item, inner)?;
            Some((format!("{key}.{path}"), found))
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::POD;
    use kube_yaml::parse;

    #[test]
    fn unknown_keys_are_found_at_any_depth_and_case_does_not_count() {
        let path = |pod: &str| unknown(&parse(pod).unwrap().unwrap(), &POD).map(|found| found.path);
        assert_eq!(path("{metadata: {labels: {any: x}}, Spec: {containers: [{NAME: a}]}}"), None);
        let pod = "{spec: {containers: [{name: a}, {name: b, env: [{nam: x}]}]}}";
        assert_eq!(path(pod).as_deref(), Some("spec.containers[1].env[0].nam"));
    }
}
