//! How much may be in flight: whoever brings more waits for some of it to be done.

use std::sync::{Condvar, Mutex, PoisonError};

/// Bytes that may be in flight.
#[derive(Debug)]
pub(super) struct Credit {
    most: usize,
    /// How many are left; `None` once nobody waits for anything any more.
    left: Mutex<Option<usize>>,
    freed: Condvar,
}

impl Credit {
    /// `most` bytes.
    pub(super) fn new(most: usize) -> Self {
        Credit { most, left: Mutex::new(Some(most)), freed: Condvar::new() }
    }

    /// Waits until there are `bytes` left, or all where that is less, and takes them; `None` once it is closed.
    pub(super) fn take(&self, bytes: usize) -> Option<usize> {
        let bytes = bytes.min(self.most);
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let scarce = |left: &mut Option<usize>| left.is_some_and(|left| left < bytes);
        let mut left = self.freed.wait_while(left, scarce).unwrap_or_else(PoisonError::into_inner);
        let rest = (*left)? - bytes;
        *left = Some(rest);
        Some(bytes)
    }

    /// Gives back what was taken.
    pub(super) fn give(&self, bytes: usize) {
        if let Some(left) = &mut *self.left.lock().unwrap_or_else(PoisonError::into_inner) {
            *left += bytes;
        }
        self.freed.notify_all();
    }

    /// Has nobody wait any longer.
    pub(super) fn close(&self) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::thread;

    #[test]
    fn no_more_than_all_is_taken() {
        let credit = Credit::new(10);
        assert_eq!((credit.take(4), credit.take(6)), (Some(4), Some(6)));
        credit.give(10);
        assert_eq!(credit.take(1 << 20), Some(10));
    }

    #[test]
    fn who_waits_goes_on_when_enough_is_given_back_or_nothing_more_comes() {
        for closes in [false, true] {
            let credit = Arc::new(Credit::new(10));
            credit.take(8);
            let waiting = thread::spawn({
                let credit = Arc::clone(&credit);
                move || credit.take(5)
            });
            if closes {
                credit.close();
            } else {
                credit.give(3);
            }
            assert_eq!(waiting.join().unwrap(), (!closes).then_some(5));
        }
    }
}
