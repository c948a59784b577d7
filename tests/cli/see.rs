//! Explaining, comparing and checking, as people call them.

use crate::shop::{Done, Shop};
use crate::{BROKEN, POD};
use serde_json::Value;

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: prod}
spec:
  replicas: 3
  template:
    metadata:
      annotations:
        sidecar.istio.io/proxyCPU: 200m
        sidecar.istio.io/proxyMemry: 1Gi
    spec:
      containers:
      - name: app
        image: app:1
        readinessProbe: {httpGet: {path: /ready, port: 80}}
";

fn tells(done: &Done, words: &[&str]) {
    for words in words {
        assert!(done.stdout.contains(words), "{words}:\n{}{}", done.stdout, done.stderr);
    }
}

fn json(done: &Done) -> Value {
    serde_json::from_str(&done.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", done.stdout, done.stderr))
}

#[test]
fn explain_tells_what_comes_of_a_pod() {
    let shop = Shop::new().with("a.yaml", DEPLOYMENT);
    let done = shop.plain(&["explain", "a.yaml", "--native-sidecars"]);
    tells(
        &done,
        &[
            "  sidecar: docker.io/istio/proxyv2:1.31.0, revision default, a native sidecar\n",
            "  resources: requests cpu 200m; 3 pods: requests cpu 600m\n",
            "    annotation sidecar.istio.io/proxyCPU: 200m\n",
            "proxyMemry: 1Gi (no effect: ignored, Istio knows no such name;",
            "sidecar.istio.io/proxyMemory?)\n",
            "    ~ containers[app].readinessProbe: HTTP :80/ready -> HTTP :15020/app-health/app/readyz",
            "which asks the application)\n",
            "    + labels[service.istio.io/canonical-name]: web\n",
            "  traffic, redirected by istio-init (REDIRECT):\n    inbound to 15006: all ports, except 15090, 15021, 15020\n",
            "1 of 1 workloads are injected\n  added to  cpu requests  memory requests  cpu limits  memory limits\n  3 pods    600m          0                0           0\n",
        ],
    );
    let report = json(&shop.plain(&["explain", "a.yaml", "--report", "json"]));
    let object = &report["objects"][0];
    assert_eq!(object["added"]["requests"]["cpuMilli"], 200);
    assert_eq!(
        (&object["replicas"], &report["totals"]["added"]["requests"]["cpuMilli"]),
        (&3.into(), &600.into())
    );
    assert_eq!(object["traffic"]["excludedInboundPorts"][0], "15090");
    let probe =
        object["changes"].as_array().unwrap().iter().find(|change| change["meaning"] == "probe-rewritten");
    assert_eq!(probe.unwrap()["from"]["httpGet"]["path"], "/ready");
}

#[test]
fn explain_says_what_is_out_of_date_and_what_injection_changes_all_the_same() {
    let shop = Shop::new().with("a.yaml", DEPLOYMENT);
    assert_eq!(shop.plain(&["a.yaml", "--in-place", "--tag", "1.28.10"]).status, 0);
    let done = shop.plain(&["explain", "a.yaml"]);
    tells(
        &done,
        &[
            ": already injected, outdated: 1.28.10, the configuration is 1.31.0\n",
            "    ~ containers[app].readinessProbe: HTTP :80/ready -> ",
            "  earlier injection: uninject restores the original bytes\n",
        ],
    );
    assert_eq!(
        json(&shop.plain(&["explain", "a.yaml", "--report", "json"]))["objects"][0]["versions"]["there"],
        "1.28.10"
    );
}

#[test]
fn explain_tells_where_settings_come_from() {
    let shop = Shop::new()
        .with("a.yaml", POD)
        .with("mesh.yaml", "trustDomain: cluster.local\n\naccessLogFile: /dev/stdout\n")
        .with(
            "kube-inject.yaml",
            "meshConfigFile: mesh.yaml\nhub: file.example.com\nset:\n- global.network=east\n",
        );
    let given = |args: &[&str]| {
        let report = json(&shop.plain(&[&["explain", "a.yaml", "--report", "json"], args].concat()));
        let line =
            |one: &Value| format!("{}={} {}", one["name"], one["value"], one["source"]).replace('"', "");
        report["settings"].as_array().unwrap().iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        given(&[]),
        [
            "meshConfigFile=mesh.yaml kube-inject.yaml:1",
            "hub=file.example.com kube-inject.yaml:2",
            "set=global.network=east kube-inject.yaml:4",
            "meshConfig.accessLogFile=/dev/stdout mesh.yaml:3",
        ]
    );
    let with_flags = given(&["--hub", "flag.example.com", "--set", "global.meshID=m"]);
    assert!(with_flags.contains(&"hub=flag.example.com --hub".to_owned()), "{with_flags:?}");
    assert!(with_flags.contains(&"set=global.meshID=m --set".to_owned()), "{with_flags:?}");
    assert!(!with_flags.iter().any(|line| line.contains("file.example.com")), "{with_flags:?}");
}

#[test]
fn explain_shows_the_command_and_the_cluster_side_by_side() {
    let namespace =
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: prod, labels: {istio-injection: disabled}}\n";
    let shop = Shop::new().with("a.yaml", &format!("{DEPLOYMENT}---\n{namespace}")).with("b.yaml", POD);
    let both =
        ["explain", "a.yaml", "b.yaml", "--policy", "both", "--namespace-label", "istio-injection=enabled"];
    tells(
        &shop.plain(&both),
        &[
            "Deployment prod/web\n  kube-inject: injected: no opt-out found\n  cluster: not injected: namespace label istio-injection=disabled\n",
            "Pod web\n  kube-inject: injected: no opt-out found\n  cluster: injected: namespace label istio-injection=enabled\n",
        ],
    );
    let report = json(&shop.plain(&[&both[..], &["--report", "json"]].concat()));
    assert_eq!(report["objects"][0]["cluster"]["reason"], "namespace-disabled");
    let done = shop.plain(&["a.yaml", "--policy", "both"]);
    assert!(done.status == 2 && done.stderr.contains("--policy both is for explain"), "{}", done.stderr);
}

