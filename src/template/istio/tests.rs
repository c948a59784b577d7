use super::LIBRARY;
use go_template::functions::Context;
use go_template::value::{Dict, Overlay, Value};
use go_template::{Budget, Options, Template};

fn render(text: &str) -> Result<String, String> {
    let environment = [("SET".to_owned(), "v".to_owned()), ("EMPTY".to_owned(), String::new())];
    let template = Template::parse("t", text, Options { library: LIBRARY, ..Options::default() })
        .map_err(|e| e.to_string())?;
    let data = Dict::new([
        ("labels", Dict::strings([("app", "web"), ("tier", "<b>")]).into()),
        ("holey", Dict::new([("a", Value::Nil), ("b", Dict::new([("c", Value::Nil)]).into())]).into()),
        ("some", Dict::new([("a", Value::Nil), ("b", Value::int(1))]).into()),
        ("none", Value::Nil),
    ]);
    let context = Context {
        overlay: Overlay::default(),
        environment: &environment,
        budget: Budget::new(100_000_000, 1 << 20),
    };
    template.execute(data.into(), context).map_err(|e| e.to_string())
}

#[track_caller]
fn renders(text: &str, expected: &str) {
    assert_eq!(render(text).as_deref(), Ok(expected), "{text}");
}

#[test]
fn needle_comes_first() {
    renders(r#"{{ contains "b" "abc" }}{{ contains "abc" "b" }}"#, "truefalse");
}

#[test]
fn indent_leaves_the_first_line() {
    renders(r#"{{ indent 2 "a\nb\n" }}|{{ "x" | indent 4 }}"#, "a\n  b\n  |x");
}

#[test]
fn environment_is_read_only_where_allowed() {
    renders(r#"{{ env "SET" "d" }}{{ env "EMPTY" "d" }}{{ env "HOME" "d" }}"#, "vdd");
}

#[test]
fn string_maps() {
    renders(r#"{{ isset .labels "app" }}{{ isset .labels "no" }}"#, "truefalse");
    renders(r#"{{ toJSON .labels }}"#, r#"{"app":"web","tier":"\u003cb\u003e"}"#);
    renders(r#"{{ toJsonMap (omit .labels "tier") (strdict "app" "x" "z") }}"#, r#"{"app":"x","z":""}"#);
    renders(r#"{{ mergeMaps .labels (strdict "app" "x") }}{{ toJsonMap }}"#, "map[app:x tier:<b>]null");
    assert!(render(r#"{{ omit (dict "a" 1) "a" }}"#).is_err());
}

#[test]
fn nil_is_left_out_and_what_it_empties() {
    renders("{{ omitNil .holey }}|{{ omitNil .some | toYaml }}", "<no value>|b: 1\n");
}

#[test]
fn ports_are_excluded_once() {
    renders(
        r#"{{ excludeInboundPort 15020 "" }},{{ excludeInboundPort "80" " 80, 90,," }}"#,
        "15020,80,90,80",
    );
    renders(r#"{{ excludeInboundPort 0 "1" }}{{ excludeInboundPort "2" "2" }}"#, "12");
}

#[test]
fn multus_networks_are_added_once() {
    renders(r#"{{ appendMultusNetwork "" "n" }} {{ appendMultusNetwork "a, n" "n" }}"#, "n a, n");
    renders(r#"{{ appendMultusNetwork "a" "n" }}"#, "a, n");
    renders(
        r#"{{ appendMultusNetwork `[{"name":"a"}]` "ns/n" }}"#,
        r#"[{"name":"a"}, {"name": "n", "namespace": "ns"}]"#,
    );
    renders(r#"{{ appendMultusNetwork `[{"name":"n"}]` "n" }}"#, r#"[{"name":"n"}]"#);
}

#[test]
fn json_and_defaults() {
    renders(r#"{{ (fromJSON `{"a":[1]}`).a }}{{ fromJSON "{" }}{{ structToJSON .none }}"#, "[1]{}{}");
    renders(r#"{{ valueOrDefault "" 1 }}{{ valueOrDefault .none 2 }}{{ valueOrDefault 0 3 }}"#, "120");
    renders(r#"{{ directory "/a/b.c" }}{{ directory "b" }}{{ formatDuration .none2 }}"#, "/a/0s");
}

#[test]
fn wide_values_cost_in_proportion() {
    let ends_well = |text: &str| {
        let options = Options { library: LIBRARY, ..Options::default() };
        let template = Template::parse("t", text, options).unwrap();
        template
            .execute(Value::Nil, Context { budget: Budget::new(100_000_000, 1 << 22), ..Context::default() })
            .is_ok()
    };
    assert!(!ends_well("{{$l := list}}{{range 60}}{{$l = list $l $l}}{{end}}{{structToJSON $l}}"));
    assert!(!ends_well("{{$l := list nil}}{{range 60}}{{$l = list $l $l}}{{end}}{{omitNil $l}}"));
}
