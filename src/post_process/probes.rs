//! Probes and lifecycle hooks go through the agent, since the kubelet has no certificate to reach the application with.

use crate::annotations::parse_bool;
use crate::pod::{List, PROXY, Pod, map_at, name_of, named};
use crate::post_process::PostProcess;
use crate::records::STATUS;
use crate::records::probers::{self, HandlerKind, PLACES, url};
use crate::settings::{Compat, Release, Rule};
use kube_schema::{self as schema, ZeroTime};
use kube_yaml::Result;
use kube_yaml::{Entry, Map, Node};

const REWRITE: &str = "sidecar.istio.io/rewriteAppHTTPProbers";
const STATUS_PORT: &str = "status.sidecar.istio.io/port";
/// Records the probes in the proxy's env and points them at the agent.
///
/// # Errors
/// When an earlier injection's record is not one.
pub(crate) fn rewrite(pod: &mut Pod, step: PostProcess<'_>) -> Result<()> {
    if pod.any_container(PROXY).is_none() || !wanted(pod, step) {
        return Ok(());
    }
    let release = step.settings.release();
    let default_port = i64::from(step.mesh.default_config().status_port());
    let mut originals = originals(pod, Some(default_port), release);
    if step.settings.compat() == Compat::Off {
        // A probe of a port that did not exist was rewritten before without a record; it is no original now.
        let path =
            |entry: &Entry| entry.value.at(&["httpGet", "path"]).and_then(Node::as_str).map(str::to_owned);
        originals.entries.retain(|entry| path(entry).as_deref() != Some(entry.key.as_str()));
    }
    if !originals.is_empty() {
        let injected_before = pod.annotation(STATUS).is_some() && release.has(Rule::JoinsProbes);
        if let Some(proxy) = pod.any_container_mut(PROXY) {
            probers::join(proxy, originals, injected_before, release.has(Rule::RecordsLateProbes));
        }
    }
    redirect_all(pod, port_of(pod, default_port), release);
    Ok(())
}

/// The agent's port: the pod's annotation, else the mesh's.
pub(crate) fn port_of(pod: &Pod, default: i64) -> i64 {
    pod.annotation(STATUS_PORT).map_or(default, |text| text.trim().parse().unwrap_or(0))
}

/// Points all probes and hooks but the proxy's at the agent.
pub(crate) fn redirect_all(pod: &mut Pod, port: i64, release: Release) {
    for list in lists(release) {
        for container in pod.containers_mut(*list).into_iter().flatten().filter(|c| !named(c, PROXY)) {
            redirect(container, port, release);
        }
    }
}

fn lists(release: Release) -> &'static [List] {
    match release.has(Rule::RewritesInit) {
        true => &[List::Init, List::Containers],
        false => &[List::Containers],
    }
}

fn wanted(pod: &Pod, step: PostProcess<'_>) -> bool {
    asked(pod).unwrap_or_else(|| step.settings.values().rewrite_app_http_probe())
}

/// What the pod says on whether its probes are rewritten.
pub(crate) fn asked(pod: &Pod) -> Option<bool> {
    pod.annotation(REWRITE).and_then(parse_bool)
}

/// The originals by the path the agent serves them under, named ports resolved, sorted by path.
///
/// A probe of `agent_port` is the agent's already, where that is looked at.
pub(crate) fn originals(pod: &Pod, agent_port: Option<i64>, release: Release) -> Map {
    let mut found = Vec::new();
    for list in lists(release) {
        for container in pod.containers(*list).iter().filter(|c| !named(c, PROXY)) {
            let name = name_of(container);
            for (kind, path, prefix, suffix) in PLACES {
                let probe = container.at(path).filter(|p| covers(release, kind) && !p.is_null());
                if let Some(prober) = probe.and_then(|p| prober(p, kind, container, agent_port, release)) {
                    found.push((url(prefix, name, suffix), prober));
                }
            }
        }
    }
    probers::sorted(found)
}

