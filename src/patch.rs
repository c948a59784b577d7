//! Injection as kustomize patches, in place of whole objects.

mod json6902;

pub(crate) use json6902::operations;

use crate::kinds::{self, ITEMS, Kinds, Object};
use crate::processed::{Patch, PatchForm, PatchTarget, Processed};
use crate::warning::Code;
use kube_schema::Struct;
use kube_schema::merge::difference::difference;
use kube_schema::merge::equal_keys::equal_keys;
use kube_yaml::split::Document;
use kube_yaml::writeback::{DocStyle, block_entry, block_map, block_seq};
use kube_yaml::{self as yaml, Items, Map, Node};
use kube_yaml::{Error, Result};

/// The kinds whose lists kustomize merges by their keys: its own schema is that of Kubernetes 1.21, without what was
/// deprecated long before, and without what is no part of Kubernetes.
const KNOWN_TO_KUSTOMIZE: [(&str, &[&str]); 4] = [
    ("v1", &["Pod", "ReplicationController"]),
    ("apps/v1", &["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet"]),
    ("batch/v1", &["Job", "CronJob"]),
    ("batch/v1beta1", &["CronJob"]),
];

/// Puts the patches of a document's objects in the place of its new text; none where nothing changed. Where kustomize
/// would not merge a strategic patch right the object gets a JSON patch, and a word. Settings [for
/// patches](crate::Settings::for_patches) spare a text that nobody reads.
///
/// # Errors
/// When the document is not valid, which processing it would have found.
pub fn in_place_of_text(mut done: Processed, document: &Document, form: PatchForm) -> Result<Processed> {
    done.undo = None;
    let (trees, text) = (done.trees.take(), done.text.take());
    let read = document.text()?;
    let mut found = Found::new(form);
    if let Some(trees) = trees {
        let before = trees.before.map_or_else(|| yaml::parse(read), |before| Ok(Some(before)))?;
        found.add_whole(before, Some(trees.after))?;
    } else if let Some(text) = text
        && found.add_items(read, &text).is_none()
    {
        found = Found::new(form);
        found.add_whole(yaml::parse(read)?, yaml::parse(&text)?)?;
    }
    done.patches.append(&mut found.patches);
    done.warnings.append(&mut found.warnings);
    Ok(done)
}

/// The patches of objects.
struct Found {
    form: PatchForm,
    patches: Vec<Patch>,
    warnings: Vec<Error>,
}

impl Found {
    fn new(form: PatchForm) -> Self {
        Found { form, patches: Vec::new(), warnings: Vec::new() }
    }

    /// Adds the patches of a List's objects, read one by one before and after; `None` where it has to be read as a whole.
    fn add_items(&mut self, before: &str, after: &str) -> Option<()> {
        let (before, after) = (Items::of(before, ITEMS)?, Items::of(after, ITEMS)?);
        let is_list = |items: &Items<'_>| items.frame().str_at("kind") == Some("List");
        if !is_list(&before) || !is_list(&after) || before.count() != after.count() {
            return None;
        }
        for index in 0..before.count() {
            let [before, after] = [&before, &after].map(|items| items.read(index, &mut Vec::new()));
            self.add(&before?, &after?).ok()?;
        }
        Some(())
    }

    /// Adds the patches of the objects of a document, if it says anything.
    fn add_whole(&mut self, before: Option<Node>, after: Option<Node>) -> Result<()> {
        before.zip(after).map_or(Ok(()), |(before, after)| self.add(&before, &after))
    }

    /// Adds the patches of the objects that change from one tree to the other.
    fn add(&mut self, before: &Node, after: &Node) -> Result<()> {
        for object in kinds::objects(after, &Kinds::ISTIOCTL, &|_| true)? {
            let before = kinds::object(before, &object.route).filter(|before| *before != object.node);
            if let Some(before) = before {
                self.add_object(before, &object);
            }
        }
        Ok(())
    }

