//! What was injected before: the earlier sidecar goes out, whoever put it in, and what remains is injected.

use super::{Processed, Source, edit, edit_tree, judge};
use crate::error::{Error, Location, Result, Span};
use crate::kinds::{self, Groups, Workload};
use crate::pod::{PROXY, Pod};
use crate::policy::Decision;
use crate::records::live::is_up_to_date;
use crate::records::{STATUS, comment, verify};
use crate::report::{ObjectReport, Outcome};
use crate::settings::Settings;
use crate::uninject;
use crate::writeback::{self, Local};
use crate::yaml;

/// Injects a document that may carry the comment of an earlier injection.
pub(super) fn inject(settings: &Settings, source: &Source<'_>, separator: usize) -> Result<Processed> {
    let Some(carried) = comment::take_off(source.text, separator) else {
        return replace(settings, source, separator);
    };
    let shown = Source { text: carried.without, ..*source };
    let Some(read) = yaml::parse(shown.text).map_err(|e| shown.place(e))? else {
        return Ok(Processed::default());
    };
    let mut warnings = Vec::new();
    if let Some(original) = carried.original {
        if verify(&original, &read) {
            let mut done = edit(settings, &Source { text: &original, ..shown }, separator, None)?;
            let injected = |object: &ObjectReport| object.outcome == Outcome::Injected;
            // What is skipped stays as it is shown.
            if !done.objects.is_empty() && done.objects.iter().all(injected) {
                done.objects.iter_mut().for_each(|object| object.outcome = Outcome::Reinjected);
                compare_with(&mut done, shown.text);
                return Ok(done);
            }
        } else {
            warnings.push(shown.place(comment::unfounded(source.text, carried.without)));
        }
    }
    let mut done = replace(settings, &shown, separator)?;
    done.warnings.append(&mut warnings);
    Ok(done)
}

/// Takes an earlier injection out by its records and injects what remains; without one, injects.
fn replace(settings: &Settings, source: &Source<'_>, separator: usize) -> Result<Processed> {
    let place = |error| source.place(error);
    let Some(read) = yaml::parse(source.text).map_err(place)? else { return Ok(Processed::default()) };
    let workloads = kinds::find(&read, Groups::Known).map_err(place)?;
    let has_status = |workload: &Workload| {
        kinds::object(&read, &workload.route)
            .is_some_and(|o| workload.shape.pod_of(o).annotation(STATUS).is_some())
    };
    let mut outdated: Vec<bool> = workloads.iter().map(has_status).collect();
    if !outdated.contains(&true) {
        return edit_tree(settings, source, separator, (&read, workloads), None);
    }
    let values = [settings.values().network(), settings.values().cluster_name()];
    let mut tree = read.clone();
    let mut warnings = Vec::new();
    let mut lines = Vec::new();
    for (workload, outdated) in workloads.iter().zip(&mut outdated) {
        let wrong = |e: Error| place(e.object(workload.title()).at(workload.span));
        lines.push(source.line_of(workload.span));
        let object = kinds::object_mut(&mut tree, &workload.route);
        let judged =
            judge(settings, &mut object.clone(), &mut workload.clone(), &mut warnings).map_err(wrong)?;
        *outdated &= judged.decision == Decision::Inject;
        if !*outdated {
            continue;
        }
        match uninject::restore(object, workload, Some(values)).map_err(wrong)? {
            Some(lost) => warnings.extend(lost),
            None => {
                *outdated = false;
                warnings.push(unreadable_status(&judged.pod).object(workload.title()));
                let (meta, _) = workload.shape.paths();
                let meta = meta.iter().try_fold(object, |node, key| node.get_mut(key));
                meta.and_then(|meta| meta.get_mut("annotations")?.as_map_mut()?.remove(STATUS));
            }
        }
    }
    let base = writeback::write(source.text, &read, &tree);
    let base = Source { text: base.as_deref().unwrap_or(source.text), ..*source };
    let style = Local::of(source.text, &read);
    let mut done = edit(settings, &base, separator, Some(style)).map_err(|error| {
        let at = workloads.iter().find(|w| error.object_name() == Some(&w.title()));
        error.moved_to(Location::of(
            source.file,
            source.first_line,
            source.text,
            at.map_or(Span::NONE, |w| w.span),
        ))
    })?;
    if done
        .objects
        .iter()
        .zip(&outdated)
        .any(|(object, outdated)| *outdated && object.outcome != Outcome::Injected)
    {
        // The release takes what is the author's own for the sidecar.
        (done.text, done.undo) = (None, None);
    }
    for ((object, line), injected) in done.objects.iter_mut().zip(lines).zip(outdated) {
        object.line = line;
        if injected && object.outcome == Outcome::Injected {
            object.outcome = Outcome::Reinjected;
        }
    }
    compare_with(&mut done, source.text);
    if done.objects.iter().all(|object| !object.changed) {
        (done.text, done.undo) = (None, None);
    }
    // What was said of the text in between is the same, at other lines.
    done.warnings = warnings.into_iter().map(place).collect();
    Ok(done)
}

/// Says of each object whether it means anything else than in `before`, the document as an earlier injection left it.
fn compare_with(done: &mut Processed, before: &str) {
    let after = done.text.as_deref().and_then(|text| yaml::parse(text).ok().flatten());
    let (Some(after), Ok(Some(before))) = (after, yaml::parse(before)) else { return };
    let find = |root| kinds::find(root, Groups::Known).unwrap_or_default();
    let (after_found, before_found) = (find(&after), find(&before));
    for (object, (now, was)) in done.objects.iter_mut().zip(after_found.iter().zip(&before_found)) {
        let objects = (kinds::object(&after, &now.route), kinds::object(&before, &was.route));
        let (Some(after), Some(before)) = objects else { continue };
        object.changed = after != before
            && !(object.outcome == Outcome::Reinjected
                && is_up_to_date(&was.shape.pod_of(before), &now.shape.pod_of(after)));
    }
}

/// What is said of a status that tells of no injection.
fn unreadable_status(pod: &Pod) -> Error {
    let at = pod.annotations().and_then(|a| a.get(STATUS)).map_or(Span::NONE, |node| node.span);
    let proxy = if pod.any_container(PROXY).is_some() { ": istio-proxy is taken for your own" } else { "" };
    Error::new(format!("annotation {STATUS} does not name what was injected{proxy}"))
        .at(at)
        .help("take an earlier sidecar and the annotation out by hand")
}
