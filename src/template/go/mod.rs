//! Go's text/template.

pub mod float;
pub mod format;
pub mod quote;
