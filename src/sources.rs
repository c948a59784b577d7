//! The inputs: what the arguments name becomes a list of files and standard input, each opened when its turn comes.

use crate::failure::Failure;
use kube_yaml::Error;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::NamedTempFile;
use walkdir::{DirEntry, WalkDir};

/// The file in which a repository keeps its settings.
pub(crate) const REPOSITORY: &str = "kube-inject.yaml";

/// One thing to read.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    name: String,
    origin: Origin,
}

#[derive(Clone, Debug)]
enum Origin {
    Stdin,
    /// Standard input that has been read already.
    Spooled(Arc<NamedTempFile>),
    File {
        path: PathBuf,
        /// Where it lies below the directory that was named, or its file name.
        relative: PathBuf,
    },
}

impl Input {
    fn stdin() -> Self {
        Input { name: "-".to_owned(), origin: Origin::Stdin }
    }

    fn file(path: PathBuf, root: &Path) -> Self {
        let relative = match path.strip_prefix(root) {
            Ok(below) if !below.as_os_str().is_empty() => below.to_owned(),
            _ => path.file_name().map(PathBuf::from).unwrap_or_default(),
        };
        Input { name: path.display().to_string(), origin: Origin::File { path, relative } }
    }

    /// The name for messages: the path as it was given, `-` for standard input.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The file's path; `None` for standard input.
    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Stdin | Origin::Spooled(_) => None,
            Origin::File { path, .. } => Some(path),
        }
    }

    /// Where the file lies below the directory that was named; `None` for standard input.
    pub(crate) fn relative(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Stdin | Origin::Spooled(_) => None,
            Origin::File { relative, .. } => Some(relative),
        }
    }

    /// How many bytes it has, where that is known before it is read.
    pub(crate) fn size(&self) -> Option<u64> {
        Some(self.path()?.metadata().ok()?.len())
    }

    /// Opens the input for reading from its beginning.
    pub(crate) fn open(&self) -> Result<Box<dyn Read + Send>, Failure> {
        match &self.origin {
            Origin::Stdin => Ok(Box::new(io::stdin())),
            Origin::Spooled(file) => {
                let file = file.reopen().map_err(|cause| Failure::reading(file.path(), cause))?;
                Ok(Box::new(file))
            }
            Origin::File { path, .. } => {
                let file = File::open(path).map_err(|cause| Failure::reading(path, cause))?;
                Ok(Box::new(file))
            }
        }
    }

    /// The input as one that can be opened more than once: standard input is kept in a temporary file.
    pub(crate) fn spooled(self) -> Result<Self, Failure> {
        if !matches!(self.origin, Origin::Stdin) {
            return Ok(self);
        }
        let spool = || {
            let mut file = NamedTempFile::new()?;
            io::copy(&mut io::stdin(), file.as_file_mut())?;
            Ok(file)
        };
        let file = spool().map_err(|cause| self.unreadable(cause))?;
        Ok(Input { origin: Origin::Spooled(Arc::new(file)), ..self })
    }

    /// The failure to read on.
    pub(crate) fn unreadable(&self, cause: io::Error) -> Failure {
        Failure::reading(Path::new(&self.name), cause)
    }
}

/// The whole text of a configuration file, and its name.
///
/// # Errors
/// When it cannot be read or is not text.
pub(crate) fn text(path: &Path) -> Result<(String, String), Failure> {
    let bytes = std::fs::read(path).map_err(|cause| missing(path, cause))?;
    let name = path.display().to_string();
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(_) => Err(Failure::Invalid(Error::new(format!("{name}: the file is not UTF-8 text")))),
    }
}

/// The files that paths name, those of directories included.
///
/// # Errors
/// As [`expand`], which they are named to.
pub(crate) fn texts(paths: &[PathBuf]) -> Result<Vec<(String, String)>, Failure> {
    let inputs = if paths.is_empty() { Vec::new() } else { expand(paths.to_vec())? };
    let read = |input: &Input| match input.path() {
        Some(path) => text(path),
        None => {
            let mut text = String::new();
            let read = io::stdin().read_to_string(&mut text);
            read.map(|_| (input.name.clone(), text)).map_err(|cause| input.unreadable(cause))
        }
    };
    inputs.iter().map(read).collect()
}

