//! The way back: an injected document becomes what it was before.
//!
//! A document that we injected says at its end how it was spelled, byte for byte, and that counts where it agrees with
//! the records that every injection leaves in the object (see `records`). JSON cannot carry a comment. There, in a document that
//! somebody has changed, and in what istioctl or a webhook injected, the records alone say what was added; the rest of the
//! text stays. What they do not tell is lost: the name of a probe's port, which was resolved to a number, and empty fields.

use crate::context::owner_of;
use crate::kinds::{self, Kinds, PodPath, Workload};
use crate::pod::{Pod, map_of};
use crate::processed::{Processed, Source};
use crate::records::comment::Original;
use crate::records::overrides::OVERRIDES;
use crate::records::{Known, STATUS, comment, take_out, verify};
use crate::report::{ObjectReport, Outcome};
use crate::secrets::Shown;
use crate::settings::Release;
use kube_yaml::split::{self, Document};
use kube_yaml::writeback::{self, Edit};
use kube_yaml::{self as yaml, Map, Node};
use kube_yaml::{Error, Result};

/// Takes the injection of one document of `file` back.
///
/// # Errors
/// When the document is not valid, or the record of an injection in it is not one.
pub fn uninject(file: &str, document: &Document) -> Result<Processed> {
    let whole = document.text().map_err(|error| error.in_text(file, document.first_line, ""))?;
    let lines = Shown::new(whole);
    let source = Source::new(file, document.first_line, &lines);
    let place = |error: Error| source.place(error);
    split::check_separators(whole).map_err(place)?;
    let carried = comment::take_off(whole, document.separator);
    // Nothing but the comment's line is left out, so that places in the text stay the same.
    let shown = carried.as_ref().map_or(whole, |carried| carried.without);
    let comment = carried.as_ref().map(|carried| carried.comment);
    let Some(read) = yaml::parse(shown).map_err(place)? else { return Ok(Processed::default()) };
    let mut done = Processed::default();
    let mut tree = read.clone();
    // Whoever injected them knew their kinds; what they record is enough to take it back.
    let own = Kinds::default();
    let kinds = own.and_recorded(&own.foreign(&read), STATUS);
    let workloads = kinds::find(&read, &kinds).map_err(place)?;
    let original = carried.and_then(|carried| carried.original).filter(|original| {
        let founded = verify(&original.text, &read, &kinds);
        if !founded {
            done.warnings.push(place(comment::unfounded(whole, shown)));
        }
        founded
    });
    for workload in workloads {
        let object = kinds::object_mut(&mut tree, &workload.route);
        let lost = restore(object, &workload, None)
            .map_err(|e| place(e.object(workload.title()).at(workload.span)))?;
        let line = source.line_of(workload.span);
        done.objects.push(report_of(&workload, file, line, lost.is_some()));
        if original.is_none() {
            done.warnings.extend(lost.into_iter().flatten().map(place));
        }
    }
    match original {
        Some(Original { text, changes }) => (done.text, done.changes) = (Some(text), changes),
        None => {
            let edits = writeback::edits(shown, &read, &tree);
            if !edits.is_empty() {
                done.text = Some(writeback::written(shown, &edits, &tree));
                done.changes = edits.iter().map(Edit::change).collect();
            } else if shown.len() < whole.len() && done.warnings.is_empty() {
                // The comment says what nobody can make of it any more.
                done.text = Some(shown.to_owned());
            }
        }
    }
    Ok(done.behind(comment.as_slice()))
}

/// Takes the injection of an object's pod out, in the metadata of a CronJob's job too, and says what could not come
/// back; `None` when no record tells of one. `values` are the network and the
/// cluster that they name, where there are any.
///
/// # Errors
/// When the overrides annotation is not what an injection writes.
pub(crate) fn restore(
    object: &mut Node,
    workload: &Workload,
    values: Option<[&str; 2]>,
) -> Result<Option<Vec<Error>>> {
    let (_, spec) = workload.pod_path.paths();
    let mut all_lost = None;
    for meta in workload.pod_path.recorded() {
        let pod = Pod { meta: map_of(object, meta), spec: map_of(object, spec) };
        let owner = owner_of(workload, &pod, &workload.namespace, Release::NEWEST);
        let Some(taken) = take_out(&pod, Known { workload: &owner.name, values })? else { continue };
        let lost = taken.lost.into_iter().map(|e| e.object(workload.title()));
        all_lost.get_or_insert_with(Vec::new).extend(lost);
        for (path, before, after) in [(*meta, &pod.meta, taken.pod.meta), (spec, &pod.spec, taken.pod.spec)] {
            put(object, path, before, after, workload.pod_path);
        }
    }
    Ok(all_lost)
}

/// Takes the records of an injection out of an object's annotations, where they tell of none.
pub(crate) fn forget_records(object: &mut Node, workload: &Workload) {
    for meta in workload.pod_path.recorded() {
        let annotations = object.at_mut(meta).and_then(|meta| meta.get_mut("annotations"));
        if let Some(annotations) = annotations.and_then(Node::as_map_mut) {
            annotations.remove(STATUS);
            annotations.remove(OVERRIDES);
        }
    }
}

