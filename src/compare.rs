//! What differs between the pods that two configurations inject.

use crate::authored::{Authored, Fresh};
use crate::changes::{self, Change};
use crate::kinds::title;
use crate::pod::Pod;
use crate::report::{Outcome, SkipReason};
use crate::settings::Settings;
use kube_schema::{self as schema, ZeroTime, marshal};
use kube_yaml::split::Document;
use kube_yaml::{Error, Map, Node, Result, json};
use std::collections::HashMap;

/// A pod template under both configurations.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The kind, as written.
    pub kind: String,
    /// The namespace; empty when neither the object nor the command line names one.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// The file as it was named.
    pub file: String,
    /// The line that the object begins at, from 1.
    pub line: usize,
    /// What becomes of it under the old configuration and under the new one.
    pub sides: [Side; 2],
    /// What differs in the pod, where both inject it.
    pub changes: Vec<Change>,
    pods: [Pod; 2],
}

/// What becomes of a pod under one configuration.
#[derive(Clone, Debug)]
pub enum Side {
    /// It gets the sidecar.
    Injected,
    /// It does not.
    Skipped(SkipReason),
    /// It cannot be injected.
    Failed(Error),
}

/// Changes that the same pods have.
#[derive(Clone, Debug)]
pub struct Group {
    /// The indices of the pods.
    pub members: Vec<usize>,
    /// What differs in each of them.
    pub changes: Vec<Change>,
}

/// Injects each pod of a document of `file` by both settings and compares what comes of it. What was injected before is
/// compared as if it had not been.
///
/// # Errors
/// When the document is not valid.
pub fn compare(old: &Settings, new: &Settings, file: &str, document: &Document) -> Result<Vec<Compared>> {
    let Some(authored) = Authored::of(old, file, document)? else { return Ok(Vec::new()) };
    let sides = authored.injected(old).into_iter().zip(authored.injected(new));
    let compared =
        authored.pods().zip(authored.lines()).zip(sides).map(|(((workload, _, own), line), (old, new))| {
            let namespace =
                [&old, &new].into_iter().flatten().map(|fresh| fresh.report.namespace.clone()).next();
            let (old, old_pod) = side(old, &own);
            let (new, new_pod) = side(new, &own);
            let changes = match (&old, &new) {
                (Side::Injected, Side::Injected) => changes::between(&old_pod, &new_pod),
                _ => Vec::new(),
            };
            Compared {
                kind: workload.kind.clone(),
                namespace: namespace.unwrap_or_else(|| workload.namespace.clone()),
                name: workload.name.clone(),
                file: file.to_owned(),
                line,
                sides: [old, new],
                changes,
                pods: [old_pod, new_pod],
            }
        });
    Ok(compared.collect())
}

fn side(fresh: Result<Fresh>, own: &Pod) -> (Side, Pod) {
    match fresh {
        Ok(Fresh { report, pod }) => match report.outcome {
            Outcome::Skipped(reason) => (Side::Skipped(reason), pod),
            _ => (Side::Injected, pod),
        },
        Err(error) => (Side::Failed(error), own.clone()),
    }
}

impl Compared {
    /// Whether anything of it differs.
    #[must_use]
    pub fn differs(&self) -> bool {
        !self.changes.is_empty() || self.sides[0].code() != self.sides[1].code()
    }

    /// The object as messages name it.
    #[must_use]
    pub fn object(&self) -> String {
        title(&self.kind, &self.namespace, &self.name)
    }

    /// Both pods as YAML, as Kubernetes prints them.
    #[must_use]
    pub fn texts(&self) -> [String; 2] {
        self.pods.each_ref().map(|pod| {
            let meta = marshal(&pod.meta, &schema::OBJECT_META, ZeroTime::Omit);
            let spec = marshal(&pod.spec, &schema::POD_SPEC, ZeroTime::Omit);
            let whole: Map = [("metadata", meta), ("spec", spec)].into_iter().collect();
            kube_yaml::spell::json_to_yaml(&Node::made(whole))
        })
    }
}

impl Side {
    /// What becomes of the pod in one word, as `--report json` has it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Side::Injected => "injected",
            Side::Skipped(_) => "skipped",
            Side::Failed(_) => "failed",
        }
    }
}

/// Each change once, with all the pods that have it: first those of the most pods.
#[must_use]
pub fn groups(compared: &[Compared]) -> Vec<Group> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut distinct: Vec<(&Change, Vec<usize>)> = Vec::new();
    for (index, pod) in compared.iter().enumerate() {
        for change in &pod.changes {
            let spelled = |node: &Option<Node>| node.as_ref().map(json::to_json_sorted);
            let key = format!("{}\0{:?}\0{:?}", change.path, spelled(&change.from), spelled(&change.to));
            let at = *seen.entry(key).or_insert(distinct.len());
            if at == distinct.len() {
                distinct.push((change, Vec::new()));
            }
            if distinct[at].1.last() != Some(&index) {
                distinct[at].1.push(index);
            }
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut of_members: HashMap<Vec<usize>, usize> = HashMap::new();
    for (change, members) in distinct {
        let at = *of_members.entry(members.clone()).or_insert(groups.len());
        if at == groups.len() {
            groups.push(Group { members, changes: Vec::new() });
        }
        groups[at].changes.push(change.clone());
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.members.len()));
    groups
}
