//! Output held back until it is complete.

use crate::failure::Failure;
use std::io::{self, Seek, Write};
use tempfile::{SpooledData, SpooledTempFile};

/// Up to this many bytes of output are held in memory, more of them in a temporary file.
const IN_MEMORY: usize = 2 << 20;

/// Output held in memory, or in a temporary file when it is large.
pub(super) fn spool() -> SpooledTempFile {
    SpooledTempFile::new(IN_MEMORY)
}

/// Writes what a spool holds, and has it arrive.
pub(super) fn copy_to(spool: SpooledTempFile, into: &mut impl Write) -> io::Result<()> {
    copy_on(spool, into)?;
    into.flush()
}

/// Writes what a spool holds, where more may follow.
pub(super) fn copy_on(spool: SpooledTempFile, into: &mut impl Write) -> io::Result<()> {
    match spool.into_inner() {
        SpooledData::InMemory(held) => into.write_all(held.get_ref()),
        SpooledData::OnDisk(mut file) => {
            file.rewind()?;
            io::copy(&mut file, into).map(drop)
        }
    }
}

/// A spool that cannot be written: the temporary directory is full, most likely.
pub(super) fn spool_failed(cause: io::Error) -> Failure {
    Failure::writing(&std::env::temp_dir(), cause)
}
