//! What lies over what: the embedded defaults, the files, an operator, and the changes of the command line.

use super::coalesce::{over, without_nulls};
use super::embedded;
use super::helm_set::Assignments;
use super::inject_config::Format;
use super::operator::{self, Operator};
use super::proto::tables::{MESH_CONFIG, VALUES};
use super::source::Source;
use super::tracing;
use super::{Compat, MeshConfig, Release, Sources, Values};
use crate::code;
use crate::pod::empty_map;
use kube_yaml::{Error, Node, Result};

/// Everything that says something about the values and the mesh-config.
pub(super) struct Layers<'l> {
    pub(super) sources: &'l Sources<'l>,
    pub(super) operator: Option<&'l Operator<'l>>,
    pub(super) format: Format,
}

impl Layers<'_> {
    /// The revision of the run, empty for the default one.
    ///
    /// # Errors
    /// When the operator is of another one than the one asked for: half of the run would follow either.
    pub(super) fn revision(&self) -> Result<String> {
        let asked = self.sources.revision.as_deref().map(plain);
        let said = self.operator.and_then(|operator| operator.revision.as_deref()).map(plain);
        match (asked, said) {
            (Some(asked), Some(said)) if asked != said => {
                let file = self.sources.operator.map_or("the operator", |(file, _)| file);
                let cause = format!("{file} is of revision {}, the run of {}", named(said), named(asked));
                Err(Error::new(code::REVISION, cause)
                    .help(format!("leave out --revision to follow {file}, or change the revision there")))
            }
            _ => Ok(asked.or(said).unwrap_or_default().to_owned()),
        }
    }

    /// The values: what an operator says over those of the file, and the changes over both. Beside the embedded inject-config
    /// a file of values lies over the embedded ones, as over those of a chart.
    pub(super) fn values(&self) -> Result<Values> {
        let given = match (self.sources.values, self.format) {
            (None, Format::Legacy) => Some(("values", "")),
            (given, _) => given,
        };
        let (source, node) = match given {
            None => (Source::file(embedded::VALUES.1, embedded::VALUES.0), self.chart(None)?),
            Some(given) => {
                let (source, node) = read(given, "values")?;
                let is_part = self.sources.inject_config.is_none() && node.as_map().is_some();
                let node = if is_part { without_nulls(over(self.chart(Some(&node))?, node)) } else { node };
                (source, node)
            }
        };
        let changes = &self.sources.set_values;
        let Some(operator) = self.operator else {
            return typed(changes, node, |error| source.locate(error));
        };
        // Read by itself, the file's own errors have their places.
        let refusal = Values::of_node(node.clone()).located(|error| source.locate(error)).refusal().cloned();
        let base = if self.forgets_files() { empty_map() } else { node.detach() };
        let node = operator.values_over(&base);
        Ok(typed(changes, node, |error| operator.source.locate(error))?.refused_first(refusal))
    }

    /// The embedded values, below those of a file: of the release that is asked for, else of the one whose images are named.
    fn chart(&self, file: Option<&Node>) -> Result<Node> {
        let tag = |tree: &Node| tree.at(&["global", "tag"])?.as_str()?.parse::<Release>().ok();
        let changed = || self.sources.set_values.each(&VALUES).filter_map(|(_, tree)| tag(&tree)).last();
        let said = || tag(&self.operator?.values_over(&empty_map()));
        let asked = self.sources.release.or_else(changed).or_else(said).or_else(|| tag(file?));
        Ok(embedded::values(asked)?.detach())
    }

    /// The mesh-config: what an operator says over that of the file, and the changes over both. The embedded one is that of the
    /// revision, in the namespace of the values.
    pub(super) fn mesh_config(
        &self,
        values: &Values,
        revision: &str,
        release: Release,
    ) -> Result<MeshConfig> {
        let given = match (self.sources.mesh_config, self.format) {
            (None, Format::Legacy) => ("mesh", ""),
            (given, _) => given.unwrap_or(embedded::MESH_CONFIG),
        };
        let (source, mut node) = read(given, "mesh")?;
        if self.sources.mesh_config.is_none() && self.format != Format::Legacy {
            let derived = [operator::address_of(revision, values.tree()), tracing::of(values.tree())];
            node = derived.into_iter().flatten().fold(node, over);
        }
        let of_node = |node: Node| MeshConfig::of_node(&node, release.minor());
        // istiod applies the revision's own mesh-config after the shared one (pkg/config/mesh/watcher.go: merged).
        if let Some(shared) = self.sources.shared_mesh_config {
            of_node(node.clone()).map_err(|error| source.locate(error))?;
            let (source, shared) = read(shared, "mesh")?;
            of_node(shared.clone()).map_err(|error| source.locate(error))?;
            node = over(shared.detach(), node);
        }
        let changes = &self.sources.set_mesh;
        let Some((operator, said)) =
            self.operator.and_then(|operator| Some((operator, operator.mesh_config()?)))
        else {
            return changes.over(node, &MESH_CONFIG, of_node, |error| source.locate(error));
        };
        of_node(node.clone()).map_err(|error| source.locate(error))?;
        let base = if self.forgets_files() { empty_map() } else { node.detach() };
        changes.over(over(base, said), &MESH_CONFIG, of_node, |error| operator.source.locate(error))
    }

    /// Whether an operator takes the place of the other files: it does in istioctl, where it comes with all of its profile.
    fn forgets_files(&self) -> bool {
        self.sources.compat == Compat::Istioctl && self.sources.inject_config.is_some()
    }
}

/// The values with the changes made to them. What is not of Istio's type is their refusal, since not every release cares.
fn typed(changes: &Assignments, node: Node, locate: impl Fn(Error) -> Error) -> Result<Values> {
    let strict = |node| {
        let values = Values::of_node(node);
        values.refusal().cloned().map_or(Ok(values), Err)
    };
    changes.over(node.clone(), &VALUES, strict, &locate).or_else(|refusal| {
        let values = changes.over(node, &VALUES, |node| Ok(Values::of_node(node)), locate)?;
        Ok(values.refused_first(Some(refusal)))
    })
}

/// The default revision has no name.
fn plain(revision: &str) -> &str {
    if revision == "default" { "" } else { revision }
}

fn named(revision: &str) -> &str {
    if revision.is_empty() { "default" } else { revision }
}

/// A file's tree; nothing is an empty map.
fn read<'t>((file, text): (&'t str, &'t str), key: &str) -> Result<(Source<'t>, Node)> {
    let (source, node) = Source::read(text, file, key)?;
    Ok((source, node.filter(|node| !node.is_null()).unwrap_or_else(empty_map)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn shared_mesh_config_lies_below_the_revisions_own() {
        let shared = "{apiVersion: v1, kind: ConfigMap, data: {mesh: 'defaultConfig: {concurrency: 5, statusPort: 1}'}}";
        let sources = Sources {
            mesh_config: Some(("mesh", "defaultConfig: {statusPort: 2}")),
            shared_mesh_config: Some(("shared", shared)),
            ..Sources::default()
        };
        let settings = Settings::load(sources).unwrap();
        let config = settings.mesh().default_config();
        assert_eq!((config.status_port(), config.concurrency()), (2, Some(5)));
    }

    #[test]
    fn err_in_a_shared_mesh_config_is_placed_there() {
        let sources =
            Sources { shared_mesh_config: Some(("shared", "\nproxyListenPort: many")), ..Sources::default() };
        let error = Settings::load(sources).unwrap_err();
        assert_eq!(error.location().map(|at| (at.file.as_str(), at.line)), Some(("shared", 2)));
    }
}
