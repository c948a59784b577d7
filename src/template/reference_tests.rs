//! The tables of docs/templates.md: what reference.txt says of every variable and function, with the types and signatures that the
//! code knows, and with what the examples give.

use super::istio::LIBRARY;
use crate::context::FIELDS;
use crate::documented;
use crate::settings::proto::descriptor::{Field, Kind, MessageType, Shape};
use crate::settings::proto::tables::{MESH_CONFIG, PROXY_CONFIG};
use crate::settings::{Compat, Release, Settings, Sources, embedded};
use crate::{documents, process};
use go_template::functions::{Function, Param};
use kube_schema::{CONTAINER, OBJECT_META, POD_SPEC, Struct, Type};
use kube_yaml::Node;
use std::collections::BTreeSet;
use std::io::Cursor;

const REFERENCE: &str = include_str!("reference.txt");

const VARIABLES: &str = "Variables";

/// The workload of the examples; docs/templates.md shows it.
const WORKLOAD: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: storefront, namespace: tea-shop}
spec:
  template:
    metadata:
      labels: {app: storefront, version: v1}
      annotations: {logger.example.com/version: v2}
    spec:
      containers:
      - name: web
        image: example.com/tea/storefront:3.4
        ports: [{name: http, containerPort: 8080}, {name: metrics, containerPort: 9102}]
";

/// A line of the file.
struct Row {
    section: &'static str,
    names: Vec<&'static str>,
    meaning: &'static str,
    go: Option<&'static str>,
    jinja: Option<String>,
}

fn rows() -> Vec<Row> {
    let mut section = "";
    let mut rows = Vec::new();
    for line in REFERENCE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(title) = line.strip_prefix("= ") {
            section = title;
            continue;
        }
        let cells: Vec<&str> = line.split(" | ").collect();
        let [names, meaning, example, own @ ..] = &cells[..] else { panic!("too few cells: {line}") };
        let go = Some(*example).filter(|example| *example != "-");
        let jinja = match own.first() {
            Some(&"-") => None,
            Some(own) => Some((*own).to_owned()),
            None => go.map(in_jinja),
        };
        rows.push(Row { section, names: names.split(", ").collect(), meaning, go, jinja });
    }
    rows
}

/// A call in Go's language as one in Jinja: `join "," (list 1 2)` is `join(",", list(1, 2))`, and a `dict` is a map.
fn in_jinja(go: &str) -> String {
    let words = words(go);
    let (name, args) = words.split_first().expect("an example has words");
    if name.starts_with(['.', '(']) {
        return word_in_jinja(name);
    }
    let args: Vec<String> = args.iter().map(|word| word_in_jinja(word)).collect();
    if *name == "dict" {
        let entries: Vec<String> = args.chunks(2).map(|entry| entry.join(": ")).collect();
        return format!("{{{}}}", entries.join(", "));
    }
    format!("{name}({})", args.join(", "))
}

fn word_in_jinja(word: &str) -> String {
    match word.as_bytes() {
        [b'(', .., b')'] => in_jinja(&word[1..word.len() - 1]),
        [b'`', .., b'`'] => word.replace('`', "'"),
        [b'.', ..] => word[1..].to_owned(),
        b"nil" => "none".to_owned(),
        _ => word.to_owned(),
    }
}

