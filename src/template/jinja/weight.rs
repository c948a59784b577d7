//! What values weigh, which bounds how large and how deep they may become.

use super::data::{Handle, MAX_DEPTH, ask};
use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Value as Shown};

/// What an item takes, its text aside.
pub(super) const ITEM: u64 = 96;

/// The bytes of a value with everything in it, where what is in it twice counts twice.
///
/// # Errors
/// When it nests too deep.
pub(super) fn weight(value: &Shown) -> Result<u64, Error> {
    match value.as_str() {
        Some(text) => Ok(text.len() as u64),
        None => weight_at(value, 0),
    }
}

fn weight_at(value: &Shown, depth: usize) -> Result<u64, Error> {
    if depth > MAX_DEPTH {
        let cause = format!("a value nests more than {MAX_DEPTH} levels deep");
        return Err(Error::new(ErrorKind::InvalidOperation, cause));
    }
    if let Some(handle) = value.downcast_object_ref::<Handle>() {
        return ask(|| Ok(0), |r| r.weight(handle.0));
    }
    Ok(match value.kind() {
        ValueKind::String => value.as_str().map_or(0, str::len) as u64,
        ValueKind::Seq => {
            let mut sum = 0_u64;
            for item in value.try_iter()? {
                sum = sum.saturating_add(ITEM + weight_at(&item, depth + 1)?);
            }
            sum
        }
        ValueKind::Map => {
            let mut sum = 0_u64;
            for key in value.try_iter()? {
                let item = value.get_item(&key)?;
                let size = weight_at(&key, depth + 1)?.saturating_add(weight_at(&item, depth + 1)?);
                sum = sum.saturating_add(ITEM).saturating_add(size);
            }
            sum
        }
        // What is made only when it is gone through is counted when it is kept.
        ValueKind::Iterable => (value.len().unwrap_or(0) as u64).saturating_mul(ITEM),
        _ => 0,
    })
}

/// Whether the value is one of the rendering's data.
pub(super) fn is_ours(value: &Shown) -> bool {
    value.downcast_object_ref::<Handle>().is_some()
}

/// Whether the value is a namespace.
pub(super) fn is_namespace(value: &Shown) -> bool {
    value.as_object().is_some_and(|object| object.type_name().ends_with("::Namespace"))
}

/// Whether the value is a namespace or holds one.
pub(super) fn holds_namespace(value: &Shown, depth: usize) -> bool {
    if is_ours(value) || depth > MAX_DEPTH {
        return false;
    }
    let is_one = is_namespace(value);
    let inside = || match value.kind() {
        ValueKind::Seq => {
            value.try_iter().is_ok_and(|mut items| items.any(|item| holds_namespace(&item, depth + 1)))
        }
        ValueKind::Map => value.try_iter().is_ok_and(|mut keys| {
            keys.any(|key| value.get_item(&key).is_ok_and(|item| holds_namespace(&item, depth + 1)))
        }),
        _ => false,
    };
    is_one || inside()
}
