//! Anything to a number, as spf13/cast 1.10 does it.

use crate::number::{parse_float, parse_int};
use crate::value::Value;

/// `cast.ToInt64`: 0 for what is no number.
pub(super) fn to_int(value: &Value<'_>) -> i64 {
    match value {
        Value::Bool(b) => i64::from(*b),
        Value::Int(i, _) => *i,
        Value::Uint(u, _) => u.cast_signed(),
        Value::Float(f) | Value::Float32(f) => truncated(*f),
        Value::Str(s) => parse_int(without_decimals(s), 0).unwrap_or(0),
        Value::Pointer(pointer) => pointer.target.as_deref().map_or(0, to_int),
        Value::Object(object) => object.underlying().map_or(0, |v| to_int(&v)),
        _ => 0,
    }
}

/// `cast.ToFloat64`: 0 for what is no number.
#[expect(clippy::cast_precision_loss, reason = "as Go converts")]
pub(super) fn to_float(value: &Value<'_>) -> f64 {
    match value {
        Value::Bool(b) => f64::from(u8::from(*b)),
        Value::Int(i, _) => *i as f64,
        Value::Uint(u, _) => *u as f64,
        Value::Float(f) | Value::Float32(f) => *f,
        Value::Str(s) => parse_float(s).unwrap_or(0.0),
        Value::Pointer(pointer) => pointer.target.as_deref().map_or(0.0, to_float),
        Value::Object(object) => object.underlying().map_or(0.0, |v| to_float(&v)),
        _ => 0.0,
    }
}

/// `3.7` is 3 for cast, and `-.5` is 0; other text stays for the integer parser to judge.
fn without_decimals(s: &str) -> &str {
    let Some((whole, part)) = s.split_once('.') else { return s };
    let digits = whole.strip_prefix(['+', '-']).unwrap_or(whole);
    if !digits.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return s;
    }
    if digits.is_empty() { "0" } else { whole }
}

/// Go's conversion on amd64: toward zero, and the smallest integer for what does not fit.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn truncated(f: f64) -> i64 {
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&f) { f as i64 } else { i64::MIN }
}
