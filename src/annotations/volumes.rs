//! The annotations whose JSON templates insert as volumes and mounts, checked before they do.

use crate::code;
use kube_schema::suggest::nearest;
use kube_schema::{self as schema, Coercion, Struct, Type};
use kube_yaml::{Error, Map, Node, Result, Value, json};

/// Checks them: a key that Kubernetes does not know would leave a volume without its source.
///
/// # Errors
/// The first that is neither a map by name nor a list of volumes (or mounts), with the place of the annotation.
pub(crate) fn check(annotations: &Map) -> Result<()> {
    let kinds = [
        (
            "sidecar.istio.io/userVolume",
            &schema::POD_SPEC,
            "volumes",
            r#"{"config": {"configMap": {"name": "config"}}}"#,
        ),
        (
            "sidecar.istio.io/userVolumeMount",
            &schema::CONTAINER,
            "volumeMounts",
            r#"{"config": {"mountPath": "/etc/config", "readOnly": true}}"#,
        ),
    ];
    for (name, ty, field, example) in kinds {
        let Some((node, text)) = annotations.get(name).and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        let items = ty.find(field).map(|(field, _)| &field.ty);
        let Some(Type::List(Type::One(item))) = items else { continue };
        let help = |error: Error| error.help(format!("JSON such as {example}"));
        items_of(text)
            .and_then(|items| items.into_iter().try_for_each(|(path, node)| check_item(path, node, item)))
            .map_err(|error| help(error.context(format!("annotation {name}"))).at(node.span))?;
    }
    Ok(())
}

/// The volumes or mounts of the text, each with its path.
fn items_of(text: &str) -> Result<Vec<(String, Node)>> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    // Its own places are of the JSON and not of the manifest.
    let node = json::from_json(text).map_err(|error| Error::new(code::ANNOTATION, error.to_string()))?;
    Ok(match node.value {
        Value::Map(map) => {
            map.entries.into_iter().map(|entry| (entry.key.to_string(), entry.value)).collect()
        }
        Value::Seq(items) => {
            items.into_iter().enumerate().map(|(i, item)| (format!("[{i}]"), item)).collect()
        }
        _ => return Err(Error::new(code::ANNOTATION, "expected a map or a list")),
    })
}

fn check_item(path: String, mut node: Node, ty: &'static Struct) -> Result<()> {
    if node.as_map().is_none() {
        return Err(Error::new(code::ANNOTATION, format!("{path}: expected a map")));
    }
    let mut coerced = Vec::new();
    let plain = |error: Error| Error::new(code::ANNOTATION, format!("{path}: {}", error.cause()));
    schema::read(&mut node, ty, &mut coerced).map_err(plain)?;
    if let Some(text) = coerced.iter().find(|coerced| coerced.what == Coercion::Text) {
        return Err(Error::new(
            code::ANNOTATION,
            format!("{path}: {}: expected a string, found {}", text.path, text.was),
        ));
    }
    let Some(unknown) = schema::unknown(&node, ty) else { return Ok(()) };
    let error = Error::new(code::ANNOTATION, format!("{path}: unknown field {}", unknown.path));
    Err(match nearest(&unknown.key, unknown.of.names()) {
        Some(meant) => error.help(format!("did you mean {meant}?")),
        None => error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(name: &str, text: &str) -> Option<(String, Option<String>)> {
        let map: Map = [(name, Node::made(text))].into_iter().collect();
        let error = check(&map).err()?;
        Some((error.cause().to_owned(), error.help_text().map(str::to_owned)))
    }

    #[test]
    fn volumes_and_mounts_by_name_or_in_a_list_are_taken() {
        for (name, text) in [
            ("sidecar.istio.io/userVolume", r#"{"a": {"configMap": {"name": "a"}}, "b": {"emptyDir": {}}}"#),
            ("sidecar.istio.io/userVolume", r#"[{"name": "a", "configmap": {"name": "a"}}]"#),
            ("sidecar.istio.io/userVolumeMount", r#"[{"name": "a", "mountPath": "/a", "readonly": true}]"#),
            ("sidecar.istio.io/userVolumeMount", ""),
        ] {
            assert_eq!(refusal(name, text), None, "{text}");
        }
    }

    #[test]
    fn err_unknown_keys_wrong_types_and_broken_json_name_the_annotation() {
        let volume = "sidecar.istio.io/userVolume";
        let (cause, help) = refusal(volume, r#"[{"name": "a", "comfigMap": {"name": "a"}}]"#).unwrap();
        assert_eq!(cause, "annotation sidecar.istio.io/userVolume: [0]: unknown field comfigMap");
        assert_eq!(help.as_deref(), Some("did you mean configMap?"));
        for (text, words) in [
            (r#"{"a": {"configMap": {"nam": "a"}}}"#, "a: unknown field configMap.nam"),
            (r#"{"a": {"configMap": {"items": [{"key": "k", "pat": "p"}]}}}"#, "configMap.items[0].pat"),
            (r#"{"a": {"emptyDir": []}}"#, "a: emptyDir: expected a map"),
            (r#"{"a": {"name": 5}}"#, "a: name: expected a string, found 5"),
            (r#"{"a": "#, "annotation sidecar.istio.io/userVolume: "),
            (r#""a""#, "expected a map or a list"),
            (r#"{"a": 1}"#, "a: expected a map"),
        ] {
            let (cause, help) = refusal(volume, text).unwrap_or_default();
            assert!(cause.contains(words), "{text}: {cause}");
            assert!(help.is_some(), "{text}");
        }
    }
}
