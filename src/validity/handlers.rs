//! Probes and lifecycle hooks.

use super::place::At;
use super::{Refusal, text};
use kube_yaml::Node;

/// The actions of a probe; a hook has the first three, and may sleep.
const PROBES: [&str; 4] = ["exec", "httpGet", "tcpSocket", "grpc"];
const HOOKS: [&str; 4] = ["exec", "httpGet", "tcpSocket", "sleep"];
/// What of a probe may not be below zero.
const COUNTS: [&str; 5] =
    ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

/// The probes and hooks of a container.
pub(super) fn check(container: At<'_>, found: &mut Vec<Refusal>) {
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        let Some(probe) = container.get(name) else { continue };
        probe.ask(name, found, |probe, found| check_probe(probe, name == "readinessProbe", found));
    }
    let Some(lifecycle) = container.get("lifecycle") else { return };
    for name in ["postStart", "preStop"] {
        if let Some(hook) = lifecycle.get(name) {
            hook.ask("hook", found, |hook, found| check_action(hook, &HOOKS, found));
        }
    }
}

fn check_probe(probe: &At<'_>, repeats: bool, found: &mut Vec<Refusal>) {
    check_action(probe, &PROBES, found);
    for count in COUNTS {
        if probe.int(count).is_some_and(|count| count < 0) {
            probe.refuse(format!("{count}: must be greater than or equal to 0"), found);
        }
    }
    if !repeats && probe.int("successThreshold").is_some_and(|count| count > 1) {
        probe.refuse("successThreshold: must be 1", found);
    }
    if probe.int("terminationGracePeriodSeconds").is_some_and(|seconds| seconds <= 0) {
        probe.refuse("terminationGracePeriodSeconds: must be greater than 0", found);
    }
}

fn check_action(handler: &At<'_>, actions: &[&'static str], found: &mut Vec<Refusal>) {
    let mut given = 0;
    for name in actions {
        let Some(action) = handler.get(name) else { continue };
        given += 1;
        match *name {
            "exec" if action.get("command").is_none_or(|command| command.items().next().is_none()) => {
                action.refuse("command: Required value", found);
            }
            "httpGet" | "tcpSocket" | "grpc" => check_port(action, *name == "grpc", found),
            _ => {}
        }
    }
    match given {
        0 => handler.refuse("must specify a handler type", found),
        1 => {}
        _ => handler.refuse("may not specify more than 1 handler type", found),
    }
}

/// A port that is asked: a number, or the name of one.
fn check_port(action: At<'_>, number_only: bool, found: &mut Vec<Refusal>) {
    let Some(port) = action.get("port") else {
        return action.refuse("port: Required value", found);
    };
    match (port.node.as_i64(), port.node.as_str()) {
        (Some(number), _) if !is_port(number) => port.refuse(OUT_OF_RANGE, found),
        (None, Some(name)) if !number_only => {
            if let Some(rule) = text::port_name(name) {
                port.refuse(rule, found);
            }
        }
        _ => {}
    }
    let scheme = action.node.get("scheme").and_then(Node::as_str).unwrap_or_default();
    if !["", "HTTP", "HTTPS"].contains(&scheme) {
        action.refuse(
            format!("scheme: Unsupported value: {scheme:?}: supported values: \"HTTP\", \"HTTPS\""),
            found,
        );
    }
}

/// What is said of a number that is no port.
pub(super) const OUT_OF_RANGE: &str = "must be between 1 and 65535, inclusive";

/// Whether it is a port.
pub(super) fn is_port(number: i64) -> bool {
    (1..=65535).contains(&number)
}
