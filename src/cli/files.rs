//! The configuration, as files have it.

use kube_inject::Release;
use kube_inject::config::{Basis, Found, Installation, Part};
use std::path::Path;

const INJECT_CONFIG: &str = "inject-config";
const VALUES: &str = "values";
const MESH_CONFIG: &str = "mesh-config";
const SHARED_MESH_CONFIG: &str = "shared mesh-config";
const INSTALLATION: &str = "installation";
const EMBEDDED: &str = "the embedded default";

/// The part of an account of the configuration that says what the built-in templates have been checked against.
pub(crate) const CHECKED_AGAINST: &str = "checked-against";

/// A file's name and text.
pub(crate) type Named = Option<(String, String)>;

/// The name and text, as the library takes them.
pub(crate) fn borrow(named: &Named) -> Option<(&str, &str)> {
    named.as_ref().map(|(name, text)| (name.as_str(), text.as_str()))
}

/// The configuration, as files have it.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) inject_config: Named,
    pub(crate) mesh_config: Named,
    /// What lies below the mesh-config.
    pub(crate) shared_mesh_config: Named,
    pub(crate) values: Named,
    pub(crate) operator: Named,
    /// The revision they are of.
    pub(crate) revision: Option<String>,
    /// The tags of that revision.
    pub(crate) tags: Vec<String>,
    /// Where the parts stand that were looked for.
    pub(crate) places: Vec<(&'static str, String)>,
    /// What there was to find, when not every part was there.
    pub(crate) seen: Vec<String>,
}

impl Files {
    /// The paths of the files, as they were named.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        let parts =
            [&self.inject_config, &self.mesh_config, &self.shared_mesh_config, &self.values, &self.operator];
        parts.into_iter().flatten().map(|(name, _)| Path::new(name))
    }

    /// Takes what was found where no flag names a file of its own.
    pub(crate) fn take(&mut self, found: Found) {
        let mut fill = |place: &mut Named, part: Option<Part>, what| {
            if let (None, Some(part)) = (&place, part) {
                self.places.push((what, part.what));
                *place = Some((part.file, part.text));
            }
        };
        fill(&mut self.inject_config, found.inject_config, INJECT_CONFIG);
        fill(&mut self.values, found.values, VALUES);
        fill(&mut self.mesh_config, found.mesh_config, MESH_CONFIG);
        fill(&mut self.shared_mesh_config, found.shared_mesh_config, SHARED_MESH_CONFIG);
        fill(&mut self.operator, found.installation, INSTALLATION);
        self.revision = found.revision.or(self.revision.take());
        self.tags = found.tags;
        let parts = [&self.inject_config, &self.mesh_config, &self.values];
        if self.operator.is_none() && parts.iter().any(|part| part.is_none()) {
            self.seen = found.seen;
        }
    }

    /// Takes the values that stand beside an inject-config in its ConfigMap.
    pub(crate) fn take_values(&mut self, found: Found) {
        self.take(Found { values: found.values, ..Found::default() });
        self.seen.clear();
    }

    /// Each part and where it comes from, for a run of `revision`.
    pub(crate) fn origins(&self, revision: &str) -> Vec<(&'static str, String)> {
        let place = |what: &str, named: &Named| {
            let found = self.places.iter().find(|(found, _)| *found == what).map(|(_, place)| place.clone());
            found.or_else(|| named.as_ref().map(|(name, _)| name.clone()))
        };
        let embedded = || EMBEDDED.to_owned();
        let over = |base: String| match place(INSTALLATION, &self.operator) {
            Some(name) => format!("{name} over {base}"),
            None => base,
        };
        // Beside the embedded inject-config a file of values need not say everything.
        let values = match (place(VALUES, &self.values), &self.inject_config) {
            (Some(file), None) => format!("{file} over {EMBEDDED}"),
            (file, _) => file.unwrap_or_else(embedded),
        };
        let tags = match self.tags.is_empty() {
            true => String::new(),
            false => format!(" (tags: {})", self.tags.join(", ")),
        };
        let mesh_config = place(MESH_CONFIG, &self.mesh_config).unwrap_or_else(embedded);
        let mesh_config = match place(SHARED_MESH_CONFIG, &self.shared_mesh_config) {
            Some(shared) => format!("{mesh_config} over {shared}"),
            None => mesh_config,
        };
        let revision = if revision.is_empty() { "default" } else { revision };
        vec![
            (INJECT_CONFIG, place(INJECT_CONFIG, &self.inject_config).unwrap_or_else(embedded)),
            (VALUES, over(values)),
            (MESH_CONFIG, over(mesh_config)),
            ("revision", format!("{revision}{tags}")),
        ]
    }

    /// What the built-in templates have been checked against as those of a release; `None` where others are given.
    pub(crate) fn basis(&self, release: Release) -> Option<String> {
        let installation = Installation::of(release).filter(|_| self.inject_config.is_none())?;
        let of = installation.release;
        Some(match installation.basis {
            Basis::Recordings => format!("recorded answers of istioctl {of}"),
            Basis::Charts => format!("the charts of Istio {of}"),
        })
    }

    /// Whether the inject-config looks like one of Istio 1.0 to 1.7, with one `template` and no `templates`.
    pub(crate) fn is_legacy(&self) -> bool {
        let Some((_, text)) = &self.inject_config else { return false };
        let has = |key: &str| text.lines().any(|line| line.trim_start().starts_with(key));
        has("template:") && !has("templates:")
    }
}
