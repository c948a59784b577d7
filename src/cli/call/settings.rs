//! The settings in the object that configures a KRM function or a plugin: a ConfigMap's data, or the fields of a KubeInject.

use crate::cli::config_file::expected;
use crate::options::Options;
use kube_inject::code;
use kube_yaml::de::NodeDeserializer;
use kube_yaml::{self as yaml, Entry, Error, Map, Node, Value};
use serde::Deserialize;
use serde_path_to_error::Segment;

/// The kind of the settings' own object.
const KIND: &str = "KubeInject";

/// Whether a text is an object of the settings' own kind.
pub(super) fn is_kube_inject(text: &str) -> bool {
    text.contains(KIND)
        && yaml::parse(text).ok().flatten().is_some_and(|object| object.str_at("kind") == Some(KIND))
}

/// The settings of an object in `text`.
///
/// # Errors
/// When it is neither a ConfigMap nor a KubeInject, or has a setting that does not exist or is not what it has to be.
pub(super) fn read(object: &Node, text: &str) -> Result<Options, Error> {
    let fields = fields(object)?;
    let mut settings = Map::default();
    settings
        .entries
        .extend(fields.iter().map(|field| Entry { value: meant(field, text), ..(*field).clone() }));
    let settings = Node { value: settings.into(), ..object.clone() };
    serde_path_to_error::deserialize(NodeDeserializer::new(&settings)).map_err(|error| {
        let named = |segment: &Segment| match segment {
            Segment::Map { key } => fields.iter().find(|field| field.key == *key),
            _ => None,
        };
        let field = error.path().iter().next().and_then(named);
        expected::explain(error.path()).at(field.map_or(object.span, |field| field.key_span))
    })
}

/// The fields of the object that are settings.
fn fields(object: &Node) -> Result<Vec<&Entry>, Error> {
    // The last two are arguments that kustomize reads of a plugin's configuration, and gives to the plugin.
    const ABOUT: [&str; 5] = ["apiVersion", "kind", "metadata", "argsOneLiner", "argsFromFile"];
    match object.str_at("kind") {
        Some("ConfigMap") => {
            object.get("data").filter(|data| !data.is_null()).map_or(Ok(Vec::new()), entries)
        }
        Some(KIND) => {
            let own = entries(object)?.into_iter().filter(|entry| !ABOUT.contains(&entry.key.as_str()));
            match own.collect::<Vec<_>>()[..] {
                [spec] if spec.key == "spec" => entries(&spec.value),
                ref own => Ok(own.to_vec()),
            }
        }
        kind => {
            let found = kind.unwrap_or("an object without a kind");
            Err(Error::new(code::SETTINGS, format!("expected a ConfigMap or a {KIND}, found {found}"))
                .at(object.span)
                .help(format!(
                    "settings of kube-inject.yaml are the data of a ConfigMap, or the fields of a {KIND}"
                )))
        }
    }
}

fn entries(node: &Node) -> Result<Vec<&Entry>, Error> {
    let map =
        node.as_map().ok_or_else(|| Error::new(code::SETTINGS, "expected a map of settings").at(node.span));
    map.map(|map| map.entries.iter().collect())
}

/// The value as its setting takes it: in a ConfigMap all is text, a list as well, and elsewhere a version may look like a number.
fn meant(field: &Entry, text: &str) -> Node {
    let value = &field.value;
    let readings = match &value.value {
        Value::Str(words) => {
            let read = yaml::parse(words).ok().flatten();
            let (many, one) = match read {
                Some(read) if matches!(read.value, Value::Seq(_) | Value::Map(_)) => (Some(read), None),
                read => (None, read),
            };
            [many, Some(value.clone()), one]
        }
        Value::Int(_) | Value::Uint(_) | Value::Float(_) if value.span.is_some() => {
            [text.get(value.span.range()).map(Node::made), Some(value.clone()), None]
        }
        _ => return value.clone(),
    };
    let taken = readings.into_iter().flatten().find(|reading| is_taken(&field.key, reading));
    taken.unwrap_or_else(|| value.clone())
}

/// Whether a setting takes a value.
fn is_taken(key: &str, value: &Node) -> bool {
    let mut settings = Map::default();
    settings.set(key, value.clone());
    Options::deserialize(NodeDeserializer::new(&Node::made(settings))).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn read_text(text: &str) -> Result<Options, Error> {
        let object = yaml::parse(text).unwrap().unwrap();
        read(&object, text).map_err(|error| error.in_text("f", 1, text))
    }

    #[test]
    fn data_of_a_config_map_are_settings_as_text() {
        let text = "kind: ConfigMap\ndata:\n  strict: 'true'\n  tag: '1.20'\n  set: a=1\n  namespaceLabels: '{a: b}'\n  from: |\n    - a\n    - b\n  nativeSidecars: 'false'\n";
        let options = read_text(text).unwrap();
        assert!(options.strict && options.native_sidecars.is_some());
        assert_eq!((options.tag.as_deref(), &options.set[..]), (Some("1.20"), &["a=1".to_owned()][..]));
        assert_eq!(options.namespace_labels, [("a".to_owned(), "b".to_owned())]);
        assert_eq!(options.from, ["a", "b"].map(|path| PathBuf::from(path).into()));
        assert!(read_text("kind: ConfigMap\n").is_ok());
    }

    #[test]
    fn fields_of_a_kube_inject_are_settings_with_or_without_a_spec() {
        for text in [
            "kind: KubeInject\nmetadata: {name: x}\ntag: 1.20\nfrom: [a, b]\nstrict: true\n",
            "apiVersion: example.com/v1\nkind: KubeInject\nspec:\n  tag: 1.20\n  from: [a, b]\n  strict: true\n",
        ] {
            let options = read_text(text).unwrap();
            assert_eq!((options.tag.as_deref(), options.from.len(), options.strict), (Some("1.20"), 2, true));
        }
    }

    #[test]
    fn err_says_where_and_what_was_meant() {
        for (text, line, words) in [
            ("kind: ConfigMap\ndata:\n  valueFile: x\n", 3, "unknown setting valueFile"),
            ("kind: KubeInject\nspec:\n  policy: webhok\n", 3, "policy: expected manual or webhook"),
            ("kind: KubeInject\nstrict: perhaps\n", 2, "strict: expected a boolean"),
            ("kind: ConfigMap\ndata: [a]\n", 2, "expected a map of settings"),
            ("kind: Kitchen\n", 1, "expected a ConfigMap or a KubeInject, found Kitchen"),
        ] {
            let error = read_text(text).unwrap_err();
            assert_eq!((error.location().map(|at| at.line), error.cause()), (Some(line), words));
        }
    }
}
