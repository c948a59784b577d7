//! Items of a list that share the key by which they merge: not every merge keeps them apart.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::schema::{Merge, Struct, Type};
use kube_yaml::{Node, Value};

/// Items with an equal merge key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EqualKeys {
    /// The way to the list: `spec.containers[0].ports`.
    pub path: String,
    /// The merge key, such as `containerPort`.
    pub key: &'static str,
}

/// The first list of an object of type `of` in which two items have the same merge key. Ports of one number count as
/// different where their protocols differ.
#[must_use]
pub fn equal_keys(object: &Node, of: &'static Struct) -> Option<EqualKeys> {
    below(object, of)
}

/// The same with the way from `node` on.
fn below(node: &Node, of: &'static Struct) -> Option<EqualKeys> {
    node.as_map()?.iter().find_map(|(name, value)| {
        let field = of.field(name)?;
        let from_here = |found: EqualKeys, item: &str| {
            let path = format!("{name}{item}.{}", found.path);
            EqualKeys { path, ..found }
        };
        match &field.ty {
            Type::List(item) => {
                let items = value.as_seq()?;
                if let Merge::By(key) = field.merge
                    && shares(items, key)
                {
                    return Some(EqualKeys { path: name.to_owned(), key });
                }
                let inner = item.structure()?;
                let found = items.iter().enumerate().find_map(|(i, item)| Some((i, below(item, inner)?)));
                found.map(|(i, found)| from_here(found, &format!("[{i}]")))
            }
            ty => below(value, ty.structure()?).map(|found| from_here(found, "")),
        }
    })
}

fn shares(items: &[Node], key: &str) -> bool {
    let mut seen = HashSet::new();
    let by_protocol = key == "containerPort";
    items.iter().filter_map(|item| Some((item, item.get(key)?))).any(|(item, value)| {
        let protocol = item.str_at("protocol").unwrap_or("TCP");
        !seen.insert((spelled(value), by_protocol.then_some(protocol)))
    })
}

/// What tells keys apart: whether it is a text, and how it is spelled.
fn spelled(key: &Node) -> (bool, Cow<'_, str>) {
    match &key.value {
        Value::Str(text) => (true, Cow::Borrowed(text)),
        Value::Int(number) => (false, Cow::Owned(number.to_string())),
        Value::Uint(number) => (false, Cow::Owned(number.to_string())),
        other => (false, Cow::Owned(format!("{other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::POD;
    use kube_yaml::parse;

    fn found(containers: &str) -> Option<String> {
        let pod = parse(&format!("{{spec: {{containers: [{containers}]}}}}")).unwrap().unwrap();
        equal_keys(&pod, &POD).map(|equal| format!("{} {}", equal.path, equal.key))
    }

    #[test]
    fn items_of_one_key_are_found_wherever_they_are() {
        for (containers, place) in [
            ("{name: a}, {name: a}", "spec.containers name"),
            ("{name: a, env: [{name: X}, {name: Y}, {name: X, value: b}]}", "spec.containers[0].env name"),
            (
                "{name: a}, {name: b, volumeMounts: [{mountPath: /a}, {mountPath: /a}]}",
                "spec.containers[1].volumeMounts mountPath",
            ),
            (
                "{name: a, ports: [{containerPort: 1}, {containerPort: 0x1, protocol: TCP}]}",
                "spec.containers[0].ports containerPort",
            ),
        ] {
            assert_eq!(found(containers).as_deref(), Some(place), "{containers}");
        }
    }

    #[test]
    fn other_items_are_no_matter() {
        for containers in [
            "{name: a}, {name: b}",
            "{name: a, ports: [{containerPort: 53}, {containerPort: 53, protocol: UDP}]}",
            "{name: a, args: [x, x], command: [{name: a}, {name: a}]}",
        ] {
            assert_eq!(found(containers), None, "{containers}");
        }
    }
}
