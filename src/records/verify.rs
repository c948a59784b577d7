//! Whether what the undo comment restores is what the records in the document allow.
//!
//! Anybody can write such a comment, and what it restores is what will be applied, while reviewers and policies have seen
//! the text that is shown. So it may bring back a spelling, and no meaning but what taking the injection out by its
//! records gives. What an injection takes without a record is allowed where the shown text vouches for it:
//!
//! - a probe's named port, where the author's container has a port of that name and the recorded number;
//! - what a probe asked of the agent's own port, or of a named one that the container does not have;
//! - a prometheus annotation in another spelling, with the recorded value;
//! - of prometheus annotations, a list of targets that names none, and port and path beside one that does;
//! - a label, annotation, volume, pull secret or field of the pod's security context that taking out counts as the
//!   injection's, where the shown pod has the same;
//! - the group of the proxy, which the author need not have set.

use super::Status;
use super::known::Known;
use super::meaning::{says_the_same, without_nothing};
use super::overrides::{self, AUTO_IMAGE};
use super::probers::{PLACES, url};
use super::scrape::{PATH, PORT, SCRAPE, TARGETS, TARGETS_NAME, canonical_targets, seen_as};
use super::take_out::{PROXY_GROUP, TakenOut, take_out};
use crate::context::owner_of;
use crate::kinds::{self, Kinds, Workload};
use crate::pod::{List, Pod, name_of};
use crate::settings::Release;
use kube_schema::{self as schema, CONTAINER, Struct, Type, ZeroTime};
use kube_yaml::{self as yaml, Entry, Map, Node, Value};
use std::collections::HashSet;

/// The agent's port, unless the mesh or an annotation says another.
const AGENT_PORT: i64 = 15020;
static CONTAINER_TYPE: Type = Type::One(&CONTAINER);

/// Whether `original`, a text, is one document that the objects of `shown` may have been injected from, where those of
/// `kinds` are.
pub(crate) fn verify(original: &str, shown: &Node, kinds: &Kinds) -> bool {
    let mut documents = kube_yaml::split::documents(original.as_bytes());
    let (Some(Ok(_)), None) = (documents.next(), documents.next()) else { return false };
    let Ok(Some(mut original)) = yaml::parse(original) else { return false };
    let mut shown = shown.clone();
    let (Ok(before), Ok(after)) = (kinds::find(&original, kinds), kinds::find(&shown, kinds)) else {
        return false;
    };
    let mut injected = false;
    let all_allowed = before.len() == after.len()
        && before.iter().zip(&after).all(|(before, after)| {
            let objects = (
                kinds::object(&original, &before.route),
                kinds::object(&shown, &after.route),
                is_same(before, after),
            );
            let (Some(original), Some(shown), true) = objects else { return false };
            if original == shown {
                return true;
            }
            injected = true;
            is_allowed(original, shown, after)
        });
    for (root, workloads) in [(&mut original, &before), (&mut shown, &after)] {
        workloads.iter().for_each(|w| kinds::object_mut(root, &w.route).value = Value::Null);
    }
    all_allowed && injected && original == shown
}

fn is_same(a: &Workload, b: &Workload) -> bool {
    let of = |w: &Workload| (w.api_version.clone(), w.kind.clone(), w.name.clone(), w.namespace.clone());
    of(a) == of(b) && a.route == b.route
}

/// Whether an object may have been `original` before an injection made it `shown`.
fn is_allowed(original: &Node, shown: &Node, workload: &Workload) -> bool {
    let read = |object: &Node| {
        let mut object = object.clone();
        schema::read_part(&mut object, workload.ty, &workload.template, &mut Vec::new()).ok()?;
        let pod = workload.pod_path.pod_of(&object);
        let (meta, spec) = workload.pod_path.paths();
        [meta, spec].iter().for_each(|path| remove(&mut object, path));
        Some((without_nothing(&object), pod))
    };
    let (Some((rest, original)), Some((rest_shown, shown))) = (read(original), read(shown)) else {
        return false;
    };
    let owner = owner_of(workload, &shown, &workload.namespace, Release::NEWEST);
    let known = Known { workload: &owner.name, values: None };
    let Ok(Some(TakenOut { pod: taken, .. })) = take_out(&shown, known) else { return false };
    rest == rest_shown
        && allows_meta(&original.meta, &taken.meta, &shown.meta)
        && allows_spec(&original, &taken, &shown)
}

fn remove(object: &mut Node, path: &[&str]) {
    let Some((last, parents)) = path.split_last() else { return };
    if let Some(map) = object.at_mut(parents).and_then(Node::as_map_mut) {
        map.remove(last);
    }
}

