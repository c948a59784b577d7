//! A directory of patches and the kustomization that applies them, to what another one builds or to the manifests as they came.

use super::join::Separator;
use super::replace::{Replacement, Sync, put_all};
use super::spool::{Spool, spool, spool_failed};
use super::tree::OutputDirectory;
use super::{Done, Sink, Text};
use crate::failure::Failure;
use crate::sources::{Input, KUSTOMIZATIONS};
use kube_inject::{Patch, PatchTarget, code};
use kube_yaml::writeback::{self, DocStyle, block_map};
use kube_yaml::{Error, Map, Node, parse};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What every file begins with that the next run may replace.
const MARK: &str = "# Written by kube-inject --emit patch; the next run replaces it.\n";

/// The fields that say what a kustomization builds on.
const SOURCES: [&str; 5] = ["resources", "bases", "components", "generators", "helmCharts"];

/// Collects the patches, each in a file of its own, and the input where nothing else says what they apply to.
pub(crate) struct Overlay {
    kustomization: Kustomization,
    /// The names of the files of this run.
    taken: HashSet<String>,
    /// The items of `patches`.
    entries: Vec<Node>,
    manifests: Option<Manifests>,
    ready: Vec<Replacement>,
    sync: Sync,
    /// The last field, because what waits in a new directory has to go before the directory can.
    directory: OutputDirectory,
}

/// The input as it came, for a kustomization that builds on nothing else.
struct Manifests {
    name: String,
    separator: Separator,
    content: Spool,
}

/// The kustomization as it is, and what it is to build on.
struct Kustomization {
    file: PathBuf,
    text: String,
    read: Node,
    base: Option<String>,
}

impl Overlay {
    /// Patches in `directory`, whose kustomization keeps what its author wrote. It builds on `base`, a directory or an
    /// address as kustomize knows them, or else on what it names already, or else on a copy of the input.
    ///
    /// # Errors
    /// When there is no such base or kustomize cannot build on it from there, or the kustomization cannot be read.
    pub(crate) fn new(directory: &Path, base: Option<&Path>, sync: Sync) -> Result<Self, Failure> {
        let base = base.map(|base| from(directory, base)).transpose()?;
        let kustomization = Kustomization::read(directory, base)?;
        let mut overlay = Overlay {
            kustomization,
            taken: HashSet::new(),
            entries: Vec::new(),
            manifests: None,
            ready: Vec::new(),
            sync,
            directory: OutputDirectory::new(directory),
        };
        if overlay.kustomization.builds_on_nothing(directory) {
            let name = overlay.free_name(&["manifests".to_owned()]);
            let mut content = spool();
            content.write_all(MARK.as_bytes()).map_err(spool_failed)?;
            overlay.manifests = Some(Manifests { name, separator: Separator::default(), content });
        }
        Ok(overlay)
    }

    /// The name of a file that is free for this run: the first of the stems that is, or the last one with a number.
    fn free_name(&mut self, stems: &[String]) -> String {
        let numbered =
            stems.last().into_iter().flat_map(|last| (2..).map(move |number| format!("{last}-{number}")));
        let mut names = stems.iter().cloned().chain(numbered).map(|stem| format!("{stem}.yaml"));
        let directory = &self.directory.path;
        let free = names.find(|name| {
            let path = directory.join(name);
            !self.taken.contains(name) && (!path.exists() || is_ours(&path))
        });
        let name = free.expect("there is no end of numbers");
        self.taken.insert(name.clone());
        name
    }

    fn put(&mut self, name: &Path, content: Spool) -> Result<(), Failure> {
        self.directory.make()?;
        let path = self.directory.path.join(name);
        self.ready.push(Replacement::prepare(&path, content, self.sync)?);
        Ok(())
    }

    fn patch(&mut self, patch: &Patch) -> Result<(), Failure> {
        let name = self.free_name(&stems(&patch.target));
        let mut content = spool();
        content
            .write_all(MARK.as_bytes())
            .and_then(|()| content.write_all(patch.text.as_bytes()))
            .map_err(spool_failed)?;
        let entry = parse(&patch.entry(Some(&name))).map_err(Failure::Invalid)?;
        self.entries.extend(entry.and_then(|list| list.as_seq().map(<[Node]>::to_vec)).unwrap_or_default());
        self.put(Path::new(&name), content)
    }
}

impl Sink for Overlay {
    fn begin(&mut self, _input: &Input) -> Result<(), Failure> {
        if let Some(manifests) = &mut self.manifests {
            manifests.separator.begin();
        }
        Ok(())
    }

    fn write(&mut self, done: Done<'_>) -> Result<(), Failure> {
        if let Some(Manifests { separator, content, .. }) = self.manifests.as_mut().filter(|_| done.manifest)
        {
            separator.write(Text::Here(done.read), content).map_err(spool_failed)?;
        }
        done.patches.iter().try_for_each(|patch| self.patch(patch))
    }

    fn commit(mut self: Box<Self>) -> Result<(), Failure> {
        let copy = self.manifests.take();
        let name = copy.as_ref().map(|manifests| manifests.name.clone());
        if let Some(Manifests { name, content, .. }) = copy {
            self.put(Path::new(&name), content)?;
        }
        let text = self.kustomization.with(&self.directory.path, name, std::mem::take(&mut self.entries));
        let mut content = spool();
        content.write_all(text.as_bytes()).map_err(spool_failed)?;
        let file = self.kustomization.file.clone();
        self.put(&file, content)?;
        put_all(std::mem::take(&mut self.ready))?;
        self.directory.keep();
        Ok(())
    }
}

