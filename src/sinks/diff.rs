//! What would change, as a unified diff that `patch -p1` and `git apply` take.

use super::replace::Target;
use super::spool::{spool, spool_failed};
use super::{Done, Sink};
use crate::failure::Failure;
use crate::sources::Input;
use anstream::stream::IsTerminal;
use clap::builder::styling::{AnsiColor, Style};
use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, ChangeTag, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};
use std::io::{self, Write};
use tempfile::SpooledTempFile;

/// How many lines around a change are shown.
const CONTEXT: usize = 3;

/// Holds the diff back until it is committed.
pub(crate) struct Diff {
    target: Target,
    pen: Pen,
    found: bool,
    file: File,
}

/// The file that is being compared.
#[derive(Default)]
struct File {
    name: String,
    read: String,
    text: String,
    /// What was read and what comes of it since the last line that ended with a document.
    open: [String; 2],
    /// How the lines of both so far correspond, document by document.
    operations: Vec<DiffOp>,
    lines: [usize; 2],
}

/// Writes lines, in colours where they are wanted.
struct Pen {
    colours: bool,
    spool: SpooledTempFile,
}

impl Diff {
    pub(crate) fn new(target: Target) -> Self {
        let stdout = io::stdout();
        let colours = matches!(target, Target::Stdout)
            && stdout.is_terminal()
            && anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        Diff { target, pen: Pen { colours, spool: spool() }, found: false, file: File::default() }
    }

    fn finish_file(&mut self) -> Result<(), Failure> {
        let mut file = std::mem::take(&mut self.file);
        file.close();
        if file.operations.iter().all(|operation| operation.tag() == DiffTag::Equal) {
            return Ok(());
        }
        self.found = true;
        self.pen.file(&file).map_err(spool_failed)
    }
}

impl Sink for Diff {
    fn begin(&mut self, input: &Input) -> Result<(), Failure> {
        self.finish_file()?;
        input.name().clone_into(&mut self.file.name);
        Ok(())
    }

    fn write(&mut self, done: Done<'_>) -> Result<(), Failure> {
        self.file.add(done);
        Ok(())
    }

    fn commit(mut self: Box<Self>) -> Result<(), Failure> {
        self.finish_file()?;
        self.target.fill(self.pen.spool)?;
        if self.found { Err(Failure::Found) } else { Ok(()) }
    }
}

impl File {
    /// Compares one more document. Documents are compared one by one, so that a large stream takes no longer than its
    /// documents do; those that share a line, as JSON objects may, are compared as one.
    fn add(&mut self, done: Done<'_>) {
        // What is not UTF-8 has been refused before.
        self.open[0].push_str(&String::from_utf8_lossy(done.read));
        self.open[1].push_str(&String::from_utf8_lossy(done.text));
        if self.open.iter().all(|text| text.ends_with('\n')) {
            self.close();
        }
    }

    /// Compares what has been added since the last whole line.
    fn close(&mut self) {
        let [read, text] = std::mem::take(&mut self.open);
        let (old, new) = (lines(&read), lines(&text));
        let [old_index, new_index] = self.lines;
        if read == text {
            if !old.is_empty() {
                self.push(DiffOp::Equal { old_index, new_index, len: old.len() });
            }
        } else {
            for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
                self.push(shifted(operation, old_index, new_index));
            }
        }
        self.lines = [old_index + old.len(), new_index + new.len()];
        self.read.push_str(&read);
        self.text.push_str(&text);
    }

    /// Adds an operation; what is equal in a row becomes one.
    fn push(&mut self, operation: DiffOp) {
        if let (Some(DiffOp::Equal { len, .. }), DiffOp::Equal { len: more, .. }) =
            (self.operations.last_mut(), operation)
        {
            *len += more;
        } else {
            self.operations.push(operation);
        }
    }
}

impl Pen {
    fn file(&mut self, file: &File) -> io::Result<()> {
        let name = file.name.trim_start_matches("./");
        self.put(Style::new().bold(), &format!("--- a/{name}"))?;
        self.put(Style::new().bold(), &format!("+++ b/{name}"))?;
        let (old, new) = (lines(&file.read), lines(&file.text));
        for group in group_diff_ops(file.operations.clone(), CONTEXT) {
            self.put(AnsiColor::Cyan.on_default(), &UnifiedHunkHeader::new(&group).to_string())?;
            for change in group.iter().flat_map(|operation| operation.iter_changes(&old, &new)) {
                self.line(change.tag(), change.value())?;
            }
        }
        Ok(())
    }

    fn line(&mut self, tag: ChangeTag, line: &str) -> io::Result<()> {
        let style = match tag {
            ChangeTag::Equal => Style::new(),
            ChangeTag::Delete => AnsiColor::Red.on_default(),
            ChangeTag::Insert => AnsiColor::Green.on_default(),
        };
        let text = line.strip_suffix('\n');
        self.put(style, &format!("{tag}{}", text.unwrap_or(line)))?;
        match text {
            Some(_) => Ok(()),
            None => self.put(Style::new(), "\\ No newline at end of file"),
        }
    }

    fn put(&mut self, style: Style, line: &str) -> io::Result<()> {
        match self.colours && style != Style::new() {
            true => writeln!(self.spool, "{style}{line}{style:#}"),
            false => writeln!(self.spool, "{line}"),
        }
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn shifted(operation: DiffOp, old: usize, new: usize) -> DiffOp {
    match operation {
        DiffOp::Equal { old_index, new_index, len } => {
            DiffOp::Equal { old_index: old_index + old, new_index: new_index + new, len }
        }
        DiffOp::Delete { old_index, old_len, new_index } => {
            DiffOp::Delete { old_index: old_index + old, old_len, new_index: new_index + new }
        }
        DiffOp::Insert { old_index, new_index, new_len } => {
            DiffOp::Insert { old_index: old_index + old, new_index: new_index + new, new_len }
        }
        DiffOp::Replace { old_index, old_len, new_index, new_len } => {
            DiffOp::Replace { old_index: old_index + old, old_len, new_index: new_index + new, new_len }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(documents: &[(&str, &str)]) -> String {
        let mut diff = Diff::new(Target::Special("/dev/null".into()));
        diff.file.name = "./a.yaml".into();
        for (read, text) in documents {
            diff.file.add(Done {
                read: read.as_bytes(),
                text: text.as_bytes(),
                patches: &[],
                objects: &[],
                manifest: true,
            });
        }
        diff.finish_file().unwrap();
        let mut out = Vec::new();
        super::super::spool::copy_to(diff.pen.spool, &mut out).unwrap();
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
}
