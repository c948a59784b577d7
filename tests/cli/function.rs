//! A ResourceList on standard input: items are injected in place, settings come with it, and results go out.

use super::Shop;
use serde_json::Value;

const LIST: &str = "\
apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: web   # first
    annotations:
      internal.config.kubernetes.io/path: 'web.yaml'
      config.kubernetes.io/index: '0'
  spec:
    containers:
    # the app
    - {name: app,   image: b}
- {apiVersion: v1, kind: ConfigMap,   metadata: {name: notes}}
- {apiVersion: v1, kind: Pod, metadata: {name: host}, spec: {hostNetwork: true, containers: [{name: a}]}}
";

/// The list with settings.
fn with(config: &str) -> String {
    format!("{LIST}functionConfig: {config}\n")
}

/// The results in what the function wrote.
fn results(stdout: &str) -> Vec<Value> {
    let list: Value = serde_yaml::from_str(stdout).expect("it writes YAML");
    list["results"].as_array().cloned().unwrap_or_default()
}

#[test]
fn items_are_injected_in_place_and_nothing_else_changes() {
    let shop = Shop::new();
    for args in [&[][..], &["-f", "-"], &["function"]] {
        let done = shop.run_with(args, LIST);
        assert_eq!(done.status, 0, "{args:?}: {}", done.stderr);
        let (items, results) = done.stdout.split_once("results:\n").expect("a skipped pod is a result");
        assert!(
            items.contains("name: istio-proxy") && results.contains("severity: info"),
            "{items}{results}"
        );
        let kept = |line: &&str| !items.lines().any(|written| written == *line);
        assert_eq!(LIST.lines().filter(kept).collect::<Vec<_>>(), [] as [&str; 0], "{items}");
        assert!(!items.contains("kube-inject: undo"), "{items}");
        assert!(done.stderr.starts_with("skipped: -:16: Pod host: "), "{}", done.stderr);
    }
}

#[test]
fn list_that_comes_back_stays_as_it_is() {
    let shop = Shop::new();
    let once = shop.run_with(&["function"], LIST).stdout;
    let twice = shop.run_with(&["function"], once.split("results:\n").next().unwrap());
    assert_eq!(twice.stdout.split("results:\n").next(), once.split("results:\n").next());
    let told: Vec<_> = results(&twice.stdout).iter().map(|result| result["tags"]["code"].clone()).collect();
    assert_eq!(told, ["up-to-date", "host-network"]);
}

#[test]
fn settings_of_the_call_lie_between_flags_and_the_repository() {
    let shop = Shop::new().with("kube-inject.yaml", "revision: file\ntag: one\n").with(
        "i.jinja",
        "spec:\n  containers:\n  - {name: istio-proxy, image: 'p:{{ Values.global.tag }}-{{ Revision }}'}\n",
    );
    let config = "{kind: KubeInject, injectConfigFile: i.jinja, tag: 1.20}";
    let image = |args: &[&str], config: &str| {
        let mut all = vec!["function", "-q"];
        all.extend(args);
        let done = shop.plain_with(&all, &with(config));
        let image = done.stdout.split("image: p:").nth(1).and_then(|rest| rest.lines().next());
        image.map(str::to_owned).unwrap_or(done.stderr)
    };
    assert_eq!(image(&[], config), "1.20-file");
    assert_eq!(image(&["--tag", "two"], config), "two-file");
    let config = "{kind: ConfigMap, data: {injectConfigFile: i.jinja, tag: '1.20', revision: map}}";
    assert_eq!(image(&[], config), "1.20-map");
}

#[test]
fn err_goes_into_the_results_and_nothing_is_injected() {
    let shop = Shop::new();
    for (list, kind, field) in [
        (
            LIST.replace("image: b", "ports: [{containerPort: x}]"),
            "Pod",
            "spec.containers[0].ports[0].containerPort",
        ),
        (with("{kind: ConfigMap, data: {policy: webhok}}"), "ConfigMap", "data.policy"),
        (with("{kind: ConfigMap, data: {valueFile: x}}"), "ConfigMap", "data.valueFile"),
        (with("{kind: Kitchen}"), "Kitchen", ""),
    ] {
        let done = shop.run_with(&["function"], &list);
        let (items, _) = done.stdout.split_once("results:\n").expect("there are results");
        assert_eq!((done.status, items), (3, list.as_str()), "{}", done.stderr);
        let result = &results(&done.stdout)[0];
        assert_eq!(result["severity"], "error");
        assert_eq!(result["resourceRef"]["kind"], kind);
        assert_eq!(result["field"]["path"].as_str().unwrap_or_default(), field);
    }
}

