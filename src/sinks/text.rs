//! What is to be written of a document: a text in memory, or a large one in a temporary file, which was never in memory as a whole.

use super::spool::{Spool, spool, spool_failed, whole};
use crate::failure::Failure;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use tempfile::SpooledData;

/// A text to write.
#[derive(Clone, Copy)]
pub(crate) enum Text<'a> {
    Here(&'a [u8]),
    /// It is in a file, and another one than was read.
    Kept(&'a File),
}

/// Takes a text piece by piece, and keeps it as output is held back.
#[derive(Default)]
pub(crate) struct Keeper {
    spool: Option<Spool>,
    failed: Option<io::Error>,
}

/// A text that was taken piece by piece.
pub(crate) struct Kept(SpooledData);

impl Keeper {
    /// Adds a piece; what fails is told in the end.
    pub(crate) fn add(&mut self, piece: &str) {
        if self.failed.is_none() {
            self.failed = self.spool.get_or_insert_with(spool).write_all(piece.as_bytes()).err();
        }
    }

    /// The text of all pieces.
    ///
    /// # Errors
    /// When it could not be kept.
    pub(crate) fn finish(self) -> Result<Kept, Failure> {
        let kept = match self.failed {
            Some(cause) => Err(cause),
            None => whole(self.spool.unwrap_or_else(spool)),
        };
        kept.map(|kept| Kept(kept.into_inner())).map_err(spool_failed)
    }
}

impl Kept {
    pub(crate) fn text(&self) -> Text<'_> {
        match &self.0 {
            SpooledData::InMemory(held) => Text::Here(held.get_ref()),
            SpooledData::OnDisk(file) => Text::Kept(file),
        }
    }
}

impl<'a> Text<'a> {
    /// The last byte; `None` of an empty text.
    pub(super) fn last(self) -> io::Result<Option<u8>> {
        match self {
            Text::Here(text) => Ok(text.last().copied()),
            Text::Kept(mut file) => {
                if file.seek(SeekFrom::End(0))? == 0 {
                    return Ok(None);
                }
                let mut last = [0];
                file.seek(SeekFrom::End(-1))?;
                file.read_exact(&mut last)?;
                Ok(Some(last[0]))
            }
        }
    }

    /// So many bytes from the beginning, or all where there are fewer.
    pub(super) fn head(self, most: usize) -> io::Result<Cow<'a, [u8]>> {
        match self {
            Text::Here(text) => Ok(Cow::Borrowed(&text[..most.min(text.len())])),
            Text::Kept(mut file) => {
                file.rewind()?;
                let mut head = Vec::new();
                file.take(most as u64).read_to_end(&mut head)?;
                Ok(Cow::Owned(head))
            }
        }
    }

    /// All of it, in memory.
    pub(super) fn whole(self) -> io::Result<Cow<'a, [u8]>> {
        self.head(usize::MAX)
    }

    /// Writes all of it.
    pub(super) fn copy_to(self, into: &mut impl Write) -> io::Result<()> {
        match self {
            Text::Here(text) => into.write_all(text),
            Text::Kept(mut file) => {
                file.rewind()?;
                io::copy(&mut file, into).map(drop)
            }
        }
    }
}

impl Default for Text<'_> {
    fn default() -> Self {
        Text::Here(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_text_is_what_its_pieces_are() {
        let text = format!("---\n{}b: 2", "a: 1\n".repeat(1 << 20));
        for pieces in [&text[..100], &text] {
            let mut keeper = Keeper::default();
            pieces.split_inclusive('\n').for_each(|piece| keeper.add(piece));
            let kept = keeper.finish().unwrap();
            assert_eq!(matches!(kept.text(), Text::Kept(_)), pieces.len() > 100);
            for text in [kept.text(), Text::Here(pieces.as_bytes())] {
                let mut copied = Vec::new();
                text.copy_to(&mut copied).unwrap();
                assert!(copied == pieces.as_bytes() && *text.whole().unwrap() == *copied);
                let ends = (text.last().unwrap(), &*text.head(3).unwrap());
                assert_eq!(ends, (copied.last().copied(), &b"---"[..]));
            }
        }
    }
}
