//! The recorded configurations, read as the reference reads them.

use super::inject_config::{Delimiters, Format, InjectConfig};
use super::mesh_config::MeshConfig;
use super::values::Values;
use crate::oracle::folder;
use go_template::value::Value;
use std::path::PathBuf;

fn release_of(config: &str) -> u16 {
    config.split(['-', '.']).nth(1).and_then(|minor| minor.parse().ok()).unwrap()
}

fn proto_json(value: &Value<'_>) -> String {
    match value {
        Value::Object(object) => object.proto_json().unwrap(),
        other => panic!("{other:?} is no message"),
    }
}

#[test]
fn loads_every_recorded_configuration() {
    let Some(root) = folder() else { return };
    for entry in std::fs::read_dir(root.join("configs")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let read = |file: &str| std::fs::read_to_string(folder.join(file)).ok();
        let release = release_of(&name);
        if let Some(text) = read("mesh.yaml") {
            let mesh =
                MeshConfig::load(&text, "mesh.yaml", release).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(proto_json(&mesh.default_config().view()).starts_with('{'), "{name}");
        }
        if let Some(text) = read("values.json") {
            Values::load(&text, "values.json").unwrap_or_else(|e| panic!("{name}: {e}"));
        }
        if let Some(text) = read("inject-config.yaml") {
            let config = InjectConfig::load(&text, "c").unwrap_or_else(|e| panic!("{name}: {e}"));
            let (format, delimiters) = match release {
                0 => (Format::Legacy, Delimiters::Brackets),
                _ => (Format::Current, Delimiters::Braces),
            };
            assert_eq!((config.format, config.delimiters), (format, delimiters), "{name}");
            for template in &config.templates {
                let first = template.text.lines().next().unwrap_or_default();
                let line = text.lines().nth(template.first_line - 1).unwrap_or_default();
                assert!(line.ends_with(first), "{name}: {} begins at {line:?}", template.name);
            }
        }
    }
}

/// Every recorded run whose pod has a proxy.istio.io/config and whose answer shows PROXY_CONFIG.
#[test]
fn proxy_config_prints_as_recorded() {
    let Some(root) = folder() else { return };
    let (mut seen, mut wrong) = (0, Vec::new());
    for group in ["features", "upstream", "random"] {
        for entry in std::fs::read_dir(root.join("cases").join(group)).unwrap() {
            let folder = entry.unwrap().path();
            let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
            let config = name.split_once('@').unwrap().1.split('+').next().unwrap().to_owned();
            let read = |path: PathBuf| std::fs::read_to_string(path).ok();
            let Some(expected) = read(folder.join("expected.yaml")) else { continue };
            let Some(mesh) = read(root.join("configs").join(&config).join("mesh.yaml")) else { continue };
            let mesh = MeshConfig::load(&mesh, "mesh.yaml", release_of(&config)).unwrap();
            for document in expected.split("\n---\n") {
                let Ok(Some(node)) = kube_yaml::parse(document) else { continue };
                let Some(template) = node.at(&["spec", "template"]).or(Some(&node)) else { continue };
                let note =
                    template.at(&["metadata", "annotations"]).and_then(|a| a.str_at("proxy.istio.io/config"));
                let recorded = ["containers", "initContainers"].iter().find_map(|list| {
                    let containers = template.at(&["spec", list])?.as_seq()?;
                    let proxy = containers.iter().find(|c| c.str_at("name") == Some("istio-proxy"))?;
                    let env = proxy.get("env")?.as_seq()?;
                    env.iter().find(|e| e.str_at("name") == Some("PROXY_CONFIG"))?.str_at("value")
                });
                let Some(recorded) = recorded else { continue };
                seen += 1;
                let answered = mesh.default_config().overlaid(note).map(|c| proto_json(&c.view()));
                if answered.as_deref() != Ok(recorded.trim_end()) {
                    wrong.push(format!("{name}: recorded {recorded}, answered {answered:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {seen}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(seen > 50, "{seen}");
}
