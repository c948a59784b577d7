//! The last look before a pod is written: whether Kubernetes' own API types (k8s-openapi) take it for a pod.

use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube_schema::code::TYPE;
use serde::de::DeserializeOwned;

use crate::pod::Pod;
use kube_yaml::Node;
use kube_yaml::de::NodeDeserializer;
use kube_yaml::{Error, Result};

/// Checks what injection changed of the metadata and the spec; the pod as it was `before` has been read by its type.
///
/// # Errors
/// When a field is not what the API's types ask for, with the path to it.
pub(crate) fn is_pod(pod: &Pod, before: &Pod) -> Result<()> {
    reads_as::<ObjectMeta>(&pod.meta, &before.meta, "metadata")?;
    reads_as::<PodSpec>(&pod.spec, &before.spec, "spec")
}

fn reads_as<T: DeserializeOwned>(node: &Node, before: &Node, root: &str) -> Result<()> {
    T::deserialize(NodeDeserializer::of_changes(node, before)).map(drop).map_err(|error| {
        let path = match error.path() {
            path if path.is_empty() => root.to_owned(),
            path => format!("{root}.{path}"),
        };
        Error::new(TYPE, format!("the injected pod is invalid: {path}: {error}")).at(node.span)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pod::empty_map;
    use kube_yaml::parse;

    fn check(spec: &str) -> Result<()> {
        is_pod(&Pod { meta: empty_map(), spec: parse(spec).unwrap().unwrap() }, &Pod::empty())
    }

    #[test]
    fn takes_quantities_and_ports_in_every_spelling() {
        let spec = "containers: [{name: a, resources: {limits: {cpu: 2, memory: 1Gi, x: 0.5}}, \
                    livenessProbe: {httpGet: {port: http}}, readinessProbe: {tcpSocket: {port: 80}}, unknown: {a: 1}}]";
        check(spec).unwrap();
    }

    #[test]
    fn takes_nulls_wherever_go_does() {
        check("{containers: [{name: a, args: [null, x], ports: [null], env: null}, null], nodeSelector: {a: null}}").unwrap();
    }

    #[test]
    fn err_names_the_path() {
        let error = check("containers: [{name: a, ports: [{containerPort: x}]}]").unwrap_err();
        assert!(error.cause().contains("spec.containers[0].ports[0].containerPort"), "{}", error.cause());
    }
}
