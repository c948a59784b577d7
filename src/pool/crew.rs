//! Threads to spare: the parts of one large document are worked on by as many as are idle.

use super::{STACK, Threads};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

/// How many parts a thread is worth starting for.
const WORTH_A_THREAD: usize = 8;

/// Threads that are started where one document has many parts. All documents that are worked on at a time share them.
#[derive(Debug)]
pub struct Crew {
    threads: Threads,
    /// How many are at work besides the ones that asked.
    busy: AtomicUsize,
}

impl Crew {
    /// So many threads, the one that asks among them; with one, nothing is started.
    #[must_use]
    pub const fn new(threads: Threads) -> Self {
        Crew { threads, busy: AtomicUsize::new(0) }
    }

    /// Does the work on every part, and calls `take` on every result in the order of the parts.
    ///
    /// # Errors
    /// Those of the first part that fails; parts behind it may be left out.
    pub fn run<P: Send, R: Send, E: Send>(
        &self,
        parts: Vec<P>,
        work: impl Fn(P) -> Result<R, E> + Sync,
        take: impl FnMut(R) + Send,
    ) -> Result<(), E> {
        let others = self.take(parts.len() / WORTH_A_THREAD);
        let parts = Mutex::new(parts.into_iter().enumerate());
        let results = Mutex::new(Results { next: 0, early: BTreeMap::new(), failed: None, take });
        let failed = AtomicBool::new(false);
        let member = || {
            while !failed.load(Ordering::Relaxed) {
                let Some((index, part)) = parts.lock().unwrap_or_else(PoisonError::into_inner).next() else {
                    return;
                };
                let result = work(part);
                // The parts in front have been taken by now, so that the first error is found whoever is faster.
                failed.fetch_or(result.is_err(), Ordering::Relaxed);
                results.lock().unwrap_or_else(PoisonError::into_inner).add(index, result);
            }
        };
        thread::scope(|scope| {
            for _ in 0..others {
                // Where the system refuses a thread, the others do its work.
                let _ = Builder::new().stack_size(STACK).spawn_scoped(scope, member);
            }
            member();
        });
        self.busy.fetch_sub(others, Ordering::Relaxed);
        results.into_inner().unwrap_or_else(PoisonError::into_inner).failed.map_or(Ok(()), Err)
    }

    /// Takes up to `wanted` of the idle threads, and says how many.
    fn take(&self, wanted: usize) -> usize {
        if wanted == 0 {
            return 0;
        }
        let most = self.threads.count() - 1;
        let free = |busy: usize| wanted.min(most.saturating_sub(busy));
        let taken = |busy: usize| Some(busy + free(busy));
        free(self.busy.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).unwrap_or(most))
    }
}

/// The results, on their way into the order of the parts.
struct Results<R, E, T> {
    /// The part whose result is taken next.
    next: usize,
    /// Results of parts behind that.
    early: BTreeMap<usize, Result<R, E>>,
    /// The first error in the order of the parts; nothing is taken behind it.
    failed: Option<E>,
    take: T,
}

impl<R, E, T: FnMut(R)> Results<R, E, T> {
    fn add(&mut self, index: usize, result: Result<R, E>) {
        self.early.insert(index, result);
        while self.failed.is_none()
            && let Some(result) = self.early.remove(&self.next)
        {
            self.next += 1;
            match result {
                Ok(result) => (self.take)(result),
                Err(error) => self.failed = Some(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is taken of `count` numbers, and the error.
    fn taken<R: Send>(
        crew: &Crew,
        count: u64,
        work: impl Fn(u64) -> Result<R, u64> + Sync,
    ) -> (Vec<R>, Option<u64>) {
        let mut taken = Vec::new();
        let result = crew.run((0..count).collect(), work, |result| taken.push(result));
        (taken, result.err())
    }

    #[test]
    fn results_are_in_the_order_of_the_parts() {
        let expected: Vec<u64> = (0..1000).map(|n| n * n).collect();
        for threads in [1, 2, 7] {
            let crew = Crew::new(Threads::new(threads));
            let squares = taken(&crew, 1000, |n| {
                if n % 7 == 0 {
                    thread::yield_now();
                }
                Ok(n * n)
            });
            assert_eq!(squares, (expected.clone(), None));
            assert_eq!(crew.busy.into_inner(), 0);
        }
    }

    #[test]
    fn the_first_error_counts_whoever_is_faster() {
        for _ in 0..20 {
            let (taken, error) =
                taken(&Crew::new(Threads::new(4)), 1000, |n| if n >= 100 { Err(n) } else { Ok(n) });
            assert_eq!((taken, error), ((0..100).collect(), Some(100)));
        }
    }

    #[test]
    fn few_parts_start_no_thread() {
        let (threads, _) =
            taken(&Crew::new(Threads::new(4)), WORTH_A_THREAD as u64 - 1, |_| Ok(thread::current().id()));
        assert!(threads.iter().all(|thread| *thread == thread::current().id()));
    }

    #[test]
    fn documents_share_the_threads() {
        let crew = Crew::new(Threads::new(4));
        assert_eq!((crew.take(2), crew.take(2), crew.take(2)), (2, 1, 0));
    }
}
