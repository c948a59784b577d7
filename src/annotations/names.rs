//! Names of Istio's own annotations and labels that are misspelled, or stand where nobody reads them.

use crate::warning::Code;
use kube_schema::suggest::nearest;
use kube_yaml::{Entry, Error, Map, Node};
use std::collections::HashSet;

/// Every annotation of its own that a release of Istio has known (istio.io/api: annotation), those of other objects than pods
/// included, but for `traffic.istio.io/…`, which early releases of the API named and none ever read.
pub(super) const ANNOTATIONS: [&str; 88] = [
    "alpha.istio.io/canonical-serviceaccounts",
    "alpha.istio.io/identity",
    "alpha.istio.io/kubernetes-serviceaccounts",
    "ambient.istio.io/bypass-inbound-capture",
    "ambient.istio.io/dns-capture",
    "ambient.istio.io/redirection",
    "ambient.istio.io/waypoint-inbound-binding",
    "galley.istio.io/analyze-suppress",
    "gateway.istio.io/controller-version",
    "gateway.istio.io/name-override",
    "gateway.istio.io/service-account",
    "inject.istio.io/templates",
    "install.operator.istio.io/chart-owner",
    "install.operator.istio.io/owner-generation",
    "install.operator.istio.io/version",
    "istio.io/autoRegistrationGroup",
    "istio.io/connectedAt",
    "istio.io/disconnectedAt",
    "istio.io/dry-run",
    "istio.io/reroute-virtual-interfaces",
    "istio.io/rev",
    "istio.io/use-waypoint-canary-weight",
    "istio.io/workloadController",
    "networking.alpha.istio.io/endpointsVersion",
    "networking.alpha.istio.io/notReadyEndpoints",
    "networking.alpha.istio.io/serviceVersion",
    "networking.istio.io/exportTo",
    "networking.istio.io/gatewayPort",
    "networking.istio.io/service-type",
    "networking.istio.io/traffic-distribution",
    "networking.istio.io/tunnel",
    "policy.istio.io/check",
    "policy.istio.io/checkBaseRetryWaitTime",
    "policy.istio.io/checkMaxRetryWaitTime",
    "policy.istio.io/checkRetries",
    "policy.istio.io/lang",
    "prometheus.istio.io/merge-metrics",
    "prometheus.istio.io/scrape-targets",
    "prometheus.istio.io/secure-port",
    "proxy.istio.io/config",
    "proxy.istio.io/overrides",
    "readiness.status.sidecar.istio.io/applicationPorts",
    "readiness.status.sidecar.istio.io/failureThreshold",
    "readiness.status.sidecar.istio.io/initialDelaySeconds",
    "readiness.status.sidecar.istio.io/periodSeconds",
    "security.istio.io/autoMTLS",
    "security.istio.io/tlsMode",
    "sidecar.istio.io/agentLogLevel",
    "sidecar.istio.io/bootstrapOverride",
    "sidecar.istio.io/capNetBindService",
    "sidecar.istio.io/componentLogLevel",
    "sidecar.istio.io/controlPlaneAuthPolicy",
    "sidecar.istio.io/discoveryAddress",
    "sidecar.istio.io/enableCoreDump",
    "sidecar.istio.io/extraStatTags",
    "sidecar.istio.io/inject",
    "sidecar.istio.io/interceptionMode",
    "sidecar.istio.io/logLevel",
    "sidecar.istio.io/nativeSidecar",
    "sidecar.istio.io/proxyCPU",
    "sidecar.istio.io/proxyCPULimit",
    "sidecar.istio.io/proxyImage",
    "sidecar.istio.io/proxyImageType",
    "sidecar.istio.io/proxyMemory",
    "sidecar.istio.io/proxyMemoryLimit",
    "sidecar.istio.io/rewriteAppHTTPProbers",
    "sidecar.istio.io/statsCompression",
    "sidecar.istio.io/statsEvictionInterval",
    "sidecar.istio.io/statsFlushInterval",
    "sidecar.istio.io/statsHistogramBins",
    "sidecar.istio.io/statsHistogramBuckets",
    "sidecar.istio.io/statsInclusionPrefixes",
    "sidecar.istio.io/statsInclusionRegexps",
    "sidecar.istio.io/statsInclusionSuffixes",
    "sidecar.istio.io/status",
    "sidecar.istio.io/userVolume",
    "sidecar.istio.io/userVolumeMount",
    "status.sidecar.istio.io/port",
    "topology.istio.io/controlPlaneClusters",
    "traffic.istio.io/nodeSelector",
    "traffic.sidecar.istio.io/excludeInboundPorts",
    "traffic.sidecar.istio.io/excludeInterfaces",
    "traffic.sidecar.istio.io/excludeOutboundIPRanges",
    "traffic.sidecar.istio.io/excludeOutboundPorts",
    "traffic.sidecar.istio.io/includeInboundPorts",
    "traffic.sidecar.istio.io/includeOutboundIPRanges",
    "traffic.sidecar.istio.io/includeOutboundPorts",
    "traffic.sidecar.istio.io/kubevirtInterfaces",
];

