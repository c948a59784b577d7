//! One pod through a template of Istio 1.0 to 1.8, which renders lists that are appended to the pod's own.

mod labels;
mod sections;
mod concurrency;
#[cfg(test)]
mod tests;

use crate::context::{Context, Owner};
use crate::incomplete;
use crate::pod::{List, PROXY, Pod, VALIDATION, map_at, named, seq_at};
use crate::post_process::{PostProcess, cluster, probes, prometheus};
use crate::records::{STATUS, Status, probers, status};
use crate::rendered::{self, settle};
use crate::settings::{Compat, MeshConfig, Rule, Settings};
use kube_yaml::Node;
use kube_yaml::{Error, Result};
use sections::Sections;

/// The group of the proxy's processes.
const GROUP: i64 = 1337;

/// Renders a template of Istio 1.0 to 1.8 and appends its containers and volumes to the pod.
///
/// # Errors
/// When the template fails, or what it renders is no list of containers, volumes or whatever the section should be.
pub(crate) fn inject(
    settings: &Settings,
    mesh: &MeshConfig,
    pod: &Pod,
    owner: &Owner,
    warnings: &mut Vec<Error>,
) -> Result<Pod> {
    let release = settings.release();
    let mut injected = pod.clone();
    if release.has(Rule::GroupAlways) {
        set_group(&mut injected.spec);
    }
    let context = Context { owner, pod: &injected, proxy_config: mesh.default_config(), mesh, settings };
    let engines = settings.templates_for(None)?;
    let mut sections = Sections::default();
    for engine in &engines {
        let rendered = settings.execute(engine, context.value())?;
        let blamed = |error| settings.blame(error, engine, &rendered, context.value());
        let read = |patch| {
            let incomplete = incomplete::values(engine.name(), &rendered, &patch);
            Ok((Sections::read(patch)?, incomplete))
        };
        let (read, told) = rendered::read(engine.reader(), &rendered, read).map_err(blamed)?;
        warnings.extend(told);
        sections = read;
    }
    let names: Vec<&str> = engines.iter().map(|engine| engine.name()).collect();
    let added = sections.containers.iter().chain(&sections.init_containers);
    warnings.extend(incomplete::appended(&names, added));
    if release.has(Rule::CountsThreads) {
        sections.containers.iter_mut().filter(|c| named(c, PROXY)).take(1).for_each(concurrency::set);
    }
    let record = Node::made(record_of(settings, &sections));
    let template = Pod::empty();
    let network = cluster::network(pod, settings.values().network());
    let step = PostProcess { settings, mesh: settings.mesh(), pods_mesh: mesh, template: &template, network };
    if release.has(Rule::TakesOutFormer) {
        take_out_former(&mut injected);
    }
    append(&mut injected, &sections, step);
    if release.has(Rule::SetsCluster) {
        cluster::set_env(&mut injected, step);
    }
    rewrite_probes(&mut injected, &sections, step);
    if release.has(Rule::MergesMetrics) {
        prometheus::merge(&mut injected, step)?;
    }
    if joins_group(settings, mesh) {
        if release.has(Rule::GroupReplacesContext) {
            map_at(&mut injected.spec, "securityContext").entries.clear();
        }
        set_group(&mut injected.spec);
    }
    if release.has(Rule::Redirects) {
        for (name, value) in sections.redirects.iter().filter(|(_, value)| value.as_str() != Some("")) {
            injected.annotations_mut().set(name, value.clone());
        }
    }
    injected.annotations_mut().set(STATUS, record);
    labels::set(&mut injected, owner, settings);
    settle(&mut injected);
    Ok(injected)
}

/// Takes out what an earlier injection says it added, or without a word of one, what has such names.
fn take_out_former(pod: &mut Pod) {
    let former = Status::of(pod).unwrap_or_else(Status::former);
    for (key, names) in [
        (List::Init.key(), &former.init_containers),
        (List::Containers.key(), &former.containers),
        ("volumes", &former.volumes),
    ] {
        if let Some(items) = pod.spec.get_mut(key).and_then(Node::as_seq_mut) {
            items.retain(|item| !names.iter().any(|name| item.str_at("name") == Some(name)));
        }
    }
}

