use super::*;
use crate::functions::Budget;
use crate::value::{Dict, List, Overlay};

fn render(text: &str) -> Result<String, TemplateError> {
    let template = Template::parse("t", text, Options { library: Library::BUILTIN, ..Options::default() })?;
    let data = Dict::new([
        ("a", Value::from("x")),
        ("n", Value::int(3)),
        ("f", Value::Float(3.0)),
        ("nul", Value::Nil),
        ("list", List::new(vec![Value::int(1), Value::int(2), Value::int(3)]).into()),
        ("map", Dict::new([("z", Value::int(1)), ("a", Value::int(2))]).into()),
    ]);
    let context = Context {
        overlay: Overlay::default(),
        environment: &[],
        budget: Budget::new(1_000_000_000, 1 << 20),
    };
    template.execute(data.into(), context)
}

#[track_caller]
fn renders(text: &str, expected: &str) {
    assert_eq!(render(text).map_err(|e| e.to_string()).as_deref(), Ok(expected), "{text}");
}

#[track_caller]
fn fails(text: &str, expected: &str) {
    match render(text) {
        Ok(out) => panic!("{text} renders {out:?}"),
        Err(error) => assert_eq!(error.to_string(), expected, "{text}"),
    }
}

#[test]
fn actions_print_values() {
    renders("a{{.a}}b{{ .n }}{{ .f }}{{ .missing }}{{ .nul }}", "axb33<no value><no value>");
    renders("x \n{{- 1 -}}\n y", "x1y");
    renders("{{/* c */}}{{- /* d */ -}} z", "z");
}

#[test]
fn branches_and_loops() {
    renders("{{if .nul}}1{{else if .a}}2{{else}}3{{end}}", "2");
    renders("{{with .nul}}1{{else with .a}}{{.}}{{end}}", "x");
    renders("{{range $i, $e := .list}}{{if eq $e 2}}{{continue}}{{end}}{{$i}}={{$e}};{{end}}", "0=1;2=3;");
    renders("{{range .list}}{{.}}{{break}}{{end}}", "1");
    renders("{{range $k, $v := .map}}{{$k}}{{$v}}{{end}}", "a2z1");
    renders("{{range 3}}{{.}}{{end}}{{range .nul}}{{else}}e{{end}}", "012e");
}

#[test]
fn variables_live_in_their_scope() {
    renders("{{$x := 1}}{{if true}}{{$x = 2}}{{$x := 3}}{{end}}{{$x}}", "2");
    renders("{{$y := 0}}{{if .nul}}{{$y := 1}}{{else}}{{$y}}{{end}}", "0");
    renders("{{range $x := .list}}{{$x}}{{end}}{{with $z := .a}}{{$z}}{{$.n}}{{end}}", "123x3");
}

#[test]
fn definitions_and_blocks() {
    renders("{{define \"d\"}}<{{.}}>{{end}}{{template \"d\" .a}}{{template \"d\"}}", "<x><<no value>>");
    renders("{{block \"b\" .n}}{{.}}{{end}}", "3");
}

#[test]
fn pipelines_and_logic() {
    renders("{{ .a | printf \"%s-%s\" \"l\" }}{{ print (len .list) | len }}", "l-x1");
    renders("{{ and 1 0 (index .list 9) }}{{ or .nul \"d\" }}", "0d");
    renders("{{ (index .map \"z\") }}{{ index .list 1 }}{{ (.map).a }}", "122");
}

#[test]
fn errors_say_where() {
    fails("ab\n {{ .a.b }}", "template t:2:5: at <.a.b>: can't evaluate field b in type string");
    fails("{{ .nul.x }}", "template t:1:4: at <.nul.x>: nil pointer evaluating interface {}.x");
    fails("{{ nope }}", "template t:1:4: function \"nope\" not defined");
    fails("{{ if }}x{{end}}", "template t:1:7: missing value for if");
    fails("{{ .a ", "template t:1:7: unclosed action");
    fails(
        "{{ eq 1 1.0 }}",
        "template t:1:4: at <eq>: error calling eq: incompatible types for comparison: int and float64",
    );
    fails(
        "{{define \"d\"}}{{template \"d\"}}{{end}}{{template \"d\"}}",
        "template t:1:26: in \"d\": at <>: exceeded maximum template depth (300)",
    );
}

