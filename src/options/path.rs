//! A file or directory of configuration, and how far whoever named it is trusted.

use serde::Deserialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A file or directory of configuration.
///
/// The command line may name any. One that a repository's settings name has to be in the repository: those who wrote them need not be
/// those who run the program.
#[derive(Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(from = "PathBuf")]
pub(crate) struct ConfigPath {
    path: PathBuf,
    within: Option<PathBuf>,
}

impl ConfigPath {
    /// A path that a repository names, whose root is `root`.
    pub(crate) fn within(path: PathBuf, root: PathBuf) -> Self {
        ConfigPath { path, within: Some(root) }
    }

    /// The path, relative to the working directory.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The canonical directory that the path may not leave; `None` if it may be anywhere.
    pub(crate) fn root(&self) -> Option<&Path> {
        self.within.as_deref()
    }

    /// The same of another path, such as one below it.
    pub(crate) fn with_path(&self, path: PathBuf) -> Self {
        ConfigPath { path, within: self.within.clone() }
    }
}

impl From<PathBuf> for ConfigPath {
    fn from(path: PathBuf) -> Self {
        ConfigPath { path, within: None }
    }
}

/// For clap.
impl From<OsString> for ConfigPath {
    fn from(path: OsString) -> Self {
        PathBuf::from(path).into()
    }
}
