//! The progress bar: one line on a terminal that is rewritten, and only when work is long.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Work that ends before this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the bar is drawn.
const INTERVAL: Duration = Duration::from_millis(100);

/// How wide the bar is, in characters.
const WIDTH: usize = 24;

/// Counts what is done and draws it now and then.
pub(crate) struct Progress {
    next: Instant,
    shown: bool,
    documents: u64,
    bytes: u64,
    /// How many bytes there are to do, when that is known.
    total: Option<u64>,
}

impl Progress {
    /// A bar for `total` bytes of input, where there is somebody to see it and nothing else is written to the terminal
    /// at the same time.
    pub(crate) fn new(total: impl FnOnce() -> Option<u64>, stream: bool) -> Option<Self> {
        let seen = std::io::stderr().is_terminal() && !(stream && std::io::stdout().is_terminal());
        let next = Instant::now() + PATIENCE;
        seen.then(|| Progress { next, shown: false, documents: 0, bytes: 0, total: total() })
    }

    /// Another document of so many bytes is done.
    pub(crate) fn step(&mut self, bytes: usize) {
        self.documents += 1;
        self.bytes += bytes as u64;
        let now = Instant::now();
        if now >= self.next {
            self.next = now + INTERVAL;
            self.shown = true;
            put(&format!("\r\x1b[K{}", self.line()));
        }
    }

    /// Takes the bar off the terminal, to write something else there.
    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            put("\r\x1b[K");
        }
    }

    fn line(&self) -> String {
        let counts = format!("{} documents, {} MB", self.documents, self.bytes / 1_000_000);
        let full = self.total.and_then(|total| {
            // A file may grow while it is read.
            let done = self.bytes.min(total) as usize;
            (done * WIDTH).checked_div(total as usize)
        });
        match full {
            Some(full) => format!("[{}{}] {counts}", "#".repeat(full), "-".repeat(WIDTH - full)),
            None => counts,
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn put(text: &str) {
    // A terminal that is gone needs no bar.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(bytes: u64, total: Option<u64>) -> String {
        let progress = Progress { next: Instant::now(), shown: false, documents: 7, bytes, total };
        progress.line()
    }

    #[test]
    fn bar_fills_with_the_bytes_done() {
        assert_eq!(line(5_000_000, Some(10_000_000)), "[############------------] 7 documents, 5 MB");
    }

    #[test]
    fn unknown_total_shows_counts_only() {
        assert_eq!(line(5_000_000, None), "7 documents, 5 MB");
    }

    #[test]
    fn more_than_the_total_is_a_full_bar() {
        assert_eq!(line(9, Some(4)), "[########################] 7 documents, 0 MB");
    }
}
