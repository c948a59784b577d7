//! Sprig's functions on lists; they take a slice of any type, and their `must` forms differ only in Go's way to fail.

use super::Answer;
use super::cast::to_int;
use super::reflect::{deep_equal, is_empty};
use crate::functions::{Context, Function, Param, arg, int};
use crate::value::{Elem, List, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("list", &[], Param::Any, make_list),
    Function::variadic("tuple", &[], Param::Any, make_list),
    Function::new("append", &[Param::Any, Param::Any], append),
    Function::new("push", &[Param::Any, Param::Any], append),
    Function::new("mustAppend", &[Param::Any, Param::Any], append),
    Function::new("mustPush", &[Param::Any, Param::Any], append),
    Function::new("prepend", &[Param::Any, Param::Any], prepend),
    Function::new("mustPrepend", &[Param::Any, Param::Any], prepend),
    Function::variadic("concat", &[], Param::Any, concat),
    Function::new("first", &[Param::Any], first),
    Function::new("mustFirst", &[Param::Any], first),
    Function::new("last", &[Param::Any], last),
    Function::new("mustLast", &[Param::Any], last),
    Function::new("rest", &[Param::Any], rest),
    Function::new("mustRest", &[Param::Any], rest),
    Function::new("initial", &[Param::Any], initial),
    Function::new("mustInitial", &[Param::Any], initial),
    Function::new("reverse", &[Param::Any], reverse),
    Function::new("mustReverse", &[Param::Any], reverse),
    Function::new("compact", &[Param::Any], compact),
    Function::new("mustCompact", &[Param::Any], compact),
    Function::new("uniq", &[Param::Any], uniq),
    Function::new("mustUniq", &[Param::Any], uniq),
    Function::variadic("without", &[Param::Any], Param::Any, without),
    Function::variadic("mustWithout", &[Param::Any], Param::Any, without),
    Function::new("has", &[Param::Any, Param::Any], has),
    Function::new("mustHas", &[Param::Any, Param::Any], has),
    Function::variadic("slice", &[Param::Any], Param::Any, slice),
    Function::variadic("mustSlice", &[Param::Any], Param::Any, slice),
    Function::new("chunk", &[Param::Int, Param::Any], chunk),
    Function::new("mustChunk", &[Param::Int, Param::Any], chunk),
];

/// The slice at `index`, of any type, or why not.
fn slice_at<'v, 'a>(args: &'v [Value<'a>], index: usize, verb: &str) -> Result<&'v List<'a>, String> {
    match arg(args, index) {
        Value::List(list) => Ok(list),
        Value::Nil | Value::Missing => Err(format!("cannot {verb} nil")),
        other => Err(format!("cannot {verb} type {}", other.kind_name())),
    }
}

/// A new `[]interface {}`, its room taken from the budget.
fn new_list<'a>(context: &mut Context<'a>, items: Vec<Value<'a>>) -> Answer<'a> {
    context.spend(items.len().saturating_mul(size_of::<Value<'_>>()))?;
    Ok(Value::List(List::new(items)))
}

fn make_list<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    if args.is_empty() { Ok(Value::List(List::new(Vec::new()))) } else { new_list(context, args.to_vec()) }
}

fn append<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut items = slice_at(args, 0, "push on")?.to_vec();
    items.push(arg(args, 1).clone());
    new_list(context, items)
}

fn prepend<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "prepend on")?;
    new_list(context, std::iter::once(arg(args, 1).clone()).chain(list.iter()).collect())
}

/// Of nothing but empty lists a nil slice.
fn concat<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut items = Vec::new();
    for index in 0..args.len() {
        let list = slice_at(args, index, "concat as a list")?;
        context.spend(list.len().saturating_mul(size_of::<Value<'_>>()))?;
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

fn rest<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "find rest on")?;
    if list.is_empty() {
        return Ok(Value::List(List::nil(Elem::Any)));
    }
    new_list(context, list.iter().skip(1).collect())
}

fn initial<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "find initial on")?;
    if list.is_empty() {
        return Ok(Value::List(List::nil(Elem::Any)));
    }
    new_list(context, list.iter().take(list.len() - 1).collect())
}

fn reverse<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut items = slice_at(args, 0, "find reverse on")?.to_vec();
    items.reverse();
    new_list(context, items)
}

fn compact<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "compact on")?;
    new_list(context, list.iter().filter(|item| !is_empty(item)).collect())
}

fn uniq<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "find uniq on")?;
    let mut seen = Seen::default();
    new_list(context, list.iter().filter(|item| seen.insert(item)).collect())
}

/// The items met so far: texts and whole numbers by hash, so that a long list takes no quadratic time.
#[derive(Default)]
struct Seen<'a> {
    texts: std::collections::HashSet<crate::value::Str<'a>>,
    ints: std::collections::HashSet<(i64, &'static str)>,
    others: Vec<Value<'a>>,
}

impl<'a> Seen<'a> {
    fn insert(&mut self, item: &Value<'a>) -> bool {
        match item {
            Value::Str(text) => self.texts.insert(text.clone()),
            Value::Int(i, kind) => self.ints.insert((*i, kind.name())),
            other if self.others.iter().any(|seen| deep_equal(other, seen)) => false,
            other => {
                self.others.push(other.clone());
                true
            }
        }
    }
}

fn without<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let list = slice_at(args, 0, "find without on")?;
    let omitted = args.get(1..).unwrap_or_default();
    new_list(context, list.iter().filter(|item| !omitted.iter().any(|o| deep_equal(o, item))).collect())
}

fn has<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    if matches!(arg(args, 1), Value::Nil) {
        return Ok(Value::Bool(false));
    }
    let list = slice_at(args, 1, "find has on")?;
    Ok(Value::Bool(list.iter().any(|item| deep_equal(arg(args, 0), &item))))
}

/// `slice list [start [end]]`; the type stays, and of an empty list nil is left.
fn slice<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
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
    context.spend((end - start).saturating_mul(size_of::<Value<'_>>()))?;
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
    context.spend(list.len().saturating_mul(2 * size_of::<Value<'_>>()))?;
    let items = list.to_vec();
    let chunks = items.chunks(size).map(|chunk| Value::List(List::new(chunk.to_vec())));
    Ok(chunks_of(chunks.collect()))
}

fn chunks_of(chunks: Vec<Value<'_>>) -> Value<'_> {
    Value::List(List::typed(Elem::Named("[]interface {}"), chunks))
}
