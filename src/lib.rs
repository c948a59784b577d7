//! tmp
pub mod error;
pub mod yaml;
pub mod writeback;
pub mod pod;
pub mod check;
