//! Configuration as people have it: ConfigMaps, exports, manifests, operators, a repository's settings, and the webhook's policy.

use crate::shop::{Done, Shop};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: app\nspec:\n  containers:\n  - name: app\n    image: app:1\n";
const MESH: &str = "defaultConfig:\n  concurrency: 7\n";
const VALUES: &str = "{\"global\": {\"hub\": \"example.com/mesh\", \"tag\": \"1.30.3\"}}\n";

/// A template that shows what it was given.
const TEMPLATE: &str = "\
metadata:
  annotations:
    rev: {{ .Revision | quote }}
    threads: '{{ .ProxyConfig.Concurrency.GetValue }}'
spec:
  containers:
  - name: istio-proxy
    image: {{ .ProxyImage }}
";

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|line| format!("{}{line}\n", " ".repeat(by))).collect()
}

fn inject_config(policy: &str) -> String {
    format!("policy: {policy}\ntemplates:\n  sidecar: |\n{}", indented(TEMPLATE, 4))
}

fn config_map(name: &str, data: &[(&str, &str)]) -> String {
    let data: String = data.iter().map(|(key, text)| format!("  {key}: |\n{}", indented(text, 4))).collect();
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  namespace: istio-system\ndata:\n{data}"
    )
}

fn injector(suffix: &str) -> String {
    let (config, name) = (inject_config("enabled"), format!("istio-sidecar-injector{suffix}"));
    config_map(&name, &[("config", &config), ("values", VALUES)])
}

fn mesh(suffix: &str) -> String {
    config_map(&format!("istio{suffix}"), &[("mesh", MESH)])
}

fn list(items: &[String]) -> String {
    let items: String = items.iter().map(|item| format!("-{}", &indented(item, 2)[1..])).collect();
    format!("apiVersion: v1\nkind: List\nitems:\n{items}")
}

fn has(done: &Done, words: &[&str]) {
    for word in words {
        assert!(done.stdout.contains(word), "no {word:?} in\n{}\n{}", done.stdout, done.stderr);
    }
}

fn tells(done: &Done, status: i32, words: &[&str]) {
    assert_eq!(done.status, status, "{}", done.stderr);
    for word in words {
        assert!(done.stderr.contains(word), "no {word:?} in\n{}", done.stderr);
    }
}

#[test]
fn file_flags_take_bare_data_config_maps_and_lists() {
    let both = list(&[injector(""), mesh("")]);
    let json = shop_json(&both);
    let shop = Shop::new()
        .with("a.yaml", POD)
        .with("i.yaml", &inject_config("enabled"))
        .with("m.yaml", MESH)
        .with("v.json", VALUES)
        .with("ci.yaml", &injector(""))
        .with("cm.yaml", &mesh(""))
        .with("list.yaml", &both)
        .with("list.json", &json);
    for [i, m, v] in [
        ["i.yaml", "m.yaml", "v.json"],
        ["ci.yaml", "cm.yaml", "ci.yaml"],
        ["list.yaml", "list.yaml", "list.yaml"],
        ["list.json", "list.json", "list.json"],
    ] {
        let done = shop.plain(&["a.yaml", "--injectConfigFile", i, "--meshConfigFile", m, "--valuesFile", v]);
        has(&done, &["threads: \"7\"", "image: example.com/mesh/proxyv2:1.30.3"]);
    }
}

/// The same document in JSON.
fn shop_json(text: &str) -> String {
    let value: serde_json::Value = serde_yaml::from_str(text).expect("it is YAML");
    value.to_string()
}

#[test]
fn export_holds_everything_and_verbose_says_where() {
    let shop = Shop::new()
        .with("a.yaml", POD)
        .with("export/list.yaml", &list(&[injector(""), mesh("")]))
        .with("manifest.yaml", &format!("kind: Service\n---\n{}---\n{}", mesh(""), injector("")))
        .with("bare/i.yaml", &inject_config("enabled"))
        .with("bare/m.yaml", MESH)
        .with("bare/v.json", VALUES);
    for from in ["export", "export/list.yaml", "manifest.yaml", "bare"] {
        let done = shop.plain(&["a.yaml", "--from", from]);
        has(&done, &["threads: \"7\"", "image: example.com/mesh/proxyv2:1.30.3", "rev: \"\""]);
    }
    let done = shop.plain(&["a.yaml", "--from", "export", "-v"]);
    tells(
        &done,
        0,
        &[
            "inject-config: ConfigMap istio-system/istio-sidecar-injector (export/list.yaml:4)",
            "mesh-config: ConfigMap istio-system/istio (export/list.yaml:",
            "revision: default",
        ],
    );
}

