//! The catalogue of errors and warnings: what each code means, an example, and the way out.

use kube_inject::{Code, code};
use kube_schema::suggest::nearest;
use kube_yaml::Error;
use std::path::PathBuf;

/// The catalogue, a section for each code.
const TEXT: &str = include_str!("../../docs/errors.md");

/// The sections of the codes that are named, each with a line break at its end; `None` if files are named, or nothing.
///
/// # Errors
/// When something is spelled like a code of an error, and is neither one nor a file.
pub(super) fn sections(named: &[PathBuf]) -> Result<Option<Vec<&'static str>>, Error> {
    let mut found = Vec::new();
    for word in named {
        let word = word.to_str().unwrap_or_default();
        match section(word) {
            _ if std::path::Path::new(word).exists() => return Ok(None),
            Some(section) => found.push(section),
            None if looks_like_code(word) => return Err(unknown(word)),
            None => return Ok(None),
        }
    }
    Ok((!found.is_empty()).then_some(found))
}

/// The section of a code: its heading `### CODE: …` and what is below it.
pub(super) fn section(word: &str) -> Option<&'static str> {
    let heading = format!("\n### {word}: ");
    let start = TEXT.find(&heading)? + 1;
    let rest = &TEXT[start..];
    let end = ["\n## ", "\n### "].iter().filter_map(|next| rest.find(next)).min();
    Some(rest[..end.unwrap_or(rest.len())].trim_end())
}

fn looks_like_code(word: &str) -> bool {
    word.strip_prefix(['E', 'e']).is_some_and(|n| n.len() == 4 && n.bytes().all(|b| b.is_ascii_digit()))
}

fn unknown(word: &str) -> Error {
    let known: Vec<&str> = code::all().map(|code| code.word()).chain(Code::all().map(Code::word)).collect();
    let error = Error::new(code::WARNING, format!("there is no error {word}"));
    match nearest(word, known.iter().copied()) {
        Some(meant) => error.help(format!("did you mean {meant}?")),
        None => error.help("docs/errors.md lists all errors"),
    }
}
