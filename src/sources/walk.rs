//! The files below a directory that may be manifests: neither ignored nor hidden, and no templates of a Helm chart.

use super::REPOSITORY;
use crate::failure::Failure;
use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, WalkBuilder};
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

/// The names of kustomizations.
pub(crate) const KUSTOMIZATIONS: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The name by which a directory is a Helm chart.
const CHART: &str = "Chart.yaml";

/// What a directory holds, sorted by path.
#[derive(Default)]
pub(super) struct Below {
    /// Files with an extension of manifests.
    pub(super) manifests: Vec<PathBuf>,
    /// Kustomizations, whatever their extension.
    pub(super) kustomizations: Vec<PathBuf>,
    /// The charts whose templates were passed over; charts inside of charts are not named again.
    pub(super) charts: Vec<PathBuf>,
    /// Those of the files that are symbolic links.
    links: HashSet<PathBuf>,
    /// The directory, and its canonical path.
    root: (PathBuf, Option<PathBuf>),
}

/// Looks below `root`: `.gitignore` and `exclude` (globs as in `.gitignore`, relative to `root`) are honoured, hidden files and
/// directories, linked directories and the templates of Helm charts are passed over.
///
/// # Errors
/// When a glob is not valid or a directory cannot be read.
pub(super) fn below(root: &Path, exclude: &[String]) -> Result<Below, Failure> {
    let mut walk = WalkBuilder::new(root);
    // The same tree gives the same files on every machine: what only this user or clone ignores counts as well.
    walk.git_global(false).git_exclude(false).ignore(false).require_git(false);
    walk.sort_by_file_name(Ord::cmp).overrides(excluded(root, exclude)?);
    walk.filter_entry(|entry| !is_template_directory(entry));
    let mut found = Below { root: (root.to_owned(), root.canonicalize().ok()), ..Below::default() };
    for entry in walk.build() {
        let entry = entry.map_err(|error| unreadable(root, error))?;
        let path = entry.path();
        let name = entry.file_name();
        if name == CHART {
            found.chart(path);
        }
        // A linked file counts: mounted ConfigMaps are made of links. The settings of a repository are no manifest of it.
        let is_link = entry.path_is_symlink();
        let is_file = if is_link { path.is_file() } else { entry.file_type().is_some_and(|is| is.is_file()) };
        if name == REPOSITORY || !is_file {
            continue;
        }
        if is_link {
            found.links.insert(path.to_owned());
        }
        if KUSTOMIZATIONS.iter().any(|known| name == *known) {
            found.kustomizations.push(path.to_owned());
        } else if is_manifest(path) {
            found.manifests.push(path.to_owned());
        }
    }
    Ok(found)
}

impl Below {
    /// The canonical path of one of the files; the path itself where there is none. Only links have to be asked for.
    pub(super) fn real(&self, file: &Path) -> PathBuf {
        let (root, real) = &self.root;
        match (real, file.strip_prefix(root)) {
            (Some(real), Ok(below)) if !self.links.contains(file) => real.join(below),
            _ => super::real(file),
        }
    }

    fn chart(&mut self, file: &Path) {
        let chart = file.parent().unwrap_or(Path::new(""));
        let inside = self.charts.iter().any(|outer| chart.starts_with(outer));
        if !inside && chart.join("templates").is_dir() {
            self.charts.push(chart.to_owned());
        }
    }
}

/// The globs as what a walk leaves out.
fn excluded(root: &Path, globs: &[String]) -> Result<Override, Failure> {
    let mut builder = OverrideBuilder::new(root);
    for glob in globs {
        builder
            .add(&format!("!{glob}"))
            .map_err(|error| Failure::usage(format!("--exclude {glob}: {error}")))?;
    }
    builder.build().map_err(|error| Failure::usage(format!("--exclude: {error}")))
}

/// Templates of a chart are text for Helm, and seldom YAML.
fn is_template_directory(entry: &DirEntry) -> bool {
    entry.depth() > 0
        && entry.file_name() == "templates"
        && entry.path().parent().is_some_and(|parent| parent.join(CHART).is_file())
}

fn is_manifest(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| ["yaml", "yml", "json"].iter().any(|known| e.eq_ignore_ascii_case(known)))
}

fn unreadable(root: &Path, error: ignore::Error) -> Failure {
    let path = path_of(&error).unwrap_or(root).to_owned();
    // Its own words name the path once more.
    let kind = error.io_error().map_or(io::ErrorKind::Other, io::Error::kind);
    Failure::reading(&path, kind.into())
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}
