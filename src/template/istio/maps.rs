//! String maps, and maps without what is nil.

use go_template::functions::{Context, arg, dict, shared, text};
use go_template::value::{Dict, Elem, List, MAX_DEPTH, Str, Value};

fn merged<'a>(maps: &[Value<'a>]) -> Dict<'a> {
    if maps.is_empty() {
        return Dict::nil(Elem::Str);
    }
    Dict::typed(Elem::Str, maps.iter().filter_map(Value::as_dict).flat_map(Dict::entries))
}

/// One map of many; later ones win.
pub(super) fn merge<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(merged(args).into())
}

/// The same as a JSON text.
pub(super) fn to_json_map<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(Value::from(merged(args))
        .to_json()
        .map(|node| kube_yaml::json::to_json(&node))
        .unwrap_or_default()
        .into())
}

/// A map without some keys.
pub(super) fn omit<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let dropped: Vec<&str> = args.iter().skip(1).filter_map(Value::as_str).collect();
    let kept = dict(args, 0)?.entries().into_iter().filter(|(key, _)| !dropped.contains(&key.as_str()));
    Ok(Dict::typed(Elem::Str, kept).into())
}

/// A string map of keys and values in turn; a last key without a value has an empty one.
pub(super) fn strdict<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let mut pairs: Vec<(Str<'a>, Str<'a>)> = Vec::with_capacity(args.len().div_ceil(2));
    for index in (0..args.len()).step_by(2) {
        let value = if index + 1 < args.len() { shared(args, index + 1)? } else { Str::Borrowed("") };
        pairs.push((Str::from(text(args, index)?), value));
    }
    Ok(Dict::strings(pairs).into())
}

/// A value without the nil entries and items in it; what becomes empty thereby is nil too, and what nests too deep stays.
pub(super) fn omit_nil<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(without_nil(context, arg(args, 0), 0)?.unwrap_or_else(|| arg(args, 0).clone()))
}

/// The value without nil, or none when it has none.
fn without_nil<'a>(
    context: &mut Context<'a>,
    value: &Value<'a>,
    depth: usize,
) -> Result<Option<Value<'a>>, String> {
    context.budget.work(50)?;
    if depth > MAX_DEPTH {
        return Ok(None);
    }
    Ok(match value {
        Value::Nil | Value::Missing => Some(Value::Nil),
        Value::Dict(dict) if dict.elem() == Elem::Any => {
            let mut changed = false;
            let mut kept = Vec::new();
            for (key, item) in dict.entries() {
                let stripped = without_nil(context, &item, depth + 1)?;
                changed |= stripped.is_some();
                match stripped.unwrap_or(item) {
                    Value::Nil => {}
                    item => kept.push((key, item)),
                }
            }
            changed.then(|| if kept.is_empty() { Value::Nil } else { Dict::new(kept).into() })
        }
        Value::List(list) if list.elem() == Elem::Any => {
            let mut changed = false;
            let mut kept = Vec::new();
            for item in list.iter() {
                let stripped = without_nil(context, &item, depth + 1)?;
                changed |= stripped.is_some();
                match stripped.unwrap_or(item) {
                    Value::Nil => {}
                    item => kept.push(item),
                }
            }
            changed.then(|| if kept.is_empty() { Value::Nil } else { List::new(kept).into() })
        }
        _ => None,
    })
}
