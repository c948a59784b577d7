//! Resources of containers, and of the pod as a whole.

use super::Refusal;
use super::place::At;
use crate::pod::List;
use kube_schema::quantity::Quantity;

/// The resources of a container, or the pod's own.
pub(super) fn check(resources: &At<'_>, found: &mut Vec<Refusal>) {
    for list in ["limits", "requests"] {
        let Some(list) = resources.get(list) else { continue };
        for (_, amount) in list.fields() {
            if quantity(amount).is_some_and(|amount| amount.sign() < 0) {
                amount.refuse("must be greater than or equal to 0", found);
            }
        }
    }
    let (Some(requests), Some(limits)) = (resources.get("requests"), resources.get("limits")) else { return };
    for (name, asked) in requests.fields() {
        let Some(limit) = limits.get(name) else { continue };
        let (Some(amount), Some(most)) = (quantity(asked), quantity(limit)) else { continue };
        if amount > most {
            let rule = format!("must be less than or equal to {name} limit of {}", most.text());
            let span = if asked.node.span.is_some() { asked.node.span } else { limit.span() };
            found.push(Refusal { path: asked.path(), rule, span });
        }
    }
}

/// What the pod as a whole may have (Kubernetes 1.32, PodLevelResources), which the containers' sum has to fit in.
pub(super) fn check_pod(spec: At<'_>, found: &mut Vec<Refusal>) {
    let Some(pod) = spec.get("resources") else { return };
    check(&pod, found);
    let containers = spec.get(List::Containers.key());
    let init = spec.get(List::Init.key());
    let stays = |container: &At<'_>| container.text("restartPolicy") == "Always";
    let running: Vec<At<'_>> =
        containers.iter().flat_map(At::items).chain(init.iter().flat_map(At::items).filter(stays)).collect();
    if let Some(requests) = pod.get("requests") {
        for (name, asked) in requests.fields() {
            let Some(most) = quantity(asked) else { continue };
            let sum: f64 =
                running.iter().filter_map(|container| Some(amount(container, name)?.approximate())).sum();
            if sum > most.approximate() {
                let rule = format!("must be greater than or equal to aggregate container requests of {sum}");
                asked.refuse(rule, found);
            }
        }
    }
    let Some(limits) = pod.get("limits") else { return };
    for container in &running {
        let Some(own) = container.get("resources") else { continue };
        let Some(own) = own.get("limits") else { continue };
        for (name, limit) in own.fields() {
            let (Some(limit), Some(most)) = (quantity(limit), limits.get(name)) else { continue };
            if quantity(most).is_some_and(|most| limit > most) {
                most.refuse(
                    format!("limit of container {} must be less than or equal to it", container.text("name")),
                    found,
                );
            }
        }
    }
}

/// What a container asks for: its request, else its limit.
fn amount(container: &At<'_>, name: &str) -> Option<Quantity> {
    let resources = container.get("resources")?;
    let of = |list: &str| resources.get(list).and_then(|list| quantity(list.get(name)?));
    of("requests").or_else(|| of("limits"))
}

fn quantity(at: At<'_>) -> Option<Quantity> {
    match at.node.as_str() {
        Some(text) => Quantity::parse(text).ok(),
        None => Quantity::parse(&at.node.as_i64()?.to_string()).ok(),
    }
}
