//! Which line of a template in Jinja wrote what: a rendering of the same templates with a mark at the beginning of their lines.

/// What stands around a mark's template and line: characters for private use, which no manifest has.
const OPEN: char = '\u{F0000}';
const CLOSE: char = '\u{F0001}';

/// A line of one of several templates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Line {
    /// Which template, counted from 0.
    pub(super) template: usize,
    /// Which line of its text, counted from 1.
    pub(super) number: usize,
}

/// The text with a mark at the beginning of each line that writes something, behind its indentation.
///
/// Lines that begin inside a tag or with one that trims are left alone, for a mark would change what is around it.
pub(super) fn marked(text: &str, template: usize) -> String {
    let mut marked = String::with_capacity(text.len() * 2);
    let mut inside: Option<&str> = None;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let content = line.trim_start();
        let trims = ["{%", "{#", "{{-"].iter().any(|tag| content.starts_with(tag));
        let (indentation, rest) = line.split_at(line.len() - content.len());
        marked.push_str(indentation);
        if inside.is_none() && !trims && !content.is_empty() {
            marked.push_str(&format!("{OPEN}{template}:{}{CLOSE}", index + 1));
        }
        marked.push_str(rest);
        inside = after(rest, inside);
    }
    marked
}

/// The end of the tag that is still open behind `line`, which begins inside the tag that ends with `inside`.
fn after<'t>(mut line: &str, mut inside: Option<&'t str>) -> Option<&'t str> {
    loop {
        match inside {
            Some(end) => match line.split_once(end) {
                Some((_, rest)) => (line, inside) = (rest, None),
                None => return inside,
            },
            None => {
                let opens = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];
                let first = opens.iter().filter_map(|(open, end)| Some((line.find(open)?, *end))).min();
                match first {
                    Some((at, end)) => (line, inside) = (&line[at + 2..], Some(end)),
                    None => return None,
                }
            }
        }
    }
}

/// The line that wrote the byte `at` of `rendered`, told by the `marked` rendering; `None` when the marks changed what was
/// rendered, or nothing is marked before it.
pub(super) fn line_at(marked: &str, rendered: &str, at: usize) -> Option<Line> {
    let mut plain = String::with_capacity(rendered.len());
    let mut found = None;
    let mut rest = marked;
    while let Some((before, behind)) = rest.split_once(OPEN) {
        plain.push_str(before);
        let (mark, behind) = behind.split_once(CLOSE)?;
        let (template, number) = mark.split_once(':')?;
        if plain.len() <= at {
            found = Some(Line { template: template.parse().ok()?, number: number.parse().ok()? });
        }
        rest = behind;
    }
    plain.push_str(rest);
    found.filter(|_| plain == rendered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_where_a_line_writes() {
        let text = "a: 1\n  {% if x %}\n  b: {{ {\n  'c': 1 } }}\n\n{{- d }}\n{{ e }}\n";
        let shown = marked(text, 2).replace(OPEN, "<").replace(CLOSE, ">");
        assert_eq!(
            shown,
            "<2:1>a: 1\n  {% if x %}\n  <2:3>b: {{ {\n  'c': 1 } }}\n\n{{- d }}\n<2:7>{{ e }}\n"
        );
    }

    #[test]
    fn last_mark_before_a_byte_is_its_line() {
        let marked = marked("ab\ncd\n", 1);
        assert_eq!(line_at(&marked, "ab\ncd\n", 1), Some(Line { template: 1, number: 1 }));
        assert_eq!(line_at(&marked, "ab\ncd\n", 4), Some(Line { template: 1, number: 2 }));
        assert_eq!(line_at(&marked, "ab\n", 1), None, "something else was rendered");
    }
}
