//! What a KRM function is given: where the settings of the call are, which item a message is about, and the results.

use crate::kinds::{self, Kinds, Object, Step};
use kube_yaml::split::Document;
use kube_yaml::writeback;
use kube_yaml::{self as yaml, Location, Map, Node, Result, Value};
use std::borrow::Cow;
use std::ops::Range;

/// Annotations that say which file an item comes from, and where it stands there; each with its older name.
const PATH: [&str; 2] = ["internal.config.kubernetes.io/path", "config.kubernetes.io/path"];
const INDEX: [&str; 2] = ["internal.config.kubernetes.io/index", "config.kubernetes.io/index"];

/// A ResourceList as it was read.
#[derive(Clone, Debug)]
pub struct ResourceList {
    document: Document,
    root: Node,
}

/// How much a result matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResultSeverity {
    /// The function failed.
    Error,
    /// The function went on.
    Warning,
    /// The reader may want to know.
    Info,
}

/// Something that a function tells its caller.
#[derive(Clone, Debug)]
pub struct FunctionResult {
    /// How much it matters.
    pub severity: ResultSeverity,
    /// What there is to say.
    pub message: String,
    /// A stable word for it.
    pub code: Option<&'static str>,
    /// The place in the ResourceList that it is about; without a width, the item that begins on that line.
    pub location: Option<Location>,
    /// The object that it is about, as messages name it.
    pub object: Option<String>,
}

impl ResourceList {
    /// The ResourceList that a document is; `None` where it is something else.
    ///
    /// # Errors
    /// When it seems to be one, and cannot be read.
    pub fn of(file: &str, document: &Document) -> Result<Option<Self>> {
        if memchr::memmem::find(&document.bytes, b"ResourceList").is_none() {
            return Ok(None);
        }
        let text = document.text().map_err(|error| error.in_text(file, document.first_line, ""))?;
        let read = yaml::parse(text).map_err(|error| error.in_text(file, document.first_line, text))?;
        let list = read.filter(kinds::is_resource_list);
        Ok(list.map(|root| ResourceList { document: document.clone(), root }))
    }

    /// The document itself.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The settings of the call, an object of any kind; `None` where there are none.
    #[must_use]
    pub fn function_config(&self) -> Option<&Node> {
        self.root.get("functionConfig").filter(|config| !config.is_null())
    }

    /// The text of the list, read or injected, with more results; what it has of them already stays.
    ///
    /// # Errors
    /// When `text` is no ResourceList.
    pub fn with_results(&self, text: &str, results: &[FunctionResult]) -> Result<String> {
        let Some(read) = yaml::parse(text)?.filter(|_| !results.is_empty()) else {
            return Ok(text.to_owned());
        };
        let mut wanted = read.clone();
        let made = results.iter().map(|result| self.result(result));
        if let Some(map) = wanted.as_map_mut() {
            match map.get_mut("results").and_then(Node::as_seq_mut) {
                Some(earlier) => earlier.extend(made),
                None => map.set("results", Node::made(made.collect::<Vec<_>>())),
            }
        }
        Ok(writeback::write(text, &read, &wanted).unwrap_or_else(|| text.to_owned()))
    }

    fn result(&self, result: &FunctionResult) -> Node {
        let severity = match result.severity {
            ResultSeverity::Error => "error",
            ResultSeverity::Warning => "warning",
            ResultSeverity::Info => "info",
        };
        let mut map = Map::default();
        map.set("message", Node::made(result.message.as_str()));
        map.set("severity", Node::made(severity));
        if let Some(at) = &result.location {
            self.refer(&mut map, at, result.object.as_deref());
        }
        if let Some(code) = result.code {
            map.set("tags", made([("code", code.to_owned())]));
        }
        Node::made(map)
    }

