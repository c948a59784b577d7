//! Files' new content put in their places: all of it or nothing, by renaming hidden files over regular ones.

#[cfg(test)]
mod tests;

use super::hidden::{Hidden, hidden};
use super::spool::{Spool, copy_to};
use crate::failure::Failure;
use std::fs::{self, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// What the output goes into in the end.
#[derive(Debug)]
pub(crate) enum Target {
    /// Standard output.
    Stdout,
    /// A pipe or a device, which is written as it stands.
    Special(PathBuf),
    /// A regular file, there or not.
    File(PathBuf, Sync),
}

/// Whether content reaches the disk before it takes its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sync {
    /// It does, so that a crash of the system leaves the old content or the new.
    Data,
    /// The system writes when it likes.
    Never,
}

/// New content beside the file it is to replace.
#[derive(Debug)]
pub(crate) struct Replacement {
    new: Option<TempPath>,
    target: PathBuf,
}

impl Target {
    /// What `path` is.
    ///
    /// # Errors
    /// When it is a directory.
    pub(crate) fn of(path: &Path, sync: Sync) -> Result<Self, Failure> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(Failure::usage(format!(
                "{} is a directory: use --output-dir to write to it",
                path.display()
            ))),
            Ok(found) if !found.is_file() || path.starts_with("/dev") || path.starts_with("/proc") => {
                Ok(Target::Special(path.to_owned()))
            }
            _ => Ok(Target::File(path.to_owned(), sync)),
        }
    }

    /// Puts the content there.
    ///
    /// # Errors
    /// When it cannot be written; a regular file is as it was then.
    pub(crate) fn fill(self, content: Spool) -> Result<(), Failure> {
        match self {
            Target::Stdout if is_closed() => Err(Failure::writing_stdout(io::Error::other("it is closed"))),
            Target::Stdout => copy_to(content, &mut io::stdout().lock()).map_err(Failure::writing_stdout),
            Target::Special(path) => {
                let file = OpenOptions::new().write(true).open(&path);
                file.and_then(|mut file| copy_to(content, &mut file))
                    .map_err(|cause| Failure::writing(&path, cause))
            }
            Target::File(path, sync) => put_all(vec![Replacement::prepare(&path, content, sync)?]),
        }
    }
}

/// Whether standard output was closed when the run began: Rust opens `/dev/null` for both ways in its place, so that no file gets
/// its number.
#[cfg(unix)]
fn is_closed() -> bool {
    use rustix::fs::OFlags;
    let stdout = io::stdout();
    let both_ways = rustix::fs::fcntl_getfl(&stdout).is_ok_and(|flags| flags.contains(OFlags::RDWR));
    let device = |found: &rustix::fs::Stat| (found.st_dev, found.st_ino);
    let null = rustix::fs::stat("/dev/null").ok();
    both_ways && rustix::fs::fstat(&stdout).ok().as_ref().map(device) == null.as_ref().map(device)
}

#[cfg(not(unix))]
fn is_closed() -> bool {
    false
}

impl Replacement {
    /// Writes the content to a hidden file beside `path`, or beside what it links to.
    ///
    /// # Errors
    /// When that directory cannot be written, or `path` is no file to be replaced.
    pub(crate) fn prepare(path: &Path, content: Spool, sync: Sync) -> Result<Self, Failure> {
        let target = resolve(path).map_err(|cause| Failure::writing(path, cause))?;
        Replacement::waiting(directory_of(&target), &target, content, sync)
            .map_err(|cause| Failure::writing(path, cause))
    }

    /// Writes the content to a hidden file in `directory`, where it waits until the directory of `path` exists.
    ///
    /// # Errors
    /// When the directory cannot be written, or `path` is no file to be replaced.
    pub(crate) fn prepare_in(
        directory: &Path,
        path: &Path,
        content: Spool,
        sync: Sync,
    ) -> Result<Self, Failure> {
        let target = resolve(path).map_err(|cause| Failure::writing(path, cause))?;
        Replacement::waiting(directory, &target, content, sync).map_err(|cause| Failure::writing(path, cause))
    }

    fn waiting(directory: &Path, target: &Path, content: Spool, sync: Sync) -> io::Result<Self> {
        // What a killed run left there may be a second name of the target.
        hidden().sweep(directory_of(target));
        let old = fs::metadata(target).ok();
        if let Some(old) = &old {
            replaceable(target, old)?;
        }
        let mut new = hidden().create(directory, old.is_some())?;
        // Whatever happens from here on, the path is known, and so is removed.
        let written = copy_to(content, new.as_file_mut())
            .and_then(|()| old.map_or(Ok(()), |old| like(&new, target, &old)))
            .and_then(|()| if sync == Sync::Data { new.as_file().sync_all() } else { Ok(()) });
        let replacement = Replacement { new: Some(new.into_temp_path()), target: target.to_owned() };
        written.map(|()| replacement)
    }

    /// The file it replaces.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if let Some(new) = self.new.take() {
            hidden().forget(&new);
        }
    }
}

