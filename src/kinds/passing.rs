//! Documents that pass through, told from others without a tree.

use super::unknown::is_foreign;
use super::{Kinds, OwnKinds, group_of, own_type, table};
use kube_yaml::split::Document;
use kube_yaml::{Key, outline};
use std::ops::ControlFlow;

/// Whether the document may be a workload or hold one: false only when it cannot. Nothing is parsed.
#[must_use]
pub fn may_bear_pods(document: &Document) -> bool {
    let mut names = ["List"; table::OWN.len() + 1];
    table::OWN.iter().zip(&mut names).for_each(|(own, name)| *name = own.kind);
    document.may_bear(&names)
}

/// What the keys of a document say of its object.
#[derive(Default)]
struct Seen<'t> {
    api_version: Option<&'t str>,
    kind: Option<&'t str>,
    /// Whether there may be a pod in it.
    holds_a_pod: bool,
}

impl Kinds {
    /// Whether a document is valid and holds no workload, nor a pod of an unknown kind: true only if that is sure without a tree.
    pub(crate) fn pass(&self, text: &str) -> bool {
        let mut seen = Seen::default();
        if self.own == OwnKinds::Istioctl || !outline(text, |key| seen.key(&key)) {
            return false;
        }
        let (group, kind) = (group_of(seen.api_version.unwrap_or_default()), seen.kind.unwrap_or_default());
        let is_injected = self.others.iter().any(|other| other.group == group && other.kind == kind);
        !(is_injected || seen.holds_a_pod && is_foreign(group, kind))
    }
}

impl<'t> Seen<'t> {
    /// Notes a key; breaks off where the document has to be looked at.
    fn key(&mut self, key: &Key<'t>) -> ControlFlow<()> {
        match (key.depth, key.name) {
            (0, "apiVersion") => note(&mut self.api_version, key.string(), |_| true),
            (0, "kind") => note(&mut self.kind, key.string(), passes),
            // The kind of a List often stands behind its items.
            (0, "items") => ControlFlow::Break(()),
            _ => {
                // The object's own spec is no pod's.
                let is_a_pods =
                    matches!((key.parent, key.name), ("spec", "containers") | ("metadata", "annotations"));
                self.holds_a_pod |= is_a_pods && key.depth > 1;
                ControlFlow::Continue(())
            }
        }
    }
}

/// Keeps a value that is wanted and the only one.
fn note<'t>(
    kept: &mut Option<&'t str>,
    value: Option<&'t str>,
    is_wanted: impl Fn(&str) -> bool,
) -> ControlFlow<()> {
    match value.filter(|value| is_wanted(value)) {
        Some(value) if kept.is_none() => {
            *kept = Some(value);
            ControlFlow::Continue(())
        }
        _ => ControlFlow::Break(()),
    }
}

/// Whether objects of a kind may pass, whatever their group.
fn passes(kind: &str) -> bool {
    own_type(kind).is_none() && !matches!(kind, "List" | "ResourceList")
}
