//! Makes the statics of `settings::proto::tables` of `messages.txt` and `values.txt`, the tables of Istio's messages that
//! the generator in `tables/` writes.
#![allow(clippy::print_stdout, reason = "it is how a build script speaks to cargo")]

use std::collections::HashSet;
use std::path::Path;
use std::{env, fs};

const TABLES: [&str; 2] = ["src/settings/proto/messages.txt", "src/settings/proto/values.txt"];

fn main() {
    let read = |path| fs::read_to_string(path).expect("the tables lie in the crate");
    let tables = TABLES.map(|path| {
        println!("cargo::rerun-if-changed={path}");
        read(path)
    });
    // The first paragraph of each says where it is from.
    let paragraphs = || tables.iter().flat_map(|table| table.split("\n\n").skip(1));
    let enums =
        paragraphs().filter_map(|paragraph| paragraph.lines().next()?.strip_prefix("enum ")).collect();
    let statics: String = paragraphs().map(|paragraph| static_of(paragraph, &enums)).collect();
    let folder = env::var("OUT_DIR").expect("cargo says where to write");
    fs::write(Path::new(&folder).join("messages.rs"), statics).expect("the folder can be written to");
}

/// The static of a paragraph: a line with the name of a message or an enum, and a line a field or a number.
fn static_of(paragraph: &str, enums: &HashSet<&str>) -> String {
    let (head, lines) = paragraph.split_once('\n').unwrap_or((paragraph, ""));
    let (word, go) = head.split_once(' ').unwrap_or_else(|| panic!("{head:?} names no type"));
    let ident = ident(go);
    if word == "enum" {
        let numbers: String = lines.lines().map(number).collect();
        return format!("pub static {ident}: EnumType = EnumType {{ go: {go:?}, values: &[{numbers}] }};\n");
    }
    let (mut by_go, fields): (Vec<_>, Vec<_>) = lines
        .lines()
        .map(|line| field(line, go, enums))
        .enumerate()
        .map(|(place, (name, field))| ((name, place), field))
        .unzip();
    by_go.sort();
    let by_go: Vec<usize> = by_go.into_iter().map(|(_, place)| place).collect();
    let (fields, form) = (fields.concat(), form(go));
    format!(
        "pub static {ident}: MessageType = MessageType {{ go: \"*{go}\", form: Form::{form}, fields: &[{fields}], \
         by_go: &{by_go:?} }};\n"
    )
}

/// How JSON spells a message.
fn form(go: &str) -> &str {
    match go {
        "durationpb.Duration" => "Duration",
        "structpb.Struct" | "structpb.ListValue" | "structpb.Value" => go.trim_start_matches("structpb."),
        "apis.IntOrString" => "IntOrString",
        _ if go.starts_with("wrapperspb.") => "Wrapper",
        _ => "Plain",
    }
}

/// A number of an enum: its name, itself, and its releases.
fn number(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [name, number, rest @ ..] = &words[..] else { panic!("{line:?} is no number of an enum") };
    let releases = releases(rest.first().copied());
    format!("EnumValue {{ name: {name:?}, number: {number}, releases: {releases} }}, ")
}

/// A field of a message, whose line has its name, its number, its type, and what else there is to say of it; and its name in Go.
fn field(line: &str, message: &str, enums: &HashSet<&str>) -> (String, String) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [proto, number, ty, rest @ ..] = &words[..] else { panic!("{line:?} is no field") };
    let said = |key: &str| rest.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
    let go = said("go").map_or_else(|| go_name(proto), str::to_owned);
    let json = said("json").map_or_else(|| json_name(proto), str::to_owned);
    let oneof = said("oneof").map_or_else(
        || "None".to_owned(),
        |oneof| {
            let (package, name) = message.split_once('.').unwrap_or(("", message));
            let wrapper = said("wrapper").map_or_else(|| format!("{name}_{go}"), str::to_owned);
            format!("Some(Oneof {{ go: {oneof:?}, wrapper: \"*{package}.{wrapper}\" }})")
        },
    );
    let (shape, ty) = match (ty.strip_prefix("[]"), ty.strip_prefix("map[string]")) {
        (Some(ty), _) => ("Many", ty),
        (_, Some(ty)) => ("Map", ty),
        _ => ("One", *ty),
    };
    let kind = kind(ty, enums);
    let releases = releases(rest.iter().find(|word| word.contains("..")).copied());
    let field = format!(
        "Field {{ go: {go:?}, json: {json:?}, proto: {proto:?}, number: {number}, shape: Shape::{shape}, \
         kind: {kind}, oneof: {oneof}, releases: {releases} }}, "
    );
    (go, field)
}

fn kind(ty: &str, enums: &HashSet<&str>) -> String {
    match ty {
        "string" => "Kind::Str".to_owned(),
        "bool" | "int32" | "int64" | "uint32" | "uint64" | "double" => {
            format!("Kind::{}{}", ty[..1].to_ascii_uppercase(), &ty[1..])
        }
        _ if enums.contains(ty) => format!("Kind::Enum(&{})", ident(ty)),
        _ => format!("Kind::Message(&{})", ident(ty)),
    }
}

/// The releases of a word such as `5..16`, either end of which may be open.
fn releases(word: Option<&str>) -> String {
    let (since, until) = word.and_then(|word| word.split_once("..")).unwrap_or_default();
    let since = if since.is_empty() { "0" } else { since };
    let until = if until.is_empty() { "Minor::MAX" } else { until };
    format!("Releases {{ since: {since}, until: {until} }}")
}

/// A type's name for Rust: `v1alpha1_MeshConfig` of `v1alpha1.MeshConfig`.
fn ident(go: &str) -> String {
    go.replace('.', "_")
}

/// The name that protoc-gen-go gives a field: a letter behind an underscore or a digit is a capital, and the underscore goes,
/// except in front of what is no small letter.
fn go_name(proto: &str) -> String {
    let mut name = String::new();
    let mut start = true;
    let mut rest = proto.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '_' && rest.peek().is_some_and(char::is_ascii_lowercase) {
            start = true;
            continue;
        }
        name.push(if start { c.to_ascii_uppercase() } else { c });
        start = !c.is_ascii_alphabetic();
    }
    name
}

/// The name that a field has in JSON: without underscores, the letter behind one being a capital.
fn json_name(proto: &str) -> String {
    let mut parts = proto.split('_');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let first = part.len().min(1);
        name += &part[..first].to_ascii_uppercase();
        name += &part[first..];
    }
    name
}
