//! Why each object of a document is injected or not, with what, and what comes of it.

mod cost;
mod steering;
mod traffic;

pub use cost::{Replicas, Resources};
pub use steering::Steering;
pub use traffic::{RedirectedBy, Traffic};

use crate::authored::{Authored, Fresh};
use crate::changes::{self, Change};
use crate::pipeline;
use crate::pod::{List, PROXY, Pod, TEMPLATES, port_of};
use crate::policy::{self, INJECT, PolicyInput};
use crate::records::STATUS;
use crate::report::{ObjectReport, Outcome};
use crate::settings::{Compat, Settings};
use kube_yaml::split::Document;
use kube_yaml::{Error, Result};
use kube_yaml::{Node, json};

/// What there is to say of an object.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The object, and what becomes of it.
    pub report: ObjectReport,
    /// The rule that decided, as a sentence about the object.
    pub rule: String,
    /// The templates it gets; none when it is skipped.
    pub templates: Vec<String>,
    /// Whether its annotation chose the templates.
    pub by_annotation: bool,
    /// What the templates bring, as the status annotation tells it.
    pub adds: Vec<Added>,
    /// Whether it was injected before.
    pub earlier: Earlier,
    /// What deserves a word.
    pub warnings: Vec<Error>,
    /// The annotations and labels that are meant for the injector or the proxy.
    pub steering: Vec<Steering>,
    /// How many pods it has.
    pub replicas: Replicas,
    /// What injection makes of the pod; `None` when it is skipped.
    pub injected: Option<InjectedPod>,
}

/// Items that templates bring to a list of the pod's spec.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Added {
    /// The field: `initContainers`.
    pub list: &'static str,
    /// What people call its items: `init containers`.
    pub words: &'static str,
    /// The names of the items.
    pub names: Vec<String>,
}

/// What injection makes of a pod.
#[derive(Clone, Debug)]
pub struct InjectedPod {
    /// The proxy; templates need not have one.
    pub sidecar: Option<Sidecar>,
    /// What it adds to the cpu and memory of each pod.
    pub cost: Resources,
    /// What differs from the pod that its author wrote.
    pub changes: Vec<Change>,
    /// The traffic that goes through the proxy; `None` where none is redirected.
    pub traffic: Option<Traffic>,
    /// The containers that its author wrote.
    pub containers: Vec<Container>,
}

/// A container of the application.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Container {
    /// Its name.
    pub name: String,
    /// The ports that it names: `8080`, or `53/UDP` where it is not TCP.
    pub ports: Vec<String>,
}

/// The proxy of a pod.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sidecar {
    /// Its image.
    pub image: String,
    /// The revision of the control plane that it is for.
    pub revision: String,
    /// Whether it is an init container that stays.
    pub native: bool,
    /// What it requests and is limited to.
    pub resources: Resources,
}

/// What the sidecars of several objects add up to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Pod templates that are injected.
    pub injected: usize,
    /// Pod templates in all.
    pub workloads: usize,
    /// Pods of those that are injected, but for DaemonSets.
    pub pods: i64,
    /// What is added to these pods.
    pub added: Resources,
    /// What DaemonSets add on each node.
    pub per_node: Resources,
}

impl Totals {
    /// Those of the objects that are injected.
    #[must_use]
    pub fn of<'e>(explained: impl IntoIterator<Item = &'e Explanation>) -> Self {
        let mut totals = Totals::default();
        explained.into_iter().for_each(|object| totals.count(object));
        totals
    }

    /// Adds one more object.
    pub fn count(&mut self, object: &Explanation) {
        self.workloads += 1;
        let Some(injected) = &object.injected else { return };
        self.injected += 1;
        match object.replicas {
            Replicas::Count(pods) => {
                self.pods = self.pods.saturating_add(pods);
                self.added += injected.cost.times(pods);
            }
            Replicas::PerNode => self.per_node += injected.cost,
        }
    }
}

impl Explanation {
    /// What there is to say of an object that is not looked into.
    fn of_skipped(report: ObjectReport) -> Self {
        Explanation {
            rule: report.outcome.skip_reason().map(ToString::to_string).unwrap_or_default(),
            templates: Vec::new(),
            by_annotation: false,
            adds: Vec::new(),
            earlier: Earlier::None,
            warnings: Vec::new(),
            steering: Vec::new(),
            replicas: Replicas::Count(1),
            injected: None,
            report,
        }
    }
}

/// What an object tells of an earlier injection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Earlier {
    /// The object was not injected before.
    None,
    /// One that the object's annotations tell of.
    Recorded,
    /// One of ours whose comment gives the document back byte for byte.
    Undoable,
}

/// What the status annotation lists, and what people call it.
const BROUGHT: [(&str, &str); 4] = [
    ("initContainers", "init containers"),
    ("containers", "containers"),
    ("volumes", "volumes"),
    ("imagePullSecrets", "pull secrets"),
];

