//! Files that are not what they are given as, and templates that render too little.

use super::Row;

const NOT_FOUND: &str = "Error from server (NotFound): configmaps \"istio\" not found\n";

/// Files in the flags of others, and what is left of exports that failed.
pub(super) const FILES: &[Row] = &[
    Row {
        files: &[],
        args: &["--injectConfigFile", "v.json"],
        status: 3,
        words: &["v.json:1:1: expected inject-config, but this looks like values", "--valuesFile"],
    },
    Row {
        files: &[],
        args: &["--injectConfigFile", "m.yaml", "--valuesFile", "v.json"],
        status: 3,
        words: &["m.yaml:1:1: expected inject-config, but this looks like mesh-config", "--meshConfigFile"],
    },
    Row {
        files: &[],
        args: &["--injectConfigFile", "a.yaml"],
        status: 3,
        words: &[
            "a.yaml:1:1: expected inject-config, but this looks like the manifest of a Pod",
            "pass it with -f",
        ],
    },
    Row {
        files: &[("empty", "\n")],
        args: &["--injectConfigFile", "empty"],
        status: 3,
        words: &[
            "empty:1:1: expected inject-config, but the file is empty",
            "kubectl -n istio-system get configmap",
        ],
    },
    Row {
        files: &[("gone", NOT_FOUND)],
        args: &["--injectConfigFile", "gone", "--valuesFile", "v.json"],
        status: 3,
        words: &[
            "gone:1:1: expected inject-config, but this is an error message: Error from server (NotFound)",
        ],
    },
    Row {
        files: &[("page", "No resources found in istio-system namespace.\n")],
        args: &["--injectConfigFile", "page"],
        status: 3,
        words: &["page:1:1: expected an inject-config, but this has no templates"],
    },
    Row {
        files: &[],
        args: &["--valuesFile", "m.yaml", "--meshConfigFile", "v.json"],
        status: 3,
        words: &[
            "m.yaml:1:1: expected values, but this looks like mesh-config",
            "v.json:1:1: expected mesh-config, but this looks like values",
        ],
    },
    Row {
        files: &[("empty", "")],
        args: &["--meshConfigFile", "empty"],
        status: 3,
        words: &["expected mesh-config, but the file is empty", "{.data.mesh}"],
    },
    Row {
        files: &[("gone", NOT_FOUND)],
        args: &["--valuesFile", "gone"],
        status: 3,
        words: &["gone:1:1: expected values, but this is an error message", "{.data.values}"],
    },
    Row {
        files: &[("gone", NOT_FOUND)],
        args: &["--meshConfigFile", "gone"],
        status: 3,
        words: &["gone:1:1: expected mesh-config, but this is an error message"],
    },
    Row {
        files: &[("iop.yaml", "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {}\n")],
        args: &["--valuesFile", "iop.yaml"],
        status: 3,
        words: &["expected values, but this looks like an IstioOperator", "--operatorFileName"],
    },
    Row {
        files: &[],
        args: &["--operatorFileName", "m.yaml"],
        status: 3,
        words: &["m.yaml:1:1: expected an IstioOperator or Helm values, but this looks like mesh-config"],
    },
    Row {
        files: &[],
        args: &["--injectConfigFile", "i.yaml"],
        status: 3,
        words: &["i.yaml reads values, and none are given", "Istio 1.31", "{.data.values}", "--tag"],
    },
    Row {
        files: &[],
        args: &["--injectConfigFile", "i.yaml", "--istio-release", "1.10"],
        status: 3,
        words: &["i.yaml reads values, and none are given"],
    },
];

/// What templates render although something is missing.
pub(super) const RENDERED: &[Row] = &[
    Row {
        files: &[(
            "none.yaml",
            "policy: enabled\ntemplates:\n  sidecar: |\n    metadata: {labels: {a: b}}\n",
        )],
        args: &["--injectConfigFile", "none.yaml"],
        status: 0,
        words: &["a.yaml:1:1: Pod web: no container added, template sidecar has none for this pod"],
    },
    Row {
        files: &[("old.yaml", "policy: enabled\ntemplate: |\n  volumes: [{name: v}]\n")],
        args: &["--injectConfigFile", "old.yaml"],
        status: 0,
        words: &["no container added"],
    },
    Row {
        files: &[(
            "no.yaml",
            "templates:\n  sidecar: |\n    spec: {containers: [{name: istio-proxy, image: a, args: ['{{ .Values.global.nope }}']}]}\n",
        )],
        args: &["--injectConfigFile", "no.yaml", "--valuesFile", "v.json"],
        status: 0,
        words: &[
            "template sidecar renders <no value> in spec.containers[istio-proxy].args[0]",
            "of the same release?",
        ],
    },
    Row {
        files: &[("v0.json", "{\"global\": {}}\n")],
        args: &["--injectConfigFile", "i.yaml", "--valuesFile", "v0.json"],
        status: 0,
        words: &["container istio-proxy: \"/proxyv2:\" is not an image", "global.hub"],
    },
    Row {
        files: &[],
        args: &["--injectConfigFile", "i.yaml", "--valuesFile", "v.json", "--set", "global.hub=example.com/"],
        status: 0,
        words: &["container istio-proxy: \"example.com//proxyv2:1.20.8\" is not an image"],
    },
    Row {
        files: &[("bare.yaml", "spec: {containers: [{name: istio-proxy}]}\n")],
        args: &["--injectConfigFile", "bare.yaml"],
        status: 0,
        words: &["container istio-proxy has no image"],
    },
];
