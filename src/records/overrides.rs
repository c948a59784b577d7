//! The author's containers of names that a template uses, kept as JSON for the next injection.

use crate::code;
use crate::pod::{List, Pod};
use kube_schema::{self as schema, ZeroTime};
use kube_yaml::{Error, Result, Span};
use kube_yaml::{Map, Node, json};

/// The annotation that keeps them.
pub(crate) const OVERRIDES: &str = "proxy.istio.io/overrides";
/// The image that yields to the template's, since Kubernetes asks every container for one.
pub(crate) const AUTO_IMAGE: &str = "auto";

/// The user's containers that an injection laid over the template's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overrides {
    /// Those the template has in `containers`.
    pub containers: Vec<Node>,
    /// Those the template has in `initContainers`.
    pub init_containers: Vec<Node>,
}

impl Overrides {
    /// Those of a list.
    #[must_use]
    pub(crate) fn of(&self, list: List) -> &[Node] {
        match list {
            List::Containers => &self.containers,
            List::Init => &self.init_containers,
        }
    }
}

/// The overrides an earlier injection recorded.
///
/// # Errors
/// When the annotation is not JSON of containers.
pub(crate) fn recorded(pod: &Pod) -> Result<Overrides> {
    let Some(text) = pod.annotation(OVERRIDES) else { return Ok(Overrides::default()) };
    let not = |what: &str| {
        let span = pod.annotations().and_then(|a| a.get(OVERRIDES)).map_or(Span::NONE, |n| n.span);
        Error::new(code::RECORD, format!("annotation {OVERRIDES}: {what}"))
            .at(span)
            .help("written by an earlier injection; remove the annotation to inject from scratch")
    };
    let root = json::from_json(text).map_err(|e| not(e.cause()))?;
    if root.as_map().is_none() && !root.is_null() {
        return Err(not("it is no JSON object"));
    }
    let read = |list: &str| -> Result<Vec<Node>> {
        let Some(items) = root.get(list).filter(|items| !items.is_null()) else { return Ok(Vec::new()) };
        let items = items.as_seq().ok_or_else(|| not("expected a list of containers"))?;
        let mut items: Vec<Node> = items.iter().cloned().map(Node::detach).collect();
        for item in &mut items {
            schema::read(item, &schema::CONTAINER, &mut Vec::new()).map_err(|e| not(e.cause()))?;
        }
        Ok(items)
    };
    Ok(Overrides { containers: read("containers")?, init_containers: read("initContainers")? })
}

/// The annotation's value: the containers as Go's type prints them.
#[must_use]
pub(crate) fn to_json(overrides: &Overrides) -> String {
    let lists = [("containers", &overrides.containers), ("initContainers", &overrides.init_containers)];
    let typed = |items: &Vec<Node>| {
        items.iter().map(|c| schema::marshal(c, &schema::CONTAINER, ZeroTime::Omit)).collect::<Vec<_>>()
    };
    let root: Map = lists
        .into_iter()
        .filter(|(_, items)| !items.is_empty())
        .map(|(key, items)| (key, Node::made(typed(items))))
        .collect();
    json::to_json(&Node::made(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded_in(annotation: &str) -> Result<Overrides> {
        recorded(&Pod::of_text(&format!("{{metadata: {{annotations: {{{OVERRIDES}: '{annotation}'}}}}}}")))
    }

    #[test]
    fn what_is_written_is_read() {
        let text = r#"{"containers":[{"name":"istio-proxy","resources":{}}],"initContainers":[{"name":"istio-init","resources":{}}]}"#;
        let overrides = recorded_in(text).unwrap();
        assert_eq!(overrides.of(List::Init)[0].str_at("name"), Some("istio-init"));
        assert_eq!(to_json(&overrides), text);
        assert!(recorded(&Pod::empty()).unwrap().containers.is_empty());
        assert!(recorded_in("null").unwrap().containers.is_empty());
    }

    #[test]
    fn err_text_that_no_injection_writes() {
        for text in ["{", "[]", "5", r#"{"containers":{}}"#, r#"{"containers":[{"env":5}]}"#] {
            assert!(recorded_in(text).is_err(), "{text}");
        }
    }
}
