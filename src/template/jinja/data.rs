//! The data of a rendering as Jinja sees it: nothing is converted before a template asks for it.
//!
//! minijinja's values own what they hold, while ours borrow from the pod and the settings. So a value that is not a plain one
//! is shown as a number, which stands for it as long as the rendering lasts.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, ValueKind};
use minijinja::{Error, ErrorKind, State, Template, Value as Shown};
use scoped_tls_hkt::scoped_thread_local;

use super::maps::{OF_MAPS, entries};
use super::meter::{self, exhausted, spend, work};
use go_template::format::sprint;
use go_template::functions::{Context, Function, Param};
use go_template::value::{Dict, Elem, IntType, List, Str, UintType, Value};

/// The data's own number.
const DATA: u32 = 0;
/// How deep values made by a template may nest.
pub(super) const MAX_DEPTH: usize = 100;
/// The bytes of a text that costs no more to show than a step.
const SHORT: usize = 256;
/// The largest float below which every integer is exact.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

scoped_thread_local!(static RENDERING: for<'r> &'r (dyn Rendering + 'r));

/// Renders a template on `data`.
pub(super) fn render<'a>(
    template: &Template<'_, '_>,
    largest: usize,
    data: Value<'a>,
    context: Context<'a>,
) -> Result<String, Error> {
    meter::begin(context.budget, largest);
    let heap = Heap { values: RefCell::new(vec![data]), context: RefCell::new(context) };
    RENDERING.set(&heap, || {
        spend(largest as u64)?;
        template.render(Shown::from_object(Handle(DATA)))
    })
}

/// Calls one of Go's functions.
pub(super) fn call(function: &Function, args: &[Shown]) -> Result<Shown, Error> {
    ask(
        || Err(Error::new(ErrorKind::InvalidOperation, "nothing is being rendered")),
        |r| r.call(function, args),
    )
}

/// The error of a function that fails, or costs more than is left.
pub(super) fn refused(function: &Function, cause: &str) -> Error {
    let cause = format!("{}: {cause}", function.name);
    match meter::budget().is_exhausted() {
        true => exhausted(cause),
        false => Error::new(ErrorKind::InvalidOperation, cause),
    }
}

/// Asks the rendering of this thread; outside of one, as when an error is printed, the answer is `otherwise`.
pub(super) fn ask<T>(otherwise: impl FnOnce() -> T, question: impl FnOnce(&dyn Rendering) -> T) -> T {
    if RENDERING.is_set() { RENDERING.with(|rendering| question(rendering)) } else { otherwise() }
}

/// What a value can be asked by the number that stands for it.
pub(super) trait Rendering {
    fn shape(&self, id: u32) -> ObjectRepr;
    fn item(&self, id: u32, index: usize) -> Option<Shown>;
    fn entry(&self, id: u32, key: &str) -> Option<Shown>;
    fn keys(&self, id: u32) -> Enumerator;
    fn len(&self, id: u32) -> Option<usize>;
    fn truth(&self, id: u32) -> bool;
    fn text(&self, id: u32) -> String;
    fn method(&self, id: u32, name: &str, args: &[Shown]) -> Result<Shown, Error>;
    fn call(&self, function: &Function, args: &[Shown]) -> Result<Shown, Error>;
    fn weight(&self, id: u32) -> Result<u64, Error>;
    /// Whether a field of the data is the same each time.
    fn is_settled(&self, field: &str) -> bool;
    /// Shows the keys and values of a map of texts in turn; none when the value is none.
    fn texts(&self, id: u32, see: &mut dyn FnMut(&str)) -> Option<()>;
}

/// The number that stands for a value of the rendering.
#[derive(Debug)]
pub(super) struct Handle(pub(super) u32);

impl Object for Handle {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ask(|| ObjectRepr::Plain, |r| r.shape(self.0))
    }

    fn get_value(self: &Arc<Self>, key: &Shown) -> Option<Shown> {
        match key.as_str() {
            Some(key) => self.get_value_by_str(key),
            None => ask(|| None, |r| r.item(self.0, key.as_usize()?)),
        }
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Shown> {
        ask(|| None, |r| r.entry(self.0, key))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        ask(|| Enumerator::NonEnumerable, |r| r.keys(self.0))
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        ask(|| None, |r| r.len(self.0))
    }

    fn is_true(self: &Arc<Self>) -> bool {
        ask(|| false, |r| r.truth(self.0))
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Shown],
    ) -> Result<Shown, Error> {
        if args.is_empty() && OF_MAPS.contains(&method) && self.repr() == ObjectRepr::Map {
            return entries(&Shown::from_dyn_object(Arc::clone(self)), method);
        }
        ask(|| Err(Error::from(ErrorKind::UnknownMethod)), |r| r.method(self.0, method, args))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ask(String::new, |r| r.text(self.0)))
    }
}

