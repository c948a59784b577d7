//! The template language: any template renders the same twice, within its budget, or says what is wrong.

use go_template::value::{Overlay, Value};
use go_template::{Budget, Context, Library, Options, Template};
use kube_yaml::Node;

/// What templates see when an input says nothing else.
const DATA: &str = "
name: web
count: 3
share: 0.5
on: true
none: null
labels: {app: web, version: v1, '': empty}
ports: [80, 443, 'http']
deep: {a: {b: {c: [[1], [2, {d: e}]]}}}
";

/// Steps that a template may take, and bytes that it may make.
const BUDGET: (u64, usize) = (1 << 22, 1 << 16);

/// Parses and renders a template, with the data behind it.
pub fn run(data: &[u8]) {
    let Some((text, rest)) = super::parts(data) else { return };
    let values = std::str::from_utf8(rest).ok().filter(|rest| !rest.is_empty()).unwrap_or(DATA);
    let Ok(Some(values)) = kube_yaml::parse(values) else { return };
    let options = Options { library: Library::SPRIG, ..Options::default() };
    match Template::parse("t", text, options) {
        Ok(template) => assert_eq!(render(&template, &values), render(&template, &values)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn render(template: &Template, values: &Node) -> Result<String, String> {
    let overlay = Overlay::default();
    let data = Value::of_node(values, &overlay);
    let context = Context { overlay, environment: &[], budget: Budget::new(BUDGET.0, BUDGET.1) };
    template.execute(data, context).map_err(|error| error.to_string())
}
