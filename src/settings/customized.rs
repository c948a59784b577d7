//! What files of configuration say otherwise than a default installation, each with its place.

use super::embedded;
use super::source::Source;
use kube_yaml::{Node, json};

/// A setting that a file changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Customized {
    /// Its path, such as `global.hub` of the values or `meshConfig.trustDomain`.
    pub name: String,
    /// Its value: the text of a scalar, or JSON.
    pub value: String,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// The settings that the name and text of values and of a mesh-config change. Of values these are the ones that injection asks for.
/// What cannot be read has none: loading it says why.
#[must_use]
pub fn customized(values: Option<(&str, &str)>, mesh_config: Option<(&str, &str)>) -> Vec<Customized> {
    let values = values.map(|(file, text)| differing(file, text, "values", "", embedded::VALUES.1, true));
    let mesh_config = mesh_config
        .map(|(file, text)| differing(file, text, "mesh", "meshConfig.", embedded::MESH_CONFIG.1, false));
    values.into_iter().chain(mesh_config).flatten().collect()
}

/// The leaves of a file's part at `key` that the default has not, or has otherwise; where only what is `known` counts, those below
/// what the default has.
fn differing(file: &str, text: &str, key: &str, prefix: &str, default: &str, known: bool) -> Vec<Customized> {
    let (Ok((source, Some(tree))), Ok(Some(default))) =
        (Source::read(text, file, key), kube_yaml::parse(default))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    leaves(&tree, &mut Vec::new(), &mut |path, leaf| {
        let usual = default.at(path);
        let is_asked_for = || {
            let parent = path.split_last().and_then(|(_, parents)| default.at(parents)?.as_map());
            usual.is_some() || parent.is_some_and(|parent| parent.is_empty())
        };
        if usual.is_some_and(|usual| spelled(usual) == spelled(leaf)) || known && !is_asked_for() {
            return;
        }
        let line = source.line_of(leaf.span);
        let name = format!("{prefix}{}", path.join("."));
        found.push(Customized { name, value: spelled(leaf), file: file.to_owned(), line });
    });
    found
}

fn leaves<'n>(node: &'n Node, path: &mut Vec<&'n str>, take: &mut impl FnMut(&[&str], &Node)) {
    match node.as_map() {
        Some(map) => {
            for (key, value) in map.iter() {
                path.push(key);
                leaves(value, path, take);
                path.pop();
            }
        }
        None => take(path, node),
    }
}

fn spelled(node: &Node) -> String {
    node.scalar_text().map_or_else(|| json::to_json_sorted(node), |text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(values: &str, mesh: &str) -> Vec<String> {
        let found = customized(Some(("v", values)), Some(("m", mesh)));
        found
            .into_iter()
            .map(|one| format!("{} = {} ({}:{})", one.name, one.value, one.file, one.line))
            .collect()
    }

    #[test]
    fn what_is_as_usual_or_not_asked_for_is_left_out() {
        let values = "global:\n  hub: example.com\n  tag: 1.31.0\n  unheardOf: x\npilot:\n  env:\n    A: b\n";
        let mesh = "trustDomain: cluster.local\ndefaultConfig:\n  concurrency: 2\n";
        assert_eq!(
            found(values, mesh),
            [
                "global.hub = example.com (v:2)",
                "pilot.env.A = b (v:7)",
                "meshConfig.defaultConfig.concurrency = 2 (m:3)",
            ]
        );
    }

    #[test]
    fn lines_of_a_config_map_are_those_of_its_file() {
        let map = "kind: ConfigMap\ndata:\n  mesh: |-\n    trustDomain: tea\n";
        assert_eq!(found("[", map), ["meshConfig.trustDomain = tea (m:4)"]);
    }
}
