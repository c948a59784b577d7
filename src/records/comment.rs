//! The comment at the end of an injected document that remembers how to take the injection back, byte for byte.
//!
//! ```text
//! # kube-inject: undo <base64 of: a format byte, 8 bytes of the document's SHA-256, the delta>
//! ```
//!
//! The hash covers the injected document without its separator line and without the comment, so the comment counts only
//! while nobody has changed the document; it stays valid when the document is moved or joined with others.

use super::delta::{self, Encoder};
use crate::warning::Code;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use kube_yaml as yaml;
use kube_yaml::writeback::Change;
use kube_yaml::{Error, Span};
use sha2::{Digest, Sha256};

const OPENING: &str = "# kube-inject: undo ";
/// The format of what follows; another one is not understood.
const FORMAT: u8 = 1;
const HASH: usize = 8;

/// A document with a comment of ours, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Carried<'t> {
    /// The document without the comment.
    pub(crate) without: &'t str,
    /// The document before it was injected; `None` when somebody has changed it since.
    pub(crate) original: Option<Original>,
    /// What of the document the comment takes.
    pub(crate) comment: Change,
}

/// A document before it was injected.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Original {
    pub(crate) text: String,
    /// What of the injected document, without the comment, changes for it.
    pub(crate) changes: Vec<Change>,
}

/// The comment line for `written`, which `changes` made of `original`; the first `separator` bytes of both do not count.
///
/// `None` when the separator itself changed, as the comment could not tell then.
#[must_use]
pub(crate) fn comment(original: &str, changes: &[Change], written: &str, separator: usize) -> Option<String> {
    let shifted: Option<Vec<Change>> = changes.iter().map(|change| shifted(*change, separator)).collect();
    let body = written.get(separator..)?;
    let delta = delta::encode(original.get(separator..)?, shifted?, body)?;
    Some(line(hash(body), &delta))
}

/// The comment in the making, while the document is written piece by piece.
pub(crate) struct Writing<'t> {
    /// The document before, without its separator.
    original: &'t str,
    separator: usize,
    /// How many bytes have been written, with the separator.
    written: usize,
    hash: Sha256,
    /// `None` when the separator itself has changed.
    delta: Option<Encoder>,
}

impl<'t> Writing<'t> {
    /// The comment for what `original` becomes.
    pub(crate) fn new(original: &'t str, separator: usize) -> Self {
        let delta = Some(Encoder::default());
        let original = original.get(separator..).unwrap_or_default();
        Writing { original, separator, written: 0, hash: Sha256::new(), delta }
    }

    /// Adds what is written next, and the changes that it ends with, in order.
    pub(crate) fn add(&mut self, changes: &[Change], written: &str) {
        let place = self.written.saturating_sub(self.separator);
        let body = written.get(self.separator.saturating_sub(self.written)..);
        self.written += written.len();
        let shifted: Option<Vec<Change>> =
            changes.iter().map(|change| shifted(*change, self.separator)).collect();
        self.delta = self.delta.take().zip(body.zip(shifted)).and_then(|(mut delta, (body, changes))| {
            self.hash.update(body);
            delta.add(self.original, changes, body, place)?;
            Some(delta)
        });
    }

    /// The line; `None` as [`comment`].
    pub(crate) fn finish(self) -> Option<String> {
        let delta = self.delta?.finish();
        Some(line(beginning(&self.hash.finalize()), &delta))
    }
}

fn line(hash: [u8; HASH], delta: &[u8]) -> String {
    let packed = [&[FORMAT][..], &hash, delta].concat();
    format!("{OPENING}{}", BASE64.encode(packed))
}

/// The line of a comment behind a text that ends with a line feed; `text` is its beginning at least.
#[must_use]
pub(crate) fn last_line(text: &str, comment: &str) -> String {
    format!("{comment}{}", line_break(text))
}

/// How the first line ends.
fn line_break(text: &str) -> &'static str {
    if text.find('\n').is_some_and(|at| text[..at].ends_with('\r')) { "\r\n" } else { "\n" }
}

/// The text with the comment as its last line.
#[must_use]
pub(crate) fn append(mut text: String, comment: &str) -> String {
    if !text.ends_with('\n') && ends_in_block_scalar(&text) {
        // The scalar would take in the line break that the comment needs.
        return text;
    }
    let eol = line_break(&text);
    let ended = text.ends_with('\n');
    if !ended {
        text.push_str(eol);
    }
    text.push_str(comment);
    if ended {
        text.push_str(eol);
    }
    text
}

/// Whether a line break at the end of the text would change what it says.
fn ends_in_block_scalar(text: &str) -> bool {
    yaml::parse(text) != yaml::parse(&format!("{text}\n"))
}

