//! Messages as people read them: an error with the line it is in, the place marked, and what would help.

use crate::terminal;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use kube_yaml::{Error, Location};

/// So many errors more than are shown.
pub(super) fn more_errors(count: usize) -> String {
    let more = Level::ERROR.primary_title(format!("{count} more errors"));
    Renderer::styled().render(&[Group::with_title(more)])
}

/// The error with the line it is in and what would help.
pub(super) fn rendered(level: &Level<'_>, error: &Error) -> String {
    let title = level.clone().primary_title(terminal::line(&error.to_string()));
    let mut group = Group::with_title(title.id(error.code().word()));
    if let Some(at) = error.location().filter(|at| at.line > 0 && at.width > 0) {
        let at = Location { excerpt: terminal::excerpt(&at.excerpt), ..at.clone() };
        let mark = AnnotationKind::Primary.span(at.marked());
        group = group.element(Snippet::source(at.excerpt).line_start(at.line).annotation(mark));
    }
    if let Some(help) = error.help_text() {
        group = group.element(Level::HELP.message(terminal::lines(help)));
    }
    Renderer::styled().render(&[group])
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_inject::code;
    use kube_yaml::Span;

    fn plain(error: &Error) -> String {
        anstream::adapter::strip_str(&rendered(&Level::ERROR, error)).to_string()
    }

    #[test]
    fn error_shows_line_mark_and_help() {
        let text = "        ports: \"80,x\"\n";
        let error = Error::new(code::ANNOTATION, "annotation ports: \"80,x\": x is not a port")
            .at(Span::new(15, 21))
            .object("Deployment prod/web")
            .help("a comma separated list")
            .in_text("apps.yaml", 14, text);
        assert_eq!(
            plain(&error),
            "error[E0403]: apps.yaml:14:16: Deployment prod/web: annotation ports: \"80,x\": x is not a port\n\
             \u{20}  |\n\
             14 |         ports: \"80,x\"\n\
             \u{20}  |                ^^^^^^\n\
             \u{20}  |\n\
             \u{20}  = help: a comma separated list"
        );
    }

    #[test]
    fn error_without_place_has_no_excerpt() {
        let error = Error::new(code::IO, "no").help("first\nsecond");
        assert_eq!(plain(&error), "error[E0608]: no\n |\n = help: first\n         second");
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let text = format!("{}bad{}", "x".repeat(1000), "y".repeat(1000));
        let shown = plain(&Error::new(code::IO, "no").at(Span::new(1000, 1003)).in_text("f", 1, &text));
        let lines: Vec<&str> = shown.lines().collect();
        let mark = lines[3].find('^').unwrap();
        let under: String = lines[2].chars().skip(mark).take(3).collect();
        assert_eq!(under, "bad");
        assert!(lines[2].chars().count() < 200);
    }

    #[test]
    fn mark_stands_below_wide_characters() {
        let shown = plain(&Error::new(code::IO, "no").at(Span::new(6, 7)).in_text("f", 1, "本語x"));
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!((lines[2], lines[3]), ("1 | 本語x", "  |     ^"));
    }

    #[test]
    fn terminal_escapes_in_input_are_not_printed() {
        let shown =
            plain(&Error::new(code::ANNOTATION, "no \u{1b}[2J\n::error::").at(Span::new(0, 1)).in_text(
                "f",
                1,
                "\u{1b}[2Jx\u{202e}",
            ));
        assert!(!shown.contains(['\u{1b}', '\u{202e}']) && !shown.contains("\n::"), "{shown:?}");
    }

    #[test]
    fn mark_outside_the_line_does_not_panic() {
        let at = Location { excerpt: "x".into(), ..Location::default() };
        let at = Location { file: "f".into(), line: 1, column: 900, width: 50, ..at };
        assert!(plain(&Error::new(code::IO, "no").moved_to(at)).contains('^'));
    }
}
