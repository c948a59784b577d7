//! What would change, as a unified diff that `patch -p1` and `git apply` take.
//!
//! The edits say where two texts differ, so only what lies between the lines of an edit is compared; and no more of a file
//! is held than the documents that share a line.

mod hunks;
mod kept;
mod regions;

use super::replace::Target;
use super::spool::{Spool, spool, spool_failed};
use super::{Done, Sink, Text};
use crate::failure::Failure;
use crate::sources::Input;
use anstream::stream::IsTerminal;
use hunks::{Hunks, Look};
pub(crate) use kept::Diffs;
use kube_inject::{Change, secrets};
use regions::regions;
use similar::{Algorithm, ChangeTag, capture_diff_slices};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek};

/// A large text is compared in pieces of at least so many new bytes.
const PIECE: usize = 256 << 10;

/// Holds the diff back until it is committed.
pub(crate) struct Diff {
    target: Target,
    hunks: Hunks,
    found: bool,
    spool: Spool,
    open: Open,
}

/// The lines of what was read and of what comes of it that hold the data of Secrets, from 0.
struct Hidden {
    old: BTreeSet<usize>,
    new: BTreeSet<usize>,
}

/// What has been read and what comes of it since the last line that ended with a document.
#[derive(Default)]
struct Open {
    read: String,
    text: String,
    /// Where they differ, in order.
    changes: Vec<Change>,
}

impl Diff {
    pub(crate) fn new(target: Target) -> Self {
        let stdout = io::stdout();
        let terminal = matches!(target, Target::Stdout) && stdout.is_terminal();
        let colours = terminal && anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        let hunks = Hunks::new(Look { colours, terminal });
        Diff { target, hunks, found: false, spool: spool(), open: Open::default() }
    }

    /// Takes one more document; those that share a line, as JSON objects may, are compared as one.
    fn add(&mut self, done: Done<'_>) -> io::Result<()> {
        if let (Text::Kept(file), Ok(read), true) =
            (done.text, str::from_utf8(done.read), self.open.is_empty())
            && read.ends_with('\n')
            && done.text.last()? == Some(b'\n')
        {
            return self.compare_kept(read, file, done.changes);
        }
        let text = done.text.whole()?;
        let done = Done { text: Text::Here(&text), ..done };
        // What is not UTF-8 has been refused before.
        let (read, text) = (String::from_utf8_lossy(done.read), String::from_utf8_lossy(&text));
        let whole = read.ends_with('\n') && text.ends_with('\n');
        if whole && self.open.is_empty() {
            return self.compare(&read, &text, &changes(&done, &text));
        }
        self.open.add(&read, &text, &changes(&done, &text));
        if whole { self.compare_open() } else { Ok(()) }
    }

    /// Compares what has been added since the last whole line.
    fn compare_open(&mut self) -> io::Result<()> {
        let Open { read, text, changes } = std::mem::take(&mut self.open);
        self.compare(&read, &text, &changes)
    }

    fn compare(&mut self, read: &str, text: &str, changes: &[Change]) -> io::Result<()> {
        let hidden = Hidden { old: secret_lines(read), new: secret_lines(text) };
        self.compare_lines((read, text, changes), 0, &hidden)
    }

    /// Compares a document with what comes of it piece by piece: it is a List, whose objects were edited one by one.
    fn compare_kept(&mut self, read: &str, mut file: &File, changes: &[Change]) -> io::Result<()> {
        // No line of a Secret has changed in it.
        let hidden = Hidden { old: secret_lines(read), new: BTreeSet::new() };
        file.rewind()?;
        let (mut at, mut line) = (0, 0);
        for (end, changes) in pieces(read, changes) {
            let old = &read[at..end];
            let shift =
                |change: &Change| Change { start: change.start - at, end: change.end - at, ..*change };
            let changes: Vec<Change> = changes.iter().map(shift).collect();
            let grown: usize = changes.iter().map(|change| change.len).sum();
            let gone: usize = changes.iter().map(|change| change.end - change.start).sum();
            let mut text = vec![0; old.len() + grown - gone];
            file.read_exact(&mut text)?;
            self.compare_lines((old, &String::from_utf8_lossy(&text), &changes), line, &hidden)?;
            (at, line) = (end, line + lines(old).len());
        }
        Ok(())
    }

    /// Compares texts that begin with a line, the document's line `first`, from 0.
    fn compare_lines(
        &mut self,
        (read, text, changes): (&str, &str, &[Change]),
        first: usize,
        hidden: &Hidden,
    ) -> io::Result<()> {
        let (mut at, mut old_line, mut new_line) = (0, first, first);
        for (old, new) in regions(read, text, changes) {
            let equal = &read[at..old.start];
            self.equal(equal, old_line, hidden)?;
            let count = lines(equal).len();
            (at, old_line, new_line) = (old.end, old_line + count, new_line + count);
            let (old, new) = (lines(&read[old]), lines(&text[new]));
            for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
                for change in operation.iter_changes(&old, &new) {
                    let (old, new) = (change.old_index(), change.new_index());
                    match change.tag() {
                        ChangeTag::Equal => {
                            self.equal(change.value(), old_line + old.unwrap_or(0), hidden)?
                        }
                        // A change in the line of a Secret's data is one of JSON in a single line.
                        tag if old.is_some_and(|line| hidden.old.contains(&(old_line + line)))
                            || new.is_some_and(|line| hidden.new.contains(&(new_line + line))) =>
                        {
                            self.hunks
                                .changed(tag, &(secrets::line_without_values(change.value()) + "\n"))?;
                        }
                        tag => self.hunks.changed(tag, change.value())?,
                    }
                }
            }
            (old_line, new_line) = (old_line + old.len(), new_line + new.len());
        }
        self.equal(&read[at..], old_line, hidden)
    }

    /// Takes lines that are the same in both, of which the first is the document's line `first`, from 0.
    fn equal(&mut self, text: &str, first: usize, hidden: &Hidden) -> io::Result<()> {
        if hidden.old.is_empty() {
            return self.hunks.equal(text, &mut self.spool);
        }
        for (index, line) in lines(text).into_iter().enumerate() {
            match hidden.old.contains(&(first + index)) {
                true => self.hunks.skip(&mut self.spool)?,
                false => self.hunks.equal(line, &mut self.spool)?,
            }
        }
        Ok(())
    }

    fn finish_file(&mut self) -> Result<(), Failure> {
        self.compare_open().map_err(spool_failed)?;
        self.found |= self.hunks.finish(&mut self.spool).map_err(spool_failed)?;
        Ok(())
    }
}

