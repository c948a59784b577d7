//! Injection as kustomize patches, in place of whole objects.

mod json6902;

use std::fmt::Write;

use crate::kinds::{self, Kinds, Workload};
use crate::processed::Processed;
use crate::warning::Code;
use kube_schema::merge::difference::difference;
use kube_yaml::Result;
use kube_yaml::split::Document;
use kube_yaml::writeback::{DocStyle, block_entry, block_map, block_seq};
use kube_yaml::{self as yaml, Map, Node};

/// How patches are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Strategic merge patches, a document each: a file that a kustomization's `patches: [{path: …}]` takes as it is.
    Strategic,
    /// JSON patches (RFC 6902), each with its target, in one kustomize Component.
    Json6902,
}

impl Form {
    /// What stands before the first patch.
    #[must_use]
    pub fn opening(self) -> &'static str {
        match self {
            Form::Strategic => "",
            Form::Json6902 => "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n",
        }
    }

    /// What stands between two patches.
    #[must_use]
    pub fn between(self) -> &'static str {
        match self {
            Form::Strategic => "---\n",
            Form::Json6902 => "",
        }
    }
}

/// Puts the patches of a document's objects in the place of its new text; nothing where nothing changed.
///
/// # Errors
/// When the document is not valid, which processing it would have found.
pub fn in_place_of_text(mut done: Processed, document: &Document, form: Form) -> Result<Processed> {
    done.undo = None;
    let before = document.text()?;
    let Some(after) = done.text.take() else {
        done.text = Some(String::new());
        return Ok(done);
    };
    let mut patches = Vec::new();
    if let (Some(before), Some(after)) = (yaml::parse(before)?, yaml::parse(&after)?) {
        for workload in kinds::find(&after, &Kinds::ISTIOCTL)? {
            let objects = (kinds::object(&before, &workload.route), kinds::object(&after, &workload.route));
            let (Some(before), Some(after)) = objects else { continue };
            if before != after && workload.name.is_empty() {
                let cause = "no patch written: the object has no name";
                done.warnings.push(Code::UnnamedObject.warn(cause).object(workload.title()));
            } else if before != after {
                patches.push(match form {
                    Form::Strategic => strategic(before, after, &workload),
                    Form::Json6902 => entry(before, after, &workload),
                });
            }
        }
    }
    done.text = Some(patches.join(form.between()));
    Ok(done)
}

/// The strategic merge patch of one object, as a document.
fn strategic(before: &Node, after: &Node, workload: &Workload) -> String {
    let mut patch: Map =
        [("apiVersion", &workload.api_version), ("kind", &workload.kind)].map(named).into_iter().collect();
    let mut meta: Map = [("name", &workload.name)].map(named).into_iter().collect();
    if !workload.namespace.is_empty() {
        meta.set("namespace", Node::made(workload.namespace.as_str()));
    }
    patch.set("metadata", Node::made(meta));
    let change = difference(before, after, workload.ty);
    for entry in change.and_then(|c| c.as_map().cloned()).unwrap_or_default().entries {
        match (patch.get_mut(&entry.key).and_then(Node::as_map_mut), entry.value.as_map()) {
            (Some(known), Some(new)) => new.iter().for_each(|(key, value)| known.set(key, value.clone())),
            _ => patch.set(&entry.key, entry.value),
        }
    }
    let mut text = String::new();
    block_map(&mut text, &patch, 0, &DocStyle::DEFAULT);
    text.push('\n');
    text
}

/// The JSON patch of one object with its target, as an item of `patches`.
fn entry(before: &Node, after: &Node, workload: &Workload) -> String {
    let (group, version) = workload.api_version.split_once('/').unwrap_or(("", &workload.api_version));
    let mut text = String::from("- target:\n");
    // Names are regular expressions to kustomize.
    let name = workload.name.replace('.', "\\.");
    let namespace = workload.namespace.replace('.', "\\.");
    let fields = [
        ("group", group),
        ("version", version),
        ("kind", &workload.kind),
        ("name", &name),
        ("namespace", &namespace),
    ];
    for (key, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str("    ");
        block_entry(&mut text, key, &Node::made(value), 4, &DocStyle::DEFAULT);
        text.push('\n');
    }
    text.push_str("  patch: |-\n");
    for operation in json6902::operations(before, after) {
        text.push_str("    ");
        block_seq(&mut text, std::slice::from_ref(&operation), 4, &DocStyle::DEFAULT);
        // Writing to a String cannot fail.
        let _ = writeln!(text);
    }
    text
}

fn named((key, value): (&'static str, &String)) -> (&'static str, Node) {
    (key, Node::made(value.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_schema::{DEPLOYMENT, merge::strategic};
    use kube_yaml::parse;

    const BEFORE: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web.v1, namespace: prod}\n\
                          spec:\n  template:\n    spec:\n      containers:\n      - name: app\n        image: x\n";

    fn after() -> String {
        let items = "      - name: istio-proxy\n        args: [a]\n";
        format!("{BEFORE}{items}")
    }

    fn patch(form: Form) -> String {
        let document = kube_yaml::split::documents(BEFORE.as_bytes()).next().unwrap().unwrap();
        let done = Processed { text: Some(after()), ..Processed::default() };
        in_place_of_text(done, &document, form).unwrap().text.unwrap()
    }

    #[test]
    fn strategic_patch_names_the_object_and_changes_it() {
        let patch = parse(&patch(Form::Strategic)).unwrap().unwrap();
        assert_eq!(patch.at(&["metadata", "namespace"]).and_then(Node::as_str), Some("prod"));
        let before = parse(BEFORE).unwrap().unwrap();
        let merged = strategic::apply(before, patch, &DEPLOYMENT).unwrap();
        assert_eq!(Some(merged), parse(&after()).unwrap());
    }

    #[test]
    fn json_patch_is_an_entry_of_a_component() {
        let text = format!("{}{}", Form::Json6902.opening(), patch(Form::Json6902));
        let component = parse(&text).unwrap().unwrap();
        let entry = &component.get("patches").and_then(Node::as_seq).unwrap()[0];
        assert_eq!(entry.at(&["target", "name"]).and_then(Node::as_str), Some("web\\.v1"));
        let operations = parse(entry.str_at("patch").unwrap()).unwrap().unwrap();
        let path = operations.as_seq().unwrap()[0].str_at("path").unwrap().to_owned();
        assert_eq!(path, "/spec/template/spec/containers/1");
    }
}
