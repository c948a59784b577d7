//! Sprig's conversions between types, and its questions about them.

use super::cast::{to_float, to_int};
use super::reflect::{deep_copy, deep_equal};
use super::{sprint, text_of};
use crate::functions::{Cost, Function, Param, arg, text};
use crate::number::{NotInt, parse_int};
use crate::value::{IntType, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("toString", &[Param::Any], |_, args| match arg(args, 0) {
        Value::Str(s) => Ok(Value::Str(s.clone())),
        other => Ok(Value::from(text_of(other))),
    }),
    Function::new("atoi", &[Param::Str], |_, args| {
        Ok(Value::int(match parse_int(text(args, 0)?, 10) {
            Ok(value) | Err(NotInt::Range(value)) => value,
            Err(NotInt::Syntax) => 0,
        }))
    }),
    Function::new("int64", &[Param::Any], |_, args| Ok(Value::Int(to_int(arg(args, 0)), IntType::Int64))),
    Function::new("int", &[Param::Any], |_, args| Ok(Value::int(to_int(arg(args, 0))))),
    Function::new("float64", &[Param::Any], |_, args| Ok(Value::Float(to_float(arg(args, 0))))),
    Function::new("toDecimal", &[Param::Any], |_, args| {
        let value = parse_int(&sprint(arg(args, 0)), 8).unwrap_or(0);
        Ok(Value::Int(value, IntType::Int64))
    }),
    Function::new("typeOf", &[Param::Any], |_, args| Ok(Value::from(arg(args, 0).type_name().as_ref())))
        .costs(Cost::Shallow),
    Function::new("typeIs", &[Param::Str, Param::Any], |_, args| {
        Ok(Value::Bool(arg(args, 1).type_name() == text(args, 0)?))
    })
    .costs(Cost::Shallow),
    Function::new("typeIsLike", &[Param::Str, Param::Any], |_, args| {
        let (target, name) = (text(args, 0)?, arg(args, 1).type_name());
        Ok(Value::Bool(name == target || name.strip_prefix('*') == Some(target)))
    })
    .costs(Cost::Shallow),
    Function::new("kindOf", &[Param::Any], |_, args| Ok(Value::from(arg(args, 0).kind_name())))
        .costs(Cost::Shallow),
    Function::new("kindIs", &[Param::Str, Param::Any], |_, args| {
        Ok(Value::Bool(arg(args, 1).kind_name() == text(args, 0)?))
    })
    .costs(Cost::Shallow),
    Function::new("deepEqual", &[Param::Any, Param::Any], |context, args| {
        Ok(Value::Bool(deep_equal(context, arg(args, 0), arg(args, 1))?))
    }),
    Function::new("deepCopy", &[Param::Any], |context, args| deep_copy(context, arg(args, 0))),
    Function::new("mustDeepCopy", &[Param::Any], |context, args| deep_copy(context, arg(args, 0))),
];
