//! Settings that are wrong, one a row: each is refused or told with its place and what would be right.

mod files;
mod keys;
mod manifests;

use crate::shop::Shop;

/// A setting that is wrong, and what is told of it.
struct Row {
    /// Names and texts of files, beside those that are always there.
    files: &'static [(&'static str, &'static str)],
    args: &'static [&'static str],
    status: i32,
    words: &'static [&'static str],
}

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: app, image: app:1}\n";
const INJECT: &str = "policy: enabled\ntemplates:\n  sidecar: |\n    spec:\n      containers:\n      - name: istio-proxy\n        image: \"{{ .ProxyImage }}\"\n";
const MESH: &str = "trustDomain: example.com\ndefaultConfig: {concurrency: 2}\n";
const VALUES: &str = "{\"global\": {\"hub\": \"example.com/mesh\", \"tag\": \"1.20.8\"}}\n";

/// What is looked at when nothing but the settings is wrong.
const APP: &[&str] = &["-f", "a.yaml"];

fn shop(files: &[(&str, &str)]) -> Shop {
    let all = [("a.yaml", POD), ("i.yaml", INJECT), ("m.yaml", MESH), ("v.json", VALUES)];
    all.iter().chain(files).fold(Shop::new(), |shop, (name, text)| shop.with(name, text))
}

