//! Sprig's functions that write and read JSON.

use super::Answer;
use crate::functions::{Context, Function, ITEM, Param, arg, text};
use crate::value::Value;
use kube_yaml::json::{Spelling, from_json, spelled};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("toJson", &[Param::Any], |context, args| lenient(context, arg(args, 0), Spelling::Compact)),
    Function::new("mustToJson", &[Param::Any], |context, args| {
        strict(context, arg(args, 0), Spelling::Compact)
    }),
    Function::new("toPrettyJson", &[Param::Any], |context, args| {
        lenient(context, arg(args, 0), Spelling::Indented)
    }),
    Function::new("mustToPrettyJson", &[Param::Any], |context, args| {
        strict(context, arg(args, 0), Spelling::Indented)
    }),
    Function::new("toRawJson", &[Param::Any], |context, args| strict(context, arg(args, 0), Spelling::Raw)),
    Function::new("mustToRawJson", &[Param::Any], |context, args| {
        strict(context, arg(args, 0), Spelling::Raw)
    }),
    Function::new("fromJson", &[Param::Str], |context, args| {
        Ok(read(context, text(args, 0)?)?.unwrap_or(Value::Nil))
    }),
    Function::new("mustFromJson", &[Param::Str], |context, args| read(context, text(args, 0)?)?),
];

fn strict<'a>(context: &mut Context<'a>, value: &Value<'a>, spelling: Spelling) -> Answer<'a> {
    affordable(context, value)?;
    Ok(spelled(&value.to_json()?, spelling).into())
}

/// What cannot be written is the empty string.
fn lenient<'a>(context: &mut Context<'a>, value: &Value<'a>, spelling: Spelling) -> Answer<'a> {
    affordable(context, value)?;
    Ok(value.to_json().map(|node| spelled(&node, spelling)).unwrap_or_default().into())
}

/// What is looked at is what will be written, indentation and all.
fn affordable<'a>(context: &mut Context<'a>, value: &Value<'a>) -> Result<(), String> {
    let before = context.budget.work_left();
    context.budget.look(value, 1)?;
    let size = before - context.budget.work_left();
    context.budget.afford(usize::try_from(size).unwrap_or(usize::MAX))
}

/// The value of a JSON text as Go reads it into `interface {}`.
fn read<'a>(context: &mut Context<'a>, json: &str) -> Result<Answer<'a>, String> {
    let items = json.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
    context.budget.spend(json.len().saturating_add(items.saturating_mul(ITEM)))?;
    context.budget.work((items * ITEM) as u64)?;
    Ok(from_json(json).map(Value::of_owned_node).map_err(|error| error.cause().to_owned()))
}
