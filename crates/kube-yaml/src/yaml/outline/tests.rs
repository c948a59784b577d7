//! The scanner is the judge: whatever has an outline is read by it, as a map with the same keys.

use super::*;
use crate::yaml::{Node, Value, parse};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The keys of a text, if it was read to its end.
fn keys(text: &str) -> Option<Vec<Key<'_>>> {
    let mut keys = Vec::new();
    outline(text, |key| {
        keys.push(key);
        ControlFlow::Continue(())
    })
    .then_some(keys)
}

/// The depth, parent and name of every key of a tree.
fn keys_of(node: &Node, depth: usize, parent: &str, all: &mut BTreeSet<(usize, String, String)>) {
    match &node.value {
        Value::Map(map) => {
            for (name, value) in map.iter() {
                all.insert((depth, parent.to_owned(), name.to_owned()));
                keys_of(value, depth + 1, name, all);
            }
        }
        Value::Seq(items) => items.iter().for_each(|item| keys_of(item, depth + 1, "", all)),
        _ => {}
    }
}

/// Holds an outline to what the scanner reads; whether there is one.
fn hold(text: &str) -> bool {
    let Some(found) = keys(text) else { return false };
    let tree = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let tree = tree.unwrap_or_else(|| panic!("nothing there\n{text}"));
    let mut expected = BTreeSet::new();
    keys_of(&tree, 0, "", &mut expected);
    let told: BTreeSet<_> =
        found.iter().map(|key| (key.depth, key.parent.to_owned(), key.name.to_owned())).collect();
    let names: BTreeSet<_> = found.iter().map(|key| (key.depth, key.parent, key.name)).collect();
    if names.len() == found.len() {
        assert_eq!(told, expected, "{text}");
    } else {
        // Of a key that stands twice, only the last value is in the tree.
        assert!(told.is_superset(&expected), "{told:?}\n{expected:?}\n{text}");
    }
    for key in found.iter().filter(|key| key.depth == 0) {
        let is_last =
            found.iter().rev().find(|other| (other.depth, other.name) == (0, key.name)) == Some(key);
        let (Some(string), Some(node)) = (key.string().filter(|_| is_last), tree.get(key.name)) else {
            continue;
        };
        assert!(node.as_str().is_some_and(|text| text.starts_with(string)), "{string:?} {node:?}");
    }
    true
}

#[test]
fn plain_documents_have_an_outline() {
    for text in [
        "a: b\n",
        "---\na: b",
        "--- # c\n# d\n\na: b # c\nc:   # d\n",
        "a:\n  b:\n    c: d\n  e: f\ng: h\n",
        "a:\n- b\n- c: d\n  e: f\n-\n- - g\n  - h: i\n    j: k\nl: m\n",
        "a:\n  - b\n  -   c: d\n      e:\n      - f\n  # g\n  - h\ni:\n",
        "a: some words\n  that go on\n\n  and on - [even] {so} \"this\"\n\nb: c\n",
        "a:\n  words on their own line\n    and more\nb: c\n",
        "a: |\n  b: c\n   - \t[d\n\n  ---\n  e\nf: >-\n\n   g\n\nh: |+\n\ni: >+ # j\n  k",
        "a:\n- |\n  b\n- >-\n   c\n   d\n- e\n",
        "a:\n  |\n  b\n",
        "a: 'it''s'\n\"b\": \"c \\\"d\\\" \\\\ \\n\" # e\n'f': \"g\n h: i\n  j\\\n  k\"\nl: 'm\n\n  n'\n",
        "a: {}\nb: [] # c\nd:\n- {}\n- []\n",
        "a: {b: c, 'd': [e, {\"f\": {g: }}], h: {}} # i\nj:\n- {k: 'it''s'}\n- [l, [m]]\no:\n  [o, p: q]\n",
        "a: -1\nb: :c\nd: ?e\nf: -g -h\ni: http://j:80/#k\nl: 1.5\nm: ~\nz: null\no: 0x1F\np: a:b\n",
        "$ref: a\n.b: c\n_d: e\nf/g: h\ni-j.k/l: m\n",
        "a: b\u{e9}\n\"\u{e9}\": \u{1f375}\n",
        "a: b   \n  c\n",
    ] {
        assert!(hold(text), "{text}");
    }
}