#[test]
fn wrong_settings_are_refused_or_told() {
    let mut wrong = Vec::new();
    for row in [files::FILES, files::RENDERED, keys::KEYS, manifests::MANIFESTS].into_iter().flatten() {
        let app = if row.args.contains(&"-f") { &[] } else { APP };
        let args = [app, row.args].concat();
        let done = shop(row.files).plain(&args);
        let missing: Vec<_> = row.words.iter().filter(|words| !done.stderr.contains(**words)).collect();
        if done.status != row.status || !missing.is_empty() || (done.status != 0) != done.stdout.is_empty() {
            wrong.push(format!("{args:?}: status {}, no {missing:?} in\n{}", done.status, done.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a run without a configuration of its own writes and tells.
fn embedded(files: &[(&str, &str)], args: &[&str]) -> (String, String) {
    let done = shop(files).plain(&[APP, args].concat());
    assert_eq!(done.status, 0, "{args:?}: {}", done.stderr);
    (done.stdout, done.stderr)
}

#[test]
fn right_settings_are_nothing_to_tell() {
    for args in [
        &[][..],
        &["--injectConfigFile", "i.yaml", "--meshConfigFile", "m.yaml", "--valuesFile", "v.json"],
        &["--injectConfigFile", "i.yaml", "--tag", "1.20.8"],
        &["--injectConfigFile", "i.yaml", "--istio-release", "1.31"],
        &["--set", "global.proxy.logLevel=debug", "--mesh-set", "defaultConfig.concurrency=2"],
        &["--operatorFileName", "v.json"],
    ] {
        assert_eq!(embedded(&[], args).1, "", "{args:?}");
    }
}

#[test]
fn flags_set_text_where_text_belongs() {
    for flag in ["--mesh-set", "--mesh-set-string"] {
        let (text, _) = embedded(&[], &[flag, "defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE=true"]);
        assert!(text.contains("- name: ISTIO_META_DNS_CAPTURE\n      value: \"true\""), "{text}");
    }
    let (text, _) = embedded(&[], &["--set", "global.proxy.excludeOutboundPorts=5432"]);
    assert!(text.contains("- \"5432\""), "{text}");
}

#[test]
fn values_lie_over_the_embedded_ones() {
    let (text, _) = embedded(&[], &["--valuesFile", "v.json"]);
    let (whole, _) = embedded(&[], &["--hub", "example.com/mesh", "--tag", "1.20.8"]);
    assert!(text.contains("image: example.com/mesh/proxyv2:1.20.8"), "{text}");
    assert_eq!(text, whole);
}

#[test]
fn revision_has_its_own_control_plane() {
    let iop = ("iop.yaml", "kind: IstioOperator\nspec: {revision: canary}\n");
    for (args, address) in [
        (&["--revision", "canary"][..], "istiod-canary.istio-system.svc:15012"),
        (&["--operatorFileName", "iop.yaml"], "istiod-canary.istio-system.svc:15012"),
        (&["--operatorFileName", "iop.yaml", "-r", "canary"], "istiod-canary.istio-system.svc:15012"),
        (&["--revision", "default"], "istiod.istio-system.svc:15012"),
        (&["-r", "x", "--set", "global.istioNamespace=mesh"], "istiod-x.mesh.svc:15012"),
    ] {
        let (text, _) = embedded(&[iop], args);
        assert!(
            text.contains(&format!("\"discoveryAddress\":\"{address}\"")) || text.contains(address),
            "{args:?}: {text}"
        );
    }
}

#[test]
fn operator_with_a_revision_chooses_it_from_an_export() {
    let mesh = |revision: &str| {
        format!(
            "kind: ConfigMap\napiVersion: v1\nmetadata: {{name: istio{revision}}}\ndata: {{mesh: 'trustDomain: of{revision}'}}\n"
        )
    };
    let map = |revision: &str| {
        let config =
            INJECT.replace("\n", "\n    ").replace("{{ .ProxyImage }}", "{{ .MeshConfig.TrustDomain }}:1");
        format!(
            "kind: ConfigMap\napiVersion: v1\nmetadata: {{name: istio-sidecar-injector{revision}}}\ndata:\n  values: '{{\"global\": {{}}}}'\n  config: |\n    {config}\n"
        )
    };
    let export = [mesh(""), map(""), mesh("-blue"), map("-blue")].join("---\n");
    let files: [(&str, &str); 2] =
        [("export.yaml", &export), ("iop.yaml", "kind: IstioOperator\nspec: {revision: blue}\n")];
    let (text, _) = embedded(&files, &["--from", "export.yaml", "--operatorFileName", "iop.yaml"]);
    assert!(text.contains("image: of-blue:1"), "{text}");
    let other = ["-f", "a.yaml", "--from", "export.yaml", "--operatorFileName", "iop.yaml", "-r", "default"];
    let done = shop(&files).plain(&other);
    assert!(
        done.status == 3 && done.stderr.contains("iop.yaml is of revision blue, the run of default"),
        "{}",
        done.stderr
    );
}

#[test]
fn values_stand_beside_an_inject_config_in_its_config_map() {
    let config = INJECT.replace('\n', "\n    ");
    let map = format!(
        "kind: ConfigMap\napiVersion: v1\nmetadata: {{name: istio-sidecar-injector}}\ndata:\n  values: '{{\"global\": {{\"hub\": \"h\", \"tag\": \"1.20.8\"}}}}'\n  config: |\n    {config}\n"
    );
    let (text, _) = embedded(&[("map.yaml", &map)], &["--injectConfigFile", "map.yaml"]);
    assert!(text.contains("image: h/proxyv2:1.20.8"), "{text}");
}

#[test]
fn report_says_where_each_part_comes_from() {
    let args = ["--valuesFile", "v.json", "--operatorFileName", "iop.yaml"];
    let files = [("iop.yaml", "kind: IstioOperator\nspec: {}\n")];
    let (_, told) = embedded(&files, &[&args[..], &["-v"]].concat());
    for line in [
        "inject-config: the embedded default\n",
        "values: iop.yaml over v.json over the embedded default\n",
        "mesh-config: iop.yaml over the embedded default\n",
        "revision: default\n",
    ] {
        assert!(told.contains(line), "{told}");
    }
    let (_, told) = embedded(&files, &[&args[..], &["--report", "json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&told).expect("it is JSON");
    assert_eq!(report["configuration"]["inject-config"], "the embedded default");
    assert_eq!(report["configuration"]["values"], "iop.yaml over v.json over the embedded default");
}

#[test]
fn check_looks_at_the_settings_of_a_repository_alone() {
    let settings = |text: &str| Shop::new().with("kube-inject.yaml", text).plain(&["config", "check"]);
    assert_eq!(settings("hub: example.com/mesh\n").status, 0);
    let found = settings("hub: example.com/mesh\nset: [global.proxy.logLevle=info]\n");
    assert!(
        found.status == 1 && found.stderr.contains("did you mean") && found.stderr.contains("logLevel"),
        "{}",
        found.stderr
    );
    let nothing = Shop::new().plain(&["config", "check"]);
    assert!(nothing.status == 2 && nothing.stderr.contains("nothing to check"), "{}", nothing.stderr);
}
