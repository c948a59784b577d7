//! The inverse of an injection by the records it left in the object.

use super::meta;
use crate::context::owner_of;
use crate::error::{Error, Result};
use crate::finish::prometheus;
use crate::inject::TEMPLATES;
use crate::kinds::{Shape, Workload};
use crate::merge::overrides;
use crate::pod::{List, PROXY, Pod, empty_map};
use crate::reinject;
use crate::settings::Release;
use crate::yaml::{Entry, Map, Node};

/// The group that releases up to 1.16 let the proxy's files belong to.
const PROXY_GROUP: i64 = 1337;
const LAST_WITH_GROUP: u16 = 16;
/// What a gateway's template sets so that it may listen on port 80.
const GATEWAY_SYSCTL: &str = "net.ipv4.ip_unprivileged_port_start";

/// Takes the injection of an object's pod back, and says what could not come back; false when there is none.
///
/// # Errors
/// When the overrides annotation is not what an injection writes.
pub(super) fn restore(object: &mut Node, workload: &Workload, lost: &mut Vec<Error>) -> Result<bool> {
    let (own_meta, spec) = workload.shape.paths();
    // istioctl writes a CronJob's annotations to the job template.
    let job_meta = ["spec", "jobTemplate", "metadata"];
    let metas: &[&[&str]] = match workload.shape {
        Shape::CronJob => &[own_meta, &job_meta],
        _ => &[own_meta],
    };
    let mut changed = false;
    for meta in metas {
        let Some(pod) = injected(object, meta, spec) else { continue };
        let restored = restore_pod(&pod, workload)?;
        lost.extend(lost_probes(&restored).map(|error| error.object(workload.title())));
        for (path, before, after) in [(*meta, &pod.meta, restored.meta), (spec, &pod.spec, restored.spec)] {
            put(object, path, before, after);
        }
        changed = true;
    }
    Ok(changed)
}

/// The pod, when its annotations tell of an injection.
fn injected(object: &Node, meta: &[&str], spec: &[&str]) -> Option<Pod> {
    let meta = object.at(meta)?.clone();
    let spec = object.at(spec).cloned().unwrap_or_else(empty_map);
    let pod = Pod { meta, spec };
    reinject::status_of(&pod).map(|_| pod)
}

fn restore_pod(pod: &Pod, workload: &Workload) -> Result<Pod> {
    let status = reinject::status_of(pod).unwrap_or_default();
    let own = overrides::recorded(pod)?;
    let port = prometheus::port(pod, Release::NEWEST).and_then(|port| port.parse().ok()).unwrap_or_default();
    let mut restored = reinject::authored(pod, port)?.unwrap_or_else(|| pod.clone());
    for (list, own) in [(List::Containers, &own.containers), (List::Init, &own.init_containers)] {
        for container in restored.containers_mut(list).into_iter().flatten() {
            let name = container.str_at("name").unwrap_or_default();
            if let Some(own) = crate::pod::find(own, name) {
                unrecord(container, own);
            }
        }
    }
    keep_mounted(&mut restored, pod);
    drop_context(&mut restored, pod);
    let owner = owner_of(workload, pod, &workload.namespace, Release::NEWEST);
    meta::clear(&mut restored, pod, &status, &owner.name);
    for key in ["containers", "initContainers", "volumes", "imagePullSecrets"] {
        drop_emptied(&mut restored.spec, &pod.spec, key);
    }
    for key in ["labels", "annotations"] {
        drop_emptied(&mut restored.meta, &pod.meta, key);
    }
    Ok(restored)
}

/// Makes a container that comes from the record what its author wrote.
fn unrecord(container: &mut Node, own: &Node) {
    let Some(map) = container.as_map_mut() else { return };
    // An image that yields to the template's is not in the record, but Kubernetes asks every container for one.
    if own.get("image").is_none() && !map.contains("image") {
        let behind_name = map.entries.iter().position(|e| e.key == "name").map_or(0, |at| at + 1);
        map.entries.insert(behind_name, Entry::made("image", Node::made(overrides::AUTO_IMAGE)));
    }
    // The record has these for every container.
    if map.get("resources").and_then(Node::as_map).is_some_and(Map::is_empty) {
        map.remove("resources");
    }
}