#[test]
fn explain_tells_what_the_cni_plugin_redirects() {
    let annotations = "metadata:\n      annotations:\n        traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.0.0.0/8\n";
    let text = DEPLOYMENT.replace("metadata:\n      annotations:\n", annotations);
    let shop = Shop::new().with("a.yaml", &text);
    tells(
        &shop.plain(&["explain", "a.yaml", "--set", "pilot.cni.enabled=true"]),
        &[
            "  traffic, redirected by the CNI plugin, by annotations (REDIRECT):\n",
            "    outbound to 15001: all addresses, except 10.0.0.0/8",
        ],
    );
}

#[test]
fn compare_tells_each_change_once_with_all_who_have_it() {
    let opted_out = POD.replace("{name: web}", "{name: out, labels: {sidecar.istio.io/inject: 'false'}}");
    let shop = Shop::new().with("a.yaml", &format!("{DEPLOYMENT}---\n{POD}---\n{opted_out}"));
    let done = shop.plain(&["compare", "-f", "a.yaml", "--old", "release:1.30", "--new", "release:1.31"]);
    tells(
        &done,
        &[
            "release: 1.30 -> 1.31\n",
            "2 workloads change alike:\n  a.yaml:1: Deployment prod/web\n  a.yaml:17: Pod web\n",
            "    ~ containers[istio-proxy].image: docker.io/istio/proxyv2:1.30.3 -> docker.io/istio/proxyv2:1.31.0\n",
            "Pod out: no change: not injected (label sidecar.istio.io/inject=false)\n",
            "2 of 3 workloads differ\n",
        ],
    );
    assert_eq!(done.status, 1);
    assert_eq!(done.stdout.matches("containers[istio-proxy].image").count(), 1);
}

#[test]
fn compare_shows_what_flags_do() {
    let shop = Shop::new().with("a.yaml", DEPLOYMENT);
    let flags = ["--native-sidecars", "--set", "global.proxy.logLevel=debug"];
    let done = shop.plain(&[&["compare", "-f", "a.yaml", "--old", "release:1.31"], &flags[..]].concat());
    tells(
        &done,
        &[
            "    ~ initContainers[istio-proxy]: runs as a native sidecar\n",
            "    ~ initContainers[istio-proxy].args: --proxyLogLevel=warning -> --proxyLogLevel=debug\n",
            "    + initContainers[istio-proxy].restartPolicy: Always\n",
        ],
    );
    let report = json(&shop.plain(
        &[&["compare", "-f", "a.yaml", "--old", "release:1.31", "--report", "json"], &flags[..]].concat(),
    ));
    assert_eq!(report["workloads"][0]["changes"][0]["meaning"], "native-sidecar");
    assert_eq!(report["summary"]["changed"], 1);
    let diff =
        shop.plain(&[&["compare", "-f", "a.yaml", "--old", "release:1.31", "--diff"], &flags[..]].concat());
    tells(&diff, &["--- a.yaml:1: Deployment prod/web (old)\n", "\n-", "\n+    restartPolicy: Always\n"]);
}

