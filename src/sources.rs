//! The inputs: what the arguments name becomes a list of files and standard input, each opened when its turn comes.

mod begun;
mod confined;
mod kustomize;
mod left_alone;
#[cfg(test)]
mod tests;
mod walk;

pub(crate) use begun::{Begun, begin};

use crate::failure::Failure;
use crate::options::ConfigPath;
use begun::Stream;
pub(crate) use confined::{is_open_to_everyone, repository};
use kube_inject::{Compat, Document, code};
use kube_yaml::Error;
use kustomize::{Kustomizations, Repositories};
pub(crate) use left_alone::LeftAlone;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{self, IsTerminal, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use walk::Below;
pub(crate) use walk::KUSTOMIZATIONS;

/// The file in which a repository keeps its settings.
pub(crate) const REPOSITORY: &str = "kube-inject.yaml";

/// The documents of an input.
pub(crate) type Documents = Box<dyn Iterator<Item = io::Result<Document>> + Send>;

/// One thing to read.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    name: String,
    origin: Origin,
}

#[derive(Clone, Debug)]
enum Origin {
    Stdin,
    /// Standard input, and what has been read of it.
    Begun(Arc<Mutex<Option<Stream>>>),
    /// Standard input that has been read already, into a file without a name, which no end of the run leaves behind.
    Spooled(Arc<File>),
    File {
        path: PathBuf,
        /// Where it lies below the directory that was named, or its file name.
        relative: PathBuf,
        role: Role,
    },
}

/// How a file came to be an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    /// It was named: it is a manifest, or the run fails.
    Named,
    /// It was found in a directory, and may be anything.
    Found,
    /// The same, but something else builds objects from it.
    LeftAlone,
}

/// How directories are searched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search<'a> {
    /// Globs of what to leave out, as in `.gitignore`, relative to the directory that was named.
    pub(crate) exclude: &'a [String],
    pub(crate) kustomize: Kustomize,
}

/// What becomes of files that a kustomization names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kustomize {
    /// They are inputs as any other file.
    Ignore,
    /// They are left alone.
    Leave,
    /// They are inputs where no kustomization changes what is built from them, and left alone elsewhere.
    Inject,
}

/// The inputs, and what in the directories is none.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) inputs: Vec<Input>,
    pub(crate) left_alone: Vec<LeftAlone>,
    /// The canonical paths of the inputs; `None` is standard input.
    seen: HashSet<Option<PathBuf>>,
}

impl Input {
    fn stdin() -> Self {
        Input { name: "-".to_owned(), origin: Origin::Stdin }
    }

    fn file(path: PathBuf, root: &Path, role: Role) -> Self {
        let relative = match path.strip_prefix(root) {
            Ok(below) if !below.as_os_str().is_empty() => below.to_owned(),
            _ => path.file_name().map(PathBuf::from).unwrap_or_default(),
        };
        Input { name: path.display().to_string(), origin: Origin::File { path, relative, role } }
    }

    fn role(&self) -> Role {
        match &self.origin {
            Origin::Stdin | Origin::Begun(_) | Origin::Spooled(_) => Role::Named,
            Origin::File { role, .. } => *role,
        }
    }

    /// Whether it was found in a directory, and so may be no manifest.
    pub(crate) fn is_found(&self) -> bool {
        self.role() == Role::Found
    }

    /// Whether it stays as it is, because something else builds objects from it.
    pub(crate) fn is_left_alone(&self) -> bool {
        self.role() == Role::LeftAlone
    }

