//! What is found in exports of each shape, and what is said when the answer is not clear.

use super::*;
use crate::settings::inject_config::InjectConfig;
use crate::settings::{MeshConfig, Values};

fn injector(name: &str, rest: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  namespace: istio-system\n{rest}data:\n  config: |\n    \
         policy: enabled\n    templates:\n      sidecar: |\n        metadata: {{}}\n  values: |-\n    {{\"global\": {{\"tag\": \"{name}\"}}}}\n"
    )
}

fn mesh(name: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  namespace: istio-system\ndata:\n  mesh: |-\n    trustDomain: {name}\n"
    )
}

fn list(items: &[String]) -> String {
    let items: String =
        items.iter().map(|item| format!("- {}\n", item.trim_end().replace('\n', "\n  "))).collect();
    format!("apiVersion: v1\nkind: List\nitems:\n{items}")
}

fn tag(name: &str, revision: &str) -> String {
    format!(
        "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata:\n  labels: {{istio.io/tag: {name}, istio.io/rev: {revision}}}\n"
    )
}

fn find_in(text: &str, revision: Option<&str>) -> Result<Found> {
    find(&[File { name: "f", text }], Wanted { revision, namespace: None })
}

fn values_tag(found: &Found) -> String {
    let part = found.values.as_ref().unwrap();
    Values::load(&part.text, &part.file).unwrap().tag()
}

#[test]
fn list_holds_both_config_maps_and_their_lines() {
    let text = list(&[injector("istio-sidecar-injector", ""), mesh("istio")]);
    let found = find_in(&text, None).unwrap();
    assert_eq!(found.revision.as_deref(), Some("default"));
    assert_eq!(values_tag(&found), "istio-sidecar-injector");
    let part = found.inject_config.unwrap();
    let config = InjectConfig::load(&part.text, &part.file).unwrap();
    assert_eq!(config.templates[0].text, "metadata: {}\n");
    assert_eq!(text.lines().nth(config.templates[0].first_line - 1).unwrap().trim(), "metadata: {}");
    let part = found.mesh_config.unwrap();
    assert_eq!(MeshConfig::load(&part.text, &part.file, 30).unwrap().trust_domain(), "istio");
}

#[test]
fn json_list_is_found_as_well() {
    let text = list(&[injector("istio-sidecar-injector", ""), mesh("istio")]);
    let json = kube_yaml::json::to_json(&kube_yaml::parse(&text).unwrap().unwrap());
    let found = find_in(&json, None).unwrap();
    assert_eq!(values_tag(&found), "istio-sidecar-injector");
    assert!(found.mesh_config.is_some());
}

#[test]
fn manifest_with_several_revisions_needs_a_choice() {
    let text = [
        injector("istio-sidecar-injector-a", ""),
        mesh("istio-a"),
        injector("istio-sidecar-injector-b", ""),
        mesh("istio-b"),
    ]
    .join("---\n");
    let error = find_in(&text, None).unwrap_err();
    assert!(error.help_text().unwrap().starts_with("choose one with --revision: a, b\nfound:"), "{error:?}");
    let found = find_in(&text, Some("b")).unwrap();
    assert_eq!(values_tag(&found), "istio-sidecar-injector-b");
    assert!(found.mesh_config.unwrap().text.contains("trustDomain: istio-b"));
    let error = find_in(&text, Some("c")).unwrap_err();
    assert_eq!(error.cause(), "revision c not found");
}

#[test]
fn default_revision_is_the_choice_when_there_is_one() {
    let text =
        [injector("istio-sidecar-injector-a", ""), injector("istio-sidecar-injector", "")].join("---\n");
    assert_eq!(find_in(&text, None).unwrap().revision.as_deref(), Some("default"));
    let text = [
        injector("istio-sidecar-injector-a", ""),
        injector("istio-sidecar-injector-b", ""),
        tag("default", "b"),
    ];
    assert_eq!(find_in(&text.join("---\n"), None).unwrap().revision.as_deref(), Some("b"));
}

#[test]
fn tag_leads_to_its_revision() {
    let text = [
        injector("istio-sidecar-injector-a", ""),
        injector("istio-sidecar-injector-b", ""),
        tag("prod", "a"),
    ];
    let found = find_in(&text.join("---\n"), Some("prod")).unwrap();
    assert_eq!((found.revision.as_deref(), &found.tags[..]), (Some("a"), &["prod".to_owned()][..]));
}

#[test]
fn label_beats_the_name() {
    let text = injector("istio-sidecar-injector-x", "  labels: {istio.io/rev: labelled}\n");
    assert_eq!(find_in(&text, None).unwrap().revision.as_deref(), Some("labelled"));
}

