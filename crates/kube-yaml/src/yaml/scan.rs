//! One document's text to its tree, accepting what Kubernetes accepts, with the bytes of every node.

mod anchors;
mod block_scalar;
mod collections;
mod diagnose;
mod property;
mod scalars;
mod scanner;
mod skips;
mod token;
mod words;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use anchors::Anchors;
pub(crate) use scalars::ESCAPES;
use scanner::Scanner;
use token::Kind;
pub(super) use token::{forbidden_char, has_other_breaks};

use crate::code;
use crate::error::{Error, Result};
use crate::location::Span;
use crate::yaml::same;
use crate::yaml::scalar::{self, CORE};
use crate::yaml::tree::{Entry, Map, Node, Source, Style, Text, Value};

/// How deep collections may nest, aliases expanded: whatever walks the tree recursively stays within its stack.
pub(crate) const MAX_DEPTH: usize = 256;

/// Reads the text of one document; `None` when it holds nothing but comments and markers.
///
/// What stands behind the document's end is not looked at, as Kubernetes does not either.
///
/// # Errors
/// When Kubernetes would refuse the text, when it nests deeper than 256 levels, or when its aliases stand for far
/// more than is written. The error's span is in `text`.
pub fn parse(text: &str) -> Result<Option<Node>> {
    parse_noting(text, &mut Vec::new())
}

/// The same, and adds the keys that stand twice in a map to `repeated`: the last one counts.
///
/// # Errors
/// As [`parse`].
pub fn parse_noting(text: &str, repeated: &mut Vec<Repeated>) -> Result<Option<Node>> {
    if let Some(at) = forbidden_char(text) {
        return Err(
            Error::new(code::ENCODING, "control characters are not allowed").at(Span::new(at, at + 1))
        );
    }
    if text.len() >= Span::NONE.start as usize {
        return Err(Error::new(code::TOO_LARGE, "the document is larger than 4 GiB"));
    }
    let mut parser = Parser::of(text, 0..text.len(), 0, repeated);
    let document = parser.document();
    document.map_err(|error| diagnose::explain(error, text, parser.scanner.last_quote))
}

/// What a part of a text says, whole lines in which `depth` collections around them are open; the spans are in the text.
///
/// # Errors
/// When that cannot be read by itself. Why is only told of the whole text.
pub(super) fn parse_part(
    text: &str,
    part: Range<usize>,
    depth: usize,
    repeated: &mut Vec<Repeated>,
) -> Result<Option<Node>> {
    Parser::of(text, part, depth, repeated).document()
}

/// A key that stands twice in a map, and not by a merge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repeated {
    /// The key.
    pub key: Text,
    /// Where one stands that does not count.
    pub lost: Span,
    /// Where the one stands that counts.
    pub counts: Span,
}

struct Parser<'t> {
    scanner: Scanner<'t>,
    /// `%TAG` handles and what they stand for.
    tags: HashMap<String, String>,
    anchors: Anchors<'t>,
    depth: usize,
    /// Whether the scalar read last was `<<`, plain and untagged.
    merge_key: bool,
    repeated: &'t mut Vec<Repeated>,
    /// The items of all lists that are being read, those of the innermost last.
    items: Vec<Node>,
    /// The same of maps.
    entries: Vec<Entry>,
}

/// Where a node stands, which decides what it may be.
#[derive(Clone, Copy, PartialEq)]
enum NodeContext {
    Block,
    /// A key or value of a block map, where a list need not be indented.
    BlockMap,
    Flow,
}

/// Anchor and tag of a node.
#[derive(Default)]
struct Properties<'t> {
    anchor: Option<&'t str>,
    tag: String,
    span: Option<(usize, usize)>,
}

impl<'t> Parser<'t> {
    /// A parser of a part of a text.
    fn of(text: &'t str, part: Range<usize>, depth: usize, repeated: &'t mut Vec<Repeated>) -> Self {
        Parser {
            tags: HashMap::new(),
            anchors: Anchors::new(&text[part.clone()]),
            scanner: Scanner::within(text, part),
            depth,
            merge_key: false,
            repeated,
            items: Vec::new(),
            entries: Vec::new(),
        }
    }

    fn document(&mut self) -> Result<Option<Node>> {
        let mut explicit = self.directives()?;
        let start = self.scanner.accept(|k| matches!(k, Kind::DocumentStart))?;
        if explicit && start.is_none() {
            let at = self.scanner.peek()?.start;
            return Err(self.scanner.error_at(at, "did not find expected <document start>"));
        }
        explicit |= start.is_some();
        let head = self.scanner.peek()?;
        match head.kind {
            Kind::StreamEnd => return Ok(None),
            Kind::Version(_) | Kind::TagDirective(_) | Kind::DocumentStart | Kind::DocumentEnd
                if explicit =>
            {
                return Ok(None);
            }
            _ => {}
        }
        let node = self.value(NodeContext::Block)?;
        self.scanner.peek()?;
        Ok(Some(node))
    }