/// The values of one rendering that Jinja knows by number, and what functions may know.
struct Heap<'a> {
    values: RefCell<Vec<Value<'a>>>,
    context: RefCell<Context<'a>>,
}

impl<'a> Heap<'a> {
    fn value(&self, id: u32) -> Value<'a> {
        self.values.borrow().get(id as usize).cloned().unwrap_or(Value::Nil)
    }

    /// The value as Jinja sees it: plain ones as they are, of a named type or an enumeration what it prints.
    fn show(&self, value: Value<'a>) -> Shown {
        match value {
            Value::Missing => Shown::UNDEFINED,
            Value::Nil => Shown::from(()),
            Value::Bool(b) => Shown::from(b),
            Value::Int(i, _) => Shown::from(i),
            Value::Uint(u, _) => Shown::from(u),
            Value::Float(f) | Value::Float32(f) => number(f),
            // Of a long text, every copy counts.
            Value::Str(text) if text.len() > SHORT => match work(text.len() as u64) {
                Ok(()) => Shown::from(text.as_str()),
                Err(error) => Shown::from(error),
            },
            Value::Str(text) => Shown::from(text.as_str()),
            Value::Pointer(pointer) => match pointer.target {
                Some(target) => self.show((*target).clone()),
                None => Shown::from(()),
            },
            Value::Object(object) => match object.underlying() {
                Some(plain) => object.stringer().map_or_else(|| self.show(plain), Shown::from),
                // What a message prints is long, and only asked for where one is printed.
                None => self.keep(Value::Object(object)),
            },
            Value::Complex(..) => Shown::from(sprint(&[value])),
            Value::List(_) | Value::Dict(_) => self.keep(value),
        }
    }

    fn keep(&self, value: Value<'a>) -> Shown {
        let mut values = self.values.borrow_mut();
        // Fuel ends a rendering long before it has that many values.
        let id = u32::try_from(values.len()).unwrap_or(u32::MAX);
        values.push(value);
        Shown::from_object(Handle(id))
    }

    /// What `ask` finds out about a value, which may not add any.
    fn look<T>(&self, id: u32, ask: impl FnOnce(&Value<'a>) -> T) -> T {
        ask(self.values.borrow().get(id as usize).unwrap_or(&Value::Nil))
    }

    /// The value of a key of a map, or the default where it is absent or null.
    fn get(&self, id: u32, args: &[Shown]) -> Result<Shown, Error> {
        let (key, default) = match args {
            [key] => (key, None),
            [key, default] => (key, Some(default)),
            _ => return Err(Error::new(ErrorKind::InvalidOperation, "get needs a key and a default")),
        };
        let key = key.as_str().unwrap_or_default();
        match self.look(id, |map| map.as_dict().and_then(|dict| dict.get(key))) {
            None | Some(Value::Nil | Value::Missing) => {
                Ok(default.cloned().unwrap_or_else(|| Shown::from(())))
            }
            Some(value) => Ok(self.show(value)),
        }
    }

    /// A value of Jinja's as an argument of the type `param`.
    fn take(&self, shown: &Shown, param: Param, depth: usize) -> Result<Value<'a>, String> {
        if depth > MAX_DEPTH {
            return Err("is nested too deep".to_owned());
        }
        if let Some(handle) = shown.downcast_object_ref::<Handle>() {
            return Ok(self.value(handle.0));
        }
        Ok(match shown.kind() {
            ValueKind::Undefined => return Err("is undefined".to_owned()),
            ValueKind::None => param.zero().ok_or_else(|| format!("is none; expected {}", param.name()))?,
            ValueKind::Bool => Value::Bool(shown.is_true()),
            ValueKind::Number => numeric(shown, param)?,
            ValueKind::String => Value::from(shown.as_str().unwrap_or_default()),
            ValueKind::Seq | ValueKind::Iterable => {
                let items = shown.try_iter().map_err(|e| e.to_string())?;
                let items: Result<Vec<_>, String> =
                    items.map(|item| self.take(&item, Param::Any, depth + 1)).collect();
                let elem = if param == Param::Strings { Elem::Str } else { Elem::Any };
                Value::List(List::typed(elem, items?))
            }
            ValueKind::Map => {
                let mut pairs = Vec::new();
                for key in shown.try_iter().map_err(|e| e.to_string())? {
                    let item = shown.get_item(&key).map_err(|e| e.to_string())?;
                    pairs.push((Str::from(key.to_string()), self.take(&item, Param::Any, depth + 1)?));
                }
                let elem = if param == Param::StrMap { Elem::Str } else { Elem::Any };
                Value::Dict(Dict::typed(elem, pairs))
            }
            kind => return Err(format!("is of a kind that functions do not take: {kind}")),
        })
    }

    /// The arguments of a function, of the types it wants.
    fn arguments(&self, function: &Function, args: &[Shown]) -> Result<Vec<Value<'a>>, Error> {
        let (name, fixed, given) = (function.name, function.params.len(), args.len());
        let enough = if function.variadic.is_some() { given >= fixed } else { given == fixed };
        if !enough {
            let least = if function.variadic.is_some() { "at least " } else { "" };
            let cause = format!("wrong number of arguments for {name}: want {least}{fixed} got {given}");
            return Err(Error::new(ErrorKind::InvalidOperation, cause));
        }
        let params = function.params.iter().copied().chain(function.variadic.into_iter().cycle());
        let mut values = Vec::with_capacity(given);
        for (index, (shown, param)) in args.iter().zip(params).enumerate() {
            let taken = self.take(shown, param, 0).and_then(|value| match param.accepts(&value) {
                true => Ok(value),
                false => {
                    Err(format!("is of the wrong type; expected {}; got {}", param.name(), value.type_name()))
                }
            });
            let kind = match shown.is_undefined() {
                true => ErrorKind::UndefinedError,
                false => ErrorKind::InvalidOperation,
            };
            values.push(
                taken.map_err(|why| Error::new(kind, format!("argument {} of {name} {why}", index + 1)))?,
            );
        }
        Ok(values)
    }
}

