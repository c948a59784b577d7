//! What a template can call: a function's Go signature, its body, and the values it is given.

pub mod builtin;
mod budget;
mod compare;
pub mod sprig;

pub use budget::Budget;
pub(crate) use budget::{Charge, FEW, ITEM};

use crate::value::{Dict, Elem, IntType, List, Overlay, Str, UintType, Value};

/// A function by the name templates know it by.
///
/// The engine checks arity and types against the Go signature before the body runs, so that the body may rely on them.
#[derive(Clone, Copy)]
pub struct Function {
    /// The name templates call it by.
    pub name: &'static str,
    /// The types of the fixed parameters.
    pub params: &'static [Param],
    /// The element type of `...T`, when it is variadic.
    pub variadic: Option<Param>,
    /// What a call costs besides what it makes.
    pub cost: Cost,
    /// What else it has to do with than its arguments.
    pub effect: Effect,
    /// Where it finds the one entry that it looks at, if it looks at one only: in the map that its first argument is, or that lies in
    /// these fields of it, under the name that its second argument is.
    pub picks: Option<&'static [&'static str]>,
    /// What it makes of a text where that is all it is given.
    of_text: Option<fn(&str) -> String>,
    call: Call,
}

/// What a function has to do with besides its arguments and its answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing: of the same arguments it always makes the same.
    None,
    /// It reads the [`Context`].
    Reads,
    /// It changes maps that it is given.
    Changes,
}

/// What a call costs besides what it makes: how much of its arguments a function looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cost {
    /// One entry of a map or item of a list, or none; what it makes it takes from the budget itself.
    Pick,
    /// All entries or items of maps and lists, but not what is in them.
    Shallow,
    /// Everything, at so many units of work a byte.
    Whole(u32),
}

/// A function's body: arguments as the signature says, [`Value::Missing`] never among them.
pub type Call = for<'a> fn(&mut Context<'a>, &[Value<'a>]) -> Result<Value<'a>, String>;

/// The Go type of a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Param {
    /// `interface {}`
    Any,
    /// `bool`
    Bool,
    /// `int`
    Int,
    /// `int64`
    Int64,
    /// `uint32`
    Uint32,
    /// `float64`
    Float64,
    /// `string`
    Str,
    /// `[]string`; nil is allowed.
    Strings,
    /// `[]interface {}`; nil is allowed.
    List,
    /// `map[string]interface {}`; nil is allowed.
    Dict,
    /// `map[string]string`; nil is allowed.
    StrMap,
    /// `proto.Message`: any object with [`proto_json`](crate::value::Object::proto_json); nil is allowed.
    Message,
    /// Any other type, as `%T` spells it, such as `v1.ObjectMeta`, `[]v1.Container` or `time.Time`.
    Named(&'static str),
}

/// What a function may know beside its arguments.
pub struct Context<'a> {
    /// What templates changed in borrowed maps; needed to make new views of a tree.
    pub overlay: Overlay<'a>,
    /// The environment variables that may be read, with their values.
    pub environment: &'a [(String, String)],
    /// What the execution may still cost.
    pub budget: Budget,
}

impl Default for Context<'_> {
    /// Nothing of the environment, and the default budget.
    fn default() -> Self {
        Context { overlay: Overlay::default(), environment: &[], budget: Budget::default() }
    }
}

/// What every call costs.
const CALL: u64 = 100;

impl Function {
    /// A function with fixed parameters.
    #[must_use]
    pub const fn new(name: &'static str, params: &'static [Param], call: Call) -> Self {
        Function {
            name,
            params,
            variadic: None,
            cost: Cost::Whole(1),
            effect: Effect::None,
            picks: None,
            of_text: None,
            call,
        }
    }

    /// A function that takes any number of `rest` after its fixed parameters.
    #[must_use]
    pub const fn variadic(name: &'static str, params: &'static [Param], rest: Param, call: Call) -> Self {
        Function { variadic: Some(rest), ..Function::new(name, params, call) }
    }

    /// The same at another cost than that of looking once at everything it is given.
    #[must_use]
    pub const fn costs(self, cost: Cost) -> Self {
        Function { cost, ..self }
    }

    /// The same with an effect.
    #[must_use]
    pub const fn with(self, effect: Effect) -> Self {
        Function { effect, ..self }
    }

