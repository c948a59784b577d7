//! Unified diffs as HTML: the part of each object, with colours for what YAML has.

use crate::terminal;
use std::fmt::Write as _;

/// Of a longer line, as the comment that takes an injection back is one, only the beginning is shown, in characters.
const SHOWN: usize = 300;

/// What of a file's diff is in one object.
#[derive(Default, Debug)]
pub(super) struct Part {
    /// The index of the object among those of the file.
    pub(super) object: usize,
    pub(super) added: usize,
    pub(super) removed: usize,
    /// The lines: runs of them in `ins`, `del` and `span`.
    pub(super) html: String,
}

/// Which lines a run has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Same,
    Added,
    Removed,
}

/// Lines of one hunk in one object.
struct Section {
    part: Part,
    run: Option<Kind>,
}

/// The parts of the diff of a file whose objects begin at the lines `starts`, which ascend. What is in front of all objects is with
/// the first.
pub(super) fn parts(diff: &str, starts: &[usize]) -> Vec<Part> {
    let object_at = |line: usize| starts.partition_point(|start| *start <= line).saturating_sub(1);
    let mut parts: Vec<Part> = Vec::new();
    let mut open: Option<Section> = None;
    let mut old = 0;
    // The names of both files are in front of the first hunk.
    let lines = diff.lines().skip_while(|line| !line.starts_with("@@ "));
    for line in lines {
        if let Some(range) = line.strip_prefix("@@ -") {
            open.take().into_iter().for_each(|section| section.end(&mut parts));
            old = range.split([',', ' ']).next().and_then(|number| number.parse().ok()).unwrap_or(0);
            open = Some(Section::new(object_at(old), old));
            continue;
        }
        let Some((kind, text)) = kind_of(line) else { continue };
        // What is added in front of an object belongs to the one before.
        if kind != Kind::Added && open.as_ref().is_some_and(|section| section.part.object != object_at(old)) {
            open.take().into_iter().for_each(|section| section.end(&mut parts));
        }
        open.get_or_insert_with(|| Section::new(object_at(old), old)).line(kind, text);
        old += usize::from(kind != Kind::Added);
    }
    open.into_iter().for_each(|section| section.end(&mut parts));
    parts
}

/// The diff of two texts, as one part; empty where nothing differs.
pub(super) fn of_texts(old: &str, new: &str) -> Part {
    let diff = similar::TextDiff::from_lines(old, new).unified_diff().to_string();
    parts(&diff, &[]).into_iter().next().unwrap_or_default()
}

fn kind_of(line: &str) -> Option<(Kind, &str)> {
    let kind = match line.as_bytes().first()? {
        b'+' => Kind::Added,
        b'-' => Kind::Removed,
        b' ' => Kind::Same,
        // That there is no line break at the end.
        _ => return None,
    };
    Some((kind, &line[1..]))
}

impl Section {
    fn new(object: usize, line: usize) -> Self {
        let html = format!("<span class=\"hunk\">line {line}</span>");
        Section { part: Part { object, html, ..Part::default() }, run: None }
    }

    fn line(&mut self, kind: Kind, text: &str) {
        if self.run == Some(kind) {
            self.part.html.push('\n');
        } else {
            self.close();
            self.part.html.push_str(kind.tags().0);
            self.run = Some(kind);
        }
        match kind {
            Kind::Added => self.part.added += 1,
            Kind::Removed => self.part.removed += 1,
            Kind::Same => {}
        }
        self.part.html.push_str(kind.sign());
        coloured(&mut self.part.html, text);
    }

    fn close(&mut self) {
        if let Some(run) = self.run.take() {
            self.part.html.push_str(run.tags().1);
        }
    }

    /// Adds the lines to those of the object, unless nothing changes in them.
    fn end(mut self, parts: &mut Vec<Part>) {
        self.close();
        let part = self.part;
        if part.added + part.removed == 0 {
            return;
        }
        match parts.last_mut().filter(|last| last.object == part.object) {
            Some(last) => {
                last.added += part.added;
                last.removed += part.removed;
                last.html.push_str(&part.html);
            }
            None => parts.push(part),
        }
    }
}

impl Kind {
    fn tags(self) -> (&'static str, &'static str) {
        match self {
            Kind::Same => ("<span>", "</span>"),
            Kind::Added => ("<ins>", "</ins>"),
            Kind::Removed => ("<del>", "</del>"),
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Kind::Same => "  ",
            Kind::Added => "+ ",
            Kind::Removed => "- ",
        }
    }
}

