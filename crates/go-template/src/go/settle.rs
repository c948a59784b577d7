//! Finds the parts of a template that depend on nothing but fields of its data and on what maps of it lack, so that they are evaluated
//! once where these fields are settled, and the maps lack the entries that are looked up by name.
//!
//! Each part gets the set of what it depends on. A variable depends on what it was declared with, and one that is assigned to later
//! on more than can be told; so does what a function gives that has an effect, what another template writes, and what declares
//! variables for those behind it. The items of a loop are the same each time if the list is, but not in each round: so
//! the loop as a whole can be settled, and not what in its body depends on the item.

mod calls;

use std::collections::HashSet;

use super::Sparse;
use super::ast::{Branches, Command, Definition, Node, Operand, Pipe, Range, Term};
use super::settled::{Needs, Settled};
use crate::functions::{Callee, Effect, FEW};
use crate::value::Value;
use calls::{assigned_in, called_with_less};

/// How many fields of the data are told from each other, loops around each other, and entries of sparse maps.
const FIELDS: usize = 32;
const LOOPS: usize = 16;
const ENTRIES: usize = 64;

/// Needed by all: that no function has changed a map.
const UNCHANGED: Needs = 1 << FIELDS;

/// A variable is declared for what comes behind.
const DECLARES: Needs = UNCHANGED << 1;

/// The rounds of the outermost loop, and what lies above those of all loops: that a map lacks the first of the entries.
const ROUND: Needs = DECLARES << 1;
const LACKS: Needs = ROUND << LOOPS;

/// Anything else.
const VARIES: Needs = LACKS << ENTRIES;

/// What can be settled.
const SETTLED: Needs = UNCHANGED | (UNCHANGED - 1) | (VARIES - LACKS);

/// What a value depends on.
#[derive(Clone, Copy)]
enum Origin {
    /// It is the data itself, of which each field is for itself.
    Data,
    /// It is a field of the data in which there are sparse maps.
    Part(&'static str),
    /// It is a sparse map, by its index.
    Map(usize),
    Of(Needs),
}

/// What may be settled of the data that a template is executed on, as far as it mentions that.
#[derive(Debug, Default)]
pub(crate) struct Mentioned {
    fields: Vec<(Needs, &'static str)>,
    maps: Vec<(Sparse, Names)>,
}

/// The names that are looked up in a map, each with the need for the map to lack that entry. They are in order.
type Names = Vec<(String, Needs)>;

impl Mentioned {
    /// Adds a field, and gives the need for it to be settled.
    fn field(&mut self, index: usize, field: &'static str) -> Needs {
        let bit = 1 << index;
        if !self.fields.contains(&(bit, field)) {
            self.fields.push((bit, field));
        }
        bit
    }

    /// Adds an entry of a map, and gives the need for the map to lack it.
    fn entry(&mut self, map: usize, name: &str) -> Needs {
        let count: usize = self.maps.iter().map(|(_, names)| names.len()).sum();
        let names = &mut self.maps[map].1;
        match names.binary_search_by(|(known, _)| known.as_str().cmp(name)) {
            Ok(at) => names[at].1,
            Err(_) if count == ENTRIES => VARIES,
            Err(at) => {
                names.insert(at, (name.to_owned(), LACKS << count));
                LACKS << count
            }
        }
    }

