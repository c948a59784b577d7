//! What each resource is to the chart, and what is refused by name.

use super::is_installation;
use crate::settings::operator::Operator;
use kube_yaml::{Node, json, parse};

const SAIL: &str = "
apiVersion: sailoperator.io/v1
kind: Istio
metadata: {name: mesh}
spec:
  version: v1.26.2
  namespace: istio-a
  updateStrategy: {type: RevisionBased}
  values: {global: {hub: h}, meshConfig: {accessLogFile: /a}}
";

const FLUX: &str = "
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: istiod, namespace: istio-a}
spec:
  chart: {spec: {chart: istiod}}
  values: {global: {hub: h}, meshConfig: {accessLogFile: /a}}
";

const ARGO: &str = "
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: istiod}
spec:
  destination: {namespace: istio-a}
  source:
    chart: istiod
    helm:
      parameters: [{name: global.tag, value: '1.30', forceString: true}, {name: global.hub, value: h}]
      values: |
        global: {hub: other}
        meshConfig: {accessLogFile: /a}
";

const UMBRELLA: &str = "
global: {hub: h, istioNamespace: istio-a}
base: {defaultRevision: x}
istiod: {global: {hub: other}, meshConfig: {accessLogFile: /a}}
";

fn told(operator: &Operator<'_>, path: &[&str]) -> String {
    operator.values.at(path).map(json::to_json).unwrap_or_default()
}

#[test]
fn values_are_found_in_every_wrapping() {
    for text in [SAIL, FLUX, ARGO, UMBRELLA] {
        let operator = Operator::read(text, "f").unwrap();
        assert_eq!(told(&operator, &["global", "hub"]), r#""h""#, "{text}");
        assert_eq!(told(&operator, &["global", "istioNamespace"]), r#""istio-a""#, "{text}");
        let mesh = operator.mesh_config().unwrap();
        assert_eq!(mesh.str_at("accessLogFile"), Some("/a"), "{text}");
        assert_eq!(mesh.str_at("rootNamespace"), Some("istio-a"), "{text}");
    }
    let argo = Operator::read(ARGO, "f").unwrap();
    assert_eq!(told(&argo, &["global", "tag"]), r#""1.30""#);
}

#[test]
fn sail_names_release_and_revision_beside_the_values() {
    let operator = Operator::read(SAIL, "f").unwrap();
    assert_eq!(told(&operator, &["global", "tag"]), r#""1.26.2""#);
    assert_eq!(operator.revision.as_deref(), Some("mesh-v1-26-2"));
    let named = |text: &str| Operator::read(text, "f").unwrap().revision;
    let in_place = SAIL.replace("RevisionBased", "InPlace");
    assert_eq!(named(&in_place).as_deref(), Some("mesh"));
    assert_eq!(named(&in_place.replace("kind: Istio", "kind: IstioRevision")).as_deref(), Some("mesh"));
    let latest = SAIL.replace("v1.26.2", "v1.26-latest");
    assert_eq!(told(&Operator::read(&latest, "f").unwrap(), &["global", "tag"]), "");
}

#[test]
fn version_of_the_chart_is_the_tag_where_the_values_name_none() {
    let tag = |text: &str| told(&Operator::read(text, "f").unwrap(), &["global", "tag"]);
    let flux = FLUX.replace("{chart: istiod}", "{chart: istiod, version: 1.26.2}");
    assert_eq!(tag(&flux), r#""1.26.2""#);
    assert_eq!(tag(&flux.replace("hub: h", "hub: h, tag: own")), r#""own""#);
    assert_eq!(tag(&flux.replace("1.26.2", "1.26.x")), "");
    let argo =
        ARGO.replace("chart: istiod", "chart: istiod\n    targetRevision: 1.26.2").replace("global.tag", "x");
    assert_eq!(tag(&argo), r#""1.26.2""#);
}

#[test]
fn err_what_is_recognised_and_cannot_be_used_is_named() {
    for (text, cause, line) in [
        (
            FLUX.replace("values:", "valuesFrom: [{kind: ConfigMap, name: c}]\n  values:"),
            "spec.valuesFrom",
            7,
        ),
        (FLUX.replace("chart: istiod", "chart: base"), "installs the chart base", 2),
        (ARGO.replace("values: |", "valueFiles: [v.yaml]\n      values: |"), "helm.valueFiles", 11),
        (ARGO.replace("Application", "ApplicationSet"), "an ApplicationSet cannot be used", 2),
        (
            "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec: {chart: istiod, valuesContent: ''}\n"
                .to_owned(),
            "a HelmChart cannot be used",
            1,
        ),
    ] {
        let error = Operator::read(&text, "f").unwrap_err();
        assert!(error.cause().contains(cause), "{error}");
        assert!(error.help_text().is_some(), "{error}");
        assert_eq!(error.location().map(|at| at.line), Some(line), "{error}");
    }
}

#[test]
fn releases_of_other_things_are_no_installations() {
    let is = |text: &str| is_installation(&parse(text).unwrap().unwrap());
    for text in [SAIL, FLUX, ARGO, "{apiVersion: install.istio.io/v1alpha1, kind: IstioOperator}"] {
        assert!(is(text), "{text}");
    }
    for text in [FLUX, ARGO].map(|text| text.replace("chart: istiod", "chart: podinfo")) {
        assert!(!is(&text), "{text}");
    }
    assert!(!is("{apiVersion: argoproj.io/v1alpha1, kind: ApplicationSet, spec: {}}"));
    assert!(is(
        "{apiVersion: argoproj.io/v1alpha1, kind: ApplicationSet, spec: {template: {spec: {source: {chart: istiod}}}}}"
    ));
}

#[test]
fn chart_that_contains_istiod_has_a_version_of_its_own_and_istiods_settings_win() {
    let release = "
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: platform, namespace: apps}
spec:
  chart: {spec: {chart: platform, version: 4.0.1}}
  values: {istiod: {global: {istioNamespace: istio-a}}}
";
    let operator = Operator::read(release, "f").unwrap();
    assert_eq!(told(&operator, &["global", "istioNamespace"]), r#""istio-a""#);
    assert_eq!(told(&operator, &["global", "tag"]), "");
}

#[test]
fn settings_of_an_umbrella_chart_without_globals_are_its_own() {
    let operator = Operator::read("istiod: {global: {hub: own}}\n", "f").unwrap();
    assert_eq!(operator.values.at(&["global", "hub"]).and_then(Node::as_str), Some("own"));
}