/// Whether every entry of `original` is the one `taken` or else the one `shown`, and none is missing.
fn allows_map(original: Option<&Node>, taken: Option<&Node>, shown: Option<&Node>) -> bool {
    let [original, taken, shown] = [original, taken, shown].map(|node| node.and_then(Node::as_map));
    let mut keys = [original, taken].into_iter().flatten().flat_map(Map::iter).map(|(key, _)| key);
    let mut all = [original, taken, shown].map(|map| map.map(Map::lookup));
    keys.all(|key| {
        let [original, taken, shown] = all.each_mut().map(|map| map.as_mut()?.get(key));
        // An empty text says nothing, and the templates put theirs in its place.
        let filled = taken.is_none() && original.is_some_and(|o| o.as_str() == Some("")) && shown.is_some();
        says_the_same(original, taken) || original.is_some() && (filled || says_the_same(original, shown))
    })
}

fn allows_meta(original: &Node, taken: &Node, shown: &Node) -> bool {
    let scraping = |node: &Node| node.get("annotations").map(canonical_scraping);
    allows_map(original.get("labels"), taken.get("labels"), shown.get("labels"))
        && allows_map(scraping(original).as_ref(), scraping(taken).as_ref(), shown.get("annotations"))
        && says_the_same(Some(&without_maps(original)), Some(&without_maps(taken)))
}

/// Metadata without labels and annotations.
fn without_maps(meta: &Node) -> Node {
    let mut meta = meta.clone();
    if let Some(map) = meta.as_map_mut() {
        map.remove("labels");
        map.remove("annotations");
    }
    meta
}

/// Annotations with those that prometheus sees under their common names; an empty one says nothing, and of several
/// spellings that say different things none is taken for another. Port and path say nothing beside targets.
fn canonical_scraping(annotations: &Node) -> Node {
    const NAMES: [(&str, &str); 4] = [
        (SCRAPE, "prometheus.io/scrape"),
        (PORT, "prometheus.io/port"),
        (PATH, "prometheus.io/path"),
        (TARGETS, TARGETS_NAME),
    ];
    let mut out = Map::default();
    for (key, value) in annotations.as_map().into_iter().flat_map(Map::iter) {
        let common = NAMES.into_iter().find(|(label, _)| seen_as(key, label)).map(|(_, common)| common);
        let said = match (common, value.as_str()) {
            (Some(TARGETS_NAME), Some(list)) => canonical_targets(list).map(Node::made),
            (Some(_), Some("")) => None,
            _ => Some(value.clone()),
        };
        let Some(said) = said else { continue };
        match common {
            Some(common) if out.get(common).is_none_or(|known| *known == said) => out.set(common, said),
            Some(_) => out.set(key, said),
            None => out.entries.push(Entry::made(key, said)),
        }
    }
    if out.contains(TARGETS_NAME) {
        ["prometheus.io/port", "prometheus.io/path"].iter().for_each(|name| drop(out.remove(name)));
    }
    Node::made(out)
}

fn allows_spec(original: &Pod, taken: &Pod, shown: &Pod) -> bool {
    let status = Status::of(shown).unwrap_or_default();
    let keys =
        |pod: &Pod| pod.spec.as_map().into_iter().flat_map(Map::iter).map(|(k, _)| k.to_owned()).collect();
    let mut all: Vec<String> = keys(original);
    all.extend(keys(taken));
    all.iter().all(|key| {
        let (o, t, s) = (original.spec.get(key), taken.spec.get(key), shown.spec.get(key));
        match key.as_str() {
            "containers" | "initContainers" => true,
            _ if says_the_same(o, t) => true,
            "volumes" => allows_named(o, t, s, &status.volumes),
            "imagePullSecrets" => allows_named(o, t, s, &status.image_pull_secrets),
            "securityContext" => {
                let grouped = t.and_then(|t| t.get("fsGroup")).and_then(Node::as_i64) == Some(PROXY_GROUP);
                let mut taken = t.cloned();
                if grouped && o.and_then(|o| o.get("fsGroup")).is_none() {
                    taken.as_mut().and_then(|t| t.as_map_mut()?.remove("fsGroup"));
                }
                allows_map(o, taken.as_ref(), s)
            }
            _ => false,
        }
    }) && allows_containers(original, taken, shown)
}

