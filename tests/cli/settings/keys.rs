//! Keys and values of the configuration that are wrong.

use super::Row;

/// Keys that nobody reads, and values of the wrong type.
pub(super) const KEYS: &[Row] = &[
    Row {
        files: &[],
        args: &["--set", "global.proxy.logLevle=debug"],
        status: 0,
        words: &[
            "warning[configuration]: --set global.proxy.logLevle=debug: logLevle: ignored",
            "did you mean logLevel?",
        ],
    },
    Row {
        files: &[],
        args: &["--set", "hub=example.com"],
        status: 0,
        words: &["--set hub=example.com: hub: ignored, templates read global.hub", "move it under global"],
    },
    Row {
        files: &[],
        args: &["--set-string", "global.fantasy.depth=1"],
        status: 0,
        words: &[
            "--set-string global.fantasy.depth=1: global.fantasy: ignored, neither Istio nor the templates read it",
        ],
    },
    Row {
        files: &[],
        args: &["--mesh-set", "accessLogFlie=/dev/stdout"],
        status: 0,
        words: &[
            "--mesh-set accessLogFlie=/dev/stdout: accessLogFlie: ignored",
            "did you mean accessLogFile?",
        ],
    },
    Row {
        files: &[],
        args: &["--mesh-set", "concurrency=2"],
        status: 0,
        words: &["--mesh-set concurrency=2: concurrency: ignored", "concurrency belongs under defaultConfig"],
    },
    Row {
        files: &[],
        args: &["--mesh-set", "defaultConfig.concurrency=many"],
        status: 3,
        words: &[
            "error[E0505]: --mesh-set defaultConfig.concurrency=many: defaultConfig.concurrency: expected a whole number",
        ],
    },
    Row {
        files: &[],
        args: &[
            "--mesh-set",
            "trustDomain=a.b",
            "--mesh-set-string",
            "enableTracing=yes",
            "--mesh-set",
            "ingressClass=x",
        ],
        status: 3,
        words: &["error[E0505]: --mesh-set-string enableTracing=yes: enableTracing: expected true or false"],
    },
    Row {
        files: &[],
        args: &["--set", "global.proxy.image={a}"],
        status: 3,
        words: &["error[E0505]: --set global.proxy.image={a}: ", "global.proxy.image: expected a string"],
    },
    Row {
        files: &[("kube-inject.yaml", "meshset: trustDomain=x\n")],
        args: &[],
        status: 3,
        words: &["kube-inject.yaml:1:1: unknown setting meshset", "did you mean meshSet?"],
    },
    Row {
        files: &[("kube-inject.yaml", "meshSet: [trustDomian=x]\n")],
        args: &[],
        status: 0,
        words: &["--mesh-set trustDomian=x: trustDomian: ignored", "did you mean trustDomain?"],
    },
    Row {
        files: &[("bad.yaml", "defaultConfig:\n  holdApplicationUntilProxyStart: true\n")],
        args: &["--meshConfigFile", "bad.yaml"],
        status: 0,
        words: &[
            "bad.yaml:2:3: holdApplicationUntilProxyStart: ignored",
            "did you mean holdApplicationUntilProxyStarts?",
        ],
    },
    Row {
        files: &[("bad.yaml", "global:\n  proxy:\n    exludeInboundPorts: '1'\n")],
        args: &["--valuesFile", "bad.yaml"],
        status: 0,
        words: &["bad.yaml:3:5: exludeInboundPorts: ignored", "did you mean excludeInboundPorts?"],
    },
    Row {
        files: &[(
            "iop.yaml",
            "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  meshConfg: {}\n  global: {}\n  meshConfig:\n    accesLogFile: x\n  values:\n    global:\n      proxy: {autoinjct: x}\n",
        )],
        args: &["--operatorFileName", "iop.yaml"],
        status: 0,
        words: &[
            "iop.yaml:4:3: meshConfg: ignored, no such field of an IstioOperator",
            "iop.yaml:5:3: global: ignored",
            "global belongs under spec.values",
            "iop.yaml:7:5: accesLogFile: ignored",
            "iop.yaml:10:15: autoinjct: ignored",
            "did you mean autoInject?",
        ],
    },
    Row {
        files: &[(
            "helm.yaml",
            "meshConfig:\n  defaultConfig: {terminationDrainDurations: 5s}\nglobal: {imagePullPolcy: Always}\n",
        )],
        args: &["--operatorFileName", "helm.yaml"],
        status: 0,
        words: &[
            "helm.yaml:2:19: terminationDrainDurations: ignored",
            "did you mean terminationDrainDuration?",
            "helm.yaml:3:10: imagePullPolcy: ignored",
        ],
    },
    Row {
        files: &[("iop.yaml", "kind: IstioOperator\nspec: {revision: blue}\n")],
        args: &["--operatorFileName", "iop.yaml", "--revision", "canary"],
        status: 3,
        words: &["iop.yaml is of revision blue, the run of canary"],
    },
];
