//! Terms and the fields, map entries and methods taken of them.

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
        let word = &command.word;
        let arguments = command.arguments.as_slice();
        let taken = match &word.term {
            Term::Field(fields) => return self.fields(dot, dot.clone(), word, fields, arguments, last),
            Term::Function(callee) => return self.call(dot, *callee, word, arguments, last),
            Term::Chain(inner, fields) => {
                let value = self.operand(dot, inner)?;
                return self.fields(dot, value, word, fields, arguments, last);
            }
            Term::Variable(variable, fields) if !fields.is_empty() => {
                let value = self.variable(variable, word)?;
                return self.fields(dot, value, word, fields, arguments, last);
            }
            _ => last.is_some() || !arguments.is_empty(),
        };
        if taken {
            return Err(self.fail_operand(word, format!("can't give argument to non-function {word}")));
        }
        if matches!(word.term, Term::Nil) {
            return Err(self.fail_operand(word, "nil is not a command".to_owned()));
        }
        self.operand(dot, word)
    }

    /// The value of a term without arguments, where nothing is known of the type it should have.
    pub(super) fn operand(&mut self, dot: &Value<'a>, operand: &'a Operand) -> Result<Value<'a>> {
        match &operand.term {
            Term::Dot => Ok(dot.clone()),
            Term::Nil => Err(self.fail_operand(operand, "indirection through explicit nil".to_owned())),
            Term::Bool(b) => Ok(Value::Bool(*b)),
            Term::Number(number) => self.ideal(number, operand),
            Term::String { text, .. } => Ok(Value::Str(Str::Borrowed(text))),
            Term::Field(fields) => self.fields(dot, dot.clone(), operand, fields, &[], None),
            Term::Variable(variable, fields) => {
                let value = self.variable(variable, operand)?;
                self.fields(dot, value, operand, fields, &[], None)
            }
            Term::Function(callee) => self.call(dot, *callee, operand, &[], None),
            Term::Pipe(pipe) => self.deeper(operand.at, |state| state.pipeline(dot, pipe)),
            Term::Chain(inner, fields) => {
                let value = self.operand(dot, inner)?;
                self.fields(dot, value, operand, fields, &[], None)
            }
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
        dot: &Value<'a>,
        mut value: Value<'a>,
        operand: &'a Operand,
        fields: &'a [String],
        arguments: &'a [Operand],
        last: Option<Value<'a>>,
    ) -> Result<Value<'a>> {
        let Some((final_field, others)) = fields.split_last() else {
            return Ok(value);
        };
        for field in others {
            value = self.field(dot, value, operand, field, &[], None)?;
        }
        self.field(dot, value, operand, final_field, arguments, last)
    }

    fn field(
        &mut self,
        dot: &Value<'a>,
        receiver: Value<'a>,
        operand: &'a Operand,
        name: &'a str,
        arguments: &'a [Operand],
        last: Option<Value<'a>>,
    ) -> Result<Value<'a>> {
        let given = last.is_some() || !arguments.is_empty();
        match &receiver {
            Value::Missing => Ok(Value::Missing),
            Value::Nil => Err(self.nil_pointer("interface {}", name, operand)),
            Value::Dict(_) if given => {
                Err(self.fail_operand(operand, format!("{name} is not a method but has arguments")))
            }
            Value::Dict(dict) => Ok(dict.get(name).unwrap_or(Value::Missing)),
            Value::Pointer(pointer) => match &pointer.target {
                Some(target) => self.field(dot, (**target).clone(), operand, name, arguments, last),
                None => Err(self.nil_pointer(pointer.type_name, name, operand)),
            },
            Value::Object(object) => {
                if !given
                    && !object.is_nil()
                    && let Some(value) = object.field(name)
                {
                    return Ok(value);
                }
                self.method(dot, object.as_ref(), operand, name, arguments, last)
            }
            _ => Err(self.no_field(&receiver.type_name(), name, operand)),
        }
    }

    fn method(
        &mut self,
        dot: &Value<'a>,
        object: &(dyn Object<'a> + 'a),
        operand: &'a Operand,
        name: &'a str,
        arguments: &'a [Operand],
        last: Option<Value<'a>>,
    ) -> Result<Value<'a>> {
        let given = last.is_some() || !arguments.is_empty();
        let values = self.untyped_arguments(dot, arguments, last)?;
        match object.call(name, &values) {
            Some(Ok(value)) => Ok(value),
            Some(Err(cause)) => Err(self.fail_operand(operand, format!("error calling {name}: {cause}"))),
            None if object.is_nil() => Err(self.nil_pointer(&object.type_name(), name, operand)),
            None if given && object.field(name).is_some() => {
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
