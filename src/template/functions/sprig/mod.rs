//! The text functions of Sprig.

use crate::template::functions::Function;

/// The functions by their names.
pub static FUNCTIONS: &[Function] = &[];
