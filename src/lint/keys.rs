//! Keys that nobody reads: misspelled, misplaced, or of another release.

use crate::settings::inject_config::{Format, InjectConfig};
use crate::settings::proto::Minor;
use crate::settings::proto::descriptor::{Field, Form, Kind, MessageType, Shape};
use crate::settings::proto::tables::{GLOBAL_CONFIG, MESH_CONFIG, PROXY_CONFIG, VALUES};
use kube_schema::suggest::{distance, nearest};
use kube_yaml::Error;
use kube_yaml::{Entry, Map, Node, Value};

/// The keys of an inject-config (pkg/kube/inject: Config), and `engine`, which is our own.
const INJECT_CONFIG: [&str; 10] = [
    "policy",
    "defaultTemplates",
    "template",
    "templates",
    "rawTemplates",
    "aliases",
    "alwaysInjectSelector",
    "neverInjectSelector",
    "injectedAnnotations",
    "engine",
];

/// The keys of an inject-config.
pub(super) fn inject_config(node: &Node, config: &InjectConfig, errors: &mut Vec<Error>) {
    let Some(map) = node.as_map().filter(|_| config.format != Format::Bare) else { return };
    for entry in unknown(map, &INJECT_CONFIG) {
        let error = at(entry, format!("{}: ignored, not a key of an inject-config", entry.key));
        errors.push(match nearest(&entry.key, free(map, INJECT_CONFIG)) {
            Some(meant) => error.help(format!("did you mean {meant}?")),
            None => error.help("put templates under templates, by name"),
        });
    }
    if let Some(policy) = map.get("policy").filter(|p| !matches!(p.as_str(), Some("enabled" | "disabled"))) {
        let error = Error::new("policy: neither enabled nor disabled, so the webhook injects nothing");
        errors.push(error.at(policy.span).help("policy: enabled"));
    }
}

/// The keys of a mesh-config, at every depth. Without a release any that had a field will do.
pub(super) fn message(
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

/// The keys of values. Templates may read any of them, so only those count that were plainly meant to be something else.
pub(super) fn values(node: &Node, errors: &mut Vec<Error>) {
    let Some(map) = node.as_map() else { return };
    if !map.contains("global") {
        let error = Error::new("values: global is missing, and every template reads it").at(node.span);
        let inside = map.iter().any(|(key, _)| is_global(key));
        errors.push(match inside {
            true => error.help("move the values under global"),
            false => error.help("export them: kubectl -n istio-system get configmap istio-sidecar-injector -o jsonpath='{.data.values}'"),
        });
    }
    for entry in &map.entries {
        let key = entry.key.as_str();
        let in_mesh = MESH_CONFIG.fields.iter().any(|field| field.json == key);
        if known(&VALUES, key) {
            continue;
        }
        if in_mesh {
            let cause = format!("{key}: ignored, a field of the mesh-config");
            errors.push(at(entry, cause).help("move it to the mesh-config"));
        } else if is_global(key) && map.contains("global") {
            errors.push(
                at(entry, format!("{key}: ignored, templates read global.{key}"))
                    .help("move it under global"),
            );
        }
    }
    spelled(node, &VALUES, errors);
}

/// Keys that are one or two letters from one that is not there.
fn spelled(node: &Node, kind: &'static MessageType, errors: &mut Vec<Error>) {
    let Some(map) = node.as_map().filter(|_| kind.form == Form::Plain) else { return };
    for entry in &map.entries {
        let Some(field) = kind.fields.iter().find(|f| f.json == entry.key || f.proto == entry.key) else {
            let near = nearest(&entry.key, free(map, kind.fields.iter().map(|field| field.json)));
            let near = near.filter(|meant| entry.key.len() > 4 && distance(&entry.key, meant) <= 2);
            // What differs by an s is a list beside its item: Istio's own values have both.
            let near = near.filter(|meant| entry.key.trim_end_matches('s') != meant.trim_end_matches('s'));
            errors.extend(near.map(|meant| {
                let cause = format!("{}: ignored, not a key of Istio's values", entry.key);
                at(entry, cause).help(format!("did you mean {meant}?"))
            }));
            continue;
        };
        if let (Shape::One, Kind::Message(kind)) = (field.shape, field.kind) {
            spelled(&entry.value, kind, errors);
        }
    }
}

fn is_global(key: &str) -> bool {
    known(&GLOBAL_CONFIG, key) && !known(&VALUES, key)
}

fn known(kind: &MessageType, key: &str) -> bool {
    kind.fields.iter().any(|field| field.json == key || field.proto == key)
}

/// The entries whose keys are none of `known`.
fn unknown<'m>(map: &'m Map, known: &[&str]) -> impl Iterator<Item = &'m Entry> {
    map.entries.iter().filter(move |entry| !known.contains(&entry.key.as_str()))
}

/// The names that are not taken: whoever writes one beside another did not mean that other.
fn free<'k>(map: &Map, names: impl IntoIterator<Item = &'k str>) -> impl Iterator<Item = &'k str> {
    names.into_iter().filter(move |name| !map.contains(name))
}

fn at(entry: &Entry, cause: String) -> Error {
    let span = if entry.key_span.is_some() { entry.key_span } else { entry.value.span };
    Error::new(cause).at(span)
}
