//! Flow collections: they grow as flow while short, and become block only when they must.

use std::collections::HashMap;

use super::diff::{Diff, Place};
use super::lines::{column, line_start, opens_line};
use super::sequence::{longest_increasing, origins};
use super::spell::{self, FLOW_WIDTH};
use super::splice::{Edit, splice};
use crate::yaml::{Entry, Map, Node, Source, Style, Value};

/// One member of a flow collection as it stands in the text.
#[derive(Clone, Copy)]
struct Member {
    start: usize,
    end: usize,
}

impl Diff<'_> {
    /// Works the differences into a flow collection, or makes it a block where the line would grow too long.
    pub(super) fn flow(&mut self, read: &Node, wanted: &Node, place: Place) {
        let mut inner = Diff { text: self.text, local: self.local, edits: Vec::new() };
        match (&read.value, &wanted.value) {
            (Value::Map(map), Value::Map(_)) => inner.flow_map(read, map, wanted),
            (Value::Seq(items), Value::Seq(_)) => inner.flow_seq(read, items, wanted),
            _ => return,
        }
        if inner.edits.is_empty() {
            return;
        }
        if !self.local.json
            && place != Place::Flow
            && place != Place::Root
            && self.too_long(read, &inner.edits)
        {
            self.unfold(read, wanted, place);
        } else {
            self.edits.append(&mut inner.edits);
        }
    }

    fn too_long(&self, read: &Node, edits: &[Edit]) -> bool {
        let span = read.span.range();
        let old = &self.text[span.clone()];
        // A comment inside would be lost.
        if old.contains('#') || old.contains('&') {
            return false;
        }
        let shifted = edits.iter().map(|e| Edit {
            start: e.start - span.start,
            end: e.end - span.start,
            text: e.text.clone(),
        });
        let new = splice(old, shifted.collect());
        let longest = |s: &str| s.lines().map(|l| l.chars().count()).max().unwrap_or(0);
        let before = column(self.text, span.start);
        longest(&new) + before > FLOW_WIDTH.max(longest(old) + before)
    }

    /// Spells the collection as a block; members that did not change keep their text.
    fn unfold(&mut self, read: &Node, wanted: &Node, place: Place) {
        let (from, text) = match place {
            Place::Value { colon, column } => {
                let mut text = String::new();
                self.unfolded(&mut text, Some(read), wanted, column, true);
                (colon + 1, text)
            }
            Place::Item { dash } => {
                let mut text = String::from(" ");
                self.unfolded(&mut text, Some(read), wanted, column(self.text, dash), false);
                (dash + 1, text)
            }
            Place::Root | Place::Flow => return,
        };
        let outer = read.outer as usize;
        let (from, text) = match outer < read.span.start as usize {
            // Anchor and tag stay behind the key.
            true => (self.text[..read.span.start as usize].trim_end().len(), text),
            false => (from, text),
        };
        self.edits.push(Edit::replace(from, read.span.end as usize, text));
    }

    /// A collection in block style. Behind a key (`as_value`) it begins with a line break; behind a dash in column
    /// `indent` it begins at once.
    fn unfolded(&self, out: &mut String, read: Option<&Node>, wanted: &Node, indent: usize, as_value: bool) {
        let unchanged = read.filter(|r| *r == wanted && r.span.is_some() && r.style != Style::Alias);
        let raw = unchanged.map(|r| &self.text[r.outer as usize..r.span.end as usize]);
        if let Some(raw) = raw.filter(|raw| !raw.contains(['\n', '#'])) {
            out.push_str(if as_value { " " } else { "" });
            out.push_str(raw);
            return;
        }
        match &wanted.value {
            Value::Map(map) if !map.is_empty() => {
                let indent = if as_value { indent + self.local.step } else { indent + 2 };
                let old = read.and_then(Node::as_map);
                for (i, (key, value)) in map.iter().enumerate() {
                    if as_value || i > 0 {
                        out.push_str(self.local.eol);
                        spell::pad(out, indent);
                    }
                    spell::key_text(out, key, &self.local);
                    out.push(':');
                    self.unfolded(out, old.and_then(|m| m.get(key)), value, indent, true);
                }
            }
            Value::Seq(items) if !items.is_empty() => {
                let indent = if as_value { indent + self.local.list_indent } else { indent + 2 };
                let old = read.and_then(Node::as_seq).unwrap_or_default();
                let origins = origins(old, items);
                for (i, item) in items.iter().enumerate() {
                    if as_value || i > 0 {
                        out.push_str(self.local.eol);
                        spell::pad(out, indent);
                    }
                    out.push_str("- ");
                    self.unfolded(out, origins[i].map(|o| &old[o]), item, indent, false);
                }
            }
            _ if as_value => spell::after_colon(out, wanted, indent, &self.local),
            Value::Null => out.push_str("null"),
            _ => spell::inline(out, wanted, indent, &self.local),
        }
    }

    fn flow_map(&mut self, read: &Node, map: &Map, wanted: &Node) {
        let Some(target) = wanted.as_map() else { return };
        let own: Vec<&Entry> = map.entries.iter().filter(|e| e.source == Source::Own).collect();
        let merged_lost = map.entries.iter().any(|e| e.source == Source::Merged && !target.contains(&e.key));
        if merged_lost || !own.iter().any(|e| target.contains(&e.key)) {
            self.replace(read, wanted, Place::Flow);
            return;
        }
        let known: HashMap<&str, usize> = own.iter().enumerate().map(|(i, e)| (e.key.as_str(), i)).collect();
        let members: Vec<Member> = own
            .iter()
            .map(|e| Member {
                start: e.key_span.start as usize,
                end: super::lines::entry_end(self.text, e).max(e.key_span.end as usize),
            })
            .collect();
        let layout = self.layout(read, &members);
        let mut last = None;
        for entry in &target.entries {
            if let Some(i) = known.get(entry.key.as_str()) {
                self.node(&own[*i].value, &entry.value, Place::Flow);
                last = Some(*i);
            } else if map.get(&entry.key) != Some(&entry.value) {
                let mut text = String::new();
                spell::flow_key(&mut text, &entry.key, &self.local);
                text.push_str(if layout.tight { ":" } else { ": " });
                self.flow_value(&mut text, &entry.value, layout);
                self.insert_member(&members, last, &text, layout);
            }
        }
        let kept: Vec<bool> = own.iter().map(|e| target.contains(&e.key)).collect();
        self.delete_members(&members, &kept);
    }

    fn flow_seq(&mut self, read: &Node, items: &[Node], wanted: &Node) {
        let Some(target) = wanted.as_seq() else { return };
        let origins = origins(items, target);
        let kept = longest_increasing(&origins);
        if kept.is_empty() {
            self.replace(read, wanted, Place::Flow);
            return;
        }
        let members: Vec<Member> =
            items.iter().map(|i| Member { start: i.outer as usize, end: i.span.end as usize }).collect();
        let layout = self.layout(read, &members);
        let mut last = None;
        for (j, item) in target.iter().enumerate() {
            match origins[j] {
                Some(i) if kept.contains(&i) => {
                    self.node(&items[i], item, Place::Flow);
                    last = Some(i);
                }
                _ => {
                    let mut text = String::new();
                    self.flow_value(&mut text, item, layout);
                    self.insert_member(&members, last, &text, layout);
                }
            }
        }
        let kept: Vec<bool> = (0..items.len()).map(|i| kept.contains(&i)).collect();
        self.delete_members(&members, &kept);
    }

    /// How the members stand: each on a line of its own, or in one.
    fn layout(&self, read: &Node, members: &[Member]) -> Layout {
        let first = members[0].start;
        let lines = opens_line(self.text, first) && self.text[read.span.range()].contains('\n');
        let indent = lines.then(|| column(self.text, first));
        let outer = self.text[line_start(self.text, read.span.start as usize)..].chars();
        let outer = outer.take_while(|c| *c == ' ').count();
        let step = indent.map_or(self.local.step, |i| i.saturating_sub(outer).max(1));
        let tight = !self.text[read.span.range()].contains([' ', '\n']);
        Layout { indent, step, tight }
    }

    fn flow_value(&self, out: &mut String, value: &Node, layout: Layout) {
        match layout.indent {
            Some(indent) if self.local.json => pretty(out, value, indent, layout.step, self.local.eol),
            _ if layout.tight && self.local.json => out.push_str(&crate::yaml::json::to_json(value)),
            _ => spell::flow(out, value, &self.local),
        }
    }

    fn insert_member(&mut self, members: &[Member], last: Option<usize>, text: &str, layout: Layout) {
        let gap = match layout.indent {
            Some(indent) => format!("{}{}", self.local.eol, " ".repeat(indent)),
            None if layout.tight => String::new(),
            None => " ".to_owned(),
        };
        let edit = match last {
            Some(i) => Edit::insert(members[i].end, format!(",{gap}{text}")),
            None => Edit::insert(members[0].start, format!("{text},{gap}")),
        };
        self.edits.push(edit);
    }

    /// Takes members out with the comma and blanks that go with them; at least one stays.
    fn delete_members(&mut self, members: &[Member], kept: &[bool]) {
        let Some(first_kept) = kept.iter().position(|k| *k) else { return };
        if first_kept > 0 {
            self.edits.push(Edit::delete(members[0].start, members[first_kept].start));
        }
        for i in first_kept + 1..members.len() {
            if !kept[i] {
                self.edits.push(Edit::delete(members[i - 1].end, members[i].end));
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Layout {
    /// The column of members that stand on lines of their own.
    indent: Option<usize>,
    step: usize,
    /// No blanks anywhere, as in compact JSON.
    tight: bool,
}

/// JSON over several lines, as the document's own.
fn pretty(out: &mut String, node: &Node, indent: usize, step: usize, eol: &str) {
    let line = |out: &mut String, first: bool| {
        out.push_str(if first { "" } else { "," });
        out.push_str(eol);
        spell::pad(out, indent + step);
    };
    match &node.value {
        Value::Map(map) if !map.is_empty() => {
            out.push('{');
            for (i, (key, value)) in map.iter().enumerate() {
                line(out, i == 0);
                out.push_str(&crate::yaml::json::to_json(&Node::made(key)));
                out.push_str(": ");
                pretty(out, value, indent + step, step, eol);
            }
            out.push_str(eol);
            spell::pad(out, indent);
            out.push('}');
        }
        Value::Seq(items) if !items.is_empty() => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                line(out, i == 0);
                pretty(out, item, indent + step, step, eol);
            }
            out.push_str(eol);
            spell::pad(out, indent);
            out.push(']');
        }
        _ => out.push_str(&crate::yaml::json::to_json(node)),
    }
}
