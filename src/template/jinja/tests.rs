mod budgets;

use super::*;
use crate::template::istio;
use go_template::Budget;
use go_template::functions::Context;
use go_template::value::{Dict, Object, Overlay};
use kube_schema as schema;
use kube_yaml::{Node, parse};
use std::rc::Rc;

/// A pod's metadata and some values.
#[derive(Debug)]
struct Data<'a>(&'a Node, Overlay<'a>);

impl<'a> Object<'a> for Data<'a> {
    fn type_name(&self) -> String {
        "*test.data".to_owned()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        Some(match name {
            "ObjectMeta" => schema::view(&schema::OBJECT_META, self.0.get("metadata")),
            "Spec" => schema::view(&schema::POD_SPEC, self.0.get("spec")),
            "Values" => Value::Dict(Dict::of_map(self.0.get("values")?.as_map()?, &self.1)),
            _ => return None,
        })
    }

    fn call(&self, _: &str, _: &[Value<'a>]) -> Option<std::result::Result<Value<'a>, String>> {
        None
    }

    fn json(&self) -> Node {
        self.0.clone()
    }
}

const POD: &str = "
metadata:
  name: web
  labels: {app: tea, number: '1'}
  annotations: {a/b: c}
spec:
  containers:
  - {name: app, ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP}]}
  - {name: side, resources: {limits: {cpu: 500m}}}
values: {port: 15020, ratio: 0.5, hub: h, none: null, list: [a, 1], map: {b: 1, a: true}}
";

fn render(text: &str) -> Result<String> {
    render_all(&[("t", text)])
}

fn render_all(templates: &[(&str, &str)]) -> Result<String> {
    let place = || Place { file: "f.yaml".to_owned(), first_line: 10 };
    let texts = templates
        .iter()
        .map(|(name, text)| ((*name).to_owned().into(), ((*text).to_owned().into(), place())));
    let library =
        Library::new(istio::LIBRARY, Budget::new(100_000_000, 1 << 20), texts.collect(), Authors::Strangers);
    templates.iter().try_for_each(|(name, _)| library.compile(name))?;
    let tree = parse(POD).unwrap().unwrap();
    let overlay = Overlay::default();
    let data = Value::Object(Rc::new(Data(&tree, overlay.clone())));
    library.execute(
        templates[0].0,
        data,
        Context { overlay, environment: &[], budget: Budget::new(100_000_000, 1 << 20) },
    )
}