    /// The same, which looks at one entry of a map only: of its first argument, or of what lies in these fields of it.
    #[must_use]
    pub const fn picks(self, fields: &'static [&'static str]) -> Self {
        Function { cost: Cost::Pick, picks: Some(fields), ..self }
    }

    /// The same, which makes this of a text where that is all it is given.
    #[must_use]
    const fn of_text(self, of_text: fn(&str) -> String) -> Self {
        Function { of_text: Some(of_text), ..self }
    }

    /// The same by another name.
    #[must_use]
    pub const fn named(self, name: &'static str) -> Self {
        Function { name, ..self }
    }

    /// Calls the function; the arguments are checked against the signature. What it looks at and what it makes is taken from the
    /// budget: a function whose cost is in no proportion to either takes more by itself.
    ///
    /// # Errors
    /// When the function fails, or it costs more than is left.
    pub fn run<'a>(&self, context: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
        if let [Value::Str(text)] = args
            && let Some(made) = self.run_on_text(&mut context.budget, text)
        {
            return made.map(Value::from);
        }
        context.budget.work(CALL)?;
        for arg in args {
            match self.cost {
                Cost::Pick => context.budget.look_up(arg),
                Cost::Shallow => context.budget.look_over(arg),
                Cost::Whole(rate) => context.budget.look(arg, u64::from(rate)),
            }?;
        }
        let answer = (self.call)(context, args)?;
        match self.cost {
            Cost::Pick => {}
            Cost::Shallow | Cost::Whole(_) => context.budget.made(&answer, args)?,
        }
        Ok(answer)
    }

    /// Calls the function with one text, which is neither copied before nor its answer after; `None` where it has no shorter way
    /// than [`Function::run`], which costs the same.
    ///
    /// # Errors
    /// When it costs more than is left.
    pub fn run_on_text(&self, budget: &mut Budget, text: &str) -> Option<Result<String, String>> {
        let make = self.of_text?;
        Some(budget.work(CALL).and_then(|()| budget.text_of_text(text, make)))
    }
}

impl Param {
    /// The type's name, as errors print it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Param::Any => "interface {}",
            Param::Bool => "bool",
            Param::Int => "int",
            Param::Int64 => "int64",
            Param::Uint32 => "uint32",
            Param::Float64 => "float64",
            Param::Str => "string",
            Param::Strings => "[]string",
            Param::List => "[]interface {}",
            Param::Dict => "map[string]interface {}",
            Param::StrMap => "map[string]string",
            Param::Message => "protoreflect.ProtoMessage",
            Param::Named(name) => name,
        }
    }

    /// What nil is for a parameter, when it may be nil.
    #[must_use]
    pub fn zero<'a>(self) -> Option<Value<'a>> {
        Some(match self {
            Param::Any | Param::Message => Value::Nil,
            Param::Strings => List::nil(Elem::Str).into(),
            Param::List => List::nil(Elem::Any).into(),
            Param::Dict => Dict::nil(Elem::Any).into(),
            Param::StrMap => Dict::nil(Elem::Str).into(),
            Param::Named(name) if name.starts_with('*') => Value::Nil,
            Param::Named(name) => List::nil(Elem::Named(name.strip_prefix("[]")?)).into(),
            Param::Bool | Param::Int | Param::Int64 | Param::Uint32 | Param::Float64 | Param::Str => {
                return None;
            }
        })
    }

    /// Whether Go would assign the value to a parameter of this type.
    pub(crate) fn assignable(self, value: &Value<'_>) -> bool {
        match (self, value) {
            (Param::Any, _)
            | (Param::Bool, Value::Bool(_))
            | (Param::Int, Value::Int(_, IntType::Int))
            | (Param::Int64, Value::Int(_, IntType::Int64))
            | (Param::Uint32, Value::Uint(_, UintType::Uint32))
            | (Param::Float64, Value::Float(_))
            | (Param::Str, Value::Str(_)) => true,
            (Param::Strings, Value::List(list)) => list.elem() == Elem::Str,
            (Param::List, Value::List(list)) => list.elem() == Elem::Any,
            (Param::Dict, Value::Dict(dict)) => dict.elem() == Elem::Any,
            (Param::StrMap, Value::Dict(dict)) => dict.elem() == Elem::Str,
            (Param::Message, Value::Object(object)) => object.is_message(),
            (Param::Named(name), Value::Object(object)) => object.is_type(name),
            (Param::Named(name), value) => value.type_name() == name,
            _ => false,
        }
    }

    /// The same, where a struct may stand for the pointer to it and the other way round, and nil for what may be nil.
    #[must_use]
    pub fn accepts(self, value: &Value<'_>) -> bool {
        fn bare(name: &str) -> &str {
            name.strip_prefix('*').unwrap_or(name)
        }
        match (self, value) {
            (Param::Named(name), Value::Object(object)) => bare(name) == bare(&object.type_name()),
            (Param::Message, Value::Nil) => true,
            (Param::Named(name), Value::Nil) => name.starts_with('*'),
            _ => self.assignable(value),
        }
    }
}

