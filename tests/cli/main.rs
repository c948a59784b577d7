//! The binary as people call it: inputs, outputs, exit codes, and what is left behind when something is wrong.

mod back;
mod hostile;
mod config;
mod function;
mod page;
mod reports;
mod see;
mod settings;
mod kinds;
mod shop;
mod terminal;
mod trust;
mod warnings;

use shop::Shop;
use std::fs;

const NOTES: &str = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: notes}   # as it is\n";
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: app\n";
const BROKEN: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: broken\n";

#[test]
fn standard_input_is_read_when_nothing_is_named() {
    let shop = Shop::new();
    let done = shop.run_with(&[], NOTES);
    assert_eq!((done.status, done.stdout.as_str(), done.stderr.as_str()), (0, NOTES, ""));
    assert_eq!(shop.run_with(&["-f", "-"], NOTES).stdout, NOTES);
}

#[test]
fn link_named_istioctl_runs_the_documented_command() {
    let shop = Shop::new().with("a.yaml", NOTES);
    assert_eq!(shop.run(&["kube-inject", "-f", "a.yaml"]).stdout, NOTES);
}

#[test]
fn inputs_are_joined_with_markers_where_they_need_them() {
    let shop = Shop::new().with("a.yaml", NOTES.trim_end()).with("b/c.yaml", NOTES);
    assert_eq!(shop.run(&["-f", "a.yaml", "b"]).stdout, format!("{NOTES}---\n{NOTES}"));
}

#[test]
fn sidecar_goes_into_the_pod_and_nothing_else_changes() {
    let shop = Shop::new().with("a.yaml", &format!("{NOTES}---\n{POD}"));
    let done = shop.run(&["-f", "a.yaml"]);
    assert!(done.stdout.starts_with(&format!("{NOTES}---\n")), "{}", done.stdout);
    assert!(done.stdout.contains("name: istio-proxy"), "{}", done.stdout);
}

#[test]
fn err_usage_is_two() {
    let shop = Shop::new().with("a.yaml", NOTES);
    for args in [
        &["--nonesuch"][..],
        &["-f", "a.yaml", "--in-place", "-o", "x"],
        &["-f", "-", "--in-place"],
        &["-f", "-", "--output-dir", "out"],
        &["-f", "a.yaml", "-o", "."],
        &["-f", "https://example.com/a.yaml"],
        &["-f", "a.yaml", "--native-sidecars=auto"],
    ] {
        let done = shop.run_with(args, NOTES);
        assert_eq!((done.status, done.stdout.as_str()), (2, ""), "{args:?}: {}", done.stderr);
    }
}

#[test]
fn err_bad_input_is_three_and_writes_nothing() {
    let shop = Shop::new().with("a.yaml", NOTES).with("b.yaml", BROKEN).with("out.yaml", "old\n");
    for output in [&["-o", "out.yaml"][..], &["--in-place"], &["--output-dir", "out"], &[]] {
        let done = shop.run(&[&["a.yaml", "b.yaml"], output].concat());
        assert_eq!((done.status, done.stdout.as_str()), (3, ""), "{output:?}");
        assert!(done.stderr.starts_with("error[E0101]: b.yaml:"), "{}", done.stderr);
        assert_eq!(shop.files(), ["a.yaml", "b.yaml", "inject-config.yaml", "out.yaml"]);
        assert_eq!(shop.read("out.yaml"), "old\n");
    }
}

#[test]
fn err_every_broken_document_is_told_in_one_run() {
    let shop = Shop::new().with("a.yaml", BROKEN).with("b.yaml", NOTES).with("c.yaml", BROKEN);
    let told = shop.run(&["-f", "."]).stderr;
    assert!(told.contains("error[E0101]: ./a.yaml:") && told.contains("error[E0101]: ./c.yaml:"), "{told}");
}

#[test]
fn err_missing_file_is_four() {
    let done = Shop::new().run(&["-f", "nonesuch.yaml"]);
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (4, "error[E0608]: nonesuch.yaml: no such file or directory\n")
    );
}

#[test]
fn output_file_may_be_the_input() {
    let shop = Shop::new().with("a.yaml", POD);
    let done = shop.run(&["-f", "a.yaml", "-o", "a.yaml"]);
    assert_eq!((done.status, done.stdout.as_str()), (0, ""));
    let once = shop.read("a.yaml");
    assert!(once.starts_with("apiVersion: v1\n") && once.contains("istio-proxy"), "{once}");
}

#[test]
fn in_place_replaces_only_what_changes() {
    let shop = Shop::new().with("a.yaml", NOTES).with("sub/b.yaml", POD);
    let before = fs::metadata(shop.path("a.yaml")).unwrap().modified().unwrap();
    let done = shop.run(&["-f", ".", "--in-place", "--quiet"]);
    assert_eq!((done.status, done.stdout.as_str(), done.stderr.as_str()), (0, "", ""));
    assert_eq!(fs::metadata(shop.path("a.yaml")).unwrap().modified().unwrap(), before);
    assert!(shop.read("sub/b.yaml").contains("istio-proxy"));
    assert_eq!(shop.files(), ["a.yaml", "inject-config.yaml", "sub/b.yaml"]);
}

