//! Keys of `--set` and `--mesh-set` that nobody reads.

use super::keys;
use crate::settings::embedded;
use crate::settings::keys::message;
use crate::settings::proto::Minor;
use crate::settings::proto::descriptor::{Form, Kind, MessageType, Shape};
use crate::settings::proto::tables::{MESH_CONFIG, VALUES};
use crate::settings::{Sources, source::Source};
use crate::warning::Code;
use kube_yaml::{Error, Node};
use std::borrow::Cow;

/// The keys that nobody reads, each by the flag that sets it.
pub(super) fn keys(sources: &Sources<'_>, release: Option<Minor>) -> Vec<Error> {
    let mut told = Vec::new();
    for (flag, tree) in sources.set_mesh.each(&MESH_CONFIG) {
        let mut errors = Vec::new();
        message(&tree, &MESH_CONFIG, release, &mut errors);
        told.extend(errors.into_iter().map(|error| error.context(&flag)));
    }
    let mut readers = None;
    for (flag, tree) in sources.set_values.each(&VALUES) {
        let mut errors = Vec::new();
        keys::values(&tree, &mut errors);
        if errors.is_empty() {
            let readers = readers.get_or_insert_with(|| Readers::of(sources));
            readers.unread(&tree, &VALUES, "", &mut errors);
        }
        told.extend(errors.into_iter().map(|error| error.context(&flag)));
    }
    told
}

/// What may read a value besides the injector itself.
struct Readers<'s> {
    templates: Cow<'s, str>,
    values: Cow<'s, str>,
}

impl<'s> Readers<'s> {
    fn of(sources: &Sources<'s>) -> Self {
        let templates = match sources.inject_config {
            Some((_, text)) => Cow::Borrowed(text),
            None => Cow::Owned(embedded::inject_config_text()),
        };
        let values = sources.values.and_then(|(file, text)| Source::read(text, file, "values").ok());
        Readers { templates, values: values.map_or(Cow::Borrowed(""), |(source, _)| source.text) }
    }

    /// Finds the keys that are none of Istio's, and that neither the templates nor the values of the installation mention.
    fn unread(&self, node: &Node, kind: &'static MessageType, path: &str, errors: &mut Vec<Error>) {
        let Some(map) = node.as_map().filter(|_| kind.form == Form::Plain) else { return };
        for (key, value) in map.iter() {
            let field = kind.fields.iter().find(|field| field.json == key || field.proto == key);
            match field.map(|field| (field.shape, field.kind)) {
                Some((Shape::One, Kind::Message(kind))) => {
                    self.unread(value, kind, &format!("{path}{key}."), errors);
                }
                Some(_) => {}
                None if self.templates.contains(key) || self.values.contains(key) => {}
                None => {
                    let cause = format!("{path}{key}: ignored, neither Istio nor the templates read it");
                    errors.push(Code::Configuration.warn(cause));
                }
            }
        }
    }
}
