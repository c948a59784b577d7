//! A list that is read item by item: there is the tree of one at a time, in the place of all of them.

use super::scan::{Repeated, forbidden_char, has_other_breaks, parse_part};
use super::shared::Shared;
use super::tree::{Node, Source, Style, Value};
use crate::location::Span;
use memchr::{memchr, memchr_iter};

/// A block map with a block list in it whose items can be read by themselves, as kubectl prints a List.
///
/// The text is cut in front of each dash in the column of the first one. An item that can be read from there to the next cut
/// leaves the scanner in the state in which the next one finds it, so all of them are what [`parse`](super::parse) reads. Where
/// a cut was none, as in the middle of a quoted string, one of the parts around it cannot be read.
#[derive(Debug)]
pub struct Items<'t> {
    text: &'t str,
    /// The dash of each item.
    dashes: Vec<usize>,
    /// Where the lines of the last one end.
    end: usize,
    column: usize,
    frame: Node,
    may_refer: bool,
}

impl<'t> Items<'t> {
    /// The items of the list at `key` of a document; `None` where they cannot be told apart without reading the whole.
    #[must_use]
    pub fn of(text: &'t str, key: &str) -> Option<Self> {
        let head = behind_key(text, key)?;
        let plain = text.ends_with('\n')
            && Span::new(0, text.len()).is_some()
            && text.len() < Span::NONE.start as usize
            && !has_other_breaks(text.as_bytes())
            && forbidden_char(text).is_none();
        let (dashes, end) = cuts(text, head).filter(|_| plain)?;
        let first = *dashes.first()?;
        let start = text[..first].rfind('\n')? + 1;
        let frame = frame(text, key, (start, first), end)?;
        Some(Items { text, dashes, end, column: first - start, frame, may_refer: may_refer(text) })
    }

    /// The text of the document.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The document with no items in the list.
    #[must_use]
    pub fn frame(&self) -> &Node {
        &self.frame
    }

    /// How many items there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.dashes.len()
    }

    /// The column of the dashes.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// Where the dash of an item stands.
    #[must_use]
    pub fn dash(&self, index: usize) -> usize {
        self.dashes[index]
    }

    /// Where the lines of an item end, with those in front of the next one.
    #[must_use]
    pub fn end(&self, index: usize) -> usize {
        self.dashes.get(index + 1).map_or(self.end, |dash| dash - self.column)
    }

    /// An item as it is in the tree of the document; adds the keys that stand twice in a map to `repeated`.
    ///
    /// `None` where it cannot be read by itself: then the document has to be read as a whole.
    #[must_use]
    pub fn read(&self, index: usize, repeated: &mut Vec<Repeated>) -> Option<Node> {
        let dash = self.dashes[index];
        // The map and the list are around it, of which only the list is in these lines.
        let list = parse_part(self.text, dash - self.column..self.end(index), 1, repeated).ok()??;
        let is_list = list.style == Style::Block && list.span.start as usize == dash;
        let [item] = list.as_seq()? else { return None };
        let item = Some(item).filter(|_| is_list)?.clone();
        (!(self.may_refer && refers(&item))).then_some(item)
    }
}

/// Where the line of a key of the document ends that has nothing behind its colon.
fn behind_key(text: &str, key: &str) -> Option<usize> {
    let mut start = 0;
    let is_key = |line: &str| {
        let behind = line.strip_prefix(key).and_then(|rest| rest.strip_prefix(':'));
        behind.is_some_and(|behind| {
            let content = behind.trim_start_matches(' ');
            content.is_empty() || content.starts_with('#') && content.len() < behind.len()
        })
    };
    for end in memchr_iter(b'\n', text.as_bytes()) {
        if is_key(&text[start..end]) {
            return Some(end + 1);
        }
        start = end + 1;
    }
    None
}

/// The dashes of the list that begins at `start`, in the column of the first one, and where the first line begins that is not
/// in the list.
fn cuts(text: &str, start: usize) -> Option<(Vec<usize>, usize)> {
    let bytes = text.as_bytes();
    let (mut dashes, mut column, mut line) = (Vec::new(), None, start);
    while line < bytes.len() {
        let indent = bytes[line..].iter().position(|byte| *byte != b' ')?;
        let at = line + indent;
        let is_dash = bytes[at] == b'-' && matches!(bytes.get(at + 1), Some(b' ' | b'\n'));
        match column {
            _ if matches!(bytes[at], b'\n' | b'#') => {}
            Some(column) if indent > column => {}
            None if is_dash => {
                column = Some(indent);
                dashes.push(at);
            }
            Some(column) if is_dash && indent == column => dashes.push(at),
            // Nothing but a key of the document may stand here.
            Some(_) if bytes[line].is_ascii_alphanumeric() => return Some((dashes, line)),
            _ => return None,
        }
        line = at + memchr(b'\n', &bytes[at..])? + 1;
    }
    Some((dashes, line))
}

