//! Which files a repository's kustomizations build, and whether injecting one of them in place would be the same as
//! injecting what they build.

use super::confined;
use super::walk::{self, KUSTOMIZATIONS};
use crate::failure::Failure;
use kube_inject::kinds;
use kube_yaml::split;
use kube_yaml::{Node, Value, parse};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The fields that only say which objects there are: none of them changes an object that injection looks at.
const HARMLESS: [&str; 7] = ["apiVersion", "kind", "metadata", "resources", "bases", "crds", "sortOptions"];

/// The fields whose files are read for the names of further files.
const PLUGINS: [&str; 3] = ["transformers", "generators", "validators"];

/// The kustomizations of a repository, and the files they name.
#[derive(Default)]
pub(super) struct Kustomizations {
    all: Vec<Kustomization>,
    /// Which kustomizations name a file, by its canonical path.
    naming: BTreeMap<PathBuf, BTreeSet<usize>>,
}

/// One kustomization.
struct Kustomization {
    /// The file, as messages name it.
    file: PathBuf,
    /// Its directory's canonical path.
    directory: PathBuf,
    /// The canonical paths under `resources` and `bases`: files, and directories with kustomizations of their own.
    resources: BTreeSet<PathBuf>,
    /// The same under `components`.
    components: BTreeSet<PathBuf>,
    /// The files it names anywhere else, such as patches and what generators read.
    others: BTreeSet<PathBuf>,
    /// Whether it builds its resources as they are.
    harmless: bool,
}

/// What is known of the repositories of files that were named: hooks name many, and each directory and repository is read once.
#[derive(Default)]
pub(super) struct Repositories {
    /// The repository of a directory, and the kustomizations in the directory and above it.
    near: BTreeMap<PathBuf, (PathBuf, Kustomizations)>,
    whole: BTreeMap<PathBuf, Kustomizations>,
}

impl Repositories {
    /// The kustomization that changes what is built from a file that was named. Only one beside or above the file says that
    /// kustomize builds it; whoever is not named by such a one is not looked for in the whole repository.
    ///
    /// The file is told by its canonical path.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub(super) fn changing(&mut self, file: &Path) -> Result<Option<PathBuf>, Failure> {
        let Some(directory) = file.parent() else { return Ok(None) };
        let (root, near) = self.near.entry(directory.to_owned()).or_insert_with(|| near(directory));
        if near.naming(file).next().is_none() {
            return Ok(None);
        }
        let all = match self.whole.entry(root.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Kustomizations::read(&walk::below(root, &[])?.kustomizations)),
        };
        Ok(all.changing(file).map(|by| by.strip_prefix(root).unwrap_or(by).to_owned()))
    }
}

/// The repository of a directory, and the kustomizations in the directory and above it.
fn near(directory: &Path) -> (PathBuf, Kustomizations) {
    let root = confined::repository(directory).unwrap_or_else(|| directory.to_owned());
    let above = directory.ancestors().take_while(|above| above.starts_with(&root));
    let files = above.flat_map(|above| KUSTOMIZATIONS.map(|name| above.join(name)));
    let files: Vec<PathBuf> = files.filter(|file| file.is_file()).collect();
    (root, Kustomizations::read(&files))
}

impl Kustomizations {
    /// Reads kustomizations; those that are not YAML build nothing.
    pub(super) fn read(files: &[PathBuf]) -> Self {
        let mut found = Kustomizations::default();
        for kustomization in files.iter().filter_map(|file| Kustomization::read(file)) {
            let index = found.all.len();
            let Kustomization { resources, components, others, .. } = &kustomization;
            for file in [resources, components, others].into_iter().flatten().filter(|path| path.is_file()) {
                found.naming.entry(file.clone()).or_default().insert(index);
            }
            found.all.push(kustomization);
        }
        found
    }

    /// The kustomizations that name the file of this canonical path, by their files.
    pub(super) fn naming(&self, file: &Path) -> impl Iterator<Item = &Path> {
        let indexes = self.naming.get(file);
        indexes.into_iter().flatten().map(|index| self.all[*index].file.as_path())
    }

    /// The first kustomization that changes, or may change, what is built from the file of this canonical path; `None` when all
    /// of them build it as it is.
    pub(super) fn changing(&self, file: &Path) -> Option<&Path> {
        let mut seen = BTreeSet::new();
        self.naming.get(file)?.iter().find_map(|index| self.changes(*index, file, &mut seen))
    }

    fn changes(&self, index: usize, part: &Path, seen: &mut BTreeSet<usize>) -> Option<&Path> {
        if !seen.insert(index) {
            return None;
        }
        let this = &self.all[index];
        if !this.harmless || !this.resources.contains(part) {
            return Some(&this.file);
        }
        let above = |(_, other): &(usize, &Kustomization)| {
            other.resources.contains(&this.directory) || other.components.contains(&this.directory)
        };
        let above = self.all.iter().enumerate().filter(above);
        above.into_iter().find_map(|(other, _)| self.changes(other, &this.directory, seen))
    }
}

