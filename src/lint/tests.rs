//! What is found wrong, and that what Istio ships is not.

use super::*;
use crate::oracle::folder;
use crate::settings::Release;

const CONFIG: &str = "policy: enabled\ndefaultTemplates: [sidecar]\ntemplates:\n  sidecar: |\n    spec:\n      containers:\n      - name: istio-proxy\n        image: x\n";

/// The findings of one file of each kind, as `line: cause = help`.
fn findings(inject: &str, mesh: &str, values: &str) -> Vec<String> {
    let given = |name, text| (!str::is_empty(text)).then_some((name, text));
    let sources = Sources {
        inject_config: given("i", inject),
        mesh_config: given("m", mesh),
        values: given("v", values),
        ..Sources::default()
    };
    let tell = |finding: &Finding| {
        let at = finding.error.location().map_or(0, |at| at.line);
        format!("{at}: {} = {}", finding.error.cause(), finding.error.help_text().unwrap_or("no help"))
    };
    check(&sources).iter().map(tell).collect()
}

fn only(found: &[String], words: &[&str]) {
    assert_eq!(found.len(), 1, "{found:#?}");
    for word in words {
        assert!(found[0].contains(word), "{found:#?} lacks {word:?}");
    }
}

#[test]
fn clean_files_have_no_findings() {
    assert_eq!(findings(CONFIG, "trustDomain: x\n", "global: {hub: h}\n"), [""; 0]);
}

#[test]
fn look_leaves_the_inject_config_that_loading_would_read() {
    let indented = CONFIG.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let map = format!("apiVersion: v1\nkind: ConfigMap\ndata:\n  config: |\n{indented}");
    for (file, text, is_read) in [
        ("i", CONFIG, true),
        ("i", map.as_str(), true),
        ("i", "spec: {containers: [{name: a}]}\n", true),
        ("i", "{{- $x := 1 }}\nspec: {}\n", false),
        ("i.jinja", "spec: {containers: [{name: a}]}\n", false),
    ] {
        let mut sources = Sources { inject_config: Some((file, text)), ..Sources::default() };
        assert_eq!(look(&mut sources), [], "{text}");
        let loaded = is_read.then(|| InjectConfig::load(text, file).unwrap());
        assert_eq!(sources.read.inject_config, loaded, "{text}");
    }
}

#[test]
fn misspelled_function_and_what_was_meant() {
    let config = CONFIG.replace("image: x", "image: {{ toYml .Values }}");
    only(&findings(&config, "", ""), &["8: ", "\"toYml\" not defined", "did you mean toYaml?"]);
}

#[test]
fn template_that_fails_to_render_is_named() {
    let config = CONFIG.replace("image: x", "image: {{ fail \"no\" }}");
    let found = findings(&config, "", "global: {hub: h}\n");
    only(&found, &["8: ", "template"]);
    let config = CONFIG.replace("containers:", "container:");
    assert!(findings(&config, "", "").len() <= 1);
}

#[test]
fn every_broken_template_is_found() {
    let config = format!("{CONFIG}  other: |\n    {{{{ if }}}}\n  third: |\n    {{{{ end }}}}\n");
    assert_eq!(findings(&config, "", "").len(), 2);
}

#[test]
fn decoys_and_empty_templates_are_found() {
    let decoy = "policy: enabled\ntemplate: \"{{ Template_Version_And_Istio_Version_Mismatched_Check_Installation }}\"\n";
    only(&findings(decoy, "", ""), &["only holds the placeholder", "export"]);
    let empty = format!("{CONFIG}  other: ''\n");
    only(&findings(&empty, "", ""), &["template other is empty"]);
    only(&findings("policy: enabled\ntemplates: {}\n", "", ""), &["has no templates"]);
}

#[test]
fn names_that_no_template_has() {
    let config = CONFIG.replace("[sidecar]", "[sidecra]");
    only(&findings(&config, "", ""), &["2: defaultTemplates", "did you mean sidecar?"]);
    let config = format!("aliases: {{a: [nope]}}\n{CONFIG}");
    only(&findings(&config, "", ""), &["1: aliases: a", "known templates: sidecar"]);
}

