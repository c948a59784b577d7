//! Which comments between two nodes are about which: what is put in or taken out goes where they part.
//!
//! A comment that stands further in than what comes between is about the node above, and so is YAML commented out that
//! stands further in, wherever its `#` is. A comment directly above a node of its own column is about that node. Above a
//! blank line or something else, it is about the node it directly follows.

use super::lines::{Upper, line_before, line_end, next_line};

/// What is done below a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Change {
    /// An entry is put into a map.
    Entry,
    /// An item is put into a list whose dashes stand further in than its key.
    Item,
    /// An item is put into a list whose dashes stand in the column of its key, and of the keys beside it.
    ItemInLine,
    /// The node is taken out.
    Removal,
    /// The node is taken out in front of the first one that stays: comments below may be about that one, since what was
    /// put in there stands above them.
    RemovalInFront,
}

impl Change {
    /// Taking out the node at `index` among its siblings.
    pub(super) fn removal(index: usize, first_kept: Option<usize>) -> Change {
        match first_kept == Some(index + 1) {
            true => Change::RemovalInFront,
            false => Change::Removal,
        }
    }
}

/// A line between two nodes, or the first one of a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Line<'t> {
    Blank,
    Comment(Comment<'t>),
    Content { column: usize, is_item: bool },
}

/// A comment on a line of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Comment<'t> {
    /// Where its `#` stands.
    column: usize,
    /// How many blanks stand behind the `#`.
    gap: usize,
    /// What it says, from behind those blanks.
    says: &'t str,
}

impl<'t> Line<'t> {
    /// The line that begins at `start`; none at the end of the text.
    fn of(text: &'t str, start: usize) -> Option<Self> {
        if start >= text.len() {
            return None;
        }
        let line = text[start..line_end(text, start)].trim_end();
        let content = line.trim_start_matches([' ', '\t']);
        let column = line.len() - content.len();
        Some(match content.strip_prefix('#') {
            _ if content.is_empty() => Line::Blank,
            Some(behind) => {
                let says = behind.trim_start_matches(' ');
                Line::Comment(Comment { column, gap: behind.len() - says.len(), says })
            }
            None => Line::Content { column, is_item: is_item(content) },
        })
    }
}

impl Comment<'_> {
    /// Whether it is the `#` of an empty line among lines commented out.
    fn is_bare(&self) -> bool {
        self.column == 0 && self.says.is_empty()
    }

    /// Whether it is about what stands above it in column `here`: it stands further in, or is YAML commented out that
    /// does. `goes_on` says that it follows a line of such YAML.
    fn is_inside(&self, here: usize, goes_on: bool) -> bool {
        // Editors put `#` or `# ` in front of the line, or anywhere in its blanks.
        let stands = self.column + self.gap;
        self.column > here
            || self.gap > 1
                && match stands > here + 1 {
                    true => goes_on || is_item(self.says) || names_key(self.says),
                    false => self.column == 0 && stands >= here && is_item(self.says),
                }
    }

    /// Whether it is a key commented out that would stand in column `here`.
    fn is_key_at(&self, here: usize) -> bool {
        let stands = if self.column == 0 { self.gap } else { self.column + self.gap };
        (here..=here + 1).contains(&stands) && names_key(self.says)
    }
}

fn is_item(content: &str) -> bool {
    content == "-" || content.starts_with("- ")
}

/// Whether it begins as a map's entry does.
fn names_key(content: &str) -> bool {
    content.find(':').is_some_and(|colon| {
        let (key, behind) = (&content[..colon], &content[colon + 1..]);
        !key.is_empty()
            && !key.contains([' ', '\t'])
            && (behind.is_empty() || behind.starts_with([' ', '\t']))
    })
}

