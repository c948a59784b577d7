//! Standard input that has been begun: its first document tells how the program is called.

use super::Input;
use crate::failure::Failure;
use kube_yaml::split::{self, Document};
use std::io::{self, Cursor, IsTerminal, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Standard input whose first document has been read, to see what it is.
#[derive(Debug)]
pub(crate) struct Begun {
    /// All that has been read; nothing once it has been read again.
    pub(super) head: Arc<Mutex<Vec<u8>>>,
}

/// What has been read, to be read again. It is dropped at its end: the first document may be all there is, and large.
#[derive(Debug)]
pub(super) struct Head {
    bytes: Cursor<Vec<u8>>,
}

impl Begun {
    /// What has been read, to be read again once.
    pub(super) fn take(head: &Mutex<Vec<u8>>) -> Head {
        let mut head = head.lock().unwrap_or_else(PoisonError::into_inner);
        Head { bytes: Cursor::new(std::mem::take(&mut *head)) }
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
    let mut head = first.map(|first| first.bytes).unwrap_or_default();
    head.append(&mut documents.into_unread());
    Ok(Some((Begun { head: Arc::new(Mutex::new(head)) }, seen)))
}
