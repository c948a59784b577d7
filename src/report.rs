//! What happened to each object of the input, and the words for it.

use crate::kinds::{Unknown, title};
use std::fmt;

/// One object of the input and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectReport {
    /// The kind, as written.
    pub kind: String,
    /// The namespace; empty when neither the object nor the command line names one.
    pub namespace: String,
    /// The name, or the `generateName` of an object without one.
    pub name: String,
    /// The file as it was named on the command line, `-` for standard input.
    pub file: String,
    /// The line the object begins at, from 1.
    pub line: usize,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether the object now says anything else than it did.
    pub changed: bool,
    /// The versions of an outdated sidecar and of the one that takes its place, where they differ.
    pub versions: Option<Versions>,
}

/// The version of a sidecar that is there, and the one that the configuration has: the tags of their images.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Versions {
    /// The tag of the image that is there.
    pub there: String,
    /// The tag of the image that the configuration has.
    pub configured: String,
}

/// What became of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The sidecar was added.
    Injected,
    /// It was injected before; an earlier sidecar that is not what injection makes now gives way.
    Reinjected,
    /// An earlier injection was taken back.
    Uninjected,
    /// The object bears no pod, or it already is what injection would make of it for other reasons than a sidecar.
    Unchanged,
    /// The object bears a pod that is to have no sidecar.
    Skipped(SkipReason),
}

/// Why a pod is left without a sidecar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SkipReason {
    /// `hostNetwork: true`.
    HostNetwork,
    /// Its pods run on Windows nodes, where the sidecar does not.
    Windows,
    /// The object lives in a namespace that never has sidecars.
    SystemNamespace(String),
    /// The label `sidecar.istio.io/inject` says no.
    DisabledByLabel,
    /// The annotation `sidecar.istio.io/inject` says no.
    DisabledByAnnotation,
    /// It has the sidecar, and the release asked for leaves such a pod as it is.
    AlreadyInjected,
    /// The cluster would not inject it: its namespace's label `istio-injection` is this word.
    NamespaceDisabled(String),
    /// The cluster would have the control plane of this revision or tag inject it.
    OtherRevision(String),
    /// The cluster would not inject it: no label asks for that.
    NotSelected,
    /// The cluster would not inject it: its labels match `neverInjectSelector`.
    NeverInject,
    /// The cluster would not inject it: the inject-config's policy is not `enabled`.
    PolicyDisabled,
    /// It is a patch, no object of its own.
    Patch,
    /// Its kind is none of Kubernetes' own, and nobody asked for it.
    UnknownKind {
        /// The kind, and its group where the kind alone would be one of Kubernetes' own.
        kind: String,
        /// The flags that have it injected.
        flags: String,
    },
}

/// How many objects had each outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// Objects that got a sidecar.
    pub injected: usize,
    /// Objects that were injected before.
    pub reinjected: usize,
    /// Objects whose injection was taken back.
    pub uninjected: usize,
    /// Objects that are to have no sidecar.
    pub skipped: usize,
    /// Objects left as they were.
    pub unchanged: usize,
}

impl Outcome {
    /// The outcome in one word, as `--report json` has it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Outcome::Injected => "injected",
            Outcome::Reinjected => "reinjected",
            Outcome::Uninjected => "uninjected",
            Outcome::Unchanged => "unchanged",
            Outcome::Skipped(_) => "skipped",
        }
    }

    /// Why, where there is more to say than the outcome itself.
    #[must_use]
    pub fn skip_reason(&self) -> Option<&SkipReason> {
        match self {
            Outcome::Skipped(reason) => Some(reason),
            _ => None,
        }
    }
}

impl SkipReason {
    /// A stable word for the reason, as `--report json` has it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            SkipReason::HostNetwork => "host-network",
            SkipReason::Windows => "windows",
            SkipReason::SystemNamespace(_) => "system-namespace",
            SkipReason::DisabledByLabel => "disabled-by-label",
            SkipReason::DisabledByAnnotation => "disabled-by-annotation",
            SkipReason::AlreadyInjected => "already-injected",
            SkipReason::NamespaceDisabled(_) => "namespace-disabled",
            SkipReason::OtherRevision(_) => "other-revision",
            SkipReason::NotSelected => "not-selected",
            SkipReason::NeverInject => "never-inject",
            SkipReason::PolicyDisabled => "policy-disabled",
            SkipReason::Patch => "patch",
            SkipReason::UnknownKind { .. } => "unknown-kind",
        }
    }
}

