//! What a List of objects becomes is what its objects become as documents, and any number of workers gives the same bytes.

#![allow(clippy::unwrap_used, reason = "tests")]

use kube_inject::pool::{Crew, Threads};
use kube_inject::{Outcome, Processed, Settings, Sources, process, process_with};
use kube_yaml::split::{self, Document};
use kube_yaml::{Node, parse};
use proptest::prelude::*;
use std::process::Command;
use std::sync::OnceLock;

/// Objects as people write them: some are injected, some are not, and some are written so that edits need a second look.
const OBJECTS: [&str; 10] = [
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web   # the front\nspec:\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: web:1\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: tea\n  annotations:\n    note: |+\n      kept\n\nspec:\n  containers:\n  - name: pot\n    image: pot\n    command: [\"sh\", \"-c\", \"a && b *\"]\n",
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n",
    "# of another kind\napiVersion: v1\nkind: Pod\nmetadata: {name: host}\nspec:\n  hostNetwork: true\n  containers:\n  - name: a\n",
    "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: nightly\nspec:\n  schedule: \"0 3 * * *\"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: job\n            image: job:1\n            args:\n            - |\n              first\n\n              second\n",
    "{apiVersion: v1, kind: Pod, metadata: {name: flow, annotations: {a: b:}}, spec: {containers: [{name: a, image: b}]}}# in a line\n",
    "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  template:\n    metadata:\n      annotations:\n        sidecar.istio.io/inject: \"true\"\n      # who owns it\n      labels:\n        app: db\n        app: database\n    spec:\n      volumes:\n      - name: data\n        emptyDir: {}\n      # and that is all\n      containers:\n      - image: db\n        name: db\n        ports:\n        - containerPort: 5432\n",
    "apiVersion: example.com/v1\nkind: Runner\nmetadata:\n  name: r\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n",
    "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: inner\n  spec:\n    containers:\n    - name: a\n      image: b\n- apiVersion: v1\n  kind: ConfigMap\n",
    "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: \u{fc}ber\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        image: >-\n          b\n",
];

fn settings() -> &'static Settings {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    SETTINGS.get_or_init(|| {
        let sources = Sources {
            inject_config: Some(("inject-config.yaml", include_str!("../examples/inject-config.yaml"))),
            mesh_config: Some(("mesh-config.yaml", include_str!("../examples/mesh-config.yaml"))),
            values: Some(("values.yaml", include_str!("../examples/values.yaml"))),
            ..Sources::default()
        };
        Settings::load(sources).unwrap()
    })
}

fn document(text: &str) -> Document {
    let mut documents = split::documents(text.as_bytes());
    let document = documents.next().unwrap().unwrap();
    assert!(documents.next().is_none(), "{text}");
    document
}

/// The objects as items of a List, and what follows them.
fn list(objects: &[&str], indent: usize, end: &str) -> String {
    let mut text = "apiVersion: v1\nitems:\n".to_owned();
    for object in objects {
        let mut begun = false;
        for line in object.lines() {
            let dash = if begun || line.starts_with('#') { "  " } else { "- " };
            begun |= dash == "- ";
            text.push_str(format!("{}{dash}{line}", " ".repeat(indent)).trim_end());
            text.push('\n');
        }
    }
    format!("{text}kind: List\n{end}")
}

/// What there is to tell but places: outcomes and warnings, in order.
fn told(done: &Processed) -> (Vec<(String, String)>, Vec<String>) {
    let outcome = |o: &kube_inject::ObjectReport| (o.object(), o.outcome.code().to_owned());
    let warning = |w: &kube_yaml::Error| format!("{:?}: {}", w.object_name(), w.cause());
    let without_lines = |text: String| text.split("the one on line").next().unwrap_or_default().to_owned();
    let mut warnings: Vec<String> = done.warnings.iter().map(warning).map(without_lines).collect();
    warnings.sort();
    (done.objects.iter().map(outcome).collect(), warnings)
}

