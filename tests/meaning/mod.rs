//! What a manifest means, apart from how it is written: the comparison that the recorded answers are judged by.

use kube_yaml::Error;
use kube_yaml::split;
use kube_yaml::{self as yaml, Map, Node, Value};

/// Namespaces that we never inject into, by the workload's own namespace.
const SYSTEM_NAMESPACES: [&str; 4] = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

/// We inject kinds in the groups they used to live in; the reference does not.
const OLD_GROUPS: [&str; 5] =
    ["extensions/v1beta1", "apps/v1beta1", "apps/v1beta2", "batch/v1beta1", "batch/v2alpha1"];

/// The documents of a text that are not empty.
pub(crate) fn documents(text: &str) -> Result<Vec<Node>, Error> {
    let mut documents = Vec::new();
    for document in split::documents(text.as_bytes()) {
        let document = document.map_err(|e| Error::new(kube_inject::code::IO, e.to_string()))?;
        documents.extend(yaml::parse(document.text()?)?.filter(|node| !node.is_null()));
    }
    Ok(documents)
}

/// Whether the reference's answer is one that we give differently on purpose.
pub(crate) fn we_differ(answer: &Node) -> bool {
    let namespace = answer.at(&["metadata", "namespace"]).and_then(Node::as_str);
    let items = answer.get("items").and_then(Node::as_seq).unwrap_or_default();
    answer.str_at("apiVersion").is_some_and(|group| OLD_GROUPS.contains(&group))
        || answer.str_at("kind") == Some("CronJob")
        || namespace.is_some_and(|name| SYSTEM_NAMESPACES.contains(&name))
        || (answer.str_at("kind") == Some("List") && items.iter().any(we_differ))
}

/// The first place where our answer means something else than the reference's, with what the author of `source` wrote and
/// the reference's types drop. Where those types are `old`, what they did not know may stay.
pub(crate) fn first_difference(got: &Node, want: &Node, source: Option<&Node>, old: bool) -> Option<String> {
    let mut want = want.clone();
    if let Some(source) = source {
        add_authored(&mut want, source, &mut Vec::new());
    }
    let mut got = got.clone();
    if let Some(source) = source.filter(|_| old) {
        drop_kept(&mut got, &want, source);
    }
    differ(&meaning(&got, ""), &meaning(&want, ""), "")
}

fn is_zero(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Bool(b) => !b,
        Value::Int(i) => *i == 0,
        Value::Str(s) => s.is_empty(),
        _ => false,
    }
}

fn is_empty(node: &Node) -> bool {
    node.as_map().is_some_and(Map::is_empty) || node.as_seq().is_some_and(<[Node]>::is_empty)
}

/// Adds zeros, empty values and a kind's strange fields that stand in the source, and takes out the zeros that a type
/// prints without being asked.
fn add_authored(want: &mut Node, source: &Node, at: &mut Vec<String>) {
    match (&mut want.value, &source.value) {
        (Value::Map(map), Value::Map(source)) => {
            let is_item = at.last().is_some_and(|key| key == "[]");
            if at.is_empty() || is_item && source.contains("kind") {
                if !source.contains("status") {
                    map.remove("status");
                }
                let authored = |key: &str| source.get("spec").is_some_and(|spec| spec.get(key).is_some());
                if let Some(spec) = map.get_mut("spec").and_then(Node::as_map_mut) {
                    spec.entries.retain(|entry| authored(&entry.key) || !is_zero(&entry.value));
                }
            }
            for entry in &mut map.entries {
                if let Some(source) = source.get(&entry.key) {
                    at.push(entry.key.to_string());
                    add_authored(&mut entry.value, source, at);
                    at.pop();
                }
            }
            let of_strings = at.last().is_some_and(|key| key == "annotations" || key == "labels");
            let of_kind = at.len() == 1 && matches!(at[0].as_str(), "spec" | "status");
            for entry in source.entries.iter().filter(|_| !of_strings) {
                if !map.contains(&entry.key) && (is_zero(&entry.value) || is_empty(&entry.value) || of_kind) {
                    map.entries.push(entry.clone());
                }
            }
        }
        (Value::Seq(items), Value::Seq(source)) => {
            let keys = ["name", "containerPort", "mountPath"];
            let key = keys.into_iter().find(|key| source.iter().all(|item| item.get(key).is_some()));
            let same_length = items.len() == source.len();
            at.push("[]".to_owned());
            for (i, item) in items.iter_mut().enumerate() {
                let source = match (key, item.as_map()) {
                    (Some(key), Some(_)) => {
                        item.get(key).and_then(|k| source.iter().rfind(|s| s.get(key) == Some(k)))
                    }
                    _ => source.get(i).filter(|_| same_length),
                };
                if let Some(source) = source {
                    add_authored(item, source, at);
                }
            }
            at.pop();
        }
        _ => {}
    }
}

