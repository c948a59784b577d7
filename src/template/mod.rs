//! The template engines: Go's text/template with Sprig, as clusters export it, and Jinja.

pub(crate) mod select;
pub(crate) mod istio;
pub(crate) mod jinja;
pub(crate) mod place;
pub(crate) mod engine;

#[cfg(test)]
mod recorded_tests;