/// The document after injection, and the changes applied to the one before: what lies between them must be the same.
fn text_of(done: &Processed, before: &str) -> String {
    let after = done.text.clone().unwrap_or_else(|| before.to_owned());
    let (mut old, mut new) = (0, 0);
    for change in &done.changes {
        assert_eq!(&before[old..change.start], &after[new..new + (change.start - old)]);
        new += change.start - old + change.len;
        old = change.end;
    }
    assert_eq!((&before[old..], done.changes.is_empty()), (&after[new..], done.text.is_none()));
    after
}

fn items(text: &str) -> Vec<Node> {
    parse(text).unwrap().unwrap().get("items").unwrap().as_seq().unwrap().to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_list_becomes_what_its_objects_become(
        chosen in proptest::collection::vec(0..OBJECTS.len(), 1..24),
        indent in prop::sample::select(vec![0_usize, 2]),
        threads in 1..4_usize,
    ) {
        let objects: Vec<&str> = chosen.iter().map(|index| OBJECTS[*index]).collect();
        let before = list(&objects, indent, "");
        let done = process_with(settings(), &Crew::new(Threads::new(threads)), "-", &document(&before)).unwrap();
        let got = items(&text_of(&done, &before));
        let mut all = Processed::default();
        for (object, got) in objects.iter().zip(got) {
            let alone = process(settings(), "-", &document(object)).unwrap();
            prop_assert_eq!(parse(&text_of(&alone, object)).unwrap().unwrap(), got);
            all.objects.extend(alone.objects);
            all.warnings.extend(alone.warnings);
        }
        prop_assert_eq!(told(&done), told(&all));

        // Injected again nothing changes, and taken back it is what it was.
        let injected = done.with_undo_comment();
        let text = text_of(&injected, &before);
        let again = process_with(settings(), &Crew::new(Threads::new(threads)), "-", &document(&text)).unwrap();
        prop_assert_eq!(again.text, None);
        let back = kube_inject::uninject("-", &document(&text)).unwrap();
        prop_assert_eq!(text_of(&back, &text), before);
    }

    /// An alias anywhere has the document edited as a whole; its items become what they become one by one.
    #[test]
    fn items_are_edited_one_by_one_as_in_the_whole(
        chosen in proptest::collection::vec(0..OBJECTS.len(), 1..12),
        indent in prop::sample::select(vec![0_usize, 2]),
    ) {
        let objects: Vec<&str> = chosen.iter().map(|index| OBJECTS[*index]).collect();
        let plain = list(&objects, indent, "metadata: {annotations: {a: b, c: b}}\n");
        let aliased = list(&objects, indent, "metadata: {annotations: {a: &b b, c: *b}}\n");
        let injected = |text: &str| {
            let done = process(settings(), "-", &document(text)).unwrap();
            let new = text_of(&done, text);
            let lines: Vec<usize> = done.objects.iter().map(|object| object.line).collect();
            let warnings: Vec<String> = done.warnings.iter().map(ToString::to_string).collect();
            (new[..new.rfind("metadata:").unwrap()].to_owned(), lines, warnings)
        };
        prop_assert_eq!(injected(&plain), injected(&aliased));
    }
}

#[test]
fn a_json_list_becomes_what_its_objects_become() {
    let objects: Vec<String> =
        OBJECTS.map(|text| kube_yaml::json::to_json(&parse(text).unwrap().unwrap())).to_vec();
    for (open, between, close) in [
        ("{\"kind\":\"List\",\"items\":[", ",", "]}"),
        ("{\n  \"items\": [\n    ", ",\n    ", "\n  ],\n  \"kind\": \"List\"\n}\n"),
    ] {
        let before = format!("{open}{}{close}", objects.join(between));
        let done = process_with(settings(), &Crew::new(Threads::new(3)), "-", &document(&before)).unwrap();
        let got = items(&text_of(&done, &before));
        for (object, got) in objects.iter().zip(got) {
            let alone = process(settings(), "-", &document(object)).unwrap();
            assert_eq!(parse(&text_of(&alone, object)).unwrap().unwrap(), got);
        }
        assert!(done.objects.iter().filter(|object| object.outcome == Outcome::Injected).count() >= 7);
    }
}

