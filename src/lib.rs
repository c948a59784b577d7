//! Offline Istio sidecar injection for Kubernetes manifests.
//!
//! ```text
//! bytes ─ split ─▶ Document ─ yaml ─▶ Node ─ kinds ─▶ Workload ─ policy ─▶ Decision
//!                                                                           │ Inject
//!   bytes ◀─ writeback ─ Node ◀─ finish ◀─ merge ◀─ template ◀─ context ◀─ reinject
//! ```

pub mod error;
pub mod split;
pub mod yaml;
pub mod schema;
pub mod template;
pub mod annotations;
pub mod merge;
