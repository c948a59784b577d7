//! What a chart writes into the mesh-config about the tracer that the values name.

use kube_yaml::{Map, Node};

/// The mesh-config with the tracer's address; `None` where the values name no tracer whose address they tell.
///
/// Charts of every release from 1.11 on do so (istio-discovery: configmap.yaml).
pub(super) fn of(values: &Node) -> Option<Node> {
    let global = |path: &[&str]| values.get("global")?.at(path)?.as_str().filter(|text| !text.is_empty());
    let tracer = global(&["proxy", "tracer"])?;
    let address = match (global(&["tracer", tracer, "address"]), tracer) {
        (Some(address), _) => address.to_owned(),
        (None, "zipkin") => format!("zipkin.{}:9411", global(&["istioNamespace"]).unwrap_or("istio-system")),
        (None, "datadog") => "$(HOST_IP):8126".to_owned(),
        (None, _) => return None,
    };
    let token = global(&["tracer", tracer, "accessToken"]).map(|token| ("accessToken", Node::made(token)));
    let said: Map = [("address", Node::made(address))].into_iter().chain(token).collect();
    Some(map("defaultConfig", map("tracing", map(tracer, Node::made(said)))))
}

fn map(key: &str, value: Node) -> Node {
    Node::made([(key, value)].into_iter().collect::<Map>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::json;

    #[test]
    fn tracer_has_its_address() {
        for (values, mesh) in [
            (
                "{proxy: {tracer: zipkin}, istioNamespace: mesh}",
                Some(r#"{"zipkin":{"address":"zipkin.mesh:9411"}}"#),
            ),
            (
                "{proxy: {tracer: zipkin}, tracer: {zipkin: {address: 'z:1'}}}",
                Some(r#"{"zipkin":{"address":"z:1"}}"#),
            ),
            ("{proxy: {tracer: datadog}}", Some(r#"{"datadog":{"address":"$(HOST_IP):8126"}}"#)),
            ("{proxy: {tracer: none}}", None),
            ("{}", None),
        ] {
            let values = kube_yaml::parse(&format!("global: {values}")).unwrap().unwrap();
            let found = of(&values);
            let tracing = found.as_ref().and_then(|mesh| mesh.at(&["defaultConfig", "tracing"]));
            assert_eq!(tracing.map(json::to_json).as_deref(), mesh);
        }
    }
}
