//! What the API server refuses of an injected object though it took the object before: its rules (pkg/apis/core/validation of
//! Kubernetes 1.34) on whatever an injection can touch.
//!
//! A rule is asked of the pod before and after; what it says of both is the author's own affair.

mod containers;
mod handlers;
mod metadata;
mod names;
mod place;
mod resources;
mod text;
mod volumes;
#[cfg(test)]
mod tests;

use crate::kinds::{PodPath, Workload};
use crate::pod::Pod;
use crate::settings::selector::Selector;
use crate::warning::Code;
use kube_yaml::{Error, Node, Span};
use place::At;
use std::collections::HashSet;

/// Annotations by which authors set what templates render, and the part of a refusal's path that tells of them.
const SET_BY: [(&str, &[&str]); 6] = [
    ("cpu", &["sidecar.istio.io/proxyCPU", "sidecar.istio.io/proxyCPULimit"]),
    ("memory", &["sidecar.istio.io/proxyMemory", "sidecar.istio.io/proxyMemoryLimit"]),
    ("volumeMounts", &["sidecar.istio.io/userVolumeMount"]),
    ("volumes", &["sidecar.istio.io/userVolume"]),
    (
        "Probe",
        &[
            "status.sidecar.istio.io/port",
            "readiness.status.sidecar.istio.io/initialDelaySeconds",
            "readiness.status.sidecar.istio.io/periodSeconds",
            "readiness.status.sidecar.istio.io/failureThreshold",
        ],
    ),
    ("env", &["proxy.istio.io/config"]),
];

/// Something that the API server refuses, by the path to it, the rule in the API server's words, and the author's text that
/// it is about.
#[derive(Debug)]
struct Refusal {
    path: String,
    rule: String,
    span: Span,
}

/// What is refused of an object whose pod is `after`, and was not while it was `before`.
pub(crate) fn refused(workload: &Workload, object: &Node, before: &Pod, after: &Pod) -> Vec<Error> {
    let now = of_pod(after);
    let was = if now.is_empty() { Vec::new() } else { of_pod(before) };
    let was: HashSet<_> = was.iter().map(|known| (&known.path, &known.rule)).collect();
    let new = now.into_iter().filter(|refusal| !was.contains(&(&refusal.path, &refusal.rule)));
    let mut said: Vec<Error> = new.map(|refusal| told(refusal, before)).collect();
    said.extend(selects_no_more(workload, object, before, after));
    said
}

fn of_pod(pod: &Pod) -> Vec<Refusal> {
    let mut found = Vec::new();
    let (meta, spec) = (At::root("metadata", &pod.meta), At::root("spec", &pod.spec));
    metadata::check(meta, &mut found);
    volumes::check(spec, &mut found);
    containers::check(spec, &mut found);
    found
}

/// The warning of a refusal, at the author's text or annotation that it is about.
fn told(refusal: Refusal, before: &Pod) -> Error {
    let Refusal { path, rule, span } = refusal;
    let error =
        Code::InvalidPod.warn(format!("the API server rejects the injected pod: {path}: {rule}")).at(span);
    let setting = SET_BY.iter().filter(|(part, _)| path.contains(part)).flat_map(|(_, names)| *names);
    match setting.filter_map(|name| before.annotations()?.get(name)).next() {
        Some(annotation) => error.at(annotation.span),
        None => error,
    }
}

/// A selector that picked the pods of the template as its author wrote it.
fn selects_no_more(workload: &Workload, object: &Node, before: &Pod, after: &Pod) -> Option<Error> {
    if workload.pod_path == PodPath::Pod || workload.pod_path == PodPath::CronJob {
        return None;
    }
    let node = object.at(&["spec", "selector"])?;
    let selector = Selector::read(node).ok().filter(|selector| !selector.is_empty())?;
    let (was, is) = (selector.matches(|key| before.label(key)), selector.matches(|key| after.label(key)));
    (was && !is).then(|| {
        let cause =
            "the API server rejects the injected object: spec.selector does not match template labels";
        Code::InvalidPod.warn(cause).at(node.span)
    })
}