    /// Reads the directives; tells whether there were any.
    fn directives(&mut self) -> Result<bool> {
        let mut versions = 0;
        while let Some(token) =
            self.scanner.accept(|k| matches!(k, Kind::Version(_) | Kind::TagDirective(_)))?
        {
            let span = Span::new(token.start, token.end);
            match token.kind {
                Kind::Version(_) if versions > 0 => {
                    return Err(Error::new(code::DIRECTIVE, "found duplicate %YAML directive").at(span));
                }
                Kind::Version(false) => {
                    let help = "Kubernetes reads YAML 1.1 only; leave the directive out";
                    return Err(Error::new(code::DIRECTIVE, "found incompatible YAML document")
                        .at(span)
                        .help(help));
                }
                Kind::TagDirective(tag) => {
                    let (handle, prefix) = *tag;
                    if self.tags.insert(handle, prefix).is_some() {
                        return Err(Error::new(code::DIRECTIVE, "found duplicate %TAG directive").at(span));
                    }
                }
                _ => versions += 1,
            }
        }
        let any = versions > 0 || !self.tags.is_empty();
        for (handle, prefix) in [("!", "!"), ("!!", CORE)] {
            self.tags.entry(handle.to_owned()).or_insert_with(|| prefix.to_owned());
        }
        Ok(any)
    }

    /// A node that JSON must be able to say.
    fn value(&mut self, place: NodeContext) -> Result<Node> {
        sayable(self.node(place)?)
    }

    fn node(&mut self, place: NodeContext) -> Result<Node> {
        self.merge_key = false;
        let properties = match self.scanner.peek()?.kind {
            Kind::Alias(_) => {
                let token = self.scanner.next()?;
                return self.anchors.expand(&token, self.depth);
            }
            Kind::Anchor(_) | Kind::Tag(_) => self.properties()?,
            _ => Properties::default(),
        };
        let mark = properties.anchor.map(|name| self.anchors.open(name, self.depth));
        let head = self.scanner.peek()?;
        let mut node = match head.kind {
            Kind::Scalar(..) => self.scalar(&properties)?,
            Kind::BlockEntry if place == NodeContext::BlockMap => self.nested(Self::indentless_seq)?,
            Kind::FlowSeq => self.nested(Self::flow_seq)?,
            Kind::FlowMap => self.nested(Self::flow_map)?,
            Kind::BlockSeq if place != NodeContext::Flow => self.nested(Self::block_seq)?,
            Kind::BlockMap if place != NodeContext::Flow => self.nested(Self::block_map)?,
            _ => match properties.span {
                Some((_, end)) => {
                    let value = scalar::tagged(&properties.tag, "", true);
                    written(value.map_err(|e| e.at(Span::new(end, end)))?, end, end, Style::Plain)
                }
                None => {
                    let at = head.start;
                    return Err(self.scanner.error_at(at, "did not find expected node content"));
                }
            },
        };
        if let Some((start, _)) = properties.span {
            node.outer = u32::try_from(start).unwrap_or(u32::MAX);
        }
        self.anchors.count(&node);
        if let Some(mark) = mark {
            self.anchors.close(mark, &node)?;
        }
        Ok(node)
    }

