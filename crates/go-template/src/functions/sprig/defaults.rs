//! Sprig's functions that choose between values, and `fail`.

use super::reflect::is_empty;
use crate::functions::{Cost, Function, Param, arg, boolean, text};
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("default", &[Param::Any], Param::Any, |_, args| {
        Ok(args.get(1).filter(|given| !is_empty(given)).unwrap_or(arg(args, 0)).clone())
    })
    .costs(Cost::Pick),
    Function::new("empty", &[Param::Any], |_, args| Ok(Value::Bool(is_empty(arg(args, 0)))))
        .costs(Cost::Pick),
    Function::variadic("coalesce", &[], Param::Any, |_, args| {
        Ok(args.iter().find(|value| !is_empty(value)).cloned().unwrap_or(Value::Nil))
    })
    .costs(Cost::Pick),
    Function::variadic("all", &[], Param::Any, |_, args| Ok(Value::Bool(!args.iter().any(is_empty))))
        .costs(Cost::Pick),
    Function::variadic("any", &[], Param::Any, |_, args| Ok(Value::Bool(!args.iter().all(is_empty))))
        .costs(Cost::Pick),
    Function::new("ternary", &[Param::Any, Param::Any, Param::Bool], |_, args| {
        Ok(arg(args, usize::from(!boolean(args, 2)?)).clone())
    })
    .costs(Cost::Pick),
    Function::new("fail", &[Param::Str], |_, args| Err(text(args, 0)?.to_owned())),
];
