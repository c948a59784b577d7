//! Everything a run is told besides its input (stand-in).

use crate::error::{Error, Result};

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct Settings(());

/// Where the settings come from.
#[derive(Clone, Debug, Default)]
pub struct Sources<'a> {
    /// Name and text of the inject-config.
    pub inject_config: Option<(&'a str, &'a str)>,
    /// Name and text of the mesh-config.
    pub mesh_config: Option<(&'a str, &'a str)>,
    /// Name and text of the values.
    pub values: Option<(&'a str, &'a str)>,
    /// Name and text of an IstioOperator.
    pub operator: Option<(&'a str, &'a str)>,
    /// The revision.
    pub revision: Option<String>,
    /// Whether sidecars are init containers that stay.
    pub native_sidecars: bool,
    /// The namespace of objects that name none.
    pub namespace: Option<String>,
    /// Overrides values.global.hub.
    pub hub: Option<String>,
    /// Overrides values.global.tag.
    pub tag: Option<String>,
    /// Overrides of values, `PATH=VALUE`.
    pub set: Vec<String>,
    /// Overrides of the mesh-config, `PATH=VALUE`.
    pub mesh_set: Vec<String>,
    /// Whether the reference's bytes are wanted.
    pub compat: bool,
}

impl Settings {
    /// Reads all sources.
    ///
    /// # Errors
    /// When one of them is not valid.
    pub fn load(_sources: Sources<'_>) -> Result<(Settings, Vec<Error>)> {
        Ok((Settings(()), Vec::new()))
    }
}
