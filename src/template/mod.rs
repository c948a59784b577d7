//! The template engines: Go's text/template with Sprig, as clusters export it, and Jinja.

pub(crate) mod select;
pub(crate) mod istio;
pub(crate) mod jinja;
pub(crate) mod place;
pub(crate) mod engine;

/// What helps a template that costs more than it may.
pub(crate) const LARGER_BUDGET: &str = "--template-budget N allows N times as much";

#[cfg(test)]
mod recorded_tests;
#[cfg(test)]
mod reference_tests;
