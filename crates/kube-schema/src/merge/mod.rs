//! Strategic merge patches as apimachinery applies them, and the patch between two objects.

pub mod difference;
pub mod keys;
mod lists;
mod order;
mod slots;
pub mod strategic;
