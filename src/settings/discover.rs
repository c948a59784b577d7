//! Finds the parts of an installation's configuration in what people have at hand: exported ConfigMaps, install manifests, and the
//! bare files. Texts in, parts out.

mod look;

use crate::code;
use kube_yaml::{Error, Result};

use look::{Item, Piece, Seen};

/// A file to look in.
#[derive(Clone, Copy, Debug)]
pub struct File<'t> {
    /// The file's name, as errors give it.
    pub name: &'t str,
    /// The file's whole text.
    pub text: &'t str,
}

/// Which of several installations is meant.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'w> {
    /// A revision, or a tag of one.
    pub revision: Option<&'w str>,
    /// The namespace of the control plane.
    pub namespace: Option<&'w str>,
}

/// The parts that were found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The inject-config.
    pub inject_config: Option<Part>,
    /// The values, when found.
    pub values: Option<Part>,
    /// The mesh-config.
    pub mesh_config: Option<Part>,
    /// What lies below the mesh-config, in AKS.
    pub shared_mesh_config: Option<Part>,
    /// An object that describes the installation, where none of the others was found.
    pub installation: Option<Part>,
    /// The revision they are of, `default` included; `None` when nothing says.
    pub revision: Option<String>,
    /// The tags that point to this revision, in the order of the files.
    pub tags: Vec<String>,
    /// What there was to find, a line each.
    pub seen: Vec<String>,
}

/// One part, as a text of its own whose lines and columns are those of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The file's name.
    pub file: String,
    /// The text: a ConfigMap or the bare data, with blanks for what stands before it in the file.
    pub text: String,
    /// What it is and where, in words.
    pub what: String,
}

/// The name under which the revision without a name goes.
const DEFAULT: &str = "default";

/// Finds the parts in `files`, of the revision and namespace that are wanted.
///
/// Without a wanted revision the only one there is counts, else the one tagged `default`, else the one without a name. Parts that are
/// not there are absent from the answer.
///
/// # Errors
/// When a file is not YAML, the wanted revision is not there, or there is more than one answer; the error lists what was seen.
pub fn find(files: &[File<'_>], wanted: Wanted<'_>) -> Result<Found> {
    let mut all = Seen::default();
    for file in files {
        look::into(file, &mut all)?;
    }
    if let Some(namespace) = wanted.namespace {
        all.items.retain(|item| item.namespace.is_empty() || item.namespace == namespace);
    }
    let seen: Vec<String> =
        all.items.iter().map(Item::line).chain(all.tags.iter().map(|t| t.line())).collect();
    let revision = choose(&all, wanted.revision).map_err(|error| list(error, &seen))?;
    let part = |piece| pick(&all, piece, revision.as_deref()).map_err(|error| list(error, &seen));
    let tags = all.tags.iter().filter(|tag| Some(&tag.revision) == revision.as_ref());
    // What is in a cluster was made of it, and counts.
    let none = all.items.iter().all(|item| item.pieces == [Piece::Installation]);
    Ok(Found {
        installation: if none { part(Piece::Installation)? } else { None },
        shared_mesh_config: part(Piece::SharedMeshConfig)?,
        inject_config: part(Piece::InjectConfig)?,
        values: part(Piece::Values)?,
        mesh_config: part(Piece::MeshConfig)?,
        tags: tags.map(|tag| tag.name.clone()).collect(),
        revision,
        seen,
    })
}

/// Which part bare data is by its keys: `inject-config`, `values` or `mesh-config`.
#[must_use]
pub(crate) fn shape_of(data: &kube_yaml::Node) -> Option<&'static str> {
    look::shape(data).map(Piece::words)
}

/// The revision that is meant.
fn choose(all: &Seen, wanted: Option<&str>) -> Result<Option<String>> {
    let mut revisions: Vec<&str> = all.items.iter().filter_map(|item| item.revision.as_deref()).collect();
    revisions.sort_unstable();
    revisions.dedup();
    let tagged = |name: &str| all.tags.iter().find(|tag| tag.name == name).map(|tag| tag.revision.as_str());
    if let Some(wanted) = wanted {
        let wanted = if wanted.is_empty() { DEFAULT } else { wanted };
        // The plain files of an export do not say what they are of.
        if revisions.is_empty() || revisions.contains(&wanted) {
            return Ok(Some(wanted.to_owned()));
        }
        return match tagged(wanted).filter(|revision| revisions.contains(revision)) {
            Some(revision) => Ok(Some(revision.to_owned())),
            None => {
                let help = format!("available revisions: {}", revisions.join(", "));
                Err(Error::new(code::REVISION, format!("revision {wanted} not found")).help(help))
            }
        };
    }
    // A mesh-config alone is no installation: those that have an injector count first.
    let injectors = all.items.iter().filter(|item| item.pieces.contains(&Piece::InjectConfig));
    let mut of_injectors: Vec<&str> = injectors.filter_map(|item| item.revision.as_deref()).collect();
    of_injectors.sort_unstable();
    of_injectors.dedup();
    let choice = if of_injectors.is_empty() { revisions } else { of_injectors };
    match choice[..] {
        [] => Ok(None),
        [only] => Ok(Some(only.to_owned())),
        _ => {
            let default = tagged(DEFAULT).unwrap_or(DEFAULT);
            if choice.contains(&default) {
                return Ok(Some(default.to_owned()));
            }
            let help = format!("choose one with --revision: {}", choice.join(", "));
            Err(Error::new(code::AMBIGUOUS, "several revisions found, none of them default").help(help))
        }
    }
}

/// The one part of a kind.
fn pick(all: &Seen, piece: Piece, revision: Option<&str>) -> Result<Option<Part>> {
    let having = || all.items.iter().filter(|item| item.pieces.contains(&piece));
    let mut candidates: Vec<&Item> =
        having().filter(|item| item.revision.is_some() && item.revision.as_deref() == revision).collect();
    if candidates.is_empty() {
        candidates = having().filter(|item| item.revision.is_none()).collect();
    }
    let Some((first, others)) = candidates.split_first() else { return Ok(None) };
    // The same ConfigMap exported twice is no choice to make.
    if let Some(other) = others.iter().find(|other| !first.says_the_same(other, piece)) {
        let cause = format!("found two of {}: {} and {}", piece.words(), first.title(), other.title());
        return Err(Error::new(code::AMBIGUOUS, cause)
            .help("choose one with its own flag, or the namespace with --istioNamespace"));
    }
    Ok(Some(first.part()))
}

/// The error with what was seen, for whoever wonders.
fn list(error: Error, seen: &[String]) -> Error {
    const MOST: usize = 12;
    let mut help = error.help_text().map(str::to_owned).unwrap_or_default();
    help.push_str("\nfound:");
    for line in seen.iter().take(MOST) {
        help.push_str("\n  ");
        help.push_str(line);
    }
    if seen.len() > MOST {
        help.push_str(&format!("\n  and {} more", seen.len() - MOST));
    }
    error.better_help(help.trim_start())
}

#[cfg(test)]
mod tests;
