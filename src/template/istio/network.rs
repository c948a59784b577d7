//! Ports of containers and networks of pods.

use super::{field, string_of};
use go_template::format;
use go_template::functions::{Context, arg, list, shared, text};
use go_template::value::{List, Value};
use kube_yaml::{Value as Tree, json};

/// The container whose ports are not the application's.
const PROXY_CONTAINER: &str = "istio-proxy";

/// The TCP ports of all containers, separated by commas.
pub(super) fn include_inbound_ports<'a>(
    _: &mut Context<'a>,
    args: &[Value<'a>],
) -> Result<Value<'a>, String> {
    Ok(ports(list(args, 0)?, |_| true).into())
}

/// The same without those of the proxy.
pub(super) fn application_ports<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(ports(list(args, 0)?, |name| name != PROXY_CONTAINER).into())
}

fn ports(containers: &List<'_>, included: impl Fn(&str) -> bool) -> String {
    let mut found = Vec::new();
    for container in containers.iter() {
        let Value::Object(container) = container else { continue };
        if !included(&string_of(&field(container.as_ref(), "Name"))) {
            continue;
        }
        let Value::List(ports) = field(container.as_ref(), "Ports") else { continue };
        for port in ports.iter() {
            let Value::Object(port) = port else { continue };
            if matches!(string_of(&field(port.as_ref(), "Protocol")).as_str(), "UDP" | "SCTP") {
                continue;
            }
            if let Value::Int(number, _) = field(port.as_ref(), "ContainerPort") {
                found.push(number.to_string());
            }
        }
    }
    found.join(",")
}

/// Adds a port to a list of excluded ones, unless it is there or is none.
pub(super) fn exclude_inbound_port<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let port = format::sprint(std::slice::from_ref(arg(args, 0)));
    let port = port.trim();
    let excluded = text(args, 1)?;
    if port.is_empty() || port == "0" || excluded.split(',').any(|other| other == port) {
        return Ok(Value::Str(shared(args, 1)?));
    }
    let mut ports: Vec<&str> = excluded.split(',').map(str::trim).filter(|other| !other.is_empty()).collect();
    ports.push(port);
    Ok(ports.join(",").into())
}

/// Adds Istio's CNI network to a pod's Multus annotation, a JSON list or names separated by commas.
pub(super) fn append_multus<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    append_network(args, Names::Split)
}

/// The same as Istio up to 1.22 does it: in JSON, too, the namespace is part of the name.
pub(super) fn append_multus_whole<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    append_network(args, Names::Whole)
}

/// How a network `namespace/name` is named in JSON.
#[derive(Clone, Copy)]
enum Names {
    Whole,
    Split,
}

fn append_network<'a>(args: &[Value<'a>], names: Names) -> Result<Value<'a>, String> {
    let (existing, network) = (text(args, 0)?, text(args, 1)?);
    if existing.is_empty() {
        return Ok(Value::Str(shared(args, 1)?));
    }
    let unchanged = Ok(Value::Str(shared(args, 0)?));
    let Some(end) = existing.rfind(']') else {
        if existing.split(',').any(|other| other.trim() == network) {
            return unchanged;
        }
        return Ok(format!("{existing}, {network}").into());
    };
    let Ok(networks) = json::from_json(existing) else {
        return unchanged;
    };
    let networks = match &networks.value {
        Tree::Seq(items) if items.iter().all(|n| n.is_null() || n.as_map().is_some()) => items.as_slice(),
        _ => return unchanged,
    };
    let (namespace, name) = match (names, network.split_once('/')) {
        (Names::Split, Some((namespace, rest))) => (namespace, rest.split('/').next().unwrap_or(rest)),
        _ => ("", network),
    };
    let whole = matches!(names, Names::Whole);
    let same = |node: &kube_yaml::Node| {
        node.str_at("name") == Some(name)
            && match node.get("namespace") {
                _ if whole => true,
                None => namespace.is_empty(),
                Some(other) if other.is_null() => namespace.is_empty(),
                Some(other) => other.as_str() == Some(namespace),
            }
    };
    if networks.iter().any(same) {
        return unchanged;
    }
    let namespaced =
        if namespace.is_empty() { String::new() } else { format!(", \"namespace\": \"{namespace}\"") };
    let (before, after) = existing.split_at(end);
    Ok(format!("{before}, {{\"name\": \"{name}\"{namespaced}}}{after}").into())
}
