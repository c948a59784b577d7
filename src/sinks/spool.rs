//! Output held back until it is complete.

use crate::failure::Failure;
use std::io::{self, BufWriter, IntoInnerError, Seek, Write};
use tempfile::{SpooledData, SpooledTempFile};

/// Up to this many bytes of output are held in memory, more of them in a temporary file.
const IN_MEMORY: usize = 2 << 20;

/// The bytes of a piece that is written to a temporary file.
const PIECE: usize = 64 << 10;

/// Output held in memory, or in a temporary file when it is large, which is written in large pieces.
pub(super) type Spool = BufWriter<SpooledTempFile>;

/// An empty spool.
pub(super) fn spool() -> Spool {
    spool_beyond(IN_MEMORY)
}

/// An empty spool that holds so many bytes in memory.
pub(super) fn spool_beyond(in_memory: usize) -> Spool {
    BufWriter::with_capacity(PIECE, SpooledTempFile::new(in_memory))
}

/// All that has been written to a spool.
pub(super) fn whole(spool: Spool) -> io::Result<SpooledTempFile> {
    spool.into_inner().map_err(IntoInnerError::into_error)
}

/// Writes what a spool holds, and has it arrive.
pub(super) fn copy_to(spool: Spool, into: &mut impl Write) -> io::Result<()> {
    copy_on(spool, into)?;
    into.flush()
}

/// Writes what a spool holds, where more may follow.
pub(super) fn copy_on(spool: Spool, into: &mut impl Write) -> io::Result<()> {
    match whole(spool)?.into_inner() {
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