/// Takes out what the author wrote and an old release's types did not know.
fn drop_kept(got: &mut Node, want: &Node, source: &Node) {
    match (&mut got.value, &want.value, &source.value) {
        (Value::Map(got), Value::Map(want), Value::Map(source)) => {
            got.entries.retain(|e| want.contains(&e.key) || source.get(&e.key) != Some(&e.value));
            for entry in &mut got.entries {
                if let (Some(want), Some(source)) = (want.get(&entry.key), source.get(&entry.key)) {
                    drop_kept(&mut entry.value, want, source);
                }
            }
        }
        (Value::Seq(got), Value::Seq(want), Value::Seq(source)) if got.len() == want.len() => {
            for (got, want) in got.iter_mut().zip(want) {
                let named =
                    got.get("name").and_then(|name| source.iter().find(|s| s.get("name") == Some(name)));
                if let Some(source) = named {
                    drop_kept(got, want, source);
                }
            }
        }
        _ => {}
    }
}

/// A value without nulls and empty collections.
#[derive(PartialEq, Debug)]
enum Meaning {
    Nothing,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Meaning>),
    Map(Vec<(String, Meaning)>),
}

fn meaning(node: &Node, key: &str) -> Meaning {
    match &node.value {
        Value::Map(map) => {
            let quantities = matches!(key, "limits" | "requests");
            let of = |k: &str, v: &Node| if quantities { quantity(v) } else { meaning(v, k) };
            let mut entries: Vec<(String, Meaning)> =
                map.iter().map(|(k, v)| (k.to_owned(), of(k, v))).collect();
            entries.retain(|(_, value)| *value != Meaning::Nothing);
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            if entries.is_empty() { Meaning::Nothing } else { Meaning::Map(entries) }
        }
        Value::Seq(items) if items.is_empty() => Meaning::Nothing,
        Value::Seq(items) => Meaning::List(items.iter().map(|item| meaning(item, "")).collect()),
        _ if matches!(key, "divisor" | "sizeLimit") => quantity(node),
        Value::Null => Meaning::Nothing,
        Value::Bool(b) => Meaning::Bool(*b),
        Value::Int(i) => Meaning::Number(*i as f64),
        Value::Uint(u) => Meaning::Number(*u as f64),
        Value::Float(f) => Meaning::Number(*f),
        Value::Str(s) => Meaning::Text(s.to_string()),
    }
}

/// A quantity as a number, whatever its unit.
fn quantity(node: &Node) -> Meaning {
    const UNITS: [(&str, f64); 16] = [
        ("Ki", 1024.0),
        ("Mi", 1_048_576.0),
        ("Gi", 1_073_741_824.0),
        ("Ti", 1_099_511_627_776.0),
        ("Pi", 1_125_899_906_842_624.0),
        ("Ei", 1_152_921_504_606_846_976.0),
        ("n", 1e-9),
        ("u", 1e-6),
        ("m", 1e-3),
        ("k", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("T", 1e12),
        ("P", 1e15),
        ("E", 1e18),
        ("", 1.0),
    ];
    let plain = meaning(node, "");
    let Meaning::Text(text) = &plain else { return plain };
    let scaled = UNITS.iter().find_map(|(unit, factor)| {
        let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
        Some(number * factor)
    });
    // Rounded to a nano, the smallest unit, so that 0.1 and 100m are the same.
    scaled.map_or(plain, |number| Meaning::Number((number * 1e9).round() / 1e9))
}

fn differ(got: &Meaning, want: &Meaning, at: &str) -> Option<String> {
    match (got, want) {
        _ if got == want => None,
        (Meaning::Map(got), Meaning::Map(want)) => differ_in_maps(got, want, at),
        (Meaning::List(got), Meaning::List(want)) if got.len() == want.len() => {
            let mut pairs = got.iter().zip(want).enumerate();
            pairs.find_map(|(i, (got, want))| differ(got, want, &format!("{at}[{i}]")))
        }
        (Meaning::List(got), Meaning::List(want)) => {
            Some(format!("{at}: {} items, want {}", got.len(), want.len()))
        }
        _ => Some(format!("{at}: got {} want {}", short(got), short(want))),
    }
}

fn differ_in_maps(got: &[(String, Meaning)], want: &[(String, Meaning)], at: &str) -> Option<String> {
    let find = |map: &'_ [(String, Meaning)], key: &str| map.iter().position(|(k, _)| k == key);
    for (key, value) in want {
        let at = format!("{at}.{key}");
        let difference = match find(got, key) {
            Some(i) => differ(&got[i].1, value, &at),
            None => Some(format!("{at}: missing, want {}", short(value))),
        };
        if difference.is_some() {
            return difference;
        }
    }
    let extra = got.iter().find(|(key, _)| find(want, key).is_none())?;
    Some(format!("{at}.{}: got {}, want nothing", extra.0, short(&extra.1)))
}

fn short(value: &Meaning) -> String {
    format!("{value:?}").chars().take(160).collect()
}
