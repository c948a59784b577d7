//! Sprig's functions on lists; they take a slice of any type, and their `must` forms differ only in Go's way to fail.

use super::Answer;
use super::cast::to_int;
use super::reflect::{deep_equal, is_empty};
use crate::functions::{Context, Cost, Function, Param, arg, int};
use crate::value::{Elem, List, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("list", &[], Param::Any, make_list).costs(Cost::Pick),
    Function::variadic("tuple", &[], Param::Any, make_list).costs(Cost::Pick),
    Function::new("append", &[Param::Any, Param::Any], append).costs(Cost::Shallow),
    Function::new("push", &[Param::Any, Param::Any], append).costs(Cost::Shallow),
    Function::new("mustAppend", &[Param::Any, Param::Any], append).costs(Cost::Shallow),
    Function::new("mustPush", &[Param::Any, Param::Any], append).costs(Cost::Shallow),
    Function::new("prepend", &[Param::Any, Param::Any], prepend).costs(Cost::Shallow),
    Function::new("mustPrepend", &[Param::Any, Param::Any], prepend).costs(Cost::Shallow),
    Function::variadic("concat", &[], Param::Any, concat).costs(Cost::Shallow),
    Function::new("first", &[Param::Any], first).costs(Cost::Pick),
    Function::new("mustFirst", &[Param::Any], first).costs(Cost::Pick),
    Function::new("last", &[Param::Any], last).costs(Cost::Pick),
    Function::new("mustLast", &[Param::Any], last).costs(Cost::Pick),
    Function::new("rest", &[Param::Any], rest).costs(Cost::Shallow),
    Function::new("mustRest", &[Param::Any], rest).costs(Cost::Shallow),
    Function::new("initial", &[Param::Any], initial).costs(Cost::Shallow),
    Function::new("mustInitial", &[Param::Any], initial).costs(Cost::Shallow),
    Function::new("reverse", &[Param::Any], reverse).costs(Cost::Shallow),
    Function::new("mustReverse", &[Param::Any], reverse).costs(Cost::Shallow),
    Function::new("compact", &[Param::Any], compact),
    Function::new("mustCompact", &[Param::Any], compact),
    Function::new("uniq", &[Param::Any], uniq),
    Function::new("mustUniq", &[Param::Any], uniq),
    Function::variadic("without", &[Param::Any], Param::Any, without),
    Function::variadic("mustWithout", &[Param::Any], Param::Any, without),
    Function::new("has", &[Param::Any, Param::Any], has),
    Function::new("mustHas", &[Param::Any, Param::Any], has),
    Function::variadic("slice", &[Param::Any], Param::Any, slice).costs(Cost::Shallow),
    Function::variadic("mustSlice", &[Param::Any], Param::Any, slice).costs(Cost::Shallow),
    Function::new("chunk", &[Param::Int, Param::Any], chunk).costs(Cost::Shallow),
    Function::new("mustChunk", &[Param::Int, Param::Any], chunk).costs(Cost::Shallow),
];

/// The slice at `index`, of any type, or why not.
fn slice_at<'v, 'a>(args: &'v [Value<'a>], index: usize, verb: &str) -> Result<&'v List<'a>, String> {
    match arg(args, index) {
        Value::List(list) => Ok(list),
        Value::Nil | Value::Missing => Err(format!("cannot {verb} nil")),
        other => Err(format!("cannot {verb} type {}", other.kind_name())),
    }
}

/// A new `[]interface {}`.
#[expect(clippy::unnecessary_wraps, reason = "an answer")]
fn new_list<'a>(items: Vec<Value<'a>>) -> Answer<'a> {
    Ok(Value::List(List::new(items)))
}

/// Takes by itself what it makes: it does not even look at the items.
fn make_list<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    context.budget.work(args.len() as u64 * 8)?;
    context.budget.spend(size_of_val(args))?;
    new_list(args.to_vec())
}

fn append<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut items = slice_at(args, 0, "push on")?.to_vec();
    items.push(arg(args, 1).clone());
    new_list(items)
}

fn prepend<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "prepend on")?;
    new_list(std::iter::once(arg(args, 1).clone()).chain(list.iter()).collect())
}

/// Of nothing but empty lists a nil slice.
fn concat<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut items = Vec::new();
    for index in 0..args.len() {
        let list = slice_at(args, index, "concat as a list")?;
        items.extend(list.iter());
    }
    Ok(Value::List(if items.is_empty() { List::nil(Elem::Any) } else { List::new(items) }))
}

