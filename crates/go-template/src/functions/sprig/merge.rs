//! `merge` and `mergeOverwrite`, as mergo 1.0.2 merges maps.

use super::Answer;
use crate::functions::{Context, Effect, Function, ITEM, Param, dict};
use crate::value::{Dict, Elem, MAX_DEPTH, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("merge", &[Param::Dict], Param::Dict, |context, args| {
        merge_all(context, args, Conflict::KeepOld)
    })
    .with(Effect::Changes),
    Function::variadic("mustMerge", &[Param::Dict], Param::Dict, |context, args| {
        merge_all(context, args, Conflict::KeepOld)
    })
    .with(Effect::Changes),
    Function::variadic("mergeOverwrite", &[Param::Dict], Param::Dict, |context, args| {
        merge_all(context, args, Conflict::TakeNew)
    })
    .with(Effect::Changes),
    Function::variadic("mustMergeOverwrite", &[Param::Dict], Param::Dict, |context, args| {
        merge_all(context, args, Conflict::TakeNew)
    })
    .with(Effect::Changes),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Conflict {
    KeepOld,
    TakeNew,
}

/// Merges the later maps into the first, which is changed. Maps below are shared, not copied, as in Go.
fn merge_all<'a>(context: &mut Context<'a>, args: &[Value<'a>], conflict: Conflict) -> Answer<'a> {
    let mut into = dict(args, 0)?.clone();
    for index in 1..args.len() {
        let from = dict(args, index)?;
        if into.is_nil() && !from.is_nil() {
            into = Dict::new(Vec::<(String, Value<'a>)>::new());
        }
        merge(context, &into, from, conflict, 0)?;
    }
    Ok(Value::Dict(into))
}

/// | old \ new | nil | a map | a list | anything else |
/// | --- | --- | --- | --- | --- |
/// | missing | new only if it wins | new | new | new |
/// | empty | as above | new | new | new |
/// | a map | as above | merged | new if it wins | new if it wins |
/// | anything else | as above | new if it wins | new if it wins | new if it wins |
fn merge<'a>(
    context: &mut Context<'a>,
    into: &Dict<'a>,
    from: &Dict<'a>,
    conflict: Conflict,
    depth: usize,
) -> Result<(), String> {
    if depth > MAX_DEPTH {
        return Err("cannot merge maps nested so deep".to_owned());
    }
    context.budget.look_over(&Value::Dict(from.clone()))?;
    for (key, new) in from.entries() {
        // What is read from a file is searched for the key.
        context.budget.look_up(&Value::Dict(into.clone()))?;
        if matches!(new, Value::Nil) {
            if conflict == Conflict::TakeNew {
                into.insert(key, Value::Nil)?;
            }
            continue;
        }
        let old = into.get(&key);
        if let (Some(Value::Dict(old)), Value::Dict(new)) = (&old, &new)
            && !(old.is_nil() || new.same(old))
        {
            merge(context, old, new, conflict, depth + 1)?;
        }
        let keeps = match (&old, &new) {
            (None, _) => false,
            (Some(old), _) if empty(old) => false,
            (Some(Value::Dict(_)), Value::Dict(_)) => true,
            _ => conflict == Conflict::KeepOld,
        };
        if !keeps {
            fits(into.elem(), &new)?;
            context.budget.spend(ITEM)?;
            into.insert(key, new)?;
        }
    }
    Ok(())
}

/// A map of strings takes nothing else: Go's reflection panics.
fn fits(elem: Elem, value: &Value<'_>) -> Result<(), String> {
    match (elem, value) {
        (Elem::Any, _) | (Elem::Str, Value::Str(_)) => Ok(()),
        (elem, value) => Err(format!("cannot put {} into a map of {}", value.type_name(), elem.name())),
    }
}

/// mergo's `isEmptyValue`: the zero value, also behind a pointer; no struct is.
fn empty(value: &Value<'_>) -> bool {
    match value {
        Value::Pointer(pointer) => pointer.target.as_deref().is_none_or(empty),
        other => !other.truth(),
    }
}
