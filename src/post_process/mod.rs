//! What happens to the pod after the templates are merged, as one ordered list.

pub(crate) mod cluster;
pub(crate) mod prometheus;
pub(crate) mod probes;
pub(crate) mod status;
pub(crate) mod order;
#[cfg(test)]
mod tests;

use crate::pod::Pod;
use crate::settings::{MeshConfig, Settings};
use kube_yaml::Result;

/// What the steps need to know besides the pod.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PostProcess<'a> {
    /// The run's settings.
    pub settings: &'a Settings,
    /// The mesh config, overlaid with the pod's `proxy.istio.io/config` where the release has that everywhere.
    pub mesh: &'a MeshConfig,
    /// The mesh config, overlaid in any case.
    pub pods_mesh: &'a MeshConfig,
    /// What the templates rendered, merged onto nothing.
    pub template: &'a Pod,
    /// The network of the pod as it came: its label, else the values'.
    pub network: Option<&'a str>,
}

/// Runs every step, in istiod's order: env before prometheus (which appends to it), both before the probes (which
/// append last), and the order of containers when all of them are there.
///
/// # Errors
/// When a probe is not one, or a port to scrape not the application's.
pub(crate) fn run(pod: &mut Pod, step: PostProcess<'_>) -> Result<()> {
    cluster::set_env(pod, step);
    prometheus::merge(pod, step)?;
    prometheus::annotate_secure_port(pod, step);
    probes::rewrite(pod, step)?;
    status::record(pod, step);
    order::containers(pod, step);
    Ok(())
}
