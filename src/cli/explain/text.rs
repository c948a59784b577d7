//! An explanation as people read it: a block for each object, and what the sidecars add up to.

use super::{Explained, Head};
use crate::cli::changes;
use crate::cli::given::Given;
use crate::cli::levels::Level;
use crate::cli::messages::Messages;
use crate::cli::words;
use crate::terminal;
use kube_inject::{Earlier, Explanation, InjectedPod, Resources};
use kube_inject::{Steering, Totals, Traffic};
use kube_yaml::Error;

/// The whole explanation.
pub(super) fn report(head: &Head, explained: &[Explained], messages: &Messages) -> String {
    let mut lines: Vec<String> =
        head.configuration.iter().map(|(part, place)| format!("{part}: {place}")).collect();
    if !head.given.is_empty() {
        lines.push("settings:".to_owned());
        let rows = head.given.iter().map(|given| {
            let Given { name, value, source } = given;
            [source.clone(), format!("{name}: {value}")]
        });
        lines.extend(table(&rows.collect::<Vec<_>>()));
    }
    for both in explained {
        lines.push(String::new());
        lines.extend(object(both, messages));
    }
    lines.extend(totals(&Totals::of(explained.iter().map(|both| &both.object))));
    lines.iter().map(|line| terminal::wrapped(line) + "\n").collect()
}

fn object(both: &Explained, messages: &Messages) -> Vec<String> {
    let Explanation { report, rule, templates, by_annotation, adds, earlier, warnings, .. } = &both.object;
    let place = format!("{}:{}: {}", report.file, report.line, report.object());
    let mut lines = match &both.in_cluster {
        None => vec![format!("{place}: {}", words::outcome(&both.object)), format!("  reason: {rule}")],
        Some(cluster) => vec![
            place,
            format!("  kube-inject: {}: {rule}", words::outcome(&both.object)),
            format!("  cluster: {}: {}", words::outcome(cluster), cluster.rule),
        ],
    };
    if !templates.is_empty() {
        let by = if *by_annotation { "annotation inject.istio.io/templates" } else { "default" };
        lines.push(format!("  templates: {} ({by})", templates.join(", ")));
    }
    let injected = both.object.injected.as_ref();
    lines.extend(injected.and_then(sidecar));
    lines.extend(
        injected.map(|injected| format!("  resources: {}", words::cost(injected, both.object.replicas))),
    );
    lines.extend(block("annotations and labels", both.object.steering.iter().map(steering)));
    lines.extend(adds.iter().map(|added| format!("  adds {}: {}", added.words, added.names.join(", "))));
    if let Some(injected) = injected {
        let shown = injected.changes.iter().filter(|change| !words::is_told(change, adds));
        lines.extend(block("changes", shown.map(changes::line)));
        lines.extend(traffic(injected.traffic.as_ref()));
    }
    match earlier {
        Earlier::None => {}
        Earlier::Recorded => lines.push("  earlier injection: recorded in annotations".to_owned()),
        Earlier::Undoable => {
            lines.push("  earlier injection: uninject restores the original bytes".to_owned())
        }
    }
    lines.extend(warnings.iter().filter_map(|warning| finding(warning, messages)));
    lines
}

fn block(title: &str, lines: impl Iterator<Item = String>) -> Vec<String> {
    let lines: Vec<String> = lines.map(|line| format!("    {line}")).collect();
    let title = (!lines.is_empty()).then(|| format!("  {title}:"));
    title.into_iter().chain(lines).collect()
}

fn sidecar(injected: &InjectedPod) -> Option<String> {
    let sidecar = injected.sidecar.as_ref()?;
    let native = if sidecar.native { ", a native sidecar" } else { "" };
    Some(format!("  sidecar: {}, revision {}{native}", sidecar.image, sidecar.revision))
}

fn steering(steering: &Steering) -> String {
    let Steering { place, name, value, ignored } = steering;
    match ignored {
        Some(why) => format!("{place} {name}: {value} (no effect: {why})"),
        None => format!("{place} {name}: {value}"),
    }
}

fn traffic(traffic: Option<&Traffic>) -> Vec<String> {
    let Some(traffic) = traffic else { return vec!["  traffic: not redirected".to_owned()] };
    let lines = words::traffic(traffic).into_iter().map(|(what, words)| format!("{what}: {words}"));
    block(&format!("traffic, redirected by {}", words::redirected_by(traffic)), lines)
}

fn finding(warning: &Error, messages: &Messages) -> Option<String> {
    let word = match messages.level_of(warning) {
        Level::Allow => return None,
        Level::Warn => "warning",
        Level::Deny => "error",
    };
    Some(format!("  {word}[{}]: {}", warning.code(), warning.cause()))
}

fn totals(totals: &Totals) -> Vec<String> {
    let Totals { injected, workloads, pods, added, per_node } = *totals;
    if injected == 0 {
        return Vec::new();
    }
    let row = |name: String, amounts: Resources| {
        let Resources { cpu_requests, cpu_limits, memory_requests, memory_limits } = amounts;
        [
            name,
            words::cores(cpu_requests),
            words::bytes(memory_requests),
            words::cores(cpu_limits),
            words::bytes(memory_limits),
        ]
    };
    let mut rows = vec![
        ["added to", "cpu requests", "memory requests", "cpu limits", "memory limits"].map(str::to_owned),
    ];
    if pods > 0 {
        rows.push(row(words::counted(pods, "pod"), added));
    }
    if per_node != Resources::default() {
        rows.push(row("each node (DaemonSets)".to_owned(), per_node));
    }
    let head = [String::new(), format!("{injected} of {workloads} workloads are injected")];
    head.into_iter().chain(table(&rows)).collect()
}

/// Rows with their columns one below the other.
fn table<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let length = |cell: &String| cell.chars().count();
    let widths: [usize; N] =
        std::array::from_fn(|column| rows.iter().map(|row| length(&row[column])).max().unwrap_or(0));
    let of_row = |row: &[String; N]| {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("  {}", cells.join("  ")).trim_end().to_owned()
    };
    rows.iter().map(of_row).collect()
}
