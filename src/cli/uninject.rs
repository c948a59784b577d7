//! The way back from the inputs to the sinks.

use super::inject;
use super::messages::Messages;
use crate::args::Uninject;
use crate::failure::Failure;
use crate::sinks;
use crate::sources::{self, Input};
use kube_inject::Compat;
use kube_inject::uninject;
use std::sync::Arc;

/// Takes the injection of all inputs back.
///
/// # Errors
/// When anything is wrong; unless it streams, nothing has been written then.
pub(crate) fn run(args: Uninject, messages: &mut Messages) -> Result<(), Failure> {
    let inputs: Arc<[Input]> = sources::expand(args.inputs.named())?.into();
    let sink = sinks::open(&args.output, None, &inputs)?;
    let run = inject::Run { inputs, compat: Compat::Off, stream: args.output.stream };
    inject::each(run, sink, messages, uninject)
}