#[test]
fn errors_in_an_export_have_their_line() {
    let text = list(&[injector(""), mesh("").replace("concurrency: 7", "concurrency: many")]);
    let line = text.lines().position(|line| line.contains("many")).expect("it is there") + 1;
    let shop = Shop::new().with("a.yaml", POD).with("list.yaml", &text);
    let done = shop.plain(&["a.yaml", "--from", "list.yaml"]);
    tells(&done, 3, &[&format!("list.yaml:{line}:"), "defaultConfig.concurrency"]);
}

#[test]
fn revisions_are_chosen_by_name_or_tag() {
    let tag = "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata:\n  labels: {istio.io/tag: prod, istio.io/rev: canary}\n";
    let all =
        [injector("-canary"), mesh("-canary"), injector("-old"), mesh("-old"), tag.to_owned()].join("---\n");
    let shop = Shop::new().with("a.yaml", POD).with("all.yaml", &all);
    let from = ["a.yaml", "--from", "all.yaml"];
    for revision in ["canary", "prod"] {
        let done = shop.plain(&[&from[..], &["--revision", revision]].concat());
        has(&done, &["rev: canary"]);
    }
    tells(
        &shop.plain(&from),
        3,
        &["several revisions", "choose one with --revision: canary, old", "istio-old"],
    );
    tells(
        &shop.plain(&[&from[..], &["-r", "nope"]].concat()),
        3,
        &["revision nope not found", "canary, old"],
    );
}

#[test]
fn err_export_without_a_part_names_what_is_there() {
    let shop = Shop::new().with("a.yaml", POD).with("e/m.yaml", &mesh(""));
    let done = shop.plain(&["a.yaml", "--from", "e"]);
    tells(
        &done,
        3,
        &["e has no inject-config and no values", "ConfigMap istio-system/istio", "kubectl get configmap"],
    );
}

#[test]
fn operator_lies_over_values_and_mesh_config() {
    let operator = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  tag: own\n  revision: blue\n  meshConfig:\n    defaultConfig: {concurrency: 9}\n";
    let helm = "global: {tag: own}\nmeshConfig:\n  defaultConfig: {concurrency: 9}\nrevision: blue\n";
    let shop = Shop::new()
        .with("a.yaml", POD)
        .with("all.yaml", &format!("{}---\n{}", injector(""), mesh("")))
        .with("i.yaml", &inject_config("enabled"))
        .with("blue/iop.yaml", operator)
        .with("blue/helm.yaml", helm)
        .with("iop.yaml", &operator.replace("  revision: blue\n", ""))
        .with("helm.yaml", &helm.replace("revision: blue\n", ""));
    for file in ["iop.yaml", "helm.yaml"] {
        let blue = format!("blue/{file}");
        let done = shop.plain(&["a.yaml", "--injectConfigFile", "i.yaml", "--operatorFileName", &blue]);
        has(&done, &["/proxyv2:own", "threads: \"9\"", "rev: blue"]);
        let done = shop.plain(&["a.yaml", "--from", "all.yaml", "-r", "default", "--operatorFileName", file]);
        has(&done, &["image: example.com/mesh/proxyv2:own", "threads: \"9\"", "rev: \"\""]);
        let set = ["--tag", "flag", "--mesh-set", "defaultConfig.concurrency=3"];
        let done =
            shop.plain(&[&["a.yaml", "--from", "all.yaml", "--operatorFileName", file][..], &set].concat());
        has(&done, &["proxyv2:flag", "threads: \"3\""]);
    }
    tells(&shop.plain(&["a.yaml", "--operatorFileName", "a.yaml"]), 3, &["a.yaml:1:", "Pod is neither"]);
}

#[test]
fn repository_keeps_settings_for_everything_below() {
    let shop = Shop::new()
        .with("repo/.git/HEAD", "")
        .with(
            "repo/kube-inject.yaml",
            "from: istio\nset: [global.tag=file]\nmeshSet: defaultConfig.concurrency=4\n",
        )
        .with("repo/istio/all.yaml", &format!("{}---\n{}", injector(""), mesh("")))
        .with("repo/apps/team/a.yaml", POD);
    for input in ["repo/apps/team/a.yaml", "repo/apps"] {
        has(&shop.plain(&[input]), &["proxyv2:file", "threads: \"4\""]);
    }
    tells(&shop.plain(&["repo/apps", "-v"]), 0, &["settings: repo/kube-inject.yaml"]);
    has(&shop.plain(&["repo/apps", "--set", "global.tag=flag"]), &["proxyv2:flag"]);
    let done = shop.shell("cd repo/istio && ${BIN%% *} --injectConfigFile all.yaml < ../apps/team/a.yaml");
    has(&done, &["proxyv2:file"]);
    has(
        &shop.plain(&["repo/apps", "--no-config", "--from", "repo/istio"]),
        &["proxyv2:1.30.3", "threads: \"7\""],
    );
    let named = ["repo/apps", "--config", "repo/kube-inject.yaml"];
    has(&shop.plain(&named), &["proxyv2:file"]);
}

