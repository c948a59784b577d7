//! What templates may cost: each of these would take minutes, gigabytes or the stack if nothing were counted.

use super::{render, render_all};

/// Templates that are refused for what they cost.
const COSTLY: &[&str] = &[
    // Steps.
    "{% for a in range(9999) %}{% for b in range(9999) %}{{ a + b }}{% endfor %}{% endfor %}",
    "{% macro f(n) %}{% if n %}{% for i in range(9) %}{{ f(n - 1) }}{% endfor %}{% endif %}{% endmacro %}{{ f(9) }}",
    "{% for x in [1] recursive %}{{ loop([1, 1]) if loop.depth < 25 }}{% endfor %}",
    // Texts.
    "{% set ns = namespace(x='x') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "{% set ns = namespace(x='x') %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set ns = namespace(x='x') %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] | join %}{% endfor %}",
    "{% set ns = namespace(x='x') %}{% for i in range(40) %}{% set ns.x = '%s%s' | format(ns.x, ns.x) %}{% endfor %}",
    "{% set ns = namespace(x='x') %}{% for i in range(40) %}{% set ns.x = ns.x | replace('x', 'xx') %}{% endfor %}",
    "{% set ns = namespace(x='x') %}{% for i in range(40) %}{% set y %}{{ ns.x }}{{ ns.x }}{% endset %}{% set ns.x = y %}{% endfor %}",
    "{% set ns = namespace(x='x') %}{% for i in range(40) %}{% set ns.x = quote(ns.x, ns.x) %}{% endfor %}",
    "{{ 'x' * 100000000 }}",
    "{{ 100000000 * 'x' }}",
    "{% set n = 100000000 %}{{ 'x' * n }}{{ n * 'x' }}",
    "{% set n = 1000 %}{{ 'x' * n * n * n }}",
    "{{ 'a\nb' | indent(1000000000) }}",
    "{{ 'a\nb' | indent(width=1000000000) }}",
    "{% filter indent(1000000000) %}a\nb{% endfilter %}",
    "{{ '%1000000000d' | format(1) }}",
    "{{ '%*d' | format(1000000000, 1) }}",
    "{% set x = 'x' * 100000 %}{{ x | replace('x', x) }}{{ x | replace('', x) }}",
    "{% set x = 'x' * 1000 %}{{ range(100000) | join(x) }}",
    "{% set x = 'x' * 1000 %}{% for i in range(99999) %}{{ x }}{% endfor %}",
    "{% set y %}{% for i in range(99999) %}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{% endfor %}{% endset %}",
    "{% for i in range(9999) %}{{ 'x' | repeat(9999) }}{% endfor %}",
    // Lists.
    "{{ ([1] * 100000000) | length }}",
    "{{ ((1,) * 100000000) | length }}",
    "{% set x = [1] %}{% for i in (x * 100000000) %}{% endfor %}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = {'a': ns.x, 'b': ns.x} %}{% endfor %}{{ ns.x }}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = dict(a=ns.x, b=ns.x) %}{% endfor %}{{ ns.x | pprint }}",
    "{{ [1] | batch(1000000000, 'x') }}",
    "{{ [1] | slice(1000000000, 'x') }}",
    "{{ ('x' * 1000000) | list }}",
    "{{ ('x ' * 1000000) | split }}",
    "{{ until(1000000000) }}{{ seq(1000000000) }}",
    // Looking again and again at what is large.
    "{% set x = 'x' * 1000000 %}{% set y = x ~ '' %}{% for i in range(99999) %}{% if x == y %}{% endif %}{% endfor %}",
    "{% set x = 'x' * 1000000 %}{% for i in range(99999) %}{% if 'y' in x %}{% endif %}{% endfor %}",
    "{% set x = 'x' * 1000000 %}{% for i in range(99999) %}{% set y = x[1:] %}{% endfor %}",
    "{% set x = 'x' * 1000000 %}{% for i in range(99999) %}{% set y = x is lower %}{% endfor %}",
    "{% set x = 'x' * 1000000 %}{% for i in range(99999) %}{% set y = x | trim %}{% endfor %}",
    "{% set x = 'x' * 1000000 %}{% for i in range(99999) %}{% set y = sha256sum(x) %}{% endfor %}",
    "{% set x = range(9999) | list %}{% for i in range(99999) %}{% set y = x | sort %}{% endfor %}",
];

