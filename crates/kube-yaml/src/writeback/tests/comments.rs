//! Comments stay with what they are about, whatever is put in or taken out beside them.

use super::{after, fragment, map};
use crate::yaml::{Entry, Node};

/// The text after an item is put into the list at `key`, which is checked to leave no trace when it is taken out.
fn with_item(text: &str, key: &str, at: usize) -> String {
    let items = |n: &mut Node| n.get_mut(key).unwrap().as_seq_mut().unwrap().clone();
    let put = |n: &mut Node| {
        let mut items = items(n);
        items.insert(at, fragment("{name: new}"));
        n.get_mut(key).unwrap().value = items.into();
    };
    let written = after(text, put);
    let back = after(&written, |n| drop(n.get_mut(key).unwrap().as_seq_mut().unwrap().remove(at)));
    assert_eq!(back, text, "by way of\n{written}");
    written
}

/// The same for an entry put into the map at `key`.
fn with_entry(text: &str, key: &str, at: usize) -> String {
    let written = after(text, |n| {
        map(n.get_mut(key).unwrap()).entries.insert(at, Entry::made("new", Node::made("x")));
    });
    let back = after(&written, |n| drop(map(n.get_mut(key).unwrap()).remove("new")));
    assert_eq!(back, text, "by way of\n{written}");
    written
}

#[test]
fn what_comes_first_stands_above_the_comment_about_the_next() {
    let written = with_item("l:\n# all of them\n\n# the cache\n# of old\n- name: cache\n", "l", 0);
    assert_eq!(written, "l:\n# all of them\n\n- name: new\n# the cache\n# of old\n- name: cache\n");
    let written = with_item("l:\r\n  # the cache\r\n  - name: cache\r\n", "l", 0);
    assert_eq!(written, "l:\r\n  - name: new\r\n  # the cache\r\n  - name: cache\r\n");
    let written = with_item("l:\n  # the cache\n- name: cache\n", "l", 0);
    assert_eq!(written, "l:\n- name: new\n  # the cache\n- name: cache\n");
    assert_eq!(with_entry("m:\n  # one\n  a: 1\n", "m", 0), "m:\n  new: x\n  # one\n  a: 1\n");
}

#[test]
fn what_comes_between_stands_above_the_comment_about_the_next() {
    let written = with_item("l:\n- name: a\n  # more of a\n# the b\n- name: b\n", "l", 1);
    assert_eq!(written, "l:\n- name: a\n  # more of a\n- name: new\n# the b\n- name: b\n");
    let written = with_entry("m:\n  a: 1\n\n  # two\n  b: 2\n", "m", 1);
    assert_eq!(written, "m:\n  a: 1\n  new: x\n\n  # two\n  b: 2\n");
}

#[test]
fn what_comes_below_a_comment_apart_from_the_next_stands_below_it() {
    let written = with_item("l:\n  - name: a\n  # so much for a\n\n  - name: b\n", "l", 1);
    assert_eq!(written, "l:\n  - name: a\n  # so much for a\n  - name: new\n\n  - name: b\n");
    let written = with_entry("m:\n  a: 1\n  # b: 2\nz: 3\n", "m", 1);
    assert_eq!(written, "m:\n  a: 1\n  # b: 2\n  new: x\nz: 3\n");
}

#[test]
fn a_comment_above_the_whole_document_stays_there() {
    let put = |n: &mut Node| map(n).entries.insert(0, Entry::made("new", Node::made("x")));
    assert_eq!(after("# licence\na: 1\n", put), "# licence\nnew: x\na: 1\n");
    assert_eq!(after("---\n# licence\n\n# a\na: 1\n", put), "---\n# licence\n\nnew: x\n# a\na: 1\n");
}

#[test]
fn lines_commented_out_in_column_0_stay_with_the_item_they_are_of() {
    let written = with_item("l:\n- name: a\n#    resources:\n#      limits: {}\n# [END l]\n", "l", 1);
    assert_eq!(written, "l:\n- name: a\n#    resources:\n#      limits: {}\n- name: new\n# [END l]\n");
    let written = with_item("  l:\n  - name: a\n#  volumes:\n#  - name: b\n", "l", 1);
    assert_eq!(written, "  l:\n  - name: a\n  - name: new\n#  volumes:\n#  - name: b\n");
}

#[test]
fn an_item_takes_the_comment_above_it_along() {
    let text = "l:\n  # the a\n  - name: a\n  # the b\n  # of old\n  - name: b # b\n    x: 1\n";
    let written = after(text, |n| n.get_mut("l").unwrap().as_seq_mut().unwrap().swap(0, 1));
    assert_eq!(written, "l:\n  # the b\n  # of old\n  - name: b # b\n    x: 1\n  # the a\n  - name: a\n");
}

#[test]
fn what_is_taken_out_leaves_the_comment_about_the_next() {
    let written = after("a: 1\nb:\n  c: 2\n  # more\n# about d\nd: 3\n", |n| drop(map(n).remove("b")));
    assert_eq!(written, "a: 1\n# about d\nd: 3\n");
}

#[test]
fn a_comment_directly_behind_a_bracket_or_a_quote_stays_one() {
    let changed = after("a: \"b\"#note\nc: 'd'#other\ne: {f: 1}#more\n", |node| {
        map(node).set("a", fragment("true"));
        map(node).set("c", fragment("{e: [1]}"));
        map(node).set("e", fragment("x"));
    });
    assert_eq!(changed, "a: true #note\nc: #other\n  e:\n  - 1\ne: x #more\n");
}
