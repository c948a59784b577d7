//! Loops: over slices, maps and numbers.

use super::{Flow, NODE, Result, State, TemplateError};
use crate::format;
use crate::go::ast::Range;
use crate::value::{Dict, List, Value};

impl<'a> State<'a> {
    pub(super) fn range(&mut self, dot: &Value<'a>, range: &'a Range) -> Result<Flow> {
        let mut value = self.pipeline(dot, &range.pipe)?;
        while let Value::Pointer(pointer) = &value {
            match &pointer.target {
                Some(target) => value = (**target).clone(),
                None => return Err(self.cannot_iterate(range, &value)),
            }
        }
        if let Value::Object(object) = &value
            && let Some(underlying) = object.underlying()
        {
            value = underlying;
        }
        let ran = match &value {
            Value::List(list) => self.range_list(list, range)?,
            Value::Dict(dict) => self.range_dict(dict, range)?,
            Value::Int(count, kind) => self.range_int(range, u64::try_from(*count).unwrap_or(0), |i| {
                Value::Int(i.cast_signed(), *kind)
            })?,
            Value::Uint(count, kind) => self.range_int(range, *count, |i| Value::Uint(i, *kind))?,
            Value::Missing | Value::Nil => false,
            _ => return Err(self.cannot_iterate(range, &value)),
        };
        if ran || range.otherwise.is_empty() {
            return Ok(Flow::Next);
        }
        self.deeper(range.pipe.at, |state| state.walk(dot, &range.otherwise))
    }

    fn cannot_iterate(&self, range: &Range, value: &Value<'a>) -> Box<TemplateError> {
        let text = format::sprint(std::slice::from_ref(value));
        self.fail_pipe(&range.pipe, format!("range can't iterate over {text}"))
    }

    fn range_list(&mut self, list: &List<'a>, range: &'a Range) -> Result<bool> {
        for (index, item) in list.iter().enumerate() {
            let index = Value::int(i64::try_from(index).unwrap_or(i64::MAX));
            if self.round(range, index, item)? == Flow::Break {
                break;
            }
        }
        Ok(!list.is_empty())
    }

    fn range_dict(&mut self, dict: &Dict<'a>, range: &'a Range) -> Result<bool> {
        let looked = self.context.budget.look_over(&Value::Dict(dict.clone()));
        looked.map_err(|cause| self.fail_pipe(&range.pipe, cause))?;
        let entries = dict.entries();
        let ran = !entries.is_empty();
        for (key, item) in entries {
            if self.round(range, Value::Str(key), item)? == Flow::Break {
                break;
            }
        }
        Ok(ran)
    }

    fn range_int(&mut self, range: &'a Range, count: u64, value: impl Fn(u64) -> Value<'a>) -> Result<bool> {
        if range.pipe.variables.len() > 1 {
            let cause = format!("can't use {count} to iterate over more than one variable");
            return Err(self.fail_pipe(&range.pipe, cause));
        }
        for i in 0..count {
            if self.round(range, Value::Missing, value(i))? == Flow::Break {
                break;
            }
        }
        Ok(count > 0)
    }

    /// Executes the body of a loop once, for one item.
    fn round(&mut self, range: &'a Range, index: Value<'a>, item: Value<'a>) -> Result<Flow> {
        self.take(range.pipe.at, NODE, 0)?;
        match range.pipe.variables.as_slice() {
            [] => {}
            [element] => self.set(element, &range.pipe, item.clone())?,
            [first, second, ..] => {
                self.set(first, &range.pipe, index)?;
                self.set(second, &range.pipe, item.clone())?;
            }
        }
        self.deeper(range.pipe.at, |state| state.walk(&item, &range.body))
    }
}