#[test]
fn repository_ends_at_its_root_and_its_settings_are_no_manifest() {
    let shop = Shop::new()
        .with("kube-inject.yaml", "nonsense: true\n")
        .with("repo/.git/HEAD", "")
        .with("repo/a.yaml", POD);
    assert_eq!(shop.run(&["repo/a.yaml"]).status, 0);
    let shop = shop.with("repo/kube-inject.yaml", "namespace: x\n");
    let done = shop.run(&["repo"]);
    assert!(!done.stdout.contains("namespace: x"), "{}", done.stdout);
}

#[test]
fn err_misspelled_setting_has_its_place_and_a_suggestion() {
    let shop = Shop::new().with("a.yaml", POD).with("kube-inject.yaml", "revision: x\nvalueFile: y\n");
    tells(
        &shop.run(&["a.yaml"]),
        3,
        &["kube-inject.yaml:2:1: unknown setting valueFile", "did you mean valuesFile?"],
    );
    tells(&shop.plain(&["config", "check", "inject-config.yaml"]), 3, &["unknown setting valueFile"]);
}

#[test]
fn webhook_goes_by_namespaces_wherever_they_stand() {
    let pods = format!(
        "{POD}---\n{}---\n{}",
        POD.replace("app\nspec", "gone\nspec"),
        POD.replace("app\nspec", "other\nspec")
    );
    let namespaces = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: app, labels: {istio-injection: enabled}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: gone, labels: {istio-injection: disabled}}\n";
    let text = format!("{pods}{namespaces}");
    let shop = Shop::new().with("a.yaml", &text).with("i.yaml", &inject_config("enabled"));
    let args = ["--injectConfigFile", "i.yaml", "--tag", "1.31.0", "--policy", "webhook"];
    let done = shop.plain(&[&["a.yaml"][..], &args].concat());
    assert_eq!(done.stdout.matches("name: istio-proxy").count(), 1, "{}", done.stdout);
    tells(&done, 0, &["namespace label istio-injection=disabled", "not selected by pod or namespace labels"]);
    let done = shop.plain(&[&["a.yaml", "--namespace-label", "istio-injection=enabled"][..], &args].concat());
    assert_eq!(done.stdout.matches("name: istio-proxy").count(), 2, "{}", done.stdout);
    // Standard input is read twice, too.
    let done = shop.shell("${BIN%% *} --injectConfigFile i.yaml --tag 1.31.0 --policy webhook < a.yaml");
    assert_eq!(done.stdout.matches("name: istio-proxy").count(), 1, "{}", done.stderr);
}

#[test]
fn webhook_knows_default_templates_aliases_and_annotations() {
    let extra = "defaultTemplates: [both]\naliases: {both: [sidecar, more]}\ninjectedAnnotations: {example.com/by: us}\n";
    let more = "  more: |\n    metadata:\n      labels: {more: 'yes'}\n";
    let shop =
        Shop::new().with("a.yaml", POD).with("i.yaml", &format!("{extra}{}{more}", inject_config("enabled")));
    let label = ["--policy", "webhook", "--namespace-label", "istio-injection=enabled"];
    let config = ["a.yaml", "--injectConfigFile", "i.yaml", "--tag", "1.31.0"];
    let done = shop.plain(&[&config[..], &label].concat());
    has(&done, &["more: \"yes\"", "example.com/by: us", "istio-proxy"]);
    let manual = shop.plain(&config);
    assert!(
        !manual.stdout.contains("example.com/by") && !manual.stdout.contains("more:"),
        "{}",
        manual.stdout
    );
}

#[test]
fn err_cluster_flags_answer_with_the_export() {
    let shop = Shop::new().with("a.yaml", POD);
    let done = shop.plain(&["a.yaml", "--context", "east", "-i", "mesh", "-r", "canary"]);
    tells(
        &done,
        3,
        &[
            "add --from istio-config.yaml",
            "kubectl --context east -n mesh get configmap istio-sidecar-injector-canary istio-canary -o yaml > istio-config.yaml",
        ],
    );
    let done = shop.run(&["a.yaml", "--meshConfigMapName", "mine"]);
    tells(
        &done,
        3,
        &["kubectl -n istio-system get configmap mine -o jsonpath='{.data.mesh}' > mesh-config.yaml"],
    );
}

