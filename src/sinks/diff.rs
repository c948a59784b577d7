//! What would change, as a unified diff that `patch -p1` and `git apply` take.

use super::join::{pour, spool, spool_failed};
use super::replace::Target;
use super::{Done, Sink};
use crate::cli::Failure;
use crate::sources::Input;
use anstream::stream::IsTerminal;
use clap::builder::styling::{AnsiColor, Style};
use similar::{ChangeTag, DiffOp, TextDiff};
use std::io::{self, Write};
use tempfile::SpooledTempFile;

const CONTEXT: usize = 3;
const PLAIN: Style = Style::new();

/// Holds the diff back until it is committed.
pub(crate) struct Diff {
    target: Target,
    colours: bool,
    spool: SpooledTempFile,
    found: bool,
    file: File,
}

/// The file that is being compared.
#[derive(Default)]
struct File {
    name: String,
    headed: bool,
    /// How many lines came before the current document, in what was read and in what is written.
    lines: [usize; 2],
}

impl Diff {
    pub(crate) fn new(target: Target) -> Self {
        let colours = matches!(target, Target::Stdout)
            && io::stdout().is_terminal()
            && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        Diff { target, colours, spool: spool(), found: false, file: File::default() }
    }

    fn put(&mut self, style: Style, line: &str) -> io::Result<()> {
        if self.colours && style != PLAIN {
            write!(self.spool, "{style}{line}{style:#}")
        } else {
            write!(self.spool, "{line}")
        }
    }

    fn line(&mut self, style: Style, sign: &str, line: &str) -> io::Result<()> {
        let text = line.strip_suffix('\n');
        self.put(style, &format!("{sign}{}", text.unwrap_or(line)))?;
        self.put(PLAIN, if text.is_some() { "\n" } else { "\n\\ No newline at end of file\n" })
    }

    fn compare(&mut self, read: &str, text: &str) -> io::Result<()> {
        let bold = Style::new().bold();
        if !self.file.headed {
            let name = self.file.name.trim_start_matches("./").to_owned();
            self.put(bold, &format!("--- a/{name}\n+++ b/{name}\n"))?;
            self.file.headed = true;
        }
        let diff = TextDiff::from_lines(read, text);
        for group in diff.grouped_ops(CONTEXT) {
            let header = self.header(&group);
            self.put(AnsiColor::Cyan.on_default(), &header)?;
            for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                let (style, sign) = match change.tag() {
                    ChangeTag::Delete => (AnsiColor::Red.on_default(), "-"),
                    ChangeTag::Insert => (AnsiColor::Green.on_default(), "+"),
                    ChangeTag::Equal => (PLAIN, " "),
                };
                self.line(style, sign, change.value())?;
            }
        }
        Ok(())
    }

    fn header(&self, group: &[DiffOp]) -> String {
        let range = |side: usize, of: fn(&DiffOp) -> std::ops::Range<usize>| {
            let start = group.first().map_or(0, |op| of(op).start);
            let len = group.last().map_or(0, |op| of(op).end) - start;
            // A range without lines names the line before it.
            let first = self.file.lines[side] + start + usize::from(len > 0);
            format!("{first},{len}")
        };
        format!("@@ -{} +{} @@\n", range(0, DiffOp::old_range), range(1, DiffOp::new_range))
    }
}

impl Sink for Diff {
    fn begin(&mut self, input: &Input) -> Result<(), Failure> {
        self.file = File { name: input.name().to_owned(), ..File::default() };
        Ok(())
    }

    fn write(&mut self, done: Done<'_>) -> Result<(), Failure> {
        if done.changed() {
            self.found = true;
            // What is not UTF-8 has been refused before.
            let (read, text) = (String::from_utf8_lossy(done.read), String::from_utf8_lossy(done.text));
            self.compare(&read, &text).map_err(spool_failed)?;
        }
        for (lines, text) in self.file.lines.iter_mut().zip([done.read, done.text]) {
            *lines += memchr::memchr_iter(b'\n', text).count();
        }
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<(), Failure> {
        match self.target {
            Target::Stdout => pour(self.spool, &mut io::stdout().lock()).map_err(Failure::writing_stdout)?,
            target => target.fill(self.spool)?,
        }
        if self.found { Err(Failure::Found) } else { Ok(()) }
    }
}