#[test]
fn err_in_a_list_is_the_first_one_wherever_it_is_found() {
    let mut objects = vec![OBJECTS[0]; 40];
    let broken = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: b\nspec:\n  containers: {a: b}\n";
    (objects[17], objects[18], objects[39]) = (broken, "kind: Pod\nspec: [a]\n", "kind: Pod\nspec: 1\n");
    let before = list(&objects, 0, "");
    for threads in [1, 2, 8] {
        let error =
            process_with(settings(), &Crew::new(Threads::new(threads)), "-", &document(&before)).unwrap_err();
        assert_eq!(error.object_name(), Some("Pod b"));
        let line = error.location().unwrap().line;
        assert_eq!(before.lines().nth(line - 1).unwrap().trim(), "containers: {a: b}");
    }
}

/// Standard output, standard error and the exit status.
fn run(args: &[&str], path: &std::path::Path) -> (String, String, Option<i32>) {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let output = Command::new(env!("CARGO_BIN_EXE_kube-inject"))
        .args(["--injectConfigFile", &format!("{examples}/inject-config.yaml")])
        .args(["--valuesFile", &format!("{examples}/values.yaml"), "-f"])
        .arg(path)
        .args(args)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn any_number_of_workers_gives_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let objects: Vec<&str> = OBJECTS.iter().copied().cycle().take(120).collect();
    let (stream, one) = (directory.path().join("stream.yaml"), directory.path().join("list.yaml"));
    std::fs::write(&stream, objects.join("---\n")).unwrap();
    std::fs::write(&one, list(&objects, 0, "")).unwrap();
    for path in [&stream, &one] {
        for more in [
            &[][..],
            &["--diff"],
            &["--check"],
            &["--report", "json"],
            &["--emit", "patch"],
            &["-v", "--stream"],
        ] {
            let with = |jobs: &'static str| run(&[&["--jobs", jobs], more].concat(), path);
            let alone = with("1");
            assert!(!alone.0.is_empty(), "{more:?}: {}", alone.1);
            for jobs in ["2", "16", "64"] {
                assert_eq!(with(jobs), alone, "{more:?} {jobs}");
            }
        }
    }
}

#[test]
fn a_large_list_is_written_everywhere_as_it_is_injected_or_not_at_all() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("list.yaml");
    let (small, out) = (directory.path().join("small.yaml"), directory.path().join("out.yaml"));
    let mut objects: Vec<&str> = OBJECTS[..5].iter().copied().cycle().take(1_500).collect();
    let before = list(&objects, 0, "");
    assert!(before.len() > 256 << 10);
    std::fs::write(&path, &before).unwrap();
    std::fs::write(&small, OBJECTS[2]).unwrap();
    let (small, file) = (small.to_str().unwrap(), out.to_str().unwrap());

    let (found, _, status) = run(&["--check"], &path);
    assert_eq!((found.lines().count(), status), (1_500 / 5 * 3, Some(1)));
    let page = directory.path().join("check.html");
    assert!(run(&["--check", "--report", &format!("html={}", page.display())], &path).0 == found);
    assert!(std::fs::read_to_string(page).unwrap().contains("istio-proxy"));

    let (streamed, ..) = run(&["--stream"], &path);
    assert!(streamed.len() > 2 << 20 && streamed.contains("# kube-inject: undo "));
    assert!(run(&[], &path).0 == streamed);
    let (diff, _, status) = run(&["--diff"], &path);
    assert!(status == Some(1) && patched(&before, &diff) == streamed);
    assert!(run(&["-f", small], &path).0 == format!("{streamed}---\n{}", OBJECTS[2]));
    let page = directory.path().join("page.html");
    assert!(run(&["--report", &format!("html={}", page.display())], &path).0 == streamed);
    assert!(std::fs::read_to_string(page).unwrap().contains("istio-proxy"));
    for args in [&["-o", file][..], &["--output-dir", directory.path().join("all").to_str().unwrap()]] {
        assert_eq!(run(args, &path).2, Some(0));
    }
    for written in [&out, &directory.path().join("all/list.yaml")] {
        assert!(std::fs::read_to_string(written).unwrap() == streamed);
    }
    assert_eq!(run(&["--in-place"], &path).2, Some(0));
    assert!(std::fs::read_to_string(&path).unwrap() == streamed);
    assert_eq!(run(&["--check"], &path).2, Some(0));

    objects.push("apiVersion: v1\nkind: Pod\nmetadata:\n  name: b\nspec:\n  containers: {a: b}\n");
    let broken = list(&objects, 0, "");
    std::fs::write(&path, &broken).unwrap();
    for args in [&[][..], &["-o", file], &["--in-place"]] {
        let (told, _, status) = run(args, &path);
        assert_eq!((told.as_str(), status), ("", Some(3)), "{args:?}");
    }
    assert!(std::fs::read_to_string(&path).unwrap() == broken);
    assert!(std::fs::read_to_string(&out).unwrap() == streamed);
}

