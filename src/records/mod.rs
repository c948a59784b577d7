//! What an injection leaves in an object, written, read and taken back, in every spelling that releases used.
//!
//! | record | says |
//! | --- | --- |
//! | annotation `sidecar.istio.io/status` | names of the containers, volumes and pull secrets the template rendered |
//! | annotation `proxy.istio.io/overrides` | the author's containers of those names |
//! | env `ISTIO_KUBE_APP_PROBERS` of the proxy | the author's probes and hooks |
//! | env `ISTIO_PROMETHEUS_ANNOTATIONS` of the proxy | the author's prometheus annotations |
//! | comment `# kube-inject: undo` | how the document was spelled |
//!
//! `take_out` goes by all of them but the comment, which is a stranger's text until `verify` has held it to the others.

pub(crate) mod comment;
mod delta;
mod known;
pub(crate) mod live;
mod meaning;
mod metadata;
pub(crate) mod overrides;
pub(crate) mod probers;
pub(crate) mod scrape;
pub(crate) mod status;
mod strip;
mod take_out;
mod verify;
#[cfg(test)]
mod tests;

pub(crate) use known::Known;
pub(crate) use meaning::is_nothing;
pub(crate) use metadata::NETWORK_LABEL;
pub(crate) use status::{STATUS, Status};
pub(crate) use strip::strip;
pub(crate) use take_out::take_out;
pub(crate) use verify::verify;