/// Explains every object of one document of `file` that bears a pod.
///
/// # Errors
/// When the document cannot be injected.
pub fn explain(settings: &Settings, file: &str, document: &Document) -> Result<Vec<Explanation>> {
    let done = pipeline::process(settings, file, document)?;
    if done.objects.is_empty() {
        return Ok(Vec::new());
    }
    let Some(authored) = Authored::of(settings, file, document)? else {
        return Ok(done.objects.into_iter().map(Explanation::of_skipped).collect());
    };
    let fresh = authored.injected(settings);
    let mut workloads = authored.pods().zip(fresh).enumerate();
    let explained = done.objects.into_iter().map(|report| {
        let workload = if report.is_unknown() { None } else { workloads.next() };
        let Some((index, (found, fresh))) = workload else { return Ok(Explanation::of_skipped(report)) };
        let (workload, _, pod) = found;
        let object = authored.object(index);
        let skipped = matches!(report.outcome, Outcome::Skipped(_));
        let annotation = pod.annotation(TEMPLATES);
        let templates = if skipped { Vec::new() } else { settings.templates_for(annotation)? };
        let fresh = if skipped { None } else { Some(fresh?) };
        let adds = fresh.as_ref().map_or_else(Vec::new, |fresh| brought(&fresh.pod));
        let is_mine = |warning: &&Error| warning.object_name() == Some(&workload.title());
        Ok(Explanation {
            rule: rule(settings, &report, &pod),
            templates: templates.iter().map(|template| template.name().to_owned()).collect(),
            by_annotation: annotation.is_some(),
            earlier: match authored.status(index) {
                None => Earlier::None,
                Some(_) if authored.undoable => Earlier::Undoable,
                Some(_) => Earlier::Recorded,
            },
            warnings: done.warnings.iter().filter(is_mine).cloned().collect(),
            steering: steering::of(settings, object, &pod, workload.pod_path),
            replicas: Replicas::of(workload, object),
            injected: fresh.map(|fresh| injected_pod(settings, &pod, &fresh, &adds)),
            adds,
            report,
        })
    });
    explained.collect()
}

/// What injection makes of a pod to which it `adds` items.
fn injected_pod(settings: &Settings, authored: &Pod, fresh: &Fresh, adds: &[Added]) -> InjectedPod {
    let pod = &fresh.pod;
    let sidecar = pod.any_container(PROXY).map(|proxy| Sidecar {
        image: proxy.str_at("image").unwrap_or_default().to_owned(),
        revision: Some(settings.revision()).filter(|name| !name.is_empty()).unwrap_or("default").to_owned(),
        native: pod.container(List::Init, PROXY).is_some(),
        resources: Resources::of_container(proxy),
    });
    let containers = adds.iter().filter(|added| List::BOTH.iter().any(|list| list.key() == added.list));
    let containers: Vec<String> = containers.flat_map(|added| added.names.iter().cloned()).collect();
    InjectedPod {
        sidecar,
        cost: Resources::added(authored, pod, &containers),
        changes: changes::between(authored, pod),
        traffic: traffic::of(pod),
        containers: authored.containers(List::Containers).iter().filter_map(container).collect(),
    }
}

/// A container of the author's; one that only adjusts the proxy is none.
fn container(container: &Node) -> Option<Container> {
    let name = container.str_at("name").filter(|name| *name != PROXY)?;
    let ports = container.get("ports").and_then(Node::as_seq).unwrap_or_default();
    Some(Container { name: name.to_owned(), ports: ports.iter().filter_map(port_of).collect() })
}

fn rule(settings: &Settings, report: &ObjectReport, pod: &Pod) -> String {
    if let Some(reason) = report.outcome.skip_reason() {
        return reason.to_string();
    }
    let grounds = settings.webhook().and_then(|webhook| {
        let question = PolicyInput {
            pod,
            job_meta: None,
            namespaces: ["", &report.namespace],
            release: settings.release(),
            leaves_windows: settings.compat() == Compat::Off,
            leaves_injected: false,
            always_heeds: true,
        };
        policy::webhook::grounds(webhook, question, &report.namespace)
    });
    if let Some(grounds) = grounds {
        return grounds;
    }
    match (pod.label(INJECT), pod.annotation(INJECT)) {
        (Some("true"), _) => format!("label {INJECT}=true"),
        (None, Some("true")) => format!("annotation {INJECT}=true"),
        _ => "no opt-out found".to_owned(),
    }
}

fn brought(pod: &Pod) -> Vec<Added> {
    let Some(status) = pod.annotation(STATUS).and_then(|text| json::from_json(text).ok()) else {
        return Vec::new();
    };
    let names = |key| {
        let items = status.get(key).and_then(Node::as_seq).unwrap_or_default();
        items.iter().filter_map(Node::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    let added = BROUGHT.map(|(list, words)| Added { list, words, names: names(list) });
    added.into_iter().filter(|added| !added.names.is_empty()).collect()
}
