//! The inverse of an injection, by the records it left in the pod.

use super::known::{Known, release_of};
use super::overrides::{self, AUTO_IMAGE, OVERRIDES, Overrides};
use super::probers::{self, PLACES, PROBERS_ENV, url};
use super::scrape::{self, SCRAPE_ENV};
use super::{STATUS, Status, metadata};
use crate::pod::{List, PROXY, Pod, TEMPLATES, env_of, name_of, named, seq_at};
use crate::warning::Code;
use kube_schema::{self as schema, ZeroTime};
use kube_yaml::{Entry, Map, Node, Value, json};
use kube_yaml::{Error, Result};
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::RangeInclusive;

/// The group that releases from 1.1 to 1.16 let the proxy's files belong to.
pub(super) const PROXY_GROUP: i64 = 1337;
const WITH_GROUP: RangeInclusive<u16> = 1..=16;
/// What a gateway's template sets so that it may listen on port 80.
const GATEWAY_SYSCTL: &str = "net.ipv4.ip_unprivileged_port_start";

/// What tells the items of a container's lists apart.
const ITEM_KEYS: [&str; 3] = ["name", "mountPath", "containerPort"];

/// A pod without its injection.
#[derive(Debug)]
pub(crate) struct TakenOut {
    /// The pod as its author wrote it, as far as the records tell.
    pub(crate) pod: Pod,
    /// What could not come back.
    pub(crate) lost: Vec<Error>,
}

/// Takes an injection out of a pod, whoever made it; `None` when no record tells of one.
///
/// Containers, volumes and pull secrets that the status names go. The author's overriding containers, probes and
/// prometheus annotations come back. Labels and annotations go where their value is the one that injection gives. What
/// no record names stays.
///
/// # Errors
/// When the overrides annotation is not what an injection writes.
pub(crate) fn take_out(pod: &Pod, known: Known<'_>) -> Result<Option<TakenOut>> {
    let Some(status) = Status::of_any_release(pod) else { return Ok(None) };
    let own = overrides::recorded(pod)?;
    let mut restored = pod.clone();
    let proxy = pod.any_container(PROXY);
    let record =
        |name| proxy.and_then(|proxy| env_of(proxy, name)).and_then(|text| json::from_json(text).ok());
    put_back(&mut restored, &status, own);
    // What a container of the author's mounts was his, too.
    let mounted = mounted(&restored);
    remove_named(&mut restored, "volumes", &status, &status.volumes, |name| mounted.contains(name));
    remove_named(&mut restored, "imagePullSecrets", &status, &status.image_pull_secrets, |_| false);
    scrape::restore(&mut restored, record(SCRAPE_ENV).as_ref());
    if let Some(originals) = record(PROBERS_ENV) {
        probers::restore(&mut restored, &originals);
    }
    drop_context(&mut restored, pod, &status);
    metadata::clear(&mut restored, pod, &status, known);
    let annotations = restored.annotations_mut();
    annotations.remove(STATUS);
    annotations.remove(OVERRIDES);
    for key in ["containers", "initContainers", "volumes", "imagePullSecrets"] {
        drop_emptied(&mut restored.spec, &pod.spec, key);
    }
    for key in ["labels", "annotations"] {
        drop_emptied(&mut restored.meta, &pod.meta, key);
    }
    let lost = lost_probes(&restored);
    Ok(Some(TakenOut { pod: restored, lost }))
}

