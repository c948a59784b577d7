//! What comes from outside cannot add structure to what the embedded templates write: YAML in an annotation, a label, a name, a value
//! or the mesh config stays the text it is, or is refused.

use super::{MESH_CONFIG, TEMPLATES, VALUES};
use crate::annotations;
use crate::pipeline::process;
use crate::settings::proto::descriptor::{Form, Kind, MessageType, Shape};
use crate::settings::proto::tables;
use crate::settings::{Settings, Sources};
use kube_yaml::split::documents;
use kube_yaml::{Node, Value as Tree, parse};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Texts that mean something in YAML where they are not quoted.
const TEXTS: [&str; 28] = [
    // What go-yaml takes for the ends of lines, too.
    "a\u{85}    - name: b",
    "a\u{2028}b: c",
    "a\nb: c",
    "a\n  b: c",
    "a\n- b",
    "x: y",
    "{a: b}",
    "[a, b]",
    "- x",
    "? x",
    "&a x",
    "*a",
    "!!int x",
    "!x",
    "# c",
    "a # c",
    "\"",
    "'",
    "\"}, {\"name\": \"x",
    "'\n  x: y",
    "\ta",
    "a\r\nb: c",
    "a\rb: c",
    "---",
    "a\n---\nb: c",
    "|\n  x",
    "%a",
    "{{ 1 }}",
];

/// Annotations that are structure themselves: JSON which is to be part of the pod.
const STRUCTURED: [&str; 4] = [
    "sidecar.istio.io/userVolume",
    "sidecar.istio.io/userVolumeMount",
    "apm.datadoghq.com/env",
    "proxy.istio.io/config",
];

/// Every name of an annotation or label that a template asks for: each text in one that has a domain, or stands behind `labels.get`.
fn asked() -> BTreeSet<&'static str> {
    let literals = TEMPLATES.iter().flat_map(|(_, text)| text.split('"').skip(1).step_by(2));
    let legal = |name: &&str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.ends_with(|c: char| c.is_ascii_alphanumeric())
            && name.split_once('/').is_some_and(|(domain, _)| domain.contains('.'))
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "./-_".contains(c))
    };
    let labels = TEMPLATES.iter().flat_map(|(_, text)| text.split("labels.get(\"").skip(1));
    let labels = labels.filter_map(|rest| rest.split('"').next());
    literals.filter(legal).chain(labels).filter(|name| !STRUCTURED.contains(name)).collect()
}

/// A pod that every template has something to write of.
fn pod() -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "tea", "namespace": "shop"},
        "spec": {"selector": {"matchLabels": {"app": "tea"}}, "template": {
            "metadata": {"labels": {"app": "tea"}, "annotations": {"inject.istio.io/templates": "sidecar"}},
            "spec": {"serviceAccountName": "tea", "containers": [
                {"name": "app", "image": "app", "ports": [{"name": "http", "containerPort": 80}]}]}}}
    })
}

fn values() -> Value {
    serde_yaml::from_str(VALUES.1).unwrap()
}

fn mesh() -> Value {
    serde_yaml::from_str(MESH_CONFIG.1).unwrap()
}

/// What is injected, without its texts; none when something is refused.
fn skeleton(pod: &Value, values: &Value, mesh: &Value) -> Option<String> {
    let (values, mesh) = (values.to_string(), mesh.to_string());
    let sources = Sources {
        values: Some(("values.yaml", &values)),
        mesh_config: Some(("mesh.yaml", &mesh)),
        ..Sources::default()
    };
    injected(&Settings::load(sources).ok()?, pod)
}

fn injected(settings: &Settings, pod: &Value) -> Option<String> {
    // As they are, some of the characters would be ends of lines to the reader.
    let text = pod.to_string().replace('\u{85}', r"\u0085").replace('\u{2028}', r"\u2028");
    let document = documents(text.as_bytes()).next()?.ok()?;
    let text = process(settings, "pod.json", &document).ok()?.text?;
    let tree = parse(&text).unwrap().unwrap();
    let mut shape = String::new();
    outline(&tree, &mut shape);
    Some(shape)
}