    /// What is settled in an execution on `data`.
    pub(crate) fn settled_in(&self, data: &Value<'_>) -> Needs {
        let Value::Object(object) = data else { return UNCHANGED };
        let fields = self.fields.iter().filter(|(_, field)| object.is_settled(field));
        let settled = fields.fold(UNCHANGED, |all, (bit, _)| all | bit);
        self.maps.iter().fold(settled, |all, ([part, map], names)| {
            let part = if names.is_empty() { None } else { object.field(part) };
            let map = match &part {
                Some(Value::Object(part)) => part.field(map),
                _ => None,
            };
            // Where an entry is looked for among few, that costs the same whether it is there or not.
            let map = map.as_ref().and_then(Value::as_dict).filter(|map| map.len() < FEW);
            let Some(map) = map else { return all };
            let mut lacks = names.iter().fold(0, |all, (_, bit)| all | bit);
            map.each_key(|key| {
                if let Ok(at) = names.binary_search_by(|(name, _)| name.as_str().cmp(key)) {
                    lacks &= !names[at].1;
                }
            });
            all | lacks
        })
    }
}

/// Marks the parts that may be settled with `fields` of the data and with what its maps in `sparse` lack.
pub(crate) fn settle(
    definitions: &mut [Definition],
    fields: &'static [&'static str],
    sparse: &'static [Sparse],
) -> Mentioned {
    let maps = sparse.iter().map(|map| (*map, Names::new())).collect();
    let mut settler = Settler {
        fields: fields.get(..FIELDS).unwrap_or(fields),
        mentioned: Mentioned { maps, ..Mentioned::default() },
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
    /// What is mentioned.
    mentioned: Mentioned,
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
        let mut arguments = command.arguments.iter_mut();
        let Some(first) = arguments.next() else { return word };
        let first = self.operand(first, dot);
        let picks = match &command.word.term {
            Term::Function(Callee::Function(function)) => function.picks,
            _ => None,
        };
        let name = match arguments.as_slice() {
            [Operand { term: Term::String { text, .. }, .. }, ..] => Some(text),
            _ => None,
        };
        let first = match picks.zip(name) {
            Some((fields, name)) => {
                fields.iter().copied().chain([name.as_str()]).fold(first, |of, field| self.field(of, field))
            }
            None => first,
        };
        let needs = word.needs() | first.needs();
        Origin::Of(arguments.fold(needs, |needs, argument| needs | self.operand(argument, dot).needs()))
    }

    fn operand(&mut self, operand: &mut Operand, dot: Origin) -> Origin {
        let (origin, is_simple) = match &mut operand.term {
            Term::Dot => (dot, true),
            Term::Nil | Term::Bool(_) | Term::Number(_) | Term::String { .. } => (Origin::Of(0), true),
            Term::Field(fields) => (self.fields(dot, fields), false),
            Term::Variable(variable, fields) => {
                let value = variable.slot.and_then(|slot| self.slots.get(slot).copied());
                (self.fields(value.unwrap_or(Origin::Of(VARIES)), fields), fields.is_empty())
            }
            Term::Function(callee) => (Origin::Of(of_function(*callee)), true),
            Term::Pipe(pipe) => {
                let value = self.pipe(pipe, dot);
                (if pipe.variables.is_empty() { value } else { Origin::Of(VARIES) }, true)
            }
            Term::Chain(inner, fields) => {
                let inner = self.operand(inner, dot);
                (self.fields(inner, fields), false)
            }
        };
        if !is_simple {
            operand.settled = settled(origin.needs());
        }
        origin
    }

    /// What lies in fields of a value, each in the one before it, depends on.
    fn fields(&mut self, value: Origin, fields: &[String]) -> Origin {
        fields.iter().fold(value, |value, field| self.field(value, field))
    }

    /// What a field of a value depends on, or an entry of a map.
    fn field(&mut self, value: Origin, field: &str) -> Origin {
        let mut maps = self.mentioned.maps.iter().map(|(map, _)| map);
        match value {
            Origin::Data => match self.fields.iter().position(|known| *known == field) {
                Some(index) => Origin::Of(self.mentioned.field(index, self.fields[index])),
                None => {
                    let part = maps.find(|[part, _]| *part == field);
                    part.map_or(Origin::Of(VARIES), |[part, _]| Origin::Part(part))
                }
            },
            Origin::Part(part) => {
                let map = maps.position(|known| *known == [part, field]);
                map.map_or(Origin::Of(VARIES), Origin::Map)
            }
            Origin::Map(map) => Origin::Of(self.mentioned.entry(map, field)),
            Origin::Of(needs) => Origin::Of(needs),
        }
    }
}

impl Origin {
    /// What it depends on; the data itself is never settled, nor is a map of which any entry may count.
    fn needs(self) -> Needs {
        match self {
            Origin::Of(needs) => needs,
            Origin::Data | Origin::Part(_) | Origin::Map(_) => VARIES,
        }
    }
}

/// What depends on the round of the loop that has so many around it.
fn round_of(loops: usize) -> Needs {
    if loops < LOOPS { ROUND << loops } else { VARIES }
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

/// The nodes with one in place of each run of settled ones that have the same needs, and one in place of each run of those. Text
/// needs nothing, and belongs to either.
fn grouped(nodes: Vec<Node>, needs: &[Needs]) -> Vec<Node> {
    let nodes = nodes.into_iter().zip(needs.iter().copied()).collect();
    let alike = runs(nodes, |run, needs| run == 0 || needs == 0 || needs == run);
    let is_run = |(node, _): &&(Node, Needs)| matches!(node, Node::Settled(..));
    let all = match alike.iter().filter(is_run).nth(1) {
        Some(_) => runs(alike, |_, _| true),
        None => alike,
    };
    all.into_iter().map(|(node, _)| node).collect()
}

/// Nodes with their needs.
type Needing = Vec<(Node, Needs)>;

/// The nodes with one in place of each run of settled ones, to which those belong that `fits` its needs.
fn runs(nodes: Needing, fits: impl Fn(Needs, Needs) -> bool) -> Needing {
    let mut all = Vec::with_capacity(nodes.len());
    let mut run = Vec::new();
    let mut run_needs = 0;
    for (node, needs) in nodes {
        let is_settled = needs & !SETTLED == 0;
        if !is_settled || !fits(run_needs, needs) {
            finish(&mut all, std::mem::take(&mut run), std::mem::take(&mut run_needs));
        }
        if is_settled {
            run_needs |= needs;
            run.push((node, needs));
        } else {
            all.push((node, needs));
        }
    }
    finish(&mut all, run, run_needs);
    all
}

fn finish(all: &mut Needing, run: Needing, needs: Needs) {
    let is_one = |nodes: &Needing| matches!(nodes.as_slice(), [(Node::Settled(..), _)]);
    match settled(needs).filter(|_| needs != 0 && !is_one(&run)) {
        Some(settled) => {
            all.push((Node::Settled(settled, run.into_iter().map(|(node, _)| node).collect()), needs))
        }
        None => all.extend(run),
    }
}
