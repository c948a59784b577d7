//! Hunks of a unified diff, written as their lines come.

use crate::sinks::spool::{Spool, copy_on, spool_beyond};
use crate::terminal;
use clap::builder::styling::{AnsiColor, Style};
use similar::ChangeTag;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::ops::AddAssign;

/// How many lines around a change are shown.
const CONTEXT: usize = 3;
/// Up to this many bytes of one hunk are held in memory.
const IN_MEMORY: usize = 1 << 20;

/// The hunks of the files that are compared, one file after the other.
pub(super) struct Hunks {
    look: Look,
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

/// How lines look: in colours where they are wanted, and on a terminal without what steers it.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub(super) colours: bool,
    pub(super) terminal: bool,
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
    body: Spool,
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
    pub(super) fn new(look: Look) -> Self {
        Hunks {
            look,
            file: String::new(),
            any: false,
            lines: Lines::default(),
            same: VecDeque::new(),
            open: None,
        }
    }

    /// The lines of this file follow.
    pub(super) fn begin(&mut self, file: &str) {
        *self = Hunks { file: file.trim_start_matches("./").to_owned(), ..Hunks::new(self.look) };
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

    /// Leaves out a line that is the same in both.
    pub(super) fn skip(&mut self, out: &mut impl Write) -> io::Result<()> {
        self.close(out)?;
        self.same.clear();
        self.lines += Lines::both(1);
        Ok(())
    }

    /// Takes a line that is only in one of both.
    pub(super) fn changed(&mut self, tag: ChangeTag, line: &str) -> io::Result<()> {
        let look = self.look;
        let same = std::mem::take(&mut self.same);
        let first = Lines { old: self.lines.old - same.len(), new: self.lines.new - same.len() };
        let hunk = self.open.get_or_insert_with(|| Hunk {
            first,
            count: Lines::default(),
            body: spool_beyond(IN_MEMORY),
        });
        for line in &same {
            hunk.line(ChangeTag::Equal, line, look)?;
        }
        let one = hunk.line(tag, line, look)?;
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
            hunk.line(ChangeTag::Equal, line, self.look)?;
        }
        self.same.drain(..self.same.len().saturating_sub(CONTEXT));
        if !std::mem::replace(&mut self.any, true) {
            let bold = Style::new().bold();
            self.look.put(out, bold, &format!("--- {}", quoted(&format!("a/{}", self.file))))?;
            self.look.put(out, bold, &format!("+++ {}", quoted(&format!("b/{}", self.file))))?;
        }
        let Hunk { first, count, body } = hunk;
        let (old, new) = (range(first.old, count.old), range(first.new, count.new));
        self.look.put(out, AnsiColor::Cyan.on_default(), &format!("@@ -{old} +{new} @@"))?;
        copy_on(body, out)
    }
}

impl Hunk {
    /// Writes a line, and says of which of both it is.
    fn line(&mut self, tag: ChangeTag, line: &str, look: Look) -> io::Result<Lines> {
        let (style, of) = match tag {
            ChangeTag::Equal => (Style::new(), Lines::both(1)),
            ChangeTag::Delete => (AnsiColor::Red.on_default(), Lines { old: 1, new: 0 }),
            ChangeTag::Insert => (AnsiColor::Green.on_default(), Lines { old: 0, new: 1 }),
        };
        self.count += of;
        let text = line.strip_suffix('\n');
        look.put(&mut self.body, style, &format!("{tag}{}", text.unwrap_or(line)))?;
        if text.is_none() {
            look.put(&mut self.body, Style::new(), "\\ No newline at end of file")?;
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

impl Look {
    fn put(self, out: &mut impl Write, style: Style, line: &str) -> io::Result<()> {
        let line = if self.terminal { Cow::Owned(terminal::line(line)) } else { Cow::Borrowed(line) };
        match self.colours && style != Style::new() {
            true => writeln!(out, "{style}{line}{style:#}"),
            false => writeln!(out, "{line}"),
        }
    }
}

/// A file's name as git writes it: in quotes, and escaped, when it has characters that would end it or steer a terminal.
fn quoted(name: &str) -> String {
    if !name.contains(|c: char| c.is_control() || c == '"' || c == '\\') {
        return name.to_owned();
    }
    let mut out = "\"".to_owned();
    for c in name.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|byte| out.push_str(&format!("\\{byte:03o}")));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_as_git_does() {
        assert_eq!(quoted("a/ü b.yaml"), "a/ü b.yaml");
        assert_eq!(quoted("a/x\n::error::\u{1b}\"\\"), "\"a/x\\n::error::\\033\\\"\\\\\"");
    }
}
