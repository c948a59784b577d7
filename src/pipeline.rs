//! One document through all stages (stand-in).

use crate::error::{Error, Result};
use crate::report::ObjectReport;
use crate::settings::Settings;
use crate::split::Document;

/// What became of one document.
#[derive(Clone, Debug, Default)]
pub struct Processed {
    /// The new text; `None` when the document stays exactly as read.
    pub text: Option<String>,
    /// Its objects.
    pub objects: Vec<ObjectReport>,
    /// What deserves a word but stops nothing.
    pub warnings: Vec<Error>,
}

/// Injects one document of `file`.
///
/// # Errors
/// When the document or what the template makes of it is not valid.
pub fn process(_settings: &Settings, file: &str, document: &Document) -> Result<Processed> {
    let place = |error: Error| error.in_text(file, document.first_line, "");
    crate::yaml::parse(document.text().map_err(place)?).map_err(place)?;
    Ok(Processed::default())
}
