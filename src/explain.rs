//! Why each object of a document is injected or not, and with what.

use crate::kinds;
use crate::pipeline;
use crate::pod::{Pod, TEMPLATES};
use crate::policy::INJECT;
use crate::records::{STATUS, Status, comment, verify};
use crate::report::{ObjectReport, Outcome};
use crate::settings::Settings;
use kube_yaml::split::Document;
use kube_yaml::{self as yaml, Node, json};
use kube_yaml::{Error, Result};

/// What there is to say of an object.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The object, and what becomes of it.
    pub report: ObjectReport,
    /// The rule that decided, as a sentence about the object.
    pub rule: String,
    /// The templates it gets; none when it is skipped.
    pub templates: Vec<String>,
    /// Whether its annotation chose the templates.
    pub by_annotation: bool,
    /// What the templates bring, as the status annotation tells it: the kind of thing, and names.
    pub adds: Vec<(&'static str, Vec<String>)>,
    /// Whether it was injected before.
    pub earlier: Earlier,
    /// What deserves a word.
    pub warnings: Vec<Error>,
}

impl Explanation {
    /// What there is to say of an object that is not looked into.
    fn of_skipped(report: ObjectReport) -> Self {
        Explanation {
            rule: rule(&report, &Pod::empty()),
            templates: Vec::new(),
            by_annotation: false,
            adds: Vec::new(),
            earlier: Earlier::None,
            warnings: Vec::new(),
            report,
        }
    }
}

/// What an object tells of an earlier injection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Earlier {
    /// The object was not injected before.
    None,
    /// One that the object's annotations tell of.
    Recorded,
    /// One of ours whose comment gives the document back byte for byte.
    Undoable,
}

/// What the status annotation lists, and what people call it.
const BROUGHT: [(&str, &str); 4] = [
    ("initContainers", "init containers"),
    ("containers", "containers"),
    ("volumes", "volumes"),
    ("imagePullSecrets", "pull secrets"),
];

/// Explains every object of one document of `file` that bears a pod.
///
/// # Errors
/// When the document cannot be injected.
pub fn explain(settings: &Settings, file: &str, document: &Document) -> Result<Vec<Explanation>> {
    let done = pipeline::process(settings, file, document)?;
    if done.objects.is_empty() {
        return Ok(Vec::new());
    }
    let whole = document.text()?;
    let carried = comment::take_off(whole, document.separator);
    let after = done.text.as_deref().unwrap_or(whole);
    let (Some(before), Some(after)) = (yaml::parse(whole)?, yaml::parse(after)?) else {
        return Ok(Vec::new());
    };
    let kinds = settings.kinds().and_recorded(&settings.kinds().foreign(&before), STATUS);
    let undoable = carried
        .and_then(|carried| carried.original)
        .is_some_and(|original| verify(&original.text, &before, &kinds));
    let mut workloads = kinds::find(&before, &kinds)?.into_iter();
    let explained = done.objects.into_iter().map(|report| {
        let workload = if report.is_unknown() { None } else { workloads.next() };
        let Some(workload) = workload else { return Ok(Explanation::of_skipped(report)) };
        let pod = |root| kinds::object(root, &workload.route).map(|object| workload.pod_path.pod_of(object));
        let earlier = kinds::object(&before, &workload.route)
            .and_then(|object| Status::in_object(object, workload.pod_path));
        let before = pod(&before).unwrap_or_else(Pod::empty);
        let after = pod(&after).unwrap_or_else(Pod::empty);
        let is_mine = |warning: &&Error| warning.object_name() == Some(&workload.title());
        let skipped = matches!(report.outcome, Outcome::Skipped(_));
        let annotation = before.annotation(TEMPLATES);
        let templates = if skipped { Vec::new() } else { settings.templates_for(annotation)? };
        Ok(Explanation {
            rule: rule(&report, &before),
            templates: templates.iter().map(|template| template.name().to_owned()).collect(),
            by_annotation: annotation.is_some(),
            adds: if skipped { Vec::new() } else { brought(&after) },
            earlier: match earlier {
                None => Earlier::None,
                Some(_) if undoable => Earlier::Undoable,
                Some(_) => Earlier::Recorded,
            },
            warnings: done.warnings.iter().filter(is_mine).cloned().collect(),
            report,
        })
    });
    explained.collect()
}

fn rule(report: &ObjectReport, pod: &Pod) -> String {
    if let Some(reason) = report.outcome.skip_reason() {
        return reason.to_string();
    }
    match (pod.label(INJECT), pod.annotation(INJECT)) {
        (Some("true"), _) => format!("label {INJECT}=true"),
        (None, Some("true")) => format!("annotation {INJECT}=true"),
        _ => "no opt-out found".to_owned(),
    }
}

fn brought(pod: &Pod) -> Vec<(&'static str, Vec<String>)> {
    let Some(status) = pod.annotation(STATUS).and_then(|text| json::from_json(text).ok()) else {
        return Vec::new();
    };
    let names = |key| {
        let items = status.get(key).and_then(Node::as_seq).unwrap_or_default();
        items.iter().filter_map(Node::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    BROUGHT.into_iter().map(|(key, words)| (words, names(key))).filter(|(_, n)| !n.is_empty()).collect()
}