/// Volumes of the template that a container of the author's mounts were his, too.
fn keep_mounted(restored: &mut Pod, pod: &Pod) {
    let containers = [List::Containers, List::Init].into_iter().flat_map(|list| restored.containers(list));
    let mounts = containers.filter_map(|c| c.get("volumeMounts")?.as_seq()).flatten();
    let mounted: Vec<&str> = mounts.filter_map(|mount| mount.str_at("name")).collect();
    let volumes = |pod: &Pod| pod.spec.get("volumes").and_then(Node::as_seq).unwrap_or_default().to_vec();
    let (all, left) = (volumes(pod), volumes(restored));
    let kept = all.into_iter().filter(|volume| {
        let name = volume.str_at("name").unwrap_or_default();
        left.iter().any(|v| v.str_at("name") == Some(name)) || mounted.contains(&name)
    });
    let kept: Vec<Node> = kept.collect();
    if let Some(slot) = restored.spec.get_mut("volumes") {
        slot.value = kept.into();
    }
}

/// Takes out of the pod's security context what the templates of some releases put there.
fn drop_context(restored: &mut Pod, pod: &Pod) {
    let gateway = pod.annotation(TEMPLATES).is_some_and(|names| names.contains("gateway"));
    let grouped = release_of(pod).is_some_and(|release| release.minor() <= LAST_WITH_GROUP);
    let Some(context) = restored.spec.get_mut("securityContext").and_then(Node::as_map_mut) else { return };
    if grouped && context.get("fsGroup").and_then(Node::as_i64) == Some(PROXY_GROUP) {
        context.remove("fsGroup");
    }
    let is_ours = |list: &[Node]| matches!(list, [one] if one.str_at("name") == Some(GATEWAY_SYSCTL));
    if gateway && context.get("sysctls").and_then(Node::as_seq).is_some_and(is_ours) {
        context.remove("sysctls");
    }
    if context.is_empty() {
        restored.spec.as_map_mut().and_then(|spec| spec.remove("securityContext"));
    }
}

/// The release that the proxy's image names.
fn release_of(pod: &Pod) -> Option<Release> {
    let (_, tag) = pod.any_container(PROXY)?.str_at("image")?.rsplit_once(':')?;
    Release::parse(tag)
}

/// Probes that ask an agent which is no longer there, since no record says what they asked before.
fn lost_probes(restored: &Pod) -> impl Iterator<Item = Error> {
    let containers = [List::Containers, List::Init].into_iter().flat_map(|list| restored.containers(list));
    let places: [&[&str]; 5] = [
        &["readinessProbe"],
        &["livenessProbe"],
        &["startupProbe"],
        &["lifecycle", "preStop"],
        &["lifecycle", "postStart"],
    ];
    let lost = |container: &Node| {
        let name = container.str_at("name").unwrap_or_default().to_owned();
        let lost = places.iter().filter_map(|place| {
            let path = container.at(place)?.get("httpGet")?.get("path")?;
            let asks = path
                .as_str()?
                .strip_prefix("/app-health/")
                .or(path.as_str()?.strip_prefix("/app-lifecycle/"));
            asks.is_some_and(|rest| rest.starts_with(&format!("{name}/"))).then(|| {
                let place = place.join(".");
                Error::new(format!(
                    "container {name}: {place} asks the agent, and no record says what it asked before"
                ))
                .at(path.span)
                .help("an injection that has not resolved its port leaves none: write it anew")
            })
        });
        lost.collect::<Vec<_>>()
    };
    containers.flat_map(lost).collect::<Vec<_>>().into_iter()
}

/// Takes a collection out that has become empty.
fn drop_emptied(restored: &mut Node, before: &Node, key: &str) {
    let empty = |node: &Node| node.as_map().is_some_and(Map::is_empty) || node.as_seq() == Some(&[]);
    if restored.get(key).is_some_and(empty) && !before.get(key).is_some_and(empty) {
        restored.as_map_mut().and_then(|map| map.remove(key));
    }
}

/// Puts a part of the pod back; metadata of a template that has become empty goes.
fn put(object: &mut Node, path: &[&str], before: &Node, after: Node) {
    let Some((last, parents)) = path.split_last() else { return };
    let parent = parents.iter().try_fold(object, |node, key| node.get_mut(key));
    let Some(map) = parent.and_then(Node::as_map_mut) else { return };
    let emptied = after.as_map().is_some_and(Map::is_empty) && !before.as_map().is_some_and(Map::is_empty);
    match map.get_mut(last) {
        Some(_) if emptied && !parents.is_empty() => drop(map.remove(last)),
        Some(slot) => *slot = after,
        None => {}
    }
}