    /// The name for messages: the path as it was given, `-` for standard input.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The file's path; `None` for standard input.
    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Stdin | Origin::Begun(_) | Origin::Spooled(_) => None,
            Origin::File { path, .. } => Some(path),
        }
    }

    /// Where the file lies below the directory that was named; `None` for standard input.
    pub(crate) fn relative(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Stdin | Origin::Begun(_) | Origin::Spooled(_) => None,
            Origin::File { relative, .. } => Some(relative),
        }
    }

    /// How many bytes it has, where that is known before it is read.
    pub(crate) fn size(&self) -> Option<u64> {
        Some(self.path()?.metadata().ok()?.len())
    }

    /// The documents of the input from its beginning; one reader at a time.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(crate) fn documents(&self, compat: Compat) -> Result<Documents, Failure> {
        if let (Origin::Begun(stream), Compat::Off) = (&self.origin, compat)
            && let Some(begun) = Stream::take(stream)
        {
            return Ok(Box::new(begun.documents()));
        }
        Ok(kube_inject::documents(compat, self.open()?))
    }

    /// Opens the input for reading from its beginning.
    fn open(&self) -> Result<Box<dyn Read + Send>, Failure> {
        match &self.origin {
            Origin::Stdin => Ok(Box::new(io::stdin())),
            Origin::Begun(stream) => Ok(match Stream::take(stream) {
                Some(begun) => Box::new(begun.bytes()),
                None => Box::new(io::stdin()),
            }),
            Origin::Spooled(file) => {
                let again = file.try_clone().and_then(|mut file| file.rewind().map(|()| file));
                Ok(Box::new(again.map_err(|cause| self.unreadable(cause))?))
            }
            Origin::File { path, .. } => {
                let file = File::open(path).map_err(|cause| Failure::reading(path, cause))?;
                Ok(Box::new(file))
            }
        }
    }

    /// The input as one that can be opened more than once: standard input is kept in a temporary file.
    pub(crate) fn spooled(self) -> Result<Self, Failure> {
        if !matches!(self.origin, Origin::Stdin | Origin::Begun(_)) {
            return Ok(self);
        }
        let mut reader = self.open()?;
        let mut spool = || {
            let mut file = tempfile::tempfile()?;
            io::copy(&mut reader, &mut file)?;
            Ok(file)
        };
        let kept = || format!("{} (kept in {})", self.name, std::env::temp_dir().display());
        let file = spool().map_err(|cause| Failure::reading(Path::new(&kept()), cause))?;
        Ok(Input { origin: Origin::Spooled(Arc::new(file)), ..self })
    }

    /// The same where it is no standard input; standard input goes on behind what has been read of it.
    pub(crate) fn resumed(self, begun: &Begun) -> Self {
        match self.origin {
            Origin::Stdin => Input { origin: Origin::Begun(Arc::clone(&begun.stream)), ..self },
            _ => self,
        }
    }

    /// The failure to read on.
    pub(crate) fn unreadable(&self, cause: io::Error) -> Failure {
        Failure::reading(Path::new(&self.name), cause)
    }
}

/// The whole text of a configuration file, and its name.
///
/// # Errors
/// When it cannot be read or is not text, and when a repository names one that it may not name.
pub(crate) fn text(path: &ConfigPath) -> Result<(String, String), Failure> {
    let name = path.path().display().to_string();
    let bytes = match path.root() {
        Some(root) => confined::read(path.path(), root)?,
        None => std::fs::read(path.path()).map_err(|cause| missing(path.path(), cause))?,
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(_) => Err(Failure::Invalid(Error::new(
            kube_yaml::code::ENCODING,
            format!("{name}: the file is not UTF-8 text"),
        ))),
    }
}

/// The files that paths name, those of directories included, each once.
///
/// # Errors
/// As [`text`], and as [`expand`], which they are named to.
pub(crate) fn texts(paths: &[ConfigPath]) -> Result<Vec<(String, String)>, Failure> {
    let search = Search { exclude: &[], kustomize: Kustomize::Ignore };
    let (mut found, mut named_by) = (Found::default(), Vec::new());
    for path in paths {
        let mut named = path.path().to_owned();
        if let Some(root) = path.root() {
            confined::resolve(&named, root)?;
            // Standard input is not a file of the repository.
            named = if named.as_os_str() == "-" { Path::new(".").join(named) } else { named };
        }
        found.named(named, search, &mut Repositories::default())?;
        named_by.resize(found.inputs.len(), path);
    }
    let files = found.inputs.iter().zip(named_by).filter(|(input, _)| !input.is_left_alone());
    let read = |(input, path): (&Input, &ConfigPath)| match input.path() {
        Some(file) => text(&path.with_path(file.to_owned())),
        None => {
            let mut text = String::new();
            let read = io::stdin().read_to_string(&mut text);
            read.map(|_| (input.name.clone(), text)).map_err(|cause| input.unreadable(cause))
        }
    };
    files.map(read).collect()
}

/// The inputs in the order they are named, a directory's files sorted by path; each file once.
///
/// # Errors
/// When nothing is named and standard input is a terminal, when something named does not exist, and when a directory
/// holds no manifests.
pub(crate) fn expand(named: Vec<PathBuf>, search: Search<'_>) -> Result<Found, Failure> {
    let mut found = Found::default();
    let mut repositories = Repositories::default();
    if named.is_empty() {
        if io::stdin().is_terminal() {
            return Err(Failure::usage("no input: pass files or directories with -f, or pipe manifests in"));
        }
        found.add(Input::stdin(), None);
    }
    let mut result = Ok(());
    for path in named {
        result = Failure::both(result, found.named(path, search, &mut repositories));
    }
    result?;
    Ok(found)
}

