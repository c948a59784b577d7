//! Text of strangers as a terminal or a log may show it.
//!
//! Beside what steers terminals, some text at the beginning of a line or anywhere in it is a command to the machines that run jobs:
//! `::error::` to GitHub's, `##vso[` and `##[` to Azure's and GitHub's.

/// The text in one line, without characters that move the cursor, change the terminal's state, reverse the order of what follows or
/// hide, and without commands: a manifest's name can neither forge a line of output nor look like another name.
pub(crate) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(shown(c)),
        }
    }
    without_commands(&out)
}

/// No line of what people read is longer than this many characters, unless a word is.
const WIDTH: usize = 120;

/// A line without commands, broken between words where it is too long; what follows is indented further.
pub(crate) fn wrapped(text: &str) -> String {
    let text = line(text);
    if text.chars().count() <= WIDTH {
        return text;
    }
    let indent = text.len() - text.trim_start().len();
    let mut out = " ".repeat(indent);
    let mut width = indent;
    for (index, word) in text.trim_start().split(' ').enumerate() {
        let length = word.chars().count();
        if index > 0 && width + 1 + length > WIDTH {
            width = indent + 4;
            out.push('\n');
            out.push_str(&" ".repeat(width));
        } else if index > 0 {
            width += 1;
            out.push(' ');
        }
        width += length;
        out.push_str(word);
    }
    // What is a word of a line may be a command at the beginning of one.
    lines(&out)
}

/// The same, but for line feeds, which stay: for texts of our own with something of a stranger's in them.
pub(crate) fn lines(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A line of a file as part of a line of output: character for character, so that a mark below it stays below.
pub(crate) fn excerpt(text: &str) -> String {
    let shown: String = text.chars().map(shown).collect();
    without_brackets(&shown)
}

/// A JSON document with the same escaped in its strings, so that it means the same.
pub(crate) fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        match c {
            // Outside of strings there is none of these.
            '#' if before == '#' => out.push_str("\\u0023"),
            c if c != '\n' && shown(c) != c => {
                let mut units = [0; 2];
                c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            }
            c => out.push(c),
        }
        before = c;
    }
    out
}

fn shown(c: char) -> char {
    let steers = matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if c != '\t' && (c.is_control() || steers) { '\u{fffd}' } else { c }
}

fn without_commands(line: &str) -> String {
    let content = line.trim_start();
    match content.strip_prefix("::") {
        Some(rest) => without_brackets(&format!("{}\u{fffd}:{rest}", &line[..line.len() - content.len()])),
        None => without_brackets(line),
    }
}

/// Commands in brackets count wherever they stand.
fn without_brackets(line: &str) -> String {
    if line.contains("##") { line.replace("##", "#\u{fffd}") } else { line.to_owned() }
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

    #[test]
    fn long_lines_break_between_words() {
        let long = format!("  {}::error::x", "word ".repeat(23));
        let broken = wrapped(&long);
        assert!(broken.lines().all(|line| line.chars().count() <= WIDTH), "{broken}");
        assert!(broken.lines().skip(1).all(|line| line.starts_with("      \u{fffd}:error")), "{broken}");
        assert_eq!(wrapped("  short"), "  short");
        assert_eq!(wrapped(&"x".repeat(200)), "x".repeat(200));
    }

    #[test]
    fn names_cannot_command_the_machine_that_runs_a_job() {
        assert_eq!(line("::error::x"), "\u{fffd}:error::x");
        assert_eq!(lines("a\n  ::error::x\nb"), "a\n  \u{fffd}:error::x\nb");
        for command in ["##vso[task.setvariable]x", "a ##[error]x"] {
            assert!(!line(command).contains("##") && !excerpt(command).contains("##"), "{command}");
        }
        assert_eq!(excerpt("a\r##b").chars().count(), 5);
    }

    #[test]
    fn json_means_the_same_without_what_steers() {
        let value = serde_json::json!({"a": "##vso[x]###\u{202e}\u{9b}\n::error::\u{feff}é😀"});
        let written = json(&format!("{value:#}"));
        assert!(
            !written.contains("##") && !written.contains(['\u{202e}', '\u{9b}', '\u{feff}']),
            "{written}"
        );
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), value);
    }
}
