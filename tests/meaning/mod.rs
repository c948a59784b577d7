//! What a manifest means, apart from how it is written: the comparison that the recorded answers are judged by.

use kube_inject::error::Error;
use kube_inject::split;
use kube_inject::yaml::{self, Node, Value};

/// Namespaces that we never inject into, by the workload's own namespace.
const SYSTEM_NAMESPACES: [&str; 4] = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

/// We inject kinds in the groups they used to live in; the reference does not.
const OLD_GROUPS: [&str; 5] =
    ["extensions/v1beta1", "apps/v1beta1", "apps/v1beta2", "batch/v1beta1", "batch/v2alpha1"];

/// The documents of a text that are not empty.
pub(crate) fn documents(text: &str) -> Result<Vec<Node>, Error> {
    let mut documents = Vec::new();
    for document in split::documents(text.as_bytes()) {
        let document = document.map_err(|e| Error::new(e.to_string()))?;
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

/// The first place where two documents mean different things.
pub(crate) fn first_difference(got: &Node, want: &Node) -> Option<String> {
    differ(&meaning(got, ""), &meaning(want, ""), "")
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
