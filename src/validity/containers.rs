//! Containers of both lists: names, ports, environment, mounts, resources and security.

use super::handlers::{self, OUT_OF_RANGE, is_port};
use super::names::Names;
use super::place::At;
use super::{Refusal, resources, text};
use crate::pod::List;
use kube_yaml::{Node, Span};
use std::collections::HashSet;

/// A port of the host: protocol, address, number.
type HostPort = (String, String, i64);

pub(super) fn check(spec: At<'_>, found: &mut Vec<Refusal>) {
    let (containers, init) = (spec.get(List::Containers.key()), spec.get(List::Init.key()));
    if containers.is_none_or(|list| list.items().next().is_none()) {
        spec.refuse("containers: Required value", found);
    }
    let volumes = spec.get("volumes");
    let mut known = Names::default();
    for volume in volumes.iter().flat_map(At::items) {
        known.insert(volume.text("name"), ());
    }
    let mut names = Names::default();
    let mut host_ports = HashSet::new();
    resources::check_pod(spec, found);
    let both = [(&containers, false), (&init, true)];
    for (list, is_init) in both {
        for container in list.iter().flat_map(At::items) {
            check_name(container, &mut names, found);
            check_container(container, &known, found);
            // Those of init containers do not listen at the same time.
            let mut none = HashSet::new();
            check_host_ports(container, if is_init { &mut none } else { &mut host_ports }, found);
            match is_init {
                true => check_init(container, found),
                false if container.get("restartPolicy").is_some() => {
                    container.refuse("restartPolicy may not be set for non-init containers", found);
                }
                false => {}
            }
        }
    }
}

fn check_name<'a>(container: At<'a>, names: &mut Names<'a, Span>, found: &mut Vec<Refusal>) {
    let name = container.text("name");
    if let Some(rule) = text::dns_label(name) {
        return container.refuse(rule, found);
    }
    match names.get(name) {
        // Either of them may be the author's.
        Some(other) => found.push(Refusal {
            path: format!("{}.name", container.path()),
            rule: format!("Duplicate value: {name:?}"),
            span: if container.span().is_some() { container.span() } else { *other },
        }),
        None => _ = names.insert(name, container.span()),
    }
}

fn check_container(container: At<'_>, volumes: &Names<'_>, found: &mut Vec<Refusal>) {
    container.ask("container", found, |container, found| {
        if container.text("image").is_empty() {
            container.refuse("image: Required value", found);
        }
        handlers::check(*container, found);
        if let Some(env) = container.get("env") {
            env.ask("env", found, |env, found| {
                env.items().for_each(|variable| variable.ask("variable", found, check_variable));
            });
        }
        if let Some(ports) = container.get("ports") {
            ports.ask("ports", found, check_ports);
        }
        if let Some(resources) = container.get("resources") {
            resources.ask("resources", found, resources::check);
        }
        if let Some(context) = container.get("securityContext") {
            context.ask("securityContext", found, check_security);
        }
    });
    check_mounts(container, volumes, found);
}

fn check_variable(variable: &At<'_>, found: &mut Vec<Refusal>) {
    match variable.text("name") {
        "" => variable.refuse("name: Required value", found),
        name if name.contains('=') || !name.bytes().all(|b| (0x20..0x7f).contains(&b)) => {
            variable.refuse("a valid environment variable name must consist only of printable ASCII characters other than '='", found);
        }
        _ => {}
    }
    let Some(from) = variable.get("valueFrom") else { return };
    if !variable.text("value").is_empty() {
        from.refuse("may not be specified when `value` is not empty", found);
    } else if from.fields().filter(|(_, source)| !source.node.is_null()).count() > 1 {
        from.refuse("may not have more than one field specified at a time", found);
    }
}

fn check_mounts(container: At<'_>, volumes: &Names<'_>, found: &mut Vec<Refusal>) {
    let Some(mounts) = container.get("volumeMounts") else { return };
    let mut paths = Names::default();
    let privileged = container.node.at(&["securityContext", "privileged"]);
    let is_privileged = privileged.and_then(Node::as_bool) == Some(true);
    for mount in mounts.items() {
        let (name, path) = (mount.text("name"), mount.text("mountPath"));
        match name {
            "" => mount.refuse("name: Required value", found),
            _ if volumes.get(name).is_none() => mount.refuse(format!("name: Not found: {name:?}"), found),
            _ => {}
        }
        match path {
            "" => mount.refuse("mountPath: Required value", found),
            _ if !paths.insert(path, ()) => mount.refuse("mountPath: must be unique", found),
            _ => {}
        }
        mount.ask("mount", found, check_mount);
        // Only a privileged container may show the host what it mounts.
        if mount.text("mountPropagation") == "Bidirectional" && !is_privileged {
            mount.refuse(
                "mountPropagation: Bidirectional mount propagation is available only to privileged containers",
                found,
            );
        }
    }
}

