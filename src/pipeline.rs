//! One document through all stages.

use std::borrow::Cow;
use std::io::{self, Read};

use crate::compat;
use crate::context::owner_of;
use crate::error::{Error, Location, Result};
use crate::inject::{inject, mesh_of, validate};
use crate::kinds::{self, Groups, Shape, Workload};
use crate::pod::{Pod, empty_map, map_at};
use crate::policy::{self, Decision, Question};
use crate::reinject::STATUS;
use crate::report::{ObjectReport, Outcome};
use crate::schema;
use crate::settings::{Compat, Settings};
use crate::split::{self, Document};
use crate::uninject::comment;
use crate::vintage;
use crate::writeback;
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

/// The text of a document, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file it is in.
    pub file: &'a str,
    /// The line of the file its first byte is on, from 1.
    pub first_line: usize,
    /// The text.
    pub text: &'a str,
}

/// The documents of a stream.
pub fn documents<R>(compat: Compat, reader: R) -> Box<dyn Iterator<Item = io::Result<Document>> + Send>
where
    R: Read + Send + 'static,
{
    match compat {
        Compat::Off => Box::new(split::documents(reader)),
        Compat::Istioctl => Box::new(compat::documents(reader)),
    }
}

/// Injects one document of `file`.
///
/// One that carries the comment of an earlier injection is taken back by it first.
///
/// # Errors
/// When the document, or what the template makes of it, is not valid.
pub fn process(settings: &Settings, file: &str, document: &Document) -> Result<Processed> {
    let first_line = document.first_line;
    let text = document.text().map_err(|error| error.in_text(file, first_line, ""))?;
    let source = Source { file, first_line, text };
    match settings.compat() {
        Compat::Off => edit_again(settings, &source, document.separator),
        Compat::Istioctl => compat::process(settings, &source),
    }
}

/// Injects a document that may carry the comment of an earlier injection.
fn edit_again(settings: &Settings, source: &Source<'_>, separator: usize) -> Result<Processed> {
    let Some(carried) = comment::take_off(source.text, separator) else {
        return edit(settings, source, separator);
    };
    let text = carried.original.as_deref().unwrap_or(carried.without);
    let mut done = edit(settings, &Source { text, ..*source }, separator)?;
    if carried.original.is_some() {
        for object in done.objects.iter_mut().filter(|object| object.outcome == Outcome::Injected) {
            object.outcome = Outcome::Reinjected;
        }
        compare_with(&mut done, carried.without);
        done.text.get_or_insert_with(|| text.to_owned());
    } else if done.text.is_none() && done.objects.iter().any(|object| object.outcome == Outcome::Reinjected) {
        // Somebody has changed the document, so that the comment counts no more.
        done.text = Some(text.to_owned());
    }
    Ok(done)
}

/// Works what injection changes into the text, whose first `separator` bytes are no part of the document.
fn edit(settings: &Settings, source: &Source<'_>, separator: usize) -> Result<Processed> {
    let place = |error| source.place(error);
    let Some(read) = yaml::parse(source.text).map_err(place)? else { return Ok(Processed::default()) };
    let mut workloads = kinds::find(&read, Groups::Known).map_err(place)?;
    if workloads.is_empty() {
        return Ok(Processed::default());
    }
    let mut tree = read.clone();
    kinds::settle_lists(&mut tree).map_err(place)?;
    let mut done = treat_all(settings, source, &mut tree, &mut workloads)?;
    for (object, workload) in done.objects.iter_mut().zip(&workloads) {
        object.changed = kinds::object(&read, &workload.route) != kinds::object(&tree, &workload.route);
    }
    let edits = writeback::edits(source.text, &read, &tree);
    if edits.is_empty() {
        return Ok(done);
    }
    let written = writeback::written(source.text, edits.clone(), &tree);
    if !writeback::is_json(source.text, &read) {
        done.undo = comment::comment(source.text, &edits, &written, separator);
    }
    done.text = Some(written);
    Ok(done)
}

/// Says of each object whether it differs from the one in `before`, the document as an earlier injection left it.
fn compare_with(done: &mut Processed, before: &str) {
    let after = done.text.as_deref().and_then(|text| yaml::parse(text).ok().flatten());
    let (Some(after), Ok(Some(before))) = (after, yaml::parse(before)) else { return };
    let find = |root| kinds::find(root, Groups::Known).unwrap_or_default();
    let (after_found, before_found) = (find(&after), find(&before));
    for (index, object) in done.objects.iter_mut().enumerate() {
        let part = |root, found: &[Workload]| kinds::object(root, &found.get(index)?.route).cloned();
        object.changed = part(&after, &after_found) != part(&before, &before_found);
    }
}

