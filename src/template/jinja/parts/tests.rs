use super::Part;
use crate::template::istio;
use crate::template::jinja::{Authors, Library};
use crate::template::place::Place;
use go_template::Budget;
use go_template::functions::Context;
use go_template::value::{Dict, Elem, Object, Overlay, Value};
use kube_yaml::{Node, Result};
use std::rc::Rc;

/// A pod of that name, with settings that may be its own.
#[derive(Clone, Copy, Debug)]
struct Pod {
    name: &'static str,
    notes: &'static [(&'static str, &'static str)],
    mesh: &'static str,
    has_own_mesh: bool,
}

const TEA: Pod = Pod { name: "tea", notes: &[], mesh: "shared", has_own_mesh: false };

impl<'a> Object<'a> for Pod {
    fn type_name(&self) -> String {
        "*test.pod".to_owned()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        let map = |entries: &[(&'static str, Value<'a>)]| Value::Dict(Dict::new(entries.iter().cloned()));
        Some(match name {
            "Name" => Value::from(self.name),
            "Notes" => {
                let notes = self.notes.iter().map(|(key, value)| (*key, Value::from(*value)));
                Value::Dict(Dict::typed(Elem::Str, notes))
            }
            "Spec" => map(&[("name", Value::from(self.name))]),
            "MeshConfig" => map(&[("id", Value::from(self.mesh))]),
            _ => return None,
        })
    }

    fn is_settled(&self, field: &str) -> bool {
        field == "MeshConfig" && !self.has_own_mesh
    }

