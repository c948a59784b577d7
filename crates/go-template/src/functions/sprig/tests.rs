//! Sprig's functions by what a template prints; the answers are Go's.

use crate::functions::{Budget, Context, Library};
use crate::go::{Options, Template};
use crate::value::{Overlay, Value};

fn render(text: &str) -> Result<String, String> {
    let options = Options { library: Library::SPRIG, ..Options::default() };
    let template = Template::parse("t", text, options).map_err(|e| e.to_string())?;
    let context = Context {
        overlay: Overlay::default(),
        environment: &[],
        budget: Budget::new(1_000_000_000, 1 << 20),
    };
    template.execute(Value::Nil, context).map_err(|e| e.to_string())
}

#[track_caller]
fn all_render(cases: &[(&str, &str)]) {
    for (action, expected) in cases {
        assert_eq!(render(&format!("{{{{ {action} }}}}")).as_deref(), Ok(*expected), "{action}");
    }
}

#[track_caller]
fn all_fail(actions: &[&str]) {
    for action in actions {
        let result = render(&format!("{{{{ {action} }}}}"));
        assert!(result.is_err(), "{action} renders {result:?}");
    }
}

#[test]
fn text_is_cut_by_bytes_and_never_within_a_character() {
    all_render(&[
        (r#"trunc 3 "sidecar""#, "sid"),
        (r#"trunc -3 "sidecar""#, "car"),
        (r#"trunc 9 "sidecar""#, "sidecar"),
        (r#"substr 1 3 "sidecar""#, "id"),
        (r#"substr -1 3 "sidecar""#, "sid"),
        (r#"substr 4 -1 "sidecar""#, "car"),
        (r#"abbrev 5 "sidecar""#, "si..."),
        (r#"abbrevboth 5 10 "a proxy for every pod""#, "...xy f..."),
        (r#"wrap 4 "one two six""#, "one\ntwo\nsix"),
        (r#"wrapWith 3 "/" "sidecar""#, "sid/eca/r"),
    ]);
    all_fail(&[
        r#"trunc 1 "é""#,
        r#"substr 3 1 "abc""#,
        r#"substr 0 9 "abc" | substr -1 -1"#,
        r#"repeat -1 "a""#,
    ]);
}

#[test]
fn words_change_case_as_in_go() {
    all_render(&[
        (r#"upper "straße ǆ""#, "STRAßE Ǆ"),
        (r#"title "my mesh-app x_y""#, "My Mesh-App X_y"),
        (r#"camelcase "mesh_config-map""#, "MeshConfigMap"),
        (r#"snakecase "MeshHTTPServer2xx""#, "mesh_http_server_2xx"),
        (r#"kebabcase "ProxyV2 Image""#, "proxy-v2-image"),
        (r#"swapcase "aBc dE""#, "AbC De"),
        (r#"initials "istio service mesh""#, "ism"),
    ]);
}

#[test]
fn quoting_and_joining_skip_nil() {
    all_render(&[
        (r#"quote "a\n" nil 1"#, r#""a\n" "1""#),
        (r#"squote "a" nil 1"#, "'a' '1'"),
        (r#"cat "a" nil 1.5"#, "a 1.5"),
        (r#"join "-" (list 1 nil "a")"#, "1-a"),
        (r#"nindent 2 "a\nb""#, "\n  a\n  b"),
        (r#"sortAlpha (list 10 9 "a")"#, "[10 9 a]"),
    ]);
}

#[test]
fn numbers_come_from_anything() {
    all_render(&[
        (r#"int "0x1F""#, "31"),
        (r#"int "3.9""#, "3"),
        (r#"int "08""#, "0"),
        (r#"atoi "99999999999999999999""#, "9223372036854775807"),
        (r#"float64 "1_000.5""#, "1000.5"),
        ("addf 0.1 0.2", "0.3"),
        ("divf 1 3", "0.3333333333333333"),
        ("add 1 \"2\" 3.7 true", "7"),
        ("round 2.345 2", "2.35"),
        ("seq 5 -2 1", "5 3 1"),
        ("untilStep 3 9 3", "[3 6]"),
        (r#"printf "%T %T" (add 1) (int 1)"#, "int64 int"),
    ]);
    all_fail(&["div 1 0", "mod 1 0", "divf 1 0", "until 1000000000"]);
}

#[test]
fn lists_take_any_slice_and_nothing_else() {
    all_render(&[
        (r#"first (splitList "," "a,b")"#, "a"),
        (r#"rest (list 1 2 3)"#, "[2 3]"),
        (r#"uniq (list 1 1.0 1 "1")"#, "[1 1 1]"),
        (r#"without (list 1 2 3) 2"#, "[1 3]"),
        (r#"slice (list 1 2 3) 1"#, "[2 3]"),
        (r#"chunk 2 (list 1 2 3)"#, "[[1 2] [3]]"),
        (r#"compact (list "" 0 "x" nil)"#, "[x]"),
        (r#"has 2 (list 1 2)"#, "true"),
        (r#"concat (list 1) (until 2)"#, "[1 0 1]"),
    ]);
    all_fail(&["first nil", r#"rest "abc""#, "slice (list 1) 0 3", "concat 1", "chunk 0 (list 1)"]);
}

#[test]
fn maps_are_changed_in_place_and_merged() {
    all_render(&[
        (r#"$d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $d"#, "map[a:1 b:2]"),
        (
            r#"merge (dict "a" 1 "m" (dict "x" 1)) (dict "a" 2 "m" (dict "x" 2 "y" 2))"#,
            "map[a:1 m:map[x:1 y:2]]",
        ),
        (
            r#"mergeOverwrite (dict "a" 1 "m" (dict "x" 1)) (dict "a" 0 "m" (dict "y" 2))"#,
            "map[a:0 m:map[x:1 y:2]]",
        ),
        (r#"dig "a" "b" "none" (dict "a" (dict "b" 1))"#, "1"),
        (r#"dig "a" "c" "none" (dict "a" (dict "b" 1))"#, "none"),
        (r#"keys (dict "b" 1 "a" 2)"#, "[a b]"),
        (r#"pick (dict "b" 1 "a" 2) "a" "z""#, "map[a:2]"),
    ]);
    all_fail(&[r#"dig "a" "b" 0 (dict "a" 1)"#, r#"dig "a" (dict)"#]);
}

#[test]
fn json_is_written_and_read_as_go_does() {
    all_render(&[
        (r#"toJson (dict "b" 1e21 "a" "<é>")"#, r#"{"a":"\u003cé\u003e","b":1e+21}"#),
        (r#"toRawJson "<&>""#, r#""<&>""#),
        (r#"toPrettyJson (dict "a" (list 1 (list)))"#, "{\n  \"a\": [\n    1,\n    []\n  ]\n}"),
        (r#"fromJson "{\"a\":[1,2.50]}""#, "map[a:[1 2.5]]"),
        (r#"fromJson "[1,]" | typeOf"#, "<nil>"),
    ]);
    all_fail(&[r#"mustFromJson "[1,]""#, r#"mustFromJson "01""#]);
}

#[test]
fn a_map_in_itself_is_an_error_and_no_endless_loop() {
    all_fail(&[
        r#"$d := dict }}{{ $_ := set $d "d" $d }}{{ mustToJson $d"#,
        r#"$d := dict }}{{ $_ := set $d "d" $d }}{{ deepCopy $d"#,
    ]);
}

#[test]
fn expressions_are_go_s() {
    all_render(&[
        (r#"regexMatch "^\\d+$" "٣""#, "false"),
        (r#"regexFind "\\Qa.b\\E" "xa.b""#, "a.b"),
        (r#"regexReplaceAll "(\\w)(\\w*)" "mesh app" "${2}$1""#, "eshm ppa"),
        (r#"regexReplaceAll "a" "a" "$1x$$""#, "$"),
        (r#"regexSplit "," "a,b,c" 2"#, "[a b,c]"),
        (r#"regexFindAll "a{" "a{a{" -1"#, "[a{ a{]"),
        (r#"regexMatch "[[&&a]" "&""#, "true"),
        (r#"regexQuoteMeta "a.b""#, r"a\.b"),
        (r#"regexMatch "(" "x""#, "false"),
    ]);
    all_fail(&[r#"mustRegexMatch "a**" "a""#, r#"regexFind "(?x)a" "a""#, r#"regexFind "a{1001}" "a""#]);
}

#[test]
fn versions_are_ordered_and_constrained() {
    all_render(&[
        (r#"semverCompare ">=1.20-0" "v1.30.3-gke.1""#, "true"),
        (r#"semverCompare ">=1.20" "v1.30.3-gke.1""#, "false"),
        (r#"semverCompare "~1.2 || ^3" "3.9.0""#, "true"),
        (r#"semverCompare "1.2 - 1.4" "1.4.5""#, "true"),
        (r#"(semver "v1.2.3-rc.1+b").IncPatch"#, "1.2.3"),
        (r#"(semver "1.2").Compare (semver "1.2.0-a")"#, "1"),
    ]);
    all_fail(&[r#"semver "x""#, r#"semverCompare "bad" "1.0""#]);
}

#[test]
fn dates_are_given_and_in_utc() {
    all_render(&[
        (r#"date "Mon, 02 Jan 2006" 0"#, "Thu, 01 Jan 1970"),
        (r#"toDate "2006-01-02T15:04:05Z07:00" "2026-03-01T01:00:00+02:00" | htmlDate"#, "2026-02-28"),
        (r#"toDate "2006-01-02" "2024-02-29""#, "2024-02-29 00:00:00 +0000 UTC"),
        (r#"toDate "2006-01-02" "2023-02-29" | unixEpoch"#, "-62135596800"),
        (r#"(toDate "2006-01-02" "2024-01-31").AddDate 0 1 0"#, "2024-03-02 00:00:00 +0000 UTC"),
        (r#"dateModify "-1h30m" (toDate "2006" "2024")"#, "2023-12-31 22:30:00 +0000 UTC"),
        (r#"duration "3661""#, "1h1m1s"),
        (r#"durationRound "2400h10m5s""#, "3mo"),
    ]);
}

#[test]
fn what_would_differ_from_run_to_run_is_refused() {
    all_fail(&[
        "now",
        r#"date "2006" "x""#,
        "ago 0",
        "uuidv4",
        "randAlpha 3",
        r#"shuffle "ab""#,
        r#"env "HOME""#,
        r#"expandenv "$HOME""#,
        r#"getHostByName "localhost""#,
        r#"bcrypt "x""#,
        r#"genCA "x" 1"#,
        r#"encryptAES "k" "x""#,
        r#"decryptAES "k" "x""#,
        r#"derivePassword 1 "long" "p" "u" "s""#,
    ]);
}

#[test]
fn encodings_digests_and_urls() {
    all_render(&[
        (r#"b64enc "mesh""#, "bWVzaA=="),
        (r#"b64dec "bWVzaA==""#, "mesh"),
        (r#"b64dec "b!""#, "illegal base64 data at input byte 1"),
        (r#"b32enc "mesh" | b32dec"#, "mesh"),
        (r#"sha1sum "mesh""#, "52da7846e396ff38cd6729bec21b6f9159f9bd1c"),
        (r#"adler32sum "mesh""#, "70582702"),
        (r#"(urlParse "https://u:p%40@h:8/a%20b?q#f").userinfo"#, "u:p%40"),
        (r#"urlJoin (dict "scheme" "http" "host" "h" "path" "/a b")"#, "http://h/a%20b"),
        (r#"clean "/a/../b/./c""#, "/b/c"),
        (r#"ext "a.tar.gz""#, ".gz"),
    ]);
    all_fail(&[r#"b64dec "/w==""#, r#"urlParse "http://h:x""#]);
}

#[test]
fn emptiness_decides() {
    all_render(&[
        (r#"default "d" """#, "d"),
        (r#"default "d" 0"#, "d"),
        (r#"default "d" "x""#, "x"),
        (r#"coalesce nil "" (list) "x""#, "x"),
        (r#"ternary "a" "b" false"#, "b"),
        (r#"all 1 "a" (list 1)"#, "true"),
        (r#"any 0 "" nil"#, "false"),
        (r#"deepEqual (list 1 (dict "a" 1)) (list 1 (dict "a" 1))"#, "true"),
        (r#"deepEqual 1 1.0"#, "false"),
    ]);
    all_fail(&[r#"fail "no""#]);
}
