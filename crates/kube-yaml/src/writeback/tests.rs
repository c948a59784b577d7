//! What edits look like.

mod anchors;
mod comments;
mod ending;
mod json;
mod limitations;

use super::*;
use crate::yaml::{Map, parse};

/// The text after `change`, which is checked to say what the changed tree says.
fn after(text: &str, change: impl FnOnce(&mut Node)) -> String {
    let read = parse(text).unwrap().unwrap();
    let mut wanted = read.clone();
    change(&mut wanted);
    let written = write(text, &read, &wanted).unwrap_or_else(|| text.to_owned());
    assert!(parses_to(&written, &wanted), "{written}\nshould say {wanted:?}");
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
    let text = "m:\n  a: 1 # one\n    # more\n\n  # after\nz: 2\n";
    let written = after(text, |n| map(n.get_mut("m").unwrap()).set("b", fragment("{c: [x], d: 'yes'}")));
    assert_eq!(
        written,
        "m:\n  a: 1 # one\n    # more\n  b:\n    c:\n    - x\n    d: \"yes\"\n\n  # after\nz: 2\n"
    );
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
fn a_string_keeps_its_quotes_when_it_changes() {
    let change = |n: &mut Node| {
        for key in ["a", "b", "c"] {
            map(n).set(key, Node::made("new"));
        }
        n.get_mut("l").unwrap().as_seq_mut().unwrap()[0].value = "it's".into();
    };
    let text = "a: \"x\" # a\nb: &b 'x'\nc: x\nl: ['x']\n";
    assert_eq!(after(text, change), "a: \"new\" # a\nb: &b 'new'\nc: new\nl: ['it''s']\n");
    assert_eq!(after("- 'x'\n", |n| n.as_seq_mut().unwrap()[0].value = "y\nz".into()), "- \"y\\nz\"\n");
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
fn lines_of_blanks_do_not_join_a_new_literal() {
    let written = after("a: 1\n      \n", |n| map(n).set("b", Node::made("x\ny\n")));
    assert_eq!(written, "a: 1\nb: \"x\\ny\\n\"\n      \n");
    let written = after("a: 1\n\n# c\n", |n| map(n).set("b", Node::made("x\ny\n")));
    assert_eq!(written, "a: 1\nb: |\n  x\n  y\n\n# c\n");
}

#[test]
fn an_unfolded_list_ends_with_no_literal_that_takes_in_what_follows() {
    let long = "y".repeat(120);
    let written = after("a: [x]\n   \n", |n| {
        let items = n.get_mut("a").unwrap().as_seq_mut().unwrap();
        items.extend([Node::made(long.as_str()), Node::made("two\nlines")]);
    });
    assert_eq!(written, format!("a:\n- x\n- {long}\n- \"two\\nlines\"\n   \n"));
}

#[test]
fn a_question_mark_is_quoted_in_flow() {
    let written = after("a: {b: c}\n", |n| map(n.get_mut("a").unwrap()).set("d", Node::made("e?f")));
    assert_eq!(written, "a: {b: c, d: \"e?f\"}\n");
}

#[test]
fn lines_that_are_blank_by_a_tab_stay_only_behind_plain_text() {
    let text = "a: b\n \t\nd: e\n \t\n\nf: g\n";
    let written = after(text, |n| map(n).set("f", fragment("{h: i}")));
    assert_eq!(
        written,
        "a: b\n \t\nd: e\n \t\n\nf: {h: i}\n".replace("{h: i}", "\n  h: i").replace(": \n", ":\n")
    );
    let written = after(text, |n| map(n).set("d", fragment("\"1\"")));
    assert_eq!(written, "a: b\n \t\nd: \"1\"\n\nf: g\n");
    let written = after(text, |n| map(n).set("d", fragment("[1]")));
    assert_eq!(written, "a: b\n \t\nd:\n- 1\n\nf: g\n");
}

#[test]
fn lone_carriage_returns_end_lines_too() {
    let written = after("a: 1\rb:\r  c: 2\r", |n| map(n.get_mut("b").unwrap()).set("d", Node::made("x")));
    assert_eq!(written, "a: 1\rb:\r  c: 2\r  d: x\r");
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
fn what_an_unfolded_map_may_not_say_as_it_is_gets_quotes() {
    let long = "y".repeat(120);
    for (old, new) in [
        ("x:", "\"x:\""),
        ("-", "\"-\""),
        ("!!str -", "\"-\""),
        ("'x:'", "'x:'"),
        ("[x:]", "[x:]"),
        ("x:y", "x:y"),
        ("-x", "-x"),
    ] {
        let written = after(&format!("a: {{b: {old}, c: [{old}, z]}}\n"), |n| {
            map(n.get_mut("a").unwrap()).set("d", Node::made(long.as_str()))
        });
        assert_eq!(written, format!("a:\n  b: {new}\n  c: [{old}, z]\n  d: {long}\n"));
        let written = after(&format!("a: [{old}]\n"), |n| {
            n.get_mut("a").unwrap().as_seq_mut().unwrap().push(Node::made(long.as_str()));
        });
        assert_eq!(written, format!("a:\n- {new}\n- {long}\n"));
    }
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