/// Puts the author's own containers in the place of those that an injection laid them over, and takes out the others
/// that the status names.
fn put_back(pod: &mut Pod, status: &Status, own: Overrides) {
    let Overrides { containers, init_containers } = own;
    // A native sidecar's template has the author's proxy moved to the init containers, where it has to restart.
    let (mut moved, init_containers): (Vec<Node>, _) = init_containers.into_iter().partition(|own| {
        named(own, PROXY) && own.get("restartPolicy").is_none() && pod.container(List::Init, PROXY).is_some()
    });
    for own in &mut moved {
        if let Some(written) = pod.container(List::Init, PROXY) {
            become_authored(own, written);
        }
    }
    for (list, own) in [(List::Containers, containers), (List::Init, init_containers)] {
        let mut missing: Vec<Option<Node>> = own.into_iter().map(Some).collect();
        if let Some(containers) = pod.containers_mut(list).filter(|_| status.appended) {
            remove_last(containers, status.names(list));
        } else if let Some(containers) = pod.containers_mut(list) {
            let added = status.added(list);
            let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
            for (at, own) in missing.iter().enumerate() {
                let name = own.as_ref().map(name_of).unwrap_or_default();
                places.entry(name.to_owned()).or_default().push_back(at);
            }
            containers.retain_mut(|container| {
                let name = name_of(container);
                if !added.contains(name) {
                    return true;
                }
                let at = places.get_mut(name).and_then(VecDeque::pop_front);
                let Some(mut own) = at.and_then(|at| missing[at].take()) else { return false };
                become_authored(&mut own, container);
                *container = own;
                true
            });
        }
        for mut own in missing.into_iter().flatten() {
            unrecord(&mut own);
            seq_at(&mut pod.spec, list.key()).push(own);
        }
    }
    if !moved.is_empty() {
        seq_at(&mut pod.spec, List::Containers.key()).append(&mut moved);
    }
}

/// Whether a volume's author had one of the template's name: their sources now stand side by side.
fn has_two_sources(item: &Node) -> bool {
    item.as_map().is_some_and(|map| map.iter().filter(|(key, _)| *key != "name").count() > 1)
}

/// Takes out of a list what the status names, but for what the author `keeps`.
fn remove_named(pod: &mut Pod, key: &str, status: &Status, names: &[String], keeps: impl Fn(&str) -> bool) {
    let Some(items) = pod.spec.get_mut(key).and_then(Node::as_seq_mut) else { return };
    if status.appended {
        return remove_last(items, names);
    }
    let names: HashSet<&str> = names.iter().map(String::as_str).collect();
    items.retain(|item| {
        let name = name_of(item);
        has_two_sources(item) || keeps(name) || !names.contains(name)
    });
}

/// Takes the last item of every name out: the author's own stand in front of what was appended.
fn remove_last(items: &mut Vec<Node>, names: &[String]) {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for name in names {
        *times.entry(name).or_default() += 1;
    }
    let mut kept: Vec<Node> = items.drain(..).rev().collect();
    kept.retain(|item| {
        let left = times.get_mut(name_of(item)).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_none()
    });
    items.extend(kept.into_iter().rev());
}

/// Makes a container of the record what its author wrote, in the spelling that `written`, the container it was laid
/// over, still has of it.
fn become_authored(own: &mut Node, written: &Node) {
    let typed = schema::marshal(written, &schema::CONTAINER, ZeroTime::Omit);
    unrecord(own);
    respell(own, &typed, written);
    // Releases up to 1.12 recorded a grpc probe without its action.
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        let grpc = written.get(probe).and_then(|probe| probe.get("grpc"));
        let own = own.get_mut(probe).and_then(Node::as_map_mut);
        let acts =
            |own: &&mut Map| ["exec", "httpGet", "tcpSocket"].iter().any(|action| own.contains(action));
        if let (Some(grpc), Some(own)) = (grpc, own.filter(|own| !acts(own))) {
            own.set("grpc", grpc.clone());
        }
    }
}

/// Makes a container of the record what its author wrote.
fn unrecord(own: &mut Node) {
    let Some(map) = own.as_map_mut() else { return };
    // An image that yields to the template's is not in the record, but Kubernetes asks every container for one.
    if !map.contains("image") {
        let behind_name = map.entries.iter().position(|e| e.key == "name").map_or(0, |at| at + 1);
        map.entries.insert(behind_name, Entry::made("image", Node::made(AUTO_IMAGE)));
    }
    // The record has these for every container.
    if map.get("resources").and_then(Node::as_map).is_some_and(Map::is_empty) {
        map.remove("resources");
    }
}

