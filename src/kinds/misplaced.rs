//! What stands in an object of Kubernetes' own that only another kind knows.

use super::{PodPath, Workload};
use crate::warning::Code;
use kube_schema::{self as schema, Struct};
use kube_yaml::{Error, Node};

/// The types whose specs a field may have been meant for that another kind's spec does not know.
static TEMPLATED: [&Struct; 7] = [
    &schema::DEPLOYMENT,
    &schema::DAEMON_SET,
    &schema::REPLICA_SET,
    &schema::STATEFUL_SET,
    &schema::REPLICATION_CONTROLLER,
    &schema::JOB,
    &schema::CRON_JOB,
];

/// Says what in an object's spec and status only another kind's knows, such as `replicas` in a DaemonSet.
///
/// Of fields that no kind knows nothing is said: they may be newer than this program.
pub fn misplaced(object: &Node, workload: &Workload) -> Vec<Error> {
    let mut said = Vec::new();
    if matches!(workload.pod_path, PodPath::Pod | PodPath::Bare) {
        return said;
    }
    for part in ["spec", "status"] {
        let (Some(own), Some(map)) = (part_of(workload.ty, part), object.get(part).and_then(Node::as_map))
        else {
            continue;
        };
        for entry in &map.entries {
            let foreign = own.find(&entry.key).is_none() && own.find_folded(&entry.key).is_none();
            let knows = |ty: &Struct| part_of(ty, part).is_some_and(|other| other.find(&entry.key).is_some());
            if let Some(of) = TEMPLATED.iter().find(|ty| foreign && knows(ty)) {
                let of = of.name.rsplit('.').next().unwrap_or(of.name);
                let cause = format!("{part}.{} is a field of {of}, not {}", entry.key, workload.kind);
                let warning = Code::MisplacedField.warn(cause).at(entry.key_span);
                said.push(warning.help("the API server rejects it"));
            }
        }
    }
    said
}

/// The struct of a kind's spec or status.
fn part_of(ty: &Struct, part: &str) -> Option<&'static Struct> {
    ty.fields.iter().find(|field| field.json == part)?.ty.structure()
}