/// The inputs in the order they are named, a directory's files sorted by path; each file once.
///
/// # Errors
/// When nothing is named and standard input is a terminal, when something named does not exist, and when a directory
/// holds no manifests.
pub(crate) fn expand(named: Vec<PathBuf>) -> Result<Vec<Input>, Failure> {
    if named.is_empty() {
        return if io::stdin().is_terminal() {
            Err(Failure::usage("no input: pass files or directories with -f, or pipe manifests in"))
        } else {
            Ok(vec![Input::stdin()])
        };
    }
    let mut inputs = Vec::new();
    for path in named {
        if path.as_os_str() == "-" {
            inputs.push(Input::stdin());
            continue;
        }
        let metadata = std::fs::metadata(&path).map_err(|cause| missing(&path, cause))?;
        if metadata.is_dir() {
            inputs.extend(manifests_below(&path)?);
        } else {
            inputs.push(Input::file(path.clone(), &path));
        }
    }
    once_each(&mut inputs);
    Ok(inputs)
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

fn manifests_below(root: &Path) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    let entries = WalkDir::new(root).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(root).to_owned();
            Failure::reading(&path, error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into()))
        })?;
        // The settings of a repository are no manifest of it.
        if entry.file_name() == REPOSITORY {
            continue;
        }
        // A linked file counts (mounted ConfigMaps are made of links), a linked directory does not: it might lead back.
        if is_manifest(entry.path()) && entry.path().is_file() {
            inputs.push(Input::file(entry.into_path(), root));
        }
    }
    if inputs.is_empty() {
        let error = Error::new(format!("{}: no *.yaml, *.yml or *.json in this directory", root.display()));
        return Err(Failure::Invalid(error));
    }
    Ok(inputs)
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn is_manifest(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| ["yaml", "yml", "json"].iter().any(|known| e.eq_ignore_ascii_case(known)))
}

/// Drops what is named a second time, be it through a directory or another spelling of its path.
fn once_each(inputs: &mut Vec<Input>) {
    if inputs.len() < 2 {
        return;
    }
    let mut seen = HashSet::new();
    inputs.retain(|input| {
        let path = input.path().map(|path| path.canonicalize().unwrap_or_else(|_| path.to_owned()));
        seen.insert(path)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(root: &Path, named: &[&str]) -> Vec<String> {
        let inputs = expand(named.iter().map(|name| root.join(name)).collect()).unwrap();
        inputs.iter().map(|i| i.path().unwrap().strip_prefix(root).unwrap().display().to_string()).collect()
    }

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        root
    }

    #[test]
    fn directories_yield_sorted_manifests_and_skip_hidden_ones() {
        let files = [
            "app/b.yml",
            "app/a.yaml",
            "app/z.json",
            "app/n.txt",
            "app/sub/c.YAML",
            "app/.h.yaml",
            "app/.git/d.yaml",
        ];
        let root = tree(&files);
        assert_eq!(names(root.path(), &["app"]), ["app/a.yaml", "app/b.yml", "app/sub/c.YAML", "app/z.json"]);
    }

    #[test]
    fn files_count_whatever_their_name_and_only_once() {
        let root = tree(&["a.yaml", "x.txt"]);
        assert_eq!(names(root.path(), &["x.txt", "a.yaml", "./a.yaml", "."]), ["x.txt", "a.yaml"]);
    }

    #[test]
    fn relative_path_is_below_what_was_named() {
        let root = tree(&["app/sub/c.yaml"]);
        let inputs = expand(vec![root.path().join("app")]).unwrap();
        assert_eq!(inputs[0].relative(), Some(Path::new("sub/c.yaml")));
        let inputs = expand(vec![root.path().join("app/sub/c.yaml")]).unwrap();
        assert_eq!(inputs[0].relative(), Some(Path::new("c.yaml")));
    }

    #[test]
    fn err_directory_without_manifests() {
        let root = tree(&["x.txt"]);
        assert!(matches!(expand(vec![root.path().to_owned()]), Err(Failure::Invalid(_))));
    }

    #[test]
    fn err_missing_file_and_url() {
        assert!(matches!(expand(vec!["no/such.yaml".into()]), Err(Failure::Io(_))));
        assert!(matches!(expand(vec!["https://example.com/a.yaml".into()]), Err(Failure::Usage(_))));
    }

    #[cfg(unix)]
    #[test]
    fn links_to_files_count_and_links_to_directories_do_not() {
        let root = tree(&["app/real.yaml", "data/x.yaml"]);
        let link =
            |to: &str, from: &str| std::os::unix::fs::symlink(root.path().join(to), root.path().join(from));
        link("data/x.yaml", "app/linked.yaml").unwrap();
        link("app", "app/loop").unwrap();
        assert_eq!(names(root.path(), &["app"]), ["app/linked.yaml", "app/real.yaml"]);
    }
}
