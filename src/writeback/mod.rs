//! Two trees and the text of the first → the text of the second, with as few bytes changed as can be.
//!
//! The text of a node that did not change stays as it is, comments, blank lines, quoting and all. What changed becomes
//! edits: ranges of the text and what stands there instead. New nodes are spelled in the style of the document.

mod block;
mod compare;
mod diff;
mod flow;
mod lines;
mod place;
mod repair;
mod sequence;
pub mod spell;
mod splice;
mod style;
mod unfold;

pub use splice::{Edit, splice};
pub use style::Local;

use crate::yaml::{Node, Style, Value};

/// The text with every difference between `read` (what `text` says) and `wanted` worked in; `None` when there is none.
#[must_use]
pub fn write(text: &str, read: &Node, wanted: &Node) -> Option<String> {
    let edits = edits(text, read, wanted);
    (!edits.is_empty()).then(|| written(text, edits, wanted))
}

/// The edits that work every difference between `read` (what `text` says) and `wanted` into `text`.
#[must_use]
pub fn edits(text: &str, read: &Node, wanted: &Node) -> Vec<Edit> {
    let local = Local::of(text, read);
    let plan = repair::Plan::default();
    let (edits, doubtful) = diff::edits(text, local, &plan, read, wanted);
    if edits.is_empty() && (!doubtful || compare::same(read, wanted)) {
        return edits;
    }
    match doubtful || is_delicate(text, read) {
        true => repair::proven(text, local, read, wanted),
        false => edits,
    }
}

/// The text with the edits in it, which then says `wanted`.
#[must_use]
pub fn written(text: &str, edits: Vec<Edit>, wanted: &Node) -> String {
    let written = splice(text, edits);
    debug_assert!(
        says(&written, wanted),
        "the text must say what is wanted\n--- from\n{text}\n--- came\n{written}\n--- wanted\n{}",
        crate::yaml::json::to_json(wanted)
    );
    written
}

/// Whether an edit may change what stands elsewhere: anchors that are referred to, a block scalar that the end of the
/// text or blank lines belong to, and line breaks of other kinds.
fn is_delicate(text: &str, read: &Node) -> bool {
    fn keeps_breaks(text: &str, node: &Node) -> bool {
        match &node.value {
            Value::Map(map) => map.entries.iter().any(|e| keeps_breaks(text, &e.value)),
            Value::Seq(items) => items.iter().any(|item| keeps_breaks(text, item)),
            _ => {
                matches!(node.style, Style::Literal | Style::Folded)
                    && (lines::keeps_blanks(text, node) || !text.ends_with('\n'))
            }
        }
    }
    let bytes = text.as_bytes();
    let lone_return = || memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'));
    let refers = memchr::memchr(b'&', bytes).is_some() && memchr::memchr(b'*', bytes).is_some();
    refers || lone_return() || text.contains(['\u{85}', '\u{2028}', '\u{2029}']) || keeps_breaks(text, read)
}

