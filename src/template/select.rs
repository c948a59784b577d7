//! Which templates a pod gets: those its annotation names, or the default ones.

use crate::code;
use kube_yaml::{Error, Result};

/// The templates that istiod fills for Gateway resources, with data that no pod has.
pub(crate) const FOR_GATEWAYS: [&str; 4] =
    ["waypoint", "kube-gateway", "agentgateway", "agentgateway-waypoint"];

/// The names a pod's `inject.istio.io/templates` annotation lists, separated by commas, or `defaults` without one.
///
/// One of the `aliases` stands for its names, which are not looked up again. `known` are the names there are templates for.
///
/// # Errors
/// A name that is not known; the error lists those that are, sorted, or says that the template is none for pods.
pub(crate) fn select<'n>(
    annotation: Option<&'n str>,
    defaults: &'n [String],
    aliases: &'n [(String, Vec<String>)],
    known: &[&str],
) -> Result<Vec<&'n str>> {
    let asked: Vec<&str> = match annotation {
        Some(list) => list.split(',').map(str::trim).collect(),
        None => defaults.iter().map(String::as_str).collect(),
    };
    let mut names = Vec::with_capacity(asked.len());
    for name in asked {
        match aliases.iter().find(|(alias, _)| alias == name) {
            Some((_, meant)) => names.extend(meant.iter().map(String::as_str)),
            None => names.push(name),
        }
    }
    match names.iter().find(|name| !known.contains(name)) {
        None => Ok(names),
        Some(name) if FOR_GATEWAYS.contains(name) => Err(not_for_pods(name)),
        Some(unknown) => {
            let mut sorted = known.to_vec();
            sorted.sort_unstable();
            let error = Error::new(code::TEMPLATE_NAME, format!("requested template {unknown:?} not found"));
            Err(error.help(format!(
                "known templates: {}; --from reads those of an installation",
                sorted.join(", ")
            )))
        }
    }
}

/// What is wrong with asking for one of [`FOR_GATEWAYS`].
fn not_for_pods(name: &str) -> Error {
    let error = Error::new(code::TEMPLATE_NAME, format!("requested template {name:?} is not for pods"));
    error.help(
        "istiod fills it when it deploys a Gateway resource; gateway is the template of a gateway's pods",
    )
}

/// Says of an error of the template `name` that it was not made for pods, if it was not.
pub(crate) fn blame(error: Error, name: &str) -> Error {
    match FOR_GATEWAYS.contains(&name) {
        true => error.context(not_for_pods(name).cause().to_owned()),
        false => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotation_wins_over_defaults() {
        let (known, defaults) = (["sidecar", "gateway", "custom"], ["sidecar".to_owned()]);
        assert_eq!(select(None, &defaults, &[], &known).unwrap(), ["sidecar"]);
        assert_eq!(select(Some("gateway, custom "), &defaults, &[], &known).unwrap(), ["gateway", "custom"]);
    }

    #[test]
    fn alias_stands_for_its_names_once() {
        let aliases = [("a".to_owned(), vec!["b".to_owned(), "x".to_owned()]), ("b".to_owned(), vec![])];
        let defaults = ["a".to_owned()];
        assert_eq!(select(None, &defaults, &aliases, &["b", "x"]).unwrap(), ["b", "x"]);
        assert_eq!(select(Some("x,a"), &[], &aliases, &["b", "x"]).unwrap(), ["x", "b", "x"]);
    }

    #[test]
    fn err_unknown_template() {
        let error = select(Some("nope"), &[], &[], &["sidecar", "gateway"]).unwrap_err();
        assert_eq!(error.cause(), "requested template \"nope\" not found");
        assert_eq!(
            error.help_text(),
            Some("known templates: gateway, sidecar; --from reads those of an installation")
        );
        let error = select(Some("waypoint"), &[], &[], &["sidecar"]).unwrap_err();
        assert_eq!(error.cause(), "requested template \"waypoint\" is not for pods");
    }
}
