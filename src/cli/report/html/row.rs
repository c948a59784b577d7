//! The table of objects: a row for each, with what there is to say of it.

use super::diff::{self, Part};
use super::drawing::{self, Drawing};
use super::{Pair, View, name_of};
use crate::cli::report::record::{Examines, Finding, Level, Record};
use crate::cli::{changes, words};
use kube_inject::{Earlier, Explanation, ObjectReport, Outcome, PodChange};
use minijinja::value::Value;
use serde::Serialize;
use std::collections::HashMap;

/// An object.
#[derive(Serialize)]
pub(super) struct Row {
    /// `is-good`, `is-quiet`, `is-warn` or `is-bad`.
    pub(super) class: &'static str,
    outcome: String,
    kind: String,
    name: String,
    place: String,
    rule: String,
    pub(super) findings: Vec<View>,
    details: Option<Details>,
    /// The part of the file's diff, as HTML.
    diff: Option<Value>,
    /// What the details are about.
    summary: String,
}

/// What there is to say of an object.
#[derive(Serialize, Default)]
pub(crate) struct Details {
    rule: String,
    facts: Vec<Pair>,
    steering: Vec<Steering>,
    changes: Vec<Change>,
    traffic: Vec<Pair>,
    pub(super) drawing: Option<Drawing>,
}

/// An annotation or a label.
#[derive(Serialize)]
struct Steering {
    name: String,
    value: String,
    ignored: Option<String>,
}

/// A change of the pod.
#[derive(Serialize)]
pub(super) struct Change {
    class: &'static str,
    sign: &'static str,
    text: String,
}

impl Details {
    /// What an explanation says.
    pub(super) fn of(object: &Explanation) -> Self {
        let injected = object.injected.as_ref();
        let shown = injected.into_iter().flat_map(|injected| &injected.changes);
        Details {
            rule: object.rule.clone(),
            facts: facts(object),
            steering: object
                .steering
                .iter()
                .map(|one| Steering {
                    name: one.name.clone(),
                    value: one.value.clone(),
                    ignored: one.ignored.clone(),
                })
                .collect(),
            changes: shown.filter(|change| !words::is_told(change, &object.adds)).map(Change::of).collect(),
            traffic: injected
                .and_then(|injected| injected.traffic.as_ref())
                .map(|traffic| pairs(words::traffic(traffic)))
                .unwrap_or_default(),
            drawing: injected.map(drawing::of),
        }
    }
}

impl Change {
    /// A change in a line.
    pub(super) fn of(change: &PodChange) -> Self {
        let line = changes::line(change);
        let (class, sign) = match line.chars().next() {
            Some('+') => ("add", "+"),
            Some('-') => ("gone", "\u{2212}"),
            _ => ("", "~"),
        };
        let text = line.trim_start_matches(['+', '-', '~']).trim_start().to_owned();
        Change { class, sign, text }
    }
}

fn pairs(words: Vec<(String, String)>) -> Vec<Pair> {
    words.into_iter().map(|(name, value)| Pair { name, value }).collect()
}

fn facts(object: &Explanation) -> Vec<Pair> {
    let mut facts = Vec::new();
    if !object.templates.is_empty() {
        let by = if object.by_annotation { " (by annotation)" } else { "" };
        facts.push(("templates", format!("{}{by}", object.templates.join(", "))));
    }
    if let Some(injected) = &object.injected {
        if let Some(sidecar) = &injected.sidecar {
            facts.push(("image", sidecar.image.clone()));
            facts.push(("revision", sidecar.revision.clone()));
            let native = "a native sidecar: an init container that keeps running";
            facts.push(("runs as", if sidecar.native { native } else { "a container" }.to_owned()));
        }
        facts.push(("resources", words::cost(injected, object.replicas)));
    }
    let mut facts: Vec<(String, String)> =
        facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    facts.extend(object.adds.iter().map(|added| (format!("adds {}", added.words), added.names.join(", "))));
    let before = match object.earlier {
        Earlier::None => None,
        Earlier::Recorded => Some("an injection that annotations record"),
        Earlier::Undoable => Some("an injection that uninject takes out byte for byte"),
    };
    facts.extend(before.map(|before| ("before".to_owned(), before.to_owned())));
    pairs(facts)
}

