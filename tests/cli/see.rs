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
