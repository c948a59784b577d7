//! What a part of a template came to, where settled fields alone decide that: evaluated once, and the same ever after.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::functions::Charge;
use crate::value::{IntType, Str, UintType, Value};

/// What a part of a template depends on, a bit each: fields of the data, rounds of a loop, that a map lacks an entry, or more than can be
/// told.
pub(crate) type Needs = u128;

/// A part of a template that depends on settled fields alone, and what it came to when it was first executed.
#[derive(Debug)]
pub(crate) struct Settled<T> {
    /// What has to be settled.
    pub(crate) needs: Needs,
    kept: OnceLock<Kept<T>>,
}

/// What a part came to.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    pub(crate) made: T,
    /// What it cost, which it costs again: nobody may see in the budget who came first.
    pub(crate) charge: Charge,
    /// How many levels deeper it went.
    pub(crate) levels: usize,
}

/// The bytes that the parts of a template may still keep.
#[derive(Debug)]
pub(crate) struct Room(AtomicUsize);

/// The bytes that all parts of a template may keep.
const ROOM: usize = 1 << 20;

/// A value that does not borrow from the data.
#[derive(Debug)]
pub(crate) enum Plain {
    Missing,
    Nil,
    Bool(bool),
    Int(i64, IntType),
    Uint(u64, UintType),
    Float(f64),
    Float32(f64),
    /// A text that was borrowed, which costs a function nothing to hand on.
    Borrowed(String),
    /// A text that was made.
    Made(String),
    /// Any other value, of which only the truth is kept.
    Other(bool),
}

impl<T> Settled<T> {
    pub(crate) fn new(needs: Needs) -> Self {
        Settled { needs, kept: OnceLock::new() }
    }

    pub(crate) fn kept(&self) -> Option<&Kept<T>> {
        self.kept.get()
    }

    /// Keeps what the part came to, which takes so many bytes besides, if there is room for it.
    pub(crate) fn keep(&self, kept: Kept<T>, bytes: usize, room: &Room) {
        let left = |left: usize| left.checked_sub(bytes);
        if room.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok() {
            let _ = self.kept.set(kept);
        }
    }
}

impl Default for Room {
    fn default() -> Self {
        Room(AtomicUsize::new(ROOM))
    }
}

impl Plain {
    pub(crate) fn of(value: &Value<'_>) -> Self {
        match value {
            Value::Missing => Plain::Missing,
            Value::Nil => Plain::Nil,
            Value::Bool(b) => Plain::Bool(*b),
            Value::Int(i, kind) => Plain::Int(*i, *kind),
            Value::Uint(u, kind) => Plain::Uint(*u, *kind),
            Value::Float(f) => Plain::Float(*f),
            Value::Float32(f) => Plain::Float32(*f),
            Value::Str(Str::Borrowed(text)) => Plain::Borrowed((*text).to_owned()),
            Value::Str(Str::Shared(text)) => Plain::Made(text.to_string()),
            other => Plain::Other(other.truth()),
        }
    }

    /// The value; of none but plain ones.
    pub(crate) fn value(&self) -> Option<Value<'_>> {
        Some(match self {
            Plain::Missing => Value::Missing,
            Plain::Nil => Value::Nil,
            Plain::Bool(b) => Value::Bool(*b),
            Plain::Int(i, kind) => Value::Int(*i, *kind),
            Plain::Uint(u, kind) => Value::Uint(*u, *kind),
            Plain::Float(f) => Value::Float(*f),
            Plain::Float32(f) => Value::Float32(*f),
            Plain::Borrowed(text) => Value::Str(Str::Borrowed(text)),
            Plain::Made(text) => Value::from(text.as_str()),
            Plain::Other(_) => return None,
        })
    }

    pub(crate) fn truth(&self) -> bool {
        match self {
            Plain::Other(truth) => *truth,
            Plain::Borrowed(text) | Plain::Made(text) => !text.is_empty(),
            plain => plain.value().is_some_and(|value| value.truth()),
        }
    }

    /// The bytes of its text.
    pub(crate) fn size(&self) -> usize {
        match self {
            Plain::Borrowed(text) | Plain::Made(text) => text.len(),
            _ => 0,
        }
    }
}
