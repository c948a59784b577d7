//! Diffs, checks, patches, explanations and the way back, as people call them.

use super::shop::Shop;
use super::{NOTES, POD};

/// A pod in YAML that injection changes in more than one place.
const ODD: &str = "---\nkind: Pod\napiVersion: v1\nmetadata:\n  name: odd   # its name\nspec:\n  containers:\n  - name: app\n    env: [{name: E, value: ''}]\n    args: [1, yes]\n";

#[test]
fn uninject_gives_the_file_back_byte_for_byte() {
    for text in [
        POD.to_owned(),
        POD.trim_end().to_owned(),
        ODD.replace('\n', "\r\n"),
        format!("{NOTES}{ODD}---\n{POD}"),
    ] {
        let shop = Shop::new().with("a.yaml", &text);
        assert_eq!(shop.run(&["-q", "a.yaml", "--in-place"]).status, 0);
        assert!(shop.read("a.yaml").contains("# kube-inject: undo "), "{}", shop.read("a.yaml"));
        let done = shop.plain(&["uninject", "-f", "a.yaml", "--in-place", "-v"]);
        assert!(done.stderr.contains("uninjected: a.yaml:"), "{}", done.stderr);
        assert_eq!(shop.read("a.yaml"), text);
    }
}

#[test]
fn uninject_without_the_comment_goes_by_the_records() {
    let pod = POD.replace("{name: web}", "\n  name: web");
    let shop = Shop::new().with("a.yaml", &pod);
    let injected = shop.run(&["a.yaml", "--no-undo-comment"]).stdout;
    assert!(!injected.contains("undo"), "{injected}");
    let shop = shop.with("b.yaml", &injected.replace("name: web", "name: renamed"));
    assert_eq!(shop.plain(&["uninject", "b.yaml"]).stdout, pod.replace("name: web", "name: renamed"));
}

#[test]
fn uninject_in_json_goes_by_the_records() {
    let pod =
        "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {\"containers\": [{\"name\": \"app\"}]}}\n";
    let shop = Shop::new().with("a.json", pod);
    let injected = shop.run(&["a.json"]).stdout;
    assert!(injected.contains("istio-proxy") && !injected.contains("undo"), "{injected}");
    let back = shop.with("b.json", &injected).plain(&["uninject", "b.json"]).stdout;
    assert!(!back.contains("istio"), "{back}");
}

#[test]
fn a_document_injected_by_another_configuration_is_injected_afresh() {
    let other =
        "templates:\n  sidecar: |\n    spec:\n      containers:\n      - name: other\n        image: x\n";
    let shop = Shop::new().with("a.yaml", ODD).with("other.yaml", other);
    let fresh = shop.plain(&["-q", "a.yaml", "--injectConfigFile", "other.yaml"]).stdout;
    assert_eq!(shop.run(&["-q", "a.yaml", "--in-place"]).status, 0);
    assert_eq!(shop.plain(&["-q", "a.yaml", "--injectConfigFile", "other.yaml"]).stdout, fresh);
}

#[test]
fn check_names_what_is_not_injected() {
    let shop = Shop::new().with("a.yaml", &format!("{NOTES}---\n{POD}"));
    let done = shop.run(&["--check", "-q", "a.yaml"]);
    assert_eq!((done.status, done.stdout.as_str()), (1, "a.yaml:5: Pod web: not injected\n"));
    assert_eq!(shop.run(&["-q", "a.yaml", "--in-place"]).status, 0);
    let done = shop.run(&["--check", "-q", "a.yaml"]);
    assert_eq!((done.status, done.stdout.as_str()), (0, ""));
    let other = shop.read("inject-config.yaml").replace(":1", ":2");
    let shop = shop.with("inject-config.yaml", &other);
    let done = shop.run(&["--check", "-q", "a.yaml"]);
    assert_eq!(done.stdout, "a.yaml:5: Pod web: outdated: 1, the configuration is 2\n");
    assert_eq!(shop.plain(&["uninject", "--check", "a.yaml"]).stdout, "a.yaml:5: Pod web: injected\n");
}