/// The document without what stands from the line of the first dash to `end`: the map, with an empty list at `key`.
fn frame(text: &str, key: &str, (start, first): (usize, usize), end: usize) -> Option<Node> {
    let mut repeated = Vec::new();
    let mut part = |range: std::ops::Range<usize>| {
        let begin = range.start;
        let root = parse_part(text, range, 0, &mut repeated).ok()??;
        let at = root.span.start as usize;
        let is_block = root.style == Style::Block && (at == begin || text[..at].ends_with('\n'));
        is_block.then_some(root)
    };
    let is_directive = |line: &str| line.starts_with('%');
    let mut root = part(0..start).filter(|_| !text[..start].lines().any(is_directive))?;
    let tail = if end < text.len() { Some(part(end..text.len())?) } else { None };
    let map = root.as_map_mut()?;
    let list = map.entries.last_mut().filter(|entry| entry.key == key)?;
    let null = &list.value;
    if !null.is_null() || null.span.start != null.span.end || null.outer != null.span.start {
        return None;
    }
    let span = Span::new(first, end);
    list.value = Node { value: Value::Seq(Shared::default()), span, outer: span.start, style: Style::Block };
    if let Some(tail) = tail {
        let Value::Map(tail) = tail.value else { return None };
        if tail.entries.iter().any(|entry| map.contains(&entry.key)) {
            return None;
        }
        map.entries.extend(tail.entries);
    }
    let is_own = map.entries.iter().all(|entry| entry.source == Source::Own);
    (is_own && repeated.is_empty() && !(may_refer(text) && refers(&root))).then_some(root)
}

/// Whether there may be anchors that are referred to.
pub(crate) fn may_refer(text: &str) -> bool {
    memchr(b'&', text.as_bytes()).is_some() && memchr(b'*', text.as_bytes()).is_some()
}

