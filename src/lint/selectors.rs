//! Selectors that can never pick a pod.

use crate::settings::inject_config::InjectConfig;
use crate::settings::selector::{Requirement, Selector};
use crate::warning::Code;
use kube_yaml::Error;
use kube_yaml::Node;

/// Checks the items of `alwaysInjectSelector` and `neverInjectSelector`.
pub(super) fn check(node: &Node, config: &InjectConfig, errors: &mut Vec<Error>) {
    let lists =
        [("neverInjectSelector", &config.never_inject), ("alwaysInjectSelector", &config.always_inject)];
    for (key, selectors) in lists {
        let items = node.get(key).and_then(Node::as_seq).unwrap_or_default();
        for (item, selector) in items.iter().zip(selectors.iter()) {
            let wrong = if selector.is_empty() {
                Some(("is empty, so it matches nothing".to_owned(), "add matchLabels or matchExpressions"))
            } else if let Some(label) = contradiction(selector) {
                Some((
                    format!("can never match: its requirements on label {label} contradict each other"),
                    "remove one of the requirements",
                ))
            } else if key == "alwaysInjectSelector" && config.never_inject.contains(selector) {
                Some((
                    "can never match: neverInjectSelector has the same selector and takes precedence"
                        .to_owned(),
                    "remove one of them",
                ))
            } else {
                None
            };
            errors.extend(wrong.map(|(cause, help)| {
                Code::Configuration.warn(format!("{key}: {cause}")).at(item.span).help(help)
            }));
        }
    }
}

/// A label that no pod can have as it is required.
fn contradiction(selector: &Selector) -> Option<&str> {
    let all = selector.requirements();
    let clash = |key: &str| {
        let of = || all.iter().filter(|(label, _)| label == key).map(|(_, requirement)| requirement);
        let present = of().any(|r| matches!(r, Requirement::In(_) | Requirement::Exists));
        let absent = of().any(|r| *r == Requirement::DoesNotExist);
        let choices = of().filter_map(|r| match r {
            Requirement::In(values) => Some(values),
            _ => None,
        });
        let left = choices.take(1).flatten().any(|value| {
            of().all(|r| match r {
                Requirement::In(values) => values.contains(value),
                Requirement::NotIn(values) => !values.contains(value),
                _ => true,
            })
        });
        let chosen = of().any(|r| matches!(r, Requirement::In(_)));
        (present && absent) || (chosen && !left)
    };
    all.iter().map(|(key, _)| key.as_str()).find(|key| clash(key))
}
