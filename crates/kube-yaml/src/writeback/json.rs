//! How what comes into JSON fits into its layout.

use super::diff::Diff;
use super::layout::Shape;
use super::lines::{line_end, line_start, margin, node_end};
use crate::yaml::Node;

impl Diff<'_> {
    /// The shape of what comes in the place of a node in a flow collection: over lines where the node has its line for
    /// itself, or with its key.
    pub(super) fn shape_in_place(&self, read: &Node) -> Shape {
        let Shape::Lines { by, step, .. } = self.local.layout else { return self.local.layout };
        let (start, end) = (read.span.start as usize, node_end(read));
        let before = self.text[line_start(self.text, start)..start].trim_start();
        let behind = self.text[end..line_end(self.text, end)].trim();
        match (before.is_empty() || is_key(before)) && matches!(behind, "" | ",") {
            true => Shape::Lines { by, indent: margin(self.text, start).1, step },
            false => Shape::Spaced,
        }
    }

    /// The shape of new members of a collection over lines, whose first member stands behind `first` on its own line.
    pub(super) fn shape_of_members(&self, read: &Node, first: Option<(char, usize)>) -> Option<Shape> {
        let range = read.span.range();
        if !self.local.json {
            return None;
        }
        match first {
            Some((by, indent)) => {
                let (_, outer) = margin(self.text, range.start);
                Some(Shape::Lines { by, indent, step: indent.saturating_sub(outer).max(1) })
            }
            // `[{`, lines, `}]`: what comes behind stands as the last one does.
            _ if self.text[range.clone()].contains(['\n', '\r']) => match self.local.layout {
                Shape::Lines { by, step, .. } => {
                    Some(Shape::Lines { by, indent: margin(self.text, range.end).1, step })
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether this is one quoted key and the colon behind it.
fn is_key(text: &str) -> bool {
    let colon = text.trim_end().strip_suffix(':').map(str::trim_end);
    let inside = colon.and_then(|key| key.strip_prefix('"')?.strip_suffix('"'));
    inside.is_some_and(|key| !key.replace("\\\\", "").replace("\\\"", "").contains('"'))
}
