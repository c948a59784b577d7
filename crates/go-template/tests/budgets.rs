//! What templates may cost: each of these would take minutes, gigabytes or the stack if nothing were counted.

use go_template::value::Value;
use go_template::{Budget, Context, Options, Template, TemplateError};

fn render(text: &str) -> Result<String, TemplateError> {
    let template = Template::parse("t", text, Options::default())?;
    template.execute(Value::Nil, Context { budget: Budget::new(300_000_000, 16 << 20), ..Context::default() })
}

/// Templates that are refused for what they cost.
const COSTLY: &[&str] = &[
    // Calls.
    "{{range 100000000}}{{end}}",
    "{{range 100000000}}{{$x := 1}}{{end}}",
    // Work in proportion to what functions look at.
    r#"{{$x := repeat 4000000 "x"}}{{range 2000}}{{$y := sha256sum $x}}{{end}}"#,
    r#"{{$x := repeat 4000000 "x"}}{{range 2000}}{{$y := adler32sum $x}}{{end}}"#,
    r#"{{$x := repeat 4000000 "x"}}{{range 2000}}{{$y := contains "y" $x}}{{end}}"#,
    r#"{{$x := repeat 4000000 "x"}}{{range 2000}}{{$y := eq $x (print $x "")}}{{end}}"#,
    r#"{{$x := repeat 4000000 "x"}}{{range 2000}}{{$y := len (print $x)}}{{end}}"#,
    r#"{{$x := repeat 400000 "X-y "}}{{range 2000}}{{$y := snakecase $x}}{{end}}"#,
    r#"{{$x := repeat 400000 "../"}}{{range 2000}}{{$y := clean $x}}{{end}}"#,
    r#"{{range 100000}}{{$y := semverCompare ">=1.2.3 <2.0.0 || >=4.2 || ^5" "1.2.3"}}{{end}}"#,
    r#"{{$x := repeat 400000 "2006"}}{{range 2000}}{{$y := date $x 0}}{{end}}"#,
    r#"{{$x := repeat 4000000 "x"}}{{range 2000}}{{$y := trimAll "yx" $x}}{{end}}"#,
    r#"{{$x := untilStep 0 100000 1}}{{range 2000}}{{$y := has "y" $x}}{{end}}"#,
    r#"{{$l := list}}{{range 3000}}{{$l = append $l (dict "a" .)}}{{end}}{{uniq $l}}"#,
    r#"{{$x := repeat 300000 "x"}}{{$l := list}}{{range 300}}{{$l = append $l $x}}{{end}}{{sortAlpha $l}}"#,
    // Expressions that go through the text again for each match.
    r#"{{regexFindAll ".*[^A-Z]|[A-Z]" (repeat 60000 "A") -1}}"#,
    r#"{{regexReplaceAll "(.*[^A-Z])|[A-Z]" (repeat 60000 "A") "b"}}"#,
    r#"{{range 10000}}{{$y := regexMatch "(\\pL{100}){10}" "x"}}{{end}}"#,
    // Memory.
    r#"{{splitList "" (repeat 10000000 "x")}}"#,
    r#"{{split "" (repeat 10000000 "x")}}"#,
    r#"{{repeat 1000000000 "x"}}"#,
    r#"{{indent 1000000000 "x"}}"#,
    r#"{{nindent 1000000000 "x"}}"#,
    r#"{{repeat 10000 "a\n" | indent 10000}}"#,
    r#"{{replace "x" (repeat 100000 "y") (repeat 100000 "x")}}"#,
    r#"{{replace "" (repeat 100000 "y") (repeat 100000 "x")}}"#,
    r#"{{until 100000000}}"#,
    r#"{{untilStep 0 1000000000 1}}"#,
    r#"{{seq 100000000}}"#,
    r#"{{join (repeat 100000 "y") (until 100000)}}"#,
    r#"{{range 40}}{{printf "%1000000d" .}}{{end}}"#,
    r#"{{$x := repeat 10000000 "x"}}{{cat $x $x}}"#,
    r#"{{$x := "x"}}{{range 40}}{{$x = print $x $x}}{{end}}"#,
    r#"{{$x := "x"}}{{range 40}}{{$x = cat $x $x}}{{end}}"#,
    r#"{{$x := "x"}}{{range 40}}{{$x = quote $x $x}}{{end}}"#,
    r#"{{wrapWith 1 (repeat 100000 "y") (repeat 100000 "x")}}"#,
    r#"{{regexReplaceAll "x" (repeat 100000 "x") (repeat 100000 "y")}}"#,
    r#"{{range 20000000}}x{{end}}"#,
    r#"{{$x := repeat 1000000 "x"}}{{range 100}}{{$x}}{{end}}"#,
    r#"{{fromJson (print "[" (repeat 1000000 "1,") "1]")}}"#,
    // Values that are in each other many times over, or in themselves.
    r#"{{$l := list 1}}{{range 60}}{{$l = list $l $l}}{{end}}{{$l}}"#,
    r#"{{$l := list 1}}{{range 60}}{{$l = list $l $l}}{{end}}{{$l | toJson}}"#,
    r#"{{$l := list 1}}{{range 60}}{{$l = list $l $l}}{{end}}{{$l | deepCopy}}"#,
    r#"{{$l := list 1}}{{$m := list 1}}{{range 60}}{{$l = list $l $l}}{{$m = list $m $m}}{{end}}{{deepEqual $l $m}}"#,
    r#"{{$d := dict "x" 1}}{{range 60}}{{$d = dict "x" $d "y" $d}}{{end}}{{$e := deepCopy $d}}"#,
    r#"{{$d := dict}}{{$e := set $d "x" $d}}{{$e := set $d "y" $d}}{{$d}}"#,
    r#"{{$d := dict}}{{$e := set $d "x" $d}}{{$e := set $d "y" $d}}{{merge (dict "x" (dict)) $d | toJson}}"#,
];

