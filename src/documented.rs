//! Holds the parts of docs/ that the code says itself to what it says.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test documented` writes them.

use std::fs;
use std::path::{Path, PathBuf};

/// The line behind a part that is written.
const END: &str = "<!-- end -->\n";

/// Holds what stands on a page behind the line that names `origin`, a file, to what that says; or writes it.
///
/// # Panics
/// When the page says something else, or has no such part.
pub(crate) fn hold(page: &str, origin: &str, derived: &str) {
    let text = read(page);
    let begin = format!("<!-- Written from {origin} by cargo test, see CONTRIBUTING.md -->\n");
    let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("{page} has no line {begin}"));
    let (_, after) = rest.split_once(END).unwrap_or_else(|| panic!("{page} has no line {END}"));
    let real = format!("{before}{begin}\n{derived}\n{END}{after}");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(path(page), real).unwrap();
    } else {
        let diff = similar::TextDiff::from_lines(&text, &real);
        assert!(text == real, "{}", diff.unified_diff().header(page, "derived"));
    }
}

fn read(page: &str) -> String {
    fs::read_to_string(path(page)).unwrap()
}

fn path(page: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(page)
}
