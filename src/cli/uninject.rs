//! The way back from the inputs to the sinks.

use super::messages::Messages;
use super::{inject, load};
use crate::args::Uninject;
use crate::failure::Failure;
use crate::sinks;
use crate::sources::{Kustomize, Search};
use kube_inject::Compat;
use kube_inject::{Document, uninject};

/// Takes the injection of all inputs back.
///
/// # Errors
/// When anything is wrong; unless it streams, nothing has been written then.
pub(crate) fn run(args: Uninject, messages: &mut Messages) -> Result<(), Failure> {
    // What was injected where it should not have been can be taken back all the same.
    let search = Search { exclude: &args.exclude, kustomize: Kustomize::Ignore };
    let inputs = load::inputs(args.inputs.named(), search, args.output.check, messages)?;
    let inputs = inject::to_read(inputs, args.output.output_dir.is_some());
    args.output.output.iter().try_for_each(|path| messages.spare(path))?;
    let sink = sinks::open(&args.output, None, &inputs)?;
    let run =
        inject::Run { inputs, compat: Compat::Off, jobs: args.jobs.threads(), stream: args.output.stream };
    let work = |file: &str, document: &Document| uninject(file, document).map(Into::into);
    inject::each(run, sink, messages, work)
}