/// Templates whose values nest too deep.
const DEEP: &[&str] = &[
    "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}",
    "{% set ns = namespace() %}{% set ns.x = [ns] %}{{ ns }}",
    "{% set ns = namespace() %}{% set ns.x = {'a': ns} %}{{ ns | pprint }}",
    "{% set ns = namespace() %}{% for i in range(99999) %}{% set m = namespace() %}{% set m.x = ns.x %}{% set ns.x = m %}{% endfor %}",
    "{% set ns = namespace(x=1) %}{% for i in range(26718) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
    "{% set ns = namespace(x=1) %}{% for i in range(26718) %}{% set ns.x = (ns.x,) %}{% endfor %}{{ ns.x }}",
    "{% set ns = namespace(x=1) %}{% for i in range(26718) %}{% set ns.x = {'a': ns.x} %}{% endfor %}{{ ns.x }}",
    "{% set ns = namespace(x=1) %}{% for i in range(26718) %}{% set ns.x = dict(a=ns.x) %}{% endfor %}{{ ns.x }}",
    "{% set ns = namespace(x=1) %}{% for i in range(26718) %}{% set ns.x = namespace(a=ns.x) %}{% endfor %}{{ ns.x }}",
    "{% set ns = namespace(x=1) %}{% for i in range(26718) %}{% set ns.x = [[ns.x]] | map('list') | list %}{% endfor %}{{ ns.x }}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% macro f(x) %}{{ f([x]) }}{% endmacro %}{{ f(1) }}",
    "{% macro f() %}{% call f() %}{% endcall %}{% endmacro %}{{ f() }}",
    "{% include 't' %}",
    "{% import 't' as t %}",
    "{% extends 't' %}",
    "{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}",
];

#[test]
fn costly_templates_are_refused_by_name_and_place() {
    for text in COSTLY {
        let error = match render(text) {
            Ok(out) => panic!("{text} renders {} bytes", out.len()),
            Err(error) => error,
        };
        let said = error.to_string();
        let named =
            said.contains("takes more than 100 million steps") || said.contains("makes more than 1 MiB");
        assert!(named, "{text}: {said}");
        assert!(error.help_text().is_some_and(|help| help.contains("--template-budget")), "{text}: {said}");
        assert_eq!(
            error.location().map(|at| (at.file.as_str(), at.line >= 10)),
            Some(("f.yaml", true)),
            "{text}"
        );
    }
}

#[test]
fn deep_values_and_calls_do_not_overflow_the_stack() {
    for text in DEEP {
        let error = render(text).expect_err(text);
        assert_eq!(error.location().map(|at| at.line), Some(10), "{text}: {error}");
    }
}

#[test]
fn values_made_of_each_other_many_times_are_gone_through_without_recursion() {
    for text in [
        "{% set ns = namespace(x=[1]) %}{% for i in range(3000) %}{% set ns.x = ns.x[0:] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[[1]]) %}{% for i in range(3000) %}{% set ns.x = [ns.x[0][0:]] %}{% endfor %}{{ ns.x[0] }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(3000) %}{% set ns.x = ns.x | map('int') %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(3000) %}{% set ns.x = ns.x | chain([]) %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(3000) %}{% set ns.x = [] + ns.x %}{% endfor %}{{ ns.x }}",
    ] {
        assert_eq!(render(text).as_deref(), Ok("[1]"), "{text}");
    }
}

