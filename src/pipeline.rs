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
/// # Errors
/// When the document, or what the template makes of it, is not valid.
pub fn process(settings: &Settings, file: &str, document: &Document) -> Result<Processed> {
    let first_line = document.first_line;
    let text = document.text().map_err(|error| error.in_text(file, first_line, ""))?;
    let source = Source { file, first_line, text };
    match settings.compat() {
        Compat::Off => edit(settings, &source),
        Compat::Istioctl => compat::process(settings, &source),
    }
}

/// Works what injection changes into the text.
fn edit(settings: &Settings, source: &Source<'_>) -> Result<Processed> {
    let place = |error| source.place(error);
    let Some(read) = yaml::parse(source.text).map_err(place)? else { return Ok(Processed::default()) };
    let workloads = kinds::find(&read, Groups::Known).map_err(place)?;
    if workloads.is_empty() {
        return Ok(Processed::default());
    }
    let mut tree = read.clone();
    kinds::settle_lists(&mut tree).map_err(place)?;
    let mut done = treat_all(settings, source, &mut tree, &workloads)?;
    done.text = writeback::write(source.text, &read, &tree);
    Ok(done)
}

/// Treats every workload of a document in its place in the tree.
///
/// # Errors
/// When one of them, or what the template makes of it, is not valid.
pub(crate) fn treat_all(
    settings: &Settings,
    source: &Source<'_>,
    tree: &mut Node,
    workloads: &[Workload],
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
    let template = pod.meta.str_at("namespace").unwrap_or_default();
    let namespaces = compat::namespaces(settings.compat(), template, own);
    let (decision, warning) = match settings.webhook() {
        Some(webhook) => policy::webhook::decide(webhook, &pod, own),
        None => policy::decide(Question { pod: &pod, job_meta: job_meta.as_ref(), namespaces }),
    };
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
    outcome: Outcome,
) -> ObjectReport {
    let own = if workload.namespace.is_empty() { settings.namespace() } else { &workload.namespace };
    ObjectReport {
        kind: workload.kind.clone(),
        namespace: own.to_owned(),
        name: workload.name.clone(),
        file: file.to_owned(),
        line,
        outcome,
    }
}
