//! Renders parts once for all pods that are the same to them, and remembers the text.
//!
//! A part is a function of what it [looks](super::looks) at. What it did look at when it was rendered tells for which other pods it
//! would have come out the same: fields of the data that settings alone decide are the same each time; plain values and small maps of
//! texts make a key. Texts that it only prints leave gaps. Where the key is known, so is the text but for these, which each pod fills
//! itself. A part that looks at anything else is rendered each time. It is rendered by itself, with a budget of its own, so that neither
//! output nor errors tell which pod came first.
//!
//! What is rendered for each pod is an environment of its own, in which the name of a part stands for a call of the function that
//! remembers it, and templates are borrowed: to include one takes no lock that other threads may hold.

mod text;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, State, Value as Shown};
use scoped_tls_hkt::scoped_thread_local;

use super::data::{Handle, Rendering, ask};
use super::looks::{Looks, Survey};
use super::meter;
use crate::template::istio::SETTLED;
use go_template::Budget;
use go_template::functions::Library as Functions;
pub(super) use text::Filled;
use text::{Text, Watched};

/// What is in a template that stands for a part.
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
    /// Where parts are templates as others are.
    plain: Environment<'static>,
    /// Where they are remembered.
    environment: Environment<'static>,
}

/// A part, and its texts.
#[derive(Debug)]
struct Part {
    /// The names that it may look at.
    looks: Arc<[Look]>,
    variants: RwLock<Vec<Variant>>,
}

/// A name that a part may look at.
#[derive(Debug)]
struct Look {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// A field of the data that settings alone may decide.
    MayBeSettled,
    /// It is only printed.
    Printed,
    Other,
}

/// The texts of a part for which it looked at the same names.
#[derive(Debug)]
struct Variant {
    /// These, by their places in [`Part::looks`].
    looked: Vec<usize>,
    /// The texts by what it saw there.
    texts: Vec<(Vec<u8>, Arc<Text>)>,
}

/// What a part sees of a pod.
struct Seen {
    /// Bytes that are the same for nothing else, texts aside that are only printed.
    key: Vec<u8>,
    /// These, by the places of their names.
    printed: Vec<(usize, Shown)>,
}

/// What is known of a part for a pod.
enum Found {
    Text(Shown),
    /// Its text is to be remembered.
    New,
    /// It is not: what it looks at cannot be compared, or is too long, or there are too many already.
    Not,
}

/// Has parts included by way of the function that remembers them, while a template is rendered [with](Parts::with) parts.
pub(super) fn register(environment: &mut Environment<'static>) {
    environment.add_function(FUNCTION, |state: &State<'_, '_>| {
        let found = |parts: &Parts| parts.render(state.name(), state);
        if PARTS.is_set() { PARTS.with(found) } else { Ok(Shown::UNDEFINED) }
    });
}

