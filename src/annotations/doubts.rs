//! Values of annotations and labels that Istio takes and that mean nothing to it.

use super::syntax::parse_bool;
use crate::warning::Code;
use kube_yaml::{Error, Node};

/// Where a value stands, the annotation or label, what it means something as, and whether it does.
struct Row(&'static str, &'static str, &'static str, fn(&str) -> bool);

const ROWS: [Row; 7] = [
    Row("annotations", "sidecar.istio.io/rewriteAppHTTPProbers", "\"true\" or \"false\"", |text| {
        parse_bool(text).is_some()
    }),
    Row("annotations", "sidecar.istio.io/nativeSidecar", "\"true\" or \"false\"", |text| {
        matches!(text, "true" | "false")
    }),
    Row("annotations", "sidecar.istio.io/logLevel", PROXY_LEVELS, is_proxy_level),
    Row(
        "annotations",
        "sidecar.istio.io/componentLogLevel",
        "a comma separated list of COMPONENT:LEVEL, such as misc:error",
        |text| scoped(text, is_proxy_level),
    ),
    Row(
        "annotations",
        "sidecar.istio.io/agentLogLevel",
        "a level (none, fatal, error, warn, info or debug), or a comma separated list of SCOPE:LEVEL",
        |text| is_agent_level(text) || scoped(text, is_agent_level),
    ),
    Row("annotations", "sidecar.istio.io/statsCompression", "brotli, gzip or zstd", |text| {
        matches!(text, "brotli" | "gzip" | "zstd")
    }),
    Row("labels", "istio.io/dataplane-mode", "ambient or none", |text| matches!(text, "ambient" | "none")),
];

const PROXY_LEVELS: &str = "trace, debug, info, warning, error, critical or off";

/// Envoy takes `warn` too.
fn is_proxy_level(text: &str) -> bool {
    matches!(text, "trace" | "debug" | "info" | "warning" | "warn" | "error" | "critical" | "off")
}

fn is_agent_level(text: &str) -> bool {
    matches!(text, "none" | "fatal" | "error" | "warn" | "info" | "debug")
}

fn scoped(text: &str, level: fn(&str) -> bool) -> bool {
    text.split(',')
        .all(|part| part.trim().split_once(':').is_some_and(|(scope, word)| !scope.is_empty() && level(word)))
}

/// Finds the values in a pod's metadata that mean nothing. An empty one says nothing on purpose.
pub(crate) fn doubts(meta: &Node) -> Vec<Error> {
    let found = ROWS.iter().filter_map(|Row(place, name, meaning, means)| {
        let node = meta.get(place)?.get(name)?;
        let text = node.as_str().filter(|text| !text.is_empty() && !means(text))?;
        let cause = format!("{} {name}: {} means nothing", place.trim_end_matches('s'), super::quoted(text));
        Some(Code::WithoutEffect.warn(cause).at(node.span).help(*meaning))
    });
    found.collect()
}

/// Where each value stands, the annotation or label, and what it means something as.
#[cfg(test)]
pub(super) fn meanings() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    ROWS.iter().map(|Row(place, name, meaning, _)| (*place, *name, *meaning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::parse;

    #[test]
    fn values_that_mean_nothing_are_told_and_others_are_not() {
        for (name, good, bad) in [
            ("sidecar.istio.io/rewriteAppHTTPProbers", "T", "yes"),
            ("sidecar.istio.io/nativeSidecar", "false", "auto"),
            ("sidecar.istio.io/logLevel", "warn", "verbose"),
            ("sidecar.istio.io/componentLogLevel", "misc:error, upstream:debug", "misc"),
            ("sidecar.istio.io/agentLogLevel", "default:info,xds:debug", "chatty"),
            ("sidecar.istio.io/agentLogLevel", "debug", "a:trace"),
            ("sidecar.istio.io/statsCompression", "gzip", "zip"),
        ] {
            let told = |value: &str| {
                doubts(&parse(&format!("{{annotations: {{{name}: '{value}'}}}}")).unwrap().unwrap())
            };
            assert_eq!((told(good).len(), told("").len(), told(bad).len()), (0, 0, 1), "{name}");
            assert!(told(bad)[0].to_string().contains(name));
        }
    }
}
