//! What cannot be edited in place: the smallest node around it is spelled anew. docs/output.md names each.

use super::{after, fragment, map};
use crate::yaml::Node;

#[test]
fn a_map_with_a_key_that_lacks_its_colon_is_spelled_anew() {
    let written = after("m:\n  ? a # set\n  ? b\nz: 1 # z\n", |n| {
        map(n.get_mut("m").unwrap()).set("c", Node::made("x"));
    });
    assert_eq!(written, "m:\n  a: null\n  b: null\n  c: x\nz: 1 # z\n");
}

#[test]
fn a_flow_map_with_a_key_of_several_lines_is_spelled_anew_when_the_key_gets_a_value() {
    let written = after("a: {\"b\n  c\"}\nz: 1 # z\n", |n| {
        map(n.get_mut("a").unwrap()).set("b c", Node::made("x"));
    });
    assert_eq!(written, "a:\n  b c: x\nz: 1 # z\n");
}

#[test]
fn a_text_with_more_behind_its_document_goes_where_that_would_be_read() {
    let text = "{}x  y: z\nspec:\n  a:\n b: c\n";
    assert_eq!(after(text, |n| map(n).set("a", Node::made("x"))), "\"a\": \"x\"\n");
    let written = after("{}\n--- {b: 2}\n", |n| map(n).set("a", Node::made("x")));
    assert_eq!(written, "{\"a\": \"x\"}\n--- {b: 2}\n");
}

#[test]
fn a_list_behind_a_dash_is_spelled_anew_when_its_first_item_goes() {
    let written = after("- - a # a\n  - 'b'\n- c # c\n", |n| {
        n.as_seq_mut().unwrap()[0].as_seq_mut().unwrap().remove(0);
    });
    assert_eq!(written, "- - b\n- c # c\n");
}

#[test]
fn a_collection_that_keeps_nothing_is_spelled_anew() {
    let written = after("a:\n  # one\n  b: 1\nc: 1\n", |n| map(n).set("a", fragment("{d: 1}")));
    assert_eq!(written, "a:\n  # one\n  d: 1\nc: 1\n");
}

#[test]
fn a_flow_collection_with_comments_is_spelled_anew_when_it_loses_a_member() {
    let written = after("a: [\n  x, # x\n  'w'\n]\n", |n| {
        n.get_mut("a").unwrap().as_seq_mut().unwrap().remove(0);
    });
    assert_eq!(written, "a: [w]\n");
}

#[test]
fn a_pair_in_a_flow_list_gets_braces_when_it_grows() {
    let written = after("a: [b: 1, c]\n", |n| {
        map(&mut n.get_mut("a").unwrap().as_seq_mut().unwrap()[0]).set("d", Node::made("x"));
    });
    assert_eq!(written, "a: [{b: 1, d: x}, c]\n");
}

#[test]
fn a_map_is_spelled_anew_when_what_its_merge_key_brings_has_to_go() {
    let text = "a: &x\n  k: 1\n  l: 1\nb:\n  m: 'two' # m\n  <<: *x\nc: 'three'\n";
    let written = after(text, |n| drop(map(n.get_mut("b").unwrap()).remove("k")));
    assert_eq!(written, "a: &x\n  k: 1\n  l: 1\nb:\n  m: two\n  l: 1\nc: 'three'\n");
}

#[test]
fn a_flow_map_is_spelled_anew_when_what_its_merge_key_brings_changes() {
    let text = "a: &x {k: 1}\nb: {m: 'two', <<: *x}\n";
    let written = after(text, |n| map(n.get_mut("b").unwrap()).set("k", Node::made("x")));
    assert_eq!(written, "a: &x {k: 1}\nb: {m: two, k: x}\n");
}

#[test]
fn a_map_is_spelled_anew_when_the_last_of_equal_keys_goes() {
    let written = after("m:\n  a: 1\n  b: 'two'\n  a: 3\nz: 'z'\n", |n| {
        drop(map(n.get_mut("m").unwrap()).remove("a"));
    });
    assert_eq!(written, "m:\n  b: two\nz: 'z'\n");
}

#[test]
fn a_tag_goes_when_its_value_changes() {
    let written = after("a: !!int \"5\" # five\n", |n| map(n).set("a", Node::made("5")));
    assert_eq!(written, "a: \"5\" # five\n");
}

#[test]
fn an_item_from_another_list_is_spelled_anew() {
    let written = after("a:\n- name: x # x\n- name: y\nb:\n- name: z\n", |n| {
        let item = n.get_mut("a").unwrap().as_seq_mut().unwrap().remove(0);
        n.get_mut("b").unwrap().as_seq_mut().unwrap().push(item);
    });
    assert_eq!(written, "a:\n- name: y\nb:\n- name: z\n- name: x\n");
}

#[test]
fn a_string_of_several_lines_is_quoted_where_a_comment_would_join_it() {
    let written = after("a: x # why\nb: x\n", |n| {
        map(n).set("a", Node::made("one\ntwo"));
        map(n).set("b", Node::made("one\ntwo"));
    });
    assert_eq!(written, "a: \"one\\ntwo\" # why\nb: |-\n  one\n  two\n");
}

#[test]
fn comments_inside_a_value_go_with_it() {
    let written = after("a: # a\n  # about b\n  b: 1 # one\nc: 1\n", |n| map(n).set("a", Node::made("x")));
    assert_eq!(written, "a: x # a\n  # about b\n  # one\nc: 1\n");
    let written = after("a:\n  b: 1 # one\n  c: 1\nd: 1\n", |n| map(n).set("a", Node::made("x")));
    assert_eq!(written, "a: x\nd: 1\n");
}

#[test]
fn a_text_with_unicode_line_breaks_is_edited_as_far_as_it_goes() {
    let text = "a: \"x\u{2028}\"\nb:\n  c: 2 # c\n";
    let written = after(text, |n| map(n.get_mut("b").unwrap()).set("d", Node::made("x")));
    assert_eq!(written, "a: \"x\u{2028}\"\nb:\n  c: 2 # c\n  d: x\n");
    let written = after("# x\u{2028}b:\n  c: 2 # c\n", |n| map(n).set("d", Node::made("x")));
    assert_eq!(written, "b:\n  c: 2\nd: x\n");
}
