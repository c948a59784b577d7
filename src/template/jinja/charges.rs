//! What expressions cost: the filters by which `guard` marks them, and Jinja's own filters, tests and functions with
//! what they look at and make taken from the budget.

use minijinja::functions::Function;
use minijinja::value::{FunctionArgs, FunctionResult, Rest, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, State, Value as Shown, filters, functions, tests};

use super::meter;
use super::weight::{ITEM, holds_namespace, is_namespace, is_ours, weight};

/// What the names of marks begin with, and those of no other filter.
pub(super) const PREFIX: &str = "__";

/// What every call costs.
const CALL: u64 = 200;

/// What sorting, counting and splitting cost for each byte they look at.
const SORTING: u64 = 20;

/// Adds the marks.
pub(super) fn register(environment: &mut Environment<'static>) {
    let mut mark = |name: &str, charge: fn(&Shown, u64) -> Result<Shown, Error>| {
        let filter = move |value: &Shown, times: Option<u64>| charge(value, times.unwrap_or(1));
        environment.add_filter(format!("{PREFIX}{name}"), filter);
    };
    mark("look", |value, times| {
        meter::work(weight(value)?.saturating_mul(times))?;
        Ok(value.clone())
    });
    mark("part", |value, times| {
        meter::spend(size(value)?.saturating_mul(times))?;
        Ok(value.clone())
    });
    mark("made", |value, _| made(value));
    mark("kept", |value, _| kept(value));
    mark("each", |value, written| {
        let value = settled(value)?;
        meter::spend((value.len().unwrap_or(0) as u64).saturating_mul(written))?;
        Ok(value)
    });
    mark("whole", |value, _| {
        meter::spend(meter::largest_template())?;
        Ok(value.clone())
    });
    mark("first", |value, _| {
        meter::push_factor(factor(value)?);
        Ok(value.clone())
    });
    mark("last", |value, _| {
        let other = meter::pop_factor();
        meter::spend(other.saturating_mul(factor(value)?))?;
        Ok(value.clone())
    });
    own_filters(environment);
    own_tests(environment);
    own_functions(environment);
}

/// The bytes of what `~` or `+` copies; numbers have none.
fn size(value: &Shown) -> Result<u64, Error> {
    match value.kind() {
        ValueKind::Number | ValueKind::Bool | ValueKind::None | ValueKind::Undefined => Ok(0),
        _ => weight(value),
    }
}

/// What a factor of `*` contributes to the size of the product.
fn factor(value: &Shown) -> Result<u64, Error> {
    match value.as_i64() {
        Some(times) => Ok(times.unsigned_abs()),
        None if value.kind() == ValueKind::Number => Ok(1),
        None => Ok(weight(value)?.max(1)),
    }
}

/// A new list, tuple or map: what is in it is all there, and it is neither too deep nor too large.
fn made(value: &Shown) -> Result<Shown, Error> {
    let value = settled(value)?;
    let size = weight(&value)?;
    meter::work(size)?;
    meter::afford(size)?;
    Ok(value)
}

/// A value that a namespace is to hold, which no namespace is in: nothing can hold itself.
fn kept(value: &Shown) -> Result<Shown, Error> {
    if holds_namespace(value, 0) {
        return Err(Error::new(ErrorKind::InvalidOperation, "a namespace cannot hold another one"));
    }
    made(value)
}

/// The value with lists for what is made only when it is gone through: one made of another, many times over, would be gone through
/// recursively.
fn settled(value: &Shown) -> Result<Shown, Error> {
    let lazy = |value: &Shown| value.kind() == ValueKind::Iterable;
    match value.kind() {
        ValueKind::Iterable => {
            meter::afford((value.len().unwrap_or(0) as u64).saturating_mul(ITEM))?;
            let mut items = Vec::new();
            for item in value.try_iter()? {
                meter::work(ITEM)?;
                meter::afford(items.len() as u64 * ITEM)?;
                items.push(settled(&item)?);
            }
            Ok(Shown::from(items))
        }
        ValueKind::Seq if !is_ours(value) && value.try_iter()?.any(|item| lazy(&item)) => {
            let items: Result<Vec<Shown>, Error> = value.try_iter()?.map(|item| settled(&item)).collect();
            Ok(Shown::from(items?))
        }
        ValueKind::Map if !is_ours(value) && !is_namespace(value) => {
            if !value.try_iter()?.any(|key| value.get_item(&key).is_ok_and(|item| lazy(&item))) {
                return Ok(value.clone());
            }
            let entry = |key: Shown| Ok((settled(&value.get_item(&key)?)?, key));
            let entries: Result<Vec<(Shown, Shown)>, Error> = value.try_iter()?.map(entry).collect();
            Ok(entries?.into_iter().map(|(item, key)| (key, item)).collect())
        }
        _ => Ok(value.clone()),
    }
}

/// Calls one of Jinja's own functions, filters or tests, which looks at its arguments at the `rate` for each byte.
fn bounded(state: &mut State<'_, '_>, own: &Own, args: &[Shown]) -> Result<Shown, Error> {
    let Own { name, rate, original, swells } = own;
    let mut looked = CALL;
    for arg in args {
        looked = looked.saturating_add(weight(arg)?.saturating_mul(*rate));
    }
    meter::work(looked)?;
    if *swells {
        meter::afford(most(name, args)?)?;
    }
    if calls(name) && args.iter().skip(1).any(|arg| arg.as_str().is_some_and(|name| name.starts_with(PREFIX)))
    {
        return Err(Error::new(
            ErrorKind::UnknownFilter,
            format!("names of filters do not begin with {PREFIX}"),
        ));
    }
    let answer = original.call(state, args)?;
    match answer.kind() {
        ValueKind::Iterable | ValueKind::Seq | ValueKind::Map => made(&answer),
        ValueKind::String => {
            meter::spend(weight(&answer)?)?;
            Ok(answer)
        }
        _ => Ok(answer),
    }
}

