//! Finds the `kube-inject.yaml` of a repository: beside the first input and above it, but no further than the repository's root.

use crate::sources::{REPOSITORY, is_open_to_everyone, repository};
use std::path::{Path, PathBuf};

/// The settings files of a repository.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The files that count, the nearest first, as messages name them.
    pub(super) files: Vec<PathBuf>,
    /// The files that do not, because everyone could have put them there.
    pub(super) ignored: Vec<PathBuf>,
    /// The canonical root of the repository, or the input's directory if it is in none.
    pub(super) root: PathBuf,
}

/// The files beside an input and above it, or those of the working directory if it has no directory.
///
/// Without a repository, only the input's own directory counts: what is above belongs to somebody else. A directory that everyone can
/// write to counts only if it is the input's own, and one like `/tmp`, which everyone shares, or `/` never does.
pub(super) fn settings(first: Option<&Path>) -> Found {
    let Ok(here) = Path::new(".").canonicalize() else { return Found::default() };
    let start = first.filter(|path| path.as_os_str() != "-").and_then(directory_of).unwrap_or(here.clone());
    let root = repository(&start).unwrap_or(start.clone());
    let mut found = Found { root: root.clone(), ..Found::default() };
    for directory in start.ancestors().take_while(|directory| directory.starts_with(&root)) {
        let file = directory.join(REPOSITORY);
        // What is there and cannot be read is an error, so that a link to nowhere does not turn settings off.
        if file.symlink_metadata().is_err() || file.is_dir() {
            continue;
        }
        let name = file.strip_prefix(&here).map(Path::to_owned).unwrap_or(file);
        let trusted = directory.parent().is_some() && !is_open_to_everyone(directory, directory == start);
        if trusted { &mut found.files } else { &mut found.ignored }.push(name);
    }
    found
}

/// The canonical directory of an input: itself, or the one that holds it, where it may be a link.
fn directory_of(path: &Path) -> Option<PathBuf> {
    let directory = match path.parent() {
        _ if path.is_dir() => path,
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    directory.canonicalize().ok()
}
