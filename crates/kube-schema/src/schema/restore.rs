//! Keys as their author spelled them, after an object has been read as its type.

use kube_yaml::{Entry, Node, Span, Value};

/// Gives keys that [`read`](super::read) renamed the spelling they have in `written`, what was read.
pub fn restore_keys(node: &mut Node, written: &Node) {
    match (&mut node.value, &written.value) {
        (Value::Map(map), Value::Map(written)) if map.entries.is(&written.entries) => {}
        (Value::Seq(items), Value::Seq(written)) if items.is(written) => {}
        (Value::Map(map), Value::Map(written)) => {
            for (index, old) in written.entries.iter().enumerate().filter(|(_, old)| old.key_span.is_some()) {
                // Nearly always the entries still stand side by side.
                let stands = |entry: &Entry| entry.key_span == old.key_span;
                let at = match map.entries.get(index) {
                    Some(entry) if stands(entry) => Some(index),
                    _ => map.entries.iter().position(stands),
                };
                match at {
                    Some(at) => {
                        let entry = &mut map.entries[at];
                        if entry.key != old.key {
                            entry.key.clone_from(&old.key);
                        }
                        restore_keys(&mut entry.value, &old.value);
                    }
                    // Another key for the same field has won.
                    None if written.entries.iter().any(|other| is_rival(old, other)) => {
                        map.entries.push(old.clone());
                    }
                    None => {}
                }
            }
        }
        (Value::Seq(items), Value::Seq(written)) => {
            let mut places: Vec<(Span, &Node)> = written.iter().map(|old| (old.span, old)).collect();
            places.sort_by_key(|(span, _)| span.start);
            for item in items.iter_mut().filter(|item| item.span.is_some()) {
                if let Ok(at) = places.binary_search_by_key(&item.span.start, |(span, _)| span.start) {
                    restore_keys(item, places[at].1);
                }
            }
        }
        _ => {}
    }
}

fn is_rival(entry: &Entry, other: &Entry) -> bool {
    entry.key != other.key && entry.key.eq_ignore_ascii_case(&other.key)
}
