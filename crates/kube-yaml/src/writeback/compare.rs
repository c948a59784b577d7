//! Equality and pairing of maps in time proportional to their size.

use std::collections::HashMap;

use crate::yaml::{Entry, Map, Node, Value};

/// Up to this many entries a map is searched from front to back.
const SMALL: usize = 16;

/// Whether two nodes say the same, maps in any order.
pub(super) fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Map(a), Value::Map(b)) => same_map(a, b),
        (Value::Seq(a), Value::Seq(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (a, b) => a == b,
    }
}

fn same_map(a: &Map, b: &Map) -> bool {
    a.len() == b.len()
        && pair(&a.entries, &b.entries)
            .iter()
            .zip(&b.entries)
            .all(|(origin, entry)| origin.is_some_and(|i| same(&a.entries[i].value, &entry.value)))
}

/// Where in `read` each key of `wanted` stands.
pub(super) fn pair(read: &[Entry], wanted: &[Entry]) -> Vec<Option<usize>> {
    let mut next = 0;
    let mut index: HashMap<&str, usize> = HashMap::new();
    let mut find = |entry: &Entry| {
        // Most keys stand in the same order in both.
        let found = match read.get(next) {
            Some(candidate) if candidate.key == entry.key => Some(next),
            _ if read.len() <= SMALL => read.iter().position(|e| e.key == entry.key),
            _ => {
                if index.is_empty() {
                    index = read.iter().enumerate().map(|(i, e)| (e.key.as_str(), i)).collect();
                }
                index.get(entry.key.as_str()).copied()
            }
        };
        next = found.map_or(next, |i| i + 1);
        found
    };
    wanted.iter().map(&mut find).collect()
}

/// Which of `count` are among the origins.
pub(super) fn used(origins: &[Option<usize>], count: usize) -> Vec<bool> {
    let mut used = vec![false; count];
    for origin in origins.iter().flatten() {
        used[*origin] = true;
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    #[test]
    fn maps_are_the_same_in_any_order() {
        let read = |text: &str| parse(text).unwrap().unwrap();
        assert!(same(&read("{a: 1, b: [{c: 2}]}"), &read("b: [{c: 2}]\na: 1\n")));
        assert!(!same(&read("{a: 1, b: 2}"), &read("{a: 1, c: 2}")));
        assert!(!same(&read("[a, b]"), &read("[b, a]")));
        let many: Vec<String> = (0..40).map(|i| format!("k{i}: {i}")).collect();
        let turned: Vec<String> = many.iter().rev().cloned().collect();
        assert!(same(&read(&many.join("\n")), &read(&turned.join("\n"))));
    }
}
