//! Documents that were not injected before, where that is known without a tree of all of it.

use super::edited::{Run, differs};
use super::listed::Listed;
use crate::kinds::Unknown;
use crate::pool::Crew;
use crate::processed::{Outlet, Processed, Source, repeated_keys};
use crate::records::comment;
use crate::report::ObjectReport;
use crate::settings::Settings;
use kube_yaml::Result;
use std::mem;

/// Injects a document, unless it was injected before or has to be read as a whole to know that.
///
/// # Errors
/// When the document, or what the template makes of it, is not valid.
pub(super) fn inject(
    settings: &Settings,
    crew: &Crew,
    source: &Source<'_>,
    separator: usize,
    outlet: Option<Outlet<'_>>,
) -> Result<Option<Processed>> {
    if comment::is_carried(source.text) {
        return Ok(None);
    }
    if settings.kinds().pass(source.text) {
        return Ok(Some(Processed::default()));
    }
    let listed = Listed::of(settings.kinds(), source).filter(|listed| !listed.was_injected);
    let Some(mut listed) = listed else { return Ok(None) };
    let said = repeated_keys(source, !listed.places.is_empty(), &listed.repeated);
    let unknown = unknown(settings, source, mem::take(&mut listed.unknown));
    let (asked, style) = (settings.asked(), listed.style);
    let run = Run { settings, crew, source: *source, separator, asked, style, changes: &differs };
    // Whether a comment may follow a last line without an end, only the whole text tells.
    let outlet = outlet.filter(|_| source.text.ends_with('\n'));
    let Some(edited) = run.inject_listed(listed, outlet)? else { return Ok(None) };
    let mut done = edited.write();
    done.warnings.splice(0..0, said);
    tell_unknown(&mut done, unknown);
    Ok(Some(done))
}

/// What is told of the objects with pods whose kinds are not injected.
pub(super) fn unknown(settings: &Settings, source: &Source<'_>, objects: Vec<Unknown>) -> Vec<ObjectReport> {
    let report = |unknown: Unknown| {
        let line = source.line_of(unknown.span);
        ObjectReport::of_unknown(unknown, settings.namespace(), source.file, line)
    };
    objects.into_iter().map(report).collect()
}

/// Tells of them among the others, in the order of the text.
pub(super) fn tell_unknown(done: &mut Processed, unknown: Vec<ObjectReport>) {
    if !unknown.is_empty() {
        done.objects.extend(unknown);
        done.objects.sort_by_key(|object| object.line);
    }
}

#[cfg(test)]
mod tests;