#[test]
fn keys_of_the_inject_config() {
    only(
        &findings(&CONFIG.replace("policy: enabled", "polcy: enabled"), "", ""),
        &["1: polcy", "did you mean policy?"],
    );
    only(&findings(&CONFIG.replace("enabled", "on"), "", ""), &["1: policy: neither"]);
}

#[test]
fn selectors_that_can_never_match() {
    for selector in [
        "{}",
        "{matchLabels: {a: b}, matchExpressions: [{key: a, operator: In, values: [c]}]}",
        "{matchLabels: {a: b}, matchExpressions: [{key: a, operator: NotIn, values: [b]}]}",
        "{matchExpressions: [{key: a, operator: Exists}, {key: a, operator: DoesNotExist}]}",
    ] {
        let config = format!("alwaysInjectSelector:\n- {selector}\n{CONFIG}");
        only(&findings(&config, "", ""), &["2: alwaysInjectSelector: "]);
    }
    let both = format!(
        "alwaysInjectSelector: [matchLabels: {{a: b}}]\nneverInjectSelector: [matchLabels: {{a: b}}]\n{CONFIG}"
    );
    only(&findings(&both, "", ""), &["1: alwaysInjectSelector", "neverInjectSelector has the same"]);
    let fine = "{matchLabels: {a: b}, matchExpressions: [{key: a, operator: NotIn, values: [c]}, {key: d, operator: DoesNotExist}]}";
    assert_eq!(findings(&format!("neverInjectSelector:\n- {fine}\n{CONFIG}"), "", ""), [""; 0]);
}

#[test]
fn keys_of_the_mesh_config() {
    for (mesh, words) in [
        ("trustDomian: x\n", ["1: trustDomian", "did you mean trustDomain?"]),
        ("concurrency: 2\n", ["1: concurrency", "belongs under defaultConfig"]),
        ("defaultConfig:\n  trustDomain: x\n", ["2: trustDomain", "belongs beside defaultConfig"]),
        ("meshConfig:\n  trustDomain: x\n", ["1: meshConfig", "remove meshConfig"]),
        ("defaultConfig: {tracing: {samplin: 1}}\n", ["1: samplin", "did you mean sampling?"]),
    ] {
        only(&findings("", mesh, ""), &words);
    }
    let old = findings("", "mixerCheckServer: x\n", "global: {tag: 1.30.3}\n");
    only(&old, &["1: mixerCheckServer", "since 1."]);
    only(&findings("", "defaultConfig: {concurrency: many}\n", ""), &["concurrency: expected"]);
}

#[test]
fn keys_of_the_values() {
    for (values, words) in [
        ("global: {}\ntrustDomain: x\n", ["2: trustDomain", "mesh-config"]),
        ("global: {}\nhub: x\n", ["2: hub", "move it under global"]),
        ("global:\n  proxy:\n    logLevle: x\n", ["3: logLevle", "did you mean logLevel?"]),
    ] {
        only(&findings("", "", values), &words);
    }
    // Beside the embedded inject-config a file may say no more than that.
    only(&findings(CONFIG, "", "pilot: {}\n"), &["global is missing", "export them"]);
    assert_eq!(findings("", "", "pilot: {}\n"), [""; 0]);
}

#[test]
fn parts_in_each_others_places() {
    only(&findings("", "global: {hub: x}\n", ""), &["looks like values", "--valuesFile"]);
    only(
        &findings("", "", "trustDomain: x\ndefaultConfig: {}\n"),
        &["looks like mesh-config", "--meshConfigFile"],
    );
    only(&findings("", CONFIG, ""), &["looks like inject-config", "--injectConfigFile"]);
}

/// What Istio itself installs is clean.
#[test]
fn recorded_configurations_have_no_findings() {
    let Some(root) = folder() else { return };
    let folders = std::fs::read_dir(root.join("configs")).unwrap();
    let mut wrong = Vec::new();
    for folder in folders {
        let folder = folder.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let release = name.split('-').next().and_then(|name| name.parse::<Release>().ok());
        if release.is_none_or(|release| release > Release::NEWEST) {
            continue;
        }
        let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap_or_default();
        let found = findings(&read("inject-config.yaml"), &read("mesh.yaml"), &read("values.json"));
        wrong.extend(found.into_iter().map(|finding| format!("{}: {finding}", folder.display())));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
