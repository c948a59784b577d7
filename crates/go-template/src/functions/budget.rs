//! What one execution of a template may cost: work and memory, counted and never timed, so that the same input always gives the same
//! answer.

use crate::format::LONGEST;
use crate::value::{MAX_DEPTH, Str, Value};
use kube_yaml::{self as yaml, Node};

/// What is left of what an execution may cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    work: u64,
    memory: usize,
    /// The least memory that was left, and would have been if what was asked for had been made.
    least: usize,
    limits: (u64, usize),
    exhausted: bool,
}

/// What a part of an execution took, and had to find.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Charge {
    work: u64,
    memory: usize,
    /// The memory there had to be, for all that was made or asked for.
    most: usize,
}

/// Units of work, about a nanosecond each: some five seconds.
const WORK: u64 = 5_000_000_000;

/// Bytes of output and of what functions make.
const MEMORY: usize = 64 << 20;

/// What an item of a list or an entry of a map takes, its text aside.
pub(crate) const ITEM: usize = 96;

/// How many entries are more than few, which is where looking for one begins to cost something.
pub(crate) const FEW: usize = 64;

/// What looking at a value costs, its text aside.
const LOOK: u64 = 16;

/// What looking at an object costs, which may be as large as a pod.
const LOOK_AT_OBJECT: u64 = 20_000;

impl Default for Budget {
    fn default() -> Self {
        Budget::new(WORK, MEMORY)
    }
}

impl Budget {
    /// So many units of work, about a nanosecond each, and bytes.
    #[must_use]
    pub const fn new(work: u64, memory: usize) -> Self {
        Budget { work, memory, least: memory, limits: (work, memory), exhausted: false }
    }

    /// The default, so many times.
    #[must_use]
    pub const fn times(times: u32) -> Self {
        Budget::new(WORK.saturating_mul(times as u64), MEMORY.saturating_mul(times as usize))
    }

    /// Whether something was refused because it costs too much.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// The units of work that are left.
    #[must_use]
    pub fn work_left(&self) -> u64 {
        self.work
    }

    /// Takes units of work.
    ///
    /// # Errors
    /// When there are not so many left; the error names the limit.
    #[inline]
    pub fn work(&mut self, units: u64) -> Result<(), String> {
        match self.work.checked_sub(units) {
            Some(left) => {
                self.work = left;
                Ok(())
            }
            None => Err(self.too_much_work()),
        }
    }

    #[cold]
    fn too_much_work(&mut self) -> String {
        self.exhausted = true;
        format!("takes more than {} million steps", self.limits.0 / 1_000_000)
    }

    /// Takes `bytes` for something of that size.
    ///
    /// # Errors
    /// When there are not so many left; the error names the limit.
    #[inline]
    pub fn spend(&mut self, bytes: usize) -> Result<(), String> {
        self.afford(bytes)?;
        self.memory -= bytes;
        Ok(())
    }

    /// Checks that something of so many bytes can be made, before it is.
    ///
    /// # Errors
    /// When there are not so many left; the error names the limit.
    #[inline]
    pub fn afford(&mut self, bytes: usize) -> Result<(), String> {
        match self.memory.checked_sub(bytes) {
            Some(left) => {
                self.least = self.least.min(left);
                Ok(())
            }
            None => Err(self.too_much_memory()),
        }
    }

    /// Runs a part of an execution on the budget, which `budget` finds in `state`: what comes of it, and what it took.
    pub(crate) fn charged<S, T>(
        state: &mut S,
        budget: fn(&mut S) -> &mut Budget,
        run: impl FnOnce(&mut S) -> T,
    ) -> (T, Charge) {
        let before = *budget(state);
        budget(state).least = before.memory;
        let done = run(state);
        let after = budget(state);
        let charge = Charge {
            work: before.work - after.work,
            memory: before.memory - after.memory,
            most: before.memory - after.least,
        };
        after.least = after.least.min(before.least);
        (done, charge)
    }

    /// Takes again what something took; `false` takes nothing, since it would exceed the budget.
    pub(crate) fn charge(&mut self, charge: &Charge) -> bool {
        if self.work < charge.work || self.memory < charge.most {
            return false;
        }
        self.least = self.least.min(self.memory - charge.most);
        self.work -= charge.work;
        self.memory -= charge.memory;
        true
    }

    #[cold]
    fn too_much_memory(&mut self) -> String {
        self.exhausted = true;
        format!("makes more than {} MiB", self.limits.1 >> 20)
    }

    /// Takes the work of looking something up in a value: maps that are read from a file are searched, which costs nothing among few
    /// entries.
    ///
    /// # Errors
    /// As [`Budget::work`].
    pub fn look_up(&mut self, value: &Value<'_>) -> Result<(), String> {
        match value {
            Value::Dict(dict) if dict.len() >= FEW => self.work(dict.len() as u64),
            _ => Ok(()),
        }
    }

