//! Labels and annotations.

use super::place::At;
use super::{Refusal, text};

/// The most bytes of all annotations together, keys and values.
const MOST_ANNOTATIONS: usize = 256 << 10;

pub(super) fn check(meta: At<'_>, found: &mut Vec<Refusal>) {
    if let Some(labels) = meta.get("labels") {
        for (key, label) in labels.fields() {
            let broken = text::qualified_name(key);
            let broken = broken.or_else(|| text::label_value(label.node.as_str().unwrap_or_default()));
            if let Some(rule) = broken {
                label.refuse(rule, found);
            }
        }
    }
    let Some(annotations) = meta.get("annotations") else { return };
    let mut size = 0;
    for (key, annotation) in annotations.fields() {
        size += key.len() + annotation.node.as_str().unwrap_or_default().len();
        if let Some(rule) = text::qualified_name(&key.to_lowercase()) {
            annotation.refuse(rule, found);
        }
    }
    if size > MOST_ANNOTATIONS {
        annotations.refuse(format!("may not be more than {MOST_ANNOTATIONS} bytes"), found);
    }
}
