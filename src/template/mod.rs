//! The template engines: Go's text/template with Sprig, as clusters export it, and Jinja.

pub mod select;
pub mod istio;
pub mod jinja;
pub mod place;
pub mod engine;

#[cfg(test)]
mod records;