/// Parses or executes in the smallest stack a thread of the program has.
#[track_caller]
fn fails_in_small_stack(text: String) {
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    assert!(thread.spawn(move || render(&text).is_err()).unwrap().join().unwrap());
}

#[test]
fn err_parentheses_nested_too_deep() {
    fails_in_small_stack(format!("{{{{ {}1{} }}}}", "(".repeat(100_000), ")".repeat(100_000)));
}

#[test]
fn err_blocks_nested_too_deep() {
    fails_in_small_stack("{{if 1}}".repeat(100_000));
}

#[test]
fn err_endless_recursion() {
    let (open, close) = ("{{if 1}}".repeat(80), "{{end}}".repeat(80));
    fails_in_small_stack(format!(
        "{{{{define \"d\"}}}}{open}{{{{template \"d\"}}}}{close}{{{{end}}}}{{{{template \"d\"}}}}"
    ));
}

#[test]
fn err_endless_recursion_in_a_pipeline() {
    let parens = format!("{}1{}", "(".repeat(80), ")".repeat(80));
    fails_in_small_stack(format!(
        "{{{{define \"d\"}}}}{{{{template \"d\" {parens}}}}}{{{{end}}}}{{{{template \"d\"}}}}"
    ));
}

#[test]
fn deep_and_wide_values_cost_in_proportion() {
    let sprig = |text: &str| {
        let template = Template::parse("t", text, Options::default()).unwrap();
        let context = Context {
            overlay: Overlay::default(),
            environment: &[],
            budget: Budget::new(1_000_000_000, 1 << 22),
        };
        template.execute(Value::Nil, context).is_ok()
    };
    assert!(sprig("{{$l := list}}{{range 20000}}{{$l = list $l}}{{end}}"));
    assert!(sprig("{{$d := dict}}{{range 10000}}{{$d = dict \"a\" $d}}{{end}}"));
    assert!(!sprig("{{$l := list (printf \"%90000d\" 1)}}{{range 60}}{{$l = list $l $l}}{{end}}{{$l}}"));
    assert!(!sprig("{{range 4000000}}{{printf \"%1000d\" 1}}{{end}}"));
}

#[test]
fn templates_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Template>();
}

proptest::proptest! {
    #[test]
    fn never_panics(pieces in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        let text: String = pieces.iter().map(|i| PIECES[*i]).collect();
        let _ = render(&text);
        let _ = render(&format!("{{{{{text}}}}}"));
    }
}

const PIECES: [&str; 52] = [
    "{{",
    "}}",
    "{{- ",
    " -}}",
    "if ",
    "else ",
    "end",
    "range ",
    "with ",
    "define ",
    "block ",
    "template ",
    "break",
    "continue",
    "nil ",
    "true ",
    "$x",
    "$",
    ":=",
    "=",
    ", ",
    "|",
    "(",
    ")",
    ".a",
    ".",
    ".map",
    ".list ",
    "1 ",
    "0x",
    "'a' ",
    "1i",
    "1e400",
    "-",
    "\"a\" ",
    "\"%d\\\" ",
    "`r` ",
    "/*",
    "*/",
    "é",
    "\u{0}",
    "printf ",
    "index ",
    "slice ",
    "len ",
    "eq ",
    "lt ",
    "and ",
    "html ",
    "call ",
    "\n",
    "\"\\xff\\u00e9%[1]*.3x%#+v\" ",
];

#[test]
fn output_is_traced_to_the_text_or_action_that_wrote_it() {
    let text = "a: {{ 1 }}\n{{ range list 7 8 }}b: {{ . }}\n{{ end }}{{ define \"x\" }}c{{ end }}{{ template \"x\" }}";
    let template = Template::parse("t", text, Options::default()).unwrap();
    let out = template.execute(Value::Nil, Context::default()).unwrap();
    assert_eq!(out, "a: 1\nb: 7\nb: 8\nc");
    for (written, source) in [("a: ", "a: "), ("1", "1 }}"), ("b: 8", "b: "), ("8", ". }}"), ("c", "c{{ end")]
    {
        let at = template.origin(Value::Nil, Context::default(), out.find(written).unwrap()).unwrap();
        assert!(text[at..].starts_with(source), "{written}: {}", &text[at..]);
    }
}