/// Every label of its own that a release of Istio has known (istio.io/api: label).
pub(super) const LABELS: [&str; 26] = [
    "gateway.istio.io/managed",
    "istio.io/dataplane-mode",
    "istio.io/gateway-name",
    "istio.io/ingress-use-waypoint",
    "istio.io/rev",
    "istio.io/tag",
    "istio.io/use-waypoint",
    "istio.io/use-waypoint-canary",
    "istio.io/use-waypoint-canary-namespace",
    "istio.io/use-waypoint-namespace",
    "istio.io/waypoint-for",
    "networking.istio.io/enable-autoallocate-ip",
    "networking.istio.io/gatewayPort",
    "networking.istio.io/tunnel",
    "operator.istio.io/component",
    "operator.istio.io/managed",
    "operator.istio.io/version",
    "security.istio.io/tlsMode",
    "service.istio.io/canonical-name",
    "service.istio.io/canonical-revision",
    "service.istio.io/workload-name",
    "sidecar.istio.io/inject",
    "topology.istio.io/cluster",
    "topology.istio.io/locality",
    "topology.istio.io/network",
    "topology.istio.io/subzone",
];

/// The domains of the annotations that steer a sidecar.
const STEERING: [&str; 7] = [
    "inject.istio.io",
    "prometheus.istio.io",
    "proxy.istio.io",
    "readiness.status.sidecar.istio.io",
    "sidecar.istio.io",
    "status.sidecar.istio.io",
    "traffic.sidecar.istio.io",
];

/// The label of a namespace that has its pods injected.
const OF_NAMESPACES: &str = "istio-injection";

/// Every annotation and label of its own that a release of Istio has known.
#[cfg(test)]
pub(crate) fn known() -> impl Iterator<Item = &'static str> {
    ANNOTATIONS.into_iter().chain(LABELS)
}

/// The names of Istio's that templates speak of: they read what nobody else may know.
#[derive(Debug, Default)]
pub(crate) struct Spoken(HashSet<String>);

impl Spoken {
    /// Those in the texts of templates.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_');
        let words = texts.flat_map(|text| text.split(move |c| !is_part(c)));
        Spoken(words.filter(|word| word.contains("istio.io/")).map(str::to_owned).collect())
    }
}

/// One of the two places for names in an object's metadata.
struct Place {
    kind: &'static str,
    key: &'static str,
    names: &'static [&'static str],
}

const PLACES: [Place; 2] = [
    Place { kind: "an annotation", key: "annotations", names: &ANNOTATIONS },
    Place { kind: "a label", key: "labels", names: &LABELS },
];

/// Whether the name of an annotation or label seems to be one of Istio's.
pub(crate) fn is_istios(name: &str) -> bool {
    name.to_ascii_lowercase().contains("istio")
}

/// Finds the annotations and labels of a pod that were meant to be Istio's; what templates speak of is only asked for where
/// nobody else knows a name.
pub(crate) fn unknown<'s>(meta: &Node, spoken: impl Fn() -> &'s Spoken) -> Vec<Error> {
    let [annotations, labels] = &PLACES;
    let mut told = Vec::new();
    for (place, other) in [(annotations, labels), (labels, annotations)] {
        let Some(map) = meta.get(place.key).and_then(Node::as_map) else { continue };
        let istios = map.entries.iter().filter(|entry| is_istios(&entry.key));
        told.extend(istios.filter_map(|entry| ignored(entry, map, place, other, &spoken)));
    }
    told
}

fn ignored<'s>(
    entry: &Entry,
    map: &Map,
    place: &Place,
    other: &Place,
    spoken: impl Fn() -> &'s Spoken,
) -> Option<Error> {
    let key = entry.key.as_str();
    if place.names.contains(&key) {
        return None;
    }
    let is = |cause: &str| at(entry, format!("{}: {cause}", place.named(key)));
    if key == OF_NAMESPACES {
        let help = "label the namespace, or the pod with sidecar.istio.io/inject";
        return Some(is("ignored, a label of namespaces").help(help));
    }
    if other.names.contains(&key) {
        let cause = format!("ignored, this is {}", other.kind);
        return Some(is(&cause).help(format!("move it to {}", other.key)));
    }
    if spoken().0.contains(key) {
        return None;
    }
    match meant(key, map, place.names) {
        Some(meant) => Some(is("ignored, Istio knows no such name").help(format!("did you mean {meant}?"))),
        None => (place.key == "annotations" && steers(key))
            .then(|| is("ignored, neither Istio nor the templates read it")),
    }
}

impl Place {
    /// A name with what it is.
    fn named(&self, key: &str) -> String {
        format!("{} {key}", self.key.trim_end_matches('s'))
    }
}