impl Kustomization {
    fn read(file: &Path) -> Option<Self> {
        let directory = file.parent()?.canonicalize().ok()?;
        let root = tree(file)?;
        let mut found = Kustomization {
            file: file.to_owned(),
            directory,
            resources: BTreeSet::new(),
            components: BTreeSet::new(),
            others: BTreeSet::new(),
            harmless: true,
        };
        for entry in &root.as_map()?.entries {
            let paths = found.paths_in(&entry.value);
            match entry.key.as_str() {
                "resources" | "bases" => found.resources.extend(paths),
                "components" => found.components.extend(paths),
                key => {
                    let plugins: &[PathBuf] = if PLUGINS.contains(&key) { &paths } else { &[] };
                    let inside = plugins.iter().filter_map(|path| Some(found.paths_in(&tree(path)?)));
                    let inside: Vec<PathBuf> = inside.flatten().collect();
                    found.others.extend(paths.into_iter().chain(inside));
                }
            }
            found.harmless &= HARMLESS.contains(&entry.key.as_str()) || is_empty(&entry.value);
        }
        Some(found)
    }

    /// Every string in the tree that names something that is there.
    fn paths_in(&self, node: &Node) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut left = vec![node];
        while let Some(node) = left.pop() {
            match &node.value {
                Value::Seq(items) => left.extend(items),
                Value::Map(map) => left.extend(map.entries.iter().map(|entry| &entry.value)),
                Value::Str(text) if !text.contains('\n') => {
                    // A generator's file may have a key in front.
                    let path = text.rsplit_once('=').map_or(&**text, |(_, path)| path);
                    found.extend(self.directory.join(path).canonicalize());
                }
                _ => {}
            }
        }
        found
    }
}

/// The first document of a file; `None` when it cannot be read as YAML. What a kustomization names may be anything.
fn tree(file: &Path) -> Option<Node> {
    let text = String::from_utf8(confined::bounded(file, file).ok()?).ok()?;
    parse(&text).ok().flatten()
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Seq(items) => items.is_empty(),
        Value::Map(map) => map.entries.is_empty(),
        _ => false,
    }
}

/// Whether any document of the file may hold a pod; one that cannot be read holds none.
pub(super) fn may_bear_pods(file: &Path) -> bool {
    let Ok(file) = std::fs::File::open(file) else { return false };
    split::documents(file).map_while(Result::ok).any(|document| kinds::may_bear_pods(&document))
}

#[cfg(test)]
mod tests {
    use super::super::real;
    use super::*;
    use std::fs;

    /// A repository with these files, its kustomizations read.
    fn repository(files: &[(&str, &str)]) -> (tempfile::TempDir, Kustomizations) {
        let root = tempfile::tempdir().unwrap();
        let mut kustomizations = Vec::new();
        for (name, text) in files {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            if path.file_name().is_some_and(|name| KUSTOMIZATIONS.iter().any(|known| name == *known)) {
                kustomizations.push(path);
            }
        }
        let read = Kustomizations::read(&kustomizations);
        (root, read)
    }

    #[test]
    fn a_file_is_named_by_whatever_field_it_stands_in() {
        let text = "resources: [a.yaml, ../other]\npatches:\n- path: p.yaml\n- patch: |\n    kind: x\n\
                    configMapGenerator:\n- name: c\n  files: [key=c.yaml]\ntransformers: [t.yaml]\n";
        let (root, read) = repository(&[
            ("base/kustomization.yaml", text),
            ("base/a.yaml", ""),
            ("base/p.yaml", ""),
            ("base/c.yaml", ""),
            ("base/t.yaml", "kind: PatchTransformer\npath: q.yaml\n"),
            ("base/q.yaml", ""),
            ("base/free.yaml", ""),
        ]);
        let named = |name: &str| read.naming(&real(root.path()).join("base").join(name)).count();
        assert_eq!(
            ["a", "p", "c", "t", "q", "free"].map(|n| named(&format!("{n}.yaml"))),
            [1, 1, 1, 1, 1, 0]
        );
    }

    #[test]
    fn what_is_built_from_a_file_is_changed_by_any_kustomization_above() {
        let files = |overlay: &'static str| {
            repository(&[
                ("base/kustomization.yaml", "resources: [a.yaml]\n"),
                ("base/a.yaml", ""),
                ("over/Kustomization", overlay),
                ("over/p.yaml", ""),
            ])
        };
        for (overlay, changes) in [
            ("resources: [../base]\n", false),
            ("resources: [../base]\npatches: []\n", false),
            ("resources: [../base]\nnamePrefix: x-\n", true),
            ("resources: [../base]\npatches: [{path: p.yaml}]\n", true),
            ("components: [../base]\nlabels: [{pairs: {a: b}}]\n", true),
            ("resources: [../elsewhere]\nnamespace: x\n", false),
        ] {
            let (root, read) = files(overlay);
            let root = real(root.path());
            let changing = read.changing(&root.join("base/a.yaml"));
            assert_eq!(changing.is_some(), changes, "{overlay}");
            assert!(read.changing(&root.join("over/p.yaml")).is_some() == overlay.contains("p.yaml"));
        }
    }

    #[test]
    fn kustomizations_in_a_circle_end() {
        let (root, read) = repository(&[
            ("a/kustomization.yaml", "resources: [x.yaml, ../b]\n"),
            ("a/x.yaml", ""),
            ("b/kustomization.yaml", "resources: [../a]\n"),
        ]);
        assert!(read.changing(&real(root.path()).join("a/x.yaml")).is_none());
    }
}
