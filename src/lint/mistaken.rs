//! Whether a file is the part of the configuration that it is given as, or something else.

use crate::code;
use crate::settings::discover;
use kube_yaml::{Error, Node, Span};

/// What a file is given as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    InjectConfig,
    MeshConfig,
    Values,
    Operator,
}

/// How what kubectl prints begins when it fails.
const FAILURES: [&str; 5] = [
    "Error from server",
    "Unable to connect to the server",
    "The connection to the server",
    "error: ",
    "Error: ",
];

/// What can be said of the text alone: that there is nothing in it, or what a command left instead of an export.
pub(super) fn file(part: Part, text: &str) -> Option<Error> {
    let first = text.trim_start().lines().next();
    let found = match first {
        None => "the file is empty".to_owned(),
        Some(line) if FAILURES.iter().any(|failure| line.starts_with(failure)) => {
            format!("this is an error message: {line}")
        }
        Some(_) => return None,
    };
    let error =
        Error::new(code::WRONG_FILE, format!("expected {}, but {found}", part.words())).at(Span::new(0, 0));
    Some(error.help(part.export()))
}

/// What can be said of what was read.
pub(super) fn tree(part: Part, node: &Node) -> Option<Error> {
    let kind = node.str_at("kind").filter(|_| node.get("apiVersion").is_some());
    let (found, flag) = match (kind, discover::shape_of(node)) {
        // What an operator's file must not be is said where it is read.
        (Some(_), _) if part == Part::Operator => return None,
        (Some("IstioOperator"), _) => ("an IstioOperator".to_owned(), "--operatorFileName"),
        (Some(kind), _) => (format!("the manifest of a {kind}"), "-f"),
        (None, Some(shape)) if !part.may_look_like(shape) => (shape.to_owned(), flag_of(shape)),
        (None, None) if part == Part::InjectConfig && renders_nothing(node) => {
            return Some(no_templates(part, node.span));
        }
        _ => return None,
    };
    let cause = format!("expected {}, but this looks like {found}", part.words());
    Some(Error::new(code::WRONG_FILE, cause).at(node.span).help(format!("pass it with {flag}")))
}

/// What can be said of an inject-config that is no YAML, and may be a template all the same.
pub(super) fn unreadable(text: &str, known: bool) -> Option<Error> {
    // A template that renders part of a pod names that part.
    let of_pod = ["metadata", "spec"].iter().any(|part| text.contains(part));
    (!of_pod && !known).then(|| no_templates(Part::InjectConfig, Span::new(0, 0)))
}

fn no_templates(part: Part, at: Span) -> Error {
    Error::new(code::TEMPLATES, "expected an inject-config, but this has no templates")
        .at(at)
        .help(part.export())
}

fn flag_of(shape: &str) -> &'static str {
    match shape {
        "values" => "--valuesFile",
        "mesh-config" => "--meshConfigFile",
        "installation" => "--operatorFileName",
        _ => "--injectConfigFile",
    }
}

/// Whether the text of a bare template, which is YAML and so has no actions that stand by themselves, renders no part of a pod.
fn renders_nothing(node: &Node) -> bool {
    let parts = ["metadata", "spec", "templates", "template", "defaultTemplates", "policy"];
    match node.as_map() {
        Some(map) => !parts.iter().any(|part| map.contains(part)) && !has_actions(node),
        None => node.as_str().is_some_and(|text| !text.contains("{{")) || node.as_seq().is_some(),
    }
}

fn has_actions(node: &Node) -> bool {
    node.as_map().is_some_and(|map| {
        map.iter().any(|(key, value)| {
            key.contains("{{")
                || value.as_str().is_some_and(|text| text.contains("{{") || text.contains("[["))
        })
    })
}

impl Part {
    /// The key under which a ConfigMap holds it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Part::InjectConfig => "config",
            Part::MeshConfig => "mesh",
            Part::Values => "values",
            Part::Operator => "",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Part::InjectConfig => "inject-config",
            Part::MeshConfig => "mesh-config",
            Part::Values => "values",
            Part::Operator => "an IstioOperator or Helm values",
        }
    }

    fn may_look_like(self, shape: &str) -> bool {
        shape == self.words() || (self == Part::Operator && matches!(shape, "values" | "installation"))
    }

    /// The command that exports it.
    pub(super) fn export(self) -> String {
        let (map, file) = match self {
            Part::InjectConfig => ("istio-sidecar-injector", "inject-config.yaml"),
            Part::Values => ("istio-sidecar-injector", "values.json"),
            Part::MeshConfig => ("istio", "mesh-config.yaml"),
            Part::Operator => return "an IstioOperator, or the values of Helm's istiod chart".to_owned(),
        };
        let key = self.key();
        format!(
            "export it: kubectl -n istio-system get configmap {map} -o jsonpath='{{.data.{key}}}' > {file}"
        )
    }
}
