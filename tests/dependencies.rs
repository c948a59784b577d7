//! Holds the dependencies to deny.toml, as far as that can be told offline: licences, crates that are not wanted, sources. `cargo
//! deny check` knows the advisories besides, and runs in CI.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The one place crates may come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn packages() -> Vec<Value> {
    let metadata = |more: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["metadata", "--format-version", "1", "--all-features", "--locked"]).args(more);
        cargo.current_dir(ROOT).output().expect("cargo runs")
    };
    // Crates that only other systems need are not there before they are asked for.
    let offline = Some(metadata(&["--offline"])).filter(|done| done.status.success());
    let done = offline.unwrap_or_else(|| metadata(&[]));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let metadata: Value = serde_json::from_slice(&done.stdout).expect("it is JSON");
    metadata["packages"].as_array().expect("there are packages").clone()
}

/// What deny.toml says.
fn rules() -> toml::Table {
    let text = fs::read_to_string(Path::new(ROOT).join("deny.toml")).expect("deny.toml is there");
    text.parse().expect("deny.toml is TOML")
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

#[test]
fn licences_are_allowed() {
    let rules = rules();
    let allowed: Vec<&str> = rules["licenses"]["allow"]
        .as_array()
        .expect("it is a list")
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    let mut used = vec![false; allowed.len()];
    for package in packages() {
        let expression = text(&package, "license");
        let parsed = spdx::Expression::parse_mode(expression, spdx::ParseMode::LAX);
        let parsed = parsed.unwrap_or_else(|error| panic!("{}: {error}", text(&package, "name")));
        let is_allowed = parsed.evaluate(|wanted| {
            let name = wanted.license.id().map(|id| id.name);
            let at = allowed.iter().position(|allowed| Some(*allowed) == name && wanted.addition.is_none());
            at.inspect(|at| used[*at] = true).is_some()
        });
        assert!(is_allowed, "{}: {expression}", text(&package, "name"));
    }
    let unused: Vec<_> = allowed.iter().zip(used).filter(|(_, used)| !used).collect();
    assert!(unused.is_empty(), "no crate has these licences: {unused:?}");
}

#[test]
fn unwanted_crates_are_not_there() {
    let rules = rules();
    let denied = rules["bans"]["deny"].as_array().expect("it is a list");
    let denied: Vec<&str> = denied.iter().filter_map(|rule| rule.get("crate")?.as_str()).collect();
    assert!(!denied.is_empty());
    for package in packages() {
        assert!(!denied.contains(&text(&package, "name")), "{} is there", text(&package, "name"));
        for dependency in package["dependencies"].as_array().expect("it is a list") {
            assert!(
                text(dependency, "req") != "*" || dependency["path"].is_string(),
                "{dependency} has no version"
            );
        }
    }
}

#[test]
fn crates_come_from_the_registry_or_from_here() {
    let (mut own, mut others) = (0, 0);
    for package in packages() {
        match package["source"].as_str() {
            Some(source) => {
                assert_eq!(source, REGISTRY, "{}", text(&package, "name"));
                others += 1;
            }
            None => {
                assert!(
                    Path::new(text(&package, "manifest_path")).starts_with(ROOT),
                    "{}",
                    text(&package, "name")
                );
                own += 1;
            }
        }
    }
    assert!(own == 4 && others > 50, "{own} of our own, {others} others");
}
