//! What in directories is no input, because it is built or rendered first, and the words for it.

use std::path::{Path, PathBuf};

/// Something that would be injected in part, or in vain, if its files were.
#[derive(Debug)]
pub(crate) enum LeftAlone {
    /// The templates of a Helm chart in this directory.
    Chart(PathBuf),
    /// So many files with pods, which the kustomization builds.
    Kustomization(PathBuf, usize),
    /// A file that was named, and so is injected, and a kustomization that changes what is built from it.
    Named(PathBuf, PathBuf),
}

impl LeftAlone {
    /// What it is and the way that is right, for a run that only `checks` or one that injects.
    pub(crate) fn words(&self, checks: bool) -> String {
        let then = if checks { "kube-inject --check -f -" } else { "kube-inject -f -" };
        match self {
            LeftAlone::Chart(chart) => format!(
                "{}: templates of a Helm chart; render them first: helm template {} | {then}",
                chart.join("templates").display(),
                chart.display(),
            ),
            LeftAlone::Kustomization(file, count) => {
                let directory = match file.parent() {
                    Some(parent) if !parent.as_os_str().is_empty() => parent,
                    _ => Path::new("."),
                };
                let files = if *count == 1 { "1 file".to_owned() } else { format!("{count} files") };
                let what = if checks { "check" } else { "inject" };
                format!(
                    "{}: {files} built by kustomize; {what} the build: kustomize build {} | {then}",
                    file.display(),
                    directory.display(),
                )
            }
            LeftAlone::Named(file, by) => format!(
                "{}: {} changes what kustomize builds from this file; inject the build instead",
                file.display(),
                by.display(),
            ),
        }
    }
}