#[test]
fn warnings_are_results_unless_they_are_allowed_or_denied() {
    let list = LIST.replace("    containers:\n", "    dnsPolicy: None\n    containers:\n");
    let shop = Shop::new();
    for (flags, status, severity) in [
        (&[][..], 0, Some("warning")),
        (&["--allow", "dns-policy"], 0, None),
        (&["--deny", "dns-policy"], 3, Some("error")),
    ] {
        let done = shop.run_with(&[&["function"], flags].concat(), &list);
        let results = results(&done.stdout);
        let told = results.iter().find(|result| result["tags"]["code"] == "dns-policy");
        assert_eq!((done.status, told.and_then(|told| told["severity"].as_str())), (status, severity));
        if let Some(told) = told {
            assert_eq!(told["file"]["path"], "web.yaml");
            assert_eq!(told["field"]["path"], "spec.dnsPolicy");
        }
    }
}

#[test]
fn err_function_needs_a_resource_list_alone() {
    let shop = Shop::new();
    for input in ["", super::NOTES, "kind: [\n"] {
        let done = shop.run_with(&["function"], input);
        assert_eq!((done.status, done.stdout.as_str()), (3, ""), "{input}");
        assert!(done.stderr.contains("no ResourceList"), "{}", done.stderr);
    }
    let done = shop.run_with(&["function"], &format!("{LIST}---\n{}", super::NOTES));
    assert_eq!(done.status, 3, "{}", done.stderr);
}

#[test]
fn list_is_checked_and_shown_like_any_other() {
    let shop = Shop::new();
    assert_eq!(shop.run_with(&["--check"], LIST).status, 1);
    assert!(shop.run_with(&["--diff"], LIST).stdout.contains("+    - name: istio-proxy"));
    assert!(shop.run_with(&["explain"], LIST).stdout.contains("Pod host: not injected"));
}

#[test]
fn plugin_is_configured_by_the_file_that_its_first_argument_names() {
    let config = "apiVersion: example.com/v1\nkind: Sidecar\nmetadata: {name: x}\n";
    let shop = Shop::new()
        .with("plugin", "kind: KubeInject\nnamespace: kube-system\n")
        .with("own-kind", config)
        .with("own-data", "kind: ConfigMap\ndata: {namespace: kube-system}\n");
    let run = |first: &str, string: Option<&str>| shop.run_as_plugin(&[first], super::POD, string);
    let settings = shop.read("plugin");
    let done = run("plugin", Some(&settings));
    assert_eq!((done.stdout.as_str(), done.status), (super::POD, 0), "{}", done.stderr);
    assert!(done.stderr.contains("system namespace kube-system"), "{}", done.stderr);
    let done = run("plugin", None);
    assert_eq!((done.stdout.as_str(), done.status), ("", 2), "a manifest turns into no settings");
    assert!(done.stderr.starts_with("error: plugin: a KubeInject is the configuration"), "{}", done.stderr);
    let data = shop.read("own-data");
    assert_eq!(run("own-data", Some(&data)).stdout, super::POD);
    assert_eq!(run("own-data", None).stdout, data, "a ConfigMap is a manifest");
    let done = run("own-kind", Some(config));
    assert_eq!((done.stdout.as_str(), done.status), ("", 3));
    assert!(
        done.stderr.starts_with("error[E0601]: own-kind:1:1: expected a ConfigMap or a KubeInject"),
        "{}",
        done.stderr
    );
}

#[test]
fn empty_input_is_worth_a_warning() {
    let shop = Shop::new().with("empty.yaml", "");
    for input in ["", "\n# nothing\n---\n"] {
        let done = shop.run_with(&["-f", "-"], input);
        assert_eq!((done.status, done.stdout.as_str()), (0, input));
        assert_eq!(done.stderr, "warning[empty-input]: standard input is empty\n");
    }
    assert_eq!(shop.run_with(&["--deny", "empty-input"], "").status, 3);
    assert_eq!(shop.run(&["-f", "empty.yaml"]).stderr, "");
}
