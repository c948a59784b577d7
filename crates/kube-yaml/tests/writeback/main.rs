//! Edits of generated manifests: whatever changes in the tree, the spliced text says it, and all else stays as written.

#![allow(clippy::unwrap_used, reason = "tests")]

mod changes;
mod choices;
mod manifests;

use choices::Choices;
use kube_yaml::writeback::write;
use kube_yaml::{Node, Style, Value, parse};
use proptest::prelude::*;

/// The bytes every choice of a case is made by; shorter ones make simpler cases.
fn cases() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    (prop::collection::vec(any::<u8>(), 0..250), prop::collection::vec(any::<u8>(), 0..60))
}

fn read(text: &str) -> Option<Node> {
    parse(text).ok().flatten()
}

/// What `text` becomes when its tree becomes `wanted`; checked to say just that, twice alike.
fn written(text: &str, tree: &Node, wanted: &Node) -> String {
    let out = write(text, tree, wanted);
    assert_eq!(out, write(text, tree, wanted), "not the same twice");
    let out = out.unwrap_or_else(|| text.to_owned());
    let got = parse(&out);
    assert!(
        matches!(&got, Ok(Some(got)) if got == wanted),
        "--- from\n{text}\n--- came\n{out}\n--- wanted {wanted:#?}\n--- got {got:?}"
    );
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_global_rejects: 10_000_000, ..ProptestConfig::default() })]

    #[test]
    fn the_spliced_text_says_what_is_wanted((text, change) in cases()) {
        let text = manifests::manifest(&mut Choices::new(&text));
        let Some(tree) = read(&text) else { return Err(TestCaseError::reject("not valid")) };
        prop_assert_eq!(write(&text, &tree, &tree.clone()), None);
        let mut wanted = tree.clone();
        changes::change(&mut Choices::new(&change), &mut wanted);
        let out = written(&text, &tree, &wanted);
        // And back again, from whatever came out.
        written(&out, &read(&out).unwrap(), &tree);
    }

    #[test]
    fn a_scalar_that_becomes_a_string_changes_alone((text, change) in cases()) {
        let text = manifests::manifest(&mut Choices::new(&text));
        let Some(tree) = read(&text) else { return Err(TestCaseError::reject("not valid")) };
        let mut wanted = tree.clone();
        let Some(span) = changes::quote(&mut Choices::new(&change), &mut wanted) else {
            return Err(TestCaseError::reject("no such scalar"));
        };
        if text.contains(['*', '!']) {
            return Err(TestCaseError::reject("others may have to change too"));
        }
        let out = written(&text, &tree, &wanted);
        let with = |quote: &str| format!("{}{quote}5{quote}{}", &text[..span.start], &text[span.end..]);
        prop_assert!(out == with("\"") || out == with("'"), "--- from\n{text}\n--- came\n{out}");
    }

    #[test]
    fn a_new_entry_keeps_every_line((text, change) in cases()) {
        let text = manifests::manifest(&mut Choices::new(&text));
        let Some(tree) = read(&text) else { return Err(TestCaseError::reject("not valid")) };
        let mut wanted = tree.clone();
        if !changes::grow(&mut Choices::new(&change), &mut wanted) || !is_plain(&text, &tree) {
            return Err(TestCaseError::reject("nothing to put a line in"));
        }
        let out = written(&text, &tree, &wanted);
        let mut lines = out.split(['\n', '\r']);
        for line in text.split(['\n', '\r']).filter(|line| !line.is_empty()) {
            prop_assert!(lines.any(|l| l == line), "lost {line:?}\n--- from\n{text}\n--- came\n{out}");
        }
    }
}

/// Whether nothing in the document refers to anything else in it.
fn is_plain(text: &str, tree: &Node) -> bool {
    fn scalars_end_themselves(node: &Node) -> bool {
        match &node.value {
            Value::Map(map) => map.iter().all(|(_, value)| scalars_end_themselves(value)),
            Value::Seq(items) => items.iter().all(scalars_end_themselves),
            _ => !matches!(node.style, Style::Literal | Style::Folded),
        }
    }
    !text.contains('*') && (text.ends_with('\n') || scalars_end_themselves(tree))
}
