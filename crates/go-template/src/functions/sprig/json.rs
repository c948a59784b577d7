//! Sprig's functions that write and read JSON.

use super::{Answer, made};
use crate::functions::{Context, Function, Param, arg, text};
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
    let node = value.to_json()?;
    made(context, spelled(&node, spelling))
}

/// What cannot be written is the empty string.
fn lenient<'a>(context: &mut Context<'a>, value: &Value<'a>, spelling: Spelling) -> Answer<'a> {
    match value.to_json() {
        Ok(node) => made(context, spelled(&node, spelling)),
        Err(_) => Ok(Value::from("")),
    }
}

/// The value of a JSON text as Go reads it into `interface {}`.
fn read<'a>(context: &mut Context<'a>, json: &str) -> Result<Answer<'a>, String> {
    context.spend(json.len())?;
    Ok(from_json(json).map(Value::of_owned_node).map_err(|error| error.cause().to_owned()))
}
