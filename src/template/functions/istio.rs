//! Istio's own functions.

use super::Function;

/// The functions by their names.
pub static FUNCTIONS: &[Function] = &[];
