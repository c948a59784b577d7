//! Where the recorded answers of Istio's own installations are, and what becomes of a test that does not find them.

use std::env::var_os;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder beside the project, or where KUBE_INJECT_ORACLE says; `None`, told on standard error, where there is none.
///
/// # Panics
/// Where there is none and `CI` is `true`, unless KUBE_INJECT_ALLOW_SKIPS is `1`: what was not compared must not look right.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracle");
    let path = var_os("KUBE_INJECT_ORACLE").map_or_else(beside, PathBuf::from);
    if path.join("cases").is_dir() {
        return Some(path);
    }
    skip(&format!("no recorded answers at {} (set KUBE_INJECT_ORACLE)", path.display()));
    None
}

/// Tells that a test does without what it needs.
///
/// # Panics
/// Where `CI` is `true`, unless KUBE_INJECT_ALLOW_SKIPS is `1`.
fn skip(why: &str) {
    let is = |name, value: &str| var_os(name).is_some_and(|set| set == value);
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    assert!(
        is("KUBE_INJECT_ALLOW_SKIPS", "1") || !is("CI", "true"),
        "{test}: {why}; KUBE_INJECT_ALLOW_SKIPS=1 allows to go without"
    );
    tell(&format!("SKIPPED {test}: {why}"));
}

/// Tells it even when the test passes, which `println!` would not.
pub(crate) fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