impl SkipReason {
    /// Whether the author of the object or of its namespace said that it is to have no sidecar, or it is none to have one.
    #[must_use]
    pub fn is_opt_out(&self) -> bool {
        match self {
            SkipReason::DisabledByLabel
            | SkipReason::DisabledByAnnotation
            | SkipReason::NamespaceDisabled(_)
            | SkipReason::NeverInject
            | SkipReason::Patch => true,
            SkipReason::HostNetwork
            | SkipReason::Windows
            | SkipReason::SystemNamespace(_)
            | SkipReason::AlreadyInjected
            | SkipReason::OtherRevision(_)
            | SkipReason::NotSelected
            | SkipReason::PolicyDisabled
            | SkipReason::UnknownKind { .. } => false,
        }
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SkipReason::HostNetwork => f.write_str("hostNetwork is true"),
            SkipReason::Windows => f.write_str("runs on Windows nodes, where the sidecar cannot run"),
            SkipReason::SystemNamespace(namespace) => {
                write!(f, "system namespace {namespace}")
            }
            SkipReason::DisabledByLabel => f.write_str("label sidecar.istio.io/inject=false"),
            SkipReason::DisabledByAnnotation => f.write_str("annotation sidecar.istio.io/inject=false"),
            SkipReason::AlreadyInjected => {
                f.write_str("already has a sidecar, and this Istio release does not re-inject")
            }
            SkipReason::NamespaceDisabled(word) => {
                write!(f, "namespace label istio-injection={word}")
            }
            SkipReason::OtherRevision(name) => {
                write!(f, "selected by revision {name}")
            }
            SkipReason::NotSelected => f.write_str("not selected by pod or namespace labels"),
            SkipReason::NeverInject => f.write_str("matches neverInjectSelector"),
            SkipReason::PolicyDisabled => f.write_str("inject-config policy is disabled"),
            SkipReason::Patch => f.write_str("a patch, not a complete object"),
            SkipReason::UnknownKind { kind, flags } => {
                write!(f, "{kind} is not injected by default; use {flags} to inject it")
            }
        }
    }
}

impl ObjectReport {
    /// An object that is left as it is because its kind is not injected; `namespace` is that of objects that name none.
    pub(crate) fn of_unknown(unknown: Unknown, namespace: &str, file: &str, line: usize) -> Self {
        let Unknown { kind, kind_in_words, name, namespace: own, flags, .. } = unknown;
        ObjectReport {
            kind,
            namespace: if own.is_empty() { namespace.to_owned() } else { own },
            name,
            file: file.to_owned(),
            line,
            outcome: Outcome::Skipped(SkipReason::UnknownKind { kind: kind_in_words, flags }),
            changed: false,
            versions: None,
        }
    }

    /// Whether it is left as it is because its kind is not injected.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self.outcome, Outcome::Skipped(SkipReason::UnknownKind { .. }))
    }

    /// What a check finds in it: a stable word, and the same for people; `None` where nothing would change.
    #[must_use]
    pub fn finding(&self) -> Option<(&'static str, String)> {
        let found = match (&self.outcome, &self.versions) {
            _ if !self.changed => return None,
            (Outcome::Injected, _) => ("not-injected", "not injected".to_owned()),
            (Outcome::Uninjected, _) => ("still-injected", "injected".to_owned()),
            (Outcome::Reinjected, Some(versions)) => ("outdated", format!("outdated: {versions}")),
            (Outcome::Reinjected, None) => ("outdated", "outdated".to_owned()),
            (Outcome::Unchanged | Outcome::Skipped(_), _) => ("would-change", "would change".to_owned()),
        };
        Some(found)
    }

    /// The object as messages name it: `Kind namespace/name`, or `Kind name` without a namespace.
    #[must_use]
    pub fn object(&self) -> String {
        title(&self.kind, &self.namespace, &self.name)
    }
}

