//! `kube-inject.yaml`: the settings that a repository keeps for everybody, laid under the command line.

use super::messages::Messages;
use crate::args::{Compat, Config, KubeVersion, NativeSidecars, PolicyOf};
use crate::failure::Failure;
use crate::sources::{self, REPOSITORY};
use kube_inject::Release;
use kube_schema::suggest;
use kube_yaml::{Error, Span};
use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// What `kube-inject.yaml` may say; kube-inject.schema.json says the same to editors.
#[derive(Deserialize, Default, Debug)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Repository {
    inject_config_file: Option<PathBuf>,
    mesh_config_file: Option<PathBuf>,
    values_file: Option<PathBuf>,
    operator_file_name: Option<PathBuf>,
    #[serde(deserialize_with = "one_or_many")]
    from: Vec<String>,
    revision: Option<String>,
    namespace: Option<String>,
    policy: Option<PolicyOf>,
    namespace_labels: BTreeMap<String, String>,
    #[serde(deserialize_with = "true_false_or_auto")]
    native_sidecars: Option<NativeSidecars>,
    kube_version: Option<String>,
    istio_release: Option<String>,
    hub: Option<String>,
    tag: Option<String>,
    #[serde(deserialize_with = "one_or_many")]
    set: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    set_string: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    mesh_set: Vec<String>,
    compat: Option<Compat>,
}

/// The arguments over what the repository of the first input says.
///
/// # Errors
/// When the file is named and not there, or does not say what such a file may say.
pub(crate) fn complete(
    config: Config,
    first: Option<&Path>,
    messages: &mut Messages,
) -> Result<Config, Failure> {
    let path = match (&config.repository, config.no_config) {
        (Some(path), _) => Some(path.clone()),
        (None, true) => None,
        (None, false) => nearest(first),
    };
    let Some(path) = path else { return Ok(config) };
    let (name, text) = sources::text(&path)?;
    let said = read(&text, &name).map_err(Failure::Invalid)?;
    messages.note(&format!("settings: {name}"));
    let directory = path.parent().unwrap_or(Path::new(""));
    said.under(config, directory).map_err(|error| Failure::Invalid(error.in_text(&name, 1, &text)))
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

fn read(text: &str, name: &str) -> Result<Repository, Error> {
    let read = serde_yaml::from_str::<Option<Repository>>(text);
    read.map(Option::unwrap_or_default).map_err(|error| explained(&error, text).in_text(name, 1, text))
}

/// The reader's error in our words: what is wrong, where, and what was probably meant.
fn explained(error: &serde_yaml::Error, text: &str) -> Error {
    let words = error.to_string();
    let cause = words.split(" at line ").next().unwrap_or(&words);
    let span = error.location().map_or(Span::NONE, |at| word_at(text, at.line(), at.column()));
    if let Some((name, known)) = unknown_field(cause) {
        let error = Error::new(format!("{name} is no setting")).at(span);
        return match suggest::nearest(name, known.iter().copied()) {
            Some(meant) => error.help(format!("did you mean {meant}?")),
            None => error.help(format!("the settings are {}", known.join(", "))),
        };
    }
    Error::new(cause.replace('`', "\"")).at(span)
}

/// The unknown field and the known ones, as serde names them.
fn unknown_field(cause: &str) -> Option<(&str, Vec<&str>)> {
    let (_, rest) = cause.split_once("unknown field `")?;
    let (name, rest) = rest.split_once('`')?;
    Some((name, rest.split('`').skip(1).step_by(2).collect()))
}

/// The word at a line and column, both from 1.
fn word_at(text: &str, line: usize, column: usize) -> Span {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let line = text[before..].lines().next().unwrap_or_default();
    let start: usize = line.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    let word = line[start..].find(|c: char| c == ':' || c.is_whitespace()).unwrap_or(line.len() - start);
    Span::new(before + start, before + start + word.max(1))
}

impl Repository {
    /// The arguments, with what they leave open from here. Paths are relative to the file's directory.
    fn under(self, mut config: Config, directory: &Path) -> Result<Config, Error> {
        let beside = |path: PathBuf| directory.join(path);
        let beside_text = |path: String| directory.join(path);
        // A place named on the command line is the place for everything that has no flag of its own there.
        if config.from.is_empty() {
            config.from = self.from.into_iter().map(beside_text).collect();
            config.inject_config_file = config.inject_config_file.or(self.inject_config_file.map(beside));
            config.mesh_config_file = config.mesh_config_file.or(self.mesh_config_file.map(beside));
            config.values_file = config.values_file.or(self.values_file.map(beside));
            config.operator_file = config.operator_file.or(self.operator_file_name.map(beside));
        }
        config.revision = config.revision.or(self.revision);
        config.namespace = config.namespace.or(self.namespace);
        config.policy = config.policy.or(self.policy);
        // The last of equal labels counts.
        config.namespace_label = self.namespace_labels.into_iter().chain(config.namespace_label).collect();
        config.native_sidecars = config.native_sidecars.or(self.native_sidecars);
        config.compat = config.compat.or(self.compat);
        if let (None, Some(release)) = (config.istio_release, self.istio_release) {
            let help = "such as 1.20";
            let read = Release::parse(&release);
            let unknown = || Error::new(format!("istioRelease: {release:?} is no release")).help(help);
            config.istio_release = Some(read.ok_or_else(unknown)?);
        }
        config.hub = config.hub.or(self.hub);
        config.tag = config.tag.or(self.tag);
        // Later changes lie over earlier ones.
        let changes = [
            (&mut config.set, self.set),
            (&mut config.set_string, self.set_string),
            (&mut config.mesh_set, self.mesh_set),
        ];
        for (given, said) in changes {
            given.splice(0..0, said);
        }
        if config.native_sidecars == Some(NativeSidecars::Auto) && config.kube_version.is_none() {
            let version = self.kube_version.map(|version| KubeVersion::parse(&version)).transpose();
            config.kube_version = version.map_err(|cause| Error::new(format!("kubeVersion: {cause}")))?;
        }
        Ok(config)
    }
}

/// A text or a list of them.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Texts;
    impl<'de> Visitor<'de> for Texts {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text or a list of texts")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(vec![text.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some(text) = texts.next_element()? {
                all.push(text);
            }
            Ok(all)
        }
    }
    deserializer.deserialize_any(Texts)
}

