//! The text functions of Sprig 3.3, as Istio 1.30 links it (cast 1.10, semver 3.5, mergo 1.0.2).
//!
//! Whatever would need a clock, randomness, the environment or the network is an error that says so: the same input
//! gives the same bytes. Text is UTF-8 here and bytes in Go, so what would cut a character in two is an error too.

mod base_n;
mod cast;
mod case;
mod characters;
mod conversions;
mod crypto;
mod dates;
mod decimal;
mod defaults;
mod reflect;
mod dicts;
mod unsupported;
mod json;
mod lists;
mod math;
mod merge;
mod paths;
mod re2;
mod regex;
mod semver;
mod shorten;
mod strings;
mod url_parts;
mod urls;

use super::Function;
use crate::format::print_to;
use crate::quote::quote;
use crate::value::Value;

/// The functions by their names.
pub const FUNCTIONS: &[Function] = &joined::<{ count(TABLES) }>(TABLES);

/// A table a kind.
const TABLES: &[&[Function]] = &[
    strings::FUNCTIONS,
    case::FUNCTIONS,
    shorten::FUNCTIONS,
    conversions::FUNCTIONS,
    math::FUNCTIONS,
    defaults::FUNCTIONS,
    lists::FUNCTIONS,
    dicts::FUNCTIONS,
    merge::FUNCTIONS,
    json::FUNCTIONS,
    regex::FUNCTIONS,
    semver::FUNCTIONS,
    paths::FUNCTIONS,
    urls::FUNCTIONS,
    dates::FUNCTIONS,
    base_n::FUNCTIONS,
    crypto::FUNCTIONS,
    unsupported::FUNCTIONS,
];

const fn count(tables: &[&[Function]]) -> usize {
    let (mut total, mut table) = (0, 0);
    while table < tables.len() {
        total += tables[table].len();
        table += 1;
    }
    total
}

const fn joined<const N: usize>(tables: &[&[Function]]) -> [Function; N] {
    let mut all = [tables[0][0]; N];
    let (mut next, mut table) = (0, 0);
    while table < tables.len() {
        let mut index = 0;
        while index < tables[table].len() {
            all[next] = tables[table][index];
            next += 1;
            index += 1;
        }
        table += 1;
    }
    all
}

/// A function's answer.
type Answer<'a> = Result<Value<'a>, String>;

/// Text that a function cut out of bytes.
fn whole<'a>(bytes: &[u8]) -> Answer<'a> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Value::from(text)),
        Err(_) => Err("the result is not UTF-8: it has half a character".to_owned()),
    }
}

/// `%v`.
fn sprint(value: &Value<'_>) -> String {
    let mut out = String::new();
    print_to(&mut out, value);
    out
}

/// `%q`.
fn go_quote(text: &str) -> String {
    quote(text, false)
}

/// Sprig's own way to text: strings as they are, what has a `String` method by it, the rest as `%v`.
fn text_of(value: &Value<'_>) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        Value::List(list) => match list.bytes() {
            Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            None => sprint(value),
        },
        other => sprint(other),
    }
}

#[cfg(test)]
mod tests;