/// The argument at `index`; nil when it was not given.
#[must_use]
pub fn arg<'v, 'a>(args: &'v [Value<'a>], index: usize) -> &'v Value<'a> {
    args.get(index).unwrap_or(&Value::Nil)
}

/// The `string` at `index`.
pub fn text<'v>(args: &'v [Value<'_>], index: usize) -> Result<&'v str, String> {
    let value = arg(args, index);
    value.as_str().ok_or_else(|| wrong_type("string", value))
}

/// The `string` at `index`, to hand on without a copy.
pub fn shared<'a>(args: &[Value<'a>], index: usize) -> Result<Str<'a>, String> {
    match arg(args, index) {
        Value::Str(s) => Ok(s.clone()),
        other => Err(wrong_type("string", other)),
    }
}

/// The `int`, `int64` or other signed integer at `index`.
pub fn int(args: &[Value<'_>], index: usize) -> Result<i64, String> {
    match arg(args, index) {
        Value::Int(i, _) => Ok(*i),
        other => Err(wrong_type("int", other)),
    }
}

/// The `bool` at `index`.
pub fn boolean(args: &[Value<'_>], index: usize) -> Result<bool, String> {
    match arg(args, index) {
        Value::Bool(b) => Ok(*b),
        other => Err(wrong_type("bool", other)),
    }
}

/// The `float64` at `index`.
pub fn float(args: &[Value<'_>], index: usize) -> Result<f64, String> {
    match arg(args, index) {
        Value::Float(f) => Ok(*f),
        other => Err(wrong_type("float64", other)),
    }
}

/// The map at `index`, of either element type as the signature said.
pub fn dict<'v, 'a>(args: &'v [Value<'a>], index: usize) -> Result<&'v Dict<'a>, String> {
    let value = arg(args, index);
    value.as_dict().ok_or_else(|| wrong_type("map[string]interface {}", value))
}

/// The slice at `index`, of any element type as the signature said.
pub fn list<'v, 'a>(args: &'v [Value<'a>], index: usize) -> Result<&'v List<'a>, String> {
    let value = arg(args, index);
    value.as_list().ok_or_else(|| wrong_type("[]interface {}", value))
}

/// Go's words for an argument of a type the parameter does not take.
#[must_use]
pub fn wrong_type(expected: &str, value: &Value<'_>) -> String {
    match value {
        Value::Nil | Value::Missing => format!("invalid value; expected {expected}"),
        other => format!("wrong type for value; expected {expected}; got {}", other.type_name()),
    }
}

/// The functions that a template may call: tables of them, the first of which that has a name wins.
#[derive(Clone, Copy)]
pub struct Library {
    tables: &'static [&'static [Function]],
    renders: bool,
}

impl Library {
    /// The functions of text/template itself.
    pub const BUILTIN: Library = Library::new(&[builtin::FUNCTIONS]);
    /// With the functions of Sprig, which win over those of the same name.
    pub const SPRIG: Library = Library::new(&[sprig::FUNCTIONS, builtin::FUNCTIONS]);

    /// A library of one's own.
    #[must_use]
    pub const fn new(tables: &'static [&'static [Function]]) -> Self {
        Library { tables, renders: false }
    }

    /// With a function `render` that executes one of the template's [partials](crate::Template::with_partials).
    #[must_use]
    pub const fn with_render(self) -> Self {
        Library { renders: true, ..self }
    }

    /// All functions; of several of one name the last is the one that templates call.
    pub fn functions(self) -> impl Iterator<Item = &'static Function> {
        self.tables.iter().rev().copied().flatten()
    }

    /// Finds a function by its name.
    pub(crate) fn find(self, name: &str) -> Option<Callee> {
        let found = self.tables.iter().find_map(|table| table.iter().find(|function| function.name == name));
        match found {
            Some(function) => Some(Callee::Function(*function)),
            None if name == "and" => Some(Callee::And),
            None if name == "or" => Some(Callee::Or),
            None if name == "render" && self.renders => Some(Callee::Render),
            None => None,
        }
    }
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count: usize = self.tables.iter().map(|table| table.len()).sum();
        write!(f, "Library of {count} functions")
    }
}

/// What an identifier calls.
#[derive(Clone, Copy)]
pub(crate) enum Callee {
    /// `and`, which evaluates no argument after a false one.
    And,
    /// `or`, which evaluates no argument after a true one.
    Or,
    /// `render`, which executes a text of the values as a template (Istio 1.2 to 1.13).
    Render,
    Function(Function),
}

impl std::fmt::Debug for Callee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Callee {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Callee::And => "and",
            Callee::Or => "or",
            Callee::Render => "render",
            Callee::Function(function) => function.name,
        }
    }
}
