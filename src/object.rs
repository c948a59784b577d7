//! One object: read as its type, decided on, and its pod injected in place.

use crate::code;
use std::borrow::Cow;

use crate::advice::{self, Subject};
use crate::annotations;
use crate::context::owner_of;
use crate::inject::{inject, mesh_of, unread_proxy_config, validate};
use crate::kinds::{self, PodPath, Workload};
use crate::pod::{Pod, empty_map, map_at, map_of};
use crate::policy::{self, Decision, PolicyInput};
use crate::post_process::prometheus;
use crate::processed::{Processed, Source};
use crate::quirks;
use crate::records::{STATUS, Status};
use crate::report::{ObjectReport, Outcome, SkipReason};
use crate::settings::{Compat, MeshConfig, Release, Settings};
use crate::validity;
use crate::warning::Code;
use kube_schema::{self as schema, Coercion};
use kube_yaml::{Error, Node, Result};

/// Treats every workload of a document in its place in the tree.
///
/// # Errors
/// When some of them, or what the template makes of them, are not valid; the error has those of all.
pub(crate) fn treat_all(
    settings: &Settings,
    source: &Source<'_>,
    tree: &mut Node,
    workloads: &mut [Workload],
) -> Result<Processed> {
    let mut done = Processed::default();
    let mut wrong = Vec::new();
    for workload in workloads {
        let object = kinds::object_mut(tree, &workload.route);
        let outcome = treat(settings, object, workload, &mut done.warnings);
        let line = source.line_of(workload.span);
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                let error = error.object(workload.title()).at(workload.span);
                wrong.push(source.place(error).input(source.file, line));
                continue;
            }
        };
        done.objects.push(report_of(settings, workload, source.file, line, outcome));
    }
    done.warnings = done.warnings.into_iter().map(|warning| source.place(warning)).collect();
    Error::of_all(wrong).map_or(Ok(done), Err)
}

/// Reads an object as its type, decides, and injects its pod.
fn treat(
    settings: &Settings,
    object: &mut Node,
    workload: &mut Workload,
    warnings: &mut Vec<Error>,
) -> Result<Outcome> {
    let Judged { pod, mesh, job, decision } = judge(settings, object, workload, warnings)?;
    let title = workload.title();
    if let Decision::Skip(reason) = decision {
        warnings.extend(advice::on_skipped(&pod, &reason).map(|warning| warning.object(title)));
        return Ok(Outcome::Skipped(reason));
    }
    job.as_ref().map_or(Ok(()), |job| validate(settings, job))?;
    let unread = prometheus::unread_targets(&pod, settings.release());
    warnings.extend(unread.map(|warning| warning.object(&title)));
    // Without `--compat` it was taken out before.
    let again = settings.compat() == Compat::Istioctl && pod.annotation(STATUS).is_some();
    let own = namespace_of(settings, workload);
    // The webhook of every release finds out whose pod it is.
    let finder = if settings.webhook().is_some() { Release::NEWEST } else { settings.release() };
    let owner = owner_of(workload, &pod, own, finder);
    let mut rendered = Vec::new();
    let injected = inject(settings, &mesh, &pod, &owner, &mut rendered)?;
    warnings.extend(rendered.into_iter().map(|w| w.object(workload.title()).at(workload.span)));
    let subject = Subject { workload, object, pod: &pod, mesh: &mesh };
    let mut said = advice::on_injected(subject, &injected);
    said.extend(validity::refused(workload, object, &pod, &injected));
    warnings.extend(said.into_iter().map(|warning| warning.at(workload.span).object(&title)));
    let (meta_path, spec_path) = workload.pod_path.paths();
    put(object, meta_path, injected.meta);
    put(object, spec_path, injected.spec);
    Ok(if again { Outcome::Reinjected } else { Outcome::Injected })
}

/// An object's pod, and what is to become of it.
pub(crate) struct Judged<'s> {
    pub(crate) pod: Pod,
    mesh: Cow<'s, MeshConfig>,
    /// What istioctl looks at of a CronJob.
    job: Option<Pod>,
    pub(crate) decision: Decision,
}

