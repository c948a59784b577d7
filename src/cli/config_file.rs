//! `kube-inject.yaml`: the settings that a repository keeps for everybody, laid under the command line.

pub(super) mod expected;

use super::messages::Messages;
use crate::args::Config;
use crate::failure::Failure;
use crate::options::Options;
use crate::sources::{self, REPOSITORY};
use kube_yaml::{Error, Span};
use serde_yaml::{Location, Value};
use std::path::{Path, PathBuf};

/// The options of the command line over those of the file that counts.
///
/// # Errors
/// When the file is named and not there, or does not say what such a file may say.
pub(crate) fn complete(
    config: Config,
    first: Option<&Path>,
    messages: &mut Messages,
) -> Result<Options, Failure> {
    let Config { options, file, .. } = config;
    let path = match (file.config, file.no_config) {
        (Some(path), _) => Some(path),
        (None, true) => None,
        (None, false) => nearest(first),
    };
    let Some(path) = path else { return Ok(options) };
    let (name, text) = sources::text(&path)?;
    let file = read(&text, &name).map_err(Failure::Invalid)?;
    messages.note(&format!("settings: {name}"));
    Ok(options.over(file, path.parent().unwrap_or(Path::new(""))))
}

/// The file beside or above a path, or the working directory where there is none.
///
/// The search ends at the root of the repository, and at home: what stands above belongs to somebody else.
fn nearest(first: Option<&Path>) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?.canonicalize().ok()?;
    let start = match first.filter(|path| path.as_os_str() != "-").and_then(|path| path.canonicalize().ok()) {
        Some(path) if path.is_dir() => path,
        Some(path) => path.parent()?.to_owned(),
        None => here.clone(),
    };
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    for directory in start.ancestors() {
        let file = directory.join(REPOSITORY);
        if file.is_file() {
            return Some(file.strip_prefix(&here).map(Path::to_owned).unwrap_or(file));
        }
        if directory.join(".git").exists() || home.as_deref() == Some(directory) {
            break;
        }
    }
    None
}

/// The options of a file.
///
/// # Errors
/// When the text is not YAML, or has an option that does not exist or is not what it has to be; with its place.
pub(crate) fn read(text: &str, name: &str) -> Result<Options, Error> {
    parse(text).map_err(|(cause, at)| {
        let span = at.map_or(Span::NONE, |at| word_at(text, at.line(), at.column()));
        cause.at(span).in_text(name, 1, text)
    })
}

fn parse(text: &str) -> Result<Options, (Error, Option<Location>)> {
    let syntax = |error: serde_yaml::Error| (Error::new(error.to_string()), error.location());
    if let Value::Null = serde_yaml::from_str(text).map_err(syntax)? {
        return Ok(Options::default());
    }
    let reader = serde_yaml::Deserializer::from_str(text);
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let cause = expected::explain(error.path());
        (cause, error.inner().location())
    })
}

/// The word at a line and column, both from 1.
fn word_at(text: &str, line: usize, column: usize) -> Span {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let line = text[before..].lines().next().unwrap_or_default();
    let start: usize = line.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    let word = line[start..].find(|c: char| c == ':' || c.is_whitespace()).unwrap_or(line.len() - start);
    Span::new(before + start, before + start + word.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options;

    #[test]
    fn command_line_wins_and_paths_are_beside_the_file() {
        let text = "from: exported\nrevision: a\nvaluesFile: v.yaml\nnamespaceLabels: {k: file}\nnativeSidecars: auto\nkubeVersion: 1.33\n";
        let args = Options {
            revision: Some("b".into()),
            namespace_labels: vec![("k".into(), "flag".into())],
            ..Options::default()
        };
        let config = args.over(read(text, "f").unwrap(), Path::new("dir"));
        assert_eq!(config.from, [Path::new("dir/exported")]);
        assert_eq!(config.values_file.as_deref(), Some(Path::new("dir/v.yaml")));
        assert_eq!(config.revision.as_deref(), Some("b"));
        assert_eq!(config.namespace_labels.last().unwrap().1, "flag");
        assert!(config.kube_version.is_some());
    }

    #[test]
    fn place_on_the_command_line_replaces_all_files() {
        let args = Options { from: vec!["x".into()], ..Options::default() };
        let config = args.over(read("injectConfigFile: i\nfrom: [a, b]\n", "f").unwrap(), Path::new("d"));
        assert_eq!((config.from.len(), config.inject_config_file), (1, None));
    }

    #[test]
    fn err_unknown_setting_with_its_place_and_what_was_meant() {
        let error = read("revision: a\nvalueFile: x\n", "kube-inject.yaml").unwrap_err();
        assert_eq!(error.to_string(), "kube-inject.yaml:2:1: unknown setting valueFile");
        assert_eq!(error.help_text(), Some("did you mean valuesFile?"));
        let error = read("nonsense: x\n", "f").unwrap_err();
        assert!(error.help_text().unwrap().starts_with("the settings are "), "{error:?}");
    }

    #[test]
    fn err_wrong_types_say_what_is_expected() {
        for (text, words) in [
            ("kubeVersion: [1]\n", "kubeVersion: expected a version such as 1.20"),
            ("istioRelease: newest\n", "istioRelease: expected a version such as 1.20"),
            ("from: {a: b}\n", "from: expected a string or a list of strings"),
            ("set: [a=1, [b=2]]\n", "set: expected a string or a list of strings"),
            ("valuesFile: [v.yaml]\n", "valuesFile: expected a string"),
            ("namespaceLabels: {a: [b]}\n", "namespaceLabels: expected a map of strings"),
            ("policy: webhok\n", "policy: expected manual or webhook"),
            ("nativeSidecars: yes\n", "nativeSidecars: expected true or false or auto"),
            ("- a\n", "expected a map of settings"),
        ] {
            let error = read(text, "f").unwrap_err();
            assert!(error.cause().starts_with(words), "{error}");
        }
        assert!(read("a: [\n", "f").is_err());
    }

    #[test]
    fn empty_file_says_nothing() {
        for text in ["", "# nothing\n", "{}"] {
            assert!(read(text, "f").is_ok(), "{text:?}");
        }
    }

    #[test]
    fn schema_and_reader_agree() {
        let schema: serde_json::Value = serde_json::from_str(&options::schema::derived()).unwrap();
        assert_eq!(schema["additionalProperties"], false);
        for (name, property) in schema["properties"].as_object().unwrap() {
            assert!(property["description"].is_string(), "{name}");
            assert!(!property.to_string().contains("null"), "{name}: {property}");
            let examples = property["examples"].as_array().or(property["enum"].as_array());
            for value in examples.unwrap_or_else(|| panic!("{name} has no example")) {
                let text = format!("{name}: {value}");
                read(&text, "f").unwrap_or_else(|error| panic!("{text}: {error}"));
            }
            assert!(read(&format!("{name}: [{{a: b}}]"), "f").is_err(), "{name}");
        }
    }
}
