//! What is likely wrong with a text that is not YAML: go-yaml's words only say what it expected.

use crate::code;
use crate::error::Error;
use crate::location::Span;
use std::ops::Range;

/// The error with what would help, and its own code where the cause can be told. `quote` is the last quoted string that spans lines.
pub(super) fn explain(error: Error, text: &str, quote: Option<Range<usize>>) -> Error {
    let Some(span) = error.span().filter(|_| error.code() == code::SYNTAX) else { return error };
    let at = (span.start as usize).min(text.len());
    let line = Line::at(text, at);
    let unclosed = ["found unexpected end of stream", "found unexpected document indicator"];
    if unclosed.contains(&error.cause()) {
        return error.recoded(code::QUOTE).help("close the quoted string that begins here");
    }
    if line.blanks().contains('\t')
        || text[at..].starts_with('\t')
        || error.cause().contains("a tab character")
    {
        return error.recoded(code::TAB).help("indent with spaces: YAML does not allow tabs here");
    }
    if let Some(quote) = quote.filter(|quote| quote.end <= at && quote.end > line.start) {
        let begins = Span::new(quote.start, quote.start + 1);
        return Error::new(code::QUOTE, error.cause())
            .at(begins)
            .help("the quoted string that begins here ends on a later line; is its closing quote missing?");
    }
    match (error.cause(), line.slip(text)) {
        (_, Some(help)) => error.recoded(code::INDENTATION).help(help),
        ("mapping values are not allowed in this context", None) => {
            error.help("put the value in quotes if the colon is part of it")
        }
        ("could not find expected ':'", None) => error.help("a key needs a colon and a space behind it"),
        _ => error,
    }
}

/// A line of a text.
struct Line<'t> {
    start: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    /// The line of a byte.
    fn at(text: &'t str, at: usize) -> Self {
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        Line { start, text: text[start..].lines().next().unwrap_or_default() }
    }

    /// What it is indented with.
    fn blanks(&self) -> &'t str {
        &self.text[..self.indent()]
    }

    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start().len()
    }

    /// What would help if the line is indented unlike the lines above it.
    fn slip(&self, text: &str) -> Option<&'static str> {
        let above = text[..self.start].lines().rev();
        let mut above = above
            .map(|text| Line { start: 0, text })
            .filter(|line| !line.text.trim().is_empty() && !line.text.trim_start().starts_with('#'));
        let last = above.next()?;
        let outer = if last.indent() > self.indent() {
            above.find(|line| line.indent() <= self.indent())
        } else {
            None
        };
        let item = |line: &Line<'_>| line.text.trim_start().starts_with("- ");
        match (last.indent().cmp(&self.indent()), outer) {
            // The text behind a dash is indented as well.
            (std::cmp::Ordering::Less, _) if last.has_value() && last.content() != self.indent() => {
                Some("this line is indented deeper than the one above, which already has a value")
            }
            (std::cmp::Ordering::Less, _) => None,
            (std::cmp::Ordering::Equal, _) if item(&last) != item(self) => {
                Some("list items and keys cannot have the same indentation")
            }
            (std::cmp::Ordering::Equal, _) => None,
            (_, Some(outer)) if outer.indent() == self.indent() && item(&outer) == item(self) => None,
            (_, Some(outer)) if outer.indent() == self.indent() => {
                Some("list items and keys cannot have the same indentation")
            }
            (_, Some(outer)) if outer.content() == self.indent() => None,
            (_, _) => Some("indent this line like one of the lines above"),
        }
    }

    /// The column of what is behind the dashes of list items.
    fn content(&self) -> usize {
        let content = self.text.trim_start_matches([' ', '-']);
        self.text.len() - content.len()
    }

    /// Whether there is something behind the key or dash.
    fn has_value(&self) -> bool {
        let text = self.text.split(" #").next().unwrap_or_default().trim_end();
        !text.ends_with([':', '-', '|', '>', '{', '[', ','])
    }
}

#[cfg(test)]
mod tests {
    use crate::yaml::parse;

    /// The code, line and help of what is wrong with a text.
    fn told(text: &str) -> (&'static str, usize, String) {
        let error = parse(text).unwrap_err();
        let help = error.help_text().unwrap_or_default().to_owned();
        let error = error.in_text("f", 1, text);
        (error.code().word(), error.location().unwrap().line, help)
    }

    #[test]
    fn tabs_are_told_wherever_they_indent() {
        for text in ["a:\n\tb: c\n", "a:\n  b: c\n\td: e\n", "a: |\n\tb\n", "a:\n  - b\n  \t- c: d\n"] {
            let (code, _, help) = told(text);
            assert_eq!(
                (code, help.as_str()),
                ("E0102", "indent with spaces: YAML does not allow tabs here"),
                "{text}"
            );
        }
    }

    #[test]
    fn lines_that_fit_none_above_are_told() {
        for (text, line, words) in [
            ("a:\n    b: c\n  d: e\n", 3, "indent this line like one of the lines above"),
            ("a:\n  b: 1\n c: 2\n", 3, "indent this line like one of the lines above"),
            (
                "a: b\n  c: d\n",
                2,
                "this line is indented deeper than the one above, which already has a value",
            ),
            (
                "- a: b\n   c: d\n",
                2,
                "this line is indented deeper than the one above, which already has a value",
            ),
            ("a:\n  - b\n  c: d\n", 3, "list items and keys cannot have the same indentation"),
            ("a:\n  b: c\n  - d\n", 3, "list items and keys cannot have the same indentation"),
        ] {
            assert_eq!(told(text), ("E0103", line, words.to_owned()), "{text}");
        }
    }

    #[test]
    fn quotes_are_told_where_they_open() {
        for text in [
            "a: 1\nb: \"c\nd: e\n",
            "a: 1\nb: 'c\nd: e\n---\n",
            "a: 1\nb: \"c\nd: \"e\"\nf: g\n",
            "a: 1\nb: 'c\nd: 'e'\n",
        ] {
            let (code, line, help) = told(text);
            assert_eq!((code, line), ("E0104", 2), "{text}");
            assert!(help.contains("that begins here"), "{help}");
        }
    }

    #[test]
    fn other_slips_keep_the_code_of_all() {
        for (text, words) in [
            ("a: b: c\n", "put the value in quotes if the colon is part of it"),
            ("a: b\nc\nd: e\n", "a key needs a colon and a space behind it"),
            ("a: [b\n", ""),
        ] {
            let (code, _, help) = told(text);
            assert_eq!((code, help.as_str()), ("E0101", words), "{text}");
        }
    }
}
