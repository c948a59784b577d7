//! Finds the parts of a template that depend on nothing but fields of its data, so that they are evaluated once where these fields are
//! settled.
//!
//! Each part gets the set of what it depends on. A variable depends on what it was declared with, and one that is assigned to later
//! on more than can be told; so does what a function gives that has an effect, what another template writes, and what declares
//! variables for those behind it. The items of a loop are the same each time if the list is, but not in each round: so
//! the loop as a whole can be settled, and not what in its body depends on the item.

use std::collections::HashSet;

use super::ast::{Branches, Command, Definition, Node, Operand, Pipe, Range, Term};
use super::settled::{Needs, Settled};
use crate::functions::{Callee, Effect};

/// How many fields of the data are told from each other.
pub(crate) const FIELDS: usize = 32;

/// How many loops around each other are told from each other.
const LOOPS: usize = 28;

/// Needed by all: that no function has changed a map.
pub(crate) const UNCHANGED: Needs = 1 << FIELDS;

/// A variable is declared for what comes behind.
const DECLARES: Needs = 1 << (FIELDS + 1);

/// Anything else.
const VARIES: Needs = 1 << 63;

/// What can be settled.
const SETTLED: Needs = UNCHANGED | (UNCHANGED - 1);

/// What a value depends on.
#[derive(Clone, Copy)]
enum Origin {
    /// It is the data itself, of which each field is for itself.
    Data,
    Of(Needs),
}

/// Marks the parts that may be settled with `fields` of the data, and gives the bits of those fields that they depend on.
pub(crate) fn settle(definitions: &mut [Definition], fields: &'static [&'static str]) -> Needs {
    let mut settler = Settler {
        fields: fields.get(..FIELDS).unwrap_or(fields),
        called_with_less: called_with_less(definitions),
        ..Settler::default()
    };
    definitions.iter_mut().for_each(|definition| settler.definition(definition));
    settler.mentioned
}

#[derive(Default)]
struct Settler {
    /// The fields of the data that may be settled, by their bits.
    fields: &'static [&'static str],
    /// Those that are mentioned.
    mentioned: Needs,
    /// Definitions that are called with something else than the data.
    called_with_less: HashSet<String>,
    /// What the variables of the definition depend on, by their slots.
    slots: Vec<Origin>,
    /// Whether variables are assigned to somewhere, by their slots.
    assigned: Vec<bool>,
    /// How many loops are around.
    loops: usize,
}

impl Settler {
    fn definition(&mut self, definition: &mut Definition) {
        let data = match self.called_with_less.contains(&definition.name) {
            true => Origin::Of(VARIES),
            false => Origin::Data,
        };
        self.loops = 0;
        self.assigned = assigned_in(definition);
        self.slots = vec![Origin::Of(VARIES); definition.slots];
        if !self.assigned[0] {
            self.slots[0] = data;
        }
        self.list(&mut definition.body, data);
    }

    /// What a list of nodes depends on. Those in it that are settled become one for each run of them.
    fn list(&mut self, nodes: &mut Vec<Node>, dot: Origin) -> Needs {
        let needs: Vec<Needs> = nodes.iter_mut().map(|node| self.node(node, dot)).collect();
        let all = needs.iter().fold(0, |all, needs| all | needs);
        if needs.iter().any(|needs| needs & !SETTLED == 0) {
            *nodes = grouped(std::mem::take(nodes), &needs);
        }
        // What a list declares nobody sees behind it.
        all & !DECLARES
    }

    fn node(&mut self, node: &mut Node, dot: Origin) -> Needs {
        match node {
            Node::Text(_) => 0,
            Node::Action(pipe) => {
                let needs = self.pipe(pipe, dot).needs();
                if pipe.variables.is_empty() { needs } else { needs | DECLARES }
            }
            Node::If(branches) => self.branches(branches, dot, false),
            Node::With(branches) => self.branches(branches, dot, true),
            Node::Range(range) => self.range(range, dot),
            Node::Call(call) => {
                if let Some(pipe) = &mut call.pipe {
                    self.pipe(pipe, dot);
                }
                VARIES
            }
            Node::Break | Node::Continue => round_of(self.loops.saturating_sub(1)),
            Node::Settled(..) => VARIES,
        }
    }

    fn branches(&mut self, branches: &mut Branches, dot: Origin, with: bool) -> Needs {
        let mut needs = 0;
        for (pipe, body) in &mut branches.branches {
            let value = self.pipe(pipe, dot);
            needs |= value.needs() | self.list(body, if with { value } else { dot });
        }
        needs | self.list(&mut branches.otherwise, dot)
    }

