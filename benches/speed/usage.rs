//! What runs use: time of the processor, which other work on the machine does not change much, and memory.

use crate::Result;
use std::fs;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

/// How long something is repeated at least. The system counts in hundredths of a second.
const LEAST: f64 = 0.25;

/// The seconds of processor time a program takes, from start to exit.
pub(crate) fn of_child(start: impl Fn() -> Result<Child>) -> Result<f64> {
    mean(Who::Children, || finish(start()?))
}

/// The seconds of processor time something takes in this process.
pub(crate) fn of_this(work: impl Fn() -> Result<()>) -> Result<f64> {
    mean(Who::This, work)
}

/// The most memory a program has at a time, in bytes; `None` where the system does not tell.
pub(crate) fn peak(mut child: Child) -> Result<Option<usize>> {
    let status = format!("/proc/{}/status", child.id());
    let mut most = None;
    while child.try_wait()?.is_none() {
        let told = fs::read_to_string(&status).unwrap_or_default();
        let kib = told
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<usize>().ok());
        most = most.max(kib.map(|kib| kib << 10));
        thread::sleep(Duration::from_millis(1));
    }
    finish(child)?;
    Ok(most)
}

/// Waits for a program that must not fail; one that finds something ends with 1.
fn finish(mut child: Child) -> Result<()> {
    let status = child.wait()?;
    match status.code() {
        Some(0 | 1) => Ok(()),
        _ => Err(format!("the program ended with {status}").into()),
    }
}

/// Whose time counts.
#[derive(Clone, Copy)]
enum Who {
    This,
    Children,
}

/// The mean of as many rounds as it takes to measure one.
fn mean(who: Who, work: impl Fn() -> Result<()>) -> Result<f64> {
    let (start, mut rounds) = (Clock::new(who), 0.0);
    loop {
        work()?;
        rounds += 1.0;
        let taken = start.seconds();
        if taken >= LEAST {
            return Ok(taken / rounds);
        }
    }
}

/// Counts processor time, or the time on the wall where the system does not tell.
struct Clock {
    who: Who,
    ticks: Option<u32>,
    began: Instant,
}

impl Clock {
    fn new(who: Who) -> Self {
        Clock { who, ticks: ticks(who), began: Instant::now() }
    }

    fn seconds(&self) -> f64 {
        match (self.ticks, ticks(self.who)) {
            (Some(before), Some(now)) => f64::from(now - before) / 100.0,
            _ => self.began.elapsed().as_secs_f64(),
        }
    }
}

/// The processor time so far in hundredths of a second, as Linux has it in `/proc` (`man proc_pid_stat`).
fn ticks(who: Who) -> Option<u32> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The fields behind the name of the program, which may have blanks in it; the third of all is the first of these.
    let fields = stat.rsplit_once(')')?.1.split_whitespace();
    let first = match who {
        Who::This => 14,
        Who::Children => 16,
    };
    fields.skip(first - 3).take(2).map(|field| field.parse::<u32>().ok()).sum()
}
