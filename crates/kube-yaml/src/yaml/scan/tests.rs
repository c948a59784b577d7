//! Claims about spans, styles, bounds and errors; what scalars mean is tested against recorded answers.

use super::*;

fn read(text: &str) -> Node {
    parse(text).unwrap().unwrap()
}

fn cause(text: &str) -> String {
    parse(text).unwrap_err().cause().to_owned()
}

/// The text of the node at `path`.
fn spelled<'t>(text: &'t str, path: &[&str]) -> &'t str {
    let root = read(text);
    &text[root.at(path).unwrap().span.range()]
}

#[test]
fn nothing_but_comments_is_no_document() {
    for text in ["", "\n", "# c", "---", "---\n# c\n", "\u{FEFF}", "---\n...\n", "%YAML 1.1\n---\n"] {
        assert_eq!(parse(text).unwrap(), None, "{text:?}");
    }
    assert!(read("--- null").is_null());
}

#[test]
fn scalars_span_their_own_bytes() {
    let text = "a: plain  # c\nb: 'x ''y'\nc: \"z\\n\"\nd: two\n  lines \ne:\n";
    assert_eq!(spelled(text, &["a"]), "plain");
    assert_eq!(spelled(text, &["b"]), "'x ''y'");
    assert_eq!(spelled(text, &["c"]), "\"z\\n\"");
    assert_eq!(spelled(text, &["d"]), "two\n  lines");
    let nothing = read(text).get("e").unwrap().span;
    let end = u32::try_from(text.trim_end().len()).unwrap();
    assert_eq!((nothing.start, nothing.end), (end, end));
}

#[test]
fn block_scalars_span_header_to_last_content() {
    assert_eq!(spelled("a: |- # c\n  x\n  y\n\nb: 1\n", &["a"]), "|- # c\n  x\n  y");
    assert_eq!(spelled("a: |+\n  x\n\n\n# c\n", &["a"]), "|+\n  x");
    assert_eq!(spelled("a: >2\r\n  x\r\n", &["a"]), ">2\r\n  x");
    assert_eq!(spelled("a: |  # c\n\nb: 1", &["a"]), "|");
}

#[test]
fn collections_end_where_their_last_child_ends() {
    let text = "a:\n  b: 1\n  c:\n  - x\n  - y: [1, 2 ]  # d\n# e\n\nf: {g: h }\n";
    assert_eq!(spelled(text, &["a"]), "b: 1\n  c:\n  - x\n  - y: [1, 2 ]");
    assert_eq!(spelled(text, &["a", "c"]), "- x\n  - y: [1, 2 ]");
    assert_eq!(spelled(text, &["f"]), "{g: h }");
    assert_eq!(spelled(text, &[]), text.trim_end());
}

#[test]
fn spans_are_bytes_under_crlf_and_beyond_ascii() {
    let text = "\u{FEFF}é: ß\r\nk:\r\n- 'ü'\r\n";
    assert_eq!(spelled(text, &["é"]), "ß");
    assert_eq!(spelled(text, &["k"]), "- 'ü'");
}

#[test]
fn properties_are_outside_of_the_span() {
    let text = "a: &x !!str  1\nb: !!map\n  c: d\ne: !!str\n";
    let root = read(text);
    let (a, b, e) = (root.get("a").unwrap(), root.get("b").unwrap(), root.get("e").unwrap());
    assert_eq!((a.outer, &text[a.span.range()], a.as_str()), (3, "1", Some("1")));
    assert_eq!((b.outer, &text[b.span.range()]), (18, "c: d"));
    assert_eq!((e.outer, e.span.start, e.as_str()), (34, 39, Some("")));
}

#[test]
fn keys_span_their_own_bytes() {
    let text = "\"a\": 1\n? b\n: 2\n&x c: 3\n{d: 4}: 5";
    let text = &text[..text.len() - 10];
    let root = read(text);
    let keys: Vec<&str> = root.as_map().unwrap().entries.iter().map(|e| &text[e.key_span.range()]).collect();
    assert_eq!(keys, ["\"a\"", "b", "c"]);
}

#[test]
fn styles_are_told() {
    let styles: Vec<Style> =
        read("[a, 'b', \"c\", {}, &x d, *x]").as_seq().unwrap().iter().map(|n| n.style).collect();
    use Style::{Alias, Double, Flow, Plain, Single};
    assert_eq!(styles, [Plain, Single, Double, Flow, Plain, Alias]);
    let root = read("a: |\n  x\nb: >\n  x\nc:\n- x\n");
    let styles: Vec<Style> = root.as_map().unwrap().iter().map(|(_, n)| n.style).collect();
    assert_eq!(styles, [Style::Literal, Style::Folded, Style::Block]);
}

#[test]
fn aliases_have_the_span_of_their_name_and_nothing_below() {
    let text = "a: &x {b: [1]}\nc: *x\n";
    let root = read(text);
    let alias = root.get("c").unwrap();
    assert_eq!((alias.style, &text[alias.span.range()]), (Style::Alias, "*x"));
    assert!(!alias.get("b").unwrap().span.is_some());
    assert_eq!(alias, root.get("a").unwrap());
}