#[test]
fn what_nests_deep_in_a_text_is_refused_before_it_is_compiled() {
    let chained = |first: &str, more: &str, times: usize| format!("{{{{ {first}{} }}}}", more.repeat(times));
    let inside = |open: &str, close: &str, times: usize| {
        format!("{{{{ {}1{} }}}}", open.repeat(times), close.repeat(times))
    };
    for text in [
        chained("", "-", 20_000) + "1",
        format!("{{{{ {}1 }}}}", "-".repeat(20_000)),
        format!("{{{{ {}1 }}}}", "not ".repeat(20_000)),
        chained("1", "|abs", 42_000),
        chained("1", " is none", 20_000),
        chained("1", " ~ 1", 20_000),
        chained("1", " + 1", 20_000),
        chained("1", " and 1", 20_000),
        chained("1", " if 1 else 1", 20_000),
        chained("x", ".x", 20_000),
        chained("x", "[0]", 20_000),
        chained("x", "()", 20_000),
        chained("1", " < 1", 20_000),
        inside("(", ")", 20_000),
        inside("[", "]", 20_000),
        inside("{1:", "}", 20_000),
        inside("f(", ")", 20_000),
        format!("{{% set {}x{} = 1 %}}", "(".repeat(20_000), ")".repeat(20_000)),
        format!("{{% for {}x{} in y %}}{{% endfor %}}", "(".repeat(20_000), ")".repeat(20_000)),
        format!("{{% if 0 %}}{}{{% endif %}}", "{% elif 0 %}".repeat(8_000)),
        "{% if 1 %}".repeat(20_000) + &"{% endif %}".repeat(20_000),
        "{% for x in y %}".repeat(20_000) + &"{% endfor %}".repeat(20_000),
        format!("{{% filter {}abs %}}{{% endfilter %}}", "abs|".repeat(20_000)),
        "{{ x ".repeat(20_000),
    ] {
        let error = render(&text).expect_err(&text[..40]);
        assert!(error.location().is_some_and(|at| at.line == 10), "{}: {error}", &text[..40]);
    }
}

#[test]
fn real_nesting_is_read() {
    let nested = format!("{}{{{{ 1 }}}}{}", "{% if 1 %}".repeat(50), "{% endif %}".repeat(50));
    assert_eq!(render(&nested).as_deref(), Ok("1"));
    assert_eq!(render(&format!("{{{{ {}1{} }}}}", "(".repeat(20), ")".repeat(20))).as_deref(), Ok("1"));
    let elifs: String = (0..100).map(|i| format!("{{% elif {i} == 99 %}}{i}")).collect();
    assert_eq!(render(&format!("{{% if 0 %}}{elifs}{{% endif %}}")).as_deref(), Ok("99"));
    let sum = format!("{{{{ 1{} }}}}", " + 1".repeat(200));
    assert_eq!(render(&sum).as_deref(), Ok("201"));
    assert_eq!(
        render(&format!("{{{{ 'a'{} }}}}", " ~ Values.hub".repeat(100))),
        Ok("a".to_owned() + &"h".repeat(100))
    );
}

