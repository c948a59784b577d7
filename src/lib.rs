//! Offline Istio sidecar injection for Kubernetes manifests.
//!
//! ```text
//! bytes ─ split ─▶ Document ─ yaml ─▶ Node ─ kinds ─▶ Workload ─ policy ─▶ Decision
//!                                                                           │ Inject
//!   bytes ◀─ writeback ─ Node ◀─ finish ◀─ merge ◀─ template ◀─ context ◀─ pod
//! ```
//!
//! [`settings`] is what a run is told besides its input, [`pipeline`] takes one document through all stages, [`pool`]
//! many of them, [`report`] says what became of each object, and [`kube_yaml::Error`] what went wrong and where.

pub mod settings;
pub mod pipeline;
pub mod processed;
pub mod pool;
pub mod kinds;
pub mod pod;
pub mod policy;
pub mod object;
pub mod quirks;
pub mod inject;
pub mod rendered;
pub mod legacy;
pub mod annotations;
mod records;
pub mod context;
pub mod template;
pub mod overrides;
pub mod finish;
pub mod check;
pub mod compat;
pub mod uninject;
pub mod patch;
pub mod explain;
pub mod lint;
pub mod report;