/// Takes the comment off a document; `None` when it has none.
#[must_use]
pub(crate) fn take_off(text: &str, separator: usize) -> Option<Carried<'_>> {
    let (line, packed) = carried(text)?;
    let without = &text[..line.max(separator)];
    let comment = Change { start: without.len(), end: text.len(), len: 0 };
    Some(Carried { without, original: original(without, separator, packed), comment })
}

/// Whether a document has a comment.
#[must_use]
pub(crate) fn is_carried(text: &str) -> bool {
    carried(text).is_some()
}

/// Where the line of the comment begins, and what is packed in it.
fn carried(text: &str) -> Option<(usize, &str)> {
    let content = text.trim_end();
    let line = content.rfind('\n').map_or(0, |at| at + 1);
    Some((line, content[line..].strip_prefix(OPENING)?))
}

/// What is said of a comment that the records do not bear out.
#[must_use]
pub(crate) fn unfounded(text: &str, without: &str) -> Error {
    Code::UndoComment
        .warn("undo comment ignored: it does not match the records of the injection")
        .at(Span::new(without.len(), text.trim_end().len()))
        .help("if kube-inject did not write it, find out who did; additions of custom templates are not recorded")
}

fn original(without: &str, separator: usize, packed: &str) -> Option<Original> {
    let packed = BASE64.decode(packed).ok()?;
    let (head, delta) = packed.split_at_checked(1 + HASH)?;
    let body = without.get(separator..)?;
    // A document that ended without a line feed was given one, so that the comment has its own line; it may have ended with a
    // carriage return, though.
    let unended = body.strip_suffix('\n');
    let broken = unended.and_then(|body| body.strip_suffix('\r'));
    let known = |body: &&str| head[0] == FORMAT && head[1..] == hash(body);
    let ended = body.len();
    let body = [Some(body), unended, broken].into_iter().flatten().find(known)?;
    let (text, mut changes) = delta::apply(delta, body)?;
    if body.len() < ended {
        changes.push(Change { start: body.len(), end: ended, len: 0 });
    }
    changes.iter_mut().for_each(|change| {
        change.start += separator;
        change.end += separator;
    });
    Some(Original { text: format!("{}{text}", &without[..separator]), changes })
}

fn shifted(change: Change, separator: usize) -> Option<Change> {
    let (start, end) = (change.start.checked_sub(separator)?, change.end.checked_sub(separator)?);
    Some(Change { start, end, ..change })
}

fn hash(body: &str) -> [u8; HASH] {
    beginning(&Sha256::digest(body.as_bytes()))
}

fn beginning(digest: &[u8]) -> [u8; HASH] {
    std::array::from_fn(|i| digest[i])
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::writeback::{Edit, splice};

    fn injected(original: &str, separator: usize) -> String {
        let end = original.trim_end().len();
        let edit = Edit::insert(end, "\nb: 2".into());
        let changes = [edit.change()];
        let written = splice(original, &[edit]);
        let comment = comment(original, &changes, &written, separator).unwrap();
        append(written, &comment)
    }

    #[test]
    fn comment_brings_the_original_back() {
        for (text, separator) in [
            ("a: 1\n", 0),
            ("a: 1", 0),
            ("---\r\na: 1\r\n", 5),
            ("--- # x\na: 1\n\n", 8),
            ("a: 1\r", 0),
            ("a: 1\n\r", 0),
            ("a: 1\r\r", 0),
        ] {
            let injected = injected(text, separator);
            assert_eq!(injected.matches("kube-inject").count(), 1);
            assert_eq!(
                take_off(&injected, separator).unwrap().original.map(|original| original.text).as_deref(),
                Some(text),
                "{injected:?}"
            );
        }
    }

    #[test]
    fn comment_stays_valid_behind_another_separator_and_before_a_line_break() {
        let joined = format!("---\n{}\n", injected("a: 1", 0));
        let original = take_off(&joined, 4).unwrap().original.unwrap();
        assert_eq!(original.text, "---\na: 1");
    }

    #[test]
    fn changed_document_loses_only_its_comment() {
        let changed = injected("a: 1\n", 0).replace("a: 1", "a: 3");
        let taken = take_off(&changed, 0).map(|carried| (carried.without, carried.original));
        assert_eq!(taken, Some(("a: 3\nb: 2\n", None)));
    }

    #[test]
    fn comment_counts_only_at_the_end() {
        let text = format!("{}c: 3\n", injected("a: 1\n", 0));
        assert_eq!(take_off(&text, 0), None);
        assert_eq!(take_off("a: 1\n", 0), None);
        let taken = take_off("# kube-inject: undo x", 0).map(|carried| (carried.without, carried.original));
        assert_eq!(taken, Some(("", None)));
    }
}
