//! The tables: one static a Go struct, read off the Go types by reflection.

mod container;
mod meta;
mod openshift;
mod pod;
mod status;
mod volume;
mod workloads;

pub use container::*;
pub use meta::*;
pub use openshift::*;
pub use pod::*;
pub use status::*;
pub use volume::*;
pub use workloads::*;
