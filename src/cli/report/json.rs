//! The JSON report: objects as they come, and behind them the configuration, findings and counts.
//!
//! The types are what report.schema.json is derived from; what they say of a field is its description there.

#[cfg(test)]
mod schema;

use super::record::Level;
use crate::terminal;
use kube_inject::{ObjectReport, Summary};
use kube_yaml::Error;
#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// The version of the report's form. It changes when a field goes or means something else; fields may be added.
const VERSION: u32 = 1;

/// What is known before the end of the run, but for the objects.
#[derive(Default)]
pub(super) struct Json {
    objects: usize,
    pub(super) configuration: Vec<(&'static str, String)>,
    pub(super) left_alone: Vec<String>,
    warnings: Vec<Value>,
    errors: Vec<Value>,
}

/// What `kube-inject --report json` tells of a run.
#[cfg(test)]
#[derive(JsonSchema)]
#[schemars(title = "Report of kube-inject")]
#[allow(dead_code, reason = "it is written field by field, as the run goes on")]
struct Report {
    /// The version of this form. Fields may be added without a new one.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// Every object with a pod, in the order of the input.
    objects: Vec<Object<'static>>,
    /// Where each part of the configuration comes from: inject-config, values, mesh-config, revision, and settings for the
    /// kube-inject.yaml that counts.
    configuration: std::collections::BTreeMap<String, String>,
    #[serde(flatten)]
    end: End<'static>,
}

/// An object with a pod, and what became of it.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct Object<'a> {
    /// The file as it was named, - for standard input.
    file: &'a str,
    /// The line that the object begins at.
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: usize,
    /// The kind, as written.
    kind: &'a str,
    /// The namespace; empty when neither the object nor the command line names one.
    namespace: &'a str,
    /// The name, or the generateName of an object without one.
    name: &'a str,
    /// What became of it. An object that was injected before is reinjected, whether that changes it or not.
    #[cfg_attr(test, schemars(extend("enum" = ["injected", "reinjected", "uninjected", "unchanged", "skipped"])))]
    outcome: &'static str,
    /// Why it is skipped, as a stable word.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// Whether the object says anything else than before. In a check, it would.
    changed: bool,
    /// The versions of an outdated sidecar and of the configured one, where they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    versions: Option<Versions<'a>>,
}

/// The tags of two images of the proxy.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct Versions<'a> {
    /// The one that is there.
    there: &'a str,
    /// The one of the configuration.
    configured: &'a str,
}

/// An error or a warning.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct Finding<'a> {
    /// What it is.
    message: &'a str,
    /// The stable code; kube-inject explain CODE says more.
    code: &'static str,
    /// The file.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    /// The line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: Option<usize>,
    /// The column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    /// The object, as Kind namespace/name.
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<&'a str>,
    /// Where the object is, if the finding is in another file.
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<Input<'a>>,
    /// What would help.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

/// The place of an object.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct Input<'a> {
    /// The file as it was named.
    file: &'a str,
    /// The line, from 1.
    line: usize,
}

/// What follows the objects.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
struct End<'a> {
    /// Files of kustomizations and charts that were left alone.
    left_alone: &'a [String],
    /// The warnings.
    #[cfg_attr(test, schemars(with = "Vec<Finding>"))]
    warnings: &'a [Value],
    /// The errors.
    #[cfg_attr(test, schemars(with = "Vec<Finding>"))]
    errors: &'a [Value],
    /// How many there are of each.
    summary: Counts,
}

/// How many objects had each outcome, and how many findings there are.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct Counts {
    /// Objects that got a sidecar.
    injected: usize,
    /// Objects that were injected before.
    reinjected: usize,
    /// Objects whose injection was taken out.
    uninjected: usize,
    /// Objects that get no sidecar.
    skipped: usize,
    /// Documents without a pod, and objects left as they were.
    unchanged: usize,
    /// Warnings that were not silenced.
    warnings: usize,
    /// Errors.
    errors: usize,
}

impl Json {
    /// The text for one more object.
    pub(super) fn object(&mut self, object: &ObjectReport) -> String {
        let before = if self.objects == 0 { beginning() } else { ",".to_owned() };
        self.objects += 1;
        terminal::json(&format!("{before}\n{}", text_of(&Object::of(object))))
    }

    /// Takes an error or a warning.
    pub(super) fn finding(&mut self, level: Level, error: &Error) {
        let list = match level {
            Level::Error => &mut self.errors,
            Level::Warning => &mut self.warnings,
        };
        list.push(error_json(error));
    }

    /// The text behind the last object.
    pub(super) fn end(&self, settings: Option<&str>, summary: Summary) -> String {
        let before = if self.objects == 0 { beginning() } else { "\n".to_owned() };
        let settings = settings.map(|words| ("settings", words.to_owned()));
        let configuration: Map<String, Value> = settings
            .iter()
            .chain(&self.configuration)
            .map(|(part, place)| ((*part).to_owned(), place.as_str().into()))
            .collect();
        let Summary { injected, reinjected, uninjected, skipped, unchanged } = summary;
        let (warnings, errors) = (self.warnings.len(), self.errors.len());
        let end = End {
            left_alone: &self.left_alone,
            warnings: &self.warnings,
            errors: &self.errors,
            summary: Counts { injected, reinjected, uninjected, skipped, unchanged, warnings, errors },
        };
        let Value::Object(end) = value_of(&end) else { unreachable!("a struct is an object") };
        let parts = std::iter::once(("configuration".to_owned(), Value::from(configuration))).chain(end);
        let parts: Vec<String> = parts.map(|(key, value)| format!("\n{key:?}:{value}")).collect();
        terminal::json(&format!("{before}],{}}}\n", parts.join(",")))
    }
}

/// An error or a warning as the report has it.
pub(crate) fn error_json(error: &Error) -> Value {
    let at = error.location();
    let line = at.filter(|at| at.line > 0);
    value_of(&Finding {
        message: error.cause(),
        code: error.code().word(),
        file: at.map(|at| at.file.as_str()),
        line: line.map(|at| at.line),
        column: line.map(|at| at.column),
        object: error.object_name(),
        input: error.input_place().map(|(file, line)| Input { file, line }),
        help: error.help_text(),
    })
}

impl<'a> Object<'a> {
    fn of(object: &'a ObjectReport) -> Self {
        let reason = object.outcome.skip_reason();
        Object {
            file: &object.file,
            line: object.line,
            kind: &object.kind,
            namespace: &object.namespace,
            name: &object.name,
            outcome: object.outcome.code(),
            reason: reason.map(|reason| reason.code()),
            message: reason.map(ToString::to_string),
            changed: object.changed,
            versions: object
                .versions
                .as_ref()
                .map(|versions| Versions { there: &versions.there, configured: &versions.configured }),
        }
    }
}

fn beginning() -> String {
    format!("{{\"version\":{VERSION},\"objects\":[")
}

fn text_of(part: &impl Serialize) -> String {
    serde_json::to_string(part).expect("strings and numbers can be written")
}

fn value_of(part: &impl Serialize) -> Value {
    serde_json::to_value(part).expect("strings and numbers can be written")
}