impl Found {
    /// Adds an input, unless it has been named before, be it through a directory or another spelling of its path.
    fn add(&mut self, input: Input, real: Option<PathBuf>) {
        if self.seen.insert(real) {
            self.inputs.push(input);
        }
    }

    fn named(
        &mut self,
        path: PathBuf,
        search: Search<'_>,
        repositories: &mut Repositories,
    ) -> Result<(), Failure> {
        if path.as_os_str() == "-" {
            self.add(Input::stdin(), None);
            return Ok(());
        }
        let metadata = std::fs::metadata(&path).map_err(|cause| missing(&path, cause))?;
        match metadata.is_dir() {
            true => self.directory(&path, search),
            false => self.file(path, search, repositories),
        }
    }

    fn file(
        &mut self,
        path: PathBuf,
        search: Search<'_>,
        repositories: &mut Repositories,
    ) -> Result<(), Failure> {
        let real = real(&path);
        if search.kustomize != Kustomize::Ignore
            && let Some(by) = repositories.changing(&real)?
        {
            self.left_alone.push(LeftAlone::Named(path.clone(), by));
        }
        let root = path.clone();
        self.add(Input::file(path, &root, Role::Named), Some(real));
        Ok(())
    }

    fn directory(&mut self, root: &Path, search: Search<'_>) -> Result<(), Failure> {
        let mut below = walk::below(root, search.exclude)?;
        if below.manifests.is_empty() {
            let error = Error::new(
                code::NO_MANIFESTS,
                format!("{}: no *.yaml, *.yml or *.json in this directory", root.display()),
            );
            return Err(Failure::Invalid(error));
        }
        let kustomizations = match search.kustomize {
            Kustomize::Ignore => Kustomizations::default(),
            Kustomize::Leave | Kustomize::Inject => kustomizations_of(root, &below)?,
        };
        let mut built: BTreeMap<PathBuf, usize> = BTreeMap::new();
        for path in std::mem::take(&mut below.manifests) {
            let real = below.real(&path);
            let leave = match search.kustomize {
                Kustomize::Inject => kustomizations.changing(&real).is_some(),
                Kustomize::Ignore | Kustomize::Leave => kustomizations.naming(&real).next().is_some(),
            };
            if leave && kustomize::may_bear_pods(&path) {
                for file in kustomizations.naming(&real) {
                    *built.entry(file.to_owned()).or_default() += 1;
                }
            }
            let role = if leave { Role::LeftAlone } else { Role::Found };
            self.add(Input::file(path, root, role), Some(real));
        }
        for path in std::mem::take(&mut below.kustomizations) {
            let real = below.real(&path);
            self.add(Input::file(path, root, Role::LeftAlone), Some(real));
        }
        self.left_alone.extend(below.charts.into_iter().map(LeftAlone::Chart));
        self.left_alone.extend(built.into_iter().map(|(file, count)| LeftAlone::Kustomization(file, count)));
        Ok(())
    }
}

/// All kustomizations of the repository that a directory is in: one above it or beside it may name its files.
fn kustomizations_of(directory: &Path, below: &Below) -> Result<Kustomizations, Failure> {
    let inside = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    let root = repository(directory).unwrap_or_else(|| inside.clone());
    if root == inside {
        return Ok(Kustomizations::read(&below.kustomizations));
    }
    let here = Path::new(".").canonicalize().unwrap_or_default();
    let others = walk::below(&root, &[])?.kustomizations;
    let others = others.iter().filter(|path| !path.starts_with(&inside));
    let others = others.map(|path| path.strip_prefix(&here).unwrap_or(path).to_owned());
    let files: Vec<PathBuf> = below.kustomizations.iter().cloned().chain(others).collect();
    Ok(Kustomizations::read(&files))
}

/// Tools that fetch are many; this one stays offline, and says so where somebody expects otherwise.
fn missing(path: &Path, cause: io::Error) -> Failure {
    let name = path.display().to_string();
    if name.starts_with("https://") || name.starts_with("http://") {
        return Failure::usage(format!(
            "{name} is a URL, and kube-inject never opens a connection: curl -sSfL {name} | kube-inject -f -"
        ));
    }
    Failure::reading(path, cause)
}

/// The canonical path of a file; the path itself where there is none.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
