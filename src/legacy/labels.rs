//! The labels that Istio 1.4 to 1.8 put on a pod themselves; later ones leave them to the templates.

use crate::context::Owner;
use crate::pod::{Pod, network_of};
use crate::records::NETWORK_LABEL;
use crate::settings::{Rule, Settings};
use kube_yaml::Node;

const TLS_MODE: &str = "security.istio.io/tlsMode";
const REVISION: &str = "istio.io/rev";
const SERVICE: &str = "service.istio.io/canonical-name";
const SERVICE_REVISION: &str = "service.istio.io/canonical-revision";

/// Sets them, where the pod does not have them already.
pub(super) fn set(pod: &mut Pod, owner: &Owner, settings: &Settings) {
    let release = settings.release();
    let mut wanted: Vec<(&str, String)> = Vec::new();
    if release.has(Rule::LabelsRevision) {
        wanted.push((REVISION, settings.revision().to_owned()));
    }
    if release.has(Rule::LabelsTls) {
        wanted.push((TLS_MODE, "istio".to_owned()));
    }
    if release.has(Rule::LabelsService) {
        let label = |names: [&str; 2]| names.into_iter().find_map(|name| pod.label(name));
        let service = label(["app.kubernetes.io/name", "app"]).unwrap_or(&owner.name);
        let revision = label(["app.kubernetes.io/version", "version"]).unwrap_or("latest");
        wanted.push((SERVICE, service.to_owned()));
        wanted.push((SERVICE_REVISION, revision.to_owned()));
        wanted.extend(network_of(pod).map(|network| (NETWORK_LABEL, network.to_owned())));
    }
    let replaces = !release.has(Rule::LabelsService);
    for (name, value) in wanted {
        if pod.label(name).is_none_or(str::is_empty) || name == REVISION && replaces {
            pod.labels_mut().set(name, Node::made(value));
        }
    }
}
