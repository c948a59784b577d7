//! Which item of a list each item of another is, and which of them can stay where they are.

use std::collections::HashMap;

use crate::yaml::Node;

/// Beyond this many items without a place of their own, equal values are not looked for.
const MAX_UNPLACED: usize = 256;

/// Which of `count` are among the origins.
pub(super) fn used(origins: &[Option<usize>], count: usize) -> Vec<bool> {
    let mut used = vec![false; count];
    for origin in origins.iter().flatten() {
        used[*origin] = true;
    }
    used
}

/// Which item of `items` each of `target` is: the one of the same place in the text, else one with the same name, else
/// an equal one.
pub(super) fn origins(items: &[Node], target: &[Node]) -> Vec<Option<usize>> {
    let mut used = vec![false; items.len()];
    let mut origins = in_place(items, target, &mut used);
    if origins.iter().all(Option::is_some) {
        return origins;
    }
    by_name(items, target, &mut used, &mut origins);
    if items.len().max(target.len()) > MAX_UNPLACED {
        return origins;
    }
    for (j, origin) in origins.iter_mut().enumerate().filter(|(_, origin)| origin.is_none()) {
        let equal = items.iter().enumerate().find(|(i, item)| !used[*i] && **item == target[j]);
        *origin = equal.map(|(i, _)| i);
        if let Some(i) = *origin {
            used[i] = true;
        }
    }
    origins
}

fn in_place(items: &[Node], target: &[Node], used: &mut [bool]) -> Vec<Option<usize>> {
    let mut next = 0;
    let mut places: HashMap<u32, usize> = HashMap::new();
    let mut find = |item: &Node| {
        let start = Some(item.span).filter(|span| span.is_some())?.start;
        let i = match items.get(next) {
            Some(candidate) if candidate.span.start == start => next,
            _ => {
                if places.is_empty() {
                    places = items.iter().enumerate().map(|(i, n)| (n.span.start, i)).collect();
                }
                *places.get(&start)?
            }
        };
        next = i + 1;
        (!std::mem::replace(&mut used[i], true)).then_some(i)
    };
    target.iter().map(&mut find).collect()
}

/// Containers, volumes and variables are known by their names, wherever they come from.
fn by_name(items: &[Node], target: &[Node], used: &mut [bool], origins: &mut [Option<usize>]) {
    let named = items.iter().enumerate().filter(|(i, _)| !used[*i]);
    let mut names: HashMap<&str, usize> =
        named.filter_map(|(i, item)| Some((item.str_at("name")?, i))).collect();
    if names.is_empty() {
        return;
    }
    for (origin, item) in origins.iter_mut().zip(target).filter(|(origin, _)| origin.is_none()) {
        *origin = item.str_at("name").and_then(|name| names.remove(name));
        if let Some(i) = *origin {
            used[i] = true;
        }
    }
}

/// Which of `count` items can stay where they are: the longest run of origins that keeps their order.
pub(super) fn longest_increasing(origins: &[Option<usize>], count: usize) -> Vec<bool> {
    let values: Vec<usize> = origins.iter().filter_map(|o| *o).collect();
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (k, value) in values.iter().enumerate() {
        let length = tails.partition_point(|t| values[*t] < *value);
        before.push(length.checked_sub(1).map(|l| tails[l]));
        match tails.get_mut(length) {
            Some(tail) => *tail = k,
            None => tails.push(k),
        }
    }
    let mut kept = vec![false; count];
    let mut at = tails.last().copied();
    while let Some(k) = at {
        kept[values[k]] = true;
        at = before[k];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ordered_run_stays() {
        let kept = longest_increasing(&[Some(2), Some(0), None, Some(1), Some(3)], 5);
        assert_eq!(kept, [true, true, false, true, false]);
    }
}
