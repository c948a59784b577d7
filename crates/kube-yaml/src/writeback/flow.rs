//! Flow collections: they grow as flow while short, and become block only when they must.

use super::diff::{Diff, Position};
use super::emit::{self, FLOW_WIDTH};
use super::layout::{Shape, is_tight};
use super::lines::{colon_of, column, entry_end, has_comment, line_end, margin_of, next_token};
use super::pairing::used;
use super::pairing::{longest_increasing, origins};
use super::splice::{Edit, splice};
use super::style::DocStyle;
use crate::yaml::{Map, Node, Source, Value};

/// The members of a flow collection as they stand in the text.
struct Members {
    members: Vec<Member>,
    /// What the lines of members that stand on lines of their own are indented by, and how often.
    margin: Option<(char, usize)>,
    shape: Shape,
    /// The document's style, JSON where all of the collection is.
    local: DocStyle,
}

/// One member, and the comma behind it.
#[derive(Clone, Copy)]
struct Member {
    start: usize,
    end: usize,
    comma: Option<usize>,
}

impl Diff<'_> {
    /// Works the differences into a flow collection, or makes it a block where the line would grow too long.
    pub(super) fn flow(&mut self, read: &Node, wanted: &Node, place: Position) {
        let mut inner = self.part();
        match (&read.value, &wanted.value) {
            (Value::Map(map), Value::Map(_)) => inner.flow_map(read, map, wanted),
            (Value::Seq(items), Value::Seq(_)) => inner.flow_seq(read, items, wanted),
            _ => return,
        }
        self.doubtful |= inner.doubtful;
        if inner.edits.is_empty() {
            return;
        }
        let in_block = matches!(place, Position::Value { .. } | Position::Item { .. });
        if in_block && !self.local.json && self.too_long(read, &inner.edits) {
            self.unfold(read, wanted, place);
        } else {
            self.edits.append(&mut inner.edits);
        }
    }

    /// Whether the edits make lines longer than is good, in a collection that can be unfolded without loss.
    fn too_long(&self, read: &Node, edits: &[Edit]) -> bool {
        let span = read.span.range();
        let old = &self.text[span.clone()];
        // Comments, anchors and merge keys would be lost.
        if old.contains(['#', '&']) || old.contains("<<") {
            return false;
        }
        let shifted = edits.iter().map(|e| Edit {
            start: e.start - span.start,
            end: e.end - span.start,
            text: e.text.clone(),
        });
        let new = splice(old, &shifted.collect::<Vec<_>>());
        let longest = |s: &str| s.split(['\n', '\r']).map(|l| l.chars().count()).max().unwrap_or(0);
        let before = column(self.text, span.start);
        longest(&new) + before > FLOW_WIDTH.max(longest(old) + before)
    }

    fn flow_map(&mut self, read: &Node, map: &Map, wanted: &Node) {
        let Some(target) = wanted.as_map() else { return };
        let origins = map.lookup().positions(&target.entries);
        let kept = used(&origins, map.len());
        let is_own = |i: &usize| map.entries[*i].source == Source::Own;
        let own: Vec<usize> = (0..map.len()).filter(is_own).collect();
        let overridden = target.entries.iter().any(|e| self.plan.overrides(read, &e.key));
        let grows = origins.iter().any(Option::is_none) || overridden;
        let shrinks = own.iter().any(|i| !kept[*i]);
        let merges = own.len() < map.len();
        let braces = self.text.as_bytes()[read.span.start as usize] == b'{';
        let commented = self.text[read.span.range()].contains('#');
        let editable = braces && !(merges && (overridden || self.plan.expands_all()));
        let readable = |i: &usize| {
            // `{a:}` is a key that ends with a colon; in front of a comma it would be none.
            let entry = &map.entries[*i];
            !self.text[entry.key_span.range()].ends_with(':') || colon_of(self.text, entry).is_some()
        };
        let editable = editable && !(shrinks && commented) && own.iter().all(readable);
        if (grows || shrinks) && !(editable && own.iter().any(|i| kept[*i])) {
            self.replace(read, wanted, Position::Flow);
            return;
        }
        let spans: Vec<(usize, usize)> = (own.iter().map(|i| &map.entries[*i]))
            .map(|e| (e.key_span.start as usize, entry_end(self.text, e)))
            .collect();
        let members = if grows || shrinks { Some(self.members(read, &spans)) } else { None };
        let mut last = None;
        for (entry, origin) in target.entries.iter().zip(&origins) {
            match (*origin, &members) {
                (Some(i), _) if is_own(&i) => {
                    let old = &map.entries[i];
                    if colon_of(self.text, old).is_some() {
                        self.node(&old.value, &entry.value, Position::Flow);
                    } else if old.value != entry.value {
                        // No colon may follow a key of several lines, or a very long one.
                        self.doubtful = true;
                        let mut text = String::from(": ");
                        emit::flow(&mut text, &entry.value, &self.local, Shape::Spaced);
                        self.edits.push(Edit::insert(old.key_span.end as usize, text));
                    }
                    last = own.binary_search(&i).ok();
                }
                (Some(_), _) => self.doubtful = true,
                (None, Some(members)) => {
                    let mut text = String::new();
                    emit::flow_entry(&mut text, &entry.key, &entry.value, &members.local, members.shape);
                    self.insert_member(members, last, &text);
                }
                (None, None) => {}
            }
        }
        if let Some(members) = members.filter(|_| shrinks) {
            let kept: Vec<bool> = own.iter().map(|i| kept[*i]).collect();
            self.delete_members(&members, &kept);
        }
    }

    fn flow_seq(&mut self, read: &Node, items: &[Node], wanted: &Node) {
        let Some(target) = wanted.as_seq() else { return };
        let origins = origins(items, target);
        let kept = longest_increasing(&origins, items.len());
        let count = kept.iter().filter(|k| **k).count();
        let commented = self.text[read.span.range()].contains('#');
        if count == 0 || count < items.len() && commented {
            self.replace(read, wanted, Position::Flow);
            return;
        }
        let spans: Vec<(usize, usize)> =
            items.iter().map(|i| (i.outer as usize, i.span.end as usize)).collect();
        let changes = count < items.len() || count < target.len();
        let members = if changes { Some(self.members(read, &spans)) } else { None };
        let mut last = None;
        for (item, origin) in target.iter().zip(&origins) {
            match (*origin, &members) {
                (Some(i), _) if kept[i] => {
                    self.node(&items[i], item, Position::Flow);
                    last = Some(i);
                }
                (_, Some(members)) => {
                    let mut text = String::new();
                    emit::flow(&mut text, item, &members.local, members.shape);
                    self.insert_member(members, last, &text);
                }
                (_, None) => {}
            }
        }
        if let Some(members) = members.filter(|_| count < items.len()) {
            self.delete_members(&members, &kept);
        }
    }

    /// Finds the members and how they stand: each on a line of its own, or in one line.
    fn members(&mut self, read: &Node, spans: &[(usize, usize)]) -> Members {
        let bytes = self.text.as_bytes();
        let mut at = read.span.start as usize + 1;
        let mut members = Vec::with_capacity(spans.len());
        for (start, end) in spans {
            let begins = next_token(self.text, at).min(*start);
            // Something else stands in between: a merge key, or an earlier entry of an equal key.
            let hidden = self.text[begins..*start].contains(',');
            // In front of a comma, a colon at the end of a plain scalar may make it a key.
            self.doubtful |= begins < *start || bytes[*end - 1] == b':';
            let comma = next_token(self.text, *end);
            let comma = (bytes.get(comma) == Some(&b',')).then_some(comma);
            at = comma.map_or(*end, |comma| comma + 1);
            members.push(Member { start: if hidden { *start } else { begins }, end: *end, comma });
        }
        let text = &self.text[read.span.range()];
        self.doubtful |= text.contains(['#', '?']);
        let first = members[0].start;
        let margin = margin_of(self.text, first).filter(|_| text.contains(['\n', '\r']));
        let tight = is_tight(text) || self.local.layout == Shape::Tight;
        // Where all are quoted, new ones are.
        let json = self.local.json || members.iter().all(|member| bytes[member.start] == b'"');
        let shape = match self.shape_of_members(read, margin) {
            Some(shape) => shape,
            None if tight => Shape::Tight,
            None => Shape::Spaced,
        };
        Members { members, margin, shape, local: DocStyle { json, ..self.local } }
    }

    fn insert_member(&mut self, members: &Members, last: Option<usize>, text: &str) {
        let gap = match members.margin {
            Some((by, width)) => format!("{}{}", self.local.eol, by.to_string().repeat(width)),
            None if members.shape == Shape::Tight => String::new(),
            None => " ".to_owned(),
        };
        let Some(last) = last.map(|i| members.members[i]) else {
            self.edits.push(Edit::insert(members.members[0].start, format!("{text},{gap}")));
            return;
        };
        // A comment behind the member stays in its line.
        let behind = |at: usize| match members.margin.is_some() && has_comment(self.text, at) {
            true => line_end(self.text, at),
            false => at,
        };
        // A comma right behind a colon would be part of a plain scalar.
        let comma = if self.text[..last.end].ends_with(':') { " ," } else { "," };
        match last.comma {
            Some(comma) => self.edits.push(Edit::insert(behind(comma + 1), format!("{gap}{text},"))),
            None if behind(last.end) > last.end => {
                // A second comma would be one too many; later insertions find the first one in place.
                let at = behind(last.end);
                let first = !self.edits.iter().any(|e| e.start == at && e.end == at);
                if first {
                    self.edits.push(Edit::insert(last.end, comma.to_owned()));
                    self.edits.push(Edit::insert(at, format!("{gap}{text}")));
                } else {
                    let before = self.edits.iter_mut().rfind(|e| e.start == at && e.end == at);
                    if let Some(before) = before {
                        before.text.push_str(&format!(",{gap}{text}"));
                    }
                }
            }
            None => self.edits.push(Edit::insert(last.end, format!("{comma}{gap}{text}"))),
        }
    }

    /// Takes members out with the comma and blanks that go with them; at least one stays.
    fn delete_members(&mut self, members: &Members, kept: &[bool]) {
        self.doubtful = true;
        let members = &members.members;
        let Some(last_kept) = kept.iter().rposition(|k| *k) else { return };
        for i in (0..last_kept).filter(|i| !kept[*i]) {
            self.edits.push(Edit::delete(members[i].start, members[i + 1].start));
        }
        let (Some(last), true) = (members.last(), last_kept + 1 < members.len()) else { return };
        // New members stand behind the comma of the last one kept; they need it, and what follows then has none.
        let kept_comma = members[last_kept].comma.map_or(members[last_kept].end, |comma| comma + 1);
        let insertions = self.edits.iter().any(|e| e.start == kept_comma && !e.text.is_empty());
        match (last.comma, insertions) {
            (Some(comma), _) => self.edits.push(Edit::delete(kept_comma, comma + 1)),
            (None, true) => self.edits.push(Edit::delete(kept_comma, last.end)),
            (None, false) => self.edits.push(Edit::delete(members[last_kept].end, last.end)),
        }
        if let (None, true) = (last.comma, insertions) {
            // The comma of the last insertion has nothing to part.
            if let Some(edit) = self.edits.iter_mut().rfind(|e| e.start == kept_comma && !e.text.is_empty()) {
                edit.text.pop();
            }
        }
    }
}
