//! Flow collections and JSON.

use super::{KEYS, Page, QUOTED, WORDS};

impl Page<'_, '_> {
    pub(super) fn flow(&mut self, depth: usize) {
        let map = self.choices.one_in(2);
        self.out.push(if map { '{' } else { '[' });
        let count = self.choices.below(4);
        let gap = self.choices.of(&[" ", "", "\n", " "]).to_owned();
        let lines = gap == "\n";
        let pad = " ".repeat(depth * 8 + 8);
        for i in 0..count {
            if lines {
                self.end_line();
                self.out.push_str(&pad);
            } else if i > 0 {
                self.out.push_str(&gap);
            }
            if map && self.author.anchors && self.anchors > 0 && self.choices.one_in(6) {
                let name = self.choices.below(self.anchors);
                self.out.push_str(&format!("<<: *a{name}"));
            } else {
                self.flow_member(map, depth);
            }
            if i + 1 < count || self.choices.one_in(8) {
                self.out.push(',');
            }
        }
        if lines {
            self.end_line();
            self.out.push_str(&pad);
        }
        self.out.push(if map { '}' } else { ']' });
    }

    fn flow_member(&mut self, map: bool, depth: usize) {
        if map || self.author.odd && self.choices.one_in(6) {
            if self.author.odd && self.choices.one_in(8) {
                self.out.push_str("? ");
            }
            let key = self.choices.of(KEYS);
            self.out.push_str(key);
            if self.choices.one_in(8) {
                return;
            }
            self.out.push(':');
            if self.choices.one_in(8) {
                return;
            }
            if !(key.starts_with('"') && self.choices.one_in(2)) {
                self.out.push(' ');
            }
        }
        if self.author.anchors && self.anchors > 0 && self.choices.one_in(5) {
            let name = self.choices.below(self.anchors);
            self.out.push_str(&format!("*a{name}"));
            return;
        }
        self.properties("");
        if self.out.ends_with(|c: char| c.is_ascii_digit()) {
            self.out.push(' ');
        }
        match self.choices.below(if depth > 4 { 6 } else { 8 }) {
            0..=2 => self.out.push_str(self.choices.of(WORDS)),
            3..=5 => self.out.push_str(self.choices.of(QUOTED)),
            _ => self.flow(depth + 1),
        }
    }

    /// JSON: compact, spaced or on lines.
    pub(super) fn json(&mut self, indent: usize, depth: usize, shape: usize) {
        let kind = self.choices.below(if depth > 3 { 3 } else { 6 });
        let (open, close) = match kind {
            _ if depth == 0 => ('{', '}'),
            0 => return self.out.push_str(self.choices.of(&["1", "true", "null", "2.5"])),
            1 | 2 => return self.out.push_str(self.choices.of(&["\"x\"", "\"\"", "\"a\\nb\"", "\"a<b>\""])),
            3 => ('[', ']'),
            _ => ('{', '}'),
        };
        self.out.push(open);
        let count = self.choices.below(4);
        let step = self.author.step;
        for i in 0..count {
            if i > 0 {
                self.out.push_str(if shape == 1 { ", " } else { "," });
            }
            if shape == 2 {
                self.out.push_str(self.author.eol);
                self.pad(indent + step);
            }
            if open == '{' {
                self.out.push_str(&format!("\"k{i}\":{}", if shape == 0 { "" } else { " " }));
            }
            self.json(indent + step, depth + 1, shape);
        }
        if shape == 2 && count > 0 {
            self.out.push_str(self.author.eol);
            self.pad(indent);
        }
        self.out.push(close);
    }
}
