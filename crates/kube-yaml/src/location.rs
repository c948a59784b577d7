//! Where things stand in a text: byte ranges, and the lines and columns that people count.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::{memchr, memchr_iter, memrchr};

/// A byte range in the text of one document (or one configuration file).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Span {
    /// The offset of the first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of a node that was never in any text: made by a template, a default or a finishing step.
    pub const NONE: Span = Span { start: u32::MAX, end: u32::MAX };

    /// The range `start..end`, in bytes.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Span { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
    }

    /// Whether the node was read from text.
    #[must_use]
    pub fn is_some(self) -> bool {
        self.start != u32::MAX
    }

    /// The range as `usize`, to slice text with.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where an error is, as people count: lines and columns (in characters) from 1.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Location {
    /// The file as it was named on the command line, `-` for standard input.
    pub file: String,
    /// Line in the file, from 1; 0 when unknown.
    pub line: usize,
    /// Column in characters, from 1; 0 when unknown.
    pub column: usize,
    /// The text of that line; of a very long one the part around the place.
    pub excerpt: String,
    /// How many characters of the line are left out in front of the excerpt.
    pub skipped: usize,
    /// How many characters the excerpt underlines.
    pub width: usize,
}

/// A text whose lines and columns are looked up, however long it is and however often: it is counted through once, and each
/// look then reads a few KiB at most, and what it shows.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    /// What was counted up to every [`BLOCK`]; empty until it is asked for.
    marks: OnceLock<Vec<Mark>>,
}

/// How many bytes lie between two marks.
const BLOCK: usize = 4 << 10;
/// How many bytes of a line are shown around a place at least: no terminal shows more characters of it than these are.
const AROUND: usize = 640;

/// What was counted up to a place.
#[derive(Clone, Copy, Default, Debug)]
struct Mark {
    /// How many lines end before it.
    lines: usize,
    /// Where its line begins.
    line_start: usize,
    /// How many characters of its line lie before it.
    column: usize,
}

impl Mark {
    /// Goes on over `range` of the text.
    fn pass(&mut self, text: &[u8], range: Range<usize>) {
        let passed = &text[range.clone()];
        match memrchr(b'\n', passed) {
            Some(last) => {
                self.lines += memchr_iter(b'\n', passed).count();
                self.line_start = range.start + last + 1;
                self.column = characters(&passed[last + 1..]);
            }
            None => self.column += characters(passed),
        }
    }
}

/// The character boundary at `at`, or the last one in front of it.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// How many characters begin in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !(0x80..0xC0).contains(*byte)).count()
}

impl<'t> LineIndex<'t> {
    /// The lines of `text`; nothing is counted yet.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        LineIndex { text, marks: OnceLock::new() }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The line of the byte at `at`, from 0; a place behind the text is its end.
    #[must_use]
    pub fn line(&self, at: usize) -> usize {
        self.up_to(at.min(self.text.len())).lines
    }

    /// The place of `span` in the text, which begins at `first_line` of `file`.
    #[must_use]
    pub fn location(&self, file: &str, first_line: usize, span: Span) -> Location {
        let text = self.text;
        let start = floor(text, span.start as usize);
        let Mark { lines, line_start, column } = self.up_to(start);
        // No more than what is shown is looked at: the line may be all of a large text.
        let wanted = (span.end as usize).clamp(start, text.len());
        let seen = wanted.saturating_add(AROUND).min(text.len());
        let (line_end, whole) = match memchr(b'\n', &text.as_bytes()[start..seen]) {
            Some(at) => (start + at, true),
            None => (floor(text, seen), seen == text.len()),
        };
        let end = floor(text, wanted.min(line_end));
        let shown = floor(text, start.saturating_sub(AROUND)).max(line_start);
        let excerpt = &text[shown..line_end];
        let excerpt = if whole { excerpt.trim_end_matches('\r') } else { excerpt };
        Location {
            file: file.to_owned(),
            line: first_line + lines,
            column: column + 1,
            excerpt: excerpt.to_owned(),
            skipped: column - characters(&text.as_bytes()[shown..start]),
            width: characters(&text.as_bytes()[start..end]).max(1),
        }
    }