    /// Says which item a place of the list is in, which of its fields is there, and which file the item comes from.
    fn refer(&self, result: &mut Map, at: &Location, object: Option<&str>) {
        let offset = self.offset_of(at);
        let Some(item) = self.item_at(at, offset, object) else { return };
        let names = [
            ("apiVersion", item.api_version.to_string()),
            ("kind", item.kind.to_string()),
            ("namespace", item.namespace()),
            ("name", item.name()),
        ];
        result.set("resourceRef", made(names.into_iter().filter(|(_, name)| !name.is_empty())));
        if let Some(field) = offset.and_then(|offset| field_at(item.node, offset)) {
            result.set("field", made([("path", field)]));
        }
        let annotation = |names: [&str; 2]| {
            let annotations = item.node.at(&["metadata", "annotations"])?;
            names.iter().find_map(|name| annotations.get(name)?.scalar_text())
        };
        if let Some(path) = annotation(PATH) {
            let mut file = Map::default();
            file.set("path", Node::made(path.as_ref()));
            if let Some(index) = annotation(INDEX).and_then(|index| index.parse::<i64>().ok()) {
                file.set("index", Node::made(index));
            }
            result.set("file", Node::made(file));
        }
    }

    /// The item that a place is in, or the settings: the one that is named where several begin on its line.
    fn item_at(&self, at: &Location, offset: Option<usize>, object: Option<&str>) -> Option<Object<'_>> {
        let text = self.document.text().ok()?;
        let line = text_of_line(text, at.line.checked_sub(self.document.first_line)?)?;
        let objects = |node| kinds::objects(node, &Kinds::default(), &|_| true).unwrap_or_default();
        let items =
            objects(&self.root).into_iter().chain(self.function_config().into_iter().flat_map(objects));
        let mut found: Option<Object<'_>> = None;
        for item in items {
            let (start, end) = (item.node.span.start as usize, item.node.span.end as usize);
            let holds = match offset {
                Some(offset) => (start..=end).contains(&offset),
                None => start < line.end && line.start < end,
            };
            let better = found.as_ref().is_none_or(|last| !is_named(last, object) && is_named(&item, object));
            if holds && better {
                found = Some(item);
            }
        }
        found
    }

    /// The byte of the list that a place means, where it says more than a line.
    fn offset_of(&self, at: &Location) -> Option<usize> {
        let text = self.document.text().ok()?;
        let line =
            text_of_line(text, at.line.checked_sub(self.document.first_line)?).filter(|_| at.width > 0)?;
        let before = text[line.clone()].chars().take(at.column.saturating_sub(1));
        Some(line.start + before.map(char::len_utf8).sum::<usize>())
    }
}

/// The bytes of a line, from 0.
fn text_of_line(text: &str, line: usize) -> Option<Range<usize>> {
    let mut lines = text.split_inclusive('\n');
    let start: usize = lines.by_ref().take(line).map(str::len).sum();
    Some(start..start + lines.next()?.len())
}

/// Whether messages name an item so; they may know the namespace that it leaves open.
fn is_named(item: &Object<'_>, object: Option<&str>) -> bool {
    let rest = object.and_then(|object| object.strip_prefix(&*item.kind)?.strip_prefix(' '));
    let name = rest.map(|rest| rest.split_once('/').unwrap_or(("", rest)));
    name.is_some_and(|(namespace, name)| {
        let own = item.namespace();
        name == item.name() && (own.is_empty() || own == namespace)
    })
}

/// A map of strings.
fn made<'k>(entries: impl IntoIterator<Item = (&'k str, String)>) -> Node {
    let mut map = Map::default();
    entries.into_iter().for_each(|(key, value)| map.set(key, Node::made(value.as_str())));
    Node::made(map)
}

