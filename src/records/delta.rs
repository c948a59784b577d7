//! The way from the written text back to the original one, in a few bytes: what to keep, skip and put back.

use kube_yaml::writeback::Change;
use memchr::memmem;
use std::ops::Range;

/// Pieces of the original shorter than this are written out rather than looked for in the written text.
const WORTH_FINDING: usize = 24;
/// The most pieces looked for, since each look reads all that is written of a document, or of an object in a List.
const MOST_LOOKS: usize = 64;

/// Encodes the reverse of `changes`, which turn `original` into `written`.
///
/// The delta is a row of steps: keep so many bytes of the written text, skip so many, then put back a piece of the
/// original: its bytes, or where else it stands in the written text (an item that moved). What follows the last step is
/// kept. Numbers are LEB128; the last bit of a piece's length says which of the two it is.
///
/// `None` when the changes do not add up to the written text.
pub(super) fn encode(original: &str, mut changes: Vec<Change>, written: &str) -> Option<Vec<u8>> {
    changes.sort_by_key(|change| change.start);
    let mut encoder = Encoder::default();
    encoder.add(original, changes, written, 0)?;
    let delta = encoder.finish();
    restores(&delta, written, original).then_some(delta)
}

/// A delta in the making, while a text is written piece by piece.
#[derive(Default)]
pub(super) struct Encoder {
    delta: Vec<u8>,
    /// Up to where of the original there are steps.
    at: usize,
    /// What the next step keeps, leaves out and puts back.
    keep: usize,
    skip: usize,
    piece: String,
    /// How many pieces have been looked for.
    looks: usize,
}

impl Encoder {
    /// Adds changes that lie behind all others, in order. `written` is what they have made, and what is kept in front of them,
    /// and begins at a place of the written text: what moved is looked for in it.
    ///
    /// `None` when there is no such place in the original.
    pub(super) fn add(
        &mut self,
        original: &str,
        changes: impl IntoIterator<Item = Change>,
        written: &str,
        place: usize,
    ) -> Option<()> {
        for Change { start, end, len } in changes {
            let start = start.max(self.at);
            if start > self.at {
                self.step(written, place);
                self.keep += start - self.at;
            }
            self.skip += len;
            self.piece.push_str(original.get(start..end.max(start))?);
            self.at = end.max(start);
        }
        self.step(written, place);
        Some(())
    }

    /// The whole delta.
    pub(super) fn finish(self) -> Vec<u8> {
        self.delta
    }

    fn step(&mut self, written: &str, place: usize) {
        let (delta, piece) = (&mut self.delta, std::mem::take(&mut self.piece));
        if self.skip == 0 && piece.is_empty() {
            return;
        }
        put(delta, std::mem::take(&mut self.keep));
        put(delta, std::mem::take(&mut self.skip));
        let looks = piece.len() >= WORTH_FINDING && self.looks < MOST_LOOKS;
        self.looks += usize::from(looks);
        match looks.then(|| memmem::find(written.as_bytes(), piece.as_bytes())).flatten() {
            Some(found) => {
                put(delta, piece.len() << 1 | 1);
                put(delta, place + found);
            }
            None => {
                put(delta, piece.len() << 1);
                delta.extend_from_slice(piece.as_bytes());
            }
        }
    }
}

/// The original text, and what of the written one changes for it; `None` when the delta does not fit.
pub(super) fn apply(delta: &[u8], written: &str) -> Option<(String, Vec<Change>)> {
    // Every step takes its pieces from the delta or the written text, so a hostile delta could repeat that without end.
    let most = written.len().saturating_mul(4) + delta.len();
    let mut original = Vec::with_capacity(written.len());
    let mut changes: Vec<Change> = Vec::new();
    follow(delta, written.as_bytes(), |piece, replaced| {
        original.extend_from_slice(piece);
        changes.extend(replaced.map(|Range { start, end }| Change { start, end, len: piece.len() }));
        (original.len() <= most).then_some(())
    })?;
    Some((String::from_utf8(original).ok()?, changes))
}

/// Whether the delta makes `original` of the written text.
fn restores(delta: &[u8], written: &str, original: &str) -> bool {
    let mut rest = original.as_bytes();
    let followed = follow(delta, written.as_bytes(), |piece, _| {
        rest = rest.strip_prefix(piece)?;
        Some(())
    });
    followed.is_some() && rest.is_empty()
}

/// Hands over the pieces of the original text in a row, and what of the written one each replaces unless it is kept; `None`
/// when the delta does not fit or `piece` wants no more.
fn follow(
    mut delta: &[u8],
    written: &[u8],
    mut piece: impl FnMut(&[u8], Option<Range<usize>>) -> Option<()>,
) -> Option<()> {
    let mut at = 0_usize;
    while !delta.is_empty() {
        let kept = at.checked_add(take(&mut delta)?)?;
        piece(written.get(at..kept)?, None)?;
        at = kept.checked_add(take(&mut delta)?)?;
        let put_back = take(&mut delta)?;
        let len = put_back >> 1;
        if put_back & 1 == 1 {
            let place = take(&mut delta)?;
            piece(written.get(place..place.checked_add(len)?)?, Some(kept..at))?;
        } else {
            let (bytes, rest) = delta.split_at_checked(len)?;
            piece(bytes, Some(kept..at))?;
            delta = rest;
        }
    }
    piece(written.get(at..)?, None)
}

fn put(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take(bytes: &mut &[u8]) -> Option<usize> {
    /// Texts are shorter than 4 GiB, and spans cannot name more.
    const MOST_DIGITS: u32 = 5;
    let mut number = 0_usize;
    for digit in 0..MOST_DIGITS {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(byte & 0x7f).checked_shl(digit * 7)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::writeback::{Edit, splice};

    fn back(original: &str, edits: Vec<Edit>) -> usize {
        let written = splice(original, &edits);
        let changes: Vec<Change> = edits.iter().map(Edit::change).collect();
        let delta = encode(original, changes, &written).unwrap();
        let (restored, changes) = apply(&delta, &written).unwrap();
        assert_eq!(restored, original);
        let grown = changes.iter().map(|c| c.len).sum::<usize>() + written.len();
        assert_eq!(grown - changes.iter().map(|c| c.end - c.start).sum::<usize>(), original.len());
        delta.len()
    }

    #[test]
    fn edits_are_taken_back() {
        let text = "one\ntwo\nthree\n";
        back(text, vec![]);
        back(text, vec![Edit::insert(4, "x\n".into()), Edit::insert(4, "y\n".into()), Edit::delete(4, 8)]);
        back(text, vec![Edit::replace(8, 13, "3".into()), Edit::insert(0, "zero\n".into())]);
        back(text, vec![Edit::delete(0, 14)]);
    }

    #[test]
    fn what_moved_is_not_written_out() {
        let item = "- name: a container with a long name\n".repeat(20);
        let text = format!("{item}- other\n");
        let size = back(&text, vec![Edit::delete(0, item.len()), Edit::insert(text.len(), item.clone())]);
        assert!(size < 16, "{size}");
    }

    #[test]
    fn err_deltas_that_do_not_fit() {
        for delta in [&[5, 0, 0][..], &[0, 9, 0], &[0, 0, 4, b'a'], &[0, 0, 9, 9], &[0x80], &[0xff; 9]] {
            assert_eq!(apply(delta, "abc"), None, "{delta:?}");
        }
        // A copy of everything, over and over.
        let delta = [0, 0, 7, 0].repeat(100_000);
        assert_eq!(apply(&delta, "abc").map(|(text, _)| text.len()).filter(|len| *len > 500_000), None);
    }
}
