//! report.schema.json, derived from the types of the report.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test schema` writes it.

use super::{Report, VERSION};
use schemars::generate::SchemaSettings;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Where the schema is published.
const NAME: &str = "report.schema.json";

fn derived() -> String {
    let settings = SchemaSettings::draft2020_12();
    let mut schema = settings.into_generator().into_root_schema_for::<Report>();
    let id = format!("{}/report.v{VERSION}.schema.json", env!("CARGO_PKG_HOMEPAGE"));
    schema.insert("$id".to_owned(), Value::from(id));
    serde_json::to_string_pretty(&schema).unwrap() + "\n"
}

#[test]
fn schema_of_the_report_is_derived() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(NAME);
    let derived = derived();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, &derived).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap();
    let diff = similar::TextDiff::from_lines(&committed, &derived);
    assert!(committed == derived, "{}", diff.unified_diff().header(NAME, "derived"));
}
