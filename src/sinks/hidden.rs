//! Hidden files beside their targets, and new directories: that an interrupted or killed run leaves none behind.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use tempfile::{Builder, NamedTempFile};

/// What all hidden files begin with; the number of the process follows.
const PREFIX: &str = ".kube-inject-";

static HIDDEN: LazyLock<Mutex<Hidden>> = LazyLock::new(Mutex::default);

/// What this run would leave behind. Whoever holds it keeps a signal from ending the run.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    /// Whether signals are listened to.
    listening: bool,
    /// Paths, as they are spelled: there is one for each file of a run, and paths are compared part by part.
    files: HashSet<OsString>,
    /// The directories that were missing, outer ones first.
    made: Vec<PathBuf>,
    /// Where leftovers of killed runs have been looked for, by paths as they are spelled.
    swept: HashSet<OsString>,
}

/// The hidden files of this run.
pub(super) fn hidden() -> MutexGuard<'static, Hidden> {
    HIDDEN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hidden {
    /// A new file in `directory` that only its owner may read, or one with the permissions of any new file.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub(super) fn create(&mut self, directory: &Path, private: bool) -> io::Result<NamedTempFile> {
        self.listen();
        self.sweep(directory);
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let mut builder = Builder::new();
        builder.prefix(&prefix);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(if private {
            0o600
        } else {
            0o666
        }));
        let file = builder.tempfile_in(directory)?;
        self.files.insert(file.path().into());
        Ok(file)
    }

    /// Forgets a file that is no more, or no longer hidden.
    pub(super) fn forget(&mut self, path: &Path) {
        self.files.remove(path.as_os_str());
    }

    /// Removes what killed runs left in `directory`.
    pub(super) fn sweep(&mut self, directory: &Path) {
        if !self.swept.contains(directory.as_os_str()) {
            self.swept.insert(directory.into());
            remove_leftovers(directory);
        }
    }

    /// Makes `directory` and those above it where they are missing; they go with the run unless they are kept.
    ///
    /// # Errors
    /// When one of them cannot be made.
    pub(super) fn make_directory(&mut self, directory: &Path) -> io::Result<()> {
        self.listen();
        let is_missing = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
        let missing: Vec<&Path> = directory.ancestors().take_while(is_missing).collect();
        for path in missing.into_iter().rev() {
            match fs::create_dir(path) {
                Ok(()) => self.made.push(path.to_owned()),
                // Another run may have been faster.
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
                Err(cause) => return Err(cause),
            }
        }
        match directory.as_os_str().is_empty() || directory.is_dir() {
            true => Ok(()),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    /// Lets the new directories stay.
    pub(super) fn keep_directories(&mut self) {
        self.made.clear();
    }

    /// Removes the new directories that are empty: the others are used by somebody else by now.
    pub(super) fn remove_directories(&mut self) {
        for directory in self.made.drain(..).rev() {
            let _ = fs::remove_dir(directory);
        }
    }

    fn listen(&mut self) {
        if !std::mem::replace(&mut self.listening, true) {
            signals::clean_up_on_signals();
        }
    }

    fn remove_all(&mut self) {
        for file in &self.files {
            // It may be in its place by now.
            let _ = fs::remove_file(file);
        }
        self.remove_directories();
    }
}

/// How many hidden names in `directory` the file `of` has for the moment, because a run is replacing it.
#[cfg(unix)]
pub(super) fn names(directory: &Path, of: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let is_hidden =
        |entry: &fs::DirEntry| entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes());
    let is_it = |other: fs::Metadata| (other.dev(), other.ino()) == (of.dev(), of.ino());
    let entries = fs::read_dir(directory).into_iter().flatten().flatten().filter(is_hidden);
    entries.filter(|entry| entry.metadata().is_ok_and(is_it)).count() as u64
}

/// Removes the hidden files of processes that are no more.
fn remove_leftovers(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let process =
            name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('-').next()?.parse().ok());
        if process.is_some_and(|process| !signals::is_running(process)) {
            // Another run may have been faster.
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(unix)]
mod signals {
    use super::hidden;
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use std::sync::mpsc;

    /// Whether the process is there, ours or somebody else's.
    pub(super) fn is_running(process: i32) -> bool {
        let Some(process) = rustix::process::Pid::from_raw(process) else { return true };
        rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH)
    }

    /// Has the signals that end a run remove what it would leave behind first. Without a thread to be had they end it at once,
    /// and the next run removes its hidden files.
    pub(super) fn clean_up_on_signals() {
        let ignored = ignored();
        let wanted =
            [SIGHUP, SIGINT, SIGTERM].into_iter().filter(move |signal| ignored >> (signal - 1) & 1 == 0);
        let (ready, listening) = mpsc::sync_channel(1);
        let listen = move || {
            let signals = Signals::new(wanted);
            let _ = ready.send(());
            let Ok(mut signals) = signals else { return };
            for signal in signals.forever() {
                let mut hidden = hidden();
                hidden.remove_all();
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        };
        if std::thread::Builder::new().name("signals".to_owned()).spawn(listen).is_ok() {
            let _ = listening.recv();
        }
    }

    /// The signals that were ignored when the run began, as `nohup` does, a bit each from the lowest; none where the system
    /// does not say.
    fn ignored() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
    }
}

#[cfg(not(unix))]
mod signals {
    pub(super) fn is_running(_process: i32) -> bool {
        true
    }

    pub(super) fn clean_up_on_signals() {}
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_dead_processes_go_and_those_of_living_ones_stay() {
        let directory = tempfile::tempdir().unwrap();
        let mut dead = std::process::Command::new("true").spawn().unwrap();
        dead.wait().unwrap();
        let leftover = |process: u32| directory.path().join(format!("{PREFIX}{process}-abc"));
        let (old, living) = (leftover(dead.id()), leftover(std::os::unix::process::parent_id()));
        for path in [&old, &living] {
            fs::write(path, "x").unwrap();
        }
        fs::write(directory.path().join(".kube-inject-notes"), "").unwrap();
        drop(hidden().create(directory.path(), true).unwrap());
        assert!(!old.exists() && living.exists());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);
    }
}
