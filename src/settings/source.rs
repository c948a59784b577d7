//! One configuration file, or what a ConfigMap of the cluster holds in place of it.

use crate::code;
use std::borrow::Cow;

use super::recognized;
use kube_yaml::{self as yaml, Node, Style};
use kube_yaml::{Error, Result, Span};

/// The text of one piece of configuration and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Source<'t> {
    /// The file's name.
    pub file: &'t str,
    /// The text of this part of the file, as templates or readers get it.
    pub text: Cow<'t, str>,
    /// The line of the file that the text begins at.
    pub first_line: usize,
    /// The whole file and the place in it, when the text's own lines are not lines of the file.
    whole: Option<(&'t str, Span)>,
    /// Whether an object of the file holds the text.
    of_object: bool,
}

impl<'t> Source<'t> {
    /// The whole text of a file, beginning at line 1.
    #[must_use]
    pub(crate) fn file(text: &'t str, file: &'t str) -> Self {
        Source { file, text: Cow::Borrowed(text), first_line: 1, whole: None, of_object: false }
    }

    /// The file and its tree; of a ConfigMap, or of a List with one, what stands there under `data` at `key`.
    ///
    /// # Errors
    /// When the text is not YAML, or the ConfigMap has no such key.
    pub(crate) fn read(text: &'t str, file: &'t str, key: &str) -> Result<(Self, Option<Node>)> {
        let source = Source::file(text, file);
        let node = source.parse()?;
        match node.as_ref().and_then(|node| source.part(node, key)) {
            None => Ok((source, node)),
            Some(part) => {
                let part = part.map_err(|error| source.locate(error))?;
                let node = part.parse()?;
                Ok((part, node))
            }
        }
    }

    /// What the ConfigMap in `node`, the tree of this source, holds at `key`; `None` when it is no ConfigMap.
    pub(crate) fn part(&self, node: &Node, key: &str) -> Option<Result<Self>> {
        let map = config_map(node, key)?;
        let Some(value) = map.get("data").and_then(|data| data.get(key)) else {
            let cause = format!("data.{key} is missing from the ConfigMap");
            return Some(Err(Error::new(code::INCOMPLETE, cause).at(map.span)));
        };
        let Some(text) = value.as_str() else {
            return Some(Err(Error::new(code::FIELD, format!("data.{key} is not a string")).at(value.span)));
        };
        let whole = match (&self.text, value.style) {
            (_, Style::Literal) => None,
            (Cow::Borrowed(whole), _) => Some((*whole, value.span)),
            (Cow::Owned(_), _) => self.whole,
        };
        let first_line = self.line_of_text(value);
        Some(Ok(Source {
            file: self.file,
            text: Cow::Owned(text.to_owned()),
            first_line,
            whole,
            of_object: true,
        }))
    }

    /// The line of the file at which the text of a string begins: of a block scalar, the one after its header.
    #[must_use]
    pub(crate) fn line_of_text(&self, node: &Node) -> usize {
        let line = self.line_of(node.span);
        let is_exact = self.whole.is_none() && node.span.is_some();
        line + usize::from(is_exact && matches!(node.style, Style::Literal | Style::Folded))
    }

    /// The line of the file at which a span of the text begins; of a text whose lines are none of the file, its first.
    #[must_use]
    pub(crate) fn line_of(&self, span: Span) -> usize {
        if self.whole.is_some() || !span.is_some() {
            return self.first_line;
        }
        let before = self.text.as_bytes().get(..span.start as usize).unwrap_or_default();
        self.first_line + memchr::memchr_iter(b'\n', before).count()
    }

    /// The tree of the text.
    ///
    /// # Errors
    /// When the text is not YAML.
    pub(crate) fn parse(&self) -> Result<Option<Node>> {
        yaml::parse(&self.text).map_err(|error| self.locate(error))
    }

    /// Says where in the file an error about this text is.
    #[must_use]
    pub(crate) fn locate(&self, error: Error) -> Error {
        let Some((whole, span)) = self.whole else {
            // What a ConfigMap holds under a key of configuration is some.
            return match self.of_object {
                true => error.in_text(self.file, self.first_line, &self.text),
                false => recognized::place(error, self.file, self.first_line, &self.text),
            };
        };
        let mut outer = Error::new(error.code(), error.cause()).at(span);
        if let Some(help) = error.help_text() {
            outer = outer.help(help);
        }
        outer.in_text(self.file, 1, whole)
    }
}

/// The ConfigMap in `node`: itself, or the item of a List that has the key, else the List's first ConfigMap.
fn config_map<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let is_map = |node: &Node| node.str_at("kind") == Some("ConfigMap");
    if is_map(node) {
        return Some(node);
    }
    if !node.str_at("kind").is_some_and(|kind| kind.ends_with("List")) {
        return None;
    }
    let items = node.get("items")?.as_seq()?;
    let mut maps = items.iter().filter(|item| is_map(item));
    let with_key = maps.clone().find(|map| map.at(&["data", key]).is_some());
    with_key.or_else(|| maps.next())
}