    fn add_object(&mut self, before: &Node, object: &Object<'_>) {
        if object.name().is_empty() {
            let cause = "no patch written: the object has no name";
            return self.warnings.push(said(object, Code::UnnamedObject, cause));
        }
        let mergeable = match self.form {
            PatchForm::Json6902 => None,
            PatchForm::Strategic => match type_in_kustomize(before, object) {
                Ok(ty) => Some(ty),
                Err(why) => {
                    let warning = said(object, Code::JsonPatch, &format!("written as a JSON patch: {why}"));
                    self.warnings.push(warning.help(
                        "without --output-dir all patches are one kustomize Component, to list under components",
                    ));
                    None
                }
            },
        };
        let (form, text) = match mergeable {
            Some(ty) => (PatchForm::Strategic, strategic(before, object, ty)),
            None => (PatchForm::Json6902, list(&operations(before, object.node))),
        };
        self.patches.push(Patch { form, target: target(object), text });
    }
}

/// The type by which kustomize merges a strategic patch into an object, or why it does not do that right.
fn type_in_kustomize(before: &Node, object: &Object<'_>) -> std::result::Result<&'static Struct, String> {
    let known =
        |(version, kinds): &(&str, &[&str])| *version == object.api_version && kinds.contains(&&*object.kind);
    let ty = KNOWN_TO_KUSTOMIZE
        .iter()
        .find(|known_kinds| known(known_kinds))
        .and_then(|_| kinds::own_type(&object.kind));
    let Some(ty) = ty else {
        return Err(format!("kustomize has no schema for {} {}", object.api_version, object.kind));
    };
    match equal_keys(before, ty).or_else(|| equal_keys(object.node, ty)) {
        Some(equal) => {
            Err(format!("kustomize merges items with an equal {} into one ({})", equal.key, equal.path))
        }
        None => Ok(ty),
    }
}

fn said(object: &Object<'_>, code: Code, cause: &str) -> Error {
    code.warn(cause).object(object.title())
}

/// The strategic merge patch of one object, as a document.
fn strategic(before: &Node, object: &Object<'_>, ty: &'static Struct) -> String {
    let mut patch: Map =
        [("apiVersion", &*object.api_version), ("kind", &*object.kind)].map(named).into_iter().collect();
    let mut meta: Map = [("name", object.name().as_str())].map(named).into_iter().collect();
    if !object.namespace().is_empty() {
        meta.set("namespace", Node::made(object.namespace()));
    }
    patch.set("metadata", Node::made(meta));
    let change = difference(before, object.node, ty);
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

/// Operations as a document.
fn list(operations: &[Node]) -> String {
    let mut text = String::new();
    for operation in operations {
        block_seq(&mut text, std::slice::from_ref(operation), 0, &DocStyle::DEFAULT);
        text.push('\n');
    }
    text
}

fn target(object: &Object<'_>) -> PatchTarget {
    let (group, version) = object.api_version.split_once('/').unwrap_or(("", &object.api_version));
    PatchTarget {
        group: group.to_owned(),
        version: version.to_owned(),
        kind: object.kind.to_string(),
        name: object.name().to_string(),
        namespace: object.namespace().to_string(),
    }
}

impl Patch {
    /// The patch as an item of the `patches` in a kustomization or a kustomize Component: what it does stands in the file
    /// at `path`, or where there is none in the item itself.
    #[must_use]
    pub fn entry(&self, path: Option<&str>) -> String {
        let mut lines = Vec::new();
        if self.form == PatchForm::Json6902 {
            lines.push("target:".to_owned());
            let PatchTarget { group, version, kind, name, namespace } = &self.target;
            let (name, namespace) = (expression(name), expression(namespace));
            let fields = [
                ("group", group),
                ("version", version),
                ("kind", kind),
                ("name", &name),
                ("namespace", &namespace),
            ];
            lines.extend(
                fields.into_iter().filter(|(_, value)| !value.is_empty()).map(|(k, v)| said_as(2, k, v)),
            );
        }
        match path {
            Some(path) => lines.push(said_as(0, "path", path)),
            None => {
                lines.push("patch: |-".to_owned());
                lines.extend(self.text.lines().map(|line| format!("  {line}")));
            }
        }
        let begun = lines.iter().enumerate().map(|(index, line)| match index {
            0 => format!("- {line}\n"),
            _ => format!("  {line}\n"),
        });
        begun.collect()
    }
}

/// An entry of a map, `indent` columns in.
fn said_as(indent: usize, key: &str, value: &str) -> String {
    let mut text = " ".repeat(indent);
    block_entry(&mut text, key, &Node::made(value), indent, &DocStyle::DEFAULT);
    text
}

/// The regular expression of a name and nothing else: kustomize takes the names of targets for Go's expressions.
fn expression(name: &str) -> String {
    let mut expression = String::with_capacity(name.len());
    for c in name.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            expression.push('\\');
        }
        expression.push(c);
    }
    expression
}

