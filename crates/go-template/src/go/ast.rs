//! A template after parsing: functions resolved, variables turned into slots.

use super::settled::{Plain, Settled};
use crate::functions::Callee;
use std::fmt;

/// A `define`d template, or the text itself.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) body: Vec<Node>,
    /// How many variables live at the same time at most.
    pub(crate) slots: usize,
}

/// A piece of a template.
#[derive(Debug)]
pub(crate) enum Node {
    /// Bytes of the template's text, written as they are.
    Text(std::ops::Range<usize>),
    Action(Pipe),
    If(Branches),
    With(Branches),
    Range(Box<Range>),
    Call(Box<Invocation>),
    Break,
    Continue,
    /// Nodes of which settled fields alone decide what they write.
    Settled(Box<Settled<String>>, Vec<Node>),
}

/// `if … else if … else …`: the first pipeline that is true has its body taken.
#[derive(Debug)]
pub(crate) struct Branches {
    pub(crate) branches: Vec<(Pipe, Vec<Node>)>,
    pub(crate) otherwise: Vec<Node>,
}

/// `range … else …`
#[derive(Debug)]
pub(crate) struct Range {
    pub(crate) pipe: Pipe,
    pub(crate) body: Vec<Node>,
    pub(crate) otherwise: Vec<Node>,
}

/// `{{template "name" pipeline}}`
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) at: usize,
    pub(crate) name: String,
    pub(crate) pipe: Option<Pipe>,
}

/// Commands, each handing its value to the next, and the variables that get the last one.
#[derive(Debug)]
pub(crate) struct Pipe {
    pub(crate) at: usize,
    pub(crate) variables: Vec<Variable>,
    /// Whether the variables are assigned (`=`) rather than declared (`:=`).
    pub(crate) assigns: bool,
    pub(crate) commands: Vec<Command>,
    /// Whether settled fields alone decide its value.
    pub(crate) settled: Option<Box<Settled<Plain>>>,
}

/// A function or value and its arguments.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) word: Operand,
    pub(crate) arguments: Vec<Operand>,
}

/// A variable and its place on the stack of the template it is in.
#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    /// None when the text mentions the variable where it has not been declared.
    pub(crate) slot: Option<usize>,
}

/// A term with the byte it begins at.
#[derive(Debug)]
pub(crate) struct Operand {
    pub(crate) at: usize,
    pub(crate) term: Term,
    /// Whether settled fields alone decide its value, when it has no arguments.
    pub(crate) settled: Option<Box<Settled<Plain>>>,
}

/// A term of an expression.
#[derive(Debug)]
pub(crate) enum Term {
    Dot,
    Nil,
    Bool(bool),
    Number(Box<Number>),
    String { text: String, quoted: String },
    Field(Vec<String>),
    Variable(Variable, Vec<String>),
    Function(Callee),
    Pipe(Box<Pipe>),
    Chain(Box<Operand>, Vec<String>),
}

/// A numeric constant in all the types that can hold it.
#[derive(Debug, Default)]
pub(crate) struct Number {
    pub(crate) text: String,
    pub(crate) int: Option<i64>,
    pub(crate) uint: Option<u64>,
    pub(crate) float: Option<f64>,
    pub(crate) complex: Option<(f64, f64)>,
}

impl fmt::Display for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, variable) in self.variables.iter().enumerate() {
            write!(f, "{}{}", if index > 0 { ", " } else { "" }, variable.name)?;
        }
        if !self.variables.is_empty() {
            f.write_str(if self.assigns { " = " } else { " := " })?;
        }
        for (index, command) in self.commands.iter().enumerate() {
            write!(f, "{}{command}", if index > 0 { " | " } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.word)?;
        self.arguments.iter().try_for_each(|argument| write!(f, " {argument}"))
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dotted = |f: &mut fmt::Formatter<'_>, fields: &[String]| {
            fields.iter().try_for_each(|field| write!(f, ".{field}"))
        };
        match &self.term {
            Term::Dot => f.write_str("."),
            Term::Nil => f.write_str("nil"),
            Term::Bool(b) => write!(f, "{b}"),
            Term::Number(number) => f.write_str(&number.text),
            Term::String { quoted, .. } => f.write_str(quoted),
            Term::Field(fields) => dotted(f, fields),
            Term::Variable(variable, fields) => {
                f.write_str(&variable.name)?;
                dotted(f, fields)
            }
            Term::Function(callee) => f.write_str(callee.name()),
            Term::Pipe(pipe) => write!(f, "({pipe})"),
            Term::Chain(operand, fields) => {
                write!(f, "{operand}")?;
                dotted(f, fields)
            }
        }
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{{template {}", crate::quote::quote(&self.name, false))?;
        if let Some(pipe) = &self.pipe {
            write!(f, " {pipe}")?;
        }
        f.write_str("}}")
    }
}
