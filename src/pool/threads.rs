//! How many threads work at once.

use std::num::NonZeroUsize;
use std::thread;

/// How many threads work at once, the calling one among them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Threads {
    /// As many as the machine lets run. It is asked when there is work for more than one: a system that limits processors by
    /// control groups has it in a dozen files.
    #[default]
    Available,
    /// So many.
    Exactly(NonZeroUsize),
}

impl Threads {
    /// So many threads, or one.
    #[must_use]
    pub const fn new(count: usize) -> Self {
        match NonZeroUsize::new(count) {
            Some(count) => Threads::Exactly(count),
            None => Threads::Exactly(NonZeroUsize::MIN),
        }
    }

    /// How many.
    pub(super) fn count(self) -> usize {
        match self {
            Threads::Available => thread::available_parallelism().map_or(1, NonZeroUsize::get),
            Threads::Exactly(count) => count.get(),
        }
    }
}

impl From<Option<NonZeroUsize>> for Threads {
    fn from(count: Option<NonZeroUsize>) -> Self {
        count.map_or(Threads::Available, Threads::Exactly)
    }
}