/// Reads an object as its type and decides.
pub(crate) fn judge<'s>(
    settings: &'s Settings,
    object: &mut Node,
    workload: &mut Workload,
    warnings: &mut Vec<Error>,
) -> Result<Judged<'s>> {
    let title = workload.title();
    let mut read = Vec::new();
    let patch = settings.compat() == Compat::Off && policy::partial::is_patch(object, workload);
    warnings.extend(kinds::misplaced(object, workload).into_iter().map(|w| w.object(&title)));
    schema::read_part(object, workload.ty, &workload.template, &mut read)?;
    if workload.pod_path != PodPath::Bare {
        workload.settle_name(object);
    }
    if settings.compat() == Compat::Istioctl {
        quirks::forget(object, workload, settings.release());
    }
    if workload.pod_path == PodPath::RequiredTemplate
        && object.at(&["spec", "template"]).is_none_or(Node::is_null)
    {
        return Err(Error::new(code::POD_TEMPLATE, "spec.template is required"));
    }
    let job = (workload.pod_path == PodPath::CronJob)
        .then(|| Pod { meta: map_of(object, &["spec", "jobTemplate", "metadata"]), spec: empty_map() });
    let pod = workload.pod_path.pod_of(object);
    let own = namespace_of(settings, workload);
    let mesh = match mesh_of(settings, &pod, own) {
        Ok(mesh) => mesh,
        Err(error) => {
            tolerate(workload, warnings, error)?;
            Cow::Borrowed(settings.mesh())
        }
    };
    // A bad annotation there has always been an error.
    if let Some(job) = &job {
        mesh_of(settings, job, own)?;
    }
    let template = pod.meta.str_at("namespace").unwrap_or_default();
    let namespaces = quirks::namespaces(settings.compat(), template, own);
    let question = PolicyInput {
        pod: &pod,
        job_meta: job.as_ref().map(|job| &job.meta),
        namespaces,
        release: settings.release(),
        leaves_windows: settings.compat() == Compat::Off,
        leaves_injected: settings.compat() == Compat::Istioctl
            || Status::in_object(object, workload.pod_path).is_none(),
        always_heeds: settings.compat() == Compat::Off,
    };
    let (decision, warning) = match settings.webhook() {
        _ if patch => (Decision::Skip(SkipReason::Patch), None),
        Some(webhook) => policy::webhook::decide(webhook, question, own),
        None => policy::decide(question),
    };
    let injects = decision == Decision::Inject;
    warnings.extend(unheard(settings, object, &pod, workload.pod_path).into_iter().map(|w| w.object(&title)));
    // What is skipped is not written, and so not spelled anew.
    let told = read.iter().filter(|c| injects || c.what == Coercion::Unknown && !patch);
    warnings.extend(told.map(|c| Code::of(c.what).given(c.warning()).object(&title)));
    warnings.extend(warning.map(|w| w.object(&title)));
    // istioctl looks at the template's namespace alone, and so refuses what is wrong in a pod of a system namespace.
    let looked_at = PolicyInput { namespaces: [template, ""], ..question };
    if !patch
        && (injects || policy::decide(looked_at).0 == Decision::Inject)
        && let Err(error) = validate(settings, &pod)
    {
        tolerate(workload, warnings, error)?;
    }
    Ok(Judged { pod, mesh, job, decision })
}

/// What in the metadata is meant for the injector or the proxy, and does nothing.
fn unheard(settings: &Settings, object: &Node, pod: &Pod, path: PodPath) -> Vec<Error> {
    let mut told = annotations::unknown(&pod.meta, || settings.spoken());
    told.extend(annotations::doubts(&pod.meta));
    told.extend(unread_proxy_config(settings, pod));
    if let Some(meta) = object.get("metadata").and_then(Node::as_map).filter(|_| path != PodPath::Pod) {
        told.extend(annotations::beside_the_pod(meta, &pod.meta));
    }
    told
}

/// Makes an error in a CronJob's pod annotations a warning: istioctl does not look at them, so a bad one there has gone
/// unnoticed until now.
fn tolerate(workload: &Workload, warnings: &mut Vec<Error>, error: Error) -> Result<()> {
    if workload.pod_path != PodPath::CronJob {
        return Err(error);
    }
    warnings.push(Code::CronjobAnnotation.given(error).object(workload.title()));
    Ok(())
}

/// The namespace of an object: its own, else the run's.
fn namespace_of<'a>(settings: &'a Settings, workload: &'a Workload) -> &'a str {
    if workload.namespace.is_empty() { settings.namespace() } else { &workload.namespace }
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
        versions: None,
    }
}
