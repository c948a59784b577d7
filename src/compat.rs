//! `--compat istioctl`: the bytes that `istioctl kube-inject` writes, its habits included.
//!
//! Its habits are those of Istio 1.30's `IntoResourceFile`: it cuts the stream where apimachinery's YAML reader does,
//! takes an object for its Go type by the kind alone, keeps nothing of the text, and writes `---` behind every document.

mod cut;

pub(crate) use cut::documents;

use crate::code;
use std::borrow::Cow;

use crate::kinds::{self, Kinds, PodPath, Workload};
use crate::object::treat_all;
use crate::processed::{Processed, Source, repeated_keys};
use crate::quirks;
use crate::settings::{Release, Settings};
use kube_schema::{self as schema, LIST, Struct, TYPE_META, ZeroTime};
use kube_yaml::{self as yaml, Node, Value, json, spell};
use kube_yaml::{Error, Result};

/// What istioctl writes behind every document.
const END: &str = "---\n";
const LIST_KIND: &str = "List";
/// YAML reads keys of up to 1024 characters; in JSON a byte may take six.
const SURE_KEY: usize = 1024 / 6;

/// Injects one document and writes it anew, or passes it through when it is of no kind that matters.
///
/// # Errors
/// When the document, or what the template makes of it, is not valid.
pub(crate) fn process(settings: &Settings, source: &Source<'_>) -> Result<Processed> {
    check_separator(source.text).map_err(|e| source.place(e))?;
    let mut done = Processed::default();
    let mut repeated = Vec::new();
    let written = match yaml::parse_noting(source.text, &mut repeated).map_err(|e| source.place(e))? {
        Some(mut tree) if !tree.is_null() => {
            fold_keys(&mut tree).map_err(|e| source.place(e))?;
            let mut workloads = find(&tree).map_err(|e| source.place(e))?;
            let said = repeated_keys(source, !workloads.is_empty(), &repeated);
            done = treat_all(settings, source, &mut tree, &mut workloads)?;
            done.warnings.splice(0..0, said);
            let printed = type_of(&tree).map(|ty| print(&tree, ty, settings.release()));
            printed.iter().try_for_each(|p| by_json(p).map(drop)).map_err(|e| source.place(e))?;
            printed.map(|printed| spell::go_yaml(&printed))
        }
        _ => None,
    };
    done.text = Some(written.unwrap_or_else(|| source.text.to_owned()) + END);
    Ok(done)
}

/// Refuses a separator with more than a comment behind it, as apimachinery's reader does.
fn check_separator(text: &str) -> Result<()> {
    let Some(rest) = text.strip_prefix("---") else { return Ok(()) };
    let rest = rest.lines().next().unwrap_or_default().trim();
    if rest.is_empty() || rest.starts_with('#') {
        return Ok(());
    }
    Err(Error::new(code::ISTIOCTL, format!("istioctl does not accept {rest:?} after a document separator"))
        .help("move it to its own line, or drop --compat"))
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
        if let Cow::Owned(read) = by_json(item)? {
            *item = read;
        }
        fold_keys(item)?;
    }
    Ok(())
}

/// The object as YAML's reader has it from its JSON, by which Go's library hands objects on: nearly always itself.
///
/// JSON leaves control characters above ASCII as they are, where YAML refuses them and takes a next line for a break,
/// and a key may be longer in JSON than in YAML.
fn by_json(node: &Node) -> Result<Cow<'_, Node>> {
    if survives(node) {
        return Ok(Cow::Borrowed(node));
    }
    let cause = |e: Error| {
        Error::new(code::ISTIOCTL, format!("istioctl cannot convert this to JSON: {}", e.cause()))
            .at(node.span)
    };
    let read = yaml::parse(&json::to_json_sorted(node)).map_err(cause)?;
    Ok(read.map_or(Cow::Borrowed(node), Cow::Owned))
}

/// Whether JSON and YAML read all of the object's text alike.
fn survives(node: &Node) -> bool {
    let apart = |c| matches!(c, '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}');
    let plain = |text: &str| !text.contains(apart);
    match &node.value {
        Value::Str(text) => plain(text),
        Value::Seq(items) => items.iter().all(survives),
        Value::Map(map) => {
            map.iter().all(|(key, value)| key.len() <= SURE_KEY && plain(key) && survives(value))
        }
        _ => true,
    }
}

/// The workloads, whatever their API group; of a CronJob, the job template's metadata count for the pod's.
fn find(tree: &Node) -> Result<Vec<Workload>> {
    let mut workloads = kinds::find(tree, &Kinds::ISTIOCTL)?;
    for workload in workloads.iter_mut().filter(|w| w.pod_path == PodPath::CronJob) {
        workload.pod_path = PodPath::JobTemplate;
    }
    Ok(workloads)
}

/// The type an object is read and written as, by its kind alone: istioctl registers its kinds without their groups.
fn type_of(node: &Node) -> Option<&'static Struct> {
    match node.str_at("kind")? {
        LIST_KIND => Some(&LIST),
        kind => kinds::type_in_istioctl(kind),
    }
}