/// Gives what the record says the spelling (and the place) of what is `written`, where `typed`, its typed form, is the
/// same: the record says "2" of a quantity that its author wrote 2. What the typed form leaves out (zeros, empty values,
/// fields that nobody knows) no template writes, so that it is the author's too.
fn respell(recorded: &mut Node, typed: &Node, written: &Node) {
    if recorded == typed {
        *recorded = written.clone();
        return;
    }
    match (&mut recorded.value, &typed.value, &written.value) {
        (Value::Map(recorded), Value::Map(typed), Value::Map(written)) => {
            let mut typed = typed.lookup();
            let places = recorded.lookup().positions(&written.entries);
            for (place, entry) in places.into_iter().zip(&written.entries) {
                match (place, typed.get(&entry.key)) {
                    (Some(at), Some(typed)) => respell(&mut recorded.entries[at].value, typed, &entry.value),
                    (None, None) if !entry.value.is_null() => recorded.entries.push(entry.clone()),
                    _ => {}
                }
            }
        }
        (Value::Seq(recorded), Value::Seq(typed), Value::Seq(written)) if typed.len() == written.len() => {
            let identities = |item: &Node| {
                let of =
                    |(index, key): (usize, &&str)| item.get(key).map(|value| (index, json::to_json(value)));
                ITEM_KEYS.iter().enumerate().filter_map(of).collect::<Vec<_>>()
            };
            let mut places = HashMap::new();
            for (at, item) in typed.iter().enumerate() {
                identities(item).into_iter().for_each(|identity| _ = places.entry(identity).or_insert(at));
            }
            for (at, item) in recorded.iter_mut().enumerate() {
                let same = identities(item).iter().filter_map(|identity| places.get(identity).copied()).min();
                let place = same.or_else(|| (item.as_map().is_none() && at < typed.len()).then_some(at));
                if let Some(place) = place {
                    respell(item, &typed[place], &written[place]);
                }
            }
        }
        _ => {}
    }
}

/// The names of the volumes that the containers mount.
fn mounted(pod: &Pod) -> HashSet<String> {
    let mounts = pod.all_containers().filter_map(|c| c.get("volumeMounts")?.as_seq()).flatten();
    mounts.filter_map(|mount| mount.str_at("name")).map(str::to_owned).collect()
}

/// Takes out of the pod's security context what the templates of some releases put there.
fn drop_context(restored: &mut Pod, pod: &Pod, status: &Status) {
    let gateway = pod.annotation(TEMPLATES).is_some_and(|names| names.contains("gateway"));
    let grouped = release_of(pod).map_or(status.appended, |release| WITH_GROUP.contains(&release.minor()));
    let Some(context) = restored.spec.get_mut("securityContext").and_then(Node::as_map_mut) else { return };
    let before = context.len();
    if grouped && context.get("fsGroup").and_then(Node::as_i64) == Some(PROXY_GROUP) {
        context.remove("fsGroup");
    }
    let is_ours = |list: &[Node]| matches!(list, [one] if one.str_at("name") == Some(GATEWAY_SYSCTL));
    if gateway && context.get("sysctls").and_then(Node::as_seq).is_some_and(is_ours) {
        context.remove("sysctls");
    }
    if context.is_empty() && before > 0 {
        restored.spec.as_map_mut().and_then(|spec| spec.remove("securityContext"));
    }
}

/// Probes that ask an agent which is no longer there, since no record says what they asked before.
fn lost_probes(restored: &Pod) -> Vec<Error> {
    let mut lost = Vec::new();
    for container in restored.all_containers() {
        let name = name_of(container);
        let of_agent =
            |path: &str| PLACES.iter().any(|(_, _, prefix, _)| path.starts_with(&url(prefix, name, "")));
        for (_, place, ..) in PLACES {
            let asked = container.at(place).and_then(|probe| probe.get("httpGet")?.get("path"));
            if let Some(path) = asked.filter(|path| path.as_str().is_some_and(of_agent)) {
                let place = place.join(".");
                let cause = format!(
                    "container {name}: {place} points at the agent, and the original probe is not recorded"
                );
                let help = "the injection could not resolve its port; restore the probe by hand";
                lost.push(Code::NotRestored.warn(cause).at(path.span).help(help));
            }
        }
    }
    lost
}

/// Takes a collection out that has become empty.
fn drop_emptied(restored: &mut Node, before: &Node, key: &str) {
    let empty = |node: &Node| node.as_map().is_some_and(Map::is_empty) || node.as_seq() == Some(&[]);
    if restored.get(key).is_some_and(empty) && !before.get(key).is_some_and(empty) {
        restored.as_map_mut().and_then(|map| map.remove(key));
    }
}
