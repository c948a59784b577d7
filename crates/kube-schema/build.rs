//! Makes the statics of `schema::tables` of `structs.txt`, the table of Go structs that the generator in `tables/` writes.
#![allow(clippy::print_stdout, reason = "it is how a build script speaks to cargo")]

use std::path::Path;
use std::{env, fs};

const TABLE: &str = "src/schema/structs.txt";

fn main() {
    println!("cargo::rerun-if-changed={TABLE}");
    let table = fs::read_to_string(TABLE).expect("the table lies in the crate");
    // The first paragraph says where the table is from.
    let statics: String = table.split("\n\n").skip(1).map(structure).collect();
    let folder = env::var("OUT_DIR").expect("cargo says where to write");
    fs::write(Path::new(&folder).join("structs.rs"), statics).expect("the folder can be written to");
}

/// The static of a paragraph: a line with the name of a struct, and a line a field.
fn structure(paragraph: &str) -> String {
    let (name, fields) = paragraph.split_once('\n').unwrap_or((paragraph, ""));
    let fields: String = fields.lines().map(field).collect();
    let (ident, go) = (ident(name), go_name(name));
    format!("/// `{name}`\npub static {ident}: Struct = Struct::new({go:?}, &[{fields}]);\n")
}

/// A field of a line: its name in Go, its type, and what else there is to say of it.
fn field(line: &str) -> String {
    let mut words = line.split_whitespace();
    let (go, ty) = words.next().zip(words.next()).unwrap_or_else(|| panic!("{line:?} is no field"));
    let (mut json, mut omit, mut embedded, mut merge) =
        (json_name(go), "Omit::Never", false, "Merge::Replace".to_owned());
    for word in words {
        match word.split_once('=') {
            None if word == "embedded" => (json, embedded) = (String::new(), true),
            None if word == "omitempty" => omit = "Omit::Empty",
            None if word == "omitzero" => omit = "Omit::Zero",
            None if word == "merge" => merge = "Merge::Set".to_owned(),
            Some(("merge", key)) => merge = format!("Merge::By({key:?})"),
            Some(("json", name)) => json = name.to_owned(),
            _ => panic!("{word:?} of {line:?} means nothing"),
        }
    }
    let (ty, _) = type_of(ty);
    format!(
        "Field {{ go: {go:?}, json: {json:?}, ty: {ty}, omit: {omit}, embedded: {embedded}, merge: {merge} }}, "
    )
}

/// A type as a value of `Type`, and as Go prints it.
fn type_of(ty: &str) -> (String, String) {
    if let Some(inner) = ty.strip_prefix('*') {
        let (rust, go) = type_of(inner);
        let go = format!("*{go}");
        return match rust.strip_prefix("One") {
            Some(structure) => (format!("Nullable{structure}"), go),
            None => (format!("Pointer({go:?}, &{rust})"), go),
        };
    }
    if let Some(inner) = ty.strip_prefix("[]") {
        let (rust, go) = type_of(inner);
        return (format!("List(&{rust})"), format!("[]{go}"));
    }
    if let Some((map, inner)) = ty.split_once("[string]") {
        let (rust, go) = type_of(inner);
        let go = named(map).map_or_else(|| format!("map[string]{go}"), str::to_owned);
        return (format!("Map({go:?}, &{rust})"), go);
    }
    let (rust, go) = match ty {
        "bool" => ("Bool".to_owned(), ty),
        "int32" => ("Int32".to_owned(), ty),
        "int64" => ("Int64".to_owned(), ty),
        "quantity" => ("Quantity".to_owned(), "resource.Quantity"),
        "intorstring" => ("IntOrString".to_owned(), "intstr.IntOrString"),
        "time" => ("Time".to_owned(), "v1.Time"),
        "string" => ("Str(\"string\")".to_owned(), ty),
        _ => match named(ty) {
            Some(name) if ty.starts_with("string") => (format!("Str({name:?})"), name),
            Some(name) => (format!("Raw({name:?})"), name),
            None => (format!("One(&{})", ident(ty)), go_name(ty)),
        },
    };
    (rust, go.to_owned())
}

/// The Go name in parentheses behind a word.
fn named(word: &str) -> Option<&str> {
    Some(word.split_once('(')?.1.trim_end_matches(')'))
}

/// A struct's name for Go: `v1.Pod` of `core/v1.Pod`.
fn go_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// A struct's name for Rust: `core_v1_Pod` of `core/v1.Pod`.
fn ident(name: &str) -> String {
    name.replace(['/', '.'], "_")
}

/// The name in JSON that a field of the Go name `go` has by the rule: the capitals it begins with are small, but for the
/// last of them when a small letter follows.
fn json_name(go: &str) -> String {
    let capitals = go.find(|c: char| c.is_ascii_lowercase()).unwrap_or(go.len());
    let last = usize::from(capitals > 1 && capitals < go.len());
    let (head, rest) = go.split_at(capitals - last);
    head.to_ascii_lowercase() + rest
}
