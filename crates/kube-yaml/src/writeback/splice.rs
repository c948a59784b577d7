//! Edits applied to text.

/// A range of the text, in bytes, and what stands there instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// The first byte replaced.
    pub start: usize,
    /// One past the last byte replaced; equal to `start` for an insertion.
    pub end: usize,
    /// The text that replaces the range.
    pub text: String,
}

impl Edit {
    /// Puts `text` in front of the byte at `at`.
    #[must_use]
    pub fn insert(at: usize, text: String) -> Self {
        Edit { start: at, end: at, text }
    }

    /// Puts `text` in the place of `start..end`.
    #[must_use]
    pub fn replace(start: usize, end: usize, text: String) -> Self {
        Edit { start, end, text }
    }

    /// Takes `start..end` out.
    #[must_use]
    pub fn delete(start: usize, end: usize) -> Self {
        Edit { start, end, text: String::new() }
    }
}

/// The text with the edits in it. Edits must not overlap; those at one place keep their order.
#[must_use]
pub fn splice(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.start);
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = String::with_capacity(text.len() + added);
    let mut at = 0;
    for edit in &edits {
        debug_assert!(edit.start >= at, "edits must not overlap\n--- from\n{text}\n--- edits {edits:#?}");
        out.push_str(text.get(at..edit.start.max(at)).unwrap_or_default());
        out.push_str(&edit.text);
        at = at.max(edit.end);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn insertions_at_one_place_keep_their_order() {
        let edits = vec![Edit::insert(1, "x".into()), Edit::insert(1, "y".into()), Edit::delete(1, 2)];
        assert_eq!(splice("abc", edits), "axyc");
    }
}