    fn nested(&mut self, read: impl Fn(&mut Self) -> Result<Node>) -> Result<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let at = self.scanner.peek()?.start;
            let error = self.scanner.error_at(at, &format!("exceeded max depth of {MAX_DEPTH}"));
            return Err(error.recoded(code::TOO_LARGE));
        }
        self.anchors.reach(self.depth);
        let node = read(self);
        self.depth -= 1;
        node
    }

    /// Anchor and tag, in either order.
    fn properties(&mut self) -> Result<Properties<'t>> {
        let mut found = Properties::default();
        let mut tagged = false;
        loop {
            let wanted = |k: &Kind| match k {
                Kind::Anchor(_) => found.anchor.is_none(),
                Kind::Tag(_) => !tagged,
                _ => false,
            };
            let Some(token) = self.scanner.accept(wanted)? else { return Ok(found) };
            let start = found.span.map_or(token.start, |(start, _)| start);
            found.span = Some((start, token.end));
            match token.kind {
                Kind::Anchor(name) => found.anchor = Some(name),
                Kind::Tag(parts) => {
                    tagged = true;
                    found.tag = self.whole_tag(&parts.0, parts.1, token.start, token.end)?;
                }
                _ => {}
            }
        }
    }

    fn whole_tag(&self, handle: &str, suffix: String, start: usize, end: usize) -> Result<String> {
        if handle.is_empty() {
            return Ok(suffix);
        }
        match self.tags.get(handle) {
            Some(prefix) => Ok(format!("{prefix}{suffix}")),
            None => Err(Error::new(code::DIRECTIVE, "found undefined tag handle").at(Span::new(start, end))),
        }
    }

    fn scalar(&mut self, properties: &Properties<'t>) -> Result<Node> {
        let token = self.scanner.next()?;
        let span = Span::new(token.start, token.end);
        let Kind::Scalar(style, text) = token.kind else {
            return Err(Error::new(code::SYNTAX, "did not find expected node content").at(span));
        };
        let plain = style == Style::Plain;
        let bare = plain && properties.tag.is_empty();
        self.merge_key = text == "<<"
            && (bare || properties.tag == "!" || properties.tag.strip_prefix(CORE) == Some("merge"));
        let value = scalar::tagged(&properties.tag, &text, plain).map_err(|e| e.at(span))?;
        Ok(written(value, token.start, token.end, style))
    }

    /// Adds an entry to the map that is being read.
    fn entry(&mut self, key: &Node, value: Node, merges: bool) -> Result<()> {
        if merges {
            return anchors::merge(&mut self.entries, value, key.span);
        }
        let text = key_text(key)?;
        self.entries.push(Entry { key: text, key_span: key.span, source: Source::Own, value });
        Ok(())
    }
}

/// The string a key becomes, as sigs.k8s.io/yaml 1.6 has it.
fn key_text(key: &Node) -> Result<Text> {
    let refuse = |what: &str| Err(Error::new(code::KEY, format!("{what} cannot be a map key")).at(key.span));
    match &key.value {
        Value::Str(text) => Ok(text.clone()),
        Value::Bool(b) => Ok(Text::from(if *b { "true" } else { "false" })),
        Value::Int(i) => Ok(Text::from(i.to_string())),
        Value::Float(f) => Ok(Text::from(scalar::float_key(*f))),
        Value::Null => {
            refuse("null").map_err(|e| e.help("give the entry a key, in quotes if it looks like null"))
        }
        Value::Uint(_) => refuse("an integer beyond 64 bits signed"),
        Value::Seq(_) => refuse("a list"),
        Value::Map(_) => refuse("a map"),
    }
}

/// Drops all but the last of the entries with equal keys, and notes those that were written in the map itself.
pub(super) fn unique(mut entries: Vec<Entry>, repeated: &mut Vec<Repeated>) -> Map {
    let doubled =
        |index: usize| entries[index + 1..].iter().any(|later| same(&later.key, &entries[index].key));
    let keep: Vec<bool> = if entries.len() <= 12 {
        if !(0..entries.len()).any(doubled) {
            return Map::from(entries);
        }
        (0..entries.len()).map(|index| !doubled(index)).collect()
    } else {
        let mut seen = HashSet::with_capacity(entries.len());
        let mut keep: Vec<bool> = entries.iter().rev().map(|entry| seen.insert(entry.key.as_str())).collect();
        keep.reverse();
        keep
    };
    note(&entries, &keep, repeated);
    let mut keep = keep.into_iter();
    entries.retain(|_| keep.next().unwrap_or(true));
    Map::from(entries)
}

fn note(entries: &[Entry], keep: &[bool], repeated: &mut Vec<Repeated>) {
    let is_own = |entry: &&Entry| entry.source == Source::Own && entry.key_span.is_some();
    for (entry, _) in entries.iter().zip(keep).filter(|(entry, keep)| !**keep && is_own(entry)) {
        let counts = entries.iter().rev().find(|later| later.key == entry.key).filter(is_own);
        repeated.extend(counts.map(|counts| Repeated {
            key: entry.key.clone(),
            lost: entry.key_span,
            counts: counts.key_span,
        }));
    }
}

/// A node, if JSON can say it.
fn sayable(node: Node) -> Result<Node> {
    match node.value {
        Value::Float(f) if !f.is_finite() => {
            let name = if f.is_nan() { "not a number" } else { "an infinity" };
            Err(Error::new(code::VALUE, format!("the value is {name}, which JSON cannot represent"))
                .at(node.span))
        }
        _ => Ok(node),
    }
}

fn written(value: Value, start: usize, end: usize, style: Style) -> Node {
    let span = Span::new(start, end);
    Node { value, span, outer: span.start, style }
}

#[cfg(test)]
mod tests;
