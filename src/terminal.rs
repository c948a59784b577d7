//! Text of strangers as a terminal or a log may show it.

/// The text in one line, without characters that move the cursor, change the terminal's state, reverse the order of what follows or
/// hide: a manifest's name can neither forge a line of output nor look like another name.
pub(crate) fn line(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c {
            '\n' => ['\\', 'n'].map(Some),
            '\r' => ['\\', 'r'].map(Some),
            c => [Some(shown(c)), None],
        })
        .flatten()
        .collect()
}

/// The same, but for line feeds, which stay: for texts of our own with something of a stranger's in them.
pub(crate) fn lines(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { c } else { shown(c) }).collect()
}

fn shown(c: char) -> char {
    let steers = matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if c != '\t' && (c.is_control() || steers) { '\u{fffd}' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_make_lines_or_steer_a_terminal() {
        assert_eq!(line("web\n::error::x\r"), "web\\n::error::x\\r");
        assert_eq!(line("a\u{1b}[2J\u{202e}b\u{200b}\tc"), "a\u{fffd}[2J\u{fffd}b\u{fffd}\tc");
        assert_eq!(lines("a\nb\u{9b}"), "a\nb\u{fffd}");
    }
}