/// Where the comments end, of those that begin at `start`, which are about the node above them in column `here`.
pub(super) fn end_of_upper(text: &str, start: usize, here: usize, change: Change) -> usize {
    let (mut end, mut at) = (start, start);
    let mut goes_on = false;
    if change == Change::RemovalInFront {
        return start;
    }
    while let Some(line) = Line::of(text, at) {
        let next = next_line(text, at);
        match line {
            Line::Blank => goes_on = false,
            Line::Comment(comment) if comment.is_bare() => {}
            Line::Comment(comment) if comment.is_inside(here, goes_on) => {
                goes_on = comment.column <= here;
                end = next;
            }
            Line::Comment(comment)
                if comment.column == here && here > 0 && at == end && change != Change::Removal =>
            {
                let Some(paragraph_end) = paragraph_of_upper(text, at, here, change) else { break };
                (at, end, goes_on) = (paragraph_end, paragraph_end, false);
                continue;
            }
            _ => break,
        }
        at = next;
    }
    end
}

/// Where the comment ends that begins at `start` in column `here`, directly below a node, when it is about that node.
fn paragraph_of_upper(text: &str, start: usize, here: usize, change: Change) -> Option<usize> {
    let (mut names_key, mut names_item) = (false, false);
    let mut end = start;
    while let Some(Line::Comment(comment)) = Line::of(text, end) {
        if comment.column < here && (comment.column > 0 || comment.gap < here) {
            break;
        }
        names_key |= comment.is_key_at(here);
        names_item |= is_item(comment.says);
        end = next_line(text, end);
    }
    let directly_below = Line::of(text, end).filter(|line| *line != Line::Blank);
    let content = next_content(text, end);
    let is_sibling =
        |line: Option<Line>| matches!(line, Some(Line::Content { column, .. }) if column == here);
    let is_upper = match Line::of(text, start) {
        // An item commented out is about the list, whatever key stands below.
        Some(Line::Comment(first)) if is_item(first.says) => {
            !matches!(directly_below, Some(Line::Content { column, is_item: true }) if column == here)
        }
        _ if is_sibling(directly_below) => false,
        // It may as well be about the map that the list is in.
        _ if change == Change::ItemInLine => !names_key && directly_below.is_none() && is_sibling(content),
        // Words at the end of the document stay there.
        _ => names_key || names_item || content.is_some(),
    };
    is_upper.then_some(end)
}

fn next_content(text: &str, at: usize) -> Option<Line<'_>> {
    let starts = std::iter::successors(Some(at), |at| Some(next_line(text, *at)));
    starts.map_while(|at| Line::of(text, at)).find(|line| matches!(line, Line::Content { .. }))
}

/// Where the comment directly above the line at `line` begins, which is about what stands on that line; `line` when
/// there is none. A comment at the head of the document is about the document.
///
/// Lines above `floor` are not looked at, nor, if `column` is given, comments in other columns.
pub(super) fn start_of_lower(text: &str, line: usize, floor: usize, column: Option<usize>) -> usize {
    let mut start = line;
    while let Some(before) = line_before(text, start).filter(|before| *before >= floor) {
        match Line::of(text, before) {
            Some(Line::Comment(comment)) if column.is_none_or(|column| comment.column == column) => {
                start = before
            }
            Some(Line::Content { .. }) if is_head(&text[before..]) => return line,
            _ => return start,
        }
    }
    if start == 0 { line } else { start }
}

/// Whether these lines begin a document.
fn is_head(lines: &str) -> bool {
    lines.starts_with(['\u{feff}', '%']) || lines.starts_with("---")
}