/// What blanks separate outside of quotes and parentheses.
fn words(text: &str) -> Vec<&str> {
    let (mut words, mut start, mut depth, mut quote) = (Vec::new(), 0, 0, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, ' ') if depth == 0 => {
                words.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    words.push(&text[start..]);
    words
}

/// The annotations that a template gives the workload, whose lines it makes of the rows.
fn rendered(file: &str, line: impl Fn(usize, &Row) -> Option<String>) -> Node {
    let lines: String = rows().iter().enumerate().filter_map(|(index, row)| line(index, row)).collect();
    let template = format!("metadata:\n  annotations:\n{lines}");
    let sources = Sources {
        inject_config: Some((file, &template)),
        values: Some(("values.yaml", embedded::VALUES.1)),
        ..Sources::default()
    };
    let settings = Settings::load(sources).unwrap();
    let document = documents(Compat::Off, Cursor::new(WORKLOAD)).next().unwrap().unwrap();
    let text = process(&settings, "storefront.yaml", &document).unwrap().text.unwrap();
    let node = kube_yaml::parse(&text).unwrap().unwrap();
    node.at(&["spec", "template", "metadata", "annotations"]).unwrap().clone()
}

/// What an annotation of an example says; `kind` is what it is about the example.
fn said(annotations: &Node, kind: &str, index: usize) -> String {
    let text = annotations.get(&format!("{kind}{index}")).and_then(Node::as_str);
    text.unwrap_or_else(|| panic!("{kind}{index} is not rendered")).to_owned()
}

/// What the examples give in Go's language: as text, as JSON, and the type.
fn in_go() -> Node {
    rendered("examples.tpl", |index, row| {
        let go = row.go?;
        let line = |kind: &str, call: &str| format!("    {kind}{index}: {{{{ {call} | quote }}}}\n");
        let whole = format!("printf \"%T\" .{}", row.names[0]);
        let ty = if row.section == VARIABLES { line("type", &whole) } else { String::new() };
        let [text, json] =
            [("text", "print"), ("json", "toJson")].map(|(kind, call)| line(kind, &format!("{call} ({go})")));
        Some(text + &json + &ty)
    })
}

/// The page's part.
fn written() -> String {
    let annotations = in_go();
    let mut text = String::new();
    let mut section = "";
    for (index, row) in rows().iter().enumerate() {
        if row.section != section {
            if section == VARIABLES {
                text.push_str(&fields());
            }
            section = row.section;
            let head = if section == VARIABLES { "variable | type" } else { "function | arguments" };
            text.push_str(&format!(
                "\n## {section}\n\n| {head} | what it is | in Go's language | in Jinja | gives |\n| --- | --- | --- | --- | --- | --- |\n"
            ));
        }
        let names: Vec<String> = row.names.iter().map(|name| code(name)).collect();
        let ty = if section == VARIABLES {
            code(&said(&annotations, "type", index))
        } else {
            signature(row.names[0])
        };
        let go = row.go.map(code).unwrap_or_default();
        let jinja = row.jinja.as_deref().map(code).unwrap_or_default();
        let gives =
            row.go.map(|_| code(&said(&annotations, "text", index).replace('\n', "\\n"))).unwrap_or_default();
        text.push_str(&format!(
            "| {} | {ty} | {} | {go} | {jinja} | {gives} |\n",
            names.join(", "),
            row.meaning
        ));
    }
    text.trim_start().to_owned()
}

/// A cell of code; nothing for no text.
fn code(text: &str) -> String {
    match (text.is_empty(), text.contains('`')) {
        (true, _) => String::new(),
        (false, true) => format!("`` {text} ``"),
        (false, false) => format!("`{text}`"),
    }
}

/// The types of a function's arguments.
fn signature(name: &str) -> String {
    // Of functions of one name, the last is called.
    let Some(function) = LIBRARY.functions().filter(|function| function.name == name).last() else {
        return String::new();
    };
    let Function { params, variadic, .. } = function;
    let all =
        params.iter().map(|param| ty(*param)).chain(variadic.iter().map(|rest| format!("{}…", ty(*rest))));
    code(&all.collect::<Vec<_>>().join(", "))
}

fn ty(param: Param) -> String {
    match param {
        Param::Any => "any".to_owned(),
        Param::Message => "message".to_owned(),
        param => param.name().replace("interface {}", "any"),
    }
}

/// The tables of the fields that variables have.
fn fields() -> String {
    let structs = [("ObjectMeta", &OBJECT_META), ("Spec", &POD_SPEC), ("Spec.Containers[…]", &CONTAINER)];
    let messages = [("ProxyConfig", &PROXY_CONFIG), ("MeshConfig", &MESH_CONFIG)];
    let of_struct = |(name, ty): (&str, &'static Struct)| {
        let rows: String = ty
            .fields
            .iter()
            .map(|field| format!("| `{}` | `{}` |\n", field.go, go_type(&field.ty)))
            .collect();
        format!("\n### {name}\n\n| field | type |\n| --- | --- |\n{rows}")
    };
    let of_message = |(name, ty): (&str, &'static MessageType)| {
        let rows: String = ty
            .fields
            .iter()
            .map(|field| format!("| `{}` | `{}` | {} |\n", field.go, message_type(field), releases(field)))
            .collect();
        format!("\n### {name}\n\n| field | type | releases |\n| --- | --- | --- |\n{rows}")
    };
    structs.into_iter().map(of_struct).chain(messages.into_iter().map(of_message)).collect()
}

fn go_type(ty: &Type) -> String {
    match ty {
        Type::Str(name) | Type::Raw(name) | Type::Pointer(name, _) | Type::Map(name, _) => (*name).to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Int32 => "int32".to_owned(),
        Type::Int64 => "int64".to_owned(),
        Type::Quantity => "resource.Quantity".to_owned(),
        Type::IntOrString => "intstr.IntOrString".to_owned(),
        Type::Time => "v1.Time".to_owned(),
        Type::One(ty) => ty.name.to_owned(),
        Type::Nullable(ty) => format!("*{}", ty.name),
        Type::List(item) => format!("[]{}", go_type(item)),
    }
}

fn message_type(field: &Field) -> String {
    let one = match field.kind {
        Kind::Str => "string",
        Kind::Bool => "bool",
        Kind::Int32 => "int32",
        Kind::Int64 => "int64",
        Kind::Uint32 => "uint32",
        Kind::Uint64 => "uint64",
        Kind::Double => "float64",
        Kind::Enum(ty) => ty.go,
        Kind::Message(ty) => ty.go,
    };
    match field.shape {
        Shape::One => one.to_owned(),
        Shape::Many => format!("[]{one}"),
        Shape::Map => format!("map[string]{one}"),
    }
}

/// `1.5+`, `1.5–1.9` or `1.5`; nothing where all releases have the field.
fn releases(field: &Field) -> String {
    let (since, until) = (field.releases.since, field.releases.until);
    match (since, until >= Release::NEWEST.minor()) {
        (0, true) => String::new(),
        (_, true) => format!("1.{since}+"),
        _ if since == until => format!("1.{since}"),
        (_, false) => format!("1.{since}–1.{until}"),
    }
}

#[test]
fn documented_templates_see_and_call_what_the_code_has() {
    documented::hold("docs/templates.md", "src/template/reference.txt", &written());
}

#[test]
fn every_variable_and_function_has_one_row() {
    let mut listed: Vec<&str> = rows().into_iter().flat_map(|row| row.names).collect();
    let functions: BTreeSet<&str> = LIBRARY.functions().map(|function| function.name).collect();
    let mut all: Vec<&str> = functions
        .into_iter()
        .chain(["and", "or", "render", "IstioAnnotations", "ApplicationContainers", "PodPorts"])
        .chain(["CanonicalName", "CanonicalRevision", "Owner", "IstioRelease"])
        .chain(FIELDS)
        .collect();
    listed.sort_unstable();
    all.sort_unstable();
    assert_eq!(listed, all);
}

#[test]
fn names_of_one_row_do_the_same() {
    for row in rows() {
        let Some(go) = row.go else { continue };
        let of_name = |name: &str| {
            let call = go.replacen(row.names[0], name, 1);
            rendered("examples.tpl", |index, _| {
                (index == 0).then(|| format!("    text0: {{{{ toJson ({call}) | quote }}}}\n"))
            })
        };
        for name in &row.names[1..] {
            assert_eq!(said(&of_name(name), "text", 0), said(&of_name(row.names[0]), "text", 0), "{name}");
        }
    }
}

#[test]
fn examples_give_the_same_in_both_languages() {
    let go = in_go();
    let jinja = rendered("examples.jinja", |index, row| {
        let jinja = row.jinja.as_deref()?;
        Some(format!("    json{index}: {{{{ toJson({jinja}) | tojson }}}}\n"))
    });
    for (index, row) in rows().iter().enumerate().filter(|(_, row)| row.jinja.is_some()) {
        assert_eq!(said(&go, "json", index), said(&jinja, "json", index), "{}", row.names[0]);
    }
}
