//! What deserves a word about an object: where injection will not do what its author expects, though nothing is wrong with the text.

mod ports;
#[cfg(test)]
mod tests;

use crate::kinds::{PodPath, Workload};
use crate::pod::{INIT, List, PROXY, Pod, VALIDATION, name_of};
use crate::policy::INJECT;
use crate::records::overrides::AUTO_IMAGE;
use crate::report::SkipReason;
use crate::settings::MeshConfig;
use crate::settings::proxy_config::InterceptionMode;
use crate::warning::Code;
use kube_yaml::{Error, Node, Span};

/// The user whose traffic is not redirected, where the proxy does not say another.
const PROXY_USER: i64 = 1337;
/// What tells the agent that the application is done, so that the proxy ends: its path, and the same for scuttle.
const QUITS: [&str; 2] = ["quitquitquit", "ISTIO_QUIT_API"];
/// Containers by whose names other meshes are known.
const OTHER_MESHES: [(&str, &str); 10] = [
    ("linkerd-proxy", "Linkerd"),
    ("linkerd-init", "Linkerd"),
    ("kuma-sidecar", "Kuma"),
    ("kuma-init", "Kuma"),
    ("consul-dataplane", "Consul"),
    ("consul-connect-envoy-sidecar", "Consul"),
    ("consul-connect-inject-init", "Consul"),
    ("nginx-mesh-sidecar", "NGINX Service Mesh"),
    ("nginx-mesh-init", "NGINX Service Mesh"),
    ("osm-init", "Open Service Mesh"),
];
/// Images by which those are known whose containers have a common name.
const OTHER_IMAGES: [(&str, &str); 1] = [("aws-appmesh-envoy", "AWS App Mesh")];

/// An object, and what becomes of it.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) workload: &'a Workload,
    pub(crate) object: &'a Node,
    /// The pod as its author wrote it.
    pub(crate) pod: &'a Pod,
    /// The mesh config as the pod sees it.
    pub(crate) mesh: &'a MeshConfig,
}

/// What is to be said of an object that is injected and its pod then.
pub(crate) fn on_injected(subject: Subject<'_>, injected: &Pod) -> Vec<Error> {
    let Subject { workload, object, pod, mesh } = subject;
    let mut said = Vec::new();
    said.extend(never_ends(workload, pod, injected));
    said.extend(dns_policy(pod));
    said.extend(misplaced_opt_out(workload, object, pod));
    said.extend(image_auto(injected, "and the templates do not replace it"));
    if pod.is_for_windows() {
        said.push(Code::WindowsPod.warn("runs on Windows nodes, where the sidecar cannot run"));
    }
    said.extend(other_mesh(pod));
    if let Some(proxy) = injected.any_container(PROXY)
        && mesh.default_config().interception_mode() != InterceptionMode::None
    {
        said.extend(ports::taken(pod, proxy, mesh));
        said.extend(users(pod, proxy));
    }
    said
}

/// What is to be said of an object that is skipped.
pub(crate) fn on_skipped(pod: &Pod, reason: &SkipReason) -> Option<Error> {
    match reason {
        // That control plane does what this run does not.
        SkipReason::OtherRevision(_) => None,
        _ => image_auto(pod, "and the object is skipped"),
    }
}

/// A Job with a container that stays beside its own: it is never complete.
fn never_ends(workload: &Workload, pod: &Pod, injected: &Pod) -> Option<Error> {
    if workload.kind != "Job" && workload.pod_path != PodPath::CronJob {
        return None;
    }
    let mut stays = injected.containers(List::Containers).iter().filter_map(|c| c.str_at("name"));
    let name = stays.find(|name| *name == PROXY || pod.container(List::Containers, name).is_none())?;
    if pod.all_containers().any(|container| QUITS.iter().any(|word| mentions(container, word))) {
        return None;
    }
    let cause = format!("container {name} keeps running, so the job never completes");
    Some(
        Code::JobNeverEnds
            .warn(cause)
            .help("--native-sidecars ends it with the job; or call the agent's /quitquitquit at the end of the job, or opt out"),
    )
}

/// Whether a word stands anywhere in a value.
fn mentions(node: &Node, word: &str) -> bool {
    match (node.as_str(), node.as_seq(), node.as_map()) {
        (Some(text), ..) => text.contains(word),
        (_, Some(items), _) => items.iter().any(|item| mentions(item, word)),
        (.., Some(map)) => map.iter().any(|(key, value)| key.contains(word) || mentions(value, word)),
        _ => false,
    }
}

