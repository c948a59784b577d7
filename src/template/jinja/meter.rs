//! What a rendering has left of its budget.

use go_template::Budget;
use go_template::value::Value;
use minijinja::{Error, ErrorKind};
use std::cell::{Cell, RefCell};

thread_local! {
    static BUDGET: Cell<Budget> = const { Cell::new(Budget::new(0, 0)) };
    /// The bytes of the largest template.
    static LARGEST: Cell<u64> = const { Cell::new(0) };
    /// The left factors of products whose right factor is being computed.
    static FACTORS: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Begins a rendering on this thread, of templates the largest of which has so many bytes.
pub(super) fn begin(budget: Budget, largest: usize) {
    BUDGET.set(budget);
    LARGEST.set(largest as u64);
    FACTORS.with_borrow_mut(Vec::clear);
}

/// What is left to the rendering of this thread.
pub(super) fn budget() -> Budget {
    BUDGET.get()
}

/// The same after somebody else has taken from it.
pub(super) fn set_budget(budget: Budget) {
    BUDGET.set(budget);
}

/// Takes units of work.
///
/// # Errors
/// When there are not so many left.
#[inline]
pub(super) fn work(units: u64) -> Result<(), Error> {
    charge(|budget| budget.work(units))
}

/// Takes bytes that are made, and the work of making them.
///
/// # Errors
/// When there are not so many left.
#[inline]
pub(super) fn spend(bytes: u64) -> Result<(), Error> {
    charge(|budget| {
        budget.work(bytes).and_then(|()| budget.spend(usize::try_from(bytes).unwrap_or(usize::MAX)))
    })
}

/// Checks that so many bytes can be made.
///
/// # Errors
/// When there are not so many left.
pub(super) fn afford(bytes: u64) -> Result<(), Error> {
    charge(|budget| budget.afford(usize::try_from(bytes).unwrap_or(usize::MAX)))
}

#[inline]
fn charge<T>(take: impl FnOnce(&mut Budget) -> Result<T, String>) -> Result<T, Error> {
    spending(take).map_err(exhausted)
}

/// Has what is left spent on something.
#[inline]
pub(super) fn spending<T>(spend: impl FnOnce(&mut Budget) -> T) -> T {
    let mut budget = BUDGET.get();
    let spent = spend(&mut budget);
    BUDGET.set(budget);
    spent
}

/// The error of a template that costs more than it may.
pub(super) fn exhausted(cause: String) -> Error {
    Error::new(ErrorKind::OutOfFuel, cause)
}

/// The bytes of the largest of the templates.
pub(super) fn largest_template() -> u64 {
    LARGEST.get()
}

/// Keeps what the left factor of a product contributes to its size, until the right one is known.
pub(super) fn push_factor(factor: u64) {
    FACTORS.with_borrow_mut(|factors| factors.push(factor));
}

/// The left factor of the innermost product that is being computed.
pub(super) fn pop_factor() -> u64 {
    FACTORS.with_borrow_mut(Vec::pop).unwrap_or(1)
}

/// What looking at one of the rendering's values takes; it is taken.
///
/// # Errors
/// When there is not so much left.
pub(super) fn look(value: &Value<'_>) -> Result<u64, Error> {
    charge(|budget| {
        let before = budget.work_left();
        budget.look(value, 1)?;
        Ok(before - budget.work_left())
    })
}
