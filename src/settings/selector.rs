//! Label selectors, by which the webhook's configuration picks pods.

use super::fields::{pairs, text, texts, wrong};
use crate::code;
use kube_yaml::Node;
use kube_yaml::{Error, Result};

/// A Kubernetes label selector: all of its requirements must hold.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selector {
    requirements: Vec<(String, Requirement)>,
}

/// What is required of one label.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Requirement {
    /// It is there with one of the values.
    In(Vec<String>),
    /// It is not there, or with none of the values.
    NotIn(Vec<String>),
    /// The label exists, whatever its value.
    Exists,
    /// It is not there.
    DoesNotExist,
}

impl Selector {
    /// Whether it requires nothing, and so picks nothing where Istio asks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// What it requires, by label.
    #[must_use]
    pub fn requirements(&self) -> &[(String, Requirement)] {
        &self.requirements
    }

    /// Whether labels, as `label` answers for them, meet all requirements.
    pub fn matches<'l>(&self, label: impl Fn(&str) -> Option<&'l str>) -> bool {
        self.requirements.iter().all(|(key, requirement)| {
            let value = label(key);
            let among = |values: &[String]| value.is_some_and(|v| values.iter().any(|w| w == v));
            match requirement {
                Requirement::In(values) => among(values),
                Requirement::NotIn(values) => !among(values),
                Requirement::Exists => value.is_some(),
                Requirement::DoesNotExist => value.is_none(),
            }
        })
    }

    /// Reads a selector as Kubernetes types it.
    ///
    /// # Errors
    /// When a field is of the wrong type, or an operator is unknown or has the wrong number of values.
    pub fn read(node: &Node) -> Result<Self> {
        let mut requirements = Vec::new();
        for (key, value) in pairs(node.get("matchLabels"), "matchLabels")? {
            let value = text(value, "matchLabels")?.to_owned();
            requirements.push((key.to_owned(), Requirement::In(vec![value])));
        }
        let Some(expressions) = node.get("matchExpressions").filter(|e| !e.is_null()) else {
            return Ok(Selector { requirements });
        };
        let items = expressions.as_seq().ok_or_else(|| wrong(expressions, "matchExpressions", "a list"))?;
        for item in items {
            requirements.push(requirement(item)?);
        }
        Ok(Selector { requirements })
    }
}

/// The selectors of a list that may be absent.
pub(super) fn read_all(node: Option<&Node>, key: &str) -> Result<Vec<Selector>> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let items = node.as_seq().ok_or_else(|| wrong(node, key, "a list"))?;
    items.iter().map(|item| pairs(Some(item), key).and_then(|_| Selector::read(item))).collect()
}

fn requirement(node: &Node) -> Result<(String, Requirement)> {
    let key = node.str_at("key").ok_or_else(|| wrong(node, "matchExpressions", "a key"))?.to_owned();
    let values = texts(node.get("values"), "values")?;
    let invalid =
        |cause: &str| Err(Error::new(code::FIELD, format!("matchExpressions: {key}: {cause}")).at(node.span));
    let requirement = match (node.str_at("operator").unwrap_or_default(), values.is_empty()) {
        ("In", false) => Requirement::In(values),
        ("NotIn", false) => Requirement::NotIn(values),
        ("Exists", true) => Requirement::Exists,
        ("DoesNotExist", true) => Requirement::DoesNotExist,
        ("In" | "NotIn", true) => return invalid("the operator requires values"),
        ("Exists" | "DoesNotExist", false) => return invalid("the operator takes no values"),
        _ => return invalid("unknown operator, expected In, NotIn, Exists or DoesNotExist"),
    };
    Ok((key, requirement))
}