/// Whether the items of a list are those taken; of what the status names, the shown one vouches for the author's part.
fn allows_named(
    original: Option<&Node>,
    taken: Option<&Node>,
    shown: Option<&Node>,
    names: &[String],
) -> bool {
    let maps = [original, taken, shown].map(by_name);
    let mut keys = maps[0].iter().chain(maps[1].iter()).map(|(key, _)| key);
    let [mut original, mut taken, mut shown] = maps.each_ref().map(Map::lookup);
    let names: HashSet<&str> = names.iter().map(String::as_str).collect();
    keys.all(|key| {
        let (original, taken) = (original.get(key), taken.get(key));
        let mut vouched = || {
            original.is_none_or(|original| shown.get(key).is_some_and(|shown| is_part_of(original, shown)))
        };
        says_the_same(original, taken) || names.contains(key) && vouched()
    })
}

/// Whether all that a node says is in another.
fn is_part_of(part: &Node, whole: &Node) -> bool {
    match (&part.value, &whole.value) {
        (Value::Map(part), Value::Map(whole)) => {
            let mut whole = whole.lookup();
            part.iter().all(|(key, value)| {
                says_the_same(Some(value), None)
                    || whole.get(key).is_some_and(|whole| is_part_of(value, whole))
            })
        }
        (part, whole) => part == whole,
    }
}

/// The items of a list by their names; those that have none, or that of another, by their order.
fn by_name(list: Option<&Node>) -> Map {
    let mut names = HashSet::new();
    let items = list.and_then(Node::as_seq).unwrap_or_default().iter().enumerate();
    let named = items.map(|(at, item)| match item.str_at("name").filter(|name| names.insert(*name)) {
        Some(name) => (name.to_owned(), item.clone()),
        None => (format!("\0{}", at - names.len()), item.clone()),
    });
    named.collect()
}

/// Whether the containers are those taken, in their order but for the author's proxies, whose place no record has.
fn allows_containers(original: &Pod, taken: &Pod, shown: &Pod) -> bool {
    let Ok(recorded) = overrides::recorded(shown) else { return false };
    let own: HashSet<&str> = List::BOTH.into_iter().flat_map(|list| recorded.of(list)).map(name_of).collect();
    let is_own = |container: &Node| own.contains(name_of(container));
    let others = List::BOTH.into_iter().all(|list| {
        let of = |pod: &Pod| -> Vec<Node> {
            pod.containers(list).iter().filter(|c| !is_own(c)).cloned().collect()
        };
        let (original, taken) = (of(original), of(taken));
        original.len() == taken.len() && original.iter().zip(&taken).all(|(o, t)| allows_container(o, t))
    });
    let own = |pod: &Pod| -> Vec<Node> {
        let mut own: Vec<Node> = pod.all_containers().filter(|c| is_own(c)).cloned().collect();
        own.sort_by_key(|c| name_of(c).to_owned());
        own
    };
    let (original, taken) = (own(original), own(taken));
    others && original.len() == taken.len() && original.iter().zip(&taken).all(|(o, t)| allows_own(o, t))
}

/// Whether the author's container that the record has is the one in the original: the record is its typed form.
fn allows_own(original: &Node, taken: &Node) -> bool {
    let mut known = original.clone();
    schema::prune(&mut known, &CONTAINER_TYPE);
    let typed = |node: &Node| {
        let mut node = node.clone();
        if node.str_at("image") == Some(AUTO_IMAGE) {
            node.as_map_mut().and_then(|map| map.remove("image"));
        }
        without_nothing(&schema::marshal(&node, &CONTAINER, ZeroTime::Omit))
    };
    known == *original && typed(original) == typed(taken)
}

/// Whether a container is the one taken but for the names of ports in its probes.
fn allows_container(original: &Node, taken: &Node) -> bool {
    let (mut original, mut taken) = (original.clone(), taken.clone());
    let ports = original.get("ports").cloned();
    for container in [&mut original, &mut taken] {
        number_ports(container, ports.as_ref());
        settle_handlers(container);
    }
    forget_unrecorded(&mut original, &mut taken);
    without_nothing(&original) == without_nothing(&taken)
}

/// Makes both containers forget what a probe asked where it was rewritten without a record: of the agent's own port, or
/// of a port that the container does not have.
fn forget_unrecorded(original: &mut Node, taken: &mut Node) {
    let name = name_of(original).to_owned();
    for (_, path, prefix, suffix) in PLACES {
        let find = |container: &Node| container.at(path).and_then(Node::as_map).cloned();
        let (Some(was), Some(now)) = (find(original), find(taken)) else { continue };
        let Some(get) = now.get("httpGet") else { continue };
        let asks_agent = get.str_at("path") == Some(&url(prefix, &name, suffix));
        let unrecorded = |action: &Node| {
            action.get("port").is_some_and(|port| {
                port.as_str().is_some() || Some(port) == get.get("port") || port.as_i64() == Some(AGENT_PORT)
            })
        };
        let action = ["httpGet", "tcpSocket"].into_iter().find(|a| was.get(a).is_some_and(unrecorded));
        let (Some(action), true) = (action, asks_agent) else { continue };
        for (container, action) in [(&mut *original, action), (&mut *taken, "httpGet")] {
            let Some(probe) = container.at_mut(path).and_then(Node::as_map_mut) else { continue };
            if let Some(mut asked) = probe.remove(action) {
                asked.as_map_mut().into_iter().for_each(|map| {
                    map.entries.retain(|entry| !["path", "port", "scheme"].contains(&entry.key.as_str()));
                });
                probe.set("httpGet", asked);
            }
        }
    }
}

