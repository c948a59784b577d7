//! The way from the written text back to the original one, in a few bytes: what to keep, skip and put back.

use kube_yaml::writeback::Edit;
use memchr::memmem;

/// Pieces of the original shorter than this are written out rather than looked for in the written text.
const WORTH_FINDING: usize = 24;
/// The most pieces looked for, since each look reads the whole text.
const MOST_LOOKS: usize = 64;

/// Encodes the reverse of `edits`, which turn `original` into `written`.
///
/// The delta is a row of steps: keep so many bytes of the written text, skip so many, then put back a piece of the
/// original: its bytes, or where else it stands in the written text (an item that moved). What follows the last step is
/// kept. Numbers are LEB128; the last bit of a piece's length says which of the two it is.
///
/// `None` when the edits do not add up to the written text.
pub(super) fn encode(original: &str, edits: &[Edit], written: &str) -> Option<Vec<u8>> {
    let mut delta = Vec::new();
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| edit.start);
    let (mut at, mut keep, mut looks) = (0, 0, MOST_LOOKS);
    let mut step = Step { skip: 0, piece: String::new() };
    for edit in ordered {
        let start = edit.start.max(at);
        if start > at {
            step.flush(&mut delta, &mut keep, written, &mut looks);
            keep += start - at;
        }
        step.skip += edit.text.len();
        step.piece.push_str(original.get(start..edit.end.max(start))?);
        at = edit.end.max(start);
    }
    step.flush(&mut delta, &mut keep, written, &mut looks);
    (apply(&delta, written).as_deref() == Some(original)).then_some(delta)
}

/// What one step leaves out and puts back.
struct Step {
    skip: usize,
    piece: String,
}

impl Step {
    fn flush(&mut self, delta: &mut Vec<u8>, keep: &mut usize, written: &str, looks: &mut usize) {
        if self.skip == 0 && self.piece.is_empty() {
            return;
        }
        put(delta, std::mem::take(keep));
        put(delta, std::mem::take(&mut self.skip));
        let piece = std::mem::take(&mut self.piece);
        let elsewhere = (piece.len() >= WORTH_FINDING && *looks > 0)
            .then(|| {
                *looks -= 1;
                memmem::find(written.as_bytes(), piece.as_bytes())
            })
            .flatten();
        match elsewhere {
            Some(place) => {
                put(delta, piece.len() << 1 | 1);
                put(delta, place);
            }
            None => {
                put(delta, piece.len() << 1);
                delta.extend_from_slice(piece.as_bytes());
            }
        }
    }
}

/// The original text; `None` when the delta does not fit the written one.
pub(super) fn apply(mut delta: &[u8], written: &str) -> Option<String> {
    // Every step takes its pieces from the delta or the written text, so a hostile delta could repeat that without end.
    let most = written.len().saturating_mul(4) + delta.len();
    let bytes = written.as_bytes();
    let mut original = Vec::with_capacity(written.len());
    let mut at = 0_usize;
    while !delta.is_empty() {
        let kept = at.checked_add(take(&mut delta)?)?;
        original.extend_from_slice(bytes.get(at..kept)?);
        at = kept.checked_add(take(&mut delta)?)?;
        let piece = take(&mut delta)?;
        let len = piece >> 1;
        if piece & 1 == 1 {
            let place = take(&mut delta)?;
            original.extend_from_slice(bytes.get(place..place.checked_add(len)?)?);
        } else {
            let (piece, rest) = delta.split_at_checked(len)?;
            original.extend_from_slice(piece);
            delta = rest;
        }
        if original.len() > most {
            return None;
        }
    }
    original.extend_from_slice(bytes.get(at..)?);
    String::from_utf8(original).ok()
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
    use kube_yaml::writeback::splice;

    fn back(original: &str, edits: Vec<Edit>) -> usize {
        let written = splice(original, edits.clone());
        let delta = encode(original, &edits, &written).unwrap();
        assert_eq!(apply(&delta, &written).unwrap(), original);
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
        assert_eq!(apply(&delta, "abc").map(|t| t.len()).filter(|len| *len > 500_000), None);
    }
}