/// The object as Go marshals it; items of a List that are of no known kind as the JSON they are.
fn print(node: &Node, ty: &'static Struct, release: Release) -> Node {
    let mut printed = schema::marshal(node, ty, zero_time(release));
    quirks::forget_zeros(&mut printed, release);
    if !std::ptr::eq(ty, &raw const LIST) {
        return printed;
    }
    let printed_items = printed.get_mut("items").and_then(Node::as_seq_mut).into_iter().flatten();
    let items = node.get("items").and_then(Node::as_seq).into_iter().flatten();
    for (printed, item) in printed_items.zip(items) {
        if let Some(ty) = type_of(item) {
            *printed = print(item, ty, release);
        }
    }
    printed
}

/// Istio 1.28 is the first release on apimachinery 0.34.
fn zero_time(release: Release) -> ZeroTime {
    if release.minor() >= 28 { ZeroTime::Omit } else { ZeroTime::Null }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline;
    use crate::settings::Compat;
    use crate::settings::Sources;

    const CONFIG: &str = "templates:\n  sidecar: |\n    metadata:\n      labels: {mesh: \"yes\"}\n    spec:\n      containers:\n      - name: istio-proxy\n";

    fn inject(input: &str) -> Result<String> {
        let config = Some(("inject-config.yaml", CONFIG));
        let compat = Compat::Istioctl;
        let settings =
            Settings::load(Sources { inject_config: config, compat, ..Sources::default() }).unwrap();
        let documents = documents(input.as_bytes()).map(|d| d.unwrap());
        documents.map(|d| Ok(pipeline::process(&settings, "-", &d)?.text.unwrap())).collect()
    }

    fn injected(input: &str) -> String {
        inject(input).unwrap()
    }

    /// A pod on the host's network, which is read and written but not injected.
    fn skipped(more: &str) -> String {
        format!("{{kind: Pod, apiVersion: v1, spec: {{hostNetwork: true}}{more}}}")
    }

    #[test]
    fn other_kinds_pass_through_and_every_document_ends_in_a_separator() {
        assert_eq!(
            injected("kind:  Service # c\n---\r\n\n--- # d\n{}\n"),
            "kind:  Service # c\n---\n\n---\n{}\n---\n"
        );
    }

    #[test]
    fn known_kinds_are_printed_as_go_types_even_when_skipped() {
        let text = skipped(", zz: 1, metadata: {name: a}");
        let printed = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers: null\n  hostNetwork: true\nstatus: {}\n---\n";
        assert_eq!(injected(&text), printed);
        assert_eq!(injected(&text.replace("kind", "Kind")), printed);
    }

    #[test]
    fn the_kind_alone_decides_whatever_its_group() {
        let job = "kind: Job\napiVersion: batch.volcano.sh/v1alpha1\nspec: {minAvailable: 1}\n";
        let out = injected(job);
        assert!(out.contains("istio-proxy") && !out.contains("minAvailable"), "{out}");
    }

    #[test]
    fn items_of_a_list_are_printed_as_their_type_or_as_json() {
        let list = format!("kind: List\nitems: [{}, {{kind: X, b: 1e3, a: 0x10}}, null]\n", skipped(""));
        assert_eq!(
            injected(&list),
            "items:\n- apiVersion: v1\n  kind: Pod\n  metadata: {}\n  spec:\n    containers: null\n    \
             hostNetwork: true\n  status: {}\n- a: 16\n  b: 1000\n  kind: X\n- null\nkind: List\nmetadata: {}\n---\n"
        );
    }

    #[test]
    fn a_cron_job_is_decided_and_labelled_at_its_job_template() {
        let job = |at: &str, pod: &str| {
            format!(
                "kind: CronJob\nspec: {{jobTemplate: {{metadata: {at}, spec: {{template: {{metadata: {pod}}}}}}}}}\n"
            )
        };
        let refusal = "{labels: {sidecar.istio.io/inject: 'false'}}";
        assert!(!injected(&job(refusal, "{}")).contains("istio-proxy"));
        let out = injected(&job("{}", refusal));
        assert!(out.contains("istio-proxy") && out.contains("    metadata:\n      annotations:"), "{out}");
        assert!(out.contains("\n      labels:\n        mesh: \"yes\"\n    spec:"), "{out}");
    }

    #[test]
    fn only_the_namespace_of_the_template_keeps_a_pod_out() {
        let deployment = |own: &str, template: &str| {
            format!(
                "kind: Deployment\nmetadata: {{namespace: {own}}}\nspec: {{template: {{metadata: {{namespace: {template}}}}}}}\n"
            )
        };
        assert!(injected(&deployment("kube-system", "a")).contains("istio-proxy"));
        assert!(!injected(&deployment("a", "kube-system")).contains("istio-proxy"));
    }

    #[test]
    fn err_text_behind_a_separator() {
        for text in ["a: 1\n----\n", "--- {a: 1}\n", "%YAML 1.1\n---\na: 1\n"] {
            assert!(inject(text).is_err(), "{text}");
        }
        assert!(inject("--- # c\na: 1\n").is_ok());
    }

    #[test]
    fn err_text_that_json_leaves_and_yaml_refuses() {
        let pod = |text: &str| skipped(&format!(", metadata: {{annotations: {{a: {text}}}}}"));
        assert!(inject(&pod("\"\\x7F\"")).is_err());
        assert!(inject(&pod("\"\\x1F\"")).is_ok());
        assert!(inject("kind: Service\na: \"\\x7F\"\n").is_ok());
        assert!(inject("kind: List\nitems: [{a: \"\\x7F\"}]\n").is_err());
    }
}
