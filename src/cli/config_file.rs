//! `kube-inject.yaml`: the settings that a repository keeps for everybody, laid under the command line.

pub(super) mod expected;
mod search;

use super::messages::Messages;
use crate::args::{Config, OptionsFile};
use crate::failure::Failure;
use crate::options::{ConfigPath, Options, Place};
use crate::sources;
use kube_inject::code;
use kube_inject::secrets;
use kube_yaml::{Error, Span};
use search::Found;
use serde_yaml::{Location, Value};
use std::path::{Path, PathBuf};

/// A file with settings.
pub(super) struct SettingsFile {
    /// As messages name it.
    pub(super) name: String,
    pub(super) text: String,
    pub(super) options: Options,
    directory: PathBuf,
    /// The root of the repository that it is in; `None` if the command line names the file.
    root: Option<PathBuf>,
}

impl SettingsFile {
    fn read(path: &ConfigPath, root: Option<&Path>) -> Result<Self, Failure> {
        let directory = path.path().parent().map(Path::to_owned).unwrap_or_default();
        let (name, text) = sources::text(path)?;
        let options = read(&text, &name).map_err(Failure::Invalid)?;
        Ok(SettingsFile { name, text, options, directory, root: root.map(Path::to_owned) })
    }

    /// The options of the command line and of nearer files over those of the file.
    pub(super) fn under(&self, options: Options) -> Options {
        let place = Place { directory: &self.directory, root: self.root.as_deref() };
        options.over(self.options.clone(), &place)
    }

    /// Whether it is further down in its repository than the root.
    fn is_nested(&self) -> bool {
        let directory = Path::new(".").join(&self.directory).canonicalize();
        directory.is_ok_and(|directory| self.root.as_ref().is_some_and(|root| directory != *root))
    }
}

/// The options of the command line over those of the files that count.
///
/// # Errors
/// As [`find`].
pub(crate) fn complete(
    config: Config,
    first: Option<&Path>,
    messages: &mut Messages,
) -> Result<Options, Failure> {
    let files = find(&config.file, first, messages)?;
    Ok(files.iter().fold(config.options, |options, file| file.under(options)))
}

/// The files that count, a nearer one before one that is further up.
///
/// # Errors
/// When a file is named and not there, or does not say what such a file may say.
pub(super) fn find(
    named: &OptionsFile,
    first: Option<&Path>,
    messages: &mut Messages,
) -> Result<Vec<SettingsFile>, Failure> {
    match (&named.config, named.no_config) {
        (Some(path), _) => {
            messages.spare(path)?;
            let file = SettingsFile::read(&path.clone().into(), None)?;
            messages.settings(file.name.clone());
            Ok(vec![file])
        }
        (None, true) => Ok(Vec::new()),
        (None, false) => of_repository(search::settings(first), messages),
    }
}

fn of_repository(found: Found, messages: &mut Messages) -> Result<Vec<SettingsFile>, Failure> {
    let Found { files, ignored, root } = found;
    for path in &files {
        messages.spare(path)?;
    }
    let read = |path: PathBuf| SettingsFile::read(&ConfigPath::within(path, root.clone()), Some(&root));
    let files = files.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let told = files.iter().map(|file| match file.options.changing() {
        keys if file.is_nested() && !keys.is_empty() => format!("{} (sets {})", file.name, keys.join(", ")),
        _ => file.name.clone(),
    });
    if let Some(words) = words(&told.collect::<Vec<_>>(), &ignored) {
        messages.settings(words);
    }
    Ok(files)
}

/// What is told of the files; nothing where there are none.
fn words(used: &[String], ignored: &[PathBuf]) -> Option<String> {
    let used = (!used.is_empty()).then(|| used.join(" over "));
    if ignored.is_empty() {
        return used;
    }
    let ignored: Vec<String> = ignored.iter().map(|path| path.display().to_string()).collect();
    let ignored = format!("ignored: {}, in a directory that everyone can write to", ignored.join(", "));
    Some(format!("{}; {ignored}", used.as_deref().unwrap_or("none")))
}

/// The options of a file.
///
/// # Errors
/// When the text is not YAML, or has an option that does not exist or is not what it has to be; with its place.
pub(crate) fn read(text: &str, name: &str) -> Result<Options, Error> {
    parse(text).map_err(|(cause, at)| {
        let span = at.map_or(Span::NONE, |at| word_at(text, at.line(), at.column()));
        let placed = cause.at(span).in_text(name, 1, text);
        // A link can make any file one of settings.
        let (keys, known) = (secrets::keys(text), Options::keys());
        let unknown = keys.iter().filter(|key| !known.contains(key)).count();
        if unknown * 2 > keys.len() || keys.is_empty() { secrets::without_values(placed) } else { placed }
    })
}

fn parse(text: &str) -> Result<Options, (Error, Option<Location>)> {
    let syntax = |error: serde_yaml::Error| (Error::new(code::SETTINGS, error.to_string()), error.location());
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
        let place = Place { directory: Path::new("dir"), root: Some(Path::new("/r")) };
        let config = args.over(read(text, "f").unwrap(), &place);
        let within = |path: &str| ConfigPath::within(path.into(), "/r".into());
        assert_eq!(config.from, [within("dir/exported")]);
        assert_eq!(config.values_file, Some(within("dir/v.yaml")));
        assert_eq!(config.revision.as_deref(), Some("b"));
        assert_eq!(config.namespace_labels.last().unwrap().1, "flag");
        assert!(config.kube_version.is_some());
    }

    #[test]
    fn place_on_the_command_line_replaces_all_files() {
        let args = Options { from: vec![PathBuf::from("x").into()], ..Options::default() };
        let place = Place { directory: Path::new("d"), root: None };
        let config = args.over(read("injectConfigFile: i\nfrom: [a, b]\n", "f").unwrap(), &place);
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
