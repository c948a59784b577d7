//! From what changed in a text to the lines that differ.

use kube_inject::Change;
use std::ops::Range;

/// The lines that may differ between `read` and `text`, which `changes` make of it: bytes of both, whole lines each, in order.
/// What lies between them is the same in both.
pub(super) fn regions(read: &str, text: &str, changes: &[Change]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut regions: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    // Where the last change ends in both; between changes both say the same.
    let (mut old, mut new) = (0, 0);
    for Change { start, end, len } in changes.iter().copied() {
        let begins = new + (start - old);
        let first = line_start(read, start).max(old);
        let region = (first..end, begins - (start - first)..begins + len);
        (old, new) = (end, begins + len);
        match regions.last_mut() {
            // On from the middle of a line of the last one.
            Some(last)
                if !ends_line(read, &last.0, text, &last.1)
                    && !read[last.0.end..region.0.start].contains('\n') =>
            {
                (last.0.end, last.1.end) = (region.0.end, region.1.end);
            }
            last => {
                if let Some(last) = last {
                    close(last, read, text);
                }
                regions.push(region);
            }
        }
    }
    if let Some(last) = regions.last_mut() {
        close(last, read, text);
    }
    regions.retain(|(old, new)| read[old.clone()] != text[new.clone()]);
    regions
}

/// Has a region end where a line does.
fn close((old, new): &mut (Range<usize>, Range<usize>), read: &str, text: &str) {
    if !ends_line(read, old, text, new) {
        let rest = read[old.end..].find('\n').map_or(read.len() - old.end, |at| at + 1);
        old.end += rest;
        new.end += rest;
    }
}

/// Whether a line begins behind both parts.
fn ends_line(read: &str, old: &Range<usize>, text: &str, new: &Range<usize>) -> bool {
    let begins = |text: &str, at: usize| at == 0 || text[..at].ends_with('\n');
    begins(read, old.end) && begins(text, new.end)
}

/// Where the line of `at` begins.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that differ, as texts.
    fn differing<'t>(read: &'t str, text: &'t str, changes: &[Change]) -> Vec<(&'t str, &'t str)> {
        regions(read, text, changes).into_iter().map(|(old, new)| (&read[old], &text[new])).collect()
    }

    #[test]
    fn lines_put_in_take_nothing_of_those_around_them() {
        let change = Change { start: 2, end: 2, len: 2 };
        assert_eq!(differing("a\nb\n", "a\nx\nb\n", &[change]), [("", "x\n")]);
    }

    #[test]
    fn a_change_within_a_line_is_of_the_whole_line() {
        let changes = [Change { start: 3, end: 4, len: 2 }, Change { start: 5, end: 5, len: 1 }];
        assert_eq!(differing("a\nbcd\ne\n", "a\nbXYdZ\ne\n", &changes), [("bcd\n", "bXYdZ\n")]);
    }

    #[test]
    fn what_is_put_at_an_unfinished_end_is_of_the_last_line() {
        let change = Change { start: 3, end: 3, len: 2 };
        assert_eq!(differing("a\nb", "a\nb\nx", &[change]), [("b", "b\nx")]);
    }

    #[test]
    fn what_says_the_same_is_no_difference() {
        assert_eq!(differing("a\nb\n", "a\nb\n", &[Change { start: 0, end: 4, len: 4 }]), []);
    }
}
