//! Executing a parsed template: control structures, pipelines and variables.

use super::Template;
use super::ast::{Branches, Definition, Invocation, Node, Operand, Pipe, Variable};
use super::error::TemplateError;
use super::settled::Needs;
use crate::format::{self, LONGEST};
use crate::functions::{Budget, Context};
use crate::value::Value;

mod call;
mod field;
mod range;
mod remember;

/// How deep blocks, calls and parentheses may nest while executing; an endless recursion ends here.
const MAX_DEPTH: usize = 300;

/// What a node costs besides the functions it calls, and a call of a template.
const NODE: u64 = 50;
const INVOCATION: u64 = 500;

/// Executes the text of `template` on `data`.
pub(crate) fn execute<'a>(
    template: &'a Template,
    data: Value<'a>,
    context: Context<'a>,
) -> Result<String, TemplateError> {
    State::new(template, context, None).execute(data).0
}

/// The same of a text that another template renders: what is left of the budget comes back, and what is settled after it.
fn partial<'a>(
    template: &'a Template,
    data: Value<'a>,
    context: Context<'a>,
) -> (Result<String, TemplateError>, Budget, bool) {
    let (rendered, state) = State::new(template, context, None).execute(data);
    (rendered, state.context.budget, state.settled == 0)
}

/// The byte of the template's text that wrote the byte `written` of its output, or the action that did.
pub(crate) fn origin<'a>(
    template: &'a Template,
    data: Value<'a>,
    context: Context<'a>,
    written: usize,
) -> Option<usize> {
    let (rendered, state) = State::new(template, context, Some(written)).execute(data);
    rendered.ok()?;
    let piece = state.wanted?.found?;
    Some(if piece.is_text { piece.at + (written - piece.written) } else { piece.at })
}

/// A piece of the output: where it begins there, and where in the template it comes from.
struct Piece {
    written: usize,
    at: usize,
    is_text: bool,
}

/// The byte of the output somebody asks for, and the piece it is in as far as is known.
struct Wanted {
    written: usize,
    found: Option<Piece>,
}

struct State<'a> {
    template: &'a Template,
    context: Context<'a>,
    /// The definition that is executed.
    definition: Option<&'a Definition>,
    out: String,
    /// The variables of all definitions on the way here; those of this one begin at `base`.
    variables: Vec<Option<Value<'a>>>,
    base: usize,
    /// Arguments of the calls on the way here.
    arguments: Vec<Value<'a>>,
    depth: usize,
    /// The greatest depth there has been.
    deepest: usize,
    /// What is settled.
    settled: Needs,
    /// Whether a part is being executed that is to be remembered as a whole.
    remembers: bool,
    wanted: Option<Wanted>,
}

/// How a list of nodes was left.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

/// An error on the way up, boxed because it is rare.
type Result<T, E = Box<TemplateError>> = std::result::Result<T, E>;

impl<'a> State<'a> {
    fn new(template: &'a Template, context: Context<'a>, written: Option<usize>) -> Self {
        State {
            template,
            context,
            definition: None,
            out: String::with_capacity(template.text.len()),
            variables: Vec::new(),
            base: 0,
            arguments: Vec::new(),
            depth: 0,
            deepest: 0,
            settled: 0,
            remembers: false,
            wanted: written.map(|written| Wanted { written, found: None }),
        }
    }

    /// Executes the text itself.
    fn execute(mut self, data: Value<'a>) -> (Result<String, TemplateError>, Self) {
        let template = self.template;
        self.settled = if self.wanted.is_none() { template.mentioned.settled_in(&data) } else { 0 };
        let root = template.definitions.iter().find(|definition| definition.name == template.name);
        let done = match root {
            Some(root) => self.run(root, data).map_err(|error| *error),
            None => {
                Err(TemplateError::parse(&template.name, &template.text, 0, "no such template".to_owned()))
            }
        };
        let out = std::mem::take(&mut self.out);
        let exhausted = self.context.budget.is_exhausted();
        (done.map(|()| out).map_err(|error| TemplateError { exhausted, ..error }), self)
    }

    /// Executes a definition with variables of its own.
    fn run(&mut self, definition: &'a Definition, dot: Value<'a>) -> Result<()> {
        let base = std::mem::replace(&mut self.base, self.variables.len());
        let outer = self.definition.replace(definition);
        self.variables.resize(self.base + definition.slots, None);
        self.variables[self.base] = Some(dot.clone());
        self.walk(&dot, &definition.body)?;
        self.variables.truncate(self.base);
        self.base = base;
        self.definition = outer;
        Ok(())
    }

