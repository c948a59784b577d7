//! Whole trees of values: `reflect.DeepEqual`, deep copies and Sprig's idea of emptiness.

use std::rc::Rc;

use super::Answer;
use crate::functions::{Budget, Context, ITEM};
use crate::value::{Dict, List, MAX_DEPTH, Object, Pointer, Value};

/// What comparing or copying a value costs, its text aside.
const VISIT: u64 = 50;

/// `reflect.DeepEqual`: equal types all the way down, a nil slice or map unlike an empty one, NaN unlike itself.
///
/// # Errors
/// When that takes more work than is left.
pub(super) fn deep_equal<'a>(
    context: &mut Context<'a>,
    a: &Value<'a>,
    b: &Value<'a>,
) -> Result<bool, String> {
    equal(&mut context.budget, a, b, 0)
}

fn equal<'a>(budget: &mut Budget, a: &Value<'a>, b: &Value<'a>, depth: usize) -> Result<bool, String> {
    budget.work(VISIT)?;
    if depth > MAX_DEPTH {
        return Ok(false);
    }
    Ok(match (a, b) {
        (Value::Nil | Value::Missing, Value::Nil | Value::Missing) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a, s), Value::Int(b, t)) => a == b && s == t,
        (Value::Uint(a, s), Value::Uint(b, t)) => a == b && s == t,
        (Value::Float(a), Value::Float(b)) | (Value::Float32(a), Value::Float32(b)) => a == b,
        (Value::Complex(a, c), Value::Complex(b, d)) => a == b && c == d,
        (Value::Str(a), Value::Str(b)) => {
            budget.work(a.len().min(b.len()) as u64)?;
            a == b
        }
        (Value::List(a), Value::List(b)) => {
            a.type_name() == b.type_name()
                && a.is_nil() == b.is_nil()
                && a.len() == b.len()
                && equal_items(budget, a, b, depth)?
        }
        (Value::Dict(a), Value::Dict(b)) => {
            a.type_name() == b.type_name() && (a.same(b) || equal_maps(budget, a, b, depth)?)
        }
        (Value::Pointer(a), Value::Pointer(b)) => {
            a.type_name == b.type_name && equal_targets(budget, a, b, depth)?
        }
        (Value::Object(a), Value::Object(b)) => {
            budget.look(&Value::Object(Rc::clone(a)), 1)?;
            Rc::ptr_eq(a, b)
                || a.type_name() == b.type_name() && a.is_nil() == b.is_nil() && equal_objects(a, b)
        }
        _ => false,
    })
}

fn equal_items<'a>(budget: &mut Budget, a: &List<'a>, b: &List<'a>, depth: usize) -> Result<bool, String> {
    for (a, b) in a.iter().zip(b.iter()) {
        if !equal(budget, &a, &b, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn equal_maps<'a>(budget: &mut Budget, a: &Dict<'a>, b: &Dict<'a>, depth: usize) -> Result<bool, String> {
    if a.is_nil() != b.is_nil() || a.len() != b.len() {
        return Ok(false);
    }
    budget.work(a.len() as u64 * VISIT)?;
    for (a, b) in a.entries().iter().zip(b.entries()) {
        budget.work(a.0.len() as u64)?;
        if a.0 != b.0 || !equal(budget, &a.1, &b.1, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn equal_targets<'a>(
    budget: &mut Budget,
    a: &Pointer<'a>,
    b: &Pointer<'a>,
    depth: usize,
) -> Result<bool, String> {
    match (&a.target, &b.target) {
        (Some(a), Some(b)) => equal(budget, a, b, depth + 1),
        (None, None) => Ok(true),
        _ => Ok(false),
    }
}

/// Objects are equal when nothing that can be seen of them differs.
fn equal_objects<'a>(a: &Rc<dyn Object<'a> + 'a>, b: &Rc<dyn Object<'a> + 'a>) -> bool {
    a.stringer() == b.stringer() && a.json() == b.json()
}

/// A copy that shares no map with the original. Objects cannot be changed, so they are shared.
pub(super) fn deep_copy<'a>(context: &mut Context<'a>, value: &Value<'a>) -> Answer<'a> {
    match value {
        Value::Nil => Err("cannot copy nil".to_owned()),
        value => copy(&mut context.budget, value, 0),
    }
}

fn copy<'a>(budget: &mut Budget, value: &Value<'a>, depth: usize) -> Answer<'a> {
    budget.work(VISIT)?;
    if depth > MAX_DEPTH {
        return Err("cannot copy a value nested so deep".to_owned());
    }
    Ok(match value {
        Value::List(list) if !list.is_nil() => {
            budget.spend(list.len().saturating_mul(size_of::<Value<'_>>()))?;
            let items: Result<Vec<_>, _> = list.iter().map(|item| copy(budget, &item, depth + 1)).collect();
            Value::List(List::typed(list.elem(), items?))
        }
        Value::Dict(dict) if !dict.is_nil() => {
            budget.spend(dict.len().saturating_mul(ITEM))?;
            let entries = dict.entries().into_iter();
            let pairs: Result<Vec<_>, String> =
                entries.map(|(k, v)| Ok((k, copy(budget, &v, depth + 1)?))).collect();
            Value::Dict(Dict::typed(dict.elem(), pairs?))
        }
        other => other.clone(),
    })
}

/// Sprig's `empty`: the zero value, but no struct is and no pointer that is not nil.
pub(super) fn is_empty(value: &Value<'_>) -> bool {
    !value.truth()
}
