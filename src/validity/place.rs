//! A value of a pod, and the way to it, which is spelled only when there is something to say of it.

use super::Refusal;
use kube_yaml::{Known, Node, Note, Span};
use std::fmt::Write;

/// A value and the values it is in.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) node: &'a Node,
    within: Option<&'a At<'a>>,
    step: Step<'a>,
}

/// The last step to a value.
#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Item(usize),
}

/// The fields that tell the items of a list apart, so that a path means the same item after something was added.
const IDENTITIES: [&str; 4] = ["mountPath", "name", "containerPort", "path"];

impl<'a> At<'a> {
    /// `metadata` or `spec`.
    pub(super) fn root(name: &'a str, node: &'a Node) -> Self {
        At { node, within: None, step: Step::Field(name) }
    }

    /// The value of a field; `None` where there is none, or it is null.
    pub(super) fn get<'b>(&'b self, key: &'b str) -> Option<At<'b>> {
        let node = self.node.get(key).filter(|node| !node.is_null())?;
        Some(At { node, within: Some(self), step: Step::Field(key) })
    }

    /// The text of a field; empty where there is none.
    pub(super) fn text(&self, key: &str) -> &'a str {
        self.node.str_at(key).unwrap_or_default()
    }

    /// The number of a field.
    pub(super) fn int(&self, key: &str) -> Option<i64> {
        self.node.get(key)?.as_i64()
    }

    /// The items of a list, but for nulls.
    pub(super) fn items<'b>(&'b self) -> impl Iterator<Item = At<'b>> {
        let items = self.node.as_seq().unwrap_or_default().iter().enumerate();
        let items = items.filter(|(_, node)| !node.is_null());
        items.map(|(index, node)| At { node, within: Some(self), step: Step::Item(index) })
    }

    /// The fields of a map.
    pub(super) fn fields<'b>(&'b self) -> impl Iterator<Item = (&'b str, At<'b>)> {
        let entries = self.node.as_map().into_iter().flat_map(|map| map.iter());
        entries.map(|(key, node)| (key, At { node, within: Some(self), step: Step::Field(key) }))
    }

    /// Asks it the rules for a `kind` of value, which are about it alone. What kept to them before, in this pod or another one, is not
    /// asked again.
    pub(super) fn ask(
        &self,
        kind: &'static str,
        found: &mut Vec<Refusal>,
        rules: impl FnOnce(&Self, &mut Vec<Refusal>),
    ) {
        let note = Note::new(Known::Valid, kind);
        if self.node.has(note) {
            return;
        }
        let before = found.len();
        rules(self, found);
        if found.len() == before {
            self.node.note(note);
        }
    }

    /// Says that a rule is broken here.
    pub(super) fn refuse(&self, rule: impl Into<String>, found: &mut Vec<Refusal>) {
        found.push(Refusal { path: self.path(), rule: rule.into(), span: self.span() });
    }

    /// The author's text that it is, or that it is in: what a template made is in nobody's.
    pub(super) fn span(&self) -> Span {
        match (self.node.span.is_some(), self.within, self.step) {
            (true, ..) => self.node.span,
            // A list is the author's where one of its items is.
            (false, Some(within), Step::Field(_)) => within.span(),
            (false, ..) => Span::NONE,
        }
    }

    pub(super) fn path(&self) -> String {
        let mut path = self.within.map(At::path).unwrap_or_default();
        let name = match self.step {
            Step::Field(name) if path.is_empty() => name.to_owned(),
            Step::Field(name) if name.bytes().all(|b| b.is_ascii_alphanumeric()) => format!(".{name}"),
            Step::Field(name) => format!("[{name}]"),
            Step::Item(index) => format!("[{}]", self.identity().unwrap_or_else(|| index.to_string())),
        };
        let _ = write!(path, "{name}");
        path
    }

    fn identity(&self) -> Option<String> {
        IDENTITIES.iter().find_map(|key| {
            let node = self.node.get(key)?;
            node.as_str().map(str::to_owned).or_else(|| node.as_i64().map(|n| n.to_string()))
        })
    }
}