#[test]
fn the_same_config_map_twice_is_no_choice() {
    let text = injector("istio-sidecar-injector", "");
    let files = [File { name: "a", text: &text }, File { name: "b", text: &text }];
    assert!(find(&files, Wanted::default()).is_ok());
    let other = text.replace("enabled", "disabled");
    let files = [File { name: "a", text: &text }, File { name: "b", text: &other }];
    let error = find(&files, Wanted::default()).unwrap_err();
    assert!(error.cause().starts_with("found two of inject-config: ConfigMap istio-system/"), "{error}");
}

#[test]
fn namespace_tells_installations_apart() {
    let one = injector("istio-sidecar-injector", "");
    let two = one.replace("istio-system", "other").replace("enabled", "disabled");
    let text = format!("{one}---\n{two}");
    assert!(find_in(&text, None).is_err());
    let wanted = Wanted { revision: None, namespace: Some("other") };
    let found = find(&[File { name: "f", text: &text }], wanted).unwrap();
    assert!(found.inject_config.unwrap().text.contains("disabled"));
}

#[test]
fn bare_files_are_known_by_their_keys() {
    let files = [
        File { name: "i", text: "policy: enabled\ntemplates:\n  sidecar: 'x: y'\n" },
        File { name: "m", text: "trustDomain: x\ndefaultConfig: {}\n" },
        File { name: "v", text: "{\"global\": {\"tag\": \"1.30.3\"}}" },
        File { name: "n", text: "a: 1\n---\nb: 2\n" },
    ];
    let found = find(&files, Wanted { revision: Some("canary"), namespace: None }).unwrap();
    assert_eq!(found.inject_config.unwrap().file, "i");
    assert_eq!(found.mesh_config.unwrap().file, "m");
    assert_eq!(values_tag_of(found.values), "1.30.3");
}

fn values_tag_of(part: Option<Part>) -> String {
    let part = part.unwrap();
    Values::load(&part.text, &part.file).unwrap().tag()
}

#[test]
fn nothing_is_found_where_there_is_nothing() {
    let found = find_in("kind: Pod\n---\nkind: ConfigMap\ndata: {a: b}\n", None).unwrap();
    assert!(found.inject_config.is_none() && found.seen.is_empty() && found.revision.is_none());
}

#[test]
fn err_has_its_place_in_the_file() {
    let error = find_in("a: 1\n---\nkind: ConfigMap\n  x: [\n", None).unwrap_err();
    assert!(error.location().is_some_and(|at| at.line >= 3), "{error}");
}

#[test]
fn err_chart_that_is_not_rendered_says_so() {
    let error = find_in("kind: ConfigMap\n{{- if .Values.x }}\ndata: {}\n", None).unwrap_err();
    assert!(error.help_text().is_some_and(|help| help.contains("helm template")), "{error:?}");
}

const SAIL: &str =
    "apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: mesh}\nspec: {namespace: istio-system}\n";

#[test]
fn shared_mesh_config_is_no_revision_and_no_mesh_config_of_its_own() {
    let text = [
        injector("istio-sidecar-injector-asm-1-24", ""),
        mesh("istio-asm-1-24"),
        mesh("istio-shared-configmap-asm-1-24"),
    ];
    let found = find_in(&text.join("---\n"), None).unwrap();
    assert_eq!(found.revision.as_deref(), Some("asm-1-24"));
    assert!(found.mesh_config.is_some_and(|part| part.what.contains("istio-asm-1-24 ")));
    assert!(
        found.shared_mesh_config.is_some_and(|part| part.what.contains("istio-shared-configmap-asm-1-24 "))
    );
}

#[test]
fn installation_counts_where_a_clusters_own_config_maps_are_not_there() {
    let alone = find_in(SAIL, None).unwrap();
    assert!(alone.installation.is_some_and(|part| part.what == "Istio mesh (f:1)"));
    let beside =
        find_in(&[SAIL.to_owned(), injector("istio-sidecar-injector", "")].join("---\n"), None).unwrap();
    assert!(beside.installation.is_none() && beside.inject_config.is_some());
    assert!(
        beside.seen.iter().any(|line| line.contains("Istio mesh") && line.contains("installation")),
        "{:?}",
        beside.seen
    );
    let two = [SAIL.to_owned(), SAIL.replace("name: mesh", "name: other")].join("---\n");
    let error = find_in(&two, None).unwrap_err();
    assert!(error.cause().contains("Istio mesh (f:1) and Istio other (f:6)"), "{error}");
}

#[test]
fn err_installation_that_cannot_be_used_is_named_where_nothing_else_is_there() {
    let text = "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: i}\nspec: {chart: istiod}\n";
    let part = find_in(text, None).unwrap().installation.unwrap();
    let error = crate::settings::operator::Operator::read(&part.text, &part.file).unwrap_err();
    assert!(error.cause().contains("a HelmChart cannot be used"), "{error}");
}
