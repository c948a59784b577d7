//! Resource attributes after OpenTelemetry's conventions for Kubernetes.

use super::{field, string_of};
use go_template::functions::{Context, arg, dict, list, text};
use go_template::value::{Dict, Object, Value};

/// The value of `OTEL_RESOURCE_ATTRIBUTES`; empty unless an extension provider enriches with these conventions.
pub(super) fn resource_attributes<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let enriched = match arg(args, 0) {
        Value::Object(mesh) => enriches(mesh.as_ref()),
        _ => false,
    };
    if !enriched {
        return Ok(Value::from(""));
    }
    let (annotations, labels, namespace) = (dict(args, 1)?, dict(args, 2)?, text(args, 3)?);
    let containers: Vec<_> = (list(args, 4)?.iter())
        .filter_map(|container| if let Value::Object(container) = container { Some(container) } else { None })
        .collect();
    let mut attributes = Vec::new();
    if let Some(namespace) = annotated(annotations, "service.namespace")
        .or_else(|| Some(namespace.to_owned()).filter(|n| !n.is_empty()))
    {
        attributes.push(format!("service.namespace={namespace}"));
    }
    let version = annotated(annotations, "service.version")
        .or_else(|| filled(labels, "app.kubernetes.io/version"))
        .or_else(|| match containers.as_slice() {
            [only] => version_of(&string_of(&field(only.as_ref(), "Image"))),
            _ => None,
        });
    attributes.extend(version.map(|version| format!("service.version={version}")));
    // The pod's name is known to Kubernetes only, which fills in $(POD_NAME).
    let instance = annotated(annotations, "service.instance.id").or_else(|| {
        let name = string_of(&field(containers.first()?.as_ref(), "Name"));
        Some(format!("{namespace}.$(POD_NAME).{name}"))
    });
    attributes.extend(instance.map(|instance| format!("service.instance.id={instance}")));
    Ok(attributes.join(",").into())
}

fn enriches<'a>(mesh: &(dyn Object<'a> + 'a)) -> bool {
    let Some(Ok(Value::List(providers))) = mesh.call("GetExtensionProviders", &[]) else {
        return false;
    };
    providers.iter().any(|provider| {
        let Value::Object(provider) = provider else { return false };
        let Some(Ok(Value::Object(otel))) = provider.call("GetOpentelemetry", &[]) else { return false };
        match otel.call("GetServiceAttributeEnrichment", &[]) {
            Some(Ok(Value::Object(kind))) => {
                !otel.is_nil() && kind.stringer().as_deref() == Some("OTEL_SEMANTIC_CONVENTIONS")
            }
            _ => false,
        }
    })
}

fn annotated(annotations: &Dict<'_>, attribute: &str) -> Option<String> {
    filled(annotations, &format!("resource.opentelemetry.io/{attribute}"))
}

fn filled(map: &Dict<'_>, key: &str) -> Option<String> {
    map.get(key).as_ref().and_then(Value::as_str).filter(|value| !value.is_empty()).map(str::to_owned)
}

/// The tag and the digest of an image, as far as it has them.
fn version_of(image: &str) -> Option<String> {
    let (name, digest) = image.split_once('@').unwrap_or((image, ""));
    // A colon before the last slash belongs to the registry's port.
    let base = name.rfind('/').map_or(name, |slash| &name[slash + 1..]);
    let tag = base.rfind(':').map_or("", |colon| &base[colon + 1..]);
    match (tag, digest) {
        ("", "") => None,
        (tag, "") => Some(tag.to_owned()),
        ("", digest) => Some(digest.to_owned()),
        (tag, digest) => Some(format!("{tag}@{digest}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_tags_and_digests() {
        for (image, version) in [
            ("nginx:1.21", Some("1.21")),
            ("nginx@sha256:abc", Some("sha256:abc")),
            ("r:5000/nginx:1.21@sha256:abc", Some("1.21@sha256:abc")),
            ("r:5000/nginx", None),
        ] {
            assert_eq!(version_of(image).as_deref(), version, "{image}");
        }
    }
}
