//! What a template remembers shows nowhere: after any executions it gives what a fresh one gives, errors and budgets included.

use std::cell::Cell;
use std::rc::Rc;

use go_template::value::{Dict, Object, Overlay, Str, Value};
use go_template::{Budget, Context, Options, Template, TemplateError};
use kube_yaml::Node;
use proptest::prelude::*;

const VALUES: &str = "{name: tea, list: [a, b, c], map: {k: v, deep: {name: cup}}, on: true, off: false, none: null, count: 3}";
const CONFIG: &str = "{port: 15020, name: mesh}";

/// Data of which `Values` is settled, `Config` unless it is the pod's own, and `Pod` never. `Meta.Notes` of it is sparse.
#[derive(Debug)]
struct Data<'a> {
    pod: &'a str,
    notes: &'a Node,
    values: &'a Node,
    config: (&'a Node, bool),
    overlay: Overlay<'a>,
    /// How often a settled field or `Meta` was asked for.
    asked: Rc<Cell<usize>>,
}

impl<'a> Object<'a> for Data<'a> {
    fn type_name(&self) -> String {
        "*Data".to_owned()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        self.asked.set(self.asked.get() + usize::from(self.is_settled(name) || name == "Meta"));
        Some(match name {
            "Pod" => Dict::new([("name", Value::Str(Str::Borrowed(self.pod))), ("n", Value::int(2))]).into(),
            "Values" => Value::of_node(self.values, &self.overlay),
            "Config" => Value::of_node(self.config.0, &Overlay::default()),
            "Meta" => Value::Object(Rc::new(Meta(self.notes, self.overlay.clone()))),
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

#[derive(Debug)]
struct Meta<'a>(&'a Node, Overlay<'a>);

impl<'a> Object<'a> for Meta<'a> {
    fn type_name(&self) -> String {
        "Meta".to_owned()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        (name == "Notes").then(|| Value::of_node(self.0, &self.1))
    }

    fn json(&self) -> Node {
        self.0.clone()
    }
}

fn tree(text: &str) -> Node {
    kube_yaml::parse(text).expect("is YAML").expect("is something")
}

fn parse(text: &str) -> Template {
    let (settled, sparse) = (&["Config", "Values"], &[["Meta", "Notes"]]);
    Template::parse("t", text, Options { settled, sparse, ..Options::default() }).expect("is a template")
}

/// A pod, with a config of its own or the mesh's.
#[derive(Clone, Copy)]
struct Pod {
    name: &'static str,
    own: Option<&'static str>,
    notes: &'static str,
}

const A: Pod = Pod { name: "a", own: None, notes: "{}" };
const B: Pod = Pod { name: "b", ..A };

/// What a template gives for a pod, and how often it asked for settled fields, or for what has a sparse map.
fn execute(template: &Template, pod: Pod, budget: Budget) -> (Result<String, TemplateError>, usize) {
    let (values, config) = (tree(VALUES), tree(pod.own.unwrap_or(CONFIG)));
    let notes = match pod.notes {
        "many" => (0..64).map(|n| (format!("n{n}"), Node::made("x"))).collect::<kube_yaml::Map>(),
        notes => tree(notes).as_map().expect("is a map").clone(),
    };
    let asked = Rc::new(Cell::new(0));
    let data = Data {
        pod: pod.name,
        notes: &Node::made(notes),
        values: &values,
        config: (&config, pod.own.is_some()),
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
        let (first, asked) = execute(&template, A, Budget::default());
        assert!(first.is_ok() && asked > 0, "{text}: {first:?}");
        assert_eq!(execute(&template, B, Budget::default()).1, 0, "{text}");
    }
}

#[test]
fn what_a_map_lacks_is_looked_for_once() {
    for (text, times) in [
        (r#"{{ index .Meta.Notes "a" }}{{ .Meta.Notes.b | default .Values.name }}"#, 1),
        (
            r#"{{ if index .Meta.Notes "a" }}{{ .Pod.name }}{{ else }}{{ .Values.name }}{{ end }}{{ .Meta.Notes.c }}"#,
            1,
        ),
        (
            r#"{{ $m := .Meta }}{{ $n := $m.Notes }}{{ with index $n "a" | default "none" }}{{ . }}{{ end }}{{ print (.Meta).Notes.b }}"#,
            2,
        ),
        (
            r#"{{ define "d" }}{{ index .Meta.Notes "a" | print "c" }}{{ end }}{{ template "d" . }}{{ range .Values.list }}{{ $.Meta.Notes.a }}{{ end }}"#,
            1,
        ),
    ] {
        let template = parse(text);
        let fresh = |pod| execute(&parse(text), pod, Budget::default()).0;
        for (notes, looked) in
            [("{}", true), ("{z: 1}", true), ("{a: x}", false), ("{b: y, c: z}", false), ("many", false)]
        {
            let pod = Pod { notes, ..B };
            let (given, _) = execute(&template, pod, Budget::default());
            assert!(given.is_ok() && given == fresh(pod), "{text}, {notes}: {given:?}");
            let (again, asked_again) = execute(&template, Pod { name: "c", ..pod }, Budget::default());
            assert_eq!(again, fresh(Pod { name: "c", ..pod }), "{text}, {notes}");
            assert!(!looked || asked_again == times, "{text}, {notes}: asked {asked_again} times");
        }
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
        let first = execute(&template, A, Budget::default()).0.unwrap_or_else(|e| panic!("{e}"));
        let second =
            execute(&template, Pod { own, ..B }, Budget::default()).0.unwrap_or_else(|e| panic!("{e}"));
        assert_ne!(first, second, "{text}");
        assert_eq!(execute(&template, A, Budget::default()).0, Ok(first), "{text}");
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
        "$.Meta.Notes.a",
        "(index $.Meta.Notes \"b\")",
        "(index $.Meta.Notes \"a\" $x)",
        "(hasKey $.Meta.Notes \"a\")",
        "(len $.Meta.Notes)",
        "(set $.Meta.Notes \"a\" $x)",
        "$.Meta",
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
        runs in prop::collection::vec((0..3_usize, any::<bool>(), 0..5_usize, 0..4_u32, 0..4_u32), 2..6),
    ) {
        const START: &str = "{{ $x := 1 }}{{ $d := dict \"k\" 2 }}{{ $v := 3 }}";
        let text = format!("{{{{ define \"d\" }}}}{START}{}{{{{ end }}}}{START}{}", defined.concat(), pieces.concat());
        let used = parse(&text);
        for (name, own, notes, work, memory) in runs {
            let pod = Pod {
                name: ["a", "b", "c"][name],
                own: own.then_some("{port: 1, name: own}"),
                notes: ["{}", "{a: x}", "{b: y, z: x}", "{a: '', b: y}", "many"][notes],
            };
            // Many of them end in the middle.
            let budget = Budget::new(4_000 << (work * 4), 2_000 << (memory * 3));
            let (given, expected) = (execute(&used, pod, budget).0, execute(&parse(&text), pod, budget).0);
            prop_assert_eq!(given, expected, "{}", text);
        }
    }
}
