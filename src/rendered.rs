//! What templates render, read, and left as Go's types print it.

use crate::code;
use crate::pod::{List, Pod, empty_map};
use kube_schema::{self as schema, Coercion};
use kube_yaml::{Error, Node, Reader, Result};

/// Reads what a template rendered, with the reader of all that it renders; its places are those of the rendered text.
///
/// # Errors
/// When it is no YAML or no map.
pub(crate) fn patch_of(reader: &Reader, rendered: &str) -> Result<Node> {
    let patch = reader.parse(rendered).map_err(|error| error.context("the rendered YAML is not valid"))?;
    let Some(patch) = patch else { return Ok(empty_map()) };
    if patch.is_null() {
        return Ok(empty_map());
    }
    if patch.as_map().is_none() {
        return Err(Error::new(code::RENDERED, "the rendered YAML is not a map").at(patch.span));
    }
    Ok(patch)
}

/// Reads a patch as encoding/json reads a pod: keys match without regard to case, and a number is no string.
///
/// # Errors
/// When a value is not of its field's type, with its place in the rendered text.
pub(crate) fn read_as_pod(patch: &mut Node) -> Result<()> {
    let mut coerced = Vec::new();
    schema::read(patch, &schema::POD, &mut coerced)?;
    match coerced.iter().find(|coerced| coerced.what == Coercion::Text) {
        None => Ok(()),
        Some(first) => {
            Err(Error::new(code::RENDERED, format!("{}: expected a string, found {}", first.path, first.was))
                .at(first.span)
                .help("quote it in the template"))
        }
    }
}

/// Drops the containers' `restartPolicy`, which templates set before Kubernetes knew such a field and to no effect: today
/// it would make istio-init a container that never ends.
pub(crate) fn forget_restarts(spec: &mut Node) {
    for list in List::BOTH {
        let containers = spec.get_mut(list.key()).and_then(Node::as_seq_mut);
        for container in containers.into_iter().flatten().filter_map(Node::as_map_mut) {
            container.remove("restartPolicy");
        }
    }
}

/// Leaves the pod as Go's types would print it.
pub(crate) fn settle(pod: &mut Pod) {
    schema::normalize(&mut pod.meta, &schema::OBJECT_META);
    schema::normalize(&mut pod.spec, &schema::POD_SPEC);
}
