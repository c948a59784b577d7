//! The functions of text/template itself, but for `and` and `or`, which are no functions.

use super::compare;
use super::{Context, Cost, Function, Param, arg};
use crate::format;
use crate::value::{List, Str, UintType, Value};

const ANY: Param = Param::Any;

/// The functions by their names.
pub const FUNCTIONS: &[Function] = &[
    Function::variadic("call", &[ANY], ANY, call),
    Function::variadic("eq", &[ANY], ANY, |_, args| Ok(compare::eq(args)?.into())),
    Function::new("ge", &[ANY, ANY], |_, args| Ok((!compare::lt(arg(args, 0), arg(args, 1))?).into())),
    Function::new("gt", &[ANY, ANY], |_, args| Ok((!compare::le(arg(args, 0), arg(args, 1))?).into())),
    Function::variadic("html", &[], ANY, |_, args| Ok(escape_html(&text_of(args)).into())),
    Function::variadic("index", &[ANY], ANY, index).picks(&[]),
    Function::variadic("js", &[], ANY, |_, args| Ok(escape_js(&text_of(args)).into())),
    Function::new("le", &[ANY, ANY], |_, args| Ok(compare::le(arg(args, 0), arg(args, 1))?.into())),
    Function::new("len", &[ANY], len).costs(Cost::Pick),
    Function::new("lt", &[ANY, ANY], |_, args| Ok(compare::lt(arg(args, 0), arg(args, 1))?.into())),
    Function::new("ne", &[ANY, ANY], |_, args| Ok((!compare::eq(args)?).into())),
    Function::new("not", &[ANY], |_, args| Ok((!arg(args, 0).truth()).into())).costs(Cost::Pick),
    Function::variadic("print", &[], ANY, |_, args| Ok(format::sprint(args).into())),
    Function::variadic("printf", &[Param::Str], ANY, printf),
    Function::variadic("println", &[], ANY, |_, args| Ok(format::sprintln(args).into())),
    Function::variadic("slice", &[ANY], ANY, slice).costs(Cost::Shallow),
    Function::variadic("urlquery", &[], ANY, |_, args| Ok(escape_query(&text_of(args)).into())),
];

fn printf<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(format::sprintf(super::text(args, 0)?, args.get(1..).unwrap_or(&[])).into())
}

/// No value of a template is a function, so every call fails.
fn call<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    match arg(args, 0) {
        Value::Nil | Value::Missing => Err("call of nil".to_owned()),
        value => Err(format!("non-function of type {}", value.type_name())),
    }
}

/// What lies behind pointers and under named basic types; an error names `what` was asked of nil.
fn indirect<'a>(value: &Value<'a>, what: &str) -> Result<Value<'a>, String> {
    match value {
        Value::Pointer(pointer) => match &pointer.target {
            Some(target) => indirect(target, what),
            None => Err(format!("{what} of nil pointer")),
        },
        Value::Object(object) if object.is_nil() => Err(format!("{what} of nil pointer")),
        Value::Object(object) => Ok(object.underlying().unwrap_or_else(|| value.clone())),
        Value::Nil | Value::Missing => Err(format!("{what} of nil pointer")),
        other => Ok(other.clone()),
    }
}

fn position(index: &Value<'_>, limit: usize) -> Result<usize, String> {
    let index = match index {
        Value::Object(object) => object.underlying().unwrap_or_else(|| index.clone()),
        other => other.clone(),
    };
    let found = match index {
        Value::Int(i, _) => usize::try_from(i).ok().filter(|i| *i <= limit).ok_or_else(|| i.to_string()),
        Value::Uint(u, _) => usize::try_from(u).ok().filter(|u| *u <= limit).ok_or_else(|| u.to_string()),
        Value::Nil | Value::Missing => return Err("cannot index slice/array with nil".to_owned()),
        other => return Err(format!("cannot index slice/array with type {}", other.type_name())),
    };
    found.map_err(|i| format!("index out of range: {i}"))
}

fn index<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let mut item = arg(args, 0).clone();
    if matches!(item, Value::Nil) {
        return Err("index of untyped nil".to_owned());
    }
    for index in args.iter().skip(1) {
        item = match indirect(&item, "index")? {
            Value::List(list) => {
                let at = position(index, list.len())?;
                list.get(at).ok_or_else(|| format!("index out of range: {at}"))?
            }
            Value::Str(text) => {
                let at = position(index, text.len())?;
                let byte = text.as_bytes().get(at).ok_or_else(|| format!("index out of range: {at}"))?;
                Value::Uint(u64::from(*byte), UintType::Uint8)
            }
            Value::Dict(dict) => match index {
                Value::Str(key) => dict.get(key).unwrap_or_else(|| dict.elem().zero()),
                Value::Nil => return Err("value is nil; should be of type string".to_owned()),
                other => return Err(format!("value has type {}; should be string", other.type_name())),
            },
            other => return Err(format!("can't index item of type {}", other.type_name())),
        };
    }
    Ok(item)
}

fn slice<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let item = arg(args, 0);
    if matches!(item, Value::Nil) {
        return Err("slice of untyped nil".to_owned());
    }
    let item = indirect(item, "slice")?;
    let indexes = args.get(1..).unwrap_or(&[]);
    if indexes.len() > 3 {
        return Err(format!("too many slice indexes: {}", indexes.len()));
    }
    let len = match &item {
        Value::Str(_) if indexes.len() == 3 => return Err("cannot 3-index slice a string".to_owned()),
        Value::Str(text) => text.len(),
        Value::List(list) => list.len(),
        other => return Err(format!("can't slice item of type {}", other.type_name())),
    };
    let mut bounds = [0, len, len];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        *bound = position(index, len)?;
    }
    let [start, end, limit] = bounds;
    for (low, high) in [(start, end), (end, limit)] {
        if low > high {
            return Err(format!("invalid slice index: {low} > {high}"));
        }
    }
    Ok(match item {
        Value::Str(text) => match text.get(start..end) {
            Some(part) => Value::from(part),
            None => Value::from(String::from_utf8_lossy(&text.as_bytes()[start..end]).into_owned()),
        },
        Value::List(list) => {
            List::typed(list.elem(), list.iter().skip(start).take(end - start).collect()).into()
        }
        other => other,
    })
}

fn len<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let len = match indirect(arg(args, 0), "len")? {
        Value::Str(text) => text.len(),
        Value::List(list) => list.len(),
        Value::Dict(dict) => dict.len(),
        other => return Err(format!("len of type {}", other.type_name())),
    };
    Ok(Value::int(i64::try_from(len).unwrap_or(i64::MAX)))
}

/// The arguments as actions would print them, put together as `print` does.
fn text_of<'a>(args: &[Value<'a>]) -> Str<'a> {
    if let [Value::Str(text)] = args {
        return text.clone();
    }
    Str::from(format::sprint_results(args))
}

fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\0' => out.push('\u{fffd}'),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(c),
        }
    }
    out
}

fn escape_js(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '"' => out.push_str("\\\""),
            '<' | '>' | '&' | '=' | '\0'..' ' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            _ if c.is_ascii() || crate::quote::prints(c) => out.push(c),
            _ => out.push_str(&format!("\\u{:04X}", u32::from(c))),
        }
    }
    out
}

/// `url.QueryEscape`.
fn escape_query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
