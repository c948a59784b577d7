//! One file's new content put in its place: atomically for regular files, by plain writing for pipes and devices.

use super::spool::copy_to;
use crate::failure::Failure;
use std::fs::{self, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, SpooledTempFile, TempPath};

/// What the output goes into in the end.
#[derive(Debug)]
pub(crate) enum Target {
    /// Standard output.
    Stdout,
    /// A pipe or a device, which is written as it stands.
    Special(PathBuf),
    /// A regular file, there or not.
    File(PathBuf),
}

/// New content beside the file it is to replace.
#[derive(Debug)]
pub(crate) struct Replacement {
    new: TempPath,
    target: PathBuf,
}

impl Target {
    /// What `path` is.
    ///
    /// # Errors
    /// When it is a directory.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(Failure::usage(format!(
                "{} is a directory: use --output-dir to write to it",
                path.display()
            ))),
            Ok(found) if !found.is_file() || path.starts_with("/dev") || path.starts_with("/proc") => {
                Ok(Target::Special(path.to_owned()))
            }
            _ => Ok(Target::File(path.to_owned())),
        }
    }

    /// Puts the content there.
    ///
    /// # Errors
    /// When it cannot be written; a regular file is as it was then.
    pub(crate) fn fill(self, content: SpooledTempFile) -> Result<(), Failure> {
        match self {
            Target::Stdout => copy_to(content, &mut io::stdout().lock()).map_err(Failure::writing_stdout),
            Target::Special(path) => {
                let file = OpenOptions::new().write(true).open(&path);
                file.and_then(|mut file| copy_to(content, &mut file))
                    .map_err(|cause| Failure::writing(&path, cause))
            }
            Target::File(path) => Replacement::prepare(&path, content)?.put(),
        }
    }
}

impl Replacement {
    /// Writes the content to a hidden file beside `path`, or beside what it links to.
    ///
    /// # Errors
    /// When that directory cannot be written.
    pub(crate) fn prepare(path: &Path, content: SpooledTempFile) -> Result<Self, Failure> {
        let target = resolve(path);
        let directory = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Replacement::waiting(directory, &target, content).map_err(|cause| Failure::writing(path, cause))
    }

    /// Writes the content to a hidden file in `directory`, where it waits until the directory of `path` exists.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub(crate) fn prepare_in(
        directory: &Path,
        path: &Path,
        content: SpooledTempFile,
    ) -> Result<Self, Failure> {
        let target = resolve(path);
        Replacement::waiting(directory, &target, content).map_err(|cause| Failure::writing(path, cause))
    }

    fn waiting(directory: &Path, target: &Path, content: SpooledTempFile) -> io::Result<Self> {
        let mut new = temporary(directory)?;
        copy_to(content, new.as_file_mut())?;
        if let Ok(old) = fs::metadata(target) {
            like(&new, &old)?;
        }
        Ok(Replacement { new: new.into_temp_path(), target: target.to_owned() })
    }

    /// Puts the new content in place of the old.
    ///
    /// # Errors
    /// When the system refuses; the file is as it was then.
    pub(crate) fn put(self) -> Result<(), Failure> {
        let target = self.target;
        self.new.persist(&target).map_err(|refused| Failure::writing(&target, refused.error))
    }

    /// The file it replaces.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }
}

/// A hidden file in `directory` with the permissions a new file gets.
fn temporary(directory: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".kube-inject-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(directory)
}

/// Gives the new file the old one's owner, where that is allowed, and permissions.
fn like(new: &NamedTempFile, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // Only root may give files away; for everybody else the owner stays who writes, as with any editor.
        let _ = std::os::unix::fs::fchown(new.as_file(), Some(old.uid()), Some(old.gid()));
    }
    new.as_file().set_permissions(old.permissions())
}

/// The file that `path` leads to: links are followed, and stay links.
fn resolve(path: &Path) -> PathBuf {
    /// As many links in a row as Linux follows.
    const MOST_LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(to) = fs::read_link(&path) else { break };
        path = match path.parent() {
            Some(directory) => directory.join(to),
            None => to,
        };
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn content(text: &str) -> SpooledTempFile {
        let mut spool = super::super::spool::spool();
        spool.write_all(text.as_bytes()).unwrap();
        spool
    }

    fn entries(directory: &Path) -> usize {
        fs::read_dir(directory).unwrap().count()
    }

    #[test]
    fn file_is_replaced_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.yaml");
        for text in ["one", "two"] {
            Target::of(&path).unwrap().fill(content(text)).unwrap();
            assert_eq!((fs::read_to_string(&path).unwrap().as_str(), entries(dir.path())), (text, 1));
        }
    }

    #[test]
    fn dropped_replacement_leaves_the_file_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.yaml");
        fs::write(&path, "old").unwrap();
        drop(Replacement::prepare(&path, content("new")).unwrap());
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), entries(dir.path())), ("old", 1));
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_kept() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.yaml");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        Target::of(&path).unwrap().fill(content("new")).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_links_even_dangling_ones() {
        let dir = tempfile::tempdir().unwrap();
        let (link, file) = (dir.path().join("link"), dir.path().join("file"));
        std::os::unix::fs::symlink("file", &link).unwrap();
        for text in ["one", "two"] {
            Target::of(&link).unwrap().fill(content(text)).unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
    }

    #[test]
    fn err_directory() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(Target::of(dir.path()), Err(Failure::Usage(_))));
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_written_as_they_stand() {
        let target = Target::of(Path::new("/dev/null")).unwrap();
        assert!(matches!(target, Target::Special(_)));
        target.fill(content("x")).unwrap();
        assert!(matches!(Target::of(Path::new("/dev/null")), Ok(Target::Special(_))));
    }
}
