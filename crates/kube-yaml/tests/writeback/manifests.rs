//! Manifests in every style a YAML author can come up with.

use super::choices::Choices;

mod flow;

const KEYS: &[&str] = &[
    "a",
    "b",
    "name",
    "spec",
    "c",
    "d",
    "labels",
    "e",
    "f",
    "env",
    "app.kubernetes.io/name",
    "\"q\"",
    "'s'",
    "\"yes\"",
    "5",
    "x y",
    "'a: b'",
    "ключ",
    "true",
    "\"\\u0041\"",
    "1.5",
    "k-1",
    "g",
    "h",
];
const WORDS: &[&str] =
    &["x", "web", "nginx:1.25", "/bin/sh", "a b", "-v", "8080", "yes", "0x1F", "1_000", "ünïcode", "1.5"];
const PLAIN: &[&str] =
    &["~", "null", "true", "5", "v", "-c", "some words here", "http://x/y?z=1", "1e3", "0777", "a#b"];
const QUOTED: &[&str] =
    &["\"\"", "''", "\"a\\tb\"", "'it''s'", "\"x # y\"", "\"5\"", "'null'", "\"a: b\"", "\"\\\"\""];
const COMMENTS: &[&str] =
    &["# note", "#", "# a: 1", "#- name: x", "# \"quote", "# [", "#\ttab", "# ünï", "#    a: 1", "#   - x"];

/// The habits of the author.
struct Author {
    eol: &'static str,
    step: usize,
    list: usize,
    dash: usize,
    comments: bool,
    anchors: bool,
    odd: bool,
    keys: Keys,
}

/// Whether a block map may have two equal keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    Any,
    Distinct,
}

struct Page<'c, 'b> {
    out: String,
    choices: &'c mut Choices<'b>,
    author: Author,
    anchors: usize,
}

impl Author {
    fn of(choices: &mut Choices, keys: Keys) -> Author {
        Author {
            eol: if choices.one_in(24) { "\r" } else { choices.of(&["\n", "\n", "\n", "\r\n"]) },
            step: [2, 2, 4, 1, 3, 8][choices.below(6)],
            list: [0, 2, 0, 4, 1][choices.below(5)],
            dash: [2, 2, 2, 4, 3][choices.below(5)],
            comments: choices.one_in(2),
            anchors: choices.one_in(4),
            odd: choices.one_in(4),
            keys,
        }
    }
}

/// JSON over lines, and what its lines are indented by a level: some blanks, or a tab.
pub(crate) fn json_over_lines(choices: &mut Choices) -> (String, String) {
    let author = Author::of(choices, Keys::Distinct);
    let by = if choices.one_in(3) { "\t".to_owned() } else { " ".repeat(author.step) };
    let author = Author { step: by.len(), ..author };
    let mut page = Page { out: String::new(), choices, author, anchors: 0 };
    page.json(0, 0, 2);
    let indented = |line: &str| {
        let content = line.trim_start_matches(' ');
        by[..1].repeat(line.len() - content.len()) + content
    };
    let lines: Vec<String> = page.out.split(page.author.eol).map(indented).collect();
    (lines.join(page.author.eol), by)
}

/// A document; not always a valid one.
pub(crate) fn manifest(choices: &mut Choices, keys: Keys) -> String {
    let json = choices.one_in(10);
    let author = Author::of(choices, keys);
    let mut page = Page { out: String::new(), choices, author, anchors: 0 };
    if json {
        let shape = page.choices.below(3);
        page.json(0, 0, shape);
        return page.out;
    }
    let head = page.choices.below(12);
    let eol = page.author.eol;
    match head {
        8 => page.out.push('\u{feff}'),
        9 => page.out.push_str(&format!("---{eol}")),
        10 => page.out.push_str(&format!("# head{eol}--- # start{eol}")),
        11 => page.out.push_str(&format!("{eol}# head{eol}{eol}")),
        _ => {}
    }
    if page.choices.one_in(12) {
        page.flow(0);
        page.end_line();
    } else if page.choices.one_in(10) {
        page.list(0, 1);
    } else {
        page.map(0, 1, false);
    }
    match page.choices.below(6) {
        3 => page.out.push_str(&format!("      {eol}{eol}")),
        4 => {
            let len = page.out.trim_end().len();
            page.out.truncate(len);
        }
        5 => page.out.push_str(&format!("...{eol}# end{eol}")),
        _ => {}
    }
    page.out
}

impl Page<'_, '_> {
    fn pad(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }

    /// Ends the line, sometimes with a comment, sometimes with lines of nothing.
    fn end_line(&mut self) {
        if self.author.comments && self.choices.one_in(4) {
            let gap = self.choices.of(&[" ", "  ", "\t"]);
            let comment = self.choices.of(COMMENTS);
            self.out.push_str(gap);
            self.out.push_str(comment);
        } else if self.author.odd && self.choices.one_in(12) {
            self.out.push(' ');
        }
        self.out.push_str(self.author.eol);
    }

    fn between(&mut self, indent: usize) {
        if self.author.comments && self.choices.one_in(6) {
            let indent = [indent, indent + 2, 0, indent + 1][self.choices.below(4)];
            self.pad(indent);
            let comment = self.choices.of(COMMENTS);
            self.out.push_str(comment);
            self.out.push_str(self.author.eol);
        }
        if self.choices.one_in(12) {
            if self.author.odd {
                self.pad(indent);
            }
            self.out.push_str(self.author.eol);
        }
    }

