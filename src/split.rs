//! Cuts a stream into documents, byte for byte (stand-in).

use std::io::{self, BufRead, BufReader, Read};

/// One document of a stream: its exact bytes with whatever marker and comments stand before it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The bytes as read; all documents of a stream, one after the other, are the stream.
    pub text: String,
    /// The line the text begins at, from 1.
    pub first_line: usize,
}

/// The documents of a reader.
pub struct Documents<R> {
    reader: BufReader<R>,
    line: usize,
    pending: String,
}

impl<R: Read> Documents<R> {
    /// Reads documents from `reader`.
    pub fn new(reader: R) -> Self {
        Documents { reader: BufReader::new(reader), line: 1, pending: String::new() }
    }
}

impl<R: Read> Iterator for Documents<R> {
    type Item = io::Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = std::mem::take(&mut self.pending);
        let first_line = self.line;
        self.line += text.lines().count();
        loop {
            let mut line = String::new();
            match self.reader.read_line(&mut line) {
                Err(error) => return Some(Err(error)),
                Ok(0) => return (!text.is_empty()).then_some(Ok(Document { text, first_line })),
                Ok(_) if line.starts_with("---") && !text.is_empty() => {
                    self.pending = line;
                    return Some(Ok(Document { text, first_line }));
                }
                Ok(_) => {
                    text.push_str(&line);
                    self.line += 1;
                }
            }
        }
    }
}
