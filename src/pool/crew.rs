//! Threads to spare: the parts of one large document are worked on by as many as are idle.

use super::credit::Credit;
use super::{IN_FLIGHT, LEAST_WEIGHT, MOST_WORKERS, STACK, Threads};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
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
    /// So many threads, 20 at most, the one that asks among them; with one, nothing is started.
    #[must_use]
    pub const fn new(threads: Threads) -> Self {
        Crew { threads, busy: AtomicUsize::new(0) }
    }

    /// Does the work on every part, and calls `take` on every result in the order of the parts.
    ///
    /// `weight` tells a part's size in bytes. Of the parts, 256 KiB at most are in flight, or one that is larger.
    ///
    /// # Errors
    /// Those of the first part that fails; parts behind it may be left out.
    pub fn run<P: Send, R: Send, E: Send>(
        &self,
        parts: Vec<P>,
        weight: impl Fn(&P) -> usize + Sync,
        work: impl Fn(P) -> Result<R, E> + Sync,
        take: impl FnMut(R) + Send,
    ) -> Result<(), E> {
        let others = self.take(parts.len() / WORTH_A_THREAD);
        let credit = Credit::new(IN_FLIGHT);
        let parts = Mutex::new(parts.into_iter().enumerate());
        let results = Mutex::new(Results { next: 0, early: BTreeMap::new(), failed: None, take });
        let next = || {
            // Whoever waits for credit keeps the others from parts behind its own.
            let mut parts = parts.lock().unwrap_or_else(PoisonError::into_inner);
            let (index, part) = parts.next()?;
            let weight = credit.take(weight(&part).max(LEAST_WEIGHT))?;
            Some((index, part, weight))
        };
        let member = || {
            let _end = EndOfAll(&credit);
            while let Some((index, part, weight)) = next() {
                let result = work(part);
                if result.is_err() {
                    // The parts in front have been taken by now, so that the first error is found whoever is faster.
                    credit.close();
                }
                let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                credit.give(results.add(index, result, weight));
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
        let most = self.threads.count().min(MOST_WORKERS) - 1;
        let free = |busy: usize| wanted.min(most.saturating_sub(busy));
        let taken = |busy: usize| Some(busy + free(busy));
        free(self.busy.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).unwrap_or(most))
    }
}

/// Has nobody wait for a thread that died: what it had in hand is never done.
struct EndOfAll<'a>(&'a Credit);

impl Drop for EndOfAll<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.close();
        }
    }
}

/// The results, on their way into the order of the parts.
struct Results<R, E, T> {
    /// The part whose result is taken next.
    next: usize,
    /// Results of parts behind that, and what the parts weigh.
    early: BTreeMap<usize, (Result<R, E>, usize)>,
    /// The first error in the order of the parts; nothing is taken behind it.
    failed: Option<E>,
    take: T,
}

impl<R, E, T: FnMut(R)> Results<R, E, T> {
    /// Adds the result of a part, and takes those whose turn has come; what their parts weigh.
    fn add(&mut self, index: usize, result: Result<R, E>, weight: usize) -> usize {
        self.early.insert(index, (result, weight));
        let mut taken = 0;
        while self.failed.is_none()
            && let Some((result, weight)) = self.early.remove(&self.next)
        {
            self.next += 1;
            taken += weight;
            match result {
                Ok(result) => (self.take)(result),
                Err(error) => self.failed = Some(error),
            }
        }
        taken
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
        let result = crew.run((0..count).collect(), |_| 1, work, |result| taken.push(result));
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

    #[test]
    fn no_more_than_a_bounded_weight_is_in_flight() {
        const WEIGHT: usize = 10 << 10;
        let (begun, taken, most) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |n: usize| {
            let in_flight = begun.fetch_add(1, Ordering::SeqCst) + 1 - taken.load(Ordering::SeqCst);
            most.fetch_max(in_flight, Ordering::SeqCst);
            if n == 0 {
                // All others have to wait for this one.
                thread::sleep(std::time::Duration::from_millis(50));
            }
            Ok::<_, ()>(())
        };
        let crew = Crew::new(Threads::new(64));
        let take = |()| {
            taken.fetch_add(1, Ordering::SeqCst);
        };
        let result = crew.run((0..1000).collect(), |_| WEIGHT, work, take);
        assert_eq!((result, taken.into_inner()), (Ok(()), 1000));
        // One may be counted as begun before another is counted as taken.
        let most = most.into_inner();
        assert!((MOST_WORKERS / 2..=IN_FLIGHT / WEIGHT + MOST_WORKERS).contains(&most), "{most}");
    }

    #[test]
    fn a_dead_thread_ends_the_run_instead_of_hanging_it() {
        let ended = thread::spawn(|| {
            let work =
                |n: u64| if n == 20 { std::panic::resume_unwind(Box::new(())) } else { Ok::<_, ()>(n) };
            Crew::new(Threads::new(4)).run((0..100_000).collect(), |_| 1, work, |_| ())
        });
        assert!(ended.join().is_err());
    }
}