/// The line people read: `skipped: apps.yaml:14: Deployment prod/web: why`.
impl fmt::Display for ObjectReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match &self.outcome {
            Outcome::Reinjected if self.changed => "outdated",
            Outcome::Reinjected => "up to date",
            Outcome::Skipped(SkipReason::UnknownKind { .. }) => "not injected",
            outcome => outcome.code(),
        };
        write!(f, "{words}: {}:{}: {}", self.file, self.line, self.object())?;
        match &self.outcome {
            Outcome::Skipped(reason) => write!(f, ": {reason}"),
            Outcome::Reinjected if self.changed => match &self.versions {
                Some(versions) => write!(f, ": {versions}"),
                None => f.write_str(": the sidecar does not match the configuration"),
            },
            Outcome::Reinjected => f.write_str(": already injected"),
            Outcome::Injected | Outcome::Uninjected | Outcome::Unchanged => Ok(()),
        }
    }
}

/// `1.28.10, the configuration is 1.31.0`
impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, the configuration is {}", self.there, self.configured)
    }
}

impl Summary {
    /// Adds an object's outcome to the counts.
    pub fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Injected => self.injected += 1,
            Outcome::Reinjected => self.reinjected += 1,
            Outcome::Uninjected => self.uninjected += 1,
            Outcome::Skipped(_) => self.skipped += 1,
            Outcome::Unchanged => self.unchanged += 1,
        }
    }
}

/// `injected 3, skipped 1, unchanged 12`; what did not happen is left out, but for `injected` where nothing was taken back.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.injected, self.uninjected) {
            (0, uninjected @ 1..) => write!(f, "uninjected {uninjected}")?,
            (injected, _) => write!(f, "injected {injected}")?,
        }
        let rest =
            [("injected again", self.reinjected), ("skipped", self.skipped), ("unchanged", self.unchanged)];
        for (words, count) in rest.into_iter().filter(|(_, count)| *count > 0) {
            write!(f, ", {words} {count}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcome: Outcome) -> ObjectReport {
        ObjectReport {
            kind: "Deployment".into(),
            namespace: "prod".into(),
            name: "web".into(),
            file: "apps.yaml".into(),
            line: 14,
            outcome,
            changed: true,
            versions: None,
        }
    }

    #[test]
    fn skipped_line_has_place_object_and_reason() {
        let line = report(Outcome::Skipped(SkipReason::SystemNamespace("kube-system".into()))).to_string();
        assert_eq!(line, "skipped: apps.yaml:14: Deployment prod/web: system namespace kube-system");
    }

    #[test]
    fn object_without_namespace_is_its_name() {
        let object = ObjectReport { namespace: String::new(), ..report(Outcome::Injected) };
        assert_eq!(object.object(), "Deployment web");
        assert_eq!(ObjectReport { name: String::new(), ..object }.object(), "Deployment");
    }

    #[test]
    fn injected_object_is_up_to_date_or_outdated() {
        let object = ObjectReport { changed: false, ..report(Outcome::Reinjected) };
        assert_eq!(object.to_string(), "up to date: apps.yaml:14: Deployment prod/web: already injected");
        let line = report(Outcome::Reinjected).to_string();
        assert!(line.starts_with("outdated: ") && line.contains("the sidecar does not match"), "{line}");
        let versions = Some(Versions { there: "1.28.10".into(), configured: "1.31.0".into() });
        let line = ObjectReport { versions, ..report(Outcome::Reinjected) }.to_string();
        assert!(line.ends_with(": 1.28.10, the configuration is 1.31.0"), "{line}");
    }

    #[test]
    fn summary_leaves_out_what_did_not_happen() {
        let mut summary = Summary::default();
        assert_eq!(summary.to_string(), "injected 0");
        for outcome in [Outcome::Injected, Outcome::Reinjected, Outcome::Unchanged, Outcome::Unchanged] {
            summary.count(&outcome);
        }
        assert_eq!(summary.to_string(), "injected 1, injected again 1, unchanged 2");
    }
}
