//! Istio's configuration messages: what they are made of, reading them from YAML, and how templates see and print them.

pub mod descriptor;
pub mod tables;
pub mod message;
pub mod duration;
pub mod read;
pub mod print;
pub mod view;

pub use descriptor::Minor;
pub use message::{Datum, Message};
pub use view::view;
