//! The folder of recorded answers, for the tests that need one.

use std::path::{Path, PathBuf};

/// The folder beside the project, or where KUBE_INJECT_ORACLE says; `None`, with a word why, where there is none.
pub(crate) fn oracle() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracle");
    let root = std::env::var_os("KUBE_INJECT_ORACLE").map_or_else(beside, PathBuf::from);
    if root.is_dir() {
        return Some(root);
    }
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    {
        eprintln!("SKIPPED: {} is not there", root.display());
    }
    None
}
