//! The configuration, as files have it.

use kube_inject::config::{Found, Part};

/// A file's name and text.
pub(crate) type Named = Option<(String, String)>;

/// The configuration, as files have it.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) inject_config: Named,
    pub(crate) mesh_config: Named,
    pub(crate) values: Named,
    pub(crate) operator: Named,
    /// The revision they are of.
    pub(crate) revision: Option<String>,
    /// The tags of that revision.
    pub(crate) tags: Vec<String>,
    /// Where each part comes from.
    pub(crate) notes: Vec<String>,
}

impl Files {
    /// Takes what was found where no flag names a file of its own.
    pub(crate) fn take(&mut self, found: Found) {
        let mut fill = |place: &mut Named, part: Option<Part>, what: &str| {
            if let (None, Some(part)) = (&place, part) {
                self.notes.push(format!("{what}: {}", part.what));
                *place = Some((part.file, part.text));
            }
        };
        fill(&mut self.inject_config, found.inject_config, "inject-config");
        fill(&mut self.values, found.values, "values");
        fill(&mut self.mesh_config, found.mesh_config, "mesh-config");
        if let Some(revision) = &found.revision {
            let tags = if found.tags.is_empty() {
                String::new()
            } else {
                format!(" (tags: {})", found.tags.join(", "))
            };
            self.notes.push(format!("revision: {revision}{tags}"));
        }
        self.revision = found.revision.or(self.revision.take());
        self.tags = found.tags;
        if self.inject_config.is_none() || self.mesh_config.is_none() || self.values.is_none() {
            self.notes.extend(found.seen.iter().map(|line| format!("seen: {line}")));
        }
    }

    /// Whether the inject-config looks like one of Istio 1.0 to 1.7, with one `template` and no `templates`.
    pub(crate) fn is_legacy(&self) -> bool {
        let Some((_, text)) = &self.inject_config else { return false };
        let has = |key: &str| text.lines().any(|line| line.trim_start().starts_with(key));
        has("template:") && !has("templates:")
    }
}
