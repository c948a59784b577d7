//! One document through all stages.

use std::borrow::Cow;

use crate::context::owner_of;
use crate::error::{Error, Result};
use crate::inject::{inject, mesh_of, validate};
use crate::kinds::{self, Groups, Shape, Workload};
use crate::pod::{Pod, empty_map, map_at};
use crate::policy::{self, Decision, Question};
use crate::reinject::STATUS;
use crate::report::{ObjectReport, Outcome};
use crate::schema;
use crate::settings::Settings;
use crate::split::Document;
use crate::uninject::comment;
use crate::writeback::{self, Local};
use crate::yaml::{self, Node};

/// What became of one document.
#[derive(Clone, Debug, Default)]
pub struct Processed {
    /// The new text; `None` when the document stays exactly as read.
    pub text: Option<String>,
    /// Its objects.
    pub objects: Vec<ObjectReport>,
    /// What deserves a word but stops nothing.
    pub warnings: Vec<Error>,
    /// The comment that takes the injection back, to be put at the end of `text`; JSON can carry none.
    pub undo: Option<String>,
}

impl Processed {
    /// The same with the comment that takes the injection back at the end of the text.
    #[must_use]
    pub fn with_undo_comment(mut self) -> Self {
        if let Some(comment) = self.undo.take() {
            self.text = self.text.map(|text| comment::append(text, &comment));
        }
        self
    }
}

/// Injects one document of `file`.
///
/// One that carries the comment of an earlier injection is taken back by it first.
///
/// # Errors
/// When the document, or what the template makes of it, is not valid.
pub fn process(settings: &Settings, file: &str, document: &Document) -> Result<Processed> {
    let whole = document.text().map_err(|error| error.in_text(file, document.first_line, ""))?;
    let Some(carried) = comment::take_off(whole, document.separator) else {
        return process_text(settings, file, document, whole);
    };
    let text = carried.original.as_deref().unwrap_or(carried.without);
    let mut done = process_text(settings, file, document, text)?;
    if carried.original.is_some() {
        for object in done.objects.iter_mut().filter(|object| object.outcome == Outcome::Injected) {
            object.outcome = Outcome::Reinjected;
        }
        compare_with(&mut done, carried.without);
        done.text.get_or_insert_with(|| text.to_owned());
    } else if done.text.is_none() && done.objects.iter().any(|object| object.outcome == Outcome::Reinjected) {
        // The comment counts no more, and would only grow old beside the next one.
        done.text = Some(text.to_owned());
    }
    Ok(done)
}

fn process_text(settings: &Settings, file: &str, document: &Document, text: &str) -> Result<Processed> {
    let place = |error: Error| error.in_text(file, document.first_line, text);
    let Some(read) = yaml::parse(text).map_err(place)? else { return Ok(Processed::default()) };
    let workloads = kinds::find(&read, settings.groups()).map_err(place)?;
    if workloads.is_empty() {
        return Ok(Processed::default());
    }
    let mut tree = read.clone();
    kinds::settle_lists(&mut tree).map_err(place)?;
    let mut done = Processed::default();
    for workload in &workloads {
        let object = kinds::object_mut(&mut tree, &workload.route);
        let outcome = treat(settings, object, workload, &mut done.warnings)
            .map_err(|e| place(e.object(workload.title()).at(workload.span)))?;
        let line = crate::error::Location::of(file, document.first_line, text, workload.span).line;
        let changed = kinds::object(&read, &workload.route) != Some(&*object);
        done.objects.push(report_of(settings, workload, file, line, (outcome, changed)));
    }
    done.warnings = done.warnings.into_iter().map(place).collect();
    let edits = writeback::edits(text, &read, &tree);
    if edits.is_empty() {
        return Ok(done);
    }
    let written = writeback::written(text, edits.clone(), &tree);
    let fresh = done.objects.iter().all(|object| object.outcome != Outcome::Reinjected);
    if fresh && !Local::of(text, &read).json {
        done.undo = comment::comment(text, &edits, &written, document.separator);
    }
    done.text = Some(written);
    Ok(done)
}