#[test]
fn compare_is_of_what_was_written_whatever_injected_it() {
    let shop = Shop::new().with("a.yaml", DEPLOYMENT);
    let compare = |new: &str| {
        shop.plain(&[
            "compare",
            "-f",
            "a.yaml",
            "--old",
            "release:1.31",
            "--new",
            new,
            "--hub",
            "docker.io/istio",
        ])
    };
    let fresh = compare("release:1.30").stdout;
    for flags in
        [&["--in-place", "--tag", "1.20.1"][..], &["--in-place", "--tag", "1.20.2", "--no-undo-comment"]]
    {
        assert_eq!(shop.plain(&[&["a.yaml"], flags].concat()).status, 0);
        assert_eq!(compare("release:1.30").stdout, fresh);
        let same = compare("release:1.31");
        assert_eq!(same.status, 0);
        tells(&same, &["a.yaml:1: Deployment prod/web: no change\n", "0 of 1 workloads differ\n"]);
    }
}

#[test]
fn compare_tells_whose_outcome_differs() {
    let config = |label: &str, container: &str| {
        format!(
            "policy: enabled\nneverInjectSelector: [{{matchLabels: {{app: {label}}}}}]\ntemplates: {{sidecar: 'spec: {{containers: [{{{container}}}]}}'}}\n"
        )
    };
    let pods = POD.replace("{name: web}", "{name: web, labels: {app: db}}");
    let shop = Shop::new()
        .with("a.yaml", &format!("{pods}---\n{POD}"))
        .with("old/c.yaml", &config("db", "name: istio-proxy, image: p"))
        .with("new/c.yaml", &config("x", "name: istio-proxy, image: p"))
        .with("bad/c.yaml", &config("x", "image: nameless"));
    let args = [
        "compare",
        "-f",
        "a.yaml",
        "--no-config",
        "--policy",
        "webhook",
        "--namespace-label",
        "istio-injection=enabled",
    ];
    for side in ["old", "new", "bad"] {
        for (name, text) in
            [("values.yaml", "global: {tag: 1.31.0}\n"), ("mesh.yaml", "trustDomain: t\ndefaultConfig: {}\n")]
        {
            std::fs::write(shop.path(&format!("{side}/{name}")), text).unwrap();
        }
    }
    let done = shop.plain(&[&args[..], &["--old", "old", "--new", "new"]].concat());
    tells(
        &done,
        &["Pod web: not injected (matches neverInjectSelector) -> injected\n", "Pod web: no change\n"],
    );
    assert_eq!(done.status, 1);
    let done = shop.plain(&[&args[..], &["--old", "old", "--new", "bad"]].concat());
    tells(
        &done,
        &["Pod web: injected -> cannot be injected (template sidecar: ", "2 of 2 workloads differ\n"],
    );
    assert_eq!(done.status, 1);
    let done = shop.plain(&[&args[..], &["--old", "bad", "--new", "bad", "--hub", "h"]].concat());
    assert!(
        done.status == 3 && done.stderr.contains("error[E0204]: a.yaml:"),
        "{}{}",
        done.stdout,
        done.stderr
    );
}

#[test]
fn err_compare_needs_two_configurations() {
    let shop = Shop::new().with("a.yaml", POD);
    for (args, status, words) in [
        (&[][..], 2, "--old or --new is missing"),
        (&["--old", "release:1.31"], 2, "both sides are the same"),
        (
            &["--old", "release:1.10", "--new", "release:1.31"],
            3,
            "built-in configurations of 1.11 to 1.31 only",
        ),
        (&["--old", "nothing.yaml", "--new", "release:1.31"], 4, "nothing.yaml"),
        (&["--new", "release:1.30", "--policy", "both"], 2, "--policy both is for explain"),
    ] {
        let done = shop.plain(&[&["compare", "-f", "a.yaml"], args].concat());
        assert!(
            done.status == status && done.stderr.contains(words),
            "{args:?}: {} {}",
            done.status,
            done.stderr
        );
    }
}

