//! How the options of the command line lie over those of a file, field by field.

use super::{Compat, ConfigPath, KubeVersion, KustomizeFiles, NativeSidecars, PolicyOf};
use clap::ValueEnum;
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
                    if effects.is_empty() && !self.$field.said().is_empty() {
                        keys.push(layer::key(stringify!($field)));
                    }
                )*
                keys
            }

            /// The fields that say something, and what they say.
            pub(crate) fn said(&self) -> Vec<(&'static str, Vec<String>)> {
                let all = [$((stringify!($field), self.$field.said()),)*];
                all.into_iter().filter(|(_, values)| !values.is_empty()).collect()
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

    /// Its values, as on the command line; none where it says nothing.
    fn said(&self) -> Vec<String>;
}

impl<T: Value> Layer for Option<T> {
    fn over(self, file: Self, place: Option<&Place<'_>>) -> Self {
        self.or_else(|| file?.of_file(place))
    }

    fn said(&self) -> Vec<String> {
        self.iter().map(Value::said).collect()
    }
}

/// Those of the file come first: of changes and labels the later ones win.
impl<T: Value> Layer for Vec<T> {
    fn over(self, file: Self, place: Option<&Place<'_>>) -> Self {
        file.into_iter().filter_map(|value| value.of_file(place)).chain(self).collect()
    }

    fn said(&self) -> Vec<String> {
        self.iter().map(Value::said).collect()
    }
}

/// A switch that either turns on.
impl Layer for bool {
    fn over(self, file: Self, _place: Option<&Place<'_>>) -> Self {
        self || file
    }

    fn said(&self) -> Vec<String> {
        self.then(|| "true".to_owned()).into_iter().collect()
    }
}

/// One value of an option.
pub(super) trait Value: Sized {
    /// What the value of a file at a place is to the command line.
    fn of_file(self, _place: Option<&Place<'_>>) -> Option<Self> {
        Some(self)
    }

    /// The value, as on the command line.
    fn said(&self) -> String;
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

    fn said(&self) -> String {
        self.path().display().to_string()
    }
}

impl Value for (String, String) {
    fn said(&self) -> String {
        format!("{}={}", self.0, self.1)
    }
}

/// Values that are written as they are read.
macro_rules! displayed {
    ($($kind:ty),*) => {
        $(impl Value for $kind {
            fn said(&self) -> String {
                self.to_string()
            }
        })*
    };
}
displayed!(String, Release, KubeVersion);

/// Values that are one of several words.
macro_rules! words {
    ($($kind:ty),*) => {
        $(impl Value for $kind {
            fn said(&self) -> String {
                self.to_possible_value().map(|word| word.get_name().to_owned()).unwrap_or_default()
            }
        })*
    };
}
words!(NativeSidecars, PolicyOf, KustomizeFiles, Compat);

/// The key of a field: `valuesFile` of `values_file`.
pub(crate) fn key(field: &str) -> String {
    let mut words = field.split('_');
    let mut key = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        key.push_str(&first.to_ascii_uppercase());
        key.push_str(rest);
    }
    key
}
