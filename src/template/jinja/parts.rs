//! Renders parts once for all pods that are the same to them, and remembers the text.
//!
//! A part is a function of what it [looks](super::looks) at. Fields of the data that settings alone decide are the same each time; plain
//! values and small maps of texts make a key. Where the key is known, so is the text. A part that looks at anything else is rendered
//! each time. It is rendered by itself, with a budget of its own, so that neither output nor errors tell which pod came first.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, State, Value as Shown};
use scoped_tls_hkt::scoped_thread_local;

use super::data::{Handle, Rendering, ask};
use super::looks::{Looks, Survey};
use super::meter;
use crate::template::istio::SETTLED;
use go_template::Budget;
use go_template::functions::Library as Functions;

/// What the names of templates begin with that stand for parts, and what is in them.
const PREFIX: &str = "part:";
const PLACEHOLDER: &str = "{{ __part() }}";
const FUNCTION: &str = "__part";

/// How many texts of a part are remembered.
const TEXTS: usize = 32;
/// The bytes of the longest key.
const LONGEST_KEY: usize = 1 << 10;
/// How deep lists in keys may nest.
const MAX_DEPTH: usize = 4;

scoped_thread_local!(static PARTS: Parts);

/// The parts that one template includes, itself or by way of others.
#[derive(Debug)]
pub(super) struct Parts {
    by_name: BTreeMap<&'static str, Part>,
    budget: Budget,
}

/// A part, and its texts by their keys.
#[derive(Debug)]
struct Part {
    /// What it looks at, and whether settings alone may decide that.
    looks: Vec<(String, bool)>,
    texts: RwLock<Vec<(Vec<u8>, Shown)>>,
}

/// Has parts included by way of the function that remembers them, while a template is rendered [with](Parts::with) parts.
pub(super) fn register(environment: &mut Environment<'static>) {
    environment.add_function(FUNCTION, |state: &State<'_, '_>| {
        let part = state.name().strip_prefix(PREFIX).unwrap_or_default();
        let found = |parts: &Parts| parts.render(part, state);
        if PARTS.is_set() { PARTS.with(found) } else { Ok(Shown::UNDEFINED) }
    });
    environment.set_path_join_callback(|name, _| {
        match PARTS.is_set() && PARTS.with(|parts| parts.by_name.contains_key(name)) {
            true => Cow::Owned(format!("{PREFIX}{name}")),
            false => Cow::Borrowed(name),
        }
    });
}

/// The text of a template that stands for a part.
pub(super) fn placeholder(name: &str) -> Option<&'static str> {
    name.starts_with(PREFIX).then_some(PLACEHOLDER)
}

impl Parts {
    /// Those of the `names` that a template includes and that it can be told of what they look at; each may cost a `budget`.
    pub(super) fn of(
        template: &str,
        names: &[&'static str],
        environment: &Environment<'static>,
        functions: Functions,
        budget: Budget,
    ) -> Option<Parts> {
        let mut survey = Survey::new(environment, functions);
        survey.looks(template)?;
        let found = names.iter().filter_map(|name| Some((*name, survey.looks(name)?)));
        let found: Vec<_> = found.filter(|(_, looks)| !looks.is_impure).collect();
        let part = |looks: &Looks| {
            let assigned = |name: &str| survey.assigned.contains(name);
            let hidden = looks.called.iter().filter(|name| assigned(name));
            let looks = looks.names.iter().chain(hidden);
            let settled = |name: &str| SETTLED.contains(&name) && !assigned(name);
            let looks = looks.map(|name| (name.clone(), settled(name))).collect();
            Part { looks, texts: RwLock::default() }
        };
        let by_name = found.iter().map(|(name, looks)| (*name, part(looks))).collect();
        Some(Parts { by_name, budget })
    }

    /// Renders with these parts.
    pub(super) fn with<T>(&self, render: impl FnOnce() -> T) -> T {
        PARTS.set(self, render)
    }

    /// The text of a part where it is included.
    fn render(&self, name: &str, state: &State<'_, '_>) -> Result<Shown, Error> {
        let Some(part) = self.by_name.get(name) else { return Ok(Shown::UNDEFINED) };
        let key = ask(|| None, |rendering| part.key(state, rendering));
        if let Some(text) = key.as_ref().and_then(|key| part.text(key)) {
            return Ok(text);
        }
        let values = part.looks.iter().filter_map(|(name, _)| Some((name.as_str(), state.lookup(name)?)));
        let values: BTreeMap<&str, Shown> = values.collect();
        let left = meter::budget();
        meter::set_budget(self.budget);
        let rendered = state.env().get_template(name)?.render(values);
        meter::set_budget(left);
        let text = Shown::from(rendered?);
        if let Some(key) = key {
            part.remember(key, &text);
        }
        Ok(text)
    }
}

impl Part {
    /// What the part looks at here, as bytes that are the same for nothing else; none where it is not to be remembered.
    fn key(&self, state: &State<'_, '_>, rendering: &dyn Rendering) -> Option<Vec<u8>> {
        let mut key = Vec::with_capacity(64);
        for (name, may_be_settled) in &self.looks {
            if *may_be_settled && rendering.is_settled(name) {
                key.push(b's');
                continue;
            }
            write(&state.lookup(name).unwrap_or_default(), rendering, 0, &mut key)?;
        }
        (key.len() <= LONGEST_KEY).then_some(key)
    }

    fn text(&self, key: &[u8]) -> Option<Shown> {
        let texts = self.texts.read().unwrap_or_else(PoisonError::into_inner);
        texts.iter().find(|(known, _)| known == key).map(|(_, text)| text.clone())
    }

    fn remember(&self, key: Vec<u8>, text: &Shown) {
        let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
        if texts.len() < TEXTS && texts.iter().all(|(known, _)| *known != key) {
            texts.push((key, text.clone()));
        }
    }
}

/// Adds a value to a key: what kind it is, how large, and what is in it.
fn write(value: &Shown, rendering: &dyn Rendering, depth: usize, key: &mut Vec<u8>) -> Option<()> {
    if let Some(handle) = value.downcast_object_ref::<Handle>() {
        let entries = rendering.len(handle.0).filter(|entries| *entries <= LONGEST_KEY)?;
        key.push(b'{');
        key.extend(entries.to_le_bytes());
        return rendering.texts(handle.0, &mut |text| write_text(text, key));
    }
    match value.kind() {
        ValueKind::Undefined => key.push(b'u'),
        ValueKind::None => key.push(b'n'),
        ValueKind::Bool => key.push(if value.is_true() { b't' } else { b'f' }),
        ValueKind::Number if value.is_integer() => {
            key.push(b'i');
            key.extend(value.as_i64()?.to_le_bytes());
        }
        ValueKind::String => {
            key.push(b'"');
            write_text(value.as_str()?, key);
        }
        ValueKind::Seq if depth < MAX_DEPTH => {
            key.push(b'[');
            key.extend(value.len()?.to_le_bytes());
            value.try_iter().ok()?.try_for_each(|item| write(&item, rendering, depth + 1, key))?;
        }
        _ => return None,
    }
    Some(())
}

fn write_text(text: &str, key: &mut Vec<u8>) {
    key.extend(text.len().to_le_bytes());
    key.extend(text.as_bytes());
}

#[cfg(test)]
mod tests;