fn check_mount(mount: &At<'_>, found: &mut Vec<Refusal>) {
    for key in ["subPath", "subPathExpr"] {
        if !mount.text(key).is_empty() {
            super::volumes::check_path(*mount, key, found);
        }
    }
    let propagation = mount.text("mountPropagation");
    if !["", "None", "HostToContainer", "Bidirectional"].contains(&propagation) {
        mount.refuse(format!("mountPropagation: Unsupported value: {propagation:?}"), found);
    }
    let writes = mount.node.get("readOnly").and_then(Node::as_bool) != Some(true);
    if writes && !["", "Disabled"].contains(&mount.text("recursiveReadOnly")) {
        mount.refuse("recursiveReadOnly: may only be specified when readOnly is true", found);
    }
    if !mount.text("subPath").is_empty() && !mount.text("subPathExpr").is_empty() {
        mount.refuse("subPathExpr and subPath are mutually exclusive", found);
    }
}

fn check_ports(ports: &At<'_>, found: &mut Vec<Refusal>) {
    let mut names = Names::default();
    for port in ports.items() {
        let name = port.text("name");
        if !name.is_empty() {
            match text::port_name(name) {
                Some(rule) => port.refuse(format!("name: {rule}"), found),
                None if !names.insert(name, ()) => {
                    port.refuse(format!("name: Duplicate value: {name:?}"), found)
                }
                None => {}
            }
        }
        if !port.int("containerPort").is_some_and(is_port) {
            port.refuse(format!("containerPort: {OUT_OF_RANGE}"), found);
        }
        let protocol = port.text("protocol");
        if !["", "TCP", "UDP", "SCTP"].contains(&protocol) {
            port.refuse(format!("protocol: Unsupported value: {protocol:?}"), found);
        }
    }
}

fn check_host_ports(container: At<'_>, taken: &mut HashSet<HostPort>, found: &mut Vec<Refusal>) {
    let Some(ports) = container.get("ports") else { return };
    for port in ports.items() {
        let Some(number) = port.int("hostPort").filter(|number| *number != 0) else { continue };
        if !is_port(number) {
            port.refuse(format!("hostPort: {OUT_OF_RANGE}"), found);
        }
        let protocol = match port.text("protocol") {
            "" => "TCP",
            protocol => protocol,
        };
        if !taken.insert((protocol.to_owned(), port.text("hostIP").to_owned(), number)) {
            port.refuse(format!("hostPort: Duplicate value: {number}"), found);
        }
    }
}

fn check_security(context: &At<'_>, found: &mut Vec<Refusal>) {
    let is = |key: &str| context.node.get(key).and_then(Node::as_bool);
    if is("allowPrivilegeEscalation") == Some(false) {
        if is("privileged") == Some(true) {
            context.refuse("cannot set `allowPrivilegeEscalation` to false and `privileged` to true", found);
        }
        let added = context.node.at(&["capabilities", "add"]).and_then(Node::as_seq).unwrap_or_default();
        if added.iter().any(|capability| capability.as_str() == Some("CAP_SYS_ADMIN")) {
            let rule = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN";
            context.refuse(rule, found);
        }
    }
    for key in ["runAsUser", "runAsGroup"] {
        if context.int(key).is_some_and(|id| !(0..=i64::from(i32::MAX)).contains(&id)) {
            context.refuse(format!("{key}: must be between 0 and 2147483647, inclusive"), found);
        }
    }
}

/// What an init container may not have unless it stays.
fn check_init(container: At<'_>, found: &mut Vec<Refusal>) {
    if container.text("restartPolicy") == "Always" {
        return;
    }
    for key in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(part) = container.get(key) {
            part.refuse("may not be set for init containers without restartPolicy=Always", found);
        }
    }
}
