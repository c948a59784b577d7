//! Terms and the fields, map entries and methods taken of them.

use super::call::Given;
use super::{Result, State};
use crate::go::ast::{Command, Number, Operand, Term};
use crate::value::{Object, Str, Value};

impl<'a> State<'a> {
    /// The value of a command, which gets the value before it as its last argument.
    pub(super) fn command(
        &mut self,
        dot: &Value<'a>,
        command: &'a Command,
        last: Option<Value<'a>>,
    ) -> Result<Value<'a>> {
        let (word, given) = (&command.word, Given { dot, arguments: &command.arguments, last });
        if matches!(word.term, Term::Nil) && given.is_nothing() {
            return Err(self.fail_operand(word, "nil is not a command".to_owned()));
        }
        match &word.settled {
            Some(settled) if given.is_nothing() => self.value(settled, |state| state.term(word, given)),
            _ => self.term(word, given),
        }
    }

    /// The value of a term without arguments, where nothing is known of the type it should have.
    pub(super) fn operand(&mut self, dot: &Value<'a>, operand: &'a Operand) -> Result<Value<'a>> {
        self.term(operand, Given { dot, arguments: &[], last: None })
    }

    fn term(&mut self, operand: &'a Operand, given: Given<'_, 'a>) -> Result<Value<'a>> {
        let dot = given.dot;
        match &operand.term {
            Term::Field(fields) => self.fields(dot.clone(), operand, fields, given),
            Term::Function(callee) => self.call(callee, operand, given),
            Term::Chain(inner, fields) => {
                let value = self.operand(dot, inner)?;
                self.fields(value, operand, fields, given)
            }
            Term::Variable(variable, fields) if !fields.is_empty() => {
                let value = self.variable(variable, operand)?;
                self.fields(value, operand, fields, given)
            }
            _ if !given.is_nothing() => {
                Err(self.fail_operand(operand, format!("can't give argument to non-function {operand}")))
            }
            Term::Dot => Ok(dot.clone()),
            Term::Nil => Err(self.fail_operand(operand, "indirection through explicit nil".to_owned())),
            Term::Bool(b) => Ok(Value::Bool(*b)),
            Term::Number(number) => self.ideal(number, operand),
            Term::String { text, .. } => Ok(Value::Str(Str::Borrowed(text))),
            Term::Variable(variable, _) => self.variable(variable, operand),
            Term::Pipe(pipe) => self.deeper(operand.at, |state| state.pipeline(dot, pipe)),
        }
    }

    /// A constant in the type its spelling suggests.
    pub(super) fn ideal(&self, number: &Number, operand: &Operand) -> Result<Value<'a>> {
        if let Some((re, im)) = number.complex {
            return Ok(Value::Complex(re, im));
        }
        let lower = number.text.to_ascii_lowercase();
        let hex = lower.trim_start_matches(['+', '-']).starts_with("0x") && !lower.contains('p');
        match (number.float, number.int) {
            (Some(float), _) if !hex && !lower.starts_with('\'') && lower.contains(['.', 'e', 'p']) => {
                Ok(Value::Float(float))
            }
            (_, Some(int)) => Ok(Value::int(int)),
            _ => Err(self.fail_operand(operand, format!("{} overflows int", number.text))),
        }
    }

    /// Takes one field after the other of `value`; arguments belong to the last one.
    fn fields(
        &mut self,
        mut value: Value<'a>,
        operand: &'a Operand,
        fields: &'a [String],
        given: Given<'_, 'a>,
    ) -> Result<Value<'a>> {
        let Some((final_field, others)) = fields.split_last() else {
            return Ok(value);
        };
        for field in others {
            value =
                self.field(value, operand, field, Given { dot: given.dot, arguments: &[], last: None })?;
        }
        self.field(value, operand, final_field, given)
    }

    fn field(
        &mut self,
        receiver: Value<'a>,
        operand: &'a Operand,
        name: &'a str,
        given: Given<'_, 'a>,
    ) -> Result<Value<'a>> {
        match &receiver {
            Value::Missing => Ok(Value::Missing),
            Value::Nil => Err(self.nil_pointer("interface {}", name, operand)),
            Value::Dict(_) if !given.is_nothing() => {
                Err(self.fail_operand(operand, format!("{name} is not a method but has arguments")))
            }
            Value::Dict(dict) => {
                let looked = self.context.budget.look_up(&receiver);
                looked.map_err(|cause| self.fail(operand.at, String::new(), cause))?;
                Ok(dict.get(name).unwrap_or(Value::Missing))
            }
            Value::Pointer(pointer) => match &pointer.target {
                Some(target) => self.field((**target).clone(), operand, name, given),
                None => Err(self.nil_pointer(pointer.type_name, name, operand)),
            },
            Value::Object(object) => {
                if given.is_nothing()
                    && !object.is_nil()
                    && let Some(value) = object.field(name)
                {
                    return Ok(value);
                }
                self.method(object.as_ref(), operand, name, given)
            }
            _ => Err(self.no_field(&receiver.type_name(), name, operand)),
        }
    }

    fn method(
        &mut self,
        object: &(dyn Object<'a> + 'a),
        operand: &'a Operand,
        name: &'a str,
        given: Given<'_, 'a>,
    ) -> Result<Value<'a>> {
        let values = self.untyped_arguments(given)?;
        match object.call(name, &values) {
            Some(Ok(value)) => Ok(value),
            Some(Err(cause)) => Err(self.fail_operand(operand, format!("error calling {name}: {cause}"))),
            None if object.is_nil() => Err(self.nil_pointer(&object.type_name(), name, operand)),
            None if !values.is_empty() && object.field(name).is_some() => {
                let cause = format!("{name} has arguments but cannot be invoked as function");
                Err(self.fail_operand(operand, cause))
            }
            None => Err(self.no_field(&object.type_name(), name, operand)),
        }
    }

    fn nil_pointer(&self, type_name: &str, name: &str, operand: &Operand) -> Box<super::TemplateError> {
        self.fail_operand(operand, format!("nil pointer evaluating {type_name}.{name}"))
    }

    fn no_field(&self, type_name: &str, name: &str, operand: &Operand) -> Box<super::TemplateError> {
        self.fail_operand(operand, format!("can't evaluate field {name} in type {type_name}"))
    }
}
