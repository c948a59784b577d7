//! Annotations, labels and keys of manifests that are wrong.

use super::Row;

/// What in a manifest is meant for the injector or the proxy, and does nothing.
pub(super) const MANIFESTS: &[Row] = &[
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    traffic.sidecar.istio.io/excludeOutboundPort: '1'\nspec: {containers: [{name: a}]}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &[
            "p.yaml:6:5: Pod p: annotation traffic.sidecar.istio.io/excludeOutboundPort: ignored",
            "did you mean traffic.sidecar.istio.io/excludeOutboundPorts?",
        ],
    },
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {sidecar.istio.io/injct: 'false'}}\nspec: {containers: [{name: a}]}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &[
            "p.yaml:3:30: Pod p: label sidecar.istio.io/injct: ignored",
            "did you mean sidecar.istio.io/inject?",
        ],
    },
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {sidecar.istio.io/proxyCPU: 1m}}\nspec: {containers: [{name: a}]}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &["label sidecar.istio.io/proxyCPU: ignored, this is an annotation", "move it to annotations"],
    },
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {istio-injection: enabled}}\nspec: {containers: [{name: a}]}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &["label istio-injection: ignored, a label of namespaces"],
    },
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\n  annotations: {sidecar.istio.io/inject: 'false'}\nspec: {template: {spec: {containers: [{name: a, image: b}]}}}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &["warning[misplaced-opt-out]: p.yaml:5:", "has no effect: it counts on the pod template"],
    },
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    proxy.istio.io/config: |\n      concurency: 2\nspec: {containers: [{name: a}]}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &[
            "p.yaml:6:",
            "annotation proxy.istio.io/config: concurency: ignored, no such field",
            "did you mean concurrency?",
        ],
    },
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {proxy.istio.io/config: 'meshConfig: {}'}}\nspec: {containers: [{name: a}]}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &["annotation proxy.istio.io/config: meshConfig: ignored, no such field"],
    },
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {sidecar.istio.io/logLevel: chatty}}\nspec: {containers: [{name: a}]}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &["annotation sidecar.istio.io/logLevel: \"chatty\" means nothing", "trace, debug, info"],
    },
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {sidecar.istio.io/rewriteAppHTTPProbers: 'no'}}\nspec: {containers: [{name: a}]}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &[
            "annotation sidecar.istio.io/rewriteAppHTTPProbers: \"no\" means nothing",
            "\"true\" or \"false\"",
        ],
    },
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {sidecar.istio.io/inject: perhaps}}\nspec: {containers: [{name: a}]}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &["sidecar.istio.io/inject: \"perhaps\" is neither"],
    },
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {inject.istio.io/templates: sidecra}}\nspec: {containers: [{name: a}]}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 3,
        words: &["p.yaml:3:", "sidecra"],
    },
    Row {
        files: &[(
            "p.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: a\n    image: a:1\n    image: b:1\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &["p.yaml:7:5: duplicate key image, the one on line 8 counts"],
    },
    Row {
        files: &[(
            "p.yaml",
            "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {\"containers\": [],\n\"containers\": [{\"name\": \"a\"}]}}\n",
        )],
        args: &["-f", "p.yaml"],
        status: 0,
        words: &["p.yaml:1:", "duplicate key containers, the one on line 2 counts"],
    },
];