#[test]
fn check_says_since_what_and_what_cannot_be_injected() {
    let bad = POD.replace("{name: web}", "{name: bad, annotations: {sidecar.istio.io/proxyCPU: lots}}");
    let shop = Shop::new().with("a.yaml", DEPLOYMENT);
    assert_eq!(shop.plain(&["a.yaml", "--in-place", "--tag", "1.28.10"]).status, 0);
    let shop = shop.with("b.yaml", &bad).with("c.yaml", BROKEN).with("d.yaml", POD);
    let done = shop.plain(&["--check", "a.yaml", "b.yaml", "c.yaml", "d.yaml"]);
    tells(
        &done,
        &[
            "a.yaml:1: Deployment prod/web: outdated: 1.28.10, the configuration is 1.31.0\n",
            "b.yaml:3: Pod bad: cannot be injected: annotation sidecar.istio.io/proxyCPU: \"lots\": ",
            ": cannot be injected: ",
            "d.yaml:1: Pod web: not injected\n",
        ],
    );
    assert_eq!((done.status, done.stdout.lines().count()), (3, 4), "{}", done.stdout);
    let done = shop.plain(&["--check", "a.yaml", "--report", "json"]);
    let report: Value = serde_json::from_str(&done.stderr).unwrap();
    assert_eq!(report["objects"][0]["versions"]["configured"], "1.31.0");
    assert_eq!(shop.plain(&["--check", "a.yaml", "--tag", "1.28.10"]).status, 0);
}

#[test]
fn reviews_on_standard_input_are_answered_without_being_asked_for() {
    let shop = Shop::new();
    let review = "{\"kind\": \"AdmissionReview\", \"apiVersion\": \"admission.k8s.io/v1\", \"request\": {\"uid\": \"7\", \
                  \"object\": {\"metadata\": {\"name\": \"web\"}, \"spec\": {\"containers\": [{\"name\": \"a\"}]}}}}";
    let asked = shop.plain_with(&["admission"], review);
    assert!(asked.stdout.contains("\"patchType\":\"JSONPatch\""), "{}{}", asked.stdout, asked.stderr);
    for args in [&[][..], &["-f", "-"]] {
        assert_eq!(shop.plain_with(args, review).stdout, asked.stdout);
    }
    let in_yaml = "kind: AdmissionReview\napiVersion: admission.k8s.io/v1beta1\nrequest: {uid: u, object: {spec: {}}}\n";
    assert!(shop.plain_with(&[], in_yaml).stdout.contains("\"apiVersion\":\"admission.k8s.io/v1beta1\""));
    // Others' kinds of that name pass through.
    let other = "kind: AdmissionReview\napiVersion: example.com/v1\n";
    assert_eq!(shop.plain_with(&[], other).stdout, other);
    assert_eq!(shop.plain_with(&["--diff"], review).stdout, "");
}

#[test]
fn compare_says_what_built_in_templates_are_checked_against() {
    let shop = Shop::new().with("a.yaml", POD);
    let done = shop.plain(&["compare", "a.yaml", "--old", "release:1.19", "--new", "release:1.20"]);
    tells(
        &done,
        &[
            "release: 1.19 -> 1.20\n",
            "checked-against: the charts of Istio 1.19 -> recorded answers of istioctl 1.20\n",
            "proxyv2:1.19.10 -> docker.io/istio/proxyv2:1.20.8\n",
            "startupProbe: ",
        ],
    );
}

#[test]
fn compare_names_workloads_once() {
    let pod = |name: &str, more: &str| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: a, image: b}}]{more}}}\n"
        )
    };
    let pods: String = ('a'..='e').map(|name| pod(&name.to_string(), "")).collect();
    let override_of_image = ", initContainers: [{name: istio-init, image: own}]";
    let shop = Shop::new().with("a.yaml", &(pods + &pod("f", override_of_image)));
    let done = shop.plain(&["compare", "a.yaml", "--old", "release:1.30", "--new", "release:1.31"]);
    tells(
        &done,
        &[
            "6 workloads change alike:\n",
            "5 of the 6 workloads above change alike, all but:\n  a.yaml:27: Pod f\n",
        ],
    );
}