/// Writes a line of YAML: keys in `b`, values that are no plain words in `u`, comments in `i`.
fn coloured(html: &mut String, line: &str) {
    let (line, cut) = match line.char_indices().nth(SHOWN) {
        Some((end, _)) => (&line[..end], line.len() - end),
        None => (line, 0),
    };
    let line = terminal::line(line);
    let mut rest = line.trim_start();
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    let (indent, rest) = line.split_at(line.len() - rest.len());
    escape(html, indent);
    let (content, comment) = rest.split_at(comment_at(rest));
    let (key, value) = content.split_at(key_end(content));
    tagged(html, 'b', key);
    let blank = value.len() - value.trim_start_matches([':', ' ']).len();
    let (colon, value) = value.split_at(if key.is_empty() { 0 } else { blank });
    escape(html, colon);
    let is_special = value.starts_with(['"', '\'', '|', '>'])
        || is_number_or_so(value.trim_end_matches([' ', ',', '}', ']']));
    if is_special {
        tagged(html, 'u', value)
    } else {
        escape(html, value)
    }
    tagged(html, 'i', comment);
    if cut > 0 {
        let _ = write!(html, "<i>… {cut} more</i>");
    }
}

fn is_number_or_so(value: &str) -> bool {
    matches!(value, "true" | "false" | "null") || value.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Where the key ends that a line begins with; 0 if it begins with none.
fn key_end(content: &str) -> usize {
    let is_colon = |rest: &str| rest.starts_with(": ") || rest.trim_end() == ":";
    if let Some(quote) = content.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let end = content[1..].find(quote).map(|at| at + 2);
        return end.filter(|end| is_colon(&content[*end..])).unwrap_or(0);
    }
    let end = content.match_indices(':').map(|(at, _)| at).find(|at| is_colon(&content[*at..]));
    end.filter(|end| !content[..*end].contains([' ', ',', '{', '['])).unwrap_or(0)
}

/// Where a comment begins, as far as one line tells.
fn comment_at(line: &str) -> usize {
    if line.starts_with('#') {
        return 0;
    }
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') if before == ' ' => return at,
            (None, '"' | '\'') if matches!(before, ' ' | '[' | '{' | ',') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
        before = c;
    }
    line.len()
}

fn tagged(html: &mut String, tag: char, text: &str) {
    if !text.is_empty() {
        let _ = write!(html, "<{tag}>");
        escape(html, text);
        let _ = write!(html, "</{tag}>");
    }
}

fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(line: &str) -> String {
        let mut html = String::new();
        coloured(&mut html, line);
        html
    }

    #[test]
    fn keys_values_and_comments_have_colours() {
        for (line, expected) in [
            ("  - name: web", "  - <b>name</b>: web"),
            ("    args: # all", "    <b>args</b>: <i># all</i>"),
            ("    - --flag=a:b", "    - --flag=a:b"),
            ("- \"a: b # c\"", "- <u>\"a: b # c\"</u>"),
            ("  replicas: 3   # few", "  <b>replicas</b>: <u>3   </u><i># few</i>"),
            ("# <all>", "<i># &lt;all&gt;</i>"),
            ("  \"a\": 1,", "  <b>\"a\"</b>: <u>1,</u>"),
            ("  url: http://x#y", "  <b>url</b>: http://x#y"),
            ("---", "---"),
            ("", ""),
        ] {
            assert_eq!(html(line), expected, "{line}");
        }
        assert!(html(&"x".repeat(1000)).ends_with("<i>… 700 more</i>"));
        assert!(!html("a\u{202e}<script>").contains(['\u{202e}', '<']));
    }

    #[test]
    fn each_object_gets_what_changes_in_it() {
        let diff = "--- a/x\n+++ b/x\n@@ -1,6 +1,8 @@\n kind: A\n-b: 1\n+b: 2\n+c: 3\n ---\n kind: B\n+d: 4\n e: 5\n\\ No newline at end of file\n";
        let found: Vec<_> =
            parts(diff, &[1, 4]).into_iter().map(|part| (part.object, part.added, part.removed)).collect();
        assert_eq!(found, [(0, 2, 1), (1, 1, 0)]);
        let first = &parts(diff, &[1, 4])[0].html;
        assert!(
            first.contains(
                "<del>- <b>b</b>: <u>1</u></del><ins>+ <b>b</b>: <u>2</u>\n+ <b>c</b>: <u>3</u></ins>"
            ),
            "{first}"
        );
    }
}