#[test]
fn data_has_the_names_of_go() {
    for (text, expected) in [
        (
            "{{ ObjectMeta.Name }} {{ ObjectMeta.Labels.app }} {{ ObjectMeta.Annotations['a/b'] }}",
            "web tea c",
        ),
        ("{% for c in Spec.Containers %}{{ c.Name }}:{{ c.Ports | length }} {% endfor %}", "app:2 side:0 "),
        ("{{ Spec.Containers[0].Ports[1].Protocol }}", "UDP"),
        ("{{ Spec.Containers[1].Resources.Limits.cpu }}", "500m"),
        ("{{ Values.port }} {{ Values.ratio }} {{ Values.none is none }}", "15020 0.5 true"),
        ("{% for key in Values.map %}{{ key }}={{ Values.map[key] }} {% endfor %}", "a=true b=1 "),
        ("{{ 'app' in ObjectMeta.Labels }} {{ 'x' in ObjectMeta.Labels }}", "true false"),
        ("{{ Values.get('nope', 1) }} {{ Values.get('none', 2) }} {{ {'a': 3}.get('a') }}", "1 2 3"),
        ("{{ Values.nope is defined }} {{ Values.nope | default('x') }}", "false x"),
        ("{{ 1 if Spec.SecurityContext else 2 }}{{ 1 if ObjectMeta.OwnerReferences else 2 }}", "22"),
    ] {
        assert_eq!(render(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn functions_are_those_of_go() {
    for (text, expected) in [
        (
            "{{ annotation(ObjectMeta, 'a/b', 'd') }} {{ annotation(ObjectMeta, 'x', Values.port) }}",
            "c 15020",
        ),
        ("{{ isset(ObjectMeta.Annotations, 'a/b') }} {{ applicationPorts(Spec.Containers) }}", "true 80"),
        ("{{ structToJSON(Spec.Containers[0].Ports[0]) }}", "{\"containerPort\":80}"),
        ("{{ toJSON(ObjectMeta.Labels) }}", "{\"app\":\"tea\",\"number\":\"1\"}"),
        ("{{ toYaml({'a': [1, none, true]}) }}", "a:\n- 1\n- null\n- true\n"),
        ("{{ fromJSON('{\"a\": [1, 2]}').a[1] }}", "2"),
        ("{{ omitNil({'a': none, 'b': {'c': none}}) is none }}", "true"),
        ("{{ strdict('a', 'b').a }} {{ mergeMaps(ObjectMeta.Labels, strdict('app', 'x')).app }}", "b x"),
        // The piped value is the last argument, except of Jinja's own filters.
        ("{{ 'abcdef' | trunc(3) | quote }} {{ 'a-' | trimSuffix('-') }}", "\"abc\" a"),
        ("{{ 'x' | default('y') }} {{ ['a', 'b'] | join('+') }} {{ 'a\nb' | indent(2) }}", "x a+b a\n  b"),
    ] {
        assert_eq!(render(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn usual_names_of_jinja_work() {
    for (text, expected) in [
        ("{{ Values.map | tojson }} {{ tojson(['<', 1]) }}", "{\"a\":true,\"b\":1} [\"<\",1]"),
        ("{{ Values.list | toyaml }}", "- a\n- 1\n"),
        ("{{ 'user:x' | b64encode }} {{ 'eA==' | b64decode }}", "dXNlcjp4 x"),
        ("{{ 'v1.2' | regex_replace('^v', '') }} {{ 'v1.2' | regex_replace('v') }}", "1.2 1.2"),
        (r"{{ 'a-b' | regex_replace('(?P<x>.)-(.)', '\\2\\g<x>$1') }}", "ba$1"),
        ("{% for k, v in Values.map.items() %}{{ k }}={{ v }} {% endfor %}", "a=true b=1 "),
        ("{% for k, v in {'x': 1}.items() %}{{ k }}={{ v }}{% endfor %}", "x=1"),
        ("{{ Values.map.keys() | join(',') }} {{ Values.map.values() | length }}", "a,b 2"),
    ] {
        assert_eq!(render(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn filters_that_jinja_has_itself_are_there() {
    for name in functions::OWN_FILTERS {
        let error = render(&format!("{{{{ 1 | {name} }}}}")).err().map(|error| error.to_string());
        assert!(!error.as_ref().is_some_and(|error| error.contains("unknown filter")), "{name}: {error:?}");
    }
}

#[test]
fn err_misspelled_filters_and_functions_have_a_suggestion() {
    for (text, help) in [
        ("{{ 'a' | tojsno }}", "did you mean tojson?"),
        ("{{ 'a' | uper }}", "did you mean upper?"),
        ("{{ anotation(ObjectMeta, 'a', 'b') }}", "did you mean annotation?"),
        ("{{ 'a' | regexreplace('b', 'c') }}", "did you mean regex_replace?"),
    ] {
        assert_eq!(render(text).unwrap_err().help_text(), Some(help), "{text}");
    }
    assert_eq!(render("{{ 'a' | nothingLikeIt }}").unwrap_err().help_text(), None);
}

#[test]
fn lines_of_blocks_leave_nothing() {
    assert_eq!(render("a:\n  {% if true %}\n  b: 1\n  {% endif %}\nc: 2\n").unwrap(), "a:\n  b: 1\nc: 2\n");
}

#[test]
fn parts_can_be_imported_and_included() {
    let text = "{% import '_m' as m %}{% set x = 1 %}{{ m.f(2) }} {% include '_i' %}";
    let parts =
        [("t", text), ("_m", "{% macro f(y) %}{{ y }}{{ Values.hub }}{% endmacro %}"), ("_i", "{{ x }}")];
    assert_eq!(render_all(&parts).unwrap(), "2h 1");
}

#[test]
fn errors_name_the_template_the_line_and_the_key() {
    for (text, part) in [
        ("a\n{{ Values.nope }}", "template t:2: at <Values.nope>: `Values.nope` is undefined"),
        ("{{ ObjectMeta.Nope }}", "`ObjectMeta.Nope` is undefined"),
        ("{% if Values.nope %}{% endif %}", "`Values.nope` is undefined"),
        ("{{ nope }}", "`nope` is undefined"),
        ("{{ nope() }}", "nope"),
        ("{{ quote(Values.nope) }}", "at <quote(Values.nope)>: argument 1 of quote is undefined"),
        ("{{ annotation(Values, 'a', 'b') }}", "argument 1 of annotation is of the wrong type"),
        ("{{ annotation(ObjectMeta) }}", "wrong number of arguments for annotation: want 3 got 1"),
        ("{{ Values.hub.x.y }}", "is undefined"),
        ("{{ fail('no') }}", "fail: no"),
        ("{% include 'nope' %}", "nope"),
        ("a\n{% if %}", "template t:2"),
    ] {
        let error = render(text).unwrap_err();
        assert!(error.cause().contains(part), "{text}: {error}");
        let line = 10 + text.lines().count() - 1;
        assert_eq!(error.location().map(|at| (at.file.as_str(), at.line)), Some(("f.yaml", line)), "{error}");
    }
}

#[test]
fn err_in_an_imported_part_is_placed_there() {
    let parts =
        [("t", "{% from '_m' import f %}\n{{ f() }}"), ("_m", "\n\n{% macro f() %}{{ x.y }}{% endmacro %}")];
    let error = render_all(&parts).unwrap_err();
    assert!(error.cause().starts_with("template _m:3: "), "{error}");
    assert_eq!(error.location().unwrap().line, 12);
}

#[test]
fn neither_loops_nor_recursion_are_endless() {
    for text in [
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% include 't' %}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{{ a + b }}{% endfor %}{% endfor %}",
        "{{ 'x' | repeat(99999999) }}",
    ] {
        assert!(render(text).is_err(), "{text}");
    }
}

#[test]
fn nothing_is_known_of_the_environment_or_the_time() {
    assert_eq!(render("{{ env('HOME', 'unset') }}").unwrap(), "unset");
    assert!(render("{{ now() }}").is_err());
}
