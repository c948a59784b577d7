//! What a pod costs grows with its size and not with its square, whatever there is much of: manifests are a stranger's.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

use kube_inject::{Settings, Sources, explain, process, uninject};
use kube_yaml::split::{self, Document};
use std::fmt::Write;
use std::fs;
use std::time::Duration;

/// How many of a thing the smaller pod has, and how many times as many the larger one has.
const FEW: usize = 500;
const TIMES: usize = 8;

/// What is too little to tell how it grows.
const NOISE: Duration = Duration::from_millis(60);

/// A pod's metadata, the spec's fields, and its containers, with many of a thing.
type Shape = fn(&mut Pod, usize);

#[derive(Default)]
struct Pod {
    annotations: String,
    labels: String,
    spec: String,
    container: String,
    containers: String,
}

impl Pod {
    fn text(&self) -> String {
        let Pod { annotations, labels, spec, container, containers } = self;
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n    app: a\n{labels}  annotations:\n    note: n\n{annotations}\
             spec:\n{spec}  containers:\n  - name: a\n    image: a\n{container}{containers}"
        )
    }
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut all, at| {
        writeln!(all, "{}", line(at)).unwrap();
        all
    })
}

/// A list in JSON.
fn json(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

const PROXY: &str = "  - name: istio-proxy\n    image: auto\n";

const SHAPES: &[(&str, Shape)] = &[
    ("labels", |pod, n| pod.labels = lines(n, |i| format!("    k{i}: v"))),
    ("annotations", |pod, n| pod.annotations = lines(n, |i| format!("    k{i}: v"))),
    ("volumes", |pod, n| {
        pod.spec = format!("  volumes:\n{}", lines(n, |i| format!("  - {{name: v{i}, emptyDir: {{}}}}")));
    }),
    ("pull secrets", |pod, n| {
        pod.spec = format!("  imagePullSecrets:\n{}", lines(n, |i| format!("  - {{name: s{i}}}")));
    }),
    ("init containers", |pod, n| {
        pod.spec = format!("  initContainers:\n{}", lines(n, |i| format!("  - {{name: i{i}, image: i}}")));
    }),
    ("containers", |pod, n| pod.containers = lines(n, |i| format!("  - {{name: c{i}, image: i}}"))),
    ("containers of one name", |pod, n| pod.containers = lines(n, |_| "  - {name: c, image: i}".to_owned())),
    ("probes", |pod, n| {
        let probe = "livenessProbe: {httpGet: {port: 80}}";
        pod.containers = lines(n, |i| format!("  - {{name: c{i}, image: i, {probe}}}"));
    }),
    ("variables", |pod, n| {
        pod.container = format!("    env:\n{}", lines(n, |i| format!("    - {{name: E{i}, value: v}}")));
    }),
    ("fields of a variable", |pod, n| {
        pod.container = format!("    env:\n    - {{{}}}\n", json(n, |i| format!("k{i}: 1")));
    }),
    ("unknown fields", |pod, n| pod.container = lines(n, |i| format!("    u{i}: 1"))),
    ("ports", |pod, n| {
        let port = |i| format!("    - {{containerPort: {}, hostPort: {}, name: p{i}}}", i + 1, i + 1);
        pod.container = format!("    ports:\n{}", lines(n, port));
    }),
    ("mounts of nothing", |pod, n| {
        let mount = |i| format!("    - {{name: m{i}, mountPath: /p{i}}}");
        pod.container = format!("    volumeMounts:\n{}", lines(n, mount));
    }),
    ("variables of the author's proxy", |pod, n| {
        let env = lines(n, |i| format!("    - {{name: E{i}, value: v}}"));
        pod.containers = format!("{PROXY}    env:\n{env}");
    }),
    ("mounts of the author's proxy", |pod, n| {
        let mounts = lines(n, |i| format!("    - {{name: m{i}, mountPath: /p{i}}}"));
        pod.containers = format!("{PROXY}    volumeMounts:\n{mounts}");
    }),
    ("volumes of an annotation", |pod, n| {
        let volumes = json(n, |i| format!(r#"{{"name":"v{i}","emptyDir":{{}}}}"#));
        pod.annotations = format!("    sidecar.istio.io/userVolume: '[{volumes}]'\n");
    }),
    ("records", |pod, n| {
        let (names, own) = (json(n, |i| format!(r#""c{i}""#)), json(n, |i| format!(r#"{{"name":"c{i}"}}"#)));
        pod.annotations = format!(
            "    sidecar.istio.io/status: '{{\"containers\":[{names}],\"volumes\":[{names}]}}'\n    \
             proxy.istio.io/overrides: '{{\"containers\":[{own}]}}'\n"
        );
        pod.containers = lines(n, |i| format!("  - {{name: c{i}, image: i}}"));
        pod.spec = format!("  volumes:\n{}", lines(n, |i| format!("  - {{name: c{i}, emptyDir: {{}}}}")));
    }),
];

/// The time that this thread has run.
fn ran() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(told.split_whitespace().next().unwrap().parse().unwrap())
}

fn document(text: &str) -> Document {
    split::documents(text.as_bytes()).next().unwrap().unwrap()
}

/// What injection, a second injection, the way back and an explanation take.
fn costs(settings: &Settings, shape: Shape, count: usize) -> [Duration; 4] {
    let mut pod = Pod::default();
    shape(&mut pod, count);
    let authored = document(&pod.text());
    let begin = ran();
    let injected = process(settings, "-", &authored).unwrap().with_undo_comment().text.unwrap();
    let first = ran();
    let injected = document(&injected);
    let changed =
        Settings::load(Sources { revision: Some("canary".to_owned()), ..Sources::default() }).unwrap();
    let second = ran();
    process(&changed, "-", &injected).unwrap();
    let third = ran();
    uninject("-", &injected).unwrap();
    let fourth = ran();
    explain(settings, "-", &authored).unwrap();
    [first - begin, third - second, fourth - third, ran() - fourth]
}

#[test]
fn cost_grows_with_size_and_not_with_its_square() {
    let settings = Settings::load(Sources::default()).unwrap();
    let grown = SHAPES.iter().flat_map(|(name, shape)| {
        let (few, many) = (costs(&settings, *shape, FEW), costs(&settings, *shape, FEW * TIMES));
        let steps = ["injection", "second injection", "the way back", "explanation"];
        steps.into_iter().zip(few.into_iter().zip(many)).map(move |(step, costs)| (name, step, costs))
    });
    // Halfway between growing with the size and with its square, where there is anything to see.
    let too_much = |(_, _, (few, many)): &(_, _, (Duration, Duration))| {
        *many > NOISE && *many > *few * u32::try_from(TIMES * 3).unwrap()
    };
    let told: Vec<_> = grown.filter(too_much).collect();
    assert!(told.is_empty(), "{TIMES} times as many cost: {told:#?}");
}

#[test]
fn an_object_of_a_list_costs_no_more_beside_a_large_one() {
    let settings = Settings::load(Sources::default()).unwrap();
    let pod = "- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n  spec:\n    containers:\n    - {name: a, image: b}\n";
    let line = format!("    k: {}\n", "x".repeat(120));
    let data = lines(200_000, |i| line.replacen('k', &format!("k{i}"), 1).trim_end().to_owned());
    let large = format!("- apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: c}}\n  data:\n{data}");
    let cost = |items: &str| {
        let list = document(&format!("apiVersion: v1\nkind: List\nitems:\n{items}"));
        let begin = ran();
        process(&settings, "-", &list).unwrap();
        ran() - begin
    };
    let pods = pod.repeat(1000);
    let (alone, beside) = (cost(&pods) + cost(&large), cost(&format!("{pods}{large}")));
    assert!(beside < NOISE || beside < alone * 2, "{beside:?} and not {alone:?}");
}