#[test]
fn merged_entries_stand_where_the_merge_key_stands() {
    let root = read("x: &x {a: 1, b: 2}\nm:\n  c: 0\n  <<: *x\n  b: 3\n");
    let entries = &root.get("m").unwrap().as_map().unwrap().entries;
    let told: Vec<_> = entries.iter().map(|e| (e.key.as_str(), e.source, e.key_span.is_some())).collect();
    assert_eq!(told, [("c", Source::Own, true), ("a", Source::Merged, false), ("b", Source::Own, true)]);
}

#[test]
fn the_first_of_merged_maps_wins() {
    assert_eq!(read("{<<: [{a: 1}, {a: 2, b: 3}]}"), read("{a: 1, b: 3}"));
}

#[test]
fn the_last_of_equal_keys_wins_in_small_and_large_maps() {
    for size in [1, 40] {
        let mut text: String = (0..size).map(|i| format!("k{i}: old\n")).collect();
        text.push_str("k0: new\n");
        let root = read(&text);
        assert_eq!((root.as_map().unwrap().len(), root.str_at("k0")), (size, Some("new")));
    }
}

#[test]
fn what_follows_the_document_is_not_looked_at() {
    assert_eq!(read("a: 1\n---\nb: 2\n"), read("a: 1"));
    assert_eq!(read("a: 1\n...\nb: [\n"), read("a: 1"));
}

#[test]
fn err_names_the_place() {
    let error = parse("a:\n  b: 1\n c: 2").unwrap_err().in_text("f", 1, "a:\n  b: 1\n c: 2");
    assert_eq!(error.to_string(), "f:3:2: did not find expected key");
}

#[test]
fn err_values_that_json_cannot_say() {
    assert!(cause("a: .inf").contains("infinity"));
    assert!(cause("[.nan]").contains("not a number"));
    assert_eq!(cause("~: 1"), "null cannot be a map key");
    assert_eq!(cause("? [a]\n: 1"), "a list cannot be a map key");
}

#[test]
fn err_control_characters_and_incompatible_versions() {
    assert_eq!(cause("a: \u{7}"), "control characters are not allowed");
    assert_eq!(cause("%YAML 1.2\n---\na: 1"), "found incompatible YAML document");
}

#[test]
fn err_nesting_beyond_the_limit() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")] {
        let text = |depth: usize| format!("{}x{}", open.repeat(depth), close.repeat(depth));
        assert!(parse(&text(MAX_DEPTH - 1)).is_ok() || open == "? ", "{open}");
        assert!(cause(&text(100_000)).starts_with("exceeded max depth"), "{open}");
    }
    let deep =
        format!("a: &x {}{}\nb: {}*x{}", "[".repeat(200), "]".repeat(200), "[".repeat(99), "]".repeat(99));
    assert!(cause(&deep).starts_with("exceeded max depth"));
}

#[test]
fn err_alias_bombs() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = vec![format!("*a{}", level - 1); 9].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    assert_eq!(cause(&text), "document contains excessive aliasing");
    let wide = format!("a: &a {}\nb: [{}]", "x".repeat(1 << 20), "*a, ".repeat(100_000));
    assert_eq!(cause(&wide), "document contains excessive aliasing");
}

#[test]
fn err_anchors_within_themselves_or_missing() {
    assert_eq!(cause("a: &x [*x]"), "anchor 'x' value contains itself");
    assert_eq!(cause("a: *x"), "unknown anchor 'x' referenced");
}

#[test]
fn keys_that_stand_twice_are_noted_unless_one_was_merged() {
    let noted = |text: &str| {
        let mut repeated = Vec::new();
        parse_noting(text, &mut repeated).unwrap();
        let text = |span: Span| text[span.range()].to_owned();
        repeated.iter().map(|r| (text(r.lost), r.lost.start, r.counts.start)).collect::<Vec<_>>()
    };
    assert_eq!(
        noted("a: 1\n\"a\": 2\nb: {c: 1, d: 2, c: 3}\n"),
        [("c".to_owned(), 16, 28), ("a".to_owned(), 0, 5)]
    );
    assert_eq!(noted("a: &x {b: 1}\nc: {<<: *x, b: 2}\n"), []);
    let many: String = (0..20).map(|i| format!("k{i}: 1\n")).collect();
    assert_eq!(noted(&format!("{many}k3: 2\n")).len(), 1);
}

#[test]
fn escapes_of_json_objects_are_read_as_in_go() {
    for (escaped, meant) in [
        (r"\ud83d\ude00", "😀"),
        (r"\uD83D\uDE00x", "😀x"),
        (r"\ud83d", "\u{FFFD}"),
        (r"\ude00", "\u{FFFD}"),
        (r"\ud83d\u0041", "\u{FFFD}A"),
        (r"\ud83d\ud83d\ude00", "\u{FFFD}😀"),
        (r"\ude00\ud83d", "\u{FFFD}\u{FFFD}"),
        (r"a\/b", "a/b"),
    ] {
        let object = format!("{{\"a\": \"{escaped}\"}}\n");
        assert_eq!(parse(&object).unwrap().unwrap().str_at("a"), Some(meant), "{object}");
        // YAML has none of these.
        assert!(parse(&format!("a: \"{escaped}\"\n")).is_err(), "{escaped}");
    }
}
