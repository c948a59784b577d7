//! A tree to YAML text, byte for byte as `sigs.k8s.io/yaml` 1.6 marshals it.
//!
//! The columns, folds and quotes are those of go-yaml's emitter, whatever reads back as well. What write-back puts into a
//! document is another language: it has the indentation, quotes and line ends of its place, is never folded and keeps the
//! order of keys.

mod order;
mod style;

use super::float;
use super::json::{is_escaped, write_string};
use super::scalar::{self, Plain};
use super::scan::parse;
use super::tree::{Entry, Map, Node, Text, Value};
use style::{Look, breaks_at, escape_into, is_printable, is_simple_key};

/// The YAML text of `node` as `yaml.Marshal` has it: keys in go-yaml's natural order, lists not indented under their
/// key, text folded behind column 80, floats by way of JSON (so that whole ones are integers).
#[must_use]
pub fn go_yaml(node: &Node) -> String {
    write(node, true)
}

/// The same as `yaml.JSONToYAML` has it for a text that was read into `node`: a float stays one.
#[must_use]
pub fn json_to_yaml(node: &Node) -> String {
    write(node, false)
}

fn write(node: &Node, by_json: bool) -> String {
    let out = String::new();
    let mut emitter = Emitter { out, by_json, column: 0, indent: -1, whitespace: true, indention: true };
    emitter.node(node, Context::Root);
    emitter.write_indent();
    emitter.out
}

/// Text behind this column is folded at the next blank.
const WIDTH: usize = 80;
/// How far a level is indented.
const STEP: isize = 2;

/// What a node is in its parent.
#[derive(Clone, Copy, PartialEq)]
enum Context {
    Root,
    Item,
    /// A map's value, or a key behind `?`.
    Mapping,
    SimpleKey,
}

/// The text so far, and what go-yaml's emitter knows about its end.
struct Emitter {
    out: String,
    /// Whether values go through JSON text first, as they do in Go.
    by_json: bool,
    /// In characters.
    column: usize,
    indent: isize,
    /// Whether the text ends in a blank or a break.
    whitespace: bool,
    /// Whether the line so far is only indentation and indicators.
    indention: bool,
}

impl Emitter {
    fn node(&mut self, node: &Node, context: Context) {
        match &node.value {
            Value::Null => self.plain("null", context),
            Value::Bool(b) => self.plain(if *b { "true" } else { "false" }, context),
            Value::Int(i) => self.plain(&i.to_string(), context),
            Value::Uint(u) => self.plain(&u.to_string(), context),
            Value::Float(f) => {
                let text = if self.by_json { float_by_json(*f) } else { scalar::float_text(*f) };
                self.plain(&text, context);
            }
            Value::Str(text) => self.string(text, context),
            Value::Seq(items) if items.is_empty() => self.empty("[", "]"),
            Value::Map(map) if map.is_empty() => self.empty("{", "}"),
            Value::Seq(items) => self.seq(items, context),
            Value::Map(map) => self.map(map),
        }
    }

    fn empty(&mut self, open: &str, close: &str) {
        self.indicator(open, true, false);
        self.whitespace = true;
        self.indicator(close, false, false);
    }

    fn seq(&mut self, items: &[Node], context: Context) {
        let outer = self.indent;
        let indentless = context == Context::Mapping && !self.indention;
        if self.indent < 0 {
            self.indent = 0;
        } else if !indentless {
            self.indent += STEP;
        }
        for item in items {
            self.write_indent();
            self.indicator("-", true, true);
            self.node(item, Context::Item);
        }
        self.indent = outer;
    }

    fn map(&mut self, map: &Map) {
        let outer = self.indent;
        self.indent = if self.indent < 0 { 0 } else { self.indent + STEP };
        let mut entries: Vec<&Entry> = map.entries.iter().collect();
        order::sort(&mut entries);
        for entry in entries {
            self.write_indent();
            if is_simple_key(&entry.key) {
                self.string(&entry.key, Context::SimpleKey);
                self.indicator(":", false, false);
            } else {
                self.indicator("?", true, true);
                self.string(&entry.key, Context::Mapping);
                self.write_indent();
                self.indicator(":", true, true);
            }
            self.node(&entry.value, Context::Mapping);
        }
        self.indent = outer;
    }

