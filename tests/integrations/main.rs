//! Other tools' ways to run kube-inject: packages, hooks, the action, and the examples, with the real tools where they are at hand.

#[allow(dead_code, reason = "only some of it is for these tests")]
#[path = "../oracle/folder.rs"]
mod folder;

mod action;
mod examples;
mod functions;
mod helm;
mod krew;
mod packages;
mod page;
mod pipelines;
mod releases;
mod reports;
mod shells;
mod tool;

use tool::{BINARY, POD, ROOT, done, git, is_there, path};
