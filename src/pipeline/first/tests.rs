//! What is read object by object comes to what reading the whole document comes to, byte for byte and word for word.

use super::*;
use crate::pipeline::{documents, replace};
use crate::pool::Threads;
use crate::secrets::Shown;
use crate::settings::{Compat, Sources};
use kube_yaml::writeback::Change;
use proptest::prelude::*;
use std::sync::OnceLock;

const OBJECTS: [&str; 15] = [
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: tea   # green\nspec:\n  containers:\n  - name: pot\n    image: pot\n",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n    name: 'four'\nspec:\n    replicas: 1\n    template:\n        metadata: {labels: {a: 'b'}}\n        spec:\n            containers:\n                -   name: web\n                    command: [\"sh\", \"-c\", \"a && b *\"]\n            # the end\n",
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n",
    "apiVersion: v1\nkind: Pod\nmetadata: {name: host}\nspec:\n  hostNetwork: true\n  containers: []\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: notes\n  annotations:\n    note: |+\n      kept\n\nspec:\n  containers:\n  - name: a\n    args:\n    - >-\n      b\n\n# of the next\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: twice\n  name: two\nspec:\n  containers: [{name: a}]\n  volums: []\n",
    "apiVersion: example.com/v1\nkind: Runner\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n",
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: hunter2\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: bad\nspec:\n  containers: {a: b}\n",
    "kind: Pod\nspec: [a]\n",
    "{apiVersion: v1, kind: Pod, metadata: {name: flow}, spec: {containers: [{name: a, image: b}]}}\n",
    "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec:\n    containers:\n    - name: a\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    sidecar.istio.io/status: '{}'\nspec:\n  containers:\n  - name: a\n",
    "null\n",
    "{metadata: {name: flow}, apiVersion: v1, spec: {restartPolicy: b:, containers: [{name: a}]}, kind: Pod}# end\n",
];

const TAILS: [&str; 4] = [
    "kind: List\n",
    "# a\nkind: List\nmetadata:\n  resourceVersion: ''\n",
    "kind: List\nmetadata: {annotations: {a: &b b, c: *b}}\n",
    "kind: DeploymentList\n",
];

/// A List of the objects, its dashes in a column.
fn list(objects: &[usize], column: usize, tail: &str) -> String {
    let mut text = "---\napiVersion: v1\nitems:   # all\n".to_owned();
    for object in objects {
        for (index, line) in OBJECTS[*object].lines().enumerate() {
            let dash = if index == 0 { "- " } else { "  " };
            text.push_str(format!("{}{dash}{line}", " ".repeat(column)).trim_end());
            text.push('\n');
        }
    }
    text + tail
}

fn settings() -> &'static Settings {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    SETTINGS.get_or_init(|| {
        let template = "metadata: {labels: {mesh: 'yes'}}\nspec:\n  containers:\n  - {name: istio-proxy, image: 'proxy:1'}\n  volumes:\n  - {name: v, emptyDir: {}}\n";
        let inject_config = Some(("inject-config", template));
        Settings::load(Sources { inject_config, ..Sources::default() }).unwrap()
    })
}

/// What comes of a text both ways, told in full: first where it is read object by object.
fn both(text: &str, threads: usize) -> (Option<String>, String) {
    let documents: Vec<_> = documents(Compat::Off, std::io::Cursor::new(text.to_owned())).collect();
    let crew = Crew::new(Threads::new(threads));
    let (mut apart, mut whole) = (Some(String::new()), String::new());
    for document in documents {
        let document = document.unwrap();
        let lines = Shown::new(document.text().unwrap());
        let source = Source::new("a.yaml", document.first_line, &lines);
        let told = inject(settings(), &crew, &source, document.separator, None).transpose();
        apart = apart.zip(told).map(|(apart, told)| format!("{apart}{told:#?}"));
        let told = replace::inject(settings(), &crew, &source, document.separator);
        whole.push_str(&format!("{told:#?}"));
    }
    (apart, whole)
}

#[test]
fn lists_as_tools_print_them_are_read_object_by_object() {
    for column in [0, 2] {
        for tail in &TAILS[..2] {
            let (apart, whole) = both(&list(&[0, 1, 2, 3, 4, 5, 6, 7, 10, 13, 14, 0], column, tail), 1);
            assert_eq!(apart, Some(whole));
        }
    }
}

/// The text and what has changed for it, and both where it is passed on; `None` where it is not.
type Texts = ((String, Vec<Change>), Option<(String, Vec<Change>)>);

/// What a text with one document becomes with its comment; `None` where nothing is made of it.
fn passed_on(text: &str) -> Option<Texts> {
    let document = documents(Compat::Off, std::io::Cursor::new(text.to_owned())).next()?.unwrap();
    let lines = Shown::new(document.text().unwrap());
    let source = Source::new("a.yaml", document.first_line, &lines);
    let crew = Crew::new(Threads::new(2));
    let done = |outlet| inject(settings(), &crew, &source, document.separator, outlet).ok()?;
    let here = done(None)?.with_undo_comment();
    let mut taken = String::new();
    let mut take = |piece: &str| taken.push_str(piece);
    let passed = done(Some(&mut take))?;
    assert_eq!(passed.passed_on.unwrap_or(taken.len()), taken.len());
    let passed = passed.passed_on.map(|_| (taken, passed.changes));
    Some(((here.text?, here.changes), passed))
}

#[test]
fn what_is_passed_on_is_the_text_with_its_comment() {
    for tail in &TAILS[..2] {
        let text = list(&[0, 1, 2, 3, 4, 5, 7, 10, 0], 2, tail);
        let (here, passed) = passed_on(&text).unwrap();
        assert!(here.0.contains("# kube-inject: undo "));
        assert_eq!(passed, Some(here));
    }
}

#[test]
fn objects_whose_trees_are_not_kept_are_read_again() {
    let objects: Vec<usize> = [0, 1, 2, 3, 4, 5, 7, 10].into_iter().cycle().take(3_000).collect();
    let text = list(&objects, 0, TAILS[0]);
    assert!(text.len() > 1 << 18);
    for threads in [1, 3] {
        let (apart, whole) = both(&text, threads);
        assert!(apart == Some(whole));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn reading_object_by_object_makes_no_difference(
        objects in proptest::collection::vec(0..OBJECTS.len(), 1..7),
        column in prop::sample::select(vec![0_usize, 2, 4]),
        tail in 0..TAILS.len(),
        threads in 1..3_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..14_usize, any::<bool>()), 0..3),
    ) {
        let mut text = list(&objects, column, TAILS[tail]);
        for (at, what, takes) in changes {
            let at = at.index(text.len());
            let put = ["\n", " ", "  ", "-", "- ", ":", ": ", "#", "\"", "'", "{", "\t", "|", "b"][what];
            if takes { text.replace_range(at..=at, put) } else { text.insert_str(at, put) }
        }
        if let (Some(apart), whole) = both(&text, threads) {
            prop_assert_eq!(apart, whole, "{}", text);
            if let Some((here, passed)) = passed_on(&text)
                && text.ends_with('\n')
            {
                prop_assert_eq!(passed, Some(here), "{}", text);
            }
        }
    }
}
