//! How the options of the command line lie over those of a file, field by field.

use super::{Compat, ConfigPath, KubeVersion, KustomizeFiles, NativeSidecars, PolicyOf};
use kube_inject::Release;
use std::path::Path;

/// Defines a struct as it stands, `layer`, which lays each of its fields over the same field of a file, and `changing`.
///
/// `=> Adds` behind a field says that a value of it only adds to what is checked or injected. Any other may also take from it.
macro_rules! layered {
    ($(#[$on:meta])* pub(crate) struct $name:ident {
        $($(#[$of:meta])* pub(crate) $field:ident: $kind:ty $(=> $effect:ident)?,)*
    }) => {
        $(#[$on])*
        pub(crate) struct $name { $($(#[$of])* pub(crate) $field: $kind,)* }

        impl $name {
            fn layer(self, file: Self, place: Option<&Place<'_>>) -> Self {
                $name { $($field: self.$field.over(file.$field, place),)* }
            }

            /// The keys of all options in a file.
            pub(crate) fn keys() -> Vec<String> {
                vec![$(layer::key(stringify!($field)),)*]
            }

            /// The keys of a file that are set and do more than add to what is checked or injected.
            pub(crate) fn changing(&self) -> Vec<String> {
                let mut keys = Vec::new();
                $(
                    let effects: &[Effect] = &[$(Effect::$effect)?];
                    if effects.is_empty() && self.$field.is_set() {
                        keys.push(layer::key(stringify!($field)));
                    }
                )*
                keys
            }
        }
    };
}
pub(super) use layered;

/// What a value does to the settings that it is laid over.
pub(super) enum Effect {
    /// More is checked or injected than before, and nothing less.
    Adds,
}

/// Where a file with options is.
pub(crate) struct Place<'p> {
    /// Its directory, to which its paths are relative.
    pub(crate) directory: &'p Path,
    /// The canonical directory that its paths may not leave; `None` if they may be anywhere.
    pub(crate) root: Option<&'p Path>,
}

/// What an option may be: one value or several.
pub(super) trait Layer {
    /// This over what the file at a place has; without a place the paths of the file do not count.
    fn over(self, file: Self, place: Option<&Place<'_>>) -> Self;

    /// Whether there is a value.
    fn is_set(&self) -> bool;
}

impl<T: Value> Layer for Option<T> {
    fn over(self, file: Self, place: Option<&Place<'_>>) -> Self {
        self.or_else(|| file?.of_file(place))
    }

    fn is_set(&self) -> bool {
        self.is_some()
    }
}

/// Those of the file come first: of changes and labels the later ones win.
impl<T: Value> Layer for Vec<T> {
    fn over(self, file: Self, place: Option<&Place<'_>>) -> Self {
        file.into_iter().filter_map(|value| value.of_file(place)).chain(self).collect()
    }

    fn is_set(&self) -> bool {
        !self.is_empty()
    }
}

/// A switch that either turns on.
impl Layer for bool {
    fn over(self, file: Self, _place: Option<&Place<'_>>) -> Self {
        self || file
    }

    fn is_set(&self) -> bool {
        *self
    }
}

/// One value of an option.
pub(super) trait Value: Sized {
    /// What the value of a file at a place is to the command line.
    fn of_file(self, _place: Option<&Place<'_>>) -> Option<Self> {
        Some(self)
    }
}

impl Value for ConfigPath {
    fn of_file(self, place: Option<&Place<'_>>) -> Option<Self> {
        let Place { directory, root } = place?;
        let path = directory.join(self.path());
        Some(match root {
            Some(root) => ConfigPath::within(path, root.to_path_buf()),
            None => path.into(),
        })
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

/// The key of a field: `valuesFile` of `values_file`.
pub(super) fn key(field: &str) -> String {
    let mut words = field.split('_');
    let mut key = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        key.push_str(&first.to_ascii_uppercase());
        key.push_str(rest);
    }
    key
}
