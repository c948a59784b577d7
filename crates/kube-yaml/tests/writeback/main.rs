//! Edits of generated manifests: whatever changes in the tree, the spliced text says it, and all else stays as written.

#![allow(clippy::unwrap_used, reason = "tests")]

mod changes;
mod choices;
mod comments;
mod manifests;

use choices::Choices;
use kube_yaml::writeback::write;
use kube_yaml::{Node, Value, parse};
use manifests::Keys;
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

/// A manifest, its tree, and the tree with more in it.
fn grown(text: &[u8], change: &[u8], keys: Keys) -> Result<(String, Node, Node), TestCaseError> {
    let text = manifests::manifest(&mut Choices::new(text), keys);
    let Some(tree) = read(&text) else { return Err(TestCaseError::reject("not valid")) };
    let mut wanted = tree.clone();
    if !changes::grow(&mut Choices::new(change), &mut wanted) || text.contains('*') {
        return Err(TestCaseError::reject("nothing to put a line in"));
    }
    Ok((text, tree, wanted))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_global_rejects: 10_000_000, ..ProptestConfig::default() })]

    #[test]
    fn the_spliced_text_says_what_is_wanted((text, change) in cases()) {
        let text = manifests::manifest(&mut Choices::new(&text), Keys::Any);
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
        let text = manifests::manifest(&mut Choices::new(&text), Keys::Any);
        let Some(tree) = read(&text) else { return Err(TestCaseError::reject("not valid")) };
        let mut wanted = tree.clone();
        let Some(span) = changes::quote(&mut Choices::new(&change), &mut wanted) else {
            return Err(TestCaseError::reject("no such scalar"));
        };
        if text.contains(['*', '!']) || ends_in_block_scalar(&text) {
            return Err(TestCaseError::reject("others may have to change too"));
        }
        let out = written(&text, &tree, &wanted);
        let with = |quote: &str| format!("{}{quote}5{quote}{}", &text[..span.start], &text[span.end..]);
        prop_assert!(out == with("\"") || out == with("'"), "--- from\n{text}\n--- came\n{out}");
    }

    #[test]
    fn a_new_entry_keeps_every_line((text, change) in cases()) {
        let (text, tree, wanted) = grown(&text, &change, Keys::Any)?;
        let out = written(&text, &tree, &wanted);
        let mut lines = out.trim_start_matches('\u{feff}').split(['\n', '\r']);
        for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']).filter(|line| !line.is_empty()) {
            prop_assert!(lines.any(|l| says_as(line, l)), "lost {line:?}\n--- from\n{text}\n--- came\n{out}");
        }
    }

    #[test]
    fn a_comment_stays_above_what_it_is_about((text, change) in cases()) {
        let (text, tree, wanted) = grown(&text, &change, Keys::Any)?;
        let out = written(&text, &tree, &wanted);
        let mut pairs = Vec::new();
        comments::pairs(&wanted, &read(&out).unwrap(), &mut pairs);
        for (before, now) in pairs {
            let (before, now) = (comments::above(&text, before), comments::above(&out, now));
            if let (Some((dash, before)), Some((now_dash, now))) = (before, now) {
                // A first key behind a dash makes room for a new one.
                let same = before == now || dash != now_dash;
                prop_assert!(same, "{before:?} {now:?}\n--- from\n{text}\n--- came\n{out}");
            }
        }
    }

    #[test]
    fn what_is_put_in_comes_out_without_a_trace((text, change) in cases()) {
        let (text, tree, wanted) = grown(&text, &change, Keys::Distinct)?;
        let in_list = |line: &str| line.trim().strip_prefix('-').is_some_and(|l| l.trim().starts_with('-'));
        if text.split(['\n', '\r']).any(in_list) || text.starts_with('\u{feff}') {
            return Err(TestCaseError::reject("a list behind a dash is spelled anew"));
        }
        let out = written(&text, &tree, &wanted);
        let mut back = read(&out).unwrap();
        changes::take_out(&wanted, &mut back);
        prop_assert!(back == tree, "not what was put in");
        let out = written(&out, &read(&out).unwrap(), &back);
        // A block scalar at the end had to say how it ends, or was put in and needed a last line break.
        let said = ends_in_block_scalar(&text) && bare(unended(&out)) == bare(unended(&text));
        let ended = !text.ends_with(['\n', '\r']) && unended(&out) == text;
        prop_assert!(out == text || said || ended, "--- from\n{text:?}\n--- came\n{out:?}");
    }

    #[test]
    fn json_over_lines_stays_over_lines((text, change) in cases()) {
        let (text, by) = manifests::json_over_lines(&mut Choices::new(&text));
        let Some(tree) = read(&text) else { return Err(TestCaseError::reject("not valid")) };
        let mut wanted = tree.clone();
        changes::change(&mut Choices::new(&change), &mut wanted);
        if !text.contains(['\n', '\r']) {
            return Err(TestCaseError::reject("in one line"));
        }
        let out = written(&text, &tree, &wanted);
        prop_assert!(is_over_lines(&out, &read(&out).unwrap(), 0, &by), "--- from\n{text}\n--- came\n{out}");
    }
}

/// Whether every member of every collection stands on a line of its own, indented by its level.
fn is_over_lines(text: &str, node: &Node, level: usize, by: &str) -> bool {
    let members: Vec<(u32, &Node)> = match &node.value {
        Value::Map(map) => map.entries.iter().map(|e| (e.key_span.start, &e.value)).collect(),
        Value::Seq(items) => items.iter().map(|item| (item.span.start, item)).collect(),
        _ => return true,
    };
    let begins_line = |at: u32, level: usize| {
        text[..at as usize].strip_suffix(&*by.repeat(level)).is_some_and(|s| s.ends_with(['\n', '\r']))
    };
    let alone =
        |(at, member): (u32, &Node)| begins_line(at, level + 1) && is_over_lines(text, member, level + 1, by);
    members.is_empty() || begins_line(node.span.end - 1, level) && members.into_iter().all(alone)
}

/// Whether a line is the one it was, but that a new first key may stand behind its dash in its place, and that a block
/// scalar at the end of the text may have to say how it ends.
fn says_as(before: &str, now: &str) -> bool {
    let content = |line: &str| line.trim_start_matches([' ', '-']).to_owned();
    let (before, now) = (content(before), content(now));
    now == before || before.contains(['|', '>']) && bare(&now) == bare(&before)
}

/// A text without what says how its block scalars end.
fn bare(text: &str) -> String {
    text.replace(['-', '+'], "")
}

fn unended(text: &str) -> &str {
    text.trim_end_matches(['\n', '\r'])
}

/// Whether the text ends in a line of a block scalar, without a line break.
fn ends_in_block_scalar(text: &str) -> bool {
    !text.ends_with(['\n', '\r']) && read(text) != read(&format!("{text}\n"))
}
