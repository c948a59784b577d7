//! Sprig's functions on regular expressions.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::{Captures, Regex};

use super::Answer;
use super::re2::translate;
use crate::functions::{Budget, Context, Function, ITEM, Param, int, text};
use crate::value::{Elem, List, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    // Alone among them it answers false to a bad expression.
    Function::new("regexMatch", &[Param::Str, Param::Str], |context, args| {
        let s = text(args, 1)?;
        let matched = with_regex(context, text(args, 0)?, s, |regex, _| Ok(regex.is_match(s)));
        Ok(Value::Bool(if context.budget.is_exhausted() { matched? } else { matched.unwrap_or(false) }))
    }),
    Function::new("mustRegexMatch", &[Param::Str, Param::Str], |context, args| {
        let s = text(args, 1)?;
        Ok(Value::Bool(with_regex(context, text(args, 0)?, s, |regex, _| Ok(regex.is_match(s)))?))
    }),
    Function::new("regexFind", &[Param::Str, Param::Str], find),
    Function::new("mustRegexFind", &[Param::Str, Param::Str], find),
    Function::new("regexFindAll", &[Param::Str, Param::Str, Param::Int], find_all),
    Function::new("mustRegexFindAll", &[Param::Str, Param::Str, Param::Int], find_all),
    Function::new("regexReplaceAll", &[Param::Str, Param::Str, Param::Str], replace_all),
    Function::new("mustRegexReplaceAll", &[Param::Str, Param::Str, Param::Str], replace_all),
    Function::new("regexReplaceAllLiteral", &[Param::Str, Param::Str, Param::Str], replace_literally),
    Function::new("mustRegexReplaceAllLiteral", &[Param::Str, Param::Str, Param::Str], replace_literally),
    Function::new("regexSplit", &[Param::Str, Param::Str, Param::Int], split),
    Function::new("mustRegexSplit", &[Param::Str, Param::Str, Param::Int], split),
    Function::new("regexQuoteMeta", &[Param::Str], quote_meta),
];

/// How many compiled expressions a thread keeps.
const KEPT: usize = 64;

thread_local! {
    // A template runs for every pod: its expressions are compiled once a thread, and the answers do not depend on it.
    static COMPILED: RefCell<HashMap<String, Regex>> = RefCell::new(HashMap::new());
}

/// What matching costs: each search goes through the rest of the text, at a rate that grows with the expression.
struct Search<'c> {
    budget: &'c mut Budget,
    rate: u64,
}

impl Search<'_> {
    /// Takes the work of a search through so much text.
    fn through(&mut self, bytes: usize) -> Result<(), String> {
        self.budget.work((bytes as u64 + 16).saturating_mul(self.rate))
    }
}

/// Compiles the expression and uses it on `s`.
///
/// # Errors
/// When it is none, or compiling and matching once takes more work than is left: whether it has been compiled before must not count.
fn with_regex<'c, 'a, T>(
    context: &'c mut Context<'a>,
    pattern: &str,
    s: &str,
    use_it: impl FnOnce(&Regex, &mut Search<'c>) -> Result<T, String>,
) -> Result<T, String> {
    let states = states(pattern);
    let mut search = Search { budget: &mut context.budget, rate: 1 + states / 64 };
    search.budget.work(20_000 + states.saturating_mul(200))?;
    search.through(s.len())?;
    let known = COMPILED.with_borrow(|known| known.get(pattern).cloned());
    if let Some(regex) = known {
        return use_it(&regex, &mut search);
    }
    let compiled = Regex::new(&translate(pattern)?);
    let regex =
        compiled.map_err(|e| format!("error parsing regexp {pattern:?}: {}", last_line(&e.to_string())))?;
    let result = use_it(&regex, &mut search);
    COMPILED.with_borrow_mut(|known| {
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(pattern.to_owned(), regex);
    });
    result
}

/// At most so many states an expression has when it is compiled: repetitions multiply, and a class of Unicode has hundreds.
fn states(pattern: &str) -> u64 {
    let counts = pattern.split('{').skip(1).filter_map(|rest| {
        let digits = |text: &str| text.parse::<u64>().ok();
        let (inside, _) = rest.split_once('}')?;
        inside.split(',').filter_map(digits).max()
    });
    let repeated = counts.fold(1, |product: u64, count| product.saturating_mul(count.max(1)));
    let classes = pattern.matches(r"\p").count() + pattern.matches(r"\P").count();
    (pattern.len() as u64 + 500 * classes as u64).saturating_mul(repeated).min(1_000_000)
}

/// The crate draws a picture of the pattern above the reason.
fn last_line(message: &str) -> &str {
    message.lines().last().unwrap_or(message).trim_start_matches("error: ")
}

fn find<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let s = text(args, 1)?;
    let found = |regex: &Regex| regex.find(s).map_or("", |found| found.as_str()).into();
    with_regex(context, text(args, 0)?, s, |regex, _| Ok(found(regex)))
}

