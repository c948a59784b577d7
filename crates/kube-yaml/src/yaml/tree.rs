//! The tree of one document: values as Kubernetes sees them, and where and how each was written.

use std::borrow::Cow;

use super::float;
use super::same::same;
use super::shared::{Fate, Note, Shared};
use crate::location::Span;

/// A string that is stored inline when short, as most keys and values of a manifest are.
pub type Text = compact_str::CompactString;

/// A value with the place and the style it was written in.
///
/// Two nodes are equal when their values are; spans and styles do not count.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value it was read as.
    pub value: Value,
    /// The node's own bytes, without anchor and tag; of an alias the `*name`. A block collection ends where its last
    /// child ends, a block scalar begins at its header (`|`, `>`) and ends after its last line's content.
    pub span: Span,
    /// Where the node's properties (anchor, tag) begin; equal to `span.start` when it has none.
    pub outer: u32,
    /// How it was written.
    pub style: Style,
}

/// How a node was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Not written at all: made by the program.
    Made,
    /// A plain scalar, or a null that has no bytes.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// A collection on lines of its own.
    Block,
    /// `[…]` or `{…}`
    Flow,
    /// `*name`; the nodes below it carry no spans.
    Alias,
}

/// A value of the JSON data model, with integers apart from floats as Go's YAML reader has them.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// A boolean, in any of YAML 1.1's spellings.
    Bool(bool),
    /// An integer of 64 bits, signed.
    Int(i64),
    /// An integer above `i64::MAX`.
    Uint(u64),
    /// A float; infinite ones and NaN are refused.
    Float(f64),
    /// A string, also one whose scalar is plain.
    Str(Text),
    /// A sequence, in block or flow style.
    Seq(Shared<Node>),
    /// A mapping with string keys, in the text's order.
    Map(Map),
}

/// A map in written order. Every key is a string (other scalars become their text) and stands once.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// The entries, in written order; those of a merge key stand where the merge key stands.
    pub entries: Shared<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key, resolved.
    pub key: Text,
    /// The key's own bytes (quotes included).
    pub key_span: Span,
    /// Whether the entry stands in the map itself or came in by a merge key.
    pub source: Source,
    /// The entry's value.
    pub value: Node,
}

/// How an entry came into its map.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// Written in the map.
    Own,
    /// Brought in by `<<`; its spans are none.
    Merged,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// Maps are equal when they hold the same keys with equal values, in any order.
impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        if self.entries.is(&other.entries) {
            return true;
        }
        let mut others = other.lookup();
        self.entries.len() == other.entries.len()
            && self.entries.iter().all(|e| others.get(&e.key).is_some_and(|v| *v == e.value))
    }
}

impl Node {
    /// A node made by the program.
    pub fn made(value: impl Into<Value>) -> Self {
        Node { value: value.into(), span: Span::NONE, outer: Span::NONE.start, style: Style::Made }
    }

    /// Another value in the same place.
    #[must_use]
    pub fn with(&self, value: Value) -> Self {
        Node { value, ..*self }
    }

    /// The fate of a node that becomes another value, if any.
    #[must_use]
    pub fn becoming(&self, value: Option<Value>) -> Fate<Self> {
        Fate::of(value.map(|value| self.with(value)))
    }

    /// Whether the members of a collection have this note.
    #[must_use]
    pub fn has(&self, note: Note) -> bool {
        match &self.value {
            Value::Map(map) => map.entries.has(note),
            Value::Seq(items) => items.has(note),
            _ => false,
        }
    }

    /// Notes something of the members of a collection, until one of them is changed.
    pub fn note(&self, note: Note) {
        match &self.value {
            Value::Map(map) => map.entries.note(note),
            Value::Seq(items) => items.note(note),
            _ => {}
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Str(s) => Some(s),
            _ => None,
        }
    }

