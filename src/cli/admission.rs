//! AdmissionReviews answered on standard output, one answer a line.

use super::call::Call;
use super::load::{self, Purpose};
use super::messages::Messages;
use super::print;
use crate::args::Admission;
use crate::failure::Failure;
use crate::options::PolicyOf;
use kube_inject::admission;
use std::io::Write;

/// Answers every AdmissionReview of all inputs.
///
/// # Errors
/// When an input is none; nothing has been printed then.
pub(crate) fn run(mut args: Admission, messages: &mut Messages) -> Result<(), Failure> {
    args.config.options.policy = Some(PolicyOf::Webhook);
    let named = args.inputs.named();
    let loaded =
        load::for_run(args.config, &args.cluster, named, Purpose::Answer, &Call::default(), messages)?;
    let mut answers = Vec::new();
    let mut result = Ok(());
    for input in &loaded.inputs {
        for document in kube_inject::documents(loaded.settings.compat(), input.open()?) {
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
