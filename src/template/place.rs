//! Where a template's text stands.

/// Where a template's text stands.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// The line of the file at which the text begins, from 1.
    pub first_line: usize,
}