fn first<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    Ok(slice_at(args, 0, "find first on")?.get(0).unwrap_or(Value::Nil))
}

fn last<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "find last on")?;
    Ok(list.len().checked_sub(1).and_then(|at| list.get(at)).unwrap_or(Value::Nil))
}

fn rest<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "find rest on")?;
    if list.is_empty() {
        return Ok(Value::List(List::nil(Elem::Any)));
    }
    new_list(list.iter().skip(1).collect())
}

fn initial<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "find initial on")?;
    if list.is_empty() {
        return Ok(Value::List(List::nil(Elem::Any)));
    }
    new_list(list.iter().take(list.len() - 1).collect())
}

fn reverse<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut items = slice_at(args, 0, "find reverse on")?.to_vec();
    items.reverse();
    new_list(items)
}

fn compact<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "compact on")?;
    new_list(list.iter().filter(|item| !is_empty(item)).collect())
}

fn uniq<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "find uniq on")?;
    let (mut seen, mut kept) = (Seen::default(), Vec::new());
    for item in list.iter() {
        if seen.insert(context, &item)? {
            kept.push(item);
        }
    }
    new_list(kept)
}

/// The items met so far: texts and whole numbers by hash, so that a long list takes no quadratic time.
#[derive(Default)]
struct Seen<'a> {
    texts: std::collections::HashSet<crate::value::Str<'a>>,
    ints: std::collections::HashSet<(i64, &'static str)>,
    others: Vec<Value<'a>>,
}

impl<'a> Seen<'a> {
    /// Whether the item is new.
    fn insert(&mut self, context: &mut Context<'a>, item: &Value<'a>) -> Result<bool, String> {
        Ok(match item {
            Value::Str(text) => self.texts.insert(text.clone()),
            Value::Int(i, kind) => self.ints.insert((*i, kind.name())),
            other if contains(context, &self.others, other)? => false,
            other => {
                self.others.push(other.clone());
                true
            }
        })
    }
}

/// Whether one of the values equals the one that is wanted.
fn contains<'a>(context: &mut Context<'a>, values: &[Value<'a>], wanted: &Value<'a>) -> Result<bool, String> {
    for value in values {
        if deep_equal(context, wanted, value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn without<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "find without on")?;
    let omitted = args.get(1..).unwrap_or_default();
    let mut kept = Vec::new();
    for item in list.iter() {
        if !contains(context, omitted, &item)? {
            kept.push(item);
        }
    }
    new_list(kept)
}

fn has<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    if matches!(arg(args, 1), Value::Nil) {
        return Ok(Value::Bool(false));
    }
    let list = slice_at(args, 1, "find has on")?;
    Ok(Value::Bool(contains(context, &list.to_vec(), arg(args, 0))?))
}

/// `slice list [start [end]]`; the type stays, and of an empty list nil is left.
fn slice<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "slice")?;
    if list.is_empty() {
        return Ok(Value::Nil);
    }
    let bound = |index: usize, default: usize| match args.get(index) {
        Some(value) => usize::try_from(to_int(value)).map_err(|_| "slice index out of bounds".to_owned()),
        None => Ok(default),
    };
    let (start, end) = (bound(1, 0)?, bound(2, list.len())?);
    if start > end || end > list.len() {
        return Err("slice index out of bounds".to_owned());
    }
    Ok(Value::List(List::typed(list.elem(), (start..end).filter_map(|at| list.get(at)).collect())))
}

/// Lists of `size` items; the last may be shorter.
fn chunk<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 1, "chunk")?;
    let size = int(args, 0)?;
    let Some(size) = usize::try_from(size).ok().filter(|size| *size > 0) else {
        // Sprig divides before it looks: a list that fits into a negative size is no chunks, one item is one chunk.
        let fits = list.len() as u64 <= size.unsigned_abs().saturating_add(1);
        return match list.len() {
            1 if size < -1 => Ok(chunks_of(vec![Value::List(List::new(list.to_vec()))])),
            2.. if size < 0 && fits => Ok(chunks_of(Vec::new())),
            _ => Err(format!("cannot chunk into {size}")),
        };
    };
    context.budget.spend(list.len().saturating_mul(2 * size_of::<Value<'_>>()))?;
    let items = list.to_vec();
    let chunks = items.chunks(size).map(|chunk| Value::List(List::new(chunk.to_vec())));
    Ok(chunks_of(chunks.collect()))
}

fn chunks_of(chunks: Vec<Value<'_>>) -> Value<'_> {
    Value::List(List::typed(Elem::Named("[]interface {}"), chunks))
}
