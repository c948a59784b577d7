//! The patch a template rendered, laid over the pod as Kubernetes' strategic merge patch lays it.

pub mod strategic;
pub mod overrides;
pub mod difference;
pub mod keys;
mod lists;
mod order;
mod slots;
