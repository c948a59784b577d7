//! The annotations and labels of a pod that are Istio's, and whether they do anything.

use crate::annotations::{self, is_istios};
use crate::inject::unread_proxy_config;
use crate::kinds::PodPath;
use crate::pod::Pod;
use crate::settings::Settings;
use kube_yaml::{Entry, Error, Node, Span};

/// An annotation or label that is meant for the injector or the proxy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Steering {
    /// `annotation` or `label`.
    pub place: &'static str,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Why it has no effect; `None` where it has one, as far as is known.
    pub ignored: Option<String>,
}

const PLACES: [(&str, &str); 2] = [("annotations", "annotation"), ("labels", "label")];

/// Those of a pod, and of the `object` that it is the template of.
pub(super) fn of(settings: &Settings, object: Option<&Node>, pod: &Pod, path: PodPath) -> Vec<Steering> {
    let mut doubts = annotations::unknown(&pod.meta, || settings.spoken());
    doubts.extend(annotations::doubts(&pod.meta));
    doubts.extend(unread_proxy_config(settings, pod));
    let mut found = listed(&pod.meta, &doubts, true);
    let outer = object
        .and_then(|object| object.get("metadata"))
        .filter(|_| path != PodPath::Pod && path != PodPath::Bare);
    if let Some(outer) = outer
        && let Some(map) = outer.as_map()
    {
        found.extend(listed(outer, &annotations::beside_the_pod(map, &pod.meta), false));
    }
    found
}

/// The annotations and labels of metadata that are Istio's, with what is said of them; `all`, or those that something is said of.
fn listed(meta: &Node, said: &[Error], all: bool) -> Vec<Steering> {
    let entries = PLACES.into_iter().flat_map(|(key, place)| {
        let map = meta.get(key).and_then(Node::as_map);
        map.into_iter().flat_map(|map| &map.entries).map(move |entry| (place, entry))
    });
    let steering = entries.filter(|(_, entry)| is_istios(&entry.key)).map(|(place, entry)| Steering {
        place,
        name: entry.key.to_string(),
        value: entry.value.scalar_text().unwrap_or_default().into_owned(),
        ignored: said
            .iter()
            .find(|error| is_about(error, entry))
            .map(|error| words(error, place, &entry.key)),
    });
    steering.filter(|steering| all || steering.ignored.is_some()).collect()
}

fn is_about(error: &Error, entry: &Entry) -> bool {
    let spans = [entry.key_span, entry.value.span];
    error.span().is_some_and(|span: Span| span.is_some() && spans.contains(&span))
}

/// What an error says of a name, without the name.
fn words(error: &Error, place: &str, name: &str) -> String {
    let cause = error.cause();
    let cause = cause.strip_prefix(&format!("{place} {name}: ")).unwrap_or(cause);
    match error.help_text() {
        Some(help) => format!("{cause}; {help}"),
        None => cause.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pod::map_of;
    use crate::settings::Sources;

    #[test]
    fn what_has_no_effect_says_why() {
        let settings = Settings::load(Sources::default()).unwrap();
        let text = "metadata: {annotations: {sidecar.istio.io/proxyCPU: '1'}, labels: {app: x}}\n\
                    spec: {template: {metadata: {annotations: {sidecar.istio.io/logLevel: loud, sidecar.istio.io/proxyMemry: 1Gi, other: x}, \
                    labels: {sidecar.istio.io/inject: 'true'}}}}\n";
        let object = kube_yaml::parse(text).unwrap().unwrap();
        let pod =
            Pod { meta: map_of(&object, &["spec", "template", "metadata"]), spec: crate::pod::empty_map() };
        let found = of(&settings, Some(&object), &pod, PodPath::Template);
        let shown: Vec<_> =
            found.iter().map(|s| (s.name.as_str(), s.ignored.as_deref().unwrap_or("works"))).collect();
        assert_eq!(shown[0].0, "sidecar.istio.io/logLevel");
        assert!(shown[0].1.starts_with("\"loud\" means nothing; trace"), "{shown:?}");
        assert!(shown[1].1.ends_with("did you mean sidecar.istio.io/proxyMemory?"), "{shown:?}");
        assert_eq!(shown[2], ("sidecar.istio.io/inject", "works"));
        assert!(shown[3].1.starts_with("ignored here"), "{shown:?}");
        assert_eq!(shown.len(), 4);
    }
}