/// Finds what steers a sidecar among the annotations and labels of an object that has a pod template, and none of the same
/// name in there.
pub(crate) fn beside_the_pod(object: &Map, pod: &Node) -> Vec<Error> {
    let in_pod = |key: &str| PLACES.iter().any(|place| pod.at(&[place.key, key]).is_some());
    let mut told = Vec::new();
    for place in &PLACES {
        let Some(map) = object.get(place.key).and_then(Node::as_map) else { continue };
        let lost = |entry: &&Entry| {
            let key = entry.key.as_str();
            // Of the request for a sidecar there is more to say: see `advice`.
            place.names.contains(&key) && steers(key) && key != "sidecar.istio.io/inject" && !in_pod(key)
        };
        told.extend(map.entries.iter().filter(lost).map(|entry| {
            let cause = format!("{}: ignored here, only pods are asked for it", place.named(&entry.key));
            at(entry, cause).help("move it to the metadata of the pod template")
        }));
    }
    told
}

/// Whether a name is of those that steer a sidecar.
fn steers(key: &str) -> bool {
    key.split_once('/').is_some_and(|(domain, _)| STEERING.contains(&domain))
}

/// The name that was meant: one of the same name in another domain, else one that is spelled nearly so.
fn meant(key: &str, map: &Map, own: &[&'static str]) -> Option<&'static str> {
    let free = || own.iter().copied().filter(|name| !map.contains(name));
    let name = key.rsplit('/').next().filter(|name| name.len() > 4 && key.contains('/'));
    let elsewhere = |known: &&str| known.split_once('/').map(|(_, name)| name) == name;
    nearest(key, free()).or_else(|| free().find(elsewhere))
}

fn at(entry: &Entry, cause: String) -> Error {
    Code::WithoutEffect.warn(cause).at(if entry.key_span.is_some() {
        entry.key_span
    } else {
        entry.value.span
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::parse;

    fn told(meta: &str) -> Vec<String> {
        let meta = parse(meta).unwrap().unwrap();
        let spoken =
            Spoken::of(["{{ index .ObjectMeta.Annotations `sidecar.istio.io/ourOwn` }}"].into_iter());
        let words = |error: Error| format!("{} = {}", error.cause(), error.help_text().unwrap_or("no help"));
        unknown(&meta, || &spoken).into_iter().map(words).collect()
    }

    #[test]
    fn names_are_sorted_and_stand_once() {
        for names in [&ANNOTATIONS[..], &LABELS[..]] {
            assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        }
    }

    #[test]
    fn misspelled_names_say_what_was_meant() {
        for (meta, words) in [
            (
                "{annotations: {traffic.sidecar.istio.io/excludeOutboundPort: x}}",
                "did you mean traffic.sidecar.istio.io/excludeOutboundPorts?",
            ),
            (
                "{annotations: {traffic.istio.io/excludeOutboundPorts: x}}",
                "did you mean traffic.sidecar.istio.io/excludeOutboundPorts?",
            ),
            (
                "{annotations: {sidecar.istio.io/excludeOutboundPorts: x}}",
                "did you mean traffic.sidecar.istio.io/excludeOutboundPorts?",
            ),
            ("{labels: {sidecar.istio.oi/inject: x}}", "did you mean sidecar.istio.io/inject?"),
            ("{annotations: {Sidecar.Istio.io/Inject: x}}", "did you mean sidecar.istio.io/inject?"),
            ("{labels: {sidecar.istio.io/proxyCPU: x}}", "move it to annotations"),
            ("{annotations: {istio.io/dataplane-mode: none}}", "move it to labels"),
            ("{labels: {istio-injection: enabled}}", "label the namespace"),
            ("{annotations: {sidecar.istio.io/fantasy: x}}", "neither Istio nor the templates read it"),
        ] {
            let told = told(meta);
            assert!(told.len() == 1 && told[0].contains(words), "{meta}: {told:?}");
        }
    }

    #[test]
    fn names_of_others_and_of_templates_are_nobodys_business() {
        for meta in [
            "{labels: {istio: ingressgateway, app.kubernetes.io/part-of: istio, istio-locality: x}}",
            "{annotations: {sidecar.istio.io/ourOwn: x, example.com/istio: y, istio.example.com/rev: z}}",
            "{annotations: {sidecar.istio.io/status: x, istio.io/rev: y}, labels: {istio.io/rev: y}}",
        ] {
            assert_eq!(told(meta), [""; 0], "{meta}");
        }
    }

    #[test]
    fn what_steers_a_sidecar_stands_in_the_pod() {
        let lost = |object: &str, pod: &str| {
            let (object, pod) = (parse(object).unwrap().unwrap(), parse(pod).unwrap().unwrap());
            beside_the_pod(object.as_map().unwrap(), &pod).len()
        };
        let object = "{annotations: {sidecar.istio.io/proxyCPU: '1', a: b}, labels: {istio.io/rev: x}}";
        assert_eq!(lost(object, "{}"), 1);
        assert_eq!(lost(object, "{annotations: {sidecar.istio.io/proxyCPU: '2'}}"), 0);
    }
}