/// Puts all new content in its place. A signal waits until that is done.
///
/// # Errors
/// When the system refuses one; every file is as it was then, or the error names those that are not.
pub(crate) fn put_all(mut replacements: Vec<Replacement>) -> Result<(), Failure> {
    if let Some(way) = replacements.iter().map(Replacement::target).find(|target| target.is_dir()) {
        return Err(Failure::writing(way, io::ErrorKind::IsADirectory.into()));
    }
    put_each(&mut replacements, &mut hidden())
}

fn put_each(replacements: &mut [Replacement], hidden: &mut Hidden) -> Result<(), Failure> {
    let alone = replacements.len() == 1;
    let mut done_so_far: Vec<Put> = Vec::new();
    for replacement in replacements {
        let Some(new) = replacement.new.take() else { continue };
        let target = &replacement.target;
        let done = if alone { persist(new, target, hidden).map(|()| None) } else { put(new, target, hidden) };
        match done {
            Ok(former) => done_so_far.push(Put { target, former }),
            Err(cause) => return Err(undo(done_so_far, Failure::writing(target, cause))),
        }
    }
    for name in done_so_far.into_iter().filter_map(|put| put.former) {
        let _ = fs::remove_file(&name);
        hidden.forget(&name);
    }
    Ok(())
}

/// Gives a file its new content, and the former one a hidden name, if there is any.
fn put(new: TempPath, target: &Path, hidden: &mut Hidden) -> io::Result<Option<PathBuf>> {
    if is_exchanged(&new, target) {
        return Ok(Some(new.keep()?));
    }
    let former = former(target, hidden)?;
    match persist(new, target, hidden) {
        Ok(()) => Ok(former),
        Err(cause) => former.as_deref().map_or(Ok(()), gone).and(Err(cause)),
    }
}

/// Has new content take the place of a file.
fn persist(new: TempPath, target: &Path, hidden: &mut Hidden) -> io::Result<()> {
    hidden.forget(&new);
    new.persist(target).map_err(|refused| refused.error)
}

/// Whether two files could be given each other's names, in one step. Not every system and file system does that.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn is_exchanged(new: &Path, target: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn is_exchanged(_new: &Path, _target: &Path) -> bool {
    false
}

/// A file that got new content, and a hidden one with the former; `None` where there was none.
struct Put<'a> {
    target: &'a Path,
    former: Option<PathBuf>,
}

/// A second name of the file, if it is there.
fn former(target: &Path, hidden: &mut Hidden) -> io::Result<Option<PathBuf>> {
    if !target.exists() {
        return Ok(None);
    }
    let name = hidden.create(directory_of(target), true)?.into_temp_path();
    let free = name.to_path_buf();
    name.close()?;
    match fs::hard_link(target, &free) {
        Ok(()) => Ok(Some(free)),
        // Not every file system has links.
        Err(_) => match fs::copy(target, &free) {
            Ok(_) => Ok(Some(free)),
            Err(cause) => gone(&free).and(Err(cause)),
        },
    }
}

/// Puts the former content back, and says of what it could not.
fn undo(put: Vec<Put<'_>>, failure: Failure) -> Failure {
    let mut left = Vec::new();
    for Put { target, former } in put.into_iter().rev() {
        let back = match &former {
            Some(name) => fs::rename(name, target),
            None => gone(target),
        };
        if back.is_err() {
            left.push(target.display().to_string());
        }
    }
    failure.but_written(&left)
}

/// Sees to it that there is no such file.
fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

/// The directory that a file is in.
pub(super) fn directory_of(target: &Path) -> &Path {
    target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether a file can be replaced: a regular one without other names, but for those of a run at the same time.
fn replaceable(target: &Path, old: &Metadata) -> io::Result<()> {
    if !old.is_file() && !old.is_dir() {
        return Err(io::Error::other("not a regular file, so it is not replaced"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if old.is_file() && old.nlink() > 1 {
            let hidden = super::hidden::names(directory_of(target), old);
            if fs::metadata(target)?.nlink() > 1 + hidden {
                return Err(io::Error::other(
                    "it has other names (hard links), which would keep the old content",
                ));
            }
        }
    }
    let _ = target;
    Ok(())
}

/// Gives the new file the old one's owner, where that is allowed, extended attributes (ACLs among them) and permissions.
fn like(new: &NamedTempFile, target: &Path, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // Only root may give files away; for everybody else the owner stays who writes, as with any editor.
        let owner = |file: &Metadata| (file.uid(), file.gid());
        if owner(&new.as_file().metadata()?) != owner(old) {
            let _ = std::os::unix::fs::fchown(new.as_file(), Some(old.uid()), Some(old.gid()));
        }
        for name in xattr::list(target).into_iter().flatten() {
            if let Ok(Some(value)) = xattr::get(target, &name) {
                // Some belong to the system, and only it sets them.
                let _ = xattr::set(new.path(), &name, &value);
            }
        }
    }
    let _ = target;
    new.as_file().set_permissions(old.permissions())
}

/// The file that `path` leads to: links are followed, and stay links.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    /// As many links in a row as Linux follows.
    const MOST_LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(to) = fs::read_link(&path) else { return Ok(path) };
        path = match path.parent() {
            Some(directory) => directory.join(to),
            None => to,
        };
    }
    Err(io::Error::other("too many levels of symbolic links"))
}
