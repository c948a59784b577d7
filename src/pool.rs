//! The ordered worker pool: many items at once, results in the order of the items, bounded memory.

mod credit;
mod crew;
mod threads;

use credit::Credit;
use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

pub use crew::Crew;
pub use threads::Threads;

/// How many items are worked on by the calling thread before any thread is started: most inputs are small, and starting
/// threads costs more than they would save.
const INLINE: usize = 8;

/// Workers recurse over the input as deep as the calling thread may, so they get the stack a main thread has.
const STACK: usize = 8 << 20;

/// More workers than this would wait for the one thread that takes their results: to write a document costs about a
/// twentieth of what it costs to inject it. Each worker keeps the memory that it has needed for one item.
const MOST_WORKERS: usize = 20;

/// How many bytes of items may be in flight, read and their results not taken, however many workers there are.
const IN_FLIGHT: usize = 256 << 10;

/// A batch is no heavier than this part of what was handed over before it, so that short inputs keep all workers busy to their end.
const PART: usize = 8;

/// What is lighter is handed over in one batch.
const LIGHT: usize = 16 << 10;

/// What is made of an item takes memory, however little it weighs: a pod of a few lines gets a sidecar of many.
const LEAST_WEIGHT: usize = 4 << 10;

/// How the work is spread.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// How many items are worked on at once, 20 at most; 1 starts no thread.
    pub workers: Threads,
    /// Items are handed over in batches of about this weight, lighter ones at first and where there are many workers; 0 hands
    /// each over at once.
    pub batch: usize,
}

/// Why a run ended before its items did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// `take` broke it off.
    Stopped,
    /// A worker died, which is a mistake in the program.
    Lost,
}

/// Where the results of one batch will be, and what it weighs; `None` marks the end.
type Slot<R> = Option<(Receiver<Vec<R>>, usize)>;

type Batch<J, R> = (Vec<J>, SyncSender<Vec<R>>);

/// Calls `work` on every item and `take` on every result, the results in the order of the items.
///
/// `weight` tells an item's size in bytes. Of what is read, 256 KiB at most are in flight, or one item that is larger. Where the
/// system starts no thread, the calling one does all the work.
///
/// # Errors
/// When `take` breaks off, or a worker died. The threads are left to end by themselves then, because one of them may be
/// waiting for standard input.
pub fn run<J: Send + 'static, R: Send + 'static>(
    mut items: impl Iterator<Item = J> + Send + 'static,
    spread: Spread,
    weight: fn(&J) -> usize,
    work: impl Fn(J) -> R + Send + Sync + 'static,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) -> Result<(), Ended> {
    work_inline(items.by_ref().take(INLINE), &work, &mut take)?;
    let Some(first) = items.next() else { return Ok(()) };
    let workers = spread.workers.count().min(MOST_WORKERS);
    if workers == 1 {
        return work_inline(std::iter::once(first).chain(items), work, take);
    }
    let credit = Arc::new(Credit::new(IN_FLIGHT));
    let items = std::iter::once(first).chain(items);
    let work = Arc::new(work);
    let Some((hand_over, slots)) = start(workers, spread.batch, weight, &work, &credit) else {
        return work_inline(items, &*work, take);
    };
    if hand_over.send(items).is_err() {
        return Err(Ended::Lost);
    }
    let ended = collect(&slots, &credit, take);
    credit.close();
    ended
}

/// Does the work in the calling thread.
fn work_inline<J, R>(
    items: impl Iterator<Item = J>,
    work: impl Fn(J) -> R,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) -> Result<(), Ended> {
    for item in items {
        if take(work(item)).is_break() {
            return Err(Ended::Stopped);
        }
    }
    Ok(())
}

/// Takes the results, slot by slot.
fn collect<R>(
    slots: &Receiver<Slot<R>>,
    credit: &Credit,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) -> Result<(), Ended> {
    loop {
        // A channel that closes without an end mark means a dead thread, never a complete run.
        let Ok(slot) = slots.recv() else { return Err(Ended::Lost) };
        let Some((slot, weight)) = slot else { return Ok(()) };
        let Ok(results) = slot.recv() else { return Err(Ended::Lost) };
        for result in results {
            if take(result).is_break() {
                return Err(Ended::Stopped);
            }
        }
        credit.give(weight);
    }
}

/// Where the reader gets its items, and where the slots of their results come.
type Started<I, R> = (SyncSender<I>, Receiver<Slot<R>>);

/// Starts the reader and the workers; `None` when the system refuses the reader or every worker. Each batch has a slot for its
/// results; the slots arrive in order, and the reader waits while too much is in flight, so that a slow batch holds the others
/// up instead of letting them pile up.
fn start<I, J, R>(
    workers: usize,
    batch: usize,
    weight: fn(&J) -> usize,
    work: &Arc<impl Fn(J) -> R + Send + Sync + 'static>,
    credit: &Arc<Credit>,
) -> Option<Started<I, R>>
where
    I: Iterator<Item = J> + Send + 'static,
    J: Send + 'static,
    R: Send + 'static,
{
    let (slot_in, slot_out) = mpsc::channel();
    let (batch_in, batch_out) = mpsc::channel::<Batch<J, R>>();
    let (items_in, items_out) = mpsc::sync_channel::<I>(1);
    let batch_out = Arc::new(Mutex::new(batch_out));
    let worker = || {
        let (batch_out, work) = (Arc::clone(&batch_out), Arc::clone(work));
        spawn(move || {
            loop {
                let batch = batch_out.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok((batch, slot)) = batch else { return };
                // Nobody waits for the results any more when the run was broken off.
                let _ = slot.send(batch.into_iter().map(&*work).collect());
            }
        })
    };
    // Every worker has a batch in hand and one to go on with.
    let limit = batch.min(IN_FLIGHT / (2 * workers));
    let started = (0..workers).filter(|_| worker()).count();
    let credit = Arc::clone(credit);
    let reader = spawn(move || {
        let Ok(items) = items_out.recv() else { return };
        read(Batches { items, weight, limit, passed: 0 }, &credit, &slot_in, &batch_in);
    });
    (started > 0 && reader).then_some((items_in, slot_out))
}

