//! What was injected before: the earlier sidecar goes out, whoever put it in, and what remains is injected.

use super::edited::{Changes, Edited, Run, afresh, differs, versions};
use super::first::{tell_unknown, unknown};
use crate::kinds::{self, Kinds, Workload};
use crate::object::judge;
use crate::pod::{PROXY, Pod};
use crate::policy::Decision;
use crate::pool::Crew;
use crate::processed::{Processed, Source, repeated_keys};
use crate::records::comment::Original;
use crate::records::live::is_up_to_date;
use crate::records::{STATUS, Status, comment, verify};
use crate::report::Outcome;
use crate::secrets::Shown;
use crate::settings::Settings;
use crate::uninject;
use crate::warning::Code;
use kube_yaml::writeback::{self, DocStyle, Edit};
use kube_yaml::{self as yaml, Error, Location, Node, Result, Span};
use std::collections::{HashMap, HashSet};

/// Injects a document that may have been injected before, and may carry the comment of that.
pub(super) fn inject(
    settings: &Settings,
    crew: &Crew,
    source: &Source<'_>,
    separator: usize,
) -> Result<Processed> {
    let carried = comment::take_off(source.text, separator);
    let lines = Shown::new(carried.as_ref().map_or(source.text, |carried| carried.without));
    let shown = source.with(&lines);
    let comment = carried.as_ref().map(|carried| carried.comment);
    let original = carried.and_then(|carried| carried.original);
    let restored = original.as_ref().map(|original| Shown::new(&original.text));
    let afresh = restored.as_ref().and_then(|lines| afresh(settings, crew, source.with(lines), separator));
    if let Some(done) = afresh.as_ref().and_then(|afresh| afresh.as_shown(&shown)) {
        return Ok(done);
    }
    let place = |error| shown.place(error);
    let mut repeated = Vec::new();
    let read = yaml::parse_noting(shown.text, &mut repeated).map_err(place)?;
    let Some(read) = read else { return Ok(Processed::default()) };
    // What was injected once goes on being injected, whatever its kind.
    let foreign = settings.kinds().foreign(&read);
    let kinds = settings.kinds().and_recorded(&foreign, STATUS);
    let workloads = kinds::find(&read, &kinds).map_err(place)?;
    let unknown = unknown(settings, &shown, kinds.unknown(&foreign));
    let said = repeated_keys(&shown, !workloads.is_empty(), &repeated);
    let founded = original.as_ref().is_some_and(|original| verify(&original.text, &read, &kinds));
    let unfounded =
        (original.is_some() && !founded).then(|| place(comment::unfounded(source.text, shown.text)));
    let before = Before { settings, crew, source: shown, separator, read, workloads, kinds: &kinds };
    let done = before.inject(original.as_ref().filter(|_| founded), afresh)?;
    let mut done = done.behind(comment.as_slice());
    done.warnings.extend(unfounded);
    done.warnings.splice(0..0, said);
    tell_unknown(&mut done, unknown);
    Ok(done)
}

/// Whether a workload has the status annotation of an injection.
fn has_status(root: &Node, workload: &Workload) -> bool {
    kinds::object(root, &workload.route).is_some_and(|object| Status::stands_in(object, workload.pod_path))
}

/// A document as an earlier injection left it.
struct Before<'a> {
    settings: &'a Settings,
    crew: &'a Crew,
    source: Source<'a>,
    separator: usize,
    read: Node,
    workloads: Vec<Workload>,
    kinds: &'a Kinds,
}

impl<'a> Before<'a> {
    /// Injects what there is without the earlier injection, which the `original` is where the comment brings it; injecting that
    /// `afresh` is done where it could be.
    fn inject(self, original: Option<&Original>, afresh: Option<Edited<'_>>) -> Result<Processed> {
        if self.workloads.is_empty() {
            return Ok(Processed::default());
        }
        if !self.workloads.iter().any(|workload| has_status(&self.read, workload)) {
            let edited = self.run(&self.source, &differs).inject(self.read, self.workloads)?;
            return Ok(edited.write());
        }
        if let Some(original) = original
            && let Some(done) = self.again(&original.text, None, afresh)?
        {
            return Ok(done.behind(&original.changes));
        }
        self.replace()
    }

