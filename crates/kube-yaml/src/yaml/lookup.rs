//! Finding many keys in a map in time proportional to its size.

use std::collections::HashMap;

use super::same::same;
use super::tree::{Entry, Map, Node};

/// Up to this many entries a map is searched from front to back.
const SMALL: usize = 16;

/// A map in which many keys are looked for: fast where they come in the map's order, and never slow.
#[derive(Debug)]
pub struct Lookup<'m> {
    entries: &'m [Entry],
    /// Behind the entry that was found last.
    next: usize,
    /// The first place of each key; empty until it is needed.
    index: HashMap<&'m str, usize>,
}

impl<'m> Lookup<'m> {
    /// Looks in these entries.
    #[must_use]
    pub fn new(entries: &'m [Entry]) -> Self {
        Lookup { entries, next: 0, index: HashMap::new() }
    }

    /// Where the first entry of `key` stands.
    pub fn position(&mut self, key: &str) -> Option<usize> {
        let found = match self.entries.get(self.next) {
            Some(entry) if same(&entry.key, key) => Some(self.next),
            _ if self.entries.len() <= SMALL => self.entries.iter().position(|entry| same(&entry.key, key)),
            _ => {
                if self.index.is_empty() {
                    for (at, entry) in self.entries.iter().enumerate() {
                        self.index.entry(entry.key.as_str()).or_insert(at);
                    }
                }
                self.index.get(key).copied()
            }
        };
        self.next = found.map_or(self.next, |at| at + 1);
        found
    }

    /// Where the key of each of the entries stands.
    pub fn positions(mut self, wanted: &[Entry]) -> Vec<Option<usize>> {
        wanted.iter().map(|entry| self.position(&entry.key)).collect()
    }

    /// The value of `key`.
    pub fn get(&mut self, key: &str) -> Option<&'m Node> {
        self.position(key).map(|at| &self.entries[at].value)
    }
}

impl Map {
    /// The map, to look for many keys in it.
    #[must_use]
    pub fn lookup(&self) -> Lookup<'_> {
        Lookup::new(&self.entries)
    }
}

#[cfg(test)]
mod tests {
    use crate::yaml::parse;

    #[test]
    fn keys_are_found_in_any_order() {
        for count in [3, 40] {
            let text: String = (0..count).map(|i| format!("k{i}: {i}\n")).collect();
            let node = parse(&text).unwrap().unwrap();
            let mut lookup = node.as_map().unwrap().lookup();
            for key in (0..count).chain((0..count).rev()) {
                assert_eq!(lookup.get(&format!("k{key}")).unwrap().as_i64(), Some(key));
                assert!(lookup.get("absent").is_none());
            }
        }
    }

    #[test]
    fn maps_are_the_same_in_any_order() {
        let read = |text: &str| parse(text).unwrap().unwrap();
        assert_eq!(read("{a: 1, b: [{c: 2}]}"), read("b: [{c: 2}]\na: 1\n"));
        assert_ne!(read("{a: 1, b: 2}"), read("{a: 1, c: 2}"));
        assert_ne!(read("[a, b]"), read("[b, a]"));
        let many: Vec<String> = (0..40).map(|i| format!("k{i}: {i}")).collect();
        let turned: Vec<String> = many.iter().rev().cloned().collect();
        assert_eq!(read(&many.join("\n")), read(&turned.join("\n")));
    }
}
