//! Sprig's functions on maps, which change the map they are given as Go's do.

use super::{Answer, text_of};
use crate::functions::{Context, Cost, Effect, Function, ITEM, Param, arg, dict, shared, text};
use crate::value::{Dict, Elem, List, Str, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("dict", &[], Param::Any, make_dict).costs(Cost::Pick),
    Function::new("get", &[Param::Dict, Param::Str], |_, args| {
        Ok(dict(args, 0)?.get(text(args, 1)?).unwrap_or_else(|| Value::from("")))
    })
    .costs(Cost::Pick),
    Function::new("set", &[Param::Dict, Param::Str, Param::Any], |context, args| {
        context.budget.spend(ITEM)?;
        dict(args, 0)?.insert(shared(args, 1)?, arg(args, 2).clone())?;
        Ok(args[0].clone())
    })
    .costs(Cost::Pick)
    .with(Effect::Changes),
    Function::new("unset", &[Param::Dict, Param::Str], |_, args| {
        dict(args, 0)?.remove(text(args, 1)?);
        Ok(args[0].clone())
    })
    .costs(Cost::Pick)
    .with(Effect::Changes),
    Function::new("hasKey", &[Param::Dict, Param::Str], |_, args| {
        Ok(Value::Bool(dict(args, 0)?.contains(text(args, 1)?)))
    })
    .costs(Cost::Pick),
    Function::variadic("pluck", &[Param::Str], Param::Dict, |_, args| {
        let key = text(args, 0)?;
        let dicts = args.iter().skip(1).filter_map(Value::as_dict);
        Ok(Value::List(List::new(dicts.filter_map(|d| d.get(key)).collect())))
    })
    .costs(Cost::Shallow),
    // Go's order is random; ours is the keys'.
    Function::variadic("keys", &[], Param::Dict, |_, args| {
        let keys = args.iter().filter_map(Value::as_dict).flat_map(Dict::keys);
        Ok(Value::List(List::typed(Elem::Str, keys.map(Value::Str).collect())))
    })
    .costs(Cost::Shallow),
    Function::new("values", &[Param::Dict], |_, args| {
        let entries = dict(args, 0)?.entries();
        Ok(Value::List(List::new(entries.into_iter().map(|(_, value)| value).collect())))
    })
    .costs(Cost::Shallow),
    Function::variadic("pick", &[Param::Dict], Param::Str, |context, args| {
        let from = dict(args, 0)?;
        let mut picked = Vec::new();
        for index in 1..args.len() {
            context.budget.look_up(&args[0])?;
            let key = shared(args, index)?;
            if let Some(value) = from.get(&key) {
                picked.push((key, value));
            }
        }
        Ok(Value::Dict(Dict::new(picked)))
    })
    .costs(Cost::Shallow),
    Function::variadic("omit", &[Param::Dict], Param::Str, |context, args| {
        let mut entries = dict(args, 0)?.entries();
        context.budget.work((entries.len() as u64).saturating_mul(args.len() as u64 * 4))?;
        entries.retain(|(key, _)| !args[1..].iter().any(|omitted| omitted.as_str() == Some(key)));
        Ok(Value::Dict(Dict::new(entries)))
    })
    .costs(Cost::Shallow),
    Function::variadic("dig", &[], Param::Any, dig).costs(Cost::Shallow),
];

/// Keys and values in turn; a last key without one has the empty string.
fn make_dict<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    context.budget.spend(args.len().div_ceil(2) * ITEM)?;
    context.budget.work((args.len() * ITEM) as u64)?;
    for key in args.iter().step_by(2).filter(|key| key.as_str().is_none()) {
        context.budget.look(key, 1)?;
    }
    let pairs = args.chunks(2).map(|pair| {
        let key = match &pair[0] {
            Value::Str(text) => text.clone(),
            other => Str::from(text_of(other)),
        };
        (key, pair.get(1).cloned().unwrap_or_else(|| Value::from("")))
    });
    Ok(Value::Dict(Dict::new(pairs)))
}

/// `dig key… default map`: the value at the end of the keys, or the default where one is missing.
fn dig<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let [keys @ .., default, map] = args else { return Err("dig needs at least three arguments".to_owned()) };
    if keys.is_empty() {
        return Err("dig needs at least three arguments".to_owned());
    }
    if let Some(bad) = keys.iter().find(|key| key.as_str().is_none()) {
        return Err(format!("a key is {}, not string", bad.type_name()));
    }
    let mut found = map.clone();
    for key in keys {
        let step = match &found {
            Value::Dict(map) if map.type_name() == "map[string]interface {}" => {
                map.get(key.as_str().unwrap_or(""))
            }
            other => return Err(format!("a value is {}, not map[string]interface {{}}", other.type_name())),
        };
        match step {
            Some(value) => found = value,
            None => return Ok(default.clone()),
        }
    }
    Ok(found)
}
