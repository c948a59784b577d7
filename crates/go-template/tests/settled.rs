//! What a template remembers shows nowhere: after any executions it gives what a fresh one gives, errors and budgets included.

use std::cell::Cell;
use std::rc::Rc;

use go_template::value::{Dict, Object, Overlay, Str, Value};
use go_template::{Budget, Context, Options, Template, TemplateError};
use kube_yaml::Node;
use proptest::prelude::*;

const VALUES: &str = "{name: tea, list: [a, b, c], map: {k: v, deep: {name: cup}}, on: true, off: false, none: null, count: 3}";
const CONFIG: &str = "{port: 15020, name: mesh}";

/// Data of which `Values` is settled, `Config` unless it is the pod's own, and `Pod` never.
#[derive(Debug)]
struct Data<'a> {
    pod: &'a str,
    values: &'a Node,
    config: (&'a Node, bool),
    overlay: Overlay<'a>,
    /// How often a settled field was asked for.
    asked: Rc<Cell<usize>>,
}

impl<'a> Object<'a> for Data<'a> {
    fn type_name(&self) -> String {
        "*Data".to_owned()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        self.asked.set(self.asked.get() + usize::from(self.is_settled(name)));
        Some(match name {
            "Pod" => Dict::new([("name", Value::Str(Str::Borrowed(self.pod))), ("n", Value::int(2))]).into(),
            "Values" => Value::of_node(self.values, &self.overlay),
            "Config" => Value::of_node(self.config.0, &Overlay::default()),
            _ => return None,
        })
    }

    fn is_settled(&self, field: &str) -> bool {
        match field {
            "Values" => self.overlay.is_empty(),
            "Config" => !self.config.1,
            _ => false,
        }
    }

    fn json(&self) -> Node {
        Node::made(self.pod)
    }
}

fn tree(text: &str) -> Node {
    kube_yaml::parse(text).expect("is YAML").expect("is something")
}

fn parse(text: &str) -> Template {
    Template::parse("t", text, Options { settled: &["Config", "Values"], ..Options::default() })
        .expect("is a template")
}

/// What a template gives for a pod with a config of its own or the mesh's, and how often it asked for settled fields.
fn execute(
    template: &Template,
    (pod, own): (&str, Option<&str>),
    budget: Budget,
) -> (Result<String, TemplateError>, usize) {
    let (values, config) = (tree(VALUES), tree(own.unwrap_or(CONFIG)));
    let asked = Rc::new(Cell::new(0));
    let data = Data {
        pod,
        values: &values,
        config: (&config, own.is_some()),
        overlay: Overlay::default(),
        asked: Rc::clone(&asked),
    };
    let context = Context { budget, ..Context::default() };
    let rendered = template.execute(Value::Object(Rc::new(data)), context);
    (rendered, asked.get())
}

#[test]
fn settled_fields_are_asked_for_once() {
    for text in [
        "{{ .Values.name }} {{ .Config.port | quote }}",
        "{{ if .Values.on }}{{ .Values.map.deep.name }}{{ else }}{{ .Pod.name }}{{ end }}",
        "{{ with .Values.name }}{{ . }}{{ end }}{{ if .Values.map }}{{ .Pod.name }}{{ end }}",
        "{{ range $i, $v := .Values.list }}{{ if $i }}{{ break }}{{ end }}{{ $x := print $v }}{{ $x }}{{ end }}",
        "{{ print .Pod.name .Values.name (index .Values.list 1) }}",
        "{{ if .Pod.name }}{{ $v := .Values.name | upper }}{{ $v }}{{ $.Config.name }}{{ end }}",
        "{{ define \"d\" }}{{ .Values.name }}{{ .Pod.name }}{{ end }}{{ template \"d\" . }}{{ template \"d\" $ }}",
    ] {
        let template = parse(text);
        let (first, asked) = execute(&template, ("a", None), Budget::default());
        assert!(first.is_ok() && asked > 0, "{text}: {first:?}");
        assert_eq!(execute(&template, ("b", None), Budget::default()).1, 0, "{text}");
    }
}

