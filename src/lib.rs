//! tmp
pub mod error;
pub mod yaml;
pub mod writeback;
