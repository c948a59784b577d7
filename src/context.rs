//! Everything a template can see, as one value.

mod concurrency;

use std::cell::OnceCell;
use std::rc::Rc;

use crate::kinds::{PodPath, Workload};
use crate::pod::{CANONICAL_NAME, CANONICAL_REVISION, List, PROXY, Pod, name_of};
use crate::settings::mesh_config::InboundTrafficPolicy;
use crate::settings::{MeshConfig, ProxyConfig, Release, Rule, Settings};
use crate::template::istio::marshalled;
use go_template::value::{self, Dict, Elem, IntType, Object, Overlay, Value};
use kube_schema as schema;
use kube_yaml::Node;

/// The user and group Istio's proxy runs as.
const PROXY_ID: i64 = 1337;
const IMAGE_TYPE: &str = "sidecar.istio.io/proxyImageType";
const TEMPLATE_HASH: &str = "pod-template-hash";
const ROLLOUT_HASH: &str = "rollouts-pod-template-hash";
/// What istiod calls the version of a Rollout, whatever its group and version are (GetDeployMetaFromPod).
const ROLLOUT_VERSION: &str = "v1alpha1";
const DEPLOYMENT_CONFIG: &str = "deploymentconfig";
/// Image types that Istio publishes, which a tag may already carry.
const IMAGE_TYPES: [&str; 2] = ["-distroless", "-debug"];

/// Whose pod it is, as `.TypeMeta` and `.DeploymentMeta` say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    /// The API version.
    pub api_version: String,
    /// The owner's kind, such as `Deployment`.
    pub kind: String,
    /// The owner's name.
    pub name: String,
    /// The owner's namespace.
    pub namespace: String,
}

impl Owner {
    /// What the mesh calls the owner; empty where there is nothing to call it by.
    fn url(&self) -> String {
        let Owner { api_version, kind, name, namespace } = self;
        if api_version.is_empty() || name.is_empty() {
            return String::new();
        }
        let namespace = if namespace.is_empty() { "default" } else { namespace };
        format!("kubernetes://apis/{api_version}/namespaces/{namespace}/{}s/{name}", kind.to_lowercase())
    }
}

/// The data of one rendering.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    /// Whose pod it is.
    pub owner: &'a Owner,
    /// The pod without what an earlier injection added.
    pub pod: &'a Pod,
    /// The mesh's proxy config, overlaid with the pod's.
    pub proxy_config: &'a ProxyConfig,
    /// The mesh config, likewise.
    pub mesh: &'a MeshConfig,
    /// The run's settings.
    pub settings: &'a Settings,
}

/// The fields of the data, in the order Istio declares them; those of all releases, so that any template finds its own.
pub(crate) const FIELDS: [&str; 16] = [
    "TypeMeta",
    "DeploymentMeta",
    "ObjectMeta",
    "Spec",
    "ProxyConfig",
    "MeshConfig",
    "Values",
    "Revision",
    "NativeSidecars",
    "EstimatedConcurrency",
    "ProxyImage",
    "ProxyInitImage",
    "ProxyUID",
    "ProxyGID",
    "InboundTrafficPolicyMode",
    "CompliancePolicy",
];

impl<'a> Context<'a> {
    /// The data as templates get it.
    #[must_use]
    pub(crate) fn value(self) -> Value<'a> {
        let overlay = Overlay::default();
        Value::Object(Rc::new(Data { context: self, overlay, istio_annotations: OnceCell::new() }))
    }
}

#[derive(Debug)]
struct Data<'a> {
    context: Context<'a>,
    overlay: Overlay<'a>,
    istio_annotations: OnceCell<Value<'a>>,
}

