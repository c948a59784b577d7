//! What two configurations inject, compared on standard output for people or programs.

mod report;
mod sides;

use super::call::Call;
use super::files::Files;
use super::load::{self, Sides};
use super::messages::Messages;
use super::report::upgrade;
use super::{documents, print};
use crate::args::{Compare, Format, ReportTo};
use crate::failure::Failure;
use crate::sinks::Beside;
use crate::sources::Input;
use crate::terminal;
use kube_inject::{Compared, Document, Side, compare};
use std::io::Write;

/// Compares both configurations on every pod of the inputs.
///
/// # Errors
/// When something differs, or anything is wrong; what could be compared has been told then.
pub(crate) fn run(args: Compare, messages: &mut Messages) -> Result<(), Failure> {
    let (report, diff) = (args.report, args.diff);
    let reports = files(&report, diff)?;
    let (named, cluster) = (args.inputs.named(), args.cluster);
    let call = Call::begin(&named)?;
    let budget = args.config.limits.budget();
    let options = sides::of(args.config, [args.old, args.new], args.old_revision, &named, messages)?;
    let sides = load::for_both(options, budget, &cluster, named, &call, messages)?;
    let read = sides.inputs.iter().filter_map(Input::path).chain(sides.files.iter().flat_map(Files::paths));
    read.into_iter().try_for_each(|path| reports.iter().try_for_each(|(_, file)| file.spare(path)))?;
    let [old, new] = &sides.settings;
    let work = |file: &str, document: &Document| compare(old, new, file, document);
    let (compared, mut result) = documents::examined(&sides.inputs, old.compat(), messages, work)?;
    // What neither can inject is no difference, and still wrong.
    for pod in &compared {
        if let [Side::Failed(_), Side::Failed(error)] = &pod.sides {
            messages.error(error);
            result = Err(Failure::Reported);
        }
    }
    let told = tell(&sides, &compared, &report, diff, reports);
    result = Failure::both(result, told);
    match result {
        Ok(()) if compared.iter().any(Compared::differs) => Err(Failure::Found),
        result => result,
    }
}

/// The files of the reports that have one.
///
/// # Errors
/// When reports cannot be written where they are to be.
fn files(asked: &[ReportTo], diff: bool) -> Result<Vec<(Format, Beside)>, Failure> {
    let on_stdout = asked.iter().filter(|report| report.file.is_none());
    match on_stdout.map(|report| report.format).collect::<Vec<_>>()[..] {
        [] => {}
        [Format::Json] if !diff => {}
        [Format::Html] => return Err(Failure::usage("a page needs a file: --report html=report.html")),
        _ => return Err(Failure::usage("standard output takes one of --diff and a report without a file")),
    }
    let open = |report: &ReportTo| Some((report.format, Beside::open(report.file.as_deref()?)));
    asked.iter().filter_map(open).map(|(format, file)| Ok((format, file?))).collect()
}

fn tell(
    sides: &Sides,
    compared: &[Compared],
    asked: &[ReportTo],
    diff: bool,
    files: Vec<(Format, Beside)>,
) -> Result<(), Failure> {
    let json = || terminal::json(&format!("{:#}\n", report::json(sides, compared)));
    let printed = match asked.iter().any(|report| report.file.is_none()) {
        true => print(|out| write!(out, "{}", json())),
        false if diff => print(|out| write!(out, "{}", report::diff(compared))),
        false => print(|out| write!(out, "{}", report::text(sides, compared))),
    };
    files.into_iter().fold(printed, |result, (format, mut file)| {
        file.add(&match format {
            Format::Html => upgrade(report::configuration(sides), compared),
            _ => json(),
        });
        Failure::both(result, file.put())
    })
}