/// Whether `text` reads as `wanted`.
#[must_use]
pub fn says(text: &str, wanted: &Node) -> bool {
    crate::yaml::parse(text).is_ok_and(|node| node.as_ref() == Some(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Map, Node, Value, parse};

    /// The text after `change`, which is checked to say what the changed tree says.
    fn after(text: &str, change: impl FnOnce(&mut Node)) -> String {
        let read = parse(text).unwrap().unwrap();
        let mut wanted = read.clone();
        change(&mut wanted);
        let written = write(text, &read, &wanted).unwrap_or_else(|| text.to_owned());
        assert!(says(&written, &wanted), "{written}\nshould say {wanted:?}");
        written
    }

    fn map(node: &mut Node) -> &mut Map {
        node.as_map_mut().unwrap()
    }

    fn fragment(text: &str) -> Node {
        parse(text).unwrap().unwrap().detach()
    }

    #[test]
    fn nothing_changed_is_nothing_written() {
        let read = parse("a: [1, {b: 2}] # c\n").unwrap().unwrap();
        assert_eq!(write("a: [1, {b: 2}] # c\n", &read, &read.clone()), None);
    }

    #[test]
    fn a_new_key_follows_the_last_one_with_its_comment() {
        let text = "m:\n  a: 1 # one\n  # after\nz: 2\n";
        let written = after(text, |n| map(n.get_mut("m").unwrap()).set("b", fragment("{c: [x], d: 'yes'}")));
        assert_eq!(written, "m:\n  a: 1 # one\n  b:\n    c:\n    - x\n    d: \"yes\"\n  # after\nz: 2\n");
    }

    #[test]
    fn a_key_without_value_takes_a_map() {
        let written = after("a:\nb: 1\n", |n| map(n).set("a", fragment("{x: 1}")));
        assert_eq!(written, "a:\n  x: 1\nb: 1\n");
        let written = after("a: # why\nb: 1\n", |n| map(n).set("a", fragment("{x: 1}")));
        assert_eq!(written, "a: # why\n  x: 1\nb: 1\n");
        let written = after("a: {} # why\n", |n| map(n).set("a", fragment("{x: 1}")));
        assert_eq!(written, "a: # why\n  x: 1\n");
    }

    #[test]
    fn a_removed_key_takes_its_lines_along() {
        let text = "a: 1\nb:\n  c: 2 # x\n# stays\nd: 3\n";
        assert_eq!(after(text, |n| drop(map(n).remove("b"))), "a: 1\n# stays\nd: 3\n");
        assert_eq!(
            after("- a: 1\n  b: 2\n", |n| drop(map(&mut n.as_seq_mut().unwrap()[0]).remove("a"))),
            "- b: 2\n"
        );
        let emptied = after("a:\n  b: 1\n", |n| drop(map(n.get_mut("a").unwrap()).remove("b")));
        assert_eq!(emptied, "a: {}\n");
    }

    #[test]
    fn a_scalar_that_must_be_a_string_is_quoted_in_place() {
        let written = after("env:\n  - {name: X, value: 5}  # five\n", |n| {
            let item = &mut n.get_mut("env").unwrap().as_seq_mut().unwrap()[0];
            item.get_mut("value").unwrap().value = Value::from("5");
        });
        assert_eq!(written, "env:\n  - {name: X, value: \"5\"}  # five\n");
    }

    #[test]
    fn items_keep_their_lines_when_they_move() {
        let text = "l:\n- name: a # first\n  x: 1\n- name: b\n- name: c\n";
        let written = after(text, |n| {
            let items = n.get_mut("l").unwrap().as_seq_mut().unwrap();
            let first = items.remove(0);
            items.push(first);
            items[2].get_mut("x").unwrap().value = Value::from(2);
            items.insert(1, fragment("{name: new}"));
        });
        assert_eq!(written, "l:\n- name: b\n- name: new\n- name: c\n- name: a # first\n  x: 2\n");
    }

    #[test]
    fn line_endings_and_a_missing_last_one_stay() {
        let written = after("a:\r\n  b: 1\r\n", |n| map(n.get_mut("a").unwrap()).set("c", Node::made("x")));
        assert_eq!(written, "a:\r\n  b: 1\r\n  c: x\r\n");
        let written = after("a:\n  b: 1", |n| map(n.get_mut("a").unwrap()).set("c", Node::made("x")));
        assert_eq!(written, "a:\n  b: 1\n  c: x");
    }

    #[test]
    fn flow_grows_as_flow_while_short_and_unfolds_when_long() {
        let written = after("a: {b: 1}\n", |n| map(n.get_mut("a").unwrap()).set("c", Node::made("x")));
        assert_eq!(written, "a: {b: 1, c: x}\n");
        let long = "y".repeat(120);
        let written = after("a: {b: [1, 2], d: {e: 1}}\n", |n| {
            map(n.get_mut("a").unwrap()).set("c", Node::made(long.as_str()))
        });
        assert_eq!(written, format!("a:\n  b: [1, 2]\n  d: {{e: 1}}\n  c: {long}\n"));
    }

    #[test]
    fn json_stays_json_in_its_own_layout() {
        let written = after("{\n    \"a\": {\n        \"b\": 1\n    }\n}\n", |n| {
            map(n.get_mut("a").unwrap()).set("c", fragment("{d: [x]}"));
        });
        let wanted = "{\n    \"a\": {\n        \"b\": 1,\n        \"c\": {\n            \"d\": [\n                \"x\"\n            ]\n        }\n    }\n}\n";
        assert_eq!(written, wanted);
        let written = after("{\"a\":{\"b\":1}}", |n| map(n.get_mut("a").unwrap()).set("c", Node::made("x")));
        assert_eq!(written, "{\"a\":{\"b\":1,\"c\":\"x\"}}");
    }
}
