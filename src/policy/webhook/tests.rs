//! The two tables, a test a row.

use super::*;
use crate::settings::inject_config::InjectConfig;
use crate::settings::namespaces::Namespaces;
use crate::settings::webhook::WebhookOptions;
use kube_yaml::parse;
use kube_yaml::split::documents;

const CONFIG: &str = "\
policy: POLICY
neverInjectSelector:
- {}
- matchExpressions: [{key: never, operator: Exists}]
alwaysInjectSelector:
- matchLabels: {always: 'yes'}
templates: {}
";

struct Case {
    revision: &'static str,
    tags: &'static [&'static str],
    policy: &'static str,
    by_default: bool,
    namespace: &'static str,
}

const PLAIN: Case = Case { revision: "", tags: &[], policy: "enabled", by_default: false, namespace: "app" };
const CANARY: Case = Case { revision: "canary", ..PLAIN };

/// The decision for a pod `{metadata, spec}` in a namespace with these labels.
fn decision(case: &Case, labels: &str, pod: &str) -> (Decision, Option<Error>) {
    asked(case, labels, pod, decide)
}

fn asked<T>(case: &Case, labels: &str, pod: &str, ask: fn(&Webhook, PolicyInput<'_>, &str) -> T) -> T {
    let mut namespaces = Namespaces::default();
    let text = format!(
        "apiVersion: v1\nkind: Namespace\nmetadata: {{name: {}, labels: {{{labels}}}}}\n",
        case.namespace
    );
    documents(std::io::Cursor::new(text)).flatten().for_each(|document| namespaces.read(&document));
    let tags = case.tags.iter().map(|tag| (*tag).to_owned()).collect();
    let config = InjectConfig::load(&CONFIG.replace("POLICY", case.policy), "c").unwrap();
    let webhook = Webhook::new(
        WebhookOptions { namespaces, tags, ..WebhookOptions::default() },
        case.revision,
        &config,
        case.by_default,
    );
    let pod = parse(pod).unwrap().unwrap();
    let part = |key| pod.get(key).cloned().unwrap_or_else(crate::pod::empty_map);
    let pod = Pod { meta: part("metadata"), spec: part("spec") };
    let release = crate::settings::Release::NEWEST;
    let question = PolicyInput {
        pod: &pod,
        job_meta: None,
        namespaces: ["", case.namespace],
        release,
        leaves_windows: true,
        leaves_injected: false,
        always_heeds: true,
    };
    ask(&webhook, question, case.namespace)
}

fn pod(labels: &str) -> String {
    format!("metadata: {{labels: {{{labels}}}}}")
}

fn skipped(case: &Case, labels: &str, pod: &str) -> SkipReason {
    match decision(case, labels, pod).0 {
        Decision::Skip(reason) => reason,
        Decision::Inject => panic!("{labels:?} {pod:?} is injected"),
    }
}

fn is_injected(case: &Case, labels: &str, pod: &str) -> bool {
    decision(case, labels, pod).0 == Decision::Inject
}

fn other(name: &str) -> SkipReason {
    SkipReason::OtherRevision(name.to_owned())
}

#[test]
fn label_false_is_never_asked() {
    for labels in ["istio-injection: enabled", "istio.io/rev: default", ""] {
        let reason = skipped(&PLAIN, labels, &pod("sidecar.istio.io/inject: 'false', istio.io/rev: default"));
        assert_eq!(reason, SkipReason::DisabledByLabel);
    }
}

#[test]
fn enabled_namespace_asks_the_default_control_plane() {
    for labels in ["istio-injection: enabled", "istio-injection: enabled, istio.io/rev: canary"] {
        assert!(is_injected(&PLAIN, labels, &pod("")));
        assert!(is_injected(&PLAIN, labels, &pod("istio.io/rev: canary")));
        assert_eq!(skipped(&CANARY, labels, &pod("")), other("default"));
        assert!(is_injected(&Case { tags: &["default"], ..CANARY }, labels, &pod("")));
    }
}

#[test]
fn any_other_word_of_the_namespace_asks_nobody() {
    for word in ["disabled", "nope"] {
        let labels = format!("istio-injection: {word}, istio.io/rev: default");
        let reason = skipped(&PLAIN, &labels, &pod("sidecar.istio.io/inject: 'true'"));
        assert_eq!(reason, SkipReason::NamespaceDisabled(word.to_owned()));
    }
}

#[test]
fn revision_of_the_namespace_asks_its_control_plane() {
    assert!(is_injected(&CANARY, "istio.io/rev: canary", &pod("")));
    assert!(is_injected(&PLAIN, "istio.io/rev: default", &pod("istio.io/rev: canary")));
    assert!(is_injected(&Case { tags: &["prod"], ..CANARY }, "istio.io/rev: prod", &pod("")));
    assert_eq!(
        skipped(&PLAIN, "istio.io/rev: canary", &pod("sidecar.istio.io/inject: 'true'")),
        other("canary")
    );
    assert_eq!(skipped(&CANARY, "istio.io/rev: default", &pod("istio.io/rev: canary")), other("default"));
}

#[test]
fn revision_of_the_pod_counts_where_the_namespace_says_nothing() {
    assert!(is_injected(&CANARY, "", &pod("istio.io/rev: canary")));
    assert_eq!(
        skipped(&PLAIN, "", &pod("istio.io/rev: canary, sidecar.istio.io/inject: 'true'")),
        other("canary")
    );
}

#[test]
fn label_true_asks_the_default_control_plane() {
    assert!(is_injected(&PLAIN, "", &pod("sidecar.istio.io/inject: 'true'")));
    assert_eq!(skipped(&CANARY, "", &pod("sidecar.istio.io/inject: 'true'")), other("default"));
}

#[test]
fn no_label_at_all_asks_only_where_namespaces_are_enabled_by_default() {
    let by_default = Case { by_default: true, ..PLAIN };
    assert_eq!(skipped(&PLAIN, "", &pod("")), SkipReason::NotSelected);
    assert!(is_injected(&by_default, "", &pod("")));
    let system = Case { namespace: "kube-system", ..by_default };
    assert_eq!(skipped(&system, "", &pod("")), SkipReason::SystemNamespace("kube-system".to_owned()));
    let canary = Case { by_default: true, ..CANARY };
    assert_eq!(skipped(&canary, "", &pod("")), SkipReason::NotSelected);
}

#[test]
fn odd_label_asks_nobody_by_itself() {
    let by_default = Case { by_default: true, ..PLAIN };
    assert_eq!(skipped(&by_default, "", &pod("sidecar.istio.io/inject: maybe")), SkipReason::NotSelected);
    // The annotation is no part of a selector.
    let annotated = "metadata: {annotations: {sidecar.istio.io/inject: 'true'}}";
    assert_eq!(skipped(&PLAIN, "", annotated), SkipReason::NotSelected);
}

const ENABLED: &str = "istio-injection: enabled";

#[test]
fn host_network_is_left_whatever_it_wishes() {
    let text = "metadata: {labels: {sidecar.istio.io/inject: 'true'}}\nspec: {hostNetwork: true}";
    assert_eq!(skipped(&PLAIN, ENABLED, text), SkipReason::HostNetwork);
}

#[test]
fn system_namespace_is_left_though_labelled() {
    let system = Case { namespace: "kube-public", ..PLAIN };
    let reason = skipped(&system, ENABLED, &pod("sidecar.istio.io/inject: 'true'"));
    assert_eq!(reason, SkipReason::SystemNamespace("kube-public".to_owned()));
}

#[test]
fn unknown_policy_injects_nothing() {
    let unknown = Case { policy: "on", ..PLAIN };
    for labels in ["", "sidecar.istio.io/inject: 'true'", "always: 'yes'"] {
        assert_eq!(skipped(&unknown, ENABLED, &pod(labels)), SkipReason::PolicyDisabled);
    }
}

#[test]
fn annotation_decides_where_there_is_no_label() {
    let no = "metadata: {annotations: {sidecar.istio.io/inject: 'false'}}";
    assert_eq!(skipped(&PLAIN, ENABLED, no), SkipReason::DisabledByAnnotation);
    let both = "metadata: {labels: {sidecar.istio.io/inject: 'true'}, annotations: {sidecar.istio.io/inject: 'false'}}";
    assert!(is_injected(&PLAIN, ENABLED, both));
}

#[test]
fn wish_beats_selectors_and_policy() {
    let disabled = Case { policy: "disabled", ..PLAIN };
    assert!(is_injected(&disabled, ENABLED, &pod("sidecar.istio.io/inject: 'true', never: x")));
}

#[test]
fn never_beats_always_and_always_beats_the_policy() {
    let disabled = Case { policy: "disabled", ..PLAIN };
    assert_eq!(skipped(&PLAIN, ENABLED, &pod("never: x, always: 'yes'")), SkipReason::NeverInject);
    assert!(is_injected(&disabled, ENABLED, &pod("always: 'yes'")));
}

#[test]
fn policy_decides_the_rest_and_odd_words_are_told() {
    let disabled = Case { policy: "disabled", ..PLAIN };
    assert_eq!(skipped(&disabled, ENABLED, &pod("")), SkipReason::PolicyDisabled);
    let (decided, warning) = decision(&PLAIN, ENABLED, &pod("sidecar.istio.io/inject: maybe"));
    assert_eq!(decided, Decision::Inject);
    assert!(warning.is_some());
    assert!(decision(&PLAIN, ENABLED, &pod("sidecar.istio.io/inject: ''")).1.is_none());
}

#[test]
fn rules_that_inject_have_names() {
    let by_default = Case { by_default: true, ..PLAIN };
    for (case, labels, pod_labels, rules) in [
        (&PLAIN, "istio-injection: enabled", "", "namespace label istio-injection=enabled"),
        (&CANARY, "istio.io/rev: canary", "", "namespace label istio.io/rev=canary"),
        (&CANARY, "", "istio.io/rev: canary", "pod label istio.io/rev=canary"),
        (&PLAIN, "", "sidecar.istio.io/inject: 'true'", "pod label sidecar.istio.io/inject=true"),
        (&by_default, "", "", "enableNamespacesByDefault"),
        (
            &PLAIN,
            "istio-injection: enabled",
            "always: 'yes'",
            "namespace label istio-injection=enabled, matches alwaysInjectSelector",
        ),
    ] {
        assert_eq!(asked(case, labels, &pod(pod_labels), grounds).as_deref(), Some(rules));
    }
    assert_eq!(asked(&PLAIN, "", &pod(""), grounds), None);
}
