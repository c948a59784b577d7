//! The functions of Go templates as functions and filters of Jinja.

use minijinja::value::Rest;
use minijinja::{Environment, Error, ErrorKind, Value as Shown};

use super::data;
use crate::template::istio;
use go_template::functions::Function;

/// Filters and functions that Jinja has itself and that win over Go's of the same name.
const OWN_FILTERS: &[&str] = &[
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
    "tojson",
    "trim",
    "unique",
    "upper",
    "urlencode",
    "zip",
];
const OWN_FUNCTIONS: &[&str] = &["debug", "dict", "namespace", "range"];

/// Adds them all: Istio's win over Sprig's, and those over text/template's own, as in Go.
pub(super) fn register(environment: &mut Environment<'static>) {
    for function in istio::LIBRARY.functions().copied() {
        let name = function.name;
        if !OWN_FUNCTIONS.contains(&name) {
            environment.add_function(name, move |args: Rest<Shown>| data::call(function, &args));
        }
        if !OWN_FILTERS.contains(&name) {
            environment.add_filter(name, move |args: Rest<Shown>| piped(function, args));
        }
    }
    environment.set_unknown_method_callback(|_, value, method, args| of_map(value, method, args));
}

/// A pipeline's value is the last argument, as in Go.
fn piped(function: Function, mut args: Rest<Shown>) -> Result<Shown, Error> {
    let given = args.len();
    args.rotate_left(given.min(1));
    data::call(function, &args)
}

/// `get` of a map that a template made, as of those it is given.
fn of_map(value: &Shown, method: &str, args: &[Shown]) -> Result<Shown, Error> {
    let is_map = value.kind() == minijinja::value::ValueKind::Map;
    match (method, args) {
        ("get", [key, rest @ ..]) if is_map && rest.len() < 2 => {
            let found = value.get_item(key)?;
            let absent = found.is_undefined() || found.is_none();
            Ok(if absent { rest.first().cloned().unwrap_or_else(|| Shown::from(())) } else { found })
        }
        _ => {
            let cause = format!("{} has no method named {method}", value.kind());
            Err(Error::new(ErrorKind::UnknownMethod, cause))
        }
    }
}
