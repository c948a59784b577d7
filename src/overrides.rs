//! A user's own container of a name the template brings is laid over the result again, and kept for the next time.

use crate::pod::{self, INIT, List, PROXY, Pod, VALIDATION, by_name, name_of};
use crate::records::overrides::{AUTO_IMAGE, OVERRIDES, Overrides, to_json};
use crate::records::{STATUS, Status};
use crate::rendered::settle;
use crate::settings::proxy_config::InterceptionMode;
use crate::settings::{Compat, ProxyConfig, Rule, Settings};
use kube_schema::merge::strategic;
use kube_schema::old_kubernetes::forget_grpc;
use kube_schema::{self as schema, ZeroTime};
use kube_yaml::Result;
use kube_yaml::{Map, Node, Value};

const INTERCEPTION_MODE: &str = "sidecar.istio.io/interceptionMode";

/// Lays the user's containers over the merged pod, unless an earlier injection brought them.
///
/// `original` is the pod as it came, `template` what the templates rendered. What comes of it is left as Go's types print it.
///
/// # Errors
/// When a container cannot be merged.
pub(crate) fn reapply(
    mut merged: Pod,
    original: &Pod,
    template: &Pod,
    known: &Overrides,
    status: Option<&Status>,
    settings: &Settings,
) -> Result<Pod> {
    let release = settings.release();
    let mut applied = Overrides::default();
    let [containers, init] = [List::Containers, List::Init].map(|list| by_name(original.containers(list)));
    for list in List::BOTH {
        let ours = status.map(|status| status.added(list)).unwrap_or_default();
        let recorded = by_name(known.of(list));
        for brought in template.containers(list) {
            let name = name_of(brought);
            // A container an earlier injection added takes the new template's settings, so that values computed from
            // the pod (ISTIO_META_APP_CONTAINERS, ISTIO_META_POD_PORTS) are computed again.
            if ours.contains(name) {
                continue;
            }
            let own = recorded.get(name).or_else(|| match list {
                List::Containers => containers.get(name),
                List::Init if release.has(Rule::NativeSidecars) => {
                    containers.get(name).or_else(|| init.get(name))
                }
                List::Init => init.get(name),
            });
            let Some(own) = own else { continue };
            let overlay = overlay_of(own);
            merged = lay_over(merged, list, overlay.clone())?;
            if settings.compat() == Compat::Istioctl
                && !release.has(Rule::OverlayKeepsBirth)
                && let Some(meta) = merged.meta.as_map_mut()
            {
                meta.remove("creationTimestamp");
            }
            match list {
                List::Containers => applied.containers.push(overlay),
                List::Init => applied.init_containers.push(overlay),
            }
        }
    }
    let any = !applied.containers.is_empty() || !applied.init_containers.is_empty();
    if any && original.annotation(STATUS).is_none() {
        if !release.has(Rule::KnowsGrpcProbes) {
            applied.containers.iter_mut().chain(&mut applied.init_containers).for_each(forget_grpc);
        }
        merged.annotations_mut().set(OVERRIDES, Node::made(to_json(&applied)));
    }
    if any {
        settle(&mut merged);
    }
    Ok(merged)
}

/// Moves a user's proxy from `containers` to `initContainers`, where a native sidecar's template has it.
pub(crate) fn follow_native_sidecar(pod: &mut Pod, template: &Pod) {
    if template.container(List::Init, PROXY).is_none() {
        return;
    }
    let Some(containers) = pod.containers_mut(List::Containers) else { return };
    let Some(index) = containers.iter().position(|c| pod::named(c, PROXY)) else { return };
    let proxy = containers.remove(index);
    pod::seq_at(&mut pod.spec, List::Init.key()).push(proxy);
}

