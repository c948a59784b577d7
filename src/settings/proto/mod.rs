//! Istio's configuration messages: what they are made of, reading them from YAML, and how templates see and print them.

pub(crate) mod descriptor;
pub(crate) mod tables;
pub(crate) mod message;
pub(crate) mod duration;
pub(crate) mod parse;
pub(crate) mod path;
pub(crate) mod print;
pub(crate) mod view;

pub(crate) use descriptor::Minor;
pub(crate) use message::{Datum, Message};
pub(crate) use view::view;