impl<'a> Object<'a> for Data<'a> {
    fn type_name(&self) -> String {
        "*inject.SidecarTemplateData".to_owned()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        let Context { owner, pod, proxy_config, mesh, settings } = self.context;
        Some(match name {
            "TypeMeta" => names("v1.TypeMeta", [("Kind", &owner.kind), ("APIVersion", &owner.api_version)]),
            "DeploymentMeta" => {
                names("types.NamespacedName", [("Namespace", &owner.namespace), ("Name", &owner.name)])
            }
            "ObjectMeta" => schema::view(&schema::OBJECT_META, Some(&pod.meta)),
            "Spec" => schema::view(&schema::POD_SPEC, Some(&pod.spec)),
            "ProxyConfig" => proxy_config.view(),
            "MeshConfig" => mesh.view(),
            "Values" => settings.values().view(&self.overlay),
            "Revision" => Value::from(settings.revision()),
            "NativeSidecars" => Value::Bool(settings.native_sidecars()),
            "EstimatedConcurrency" => {
                Value::Int(concurrency::estimated(proxy_config, pod, settings.values()), IntType::Int)
            }
            "ProxyImage" => Value::from(proxy_image(settings, proxy_config, pod)),
            "ProxyInitImage" => Value::from(init_image(settings, proxy_config, pod)),
            "ProxyUID" => Value::Int(proxy_ids(settings, owner).0.unwrap_or(PROXY_ID), IntType::Int64),
            "ProxyGID" => Value::Int(proxy_ids(settings, owner).1.unwrap_or(PROXY_ID), IntType::Int64),
            "InboundTrafficPolicyMode" => Value::from(match mesh.inbound_traffic_policy() {
                InboundTrafficPolicy::Localhost => "localhost",
                InboundTrafficPolicy::Passthrough => "passthrough",
            }),
            "CompliancePolicy" => Value::from(""),
            // Our own, and so none of the fields that are listed.
            "IstioAnnotations" => self.istio_annotations.get_or_init(|| of_istio(pod)).clone(),
            "ApplicationContainers" => applications(pod),
            "PodPorts" => Value::from(ports(pod)),
            "CanonicalName" => Value::from(pod.first_label(&CANONICAL_NAME).unwrap_or(&owner.name)),
            "CanonicalRevision" => Value::from(pod.first_label(&CANONICAL_REVISION).unwrap_or("latest")),
            "Owner" => Value::from(owner.url()),
            "IstioRelease" => Value::Int(i64::from(settings.release().minor()), IntType::Int),
            _ => return None,
        })
    }

    /// A template is one run's, so that what the settings decide is the same each time it is executed.
    fn is_settled(&self, field: &str) -> bool {
        let Context { pod, proxy_config, mesh, settings, .. } = self.context;
        let of_run = settings.mesh();
        let own_config = !std::ptr::eq(mesh, of_run) || !std::ptr::eq(proxy_config, of_run.default_config());
        match field {
            "Revision" | "NativeSidecars" | "CompliancePolicy" | "IstioRelease" => true,
            "Values" => self.overlay.is_empty(),
            "ProxyConfig" | "MeshConfig" | "InboundTrafficPolicyMode" => !own_config,
            "ProxyImage" | "ProxyInitImage" => !own_config && pod.annotation(IMAGE_TYPE).is_none(),
            "ProxyUID" | "ProxyGID" => settings.webhook().is_none(),
            _ => false,
        }
    }

    fn fields(&self) -> Vec<(&'static str, Value<'a>)> {
        FIELDS.into_iter().filter_map(|name| Some((name, self.field(name)?))).collect()
    }

    fn json(&self) -> Node {
        crate::pod::empty_map()
    }
}

/// The annotations that are in a domain of Istio's.
fn of_istio(pod: &Pod) -> Value<'_> {
    let annotations = match schema::view(&schema::OBJECT_META, Some(&pod.meta)) {
        Value::Object(meta) => meta.field("Annotations"),
        _ => None,
    };
    let annotations = annotations.as_ref().and_then(Value::as_dict).map(Dict::entries).unwrap_or_default();
    let is_istios = |name: &str| {
        let domain = name.split_once('/').and_then(|(domain, _)| domain.strip_suffix("istio.io"));
        domain.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    Value::Dict(Dict::typed(Elem::Str, annotations.into_iter().filter(|(name, _)| is_istios(name))))
}

/// The names of the containers that are the application's, not the proxy.
fn applications(pod: &Pod) -> Value<'_> {
    let names = pod.containers(List::Containers).iter().map(name_of).filter(|name| *name != PROXY);
    Value::List(value::List::typed(Elem::Str, names.map(Value::from).collect()))
}

/// The ports that containers declare, in order and laid out as the agent expects them.
fn ports(pod: &Pod) -> String {
    let declared = pod.containers(List::Containers).iter().filter_map(|container| container.get("ports"));
    let ports = declared.filter_map(Node::as_seq).flatten();
    let mut text = String::from("[");
    for (index, port) in ports.enumerate() {
        text.push_str(if index == 0 { "\n    " } else { "\n    ," });
        text.push_str(&marshalled(&schema::view(&schema::CONTAINER_PORT, Some(port))));
    }
    text + "\n]"
}

