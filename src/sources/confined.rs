//! Reads files that a repository names: they have to be in it, regular, and of a reasonable size.

use crate::failure::Failure;
use kube_inject::code;
use kube_yaml::Error;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The most bytes of a file that a repository names: an exported configuration has less than one MiB.
const MOST: u64 = 16 << 20;

/// The root of the repository that a directory is in: the next directory above, or itself, that has `.git`, be it a directory or the
/// file of a worktree or submodule. It is not above or at a directory like `/tmp`, where anyone could have put one.
pub(crate) fn repository(directory: &Path) -> Option<PathBuf> {
    let absolute = directory.canonicalize().ok()?;
    let mut above = absolute.ancestors().take_while(|above| !is_open_to_everyone(above, true));
    above.find(|above| above.join(".git").exists()).map(Path::to_owned)
}

/// Whether everyone can put files into a directory. One that is somebody's `own` all the same has no sticky bit, as `/tmp` has.
#[cfg(unix)]
pub(crate) fn is_open_to_everyone(directory: &Path, own: bool) -> bool {
    use std::os::unix::fs::PermissionsExt;
    const OTHERS_WRITE: u32 = 0o002;
    const STICKY: u32 = 0o1000;
    let open = if own { OTHERS_WRITE | STICKY } else { OTHERS_WRITE };
    directory.metadata().is_ok_and(|metadata| metadata.permissions().mode() & open == open)
}

/// Elsewhere no mode says so.
#[cfg(not(unix))]
pub(crate) fn is_open_to_everyone(_directory: &Path, _own: bool) -> bool {
    false
}

/// The canonical path of a file or directory below `root`, with every symbolic link followed.
///
/// # Errors
/// When it does not exist, is outside of `root`, or is neither a regular file nor a directory.
pub(super) fn resolve(path: &Path, root: &Path) -> Result<PathBuf, Failure> {
    let real = path.canonicalize().map_err(|cause| Failure::reading(path, cause))?;
    if !real.starts_with(root) {
        let error = Error::new(code::OUTSIDE, format!("{}: outside of the repository", path.display()));
        return Err(Failure::Invalid(error.help(
            "kube-inject.yaml can only name files of its repository; name others on the command line, or pass the settings with --config",
        )));
    }
    let metadata = real.metadata().map_err(|cause| Failure::reading(path, cause))?;
    if !metadata.is_dir() {
        regular(path, &metadata)?;
    }
    Ok(real)
}

/// The bytes of a file below `root`.
///
/// # Errors
/// As [`resolve`], and when it has more than 16 MiB or cannot be read.
pub(super) fn read(path: &Path, root: &Path) -> Result<Vec<u8>, Failure> {
    bounded(&resolve(path, root)?, path)
}

/// The bytes of a file that messages call `name`.
///
/// # Errors
/// When it is not a regular file, has more than 16 MiB or cannot be read.
pub(super) fn bounded(path: &Path, name: &Path) -> Result<Vec<u8>, Failure> {
    let reading = |cause: io::Error| Failure::reading(name, cause);
    // Opening a FIFO waits for somebody who writes to it.
    regular(name, &path.metadata().map_err(reading)?)?;
    let file = File::open(path).map_err(reading)?;
    regular(name, &file.metadata().map_err(reading)?)?;
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes).map_err(reading)?;
    match bytes.len() as u64 > MOST {
        true => {
            let cause = format!("{}: larger than {} MiB", name.display(), MOST >> 20);
            Err(Failure::Invalid(Error::new(code::NOT_A_FILE, cause)))
        }
        false => Ok(bytes),
    }
}

fn regular(name: &Path, metadata: &Metadata) -> Result<(), Failure> {
    match metadata.is_file() {
        true => Ok(()),
        false => Err(Failure::Invalid(Error::new(
            code::NOT_A_FILE,
            format!("{}: not a regular file", name.display()),
        ))),
    }
}
