//! The tables of docs/annotations.md: what effects.txt says of every name, with the values and releases that the code knows.

use super::names::{ANNOTATIONS, LABELS};
use super::{doubts, rules};
use crate::documented;
use crate::settings::{Compat, Release, Rule, Settings, Sources, embedded};
use crate::{documents, process};
use kube_yaml::Node;
use std::io::Cursor;

const EFFECTS: &str = include_str!("effects.txt");

/// A line of the file.
struct Row<'t> {
    section: &'t str,
    name: &'t str,
    place: &'t str,
    readers: &'t str,
    effect: &'t str,
}

fn rows() -> Vec<Row<'static>> {
    let mut section = "";
    let mut rows = Vec::new();
    for line in EFFECTS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("= ") {
            Some(title) => section = title,
            None => {
                let cells: Vec<&str> = line.split(" | ").collect();
                let [name, place, readers, effect] = cells[..] else { panic!("not four cells: {line}") };
                rows.push(Row { section, name, place, readers, effect });
            }
        }
    }
    rows
}

/// The tables, a heading each.
fn written() -> String {
    let mut text = String::new();
    let mut section = "";
    for row in rows() {
        if row.section != section {
            section = row.section;
            text.push_str(&format!(
                "\n## {section}\n\n| name | read or set by | value | effect |\n| --- | --- | --- | --- |\n"
            ));
        }
        let place = if row.place == "label" { " (label)" } else { "" };
        let readers: Vec<String> = row.readers.split(' ').map(reader).collect();
        let (name, readers) = (row.name, readers.join(", "));
        text.push_str(&format!("| `{name}`{place} | {readers} | {} | {} |\n", value(&row), row.effect));
    }
    text
}

/// `injection 1.8+`, of `injection:8-` or `injection:HeedsRequest`.
fn reader(text: &str) -> String {
    let Some((who, releases)) = text.split_once(':') else { return text.to_owned() };
    let who = if who == "CNI" { "CNI plugin" } else { who };
    let releases = match Rule::all().find(|rule| format!("{rule:?}") == releases) {
        Some(rule) => of_rule(rule),
        None => releases.split(',').map(range).collect::<Vec<_>>().join(", "),
    };
    format!("{who} {releases}")
}

/// `1.5+` of `5-`, `1.0–1.5` of `0-5` and `1.5` of `5`.
fn range(text: &str) -> String {
    let number =
        |text: &str| text.parse::<u16>().unwrap_or_else(|_| panic!("{text} is no release and no rule"));
    match text.split_once('-') {
        None => format!("1.{}", number(text)),
        Some((first, "")) => format!("1.{}+", number(first)),
        Some((first, last)) => format!("1.{}–1.{}", number(first), number(last)),
    }
}

fn of_rule(rule: Rule) -> String {
    let holds: Vec<u16> =
        (0..=Release::NEWEST.minor()).filter(|minor| Release::new(*minor).has(rule)).collect();
    match (holds.first(), holds.last()) {
        (Some(first), Some(last)) if *last == Release::NEWEST.minor() => range(&format!("{first}-")),
        (Some(first), Some(last)) => range(&format!("{first}-{last}")),
        _ => panic!("{rule:?} holds in no release"),
    }
}

/// What the value has to be, and where another one is refused or only warned of.
fn value(row: &Row<'_>) -> String {
    let checked: Vec<u16> =
        (0..=Release::NEWEST.minor()).filter(|minor| rules::rule(row.name, *minor).is_some()).collect();
    let rule =
        checked.last().and_then(|last| rules::rule(row.name, *last)).filter(|_| row.place == "annotation");
    if let (Some(rule), [first, .., last]) = (rule, &checked[..]) {
        let help = rule.help().replace('"', "`");
        let releases = match *last == Release::NEWEST.minor() {
            true => range(&format!("{first}-")),
            false => range(&format!("{first}-{last}")),
        };
        return format!("{help}; checked {releases}");
    }
    let place = format!("{}s", row.place);
    let doubt = doubts::meanings().find(|(where_to, name, _)| *where_to == place && *name == row.name);
    doubt.map(|(_, _, meaning)| meaning.replace('"', "`")).unwrap_or_default()
}

#[test]
fn documented_effects_are_those_of_the_code() {
    documented::hold("docs/annotations.md", "src/annotations", written().trim_start());
}