#[test]
fn what_a_pod_decides_is_not_remembered() {
    for (text, own) in [
        ("{{ .Config.port }}", Some("{port: 1}")),
        ("{{ $c := .Config }}{{ if $c.port }}{{ $c.port }}{{ end }}", Some("{port: 1}")),
        ("{{ $x := 1 }}{{ if eq .Pod.name \"b\" }}{{ $x = 2 }}{{ end }}{{ $x }}", None),
        ("{{ $x := 1 }}{{ if eq .Pod.name \"b\" }}{{ $y := ($x = 2) }}{{ end }}{{ $x }}", None),
        (
            "{{ $d := dict }}{{ if eq .Pod.name \"b\" }}{{ $e := set $d \"k\" 1 }}{{ end }}{{ $d.k }}{{ len $d }}",
            None,
        ),
        ("{{ if eq .Pod.name \"b\" }}{{ $e := set .Values \"name\" 1 }}{{ end }}{{ .Values.name }}", None),
        ("{{ range .Values.list }}{{ if eq $.Pod.name \"b\" }}{{ break }}{{ end }}{{ . }}{{ end }}", None),
        ("{{ define \"d\" }}{{ .name }}{{ $.name }}{{ end }}{{ template \"d\" .Pod }}", None),
        ("{{ define \"d\" }}{{ .Values.name }}{{ end }}{{ template \"d\" (dict \"Values\" .Pod) }}", None),
        ("{{ with .Pod }}{{ .name }}{{ end }}{{ range list .Pod }}{{ .name }}{{ end }}", None),
    ] {
        let template = parse(text);
        let first = execute(&template, ("a", None), Budget::default()).0.unwrap_or_else(|e| panic!("{e}"));
        let second = execute(&template, ("b", own), Budget::default()).0.unwrap_or_else(|e| panic!("{e}"));
        assert_ne!(first, second, "{text}");
        assert_eq!(execute(&template, ("a", None), Budget::default()).0, Ok(first), "{text}");
    }
}

/// A pipeline's parts, with what the template has around it.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        ".",
        "$",
        "$x",
        "$d",
        "$d.k",
        "$v",
        "1",
        "\"c\"",
        "(list 1 \"b\")",
        "(dict)",
        "$.Values",
        "$.Values.name",
        "$.Values.list",
        "$.Values.map.deep",
        "$.Values.none",
        "$.Values.off",
        "$.Config.port",
        "$.Config",
        "$.Pod.name",
        "$.Values.count",
        "$.Config.name",
        "$.Pod.n",
        "(set $d \"k\" $x)",
        "(set $.Values \"name\" \"pot\")",
        "(unset $.Values.map \"k\")",
        "(merge $.Values.map $d)",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(3, 12, 2, |inner| {
        (0..10_usize, inner.clone(), inner).prop_map(|(form, a, b)| match form {
            0 => format!("(print {a} {b})"),
            1 => format!("({a} | quote)"),
            2 => format!("(default {a} {b})"),
            3 => format!("(and {a} {b})"),
            4 => format!("(or {a} {b})"),
            5 => format!("(index (dict \"name\" {a}) \"name\")"),
            6 => format!("(dict \"name\" {a}).name"),
            7 => format!("(repeat 20 (print {a}))"),
            8 => format!("(toJson {a})"),
            _ => format!("(first (list {a} {b}))"),
        })
    })
}

fn piece() -> impl Strategy<Value = String> {
    let leaf = (0..7_usize, expression()).prop_map(|(form, e)| match form {
        0 => "text ".to_owned(),
        1 => format!("{{{{ $x := {e} }}}}"),
        2 => format!("{{{{ $x = {e} }}}}"),
        3 => format!("{{{{ template \"d\" {e} }}}}"),
        _ => format!("{{{{ {e} }}}}"),
    });
    leaf.prop_recursive(4, 24, 4, |inner| {
        let body = prop::collection::vec(inner, 1..4).prop_map(|pieces| pieces.concat());
        (0..6_usize, expression(), body.clone(), body).prop_map(|(form, e, a, b)| match form {
            0 => format!("{{{{ if {e} }}}}{a}{{{{ else }}}}{b}{{{{ end }}}}"),
            1 => format!("{{{{ if {e} }}}}{a}{{{{ end }}}}{b}"),
            2 => format!("{{{{ with {e} }}}}{a}{{{{ end }}}}{b}"),
            3 => format!("{{{{ range list {e} $.Values.name }}}}{a}{{{{ else }}}}{b}{{{{ end }}}}"),
            4 => format!("{{{{ range $i, $v := list $x {e} }}}}{a}{{{{ if $i }}}}{{{{ break }}}}{{{{ end }}}}{{{{ end }}}}{b}"),
            _ => format!("{{{{ range $v := list {e} $.Config.port }}}}{{{{ if {e} }}}}{{{{ continue }}}}{{{{ end }}}}{a}{{{{ end }}}}{b}"),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn after_any_executions_a_template_gives_what_a_fresh_one_gives(
        defined in prop::collection::vec(piece(), 0..3),
        pieces in prop::collection::vec(piece(), 1..6),
        runs in prop::collection::vec((0..3_usize, any::<bool>(), 0..4_u32, 0..4_u32), 2..6),
    ) {
        const START: &str = "{{ $x := 1 }}{{ $d := dict \"k\" 2 }}{{ $v := 3 }}";
        let text = format!("{{{{ define \"d\" }}}}{START}{}{{{{ end }}}}{START}{}", defined.concat(), pieces.concat());
        let used = parse(&text);
        for (pod, own, work, memory) in runs {
            let pod = (["a", "b", "c"][pod], own.then_some("{port: 1, name: own}"));
            // Many of them end in the middle.
            let budget = Budget::new(4_000 << (work * 4), 2_000 << (memory * 3));
            let (given, expected) = (execute(&used, pod, budget).0, execute(&parse(&text), pod, budget).0);
            prop_assert_eq!(given, expected, "{}", text);
        }
    }
}
