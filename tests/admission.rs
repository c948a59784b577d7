//! AdmissionReviews made of the recorded cases: what the API server makes of the answer's patch is the reference's pod.

mod meaning;
mod oracle;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kube_inject::{Settings, WebhookOptions, admission};
use kube_yaml::{Map, Node, json, split};
use meaning::{documents, first_difference, we_differ};
use oracle::{Case, Oracle, tell};
use std::collections::HashMap;
use std::io::Cursor;

/// The recorded groups.
const GROUPS: [&str; 6] = ["features", "upstream", "random", "release-1.31", "release-1.20", "release-1.11"];
/// A case about a difference on purpose.
const DIFFERENT: &str = "unknown-fields@";
/// Kinds whose pod is at `spec.template`.
const KINDS: [&str; 6] =
    ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "ReplicationController"];

#[test]
fn patched_pods_are_the_references() {
    let own = Oracle::own();
    // The webhook goes by the policy, which manual injection, and so the recording, does not.
    hold(&own, &own.groups(), |case| case.config().starts_with("tavern"));
}

#[test]
fn patched_pods_of_installations_are_the_references() {
    let Some(oracle) = Oracle::find() else { return };
    assert!(hold(&oracle, &GROUPS, |_| true) > 1000);
}

/// Compares the pods of the cases; their number.
fn hold(oracle: &Oracle, groups: &[impl AsRef<str>], among: fn(&Case) -> bool) -> usize {
    let mut settings: HashMap<_, Settings> = HashMap::new();
    let (mut right, mut wrong) = (0, Vec::new());
    let counts = |case: &Case| among(case) && case.is_accepted() && !case.name().starts_with(DIFFERENT);
    for case in oracle.cases(groups).into_iter().filter(counts) {
        let key = (case.config().to_owned(), case.native_sidecars(), case.revision());
        let settings = settings.entry(key).or_insert_with(|| {
            oracle.settings_of(case.config(), case.native_sidecars(), |sources| {
                sources.revision = case.revision();
                sources.webhook = Some(WebhookOptions { called: true, ..WebhookOptions::default() });
            })
        });
        let old = ["1.20", "1.11"].iter().any(|release| case.config().starts_with(release));
        for (before, wanted) in pods(&case) {
            // Up to 1.20 istioctl, which answered, did not look at a pod's owner; the webhook always has.
            if old
                && before.at(&["metadata", "ownerReferences"]).is_some()
                && case.input().contains("ownerReferences")
            {
                continue;
            }
            match answered(settings, &before)
                .and_then(|got| first_difference(&got, &wanted, Some(&before), old).map_or(Ok(()), Err))
            {
                Ok(()) => right += 1,
                Err(why) => wrong.push(format!("{}: {why}", case.name())),
            }
        }
    }
    wrong.iter().for_each(|line| tell(line));
    tell(&format!("{right}/{} pods right", right + wrong.len()));
    assert!(wrong.is_empty() && right > 50, "{right} right, {} wrong", wrong.len());
    right
}

/// The pods of a case that the reference injects, as the API server would send them, and as they come back.
fn pods(case: &Case) -> Vec<(Node, Node)> {
    let expected = case.expected().expect("an accepted case has an answer");
    let (Ok(input), Ok(expected)) = (documents(&case.input()), documents(&expected)) else {
        return Vec::new();
    };
    if input.len() != expected.len() {
        return Vec::new();
    }
    let injected = |node: &Node| json::to_json(node).contains("sidecar.istio.io/status");
    let pairs = input.iter().zip(&expected);
    let pairs = pairs.filter(|(before, after)| !we_differ(after) && injected(after) && !injected(before));
    pairs.filter_map(|(before, after)| Some((sent(before, before)?, sent(before, after)?))).collect()
}

/// The pod that the API server is asked to create for a workload, whose name and kind are those of `owner`.
fn sent(owner: &Node, workload: &Node) -> Option<Node> {
    let kind = owner.str_at("kind")?;
    if kind == "Pod" {
        return Some(workload.clone());
    }
    let template = workload.at(&["spec", "template"]).filter(|_| KINDS.contains(&kind))?;
    let mut meta = template.get("metadata").and_then(Node::as_map).cloned().unwrap_or_default();
    if meta.contains("namespace") {
        // kubectl would say what counts; the pod is in its workload's namespace.
        return None;
    }
    let name = owner.at(&["metadata", "name"])?.as_str()?;
    let reference = [("apiVersion", owner.str_at("apiVersion")?), ("kind", kind), ("name", name)];
    let mut reference: Map = reference.map(|(key, value)| (key, Node::made(value))).into_iter().collect();
    reference.set("controller", Node::made(true));
    meta.set("generateName", Node::made(format!("{name}-")));
    meta.set("ownerReferences", Node::made(vec![Node::made(reference)]));
    if let Some(namespace) = owner.at(&["metadata", "namespace"]) {
        meta.set("namespace", namespace.clone());
    }
    let pod = [
        ("apiVersion", Node::made("v1")),
        ("kind", Node::made("Pod")),
        ("metadata", Node::made(meta)),
        ("spec", template.get("spec")?.clone()),
    ];
    Some(Node::made(pod.into_iter().collect::<Map>()))
}

/// The pod with the patch of the answer in it.
fn answered(settings: &Settings, pod: &Node) -> Result<Node, String> {
    let pod = json::to_json(pod);
    let review = format!(
        r#"{{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {{"uid": "7", "object": {pod}}}}}"#
    );
    let document = split::documents(Cursor::new(review)).next().expect("it is one").expect("it is memory");
    let answer = admission(settings, "review.json", &document).map_err(|error| error.to_string())?;
    let answer: serde_json::Value = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
    let response = &answer["response"];
    let patch = response["patch"].as_str().ok_or_else(|| format!("no patch: {response}"))?;
    assert_eq!((&response["uid"], &response["patchType"]), (&"7".into(), &"JSONPatch".into()));
    let patch = STANDARD.decode(patch).map_err(|error| error.to_string())?;
    let patch: json_patch::Patch = serde_json::from_slice(&patch).map_err(|error| error.to_string())?;
    let mut patched: serde_json::Value = serde_json::from_str(&pod).map_err(|error| error.to_string())?;
    json_patch::patch(&mut patched, &patch).map_err(|error| error.to_string())?;
    json::from_json(&patched.to_string()).map_err(|error| error.to_string())
}
