//! Changes of a tree: anything set, taken out, put in, moved or made another type.

use super::choices::Choices;
use kube_yaml::{Entry, Map, Node, Style, Value};

const STRINGS: &[&str] = &[
    "x",
    "",
    " ",
    "5",
    "yes",
    "null",
    "~",
    "a: b",
    "a #b",
    "# no",
    "- x",
    "? y",
    "it's",
    "say \"hi\"",
    "back\\slash",
    "two\nlines",
    "two\nlines\n",
    "end\n\n",
    "\nfront",
    " blank\nfront",
    "a\tb",
    "ünï",
    "\u{1f600}",
    "\u{a0}",
    "\u{2028}",
    "a,b",
    "[x]",
    "{y}",
    "*z",
    "&w",
    "!t",
    "%p",
    "@q",
    "`r",
    "|",
    ">",
    "1e3",
    "2001-01-01",
    "0x10",
    "trailing ",
    "a:",
    "---",
    "--- x",
    "...",
    "x\r\ny",
    "<<",
    "=",
    "\u{7f}",
    "\u{feff}x",
    "k  k",
    "a\n  b\nc",
    "a\n \nb",
    "# a\nb",
    "a fairly long string that makes a line grow beyond what is good in a flow collection, I would say",
];
const KEYS: &[&str] =
    &["new", "name", "a", "zz", "yes", "a b", "a: b", "5", "", "ключ", "<<", "x\ny", "'q", "?", "- "];

/// Changes a tree in one to four places.
pub(crate) fn change(choices: &mut Choices, tree: &mut Node) {
    for _ in 0..=choices.below(4) {
        change_one(choices, tree, 0);
    }
}

fn change_one(choices: &mut Choices, node: &mut Node, depth: usize) {
    let here = depth > 0 && choices.one_in(4);
    match &mut node.value {
        Value::Map(map) if !map.is_empty() && !here => {
            let at = choices.below(map.len());
            match choices.below(8) {
                0..=3 => change_one(choices, &mut map.entries[at].value, depth + 1),
                4..=5 => map.set(choices.of(KEYS), fragment(choices, 0)),
                6 => drop(map.entries.remove(at)),
                _ => {
                    let entry = map.entries.remove(at);
                    map.entries.insert(0, entry);
                }
            }
        }
        Value::Seq(items) if !items.is_empty() && !here => {
            let at = choices.below(items.len());
            match choices.below(8) {
                0..=3 => change_one(choices, &mut items[at], depth + 1),
                4 => items.push(fragment(choices, 0)),
                5 => items.insert(at, fragment(choices, 0)),
                6 => drop(items.remove(at)),
                _ => {
                    let item = items.remove(at);
                    items.push(item);
                }
            }
        }
        _ if depth > 0 => node.value = fragment(choices, 0).value,
        Value::Map(map) => map.set("new", fragment(choices, 0)),
        Value::Seq(items) => items.push(fragment(choices, 0)),
        _ => {}
    }
}

/// Puts one new entry or item into a block collection; false when there is none.
pub(crate) fn grow(choices: &mut Choices, node: &mut Node) -> bool {
    if node.style != Style::Block {
        return false;
    }
    let stay = choices.one_in(3);
    match &mut node.value {
        Value::Map(map) => {
            let at = choices.below(map.len().max(1));
            if !stay && at < map.len() && grow(choices, &mut map.entries[at].value) {
                return true;
            }
            let at = if choices.one_in(3) { at } else { map.len() };
            map.entries.insert(at, Entry::made("brand-new", fragment(choices, 0)));
            true
        }
        Value::Seq(items) => {
            let at = choices.below(items.len());
            if !stay && grow(choices, &mut items[at]) {
                return true;
            }
            let at = if choices.one_in(3) { at } else { items.len() };
            items.insert(at, fragment(choices, 0));
            true
        }
        _ => false,
    }
}

/// Takes what was not written in `wanted` out of `read`, which says the same.
pub(crate) fn take_out(wanted: &Node, read: &mut Node) {
    match (&wanted.value, &mut read.value) {
        (Value::Map(wanted), Value::Map(read)) => {
            read.entries.retain(|entry| entry.key != "brand-new");
            for entry in &mut read.entries {
                wanted.get(&entry.key).into_iter().for_each(|wanted| take_out(wanted, &mut entry.value));
            }
        }
        (Value::Seq(wanted), Value::Seq(read)) => {
            let mut made = wanted.iter().map(|item| item.style == Style::Made);
            read.retain(|_| !made.next().unwrap_or_default());
            let wanted = wanted.iter().filter(|item| item.style != Style::Made);
            wanted.zip(read).for_each(|(wanted, read)| take_out(wanted, read));
        }
        _ => {}
    }
}

/// Makes a number that stands in the text the string 5; tells where it stands.
pub(crate) fn quote(choices: &mut Choices, node: &mut Node) -> Option<std::ops::Range<usize>> {
    let mut numbers = Vec::new();
    collect_numbers(node, &mut numbers);
    let at = choices.below(numbers.len().max(1));
    let number = numbers.into_iter().nth(at)?;
    number.value = Value::from("5");
    Some(number.span.range())
}

fn collect_numbers<'n>(node: &'n mut Node, numbers: &mut Vec<&'n mut Node>) {
    if matches!(node.value, Value::Int(_) | Value::Bool(_) | Value::Float(_)) {
        if node.span.is_some() {
            numbers.push(node);
        }
        return;
    }
    match &mut node.value {
        Value::Map(map) => map.entries.iter_mut().for_each(|e| collect_numbers(&mut e.value, numbers)),
        Value::Seq(items) => items.iter_mut().for_each(|item| collect_numbers(item, numbers)),
        _ => {}
    }
}

/// A new node.
fn fragment(choices: &mut Choices, depth: usize) -> Node {
    Node::made(match choices.below(if depth > 2 { 8 } else { 11 }) {
        0..=4 => Value::from(choices.of(STRINGS)),
        5 => {
            [Value::Null, Value::from(true), Value::from(-7), Value::Uint(u64::MAX)][choices.below(4)].clone()
        }
        6 => Value::Float([1.0, 0.5, 1e21, 1e-7, -2.0, 1e20][choices.below(6)]),
        7 => [Value::Map(Map::default()), Value::from(Vec::new())][choices.below(2)].clone(),
        8 => Value::Seq((0..=choices.below(3)).map(|_| fragment(choices, depth + 1)).collect()),
        _ => {
            let keys = 0..=choices.below(3);
            let mut map = Map::default();
            keys.for_each(|_| map.set(choices.of(KEYS), fragment(choices, depth + 1)));
            Value::Map(map)
        }
    })
}