/// A row for each object, with what changes in it.
pub(super) fn rows(record: &Record, details: Vec<Option<Details>>, diffs: &[(String, String)]) -> Vec<Row> {
    let mut parts = parts(record, diffs);
    let mut details = details.into_iter();
    let rows = record.objects.iter().enumerate().map(|(index, object)| {
        let details = details.next().flatten();
        let part = parts.remove(&index);
        let (class, outcome) = outcome(object, record);
        let reason = object.outcome.skip_reason().map(ToString::to_string);
        let versions = object.versions.as_ref().map(ToString::to_string);
        Row {
            class,
            outcome,
            kind: object.kind.clone(),
            name: name_of(&object.object(), &object.kind),
            place: format!("{}:{}", object.file, object.line),
            rule: versions
                .or(details.as_ref().map(|details| details.rule.clone()))
                .or(reason)
                .unwrap_or_default(),
            findings: Vec::new(),
            summary: summary(part.as_ref()),
            details: details.filter(|details| !details.facts.is_empty() || !details.steering.is_empty()),
            diff: part.map(|part| html_of(&part)),
        }
    });
    rows.collect()
}

/// A diff with what is around it.
pub(super) fn html_of(part: &Part) -> Value {
    Value::from_safe_string(format!("<pre class=\"diff\" tabindex=\"0\"><code>{}</code></pre>", part.html))
}

/// `12 lines added, 3 removed`
pub(super) fn summary(part: Option<&Part>) -> String {
    let lines = |count: usize| if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
    match part.map(|part| (part.added, part.removed)) {
        None | Some((0, 0)) => "Details".to_owned(),
        Some((added, 0)) => format!("{} added", lines(added)),
        Some((0, removed)) => format!("{} removed", lines(removed)),
        Some((added, removed)) => format!("{} added, {removed} removed", lines(added)),
    }
}

/// What changes in each object, by its number.
fn parts(record: &Record, diffs: &[(String, String)]) -> HashMap<usize, Part> {
    let mut found = HashMap::new();
    for (file, diff) in diffs.iter().filter(|(_, diff)| !diff.is_empty()) {
        let mut of_file: Vec<usize> =
            (0..record.objects.len()).filter(|index| record.objects[*index].file == *file).collect();
        of_file.sort_by_key(|index| record.objects[*index].line);
        let starts: Vec<usize> = of_file.iter().map(|index| record.objects[*index].line).collect();
        for part in diff::parts(diff, &starts) {
            if let Some(index) = of_file.get(part.object) {
                found.insert(*index, part);
            }
        }
    }
    found
}

fn outcome(object: &ObjectReport, record: &Record) -> (&'static str, String) {
    match (&object.outcome, record.examines) {
        (Outcome::Reinjected, Examines::Objects) if object.changed => ("is-bad", "outdated".to_owned()),
        (_, Examines::Objects) if let Some((_, words)) = object.finding() => ("is-bad", words),
        // Nothing is written unless all is.
        (Outcome::Injected, _) if record.failed() => ("is-good", "would be injected".to_owned()),
        (Outcome::Injected, _) => ("is-good", "injected".to_owned()),
        (Outcome::Reinjected, _) if object.changed => ("is-warn", "injected again".to_owned()),
        (Outcome::Reinjected, _) => ("is-good", "up to date".to_owned()),
        (Outcome::Uninjected, _) => ("is-good", "uninjected".to_owned()),
        (Outcome::Skipped(_), _) => ("is-quiet", "skipped".to_owned()),
        (Outcome::Unchanged, _) => ("is-quiet", "unchanged".to_owned()),
    }
}

/// Gives the rows the findings about their objects, adds a row for each object that could not be read as one, and returns all
/// other findings.
pub(super) fn give_findings(rows: &mut Vec<Row>, record: &Record) -> Vec<View> {
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    for (index, object) in record.objects.iter().enumerate().rev() {
        known.insert((object.file.clone(), object.object()), index);
    }
    let mut outside = Vec::new();
    // What a check finds is the outcome already.
    for finding in record.findings.iter().filter(|finding| !finding.checked) {
        let object = finding.object.as_deref().zip(finding.file_of_object());
        let Some((name, file)) = object else {
            outside.push(View::of(finding));
            continue;
        };
        let index = *known.entry((file.to_owned(), name.to_owned())).or_insert_with(|| {
            rows.push(failed(name, finding));
            rows.len() - 1
        });
        let row = &mut rows[index];
        if finding.level == Level::Error {
            row.class = "is-bad";
        }
        row.findings.push(View::of(finding));
    }
    outside
}

/// The row of an object that only an error tells of.
fn failed(object: &str, finding: &Finding) -> Row {
    let (kind, name) = object.split_once(' ').unwrap_or((object, ""));
    let place = match (&finding.input, &finding.at) {
        (Some((file, line)), _) => format!("{file}:{line}"),
        (None, Some(at)) if at.line > 0 => format!("{}:{}", at.file, at.line),
        (None, at) => at.as_ref().map(|at| at.file.clone()).unwrap_or_default(),
    };
    Row {
        class: "is-bad",
        outcome: "failed".to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
        place,
        rule: String::new(),
        findings: Vec::new(),
        details: None,
        diff: None,
        summary: String::new(),
    }
}