/// Puts the sections behind what the pod has, but for what has to run first.
fn append(pod: &mut Pod, sections: &Sections, step: PostProcess<'_>) {
    let release = step.settings.release();
    let asked = sections.holds
        || step.pods_mesh.default_config().hold_application_until_proxy_starts()
        || step.settings.values().hold_application_until_proxy_starts();
    let holds = asked && release.has(Rule::Holds);
    let leads = |container: &Node| {
        holds && named(container, PROXY)
            || release.has(Rule::LeavesSystemNamespaces) && named(container, VALIDATION)
    };
    for (list, added) in [(List::Init, &sections.init_containers), (List::Containers, &sections.containers)] {
        for container in added {
            let all = seq_at(&mut pod.spec, list.key());
            let place = if leads(container) { 0 } else { all.len() };
            all.insert(place, container.clone());
        }
    }
    extend(&mut pod.spec, "volumes", &sections.volumes);
    if release.has(Rule::AppendsPullSecrets) {
        extend(&mut pod.spec, "imagePullSecrets", &sections.image_pull_secrets);
    }
    match &sections.dns_config {
        Some(config) => map_at(&mut pod.spec, "dnsConfig").entries.clone_from(&config.entries),
        // We keep a user's: only whoever asks for istioctl's quirks gets this one.
        None if release.has(Rule::ReplacesDnsConfig) && step.settings.compat() == Compat::Istioctl => {
            if let Some(spec) = pod.spec.as_map_mut() {
                spec.remove("dnsConfig");
            }
        }
        None => {}
    }
}

fn extend(spec: &mut Node, key: &str, items: &[Node]) {
    if !items.is_empty() {
        seq_at(spec, key).extend_from_slice(items);
    }
}

/// Rewrites the probes where the pod or the template says so and the proxy has a port for them.
fn rewrite_probes(pod: &mut Pod, sections: &Sections, step: PostProcess<'_>) {
    let release = step.settings.release();
    let wanted = probes::asked(pod).unwrap_or(sections.rewrites_probes);
    let Some(proxy) = pod.container(List::Containers, PROXY).filter(|_| wanted) else { return };
    let port = match release.has(Rule::PortFromArguments) {
        true => concurrency::argument(proxy, "statusPort"),
        false => Some(probes::port_of(pod, i64::from(step.mesh.default_config().status_port()))),
    };
    let Some(port) = port else { return };
    let mut originals = probes::originals(pod, None, release);
    if release.has(Rule::RecordsBareActions) {
        for entry in &mut originals.entries {
            if let Some(action) = entry.value.get("httpGet").cloned() {
                entry.value = action;
            }
        }
    }
    if (!originals.is_empty() || release.has(Rule::RecordsNoProbes))
        && let Some(proxy) = pod.any_container_mut(PROXY)
    {
        probers::write(proxy, originals);
    }
    probes::redirect_all(pod, port, release);
}

/// Whether the pod's group must be the proxy's for it to read its token (kubernetes/kubernetes#57923).
fn joins_group(settings: &Settings, mesh: &MeshConfig) -> bool {
    let release = settings.release();
    release.has(Rule::GroupForSecrets)
        && !mesh.secret_discovery_socket().is_empty()
        && (!release.has(Rule::GroupNeedsTokenMount) || mesh.mounts_secret_token())
}

fn set_group(spec: &mut Node) {
    map_at(spec, "securityContext").set("fsGroup", Node::made(GROUP));
}

/// The status annotation's value: the fingerprint of the template and the names of what it rendered.
fn record_of(settings: &Settings, sections: &Sections) -> String {
    let added = [
        ("initContainers", &*sections.init_containers),
        ("containers", &*sections.containers),
        ("volumes", &*sections.volumes),
        ("imagePullSecrets", &*sections.image_pull_secrets),
    ];
    status::to_json(Some(("version", settings.version().unwrap_or_default())), added, None)
}