/// The field of an object that a byte belongs to; none where the object begins, which stands for all of it.
fn field_at(object: &Node, offset: usize) -> Option<String> {
    if object.span.start as usize == offset {
        return None;
    }
    let mut steps = Vec::new();
    let mut node = object;
    loop {
        let next = match &node.value {
            Value::Map(map) => map.entries.iter().find_map(|entry| {
                let (key, value) = (entry.key_span, entry.value.span);
                let end = if value.is_some() { value.end.max(key.end) } else { key.end };
                let holds = key.is_some() && (key.start as usize..end as usize).contains(&offset);
                holds.then(|| (Step::Key(Cow::Owned(entry.key.to_string())), &entry.value))
            }),
            Value::Seq(items) => items.iter().enumerate().find_map(|(index, item)| {
                item.span.range().contains(&offset).then_some((Step::Index(index), item))
            }),
            _ => None,
        };
        let Some((step, below)) = next else { break };
        steps.push(step);
        node = below;
    }
    (!steps.is_empty()).then(|| kinds::spelled(&steps))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::split::documents;

    const LIST: &str = "\
apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: one   # first
    annotations: {config.kubernetes.io/index: '2', config.kubernetes.io/path: a.yaml}
  spec: {containers: [{name: a, image: b}]}
- {apiVersion: v1, kind: Pod, metadata: {name: two, namespace: shop}}
functionConfig: {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
";

    fn list(text: &str) -> Option<ResourceList> {
        let document = documents(text.as_bytes()).next().unwrap().unwrap();
        ResourceList::of("-", &document).unwrap()
    }

    /// The results of a list, once it has one more, as JSON.
    fn results(text: &str, at: Option<(usize, usize)>, object: &str) -> String {
        let location = at.map(|(line, column)| Location {
            line,
            column,
            width: usize::from(column > 0),
            ..Location::default()
        });
        let result = FunctionResult {
            severity: ResultSeverity::Warning,
            message: "no".to_owned(),
            code: None,
            location,
            object: Some(object.to_owned()),
        };
        let written = list(text).unwrap().with_results(text, &[result]).unwrap();
        let kept = text.split("results:").next().unwrap().trim_end_matches('}');
        assert!(written.starts_with(kept), "{written}");
        yaml::json::to_json(yaml::parse(&written).unwrap().unwrap().get("results").unwrap())
    }

    #[test]
    fn only_a_list_of_the_group_is_one() {
        assert!(list(LIST).unwrap().function_config().is_some());
        assert!(list(&LIST.replace("functionConfig: {", "other: {")).unwrap().function_config().is_none());
        assert!(list(&LIST.replace("config.kubernetes.io/v1\n", "example.com/v1\n")).is_none());
        assert!(list("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ResourceList}\n").is_none());
    }

    #[test]
    fn place_tells_the_item_its_field_and_its_file() {
        assert_eq!(
            results(LIST, Some((9, 30)), ""),
            r#"[{"message":"no","severity":"warning","resourceRef":{"apiVersion":"v1","kind":"Pod","name":"one"},"field":{"path":"spec.containers[0].name"},"file":{"path":"a.yaml","index":2}}]"#
        );
        assert!(
            results(LIST, Some((4, 3)), "").contains(r#""name":"one"},"file""#),
            "the whole item is no field"
        );
        assert!(results(LIST, Some((10, 0)), "").contains(r#""namespace":"shop","name":"two"}}"#));
        assert!(results(LIST, Some((11, 20)), "").contains(r#""kind":"ConfigMap","name":"settings""#));
        assert_eq!(results(LIST, Some((1, 1)), ""), r#"[{"message":"no","severity":"warning"}]"#);
        assert_eq!(results(LIST, None, ""), r#"[{"message":"no","severity":"warning"}]"#);
    }

    #[test]
    fn name_tells_items_of_one_line_apart() {
        let json = yaml::json::to_json(&yaml::parse(LIST).unwrap().unwrap());
        for name in ["Pod one", "Pod default/one", "Pod shop/two"] {
            let name = (name, results(&json, Some((1, 0)), name));
            let own = name.0.rsplit(['/', ' ']).next().unwrap();
            assert!(name.1.contains(&format!(r#""name":"{own}"}}"#)), "{name:?}");
        }
    }

    #[test]
    fn earlier_results_stay() {
        let text = format!("{LIST}results:\n- message: before   # said\n");
        assert!(results(&text, None, "").starts_with(r#"[{"message":"before"},"#));
        assert_eq!(list(LIST).unwrap().with_results(LIST, &[]).unwrap(), LIST);
    }
}
