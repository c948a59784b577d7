//! The style of a document: what new lines in it should look like.

use super::lines::column;
use crate::yaml::{Node, Style, Value};

/// The habits of one document's author.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Local {
    /// The line ending.
    pub eol: &'static str,
    /// How many blanks a map stands further in than its parent's key.
    pub step: usize,
    /// How many blanks a list's dashes stand further in than the list's key.
    pub list_indent: usize,
    /// The quote for strings that need one.
    pub quote: char,
    /// Whether the document is JSON, and has to stay it.
    pub json: bool,
}

impl Local {
    /// The style of Kubernetes' own tools: two blanks, lists not indented.
    pub const DEFAULT: Local = Local { eol: "\n", step: 2, list_indent: 0, quote: '"', json: false };

    /// The style of `text`, which reads as `root`.
    #[must_use]
    pub fn of(text: &str, root: &Node) -> Local {
        let mut seen = Seen::default();
        seen.look(text, root, None, 0);
        let eol = match text.find('\n') {
            Some(i) if text[..i].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        Local {
            eol,
            step: seen.step.unwrap_or(Local::DEFAULT.step),
            list_indent: seen.list_indent.unwrap_or(Local::DEFAULT.list_indent),
            quote: if seen.single > seen.double { '\'' } else { '"' },
            json: is_json(text, root),
        }
    }
}

#[derive(Default)]
struct Seen {
    step: Option<usize>,
    list_indent: Option<usize>,
    single: usize,
    double: usize,
}

impl Seen {
    /// Looks at a node whose parent's key stands in column `parent`.
    fn look(&mut self, text: &str, node: &Node, parent: Option<usize>, depth: usize) {
        match node.style {
            Style::Single => self.single += 1,
            Style::Double => self.double += 1,
            _ => {}
        }
        if !node.span.is_some() || depth > 64 {
            return;
        }
        let at = node.span.start as usize;
        match &node.value {
            Value::Map(map) => {
                let here = column(text, at);
                if node.style == Style::Block {
                    if let Some(step) = parent.and_then(|p| here.checked_sub(p)).filter(|s| *s > 0) {
                        self.step.get_or_insert(step);
                    }
                }
                let inside = (node.style == Style::Block).then_some(here);
                map.entries.iter().for_each(|e| self.look(text, &e.value, inside, depth + 1));
            }
            Value::Seq(items) => {
                if node.style == Style::Block {
                    if let Some(indent) = parent.and_then(|p| column(text, at).checked_sub(p)) {
                        self.list_indent.get_or_insert(indent);
                    }
                }
                items.iter().for_each(|item| self.look(text, item, None, depth + 1));
            }
            _ => {}
        }
    }
}

/// Whether the whole document is one JSON value: a flow collection whose strings are all double-quoted.
fn is_json(text: &str, root: &Node) -> bool {
    fn quoted(text: &str, node: &Node) -> bool {
        match &node.value {
            Value::Map(map) => {
                node.style == Style::Flow
                    && map.entries.iter().all(|e| {
                        text.as_bytes().get(e.key_span.start as usize) == Some(&b'"')
                            && quoted(text, &e.value)
                    })
            }
            Value::Seq(items) => node.style == Style::Flow && items.iter().all(|item| quoted(text, item)),
            Value::Str(_) => node.style == Style::Double,
            _ => node.style == Style::Plain,
        }
    }
    root.style == Style::Flow && quoted(text, root)
}