/// Hands batches over as long as there is credit for them.
fn read<J, R>(
    batches: impl Iterator<Item = (Vec<J>, usize)>,
    credit: &Credit,
    slots: &Sender<Slot<R>>,
    workers: &Sender<Batch<J, R>>,
) {
    for (batch, weight) in batches {
        let Some(weight) = credit.take(weight) else { return };
        let (done, slot) = mpsc::sync_channel(1);
        if slots.send(Some((slot, weight))).is_err() || workers.send((batch, done)).is_err() {
            return;
        }
    }
    let _ = slots.send(None);
}

/// Whether the system starts a thread.
fn spawn(body: impl FnOnce() + Send + 'static) -> bool {
    thread::Builder::new().stack_size(STACK).spawn(body).is_ok()
}

/// Items in batches that grow to `limit` bytes at least, with what they weigh.
struct Batches<I, J> {
    items: I,
    weight: fn(&J) -> usize,
    limit: usize,
    /// What all batches up to now weighed.
    passed: usize,
}

impl<J, I: Iterator<Item = J>> Iterator for Batches<I, J> {
    type Item = (Vec<J>, usize);

    fn next(&mut self) -> Option<(Vec<J>, usize)> {
        let mut batch = Vec::new();
        let mut weight = 0;
        let limit = self.limit.min(LIGHT.max(self.passed / PART));
        for item in self.items.by_ref() {
            weight += (self.weight)(&item).max(LEAST_WEIGHT);
            batch.push(item);
            if weight >= limit {
                break;
            }
        }
        self.passed = self.passed.saturating_add(weight);
        (!batch.is_empty()).then_some((batch, weight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARALLEL: Spread = spread(4, 3 * LEAST_WEIGHT);

    const fn spread(workers: usize, batch: usize) -> Spread {
        Spread { workers: Threads::new(workers), batch }
    }

    fn squares(count: u64, spread: Spread) -> Vec<u64> {
        let mut taken = Vec::new();
        let work = |n: u64| {
            if n.is_multiple_of(7) {
                thread::yield_now();
            }
            n * n
        };
        run(
            0..count,
            spread,
            |_| 1,
            work,
            |r| {
                taken.push(r);
                ControlFlow::Continue(())
            },
        )
        .unwrap();
        taken
    }

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let expected: Vec<u64> = (0..1000).map(|n| n * n).collect();
        for spread in [PARALLEL, spread(1, 200), spread(2, 0)] {
            assert_eq!(squares(1000, spread), expected);
        }
    }

    #[test]
    fn small_inputs_are_worked_on_by_the_calling_thread() {
        let here = thread::current().id();
        let elsewhere = move |()| thread::current().id() != here;
        let result = run(
            std::iter::repeat_n((), INLINE),
            PARALLEL,
            |()| 1,
            elsewhere,
            |other| {
                assert!(!other);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(result, Ok(()));
    }

    #[test]
    fn breaking_off_ends_even_an_endless_input() {
        let mut left = 100;
        let result = run(
            0u64..,
            PARALLEL,
            |_| 1,
            |n| n,
            |_| {
                left -= 1;
                if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(result, Err(Ended::Stopped));
    }

    #[test]
    fn no_more_than_a_bounded_weight_is_in_flight() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        const WEIGHT: usize = 10 << 10;
        for spread in [PARALLEL, spread(64, 64 << 10)] {
            let read = Arc::new(AtomicUsize::new(0));
            let items = (0..5_000_usize).inspect({
                let read = Arc::clone(&read);
                move |_| {
                    read.fetch_add(1, Ordering::SeqCst);
                }
            });
            let (mut taken, mut most) = (0, 0);
            let ended = run(
                items,
                spread,
                |_| WEIGHT,
                |n| n,
                |_| {
                    taken += 1;
                    most = most.max(read.load(Ordering::SeqCst) - taken);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!((ended, taken), (Ok(()), 5_000));
            // Besides what is in flight, the reader has a batch at hand that it waits with, and one is being taken.
            assert!(most * WEIGHT <= IN_FLIGHT + 3 * spread.batch.max(WEIGHT), "{most}");
        }
    }

    #[test]
    fn items_that_outweigh_the_bound_go_one_by_one() {
        let mut taken = Vec::new();
        let ended = run(
            0..40_u64,
            PARALLEL,
            |_| usize::MAX >> 8,
            |n| n,
            |n| {
                taken.push(n);
                ControlFlow::Continue(())
            },
        );
        assert_eq!((ended, taken), (Ok(()), (0..40).collect()));
    }

    #[test]
    fn a_dead_worker_ends_the_run_instead_of_hanging_it() {
        let work = |n: u64| if n == 20 { std::panic::resume_unwind(Box::new(())) } else { n };
        let result = run(0..1000, PARALLEL, |_| 1, work, |_| ControlFlow::Continue(()));
        assert_eq!(result, Err(Ended::Lost));
    }

    #[test]
    fn a_dead_reader_is_not_taken_for_the_end_of_the_input() {
        let items = (0..1000).inspect(|n| assert!(*n != 500, "a mistake in the reader"));
        let result = run(items, PARALLEL, |_| 1, |n| n, |_| ControlFlow::Continue(()));
        assert_eq!(result, Err(Ended::Lost));
    }
}
