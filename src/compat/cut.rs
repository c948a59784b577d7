//! A stream to documents where apimachinery's `NewYAMLReader` cuts it.

use std::io::{self, BufRead, BufReader, Read};

use kube_yaml::split::Document;

/// What separates documents, at the beginning of a line and whatever follows it.
const SEPARATOR: &[u8] = b"---";

/// The documents of a stream: the lines between separators, each ending in a line feed.
///
/// A separator that ends a document is gone with everything on its line; one that has no document before it begins the
/// next. One that is followed by more than a comment also begins the next, for the pipeline to refuse it there.
#[derive(Debug)]
pub(crate) struct Cut<R> {
    reader: BufReader<R>,
    /// The line that was read last, when it belongs to the next document.
    pending: Vec<u8>,
    line: usize,
    index: usize,
}

/// Cuts what `reader` gives.
pub(crate) fn documents<R: Read>(reader: R) -> Cut<R> {
    Cut { reader: BufReader::new(reader), pending: Vec::new(), line: 1, index: 0 }
}

impl<R: Read> Iterator for Cut<R> {
    type Item = io::Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.read() {
            Err(error) => Some(Err(error)),
            Ok(document) => document.map(Ok),
        }
    }
}

impl<R: Read> Cut<R> {
    fn read(&mut self) -> io::Result<Option<Document>> {
        let mut bytes = std::mem::take(&mut self.pending);
        let first_line = if bytes.is_empty() { self.line } else { self.line - 1 };
        loop {
            let start = bytes.len();
            if self.reader.read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
            self.line += 1;
            end_line(&mut bytes, start);
            if start > 0 && bytes[start..].starts_with(SEPARATOR) {
                let line = bytes.split_off(start);
                if !is_separator(&line) {
                    self.pending = line;
                }
                break;
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let index = self.index;
        self.index += 1;
        let separator =
            if is_separator(&bytes) { memchr::memchr(b'\n', &bytes).map_or(0, |at| at + 1) } else { 0 };
        Ok(Some(Document { bytes, index, first_line, separator, directives: false }))
    }
}

/// Gives the last line, which begins at `start`, the end that every line has here.
fn end_line(bytes: &mut Vec<u8>, start: usize) {
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.len() > start && bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    bytes.push(b'\n');
}

/// Whether the text begins with a separator with nothing but a comment behind it.
fn is_separator(text: &[u8]) -> bool {
    let Some(rest) = text.strip_prefix(SEPARATOR) else { return false };
    let rest = rest.split(|b| *b == b'\n').next().unwrap_or_default();
    matches!(String::from_utf8_lossy(rest).trim().as_bytes(), [] | [b'#', ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(usize, String)> {
        let text_of = |d: Document| (d.first_line, String::from_utf8(d.bytes).unwrap());
        documents(text.as_bytes()).map(|d| text_of(d.unwrap())).collect()
    }

    fn texts(text: &str) -> Vec<String> {
        cut(text).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn a_separator_that_ends_a_document_is_gone() {
        assert_eq!(texts("a\n--- # x\nb\n---\n"), ["a\n", "b\n"]);
    }

    #[test]
    fn a_separator_without_a_document_before_it_begins_the_next() {
        assert_eq!(texts("---\na\n---\n---\nb\n---\n---\n"), ["---\na\n", "---\nb\n", "---\n"]);
        assert_eq!(texts("---\n---\n---\n"), ["---\n", "---\n"]);
    }

    #[test]
    fn every_line_ends_in_a_line_feed() {
        assert_eq!(texts("a\r\nb\r"), ["a\nb\r\n"]);
        assert_eq!(texts("\n"), ["\n"]);
        assert_eq!(texts(""), [""; 0]);
    }

    #[test]
    fn what_only_begins_like_a_separator_begins_a_document_to_refuse() {
        assert_eq!(texts("a\n----\nb\n--- c\n"), ["a\n", "----\nb\n", "--- c\n"]);
    }

    #[test]
    fn a_document_knows_its_line() {
        let lines: Vec<usize> =
            cut("a\nb\n---\nc\n--- d\ne\n---\n---\nf\n").into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [1, 4, 5, 8]);
    }
}
