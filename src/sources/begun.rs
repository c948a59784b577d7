//! Standard input that has been begun: its first document tells how the program is called.

use super::Input;
use crate::failure::Failure;
use kube_yaml::split::{self, Document};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

/// Standard input whose first document has been read, to see what it is.
#[derive(Debug)]
pub(crate) struct Begun {
    /// The first document; `None` where there is none.
    pub(crate) first: Option<Document>,
    /// All that has been read.
    pub(super) head: Arc<[u8]>,
}

/// Reads the first document of standard input, if that is among the inputs and no terminal.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn begin(named: &[PathBuf]) -> Result<Option<Begun>, Failure> {
    let is_input = named.is_empty() || named.iter().any(|path| path.as_os_str() == "-");
    if !is_input || io::stdin().is_terminal() {
        return Ok(None);
    }
    let mut documents = split::documents(io::stdin());
    let first = documents.next().transpose().map_err(|cause| Input::stdin().unreadable(cause))?;
    let mut head = first.as_ref().map(|first| first.bytes.clone()).unwrap_or_default();
    head.append(&mut documents.into_unread());
    Ok(Some(Begun { first, head: head.into() }))
}
