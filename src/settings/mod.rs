//! What one run is configured with: the inject-config, the mesh-config, the values, and the defaults of each release.

pub mod proto;
pub mod source;
pub mod defaults;
pub mod validate;
mod locality;
pub mod proxy_config;
pub mod mesh_config;
pub mod values;
pub mod selector;
pub mod inject_config;

#[cfg(test)]
mod oracle_tests;
