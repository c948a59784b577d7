//! How a comparison is shown: changes once with all the pods that have them, as JSON, or as unified diffs.

use crate::cli::changes;
use crate::cli::files::CHECKED_AGAINST;
use crate::cli::load::Sides;
use crate::cli::words::{self, counted};
use crate::terminal;
use kube_inject::{Compared, Group, Side, groups};
use serde_json::{Value, json};
use similar::TextDiff;

/// So many pods with the same changes are named, and the rest counted.
const NAMED: usize = 10;

/// What people read.
pub(super) fn text(sides: &Sides, compared: &[Compared]) -> String {
    let mut lines: Vec<String> = configuration(sides)
        .into_iter()
        .map(|[part, old, new]| match old == new {
            true => format!("{part}: {old}"),
            false => format!("{part}: {old} -> {new}"),
        })
        .collect();
    let groups = groups(compared);
    for (index, group) in groups.iter().enumerate() {
        lines.push(String::new());
        lines.extend(group_lines(group, &groups[..index], compared));
    }
    let turned = compared.iter().filter(|pod| pod.differs() && pod.changes.is_empty());
    let same = compared.iter().filter(|pod| !pod.differs());
    for (pods, words) in
        [(turned.collect::<Vec<_>>(), turned_words as fn(&Compared) -> String), (same.collect(), same_words)]
    {
        if !pods.is_empty() {
            lines.push(String::new());
            lines.extend(pods.into_iter().map(|pod| format!("{}: {}", place(pod), words(pod))));
        }
    }
    let differing = compared.iter().filter(|pod| pod.differs()).count();
    lines.extend([String::new(), format!("{differing} of {} workloads differ", compared.len())]);
    lines.iter().map(|line| terminal::wrapped(line) + "\n").collect()
}

/// The workloads of a group and what changes in them. Those of a group that was `told` before are not told again, but for those few
/// that do not change alike in this.
fn group_lines(group: &Group, told: &[Group], compared: &[Compared]) -> Vec<String> {
    let places = |members: &[usize]| members.iter().map(|index| place(&compared[*index])).collect::<Vec<_>>();
    let members = places(&group.members);
    let missing = told.iter().filter_map(|larger| missing(group, larger).map(|missing| (larger, missing)));
    let nearest = missing.min_by_key(|(_, missing)| missing.len());
    let mut lines = match (members.as_slice(), nearest) {
        ([only], _) => vec![only.clone()],
        (many, Some((larger, missing))) if missing.len() < many.len().min(NAMED) => {
            let of = counted(larger.members.len(), "workload");
            let mut lines = vec![format!("{} of the {of} above change alike, all but:", many.len())];
            lines.extend(places(&missing).iter().map(|member| format!("  {member}")));
            lines
        }
        (many, _) => {
            let mut lines = vec![format!("{} change alike:", counted(many.len(), "workload"))];
            lines.extend(many.iter().take(NAMED).map(|member| format!("  {member}")));
            if many.len() > NAMED {
                lines.push(format!("  and {} more", many.len() - NAMED));
            }
            lines
        }
    };
    lines.extend(group.changes.iter().map(|change| format!("    {}", changes::line(change))));
    lines
}

/// The members of a larger group that a group has not; `None` where it has others.
fn missing(group: &Group, larger: &Group) -> Option<Vec<usize>> {
    let has = |group: &Group, index: &usize| group.members.contains(index);
    let is_part = group.members.iter().all(|index| has(larger, index));
    is_part.then(|| larger.members.iter().copied().filter(|index| !has(group, index)).collect())
}

fn place(pod: &Compared) -> String {
    format!("{}:{}: {}", pod.file, pod.line, pod.object())
}

fn turned_words(pod: &Compared) -> String {
    let [old, new] = pod.sides.each_ref().map(words::side);
    format!("{old} -> {new}")
}

fn same_words(pod: &Compared) -> String {
    match &pod.sides[1] {
        Side::Injected => "no change".to_owned(),
        side => format!("no change: {}", words::side(side)),
    }
}

/// What programs read.
pub(super) fn json(sides: &Sides, compared: &[Compared]) -> Value {
    let side = |index: usize| -> Value {
        configuration(sides).into_iter().map(|parts| (parts[0].clone(), json!(parts[index]))).collect()
    };
    let workloads: Vec<Value> = compared.iter().map(workload_json).collect();
    let changed = compared.iter().filter(|pod| pod.differs()).count();
    json!({
        "old": side(1), "new": side(2),
        "workloads": workloads,
        "summary": { "workloads": compared.len(), "changed": changed },
    })
}

fn workload_json(pod: &Compared) -> Value {
    let side = |side: &Side| match side {
        Side::Injected => json!({ "outcome": side.code() }),
        Side::Skipped(reason) => {
            json!({ "outcome": side.code(), "reason": reason.code(), "message": reason.to_string() })
        }
        Side::Failed(error) => json!({ "outcome": side.code(), "message": error.cause() }),
    };
    json!({
        "file": pod.file, "line": pod.line,
        "kind": pod.kind, "namespace": pod.namespace, "name": pod.name,
        "changed": pod.differs(),
        "old": side(&pod.sides[0]), "new": side(&pod.sides[1]),
        "changes": pod.changes.iter().map(changes::object).collect::<Vec<_>>(),
    })
}

/// The pods that differ as unified diffs.
pub(super) fn diff(compared: &[Compared]) -> String {
    let diffs = compared.iter().filter(|pod| pod.differs()).map(|pod| {
        let [old, new] = pod.texts();
        let name = terminal::line(&place(pod));
        let diff = TextDiff::from_lines(&old, &new);
        diff.unified_diff().header(&format!("{name} (old)"), &format!("{name} (new)")).to_string()
    });
    diffs.map(|diff| terminal::lines(&diff)).collect()
}

/// Where each part of both configurations comes from: its name, and the places.
pub(super) fn configuration(sides: &Sides) -> Vec<[String; 3]> {
    let [old, new] = [0, 1].map(|side| {
        let settings = &sides.settings[side];
        let mut parts = sides.files[side].origins(settings.revision());
        parts.push(("release", settings.release().to_string()));
        let basis = sides.files[side].basis(settings.release());
        parts.push((CHECKED_AGAINST, basis.unwrap_or_else(|| "-".to_owned())));
        parts
    });
    let pairs = old.into_iter().zip(new).filter(|((part, old), (_, new))| {
        // Given templates are not ours to vouch for.
        *part != CHECKED_AGAINST || [old, new].iter().any(|basis| *basis != "-")
    });
    pairs.map(|((part, old), (_, new))| [part.to_owned(), old, new]).collect()
}
