//! The functions of Go templates as functions and filters of Jinja.

use kube_schema::suggest::nearest;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Value as Shown};

use super::data;
use super::maps::{OF_MAPS, entries};
use super::meter;
use super::weight::{is_ours, weight};
use go_template::functions::{Function, Library};

/// Filters and functions that Jinja has itself and that win over Go's of the same name, in the order of the alphabet.
pub(super) const OWN_FILTERS: &[&str] = &[
    "abs",
    "attr",
    "batch",
    "bool",
    "capitalize",
    "chain",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "first",
    "float",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "pprint",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "slice",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "trim",
    "unique",
    "upper",
    "zip",
];
const OWN_FUNCTIONS: &[&str] = &["debug", "dict", "namespace", "range"];

/// Names that templates in Jinja use elsewhere, and Go's functions that do the same.
const ALIASES: [(&str, &str); 4] =
    [("tojson", "toRawJson"), ("toyaml", "toYaml"), ("b64encode", "b64enc"), ("b64decode", "b64dec")];

/// Ansible's filter, which has its value first and Python's groups (`\1`) in the replacement.
const REGEX_REPLACE: &str = "regex_replace";

/// Adds them all: Istio's win over Sprig's, and those over text/template's own, as in Go.
pub(super) fn register(environment: &mut Environment<'static>, library: Library) {
    let functions: Vec<Function> = library.functions().copied().collect();
    // Of several of one name the last counts.
    let named = |name: &str| functions.iter().rev().find(|function| function.name == name).copied();
    let aliases = ALIASES.iter().filter_map(|(alias, name)| Some(named(name)?.named(alias)));
    for function in functions.iter().copied().chain(aliases) {
        let name = function.name;
        if !OWN_FUNCTIONS.contains(&name) {
            environment.add_function(name, move |args: &[Shown]| call(&function, args));
        }
        if OWN_FILTERS.binary_search(&name).is_err() {
            environment.add_filter(name, move |args: &[Shown]| piped(&function, args));
        }
    }
    if let Some(replace) = named("regexReplaceAll") {
        let replace = replace.named(REGEX_REPLACE);
        let call = move |args: &[Shown]| regex_replace(&replace, args);
        environment.add_function(REGEX_REPLACE, call);
        environment.add_filter(REGEX_REPLACE, call);
    }
    environment.set_unknown_method_callback(|_, value, method, args| of_map(value, method, args));
}

/// Calls one of Go's functions, which is given copies of what a template made.
fn call(function: &Function, args: &[Shown]) -> Result<Shown, Error> {
    for shown in args.iter().filter(|shown| !is_ours(shown)) {
        meter::work(weight(shown)?)?;
    }
    if let [shown] = args
        && let Some(text) = shown.as_str().filter(|_| shown.kind() == ValueKind::String)
        && let Some(made) = meter::spending(|budget| function.run_on_text(budget, text))
    {
        return made.map(Shown::from).map_err(|cause| data::refused(function, &cause));
    }
    data::call(function, args)
}

/// What can be called or piped into: a suggestion for who misspells one.
pub(super) fn nearest_name(name: &str, library: Library) -> Option<&'static str> {
    let own = OWN_FILTERS.iter().chain(OWN_FUNCTIONS).copied();
    let aliases = ALIASES.iter().map(|(alias, _)| *alias).chain([REGEX_REPLACE]);
    nearest(name, own.chain(aliases).chain(library.functions().map(|function| function.name)))
}

/// `regex_replace(value, pattern, replacement)`; without a replacement what matches is left out.
fn regex_replace(function: &Function, args: &[Shown]) -> Result<Shown, Error> {
    let (value, pattern, replacement) = match args {
        [value, pattern] => (value, pattern, String::new()),
        [value, pattern, replacement] => (value, pattern, replacement.to_string()),
        _ => {
            let cause = format!("{REGEX_REPLACE} needs a pattern and a replacement");
            return Err(Error::new(ErrorKind::InvalidOperation, cause));
        }
    };
    call(function, &[pattern.clone(), value.clone(), Shown::from(go_groups(&replacement))])
}

/// A replacement of Python's as Go has it: `\1` and `\g<name>` are `${1}` and `${name}`, and a `$` is one.
fn go_groups(replacement: &str) -> String {
    let mut go = String::with_capacity(replacement.len());
    let mut rest = replacement;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '$' => go.push_str("$$"),
            '\\' => {
                let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                let named = rest.strip_prefix("g<").and_then(|rest| rest.split_once('>'));
                if let Some((name, after)) = named {
                    go.push_str(&format!("${{{name}}}"));
                    rest = after;
                } else if digits > 0 {
                    go.push_str(&format!("${{{}}}", &rest[..digits]));
                    rest = &rest[digits..];
                } else {
                    // A backslash that is escaped is one.
                    rest = rest.strip_prefix('\\').unwrap_or(rest);
                    go.push(c);
                }
            }
            c => go.push(c),
        }
    }
    go
}

/// A pipeline's value is the last argument, as in Go.
fn piped(function: &Function, args: &[Shown]) -> Result<Shown, Error> {
    match args {
        [] | [_] => call(function, args),
        [value, rest @ ..] => {
            let rotated: Vec<Shown> = rest.iter().chain([value]).cloned().collect();
            call(function, &rotated)
        }
    }
}

/// `get`, `items`, `keys` and `values` of a map that a template made, as of those it is given.
fn of_map(value: &Shown, method: &str, args: &[Shown]) -> Result<Shown, Error> {
    let is_map = value.kind() == minijinja::value::ValueKind::Map;
    match (method, args) {
        ("get", [key, rest @ ..]) if is_map && rest.len() < 2 => {
            let found = value.get_item(key)?;
            let absent = found.is_undefined() || found.is_none();
            Ok(if absent { rest.first().cloned().unwrap_or_else(|| Shown::from(())) } else { found })
        }
        (_, []) if is_map && OF_MAPS.contains(&method) => entries(value, method),
        _ => {
            let cause = format!("{} has no method named {method}", value.kind());
            Err(Error::new(ErrorKind::UnknownMethod, cause))
        }
    }
}
