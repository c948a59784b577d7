//! Reads texts that are alike: where a text differs from one that was read before in nothing but the contents of strings, its tree
//! is that one's with other strings in it.
//!
//! A string on one line that is still a string of the same style with other contents changes nothing of how what is around it is
//! read. What is not understood so is read as any text is.

use std::sync::{Arc, Mutex};

use super::scalar::{self, Plain};
use super::{Fate, Map, Node, Source, Style, Value, parse};
use crate::error::Result;
use crate::location::Span;

/// How many texts are remembered: the first ones that are not alike.
const MODELS: usize = 8;
/// The bytes of the longest text that is remembered.
const LONGEST: usize = 256 << 10;
/// How many strings of alike texts may differ.
const MOST_CHANGES: usize = 64;
/// The bytes of the longest string that may differ: a key, and what looks like one, has no more than 1024.
const LONGEST_STRING: usize = 1000;

/// A reader of texts many of which are alike, such as what a template renders: for those who want to know what they say, and
/// not where. It can be shared between threads, and what it has read before makes a difference to the time it takes alone.
#[derive(Debug, Default)]
pub struct Reader {
    models: Mutex<Vec<Arc<Model>>>,
}

impl Reader {
    /// What [`parse`](super::parse) answers, without places and styles. Texts that are alike share what they have in common.
    ///
    /// # Errors
    /// As `parse`.
    pub fn read(&self, text: &str) -> Result<Option<Node>> {
        let models = self.models.lock().map(|models| models.clone()).unwrap_or_default();
        if let Some(tree) = models.iter().find_map(|model| model.read(text)) {
            return Ok(Some(tree));
        }
        let Some(tree) = parse(text)? else { return Ok(None) };
        let plain = tree.clone().detach();
        if models.len() < MODELS
            && let Some(model) = Model::of(text, tree, &plain)
            && let Ok(mut models) = self.models.lock()
            && models.len() < MODELS
        {
            models.push(Arc::new(model));
        }
        Ok(Some(plain))
    }
}

/// A text that has been read.
#[derive(Debug)]
struct Model {
    text: String,
    tree: Node,
    /// The tree without places and styles.
    plain: Node,
}

/// A range of a model's text that is another one, and by how much what follows has moved once it is.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    start: u32,
    end: u32,
    moved: i64,
}

impl Model {
    /// The model for texts that are alike; `None` where the tree does not have each string at its one place.
    fn of(text: &str, tree: Node, plain: &Node) -> Option<Self> {
        let fits = text.len() <= LONGEST && is_as_written(&tree);
        fits.then(|| Model { text: text.to_owned(), tree, plain: plain.clone() })
    }

    /// The tree of a text that is like this one, which it may not be.
    fn read(&self, text: &str) -> Option<Node> {
        let changes = changes(&self.text, text)?;
        if changes.is_empty() {
            return Some(self.plain.clone());
        }
        let mut filling = Filling { model: &self.text, text, changes: &changes, filled: 0 };
        let value = filling.value(&self.tree, &self.plain)?;
        (filling.filled == changes.len()).then(|| self.plain.with(value))
    }
}

/// Whether every node has its own place in the text, and nothing is said of it but its value.
fn is_as_written(node: &Node) -> bool {
    if node.style == Style::Alias || node.span == Span::NONE || node.outer != node.span.start {
        return false;
    }
    match &node.value {
        Value::Seq(items) => items.iter().all(is_as_written),
        Value::Map(map) => {
            map.entries.iter().all(|entry| entry.source == Source::Own && is_as_written(&entry.value))
        }
        _ => true,
    }
}

/// Where two texts differ, at most once a line; `None` where one has other lines, or they differ too often.
fn changes(model: &str, text: &str) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    let (mut was, mut now) = (model.as_bytes(), text.as_bytes());
    let mut start = 0;
    loop {
        let same = common_start(was, now);
        if same == was.len() && same == now.len() {
            return Some(changes);
        }
        if changes.len() == MOST_CHANGES {
            return None;
        }
        (was, now) = (&was[same..], &now[same..]);
        start += same;
        let [was_line, now_line] = [was, now].map(|rest| memchr::memchr(b'\n', rest).unwrap_or(rest.len()));
        let after = common_end(&was[..was_line], &now[..now_line]);
        let [gone, come] = [was_line - after, now_line - after];
        let moved = i64::try_from(come).ok()? - i64::try_from(gone).ok()?;
        let moved = changes.last().map_or(0, |change: &Change| change.moved) + moved;
        let [from, to] = [start, start + gone].map(|at| u32::try_from(at).ok());
        changes.push(Change { start: from?, end: to?, moved });
        (was, now) = (&was[was_line..], &now[now_line..]);
        start += was_line;
    }
}

