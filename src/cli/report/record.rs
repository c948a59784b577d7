//! What reports are made of that are written at the end: every object, and every finding with its place.

use kube_inject::{ErrorCode, ObjectReport};
use kube_yaml::{Error, Location};
use std::fmt;

/// What a run looks for, so that what it finds is a failure of what it looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Examines {
    /// It writes something, and examines nothing.
    #[default]
    Nothing,
    /// It checks whether objects are as they would be written.
    Objects,
    /// It checks the configuration.
    Configuration,
}

/// What has been told.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) examines: Examines,
    pub(super) objects: Vec<ObjectReport>,
    pub(super) findings: Vec<Finding>,
    pub(super) exit_code: u8,
}

/// What a check finds in objects.
const CHECKED: [ErrorCode; 4] = [
    ErrorCode::new("not-injected", "an object has no sidecar and would get one"),
    ErrorCode::new("outdated", "an object has another sidecar than the configuration would inject"),
    ErrorCode::new("still-injected", "an object has a sidecar that uninject would take out"),
    ErrorCode::new("would-change", "an object would be written otherwise"),
];

/// How bad something is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Level {
    Error,
    Warning,
}

/// Something that is wrong, deserves a word, or that a check finds.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) level: Level,
    /// The code of an error or warning, or the word for what a check finds.
    pub(super) code: ErrorCode,
    /// What it is, without place and object.
    pub(super) cause: String,
    /// What would help.
    pub(super) help: Option<String>,
    /// The object as messages name it.
    pub(super) object: Option<String>,
    /// The file and line of the object, where the finding is elsewhere.
    pub(super) input: Option<(String, usize)>,
    /// The place, without the text that is there.
    pub(super) at: Option<At>,
    /// The line that it is in: what is in front of the place, there, and behind it.
    pub(super) excerpt: Option<[String; 3]>,
    /// Whether it is what a check looks for.
    pub(super) checked: bool,
}

/// A place in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct At {
    /// The file as it was named.
    pub(super) file: String,
    /// The line, from 1; 0 where none is known.
    pub(super) line: usize,
    /// The column in characters, from 1; 0 where none is known.
    pub(super) column: usize,
    /// How many characters it is about.
    pub(super) width: usize,
}

impl Record {
    /// The record of a run that examines something.
    pub(super) fn of(examines: Examines) -> Self {
        Record { examines, ..Record::default() }
    }

    /// Whether the run could not do what it was asked for.
    pub(super) fn failed(&self) -> bool {
        self.exit_code > 1
    }
}

impl Level {
    /// The word for it, in all reports.
    pub(super) fn word(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
        }
    }
}

impl Finding {
    /// An error or a warning.
    pub(super) fn of(level: Level, error: &Error) -> Self {
        Finding {
            level,
            code: error.code(),
            cause: error.cause().to_owned(),
            help: error.help_text().map(str::to_owned),
            object: error.object_name().map(str::to_owned),
            input: error.input_place().map(|(file, line)| (file.to_owned(), line)),
            at: error.location().map(At::of),
            excerpt: error.location().and_then(excerpt),
            checked: false,
        }
    }

    /// What a check finds in an object; `None` where that is nothing.
    pub(super) fn of_object(object: &ObjectReport) -> Option<Self> {
        let (word, cause) = object.finding()?;
        let code = CHECKED.into_iter().find(|code| code.word() == word)?;
        let at = At { file: object.file.clone(), line: object.line, column: 0, width: 0 };
        Some(Finding {
            level: Level::Error,
            code,
            cause,
            help: None,
            object: Some(object.object()),
            input: None,
            at: Some(at),
            excerpt: None,
            checked: true,
        })
    }

    /// The object and the cause: `Deployment shop/web: not injected`.
    pub(super) fn words(&self) -> String {
        match (&self.object, &self.input) {
            (Some(object), Some((file, line))) => format!("{object} ({file}:{line}): {}", self.cause),
            (Some(object), None) => format!("{object}: {}", self.cause),
            (None, _) => self.cause.clone(),
        }
    }

    /// The same, and what would help.
    pub(super) fn all_words(&self) -> String {
        match &self.help {
            Some(help) => format!("{}\nhelp: {help}", self.words()),
            None => self.words(),
        }
    }

    /// The file of the object that it is about, as it was named.
    pub(super) fn file_of_object(&self) -> Option<&str> {
        match (&self.input, &self.at) {
            (Some((file, _)), _) => Some(file),
            (None, at) => at.as_ref().map(|at| at.file.as_str()),
        }
    }
}

impl At {
    fn of(at: &Location) -> Self {
        At { file: at.file.clone(), line: at.line, column: at.column, width: at.width }
    }

    /// The file for programs that know it by its path in the repository: with slashes, and nothing in front of the first name;
    /// `None` for standard input.
    pub(super) fn path(&self) -> Option<String> {
        path(&self.file)
    }
}

/// `FILE:LINE:COLUMN`, as far as it is known.
impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => write!(f, "{}", self.file),
            (line, 0) => write!(f, "{}:{line}", self.file),
            (line, column) => write!(f, "{}:{line}:{column}", self.file),
        }
    }
}

/// The line of a place, cut around it.
fn excerpt(at: &Location) -> Option<[String; 3]> {
    /// So many characters are kept in front of the place, and so many of it and behind it.
    const KEPT: [usize; 2] = [60, 100];
    if at.line == 0 || at.width == 0 {
        return None;
    }
    let marked = at.marked();
    let before = &at.excerpt[..marked.start];
    let cut = before.chars().count().saturating_sub(KEPT[0]);
    let most = |text: &str| text.chars().take(KEPT[1]).collect();
    Some([
        before.chars().skip(cut).collect(),
        most(&at.excerpt[marked.clone()]),
        most(&at.excerpt[marked.end..]),
    ])
}

/// A file as [`At::path`] has it.
pub(super) fn path(file: &str) -> Option<String> {
    if file == "-" {
        return None;
    }
    let file = if cfg!(windows) { file.replace('\\', "/") } else { file.to_owned() };
    let here = std::env::current_dir().unwrap_or_default();
    let below = std::path::Path::new(&file).strip_prefix(&here).ok().and_then(std::path::Path::to_str);
    let mut path = below.unwrap_or(&file);
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    Some(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_repository() {
        let here = std::env::current_dir().unwrap();
        let absolute = here.join("app/a.yaml").display().to_string();
        for (file, expected) in [
            ("./a.yaml", Some("a.yaml")),
            (".//./a.yaml", Some("a.yaml")),
            ("../a.yaml", Some("../a.yaml")),
            ("/elsewhere/a.yaml", Some("/elsewhere/a.yaml")),
            (absolute.as_str(), Some("app/a.yaml")),
            ("-", None),
        ] {
            assert_eq!(path(file).as_deref(), expected, "{file}");
        }
    }
}
