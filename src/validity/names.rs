//! What names stand for, which in most pods are few.

use kube_yaml::same;
use std::collections::HashMap;

/// How many names are looked through faster than they are hashed.
const FEW: usize = 24;

/// Names, and what each stands for.
#[derive(Debug)]
pub(super) struct Names<'a, T = ()> {
    few: Vec<(&'a str, T)>,
    /// All of them once they are more than few.
    many: HashMap<&'a str, T>,
}

impl<T> Default for Names<'_, T> {
    fn default() -> Self {
        Names { few: Vec::new(), many: HashMap::new() }
    }
}

impl<'a, T> Names<'a, T> {
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        match self.many.is_empty() {
            true => self.few.iter().find(|(known, _)| same(known, name)).map(|(_, meant)| meant),
            false => self.many.get(name),
        }
    }

    /// Adds a name; false when it is there already.
    pub(super) fn insert(&mut self, name: &'a str, meant: T) -> bool {
        if self.get(name).is_some() {
            return false;
        }
        if self.few.len() == FEW {
            self.many.extend(self.few.drain(..));
        }
        match self.many.is_empty() {
            true => self.few.push((name, meant)),
            false => _ = self.many.insert(name, meant),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, Names};

    #[test]
    fn names_are_found_however_many_there_are() {
        let texts: Vec<String> = (0..3 * FEW).map(|number| format!("name-{number}")).collect();
        let mut names = Names::default();
        for (count, text) in texts.iter().enumerate() {
            assert!(names.get(text).is_none() && names.insert(text, count) && !names.insert(text, 0));
            for (number, known) in texts[..=count].iter().enumerate() {
                assert_eq!(names.get(known), Some(&number));
            }
        }
    }
}
