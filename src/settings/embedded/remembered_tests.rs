//! What is remembered of one pod makes no difference to others.

use super::{AUTHORS, MESH_CONFIG, TEMPLATES, inject_config_text};
use crate::oracle;
use crate::pipeline::process;
use crate::settings::{Release, Settings, Sources, embedded};
use crate::template::jinja::Authors;
use kube_yaml::split::documents;
use std::path::Path;
use std::thread;

/// The texts of all inputs below a directory, in the order of their paths.
fn inputs(below: &Path, found: &mut Vec<String>) {
    let mut paths: Vec<_> = std::fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            inputs(&path, found);
        } else if path.file_name().is_some_and(|name| name == "input.yaml") {
            found.extend(std::fs::read_to_string(&path).ok());
        }
    }
}

/// What is made of each document of an input; none where there is an error, of which places differ.
fn injected(settings: &Settings, input: &str) -> Vec<Option<String>> {
    let made = |document| process(settings, "input.yaml", &document).ok()?.text;
    documents(input.as_bytes()).map(|document| made(document.ok()?)).collect()
}

#[test]
fn pods_come_out_as_if_each_were_the_first() {
    let mut texts = Vec::new();
    inputs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"), &mut texts);
    if let Some(oracle) = oracle::folder() {
        inputs(&oracle.join("cases"), &mut texts);
    }
    let exported = inject_config_text();
    for release in [11, 20, 31].map(Release::new) {
        let values = kube_yaml::json::to_json(&embedded::values(Some(release)).unwrap());
        let ours = || Settings::load(Sources { release: Some(release), ..Sources::default() }).unwrap();
        // Of the templates of strangers nothing is remembered.
        let plain = Settings::load(Sources {
            inject_config: Some(("inject-config.yaml", &exported)),
            mesh_config: Some(("mesh-config.yaml", MESH_CONFIG.1)),
            values: Some(("values.yaml", &values)),
            release: Some(release),
            ..Sources::default()
        })
        .unwrap();
        let expected: Vec<_> = texts.iter().map(|text| (text, injected(&plain, text))).collect();
        let shared = &ours();
        let hold = &|settings: &Settings, start: usize| {
            for (text, expected) in expected[start..].iter().chain(&expected[..start]) {
                assert_eq!(&injected(settings, text), expected, "{release}: {text}");
            }
        };
        thread::scope(|scope| {
            let parts = (0..4).map(|part| part * texts.len() / 4);
            parts.for_each(|start| drop(scope.spawn(move || hold(shared, start))));
        });
        let backwards = ours();
        for (text, expected) in expected.iter().rev() {
            assert_eq!(&injected(&backwards, text), expected, "{release}: {text}");
        }
    }
}

#[test]
fn parts_that_are_to_be_remembered_exist() {
    let Authors::Ours(names) = AUTHORS else { unreachable!() };
    for name in names {
        assert!(TEMPLATES.iter().any(|(known, _)| known == name), "{name}");
    }
}
