//! GitHub's workflow commands: a line for each finding, which the log of a job shows as an annotation of the line in the file.

use super::record::Finding;
use crate::terminal;

/// The command for a finding.
pub(super) fn command(finding: &Finding) -> String {
    let name = finding.level.word();
    let mut properties = Vec::new();
    let mut property = |name: &str, value: &str| properties.push(format!("{name}={}", in_property(value)));
    // Without a file, an annotation is of the workflow.
    let mut outside = None;
    if let Some(at) = &finding.at {
        match at.path() {
            Some(path) => {
                property("file", &path);
                if at.line > 0 {
                    property("line", &at.line.to_string());
                }
                if at.column > 0 {
                    property("col", &at.column.to_string());
                    property("endColumn", &(at.column + at.width).to_string());
                }
            }
            None if at.line > 0 => outside = Some(format!("{}:{}: ", at.file, at.line)),
            None => {}
        }
    }
    property("title", &format!("kube-inject: {}", finding.code));
    let words = format!("{}{}", outside.unwrap_or_default(), finding.all_words());
    format!("::{name} {}::{}", properties.join(","), in_message(&words))
}

/// Text as a command's message: what would end it is escaped as the runner reads it (actions/runner: ActionCommand).
fn in_message(text: &str) -> String {
    terminal::lines(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text as the value of a property.
fn in_property(text: &str) -> String {
    in_message(&terminal::line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::report::Level;
    use kube_inject::code;
    use kube_yaml::{Error, Span};

    #[test]
    fn what_would_end_a_command_is_escaped() {
        let error = Error::new(code::ANNOTATION, "100%\n::error::no")
            .object("Pod a,b")
            .help("first\nsecond")
            .at(Span::new(3, 5))
            .in_text("./a,b:c.yaml", 7, "x: yz\n");
        assert_eq!(
            command(&Finding::of(Level::Error, &error)),
            "::error file=a%2Cb%3Ac.yaml,line=7,col=4,endColumn=6,title=kube-inject%3A E0403::Pod a,b: 100%25%0A\u{fffd}:error::no%0Ahelp: first%0Asecond"
        );
    }

    #[test]
    fn finding_without_a_file_is_of_the_workflow() {
        let error = Error::new(code::IO, "no");
        let told = command(&Finding::of(Level::Warning, &error));
        assert_eq!(told, "::warning title=kube-inject%3A E0608::no");
        let piped = error.at(Span::new(0, 1)).in_text("-", 2, "x");
        assert!(command(&Finding::of(Level::Error, &piped)).ends_with("::-:2: no"));
    }
}
