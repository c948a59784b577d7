//! Whole trees of values: `reflect.DeepEqual`, deep copies and Sprig's idea of emptiness.

use std::rc::Rc;

use super::Answer;
use crate::value::{Dict, List, MAX_DEPTH, Object, Pointer, Value};

/// `reflect.DeepEqual`: equal types all the way down, a nil slice or map unlike an empty one, NaN unlike itself.
pub(super) fn deep_equal<'a>(a: &Value<'a>, b: &Value<'a>) -> bool {
    equal(a, b, 0)
}

fn equal<'a>(a: &Value<'a>, b: &Value<'a>, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match (a, b) {
        (Value::Nil | Value::Missing, Value::Nil | Value::Missing) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a, s), Value::Int(b, t)) => a == b && s == t,
        (Value::Uint(a, s), Value::Uint(b, t)) => a == b && s == t,
        (Value::Float(a), Value::Float(b)) | (Value::Float32(a), Value::Float32(b)) => a == b,
        (Value::Complex(a, c), Value::Complex(b, d)) => a == b && c == d,
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::List(a), Value::List(b)) => {
            a.type_name() == b.type_name()
                && a.is_nil() == b.is_nil()
                && a.len() == b.len()
                && a.iter().zip(b.iter()).all(|(a, b)| equal(&a, &b, depth + 1))
        }
        (Value::Dict(a), Value::Dict(b)) => {
            a.type_name() == b.type_name() && (a.same(b) || equal_maps(a, b, depth))
        }
        (Value::Pointer(a), Value::Pointer(b)) => a.type_name == b.type_name && equal_targets(a, b, depth),
        (Value::Object(a), Value::Object(b)) => {
            Rc::ptr_eq(a, b)
                || a.type_name() == b.type_name() && a.is_nil() == b.is_nil() && equal_objects(a, b)
        }
        _ => false,
    }
}

fn equal_maps<'a>(a: &Dict<'a>, b: &Dict<'a>, depth: usize) -> bool {
    a.is_nil() == b.is_nil()
        && a.len() == b.len()
        && (a.entries().iter().zip(b.entries())).all(|(a, b)| a.0 == b.0 && equal(&a.1, &b.1, depth + 1))
}

fn equal_targets<'a>(a: &Pointer<'a>, b: &Pointer<'a>, depth: usize) -> bool {
    match (&a.target, &b.target) {
        (Some(a), Some(b)) => equal(a, b, depth + 1),
        (None, None) => true,
        _ => false,
    }
}

/// Objects are equal when nothing that can be seen of them differs.
fn equal_objects<'a>(a: &Rc<dyn Object<'a> + 'a>, b: &Rc<dyn Object<'a> + 'a>) -> bool {
    a.stringer() == b.stringer() && a.json() == b.json()
}

/// A copy that shares no map with the original. Objects cannot be changed, so they are shared.
pub(super) fn deep_copy<'a>(value: &Value<'a>) -> Answer<'a> {
    match value {
        Value::Nil => Err("cannot copy nil".to_owned()),
        value => copy(value, 0),
    }
}

fn copy<'a>(value: &Value<'a>, depth: usize) -> Answer<'a> {
    if depth > MAX_DEPTH {
        return Err("cannot copy a value nested so deep".to_owned());
    }
    Ok(match value {
        Value::List(list) if !list.is_nil() => {
            let items: Result<Vec<_>, _> = list.iter().map(|item| copy(&item, depth + 1)).collect();
            Value::List(List::typed(list.elem(), items?))
        }
        Value::Dict(dict) if !dict.is_nil() => {
            let entries = dict.entries().into_iter();
            let pairs: Result<Vec<_>, String> = entries.map(|(k, v)| Ok((k, copy(&v, depth + 1)?))).collect();
            Value::Dict(Dict::typed(dict.elem(), pairs?))
        }
        other => other.clone(),
    })
}

/// Sprig's `empty`: the zero value, but no struct is and no pointer that is not nil.
pub(super) fn is_empty(value: &Value<'_>) -> bool {
    !value.truth()
}
