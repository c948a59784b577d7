//! kube-inject.schema.json, derived from the options.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test schema` writes it.

use super::spelling::{Labels, OneOrMany, Version};
use super::{ConfigPath, NativeSidecars, Options};
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;
use std::borrow::Cow;
use std::fs;
use std::path::Path;

/// Gives a type that stands for a spelling its schema.
macro_rules! schema_of {
    ($($spelling:ty => $schema:tt)*) => {$(
        impl JsonSchema for $spelling {
            fn schema_name() -> Cow<'static, str> {
                stringify!($spelling).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

schema_of! {
    OneOrMany<String> => { "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] }
    Version<String> => { "type": ["string", "number"] }
    Labels => { "type": "object", "additionalProperties": { "type": "string" } }
    ConfigPath => { "type": "string" }
    NativeSidecars => { "type": ["boolean", "string"], "enum": [true, false, "auto"] }
}

/// Takes out what derives from `Option` and `Vec` and tells an editor nothing: `null`, and the default nothing.
fn without_nothing(schema: &mut Schema) {
    schema.remove("default");
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(kinds)) = schema.get_mut("enum") {
        kinds.retain(|kind| !kind.is_null());
    }
}

/// The schema as the options derive it.
pub(crate) fn derived() -> String {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<Options>();
    RecursiveTransform(without_nothing).transform(&mut schema);
    serde_json::to_string_pretty(&schema).unwrap() + "\n"
}

#[test]
fn schema_file_is_derived() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("kube-inject.schema.json");
    let derived = derived();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, &derived).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap();
    let diff = similar::TextDiff::from_lines(&committed, &derived);
    assert!(committed == derived, "{}", diff.unified_diff().header("kube-inject.schema.json", "derived"));
}
