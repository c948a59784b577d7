//! Which comments stand directly above a node.

use kube_yaml::{Node, Value};

/// Where each key and scalar item of `wanted` that was written before stands, and where it stands in `got`, which says the
/// same.
pub(crate) fn pairs(wanted: &Node, got: &Node, found: &mut Vec<(usize, usize)>) {
    match (&wanted.value, &got.value) {
        (Value::Map(wanted), Value::Map(got)) => {
            for entry in wanted.entries.iter().filter(|entry| entry.key_span.is_some()) {
                let now = got.entries.iter().find(|now| now.key == entry.key);
                let Some(now) = now else { continue };
                found.push((entry.key_span.start as usize, now.key_span.start as usize));
                pairs(&entry.value, &now.value, found);
            }
        }
        (Value::Seq(wanted), Value::Seq(got)) => {
            for (item, now) in wanted.iter().zip(got).filter(|(item, _)| item.span.is_some()) {
                match item.value {
                    Value::Map(_) | Value::Seq(_) => pairs(item, now, found),
                    _ => found.push((item.outer as usize, now.outer as usize)),
                }
            }
        }
        _ => {}
    }
}

/// What begins the line of a node, and the comment directly above in the column that line begins in; none where another
/// node begins the line, or the comment is at the head of the document or may be YAML that is about what it follows.
pub(crate) fn above(text: &str, at: usize) -> Option<(String, Vec<String>)> {
    let before = text[..at].replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = before.split('\n').rev();
    let dashes = lines.next()?.trim_start_matches('\u{feff}');
    let column = dashes.len() - dashes.trim_start_matches(' ').len();
    if !dashes.trim_start_matches(' ').chars().all(|c| c == '-' || c == ' ') {
        return None;
    }
    let mut comment = Vec::new();
    let above = lines.find(|line| {
        let is_comment = line.trim_start_matches(' ').starts_with('#') && line.find('#') == Some(column);
        if is_comment {
            comment.push((*line).to_owned());
        }
        !is_comment
    });
    let head = above.is_none_or(|line| line.starts_with("---"));
    let is_yaml = |said: &str| said.starts_with("  ") || said.trim_start_matches(' ').starts_with("- ");
    let yaml = comment.iter().any(|line| is_yaml(&line[column + 1..]));
    (!head && !yaml).then(|| (dashes.to_owned(), comment))
}