    fn call(&self, _: &str, _: &[Value<'a>]) -> Option<std::result::Result<Value<'a>, String>> {
        None
    }

    fn json(&self) -> Node {
        Node::made("")
    }
}

const BUDGET: Budget = Budget::new(10_000_000, 1 << 20);

/// A template that includes `_part`, and a part that is included nowhere but in parts.
fn library(template: &str, part: &str, authors: Authors) -> Library {
    let texts = [("t", template), ("_part", part), ("_inner", "<{{ MeshConfig.id }}>\n")];
    let place = || Place { file: "f".to_owned(), first_line: 1 };
    let texts = texts.into_iter().map(|(name, text)| (name.into(), (text.to_owned().into(), place())));
    Library::new(istio::LIBRARY, BUDGET, texts.collect(), authors)
}

fn render(library: &Library, pod: Pod) -> Result<String> {
    let context = Context { overlay: Overlay::default(), environment: &[], budget: BUDGET };
    library.execute("t", Value::Object(Rc::new(pod)), context)
}

fn texts_of(part: &Part) -> usize {
    part.variants.read().unwrap().iter().map(|variant| variant.texts.len()).sum()
}

/// How many texts of `_part` are remembered once these pods have been rendered, each of which has to come out as it does where nothing
/// is remembered.
fn remembered(template: &str, part: &str, pods: &[Pod]) -> usize {
    let ours = library(template, part, Authors::Ours(&["_part"]));
    let plain = library(template, part, Authors::Strangers);
    for pod in [pods, pods, pods].concat() {
        assert_eq!(render(&ours, pod), render(&plain, pod), "{part}");
    }
    let parts = ours.sources["t"].parts.get().and_then(Option::as_ref);
    let part = parts.and_then(|parts| parts.by_name.get("_part"));
    part.map_or(0, texts_of)
}

const OTHERS: [Pod; 4] = [
    TEA,
    Pod { name: "cup", ..TEA },
    Pod { notes: &[("a", "b")], ..TEA },
    Pod { name: "pot", notes: &[("a", "b")], ..TEA },
];

#[test]
fn text_is_remembered_for_what_is_looked_at() {
    for (part, texts) in [
        ("text", 1),
        ("{{ MeshConfig.id | quote }}\n", 1),
        ("{% include '_inner' %}\n", 1),
        ("{{ Name | upper }}\n", 3),
        ("{{ Notes.get('a', MeshConfig.id) }}\n", 2),
        ("{{ role }}{{ role is defined }}{{ whole }}{{ list | join(',') }}\n", 1),
        ("{% set Name = 'own' %}{{ Name }}", 1),
    ] {
        let template = "{% set role = 'x' %}{% set whole = 1 %}{% set list = ['a', none, true] %}\n{% include '_part' %}\nend\n";
        assert_eq!(remembered(template, part, &OTHERS), texts, "{part}");
    }
}

#[test]
fn texts_that_are_only_printed_are_each_pods_own() {
    const FORGED: Pod = Pod { name: "\u{FDD0}0\u{FDD0}", ..TEA };
    let long = Pod { name: Box::leak("x".repeat(2000).into_boxed_str()), ..TEA };
    let pods = [OTHERS.as_slice(), &[FORGED, long]].concat();
    for (part, texts) in [
        ("{{ Name }}\n", 1),
        ("<{{ Name }}, {{ MeshConfig.id }} and {{ whole }}>{% if whole %}{{ Name }}{% endif %}", 1),
        ("{{ Name }}{{ Notes.get('a') }}", 2),
        ("{% include '_inner' %}{{ Name }}{{ many }}", 1),
        // Whatever else looks like a mark is not taken for one.
        ("{{ Name }}{{ mark | trim }}", 0),
        ("{{ Name }}{{ mark[0] }}", 0),
    ] {
        let template = "{% set whole = 1 %}{% set many = Name %}{% set mark = '\u{FDD0}1\u{FDD0}' %}{% include '_part' %}.";
        assert_eq!(remembered(template, part, &pods), texts, "{part}");
    }
}

#[test]
fn only_what_was_looked_at_counts() {
    for (part, texts) in [
        ("{{ Name | upper if MeshConfig.id == 'own' else 1 }}", 1),
        ("{{ Spec.name if Notes else 1 }}", 1),
        ("{{ Name if Notes else Name | trim }}", 4),
        ("{% if Name == 'none' %}{{ Notes | length }}{% endif %}", 3),
    ] {
        assert_eq!(remembered("{% include '_part' %}", part, &OTHERS), texts, "{part}");
    }
}

#[test]
fn what_cannot_be_told_or_compared_is_rendered_each_time() {
    for part in [
        "{{ Spec.name }}",
        "{{ outer.x }}",
        "{{ ratio }}",
        "{{ env('HOME', '') }}",
        "{{ ['a'] | map('upper') | join }}",
        "{% macro m() %}{{ Name }}{% endmacro %}{{ m() }}",
        "{% include '_inner' if Name else '_part' %}",
        "{% set space.seen = Name %}{{ space.seen }}",
        "{{ loop.index }}",
    ] {
        let template = "{% set outer = {'x': Name} %}{% set ratio = 0.5 %}{% set space = namespace() %}
            {% for x in [1, 2] %}{% include '_part' %}{% endfor %}";
        assert_eq!(remembered(template, part, &OTHERS), 0, "{part}");
    }
}

#[test]
fn settings_of_a_pods_own_are_not_those_of_others() {
    let own = Pod { mesh: "own", has_own_mesh: true, ..TEA };
    assert_eq!(remembered("{% include '_part' %}", "{{ MeshConfig.id }}", &[TEA, own, TEA]), 1);
}

#[test]
fn names_that_a_template_sets_hide_data_and_functions() {
    let template = "{% set MeshConfig = {'id': Name} %}{% include '_part' %}";
    assert_eq!(remembered(template, "{{ MeshConfig.id }}", &OTHERS), 0);
    // Of that pod there is an error.
    let template = "{% if Name == 'pot' %}{% set toLower = Name %}{% endif %}{% include '_part' %}";
    assert_eq!(remembered(template, "{{ toLower('A') }}", &OTHERS), 0);
    assert_eq!(remembered(template, "{{ toLower('A') if false else 1 }}", &OTHERS), 1);
}

#[test]
fn what_a_part_costs_does_not_depend_on_who_came_first() {
    let library =
        library("{{ Name * 200000 }}{% include '_part' %}", "{{ MeshConfig.id }}", Authors::Ours(&["_part"]));
    let large = Pod { name: "123456", ..TEA };
    let first = render(&library, large);
    for _ in 0..3 {
        assert!(render(&library, TEA).is_ok());
        assert_eq!(render(&library, large), first);
    }
}

#[test]
fn failure_of_a_part_is_blamed_on_its_line() {
    let library =
        library("{% include '_part' %}", "{{ Notes.a }}\n{{ trunc(Name, Name) }}", Authors::Ours(&["_part"]));
    let pod = Pod { notes: &[("a", "b")], ..TEA };
    let first = render(&library, pod).unwrap_err();
    assert!(first.to_string().contains("template _part:2: at <trunc(Name, Name)>"), "{first}");
    assert_eq!(render(&library, pod).unwrap_err(), first);
}

#[test]
fn texts_are_not_remembered_without_end() {
    let library = library("{% include '_part' %}", "{{ Name | trim }}", Authors::Ours(&["_part"]));
    for number in 0..100 {
        let name: &'static str = Box::leak(format!("tea{number}").into_boxed_str());
        assert_eq!(render(&library, Pod { name, ..TEA }).as_deref(), Ok(name));
    }
    let parts = library.sources["t"].parts.get().and_then(Option::as_ref).unwrap();
    assert_eq!(texts_of(&parts.by_name["_part"]), super::TEXTS);
}