/// A DNS that may not know the control plane's name. `ClusterFirstWithHostNet` without the host's network is `ClusterFirst`.
fn dns_policy(pod: &Pod) -> Option<Error> {
    let policy = pod.spec.get("dnsPolicy")?;
    let name = policy.as_str().filter(|name| ["Default", "None"].contains(name))?;
    let cause = format!("dnsPolicy is {name}, so the sidecar may not find the control plane");
    Some(
        Code::DnsPolicy
            .warn(cause)
            .at(policy.span)
            .help("use ClusterFirst, or make sure that istiod's name resolves"),
    )
}

/// An opt-out beside the pod template, where nobody looks.
fn misplaced_opt_out(workload: &Workload, object: &Node, pod: &Pod) -> Option<Error> {
    let decided = pod.label(INJECT).or_else(|| pod.annotation(INJECT)) == Some("true");
    if workload.pod_path == PodPath::Pod || decided {
        return None;
    }
    let places = [("labels", "label"), ("annotations", "annotation")].into_iter();
    let mut wishes = places.filter_map(|(key, word)| {
        let wish = object.get("metadata")?.get(key)?.get(INJECT)?;
        Some((word, wish))
    });
    let (word, wish) = wishes.find(|(_, wish)| wish.as_str() == Some("false"))?;
    let kind = &workload.kind;
    let cause = format!("{word} {INJECT}=false of the {kind} has no effect: it counts on the pod template");
    let (meta, _) = workload.pod_path.paths();
    let help = format!("move it to {}.labels", meta.join("."));
    Some(Code::MisplacedOptOut.warn(cause).at(wish.span).help(help))
}

fn image_auto(pod: &Pod, why: &str) -> Option<Error> {
    let (container, image) = pod.all_containers().find_map(|container| {
        let image = container.get("image").filter(|image| image.as_str() == Some(AUTO_IMAGE))?;
        Some((container, image))
    })?;
    let name = name_of(container);
    let cause = format!("container {name} has image: auto, {why}");
    Some(Code::ImageAuto.warn(cause).at(image.span))
}

fn other_mesh(pod: &Pod) -> Option<Error> {
    pod.all_containers().find_map(|container| {
        let name = container.str_at("name")?;
        let image = container.str_at("image").unwrap_or_default();
        let by_name = OTHER_MESHES.iter().find(|(known, _)| *known == name);
        let (_, mesh) = by_name.or_else(|| OTHER_IMAGES.iter().find(|(part, _)| image.contains(part)))?;
        let cause = format!("container {name} is of {mesh}: two meshes would redirect the same traffic");
        Some(
            Code::OtherMesh.warn(cause).at(container.span).help("remove it, or opt out of one of the meshes"),
        )
    })
}

/// Containers whose traffic passes by the proxy because they run as its user. Init containers do so on purpose, to reach
/// the network before the proxy runs.
fn users(pod: &Pod, proxy: &Node) -> Vec<Error> {
    let user_of = |node: &Node| node.at(&["securityContext", "runAsUser"]).cloned();
    let exempt = user_of(proxy).and_then(|user| user.as_i64()).filter(|user| *user != 0);
    let exempt = exempt.unwrap_or(PROXY_USER);
    let of_pod = user_of(&pod.spec);
    let own = pod.containers(List::Containers).iter().filter(|c| c.str_at("name") != Some(PROXY));
    let said = own.filter_map(|container| {
        let user = user_of(container).filter(|user| !user.is_null()).or_else(|| of_pod.clone())?;
        let name = name_of(container);
        (user.as_i64() == Some(exempt)).then(|| {
            let cause = format!(
                "container {name} runs as the sidecar's user {exempt}: its traffic bypasses the sidecar"
            );
            Code::ProxyUid.warn(cause).at(user.span)
        })
    });
    said.collect()
}

/// Whether a container is one of Istio's own, which an author may write to change it.
fn is_istios(name: &str) -> bool {
    [PROXY, INIT, VALIDATION].contains(&name)
}

/// The place of a value, else of what it is in.
fn place(value: &Node, within: &Node) -> Span {
    if value.span.is_some() { value.span } else { within.span }
}