/// The first `n` matches, all for a negative `n`; none is a nil slice.
fn find_all<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (s, limit) = (text(args, 1)?, usize::try_from(int(args, 2)?).unwrap_or(usize::MAX));
    let found = with_regex(context, text(args, 0)?, s, |regex, search| {
        let mut all: Vec<Value<'a>> = Vec::new();
        for found in regex.find_iter(s).take(limit) {
            search.through(s.len() - found.start())?;
            search.budget.spend(found.len() + ITEM)?;
            all.push(found.as_str().into());
        }
        Ok(all)
    })?;
    Ok(Value::List(if found.is_empty() { List::nil(Elem::Str) } else { List::typed(Elem::Str, found) }))
}

fn replace_all<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (s, template) = (text(args, 1)?, text(args, 2)?);
    replace(context, text(args, 0)?, s, |captures, out| expand(template, captures, out))
}

fn replace_literally<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (s, replacement) = (text(args, 1)?, text(args, 2)?);
    replace(context, text(args, 0)?, s, |_, out| out.push_str(replacement))
}

fn replace<'a>(
    context: &mut Context<'a>,
    pattern: &str,
    s: &str,
    put: impl Fn(&Captures<'_>, &mut String),
) -> Answer<'a> {
    let replaced = with_regex(context, pattern, s, |regex, search| {
        let (mut out, mut end) = (String::with_capacity(s.len()), 0);
        for captures in regex.captures_iter(s) {
            let Some(found) = captures.get(0) else { continue };
            search.through(s.len() - found.start())?;
            let before = out.len();
            out.push_str(&s[end..found.start()]);
            put(&captures, &mut out);
            end = found.end();
            search.budget.work((out.len() - before) as u64)?;
            search.budget.afford(out.len())?;
        }
        out.push_str(&s[end..]);
        Ok(out)
    })?;
    Ok(replaced.into())
}

/// `Regexp.Expand`: `$1`, `${1}`, `$name`; `$$` is `$`, a group there is not is nothing, any other `$` is itself.
fn expand(template: &str, captures: &Captures<'_>, out: &mut String) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let braced = after.strip_prefix('{');
        let from = braced.unwrap_or(after);
        let size = from.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(from.len());
        let (name, tail) = from.split_at(size);
        let tail = if braced.is_some() { tail.strip_prefix('}') } else { Some(tail) };
        match tail {
            Some(tail) if !name.is_empty() => {
                out.push_str(group(captures, name).unwrap_or_default());
                rest = tail;
            }
            _ => {
                out.push('$');
                rest = after;
            }
        }
    }
    out.push_str(rest);
}

fn group<'s>(captures: &Captures<'s>, name: &str) -> Option<&'s str> {
    let numeric = name.bytes().all(|b| b.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
    let found = if numeric { captures.get(name.parse().ok()?) } else { captures.name(name) };
    found.map(|found| found.as_str())
}

/// `Regexp.Split`: at most `n` pieces, all for a negative `n`, none for 0.
fn split<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (pattern, s, limit) = (text(args, 0)?, text(args, 1)?, int(args, 2)?);
    let pieces = with_regex(context, pattern, s, |regex, search| {
        if limit == 0 {
            return Ok(Vec::new());
        }
        if !pattern.is_empty() && s.is_empty() {
            return Ok(vec![Value::from("")]);
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let (mut pieces, mut begin, mut end) = (Vec::<Value<'a>>::new(), 0, 0);
        for found in regex.find_iter(s).take(limit) {
            if pieces.len() == limit - 1 {
                break;
            }
            search.through(s.len() - found.start())?;
            search.budget.spend(found.start().saturating_sub(begin) + ITEM)?;
            end = found.start();
            if found.end() != 0 {
                pieces.push(Value::from(&s[begin..end]));
            }
            begin = found.end();
        }
        if end != s.len() {
            pieces.push(Value::from(&s[begin..]));
        }
        Ok(pieces)
    })?;
    Ok(Value::List(if limit == 0 { List::nil(Elem::Str) } else { List::typed(Elem::Str, pieces) }))
}

fn quote_meta<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut out = String::new();
    for c in text(args, 0)?.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    Ok(out.into())
}