    /// Takes the work of going through a value, not through what is in it.
    ///
    /// # Errors
    /// As [`Budget::work`].
    pub fn look_over(&mut self, value: &Value<'_>) -> Result<(), String> {
        match value {
            Value::Dict(dict) => self.work(dict.len() as u64 * LOOK * 4),
            Value::List(list) => self.work(list.len() as u64 * LOOK),
            Value::Str(text) => self.work(text.len() as u64),
            _ => Ok(()),
        }
    }

    /// Takes the work of looking at a value and everything in it, `rate` for each byte of it.
    ///
    /// # Errors
    /// As [`Budget::work`]: also for a map that holds itself.
    pub fn look(&mut self, value: &Value<'_>, rate: u64) -> Result<(), String> {
        self.look_into(value, rate, 0)
    }

    fn look_into(&mut self, value: &Value<'_>, rate: u64, depth: usize) -> Result<(), String> {
        // Whoever prints it indents what is deep.
        self.work((LOOK + depth as u64) * rate)?;
        match value {
            Value::Str(text) => self.work(text.len() as u64 * rate),
            Value::Object(_) => self.work(LOOK_AT_OBJECT),
            _ if depth > MAX_DEPTH => Ok(()),
            Value::List(list) => match list.unchanged() {
                Some(items) => {
                    self.work(items.iter().map(|item| size_of_node(item, depth + 1)).sum::<u64>() * rate)
                }
                None => list.iter().try_for_each(|item| self.look_into(&item, rate, depth + 1)),
            },
            Value::Dict(dict) => match dict.unchanged() {
                Some(map) => self.work(size_of_map(map, depth + 1) * rate),
                None => dict.try_each(|key, item| {
                    self.work(key.len() as u64 * rate)?;
                    self.look_into(item, rate, depth + 1)
                }),
            },
            Value::Pointer(pointer) => {
                pointer.target.as_ref().map_or(Ok(()), |target| self.look_into(target, rate, depth + 1))
            }
            _ => Ok(()),
        }
    }

    #[cold]
    pub(crate) fn too_long(&mut self) -> String {
        self.exhausted = true;
        format!("makes a text of more than {} MiB", LONGEST >> 20)
    }

    /// The text that `make` makes of a text, and the work of looking at the one and making the other.
    ///
    /// # Errors
    /// As [`Budget::spend`].
    pub(super) fn text_of_text(&mut self, text: &str, make: fn(&str) -> String) -> Result<String, String> {
        self.work(LOOK + text.len() as u64)?;
        let made = make(text);
        if made.len() > LONGEST {
            return Err(self.too_long());
        }
        self.work(made.len() as u64)?;
        self.spend(made.len())?;
        Ok(made)
    }

    /// Takes what a function made of its arguments; what it only handed on costs nothing.
    ///
    /// # Errors
    /// As [`Budget::spend`].
    pub(crate) fn made<'a>(&mut self, value: &Value<'a>, args: &[Value<'a>]) -> Result<(), String> {
        let size = match value {
            Value::Str(text) if text.len() > LONGEST => return Err(self.too_long()),
            Value::Str(Str::Shared(text)) => {
                match args.iter().any(|arg| arg.as_str().is_some_and(|arg| same(arg, text))) {
                    true => 0,
                    false => text.len(),
                }
            }
            Value::List(list) => list.len().saturating_mul(size_of::<Value<'_>>()),
            Value::Dict(dict) if !args.iter().filter_map(Value::as_dict).any(|arg| arg.same(dict)) => {
                dict.len().saturating_mul(ITEM)
            }
            _ => 0,
        };
        self.work(size as u64)?;
        self.spend(size)
    }
}

/// What looking at a tree costs; it is as deep as its file may be, and nothing is in it twice.
fn size_of_node(node: &Node, depth: usize) -> u64 {
    let own = LOOK + depth as u64;
    own + match &node.value {
        yaml::Value::Str(text) => text.len() as u64,
        yaml::Value::Seq(items) => items.iter().map(|item| size_of_node(item, depth + 1)).sum(),
        yaml::Value::Map(map) => size_of_map(map, depth + 1),
        _ => 0,
    }
}

fn size_of_map(map: &yaml::Map, depth: usize) -> u64 {
    map.entries.iter().map(|entry| entry.key.as_str().len() as u64 + size_of_node(&entry.value, depth)).sum()
}

/// Whether both are the same text in the same place.
fn same(a: &str, b: &str) -> bool {
    std::ptr::eq(a, b)
}