#[test]
fn what_is_not_plain_is_left_to_the_scanner() {
    for text in [
        "",
        "\n",
        "# a\n",
        "a\n",
        "- a\n",
        " a: b\n",
        "a: {b: *c}\n",
        "a: {b: c,\n  d: e}\n",
        "a: {\"\\/\": b}\n",
        "a: {yes: b}\n",
        "a: {'b''c': d}\n",
        "{a: b}\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !!str b\n",
        "<<: {}\n",
        "a: |2\n   b\n",
        "a:\tb\n",
        "\ta: b\n",
        "a: b\r\n",
        "a: b\u{85}\n",
        "a: b\u{2028}c\n",
        "\u{feff}a: b\n",
        "a: \"\\x41\"\n",
        "a: 'b\n...\nc'\n",
        "a: b\n...\n",
        "a: b\n---\nc: d\n",
        "%YAML 1.1\n---\na: b\n",
        "? a\n: b\n",
        "a b: c\n",
        "yes: a\n",
        "1: a\n",
        "~: a\n",
        "null: a\n",
        ": a\n",
        "--- a: b\n",
    ] {
        assert!(!hold(text), "{text}");
    }
}

#[test]
fn err_documents_have_no_outline() {
    for text in [
        "a: b: c\n",
        "a: b\n  c: d\n",
        "a: b\n  # c\n  d\n",
        "a:\n  b: c\n d: e\n",
        "a: b\n- c\n",
        "a: 'b\n",
        "a: \"b\n",
        "a: \"b\" c\n",
        "a: 'b': c\n",
        "a: \"\\q\"\n",
        "a: |\n  b\n c\n",
        "a: |\n\tb\n",
        "a: |x\n  b\n",
        "a: |\n    \n  b\n",
        "a: - b\n",
        "a: @b\n",
        "a: `b`\n",
        "a: %b\n",
        "a: , b\n",
        "a: .inf\n",
        "a: -.INF\n",
        "a: .nan\n",
        "a:\n\"b\"\n",
        "a:\nb\n",
        "a: b\nc\n",
        "a:\n  - b\n  c: d\n",
        "a: }\n",
        "a: b\u{1}\n",
        "a: []]\n",
        "a: {} b\n",
        "18446744073709551615: a\n",
    ] {
        assert!(!hold(text) && parse(text).is_err(), "{text}");
    }
}

#[test]
fn outline_is_left_off_where_that_is_asked() {
    let mut count = 0;
    let read = outline("a: b\nc: d\n", |_| {
        count += 1;
        ControlFlow::Break(())
    });
    assert_eq!((read, count), (false, 1));
}

#[test]
fn cases_of_the_project_agree() {
    fn visit(directory: &Path, found: &mut [usize; 2]) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, found);
            } else if let Ok(text) = fs::read_to_string(&path) {
                for document in crate::split::documents(text.as_bytes()) {
                    found[usize::from(document.unwrap().text().is_ok_and(hold))] += 1;
                }
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = [0; 2];
    for directory in ["testdata", "snapshots", "examples"] {
        visit(&root.join(directory), &mut found);
    }
    assert!(found[1] > 200, "{found:?}");
}

/// Pieces of which lines are made.
const PIECES: &[&str] = &[
    "a:", "b: c", "d: ", "- ", "-", "- e", "- f: g", "kind: x", "spec:", "\"h\":", "'i': j", "k: 'l", "m'",
    "n: \"o", "p\"", "q", "|", "r: |", "s: >-", "t: |+", "|2", "# u", " # v", "w x", "y: z", ": ", ":",
    "1: 2", "{}", "[]", "[", "{a: b}", "~", ".inf", "&x", "*x", "!y", "---", "...", "%", "\t", "\\", "''",
    "\\\"", "\u{e9}", "\u{85}", "\u{2028}", "\r", "?", "? ", ",", "@", "-1", "<<: ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn whatever_has_an_outline_is_read(
        lines in proptest::collection::vec((0..7_usize, proptest::collection::vec(0..PIECES.len(), 0..3)), 1..9),
    ) {
        let line = |(blanks, pieces): &(usize, Vec<usize>)| {
            let pieces: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
            format!("{}{pieces}\n", " ".repeat(*blanks))
        };
        let text: String = lines.iter().map(line).collect();
        hold(&text);
        hold(text.trim_end());
    }

    #[test]
    fn changed_documents_agree(
        at in 0..1000_usize, removed in 0..6_usize, piece in 0..PIECES.len(), more in 0..1000_usize, blanks in 0..5_usize,
    ) {
        const TEXT: &str = "apiVersion: v1\nkind: ConfigMap # c\nmetadata:\n  name: m\n  labels: {}\ndata:\n  a.json: |\n    {\"b\": [\n      1]}\n\n  \
            c: \"d \\\" e\n    f\"\n  g: some words\n    that go on\n  h: >-\n    i\n\n    j\nlist:\n- k: l\n  m: n\n- - o\n  - p:\n    q: 'r''s'\n-\n  t: u\n";
        let mut text = TEXT.to_owned();
        let at = at % text.len();
        text.replace_range(at..(at + removed).min(text.len()), PIECES[piece]);
        let floor = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let more = floor(more % text.len());
        text.insert_str(more, &" ".repeat(blanks));
        hold(&text);
    }
}