    fn range(&mut self, range: &mut Range, dot: Origin) -> Needs {
        let list = self.pipe(&mut range.pipe, dot).needs();
        let round = round_of(self.loops);
        let item = Origin::Of(list | round);
        self.declare(&range.pipe, item);
        self.loops += 1;
        let body = self.list(&mut range.body, item);
        self.loops -= 1;
        let own = if round == VARIES { 0 } else { round };
        (list | body | self.list(&mut range.otherwise, dot)) & !own
    }

    fn pipe(&mut self, pipe: &mut Pipe, dot: Origin) -> Origin {
        let mut origins = pipe.commands.iter_mut().map(|command| self.command(command, dot));
        let first = origins.next().unwrap_or(Origin::Of(VARIES));
        let origin = origins.fold(first, |before, then| Origin::Of(before.needs() | then.needs()));
        if !is_simple(pipe) {
            pipe.settled = settled(origin.needs());
        }
        self.declare(pipe, origin);
        if pipe.assigns { Origin::Of(VARIES) } else { origin }
    }

    fn declare(&mut self, pipe: &Pipe, origin: Origin) {
        for slot in pipe.variables.iter().filter_map(|variable| variable.slot) {
            if !self.assigned[slot] {
                self.slots[slot] = origin;
            }
        }
    }

    fn command(&mut self, command: &mut Command, dot: Origin) -> Origin {
        let word = self.operand(&mut command.word, dot);
        if command.arguments.is_empty() {
            return word;
        }
        let arguments = command.arguments.iter_mut();
        Origin::Of(
            arguments.fold(word.needs(), |needs, argument| needs | self.operand(argument, dot).needs()),
        )
    }

    fn operand(&mut self, operand: &mut Operand, dot: Origin) -> Origin {
        let (origin, is_simple) = match &mut operand.term {
            Term::Dot => (dot, true),
            Term::Nil | Term::Bool(_) | Term::Number(_) | Term::String { .. } => (Origin::Of(0), true),
            Term::Field(fields) => (self.field(dot, fields.first()), false),
            Term::Variable(variable, fields) => {
                let value = variable.slot.and_then(|slot| self.slots.get(slot).copied());
                (self.field(value.unwrap_or(Origin::Of(VARIES)), fields.first()), fields.is_empty())
            }
            Term::Function(callee) => (Origin::Of(of_function(*callee)), true),
            Term::Pipe(pipe) => {
                let value = self.pipe(pipe, dot);
                (if pipe.variables.is_empty() { value } else { Origin::Of(VARIES) }, true)
            }
            Term::Chain(inner, fields) => {
                let inner = self.operand(inner, dot);
                (self.field(inner, fields.first()), false)
            }
        };
        if !is_simple {
            operand.settled = settled(origin.needs());
        }
        origin
    }

    /// What a field of a value depends on.
    fn field(&mut self, value: Origin, field: Option<&String>) -> Origin {
        let (Origin::Data, Some(field)) = (value, field) else { return value };
        match self.fields.iter().position(|known| known == field) {
            Some(index) => {
                self.mentioned |= 1 << index;
                Origin::Of(1 << index)
            }
            None => Origin::Of(VARIES),
        }
    }
}

impl Origin {
    /// What it depends on; the data itself is never settled.
    fn needs(self) -> Needs {
        match self {
            Origin::Data => VARIES,
            Origin::Of(needs) => needs,
        }
    }
}

/// What depends on the round of the loop that has so many around it.
fn round_of(loops: usize) -> Needs {
    if loops < LOOPS { 1 << (FIELDS + 2 + loops) } else { VARIES }
}

fn of_function(callee: Callee) -> Needs {
    match callee {
        Callee::And | Callee::Or => 0,
        Callee::Function(function) if function.effect == Effect::None => 0,
        Callee::Function(_) | Callee::Render => VARIES,
    }
}

/// The mark of what has these needs, if they can be settled.
fn settled<T>(needs: Needs) -> Option<Box<Settled<T>>> {
    (needs & !SETTLED == 0).then(|| Box::new(Settled::new(needs | UNCHANGED)))
}

/// Whether a pipeline is a constant, the dot or a variable, which costs no more than what is kept.
fn is_simple(pipe: &Pipe) -> bool {
    let [Command { word, arguments }] = pipe.commands.as_slice() else { return false };
    let is_simple = match &word.term {
        Term::Variable(_, fields) => fields.is_empty(),
        Term::Dot | Term::Nil | Term::Bool(_) | Term::Number(_) | Term::String { .. } => true,
        _ => false,
    };
    is_simple && arguments.is_empty()
}

