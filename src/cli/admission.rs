//! AdmissionReviews answered on standard output, one answer a line.

use super::call::Call;
use super::load::{self, Purpose};
use super::messages::Messages;
use super::print;
use crate::args::{Admission, Cluster, Config, Inputs};
use crate::failure::Failure;
use crate::options::PolicyOf;
use kube_inject::admission;
use std::io::Write;

/// Answers every AdmissionReview of all inputs.
///
/// # Errors
/// As [`answer`].
pub(crate) fn run(args: Admission, messages: &mut Messages) -> Result<(), Failure> {
    answer(&Call::default(), args.inputs, args.config, &args.cluster, messages)
}

/// The same where a call has begun to read them.
///
/// # Errors
/// When an input is none; nothing has been printed then.
pub(super) fn answer(
    call: &Call,
    inputs: Inputs,
    mut config: Config,
    cluster: &Cluster,
    messages: &mut Messages,
) -> Result<(), Failure> {
    config.options.policy = Some(PolicyOf::Webhook);
    let loaded = load::for_run(config, cluster, inputs.named(), Purpose::Answer, call, messages)?;
    let mut answers = Vec::new();
    let mut result = Ok(());
    for input in &loaded.inputs {
        for document in input.documents(loaded.settings.compat())? {
            let document = document.map_err(|cause| input.unreadable(cause))?;
            match admission(&loaded.settings, input.name(), &document) {
                Ok(answer) => answers.push(answer),
                Err(error) => {
                    messages.error(&error);
                    result = Err(Failure::Reported);
                }
            }
        }
    }
    result.and_then(|()| print(|out| answers.iter().try_for_each(|answer| writeln!(out, "{answer}"))))
}