/// Puts the numbers of `ports` in the place of their names in a container's probes.
fn number_ports(container: &mut Node, ports: Option<&Node>) {
    let number = |name: &str| {
        let named = |port: &&Node| port.str_at("name") == Some(name);
        let port = ports?.as_seq()?.iter().rev().find(named)?;
        // To Go a port without a number is 0.
        Some(port.get("containerPort").filter(|number| !number.is_null()).cloned().unwrap_or(Node::made(0)))
    };
    each_handler(container, |action, _| {
        let name = action.str_at("port").map(str::to_owned);
        if let (Some(number), Some(slot)) = (name.and_then(|name| number(&name)), action.get_mut("port")) {
            *slot = number;
        }
    });
}

/// Gives the actions of probes the form in which they are recorded.
fn settle_handlers(container: &mut Node) {
    each_handler(container, |action, ty| {
        let unknown: Vec<_> = action.as_map().into_iter().flat_map(|map| &map.entries).cloned().collect();
        let mut typed = schema::marshal(action, ty, ZeroTime::Omit);
        if let Some(map) = typed.as_map_mut() {
            map.entries.extend(unknown.into_iter().filter(|entry| ty.find(&entry.key).is_none()));
        }
        *action = typed;
    });
}

fn each_handler(container: &mut Node, mut change: impl FnMut(&mut Node, &'static Struct)) {
    let types = [
        ("httpGet", &schema::HTTP_GET_ACTION),
        ("tcpSocket", &schema::TCP_SOCKET_ACTION),
        ("grpc", &schema::GRPC_ACTION),
    ];
    for (_, path, ..) in PLACES {
        let Some(probe) = container.at_mut(path) else { continue };
        for (action, ty) in types {
            if let Some(action) = probe.get_mut(action).filter(|action| action.as_map().is_some()) {
                change(action, ty);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: &str = r#"{apiVersion: v1, kind: Pod, metadata: {name: p, annotations: {sidecar.istio.io/status: '{"containers":["istio-proxy"]}'}},
        spec: {containers: [{name: a, image: i, ports: [{name: web, containerPort: 80}], livenessProbe: {httpGet: {path: /app-health/a/livez, port: 15020}}},
        {name: istio-proxy, env: [{name: ISTIO_KUBE_APP_PROBERS, value: '{"/app-health/a/livez":{"httpGet":{"port":80}}}'}]}]}}"#;

    /// Whether a container may be what the one of `SHOWN` was injected from.
    fn is_original(container: &str) -> bool {
        let original = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{container}]}}\n"
        );
        verify(&original, &yaml::parse(SHOWN).unwrap().unwrap(), &Kinds::default())
    }

    fn with(port: &str, image: &str) -> String {
        format!(
            "{{name: a, ports: [{{name: web, containerPort: 80}}], image: {image}, livenessProbe: {{httpGet: {{port: {port}}}}}}}"
        )
    }

    #[test]
    fn what_the_records_give_may_come_back_in_any_spelling() {
        assert!(is_original(&with("80", "i")));
        assert!(is_original(&with("0x50", "\"\\x69\"")));
        assert!(is_original(&with("web", "i")), "the port of that name is the recorded one");
    }

    #[test]
    fn what_no_record_gives_may_not() {
        for container in [
            with("80", "other"),
            with("81", "i"),
            with("absent", "i"),
            with("80", "i").replace("{name: a,", "{name: a, tty: true,"),
            format!("{}, {{name: more}}", with("80", "i")),
        ] {
            assert!(!is_original(&container), "{container}");
        }
    }

    #[test]
    fn only_an_injection_is_taken_back() {
        let shown = yaml::parse(SHOWN).unwrap().unwrap();
        let verify = |original: &str, shown: &Node| verify(original, shown, &Kinds::default());
        assert!(!verify(SHOWN, &shown), "nothing was injected");
        let other = SHOWN.replace("name: p,", "name: q,");
        assert!(!verify(&other, &shown) && !verify("", &shown) && !verify("a: b\n---\nc: d\n", &shown));
    }
}
