//! Keys of an inject-config and of values that nobody reads: misspelled or misplaced.

use crate::settings::inject_config::{Format, InjectConfig};
use crate::settings::keys::{at, free};
use crate::settings::proto::descriptor::{Form, Kind, MessageType, Shape};
use crate::settings::proto::tables::{GLOBAL_CONFIG, MESH_CONFIG, VALUES};
use crate::warning::Code;
use kube_schema::suggest::{distance, nearest};
use kube_yaml::Error;
use kube_yaml::{Entry, Map, Node};

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
        let error =
            Code::Configuration.warn("policy: neither enabled nor disabled, so the webhook injects nothing");
        errors.push(error.at(policy.span).help("policy: enabled"));
    }
}

/// The keys of an installation's values.
pub(super) fn whole_values(node: &Node, errors: &mut Vec<Error>) {
    let Some(map) = node.as_map() else { return };
    if map.contains("global") {
        return values(node, errors);
    }
    let error =
        Code::Configuration.warn("values: global is missing, and every template reads it").at(node.span);
    let inside = map.iter().any(|(key, _)| is_global(key));
    errors.push(match inside {
        true => error.help("move the values under global"),
        false => error.help("export them: kubectl -n istio-system get configmap istio-sidecar-injector -o jsonpath='{.data.values}'"),
    });
    spelled(node, &VALUES, errors);
}

/// The keys of values that lie over others. Templates may read any of them, so only those count that were plainly meant to
/// be something else.
pub(super) fn values(node: &Node, errors: &mut Vec<Error>) {
    for entry in node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default() {
        let key = entry.key.as_str();
        if known(&VALUES, key) {
            continue;
        }
        if known(&MESH_CONFIG, key) {
            let cause = format!("{key}: ignored, a field of the mesh-config");
            errors.push(at(entry, cause).help("move it to the mesh-config"));
        } else if is_global(key) {
            let cause = format!("{key}: ignored, templates read global.{key}");
            errors.push(at(entry, cause).help("move it under global"));
        }
    }
    spelled(node, &VALUES, errors);
}

/// Keys that are one or two letters from one that is not there.
fn spelled(node: &Node, kind: &'static MessageType, errors: &mut Vec<Error>) {
    let Some(map) = node.as_map().filter(|_| kind.form == Form::Plain) else { return };
    for entry in &map.entries {
        let Some(field) = kind.fields.iter().find(|f| f.json == entry.key || f.proto == entry.key) else {
            if entry.key.len() <= 4 {
                continue;
            }
            let near = nearest(&entry.key, free(map, kind.fields.iter().map(|field| field.json)));
            let near = near.filter(|meant| distance(&entry.key, meant) <= 2);
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

pub(super) fn known(kind: &MessageType, key: &str) -> bool {
    kind.fields.iter().any(|field| field.json == key || field.proto == key)
}

/// The entries whose keys are none of `known`.
fn unknown<'m>(map: &'m Map, known: &[&str]) -> impl Iterator<Item = &'m Entry> {
    map.entries.iter().filter(move |entry| !known.contains(&entry.key.as_str()))
}
