//! Whether a text is configuration of Istio. Of one that is not, errors show keys and no values: a flag or a setting may name any file.

use super::proto::tables::{MESH_CONFIG, VALUES};
use crate::secrets;
use kube_yaml::Error;
use kube_yaml::split;

/// The kinds of objects that hold configuration, or lead to some.
pub(crate) const KINDS: [&str; 13] = [
    "Istio",
    "IstioRevision",
    "IstioOperator",
    "HelmRelease",
    "Application",
    "ApplicationSet",
    "HelmChart",
    "ServiceMeshControlPlane",
    "ConfigMap",
    "ConfigMapList",
    "List",
    "MutatingWebhookConfiguration",
    "MutatingWebhookConfigurationList",
];

/// The top-level keys of inject-configs, of templates that stand for one, and of charts that contain istiod.
const OTHERS: [&str; 12] = [
    "policy",
    "template",
    "templates",
    "defaultTemplates",
    "aliases",
    "engine",
    "injectedAnnotations",
    "alwaysInjectSelector",
    "neverInjectSelector",
    "metadata",
    "spec",
    "istiod",
];

/// The error with its place in a text that begins at `first_line` of `file`, and no values if the text is no configuration.
pub(crate) fn place(error: Error, file: &str, first_line: usize, text: &str) -> Error {
    let known = error.location().is_some();
    let placed = secrets::place(error, file, first_line, text);
    if known || is_configuration(text) { placed } else { secrets::without_values(placed) }
}

/// Whether a document is an object that holds configuration, or at least half of the top-level keys are known.
pub(crate) fn is_configuration(text: &str) -> bool {
    let mut documents = split::documents(text.as_bytes()).flatten();
    if documents.any(|document| document.may_bear(&KINDS)) {
        return true;
    }
    let field = |key: &str| {
        [&MESH_CONFIG, &VALUES].iter().any(|kind| kind.fields.iter().any(|field| field.json == key))
    };
    let keys = secrets::keys(text);
    let known = keys.iter().filter(|key| OTHERS.contains(&key.as_str()) || field(key)).count();
    known > 0 && known * 2 >= keys.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_is_known_by_its_kind_or_its_keys() {
        for text in [
            "kind: ConfigMap\ndata: {x: y}\n",
            "trustDomain: a\ndefaultConfig: [\n",
            "{\"global\": {}, \"mine\": 1}",
            "policy: enabled\ntemplates: {\n",
            "spec:\n  containers: {{ .Nothing }\n",
        ] {
            assert!(is_configuration(text), "{text}");
        }
        for text in [
            "kind: Secret\ndata: {x: y}\n",
            "PASSWORD=hunter2\n",
            "users: []\nclusters: []\n",
            "password: x\n",
            "",
        ] {
            assert!(!is_configuration(text), "{text}");
        }
    }
}
