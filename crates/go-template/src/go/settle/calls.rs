//! What the definitions of a template are called with, and which of their variables are assigned to.

use std::collections::HashSet;

use crate::go::ast::{Command, Definition, Node, Pipe, Term};

/// The definitions that may be called with something else than the whole data.
pub(super) fn called_with_less(definitions: &[Definition]) -> HashSet<String> {
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
pub(super) fn assigned_in(definition: &Definition) -> Vec<bool> {
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