/// The nodes with one in place of each run of settled ones that have the same needs, and of the text between them.
fn grouped(nodes: Vec<Node>, needs: &[Needs]) -> Vec<Node> {
    let mut all = Vec::with_capacity(nodes.len());
    let mut run = Vec::new();
    let mut run_needs = 0;
    for (node, needs) in nodes.into_iter().zip(needs) {
        let fits = needs & !SETTLED == 0;
        if !fits || (run_needs != 0 && *needs != 0 && *needs != run_needs) {
            finish(&mut all, std::mem::take(&mut run), std::mem::take(&mut run_needs));
        }
        if fits {
            run_needs |= needs;
            run.push(node);
        } else {
            all.push(node);
        }
    }
    finish(&mut all, run, run_needs);
    all
}

fn finish(all: &mut Vec<Node>, run: Vec<Node>, needs: Needs) {
    match settled(needs).filter(|_| !run.iter().all(|node| matches!(node, Node::Text(_)))) {
        Some(settled) => all.push(Node::Settled(settled, run)),
        None => all.extend(run),
    }
}

/// The definitions that may be called with something else than the whole data.
fn called_with_less(definitions: &[Definition]) -> HashSet<String> {
    let calls: Vec<_> = definitions.iter().map(calls_of).collect();
    let mut found: HashSet<&str> = HashSet::new();
    let all = calls.iter().flatten();
    let mut open: Vec<&str> = all.filter(|call| !call.with_data).map(|call| call.name).collect();
    while let Some(name) = open.pop() {
        if !found.insert(name) {
            continue;
        }
        // What it calls with what it was given gets no more.
        let called = definitions.iter().zip(&calls).filter(|(definition, _)| definition.name == name);
        open.extend(called.flat_map(|(_, calls)| calls).map(|call| call.name));
    }
    found.into_iter().map(str::to_owned).collect()
}

/// A call of a definition.
struct Call<'d> {
    name: &'d str,
    /// Whether it gets what the caller was given.
    with_data: bool,
}

fn calls_of(definition: &Definition) -> Vec<Call<'_>> {
    let mut found = Vec::new();
    // Bodies, and whether the dot in them is the definition's.
    let mut open = vec![(&definition.body, true)];
    while let Some((nodes, own)) = open.pop() {
        for node in nodes {
            match node {
                Node::If(branches) | Node::With(branches) => {
                    let own_inside = own && matches!(node, Node::If(_));
                    open.extend(branches.branches.iter().map(|(_, body)| (body, own_inside)));
                    open.push((&branches.otherwise, own));
                }
                Node::Range(range) => open.extend([(&range.body, false), (&range.otherwise, own)]),
                Node::Call(call) => {
                    let with_data = call.pipe.as_ref().is_some_and(|pipe| is_data(pipe, own, definition));
                    found.push(Call { name: &call.name, with_data });
                }
                Node::Settled(_, nodes) => open.push((nodes, own)),
                Node::Text(_) | Node::Action(_) | Node::Break | Node::Continue => {}
            }
        }
    }
    found
}

/// Whether a pipeline is the dot, or `$`.
fn is_data(pipe: &Pipe, has_own_dot: bool, definition: &Definition) -> bool {
    let [Command { word, arguments }] = pipe.commands.as_slice() else { return false };
    arguments.is_empty()
        && match &word.term {
            Term::Dot => has_own_dot,
            Term::Variable(variable, fields) => {
                fields.is_empty() && variable.slot == Some(0) && !assigned_in(definition)[0]
            }
            _ => false,
        }
}

/// Whether variables are assigned to, by their slots.
fn assigned_in(definition: &Definition) -> Vec<bool> {
    let mut slots = vec![false; definition.slots];
    assigned(&definition.body, &mut slots);
    slots
}

fn assigned(nodes: &[Node], slots: &mut [bool]) {
    for node in nodes {
        match node {
            Node::Action(pipe) => assigned_by(pipe, slots),
            Node::If(branches) | Node::With(branches) => {
                for (pipe, body) in &branches.branches {
                    assigned_by(pipe, slots);
                    assigned(body, slots);
                }
                assigned(&branches.otherwise, slots);
            }
            Node::Range(range) => {
                assigned_by(&range.pipe, slots);
                assigned(&range.body, slots);
                assigned(&range.otherwise, slots);
            }
            Node::Call(call) => call.pipe.iter().for_each(|pipe| assigned_by(pipe, slots)),
            Node::Settled(_, nodes) => assigned(nodes, slots),
            Node::Text(_) | Node::Break | Node::Continue => {}
        }
    }
}

fn assigned_by(pipe: &Pipe, slots: &mut [bool]) {
    if pipe.assigns {
        pipe.variables.iter().filter_map(|variable| variable.slot).for_each(|slot| slots[slot] = true);
    }
    for command in &pipe.commands {
        for mut operand in command.arguments.iter().chain([&command.word]) {
            while let Term::Chain(inner, _) = &operand.term {
                operand = inner;
            }
            if let Term::Pipe(inner) = &operand.term {
                assigned_by(inner, slots);
            }
        }
    }
}