#[test]
fn output_directory_mirrors_the_input() {
    let shop = Shop::new().with("app/a.yaml", NOTES).with("app/sub/b.yaml", POD).with("c.yaml", NOTES);
    assert_eq!(shop.run(&["app", "c.yaml", "--output-dir", "new/out"]).status, 0);
    assert_eq!(shop.files()[4..], ["new/out/a.yaml", "new/out/c.yaml", "new/out/sub/b.yaml"]);
    assert_eq!(shop.read("new/out/a.yaml"), NOTES);
}

#[test]
fn err_two_inputs_with_one_place_in_the_output_directory() {
    let shop = Shop::new().with("x/a.yaml", NOTES).with("y/a.yaml", NOTES);
    assert_eq!(shop.run(&["x", "y", "--output-dir", "out"]).status, 2);
}

#[test]
fn stream_writes_what_precedes_an_error() {
    let shop = Shop::new().with("a.yaml", &format!("{NOTES}---\n{BROKEN}"));
    let done = shop.run(&["-f", "a.yaml", "--stream"]);
    assert_eq!((done.status, done.stdout.as_str()), (3, NOTES));
}

#[test]
fn large_streams_keep_their_order() {
    let text: String =
        (0..20_000).map(|i| format!("---\nkind: ConfigMap\nmetadata: {{name: n{i}}}\n")).collect();
    let shop = Shop::new().with("a.yaml", &text);
    assert!(shop.run(&["-f", "a.yaml"]).stdout == text);
}

#[test]
fn report_for_programs_is_json() {
    let skipped = POD.replace("{name: web}", "{name: dns, namespace: kube-system}");
    let shop = Shop::new().with("a.yaml", &format!("{NOTES}---\n{skipped}"));
    let told = shop.run(&["-f", "a.yaml", "--report", "json"]).stderr;
    let report: serde_json::Value = serde_json::from_str(&told).expect("standard error is JSON");
    assert_eq!(report["objects"][0]["reason"], "system-namespace");
    assert_eq!(report["objects"][0]["line"], 5);
    assert_eq!(report["summary"]["unchanged"], 1);

    let told = Shop::new().with("b.yaml", BROKEN).run(&["b.yaml", "--report", "json"]).stderr;
    let report: serde_json::Value = serde_json::from_str(&told).expect("standard error is JSON");
    assert_eq!(report["errors"][0]["file"], "b.yaml");
}

#[test]
fn skipped_objects_are_told_unless_quiet() {
    let shop = Shop::new().with("a.yaml", &POD.replace("spec:\n", "spec:\n  hostNetwork: true\n"));
    let told = shop.run(&["-f", "a.yaml"]).stderr;
    assert!(told.starts_with("skipped: a.yaml:1: Pod web: "), "{told}");
    assert_eq!(shop.run(&["-f", "a.yaml", "-q"]).stderr, "");
}

#[test]
fn err_everything_that_is_wrong_is_told_in_one_run() {
    let annotated = |name: &str, key: &str| {
        format!(
            "- apiVersion: v1\n  kind: Pod\n  metadata: {{name: {name}, annotations: {{sidecar.istio.io/{key}: lots}}}}\n  spec: {{containers: [{{name: app}}]}}\n"
        )
    };
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n{}{}",
        annotated("one", "proxyCPU"),
        annotated("two", "interceptionMode")
    );
    let shop = Shop::new().with("a.yaml", BROKEN).with("list.yaml", &list).with("c.yaml", BROKEN);
    let has = |args: &[&str], status: i32, words: &[&str]| {
        let done = shop.run(args);
        assert_eq!((done.status, done.stdout.as_str()), (status, ""), "{args:?}: {}", done.stderr);
        for words in words {
            assert_eq!(done.stderr.matches(words).count(), 1, "{args:?}: {words:?} in {}", done.stderr);
        }
        assert_eq!(done.stderr.matches("error").count(), words.len(), "{}", done.stderr);
    };
    has(
        &["a.yaml", "list.yaml", "c.yaml"],
        3,
        &["a.yaml:", "list.yaml:6:", "Pod two: annotation", "c.yaml:"],
    );
    has(&["no.yaml", "a.yaml", "none.yaml"], 4, &["no.yaml: no such file", "none.yaml: no such file"]);
    has(
        &["a.yaml", "--valuesFile", "no.yaml", "--meshConfigFile", "none.yaml"],
        4,
        &["no.yaml: no such file", "none.yaml: no such file"],
    );
    has(&["list.yaml", "--valuesFile", "a.yaml", "--meshConfigFile", "c.yaml"], 3, &["a.yaml:", "c.yaml:"]);
    has(
        &["config", "check", "--valuesFile", "a.yaml", "--meshConfigFile", "c.yaml"],
        1,
        &["a.yaml:", "c.yaml:"],
    );
}