fn covers(release: Release, kind: HandlerKind) -> bool {
    match kind {
        HandlerKind::Probe => true,
        HandlerKind::StartupProbe => release.has(Rule::RewritesStartup),
        HandlerKind::Hook => release.has(Rule::RewritesHooks),
    }
}

/// What the agent has to do instead of the kubelet; `None` when it is nothing the agent can, or is its own already.
fn prober(
    probe: &Node,
    kind: HandlerKind,
    container: &Node,
    agent_port: Option<i64>,
    release: Release,
) -> Option<Node> {
    let action = action_of(probe, kind, release)?;
    let ty = match action {
        "httpGet" => &schema::HTTP_GET_ACTION,
        "tcpSocket" => &schema::TCP_SOCKET_ACTION,
        _ => &schema::GRPC_ACTION,
    };
    let mut handler = schema::marshal(probe.get(action)?, ty, ZeroTime::Omit);
    if action != "grpc" {
        let port = match handler.get("port")? {
            port if port.as_str().is_some() => named_port(container, port.as_str()?)?,
            port if agent_port.is_some() && port.as_i64() == agent_port => return None,
            port => port.as_i64()?,
        };
        handler.as_map_mut()?.set("port", Node::made(port));
    }
    let mut prober = Map::default();
    prober.set(action, handler);
    let timeout = probe.get("timeoutSeconds").and_then(Node::as_i64).unwrap_or(0);
    if kind != HandlerKind::Hook && timeout != 0 {
        prober.set("timeoutSeconds", Node::made(timeout));
    }
    Some(Node::made(prober))
}

/// The handler that counts: http before tcp before grpc; the agent runs no grpc hooks.
fn action_of(probe: &Node, kind: HandlerKind, release: Release) -> Option<&'static str> {
    let has = |name: &&str| probe.get(name).is_some_and(|n| !n.is_null());
    let known: &[&str] = match kind {
        HandlerKind::Hook => &["httpGet", "tcpSocket"],
        _ if release.has(Rule::RewritesGrpc) => &["httpGet", "tcpSocket", "grpc"],
        _ if release.has(Rule::RewritesTcp) => &["httpGet", "tcpSocket"],
        _ => &["httpGet"],
    };
    known.iter().find(|name| has(name)).copied()
}

/// The number of the container's port of that name; of several the last, as in a Go map.
fn named_port(container: &Node, name: &str) -> Option<i64> {
    let ports = container.get("ports")?.as_seq()?;
    let port = ports.iter().rev().find(|p| !name.is_empty() && p.str_at("name") == Some(name))?;
    Some(port.get("containerPort").and_then(Node::as_i64).unwrap_or(0))
}

/// Points a container's probes and hooks at the agent.
fn redirect(container: &mut Node, port: i64, release: Release) {
    let name = name_of(container).to_owned();
    for (kind, path, prefix, suffix) in PLACES {
        if !covers(release, kind) {
            continue;
        }
        let Some(probe) = container.at_mut(path) else { continue };
        let Some(action) = action_of(probe, kind, release) else { continue };
        let url = url(prefix, &name, suffix);
        let Some(map) = probe.as_map_mut() else { continue };
        if action != "httpGet" {
            // The agent asks over tcp or grpc what the kubelet now asks the agent over http.
            map.remove("httpGet");
            if let Some(entry) = map.entries.iter_mut().find(|e| e.key == action) {
                *entry = Entry::made("httpGet", crate::pod::empty_map());
            }
        }
        let get = map_at(probe, "httpGet");
        get.set("path", Node::made(url));
        get.set("port", Node::made(port));
        if get.get("scheme").and_then(Node::as_str) == Some("HTTPS") && !release.has(Rule::KeepsHttps) {
            // The kubelet asks the agent over http; the agent asks the application over https.
            get.set("scheme", Node::made("HTTP"));
        }
    }
}
