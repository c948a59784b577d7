//! How changes of a pod are shown to people and to programs.

use kube_inject::PodChange;
use kube_yaml::{Node, Value as Tree, json as tree_json};
use serde_json::{Value, json};

/// No more characters of a value are shown to people.
const SHOWN: usize = 100;

/// What a probe does, of which it has one.
const HANDLERS: [&str; 4] = ["httpGet", "tcpSocket", "grpc", "exec"];

/// A change in a line: `+` in front of what is new, `-` in front of what is gone, and `~` in front of what differs.
pub(super) fn line(change: &PodChange) -> String {
    let PodChange { path, from, to, meaning } = change;
    match (from, to, meaning) {
        (_, _, Some(meaning)) if meaning.tells_all() => format!("~ {path}: {meaning}"),
        (Some(from), Some(to), Some(meaning)) => {
            format!("~ {path}: {} -> {} ({meaning})", brief(from), brief(to))
        }
        (Some(from), Some(to), None) => format!("~ {path}: {} -> {}", brief(from), brief(to)),
        (None, Some(to), _) => format!("+ {path}: {}", brief(to)),
        (Some(from), None, _) => format!("- {path}: {}", brief(from)),
        (None, None, _) => path.clone(),
    }
}

/// A change for programs.
pub(super) fn object(change: &PodChange) -> Value {
    let value = |node: &Option<Node>| node.as_ref().map_or(Value::Null, value_of);
    let mut object = json!({ "path": change.path, "from": value(&change.from), "to": value(&change.to) });
    if let Some(meaning) = change.meaning {
        object["meaning"] = meaning.code().into();
    }
    object
}

fn value_of(node: &Node) -> Value {
    serde_json::from_str(&tree_json::to_json(node)).unwrap_or(Value::Null)
}

/// A value in a few words.
fn brief(node: &Node) -> String {
    let words = match &node.value {
        Tree::Str(text) if text.is_empty() || text.trim() != text => format!("{text:?}"),
        Tree::Seq(items) => items.iter().map(brief).collect::<Vec<_>>().join(", "),
        Tree::Map(_) => of_map(node),
        _ => node.scalar_text().map_or_else(|| "null".to_owned(), |text| text.into_owned()),
    };
    match words.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// The parts of a map that tell what it is.
fn of_map(node: &Node) -> String {
    if let Some(image) = node.str_at("image") {
        return format!("image {image}");
    }
    if let (Some(volume), Some(_)) = (node.str_at("name"), node.get("mountPath")) {
        return format!("volume {volume}");
    }
    if let Some((key, value)) = HANDLERS.iter().find_map(|key| Some((*key, node.get(key)?)))
        && key_count(node) > 1
    {
        let rest = node.as_map().into_iter().flat_map(|map| map.iter()).filter(|(other, _)| *other != key);
        let rest: Vec<String> = rest.map(|(key, value)| format!("{key} {}", brief(value))).collect();
        return format!("{}, {}", of_pair(key, value), rest.join(", "));
    }
    let others = || node.as_map().into_iter().flat_map(|map| map.iter()).filter(|(key, _)| *key != "name");
    match (others().next(), others().nth(1)) {
        (Some((key, value)), None) => of_pair(key, value),
        // What only has a name is a volume of the kind that volumes have when they have none.
        (None, _) if node.get("name").is_some() => "emptyDir".to_owned(),
        _ => tree_json::to_json(node),
    }
}

fn key_count(node: &Node) -> usize {
    node.as_map().map_or(0, |map| map.entries.len())
}

/// The only thing that a map has.
fn of_pair(key: &str, value: &Node) -> String {
    let command = value.get("command").and_then(Node::as_seq).unwrap_or_default();
    match key {
        "httpGet" => {
            let scheme = value.str_at("scheme").filter(|scheme| *scheme != "HTTP");
            format!("{} {}", scheme.unwrap_or("HTTP"), address(value))
        }
        "tcpSocket" => format!("TCP {}", address(value)),
        "valueFrom" => format!("from {}", brief(value)),
        "fieldRef" => brief(value.get("fieldPath").unwrap_or(value)),
        "resourceFieldRef" => brief(value.get("resource").unwrap_or(value)),
        "grpc" => format!("gRPC {}", address(value)),
        "exec" => format!("exec {}", command.iter().map(brief).collect::<Vec<_>>().join(" ")),
        _ if value.as_map().is_some_and(|map| map.is_empty()) => key.to_owned(),
        _ => format!("{key} {}", brief(value)),
    }
}

fn address(handler: &Node) -> String {
    let port = handler
        .get("port")
        .and_then(|port| port.scalar_text().map(|text| text.into_owned()))
        .unwrap_or_default();
    let host = handler.str_at("host").unwrap_or_default();
    format!("{host}:{port}{}", handler.str_at("path").or(handler.str_at("service")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(from: &str, to: &str) -> String {
        let node = |text: &str| kube_yaml::parse(text).unwrap();
        line(&PodChange { path: "p".into(), from: node(from), to: node(to), meaning: None })
    }

    #[test]
    fn values_are_told_in_a_few_words() {
        for (from, to, words) in [
            ("1", "", "- p: 1"),
            ("''", "' a'", "~ p: \"\" -> \" a\""),
            ("", "{name: a, image: b, env: []}", "+ p: image b"),
            ("{httpGet: {path: /x, port: web}}", "{grpc: {port: 7}}", "~ p: HTTP :web/x -> gRPC :7"),
            ("", "{name: v, emptyDir: {}}", "+ p: emptyDir"),
            ("", "{name: v}", "+ p: emptyDir"),
            (
                "",
                "{name: e, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: spec.nodeName}}}",
                "+ p: from spec.nodeName",
            ),
            (
                "",
                "{name: e, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: '0'}}}",
                "+ p: from limits.cpu",
            ),
            ("{name: v, secret: {secretName: s}}", "", "- p: secret secretName s"),
            ("", "{name: v, mountPath: /m}", "+ p: volume v"),
            ("", "{preStop: {exec: {command: [a, b]}}}", "+ p: preStop exec a b"),
            ("", "{httpGet: {path: /x, port: 7}, periodSeconds: 1}", "+ p: HTTP :7/x, periodSeconds 1"),
            ("[a, b]", "[c]", "~ p: a, b -> c"),
        ] {
            assert_eq!(shown(from, to), words);
        }
        let long = shown("", &"x".repeat(200));
        assert!(long.ends_with('…') && long.chars().count() < 110, "{long}");
    }
}