#[test]
fn diff_shows_what_would_change_and_changes_nothing() {
    let text = format!("{NOTES}---\n{POD}");
    let shop = Shop::new().with("a.yaml", &text);
    let done = shop.run(&["--diff", "-q", "a.yaml"]);
    assert_eq!(done.status, 1);
    assert!(done.stdout.starts_with("--- a/a.yaml\n+++ b/a.yaml\n@@ -"), "{}", done.stdout);
    assert!(done.stdout.contains("\n+  - name: istio-proxy\n"), "{}", done.stdout);
    assert_eq!(shop.read("a.yaml"), text);
    let shop = Shop::new().with("a.yaml", NOTES);
    assert_eq!((shop.run(&["--diff", "a.yaml"]).status, shop.run(&["--check", "a.yaml"]).status), (0, 0));
}

#[test]
fn json_objects_on_one_line_are_compared_as_a_line() {
    let object = |kind: &str, name: &str| {
        format!(
            r#"{{"apiVersion":"v1","kind":"{kind}","metadata":{{"name":"{name}"}},"spec":{{"containers":[{{"name":"app"}}]}}}}"#
        )
    };
    let text =
        format!("{}{}{}\n{}\n", object("X", "a"), object("Pod", "b"), object("Pod", "c"), object("X", "d"));
    let shop = Shop::new().with("a.json", &text);
    let done = shop.run(&["--diff", "-q", "a.json"]);
    assert!(done.status == 1 && done.stdout.contains("\n@@ -1,2 +1,2 @@\n-"), "{}", done.stdout);
    assert_eq!(shop.run(&["--in-place", "a.json"]).status, 0);
    assert_eq!(shop.read("a.json").matches("istio-proxy\"").count(), 2, "{}", shop.read("a.json"));
    assert_eq!(shop.read("a.json").lines().count(), 2);
    assert_eq!(shop.plain(&["uninject", "--in-place", "a.json"]).status, 0);
    assert_eq!(shop.read("a.json"), text);
}

#[test]
fn patches_take_the_place_of_objects() {
    let shop = Shop::new().with("a.yaml", &format!("{NOTES}---\n{POD}")).with("b.yaml", POD);
    let done = shop.run(&["--emit", "patch", "a.yaml", "b.yaml"]);
    assert_eq!(done.status, 0);
    assert_eq!(done.stdout.matches("\n---\n").count(), 1, "{}", done.stdout);
    assert!(!done.stdout.contains("ConfigMap") && done.stdout.contains("  - name: app\n"), "{}", done.stdout);
    let done = shop.run(&["--emit", "patch", "--patch-type", "json6902", "a.yaml"]);
    assert!(
        done.stdout.contains("kind: Component\npatches:\n- target:\n    version: v1\n"),
        "{}",
        done.stdout
    );
    assert_eq!(shop.run(&["--emit", "patch", "a.yaml", "--in-place"]).status, 2);
}

#[test]
fn explain_tells_rule_template_and_configuration() {
    let skipped = POD.replace("spec:\n", "spec:\n  hostNetwork: true\n");
    let shop = Shop::new().with("a.yaml", &format!("{POD}---\n{skipped}"));
    let told = shop.shell("set -- $BIN; b=$1; shift; $b explain a.yaml \"$@\"").stdout;
    for words in [
        "inject-config: inject-config.yaml",
        "a.yaml:1: Pod web: injected\n  reason: no opt-out found\n  templates: sidecar (default)",
        "  adds containers: istio-proxy",
        "Pod web: not injected\n  reason: hostNetwork is true",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let told = shop.shell("set -- $BIN; b=$1; shift; $b explain a.yaml --report json \"$@\"").stdout;
    let report: serde_json::Value = serde_json::from_str(&told).expect("it is JSON");
    assert_eq!(report["objects"][1]["reason"], "host-network");
    assert_eq!(report["objects"][0]["adds"]["containers"][0], "istio-proxy");
}