#[test]
fn check_is_silent_about_good_files_and_exact_about_bad_ones() {
    let shop = Shop::new()
        .with("all.yaml", &list(&[injector(""), mesh("")]))
        .with("bad/i.yaml", &inject_config("on").replace("| quote", "| qoute"))
        .with("bad/m.yaml", "trustDomian: x\ndefaultConfig: {}\n")
        .with("empty.yaml", POD);
    let done = shop.plain(&["config", "check", "all.yaml"]);
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    let done = shop.plain(&["config", "check", "bad"]);
    tells(
        &done,
        1,
        &[
            "bad/i.yaml:6:",
            "did you mean quote?",
            "bad/i.yaml:1:9: policy: neither enabled nor disabled",
            "bad/m.yaml:1:1: trustDomian",
            "did you mean trustDomain?",
        ],
    );
    let done = shop.plain(&["config", "check", "--meshConfigFile", "bad/m.yaml", "--report", "json"]);
    let report: serde_json::Value = serde_json::from_str(&done.stderr).expect("it is JSON");
    assert_eq!((done.status, &report["warnings"][0]["line"]), (1, &1.into()));
    tells(&shop.plain(&["config", "check", "empty.yaml"]), 3, &["no Istio configuration found"]);
    tells(&shop.plain(&["config", "check"]), 2, &["nothing to check"]);
}

#[test]
fn release_newer_than_known_is_told_and_nonsense_is_refused() {
    let newer = VALUES.replace("1.30.3", "1.99.0");
    let shop = Shop::new().with("a.yaml", POD).with("values.json", &newer);
    let asked = shop.run(&["-f", "a.yaml", "--istio-release", "1.99"]);
    tells(&asked, 0, &["warning[unknown-release]: Istio 1.99 is not known yet", "as 1.32 does"]);
    let tagged = shop.run(&["-f", "a.yaml", "--valuesFile", "values.json"]);
    tells(&tagged, 0, &["warning[unknown-release]: Istio 1.99 is not known yet", "--istio-release"]);
    let pinned = shop.run(&["-f", "a.yaml", "--valuesFile", "values.json", "--istio-release", "1.31"]);
    assert_eq!((pinned.status, pinned.stderr.as_str()), (0, ""));
    let checked = shop.run(&[
        "config",
        "check",
        "--valuesFile",
        "values.json",
        "--injectConfigFile",
        "inject-config.yaml",
    ]);
    tells(&checked, 1, &["warning[unknown-release]: Istio 1.99 is not known yet"]);
    for nonsense in ["1.99.x.y", "abc", "2.0", "1."] {
        tells(
            &shop.run(&["-f", "a.yaml", "--istio-release", nonsense]),
            2,
            &["expected a release like 1.20"],
        );
    }
    let shop = shop.with("kube-inject.yaml", "istioRelease: 1.99.x.y\n");
    tells(&shop.run(&["-f", "a.yaml"]), 3, &["istioRelease: expected a version"]);
}

#[test]
fn namespace_of_the_control_plane_is_a_setting_too() {
    let elsewhere =
        |text: String| text.replace("namespace: istio-system", "namespace: mesh").replace("proxyv2", "x");
    let all = [
        injector(""),
        mesh(""),
        elsewhere(injector("").replace("example.com", "mesh.example")),
        elsewhere(mesh("")),
    ];
    let shop = Shop::new().with("a.yaml", POD).with("all.yaml", &all.join("---\n"));
    tells(&shop.plain(&["a.yaml", "--from", "all.yaml"]), 3, &["--istioNamespace"]);
    has(
        &shop.plain(&["-i", "mesh", "kube-inject", "a.yaml", "--from", "all.yaml"]),
        &["mesh.example/mesh/proxyv2"],
    );
    let shop = shop.with("kube-inject.yaml", "istioNamespace: mesh\nfrom: all.yaml\n");
    has(&shop.plain(&["a.yaml"]), &["mesh.example/mesh/proxyv2"]);
}

#[test]
fn description_of_an_installation_is_used_with_the_built_in_templates() {
    let release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: istiod, namespace: mesh}\n\
                   spec:\n  chart: {spec: {chart: istiod}}\n  values: {global: {hub: flux.example}}\n";
    let shop = Shop::new()
        .with("a.yaml", POD)
        .with("apps/istiod.yaml", release)
        .with("apps/podinfo.yaml", &release.replace("istiod", "podinfo"));
    has(
        &shop.plain(&["a.yaml", "--from", "apps"]),
        &["image: flux.example/proxyv2:", "istiod.mesh.svc:15012"],
    );
    let shop =
        shop.with("apps/istiod.yaml", &release.replace("  values:", "  valuesFrom: [{name: v}]\n  values:"));
    tells(&shop.plain(&["a.yaml", "--from", "apps"]), 3, &["apps/istiod.yaml:6:", "spec.valuesFrom"]);
    has(
        &shop.with("umbrella.yaml", "istiod: {global: {hub: umbrella.example}}\n").plain(&[
            "a.yaml",
            "--from",
            "umbrella.yaml",
        ]),
        &["image: umbrella.example/proxyv2:"],
    );
}