/// Whether an alias or a merge key stands for something that is written elsewhere.
pub(crate) fn refers(node: &Node) -> bool {
    match &node.value {
        _ if node.style == Style::Alias => true,
        Value::Map(map) => map.entries.iter().any(|e| e.source == Source::Merged || refers(&e.value)),
        Value::Seq(items) => items.iter().any(refers),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{parse, parse_noting};
    use proptest::prelude::*;

    /// Holds the items of a text to what is read of the whole; whether they can all be read by themselves.
    fn hold(text: &str) -> bool {
        let Some(items) = Items::of(text, "items") else { return false };
        let mut repeated = Vec::new();
        let apart: Option<Vec<Node>> =
            (0..items.count()).map(|index| items.read(index, &mut repeated)).collect();
        let Some(apart) = apart else { return false };
        let mut all_repeated = Vec::new();
        let root = parse_noting(text, &mut all_repeated);
        let root = root.unwrap_or_else(|error| panic!("{error}\n{text}")).expect("there is a document");
        let list = root.get("items").and_then(Node::as_seq).expect("there are items");
        // The same in every respect: spans and styles too.
        assert_eq!(format!("{apart:?}"), format!("{list:?}"), "{text}");
        assert_eq!(repeated, all_repeated, "{text}");
        let mut framed = root.clone();
        framed.get_mut("items").and_then(Node::as_seq_mut).expect("it is a list").clear();
        let (frame, framed) = (items.frame(), &framed);
        assert_eq!(frame, framed, "{text}");
        let keys = |node: &Node| -> Vec<(String, Span)> {
            node.as_map()
                .into_iter()
                .flat_map(|map| &map.entries)
                .map(|e| (e.key.to_string(), e.key_span))
                .collect()
        };
        assert_eq!(keys(frame), keys(framed), "{text}");
        let starts = items.dashes.iter().map(|dash| text[..*dash].rfind('\n'));
        assert!(
            starts
                .zip(0..)
                .all(|(start, index)| index == 0 || start.map(|at| at + 1) == Some(items.end(index - 1)))
        );
        true
    }

    const HEADS: [&str; 9] = [
        "apiVersion: v1\n",
        "---\napiVersion: v1\n",
        "--- # a\n# b\n\n",
        "",
        "a: |\n  items:\n\n",
        "a: 'b\n\n  c'\nd: [e,\n f]\n",
        "a: &b c\n",
        "? a\n: b\n",
        "%YAML 1.1\n---\n",
    ];
    const LIST: [&str; 8] = [
        "items:\n",
        "items: # of two\n\n# a\n",
        "items:   \n  # a\n",
        "items: &a\n",
        "items: ~\n",
        "items: []\n",
        "\"items\":\n",
        "items:\n\t\n",
    ];
    const ITEMS: [&str; 22] = [
        "- a: b\n  c: d\n",
        "- a\n",
        "-\n",
        "-   a: b   # c\n\n    d:\n    - e\n    - f\n# g\n",
        "- - a\n  - b: c\n",
        "-\n  a: b\n  # c\n",
        "- |\n  - a\n\n- >+\n  b\n\n\n",
        "- a: |2-\n     b\n  c: >\n   - d\n",
        "- a: \"b\n- c\n\"\n",
        "- a: 'b\nkind: c'\n",
        "- [a,\nb: c,\n- d]\n",
        "- {a: b,\n  c: [d]}\n",
        "- a: &x b\n  c: d\n",
        "- a: *x\n",
        "- <<: {a: b}\n  a: c\n",
        "- a: b\n  a: c\n",
        "- a b\n  c d\n",
        "- a: b\n c: d\n",
        "-\ta: b\n",
        "- ? a\n  : b\n",
        "- !!str a: 0x1F\n  b: .inf\n",
        "# a\n  # b\n\n",
    ];
    const TAILS: [&str; 10] = [
        "",
        "kind: List\n",
        "# a\nkind: List # b\nmetadata:\n  resourceVersion: \"\"\n",
        "items:\n- a\n",
        "kind: &x List\n",
        ": a\n",
        "...\n",
        "a\nb: c\n",
        "? a\n",
        "<<: {a: b}\n",
    ];

    fn indented(item: &str, by: usize) -> String {
        item.split_inclusive('\n').map(|line| format!("{}{line}", " ".repeat(by))).collect()
    }

    #[test]
    fn lists_as_tools_print_them_are_read_item_by_item() {
        for head in &HEADS[..6] {
            for list in &LIST[..3] {
                for tail in &TAILS[..3] {
                    for by in [0, 2] {
                        let items: String = ITEMS[..8].iter().map(|item| indented(item, by)).collect();
                        let text = format!("{head}{list}{items}{tail}");
                        assert!(hold(&text), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_has_to_be_read_as_a_whole_is_left() {
        let plain =
            |head: &str, list: &str, item: &str, tail: &str| format!("{head}{list}- a: b\n{item}- c\n{tail}");
        let (head, list, tail) = (HEADS[0], LIST[0], TAILS[1]);
        assert!(hold(&plain(head, list, "", tail)));
        let heads = HEADS[8..].iter().map(|head| plain(head, list, "", tail));
        let lists = LIST[3..].iter().map(|list| plain(head, list, "", tail));
        let items = [8, 9, 10, 17, 18].map(|index| plain(head, list, ITEMS[index], tail));
        let aliased = [plain(head, list, &ITEMS[12..14].concat(), tail)];
        let tails =
            TAILS[3..].iter().filter(|tail| !tail.contains('&')).map(|tail| plain(head, list, "", tail));
        let others = [
            "",
            "items:\n",
            "items:\n- a",
            "items:\r\n- a\r\n",
            "a:\n  items:\n  - b\n",
            "\u{feff}items:\n- a\n",
        ];
        let others = others.map(str::to_owned);
        for text in heads.chain(lists).chain(items).chain(aliased).chain(tails).chain(others) {
            assert!(!hold(&text), "{text}");
        }
    }

    #[test]
    fn an_item_nests_no_deeper_than_in_the_whole() {
        for depth in 250..260 {
            let item = format!("- {}{}\n", "[".repeat(depth), "]".repeat(depth));
            let text = format!("items:\n{item}{item}");
            assert_eq!(hold(&text), parse(&text).is_ok(), "{depth}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn items_that_can_be_read_by_themselves_are_those_of_the_whole(
            head in 0..HEADS.len(),
            list in 0..LIST.len(),
            items in proptest::collection::vec(0..ITEMS.len(), 1..5),
            tail in 0..TAILS.len(),
            by in prop::sample::select(vec![0_usize, 1, 2, 4]),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..18_usize, any::<bool>()), 0..3),
        ) {
            let items: String = items.iter().map(|index| indented(ITEMS[*index], by)).collect();
            let mut text = format!("{}{}{items}{}", HEADS[head], LIST[list], TAILS[tail]);
            for (at, what, takes) in changes {
                let places: Vec<usize> = (0..text.len()).filter(|at| text.is_char_boundary(*at)).collect();
                let at = *at.get(&places);
                let put = ["\n", " ", "  ", "-", "- ", ":", ": ", "#", " #", "\"", "'", "[", "}", "&x ", "*x", "\t", "|", "%"][what];
                if takes { text.replace_range(at..=at, put) } else { text.insert_str(at, put) }
            }
            hold(&text);
        }
    }
}
