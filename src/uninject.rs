//! The way back: an injected document becomes what it was before.
//!
//! A document that we injected says at its end how to undo that, byte for byte, and does so until somebody changes it
//! (see [`comment`]). JSON cannot carry a comment. There, in a changed document, and in what istioctl or a webhook
//! injected, the records that every injection leaves in the object say what it added: containers, volumes and pull
//! secrets go by the status annotation; overriding containers, probes and prometheus annotations come back from their
//! records; labels and annotations go where their value is the one that injection gives. The rest of the text stays.
//! What such records do not tell is lost: the name of a probe's port, which was resolved to a number, and empty fields.

pub(crate) mod comment;
mod delta;
mod meta;
mod pod;

use crate::error::{Error, Location, Result};
use crate::kinds::{self, Groups, Workload};
use crate::pipeline::Processed;
use crate::report::{ObjectReport, Outcome};
use crate::split::Document;
use crate::writeback;
use crate::yaml;

/// Takes the injection of one document of `file` back.
///
/// # Errors
/// When the document is not valid, or the record of an injection in it is not one.
pub fn uninject(file: &str, document: &Document) -> Result<Processed> {
    let whole = document.text().map_err(|error| error.in_text(file, document.first_line, ""))?;
    let place = |error: Error| error.in_text(file, document.first_line, whole);
    let carried = comment::take_off(whole, document.separator);
    // Nothing but the comment's line is left out, so that places in the text stay the same.
    let text = carried.as_ref().map_or(whole, |carried| carried.without);
    let Some(read) = yaml::parse(text).map_err(place)? else { return Ok(Processed::default()) };
    let mut tree = read.clone();
    let mut done = Processed::default();
    for workload in kinds::find(&read, Groups::Known).map_err(place)? {
        let object = kinds::object_mut(&mut tree, &workload.route);
        let changed = pod::restore(object, &workload)
            .map_err(|e| place(e.object(workload.title()).at(workload.span)))?;
        let line = Location::of(file, document.first_line, whole, workload.span).line;
        done.objects.push(report_of(&workload, file, line, changed));
    }
    done.text = match carried {
        Some(carried) => Some(
            carried
                .original
                .or_else(|| writeback::write(text, &read, &tree))
                .unwrap_or_else(|| carried.without.to_owned()),
        ),
        None => writeback::write(text, &read, &tree),
    };
    Ok(done)
}

fn report_of(workload: &Workload, file: &str, line: usize, changed: bool) -> ObjectReport {
    ObjectReport {
        kind: workload.kind.clone(),
        namespace: workload.namespace.clone(),
        name: workload.name.clone(),
        file: file.to_owned(),
        line,
        outcome: if changed { Outcome::Uninjected } else { Outcome::Unchanged },
        changed,
    }
}
