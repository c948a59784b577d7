//! Whether a pod that was in a cluster is still what injection makes of it.
//!
//! The API server fills in defaults and spells quantities its own way, and neither says that a pod is out of date.

use super::meaning::is_nothing;
use crate::pod::{Pod, tag_of};
use kube_schema::{OBJECT_META, POD_SPEC, ZeroTime, marshal};
use kube_yaml::{Map, Node, Value, json};

/// What the API server sets where a pod says nothing (k8s.io/kubernetes/pkg/apis/core/v1/defaults.go): the field's
/// parent (`*` stands for the beginning of its name), the field, and its default. What an injection never writes is left
/// out.
const DEFAULTS: [(&str, &str, &str); 17] = [
    ("containers", "terminationMessagePath", "/dev/termination-log"),
    ("containers", "terminationMessagePolicy", "File"),
    ("ports", "protocol", "TCP"),
    ("fieldRef", "apiVersion", "v1"),
    ("httpGet", "scheme", "HTTP"),
    ("httpGet", "path", "/"),
    ("grpc", "service", ""),
    ("*Probe", "timeoutSeconds", "1"),
    ("*Probe", "periodSeconds", "10"),
    ("*Probe", "successThreshold", "1"),
    ("*Probe", "failureThreshold", "3"),
    ("secret", "defaultMode", "420"),
    ("configMap", "defaultMode", "420"),
    ("downwardAPI", "defaultMode", "420"),
    ("projected", "defaultMode", "420"),
    ("serviceAccountToken", "expirationSeconds", "3600"),
    ("hostPath", "type", ""),
];

/// Whether `live` means what `fresh` does, but for what the API server fills in.
pub(crate) fn is_up_to_date(live: &Pod, fresh: &Pod) -> bool {
    let same = |live: &Node, fresh: &Node, ty, at| {
        same(&marshal(live, ty, ZeroTime::Omit), &marshal(fresh, ty, ZeroTime::Omit), at)
    };
    same(&live.meta, &fresh.meta, &OBJECT_META, "metadata")
        && same(&live.spec, &fresh.spec, &POD_SPEC, "spec")
}

/// Compares two values that Go's types have printed, which stand in the field `at`.
fn same(live: &Node, fresh: &Node, at: &str) -> bool {
    match (&live.value, &fresh.value) {
        (Value::Map(live), Value::Map(fresh)) => covers(live, fresh, at) && covers(fresh, live, at),
        (Value::Seq(live), Value::Seq(fresh)) if at == "volumeMounts" => {
            let counts = live.iter().any(is_token) && fresh.iter().any(is_token);
            let own = |mount: &&Node| counts || !is_token(mount);
            let (live, fresh) = (live.iter().filter(own), fresh.iter().filter(own));
            live.clone().count() == fresh.clone().count()
                && live.zip(fresh).all(|(live, fresh)| same(live, fresh, at))
        }
        (Value::Seq(live), Value::Seq(fresh)) => {
            live.len() == fresh.len() && live.iter().zip(fresh).all(|(live, fresh)| same(live, fresh, at))
        }
        (Value::Str(live), Value::Str(fresh)) => live == fresh || same_json(live, fresh),
        (live, fresh) => live == fresh,
    }
}

/// Whether a mount is of the token that every container of a pod gets when it is created, unless it mounts something there
/// (plugin/pkg/admission/serviceaccount: mountServiceAccountToken).
fn is_token(mount: &Node) -> bool {
    mount.str_at("mountPath") == Some("/var/run/secrets/kubernetes.io/serviceaccount")
}

/// Whether a map has all of another but for defaults.
fn covers(map: &Map, other: &Map, at: &str) -> bool {
    let mut map = map.lookup();
    other.iter().all(|(key, value)| match map.get(key) {
        Some(own) => same(own, value, key),
        None => is_nothing(value) || is_default(at, key, value, other),
    })
}

/// Compares what the proxy is told as JSON: the ports of the pod, and its probes by their paths.
fn same_json(live: &str, fresh: &str) -> bool {
    let (Ok(live), Ok(fresh)) = (json::from_json(live), json::from_json(fresh)) else { return false };
    match (&live.value, &fresh.value) {
        (Value::Seq(_), Value::Seq(_)) => same(&live, &fresh, "ports"),
        (Value::Map(live), Value::Map(fresh)) => {
            let (count, mut fresh) = (fresh.len(), fresh.lookup());
            live.len() == count
                && live
                    .iter()
                    .all(|(path, probe)| fresh.get(path).is_some_and(|fresh| same(probe, fresh, "appProbe")))
        }
        _ => false,
    }
}