#[test]
fn marks_change_nothing() {
    for (text, expected) in [
        ("{{ 'a' ~ Values.hub ~ 1 ~ (Values.hub ~ 'b') }}", "ah1hb"),
        (
            "{{ 1 + Values.port - 1 }} {{ Values.port * 2 }} {{ 2 * Values.port * 2 // 4 }}",
            "15020 30040 15020",
        ),
        (
            "{{ 'ab' * 2 }} {{ Values.hub * 3 }} {{ [1] * 2 }} {{ Values.port % 7 }} {{ 2 ** 3 }}",
            "abab hhh [1, 1] 5 8",
        ),
        (
            "{{ -Values.port }} {{ - 1 * Values.port }} {{ not Values.hub == Values.hub }}",
            "-15020 -15020 false",
        ),
        (
            "{{ Values.hub in ['g', Values.hub] }} {{ 'x' not in Values.map }} {{ 1 < Values.port < 20000 }}",
            "true true true",
        ),
        (
            "{{ [Values.hub, 2][0] }} {{ {'a': Values.hub}.a }} {{ (Values.hub, 1)[1] }} {{ [1, 2, 3][1:] }}",
            "h h 1 [2, 3]",
        ),
        (
            "{{ [Values.hub, 2] | length }} {{ Values.hub is in [Values.hub] }} {{ Values.hub is eq Values.hub }}",
            "2 true true",
        ),
        ("{% for a, b in [(1, 2), (Values.port, 4)] if b > 2 %}{{ a }}{% else %}none{% endfor %}", "15020"),
        ("{% for x in Values.nothing | default([]) %}{% else %}none{% endfor %}", "none"),
        ("{% for x in [[1], [2]] recursive %}{{ loop(x) if x is sequence else x }}{% endfor %}", "12"),
        (
            "{% set a, b = 1, Values.hub %}{{ a }}{{ b }}{% with c = 1, d = Values.hub %}{{ c }}{{ d }}{% endwith %}",
            "1h1h",
        ),
        (
            "{% set ns = namespace(n=0) %}{% for i in range(5) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
            "10",
        ),
        (
            "{% set ns = namespace(n=[]) %}{% for i in 'abc' %}{% set ns.n = ns.n + [i] %}{% endfor %}{{ ns.n }}",
            "['a', 'b', 'c']",
        ),
        (
            "{% macro f(a, b=Values.hub ~ 1) %}{{ a }}{{ b }}{% if caller is defined %}{{ caller() }}{% endif %}{% endmacro %}{{ f(1) }}{% call f(2, b=3) %}4{% endcall %}",
            "1h1234",
        ),
        (
            "{% set x | upper %}a{{ Values.hub }}{% endset %}{{ x }}{% filter upper | replace('A', 'b') %}a{% endfilter %}",
            "AHb",
        ),
        (
            "{% raw %}{{ a ~ b }}{% endraw %}{# {{ a ~ b } #}{{ '}}' ~ \"%}\" ~ Values.hub }}",
            "{{ a ~ b }}}}%}h",
        ),
        ("a {{- Values.hub ~ 1 -}} b\n  {%- if Values.hub ~ 1 == 'h1' +%}\n c{% endif %}", "ah1b\n c"),
        ("{{ 'x' if Values.hub ~ 1 == 'h1' else 'y' }} {{ 1 if false }}", "x "),
        (
            "{{ Values.list | map('upper') | join(',') }} {{ Values.list | reject('eq', 1) | list }}",
            "A,1 ['a']",
        ),
    ] {
        assert_eq!(render(text).as_deref(), Ok(expected), "{text}");
    }
    let parts = [
        ("t", "{% extends 'b' %}{% block x %}{{ super() }}2{{ self.y() }}{% endblock %}"),
        ("b", "{% block x %}1{% endblock %}{% block y %}3{% endblock %}"),
    ];
    assert_eq!(render_all(&parts).as_deref(), Ok("1233"));
}

#[test]
fn marks_cannot_be_written() {
    for text in [
        "{{ 1 | __last }}",
        "{{ [1] | map('__last') }}",
        "{% filter __part(0) %}{% endfilter %}",
        "{{ 1 is __look }}",
    ] {
        assert!(render(text).unwrap_err().to_string().contains("do not begin with __"), "{text}");
    }
}

#[test]
fn errors_show_what_was_written() {
    let error = render("a\n{{ 'x' ~ Values.hub ~ Values.nope.more }}").unwrap_err();
    // The place of a field is that of its dot.
    assert!(error.cause().starts_with("template t:2: at <.nope.more>: "), "{error}");
    assert_eq!(error.location().map(|at| (at.line, at.column)), Some((11, 29)), "{error}");
}