    /// What there is to count in front of `at`.
    fn up_to(&self, at: usize) -> Mark {
        let bytes = self.text.as_bytes();
        let marks = self.marks.get_or_init(|| {
            let mut mark = Mark::default();
            let blocks = (0..bytes.len() / BLOCK).map(|block| {
                mark.pass(bytes, block * BLOCK..(block + 1) * BLOCK);
                mark
            });
            std::iter::once(Mark::default()).chain(blocks).collect()
        });
        let mut mark = marks[at / BLOCK];
        mark.pass(bytes, at / BLOCK * BLOCK..at);
        mark
    }
}

impl Location {
    /// The place of `span` in `text`, which begins at `first_line` of `file`.
    #[must_use]
    pub fn of(file: &str, first_line: usize, text: &str, span: Span) -> Self {
        LineIndex::new(text).location(file, first_line, span)
    }

    /// Whether the excerpt is of a line that reads `line`, in the same place of it.
    #[must_use]
    pub fn is_of(&self, line: &str) -> bool {
        let from = line.char_indices().nth(self.skipped).map_or(line.len(), |(at, _)| at);
        let rest = &line[from..];
        rest == self.excerpt || self.excerpt.len() >= AROUND && rest.starts_with(&self.excerpt)
    }

    /// What the excerpt underlines, as a range of its bytes.
    #[must_use]
    pub fn marked(&self) -> Range<usize> {
        let byte = |column| self.excerpt.char_indices().nth(column).map_or(self.excerpt.len(), |(i, _)| i);
        let first = self.column.saturating_sub(1 + self.skipped);
        byte(first)..byte(first + self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn location_counts_characters_and_lines_from_one() {
        let text = "a: 1\nß: x\r\n";
        let at = Location::of("f.yaml", 10, text, Span::new(9, 10));
        assert_eq!((at.line, at.column, at.width, at.excerpt.as_str()), (11, 4, 1, "ß: x"));
    }

    #[test]
    fn places_far_in_a_text_are_those_that_counting_from_its_beginning_finds() {
        let text: String =
            (0..3_000).map(|i| format!("{}ß: x{}", "ü".repeat(i % 61), ["\n", "\r\n", ""][i % 3])).collect();
        let lines = LineIndex::new(&text);
        for at in (0..=text.len()).step_by(7).filter(|at| text.is_char_boundary(*at)).chain([text.len()]) {
            let before = &text[..at];
            let line_start = before.rfind('\n').map_or(0, |i| i + 1);
            let (line, column) = (before.matches('\n').count(), text[line_start..at].chars().count());
            let got = lines.location("f", 1, Span::new(at, at));
            assert_eq!((lines.line(at), got.line, got.column), (line, line + 1, column + 1), "{at}");
            let excerpt = text[line_start..].split('\n').next().unwrap().trim_end_matches('\r');
            assert_eq!((got.excerpt.as_str(), got.skipped), (excerpt, 0), "{at}");
        }
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_shown() {
        let text = format!("a\n{}bad{}\n", "ö".repeat(50_000), "y".repeat(50_000));
        let start = text.find("bad").unwrap();
        let at = Location::of("f", 1, &text, Span::new(start, start + 3));
        assert_eq!((at.line, at.column, at.width), (2, 50_001, 3));
        assert_eq!(&at.excerpt[at.marked()], "bad");
        assert!(at.excerpt.len() <= 2 * AROUND + 3 && at.excerpt.len() >= 2 * AROUND, "{}", at.excerpt.len());
    }

    #[test]
    fn places_outside_of_the_text_are_its_end() {
        let at = Location::of("f", 1, "a\nb", Span::new(70, 80));
        assert_eq!((at.line, at.column, at.excerpt.as_str()), (2, 2, "b"));
    }
}