/// Whether the API server sets the field to this where nothing is said.
pub(crate) fn is_default(parent: &str, key: &str, value: &Node, siblings: &Map) -> bool {
    let parent = if parent == "initContainers" { "containers" } else { parent };
    if (parent, key) == ("resources", "requests") {
        // Requests default to the limits.
        let limits = siblings.get("limits").and_then(Node::as_map);
        return value.as_map().into_iter().flat_map(Map::iter).all(|(name, amount)| {
            limits.and_then(|limits| limits.get(name)).is_some_and(|limit| limit == amount)
        });
    }
    if (parent, key) == ("containers", "volumeMounts") {
        return value.as_seq().is_some_and(|mounts| mounts.iter().all(is_token));
    }
    if (parent, key) == ("resourceFieldRef", "divisor") {
        // A divisor of none counts as one.
        return matches!(value.scalar_text().as_deref(), Some("0" | "1"));
    }
    if (parent, key) == ("containers", "imagePullPolicy") {
        let image = siblings.get("image").and_then(Node::as_str).unwrap_or_default();
        return value.as_str() == Some(pull_policy_of(image));
    }
    let fits = |pattern: &str| match pattern.strip_prefix('*') {
        Some(end) => parent.ends_with(end),
        None => parent == pattern,
    };
    let is = |text: &str| match &value.value {
        Value::Str(value) => value == text,
        Value::Int(number) => number.to_string() == text,
        Value::Bool(value) => value.to_string() == text,
        _ => false,
    };
    DEFAULTS.iter().any(|(parent, field, default)| *field == key && fits(parent) && is(default))
}

/// `Always` where the image has no tag or `latest`, else `IfNotPresent`.
fn pull_policy_of(image: &str) -> &'static str {
    let newest = !image.contains('@') && tag_of(image).is_none_or(|tag| tag == "latest");
    if newest { "Always" } else { "IfNotPresent" }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a container of a cluster means what a fresh one does.
    fn same_container(live: &str, fresh: &str) -> bool {
        let pod = |container: &str| Pod::of_text(&format!("{{spec: {{containers: [{container}]}}}}"));
        is_up_to_date(&pod(live), &pod(fresh))
    }

    #[test]
    fn defaults_of_the_api_server_say_nothing() {
        assert!(same_container(
            "{name: a, image: 'a:1', imagePullPolicy: IfNotPresent, terminationMessagePolicy: File, ports: [{containerPort: 1, protocol: TCP}], \
             livenessProbe: {httpGet: {port: 1, scheme: HTTP, path: /}, periodSeconds: 10}}",
            "{name: a, image: 'a:1', ports: [{containerPort: 1}], livenessProbe: {httpGet: {port: 1}}}",
        ));
        assert!(!same_container("{name: a, terminationMessagePolicy: FallbackToLogsOnError}", "{name: a}"));
        assert!(!same_container(
            "{name: a, livenessProbe: {periodSeconds: 11}}",
            "{name: a, livenessProbe: {}}"
        ));
    }

    #[test]
    fn pull_policy_is_the_tags() {
        for (image, policy) in [
            ("a", "Always"),
            ("h:5000/a", "Always"),
            ("a:latest", "Always"),
            ("a:1", "IfNotPresent"),
            ("a@sha256:0", "IfNotPresent"),
        ] {
            let live = format!("{{name: a, image: '{image}', imagePullPolicy: {policy}}}");
            assert!(same_container(&live, &format!("{{name: a, image: '{image}'}}")), "{image}");
            assert!(!same_container(
                &live.replace(policy, "Never"),
                &format!("{{name: a, image: '{image}'}}")
            ));
        }
    }

    #[test]
    fn requests_default_to_the_limits_and_quantities_have_many_spellings() {
        let limits = "{name: a, resources: {limits: {cpu: 1}}}";
        assert!(same_container("{name: a, resources: {limits: {cpu: 1000m}, requests: {cpu: '1'}}}", limits));
        assert!(!same_container("{name: a, resources: {limits: {cpu: 1}, requests: {cpu: 2}}}", limits));
    }

    #[test]
    fn token_of_the_service_account_says_nothing() {
        let token = "{name: kube-api-access-1, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}";
        let with = |mounts: &str| format!("{{name: a, volumeMounts: [{mounts}]}}");
        let own = "{name: b, mountPath: /b}";
        let others = token.replace("kube-api-access-1", "mine");
        assert!(same_container(&with(token), "{name: a}"));
        assert!(same_container(&with(&format!("{own}, {token}")), &with(own)));
        assert!(!same_container(&with(token), &with(own)));
        assert!(!same_container(&with(token), &with(&others)));
    }

    #[test]
    fn probes_that_the_proxy_is_told_are_compared_by_their_paths() {
        let told = |json: &str| format!("{{name: istio-proxy, env: [{{name: P, value: '{json}'}}]}}");
        let fresh = told(r#"{"/a":{"httpGet":{"port":1}},"/b":{"timeoutSeconds":2}}"#);
        let live =
            r#"{"/b":{"timeoutSeconds":2},"/a":{"httpGet":{"port":1,"scheme":"HTTP"},"timeoutSeconds":1}}"#;
        assert!(same_container(&told(live), &fresh));
        assert!(!same_container(&told(&live.replace("\"port\":1", "\"port\":2")), &fresh));
        assert!(!same_container(&told(r#"{"/a":{"httpGet":{"port":1}}}"#), &fresh));
    }
}
