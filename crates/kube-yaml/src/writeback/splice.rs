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

/// A range of the text, in bytes, and how much stands there instead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    /// The first byte replaced.
    pub start: usize,
    /// One past the last byte replaced.
    pub end: usize,
    /// How many bytes replace the range.
    pub len: usize,
}

impl Edit {
    /// What it changes.
    #[must_use]
    pub fn change(&self) -> Change {
        Change { start: self.start, end: self.end, len: self.text.len() }
    }

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
pub fn splice(text: &str, edits: &[Edit]) -> String {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| edit.start);
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = String::with_capacity(text.len() + added);
    let mut at = 0;
    for edit in ordered {
        debug_assert!(edit.start >= at, "edits must not overlap\n--- from\n{text}\n--- edits {edits:#?}");
        out.push_str(text.get(at..edit.start.max(at)).unwrap_or_default());
        out.push_str(&edit.text);
        at = at.max(edit.end);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// What changes when the `first` changes are made and `then` others of the text that comes of it. All are in order.
#[must_use]
pub fn in_a_row(first: &[Change], then: &[Change]) -> Vec<Change> {
    let mut all = Vec::with_capacity(first.len() + then.len());
    let (mut first, mut then) = (first.iter().peekable(), then.iter().peekable());
    // Behind the first changes so far, in the text before and in the one between.
    let (mut before, mut between) = (0, 0);
    loop {
        let place = |change: &&Change, before, between| between + (change.start - before);
        let starts =
            [first.peek().map(|change| place(change, before, between)), then.peek().map(|c| c.start)];
        let Some(start) = starts.into_iter().flatten().min() else { return all };
        let from = before + (start - between);
        let (mut end, mut added, mut removed) = (start, 0, 0);
        loop {
            if let Some(change) = first.next_if(|change| place(change, before, between) <= end) {
                let at = place(&change, before, between);
                (before, between) = (change.end, at + change.len);
                end = end.max(between);
            } else if let Some(change) = then.next_if(|change| change.start <= end) {
                (added, removed) = (added + change.len, removed + (change.end - change.start));
                end = end.max(change.end);
            } else {
                break;
            }
        }
        let len = end - start + added - removed;
        all.push(Change { start: from, end: before + (end - between), len });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes changes of a text; what is put in is told apart by `letter`.
    fn made(text: &str, changes: &[Change], letter: char) -> String {
        let put = |change: &Change| Edit {
            start: change.start,
            end: change.end,
            text: letter.to_string().repeat(change.len),
        };
        splice(text, &changes.iter().map(put).collect::<Vec<_>>())
    }

    proptest::proptest! {
        #[test]
        fn changes_in_a_row_tell_of_all_that_differs(
            first in proptest::collection::vec((0..4_usize, 0..4_usize, 0..4_usize), 0..5),
            then in proptest::collection::vec((0..4_usize, 0..4_usize, 0..4_usize), 0..5),
        ) {
            let placed = |steps: &[(usize, usize, usize)], within: usize| -> Vec<Change> {
                let mut at = 0;
                let place = |(gap, replaced, len): &(usize, usize, usize)| {
                    let start = at + gap;
                    at = start + replaced;
                    Change { start, end: at, len: *len }
                };
                steps.iter().map(place).filter(|change| change.end <= within).collect()
            };
            let text: String = ('a'..='z').collect();
            let first = placed(&first, text.len());
            let between = made(&text, &first, '1');
            let then = placed(&then, between.len());
            let last = made(&between, &then, '2');
            let all = in_a_row(&first, &then);
            let (mut at, mut at_last) = (0, 0);
            for change in &all {
                assert_eq!(&text[at..change.start], &last[at_last..at_last + (change.start - at)]);
                at_last += change.start - at + change.len;
                at = change.end;
            }
            assert_eq!(&text[at..], &last[at_last..]);
            assert!(all.len() <= first.len() + then.len());
        }
    }

    #[test]
    fn insertions_at_one_place_keep_their_order() {
        let edits = vec![Edit::insert(1, "x".into()), Edit::insert(1, "y".into()), Edit::delete(1, 2)];
        assert_eq!(splice("abc", &edits), "axyc");
    }
}
