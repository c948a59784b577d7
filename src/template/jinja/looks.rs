//! What a template looks at: the names that it and what it includes ask for and do not set themselves, as its compiled instructions
//! tell.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use minijinja::Environment;
use minijinja::machinery::{Instruction, get_compiled_template};

use super::charges::calls;
use super::functions::OWN_FILTERS;
use go_template::functions::{Effect, Library as Functions};

/// Functions of Jinja's own that make the same of the same arguments.
const PURE: [&str; 3] = ["dict", "namespace", "range"];

/// What a template looks at.
#[derive(Clone, Debug, Default)]
pub(super) struct Looks {
    /// The names it asks for, functions aside.
    pub(super) names: BTreeSet<String>,
    /// Those of them that it only prints, as they are and into its own output.
    pub(super) printed: BTreeSet<String>,
    /// The functions it calls by their names and that make the same of the same arguments.
    pub(super) called: BTreeSet<String>,
    /// Whether it calls others too, or may.
    pub(super) is_impure: bool,
    /// The templates it includes.
    pub(super) includes: BTreeSet<String>,
    /// What it sets in the frame of whoever includes it, whichever way it goes.
    sets: Vec<String>,
}

/// What is found out about the templates of an environment.
pub(super) struct Survey<'e> {
    environment: &'e Environment<'static>,
    functions: Functions,
    /// The templates that were read, and what they look at where that can be told.
    found: BTreeMap<String, Option<Rc<Looks>>>,
    /// Every name that one of them sets anywhere.
    pub(super) assigned: BTreeSet<String>,
}

impl<'e> Survey<'e> {
    pub(super) fn new(environment: &'e Environment<'static>, functions: Functions) -> Self {
        Survey { environment, functions, found: BTreeMap::new(), assigned: BTreeSet::new() }
    }

    /// What a template looks at; none when that cannot be told: it has macros or blocks, or includes what only a rendering knows.
    pub(super) fn looks(&mut self, name: &str) -> Option<Rc<Looks>> {
        if let Some(found) = self.found.get(name) {
            return found.clone();
        }
        // Of one that includes itself it cannot be told.
        self.found.insert(name.to_owned(), None);
        let looks = self.read(name).map(Rc::new);
        self.found.insert(name.to_owned(), looks.clone());
        looks
    }

    fn read(&mut self, name: &str) -> Option<Looks> {
        let template = self.environment.get_template(name).ok()?;
        let compiled = get_compiled_template(&template);
        if !compiled.blocks.is_empty() {
            return None;
        }
        let mut walk = Walk { frames: vec![Vec::new()], ..Walk::default() };
        let mut before = None;
        while let Some(instruction) = compiled.instructions.get(walk.at) {
            let after = compiled.instructions.get(walk.at + 1);
            self.step(&mut walk, instruction, (before, after))?;
            before = Some(instruction);
            walk.at += 1;
        }
        let sets = walk.frames.swap_remove(0).into_iter().filter(|(_, until)| *until == u32::MAX);
        Some(Looks { sets: sets.map(|(name, _)| name).collect(), ..walk.looks })
    }

    fn step(
        &mut self,
        walk: &mut Walk,
        instruction: &Instruction<'_>,
        (before, after): (Option<&Instruction<'_>>, Option<&Instruction<'_>>),
    ) -> Option<()> {
        match instruction {
            Instruction::Lookup(name) => walk.look(name, matches!(after, Some(Instruction::Emit))),
            Instruction::CallFunction(name, _) if self.is_pure(name) => {
                walk.looks.called.insert((*name).to_owned());
            }
            Instruction::CallFunction(..) | Instruction::CallObject(_) => walk.looks.is_impure = true,
            Instruction::ApplyFilter(name, ..) => {
                let own = OWN_FILTERS.contains(name) && !calls(name);
                walk.looks.is_impure |= !own && !self.is_pure(name);
            }
            Instruction::StoreLocal(name) => {
                self.assigned.insert((*name).to_owned());
                walk.set(name);
            }
            Instruction::Include(_) => {
                let Some(Instruction::LoadConst(name)) = before else { return None };
                let inner = self.looks(name.as_str()?)?;
                walk.looks.includes.insert(name.as_str()?.to_owned());
                inner.names.iter().for_each(|name| walk.look(name, inner.printed.contains(name)));
                walk.looks.called.extend(inner.called.iter().cloned());
                walk.looks.is_impure |= inner.is_impure;
                inner.sets.iter().for_each(|name| walk.set(name));
            }
            Instruction::BeginCapture(_) => walk.captures += 1,
            Instruction::EndCapture => walk.captures -= 1,
            Instruction::PushWith | Instruction::PushLoop(_) => walk.frames.push(Vec::new()),
            Instruction::PopFrame | Instruction::PopLoopFrame => drop(walk.frames.pop()),
            Instruction::Jump(to)
            | Instruction::JumpIfFalse(to)
            | Instruction::JumpIfFalseOrPop(to)
            | Instruction::JumpIfTrueOrPop(to)
            | Instruction::Iterate(to) => walk.targets.push(*to),
            Instruction::CallBlock(_)
            | Instruction::LoadBlocks
            | Instruction::FastSuper
            | Instruction::FastRecurse
            | Instruction::BuildMacro(..)
            | Instruction::Enclose(_)
            | Instruction::GetClosure
            | Instruction::Return => return None,
            _ => {}
        }
        Some(())
    }

    /// Whether a function makes the same of the same arguments.
    fn is_pure(&self, name: &str) -> bool {
        // Of several of one name the last counts, as where they are registered.
        let function = self.functions.functions().filter(|function| function.name == name).last();
        function.map_or(PURE.contains(&name), |function| function.effect == Effect::None)
    }
}

