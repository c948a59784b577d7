//! The head of a page: the result in a sentence, numbers, and what the table can be filtered by.

use super::row::Row;
use crate::cli::report::record::{Examines, Level, Record};
use crate::cli::words::{self, counted};
use kube_inject::{Outcome, Totals};
use serde::Serialize;
use std::collections::BTreeSet;

/// A number that stands out.
#[derive(Serialize)]
pub(super) struct Figure {
    name: &'static str,
    value: String,
    /// What belongs to it.
    more: String,
    class: &'static str,
}

/// A choice of rows, by their class.
#[derive(Serialize)]
pub(super) struct Filter {
    id: &'static str,
    name: &'static str,
    count: usize,
}

impl Figure {
    pub(super) fn new(name: &'static str, value: impl ToString) -> Self {
        Figure { name, value: value.to_string(), more: String::new(), class: "" }
    }

    fn with(self, class: &'static str) -> Self {
        Figure { class, ..self }
    }

    fn and(self, more: String) -> Self {
        Figure { more, ..self }
    }
}

fn of_level(record: &Record, level: Level) -> usize {
    record.findings.iter().filter(|finding| finding.level == level && !finding.checked).count()
}

/// How the run ended.
pub(super) fn headline(record: &Record, rows: &[Row]) -> String {
    let errors = of_level(record, Level::Error);
    let total = rows.len();
    if record.examines == Examines::Configuration {
        return match record.findings.len() {
            0 => "The configuration has no findings".to_owned(),
            count => format!("The configuration has {}", counted(count, "finding")),
        };
    }
    if record.examines == Examines::Objects {
        let failing = rows.iter().filter(|row| row.class == "is-bad").count();
        return match (failing, errors, total) {
            (0, 0, 0) => "No objects to check".to_owned(),
            (0, 0, 1) => "The object is up to date".to_owned(),
            (0, 0, _) => format!("All {total} objects are up to date"),
            (0, ..) => format!("{} in the input", counted(errors, "error")),
            _ => format!(
                "{failing} of {} not up to date",
                counted(total, "object") + if total == 1 { " is" } else { " are" }
            ),
        };
    }
    if errors > 0 {
        return format!("{}, and nothing was written", counted(errors, "error"));
    }
    let (done, words) = match count(record, |outcome| *outcome == Outcome::Uninjected) {
        0 => {
            (count(record, |outcome| matches!(outcome, Outcome::Injected | Outcome::Reinjected)), "injected")
        }
        uninjected => (uninjected, "uninjected"),
    };
    format!("{done} of {} {words}", counted(total, "object"))
}

fn count(record: &Record, of: impl Fn(&Outcome) -> bool) -> usize {
    record.objects.iter().filter(|object| of(&object.outcome)).count()
}

/// The numbers below the headline: outcomes, findings, and what the sidecars add to all pods.
pub(super) fn figures(
    record: &Record,
    rows: &[Row],
    totals: &Totals,
    versions: &BTreeSet<String>,
) -> Vec<Figure> {
    let (errors, warnings) = (of_level(record, Level::Error), of_level(record, Level::Warning));
    let mut figures = Vec::new();
    if record.examines == Examines::Objects {
        let class = |of: &str| rows.iter().filter(|row| row.class == of).count();
        figures.push(Figure::new("Up to date", class("is-good")));
        let failing = class("is-bad");
        figures.push(Figure::new("Not up to date", failing).with(if failing > 0 { "bad" } else { "" }));
    } else if record.examines == Examines::Nothing {
        let outdated = record
            .objects
            .iter()
            .filter(|object| object.outcome == Outcome::Reinjected && object.changed)
            .count();
        let injected = count(record, |outcome| matches!(outcome, Outcome::Injected | Outcome::Reinjected));
        let more = if outdated > 0 { format!("{outdated} of them were outdated") } else { String::new() };
        match count(record, |outcome| *outcome == Outcome::Uninjected) {
            0 => figures.push(Figure::new("Injected", injected).and(more)),
            uninjected => figures.push(Figure::new("Uninjected", uninjected)),
        }
    }
    let skipped = count(record, |outcome| matches!(outcome, Outcome::Skipped(_)));
    if record.examines != Examines::Configuration {
        figures.push(Figure::new("Skipped", skipped));
    }
    figures.push(Figure::new("Errors", errors).with(if errors > 0 { "bad" } else { "" }));
    figures.push(Figure::new("Warnings", warnings).with(if warnings > 0 { "warn" } else { "" }));
    if totals.injected > 0 {
        figures.extend(added(totals));
    }
    if !versions.is_empty() {
        let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
        figures.push(Figure::new("Sidecar", versions.join(", ")));
    }
    figures
}

/// What the sidecars add to the pods of all objects.
fn added(totals: &Totals) -> Vec<Figure> {
    let amount = |value: i64, words: fn(i64) -> String| {
        if value == 0 { "none".to_owned() } else { format!("+{}", words(value)) }
    };
    let limit = |value: i64, words: fn(i64) -> String| {
        if value == 0 { "no limit".to_owned() } else { format!("limit +{}", words(value)) }
    };
    let mut figures = Vec::new();
    if totals.pods > 0 {
        let (added, pods) = (totals.added, counted(totals.pods, "pod"));
        figures.push(
            Figure::new("Added CPU", amount(added.cpu_requests, words::cores))
                .and(format!("in {pods}, {}", limit(added.cpu_limits, words::cores))),
        );
        figures.push(
            Figure::new("Added memory", amount(added.memory_requests, words::bytes))
                .and(format!("in {pods}, {}", limit(added.memory_limits, words::bytes))),
        );
    }
    if totals.per_node != kube_inject::Resources::default() {
        let (cpu, memory) = (totals.per_node.cpu_requests, totals.per_node.memory_requests);
        let memory = format!("CPU, {} memory", amount(memory, words::bytes));
        figures.push(Figure::new("Added on each node", amount(cpu, words::cores)).and(memory));
    }
    figures
}

/// The choices that the table has rows for.
pub(super) fn filters(record: &Record, rows: &[Row]) -> Vec<Filter> {
    let checks = record.examines == Examines::Objects;
    let uninjected = record.objects.iter().any(|object| object.outcome == Outcome::Uninjected);
    let good = match (checks, uninjected) {
        (true, _) => "Up to date",
        (false, true) => "Uninjected",
        (false, false) => "Injected",
    };
    let class = |of: &str| rows.iter().filter(|row| row.class == of).count();
    let found = rows.iter().filter(|row| !row.findings.is_empty()).count();
    let all = [
        ("all", "All", rows.len()),
        ("bad", if checks { "Not up to date" } else { "Failed" }, class("is-bad")),
        ("warn", "Injected again", class("is-warn")),
        ("good", good, class("is-good")),
        ("quiet", "Skipped", class("is-quiet")),
        ("found", "With findings", found),
    ];
    let used = all.into_iter().filter(|(_, _, count)| *count > 0);
    used.map(|(id, name, count)| Filter { id, name, count }).collect()
}
