//! What templates render, read, and left as Go's types print it.

use crate::code;
use crate::pod::{List, Pod, empty_map};
use kube_schema::{self as schema, Coercion};
use kube_yaml::{self as yaml, Error, Node, Reader, Result};

/// Reads what a template rendered, with the reader of all that it renders, and makes something of the map that it is.
///
/// # Errors
/// When it is no YAML or no map, and those of `make`, with their places in the rendered text.
pub(crate) fn read<T>(reader: &Reader, rendered: &str, make: impl Fn(Node) -> Result<T>) -> Result<T> {
    let made = |read: Result<Option<Node>>| {
        let read = read.map_err(|error| error.context("the rendered YAML is not valid"))?;
        match read {
            Some(patch) if patch.as_map().is_some() => make(patch),
            Some(patch) if !patch.is_null() => {
                Err(Error::new(code::RENDERED, "the rendered YAML is not a map").at(patch.span))
            }
            _ => make(empty_map()),
        }
    };
    // The reader tells no places, which nobody asks for as long as all is well.
    made(reader.read(rendered)).or_else(|_| made(yaml::parse(rendered)))
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