fn true_false_or_auto<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NativeSidecars>, D::Error> {
    struct When;
    impl Visitor<'_> for When {
        type Value = Option<NativeSidecars>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("true, false or auto")
        }

        fn visit_bool<E: de::Error>(self, native: bool) -> Result<Self::Value, E> {
            Ok(Some(if native { NativeSidecars::True } else { NativeSidecars::False }))
        }

        fn visit_str<E: de::Error>(self, word: &str) -> Result<Self::Value, E> {
            match word {
                "auto" => Ok(Some(NativeSidecars::Auto)),
                _ => Err(E::invalid_value(de::Unexpected::Str(word), &self)),
            }
        }
    }
    deserializer.deserialize_any(When)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// The settings' names, as the reader tells them to whoever uses another.
    fn names() -> Vec<String> {
        let error = serde_yaml::from_str::<Repository>("x: 1").unwrap_err().to_string();
        unknown_field(&error).unwrap().1.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn schema_says_the_same_as_the_reader() {
        let text = include_str!("../../kube-inject.schema.json");
        let schema: Value = serde_json::from_str(text).unwrap();
        let properties = schema["properties"].as_object().unwrap();
        let mut known = names();
        let mut described: Vec<String> = properties.keys().cloned().collect();
        known.sort();
        described.sort();
        assert_eq!(known, described);
        assert_eq!(schema["additionalProperties"], false);
        for (name, property) in properties {
            assert!(property["description"].is_string(), "{name}");
            for example in property["examples"].as_array().unwrap() {
                let text = format!("{name}: {example}");
                read(&text, "f").unwrap_or_else(|error| panic!("{text}: {error}"));
            }
            for value in property["enum"].as_array().into_iter().flatten() {
                read(&format!("{name}: {value}"), "f").unwrap();
            }
            assert!(read(&format!("{name}: [{{a: b}}]"), "f").is_err(), "{name}");
        }
    }

    #[test]
    fn command_line_wins_and_paths_are_beside_the_file() {
        let text = "from: exported\nrevision: a\nvaluesFile: v.yaml\nnamespaceLabels: {k: file}\nnativeSidecars: auto\nkubeVersion: 1.33\n";
        let args = Config {
            revision: Some("b".into()),
            namespace_label: vec![("k".into(), "flag".into())],
            ..Config::default()
        };
        let config = read(text, "f").unwrap().under(args, Path::new("dir")).unwrap();
        assert_eq!(config.from, [Path::new("dir/exported")]);
        assert_eq!(config.values_file.as_deref(), Some(Path::new("dir/v.yaml")));
        assert_eq!(config.revision.as_deref(), Some("b"));
        assert_eq!(config.namespace_label.last().unwrap().1, "flag");
        assert!(config.kube_version.is_some());
    }

    #[test]
    fn place_on_the_command_line_replaces_all_files() {
        let args = Config { from: vec!["x".into()], ..Config::default() };
        let config =
            read("injectConfigFile: i\nfrom: [a, b]\n", "f").unwrap().under(args, Path::new("d")).unwrap();
        assert_eq!((config.from.len(), config.inject_config_file), (1, None));
    }

    #[test]
    fn err_unknown_setting_with_its_place_and_what_was_meant() {
        let error = read("revision: a\nvalueFile: x\n", "kube-inject.yaml").unwrap_err();
        assert_eq!(error.to_string(), "kube-inject.yaml:2:1: valueFile is no setting");
        assert_eq!(error.help_text(), Some("did you mean valuesFile?"));
        let error = read("nonsense: x\n", "f").unwrap_err();
        assert!(error.help_text().unwrap().starts_with("the settings are "), "{error:?}");
    }

    #[test]
    fn err_wrong_types_say_what_is_expected() {
        for (text, words) in [
            ("kubeVersion: [1]\n", "kubeVersion: invalid type"),
            ("from: {a: b}\n", "from: invalid type: map, expected a text or a list of texts"),
            ("policy: webhok\n", "policy: unknown variant \"webhok\""),
            ("- a\n", "invalid type: sequence"),
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
}
