//! Strategic merge patches as apimachinery applies them, and the patch between two objects.

pub mod difference;
mod lists;
mod order;
mod indexed_map;
pub mod strategic;
