//! A document as its authors wrote it, whatever injected it since, and what an injection makes of its pods.

use crate::kinds::{self, Workload};
use crate::object;
use crate::pod::Pod;
use crate::processed::Source;
use crate::records::{STATUS, Status, comment, verify};
use crate::report::ObjectReport;
use crate::secrets::Shown;
use crate::settings::Settings;
use crate::uninject;
use kube_yaml::split::{self, Document};
use kube_yaml::{self as yaml, Error, Node, Result};

/// A document, and the same without what an earlier injection left.
pub(crate) struct Authored<'d> {
    file: &'d str,
    first_line: usize,
    lines: Shown<'d>,
    shown: Node,
    workloads: Vec<Workload>,
    authored: Node,
    /// The same workloads in what was authored.
    own: Vec<Workload>,
    /// Whether its comment gives the text back byte for byte.
    pub(crate) undoable: bool,
}

/// A pod that an injection has made.
pub(crate) struct Fresh {
    /// The object, and what became of it.
    pub(crate) report: ObjectReport,
    /// The pod; the author's where it is skipped.
    pub(crate) pod: Pod,
}

impl<'d> Authored<'d> {
    /// Reads a document of `file`; its kinds are those that the settings inject. `None` where it bears no pods.
    ///
    /// # Errors
    /// When it is not valid, or a record of an injection in it is not.
    pub(crate) fn of(settings: &Settings, file: &'d str, document: &'d Document) -> Result<Option<Self>> {
        let first_line = document.first_line;
        let whole = document.text().map_err(|error| error.in_text(file, first_line, ""))?;
        split::check_separators(whole).map_err(|error| error.in_text(file, first_line, whole))?;
        let carried = comment::take_off(whole, document.separator);
        let text = carried.as_ref().map_or(whole, |carried| carried.without);
        let lines = Shown::new(text);
        let place = |error| lines.place(error, file, first_line);
        let Some(shown) = yaml::parse(text).map_err(place)? else { return Ok(None) };
        let kinds = settings.kinds().and_recorded(&settings.kinds().foreign(&shown), STATUS);
        let workloads = kinds::find(&shown, &kinds).map_err(place)?;
        if workloads.is_empty() {
            return Ok(None);
        }
        let original = carried.and_then(|carried| carried.original);
        if let Some(original) = original.filter(|original| verify(&original.text, &shown, &kinds))
            && let Some(authored) = yaml::parse(&original.text).map_err(place)?
        {
            let own = kinds::find(&authored, &kinds).map_err(place)?;
            if own.len() == workloads.len() {
                return Ok(Some(Authored {
                    file,
                    first_line,
                    lines,
                    shown,
                    workloads,
                    authored,
                    own,
                    undoable: true,
                }));
            }
        }
        let mut authored = shown.clone();
        let values = [settings.values().network(), settings.values().cluster_name()];
        for workload in &workloads {
            let object = kinds::object_mut(&mut authored, &workload.route);
            let wrong = |e: Error| place(e.object(workload.title()).at(workload.span));
            if uninject::restore(object, workload, Some(values)).map_err(wrong)?.is_none() {
                uninject::forget_records(object, workload);
            }
        }
        let own = workloads.clone();
        Ok(Some(Authored { file, first_line, lines, shown, workloads, authored, own, undoable: false }))
    }

    fn source(&self) -> Source<'_> {
        Source::new(self.file, self.first_line, &self.lines)
    }

    /// The workloads, with their pods as they stand in the document and as their authors wrote them.
    pub(crate) fn pods(&self) -> impl Iterator<Item = (&Workload, Pod, Pod)> {
        let pods = self.own.iter().zip(&self.workloads);
        pods.map(|(own, workload)| (own, pod_of(&self.shown, workload), pod_of(&self.authored, own)))
    }

    /// The lines of the file that the workloads begin at.
    pub(crate) fn lines(&self) -> impl Iterator<Item = usize> {
        let source = self.source();
        self.workloads.iter().map(move |workload| source.line_of(workload.span))
    }

    /// What a workload's object says of an earlier injection.
    pub(crate) fn status(&self, index: usize) -> Option<Status> {
        let workload = self.workloads.get(index)?;
        Status::in_object(kinds::object(&self.shown, &workload.route)?, workload.pod_path)
    }

    /// The authored object that a workload is of, also where its route leads on to a pod template.
    pub(crate) fn object(&self, index: usize) -> Option<&Node> {
        let route = &self.own.get(index)?.route;
        let prefixes =
            (0..=route.len()).rev().filter_map(|length| kinds::object(&self.authored, &route[..length]));
        prefixes.into_iter().find(|node| node.str_at("kind").is_some())
    }

    /// What an injection makes of each authored pod, or why it cannot be injected.
    pub(crate) fn injected(&self, settings: &Settings) -> Vec<Result<Fresh>> {
        let mut tree = self.authored.clone();
        let source = self.source();
        let each = self.own.iter().zip(&self.workloads).map(|(own, shown)| {
            let mut workload = own.clone();
            let at = || self.lines.location(self.file, self.first_line, shown.span);
            let done = object::treat_all(settings, &source, &mut tree, std::slice::from_mut(&mut workload))
                .map_err(|error| if self.undoable { error.moved_to(at()) } else { error })?;
            let report = done.objects.into_iter().next().expect("one workload has one report");
            Ok(Fresh { report, pod: pod_of(&tree, own) })
        });
        each.collect()
    }
}

fn pod_of(root: &Node, workload: &Workload) -> Pod {
    let object = kinds::object(root, &workload.route);
    object.map_or_else(Pod::empty, |object| workload.pod_path.pod_of(object))
}
