//! What two configurations inject, compared on standard output for people or programs.

mod report;
mod sides;

use super::call::Call;
use super::load::{self, Sides};
use super::messages::Messages;
use super::{inject, print};
use crate::args::{Compare, ReportFormat};
use crate::failure::Failure;
use kube_inject::{Compared, Side, compare};
use std::io::Write;

/// Compares both configurations on every pod of the inputs.
///
/// # Errors
/// When something differs, or anything is wrong; what could be compared has been told then.
pub(crate) fn run(args: Compare, messages: &mut Messages) -> Result<(), Failure> {
    let (report, diff) = (args.report, args.diff);
    let (named, cluster) = (args.inputs.named(), args.cluster);
    let call = Call::begin(&named)?;
    let budget = args.config.limits.budget();
    let options = sides::of(args.config, [args.old, args.new], args.old_revision, &named, messages)?;
    let sides = load::for_both(options, budget, &cluster, named, &call, messages)?;
    let mut result = Ok(());
    let mut compared = Vec::new();
    for input in sides.inputs.iter().filter(|input| !input.is_left_alone()) {
        for document in kube_inject::documents(sides.settings[0].compat(), input.open()?) {
            let document = document.map_err(|cause| input.unreadable(cause))?;
            let [old, new] = &sides.settings;
            match compare(old, new, input.name(), &document) {
                Ok(more) => compared.extend(more),
                Err(error) => match inject::passed_over(input, &document, error) {
                    Ok(warning) => warning.iter().try_for_each(|warning| messages.warning(warning))?,
                    Err(error) => {
                        messages.error(&error);
                        result = Err(Failure::Reported);
                    }
                },
            }
        }
    }
    // What neither can inject is no difference, and still wrong.
    for pod in &compared {
        if let [Side::Failed(_), Side::Failed(error)] = &pod.sides {
            messages.error(error);
            result = Err(Failure::Reported);
        }
    }
    tell(&sides, &compared, report, diff)?;
    match result {
        Ok(()) if compared.iter().any(Compared::differs) => Err(Failure::Found),
        result => result,
    }
}

fn tell(
    sides: &Sides,
    compared: &[Compared],
    format: Option<ReportFormat>,
    diff: bool,
) -> Result<(), Failure> {
    match format {
        Some(ReportFormat::Json) => print(|out| writeln!(out, "{:#}", report::json(sides, compared))),
        None if diff => print(|out| write!(out, "{}", report::diff(compared))),
        None => print(|out| write!(out, "{}", report::text(sides, compared))),
    }
}
