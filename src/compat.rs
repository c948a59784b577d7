//! `--compat istioctl`: the bytes that `istioctl kube-inject` writes, its habits included.
//!
//! Its habits are those of Istio 1.30's `IntoResourceFile`: it cuts the stream where apimachinery's YAML reader does,
//! takes an object for its Go type by the kind alone, keeps nothing of the text, and writes `---` behind every document.

mod cut;

pub use cut::{Cut, documents};

use crate::error::{Error, Result};
use crate::kinds::{self, Shape, Workload};
use crate::pipeline::{Processed, Source, treat_all};
use crate::schema::{self, LIST, Struct, TYPE_META, ZeroTime};
use crate::settings::{Compat, Settings};
use crate::yaml::{self, Node, Value, spell};

/// What istioctl writes behind every document.
const END: &str = "---\n";
const LIST_KIND: &str = "List";

/// Injects one document and writes it anew, or passes it through when it is of no kind that matters.
///
/// # Errors
/// When the document, or what the template makes of it, is not valid.
pub fn process(settings: &Settings, source: &Source<'_>) -> Result<Processed> {
    check_separator(source.text).map_err(|e| source.place(e))?;
    let mut done = Processed::default();
    let written = match yaml::parse(source.text).map_err(|e| source.place(e))? {
        Some(mut tree) if !tree.is_null() => {
            fold_keys(&mut tree).map_err(|e| source.place(e))?;
            let workloads = find(&tree).map_err(|e| source.place(e))?;
            done = treat_all(settings, source, &mut tree, workloads)?;
            let printed = type_of(&tree).map(|ty| print(&tree, ty, zero_time(settings)));
            printed.iter().try_for_each(check_text).map_err(|e| source.place(e))?;
            printed.map(|printed| spell::go_yaml(&printed))
        }
        _ => None,
    };
    done.text = Some(written.unwrap_or_else(|| source.text.to_owned()) + END);
    Ok(done)
}

/// The namespaces that may keep a pod out, of the pod template's and the workload's: istioctl looks at the first only.
#[must_use]
pub fn namespaces<'a>(compat: Compat, template: &'a str, workload: &'a str) -> [&'a str; 2] {
    match compat {
        Compat::Off => [template, workload],
        Compat::Istioctl => [template, ""],
    }
}

/// Refuses a separator with more than a comment behind it, as apimachinery's reader does.
fn check_separator(text: &str) -> Result<()> {
    let Some(rest) = text.strip_prefix("---") else { return Ok(()) };
    let rest = rest.lines().next().unwrap_or_default().trim();
    if rest.is_empty() || rest.starts_with('#') {
        return Ok(());
    }
    Err(Error::new(format!("istioctl takes no {rest:?} behind a document separator"))
        .help("put it on a line of its own, or leave --compat out"))
}

/// Gives `kind`, `apiVersion` and `items` their names where the case of a key is wrong: encoding/json does not mind.
fn fold_keys(node: &mut Node) -> Result<()> {
    let Some(map) = node.as_map() else { return Ok(()) };
    let other_case = |key: &str| TYPE_META.find(key).is_none() && TYPE_META.find_folded(key).is_some();
    if map.iter().any(|(key, _)| other_case(key)) {
        schema::read(node, &TYPE_META, &mut Vec::new())?;
    }
    if node.str_at("kind") != Some(LIST_KIND) {
        return Ok(());
    }
    schema::read(node, &LIST, &mut Vec::new())?;
    for item in node.get_mut("items").and_then(Node::as_seq_mut).into_iter().flatten() {
        check_text(item)?;
        fold_keys(item)?;
    }
    Ok(())
}

/// Refuses text that does not survive the way through JSON and YAML's reader: JSON leaves these characters as they are,
/// YAML does not take them so.
fn check_text(node: &Node) -> Result<()> {
    let lost = |c| matches!(c, '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}');
    let check = |text: &str| match text.chars().find(|c| lost(*c)) {
        Some(c) => Err(Error::new(format!("istioctl cannot write the character {c:?}")).at(node.span)),
        None => Ok(()),
    };
    match &node.value {
        Value::Str(text) => check(text),
        Value::Seq(items) => items.iter().try_for_each(check_text),
        Value::Map(map) => {
            map.iter().try_for_each(|(key, value)| check(key).and_then(|()| check_text(value)))
        }
        _ => Ok(()),
    }
}

/// The workloads, whatever their API group; of a CronJob, the job template's metadata count for the pod's.
fn find(tree: &Node) -> Result<Vec<Workload>> {
    let mut workloads = kinds::find(tree, kinds::Groups::Any)?;
    for workload in workloads.iter_mut().filter(|w| w.shape == Shape::CronJob) {
        workload.shape = Shape::JobTemplate;
    }
    Ok(workloads)
}

/// The type an object is read and written as, by its kind alone: istioctl registers its kinds without their groups.
fn type_of(node: &Node) -> Option<&'static Struct> {
    match node.str_at("kind")? {
        LIST_KIND => Some(&LIST),
        kind => schema::kind(kind),
    }
}

/// The object as Go marshals it; items of a List that are of no known kind as the JSON they are.
fn print(node: &Node, ty: &'static Struct, zero_time: ZeroTime) -> Node {
    let mut printed = schema::typed(node, ty, zero_time);
    if !std::ptr::eq(ty, &raw const LIST) {
        return printed;
    }
    let printed_items = printed.get_mut("items").and_then(Node::as_seq_mut).into_iter().flatten();
    let items = node.get("items").and_then(Node::as_seq).into_iter().flatten();
    for (printed, item) in printed_items.zip(items) {
        if let Some(ty) = type_of(item) {
            *printed = print(item, ty, zero_time);
        }
    }
    printed
}

/// Istio 1.28 is the first release on apimachinery 0.34.
fn zero_time(settings: &Settings) -> ZeroTime {
    if settings.release().minor() >= 28 { ZeroTime::Omit } else { ZeroTime::Null }
}
