//! Hidden files beside their targets: how they are named, and that none is left behind by an interrupted or killed run.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::{Builder, NamedTempFile};

/// What all hidden files begin with; the number of the process follows.
const PREFIX: &str = ".kube-inject-";

static HIDDEN: Mutex<Hidden> = Mutex::new(Hidden { files: BTreeSet::new(), directories: BTreeSet::new() });

/// The hidden files of this run. Whoever holds it keeps a signal from ending the run.
#[derive(Debug)]
pub(super) struct Hidden {
    files: BTreeSet<PathBuf>,
    /// Where leftovers of killed runs have been looked for.
    directories: BTreeSet<PathBuf>,
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
        if self.directories.is_empty() {
            signals::clean_up_on_signals();
        }
        if self.directories.insert(directory.to_owned()) {
            remove_leftovers(directory);
        }
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
        self.files.insert(file.path().to_owned());
        Ok(file)
    }

    /// Forgets a file that is no more, or no longer hidden.
    pub(super) fn forget(&mut self, path: &Path) {
        self.files.remove(path);
    }

    fn remove_all(&self) {
        for file in &self.files {
            // It may be in its place by now.
            let _ = std::fs::remove_file(file);
        }
    }
}

/// Removes the hidden files of processes that are no more.
fn remove_leftovers(directory: &Path) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let process =
            name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('-').next()?.parse().ok());
        if process.is_some_and(|process| !signals::is_running(process)) {
            // Another run may have been faster.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(unix)]
mod signals {
    use super::hidden;
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    /// Whether the process is there, ours or somebody else's.
    pub(super) fn is_running(process: i32) -> bool {
        let Some(process) = rustix::process::Pid::from_raw(process) else { return true };
        rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH)
    }

    /// Has the signals that end a run remove its hidden files first.
    pub(super) fn clean_up_on_signals() {
        let ignored = ignored();
        let wanted = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
        // Without a thread to be had the run goes on, and leaves to the next one what it leaves behind.
        let Ok(mut signals) = Signals::new(wanted) else { return };
        let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for signal in signals.forever() {
                let hidden = hidden();
                hidden.remove_all();
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        });
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
    use std::fs;

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