/// Where reading the instructions of a template is.
#[derive(Default)]
struct Walk {
    looks: Looks,
    at: u32,
    /// What is set in the frames that are open, and the instruction from which on it may not be: what jumps there jumps over it.
    frames: Vec<Vec<(String, u32)>>,
    /// Where the jumps that were passed lead.
    targets: Vec<u32>,
    /// How many texts are being made of what is printed here.
    captures: usize,
}

impl Walk {
    fn look(&mut self, name: &str, prints: bool) {
        let is_set = |(set, until): &(String, u32)| set == name && self.at < *until;
        if self.frames.iter().flatten().any(is_set) {
            return;
        }
        let is_new = self.looks.names.insert(name.to_owned());
        if !prints || self.captures > 0 {
            self.looks.printed.remove(name);
        } else if is_new {
            self.looks.printed.insert(name.to_owned());
        }
    }

    fn set(&mut self, name: &str) {
        let at = self.at;
        self.targets.retain(|target| *target > at);
        let until = self.targets.iter().copied().min().unwrap_or(u32::MAX);
        if let Some(frame) = self.frames.last_mut() {
            frame.push((name.to_owned(), until));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::istio;

    /// What a template that may include `inner` looks at, in the order of the alphabet.
    fn looks(text: &'static str, inner: &'static str) -> Option<String> {
        let mut environment = Environment::new();
        environment.add_template("outer", text).unwrap();
        environment.add_template("inner", inner).unwrap();
        let looks = Survey::new(&environment, istio::LIBRARY).looks("outer")?;
        let names: Vec<&str> = looks.names.iter().map(String::as_str).collect();
        Some(names.join(" ") + if looks.is_impure { " and more" } else { "" })
    }

    #[test]
    fn names_are_only_printed_where_nothing_else_comes_of_them() {
        for (text, names) in [
            ("{{ a }}{{ b }}{{ a }}", "a b"),
            ("{{ a }}{{ a | trim }}{{ b | trim }}", ""),
            ("{{ a ~ b }}{{ c.d }}{{ -e }}{{ f() }}", ""),
            ("{{ b if a }}{{ c if a else d }}", "d"),
            ("{% if a %}{{ a }}{{ b }}{% endif %}", "b"),
            ("{% for a in list %}{{ a }}{{ b }}{% endfor %}", "b"),
            ("{% set a %}{{ b }}{% endset %}{{ a }}{{ c }}", "c"),
            ("{% filter indent(2) %}{{ a }}{% endfilter %}{{ b }}", "b"),
            ("{% include 'inner' %}{{ a }}", "a b c"),
            ("{% include 'inner' %}{{ a | trim }}", "b c"),
            ("{% set a = 1 %}{% include 'inner' %}", "b c"),
            ("{% set x %}{% include 'inner' %}{% endset %}{{ b }}", ""),
            ("{% from 'inner' import d %}", ""),
        ] {
            let mut environment = Environment::new();
            environment.add_template("outer", text).unwrap();
            environment.add_template("inner", "{{ a }}{{ b }}{{ c }}").unwrap();
            let looks = Survey::new(&environment, istio::LIBRARY).looks("outer").unwrap();
            assert_eq!(
                looks.printed.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
                names,
                "{text}"
            );
        }
    }

    #[test]
    fn names_are_looked_at_unless_they_are_set_whichever_way_it_goes() {
        for (text, names) in [
            ("{{ a.b['c'] | quote }}", "a"),
            ("{{ 1 if a >= 2 else b }}", "a b"),
            ("{% set a = b %}{{ a }}", "b"),
            ("{% set a = a or b %}", "a b"),
            ("{% if a %}{% set b = 1 %}{{ b }}{% endif %}", "a"),
            ("{% if a %}{% set b = 1 %}{% endif %}{{ b }}", "a b"),
            ("{% if a %}{% set b = 1 %}{% else %}{{ b }}{% endif %}", "a b"),
            ("{% set b = a and 1 %}{{ b }}", "a"),
            (
                "{% for x in list %}{{ x }}{{ loop.index }}{% else %}{{ y }}{% endfor %}{{ x }}",
                "list loop x y",
            ),
            ("{% for x in list if x > y %}{{ z }}{% set z = 1 %}{% endfor %}", "list y z"),
            ("{% with a = b %}{{ a }}{% endwith %}{{ a }}", "a b"),
            ("{% filter indent(width) %}{{ a }}{% endfilter %}", "a width"),
            ("{% set a | replace(b, c) %}{{ d }}{% endset %}", "b c d"),
            ("{{ list | sort(attribute=a) }}", "a list"),
            ("{% include 'inner' %}{{ c }}", "a c"),
            ("{% from 'inner' import b as c %}{{ c }}{{ b }}", "a b"),
            ("{% set a = 1 %}{% include 'inner' %}", ""),
            ("{{ quote(a) }}{{ dict(a) }}{{ a.method(b) }}", "a b"),
            ("{{ a | map('upper') }}", "a and more"),
            ("{{ env('A', b) }}{{ unheard(a) }}", "a b and more"),
        ] {
            let inner = "{% set b = a %}{{ b }}";
            assert_eq!(looks(text, inner).as_deref(), Some(names), "{text}");
        }
        for text in [
            "{% include a %}",
            "{% include ['inner', 'b'] %}",
            "{% include 'outer' %}",
            "{% include 'nothing' %}",
            "{% extends 'inner' %}",
            "{% block a %}{% endblock %}",
            "{% macro m() %}{% endmacro %}",
        ] {
            assert_eq!(looks(text, ""), None, "{text}");
        }
    }
}