#[test]
fn every_name_has_one_row() {
    for (place, names) in [("annotation", &ANNOTATIONS[..]), ("label", &LABELS[..])] {
        let mut listed: Vec<&str> =
            rows().iter().filter(|row| row.place == place).map(|row| row.name).collect();
        listed.sort_unstable();
        assert_eq!(listed, names, "{place}");
    }
}

#[test]
fn only_what_injection_reads_changes_an_injection() {
    let plain = injected("label", "app", "tea");
    let mut wrong = Vec::new();
    for row in rows().iter().filter(|row| row.section != SET) {
        let read = row.readers.split(' ').any(|reader| {
            let (who, releases) = reader.split_once(':').unwrap_or_default();
            let still = releases.ends_with('-') || Rule::all().any(|rule| format!("{rule:?}") == releases);
            matches!(who, "injection" | "templates") && still
        });
        let changes = injected(row.place, row.name, sample(row.name)) != plain;
        if changes != read {
            wrong.push((row.place, row.name, changes));
        }
    }
    assert_eq!(wrong, [], "what has an effect is told of injection or templates, and nothing else is");
}

/// The section of names that an injection writes, and reads in some other way than one that its author sets.
const SET: &str = "What injection sets";

/// A value that is not the default.
fn sample(name: &str) -> &'static str {
    let checked = rules::rule(name, Release::NEWEST.minor());
    match (name, checked) {
        ("inject.istio.io/templates", _) => "gateway",
        ("sidecar.istio.io/proxyImage", _) => "example.com/proxy:1",
        ("sidecar.istio.io/proxyImageType" | "sidecar.istio.io/agentLogLevel", _) => "debug",
        ("sidecar.istio.io/userVolume", _) => r#"{"cups": {"emptyDir": {}}}"#,
        ("sidecar.istio.io/userVolumeMount", _) => r#"{"cups": {"mountPath": "/cups"}}"#,
        ("sidecar.istio.io/capNetBindService" | "sidecar.istio.io/nativeSidecar", _) => "true",
        ("prometheus.istio.io/scrape-targets", _) => "8080:/stats",
        (_, Some(rules::Rule::Mode)) => "TPROXY",
        (_, Some(rules::Rule::Ranges | rules::Rule::RangesOrAll)) => "10.0.0.0/8",
        (_, Some(rules::Rule::Interfaces)) => "eth7",
        (_, Some(rules::Rule::ProxyConfig)) => "concurrency: 7",
        (_, Some(rules::Rule::Quantity | rules::Rule::Seconds)) => "7",
        (_, Some(rules::Rule::Port | rules::Rule::Ports | rules::Rule::PortsOrAll)) => "7777",
        ("sidecar.istio.io/inject" | "sidecar.istio.io/rewriteAppHTTPProbers", _) => "false",
        (_, Some(rules::Rule::Bool)) => "false",
        _ => "cups",
    }
}

/// What becomes of a pod that has a label or an annotation, apart from that.
fn injected(place: &str, name: &str, value: &str) -> Option<Node> {
    let settings = Settings::load(Sources::default()).unwrap();
    let place = format!("{place}s");
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: tea, {place}: {{'{name}': '{value}'}}}}\nspec:\n  containers:\n  - name: pot\n    image: pot\n    readinessProbe: {{httpGet: {{port: 80}}}}\n"
    );
    let document = documents(Compat::Off, Cursor::new(pod)).next().unwrap().unwrap();
    let text = process(&settings, "pod.yaml", &document).unwrap().text?;
    let mut node = kube_yaml::parse(&text).unwrap().unwrap();
    let map = node.at_mut(&["metadata", &place]).and_then(Node::as_map_mut);
    map.into_iter().for_each(|map| drop(map.remove(name)));
    Some(node)
}

#[test]
fn what_the_built_in_templates_read_is_told_of_templates_or_injection() {
    let text = embedded::inject_config_text();
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_');
    let spoken: Vec<&str> = text.split(|c| !part(c)).collect();
    for row in rows() {
        let of_templates = |other: &Row<'_>| {
            other.name == row.name && ["templates", "injection"].iter().any(|who| other.readers.contains(who))
        };
        let spoken = spoken.contains(&row.name);
        assert!(!spoken || rows().iter().any(of_templates), "{}: the built-in templates read it", row.name);
        let first = row.readers.split(' ').next().unwrap_or_default();
        let steers = first.starts_with("templates:") && first.ends_with('-');
        assert!(spoken || !steers, "{}: the built-in templates do not read it", row.name);
    }
}
