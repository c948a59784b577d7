//! No module of a crate knows one that knows it: neither files, parent and child apart, nor the crate's top modules.

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Which module names which, by paths such as `settings::release`; the crate's root is empty.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn imports_make_no_circle() {
    for source in ["src", "crates/go-template/src", "crates/kube-schema/src", "crates/kube-yaml/src"] {
        let files = imports(&Path::new(ROOT).join(source));
        assert!(files.values().map(BTreeSet::len).sum::<usize>() > 5, "{source}: the imports are not found");
        let top = |module: &str| module.split("::").next().unwrap_or_default().to_owned();
        let mut tops = Graph::new();
        for (from, to) in files.iter().flat_map(|(from, to)| to.iter().map(move |to| (top(from), top(to)))) {
            if from != to {
                tops.entry(from).or_default().insert(to);
            }
        }
        for graph in [&files, &tops] {
            assert_eq!(circle(graph), None, "{source}");
        }
    }
}

#[test]
fn circles_are_found() {
    let graph = |edges: &[(&str, &str)]| {
        let mut graph = Graph::new();
        for (from, to) in edges {
            graph.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        graph
    };
    assert_eq!(circle(&graph(&[("a", "b"), ("b", "c"), ("a", "c")])), None);
    assert_eq!(circle(&graph(&[("x", "a"), ("a", "b"), ("b", "a")])).as_deref(), Some("a -> b -> a"));
}

/// The imports of all files below `source` that are no tests.
fn imports(source: &Path) -> Graph {
    let paths = files_below(source);
    let texts: BTreeMap<String, String> = paths
        .iter()
        .filter(|path| !path.components().any(|part| part.as_os_str().to_string_lossy().contains("tests")))
        .map(|path| (module_of(path, source), fs::read_to_string(path).expect("a source is text")))
        .collect();
    let path =
        Regex::new(r"\b(crate|super(?:::super)*)((?:::[a-z_0-9]+)*)(?:::\{([^}]*)\})?").expect("it is right");
    let mut graph = Graph::new();
    for (module, text) in &texts {
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let named = graph.entry(module.clone()).or_default();
        for found in path.captures_iter(code) {
            let base = match &found[1] {
                "crate" => Vec::new(),
                up => above(module, up.matches("super").count()),
            };
            let base: Vec<&str> =
                base.into_iter().chain(found[2].split("::").filter(|part| !part.is_empty())).collect();
            let items = found.get(3).map_or("", |items| items.as_str()).split(',').map(str::trim);
            let items = items.map(|item| {
                item.split("::").take_while(|part| part.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            });
            let items = items.map(|item| {
                base.iter().copied().chain(item.filter(|part| *part != "self" && !part.is_empty())).collect()
            });
            let targets = items.chain([base.clone()]).map(|path: Vec<&str>| nearest(&path, &texts));
            named.extend(targets.filter(|target| !is_family(module, target)));
        }
    }
    graph
}

fn above(module: &str, levels: usize) -> Vec<&str> {
    let mut parts: Vec<&str> = module.split("::").collect();
    parts.truncate(parts.len().saturating_sub(levels));
    parts
}

/// The module that a path leads to, or the nearest above: its last part may be an item.
fn nearest(path: &[&str], modules: &BTreeMap<String, String>) -> String {
    let paths = (1..=path.len()).rev().map(|length| path[..length].join("::"));
    paths.into_iter().find(|path| modules.contains_key(path)).unwrap_or_default()
}

/// Whether one module is the other or contains it.
fn is_family(a: &str, b: &str) -> bool {
    let contains = |outer: &str, inner: &str| {
        outer.is_empty()
            || inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    contains(a, b) || contains(b, a)
}

/// A way from a module back to itself.
fn circle(graph: &Graph) -> Option<String> {
    fn walk<'g>(
        graph: &'g Graph,
        at: &'g str,
        way: &mut Vec<&'g str>,
        done: &mut BTreeSet<&'g str>,
    ) -> Option<String> {
        if let Some(start) = way.iter().position(|known| *known == at) {
            return Some([&way[start..], &[at]].concat().join(" -> "));
        }
        if done.contains(at) {
            return None;
        }
        way.push(at);
        let found = graph.get(at).into_iter().flatten().find_map(|next| walk(graph, next, way, done));
        way.pop();
        done.insert(at);
        found
    }
    let mut done = BTreeSet::new();
    graph.keys().find_map(|start| walk(graph, start, &mut Vec::new(), &mut done))
}

fn module_of(path: &Path, source: &Path) -> String {
    let path = path.strip_prefix(source).expect("it is below").with_extension("");
    let parts = path.iter().map(|part| part.to_string_lossy().into_owned());
    parts.filter(|part| !["mod", "lib", "main"].contains(&part.as_str())).collect::<Vec<_>>().join("::")
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("sources can be read");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    let paths = paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] });
    paths.filter(|path| path.extension().is_some_and(|e| e == "rs")).collect()
}
