//! The text functions of Sprig.

use super::Function;

/// The functions by their names.
pub static FUNCTIONS: &[Function] = &[];
