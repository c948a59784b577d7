//! Anchors, aliases and merge keys: what has to change is spelled out where it stands, and nothing else.

use super::{after, fragment, map};
use crate::yaml::Node;

const SHARED: &str = "a: &x\n  k: 1\nb: *x # b\nc: *x\n";

#[test]
fn an_alias_that_must_change_is_spelled_out_where_it_stands() {
    let written = after(SHARED, |n| map(n.get_mut("b").unwrap()).set("l", Node::made("2")));
    assert_eq!(written, "a: &x\n  k: 1\nb: # b\n  k: 1\n  l: \"2\"\nc: *x\n");
}

#[test]
fn aliases_of_a_changed_anchor_are_spelled_out() {
    let written = after(SHARED, |n| map(n.get_mut("a").unwrap()).set("l", Node::made("x")));
    assert_eq!(written, "a: &x\n  k: 1\n  l: x\nb: # b\n  k: 1\nc:\n  k: 1\n");
}

#[test]
fn an_alias_that_changes_as_its_anchor_does_stays() {
    let written = after(SHARED, |n| {
        for key in ["a", "b"] {
            map(n.get_mut(key).unwrap()).set("k", Node::made("1"));
        }
    });
    assert_eq!(written, "a: &x\n  k: \"1\"\nb: *x # b\nc:\n  k: 1\n");
}

#[test]
fn aliases_of_an_anchor_taken_out_are_spelled_out() {
    let written = after(SHARED, |n| drop(map(n).remove("a")));
    assert_eq!(written, "b: # b\n  k: 1\nc:\n  k: 1\n");
}

#[test]
fn an_anchor_stays_on_a_value_that_changes() {
    let written = after("a: &x 5 # five\nb: *x\n", |n| map(n).set("a", Node::made("5")));
    assert_eq!(written, "a: &x \"5\" # five\nb: 5\n");
    let written = after("- &x 5\n- *x\n", |n| n.as_seq_mut().unwrap()[0] = fragment("{k: v}"));
    assert_eq!(written, "- k: v\n- 5\n");
}

#[test]
fn a_merge_key_stays_and_what_differs_stands_behind_it() {
    let text = "a: &x\n  k: 1\n  l: 1\nb:\n  m: 2\n  <<: *x # all\nc: 3\n";
    let written = after(text, |n| map(n.get_mut("b").unwrap()).set("k", Node::made("x")));
    assert_eq!(written, "a: &x\n  k: 1\n  l: 1\nb:\n  m: 2\n  <<: *x # all\n  k: x\nc: 3\n");
    let written = after(text, |n| map(n.get_mut("b").unwrap()).set("new", Node::made("x")));
    assert_eq!(written, "a: &x\n  k: 1\n  l: 1\nb:\n  m: 2\n  new: x\n  <<: *x # all\nc: 3\n");
    let written = after(text, |n| map(n.get_mut("a").unwrap()).set("k", Node::made("x")));
    assert_eq!(written, "a: &x\n  k: x\n  l: 1\nb:\n  m: 2\n  <<: *x # all\n  k: 1\nc: 3\n");
}

#[test]
fn a_map_of_nothing_but_a_merge_key_takes_entries() {
    let text = "a: &x {k: 1}\nb:\n- <<: *x\n- y\n";
    let written = after(text, |n| {
        map(&mut n.get_mut("b").unwrap().as_seq_mut().unwrap()[0]).set("k", Node::made("x"));
    });
    assert_eq!(written, "a: &x {k: 1}\nb:\n- <<: *x\n  k: x\n- y\n");
}
