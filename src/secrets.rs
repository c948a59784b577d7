//! What of a text must not be shown in messages and diffs: what Secrets hold, and values of files that nobody knows.

use crate::kinds::ITEMS;
use kube_yaml as yaml;
use kube_yaml::split;
use kube_yaml::{Error, Items, LineIndex, Location, Node, Span, Value};
use std::ops::Range;
use std::sync::OnceLock;

/// The parts of a Secret that hold its data; `kubectl apply` repeats them in an annotation.
const DATA: [&[&str]; 3] = [&["data"], &["stringData"], &["metadata", "annotations"]];

/// What stands for a value that is not shown.
const HIDDEN: &str = "…";

/// The byte ranges of a text of manifests that hold the data of Secrets. A text with a Secret that cannot be read is hidden as a whole.
#[must_use]
pub fn ranges(text: &str) -> Vec<Range<usize>> {
    if !mentions_secret(text) {
        return Vec::new();
    }
    if let Some(found) = in_items(text) {
        return found;
    }
    let mut found = Vec::new();
    match yaml::parse(text) {
        Ok(tree) => tree.iter().for_each(|root| add(root, &mut found)),
        Err(_) => found.push(0..text.len()),
    }
    found
}

/// The same of a List whose objects can be read one by one.
fn in_items(text: &str) -> Option<Vec<Range<usize>>> {
    let items = Items::of(text, ITEMS)?;
    let mut found = Vec::new();
    add(items.frame(), &mut found);
    for index in 0..items.count() {
        add(&items.read(index, &mut Vec::new())?, &mut found);
    }
    Some(found)
}

/// Adds where a tree holds the data of Secrets.
fn add(root: &Node, found: &mut Vec<Range<usize>>) {
    let mut left = vec![root];
    while let Some(node) = left.pop() {
        if node.str_at("kind") == Some("Secret") {
            let data = DATA.iter().filter_map(|path| node.at(path)).filter(|data| data.span.is_some());
            found.extend(data.map(|data| data.span.range()));
        }
        match &node.value {
            Value::Map(map) => left.extend(map.iter().map(|(_, value)| value)),
            Value::Seq(items) => left.extend(items),
            _ => {}
        }
    }
}

/// A text of manifests in which places are looked up, and no data of its Secrets is shown.
#[derive(Debug)]
pub(crate) struct Shown<'t> {
    lines: LineIndex<'t>,
    hidden: OnceLock<Vec<Range<usize>>>,
}

impl<'t> Shown<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Shown { lines: LineIndex::new(text), hidden: OnceLock::new() }
    }

    pub(crate) fn text(&self) -> &'t str {
        self.lines.text()
    }

    /// How many lines are in front of a byte.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.lines.line(at)
    }

    /// Where a part of the text is.
    pub(crate) fn location(&self, file: &str, first_line: usize, span: Span) -> Location {
        self.lines.location(file, first_line, span)
    }

    /// The error with its place in the text, which begins at `first_line` of `file`, and no data of a Secret.
    pub(crate) fn place(&self, error: Error, file: &str, first_line: usize) -> Error {
        // What has a place in another text is for whoever placed it.
        let span = error.span().filter(|_| error.location().is_none());
        let placed = error.in_lines(file, first_line, &self.lines);
        match span.is_some_and(|span| self.is_hidden(span)) {
            true => without_values(placed),
            false => placed,
        }
    }

    /// Whether a line that a part of the text begins on has data of a Secret.
    fn is_hidden(&self, span: Span) -> bool {
        let text = self.text();
        let at = span.range().start.min(text.len());
        let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end);
        let hidden = self.hidden.get_or_init(|| ranges(text));
        hidden.iter().any(|range| range.start <= end && start < range.end)
    }
}

/// The error with its place in a text of manifests that begins at `first_line` of `file`, and no data of a Secret.
#[must_use]
pub fn place(error: Error, file: &str, first_line: usize, text: &str) -> Error {
    Shown::new(text).place(error, file, first_line)
}

/// The error with the key of its line alone for an excerpt, and nothing of the text in its words.
#[must_use]
pub fn without_values(error: Error) -> Error {
    let cause = unquoted(error.cause());
    let error = error.reworded(cause);
    let Some(at) = error.location().filter(|at| !at.excerpt.is_empty()).cloned() else { return error };
    let key = key_part(&at.excerpt).chars().count();
    let (column, width) = match at.column <= key {
        true => (at.column, at.width.min(key + 1 - at.column)),
        false => (key + 1 + usize::from(key > 0), 1),
    };
    error.moved_to(Location { excerpt: line_without_values(&at.excerpt), column, width, ..at })
}

/// A line without its value: its key if it has one.
#[must_use]
pub fn line_without_values(line: &str) -> String {
    match key_part(line) {
        "" => HIDDEN.to_owned(),
        key => format!("{key} {HIDDEN}"),
    }
}

/// The top-level keys of all documents of a text; of one that cannot be read, the keys of its least indented lines.
#[must_use]
pub fn keys(text: &str) -> Vec<String> {
    let documents = split::documents(text.as_bytes()).flatten();
    documents.flat_map(|document| keys_of(document.text().unwrap_or_default())).collect()
}

