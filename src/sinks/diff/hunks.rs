//! Hunks of a unified diff, written as their lines come.

use crate::sinks::spool::copy_on;
use clap::builder::styling::{AnsiColor, Style};
use similar::ChangeTag;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::ops::AddAssign;
use tempfile::SpooledTempFile;

/// How many lines around a change are shown.
const CONTEXT: usize = 3;
/// Up to this many bytes of one hunk are held in memory.
const IN_MEMORY: usize = 1 << 20;

/// The hunks of the files that are compared, one file after the other.
pub(super) struct Hunks {
    colours: bool,
    file: String,
    /// Whether the file has any yet.
    any: bool,
    /// How many lines have come.
    lines: Lines,
    /// The last lines that are the same in both: as many as are shown in front of a hunk, and in one that is open as many as do
    /// not yet end it.
    same: VecDeque<String>,
    open: Option<Hunk>,
}

/// How many lines there are of what was read and of what comes of it.
#[derive(Clone, Copy, Default)]
struct Lines {
    old: usize,
    new: usize,
}

/// A hunk whose lines are still coming.
struct Hunk {
    first: Lines,
    count: Lines,
    body: SpooledTempFile,
}

impl AddAssign for Lines {
    fn add_assign(&mut self, more: Lines) {
        self.old += more.old;
        self.new += more.new;
    }
}

impl Lines {
    /// So many lines of both.
    fn both(count: usize) -> Self {
        Lines { old: count, new: count }
    }
}

impl Hunks {
    pub(super) fn new(colours: bool) -> Self {
        Hunks {
            colours,
            file: String::new(),
            any: false,
            lines: Lines::default(),
            same: VecDeque::new(),
            open: None,
        }
    }

    /// The lines of this file follow.
    pub(super) fn begin(&mut self, file: &str) {
        *self = Hunks { file: file.trim_start_matches("./").to_owned(), ..Hunks::new(self.colours) };
    }

    /// Takes whole lines that are the same in both.
    pub(super) fn equal(&mut self, text: &str, out: &mut impl Write) -> io::Result<()> {
        let mut rest = text;
        while self.open.is_some() && !rest.is_empty() {
            let line;
            (line, rest) = rest.split_at(rest.find('\n').map_or(rest.len(), |at| at + 1));
            self.same.push_back(line.to_owned());
            self.lines += Lines::both(1);
            if self.same.len() > 2 * CONTEXT {
                self.close(out)?;
            }
        }
        self.lines += Lines::both(rest.split_inclusive('\n').count());
        let mut last: Vec<&str> = rest.split_inclusive('\n').rev().take(CONTEXT).collect();
        last.reverse();
        self.same.extend(last.into_iter().map(str::to_owned));
        if self.open.is_none() {
            self.same.drain(..self.same.len().saturating_sub(CONTEXT));
        }
        Ok(())
    }

    /// Takes a line that is only in one of both.
    pub(super) fn changed(&mut self, tag: ChangeTag, line: &str) -> io::Result<()> {
        let colours = self.colours;
        let same = std::mem::take(&mut self.same);
        let first = Lines { old: self.lines.old - same.len(), new: self.lines.new - same.len() };
        let hunk = self.open.get_or_insert_with(|| Hunk {
            first,
            count: Lines::default(),
            body: SpooledTempFile::new(IN_MEMORY),
        });
        for line in &same {
            hunk.line(ChangeTag::Equal, line, colours)?;
        }
        let one = hunk.line(tag, line, colours)?;
        self.lines += one;
        Ok(())
    }

    /// Ends the file, and says whether there were any hunks.
    pub(super) fn finish(&mut self, out: &mut impl Write) -> io::Result<bool> {
        self.close(out)?;
        Ok(std::mem::take(&mut self.any))
    }

    /// Writes the hunk that is open, and keeps what is shown in front of the next one.
    fn close(&mut self, out: &mut impl Write) -> io::Result<()> {
        let Some(mut hunk) = self.open.take() else { return Ok(()) };
        for line in self.same.iter().take(CONTEXT) {
            hunk.line(ChangeTag::Equal, line, self.colours)?;
        }
        self.same.drain(..self.same.len().saturating_sub(CONTEXT));
        if !std::mem::replace(&mut self.any, true) {
            let bold = Style::new().bold();
            put(out, self.colours, bold, &format!("--- a/{}", self.file))?;
            put(out, self.colours, bold, &format!("+++ b/{}", self.file))?;
        }
        let Hunk { first, count, body } = hunk;
        let (old, new) = (range(first.old, count.old), range(first.new, count.new));
        put(out, self.colours, AnsiColor::Cyan.on_default(), &format!("@@ -{old} +{new} @@"))?;
        copy_on(body, out)
    }
}

impl Hunk {
    /// Writes a line, and says of which of both it is.
    fn line(&mut self, tag: ChangeTag, line: &str, colours: bool) -> io::Result<Lines> {
        let (style, of) = match tag {
            ChangeTag::Equal => (Style::new(), Lines::both(1)),
            ChangeTag::Delete => (AnsiColor::Red.on_default(), Lines { old: 1, new: 0 }),
            ChangeTag::Insert => (AnsiColor::Green.on_default(), Lines { old: 0, new: 1 }),
        };
        self.count += of;
        let text = line.strip_suffix('\n');
        put(&mut self.body, colours, style, &format!("{tag}{}", text.unwrap_or(line)))?;
        if text.is_none() {
            put(&mut self.body, colours, Style::new(), "\\ No newline at end of file")?;
        }
        Ok(of)
    }
}

/// Lines as the head of a hunk tells them: none are behind the line before.
fn range(first: usize, count: usize) -> String {
    match count {
        0 => format!("{first},0"),
        1 => format!("{}", first + 1),
        _ => format!("{},{count}", first + 1),
    }
}

fn put(out: &mut impl Write, colours: bool, style: Style, line: &str) -> io::Result<()> {
    match colours && style != Style::new() {
        true => writeln!(out, "{style}{line}{style:#}"),
        false => writeln!(out, "{line}"),
    }
}
