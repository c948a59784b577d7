//! Offline Istio sidecar injection for Kubernetes manifests.
//!
//! ```text
//! bytes ─ split ─▶ Document ─ yaml ─▶ Node ─ kinds ─▶ Workload ─ policy ─▶ Decision
//!                                                                           │ Inject
//!   bytes ◀─ writeback ─ Node ◀─ post_process ◀─ merge ◀─ template ◀─ context ◀─ pod
//! ```
//!
//! [`Settings`] are what a run is told besides its input. [`process`] injects a document of a stream and [`uninject`] takes the
//! injection out; both answer with a [`Processed`]: the new text, what became of each object, and warnings. [`explain`]
//! says why, and [`patches`] gives kustomize patches in place of the text. Errors say what is wrong, where, and what would help.
//!
//! ```
//! use kube_inject::{Compat, Outcome, Settings, Sources, documents, process};
//! use std::io::Cursor;
//!
//! // Nothing given is the embedded default; any part may be the text of a file instead.
//! let settings = Settings::load(Sources::default())?;
//! let manifest = "\
//! apiVersion: v1
//! kind: Pod
//! metadata:
//!   name: tea   # hot
//! spec:
//!   containers:
//!   - name: pot
//!     image: example.com/pot:1
//! ";
//! for document in documents(Compat::Off, Cursor::new(manifest)) {
//!     let document = document.expect("memory can be read");
//!     let done = process(&settings, "tea.yaml", &document)?;
//!     assert_eq!(done.objects[0].outcome, Outcome::Injected);
//!     let text = done.text.expect("the pod has changed");
//!     assert!(text.contains("name: tea   # hot") && text.contains("name: istio-proxy"));
//! }
//! # Ok::<(), kube_inject::Error>(())
//! ```

#![deny(missing_docs)]

mod settings;
pub mod secrets;
mod pipeline;
mod processed;
pub mod code;
mod warning;
pub mod pool;
pub mod kinds;
mod pod;
mod policy;
mod advice;
mod object;
mod quirks;
mod inject;
mod rendered;
mod incomplete;
mod legacy;
mod annotations;
mod records;
mod context;
mod template;
mod overrides;
mod post_process;
mod check;
mod validity;
mod compat;
mod uninject;
mod patch;
mod admission;
mod changes;
mod authored;
mod explain;
mod compare;
mod lint;
mod report;
mod resource_list;
#[cfg(test)]
#[path = "../tests/oracle/folder.rs"]
mod oracle;
#[cfg(test)]
mod documented;

pub use admission::{answer as admission, is_review};
pub use changes::{Change as PodChange, Meaning};
pub use compare::{Compared, Group, Side, compare, groups};
pub use explain::{
    Added, Container, Earlier, Explanation, InjectedPod, RedirectedBy, Replicas, Resources, Sidecar,
    Steering, Totals, Traffic, explain,
};
pub use go_template::Budget;
pub use kube_yaml::split::Document;
pub use kube_yaml::writeback::Change;
pub use kube_yaml::{Error, ErrorCode, Location, Result, Span};
pub use patch::in_place_of_text as patches;
pub use pipeline::{documents, process, process_passing_on, process_with};
pub use processed::{Outlet, Patch, PatchForm, PatchTarget, Processed};
pub use report::{ObjectReport, Outcome, SkipReason, Summary, Versions};
pub use resource_list::{FunctionResult, ResourceList, ResultSeverity};
pub use settings::helm_set::{Assignments, Typing};
pub use settings::namespaces::Namespaces;
pub use settings::proxy_resources::ProxyResources;
pub use settings::webhook::WebhookOptions;
pub use settings::{Compat, Release, Rule, Settings, Sources};
pub use uninject::uninject;
pub use warning::Code;

/// Files of configuration: what is in them, what is wrong with them, and the embedded default.
pub mod config {
    pub use crate::lint::{Finding, Severity, check, look};
    pub use crate::settings::Read;
    pub use crate::settings::customized::{Customized, customized};
    pub use crate::settings::discover::{File, Found, Part, Wanted, find};
    pub use crate::settings::embedded::{
        Basis, INSTALLATIONS, Installation, MESH_CONFIG, VALUES, inject_config_text,
    };
    pub use crate::settings::operator::operator_revision;
}
