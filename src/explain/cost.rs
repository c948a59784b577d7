//! What an injection adds to the cpu and memory that a workload requests and is limited to.

use crate::kinds::Workload;
use crate::pod::{List, Pod, name_of};
use kube_schema::quantity::{Quantity, text_of};
use kube_yaml::Node;
use std::collections::HashSet;
use std::ops::AddAssign;

/// Amounts of cpu and memory that something adds; they may be negative.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Resources {
    /// Requested cpu, in thousandths.
    pub cpu_requests: i64,
    /// The limit of cpu, in thousandths.
    pub cpu_limits: i64,
    /// Requested memory, in bytes.
    pub memory_requests: i64,
    /// The limit of memory, in bytes.
    pub memory_limits: i64,
}

/// How many pods of a workload run at once, as far as its manifest says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Replicas {
    /// So many.
    Count(i64),
    /// One on each node.
    PerNode,
}

impl Resources {
    /// What the containers of some names that run beside each other have together: all but init containers that end.
    fn of(pod: &Pod, counts: impl Fn(&str) -> bool) -> Self {
        let stays = |container: &&Node| container.str_at("restartPolicy") == Some("Always");
        let init = pod.containers(List::Init).iter().filter(stays);
        let mut sum = Resources::default();
        for container in pod.containers(List::Containers).iter().chain(init) {
            if counts(name_of(container)) {
                sum += Resources::of_container(container);
            }
        }
        sum
    }

    /// What a container requests and is limited to; what it does not request is as much as its limit, as for the API server.
    pub(super) fn of_container(container: &Node) -> Self {
        let amount = |part: &str, name: &str| {
            let value = container.at(&["resources", part, name])?;
            Quantity::parse(&text_of(&value.value)?).ok()
        };
        let [cpu, memory] = ["cpu", "memory"].map(|name| {
            let limit = amount("limits", name);
            (amount("requests", name).or_else(|| limit.clone()), limit)
        });
        let milli = |quantity: Option<Quantity>| quantity.map_or(0, |quantity| quantity.milli_value());
        let bytes = |quantity: Option<Quantity>| quantity.map_or(0, |quantity| quantity.value());
        Resources {
            cpu_requests: milli(cpu.0),
            cpu_limits: milli(cpu.1),
            memory_requests: bytes(memory.0),
            memory_limits: bytes(memory.1),
        }
    }

    /// What an injection of containers of these names adds to a pod. What the author says of one of them is for what is injected,
    /// and so no part of what was there before.
    pub(super) fn added(authored: &Pod, injected: &Pod, names: &[String]) -> Self {
        let names: HashSet<&str> = names.iter().map(String::as_str).collect();
        let before = Resources::of(authored, |name| !names.contains(name));
        let after = Resources::of(injected, |_| true);
        before.with(after, |before, after| after.saturating_sub(before))
    }

    /// The same for so many pods.
    #[must_use]
    pub fn times(self, pods: i64) -> Self {
        self.with(self, |amount, _| amount.saturating_mul(pods))
    }

    fn with(self, other: Self, of: impl Fn(i64, i64) -> i64) -> Self {
        Resources {
            cpu_requests: of(self.cpu_requests, other.cpu_requests),
            cpu_limits: of(self.cpu_limits, other.cpu_limits),
            memory_requests: of(self.memory_requests, other.memory_requests),
            memory_limits: of(self.memory_limits, other.memory_limits),
        }
    }
}

impl AddAssign for Resources {
    fn add_assign(&mut self, other: Self) {
        *self = self.with(other, i64::saturating_add);
    }
}

impl Replicas {
    /// The number that an object asks for. A Job runs as many pods at once as its parallelism says.
    pub(super) fn of(workload: &Workload, object: Option<&Node>) -> Self {
        let number = |path: &[&str]| object.and_then(|object| object.at(path)?.as_i64());
        match workload.kind.as_str() {
            "DaemonSet" => Replicas::PerNode,
            "Job" => Replicas::Count(number(&["spec", "parallelism"]).unwrap_or(1)),
            "CronJob" => {
                Replicas::Count(number(&["spec", "jobTemplate", "spec", "parallelism"]).unwrap_or(1))
            }
            _ => Replicas::Count(number(&["spec", "replicas"]).unwrap_or(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{self, Kinds};

    #[test]
    fn what_ends_before_the_application_starts_costs_nothing() {
        let resources =
            |cpu: &str| format!("resources: {{requests: {{cpu: {cpu}}}, limits: {{memory: 1Gi}}}}");
        let pod = |init: &str, containers: &str| {
            Pod::of_text(&format!("{{spec: {{initContainers: [{init}], containers: [{containers}]}}}}"))
        };
        let own = format!("{{name: web, {}}}", resources("1"));
        let before = pod("", &own);
        let ends = pod(&format!("{{name: istio-init, {}}}", resources("2")), &own);
        let stays =
            pod(&format!("{{name: istio-proxy, restartPolicy: Always, {}}}", resources("100m")), &own);
        let names = ["istio-init", "istio-proxy"].map(str::to_owned);
        assert_eq!(Resources::added(&before, &ends, &names), Resources::default());
        let gib = 1 << 30;
        let expected =
            Resources { cpu_requests: 100, cpu_limits: 0, memory_requests: gib, memory_limits: gib };
        assert_eq!(Resources::added(&before, &stays, &names), expected);
        let with_override = pod("", &format!("{own}, {{name: istio-proxy, {}}}", resources("100m")));
        assert_eq!(Resources::added(&with_override, &stays, &names), expected);
        assert_eq!(expected.times(3).memory_requests, 3 * gib);
    }

    #[test]
    fn each_kind_counts_its_pods() {
        let pods = |text: &str| {
            let root = kube_yaml::parse(&format!("{{apiVersion: {text}}}")).unwrap().unwrap();
            Replicas::of(&kinds::find(&root, &Kinds::default()).unwrap()[0], Some(&root))
        };
        assert_eq!(pods("apps/v1, kind: Deployment, spec: {replicas: 3}"), Replicas::Count(3));
        assert_eq!(pods("apps/v1, kind: StatefulSet, spec: {}"), Replicas::Count(1));
        assert_eq!(pods("apps/v1, kind: DaemonSet, spec: {}"), Replicas::PerNode);
        assert_eq!(pods("batch/v1, kind: Job, spec: {parallelism: 4}"), Replicas::Count(4));
        assert_eq!(
            pods("batch/v1, kind: CronJob, spec: {jobTemplate: {spec: {parallelism: 2}}}"),
            Replicas::Count(2)
        );
        assert_eq!(pods("v1, kind: Pod, spec: {}"), Replicas::Count(1));
    }
}