/// How many bytes are equal before the first that is not.
fn common_start(a: &[u8], b: &[u8]) -> usize {
    const BLOCK: usize = size_of::<u128>();
    // As numbers: some C libraries compare bytes one by one.
    let [a_blocks, b_blocks] = [a, b].map(|text| text.as_chunks::<BLOCK>().0);
    let is_equal =
        |(a, b): &(&[u8; BLOCK], &[u8; BLOCK])| u128::from_ne_bytes(**a) == u128::from_ne_bytes(**b);
    let blocks = a_blocks.iter().zip(b_blocks).take_while(is_equal).count() * BLOCK;
    blocks + a[blocks..].iter().zip(&b[blocks..]).take_while(|(a, b)| a == b).count()
}

/// How many bytes are equal behind the last that is not.
fn common_end(a: &[u8], b: &[u8]) -> usize {
    a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// A model's tree on its way to being that of another text.
struct Filling<'a> {
    model: &'a str,
    text: &'a str,
    changes: &'a [Change],
    /// How many of the changes were found in strings.
    filled: usize,
}

impl Filling<'_> {
    /// The value of a node with the next change in it; the model's tree has it as `node`, and without places as `plain`.
    fn value(&mut self, node: &Node, plain: &Node) -> Option<Value> {
        match (&node.value, &plain.value) {
            (Value::Str(_), _) => {
                let value = self.string(node, self.moved(node.span)?)?;
                self.filled += 1;
                Some(value)
            }
            (Value::Seq(items), Value::Seq(plain)) => {
                let mut items = items.iter();
                let filled = plain.try_changed(|plain| self.fate(items.next().ok_or(())?, plain));
                Some(Value::Seq(filled.ok()??))
            }
            (Value::Map(map), Value::Map(plain)) => {
                let mut entries = map.entries.iter();
                let filled = plain.entries.try_changed(|plain| {
                    let fate = self.fate(&entries.next().ok_or(())?.value, &plain.value)?;
                    Ok::<_, ()>(fate.map(|node| plain.with(node.value)))
                });
                Some(Value::Map(Map { entries: filled.ok()?? }))
            }
            _ => None,
        }
    }

    /// What becomes of a node; an error where that cannot be told.
    fn fate(&mut self, node: &Node, plain: &Node) -> std::result::Result<Fate<Node>, ()> {
        let is_inside = |change: &Change| node.span.start <= change.start && change.end <= node.span.end;
        if !self.changes.get(self.filled).is_some_and(is_inside) {
            return Ok(Fate::Stays);
        }
        Ok(Fate::Becomes(plain.with(self.value(node, plain).ok_or(())?)))
    }

    /// The changed string, which the model has as `was` and the text at `span`; `None` where it is none of the same style.
    fn string(&self, was: &Node, span: Span) -> Option<Value> {
        let [before, now] =
            [(self.model, was.span), (self.text, span)].map(|(text, span)| text.get(span.range()));
        let (before, now) = (before?, now?);
        let ends_line = || matches!(self.text.as_bytes().get(span.range().end), None | Some(b'\n'));
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"._/:-".contains(&b);
        let [before_fits, now_fits] = [before, now].map(|string| match was.style {
            Style::Double | Style::Single => string.bytes().all(|b| matches!(b, b' '..=b'~')),
            Style::Plain => string.bytes().all(is_plain) && ends_line(),
            _ => false,
        });
        if !before_fits || !now_fits || before.len().max(now.len()) > LONGEST_STRING {
            return None;
        }
        if let Some(text) = simple(now, was.style) {
            return Some(Value::from(text));
        }
        let read = parse(now).ok()??;
        let is_whole = read.style == was.style && read.span == Span::new(0, now.len());
        (is_whole && matches!(read.value, Value::Str(_))).then_some(read.value)
    }

    /// Where in the text a span of the model is; `None` where a change is across its start or its end.
    fn moved(&self, span: Span) -> Option<Span> {
        let at = |at: u32, is_end: bool| {
            let before = self.changes.partition_point(|change| match is_end {
                true => change.end <= at,
                false => change.end <= at && change.start < at,
            });
            let across = self.changes.get(before).is_some_and(|change| change.start < at && at < change.end);
            let moved = before.checked_sub(1).map_or(0, |last| self.changes[last].moved);
            (!across).then_some(())?;
            u32::try_from(i64::from(at) + moved).ok()
        };
        Some(Span { start: at(span.start, false)?, end: at(span.end, true)? })
    }
}

