//! Executing what settled fields alone decide: once, and afterwards taking what it came to.

use super::{MAX_DEPTH, Result, State};
use crate::functions::Budget;
use crate::go::ast::{Node, Pipe};
use crate::go::settled::{Kept, Plain, Settled};
use crate::value::Value;

impl<'a> State<'a> {
    /// Writes what nodes write.
    pub(super) fn write(
        &mut self,
        dot: &Value<'a>,
        settled: &'a Settled<String>,
        nodes: &'a [Node],
    ) -> Result<()> {
        if let Some(text) = self.known(settled, |_| true) {
            self.out.push_str(text);
            return Ok(());
        }
        let start = self.out.len();
        let walk = |state: &mut Self| state.walk(dot, nodes).map(drop);
        self.remember(settled, walk, |state, ()| state.out[start..].to_owned(), String::len)
    }

    /// The value that `evaluate` gives.
    pub(super) fn value(
        &mut self,
        settled: &'a Settled<Plain>,
        evaluate: impl FnOnce(&mut Self) -> Result<Value<'a>>,
    ) -> Result<Value<'a>> {
        let is_whole = |plain: &Plain| !matches!(plain, Plain::Other(_));
        match self.known(settled, is_whole).and_then(Plain::value) {
            Some(value) => Ok(value),
            None => self.remember(settled, evaluate, |_, value| Plain::of(value), Plain::size),
        }
    }

    /// The truth of a pipeline, which gets its variables their value.
    pub(super) fn truth(&mut self, dot: &Value<'a>, pipe: &'a Pipe) -> Result<bool> {
        if pipe.variables.is_empty()
            && let Some(settled) = &pipe.settled
            && let Some(plain) = self.known(settled, |_| true)
        {
            return Ok(plain.truth());
        }
        Ok(self.pipeline(dot, pipe)?.truth())
    }

    /// What a part came to, if that is known, is what is asked for, and can be paid for again.
    fn known<T>(&mut self, settled: &'a Settled<T>, is_asked: impl FnOnce(&T) -> bool) -> Option<&'a T> {
        if settled.needs & !self.settled != 0 {
            return None;
        }
        let Kept { made, charge, levels } = settled.kept()?;
        let fits = self.depth + levels <= MAX_DEPTH && is_asked(made);
        (fits && self.context.budget.charge(charge)).then_some(made)
    }

    /// Executes a part, and keeps what it came to where that is not known yet.
    fn remember<T, R>(
        &mut self,
        settled: &'a Settled<T>,
        execute: impl FnOnce(&mut Self) -> Result<R>,
        made: impl FnOnce(&Self, &R) -> T,
        size: impl FnOnce(&T) -> usize,
    ) -> Result<R> {
        // What is within a part that is kept as a whole needs not be kept again.
        if self.remembers || settled.needs & !self.settled != 0 || settled.kept().is_some() {
            return execute(self);
        }
        self.remembers = true;
        let deepest = std::mem::replace(&mut self.deepest, self.depth);
        let (done, charge) = Budget::charged(self, |state| &mut state.context.budget, execute);
        let levels = self.deepest - self.depth;
        self.deepest = self.deepest.max(deepest);
        self.remembers = false;
        let done = done?;
        let made = made(self, &done);
        let bytes = size(&made) + size_of::<Kept<T>>();
        settled.keep(Kept { made, charge, levels }, bytes, &self.template.room);
        Ok(done)
    }
}
