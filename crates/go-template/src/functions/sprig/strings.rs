//! Sprig's functions on text that find, cut, join and repeat.

use super::{Answer, go_quote, sprint, text_of, whole};
use crate::functions::{Context, Cost, Function, ITEM, Param, arg, int, shared, text};
use crate::value::{Dict, Elem, List, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("hello", &[], |_, _| Ok(Value::from("Hello!"))),
    Function::new("trim", &[Param::Str], |_, args| Ok(Value::from(text(args, 0)?.trim()))),
    Function::new("trimall", &[Param::Str, Param::Str], trim_all).costs(Cost::Pick),
    Function::new("trimAll", &[Param::Str, Param::Str], trim_all).costs(Cost::Pick),
    Function::new("trimSuffix", &[Param::Str, Param::Str], |_, args| {
        let s = text(args, 1)?;
        Ok(s.strip_suffix(text(args, 0)?).map_or_else(|| args[1].clone(), Value::from))
    }),
    Function::new("trimPrefix", &[Param::Str, Param::Str], |_, args| {
        let s = text(args, 1)?;
        Ok(s.strip_prefix(text(args, 0)?).map_or_else(|| args[1].clone(), Value::from))
    }),
    Function::new("contains", &[Param::Str, Param::Str], |_, args| {
        Ok(Value::Bool(text(args, 1)?.contains(text(args, 0)?)))
    }),
    Function::new("hasPrefix", &[Param::Str, Param::Str], |_, args| {
        Ok(Value::Bool(text(args, 1)?.starts_with(text(args, 0)?)))
    }),
    Function::new("hasSuffix", &[Param::Str, Param::Str], |_, args| {
        Ok(Value::Bool(text(args, 1)?.ends_with(text(args, 0)?)))
    }),
    Function::new("repeat", &[Param::Int, Param::Str], repeat),
    Function::new("substr", &[Param::Int, Param::Int, Param::Str], substr),
    Function::new("trunc", &[Param::Int, Param::Str], trunc),
    Function::variadic("quote", &[], Param::Any, quote).of_text(go_quote),
    Function::variadic("squote", &[], Param::Any, squote),
    Function::variadic("cat", &[], Param::Any, cat),
    Function::new("indent", &[Param::Int, Param::Str], |context, args| {
        let indented = indent(context, int(args, 0)?, text(args, 1)?, "")?;
        Ok(Value::from(indented))
    }),
    Function::new("nindent", &[Param::Int, Param::Str], |context, args| {
        let indented = indent(context, int(args, 0)?, text(args, 1)?, "\n")?;
        Ok(Value::from(indented))
    }),
    Function::new("replace", &[Param::Str, Param::Str, Param::Str], replace),
    Function::new("plural", &[Param::Str, Param::Str, Param::Int], |_, args| {
        Ok(args[usize::from(int(args, 2)? != 1)].clone())
    }),
    Function::new("split", &[Param::Str, Param::Str], |context, args| {
        Ok(numbered(split(context, text(args, 0)?, text(args, 1)?, -1)?))
    }),
    Function::new("splitn", &[Param::Str, Param::Int, Param::Str], |context, args| {
        Ok(numbered(split(context, text(args, 0)?, text(args, 2)?, int(args, 1)?)?))
    }),
    Function::new("splitList", &[Param::Str, Param::Str], |context, args| {
        Ok(Value::List(List::strings(split(context, text(args, 0)?, text(args, 1)?, -1)?)))
    }),
    Function::new("join", &[Param::Str, Param::Any], join),
    Function::new("toStrings", &[Param::Any], |_, args| Ok(Value::List(texts_of(arg(args, 0))))),
    Function::new("sortAlpha", &[Param::Any], sort_alpha),
];

/// A list of texts from anything: a list's items without the nils, nothing of nil, else the one value.
pub(super) fn texts_of<'a>(value: &Value<'a>) -> List<'a> {
    match value {
        Value::List(list) if list.elem() == Elem::Str => list.clone(),
        Value::List(list) => {
            let texts = list.iter().filter(|item| !matches!(item, Value::Nil)).map(as_text);
            List::typed(Elem::Str, texts.collect())
        }
        Value::Nil | Value::Missing => List::typed(Elem::Str, Vec::new()),
        other => List::typed(Elem::Str, vec![as_text(other.clone())]),
    }
}

fn as_text(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Str(_) => value,
        other => Value::from(text_of(&other)),
    }
}

/// What is no list becomes a list of its text, nil too.
fn sort_alpha<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let texts = match arg(args, 0) {
        list @ Value::List(_) => texts_of(list),
        other => List::strings([text_of(other)]),
    };
    if texts.is_nil() {
        return Ok(Value::List(texts));
    }
    let mut items = texts.to_vec();
    // Each is compared with so many others.
    context.budget.look(arg(args, 0), u64::from(items.len().max(1).ilog2()))?;
    items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    Ok(Value::List(List::typed(Elem::Str, items)))
}