/// Puts a part of the pod back; metadata of a template that has become empty goes.
fn put(object: &mut Node, path: &[&str], before: &Node, after: Node, pod_path: PodPath) {
    let Some((last, parents)) = path.split_last() else { return };
    let Some(map) = object.at_mut(parents).and_then(Node::as_map_mut) else { return };
    let emptied = after.as_map().is_some_and(Map::is_empty) && !before.as_map().is_some_and(Map::is_empty);
    match map.get_mut(last) {
        Some(_) if emptied && pod_path != PodPath::Pod => drop(map.remove(last)),
        Some(slot) => *slot = after,
        None => {}
    }
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
        versions: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INJECTED: &str = r#"apiVersion: v1
kind: Pod
metadata:
  name: tea   # the first of its kind
  labels:
    app: tea
    security.istio.io/tlsMode: istio
    service.istio.io/canonical-name: tea
    service.istio.io/canonical-revision: v2
  annotations:
    note: stays
    istio.io/rev: default
    kubectl.kubernetes.io/default-container: pot
    prometheus.io/scrape: "true"
    prometheus.io/port: "15020"
    prometheus.io/path: /stats/prometheus
    proxy.istio.io/overrides: '{"containers":[{"name":"istio-proxy","resources":{},"tty":true}]}'
    sidecar.istio.io/status: '{"initContainers":["istio-init"],"containers":["istio-proxy"],"volumes":["istio-envoy","cups"],"imagePullSecrets":["istio"]}'
spec:
  initContainers:
  - name: istio-init
    image: proxyv2:1.30.3
  containers:
  - name: pot
    image: pot
    volumeMounts: [{name: cups, mountPath: /cups}]
    readinessProbe:
      httpGet: {path: /app-health/pot/readyz, port: 15020}
      periodSeconds: 3   # often
  - name: istio-proxy
    image: proxyv2:1.30.3
    tty: true
    env:
    - name: ISTIO_PROMETHEUS_ANNOTATIONS
      value: '{"scrape":"","path":"/leaves","port":"9"}'
    - name: ISTIO_KUBE_APP_PROBERS
      value: '{"/app-health/pot/readyz":{"tcpSocket":{"port":80}}}'
  volumes:
  - name: istio-envoy
    emptyDir: {}
  - name: cups
    emptyDir: {}
  imagePullSecrets:
  - name: istio
"#;

    const RESTORED: &str = r#"apiVersion: v1
kind: Pod
metadata:
  name: tea   # the first of its kind
  labels:
    app: tea
    service.istio.io/canonical-revision: v2
  annotations:
    note: stays
    prometheus.io/port: "9"
    prometheus.io/path: /leaves
spec:
  containers:
  - name: pot
    image: pot
    volumeMounts: [{name: cups, mountPath: /cups}]
    readinessProbe:
      tcpSocket:
        port: 80
      periodSeconds: 3   # often
  - name: istio-proxy
    image: auto
    tty: true
  volumes:
  - name: cups
    emptyDir: {}
"#;

    fn uninjected(text: &str) -> Processed {
        let document = kube_yaml::split::documents(text.as_bytes()).next().unwrap().unwrap();
        uninject("a.yaml", &document).unwrap()
    }

    #[test]
    fn records_give_back_what_the_author_wrote() {
        let done = uninjected(INJECTED);
        let (got, want) = (yaml::parse(done.text.as_deref().unwrap()), yaml::parse(RESTORED));
        assert_eq!(got.unwrap(), want.unwrap(), "{}", done.text.unwrap());
        assert_eq!(done.objects[0].outcome, Outcome::Uninjected);
        let text = done.text.unwrap();
        assert!(text.contains("# the first of its kind") && text.contains("# often"), "{text}");
    }

    #[test]
    fn what_was_not_injected_stays() {
        for text in [RESTORED, "kind: ConfigMap\n", "# nothing\n", "- a\n"] {
            let document = kube_yaml::split::documents(text.as_bytes()).next().unwrap().unwrap();
            let text = uninject("a.yaml", &document).ok().and_then(|done| done.text);
            assert_eq!(text, None);
        }
    }

    #[test]
    fn a_probe_without_a_record_is_told_of() {
        let done = uninjected(&INJECTED.replace("\"/app-health/pot/readyz\":{", "\"/other\":{"));
        assert_eq!(done.warnings.len(), 1);
        assert!(
            done.warnings[0].cause().contains("readinessProbe points at the agent"),
            "{:?}",
            done.warnings
        );
    }

    #[test]
    fn job_template_that_istioctl_annotated_is_restored() {
        let status = "{sidecar.istio.io/status: '{\"containers\":[\"istio-proxy\"]}'}";
        let text = format!(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: tea}}\nspec:\n  jobTemplate:\n    metadata:\n      \
             annotations: {status}\n    spec:\n      template:\n        spec:\n          containers:\n          \
             - name: pot\n          - name: istio-proxy\n"
        );
        let text = uninjected(&text).text.unwrap();
        assert!(!text.contains("istio") && text.contains("name: pot"), "{text}");
    }

    #[test]
    fn stale_comment_goes_with_the_sidecar() {
        let text = uninjected(&format!("{INJECTED}# kube-inject: undo AAAA\n")).text.unwrap();
        assert!(!text.contains("undo") && !text.contains("istio-init"), "{text}");
    }
}
