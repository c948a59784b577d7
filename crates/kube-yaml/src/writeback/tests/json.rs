//! JSON stays JSON, laid out as its author lays it out.

use super::{after, fragment, map};
use crate::yaml::Node;

/// The text after `a` gets members, and what comes of it when they are taken out again.
fn filled(text: &str) -> String {
    after(text, |n| map(n).set("a", fragment("{k: [x], l: {}}")))
}

#[test]
fn an_empty_collection_over_lines_is_opened_over_lines() {
    let opened = "{\n  \"a\": {\n    \"k\": [\n      \"x\"\n    ],\n    \"l\": {}\n  },\n  \"b\": 1\n}\n";
    for empty in ["{}", "[]", "null", "\"x\"", "{\n  }", "[\n    1\n  ]"] {
        assert_eq!(filled(&format!("{{\n  \"a\": {empty},\n  \"b\": 1\n}}\n")), opened);
    }
    let written = after("{\r\n   \"a\": [\r\n      {}\r\n   ]\r\n}\r\n", |n| {
        n.get_mut("a").unwrap().as_seq_mut().unwrap()[0] = fragment("{k: x}");
    });
    assert_eq!(written, "{\r\n   \"a\": [\r\n      {\r\n         \"k\": \"x\"\r\n      }\r\n   ]\r\n}\r\n");
}

#[test]
fn lines_indented_by_tabs_stay_so() {
    let opened = "{\n\t\"b\": [\n\t\t1,\n\t\t{\n\t\t\t\"k\": 1\n\t\t}\n\t],\n\t\"a\": {\n\t\t\"k\": [\n\t\t\t\"x\"\n\t\t],\n\t\t\"l\": {}\n\t}\n}\n";
    let written = after("{\n\t\"b\": [\n\t\t1\n\t],\n\t\"a\": {}\n}\n", |n| {
        map(n).set("a", fragment("{k: [x], l: {}}"));
        n.get_mut("b").unwrap().as_seq_mut().unwrap().push(fragment("{k: 1}"));
    });
    assert_eq!(written, opened);
}

#[test]
fn what_stands_in_one_line_stays_in_one_line() {
    assert_eq!(filled("{\"a\":{},\"b c\":1}"), "{\"a\":{\"k\":[\"x\"],\"l\":{}},\"b c\":1}");
    assert_eq!(filled("{\"a\": {}, \"b\": 1}"), "{\"a\": {\"k\": [\"x\"], \"l\": {}}, \"b\": 1}");
    assert_eq!(filled("{\n  \"b\": 1, \"a\": {}\n}"), "{\n  \"b\": 1, \"a\": {\"k\": [\"x\"], \"l\": {}}\n}");
    let written = after("{\n  \"b\": [{\"a\": {}}]\n}", |n| {
        map(&mut n.get_mut("b").unwrap().as_seq_mut().unwrap()[0]).set("a", fragment("{k: x}"));
    });
    assert_eq!(written, "{\n  \"b\": [{\"a\": {\"k\": \"x\"}}]\n}");
}

#[test]
fn a_list_of_one_does_not_show_that_blanks_are_left_out() {
    let push = |n: &mut Node| n.get_mut("a").unwrap().as_seq_mut().unwrap().push(Node::made("w"));
    assert_eq!(after("a: [x]\n", push), "a: [x, w]\n");
    assert_eq!(after("a: [x,z]\n", push), "a: [x,z,w]\n");
    assert_eq!(after("a: [\"x\"]\n", push), "a: [\"x\", \"w\"]\n");
    assert_eq!(after("{\n  \"a\": [\"x\"]\n}\n", push), "{\n  \"a\": [\"x\", \"w\"]\n}\n");
    assert_eq!(after("{\"a\":[\"x\"]}\n", push), "{\"a\":[\"x\",\"w\"]}\n");
}

#[test]
fn a_bracket_that_hugs_its_items_does_so_again() {
    let text = "{\n  \"a\": [{\n    \"k\": 1\n  }]\n}\n";
    let written =
        after(text, |n| n.get_mut("a").unwrap().as_seq_mut().unwrap().push(fragment("{k: 2, l: [3]}")));
    assert_eq!(
        written,
        "{\n  \"a\": [{\n    \"k\": 1\n  }, {\n    \"k\": 2,\n    \"l\": [\n      3\n    ]\n  }]\n}\n"
    );
}