/// Every character that is cut is looked for in the set.
fn trim_all<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let cutset = text(args, 0)?;
    context.budget.work((text(args, 1)?.len() as u64).saturating_mul(1 + cutset.len() as u64))?;
    Ok(Value::from(text(args, 1)?.trim_matches(|c| cutset.contains(c))))
}

fn repeat<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let count = usize::try_from(int(args, 0)?).map_err(|_| "negative repeat count")?;
    let s = text(args, 1)?;
    context.budget.afford(count.saturating_mul(s.len()))?;
    // A count alone must not take time: nothing, ten thousand million times, is nothing.
    Ok(Value::from(if s.is_empty() { String::new() } else { s.repeat(count) }))
}

fn substr<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (start, end, s) = (int(args, 0)?, int(args, 1)?, text(args, 2)?.as_bytes());
    let start_at = usize::try_from(start).unwrap_or(0);
    let end_at = match usize::try_from(end) {
        Ok(end) if start < 0 || end <= s.len() => end,
        Err(_) if start < 0 => return Err(format!("slice bounds out of range [:{end}]")),
        _ => s.len(),
    };
    let cut = s.get(start_at..end_at);
    whole(
        cut.ok_or_else(|| {
            format!("slice bounds out of range [{start_at}:{end_at}] with length {}", s.len())
        })?,
    )
}

fn trunc<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (count, s) = (int(args, 0)?, text(args, 1)?);
    let size = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX);
    if size >= s.len() {
        return Ok(args[1].clone());
    }
    whole(if count < 0 { &s.as_bytes()[s.len() - size..] } else { &s.as_bytes()[..size] })
}

fn quote<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    spaced(context, args, |value| go_quote(&text_of(value)))
}

fn squote<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    spaced(context, args, |value| format!("'{}'", sprint(value)))
}

fn cat<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    spaced(context, args, sprint)
}

/// What `spell` makes of each value but nil, with spaces between.
fn spaced<'a>(context: &mut Context<'a>, args: &[Value<'a>], spell: fn(&Value<'_>) -> String) -> Answer<'a> {
    let mut out = String::new();
    for (index, value) in args.iter().filter(|value| !matches!(value, Value::Nil)).enumerate() {
        if index > 0 {
            out.push(' ');
        }
        out.push_str(&spell(value));
        context.budget.afford(out.len())?;
    }
    Ok(Value::from(out))
}

fn indent(context: &mut Context<'_>, spaces: i64, s: &str, before: &str) -> Result<String, String> {
    let spaces = usize::try_from(spaces).map_err(|_| "negative repeat count")?;
    let lines = memchr::memchr_iter(b'\n', s.as_bytes()).count() + 1;
    let size = s.len().saturating_add(before.len()).saturating_add(lines.saturating_mul(spaces));
    context.budget.afford(size)?;
    let pad = " ".repeat(spaces);
    let mut out = String::with_capacity(size);
    out.push_str(before);
    for line in s.split_inclusive('\n') {
        out.push_str(&pad);
        out.push_str(line);
    }
    if s.is_empty() || s.ends_with('\n') {
        out.push_str(&pad);
    }
    Ok(out)
}

fn replace<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (old, new, s) = (text(args, 0)?, text(args, 1)?, text(args, 2)?);
    let times = if old.is_empty() {
        s.chars().count() + 1
    } else {
        memchr::memmem::find_iter(s.as_bytes(), old).count()
    };
    if times == 0 {
        return Ok(Value::Str(shared(args, 2)?));
    }
    context.budget.afford(s.len().saturating_add(times.saturating_mul(new.len())))?;
    Ok(Value::from(s.replace(old, new)))
}

/// `strings.SplitN`; of an empty separator the characters. The room of the texts is taken from the budget.
fn split<'s>(
    context: &mut Context<'_>,
    separator: &str,
    s: &'s str,
    limit: i64,
) -> Result<Vec<&'s str>, String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if limit == 0 {
        return Ok(Vec::new());
    }
    let parts = match separator.is_empty() {
        true => s.len(),
        false => memchr::memmem::find_iter(s.as_bytes(), separator).count() + 1,
    };
    context.budget.spend(s.len().saturating_add(parts.min(limit).saturating_mul(ITEM)))?;
    context.budget.work((parts.min(limit) * ITEM) as u64)?;
    if !separator.is_empty() {
        return Ok(s.splitn(limit, separator).collect());
    }
    let starts = s.char_indices().map(|(at, _)| at).take(limit);
    let ends = s.char_indices().map(|(at, _)| at).skip(1).take(limit - 1).chain([s.len()]);
    Ok(starts.zip(ends).map(|(start, end)| &s[start..end]).collect())
}

fn numbered<'a>(parts: Vec<&str>) -> Value<'a> {
    let entries = parts.into_iter().enumerate().map(|(i, part)| (format!("_{i}"), part));
    Value::Dict(Dict::strings(entries))
}

fn join<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (separator, items) = (text(args, 0)?, texts_of(arg(args, 1)));
    let mut out = String::new();
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(separator);
        }
        out.push_str(item.as_str().unwrap_or_default());
        context.budget.afford(out.len())?;
    }
    Ok(Value::from(out))
}
