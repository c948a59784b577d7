//! What templates rendered although something was missing: values, images, or any container at all.

use crate::pod::{List, Pod, by_name, name_of};
use crate::warning::Code;
use kube_yaml::{Error, Node, Value};

/// What Go's templates write for a value that is not there.
const NO_VALUE: &str = "<no value>";

/// Finds what a template rendered for values that are not there; `patch` is what the `rendered` text says.
pub(crate) fn values(template: &str, rendered: &str, patch: &Node) -> Vec<Error> {
    if !rendered.contains(NO_VALUE) {
        return Vec::new();
    }
    let told = missing(patch).into_iter().map(|place| {
        let place = place.strip_prefix('.').unwrap_or(&place);
        let cause = format!("template {template} renders {NO_VALUE} in {place}");
        Code::IncompleteTemplate
            .warn(cause)
            .help("the template reads a value that is not set; are the values of the same release?")
    });
    told.collect()
}

/// Finds containers of the template that have no image in the pod, or one that no registry can have; and a template without
/// containers. `names` are the templates.
pub(crate) fn containers(names: &[&str], template: &Pod, pod: &Pod) -> Vec<Error> {
    let mut told = Vec::new();
    let mut any = false;
    let known = List::BOTH.map(|list| by_name(pod.containers(list)));
    for list in List::BOTH {
        for container in template.containers(list) {
            any = true;
            let name = name_of(container);
            let image = known.iter().find_map(|known| known.get(name)?.str_at("image"));
            told.extend(image_error(name, image.unwrap_or_default()));
        }
    }
    if !any {
        told.push(no_container(names));
    }
    told
}

/// The same of containers that are appended.
pub(crate) fn appended<'n>(names: &[&str], containers: impl Iterator<Item = &'n Node>) -> Vec<Error> {
    let mut containers = containers.peekable();
    if containers.peek().is_none() {
        return vec![no_container(names)];
    }
    let told = containers.filter_map(|container| {
        let text = |key| container.str_at(key).unwrap_or_default();
        image_error(text("name"), text("image"))
    });
    told.collect()
}

fn no_container(names: &[&str]) -> Error {
    let cause = format!("no container added, template {} has none for this pod", names.join(", "));
    Code::IncompleteTemplate.warn(cause).help("is it a template of the inject-config?")
}

fn image_error(name: &str, image: &str) -> Option<Error> {
    let cause = match image {
        "" => format!("container {name} has no image"),
        _ if is_image(image) || image.contains(NO_VALUE) => return None,
        _ => format!("container {name}: {image:?} is not an image"),
    };
    Some(
        Code::IncompleteTemplate
            .warn(cause)
            .help("see global.hub, global.tag and global.proxy.image of the values"),
    )
}

/// Whether it may be HUB/NAME:TAG@DIGEST: every part of the path has something, and one tag stands behind the last.
fn is_image(image: &str) -> bool {
    let name = image.split('@').next().unwrap_or_default();
    let last = name.rsplit('/').next().unwrap_or_default();
    let tags = last.split(':').count();
    name.split('/').all(|part| !part.is_empty()) && tags <= 2 && last.split(':').all(|part| !part.is_empty())
}

/// The paths from a node to texts with a missing value in them; they are spelled on the way back, where there is one.
fn missing(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Str(text) if text.contains(NO_VALUE) => vec![String::new()],
        Value::Seq(items) => {
            let step = |(index, item): (usize, &Node)| {
                item.str_at("name").map_or_else(|| index.to_string(), str::to_owned)
            };
            let found = items.iter().enumerate().flat_map(|item| {
                missing(item.1).into_iter().map(move |rest| format!("[{}]{rest}", step(item)))
            });
            found.collect()
        }
        Value::Map(map) => {
            let found = map.iter().flat_map(|(key, value)| {
                let itself = key.contains(NO_VALUE).then(String::new);
                itself.into_iter().chain(missing(value)).map(move |rest| format!(".{key}{rest}"))
            });
            found.collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_have_a_name_and_at_most_one_tag() {
        for good in [
            "auto",
            "a:1",
            "localhost:5000/a/b",
            "docker.io/istio/proxyv2:1.31.0-distroless",
            "a/b@sha256:0123",
            "r:5000/a:1@sha256:0123",
        ] {
            assert!(is_image(good), "{good}");
        }
        for bad in ["/proxyv2:1", "hub/proxyv2:", "hub//proxyv2:1", ":1", "hub/r.example.com/p:1:2", "hub/"] {
            assert!(!is_image(bad), "{bad}");
        }
    }

    #[test]
    fn missing_values_are_told_with_their_place() {
        let patch =
            "{spec: {containers: [{name: p, env: [{name: A, value: '<no value>'}]}]}, a: ['x <no value>']}";
        let told = values("t", patch, &kube_yaml::parse(patch).unwrap().unwrap());
        let causes: Vec<&str> = told.iter().map(Error::cause).collect();
        assert_eq!(
            causes,
            [
                "template t renders <no value> in spec.containers[p].env[A].value",
                "template t renders <no value> in a[0]"
            ]
        );
    }

    #[test]
    fn containers_of_the_template_have_images_in_the_pod() {
        let told = |template: &str, pod: &str| {
            let told = containers(&["t"], &Pod::of_text(template), &Pod::of_text(pod));
            told.iter().map(|error| error.cause().to_owned()).collect::<Vec<_>>()
        };
        let one = "{spec: {containers: [{name: p}]}}";
        let pod = |image: &str| format!("{{spec: {{initContainers: [{{name: p, image: '{image}'}}]}}}}");
        assert_eq!(told(one, &pod("a:1")), [""; 0]);
        assert_eq!(told(one, &pod("")), ["container p has no image"]);
        assert_eq!(told(one, &pod("/proxyv2:")), ["container p: \"/proxyv2:\" is not an image"]);
        assert!(told("{metadata: {}}", &pod("a:1"))[0].starts_with("no container added"));
    }
}