#[test]
fn the_diff_makes_of_the_input_what_injection_does() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.yaml");
    let objects: Vec<&str> = OBJECTS.iter().copied().cycle().take(33).collect();
    let json = |end: &str| {
        format!(
            "{{\"kind\":\"List\",\"items\":[{}]}}{end}",
            OBJECTS.map(|o| kube_yaml::json::to_json(&parse(o).unwrap().unwrap())).join(",\n")
        )
    };
    let inputs = [objects.join("---\n"), list(&objects, 2, "# end"), json(""), json("\n")];
    for input in inputs {
        std::fs::write(&path, &input).unwrap();
        let (injected, ..) = run(&[], &path);
        let (diff, _, status) = run(&["--diff"], &path);
        assert_eq!(status, Some(1));
        assert_eq!(patched(&input, &diff), injected, "{diff}");
        // What was injected differently before.
        let other = injected.replace("istio/proxyv2", "istio/proxyv3");
        std::fs::write(&path, &other).unwrap();
        assert_eq!(patched(&other, &run(&["--diff"], &path).0), run(&[], &path).0);
    }
}

/// A text with a unified diff of one file worked in, as `patch` does it: every line of the diff has to be where it says.
fn patched(text: &str, diff: &str) -> String {
    let old: Vec<&str> = text.split_inclusive('\n').collect();
    let (mut out, mut at) = (String::new(), 0);
    let mut lines = diff.split_inclusive('\n').skip(2).peekable();
    while let Some(head) = lines.next() {
        let numbers = |range: &str| {
            let (first, count) = range[1..].split_once(',').unwrap_or((&range[1..], "1"));
            let (first, count): (usize, usize) = (first.parse().unwrap(), count.parse().unwrap());
            (if count == 0 { first } else { first - 1 }, count)
        };
        let ranges: Vec<&str> = head.trim().trim_matches('@').split_whitespace().collect();
        let ((first, mut left), (_, mut right)) = (numbers(ranges[0]), numbers(ranges[1]));
        old[at..first].iter().for_each(|line| out.push_str(line));
        at = first;
        while left + right > 0 {
            let line = lines.next().unwrap();
            let ended = lines.next_if(|next| next.starts_with('\\')).is_none();
            let content = if ended { &line[1..] } else { line[1..].trim_end_matches('\n') };
            match line.as_bytes()[0] {
                b'+' => (out.push_str(content), right -= 1).0,
                sign => {
                    assert_eq!(content, old[at]);
                    (at, left) = (at + 1, left - 1);
                    if sign == b' ' {
                        out.push_str(content);
                        right -= 1;
                    }
                }
            }
        }
    }
    old[at..].iter().for_each(|line| out.push_str(line));
    out
}
