//! How the options of the command line lie over those of a file, field by field.

use super::{Compat, KubeVersion, KustomizeFiles, NativeSidecars, PolicyOf};
use kube_inject::Release;
use std::path::{Path, PathBuf};

/// Defines a struct as it stands, and `layer`, which lays each of its fields over the same field of a file.
macro_rules! layered {
    ($(#[$on:meta])* pub(crate) struct $name:ident { $($(#[$of:meta])* pub(crate) $field:ident: $kind:ty,)* }) => {
        $(#[$on])*
        pub(crate) struct $name { $($(#[$of])* pub(crate) $field: $kind,)* }

        impl $name {
            fn layer(self, file: Self, directory: Option<&Path>) -> Self {
                $name { $($field: self.$field.over(file.$field, directory),)* }
            }
        }
    };
}
pub(super) use layered;

/// What an option may be: one value or several.
pub(super) trait Layer {
    /// This over what a file in `directory` has; without a directory the paths of the file do not count.
    fn over(self, file: Self, directory: Option<&Path>) -> Self;
}

impl<T: Value> Layer for Option<T> {
    fn over(self, file: Self, directory: Option<&Path>) -> Self {
        self.or_else(|| file?.of_file(directory))
    }
}

/// Those of the file come first: of changes and labels the later ones win.
impl<T: Value> Layer for Vec<T> {
    fn over(self, file: Self, directory: Option<&Path>) -> Self {
        file.into_iter().filter_map(|value| value.of_file(directory)).chain(self).collect()
    }
}

/// A switch that either turns on.
impl Layer for bool {
    fn over(self, file: Self, _directory: Option<&Path>) -> Self {
        self || file
    }
}

/// One value of an option.
pub(super) trait Value: Sized {
    /// What the value of a file in `directory` is to the command line.
    fn of_file(self, _directory: Option<&Path>) -> Option<Self> {
        Some(self)
    }
}

impl Value for PathBuf {
    fn of_file(self, directory: Option<&Path>) -> Option<Self> {
        Some(directory?.join(self))
    }
}

impl Value for String {}
impl Value for (String, String) {}
impl Value for Release {}
impl Value for KubeVersion {}
impl Value for NativeSidecars {}
impl Value for PolicyOf {}
impl Value for KustomizeFiles {}
impl Value for Compat {}