    /// Entries in column `indent`; the first in the current line when `inline`.
    fn map(&mut self, indent: usize, depth: usize, inline: bool) {
        let count = 1 + self.choices.below(4);
        let mut free = KEYS.to_vec();
        for i in 0..count {
            if i > 0 || !inline {
                if i > 0 {
                    self.between(indent);
                }
                self.pad(indent);
            }
            if self.author.anchors && self.anchors > 0 && self.choices.one_in(8) {
                let name = self.choices.below(self.anchors);
                self.out.push_str(&format!("<<: *a{name}"));
                self.end_line();
                continue;
            }
            let key = self.choices.of(&free);
            free.retain(|k| *k != key || self.author.keys == Keys::Any);
            if self.author.odd && self.choices.one_in(10) {
                self.out.push_str(&format!("? {key}"));
                self.end_line();
                self.pad(indent);
            } else {
                if self.author.odd && self.choices.one_in(16) {
                    self.out.push_str("&k ");
                }
                self.out.push_str(key);
                if self.author.odd && self.choices.one_in(10) {
                    self.out.push(' ');
                }
            }
            self.out.push(':');
            self.value(indent, depth);
        }
    }

    fn properties(&mut self, gap: &str) {
        if self.author.anchors && self.choices.one_in(3) {
            // Sometimes a name is given twice.
            let name = if self.choices.one_in(8) { 0 } else { self.anchors };
            self.anchors = self.anchors.max(name + 1);
            self.out.push_str(&format!("{gap}&a{name}"));
        }
    }

    fn value(&mut self, indent: usize, depth: usize) {
        if self.author.anchors && self.anchors > 0 && self.choices.one_in(4) {
            let name = self.choices.below(self.anchors);
            self.out.push_str(&format!(" *a{name}"));
            self.end_line();
            return;
        }
        self.properties(" ");
        let kind = self.choices.below(if depth > 4 { 6 } else { 12 });
        match kind {
            0..=3 => {
                let gap = if self.author.odd { self.choices.of(&[" ", "  ", "\t"]) } else { " " };
                self.out.push_str(gap);
                self.scalar(indent);
            }
            4 => self.end_line(),
            5 => {
                self.out.push(' ');
                self.flow(depth);
                self.end_line();
            }
            6..=8 => {
                self.end_line();
                self.between(indent);
                let step = if self.choices.one_in(10) { 2 } else { self.author.step };
                self.map(indent + step, depth + 1, false);
            }
            _ => {
                self.end_line();
                self.between(indent);
                let list = if self.choices.one_in(10) { 2 } else { self.author.list };
                self.list(indent + list, depth + 1);
            }
        }
    }

    fn list(&mut self, indent: usize, depth: usize) {
        let count = 1 + self.choices.below(4);
        for i in 0..count {
            if i > 0 {
                self.between(indent);
            }
            self.pad(indent);
            self.item(indent, depth);
        }
    }

    /// A dash in column `indent`, which is reached, and what stands behind it.
    fn item(&mut self, indent: usize, depth: usize) {
        self.out.push('-');
        let gap = " ".repeat(self.author.dash - 1);
        if self.author.anchors && self.anchors > 0 && self.choices.one_in(6) {
            let name = self.choices.below(self.anchors);
            self.out.push_str(&format!(" *a{name}"));
            self.end_line();
            return;
        }
        match self.choices.below(if depth > 4 { 4 } else { 12 }) {
            0..=1 => {
                self.properties(" ");
                self.out.push_str(&gap);
                self.scalar(indent);
            }
            2 => self.end_line(),
            3 => {
                self.properties(" ");
                self.out.push_str(&gap);
                self.flow(depth);
                self.end_line();
            }
            4..=8 => {
                self.out.push_str(&gap);
                self.map(indent + self.author.dash, depth + 1, true);
            }
            9 => {
                self.out.push_str(&gap);
                self.item(indent + self.author.dash, depth + 1);
                if self.choices.one_in(2) {
                    self.pad(indent + self.author.dash);
                    self.item(indent + self.author.dash, depth + 1);
                }
            }
            10 => {
                self.properties(" ");
                self.end_line();
                self.between(indent);
                self.pad(indent + self.author.step);
                self.map(indent + self.author.step, depth + 1, true);
            }
            _ => {
                self.end_line();
                let step = self.author.step;
                self.list(indent + step, depth + 1);
            }
        }
    }

    /// A scalar, and the end of its line; its further lines stand further in than `indent`.
    fn scalar(&mut self, indent: usize) {
        let kind = self.choices.below(12);
        let (eol, deep) = (self.author.eol, indent + self.author.step);
        let text = match kind {
            0..=2 => self.choices.of(WORDS).to_owned(),
            3..=4 => self.choices.of(PLAIN).to_owned(),
            5..=7 => self.choices.of(QUOTED).to_owned(),
            8 => {
                let pad = " ".repeat(deep);
                let open = self.choices.of(&["", "\"", "'"]);
                format!("{open}two{eol}{pad}lines{open}")
            }
            9 if self.author.odd => {
                self.choices.of(&["!!str 5", "!!int \"5\"", "!x y", "!!binary aGk=", "! 7"]).to_owned()
            }
            _ => return self.block_scalar(deep),
        };
        self.out.push_str(&text);
        self.end_line();
    }

    fn block_scalar(&mut self, indent: usize) {
        let style = self.choices.of(&["|", ">"]);
        let chomp = self.choices.of(&["", "-", "+"]);
        self.out.push_str(style);
        self.out.push_str(chomp);
        self.end_line();
        for _ in 0..self.choices.below(4) {
            let line = self.choices.of(&["text", "# no comment", "", "  further in", "a: b", "- c"]);
            if !line.is_empty() {
                self.pad(indent);
            }
            self.out.push_str(line);
            self.out.push_str(self.author.eol);
        }
    }
}