/// The user and the group that the cluster's webhook takes on OpenShift, where the namespace has its own.
fn proxy_ids(settings: &Settings, owner: &Owner) -> (Option<i64>, Option<i64>) {
    let openshift =
        settings.values().get(&["global", "platform"]).and_then(Node::as_str) == Some("openshift");
    let applies = openshift && settings.release().has(Rule::IdsOfNamespace);
    let webhook = settings.webhook().filter(|_| applies);
    let namespace = if owner.namespace.is_empty() { "default" } else { &owner.namespace };
    webhook.map_or((None, None), |webhook| webhook.namespaces.get(namespace).proxy_ids())
}

/// A Go struct of strings.
#[derive(Clone, Debug)]
struct Names<'a> {
    ty: &'static str,
    fields: [(&'static str, &'a str); 2],
}

fn names<'a>(ty: &'static str, fields: [(&'static str, &'a String); 2]) -> Value<'a> {
    Value::Object(Rc::new(Names { ty, fields: fields.map(|(name, value)| (name, value.as_str())) }))
}

impl<'a> Object<'a> for Names<'a> {
    fn type_name(&self) -> String {
        self.ty.to_owned()
    }

    fn field(&self, name: &str) -> Option<Value<'a>> {
        let (_, value) = self.fields.iter().find(|(field, _)| *field == name)?;
        Some(Value::from(*value))
    }

    fn call(&self, method: &str, _arguments: &[Value<'a>]) -> Option<Result<Value<'a>, String>> {
        let namespaced = || self.fields.map(|(_, value)| value).join("/");
        (method == "String" && self.ty == "types.NamespacedName").then(|| Ok(Value::from(namespaced())))
    }

    fn stringer(&self) -> Option<String> {
        (self.ty == "types.NamespacedName").then(|| self.fields.map(|(_, value)| value).join("/"))
    }

    fn fields(&self) -> Vec<(&'static str, Value<'a>)> {
        self.fields.iter().map(|(name, value)| (*name, Value::from(*value))).collect()
    }

    fn json(&self) -> Node {
        let json = |name: &str| match name {
            "APIVersion" => "apiVersion",
            "Kind" => "kind",
            "Namespace" => "Namespace",
            _ => "Name",
        };
        Node::made(self.fields.iter().map(|(n, v)| (json(n), Node::made(*v))).collect::<kube_yaml::Map>())
    }
}

/// Whose pod it is: the workload's own, or for a bare pod what its controlling owner tells (istiod's heuristics).
#[must_use]
pub(crate) fn owner_of(workload: &Workload, pod: &Pod, namespace: &str, release: Release) -> Owner {
    let own = |api_version: &str, kind: &str| Owner {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        name: workload.name.clone(),
        namespace: namespace.to_owned(),
    };
    if workload.pod_path != PodPath::Pod || !release.has(Rule::OwnerOfPod) {
        let is_rollout = workload.kind == "Rollout" && workload.api_version.starts_with("argoproj.io/");
        // The webhook sees the ReplicaSet of a Rollout, and gives its owner the version alone.
        let api_version = if is_rollout { ROLLOUT_VERSION } else { &workload.api_version };
        return own(api_version, &workload.kind);
    }
    let generated = pod.meta.str_at("generateName").is_some_and(|name| !name.is_empty());
    let references = pod.meta.get("ownerReferences").and_then(Node::as_seq).unwrap_or_default();
    let controls = |r: &&Node| r.get("controller").and_then(Node::as_bool) == Some(true);
    let Some(controller) = references.iter().find(controls).filter(|_| generated) else {
        return own("v1", "Pod");
    };
    let text = |key| controller.str_at(key).unwrap_or_default().to_owned();
    let mut owner = own(&text("apiVersion"), &text("kind"));
    owner.name = text("name");
    infer_owner(&mut owner, pod);
    if owner.name.is_empty() {
        owner.name.clone_from(&workload.name);
    }
    owner
}

/// The owner's owner, as far as names and labels tell.
fn infer_owner(owner: &mut Owner, pod: &Pod) {
    let label = |name| pod.label(name).filter(|value| !value.is_empty());
    match owner.kind.as_str() {
        "ReplicaSet" => {
            let heirs =
                [(TEMPLATE_HASH, "Deployment", None), (ROLLOUT_HASH, "Rollout", Some(ROLLOUT_VERSION))];
            let heir = heirs.into_iter().find_map(|(name, kind, version)| {
                label(name).filter(|hash| owner.name.ends_with(hash)).map(|hash| (hash, kind, version))
            });
            if let Some((hash, kind, version)) = heir {
                if let Some(name) = owner.name.strip_suffix(&format!("-{hash}")) {
                    owner.name = name.to_owned();
                }
                kind.clone_into(&mut owner.kind);
                if let Some(version) = version {
                    version.clone_into(&mut owner.api_version);
                }
            }
        }
        "ReplicationController" => {
            if let Some(name) = label(DEPLOYMENT_CONFIG) {
                name.clone_into(&mut owner.name);
                "DeploymentConfig".clone_into(&mut owner.kind);
            }
        }
        "Job" => {
            if let Some(name) = cron_job_of(&owner.name) {
                owner.name = name.to_owned();
                "CronJob".clone_into(&mut owner.kind);
                "batch/v1".clone_into(&mut owner.api_version);
            }
        }
        _ => {}
    }
}

/// The CronJob's name in its Job's, which ends in the scheduled time: a dash and 8 to 10 digits.
fn cron_job_of(job: &str) -> Option<&str> {
    let (name, time) = job.rsplit_once('-')?;
    let timestamp = (8..=10).contains(&time.len()) && time.bytes().all(|b| b.is_ascii_digit());
    (timestamp && !name.is_empty()).then_some(name)
}

/// The proxy's image, with the image type that the pod, the proxy config or the values ask for.
fn proxy_image(settings: &Settings, proxy_config: &ProxyConfig, pod: &Pod) -> String {
    let outlasts = settings.release().has(Rule::VariantOutlastsEmpty);
    let image_type = proxy_config.image_type().filter(|asked| !outlasts || !asked.is_empty());
    image(settings, settings.values().proxy_image(), image_type, pod)
}

/// The init container's image, whose type the pod or the values ask for; in older releases it is the proxy's.
fn init_image(settings: &Settings, proxy_config: &ProxyConfig, pod: &Pod) -> String {
    match settings.release().has(Rule::InitImage) {
        true => image(settings, settings.values().proxy_init_image(), None, pod),
        false => proxy_image(settings, proxy_config, pod),
    }
}

/// `hub/image:tag` of the values; of the types that are asked for the pod's wins, and the values' counts last.
fn image(settings: &Settings, name: &str, image_type: Option<&str>, pod: &Pod) -> String {
    let values = settings.values();
    let name = if name.is_empty() { "proxyv2" } else { name };
    let variant = if settings.release().has(Rule::Variant) { values.variant() } else { "" };
    let image_type = pod.annotation(IMAGE_TYPE).or(image_type).unwrap_or(variant);
    let tag = values.tag();
    format!("{}/{name}:{}", values.hub(), tag_with_type(&tag, image_type))
}

/// The tag with `-type` in place of the type it may have; `default` means none.
fn tag_with_type(tag: &str, image_type: &str) -> String {
    if image_type.is_empty() {
        return tag.to_owned();
    }
    let bare = IMAGE_TYPES.iter().find_map(|known| tag.strip_suffix(known)).unwrap_or(tag);
    match image_type {
        "default" => bare.to_owned(),
        other => format!("{bare}-{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_type_replaces_the_tags_own() {
        assert_eq!(tag_with_type("1.12-distroless", "debug"), "1.12-debug");
        assert_eq!(tag_with_type("1.12-distroless", "default"), "1.12");
        assert_eq!(tag_with_type("1.12", ""), "1.12");
        assert_eq!(tag_with_type("1.12-debug-distroless", "x"), "1.12-debug-x");
    }

    #[test]
    fn cron_job_needs_eight_to_ten_digits() {
        assert_eq!(cron_job_of("backup-27123456"), Some("backup"));
        assert_eq!(cron_job_of("a-b-1234567890"), Some("a-b"));
        assert_eq!(cron_job_of("backup-1234567"), None);
        assert_eq!(cron_job_of("backup-12345678901"), None);
        assert_eq!(cron_job_of("-12345678"), None);
    }
}
