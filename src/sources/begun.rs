//! Standard input that has been begun: its first document tells how the program is called.

use super::Input;
use crate::failure::Failure;
use kube_yaml::split::{self, Document, Documents};
use std::io::{self, Cursor, IsTerminal, Read, Stdin};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Standard input whose first document has been read, to see what it is.
#[derive(Debug)]
pub(crate) struct Begun {
    /// Until it is read again.
    pub(super) stream: Arc<Mutex<Option<Stream>>>,
}

/// A stream whose first document has been read.
#[derive(Debug)]
pub(super) struct Stream {
    first: Option<Document>,
    rest: Documents<Stdin>,
}

/// What has been read, to be read again. It is dropped at its end: the first document may be all there is, and large.
#[derive(Debug)]
struct Head {
    bytes: Cursor<Vec<u8>>,
}

impl Stream {
    /// What has been read, once; nothing after that.
    pub(super) fn take(stream: &Mutex<Option<Self>>) -> Option<Self> {
        stream.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// All documents, the first as it is.
    pub(super) fn documents(self) -> impl Iterator<Item = io::Result<Document>> + Send {
        self.first.map(Ok).into_iter().chain(self.rest)
    }

    /// All bytes.
    pub(super) fn bytes(self) -> impl Read + Send {
        let mut head = self.first.map(|first| first.bytes).unwrap_or_default();
        head.append(&mut self.rest.into_unread());
        Head { bytes: Cursor::new(head) }.chain(io::stdin())
    }
}

impl Read for Head {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        if read == 0 {
            self.bytes = Cursor::default();
        }
        Ok(read)
    }
}

/// Reads the first document of standard input, if that is among the inputs and no terminal, and looks at it; there may be none.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn begin<T>(
    named: &[PathBuf],
    look: impl FnOnce(&Document) -> T,
) -> Result<Option<(Begun, Option<T>)>, Failure> {
    let is_input = named.is_empty() || named.iter().any(|path| path.as_os_str() == "-");
    if !is_input || io::stdin().is_terminal() {
        return Ok(None);
    }
    let mut documents = split::documents(io::stdin());
    let first = documents.next().transpose().map_err(|cause| Input::stdin().unreadable(cause))?;
    let seen = first.as_ref().map(look);
    let stream = Stream { first, rest: documents };
    Ok(Some((Begun { stream: Arc::new(Mutex::new(Some(stream))) }, seen)))
}