impl Parts {
    /// Those of the `names` that a template includes and that it can be told of what they look at; each may cost a `budget`.
    /// `lasting` finds the name and the text of a template where they outlast everything.
    pub(super) fn of(
        template: &str,
        names: &[&'static str],
        plain: &Environment<'static>,
        lasting: impl Fn(&str) -> Option<(&'static str, &'static str)>,
        functions: Functions,
        budget: Budget,
    ) -> Option<Parts> {
        let mut survey = Survey::new(plain, functions);
        survey.looks(template)?;
        let found = names.iter().filter_map(|name| Some((*name, survey.looks(name)?)));
        let found: Vec<_> = found.filter(|(_, looks)| !looks.is_impure).collect();
        let part = |looks: &Looks| {
            let assigned = |name: &str| survey.assigned.contains(name);
            let hidden = looks.called.iter().filter(|name| assigned(name));
            let kind = |name: &str| match () {
                () if SETTLED.contains(&name) && !assigned(name) => Kind::MayBeSettled,
                () if looks.printed.contains(name) && !looks.called.contains(name) => Kind::Printed,
                () => Kind::Other,
            };
            let names = looks.names.iter().chain(hidden);
            let looks = names.map(|name| Look { name: name.clone(), kind: kind(name) }).collect();
            Part { looks, variants: RwLock::default() }
        };
        let by_name: BTreeMap<_, _> = found.iter().map(|(name, looks)| (*name, part(looks))).collect();
        let mut environment = plain.clone();
        let mut open = vec![template.to_owned()];
        while let Some(name) = open.pop() {
            if let Some((part, _)) = by_name.get_key_value(&*name) {
                environment.add_template(part, PLACEHOLDER).ok()?;
                continue;
            }
            if let Some((name, text)) = lasting(&name) {
                environment.add_template(name, text).ok()?;
            }
            open.extend(survey.looks(&name)?.includes.iter().cloned());
        }
        Some(Parts { by_name, budget, plain: plain.clone(), environment })
    }

    /// Renders with these parts.
    pub(super) fn with<T>(&self, render: impl FnOnce(&Environment<'static>) -> T) -> T {
        PARTS.set(self, || render(&self.environment))
    }

    /// The text of a part where it is included.
    fn render(&self, name: &str, state: &State<'_, '_>) -> Result<Shown, Error> {
        let Some(part) = self.by_name.get(name) else { return Ok(Shown::UNDEFINED) };
        let as_it_is = || Watched::of(&part.looks, state, |_, _| false);
        match ask(|| Found::Not, |rendering| part.find(state, rendering)) {
            Found::Text(text) => return Ok(text),
            Found::New => {}
            Found::Not => return self.anew(name, &as_it_is()),
        }
        let is_gap = |look: &Look, value: &Shown| look.kind == Kind::Printed && is_short(value);
        let watched = Watched::of(&part.looks, state, is_gap);
        let rendered = self.anew(name, &watched)?;
        let looked = watched.looked();
        let seen = ask(|| None, |rendering| part.see(&looked, state, rendering));
        let text = Text::of(&rendered, watched.marks());
        let text = seen.zip(text.map(Arc::new));
        let filled = text.as_ref().map(|(seen, text)| text.filled(seen.printed.clone()));
        part.remember(looked, text);
        match filled {
            Some(filled) => Ok(filled),
            None => self.anew(name, &as_it_is()),
        }
    }

    /// Renders a part by itself.
    fn anew(&self, name: &str, values: &Watched) -> Result<Shown, Error> {
        let left = meter::budget();
        meter::set_budget(self.budget);
        let rendered = self.plain.get_template(name).and_then(|part| part.render(values.shown()));
        meter::set_budget(left);
        Ok(Shown::from(rendered?))
    }
}

impl Part {
    /// What is known of the part for a pod.
    fn find(&self, state: &State<'_, '_>, rendering: &dyn Rendering) -> Found {
        let variants = self.variants.read().unwrap_or_else(PoisonError::into_inner);
        for variant in variants.iter() {
            let Some(seen) = self.see(&variant.looked, state, rendering) else { return Found::Not };
            if let Some((_, text)) = variant.texts.iter().find(|(key, _)| *key == seen.key) {
                return Found::Text(text.filled(seen.printed));
            }
        }
        if are_enough(&variants) { Found::Not } else { Found::New }
    }

    /// What the part sees of a pod at these places; none where that cannot be compared.
    fn see(&self, looked: &[usize], state: &State<'_, '_>, rendering: &dyn Rendering) -> Option<Seen> {
        let mut seen = Seen { key: Vec::with_capacity(64), printed: Vec::with_capacity(8) };
        for place in looked {
            let look = &self.looks[*place];
            if look.kind == Kind::MayBeSettled && rendering.is_settled(&look.name) {
                seen.key.push(b's');
                continue;
            }
            let value = state.lookup(&look.name).unwrap_or_default();
            if look.kind == Kind::Printed && is_short(&value) {
                seen.key.push(b'p');
                seen.printed.push((*place, value));
                continue;
            }
            write(&value, rendering, 0, &mut seen.key)?;
        }
        (seen.key.len() <= LONGEST_KEY).then_some(seen)
    }

    /// Remembers a text by what it saw where it looked; or if that is none, that it cannot be remembered for pods where it looks there.
    fn remember(&self, looked: Vec<usize>, text: Option<(Seen, Arc<Text>)>) {
        let mut variants = self.variants.write().unwrap_or_else(PoisonError::into_inner);
        if are_enough(&variants) {
            return;
        }
        let known = variants.iter().position(|variant| variant.looked == looked);
        let place = known.unwrap_or(variants.len());
        if known.is_none() {
            variants.push(Variant { looked, texts: Vec::new() });
        }
        let texts = &mut variants[place].texts;
        if let Some((seen, text)) = text
            && texts.iter().all(|(key, _)| *key != seen.key)
        {
            texts.push((seen.key, text));
        }
    }
}

/// Whether as much is remembered as may be.
fn are_enough(variants: &[Variant]) -> bool {
    let known: usize = variants.iter().map(|variant| variant.texts.len().max(1)).sum();
    known >= TEXTS
}

/// Whether it is a text that is not too long to be left out of a key: long ones would count for the budget.
fn is_short(value: &Shown) -> bool {
    value.as_str().is_some_and(|text| text.len() <= LONGEST_KEY)
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
