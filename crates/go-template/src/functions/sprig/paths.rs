//! Slash-separated paths, as Go's path package takes them apart; the `os` forms are the same on Linux.

use super::Answer;
use crate::functions::{Context, Cost, Function, Param, text};
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base", &[Param::Str], base),
    Function::new("osBase", &[Param::Str], base),
    Function::new("dir", &[Param::Str], dir),
    Function::new("osDir", &[Param::Str], dir),
    Function::new("clean", &[Param::Str], |_, args| Ok(clean(text(args, 0)?).into())).costs(Cost::Whole(10)),
    Function::new("osClean", &[Param::Str], |_, args| Ok(clean(text(args, 0)?).into()))
        .costs(Cost::Whole(10)),
    Function::new("ext", &[Param::Str], ext),
    Function::new("osExt", &[Param::Str], ext),
    Function::new("isAbs", &[Param::Str], is_abs),
    Function::new("osIsAbs", &[Param::Str], is_abs),
];

fn base<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let path = text(args, 0)?;
    if path.is_empty() {
        return Ok(Value::from("."));
    }
    let path = path.trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default();
    Ok(Value::from(if path.is_empty() { "/" } else { name }))
}

fn dir<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let path = text(args, 0)?;
    let end = path.rfind('/').map_or(0, |at| at + 1);
    Ok(clean(&path[..end]).into())
}

fn ext<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let name = text(args, 0)?.rsplit('/').next().unwrap_or_default();
    Ok(Value::from(name.rfind('.').map_or("", |dot| &name[dot..])))
}

fn is_abs<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    Ok(Value::Bool(text(args, 0)?.starts_with('/')))
}

/// The shortest path to the same place, by its text alone; of nothing `.`.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}