    fn string(&mut self, text: &str, context: Context) {
        let read_back = (self.by_json && text.contains('\u{85}')).then(|| by_json(text)).flatten();
        let text = read_back.as_deref().unwrap_or(text);
        let outer = self.deepen();
        let folds = context != Context::SimpleKey;
        match style::choose(text) {
            Look::Plain => self.write_plain(text, folds),
            Look::Single => self.write_single(text, folds),
            Look::Double => self.write_double(text, folds),
            Look::Literal => self.write_literal(text),
        }
        self.indent = outer;
    }

    fn plain(&mut self, text: &str, context: Context) {
        let outer = self.deepen();
        self.write_plain(text, context != Context::SimpleKey);
        self.indent = outer;
    }

    /// Indents for the lines of a scalar; gives back the indent to return to.
    fn deepen(&mut self) -> isize {
        let outer = self.indent;
        self.indent = if outer < 0 { STEP } else { outer + STEP };
        outer
    }

    fn put(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    fn put_str(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn put_break(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }

    fn write_indent(&mut self) {
        let indent = usize::try_from(self.indent).unwrap_or(0);
        if !self.indention || self.column > indent || self.column == indent && !self.whitespace {
            self.put_break();
        }
        while self.column < indent {
            self.put(' ');
        }
        self.whitespace = true;
        self.indention = true;
    }

    fn indicator(&mut self, text: &str, spaced: bool, indention: bool) {
        if spaced && !self.whitespace {
            self.put(' ');
        }
        self.put_str(text);
        self.whitespace = false;
        self.indention = self.indention && indention;
    }

    /// Writes a break of the scalar's own. LS and PS are written as they are.
    fn write_break(&mut self, c: char) {
        if c == '\n' {
            self.put_break();
        } else {
            self.put(c);
            self.column = 0;
        }
        self.indention = true;
    }

    fn write_plain(&mut self, text: &str, folds: bool) {
        if !self.whitespace {
            self.put(' ');
        }
        let mut after_space = false;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let space = c == ' ';
            if space && folds && !after_space && self.column > WIDTH && chars.peek() != Some(&' ') {
                self.write_indent();
            } else {
                self.put(c);
            }
            if !space {
                self.indention = false;
            }
            after_space = space;
        }
        self.whitespace = false;
        self.indention = false;
    }

    fn write_single(&mut self, text: &str, folds: bool) {
        self.indicator("'", true, false);
        let (mut after_space, mut after_break) = (false, false);
        for (at, c) in text.char_indices() {
            if c == ' ' {
                let inner = at > 0 && at + 1 < text.len() && text.as_bytes()[at + 1] != b' ';
                if folds && !after_space && self.column > WIDTH && inner {
                    self.write_indent();
                } else {
                    self.put(c);
                }
                after_space = true;
            } else if breaks_at(c) {
                if !after_break && c == '\n' {
                    self.put_break();
                }
                self.write_break(c);
                after_break = true;
            } else {
                if after_break {
                    self.write_indent();
                }
                if c == '\'' {
                    self.put('\'');
                }
                self.put(c);
                self.indention = false;
                (after_space, after_break) = (false, false);
            }
        }
        self.indicator("'", false, false);
        self.whitespace = false;
        self.indention = false;
    }

    fn write_double(&mut self, text: &str, folds: bool) {
        self.indicator("\"", true, false);
        // go-yaml looks for a byte-order mark at the beginning whatever character it is at.
        let marked = text.starts_with('\u{FEFF}');
        let mut after_space = false;
        for (at, c) in text.char_indices() {
            if marked || !is_printable(c) || breaks_at(c) || c == '"' || c == '\\' {
                let before = self.out.len();
                escape_into(&mut self.out, c);
                self.column += self.out.len() - before;
                after_space = false;
            } else if c == ' ' {
                if folds && !after_space && self.column > WIDTH && at > 0 && at + 1 < text.len() {
                    self.write_indent();
                    if text.as_bytes()[at + 1] == b' ' {
                        self.put('\\');
                    }
                } else {
                    self.put(c);
                }
                after_space = true;
            } else {
                self.put(c);
                after_space = false;
            }
        }
        self.indicator("\"", false, false);
        self.whitespace = false;
        self.indention = false;
    }

    fn write_literal(&mut self, text: &str) {
        self.indicator("|", true, false);
        if text.starts_with(|c| c == ' ' || breaks_at(c)) {
            self.indicator("2", false, false);
        }
        let mut ends = text.chars().rev().map(breaks_at);
        match (ends.next(), ends.next()) {
            (Some(true), Some(false)) => {}
            (Some(true), _) => self.indicator("+", false, false),
            _ => self.indicator("-", false, false),
        }
        self.put_break();
        self.indention = true;
        self.whitespace = true;
        let mut after_break = true;
        for c in text.chars() {
            if breaks_at(c) {
                self.write_break(c);
                after_break = true;
            } else {
                if after_break {
                    self.write_indent();
                }
                self.put(c);
                self.indention = false;
                after_break = false;
            }
        }
    }
}

/// A float on its way through JSON and go-yaml's reader: whole ones come out as integers.
fn float_by_json(f: f64) -> String {
    let json = float::json(f);
    match scalar::resolve(&json) {
        Plain::Int(i) => i.to_string(),
        Plain::Uint(u) => u.to_string(),
        _ => scalar::float_text(f),
    }
}

/// A string as YAML reads its JSON text: JSON knows no NEL, YAML folds at it.
fn by_json(text: &str) -> Option<Text> {
    let mut quoted = String::new();
    write_string(&mut quoted, text, is_escaped);
    match parse(&quoted).ok().flatten()?.value {
        Value::Str(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spell(yaml: &str) -> String {
        go_yaml(&parse(yaml).unwrap().unwrap())
    }

    #[test]
    fn whole_floats_become_integers_on_their_way_through_json() {
        assert_eq!(spell("[1e6, 1e21, 1234567.5, 1e-7]"), "- 1000000\n- 1e+21\n- 1.2345675e+06\n- 1e-07\n");
        assert_eq!(json_to_yaml(&parse("[1e6]").unwrap().unwrap()), "- 1e+06\n");
    }

    #[test]
    fn keys_are_in_natural_order() {
        assert_eq!(
            spell("{a10: 0, a9: 0, a-b: 0, Z: 0, _: 0, '1': 0}"),
            "_: 0\n\"1\": 0\nZ: 0\na-b: 0\na9: 0\na10: 0\n"
        );
    }

    #[test]
    fn lists_are_not_indented_under_their_key() {
        assert_eq!(spell("{a: [{b: [1, [2]], c: {}}, []]}"), "a:\n- b:\n  - 1\n  - - 2\n  c: {}\n- []\n");
    }

    #[test]
    fn long_text_is_folded_at_the_first_blank_behind_column_80() {
        let words = ["word"; 30].join(" ");
        let spelled = spell(&format!("a: {words}"));
        let (first, second) = spelled.split_once('\n').unwrap();
        assert_eq!(first.len(), "a: ".len() + 5 * 16 - 1);
        assert!(second.starts_with("  word"));
        assert_eq!(parse(&spelled).unwrap().unwrap().str_at("a"), Some(words.as_str()));
    }

    #[test]
    fn what_would_read_as_something_else_is_quoted() {
        let spelled =
            spell("['yes', '1_0', '0o7', '1:30', '2020-01-01', '', '~', 'a: b', '- a', ' a', \"a\\tb\"]");
        let items: Vec<&str> = spelled.lines().map(|line| &line[2..]).collect();
        let expected = [
            "\"yes\"",
            "\"1_0\"",
            "\"0o7\"",
            "\"1:30\"",
            "\"2020-01-01\"",
            "\"\"",
            "\"~\"",
            "'a: b'",
            "'- a'",
            "' a'",
            "\"a\\tb\"",
        ];
        assert_eq!(items, expected);
    }
}