/// The keys of maps and the items of lists.
fn outline(node: &Node, out: &mut String) {
    match &node.value {
        Tree::Map(map) => {
            for entry in &map.entries {
                out.push_str(&format!("{:?}{{", entry.key.as_str()));
                outline(&entry.value, out);
                out.push('}');
            }
        }
        Tree::Seq(items) => items.iter().for_each(|item| {
            out.push('[');
            outline(item, out);
            out.push(']');
        }),
        _ => out.push('.'),
    }
}

/// The place of a value, made where there is none.
fn slot<'v>(value: &'v mut Value, path: &[String]) -> &'v mut Value {
    path.iter().fold(value, |value, key| match key.parse::<usize>() {
        Ok(index) => &mut value[index],
        Err(_) => {
            if !value.is_object() {
                *value = json!({});
            }
            &mut value[key]
        }
    })
}

fn path(of: &str) -> Vec<String> {
    of.split(' ').map(str::to_owned).collect()
}

/// The paths of everything in a message that may be a text, down to a depth.
fn texts_of(message: &'static MessageType, below: &[String], found: &mut Vec<Vec<String>>) {
    if below.len() > 3 {
        return;
    }
    for field in message.fields.iter().filter(|field| field.shape == Shape::One && field.releases.until >= 31)
    {
        let path = [below, &[field.json.to_owned()]].concat();
        match &field.kind {
            Kind::Str => found.push(path),
            Kind::Message(inner) if inner.form == Form::Plain => texts_of(inner, &path, found),
            Kind::Message(inner) if inner.form == Form::Value => found.push(path),
            _ => {}
        }
    }
}

/// The paths of all texts and numbers of a tree.
fn leaves(value: &Value, below: &[String], found: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            leaves(value, &[below, std::slice::from_ref(key)].concat(), found);
        }),
        Value::Array(_) => {}
        _ => found.push(below.to_vec()),
    }
}

const TEMPLATE_NAMES: [&str; 4] = ["sidecar", "gateway", "grpc-agent", "grpc-simple"];

fn of_template(name: &str) -> Value {
    let mut pod = pod();
    *slot(&mut pod, &path("spec template metadata annotations inject.istio.io/templates")) = json!(name);
    if name == "gateway" {
        let containers = slot(&mut pod, &path("spec template spec containers"));
        *containers = json!([{"name": "istio-proxy", "image": "auto", "ports": [{"name": "http", "containerPort": 80}]}]);
    }
    pod
}

#[test]
fn pods_add_no_structure() {
    // What only some values make a template write.
    let mut rich = values();
    for (of, value) in [
        ("global proxy tracer", json!("datadog")),
        ("pilot cni", json!({"enabled": true, "provider": "multus"})),
        ("global imagePullSecrets", json!(["a"])),
        ("global mountMtlsCerts", json!(true)),
    ] {
        *slot(&mut rich, &path(of)) = value;
    }
    let mut traced = mesh();
    *slot(&mut traced, &path("defaultConfig proxyMetadata ISTIO_META_ENABLE_HBONE")) = json!("true");
    let (mut tried, mut rendered) = (0, 0);
    for (values, mesh) in [(values(), mesh()), (rich, traced)] {
        let (values, mesh) = (values.to_string(), mesh.to_string());
        let settings = Settings::load(Sources {
            values: Some(("values.yaml", &values)),
            mesh_config: Some(("mesh.yaml", &mesh)),
            ..Sources::default()
        })
        .unwrap();
        for template in TEMPLATE_NAMES {
            let mut places: Vec<Vec<String>> = asked()
                .iter()
                .flat_map(|name| {
                    ["annotations", "labels"].map(|kind| {
                        [path("spec template metadata"), vec![kind.to_owned(), (*name).to_owned()]].concat()
                    })
                })
                .collect();
            places.extend(
                [
                    "metadata name",
                    "metadata namespace",
                    "spec template metadata name",
                    "spec template metadata namespace",
                    "spec template metadata generateName",
                    "spec template spec serviceAccountName",
                    "spec template spec containers 0 name",
                    "spec template spec containers 0 image",
                    "spec template spec containers 0 ports 0 name",
                    "spec template spec containers 0 ports 0 protocol",
                ]
                .map(path),
            );
            for place in places {
                let with = |text: &str| {
                    let mut pod = of_template(template);
                    *slot(&mut pod, &place) = json!(text);
                    injected(&settings, &pod)
                };
                // A text that means nothing is written as one that means something in YAML, wherever it is one at all.
                let plain: BTreeSet<Option<String>> = ["plain", "a,b", ""].map(with).into();
                // Other templates write the same with the same parts.
                let step = if template == "sidecar" { 2 } else { 9 };
                for text in TEXTS.iter().step_by(step) {
                    tried += 1;
                    let Some(shape) = with(text) else { continue };
                    rendered += 1;
                    assert!(plain.contains(&Some(shape)), "{template}: {place:?}: {text:?}");
                }
            }
        }
    }
    assert!(rendered * 2 > tried, "{rendered} of {tried}");
}