/// Treats every workload of a document in its place in the tree.
///
/// # Errors
/// When one of them, or what the template makes of it, is not valid.
pub(crate) fn treat_all(
    settings: &Settings,
    source: &Source<'_>,
    tree: &mut Node,
    workloads: &mut [Workload],
) -> Result<Processed> {
    let mut done = Processed::default();
    for workload in workloads {
        let object = kinds::object_mut(tree, &workload.route);
        let outcome = treat(settings, object, workload, &mut done.warnings)
            .map_err(|e| source.place(e.object(workload.title()).at(workload.span)))?;
        let line = Location::of(source.file, source.first_line, source.text, workload.span).line;
        done.objects.push(report_of(settings, workload, source.file, line, outcome));
    }
    done.warnings = done.warnings.into_iter().map(|warning| source.place(warning)).collect();
    Ok(done)
}

impl Source<'_> {
    /// Tells an error where in the file it is.
    #[must_use]
    pub fn place(&self, error: Error) -> Error {
        error.in_text(self.file, self.first_line, self.text)
    }
}

/// Reads an object as its type, decides, and injects its pod.
fn treat(
    settings: &Settings,
    object: &mut Node,
    workload: &mut Workload,
    warnings: &mut Vec<Error>,
) -> Result<Outcome> {
    let title = workload.title();
    warnings.extend(kinds::drop_misplaced(object, workload).into_iter().map(|w| w.object(&title)));
    let mut coerced = Vec::new();
    schema::read(object, workload.ty, &mut coerced)?;
    schema::settle(object, workload.ty);
    workload.settle_name(object);
    vintage::forget(object, workload, settings.release());
    let (meta_path, spec_path) = workload.shape.paths();
    if workload.shape == Shape::RequiredTemplate && object.at(&["spec", "template"]).is_none_or(Node::is_null)
    {
        return Err(Error::new("spec.template is required"));
    }
    // What istioctl looks at of a CronJob.
    let job = (workload.shape == Shape::CronJob)
        .then(|| Pod { meta: copy(object, &["spec", "jobTemplate", "metadata"]), spec: empty_map() });
    let pod = Pod { meta: copy(object, meta_path), spec: copy(object, spec_path) };
    warnings.extend(coerced.iter().map(|c| c.warning().object(&title)));
    let mesh = match mesh_of(settings, &pod) {
        Ok(mesh) => mesh,
        Err(error) => {
            tolerate(workload, warnings, error)?;
            Cow::Borrowed(settings.mesh())
        }
    };
    // A bad annotation there has always been an error.
    if let Some(job) = &job {
        mesh_of(settings, job)?;
    }
    let own = namespace_of(settings, workload);
    let template = pod.meta.str_at("namespace").unwrap_or_default();
    let namespaces = compat::namespaces(settings.compat(), template, own);
    let release = settings.release();
    let question = Question { pod: &pod, job_meta: job.as_ref().map(|job| &job.meta), namespaces, release };
    let (decision, warning) = match settings.webhook() {
        Some(webhook) => policy::webhook::decide(webhook, question, own),
        None => policy::decide(question),
    };
    warnings.extend(warning.map(|w| w.object(&title)));
    // istioctl looks at the template's namespace alone, and so refuses what is wrong in a pod of a system namespace.
    let looked_at = Question { namespaces: [template, ""], ..question };
    if (decision == Decision::Inject || policy::decide(looked_at).0 == Decision::Inject)
        && let Err(error) = validate(settings, &pod)
    {
        tolerate(workload, warnings, error)?;
    }
    if let Decision::Skip(reason) = decision {
        return Ok(Outcome::Skipped(reason));
    }
    job.as_ref().map_or(Ok(()), |job| validate(settings, job))?;
    let again = pod.annotation(STATUS).is_some();
    let injected = inject(settings, &mesh, &pod, &owner_of(workload, &pod, own, release))?;
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

/// The namespace of an object: its own, else the run's.
fn namespace_of<'a>(settings: &'a Settings, workload: &'a Workload) -> &'a str {
    if workload.namespace.is_empty() { settings.namespace() } else { &workload.namespace }
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
    outcome: Outcome,
) -> ObjectReport {
    ObjectReport {
        kind: workload.kind.clone(),
        namespace: namespace_of(settings, workload).to_owned(),
        name: workload.name.clone(),
        file: file.to_owned(),
        line,
        outcome,
        changed: true,
    }
}
