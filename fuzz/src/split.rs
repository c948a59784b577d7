//! The splitter: all bytes come back in order, wherever the reader pauses.

use kube_yaml::split::{Document, check_separators, documents};
use std::io::{self, Read};

/// Splits the bytes of a stream.
pub fn run(data: &[u8]) {
    let split: Vec<Document> =
        documents(data).map(|document| document.expect("memory can be read")).collect();
    let bytes: Vec<u8> = split.iter().flat_map(|document| document.bytes.iter().copied()).collect();
    assert!(bytes == data, "bytes are lost or made up");
    let mut line = 1;
    for (index, document) in split.iter().enumerate() {
        assert_eq!((document.index, document.first_line), (index, line));
        assert!(document.separator <= document.bytes.len() && !document.bytes.is_empty());
        line += document.bytes.iter().filter(|byte| **byte == b'\n').count();
        let _ = (document.may_bear(&["Pod", "List"]), document.seems_to_have(&["apiVersion", "kind"]));
        if let Ok(text) = document.text() {
            let _ = check_separators(text);
        }
    }
    let pausing: Vec<Document> =
        documents(Pausing { data, step: 0 }).map(|document| document.expect("memory can be read")).collect();
    assert!(pausing == split, "where the reader pauses makes a difference");
}

/// Gives one to seven bytes at a time.
struct Pausing<'d> {
    data: &'d [u8],
    step: usize,
}

impl Read for Pausing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.step = self.step % 7 + 1;
        let count = self.step.min(buffer.len()).min(self.data.len());
        let (now, later) = self.data.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.data = later;
        Ok(count)
    }
}