    /// The boolean, when it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(b) => Some(b),
            _ => None,
        }
    }

    /// The integer, when it fits; of a float that is integral too, as Go reads one into an integer field.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.value {
            Value::Int(i) => Some(i),
            Value::Uint(u) => i64::try_from(u).ok(),
            Value::Float(f) => i64::try_from(float::integral(f)?).ok(),
            _ => None,
        }
    }

    /// The text that sigs.k8s.io/yaml makes of a scalar where a string belongs, its floats at 32 bits; `None` of null, a list
    /// or a map.
    ///
    /// ```
    /// let list = kube_yaml::parse("[on, 0x10, 1.0, 1e6, a, ~]")?.expect("there is a document");
    /// let texts: Vec<_> = list.as_seq().into_iter().flatten().filter_map(|item| item.scalar_text()).collect();
    /// assert_eq!(texts, ["true", "16", "1", "1e+06", "a"]);
    /// # Ok::<(), kube_yaml::Error>(())
    /// ```
    #[must_use]
    pub fn scalar_text(&self) -> Option<Cow<'_, str>> {
        Some(match &self.value {
            Value::Str(text) => Cow::Borrowed(text),
            Value::Bool(b) => Cow::Borrowed(if *b { "true" } else { "false" }),
            Value::Int(i) => Cow::Owned(i.to_string()),
            Value::Uint(u) => Cow::Owned(u.to_string()),
            Value::Float(f) => Cow::Owned(float::general(*f, true)),
            Value::Null | Value::Seq(_) | Value::Map(_) => return None,
        })
    }

    /// The map, when it is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(m) => Some(m),
            _ => None,
        }
    }

    /// The map, to change.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.value {
            Value::Map(m) => Some(m),
            _ => None,
        }
    }

    /// The items of a list.
    #[must_use]
    pub fn as_seq(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Seq(s) => Some(s),
            _ => None,
        }
    }

    /// The items of a list, to change.
    pub fn as_seq_mut(&mut self) -> Option<&mut Vec<Node>> {
        match &mut self.value {
            Value::Seq(s) => Some(s),
            _ => None,
        }
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The value of `key`, when this is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// The value of `key`, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.as_map_mut()?.get_mut(key)
    }

    /// The string at `key`.
    #[must_use]
    pub fn str_at(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// What lies at the end of `path`.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// What lies at the end of `path`, to change.
    pub fn at_mut(&mut self, path: &[&str]) -> Option<&mut Node> {
        path.iter().try_fold(self, |node, key| node.get_mut(key))
    }
}

impl Map {
    /// The map with its entries as `fate` wants them; `None` where all stay as they are.
    pub fn changed(&self, fate: impl FnMut(&Entry) -> Fate<Entry>) -> Option<Value> {
        self.entries.changed(fate).map(|entries| Value::Map(Map { entries }))
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|e| same(&e.key, key)).map(|e| &e.value)
    }

    /// The value of `key`, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let index = self.position(key)?;
        Some(&mut self.entries[index].value)
    }

    /// Where the entry of `key` stands.
    fn position(&self, key: &str) -> Option<usize> {
        self.entries.iter().position(|e| same(&e.key, key))
    }

    /// Whether it has `key`.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Sets `key`: in place when the map has it, at the end otherwise. The key keeps its own span.
    pub fn set(&mut self, key: &str, value: Node) {
        match self.position(key) {
            Some(index) => self.entries[index].value = value,
            None => self.entries.push(Entry::made(key, value)),
        }
    }

    /// Takes `key` out.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let index = self.position(key)?;
        Some(self.entries.remove(index).value)
    }

    /// The value of `key`, put there by `make` (at the end) when absent.
    pub fn entry_or(&mut self, key: &str, make: impl FnOnce() -> Node) -> &mut Node {
        let index = self.position(key).unwrap_or_else(|| {
            self.entries.push(Entry::made(key, make()));
            self.entries.len() - 1
        });
        &mut self.entries[index].value
    }

    /// The keys and values, in written order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.entries.iter().map(|e| (e.key.as_str(), &e.value))
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Entry {
    /// Another value of the same key.
    #[must_use]
    pub fn with(&self, value: Value) -> Self {
        Entry { key: self.key.clone(), value: self.value.with(value), ..*self }
    }

    /// The fate of an entry whose value becomes another one, if any.
    #[must_use]
    pub fn becoming(&self, value: Option<Value>) -> Fate<Self> {
        Fate::of(value.map(|value| self.with(value)))
    }

    /// An entry made by the program.
    pub fn made(key: &str, value: Node) -> Self {
        Entry { key: Text::from(key), key_span: Span::NONE, source: Source::Own, value }
    }
}

impl From<Vec<Entry>> for Map {
    fn from(entries: Vec<Entry>) -> Self {
        Map { entries: entries.into() }
    }
}

impl<K: AsRef<str>> FromIterator<(K, Node)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, Node)>>(pairs: I) -> Self {
        Map { entries: pairs.into_iter().map(|(k, v)| Entry::made(k.as_ref(), v)).collect() }
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Value::Str(Text::from(s))
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Value::Str(Text::from(s))
    }
}

impl From<Text> for Value {
    fn from(s: Text) -> Self {
        Value::Str(s)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Value::Bool(b)
    }
}

impl From<i64> for Value {
    fn from(i: i64) -> Self {
        Value::Int(i)
    }
}

impl From<Vec<Node>> for Value {
    fn from(items: Vec<Node>) -> Self {
        Value::Seq(items.into())
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Value::Map(map)
    }
}