/// Carries the user's proxy `runAsUser` and `runAsGroup` into the init container that redirects traffic.
///
/// Under TPROXY the proxy has to stay uid 0, so the user's wish is undone there instead.
pub(crate) fn adjust_init_user(merged: &mut Pod, original: &Pod, proxy_config: &ProxyConfig) {
    let Some(context) = original.any_container(PROXY).and_then(|c| c.get("securityContext")) else { return };
    let user = context.get("runAsUser").filter(|n| !n.is_null()).cloned();
    let group = context.get("runAsGroup").filter(|n| !n.is_null()).cloned();
    if user.is_none() && group.is_none() {
        return;
    }
    let Some(name) = [INIT, VALIDATION].into_iter().find(|n| merged.container(List::Init, n).is_some())
    else {
        return;
    };
    let tproxy = proxy_config.interception_mode() == InterceptionMode::Tproxy
        || merged.annotation(INTERCEPTION_MODE) == Some("TPROXY");
    if tproxy
        && user.is_some()
        && let Some(proxy) = merged.any_container_mut(PROXY)
    {
        pod::map_at(proxy, "securityContext").set("runAsUser", Node::made(0));
    }
    let Some(init) =
        merged.containers_mut(List::Init).and_then(|l| l.iter_mut().find(|c| pod::named(c, name)))
    else {
        return;
    };
    if !tproxy && name == VALIDATION {
        let context = pod::map_at(init, "securityContext");
        for (key, value) in [("runAsUser", &user), ("runAsGroup", &group)] {
            if let Some(value) = value {
                context.set(key, Node::made(value.value.clone()));
            }
        }
    }
    if let Some(uid) = user.as_ref().and_then(Node::as_i64).filter(|uid| *uid != 0) {
        set_uid_argument(init, uid);
    }
}

/// Replaces what follows the first `-u`: iptables redirects all traffic but that of this uid.
fn set_uid_argument(init: &mut Node, uid: i64) {
    let Some(args) = init.get_mut("args").and_then(Node::as_seq_mut) else { return };
    let Some(index) = args.iter().position(|a| a.as_str() == Some("-u")) else { return };
    if let Some(value) = args.get_mut(index + 1) {
        *value = Node::made(uid.to_string());
    }
}

/// The container as it is laid over: only what Go's typed container would print, since a null would delete and an empty
/// list replace, and without an image that yields. What is left is the user's own text.
fn overlay_of(own: &Node) -> Node {
    let mut overlay = own.clone();
    keep_printed(&mut overlay, &schema::marshal(own, &schema::CONTAINER, ZeroTime::Omit));
    if overlay.str_at("image") == Some(AUTO_IMAGE)
        && let Some(map) = overlay.as_map_mut()
    {
        map.remove("image");
    }
    overlay
}

/// Takes out what `printed` does not have.
fn keep_printed(node: &mut Node, printed: &Node) {
    match (&mut node.value, &printed.value) {
        (Value::Map(map), Value::Map(printed)) => {
            map.entries.retain_mut(|entry| match printed.get(&entry.key) {
                Some(printed) => {
                    keep_printed(&mut entry.value, printed);
                    true
                }
                None => false,
            });
        }
        (Value::Seq(items), Value::Seq(printed)) => {
            items.iter_mut().zip(printed).for_each(|(item, printed)| keep_printed(item, printed));
        }
        _ => {}
    }
}

/// Merges a container into its list, and nothing into the containers, as istiod does: that puts those of one name in a row.
fn lay_over(merged: Pod, list: List, overlay: Node) -> Result<Pod> {
    let mut spec: Map = [(List::Containers.key(), Node::made(Vec::new()))].into_iter().collect();
    spec.set(list.key(), Node::made(vec![overlay]));
    let patch: Map = [("spec", Node::made(spec))].into_iter().collect();
    as_pod(merged, |target| strategic::apply_own(target, Node::made(patch), &schema::POD))
}

/// Strategic-merge-patches a pod.
///
/// # Errors
/// When the patch does not fit a pod, such as an item without its merge key.
pub(crate) fn merge_onto(pod: Pod, patch: Node) -> Result<Pod> {
    as_pod(pod, |target| strategic::apply_own(target, patch, &schema::POD))
}

