//! Keys of Istio's messages that nobody reads: misspelled, misplaced, or of another release.

use super::proto::Minor;
use super::proto::descriptor::{Field, Form, Kind, MessageType, Shape};
use super::proto::tables::{MESH_CONFIG, PROXY_CONFIG, VALUES};
use crate::warning::Code;
use kube_schema::suggest::nearest;
use kube_yaml::Error;
use kube_yaml::{Entry, Map, Node, Value};

/// Finds the keys of a message that it has no fields for, at every depth. Without a release any that had a field will do.
pub(crate) fn message(
    node: &Node,
    kind: &'static MessageType,
    release: Option<Minor>,
    errors: &mut Vec<Error>,
) {
    let Some(map) = node.as_map().filter(|_| kind.form == Form::Plain) else { return };
    for entry in &map.entries {
        let rows = || kind.fields.iter().filter(|f| f.json == entry.key || f.proto == entry.key);
        let is_in = |field: &Field| release.is_none_or(|release| field.is_in(release));
        let Some(field) = rows().find(|field| is_in(field)).or_else(|| rows().next()) else {
            errors.push(unknown_field(entry, map, kind, release));
            continue;
        };
        if let Some(release) = release.filter(|release| !field.is_in(*release)) {
            let when = match field.releases.until < release {
                true => format!("since 1.{}", field.releases.until + 1),
                false => format!("before 1.{}", field.releases.since),
            };
            let cause = format!("{}: ignored, no such field {when}", entry.key);
            errors.push(at(entry, cause).help("take it out"));
            continue;
        }
        let Kind::Message(kind) = field.kind else { continue };
        match (field.shape, &entry.value.value) {
            (Shape::One, _) => message(&entry.value, kind, release, errors),
            (Shape::Many, Value::Seq(items)) => {
                items.iter().for_each(|item| message(item, kind, release, errors))
            }
            (Shape::Map, Value::Map(map)) => map.iter().for_each(|(_, v)| message(v, kind, release, errors)),
            _ => {}
        }
    }
}

fn unknown_field(entry: &Entry, map: &Map, kind: &'static MessageType, release: Option<Minor>) -> Error {
    let key = entry.key.as_str();
    let error = at(entry, format!("{key}: ignored, no such field"));
    let has = |kind: &'static MessageType| kind.fields.iter().any(|field| field.json == key);
    let names = kind
        .fields
        .iter()
        .filter(|field| release.is_none_or(|release| field.is_in(release)))
        .map(|field| field.json);
    if let Some(meant) = nearest(key, free(map, names)) {
        return error.help(format!("did you mean {meant}?"));
    }
    if std::ptr::eq(kind, &MESH_CONFIG) {
        return match key {
            "mesh" | "meshConfig" => error.help(format!("remove {key} and keep what is below it")),
            _ if has(&PROXY_CONFIG) => error.help(format!("{key} belongs under defaultConfig")),
            _ if has(&VALUES) => error.help(format!("{key} belongs in the values")),
            _ => error.help("take it out"),
        };
    }
    match std::ptr::eq(kind, &PROXY_CONFIG) && has(&MESH_CONFIG) {
        true => error.help(format!("{key} belongs beside defaultConfig, not under it")),
        false => error.help("take it out"),
    }
}

/// The names that are not taken: whoever writes one beside another did not mean that other.
pub(crate) fn free<'k>(map: &Map, names: impl IntoIterator<Item = &'k str>) -> impl Iterator<Item = &'k str> {
    names.into_iter().filter(move |name| !map.contains(name))
}

/// An error at an entry's key.
pub(crate) fn at(entry: &Entry, cause: String) -> Error {
    let span = if entry.key_span.is_some() { entry.key_span } else { entry.value.span };
    Code::Configuration.warn(cause).at(span)
}