    /// The run that injects another text of the same place, in the style of this one.
    fn run<'r>(&self, source: &Source<'r>, changes: &'r Changes<'r>) -> Run<'r>
    where
        'a: 'r,
    {
        let style = DocStyle::of(self.source.text, &self.read);
        let Before { settings, crew, separator, .. } = *self;
        Run { settings, crew, source: *source, separator, asked: settings.asked(), style, changes }
    }

    /// Takes the earlier injection out by its records and injects what remains.
    fn replace(&self) -> Result<Processed> {
        let settings = self.settings;
        let place = |error| self.source.place(error);
        let values = [settings.values().network(), settings.values().cluster_name()];
        let mut tree = self.read.clone();
        let mut warnings = Vec::new();
        let mut taken_out = vec![false; self.workloads.len()];
        for (workload, taken_out) in self.workloads.iter().zip(&mut taken_out) {
            let wrong = |e: Error| place(e.object(workload.title()).at(workload.span));
            let object = kinds::object_mut(&mut tree, &workload.route);
            let judged =
                judge(settings, &mut object.clone(), &mut workload.clone(), &mut warnings).map_err(wrong)?;
            if judged.decision != Decision::Inject || !has_status(&self.read, workload) {
                continue;
            }
            match uninject::restore(object, workload, Some(values)).map_err(wrong)? {
                Some(lost) => {
                    warnings.extend(lost);
                    *taken_out = true;
                }
                None => {
                    warnings.push(unreadable_status(&judged.pod).object(workload.title()));
                    uninject::forget_records(object, workload);
                }
            }
        }
        let edits = writeback::edits(self.source.text, &self.read, &tree);
        let base = writeback::written(self.source.text, &edits, &tree);
        drop(tree);
        let changes: Vec<_> = edits.iter().map(Edit::change).collect();
        let done = self.again(&base, Some(&taken_out), None)?.unwrap_or_default();
        let mut done = done.behind(&changes);
        // What was said of both texts is said once, at the lines of the one that is shown.
        let shown: Vec<Error> = warnings.into_iter().map(place).collect();
        let said: HashSet<_> = shown.iter().map(|s| (s.cause(), s.object_name())).collect();
        done.warnings.retain(|w| !said.contains(&(w.cause(), w.object_name())));
        done.warnings.splice(0..0, shown);
        Ok(done)
    }

    /// Injects `base`, which is the document without its injection, unless that has been done `afresh`; where the records
    /// decided, they have `taken_out` the sidecar of these objects. Where nothing but spelling would change the document is
    /// left as it is. `None` where the comment would take the sidecar of an object that is skipped now.
    fn again(
        &self,
        base: &str,
        taken_out: Option<&[bool]>,
        afresh: Option<Edited<'_>>,
    ) -> Result<Option<Processed>> {
        let was = |index: usize| {
            let workload = self.workloads.get(index)?;
            Some((workload.pod_path, kinds::object(&self.read, &workload.route)?))
        };
        let changes = |index, before: &Node, now: &Node, outcome: &Outcome| match was(index) {
            Some((path, was)) => {
                let injected = *outcome == Outcome::Injected;
                match (now != was, injected) {
                    (true, true) => {
                        let (was, now) = (path.pod_of(was), path.pod_of(now));
                        let changed = !is_up_to_date(&was, &now);
                        (changed, versions(&was, &now).filter(|_| changed))
                    }
                    (changed, _) => (changed, None),
                }
            }
            None => (before != now, None),
        };
        let lines;
        let style = DocStyle::of(self.source.text, &self.read);
        let edited = match afresh.and_then(|afresh| afresh.compared(style, &changes)) {
            Some(edited) => Some(edited),
            None => {
                lines = Shown::new(base);
                self.injected(self.source.with(&lines), &changes)?
            }
        };
        let Some(edited) = edited else { return Ok(None) };
        Ok(self.shown(edited, taken_out))
    }

    /// Injects the text that is without an earlier injection; `None` where it says nothing.
    fn injected<'r>(&self, source: Source<'r>, changes: &'r Changes<'r>) -> Result<Option<Edited<'r>>>
    where
        'a: 'r,
    {
        let Some(read) = yaml::parse(source.text).map_err(|e| source.place(e))? else { return Ok(None) };
        let workloads = kinds::find(&read, self.kinds).map_err(|e| source.place(e))?;
        let edited = self.run(&source, changes).inject(read, workloads).map_err(|error| {
            let titled = titled(&self.workloads);
            let placed = error.clone().into_all().map(|error| self.placed_here(error, &titled));
            Error::of_all(placed).unwrap_or(error)
        })?;
        Ok(Some(edited))
    }

    /// What has become of the document as it is shown; see [`again`](Self::again).
    fn shown(&self, mut edited: Edited<'_>, taken_out: Option<&[bool]>) -> Option<Processed> {
        let said = std::mem::take(&mut edited.done.warnings);
        if !said.is_empty() {
            let titled = titled(&self.workloads);
            edited.done.warnings = said.into_iter().map(|w| self.placed_here(w, &titled)).collect();
        }
        let mut changes = false;
        for (index, (object, workload)) in edited.done.objects.iter_mut().zip(&self.workloads).enumerate() {
            object.line = self.source.line_of(workload.span);
            let injected = object.outcome == Outcome::Injected;
            if injected && taken_out.is_none_or(|taken_out| taken_out[index]) {
                object.outcome = Outcome::Reinjected;
            }
            changes |= object.changed;
            if object.changed && !injected {
                // What is skipped stays as it is shown, with the sidecar that it has.
                for object in &mut edited.done.objects {
                    (object.changed, object.versions) = (false, None);
                }
                return taken_out.map(|_| edited.unwritten());
            }
        }
        Some(match changes {
            true => edited.write(),
            false => edited.unwritten(),
        })
    }

    /// Puts an error of the text in between to the same line of the object that it is about, as it is shown, or else to
    /// where that object begins. The workloads are there by their titles.
    fn placed_here(&self, error: Error, titled: &HashMap<String, &Workload>) -> Error {
        let span = error.object_name().and_then(|name| titled.get(name)).map_or(Span::NONE, |w| w.span);
        let Source { file, first_line, lines, .. } = self.source;
        let mut location = lines.location(file, first_line, span);
        if let Some(at) = error.location().filter(|at| !at.excerpt.is_empty())
            && let Some(below) = self.source.lines_of(span).position(|line| at.is_of(line))
        {
            location = Location { line: location.line + below, ..at.clone() };
        }
        error.moved_to(location)
    }
}