#[test]
fn names_of_istio_that_no_template_asks_for_add_none_either() {
    let settings = Settings::load(Sources::default()).unwrap();
    let with = |name: &str, text: &str| {
        let mut pod = of_template("sidecar");
        for kind in ["annotations", "labels"] {
            *slot(
                &mut pod,
                &[path("spec template metadata"), vec![kind.to_owned(), name.to_owned()]].concat(),
            ) = json!(text);
        }
        injected(&settings, &pod)
    };
    let asked = asked();
    for name in annotations::known().filter(|name| !asked.contains(name) && !STRUCTURED.contains(name)) {
        let plain: BTreeSet<Option<String>> = ["plain", "true", ""].map(|text| with(name, text)).into();
        for text in TEXTS.iter().step_by(5) {
            let shape = with(name, text);
            assert!(shape.is_none() || plain.contains(&shape), "{name}: {text:?}");
        }
    }
}

#[test]
fn configuration_adds_no_structure() {
    let (mut in_values, mut in_mesh) = (Vec::new(), Vec::new());
    leaves(&values(), &[], &mut in_values);
    texts_of(&tables::VALUES, &[], &mut in_values);
    leaves(&mesh(), &[], &mut in_mesh);
    texts_of(&tables::MESH_CONFIG, &[], &mut in_mesh);
    in_mesh.push(path("defaultConfig proxyMetadata NAME"));
    let (mut tried, mut rendered) = (0, 0);
    let places = in_values.iter().map(|path| (true, path)).chain(in_mesh.iter().map(|path| (false, path)));
    for (of_values, place) in places {
        for template in ["sidecar", "gateway"] {
            let with = |text: &str| {
                let (mut values, mut mesh) = (values(), mesh());
                *slot(if of_values { &mut values } else { &mut mesh }, place) = json!(text);
                skeleton(&of_template(template), &values, &mesh)
            };
            let plain: BTreeSet<Option<String>> = ["plain", ""].map(with).into();
            for text in TEXTS.iter().step_by(if template == "sidecar" { 9 } else { 20 }) {
                tried += 1;
                let Some(shape) = with(text) else { continue };
                rendered += 1;
                assert!(plain.contains(&Some(shape)), "{template}: {place:?}: {text:?}");
            }
        }
    }
    assert!(rendered * 3 > tried, "{rendered} of {tried}");
}

#[test]
fn names_in_the_mesh_config_add_no_structure() {
    let with = |name: &str| {
        let mut mesh = mesh();
        *slot(&mut mesh, &[path("defaultConfig proxyMetadata"), vec![name.to_owned()]].concat()) = json!("x");
        skeleton(&of_template("sidecar"), &values(), &mesh)
    };
    let plain = with("PLAIN");
    assert!(plain.is_some());
    for text in TEXTS {
        assert!(with(text).is_none_or(|shape| Some(shape) == plain), "{text:?}");
    }
}
