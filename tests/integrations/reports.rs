//! Reports as other programs read them: JSON by report.schema.json, SARIF by its official schema, and JUnit by an XML parser.

use super::{BINARY, POD, ROOT, folder, is_there};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crate whose package has the official schema of SARIF 2.1.0.
const SARIF: &str = "serde-sarif = \"=0.8.0\"";

/// Validates the files after the first, which is a schema.
const VALIDATE: &str = "\
import json, sys
from jsonschema.validators import validator_for
schema = json.load(open(sys.argv[1]))
kind = validator_for(schema)
kind.check_schema(schema)
for name in sys.argv[2:]:
    for error in kind(schema).iter_errors(json.load(open(name))):
        sys.exit(f'{name}: {list(error.absolute_path)}: {error.message}')
";

/// Inputs with every outcome, and what is run on them.
fn runs(directory: &Path) -> Vec<Vec<&'static str>> {
    let write = |name: &str, text: &str| fs::write(directory.join(name), text).expect("files can be written");
    write("pod.yaml", POD);
    write("off.yaml", &POD.replace("spec:", "  annotations: {sidecar.istio.io/inject: 'false'}\nspec:"));
    write("port.yaml", &POD.replace("image:", "ports: [{containerPort: 15001}]\n    image:"));
    write("broken.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: tea\n");
    write(
        "list.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: tea}\nspec: {template: {spec: {containers: {}}}}\n",
    );
    write("mesh.yaml", "defaultConfig: {concurrencyy: 2}\n");
    let done = Command::new(BINARY)
        .args(["pod.yaml", "-q", "-o", "old.yaml", "--tag", "1.2.3"])
        .current_dir(directory)
        .status();
    assert!(done.expect("it runs").success());
    vec![
        vec!["pod.yaml", "off.yaml", "port.yaml", "old.yaml", "-o", "/dev/null"],
        vec!["pod.yaml", "off.yaml", "old.yaml", "--check"],
        vec!["pod.yaml", "broken.yaml", "list.yaml", "-o", "/dev/null"],
        vec!["uninject", "old.yaml", "pod.yaml", "-o", "/dev/null"],
        vec!["pod.yaml", "--set", "a..b=c", "-o", "/dev/null"],
        vec!["off.yaml", "old.yaml", "--check", "--deny", "skipped"],
        vec!["config", "check", "--meshConfigFile", "mesh.yaml"],
    ]
}

/// The reports of all runs in a form, each in a file.
fn reports(directory: &Path, form: &str) -> Vec<PathBuf> {
    let written = runs(directory).into_iter().enumerate().map(|(index, args)| {
        let path = directory.join(format!("{index}.{form}"));
        let report = format!("{form}={}", path.display());
        let done =
            Command::new(BINARY).args(&args).args(["--report", &report]).current_dir(directory).output();
        assert_ne!(done.expect("it runs").status.code(), Some(2), "{args:?}");
        path
    });
    written.collect()
}

fn python(script: &str, args: &[PathBuf]) {
    super::done(Command::new("python3").args(["-c", script]).args(args));
}

fn has_validator(test: &str) -> bool {
    let there = is_there("python3", test);
    let has = there
        && Command::new("python3")
            .args(["-c", "import jsonschema"])
            .output()
            .is_ok_and(|done| done.status.success());
    if there && !has {
        folder::tell(&format!("SKIPPED {test}: python3 has no jsonschema"));
    }
    has
}

#[test]
fn json_reports_are_what_their_schema_says() {
    if !has_validator("json_reports_are_what_their_schema_says") {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let schema = Path::new(ROOT).join("report.schema.json");
    let reports = reports(directory.path(), "json");
    let texts: String = reports.iter().map(|path| fs::read_to_string(path).expect("it is written")).collect();
    for outcome in ["injected", "reinjected", "uninjected", "skipped"] {
        assert!(texts.contains(&format!("\"outcome\":\"{outcome}\"")), "{outcome}: {texts}");
    }
    python(VALIDATE, &[&[schema], &reports[..]].concat());
}

#[test]
fn sarif_reports_are_what_the_standard_says() {
    const TEST: &str = "sarif_reports_are_what_the_standard_says";
    if !has_validator(TEST) {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let package = directory.path().join("package");
    fs::create_dir_all(package.join("src")).expect("directories can be made");
    fs::write(package.join("src/lib.rs"), "").expect("files can be written");
    let manifest = format!(
        "[package]\nname = \"schema\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{SARIF}\n"
    );
    fs::write(package.join("Cargo.toml"), manifest).expect("files can be written");
    let fetched = Command::new(env!("CARGO")).args(["vendor", "--quiet"]).current_dir(&package).output();
    let schema = package.join("vendor/serde-sarif/src/schema.json");
    if !fetched.is_ok_and(|done| done.status.success()) || !schema.is_file() {
        folder::tell(&format!("SKIPPED {TEST}: cargo cannot fetch {SARIF}"));
        return;
    }
    python(VALIDATE, &[&[schema], &reports(directory.path(), "sarif")[..]].concat());
}

#[test]
fn junit_reports_are_xml_that_counts_right() {
    if !is_there("python3", "junit_reports_are_xml_that_counts_right") {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let count = "\
import sys, xml.etree.ElementTree as xml
for name in sys.argv[1:]:
    root = xml.parse(name).getroot()
    for element in [root, *root.iter('testsuite')]:
        for plural, kind in ('tests', 'testcase'), ('failures', 'failure'), ('errors', 'error'), ('skipped', 'skipped'):
            counted = len(list(element.iter(kind)))
            assert int(element.get(plural)) == counted, (name, plural, counted)
";
    python(count, &reports(directory.path(), "junit"));
}