/// Says of each object whether it differs from the one in `before`, the document as an earlier injection left it.
fn compare_with(done: &mut Processed, before: &str) {
    let after = done.text.as_deref().and_then(|text| yaml::parse(text).ok().flatten());
    let (Some(after), Ok(Some(before))) = (after, yaml::parse(before)) else { return };
    let find = |root| kinds::find(root, Groups::Any).unwrap_or_default();
    let (after_found, before_found) = (find(&after), find(&before));
    for (index, object) in done.objects.iter_mut().enumerate() {
        let part = |root, found: &[Workload]| kinds::object(root, &found.get(index)?.route).cloned();
        object.changed = part(&after, &after_found) != part(&before, &before_found);
    }
}

/// Reads an object as its type, decides, and injects its pod.
fn treat(
    settings: &Settings,
    object: &mut Node,
    workload: &Workload,
    warnings: &mut Vec<Error>,
) -> Result<Outcome> {
    let title = workload.title();
    warnings.extend(kinds::drop_misplaced(object, workload).into_iter().map(|w| w.object(&title)));
    let mut coerced = Vec::new();
    schema::read(object, workload.ty, &mut coerced)?;
    schema::settle(object, workload.ty);
    let (meta_path, spec_path) = workload.shape.paths();
    if workload.shape == Shape::RequiredTemplate && object.at(&["spec", "template"]).is_none_or(Node::is_null)
    {
        return Err(Error::new("spec.template is required"));
    }
    let job_meta = match workload.shape {
        Shape::CronJob => object.at(&["spec", "jobTemplate", "metadata"]).cloned(),
        _ => None,
    };
    let pod = Pod { meta: copy(object, meta_path), spec: copy(object, spec_path) };
    warnings.extend(coerced.iter().map(|c| c.warning().object(&title)));
    let mesh = match mesh_of(settings, &pod) {
        Ok(mesh) => mesh,
        Err(error) => {
            tolerate(workload, warnings, error)?;
            Cow::Borrowed(settings.mesh())
        }
    };
    let own = if workload.namespace.is_empty() { settings.namespace() } else { &workload.namespace };
    let namespaces = [pod.meta.str_at("namespace").unwrap_or_default(), own];
    let (decision, warning) = policy::decide(Question { pod: &pod, job_meta: job_meta.as_ref(), namespaces });
    warnings.extend(warning.map(|w| w.object(&title)));
    if let Decision::Skip(reason) = decision {
        return Ok(Outcome::Skipped(reason));
    }
    if let Err(error) = validate(settings, &pod) {
        tolerate(workload, warnings, error)?;
    }
    let again = pod.annotation(STATUS).is_some();
    let injected = inject(settings, &mesh, &pod, &owner_of(workload, &pod, own))?;
    put(object, meta_path, injected.meta);
    put(object, spec_path, injected.spec);
    Ok(if again { Outcome::Reinjected } else { Outcome::Injected })
}

/// Makes an error in a CronJob's pod annotations a warning: istioctl does not look at them, so a bad one there has gone
/// unnoticed until now.
fn tolerate(workload: &Workload, warnings: &mut Vec<Error>, error: Error) -> Result<()> {
    if workload.shape != Shape::CronJob {
        return Err(error);
    }
    warnings.push(error.object(workload.title()));
    Ok(())
}

/// The map at a path; an empty one where there is none.
fn copy(object: &Node, path: &[&str]) -> Node {
    object.at(path).filter(|n| n.as_map().is_some()).cloned().unwrap_or_else(empty_map)
}

fn put(object: &mut Node, path: &[&str], part: Node) {
    let Some((last, parents)) = path.split_last() else { return };
    let mut node = object;
    for key in parents {
        map_at(node, key);
        node = node.get_mut(key).expect("map_at has just made it");
    }
    map_at(node, last);
    if let Some(slot) = node.get_mut(last) {
        slot.value = part.value;
    }
}

fn report_of(
    settings: &Settings,
    workload: &Workload,
    file: &str,
    line: usize,
    (outcome, changed): (Outcome, bool),
) -> ObjectReport {
    let own = if workload.namespace.is_empty() { settings.namespace() } else { &workload.namespace };
    ObjectReport {
        kind: workload.kind.clone(),
        namespace: own.to_owned(),
        name: workload.name.clone(),
        file: file.to_owned(),
        line,
        outcome,
        changed,
    }
}