fn keys_of(text: &str) -> Vec<String> {
    if let Ok(tree) = yaml::parse(text) {
        let map = tree.as_ref().and_then(Node::as_map);
        return map.into_iter().flat_map(|map| map.iter()).map(|(key, _)| key.to_owned()).collect();
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = text.lines().map(key_part).filter(|key| !key.is_empty()).collect();
    let least = lines.iter().map(|line| indent(line)).min();
    let name = |line: &str| line.trim_matches(|c: char| c.is_whitespace() || "-:\"'".contains(c)).to_owned();
    lines.into_iter().filter(|line| Some(indent(line)) == least).map(name).collect()
}

/// Whether a Secret may be among the objects.
fn mentions_secret(text: &str) -> bool {
    let mut words = text.match_indices("Secret").map(|(at, word)| at + word.len());
    text.contains("kind")
        && words.any(|end| !text[end..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

/// A line up to the colon behind its key; empty if it does not begin with one.
fn key_part(line: &str) -> &str {
    let mut at = line.len() - line.trim_start().len();
    while line[at..].starts_with("- ") {
        at += line[at..].len() - line[at + 1..].trim_start().len();
    }
    let word = |c: char| c.is_alphanumeric() || "_-./$\"'".contains(c);
    let end = line[at..].find(|c| !word(c)).map_or(line.len(), |end| at + end);
    let rest = &line[end..];
    let is_key = end > at && (rest == ":" || rest.starts_with(": ") || rest.starts_with(":\t"));
    if is_key { &line[..=end] } else { "" }
}

/// Words without what they quote of a text; signs such as `','` say what is expected there, and stay.
fn unquoted(words: &str) -> String {
    let mut shown = String::new();
    let mut rest = words;
    while let Some(start) = rest.find(['"', '\'']) {
        let (before, quoted) = rest.split_at(start);
        let end = if before.ends_with(char::is_alphanumeric) { None } else { closing_quote(quoted) };
        let end = end.unwrap_or(0);
        shown.push_str(before);
        match quoted[..end].contains(char::is_alphanumeric) {
            true => shown.extend([&quoted[..1], HIDDEN, &quoted[..1]]),
            false => shown.push_str(&quoted[..=end]),
        }
        rest = &quoted[end + 1..];
    }
    shown.push_str(rest);
    shown
}

/// Where the quote ends that a text begins with.
fn closing_quote(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == quote && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map(|(end, _)| end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::Span;

    const SECRET: &str =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: hunter2\n";

    fn shown(text: &str, at: &str) -> String {
        let start = text.find(at).unwrap();
        let span = Span::new(start, start + at.len());
        let error = place(Error::new(kube_yaml::code::SYNTAX, format!("no {at:?}")).at(span), "f", 5, text);
        let at = error.location().unwrap();
        format!("{}:{}:{}: {} {}", at.line, at.column, at.width, error.cause(), at.excerpt)
    }

    #[test]
    fn data_of_a_secret_is_hidden_and_its_keys_are_not() {
        assert_eq!(shown(SECRET, "hunter2"), "9:13:1: no \"…\"   password: …");
        assert_eq!(shown(SECRET, "password"), "9:3:8: no \"…\"   password: …");
        assert_eq!(shown(SECRET, "name"), "7:12:4: no \"name\" metadata: {name: s}");
        let list = format!("kind: List\nitems:\n- {}", SECRET.trim_end().replace('\n', "\n  "));
        assert_eq!(shown(&list, "hunter2"), "11:15:1: no \"…\"     password: …");
    }

    #[test]
    fn data_is_found_object_by_object_where_the_whole_has_it() {
        let item = format!("- {}\n", SECRET.trim_end().replace('\n', "\n  "));
        let list = format!(
            "apiVersion: v1\nitems:\n{item}- kind: List\n  items: [{{kind: Secret, data: {{a: b}}}}]\n{item}kind: List\n"
        );
        let mut whole = Vec::new();
        add(&yaml::parse(&list).unwrap().unwrap(), &mut whole);
        let mut apart = in_items(&list).unwrap();
        apart.sort_by_key(|range| range.start);
        whole.sort_by_key(|range| range.start);
        assert_eq!((apart.len(), apart), (3, whole));
        // A quoted string with a dash at the beginning of a line is read as a whole.
        assert_eq!(in_items(&list.replace("hunter2", "\"hunter\n- 2\"")), None);
    }

    #[test]
    fn data_of_a_secret_is_hidden_where_it_cannot_be_read() {
        for secret in [
            SECRET.replace("hunter2", "\"hunter2"),
            SECRET.replace("hunter2", "*hunter2"),
            SECRET.replace("  password", "\tpassword"),
        ] {
            let error = place(yaml::parse(&secret).unwrap_err(), "f", 1, &secret);
            let told = format!("{error} {:?}", error.location());
            assert!(!told.contains("hunter2"), "{told}");
        }
        let json = r#"{"kind": "Secret", "data": {"a": "hunter2"}, ]"#;
        assert_eq!(ranges(json).first(), Some(&(0..json.len())));
    }

    #[test]
    fn other_kinds_hide_nothing() {
        for text in ["kind: SecretStore\ndata: {a: b}\n", "kind: ConfigMap\ndata: {Secret: b}\n"] {
            assert!(ranges(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn keys_are_those_of_the_top() {
        assert_eq!(keys("a: {b: c}\n---\nd: 1\n"), ["a", "d"]);
        assert_eq!(keys("  \"a\": {\n    \"b\": [\n  \"c\": 1\n"), ["a", "c"]);
        assert_eq!(keys("PASSWORD=hunter2\n"), [""; 0]);
    }

    #[test]
    fn lines_keep_their_key() {
        for (line, shown) in [
            ("  - name: x", "  - name: …"),
            ("\"a\": {\"b\": 1}", "\"a\": …"),
            ("root:x:0:0", "…"),
            ("PASSWORD=hunter2", "…"),
            ("a:", "a: …"),
        ] {
            assert_eq!(line_without_values(line), shown);
        }
        assert_eq!(unquoted("no \"a\\\" b\", isn't 'c'"), "no \"…\", isn't '…'");
        assert_eq!(unquoted("expected ',' or ']'"), "expected ',' or ']'");
    }
}
