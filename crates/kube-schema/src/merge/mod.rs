//! Strategic merge patches as apimachinery applies them, and the patch between two objects.

pub mod difference;
pub mod equal_keys;
mod added;
mod lists;
mod order;
mod indexed_map;
pub mod strategic;
