//! `eq`, `lt` and their kin: basic kinds compare with their like, and signed with unsigned integers.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::format;
use crate::value::Value;

const BAD_TYPE: &str = "invalid type for comparison";

/// A value in the terms comparisons think in.
enum Basic {
    Bool(bool),
    Complex(f64, f64),
    /// Every integer, signed or not.
    Int(i128),
    Float(f64),
    Str(String),
    Other,
}

fn basic(value: &Value<'_>) -> Basic {
    match value {
        Value::Bool(b) => Basic::Bool(*b),
        Value::Int(i, _) => Basic::Int(i128::from(*i)),
        Value::Uint(u, _) => Basic::Int(i128::from(*u)),
        Value::Float(f) | Value::Float32(f) => Basic::Float(*f),
        Value::Complex(re, im) => Basic::Complex(*re, *im),
        Value::Str(text) => Basic::Str(text.to_string()),
        Value::Object(object) => object.underlying().map_or(Basic::Other, |value| basic(&value)),
        _ => Basic::Other,
    }
}

/// Whether the first argument equals one of the others.
pub(super) fn eq(args: &[Value<'_>]) -> Result<bool, String> {
    let Some((first, others)) = args.split_first() else {
        return Err("missing argument for comparison".to_owned());
    };
    if others.is_empty() {
        return Err("missing argument for comparison".to_owned());
    }
    for other in others {
        if equal(first, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn equal<'a>(a: &Value<'a>, b: &Value<'a>) -> Result<bool, String> {
    if let (Value::Str(a), Value::Str(b)) = (a, b) {
        return Ok(a == b);
    }
    let nothing = |value: &Value<'_>| matches!(value, Value::Nil | Value::Missing);
    Ok(match (basic(a), basic(b)) {
        (Basic::Bool(a), Basic::Bool(b)) => a == b,
        #[expect(clippy::float_cmp, reason = "as Go compares")]
        (Basic::Complex(a, ai), Basic::Complex(b, bi)) => a == b && ai == bi,
        (Basic::Int(a), Basic::Int(b)) => a == b,
        #[expect(clippy::float_cmp, reason = "as Go compares")]
        (Basic::Float(a), Basic::Float(b)) => a == b,
        (Basic::Str(a), Basic::Str(b)) => a == b,
        (Basic::Other, Basic::Other) => return identical(a, b),
        // Nil equals nothing that cannot be nil.
        _ if nothing(a) || nothing(b) => false,
        _ => return Err(incompatible(a, b)),
    })
}

/// Compares what is not basic: with nil, or when it is a pointer by identity.
fn identical<'a>(a: &Value<'a>, b: &Value<'a>) -> Result<bool, String> {
    let nothing = |value: &Value<'_>| matches!(value, Value::Nil | Value::Missing);
    let show = |value: &Value<'_>| format::sprint(std::slice::from_ref(value));
    if a.kind_name() != b.kind_name() && !nothing(a) && !nothing(b) {
        let (left, right) = (show(a), show(b));
        return Err(format!("non-comparable types {left}: {}, {right}: {}", a.type_name(), b.type_name()));
    }
    if a.is_nil() || b.is_nil() {
        return Ok(a.is_nil() && b.is_nil());
    }
    match (a, b) {
        (Value::Pointer(a), Value::Pointer(b)) => {
            Ok(a.target.as_ref().zip(b.target.as_ref()).is_some_and(|(a, b)| Rc::ptr_eq(a, b)))
        }
        (Value::Object(a), Value::Object(b)) => Ok(Rc::ptr_eq(a, b)
            || a.type_name() == b.type_name() && !a.type_name().starts_with('*') && a.json() == b.json()),
        // Pointers to different things.
        (Value::Pointer(_), Value::Object(_)) | (Value::Object(_), Value::Pointer(_)) => Ok(false),
        _ => Err(format!("non-comparable type {}: {}", show(b), b.type_name())),
    }
}

/// Whether `a` is less than `b`.
pub(super) fn lt(a: &Value<'_>, b: &Value<'_>) -> Result<bool, String> {
    Ok(order(a, b)? == Some(Ordering::Less))
}

/// Whether `a` is less than `b` or equal to it.
pub(super) fn le(a: &Value<'_>, b: &Value<'_>) -> Result<bool, String> {
    Ok(matches!(order(a, b)?, Some(Ordering::Less | Ordering::Equal)))
}

/// How the two are ordered; not at all when one is not a number.
fn order(a: &Value<'_>, b: &Value<'_>) -> Result<Option<Ordering>, String> {
    Ok(match (basic(a), basic(b)) {
        (Basic::Other, _) | (_, Basic::Other) => return Err(BAD_TYPE.to_owned()),
        (Basic::Bool(_), Basic::Bool(_)) | (Basic::Complex(..), Basic::Complex(..)) => {
            return Err(BAD_TYPE.to_owned());
        }
        (Basic::Int(a), Basic::Int(b)) => Some(a.cmp(&b)),
        (Basic::Float(a), Basic::Float(b)) => a.partial_cmp(&b),
        (Basic::Str(a), Basic::Str(b)) => Some(a.cmp(&b)),
        _ => return Err(incompatible(a, b)),
    })
}

fn incompatible(a: &Value<'_>, b: &Value<'_>) -> String {
    format!("incompatible types for comparison: {} and {}", a.type_name(), b.type_name())
}
