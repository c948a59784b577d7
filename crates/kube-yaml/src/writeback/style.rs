//! The style of a document: what new lines in it should look like.

use super::layout::{Shape, layout};
use super::lines::{column, line_end, line_start};
use crate::yaml::{Node, Style, Value};

/// The habits of one document's author.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DocStyle {
    /// The document's line ending, `\n` or `\r\n`.
    pub eol: &'static str,
    /// How many blanks a map stands further in than its parent's key.
    pub step: usize,
    /// How many blanks a list's dashes stand further in than the list's key.
    pub list_indent: usize,
    /// How far behind its dash an item begins.
    pub dash: usize,
    /// The quote for strings that need one.
    pub quote: char,
    /// Whether the document is JSON, and has to stay it.
    pub json: bool,
    /// How the document is laid out, where it is JSON.
    pub layout: Shape,
    /// Whether strings of several lines may be literal blocks.
    pub literals: bool,
}

impl DocStyle {
    /// The style of Kubernetes' own tools: two blanks, lists not indented.
    pub const DEFAULT: DocStyle = DocStyle {
        eol: "\n",
        step: 2,
        list_indent: 0,
        dash: 2,
        quote: '"',
        json: false,
        layout: Shape::Spaced,
        literals: true,
    };

    /// A number for what new blocks in column `indent` look like, which no other look has; `None` in JSON, which has no blocks, and
    /// where it is too wide.
    pub(super) fn form(&self, indent: usize) -> Option<u64> {
        let DocStyle { eol, step, list_indent, dash, quote, json, layout: _, literals } = *self;
        let mut widths = [indent, step, list_indent, dash].into_iter();
        let widths =
            widths.try_fold(0, |all, width| Some(all << 8 | u64::from(u8::try_from(width).ok()?)))?;
        let eol = match eol {
            "\n" => 0,
            "\r\n" => 1,
            _ => 2,
        };
        (!json).then_some(widths << 4 | eol << 2 | u64::from(quote == '\'') << 1 | u64::from(literals))
    }

    /// The style of `text`, which reads as `root`.
    #[must_use]
    pub fn of(text: &str, root: &Node) -> DocStyle {
        let mut habits = Habits::default();
        habits.look(text, root);
        let style = habits.style(text);
        match is_json(text, root) {
            true => DocStyle { json: true, layout: layout(text, root), ..style },
            false => style,
        }
    }
}

/// How many blanks are told apart.
const WIDEST: usize = 10;

/// How often each habit was seen, by the number of blanks.
#[derive(Clone, Debug, Default)]
pub struct Habits {
    steps: [u32; WIDEST],
    list_indents: [u32; WIDEST],
    dashes: [u32; WIDEST],
    single: usize,
    double: usize,
}

/// The number seen most often.
fn most(counts: &[u32; WIDEST]) -> Option<usize> {
    let best = counts.iter().copied().max().filter(|count| *count > 0)?;
    counts.iter().position(|count| *count == best)
}

fn count(counts: &mut [u32; WIDEST], width: Option<usize>) {
    if let Some(count) = width.and_then(|width| counts.get_mut(width)) {
        *count += 1;
    }
}

impl Habits {
    /// Looks at a document.
    pub fn look(&mut self, text: &str, root: &Node) {
        self.look_below(text, root, None);
    }

    /// The style of a text that is no JSON, by what was seen of it.
    #[must_use]
    pub fn style(&self, text: &str) -> DocStyle {
        let rest = &text[line_end(text, 0)..];
        let eol = ["\r\n", "\r"].into_iter().find(|eol| rest.starts_with(eol)).unwrap_or("\n");
        DocStyle {
            eol,
            step: most(&self.steps).unwrap_or(DocStyle::DEFAULT.step),
            list_indent: most(&self.list_indents).unwrap_or(DocStyle::DEFAULT.list_indent),
            dash: most(&self.dashes).unwrap_or(DocStyle::DEFAULT.dash),
            quote: if self.single > self.double { '\'' } else { '"' },
            json: false,
            layout: Shape::Spaced,
            literals: true,
        }
    }

    /// Looks at a node whose parent's key stands in column `parent`.
    fn look_below(&mut self, text: &str, node: &Node, parent: Option<usize>) {
        match node.style {
            Style::Single => self.single += 1,
            Style::Double => self.double += 1,
            Style::Block if node.span.is_some() => {
                let here = column(text, node.span.start as usize);
                let further = parent.and_then(|parent| here.checked_sub(parent));
                match &node.value {
                    Value::Map(map) => {
                        count(&mut self.steps, further.filter(|step| *step > 0));
                        map.entries.iter().for_each(|e| self.look_below(text, &e.value, Some(here)));
                    }
                    Value::Seq(items) => {
                        count(&mut self.list_indents, further);
                        for item in items {
                            self.look_at_item(text, item, here);
                        }
                    }
                    _ => {}
                }
            }
            Style::Flow => match &node.value {
                Value::Map(map) => map.entries.iter().for_each(|e| self.look_below(text, &e.value, None)),
                Value::Seq(items) => items.iter().for_each(|item| self.look_below(text, item, None)),
                _ => {}
            },
            _ => {}
        }
    }

    /// Looks at an item of a block list whose dash stands in column `dash`.
    pub fn look_at_item(&mut self, text: &str, item: &Node, dash: usize) {
        // Of an item that begins on a line of its own, the blanks say nothing about others.
        if item.style == Style::Block && item.outer == item.span.start {
            let at = item.span.start as usize;
            if text.as_bytes().get(line_start(text, at) + dash) == Some(&b'-') {
                count(&mut self.dashes, column(text, at).checked_sub(dash).filter(|width| *width > 1));
            }
        }
        self.look_below(text, item, None);
    }
}

/// Whether the whole document is one JSON value: a flow collection whose strings are all double-quoted.
#[must_use]
pub fn is_json(text: &str, root: &Node) -> bool {
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
