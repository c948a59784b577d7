//! Kinds of other groups than Kubernetes' own: told of, and injected where that is asked for.

use crate::shop::Shop;

const ROLLOUT: &str = "\
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}   # as it is
spec:
  template:
    spec:
      containers:
      - {name: app, image: example.com/app:1}
";
const FLAGS: [&str; 3] = ["--kind", "argoproj.io/Rollout", "a.yaml"];

fn with(flags: &[&'static str]) -> Vec<&'static str> {
    [flags, &FLAGS].concat()
}

#[test]
fn unknown_kind_stays_and_is_told_to_whoever_asks() {
    let shop = Shop::new().with("a.yaml", ROLLOUT);
    let words = "Rollout is not injected by default; use --kind argoproj.io/Rollout to inject it";
    let done = shop.run(&["a.yaml"]);
    assert_eq!((done.stdout.as_str(), done.stderr.as_str()), (ROLLOUT, ""));
    let done = shop.run(&["-v", "a.yaml"]);
    assert!(
        done.stderr.contains(&format!("not injected: a.yaml:1: Rollout web: {words}")),
        "{}",
        done.stderr
    );
    let done = shop.run(&["explain", "a.yaml"]);
    assert!(
        done.stdout.contains(&format!("Rollout web: not injected\n  reason: {words}")),
        "{}",
        done.stdout
    );
    let done = shop.run(&["--report", "json", "a.yaml"]);
    assert!(done.stderr.contains(r#""outcome":"skipped","reason":"unknown-kind""#), "{}", done.stderr);
    let done = shop.run(&["--check", "a.yaml"]);
    let warned = "warning[unknown-kind]: not injected: a.yaml:1";
    assert!(done.status == 0 && done.stderr.contains(warned), "{}", done.stderr);
    assert_eq!(shop.run(&["--check", "--allow", "unknown-kind", "a.yaml"]).stderr, "");
    assert_eq!(shop.run(&["--check", "--strict", "a.yaml"]).status, 3);
}

#[test]
fn kind_that_is_asked_for_is_like_any_other() {
    let shop = Shop::new().with("a.yaml", ROLLOUT);
    let done = shop.run(&with(&["--check"]));
    assert_eq!((done.status, done.stdout.as_str()), (1, "a.yaml:1: Rollout web: not injected\n"));
    assert_eq!(shop.run(&with(&["--diff"])).status, 1);
    assert!(shop.run(&with(&["explain"])).stdout.contains("Rollout web: injected\n"));
    let patch = shop.run(&with(&["--emit", "patch"]));
    assert!(patch.stdout.contains("path: /spec/template/spec/containers/1"), "{}", patch.stdout);
    assert_eq!(shop.run(&with(&["--in-place"])).status, 0);
    assert!(shop.read("a.yaml").contains("name: istio-proxy"), "{}", shop.read("a.yaml"));
    // From here on its own records say that it is injected.
    assert_eq!(shop.run(&["--check", "a.yaml"]).status, 0);
    assert_eq!(shop.plain(&["uninject", "--in-place", "a.yaml"]).status, 0);
    assert_eq!(shop.read("a.yaml"), ROLLOUT);
}

#[test]
fn settings_of_a_repository_name_kinds() {
    let settings = "kinds:\n- argoproj.io/Rollout\n- example.com/X=spec.pod\n";
    let shop = Shop::new().with("a.yaml", ROLLOUT).with("kube-inject.yaml", settings);
    assert!(shop.run(&["a.yaml"]).stdout.contains("name: istio-proxy"));
    let shop = shop.with("kube-inject.yaml", "kinds: Rollout\n");
    let done = shop.run(&["a.yaml"]);
    assert!(
        done.status == 3 && done.stderr.contains("kinds: \"Rollout\": expected GROUP/KIND"),
        "{}",
        done.stderr
    );
    assert_eq!(shop.run(&["--no-config", "--kind", "Rollout", "a.yaml"]).status, 2);
}

#[test]
fn istioctl_knows_none_of_them() {
    let pod_template =
        "apiVersion: v1\nkind: PodTemplate\ntemplate: {spec: {containers: [{name: app, image: a}]}}\n";
    let shop = Shop::new().with("a.yaml", ROLLOUT).with("b.yaml", pod_template);
    let done = shop.run(&with(&["--compat", "istioctl", "-v"]));
    assert_eq!(done.stdout, format!("{ROLLOUT}---\n"));
    assert!(!done.stderr.contains("Rollout"), "{}", done.stderr);
    assert_eq!(shop.run(&["--compat", "istioctl", "b.yaml"]).stdout, format!("{pod_template}---\n"));
    assert_eq!(shop.run(&["b.yaml"]).stdout, pod_template);
    assert!(shop.run(&["--kind", "PodTemplate", "b.yaml"]).stdout.contains("name: istio-proxy"));
}
