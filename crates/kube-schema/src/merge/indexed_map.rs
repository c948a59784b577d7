//! A map under change: entries found, taken out and put back in time that does not grow with their number.

use std::collections::HashMap;

use kube_yaml::{Entry, Map, Node, Text, same};

/// Where a hash pays: below this many comparisons entries are looked for one by one.
const WORTH_A_HASH: usize = 256;

/// The entries of a map, with holes where one was taken out.
pub(super) struct IndexedMap {
    entries: Vec<Option<Entry>>,
    index: Option<HashMap<Text, usize>>,
}

impl IndexedMap {
    /// The entries of `map`, in which about `lookups` keys will be looked for.
    pub(super) fn new(map: Map, lookups: usize) -> Self {
        let mut entries = Vec::with_capacity(map.len() + lookups);
        entries.extend(map.entries.into_iter().map(Some));
        let mut slots = IndexedMap { entries, index: None };
        if slots.entries.len().saturating_mul(lookups) > WORTH_A_HASH {
            let keys = slots.entries.iter().enumerate();
            slots.index = Some(keys.filter_map(|(i, e)| Some((e.as_ref()?.key.clone(), i))).collect());
        }
        slots
    }

    fn find(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.entries.iter().position(|e| e.as_ref().is_some_and(|e| same(&e.key, key))),
        }
    }

    /// The value of `key`.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let at = self.find(key)?;
        self.entries[at].as_mut().map(|e| &mut e.value)
    }

    /// Takes `key` out.
    pub(super) fn take(&mut self, key: &str) -> Option<Entry> {
        let at = self.find(key)?;
        if let Some(index) = &mut self.index {
            index.remove(key);
        }
        self.entries[at].take()
    }

    /// Adds an entry whose key is not there.
    pub(super) fn push(&mut self, entry: Entry) {
        if let Some(index) = &mut self.index {
            index.insert(entry.key.clone(), self.entries.len());
        }
        self.entries.push(Some(entry));
    }

    /// Keeps the entries whose keys pass.
    pub(super) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        for slot in &mut self.entries {
            if slot.as_ref().is_some_and(|e| !keep(&e.key)) {
                let gone = slot.take();
                if let (Some(index), Some(gone)) = (&mut self.index, gone) {
                    index.remove(&gone.key);
                }
            }
        }
    }

    /// What is left, in order.
    pub(super) fn into_entries(self) -> impl Iterator<Item = Entry> {
        self.entries.into_iter().flatten()
    }

    /// Gives the map back, in its present order.
    pub(super) fn into_map(self) -> Map {
        Map { entries: self.into_entries().collect() }
    }
}