impl Kustomization {
    /// The one in the directory, or one that says nothing yet.
    fn read(directory: &Path, base: Option<String>) -> Result<Self, Failure> {
        let found = KUSTOMIZATIONS.into_iter().find(|name| directory.join(name).is_file());
        let file = PathBuf::from(found.unwrap_or("kustomization.yaml"));
        let path = directory.join(&file);
        let text = match found {
            Some(_) => fs::read_to_string(&path).map_err(|cause| Failure::reading(&path, cause))?,
            None => "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n".to_owned(),
        };
        let invalid = |error: Error| Failure::Invalid(error.in_text(&path.display().to_string(), 1, &text));
        let read = parse(&text).map_err(invalid)?.unwrap_or_else(|| Node::made(Map::default()));
        match read.as_map() {
            Some(_) => Ok(Kustomization { file, text, read, base }),
            None => Err(invalid(Error::new(code::KUSTOMIZATION, "this is no kustomization").at(read.span))),
        }
    }

    /// Whether it names nothing to build on, apart from a copy of an earlier run's input.
    fn builds_on_nothing(&self, directory: &Path) -> bool {
        let named = SOURCES.iter().filter_map(|field| self.read.get(field)?.as_seq());
        self.base.is_none() && named.flatten().all(|item| names_ours(item, directory))
    }

    /// The text with the patches of this run in the place of an earlier run's, and what they apply to.
    fn with(&self, directory: &Path, copy: Option<String>, entries: Vec<Node>) -> String {
        let mut wanted = self.read.clone();
        let Some(map) = wanted.as_map_mut() else { return self.text.clone() };
        let mut put = |field: &str, new: Vec<Node>| {
            let old = map.get(field).and_then(Node::as_seq).unwrap_or_default();
            let mut items: Vec<Node> =
                old.iter().filter(|item| !names_ours(item, directory)).cloned().collect();
            for item in new {
                if !items.contains(&item) {
                    items.push(item);
                }
            }
            match items.is_empty() {
                true => drop(map.remove(field)),
                false => map.set(field, Node::made(items)),
            }
        };
        put("resources", self.base.clone().or(copy).map(Node::made).into_iter().collect());
        put("patches", entries);
        match self.read.as_map().is_some_and(|map| map.entries.is_empty()) {
            // There is no text around which to write.
            true => {
                let mut text = self.text.clone();
                block_map(&mut text, map, 0, &DocStyle::DEFAULT);
                text + "\n"
            }
            false => writeback::write(&self.text, &self.read, &wanted).unwrap_or_else(|| self.text.clone()),
        }
    }
}

/// Whether an item of a kustomization is the path of a file that an earlier run wrote, or has such a `path`.
fn names_ours(item: &Node, directory: &Path) -> bool {
    item.as_str().or_else(|| item.str_at("path")).is_some_and(|path| is_ours(&directory.join(path)))
}

/// Whether an earlier run wrote the file.
fn is_ours(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MARK.len() as u64).read_to_end(&mut start));
    read.is_ok() && start == MARK.as_bytes()
}

/// The names for an object's patch: its kind and name, and where those are taken its namespace too.
fn stems(target: &PatchTarget) -> Vec<String> {
    let PatchTarget { kind, name, namespace, .. } = target;
    let plain = |text: String| {
        let plain =
            |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
        text.chars().map(plain).collect::<String>()
    };
    let short = plain(format!("{kind}-{name}"));
    match namespace.is_empty() {
        true => vec![short],
        false => vec![short, plain(format!("{kind}-{name}-{namespace}"))],
    }
}

/// How a kustomization in `directory` names `base`.
fn from(directory: &Path, base: &Path) -> Result<String, Failure> {
    let named = base.display().to_string();
    let Ok(there) = base
        .canonicalize()
        .and_then(|there| there.is_dir().then_some(there).ok_or(io::ErrorKind::NotADirectory.into()))
    else {
        // kustomize fetches bases, too: what has an address is left to it.
        return match named.contains("//") || named.contains("?ref=") || named.starts_with("git@") {
            true => Ok(named),
            false => Err(Failure::usage(format!("--base: {named} is no directory"))),
        };
    };
    let here = absolute(directory).map_err(|cause| Failure::reading(directory, cause))?;
    if here.starts_with(&there) {
        let directory = directory.display();
        return Err(Failure::usage(format!(
            "--base: kustomize cannot build on {named} from {directory}, which is in it; choose another --output-dir"
        )));
    }
    let relative = pathdiff::diff_paths(&there, &here).unwrap_or(there);
    Ok(relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
}

/// The canonical path of a directory that need not be there yet.
fn absolute(directory: &Path) -> io::Result<PathBuf> {
    let whole = std::path::absolute(directory)?;
    let there = whole.ancestors().find_map(|above| Some((above.canonicalize().ok()?, above)));
    Ok(match there {
        Some((real, above)) => real.join(whole.strip_prefix(above).unwrap_or(Path::new(""))),
        None => whole,
    })
}
