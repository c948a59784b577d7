//! Everything a run is told besides its input (stand-in).

use crate::error::{Error, Result};

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct Settings(());

/// Whose bytes and quirks the output has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Compat {
    /// Our own: the file as its author wrote it, with the sidecar in it.
    #[default]
    Off,
    /// Those of `istioctl kube-inject`.
    Istioctl,
}

/// Where the settings come from.
#[derive(Clone, Debug, Default)]
pub struct Sources<'a> {
    /// Name and text of the inject-config.
    pub inject_config: Option<(&'a str, &'a str)>,
    /// Name and text of the mesh-config.
    pub mesh_config: Option<(&'a str, &'a str)>,
    /// Name and text of the values.
    pub values: Option<(&'a str, &'a str)>,
    /// The revision.
    pub revision: Option<String>,
    /// Whether sidecars are init containers that stay.
    pub native_sidecars: bool,
    /// The namespace of objects that name none.
    pub namespace: Option<String>,
    /// Whose bytes the output has.
    pub compat: Compat,
}

impl Settings {
    /// Reads all sources.
    ///
    /// # Errors
    /// When one of them is not valid.
    pub fn load(sources: Sources<'_>) -> Result<Settings> {
        match sources.inject_config {
            Some(_) => Ok(Settings(())),
            None => Err(Error::new("no inject-config is given").help("name one with --injectConfigFile")),
        }
    }
}
