//! What is set for a run, and where: flags, `kube-inject.yaml`, and files of configuration.

use super::config_file::SettingsFile;
use super::files::{Files, borrow};
use crate::options::{self, Options};
use clap::Args;
use kube_inject::config::customized;
use kube_yaml::{Location, Node};

/// A setting.
pub(super) struct Given {
    /// The flag without its dashes, or a path in the values or the mesh-config.
    pub(super) name: String,
    pub(super) value: String,
    /// `--hub`, `kube-inject.yaml:3`, `mesh.yaml:12`
    pub(super) source: String,
}

impl Given {
    /// Its name, value and source.
    pub(super) fn parts(&self) -> [String; 3] {
        [&self.name, &self.value, &self.source].map(String::clone)
    }
}

/// What counts of the options of flags, of a caller such as kustomize, and of files, a nearer one before one that is further up.
pub(super) fn all(flags: &Options, call: Option<&Options>, files: &[SettingsFile]) -> Vec<Given> {
    let mut options = flags.clone();
    let mut given = added(&Options::default(), flags, |name, _| format!("--{name}"));
    if let Some(with_call) = call {
        given.extend(added(&options, with_call, |_, _| "functionConfig".to_owned()));
        options = with_call.clone();
    }
    for file in files {
        let tree = kube_yaml::parse(&file.text).ok().flatten();
        let own = file.options.said();
        let all = file.under(options.clone());
        given.extend(added(&options, &all, |_, (field, value)| {
            let values = own.iter().find(|(name, _)| *name == field).map_or(&[][..], |(_, values)| values);
            let line = tree.as_ref().and_then(|tree| line_of(&file.text, tree, field, values, value));
            line.map_or_else(|| file.name.clone(), |line| format!("{}:{line}", file.name))
        }));
        options = all;
    }
    given
}

/// What `all` has more than the options that lie over it; the source is asked for the flag, and the field with its value.
fn added(over: &Options, all: &Options, source: impl Fn(&str, (&str, &str)) -> String) -> Vec<Given> {
    let before = over.said();
    let of_field = |(field, values): (&'static str, Vec<String>)| {
        let known = before.iter().find(|(name, _)| *name == field).map_or(0, |(_, values)| values.len());
        // What is laid under a list comes first in it.
        let count = values.len().saturating_sub(known);
        values.into_iter().take(count).map(move |value| (field, value))
    };
    let given = all.said().into_iter().flat_map(of_field).map(|(field, value)| {
        let name = flag(field);
        Given { source: source(&name, (field, &value)), name, value }
    });
    given.collect()
}

/// What the files set otherwise than a default installation does.
pub(super) fn in_files(files: &Files) -> Vec<Given> {
    let found = customized(borrow(&files.values), borrow(&files.mesh_config));
    let given = found.into_iter().map(|one| Given {
        name: one.name,
        value: one.value,
        source: format!("{}:{}", one.file, one.line),
    });
    given.collect()
}

/// The name of the flag of a field.
fn flag(field: &str) -> String {
    let command = Options::augment_args(clap::Command::new(""));
    let long = command.get_arguments().find(|arg| arg.get_id() == field).and_then(|arg| arg.get_long());
    long.unwrap_or(field).to_owned()
}

/// The line of a value of a field in `kube-inject.yaml`, which has these values of it; of the field where it is none of them.
fn line_of(text: &str, tree: &Node, field: &str, values: &[String], value: &str) -> Option<usize> {
    let found = tree.get(&options::key(field))?;
    let items: Vec<&Node> = match (found.as_map(), found.as_seq()) {
        (Some(map), _) => map.entries.iter().map(|entry| &entry.value).collect(),
        (None, Some(items)) => items.iter().collect(),
        (None, None) => vec![found],
    };
    // A path is told as it is from here, and so found by its end.
    let index = values.iter().position(|own| own == value || value.ends_with(&format!("/{own}")));
    let item = index.and_then(|index| items.get(index).copied()).unwrap_or(found);
    Some(Location::of("", 1, text, item.span).line)
}
