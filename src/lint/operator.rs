//! Keys of an IstioOperator, or of values for Helm's istiod chart, that nobody reads.

use super::keys::{self, known};
use crate::settings::keys::{at, free, message};
use crate::settings::operator::{CHART_DEFAULTS, Operator};
use crate::settings::proto::Minor;
use crate::settings::proto::tables::{GLOBAL_CONFIG, MESH_CONFIG, PILOT_CONFIG, PROXY_CONFIG, VALUES};
use kube_schema::suggest::nearest;
use kube_yaml::{Error, Map, Node};

/// The keys of an IstioOperator.
const OBJECT: [&str; 5] = ["apiVersion", "kind", "metadata", "spec", "status"];

/// The fields of its spec (operator/v1alpha1/operator.proto, over the releases).
const SPEC: [&str; 14] = [
    "profile",
    "installPackagePath",
    "hub",
    "tag",
    "resourceSuffix",
    "namespace",
    "revision",
    "defaultRevision",
    "compatibilityVersion",
    "meshConfig",
    "components",
    "addonComponents",
    "values",
    "unvalidatedValues",
];

/// Finds the keys of an operator's file that nobody reads.
pub(super) fn keys(operator: &Operator<'_>, release: Option<Minor>, errors: &mut Vec<Error>) {
    let Ok(Some(node)) = operator.source.parse() else { return };
    let Some(map) = node.as_map() else { return };
    match map.get("spec") {
        Some(spec) => {
            unknown(map, &OBJECT, |_| None, errors);
            let Some(map) = spec.as_map() else { return };
            unknown(map, &SPEC, place_in_spec, errors);
            map.get("values").into_iter().for_each(|values| chart(values, release, errors));
            map.get("meshConfig").into_iter().for_each(|mesh| message(mesh, &MESH_CONFIG, release, errors));
        }
        None if node.str_at("kind").is_some() => unknown(map, &OBJECT, |_| None, errors),
        None => {
            chart(&node, release, errors);
            for key in CHART_DEFAULTS {
                map.get(key).into_iter().for_each(|defaults| chart(defaults, release, errors));
            }
        }
    }
}

/// The values of a chart, which has the control plane's own beside those that templates read.
fn chart(node: &Node, release: Option<Minor>, errors: &mut Vec<Error>) {
    let Some(map) = node.as_map() else { return };
    let own = |key: &str| known(&PILOT_CONFIG, key) && !known(&VALUES, key);
    let entries = map.entries.iter().filter(|entry| !own(&entry.key)).cloned().collect();
    keys::values(&Node { value: Map { entries }.into(), ..node.clone() }, errors);
    map.get("meshConfig").into_iter().for_each(|mesh| message(mesh, &MESH_CONFIG, release, errors));
}

/// Where a key of the spec belongs that is none of its fields.
fn place_in_spec(key: &str) -> Option<&'static str> {
    match key {
        _ if known(&VALUES, key) || known(&GLOBAL_CONFIG, key) && !known(&MESH_CONFIG, key) => {
            Some(if known(&VALUES, key) { "spec.values" } else { "spec.values.global" })
        }
        _ if known(&MESH_CONFIG, key) => Some("spec.meshConfig"),
        _ if known(&PROXY_CONFIG, key) => Some("spec.meshConfig.defaultConfig"),
        _ => None,
    }
}

fn unknown(
    map: &Map,
    fields: &[&'static str],
    place: impl Fn(&str) -> Option<&'static str>,
    errors: &mut Vec<Error>,
) {
    for entry in map.entries.iter().filter(|entry| !fields.contains(&entry.key.as_str())) {
        let key = entry.key.as_str();
        let error = at(entry, format!("{key}: ignored, no such field of an IstioOperator"));
        let meant = nearest(key, free(map, fields.iter().copied()));
        errors.push(match (place(key), meant) {
            (Some(place), _) => error.help(format!("{key} belongs under {place}")),
            (None, Some(meant)) => error.help(format!("did you mean {meant}?")),
            (None, None) => error.help("take it out"),
        });
    }
}
