//! Calls: arity, arguments and their types, as Go's reflection checks them.

use super::{Result, State, TemplateError};
use crate::functions::Callee;
use crate::functions::{Context, Effect, Function, Param};
use crate::go::ast::{Number, Operand, Term};
use crate::value::{IntType, Object, Str, UintType, Value};

/// What a function or method is given.
pub(super) struct Given<'g, 'a> {
    /// The dot, by which the arguments are evaluated.
    pub(super) dot: &'g Value<'a>,
    pub(super) arguments: &'a [Operand],
    /// The value that comes down the pipeline, as the last argument.
    pub(super) last: Option<Value<'a>>,
}

impl Given<'_, '_> {
    pub(super) fn is_nothing(&self) -> bool {
        self.arguments.is_empty() && self.last.is_none()
    }

    fn count(&self) -> usize {
        self.arguments.len() + usize::from(self.last.is_some())
    }
}

impl<'a> State<'a> {
    /// Calls a function.
    pub(super) fn call(
        &mut self,
        callee: &Callee,
        operand: &'a Operand,
        given: Given<'_, 'a>,
    ) -> Result<Value<'a>> {
        match callee {
            Callee::And => self.short_circuit(operand, given, false),
            Callee::Or => self.short_circuit(operand, given, true),
            Callee::Render => self.render(operand, given),
            Callee::Function(function) => self.call_function(function, operand, given),
        }
    }

    /// `and` and `or`: the first argument whose truth is `until`, or else the last one.
    fn short_circuit(
        &mut self,
        operand: &'a Operand,
        given: Given<'_, 'a>,
        until: bool,
    ) -> Result<Value<'a>> {
        let mut value = Value::Missing;
        if given.is_nothing() {
            let cause = format!("wrong number of args for {operand}: want at least 1 got 0");
            return Err(self.fail_operand(operand, cause));
        }
        for argument in given.arguments {
            value = self.argument(given.dot, argument, Param::Any)?;
            if value.truth() == until {
                return Ok(value);
            }
        }
        Ok(given.last.unwrap_or(value))
    }

    /// `render`: a text that is no template is itself, and one that fails is empty, as in Istio.
    ///
    /// Texts are compiled before any execution, so that only those the configuration has can be templates.
    fn render(&mut self, operand: &'a Operand, given: Given<'_, 'a>) -> Result<Value<'a>> {
        let text = match (given.arguments, given.last) {
            ([argument], None) => self.argument(given.dot, argument, Param::Str)?,
            ([], Some(last)) => self.validate(last, Param::Str, operand)?,
            _ => {
                let cause = "wrong number of args for render: want 1".to_owned();
                return Err(self.fail_operand(operand, cause));
            }
        };
        let Some(source) = text.as_str().filter(|text| text.contains("{{")) else { return Ok(text) };
        let Some(partial) = self.template.partials.iter().find(|partial| partial.text == source) else {
            let cause = "error calling render: the text is none of the values'".to_owned();
            return Err(self.fail_operand(operand, cause));
        };
        let root = self.variables.first().cloned().flatten().unwrap_or(Value::Nil);
        let context = Context {
            overlay: self.context.overlay.clone(),
            environment: self.context.environment,
            budget: self.context.budget,
        };
        let (rendered, budget, unsettled) = super::partial(partial, root, context);
        self.context.budget = budget;
        if unsettled {
            self.settled = 0;
        }
        match rendered {
            Err(error) if budget.is_exhausted() => {
                Err(self.fail_operand(operand, format!("error calling render: {}", error.cause)))
            }
            rendered => Ok(rendered.unwrap_or_default().into()),
        }
    }

    fn call_function(
        &mut self,
        function: &Function,
        operand: &'a Operand,
        given: Given<'_, 'a>,
    ) -> Result<Value<'a>> {
        let count = given.count();
        let fixed = function.params.len();
        let name = function.name;
        if function.variadic.is_some() && count < fixed {
            let cause = format!(
                "wrong number of args for {name}: want at least {fixed} got {}",
                given.arguments.len()
            );
            return Err(self.fail_operand(operand, cause));
        }
        if function.variadic.is_none() && count != fixed {
            let cause = format!("wrong number of args for {name}: want {fixed} got {count}");
            return Err(self.fail_operand(operand, cause));
        }
        let param = |index: usize| match function.params.get(index) {
            Some(param) => *param,
            None => function.variadic.unwrap_or(Param::Any),
        };
        let first = self.arguments.len();
        for (index, argument) in given.arguments.iter().enumerate() {
            let value = self.argument(given.dot, argument, param(index))?;
            self.arguments.push(value);
        }
        if let Some(value) = given.last {
            let value = self.validate(value, param(count - 1), operand)?;
            self.arguments.push(value);
        }
        if function.effect == Effect::Changes {
            self.settled = 0;
        }
        // Functions never call back, so the stack of arguments can be lent to them.
        let mut stack = std::mem::take(&mut self.arguments);
        let result = function.run(&mut self.context, &stack[first..]);
        stack.truncate(first);
        self.arguments = stack;
        result.map_err(|cause| self.fail_operand(operand, format!("error calling {name}: {cause}")))
    }

    /// The arguments of a method, whose types only the method knows.
    pub(super) fn untyped_arguments(&mut self, given: Given<'_, 'a>) -> Result<Vec<Value<'a>>> {
        let mut values = Vec::with_capacity(given.count());
        for argument in given.arguments {
            values.push(self.argument(given.dot, argument, Param::Any)?);
        }
        values.extend(given.last);
        Ok(values)
    }

    fn argument(&mut self, dot: &Value<'a>, operand: &'a Operand, param: Param) -> Result<Value<'a>> {
        match &operand.term {
            Term::Nil => param
                .zero()
                .ok_or_else(|| self.fail_operand(operand, format!("cannot assign nil to {}", param.name()))),
            Term::Bool(_) | Term::Number(_) | Term::String { .. } => self.constant(operand, param),
            _ => {
                let value = match &operand.settled {
                    Some(settled) => self.value(settled, |state| state.operand(dot, operand))?,
                    None => self.operand(dot, operand)?,
                };
                self.validate(value, param, operand)
            }
        }
    }

    /// A constant takes the type of its parameter, when it can.
    fn constant(&self, operand: &'a Operand, param: Param) -> Result<Value<'a>> {
        let expected = |what: &str| self.fail_operand(operand, format!("expected {what}; found {operand}"));
        let number = match &operand.term {
            Term::Number(number) => Some(&**number),
            _ => None,
        };
        match (param, &operand.term) {
            (Param::Any, Term::Number(number)) => self.ideal(number, operand),
            (Param::Any | Param::Bool, Term::Bool(b)) => Ok(Value::Bool(*b)),
            (Param::Any | Param::Str, Term::String { text, .. }) => Ok(Value::Str(Str::Borrowed(text))),
            (Param::Bool, _) => Err(expected("bool")),
            (Param::Str, _) => Err(expected("string")),
            (Param::Int, _) => integer(number, IntType::Int).ok_or_else(|| expected("integer")),
            (Param::Int64, _) => integer(number, IntType::Int64).ok_or_else(|| expected("integer")),
            (Param::Uint32, _) => unsigned(number).ok_or_else(|| expected("unsigned integer")),
            (Param::Float64, _) => {
                number.and_then(|n| n.float).map(Value::Float).ok_or_else(|| expected("float"))
            }
            _ => {
                let cause = format!("can't handle {operand} for arg of type {}", param.name());
                Err(self.fail_operand(operand, cause))
            }
        }
    }

    /// Checks that a value can be assigned to a parameter, and makes it what the function expects.
    fn validate(&self, value: Value<'a>, param: Param, operand: &Operand) -> Result<Value<'a>> {
        match (param, &value) {
            (Param::Any, Value::Missing) => Ok(Value::Nil),
            (Param::Any, _) => Ok(value),
            (_, Value::Missing) => param.zero().ok_or_else(|| {
                self.fail_operand(operand, format!("invalid value; expected {}", param.name()))
            }),
            _ if param.assignable(&value) => Ok(value),
            (_, Value::Pointer(pointer)) => match &pointer.target {
                Some(target) if param.assignable(target) => Ok((**target).clone()),
                None if pointer.type_name.strip_prefix('*') == Some(param.name()) => {
                    let cause = format!("dereference of nil pointer of type {}", param.name());
                    Err(self.fail_operand(operand, cause))
                }
                _ => Err(self.wrong_type(&value, param, operand)),
            },
            (Param::Named(name), Value::Object(object)) => self.named(name, object.as_ref(), &value, operand),
            _ => Err(self.wrong_type(&value, param, operand)),
        }
    }

    /// A pointer may stand for what it points to, and the other way round.
    fn named(
        &self,
        name: &'static str,
        object: &(dyn Object<'a> + 'a),
        value: &Value<'a>,
        operand: &Operand,
    ) -> Result<Value<'a>> {
        let actual = object.type_name();
        if actual.strip_prefix('*') == Some(name) {
            if object.is_nil() {
                let cause = format!("dereference of nil pointer of type {name}");
                return Err(self.fail_operand(operand, cause));
            }
            return Ok(value.clone());
        }
        if name.strip_prefix('*') == Some(&actual) {
            return Ok(value.clone());
        }
        Err(self.wrong_type(value, Param::Named(name), operand))
    }

    fn wrong_type(&self, value: &Value<'a>, param: Param, operand: &Operand) -> Box<TemplateError> {
        let actual = match value {
            Value::Nil => "interface {}".into(),
            other => other.type_name(),
        };
        let cause = format!("wrong type for value; expected {}; got {actual}", param.name());
        self.fail_operand(operand, cause)
    }
}

fn integer<'a>(number: Option<&Number>, kind: IntType) -> Option<Value<'a>> {
    Some(Value::Int(number?.int?, kind))
}

fn unsigned<'a>(number: Option<&Number>) -> Option<Value<'a>> {
    let wrapped = u32::try_from(number?.uint? & u64::from(u32::MAX)).ok()?;
    Some(Value::Uint(u64::from(wrapped), UintType::Uint32))
}
