//! The page of a comparison: what changes from one configuration to another, once for all workloads that change alike.

use super::row::{Change, html_of, summary};
use super::summary::Figure;
use super::{Page, diff, name_of, rendered};
use crate::cli::words::{self, counted};
use kube_inject::{Compared, Side, groups};
use minijinja::value::Value;
use serde::Serialize;

/// Changes that the same workloads have.
#[derive(Serialize)]
pub(super) struct Group {
    title: String,
    members: Vec<Member>,
    changes: Vec<Change>,
}

/// A workload.
#[derive(Serialize)]
struct Member {
    kind: String,
    name: String,
    place: String,
}

/// A workload with all that differs in its pod.
#[derive(Serialize)]
pub(super) struct Workload {
    class: &'static str,
    outcome: &'static str,
    kind: String,
    name: String,
    place: String,
    rule: String,
    count: usize,
    diff: Option<Value>,
    summary: String,
}

/// The page of workloads under two configurations, of which each part has a name and a place in both.
pub(crate) fn page(sides: Vec<[String; 3]>, compared: &[Compared]) -> String {
    let differing = compared.iter().filter(|pod| pod.differs()).count();
    let shown = groups(compared);
    let total = counted(compared.len(), "workload");
    rendered(&Page {
        headline: match differing {
            0 => format!("No change in {total}"),
            _ => format!("{differing} of {total} change"),
        },
        figures: vec![
            Figure::new("Workloads", compared.len()),
            Figure::new("Changed", differing),
            Figure::new("Kinds of change", shown.len()),
        ],
        sides,
        groups: shown
            .iter()
            .map(|group| Group {
                title: match group.members.as_slice() {
                    [_] => "1 workload changes".to_owned(),
                    many => format!("{} workloads change alike", many.len()),
                },
                members: group.members.iter().map(|index| Member::of(&compared[*index])).collect(),
                changes: group.changes.iter().map(Change::of).collect(),
            })
            .collect(),
        compared: compared.iter().map(Workload::of).collect(),
        nothing: "No object with a pod was found.",
        ..Page::default()
    })
}

impl Member {
    fn of(pod: &Compared) -> Self {
        Member {
            kind: pod.kind.clone(),
            name: name_of(&pod.object(), &pod.kind),
            place: format!("{}:{}", pod.file, pod.line),
        }
    }
}

impl Workload {
    fn of(pod: &Compared) -> Self {
        let Member { kind, name, place } = Member::of(pod);
        let (class, outcome) = match &pod.sides {
            _ if !pod.differs() => ("is-quiet", "no change"),
            [_, Side::Failed(_)] => ("is-bad", "fails"),
            [Side::Injected, Side::Injected] => ("is-warn", "changes"),
            _ => ("is-bad", "changes"),
        };
        let [old, new] = pod.sides.each_ref().map(words::side);
        let part = pod.differs().then(|| {
            let [old, new] = pod.texts();
            diff::of_texts(&old, &new)
        });
        Workload {
            class,
            outcome,
            kind,
            name,
            place,
            rule: if old == new { new } else { format!("{old} → {new}") },
            count: pod.changes.len(),
            summary: summary(part.as_ref()),
            diff: part.filter(|part| part.added + part.removed > 0).map(|part| html_of(&part)),
        }
    }
}
