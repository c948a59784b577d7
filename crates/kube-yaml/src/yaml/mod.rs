//! YAML as Kubernetes reads it: a tree that keeps spans, styles, key order and unknown fields.

mod shared;
mod tree;
mod detach;
mod lookup;
mod same;
mod scan;
mod outline;
mod items;
mod alike;
pub mod float;
pub(crate) mod scalar;
pub mod json;
pub mod de;
pub mod spell;

pub use alike::Reader;
pub use items::Items;
pub(crate) use items::{may_refer, refers};
pub use lookup::Lookup;
pub use outline::{Key, outline};
pub use same::same;
pub use scan::{Repeated, parse, parse_noting};
pub use shared::{Fate, Known, Note, Shared};
pub use tree::{Entry, Map, Node, Source, Style, Text, Value};

#[cfg(test)]
mod recorded_tests {
    use std::fmt::Write as _;

    use super::json::{from_json, to_json_sorted};
    use super::spell::json_to_yaml;
    use super::{Node, parse};

    fn compare(records: &str, answer: impl Fn(&str) -> Option<String>) {
        let records: Vec<Node> = records.lines().map(|line| from_json(line).unwrap()).collect();
        let mut wrong = String::new();
        let mut count = 0;
        for record in &records {
            let text = record.str_at("text").unwrap();
            let expected = record.get("error").is_none().then(|| record.str_at("out").unwrap().to_owned());
            let answered = answer(text);
            if answered != expected {
                count += 1;
                writeln!(wrong, "{text:?}: expected {expected:?}, answered {answered:?}").unwrap();
            }
        }
        assert_eq!(count, 0, "{count} of {} differ:\n{wrong}", records.len());
    }

    #[test]
    fn reads_yaml_as_kubernetes_does() {
        compare(include_str!("../../testdata/yaml2json.jsonl"), |text| {
            parse(text).ok().map(|node| node.map_or_else(|| "null".to_owned(), |node| to_json_sorted(&node)))
        });
    }

    #[test]
    fn spells_yaml_as_kubernetes_does() {
        // A JSON object is never given to that library by kubectl, which reads it as JSON: with surrogates.
        let only_json = |text: &str| text.starts_with('{') && text.contains("\\ud83d");
        compare(include_str!("../../testdata/json2yaml.jsonl"), |text| {
            parse(text)
                .ok()
                .filter(|_| !only_json(text))
                .map(|node| node.map_or_else(|| "null\n".to_owned(), |node| json_to_yaml(&node)))
        });
    }
}
