//! A text without a last line break stays one, and a block scalar at its end stays a block scalar.

use super::{after, fragment, map};
use crate::yaml::{Entry, Node};

/// The text after an entry is put into the map at its root.
fn with_entry(text: &str) -> String {
    after(text, |n| map(n).set("new", Node::made("x")))
}

#[test]
fn a_block_scalar_at_the_end_says_that_it_has_no_last_line_break() {
    assert_eq!(with_entry("a: |\n  one\n  two"), "a: |-\n  one\n  two\nnew: x");
    assert_eq!(with_entry("a: >\n  one\n\n  two"), "a: >-\n  one\n\n  two\nnew: x");
    assert_eq!(with_entry("a: |+\n  one"), "a: |-\n  one\nnew: x");
    assert_eq!(with_entry("a: |-\n  one"), "a: |-\n  one\nnew: x");
    assert_eq!(with_entry("a: |2  # why\n   one"), "a: |2-  # why\n   one\nnew: x");
    assert_eq!(with_entry("a: >+1 # why\n   one"), "a: >-1 # why\n   one\nnew: x");
    assert_eq!(with_entry("a: &x !!str |1+\n one\n\n  two "), "a: &x !!str |1-\n one\n\n  two \nnew: x");
    assert_eq!(with_entry("a: |\r\n  one\r\n  two"), "a: |-\r\n  one\r\n  two\r\nnew: x");
}

#[test]
fn a_block_scalar_that_does_not_end_in_the_last_line_stays() {
    assert_eq!(with_entry("a: |"), "a: |\nnew: x");
    assert_eq!(with_entry("a: | # none"), "a: | # none\nnew: x");
    assert_eq!(with_entry("a: |\n  one\n# end"), "a: |\n  one\nnew: x\n# end");
    assert_eq!(with_entry("a: |+\n  one\n  "), "a: |+\n  one\nnew: x\n  ");
    assert_eq!(with_entry("a: |\n  one\nb: 1"), "a: |\n  one\nb: 1\nnew: x");
}

#[test]
fn a_block_scalar_deep_inside_at_the_end_stays_one() {
    let text = "m:\n  l:\n  - name: a\n    args:\n    - -c\n    - | # run\n      one\n\n      # two";
    let stripped = "m:\n  l:\n  - name: a\n    args:\n    - -c\n    - |- # run\n      one\n\n      # two";
    let written = after(text, |n| {
        let m = map(n.get_mut("m").unwrap());
        m.get_mut("l").unwrap().as_seq_mut().unwrap().push(fragment("{name: new}"));
        m.set("v", fragment("[x]"));
    });
    assert_eq!(written, format!("{stripped}\n  - name: new\n  v:\n  - x"));
    let written = after(text, |n| {
        map(n.get_mut("m").unwrap()).get_mut("l").unwrap().as_seq_mut().unwrap()[0]
            .get_mut("name")
            .unwrap()
            .value = "b".into();
    });
    assert_eq!(written, format!("{}\n", stripped.replace("name: a", "name: b")), "a comment may follow");
}

#[test]
fn an_item_with_a_block_scalar_at_the_end_says_the_same_elsewhere() {
    let text = "- name: a\n- name: b\n  c: |\n    one";
    let written = after(text, |n| n.as_seq_mut().unwrap().swap(0, 1));
    assert_eq!(written, "- name: b\n  c: |-\n    one\n- name: a");
}

#[test]
fn a_block_scalar_at_the_end_goes_when_it_changes_or_is_taken_out() {
    assert_eq!(after("a: 1\nb: |\n  one", |n| drop(map(n).remove("b"))), "a: 1");
    assert_eq!(after("a: 1\nb: |\n  one", |n| map(n).set("b", Node::made("x"))), "a: 1\nb: x");
    assert_eq!(after("a: 1\nb: |\n  one", |n| drop(map(n).remove("a"))), "b: |\n  one");
}

#[test]
fn a_new_literal_at_the_end_gets_its_last_line_break() {
    let put = |text: &str, new: &str| after(text, |n| map(n).set("new", Node::made(new)));
    assert_eq!(put("a: 1", "one\ntwo\n"), "a: 1\nnew: |\n  one\n  two\n");
    assert_eq!(put("a: 1\r\nb: 2", "one\ntwo\n"), "a: 1\r\nb: 2\r\nnew: |\r\n  one\r\n  two\r\n");
    assert_eq!(put("a: 1", "one\ntwo"), "a: 1\nnew: |-\n  one\n  two");
    assert_eq!(put("new: 1", "one\ntwo\n"), "new: |\n  one\n  two\n");
    assert_eq!(put("a: |\n  one", "one\ntwo\n"), "a: |-\n  one\nnew: |\n  one\n  two\n");
    let written = after("a: 1", |n| {
        map(n).set("new", Node::made("one\ntwo\n"));
        map(n).set("newer", Node::made("x"));
    });
    assert_eq!(written, "a: 1\nnew: |\n  one\n  two\nnewer: x");
}

#[test]
fn what_is_taken_out_at_the_end_leaves_no_line_break() {
    for text in ["a: 1", "a: 1 # one", "a: |-\n  one\n  two", "a:\n  - b\n  - c", "a: 1\r\nb: 2"] {
        let written = with_entry(text);
        assert_eq!(after(&written, |n| drop(map(n).remove("new"))), text, "by way of {written:?}");
        let twice = after(&written, |n| map(n).set("newer", fragment("{b: [c]}")));
        let taken = |n: &mut Node| map(n).entries.retain(|e| !e.key.starts_with("new"));
        assert_eq!(after(&twice, taken), text, "by way of {twice:?}");
    }
    let clipped = after("a: |\n  one\nb: 1", |n| drop(map(n).remove("b")));
    assert_eq!(clipped, "a: |\n  one\n", "its last line break is its own");
    let replaced = after("a: 1\nb: 2", |n| map(n).entries[1] = Entry::made("c", Node::made("x")));
    assert_eq!(replaced, "a: 1\nc: x");
}
