//! The items of lists, each edited by itself: what comes of it is what editing the whole document would do.

use super::diff::{self, Position};
use super::lines::{colon_of, line_start, next_token, node_end, opens_line};
use super::plan::Plan;
use super::sequence::dashes;
use super::splice::{Edit, splice};
use super::style::DocStyle;
use super::{has_odd_breaks, has_tabbed_blanks, keeps_breaks};
use crate::yaml::{Entry, Items, Map, Node, Source, Style, may_refer, parse, refers};

/// A document whose lists may be edited item by item, on several threads too.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'t> {
    text: &'t str,
    local: DocStyle,
}

/// Where an item stands.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    position: Position,
    /// The lines of an item of a block list, or the bytes of one in JSON.
    start: usize,
    end: usize,
}

impl<'t> Parts<'t> {
    /// The parts of `text`, which reads as `root`; `None` where an edit of one item may change what another says.
    #[must_use]
    pub fn of(text: &'t str, local: DocStyle, root: &Node) -> Option<Self> {
        let ended = local.json || text.ends_with(['\n', '\r']);
        let apart = ended && !has_odd_breaks(text) && !(may_refer(text) && refers(root));
        apart.then_some(Parts { text, local })
    }

    /// The parts of a document whose items are read one by one; `None` as in [`of`](Self::of).
    #[must_use]
    pub fn of_items(items: &Items<'t>, local: DocStyle) -> Option<Self> {
        let parts = Parts { text: items.text(), local };
        items.frame().as_map().is_some_and(|map| parts.can_read(map)).then_some(parts)
    }

    /// Whether the entries of a map stand in it, each with its colon.
    fn can_read(&self, map: &Map) -> bool {
        let readable = |e: &Entry| e.source == Source::Own && colon_of(self.text, e).is_some();
        map.entries.iter().all(readable)
    }

    /// Where an item of a block list stands whose dash begins its line.
    #[must_use]
    pub fn item(&self, dash: usize, item: &Node) -> Part {
        let end = node_end(item).max(dash + 1);
        Part {
            position: Position::Item { dash },
            start: line_start(self.text, dash),
            end: end.max(line_start(self.text, next_token(self.text, end))),
        }
    }

    /// Where the items of the list at `key` of `holder` stand; `None` where they cannot be told apart.
    #[must_use]
    pub fn items(&self, holder: &Node, key: &str) -> Option<Vec<Part>> {
        let map = holder.as_map()?;
        let list = map.get(key)?;
        let items = list.as_seq()?;
        if self.local.json {
            let part = |item: &Node| Part {
                position: Position::Flow,
                start: item.span.start as usize,
                end: item.span.end as usize,
            };
            return Some(items.iter().map(part).collect());
        }
        if holder.style != Style::Block || list.style != Style::Block || !self.can_read(map) {
            return None;
        }
        let dashes = dashes(self.text, list, items)?;
        let apart = dashes.iter().all(|dash| opens_line(self.text, *dash));
        apart.then(|| items.iter().zip(dashes).map(|(item, dash)| self.item(dash, item)).collect())
    }

    /// The edits that make an item, which reads as `read`, say `wanted`; `None` where only editing the whole document can
    /// tell them.
    #[must_use]
    pub fn edits(&self, part: Part, read: &Node, wanted: &Node) -> Option<Vec<Edit>> {
        let plan = Plan::default();
        let (edits, doubtful) = diff::edits_at(self.text, self.local, &plan, (read, wanted), part.position);
        if edits.is_empty() && (!doubtful || read == wanted) {
            return Some(edits);
        }
        let tabbed = has_tabbed_blanks(&self.text[part.start..part.end]);
        let known = !doubtful && !tabbed && !keeps_breaks(self.text, read);
        debug_assert!(!known || self.says(part, &edits, wanted), "the item must say what is wanted");
        (known || self.says(part, &edits, wanted)).then_some(edits)
    }

    /// Whether the item with the edits in it says `wanted`.
    fn says(&self, part: Part, edits: &[Edit], wanted: &Node) -> bool {
        let inside = |edit: &Edit| part.start <= edit.start && edit.end <= part.end;
        if !edits.iter().all(inside) || edits.windows(2).any(|pair| pair[1].start < pair[0].end) {
            return false;
        }
        let shifted = edits.iter().map(|edit| Edit {
            start: edit.start - part.start,
            end: edit.end - part.start,
            text: edit.text.clone(),
        });
        let shifted: Vec<Edit> = shifted.collect();
        let Ok(Some(got)) = parse(&splice(&self.text[part.start..part.end], &shifted)) else {
            return false;
        };
        match (part.position, got.as_seq()) {
            (Position::Item { .. }, Some([item])) => item == wanted,
            (Position::Item { .. }, _) => false,
            _ => got == *wanted,
        }
    }
}