impl Sink for Diff {
    fn begin(&mut self, input: &Input) -> Result<(), Failure> {
        self.finish_file()?;
        self.hunks.begin(input.name());
        Ok(())
    }

    fn write(&mut self, done: Done<'_>) -> Result<(), Failure> {
        self.add(done).map_err(spool_failed)
    }

    fn commit(mut self: Box<Self>) -> Result<(), Failure> {
        self.finish_file()?;
        self.target.fill(self.spool)?;
        if self.found { Err(Failure::Found) } else { Ok(()) }
    }
}

impl Open {
    fn is_empty(&self) -> bool {
        self.read.is_empty() && self.text.is_empty()
    }

    fn add(&mut self, read: &str, text: &str, changes: &[Change]) {
        let before = self.read.len();
        let shifted =
            |change: &Change| Change { start: change.start + before, end: change.end + before, ..*change };
        self.changes.extend(changes.iter().map(shifted));
        self.read.push_str(read);
        self.text.push_str(text);
    }
}

/// The changes in pieces of the text: where each piece ends, which is where a line does, and the changes in it.
fn pieces<'c>(read: &str, mut changes: &'c [Change]) -> Vec<(usize, &'c [Change])> {
    let mut pieces = Vec::new();
    let (mut count, mut grown) = (0, 0);
    while let [change, next, ..] = &changes[count..] {
        (count, grown) = (count + 1, grown + change.len);
        let line_end = read[change.end..next.start].find('\n').map(|at| change.end + at + 1);
        if let Some(end) = line_end.filter(|_| grown >= PIECE) {
            pieces.push((end, &changes[..count]));
            (changes, count, grown) = (&changes[count..], 0, 0);
        }
    }
    pieces.push((read.len(), changes));
    pieces
}

/// What has changed in a document: all of it where nobody says.
fn changes<'d>(done: &Done<'d>, text: &str) -> Cow<'d, [Change]> {
    match done.changes {
        [] if done.changed() => Cow::Owned(vec![Change { start: 0, end: done.read.len(), len: text.len() }]),
        changes => Cow::Borrowed(changes),
    }
}

/// The lines of a text that hold the data of Secrets.
fn secret_lines(text: &str) -> BTreeSet<usize> {
    let hidden = secrets::ranges(text);
    if hidden.is_empty() {
        return BTreeSet::new();
    }
    let mut start = 0;
    let mut found = BTreeSet::new();
    for (index, line) in lines(text).iter().enumerate() {
        let end = start + line.len();
        if hidden.iter().any(|range| range.start < end && start < range.end) {
            found.insert(index);
        }
        start = end;
    }
    found
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sinks::spool::copy_to;

    /// The diff of documents, of each of which only the part between two marks differs, where there are any.
    fn diff(documents: &[(&str, &str)]) -> String {
        let mut diff = Diff::new(Target::Special("/dev/null".into()));
        diff.hunks.begin("./a.yaml");
        for (read, text) in documents {
            let done = Done { read: read.as_bytes(), text: Text::Here(text.as_bytes()), ..Done::default() };
            diff.add(done).unwrap();
        }
        diff.finish_file().unwrap();
        let mut out = Vec::new();
        copy_to(diff.spool, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn hunks_reach_over_documents_and_count_their_lines() {
        let same = "---\nb\n";
        assert_eq!(
            diff(&[
                ("a\n", "a\nx\n"),
                (same, same),
                (same, same),
                (same, same),
                (same, same),
                ("---\nz", "---\ny")
            ]),
            "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,4 +1,5 @@\n a\n+x\n ---\n b\n ---\n\
             @@ -8,4 +9,4 @@\n ---\n b\n ---\n-z\n\\ No newline at end of file\n+y\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn nothing_changed_is_no_diff() {
        assert_eq!(diff(&[("a\n", "a\n")]), "");
    }

    #[test]
    fn hunks_that_touch_are_one() {
        let gap = |lines: usize| format!("a\n{}z\n", "same\n".repeat(lines));
        for (lines, hunks) in [(6, 1), (7, 2)] {
            let (read, text) = (gap(lines), gap(lines).replace('a', "A").replace('z', "Z"));
            let changes = [
                Change { start: 0, end: 1, len: 1 },
                Change { start: read.len() - 2, end: read.len() - 1, len: 1 },
            ];
            let mut diff = Diff::new(Target::Special("/dev/null".into()));
            diff.hunks.begin("a");
            let text = text.replace("sAme", "same");
            let done = Done {
                read: read.as_bytes(),
                text: Text::Here(text.as_bytes()),
                changes: &changes,
                ..Done::default()
            };
            diff.add(done).unwrap();
            diff.finish_file().unwrap();
            let mut out = Vec::new();
            copy_to(diff.spool, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap().matches("@@ -").count(), hunks);
        }
    }
}