    fn walk(&mut self, dot: &Value<'a>, nodes: &'a [Node]) -> Result<Flow> {
        for node in nodes {
            let flow = match node {
                Node::Text(range) => {
                    self.take(range.start, NODE, range.len())?;
                    self.piece(range.start, true);
                    self.out.push_str(&self.template.text[range.clone()]);
                    Flow::Next
                }
                Node::Action(pipe) => {
                    let value = self.pipeline(dot, pipe)?;
                    if pipe.variables.is_empty() {
                        self.piece(pipe.at, false);
                        self.print(pipe, &value)?;
                    }
                    Flow::Next
                }
                Node::If(branches) => self.branches(dot, branches, false)?,
                Node::With(branches) => self.branches(dot, branches, true)?,
                Node::Range(range) => self.range(dot, range)?,
                Node::Settled(settled, nodes) => {
                    self.write(dot, settled, nodes)?;
                    Flow::Next
                }
                Node::Call(invocation) => {
                    self.invoke(dot, invocation)?;
                    Flow::Next
                }
                Node::Break => Flow::Break,
                Node::Continue => Flow::Continue,
            };
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn piece(&mut self, at: usize, is_text: bool) {
        if let Some(wanted) = &mut self.wanted
            && self.out.len() <= wanted.written
        {
            wanted.found = Some(Piece { written: self.out.len(), at, is_text });
        }
    }

    /// Takes units of work and bytes for what begins at the byte `at` of the text.
    #[inline]
    fn take(&mut self, at: usize, units: u64, bytes: usize) -> Result<()> {
        let budget = &mut self.context.budget;
        match budget.work(units + bytes as u64).and_then(|()| budget.spend(bytes)) {
            Ok(()) => Ok(()),
            Err(cause) => Err(self.fail(at, String::new(), cause)),
        }
    }

    /// Writes what an action prints.
    fn print(&mut self, pipe: &Pipe, value: &Value<'a>) -> Result<()> {
        let before = self.out.len();
        let looked = self.context.budget.look(value, 1);
        looked.map_err(|cause| self.fail_pipe(pipe, cause))?;
        format::print_result(&mut self.out, value);
        let size = self.out.len() - before;
        let spent = match size > LONGEST {
            true => Err(self.context.budget.too_long()),
            false => self.context.budget.spend(size),
        };
        spent.map_err(|cause| self.fail_pipe(pipe, cause))
    }

    /// Executes what is a level deeper.
    fn deeper<T>(&mut self, at: usize, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.fail(
                at,
                String::new(),
                format!("exceeded maximum template depth ({MAX_DEPTH})"),
            ));
        }
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        let result = run(self);
        self.depth -= 1;
        result
    }

    fn branches(&mut self, dot: &Value<'a>, branches: &'a Branches, with: bool) -> Result<Flow> {
        for (pipe, body) in &branches.branches {
            if !with {
                if self.truth(dot, pipe)? {
                    return self.deeper(pipe.at, |state| state.walk(dot, body));
                }
                continue;
            }
            let value = self.pipeline(dot, pipe)?;
            if value.truth() {
                return self.deeper(pipe.at, |state| state.walk(&value, body));
            }
        }
        match branches.otherwise.as_slice() {
            [] => Ok(Flow::Next),
            body => self.deeper(branches.branches[0].0.at, |state| state.walk(dot, body)),
        }
    }

    fn invoke(&mut self, dot: &Value<'a>, invocation: &'a Invocation) -> Result<()> {
        let definitions = &self.template.definitions;
        self.take(invocation.at, INVOCATION + definitions.len() as u64, 0)?;
        let Some(definition) = definitions.iter().find(|definition| definition.name == invocation.name)
        else {
            let name = crate::quote::quote(&invocation.name, false);
            return Err(self.fail(
                invocation.at,
                invocation.to_string(),
                format!("template {name} not defined"),
            ));
        };
        let dot = match &invocation.pipe {
            Some(pipe) => self.pipeline(dot, pipe)?,
            None => Value::Missing,
        };
        self.deeper(invocation.at, |state| state.run(definition, dot))
    }

    /// The value of a pipeline; its variables, if it has some, get it too.
    fn pipeline(&mut self, dot: &Value<'a>, pipe: &'a Pipe) -> Result<Value<'a>> {
        let value = match &pipe.settled {
            Some(settled) => self.value(settled, |state| state.commands(dot, pipe))?,
            None => self.commands(dot, pipe)?,
        };
        for variable in &pipe.variables {
            self.set(variable, pipe, value.clone())?;
        }
        Ok(value)
    }

    fn commands(&mut self, dot: &Value<'a>, pipe: &'a Pipe) -> Result<Value<'a>> {
        let mut value = None;
        self.take(pipe.at, NODE, 0)?;
        for command in &pipe.commands {
            // An interface gives way to what is in it, and a nil one to nothing.
            value = Some(match self.command(dot, command, value)? {
                Value::Nil => Value::Missing,
                other => other,
            });
        }
        Ok(value.unwrap_or(Value::Missing))
    }

    fn set(&mut self, variable: &'a Variable, pipe: &Pipe, value: Value<'a>) -> Result<()> {
        match variable.slot {
            Some(slot) => {
                self.variables[self.base + slot] = Some(value);
                Ok(())
            }
            None => Err(self.fail_pipe(pipe, format!("undefined variable: {}", variable.name))),
        }
    }

    fn variable(&self, variable: &Variable, operand: &Operand) -> Result<Value<'a>> {
        let value = variable.slot.and_then(|slot| self.variables[self.base + slot].clone());
        value.ok_or_else(|| self.fail_operand(operand, format!("undefined variable: {}", variable.name)))
    }

    fn fail(&self, at: usize, action: String, cause: String) -> Box<TemplateError> {
        let error = TemplateError::parse(&self.template.name, &self.template.text, at, cause);
        let definition = self.definition.map_or("", |definition| &definition.name);
        Box::new(error.executing(definition, action))
    }

    fn fail_pipe(&self, pipe: &Pipe, cause: String) -> Box<TemplateError> {
        self.fail(pipe.at, pipe.to_string(), cause)
    }

    fn fail_operand(&self, operand: &Operand, cause: String) -> Box<TemplateError> {
        self.fail(operand.at, operand.to_string(), cause)
    }
}
