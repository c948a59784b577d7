//! Renders parts once for all pods that are the same to them, and remembers the text.
//!
//! A part is a function of what it [looks](super::looks) at. Fields of the data that settings alone decide are the same each time; plain
//! values and small maps of texts make a key. Texts that it only prints leave gaps. Where the key is known, so is the text but for these,
//! which each pod fills itself. A part that looks at anything else is rendered each time. It is rendered by itself, with a budget of its
//! own, so that neither output nor errors tell which pod came first.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use minijinja::value::{Object, ObjectRepr, ValueKind};
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
    looks: Vec<Look>,
    texts: RwLock<Vec<(Vec<u8>, Text)>>,
}

/// A name that a part looks at.
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

/// What is the same for all pods of a key, and where in it which of their texts go.
#[derive(Debug)]
struct Text {
    whole: Shown,
    gaps: Vec<Gap>,
}

/// A place in a text, and which of the texts that are only printed goes there.
#[derive(Debug)]
struct Gap {
    at: usize,
    filled_by: usize,
}

/// What a part looks at for a pod.
struct Seen {
    /// Bytes that are the same for nothing else, texts aside that are only printed.
    key: Vec<u8>,
    /// These, and which of the names has each.
    printed: Vec<(usize, Shown)>,
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
            let kind = |name: &str| match () {
                () if SETTLED.contains(&name) && !assigned(name) => Kind::MayBeSettled,
                () if looks.printed.contains(name) && !looks.called.contains(name) => Kind::Printed,
                () => Kind::Other,
            };
            let names = looks.names.iter().chain(hidden);
            let looks = names.map(|name| Look { name: name.clone(), kind: kind(name) }).collect();
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
        let Some(seen) = ask(|| None, |rendering| part.look(state, rendering)) else {
            return self.anew(name, part, &[], state);
        };
        if let Some(text) = part.text(&seen) {
            return Ok(text);
        }
        let counter = Arc::new(AtomicUsize::new(0));
        let gaps = (0..seen.printed.len()).map(|number| Mark { number, counter: Arc::clone(&counter) });
        let gaps = seen.printed.iter().zip(gaps).map(|((look, _), mark)| (*look, Shown::from_object(mark)));
        let rendered = self.anew(name, part, &gaps.collect::<Vec<_>>(), state)?;
        match Text::of(&rendered, counter.load(Ordering::Relaxed)) {
            Some(text) => {
                let filled = text.filled(&seen.printed);
                part.remember(seen.key, text);
                Ok(filled)
            }
            None => self.anew(name, part, &[], state),
        }
    }

    /// Renders a part by itself, with `marks` for what some of its names stand for.
    fn anew(
        &self,
        name: &str,
        part: &Part,
        marks: &[(usize, Shown)],
        state: &State<'_, '_>,
    ) -> Result<Shown, Error> {
        let mut values = BTreeMap::new();
        for (index, Look { name, .. }) in part.looks.iter().enumerate() {
            let mark = marks.iter().find(|(look, _)| *look == index).map(|(_, mark)| mark.clone());
            if let Some(value) = mark.or_else(|| state.lookup(name)) {
                values.insert(name.as_str(), value);
            }
        }
        let left = meter::budget();
        meter::set_budget(self.budget);
        let rendered = state.env().get_template(name)?.render(values);
        meter::set_budget(left);
        Ok(Shown::from(rendered?))
    }
}

impl Part {
    /// What the part looks at here; none where it is not to be remembered.
    fn look(&self, state: &State<'_, '_>, rendering: &dyn Rendering) -> Option<Seen> {
        let mut seen = Seen { key: Vec::with_capacity(64), printed: Vec::new() };
        for (index, look) in self.looks.iter().enumerate() {
            if look.kind == Kind::MayBeSettled && rendering.is_settled(&look.name) {
                seen.key.push(b's');
                continue;
            }
            let value = state.lookup(&look.name).unwrap_or_default();
            // Long ones would count for the budget.
            if look.kind == Kind::Printed && value.as_str().is_some_and(|text| text.len() <= LONGEST_KEY) {
                seen.key.push(b'p');
                seen.printed.push((index, value));
                continue;
            }
            write(&value, rendering, 0, &mut seen.key)?;
        }
        (seen.key.len() <= LONGEST_KEY).then_some(seen)
    }

    fn text(&self, seen: &Seen) -> Option<Shown> {
        let texts = self.texts.read().unwrap_or_else(PoisonError::into_inner);
        texts.iter().find(|(known, _)| *known == seen.key).map(|(_, text)| text.filled(&seen.printed))
    }

    fn remember(&self, key: Vec<u8>, text: Text) {
        let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
        if texts.len() < TEXTS && texts.iter().all(|(known, _)| *known != key) {
            texts.push((key, text));
        }
    }
}

/// What is printed into a gap.
#[derive(Debug)]
struct Mark {
    /// Which of the texts that are only printed goes there.
    number: usize,
    /// How many marks were printed.
    counter: Arc<AtomicUsize>,
}

/// Around the number of a mark.
const MARK: char = '\u{FDD0}';

impl Object for Mark {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.counter.fetch_add(1, Ordering::Relaxed);
        write!(f, "{MARK}{}{MARK}", self.number)
    }
}

impl Text {
    /// What was rendered with so many marks in it; none where something else looks like one.
    fn of(rendered: &Shown, marks: usize) -> Option<Text> {
        let mut whole = String::new();
        let mut gaps = Vec::with_capacity(marks);
        for (index, piece) in rendered.as_str()?.split(MARK).enumerate() {
            if index % 2 == 0 {
                whole.push_str(piece);
            } else {
                gaps.push(Gap { at: whole.len(), filled_by: piece.parse().ok()? });
            }
        }
        (gaps.len() == marks).then(|| Text { whole: Shown::from(whole), gaps })
    }

    /// The text with what goes into its gaps.
    fn filled(&self, printed: &[(usize, Shown)]) -> Shown {
        if self.gaps.is_empty() {
            return self.whole.clone();
        }
        let whole = self.whole.as_str().unwrap_or_default();
        let filling =
            |gap: &Gap| printed.get(gap.filled_by).and_then(|(_, text)| text.as_str()).unwrap_or_default();
        let length: usize = self.gaps.iter().map(|gap| filling(gap).len()).sum();
        let mut filled = String::with_capacity(whole.len() + length);
        let mut done = 0;
        for gap in &self.gaps {
            filled.push_str(whole.get(done..gap.at).unwrap_or_default());
            filled.push_str(filling(gap));
            done = gap.at;
        }
        filled.push_str(whole.get(done..).unwrap_or_default());
        Shown::from(filled)
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