/// What a string says, where that is plain to see: quotes with nothing escaped between them, or a word.
fn simple(written: &str, style: Style) -> Option<&str> {
    let between =
        |quote| written.strip_prefix(quote)?.strip_suffix(quote).filter(|text| !text.contains([quote, '\\']));
    match style {
        Style::Double => between('"'),
        Style::Single => between('\''),
        _ => {
            let is_word = written.starts_with(|c: char| c.is_ascii_alphabetic()) && !written.ends_with(':');
            (is_word && matches!(scalar::resolve(written), Plain::Str)).then_some(written)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "spec:\n  a: \"1\"\n  b:\n  - name: tea-1\n    value: \"[\\n{\\\"port\\\":1}]\"\n  - {x: 'y', z: \"w\"}\n  - v1\n  \
                        c: 15020\n  d: foo   # a comment\n  \"e\": {f: [g, \"h\"]}\n  i: |\n    text\n  j: k:l/m\n";

    /// Everything of a tree but places and styles; what a text is refused for is a matter of `parse`.
    fn told(read: Result<Option<Node>>) -> String {
        format!("{:?}", read.map(|tree| tree.map(Node::detach)))
    }

    fn model_of(text: &str) -> Option<Model> {
        let tree = parse(text).unwrap().unwrap();
        let plain = tree.clone().detach();
        Model::of(text, tree, &plain)
    }

    fn model(text: &str) -> Model {
        model_of(text).unwrap()
    }

    #[test]
    fn texts_with_other_strings_are_alike() {
        for (from, to) in [
            ("\"1\"", "\"tea # \\\" : 2\""),
            ("tea-1", "kettle"),
            ("tea-1", "tea-1.shop"),
            ("port\\\":1", "port\\\":8080"),
            ("'y'", "'it''s'"),
            ("\"w\"", "\"\""),
            ("v1", "v"),
            ("k:l/m", "https://l:1/m"),
        ] {
            let text = TEXT.replace(from, to);
            let read = model(TEXT).read(&text).unwrap();
            assert_eq!(told(Ok(Some(read))), told(parse(&text)), "{to}");
        }
    }

    #[test]
    fn texts_that_say_something_else_are_not() {
        for (from, to) in [
            ("tea-1", "true"),
            ("tea-1", "12"),
            ("tea-1", "a: b"),
            ("tea-1", "a #b"),
            ("tea-1", "&a b"),
            ("tea-1", "a:"),
            ("\"1\"", "\"1\\\""),
            ("\"1\"", "\"1\"2\""),
            ("\"1\"", "\"1\" # \""),
            ("15020", "15021"),
            ("# a comment", "# another"),
            ("\"e\"", "\"f\""),
            ("[g,", "[],"),
            ("    text", "    other"),
            ("- v1", "- -"),
        ] {
            assert!(model(TEXT).read(&TEXT.replace(from, to)).is_none(), "{to}");
        }
        for text in ["a: &b \"c\"\nd: *b\n", "a: !!binary \"aaaa\"\n", "a: {b: \"c\"}\nd: {<<: {e: f}}\n"] {
            assert!(model_of(text).is_none(), "{text}");
        }
    }

    #[test]
    fn so_many_texts_are_remembered() {
        let reader = Reader::default();
        for size in 0..2 * MODELS {
            reader.read(&"- a\n".repeat(size + 1)).unwrap();
        }
        assert_eq!(reader.models.lock().unwrap().len(), MODELS);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

        #[test]
        fn reading_again_is_reading(
            edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..4, "[ -~]{0,3}|[a\"':#{},\\[\\]\\\\\\n\u{85}é-]{0,4}"), 1..4)
        ) {
            let reader = Reader::default();
            reader.read(TEXT).unwrap();
            let mut text = TEXT.to_owned();
            for (at, gone, come) in edits {
                let at = at.index(text.len());
                let end = (at + gone).min(text.len());
                if text.is_char_boundary(at) && text.is_char_boundary(end) {
                    text.replace_range(at..end, &come);
                    let told = [reader.read(&text), parse(&text)].map(told);
                    prop_assert_eq!(&told[0], &told[1], "{}", text);
                }
            }
        }
    }
}