/// One of Jinja's own filters, tests or functions.
struct Own {
    name: &'static str,
    /// The work for each byte it looks at.
    rate: u64,
    original: Shown,
    /// Whether what it makes may be in no proportion to what it is given.
    swells: bool,
}

/// Those that [`most`] knows.
const SWELLING: [&str; 16] = [
    "indent", "replace", "join", "batch", "slice", "sum", "format", "split", "list", "lines", "sort",
    "unique", "zip", "chain", "map", "select",
];

/// Whether the filter calls another by its name.
pub(super) fn calls(name: &str) -> bool {
    matches!(name, "map" | "select" | "selectattr" | "reject" | "rejectattr")
}

/// The bytes that a filter may make of its arguments, where those are in no proportion to what it is given.
fn most(name: &str, args: &[Shown]) -> Result<u64, Error> {
    let text = |index: usize| args.get(index).and_then(Shown::as_str).unwrap_or_default();
    let whole = |index: usize| args.get(index).and_then(Shown::as_i64).map_or(0, i64::unsigned_abs);
    let items = args.first().and_then(Shown::len).unwrap_or(0) as u64;
    Ok(match name {
        "indent" => whole(1)
            .max(keyword(args, "width"))
            .saturating_mul(memchr::memchr_iter(b'\n', text(0).as_bytes()).count() as u64 + 1),
        "replace" => {
            let (from, to) = (text(1), text(2).len() as u64);
            let times = if from.is_empty() { items + 1 } else { text(0).matches(from).count() as u64 };
            times.saturating_mul(to)
        }
        "join" => items.saturating_mul(args.get(1).map_or(Ok(0), weight)?),
        "batch" | "slice" => whole(1)
            .max(keyword(args, "count"))
            .max(keyword(args, "linecount"))
            .saturating_add(items)
            .saturating_mul(ITEM),
        "sum" => items.saturating_mul(args.first().map_or(Ok(0), weight)?),
        "format" => numbers(text(0)).saturating_add(
            args.iter()
                .skip(1)
                .filter_map(Shown::as_i64)
                .fold(0, |sum, n| sum.saturating_add(n.unsigned_abs())),
        ),
        "split" | "list" | "lines" | "sort" | "unique" | "zip" | "chain" | "map" | "select" => {
            // Of a text, characters or parts.
            (text(0).len() as u64).saturating_mul(ITEM / 4)
        }
        _ => 0,
    })
}

/// The number that is given by name.
fn keyword(args: &[Shown], name: &str) -> u64 {
    let kwargs = args.last().filter(|last| last.is_kwargs());
    kwargs
        .and_then(|kwargs| kwargs.get_attr(name).ok())
        .and_then(|value| value.as_i64())
        .map_or(0, i64::unsigned_abs)
}

/// The sum of all numbers in a text, such as the widths of a format.
fn numbers(text: &str) -> u64 {
    let digits = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    digits.fold(0, |sum, digits| sum.saturating_add(digits.parse().unwrap_or(u64::MAX)))
}

/// Names of Jinja's own filters, tests or functions, and the originals.
macro_rules! own {
    ($environment:ident.$add:ident, $module:ident, $rate:expr, $($name:literal: $original:ident),*) => {
        $({
            let original = value_of($module::$original);
            let own = Own { name: $name, rate: $rate, original, swells: SWELLING.contains(&$name) };
            $environment.$add($name, move |state: &mut State<'_, '_>, args: Rest<ValueOrKwargs>| {
                bounded(state, &own, &args.into_values())
            });
        })*
    };
}

fn value_of<F, Rv, Args>(function: F) -> Shown
where
    F: Function<Rv, Args>,
    Rv: FunctionResult,
    Args: for<'a> FunctionArgs<'a>,
{
    Shown::from_function(function)
}

fn own_filters(environment: &mut Environment<'static>) {
    own!(environment.add_filter, filters, 1,
        "abs": abs, "attr": attr, "batch": batch, "bool": bool, "capitalize": capitalize, "chain": chain, "count": length,
        "d": default, "default": default, "e": escape, "escape": escape, "first": first, "float": float, "format": format,
        "indent": indent, "int": int, "items": items, "join": join, "last": last, "length": length, "lines": lines,
        "list": list, "lower": lower, "map": map, "reject": reject, "rejectattr": rejectattr, "replace": replace,
        "reverse": reverse, "round": round, "safe": safe, "select": select, "selectattr": selectattr, "slice": slice,
        "split": split, "string": string, "title": title, "trim": trim, "upper": upper, "zip": zip);
    own!(environment.add_filter, filters, SORTING,
        "dictsort": dictsort, "groupby": groupby, "max": max, "min": min, "pprint": pprint, "sort": sort, "sum": sum,
        "unique": unique);
}

fn own_tests(environment: &mut Environment<'static>) {
    own!(environment.add_test, tests, 1,
        "eq": is_eq, "equalto": is_eq, "==": is_eq, "ne": is_ne, "!=": is_ne, "lt": is_lt, "lessthan": is_lt, "<": is_lt,
        "le": is_le, "<=": is_le, "gt": is_gt, "greaterthan": is_gt, ">": is_gt, "ge": is_ge, ">=": is_ge, "in": is_in,
        "startingwith": is_startingwith, "endingwith": is_endingwith, "lower": is_lower, "upper": is_upper);
}

fn own_functions(environment: &mut Environment<'static>) {
    own!(environment.add_function, functions, 1, "dict": dict, "namespace": namespace, "range": range);
}