impl<'a> Rendering for Heap<'a> {
    fn shape(&self, id: u32) -> ObjectRepr {
        self.look(id, |value| match value {
            Value::List(_) => ObjectRepr::Seq,
            _ => ObjectRepr::Map,
        })
    }

    fn item(&self, id: u32, index: usize) -> Option<Shown> {
        self.look(id, |value| value.as_list()?.get(index)).map(|value| self.show(value))
    }

    fn entry(&self, id: u32, key: &str) -> Option<Shown> {
        let found: Result<Option<Value<'a>>, Error> = self.look(id, |value| match value {
            Value::Dict(dict) => {
                // One that is read from a file is searched.
                if dict.len() > SHORT {
                    work(dict.len() as u64)?;
                }
                Ok(dict.get(key))
            }
            // Names of functions are looked for here first, and fields of Go's structs have a capital.
            Value::Object(object)
                if key.starts_with(|c: char| c.is_ascii_uppercase()) && !object.is_nil() =>
            {
                Ok(object.field(key))
            }
            _ => Ok(None),
        });
        match found {
            Ok(found) => found.map(|value| self.show(value)),
            Err(error) => Some(Shown::from(error)),
        }
    }

    fn keys(&self, id: u32) -> Enumerator {
        match self.value(id) {
            Value::List(list) => Enumerator::Seq(list.len()),
            Value::Dict(dict) => {
                Enumerator::Values(dict.keys().iter().map(|key| Shown::from(key.as_str())).collect())
            }
            Value::Object(object) if !object.is_nil() => {
                Enumerator::Values(object.fields().into_iter().map(|(name, _)| Shown::from(name)).collect())
            }
            _ => Enumerator::Empty,
        }
    }

    fn len(&self, id: u32) -> Option<usize> {
        Some(match self.value(id) {
            Value::List(list) => list.len(),
            Value::Dict(dict) => dict.len(),
            Value::Object(object) if !object.is_nil() => object.fields().len(),
            _ => 0,
        })
    }

    fn truth(&self, id: u32) -> bool {
        self.look(id, Value::truth)
    }

    fn text(&self, id: u32) -> String {
        sprint(&[self.value(id)])
    }

    fn method(&self, id: u32, name: &str, args: &[Shown]) -> Result<Shown, Error> {
        if name == "get" && self.look(id, |value| value.as_dict().is_some()) {
            return self.get(id, args);
        }
        let object = match self.value(id) {
            Value::Object(object) => object,
            _ => return Err(Error::from(ErrorKind::UnknownMethod)),
        };
        let refuse = |cause: String| Error::new(ErrorKind::InvalidOperation, format!("{name}: {cause}"));
        let args: Result<Vec<_>, String> = args.iter().map(|arg| self.take(arg, Param::Any, 0)).collect();
        match object.call(name, &args.map_err(refuse)?) {
            Some(answer) => Ok(self.show(answer.map_err(refuse)?)),
            None => Err(Error::new(
                ErrorKind::UnknownMethod,
                format!("{} has no method named {name}", object.type_name()),
            )),
        }
    }

    fn call(&self, function: &Function, args: &[Shown]) -> Result<Shown, Error> {
        let args = self.arguments(function, args)?;
        let answer = meter::spending(|budget| {
            let mut context = self.context.borrow_mut();
            context.budget = *budget;
            let answer = function.run(&mut context, &args);
            *budget = context.budget;
            answer
        });
        Ok(self.show(answer.map_err(|cause| refused(function, &cause))?))
    }

    fn weight(&self, id: u32) -> Result<u64, Error> {
        meter::look(&self.value(id))
    }

    fn is_settled(&self, field: &str) -> bool {
        self.look(DATA, |data| matches!(data, Value::Object(data) if data.is_settled(field)))
    }

    fn texts(&self, id: u32, see: &mut dyn FnMut(&str)) -> Option<()> {
        let Value::Dict(dict) = self.value(id) else { return None };
        let is_texts = dict.elem() == Elem::Str && !dict.is_nil();
        for (key, value) in is_texts.then(|| dict.entries())? {
            see(key.as_str());
            see(value.as_str()?);
        }
        Some(())
    }
}

/// A float of JSON, which an integer is as well.
fn number(f: f64) -> Shown {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
    if f.fract() == 0.0 && f.abs() < MAX_EXACT { Shown::from(f as i64) } else { Shown::from(f) }
}

fn numeric<'a>(shown: &Shown, param: Param) -> Result<Value<'a>, String> {
    let Some(int) = shown.as_i64() else {
        let float = f64::try_from(shown.clone()).map_err(|e| e.to_string())?;
        return Ok(Value::Float(float));
    };
    Ok(match param {
        #[expect(clippy::cast_precision_loss, reason = "as Go converts its constants")]
        Param::Float64 => Value::Float(int as f64),
        Param::Int64 => Value::Int(int, IntType::Int64),
        Param::Uint32 => match u32::try_from(int) {
            Ok(uint) => Value::Uint(u64::from(uint), UintType::Uint32),
            Err(_) => return Err("overflows uint32".to_owned()),
        },
        _ => Value::int(int),
    })
}