fn named((key, value): (&'static str, &str)) -> (&'static str, Node) {
    (key, Node::made(value))
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

    fn patched(before: &str, after: &str, form: PatchForm) -> Processed {
        let document = kube_yaml::split::documents(before.as_bytes()).next().unwrap().unwrap();
        let done = Processed { text: Some(after.to_owned()), ..Processed::default() };
        in_place_of_text(done, &document, form).unwrap()
    }

    fn patch(form: PatchForm) -> Patch {
        let mut patches = patched(BEFORE, &after(), form).patches;
        assert_eq!(patches.len(), 1);
        patches.remove(0)
    }

    #[test]
    fn strategic_patch_names_the_object_and_changes_it() {
        let patch = parse(&patch(PatchForm::Strategic).text).unwrap().unwrap();
        assert_eq!(patch.at(&["metadata", "namespace"]).and_then(Node::as_str), Some("prod"));
        let before = parse(BEFORE).unwrap().unwrap();
        let merged = strategic::apply(before, patch, &DEPLOYMENT).unwrap();
        assert_eq!(Some(merged), parse(&after()).unwrap());
    }

    #[test]
    fn json_patch_is_an_item_with_its_target() {
        let patch = patch(PatchForm::Json6902);
        let items = parse(&patch.entry(None)).unwrap().unwrap();
        let entry = &items.as_seq().unwrap()[0];
        assert_eq!(entry.at(&["target", "name"]).and_then(Node::as_str), Some("web\\.v1"));
        let inline = entry.str_at("patch").unwrap();
        assert_eq!(inline, patch.text.trim_end());
        let operations = parse(inline).unwrap().unwrap();
        let path = operations.as_seq().unwrap()[0].str_at("path").unwrap().to_owned();
        assert_eq!(path, "/spec/template/spec/containers/1");
        let elsewhere = patch.entry(Some("web.yaml"));
        assert!(
            elsewhere.starts_with("- target:\n    group: apps\n")
                && elsewhere.ends_with("\n  path: web.yaml\n")
        );
    }

    #[test]
    fn every_character_of_an_expression_is_escaped_in_a_name() {
        assert_eq!(expression("${APP}-a.b*"), r"\$\{APP\}-a\.b\*");
        assert_eq!(expression("web-1"), "web-1");
    }

    #[test]
    fn what_kustomize_would_not_merge_right_gets_a_json_patch_and_a_word() {
        let ports = "image: x\n        ports: [{containerPort: 80}, {containerPort: 80, name: b}]";
        for (from, to, why) in [
            ("apps/v1", "apps/v1beta2", "kustomize has no schema for apps/v1beta2 Deployment"),
            (
                "image: x",
                ports,
                "with an equal containerPort into one (spec.template.spec.containers[0].ports)",
            ),
        ] {
            let (before, after) = (BEFORE.replace(from, to), after().replace(from, to));
            let done = patched(&before, &after, PatchForm::Strategic);
            assert_eq!(done.patches[0].form, PatchForm::Json6902);
            assert!(done.warnings[0].cause().contains(why), "{}", done.warnings[0]);
        }
        assert!(patched(BEFORE, &after(), PatchForm::Strategic).warnings.is_empty());
    }
}