/// The first of the workloads with each title.
fn titled(workloads: &[Workload]) -> HashMap<String, &Workload> {
    workloads.iter().rev().map(|workload| (workload.title(), workload)).collect()
}

/// What is said of a status that tells of no injection.
fn unreadable_status(pod: &Pod) -> Error {
    let at = pod.annotations().and_then(|a| a.get(STATUS)).map_or(Span::NONE, |node| node.span);
    let proxy = if pod.any_container(PROXY).is_some() {
        ": istio-proxy is treated as your own container"
    } else {
        ""
    };
    Code::StatusAnnotation
        .warn(format!("annotation {STATUS} does not list what was injected{proxy}"))
        .at(at)
        .help("remove the earlier sidecar and the annotation by hand")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{documents, process};
    use crate::settings::{Compat, Sources};

    const POD: &str =
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p   # mine\nspec:\n  containers:\n  - {name: a}\n";

    fn processed(image: &str, text: &str) -> Processed {
        let template = format!("spec: {{containers: [{{name: istio-proxy, image: {image}}}]}}");
        let inject_config = Some(("inject-config", template.as_str()));
        let settings = Settings::load(Sources { inject_config, ..Sources::default() }).unwrap();
        let mut documents = documents(Compat::Off, std::io::Cursor::new(text.to_owned()));
        process(&settings, "-", &documents.next().unwrap().unwrap()).unwrap()
    }

    fn injected(image: &str, text: &str) -> String {
        processed(image, text).text.unwrap()
    }

    #[test]
    fn what_is_up_to_date_stays_as_it_is() {
        for before in [injected("one", POD), processed("one", POD).with_undo_comment().text.unwrap()] {
            let again = processed("one", &before);
            let objects: Vec<_> = again.objects.iter().map(|o| (o.outcome.code(), o.changed)).collect();
            assert_eq!((again.text, objects), (None, vec![("reinjected", false)]), "{before}");
        }
    }

    #[test]
    fn comment_changes_nothing_of_what_is_told() {
        let second = POD.replace("name: p   # mine", "name: q");
        let items: String =
            [POD, &second].map(|pod| format!("- {}\n", pod.trim_end().replace('\n', "\n  "))).concat();
        let list = format!("apiVersion: v1\nkind: List\nitems:\n{items}");
        for text in [POD, POD.trim_end(), &POD.replace('\n', "\r\n"), &list] {
            let told = |text: &str| {
                let done = processed("one", text);
                (done.text, done.warnings, done.objects)
            };
            let commented = processed("one", text).with_undo_comment().text.unwrap();
            assert_eq!(told(&commented), told(&injected("one", text)), "{text}");
        }
    }

    #[test]
    fn upgrade_is_what_a_fresh_injection_is() {
        let fresh = processed("two", POD).with_undo_comment().text.unwrap();
        let before = processed("one", POD).with_undo_comment().text.unwrap();
        let again = processed("two", &before);
        assert!(again.objects[0].changed);
        assert_eq!(again.with_undo_comment().text.unwrap(), fresh);
    }

    #[test]
    fn cron_job_that_istioctl_injected_is_injected_afresh() {
        // istioctl writes its annotations to the job template.
        let status = r#"'{"initContainers":[],"containers":["istio-proxy"],"volumes":[]}'"#;
        let before = format!(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: p}}\nspec:\n  schedule: '@daily'\n  jobTemplate:\n    metadata:\n      \
             annotations: {{{STATUS}: {status}}}\n    spec:\n      template:\n        spec:\n          containers:\n          \
             - {{name: a, image: a}}\n          - {{name: istio-proxy, image: one, tty: true}}\n"
        );
        let once = processed("two", &before);
        assert_eq!(once.objects[0].outcome.code(), "reinjected", "{}", once.objects[0]);
        let once = once.with_undo_comment().text.unwrap();
        assert!(!once.contains("tty") && once.contains("two"), "{once}");
        assert_eq!(processed("two", &once).text, None);
    }

    #[test]
    fn skipped_now_keeps_the_sidecar_it_has() {
        let before = injected("one", POD).replace("spec:\n", "spec:\n  hostNetwork: true\n");
        let again = processed("two", &before);
        assert_eq!((again.text, again.objects[0].outcome.code()), (None, "skipped"));
    }

    #[test]
    fn status_that_tells_of_nothing_is_told_of_and_replaced() {
        let text = POD.replace("spec:\n", &format!("  annotations: {{{STATUS}: nonsense}}\nspec:\n"));
        let done = processed("one", &text);
        assert_eq!(done.objects[0].outcome.code(), "injected");
        assert!(done.warnings.iter().any(|w| w.cause().contains(STATUS)), "{:?}", done.warnings);
        let new = done.text.unwrap();
        assert!(!new.contains("nonsense") && new.contains("istio-proxy"), "{new}");
        let overridden = r#"proxy.istio.io/overrides: '{"containers":[{"name":"istio-proxy"}]}'"#;
        let own = text.replace(": nonsense}", &format!(": nonsense, {overridden}}}"));
        let own = own.replace("- {name: a}", "- {name: a}\n  - {name: istio-proxy, image: auto, tty: true}");
        let once = processed("one", &own).text.unwrap();
        assert!(once.contains("tty: true"), "{once}");
        assert_eq!(processed("one", &once).text, None, "{once}");
    }

    #[test]
    fn comment_that_would_bring_something_else_back_counts_for_nothing_and_is_told_of() {
        let shown = yaml::parse(&injected("one", POD)).unwrap().unwrap();
        let evil = POD.replace("name: a", "name: evil");
        let read = yaml::parse(&evil).unwrap().unwrap();
        let edits = writeback::edits_like(&evil, DocStyle::of(&evil, &read), &read, &shown);
        let written = writeback::written(&evil, &edits, &shown);
        let changes: Vec<_> = edits.iter().map(Edit::change).collect();
        let comment = comment::comment(&evil, &changes, &written, 0).unwrap();
        let done = processed("two", &comment::append(written, &comment));
        assert!(!done.warnings.is_empty());
        let new = done.text.unwrap();
        assert!(new.contains("name: a") && !new.contains("evil"), "{new}");
    }
}