/// Where a line may be put below a node: behind the end of its last line, behind blank lines that belong to a block
/// scalar which keeps them, and behind comments about it. The flag says whether the text ends there without a line feed.
pub(super) fn below(text: &str, upper: Upper, change: Change) -> (usize, bool) {
    let mut at = next_line(text, upper.end);
    // Blanks that the text ends in without a line break are no line of the scalar's.
    while upper.keeps_blanks
        && line_end(text, at) < text.len()
        && text[at..line_end(text, at)].trim().is_empty()
    {
        at = next_line(text, at);
    }
    let at = end_of_upper(text, at, upper.here, change);
    (at, at == text.len() && !text.is_empty() && !text.ends_with(['\n', '\r']))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of the lines are about the node above them.
    fn upper(lines: &[&str], here: usize, change: Change) -> usize {
        let text = lines.join("\n");
        text[..end_of_upper(&text, 0, here, change)].lines().count()
    }

    #[test]
    fn comments_further_in_are_about_what_stands_above() {
        assert_eq!(upper(&["    # in", "", "    # in too", "  # not", "  - b"], 2, Change::Entry), 3);
        assert_eq!(upper(&["", "- b"], 0, Change::Entry), 0);
    }

    #[test]
    fn lines_commented_out_stand_where_their_yaml_would() {
        let toggled = ["#    resources:", "#      limits: {}", "#", "#      requests: {}"];
        assert_eq!(upper(&toggled, 2, Change::Item), 4);
        assert_eq!(upper(&toggled, 4, Change::Item), 0);
        assert_eq!(upper(&["#     resources: {}"], 2, Change::Item), 1);
        assert_eq!(upper(&["#  - name: b", "#    image: b", "#  volumes:", "#  - a"], 2, Change::Item), 2);
        assert_eq!(
            upper(&[" #   resources:", " #     limits: {}", "  #   requests: {}"], 2, Change::Item),
            3
        );
        assert_eq!(upper(&["  # volumes:", "  #   - a"], 2, Change::ItemInLine), 0);
        assert_eq!(upper(&["# [END x]"], 2, Change::Item), 0);
        assert_eq!(upper(&["#      THE SERVICE", "---"], 2, Change::Item), 0);
        assert_eq!(upper(&["# ---", "# metadata:", "#   name: x"], 0, Change::Entry), 0);
    }

    #[test]
    fn a_comment_directly_above_a_node_of_its_column_is_about_that_node() {
        assert_eq!(upper(&["  # about b", "  b: 1"], 2, Change::Entry), 0);
        assert_eq!(upper(&["  # about b", "  # - so", "  - b"], 2, Change::Item), 0);
    }

    #[test]
    fn a_comment_with_nothing_of_its_column_below_is_about_what_it_follows() {
        for change in [Change::Entry, Change::Item] {
            assert_eq!(upper(&["  # about a", "", "  b: 1"], 2, change), 1);
            assert_eq!(upper(&["  # about a", "b: 1"], 2, change), 1);
            assert_eq!(upper(&["  # about a", "# [END a]", "b: 1"], 2, change), 1);
            assert_eq!(upper(&["  # b: 1", "# [END a]"], 2, change), 1);
            assert_eq!(upper(&["  # The end."], 2, change), 0);
            assert_eq!(upper(&["", "  # apart", "b: 1"], 2, change), 0);
        }
        assert_eq!(upper(&["  # about a", "b: 1"], 2, Change::Removal), 0);
    }

    #[test]
    fn a_comment_in_the_column_of_dashes_and_keys_is_about_the_item_when_another_item_may_follow() {
        assert_eq!(upper(&["  # about a", "", "  - b: 1"], 2, Change::ItemInLine), 1);
        assert_eq!(upper(&["  # about a", "b: 1"], 2, Change::ItemInLine), 0);
    }

    #[test]
    fn an_item_commented_out_is_about_its_list_and_a_key_is_not() {
        for change in [Change::Item, Change::ItemInLine] {
            assert_eq!(upper(&["  # - name: b", "  #   image: b", "  volumes: []"], 2, change), 2);
        }
        assert_eq!(upper(&["  # volumes:", "  # - name: b", "", "  c: 1"], 2, Change::ItemInLine), 0);
        assert_eq!(upper(&["  # uncomment:", "#  volumes: []", "", "  c: 1"], 2, Change::ItemInLine), 0);
        assert_eq!(upper(&["  # volumes:", "  # - name: b", "", "  c: 1"], 2, Change::Entry), 2);
    }

    #[test]
    fn the_head_of_a_document_is_about_the_document() {
        assert_eq!(start_of_lower("# licence\na: 1\n", 10, 0, None), 10);
        assert_eq!(start_of_lower("--- # x\n# licence\na: 1\n", 18, 0, None), 18);
        assert_eq!(start_of_lower("\u{feff}# of\n# licence\na: 1\n", 18, 0, None), 18);
        assert_eq!(start_of_lower("# licence\n\n# a\na: 1\n", 15, 0, None), 11);
        assert_eq!(start_of_lower("l:\r\n# a\r\n  # a\r\n- a\r\n", 16, 0, None), 4);
        assert_eq!(start_of_lower("l:\n# a\n  # a\n- a\n", 13, 0, Some(0)), 13);
    }
}