fn as_pod(pod: Pod, merge: impl FnOnce(Node) -> Result<Node>) -> Result<Pod> {
    let target: Map = [("metadata", pod.meta), ("spec", pod.spec)].into_iter().collect();
    let mut result = merge(Node::made(target))?;
    let mut take = |key| result.as_map_mut().and_then(|m| m.remove(key)).unwrap_or_else(pod::empty_map);
    Ok(Pod { meta: take("metadata"), spec: take("spec") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Release, Sources};
    use kube_yaml::json;

    const TEMPLATE: &str =
        "{spec: {containers: [{name: istio-proxy, image: theirs, args: [a], env: [{name: A, value: '1'}]}]}}";

    /// The proxy after the user's is laid over what was merged, and the pod's record of it.
    fn reapplied(own: &str, status: Option<&Status>) -> (String, Option<String>) {
        let settings = Settings::load(Sources::default()).unwrap();
        let original = Pod::of_text(&format!("{{spec: {{containers: [{own}]}}}}"));
        let template = Pod::of_text(TEMPLATE);
        let merged = template.clone();
        let pod = reapply(merged, &original, &template, &Overrides::default(), status, &settings).unwrap();
        let proxy = pod.any_container(PROXY).unwrap();
        (json::to_json(proxy), pod.annotation(OVERRIDES).map(str::to_owned))
    }

    #[test]
    fn users_fields_win_and_an_image_that_yields_does_not() {
        let own = |image| format!("{{name: istio-proxy, image: {image}, args: [mine], env: [{{name: B}}]}}");
        let (proxy, record) = reapplied(&own("mine"), None);
        assert_eq!(
            proxy,
            r#"{"name":"istio-proxy","image":"mine","args":["mine"],"env":[{"name":"B"},{"name":"A","value":"1"}]}"#
        );
        let kept = r#"{"containers":[{"name":"istio-proxy","image":"mine","args":["mine"],"env":[{"name":"B"}],"resources":{}}]}"#;
        assert_eq!(record.as_deref(), Some(kept));
        let (proxy, record) = reapplied(&own("auto"), None);
        assert!(proxy.contains(r#""image":"theirs""#), "{proxy}");
        assert!(!record.unwrap().contains("image"), "an image that yields is no wish");
    }

    #[test]
    fn container_of_an_earlier_injection_is_no_users() {
        let status = Status { containers: vec![PROXY.to_owned()], ..Status::default() };
        let (proxy, record) = reapplied("{name: istio-proxy, image: former}", Some(&status));
        assert!(proxy.contains("theirs") && record.is_none(), "{proxy} {record:?}");
        let (proxy, record) = reapplied("{name: other}", None);
        assert!(proxy.contains("theirs") && record.is_none(), "{proxy} {record:?}");
    }

    #[test]
    fn users_nothing_takes_nothing_away() {
        let (proxy, _) = reapplied("{name: istio-proxy, image: '', args: [], env: null}", None);
        assert_eq!(proxy, json::to_json(Pod::of_text(TEMPLATE).any_container(PROXY).unwrap()));
    }

    #[test]
    fn users_proxy_follows_to_where_the_template_has_it() {
        let native = Pod::of_text("{spec: {initContainers: [{name: istio-proxy}]}}");
        for (template, lists) in [(native, (1, 1)), (Pod::of_text(TEMPLATE), (2, 0))] {
            let mut pod = Pod::of_text("{spec: {containers: [{name: istio-proxy, image: auto}, {name: a}]}}");
            follow_native_sidecar(&mut pod, &template);
            assert_eq!((pod.containers(List::Containers).len(), pod.containers(List::Init).len()), lists);
        }
    }

    /// The proxy's and the init container's security context, and the arguments of that, for a user of the proxy.
    fn adjusted(init: &str, user: &str, mode: &str) -> String {
        let original = Pod::of_text(&format!(
            "{{spec: {{containers: [{{name: istio-proxy, securityContext: {{runAsUser: {user}}}}}]}}}}"
        ));
        let mut merged = Pod::of_text(&format!(
            "{{metadata: {{annotations: {{{INTERCEPTION_MODE}: {mode}}}}}, spec: {{containers: [{{name: istio-proxy, securityContext: {{runAsUser: {user}}}}}], \
             initContainers: [{{name: {init}, args: [-u, '1337', -u, '1']}}]}}}}"
        ));
        adjust_init_user(&mut merged, &original, &ProxyConfig::default_for(Release::NEWEST.minor()));
        let show = |container: &Node, key| container.get(key).map(json::to_json).unwrap_or_default();
        let (proxy, init) = (merged.any_container(PROXY).unwrap(), &merged.containers(List::Init)[0]);
        let parts = [show(proxy, "securityContext"), show(init, "securityContext"), show(init, "args")];
        parts.join(" ")
    }

    #[test]
    fn users_uid_is_the_one_whose_traffic_is_not_redirected() {
        let asked = r#"{"runAsUser":55}"#;
        assert_eq!(adjusted(INIT, "55", "REDIRECT"), format!(r#"{asked}  ["-u","55","-u","1"]"#));
        assert_eq!(
            adjusted(VALIDATION, "55", "REDIRECT"),
            format!(r#"{asked} {asked} ["-u","55","-u","1"]"#)
        );
        assert_eq!(adjusted(INIT, "55", "TPROXY"), r#"{"runAsUser":0}  ["-u","55","-u","1"]"#);
        assert_eq!(adjusted(INIT, "0", "REDIRECT"), r#"{"runAsUser":0}  ["-u","1337","-u","1"]"#);
        assert_eq!(adjusted("other", "55", "TPROXY"), format!(r#"{asked}  ["-u","1337","-u","1"]"#));
    }
}