#[test]
fn costly_templates_are_refused_by_name_and_place() {
    for text in COSTLY {
        let error = match render(text) {
            Ok(out) => panic!("{text} renders {} bytes", out.len()),
            Err(error) => error,
        };
        assert!(error.exhausted, "{text}: {error}");
        assert!(error.cause.contains("takes more than") || error.cause.contains("makes "), "{text}: {error}");
        assert!(error.line == 1 && error.column > 1, "{text}: {error}");
    }
}

#[test]
fn calls_of_templates_that_double_are_refused() {
    let mut text = "{{define \"t0\"}}x{{end}}".to_owned();
    for level in 1..=40 {
        let call = format!("{{{{template \"t{}\"}}}}", level - 1);
        text.push_str(&format!("{{{{define \"t{level}\"}}}}{call}{call}{{{{end}}}}"));
    }
    let error = render(&(text + "\n{{template \"t40\"}}")).unwrap_err();
    assert!(error.exhausted, "{error}");
    assert!(error.cause.starts_with("takes more than 300 million steps"), "{error}");
}

#[test]
fn what_nests_deep_does_not_overflow_the_stack() {
    let nested = |open: &str, inside: &str, close: &str, times: usize| {
        format!("{{{{ {}{inside}{} }}}}", open.repeat(times), close.repeat(times))
    };
    assert!(render(&nested("(", "1", ")", 100_000)).is_err());
    assert!(render(&nested("not (", "1", ")", 100_000)).is_err());
    assert!(render(&("{{if 1}}".repeat(100_000) + &"{{end}}".repeat(100_000))).is_err());
    assert!(render(&("{{range 1}}".repeat(100_000) + &"{{end}}".repeat(100_000))).is_err());
    // Chains are no nests.
    assert_eq!(render(&format!("{{{{if 0}}}}{}{{{{end}}}}", "{{else if 0}}".repeat(20_000))).unwrap(), "");
    assert_eq!(render(&format!("{{{{ 1{} }}}}", " | print".repeat(20_000))).unwrap(), "1");
    for deep in [
        "{{$x := list}}{{range 30000}}{{$x = list $x}}{{end}}{{$x}}",
        "{{$x := list}}{{range 30000}}{{$x = append (list) $x}}{{end}}{{$x | toJson}}",
        "{{$x := dict}}{{range 30000}}{{$x = dict \"a\" $x}}{{end}}{{$x | toPrettyJson}}",
        "{{$x := dict}}{{range 30000}}{{$x = dict \"a\" $x}}{{end}}{{deepEqual $x (dict)}}",
        "{{$d := dict}}{{$e := set $d \"x\" $d}}{{$d}}{{$d | toJson}}",
    ] {
        drop(render(deep));
    }
}

#[test]
fn names_without_end_are_refused() {
    let variables: String = (0..100_000).map(|i| format!("{{{{$v{i} := 1}}}}{{{{$v0}}}}")).collect();
    assert_eq!(render(&variables).unwrap_err().cause, "more than 5000 variables");
    let definitions: String = (0..100_000).map(|i| format!("{{{{define \"d{i}\"}}}}x{{{{end}}}}")).collect();
    assert_eq!(render(&definitions).unwrap_err().cause, "more than 5000 definitions");
}

#[test]
fn budget_is_the_same_for_the_same_input() {
    let spent = |text: &str| {
        let fits = |work| {
            let template = Template::parse("t", text, Options::default()).unwrap();
            let budget = Budget::new(work, 1 << 20);
            template.execute(Value::Nil, Context { budget, ..Context::default() }).is_ok()
        };
        (1..1000).find(|thousands| fits(thousands * 1000)).unwrap()
    };
    let text = r#"{{range 10}}{{regexFind "a+" "baa" | upper | quote}}{{end}}"#;
    let first = spent(text);
    assert_eq!(first, spent(text), "an expression that was compiled before costs the same");
}

#[test]
fn larger_budget_lets_more_through() {
    let text = r#"{{range 100}}{{$x := repeat 1000000 "x"}}{{end}}done"#;
    let template = Template::parse("t", text, Options::default()).unwrap();
    let within = |times| {
        let context = Context { budget: Budget::times(times), ..Context::default() };
        template.execute(Value::Nil, context).map_err(|error| error.to_string())
    };
    assert_eq!(within(2).as_deref(), Ok("done"));
    assert!(within(1).unwrap_err().ends_with("makes more than 64 MiB"));
}
