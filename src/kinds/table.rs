//! The kinds that bear pods, as data: Kubernetes' and OpenShift's own, and well-known others with the places of their pod
//! templates.

use super::PodPath;
use kube_schema::{self as schema, Struct};

/// A kind of Kubernetes' or OpenShift's own.
pub(super) struct Own {
    pub(super) kind: &'static str,
    /// Where its pod lies.
    pub(super) pod_path: PodPath,
    /// The Go type it is read as, whatever its version.
    pub(super) ty: &'static Struct,
}

/// Kubernetes' own kinds, and OpenShift's, which are injected without being asked for.
pub(super) static OWN: [Own; 9] = [
    own("Pod", PodPath::Pod, &schema::POD),
    own("ReplicationController", PodPath::RequiredTemplate, &schema::REPLICATION_CONTROLLER),
    own("Deployment", PodPath::Template, &schema::DEPLOYMENT),
    own("DaemonSet", PodPath::Template, &schema::DAEMON_SET),
    own("ReplicaSet", PodPath::Template, &schema::REPLICA_SET),
    own("StatefulSet", PodPath::Template, &schema::STATEFUL_SET),
    own("Job", PodPath::Template, &schema::JOB),
    own("CronJob", PodPath::CronJob, &schema::CRON_JOB),
    own("DeploymentConfig", PodPath::RequiredTemplate, &schema::DEPLOYMENT_CONFIG),
];

const fn own(kind: &'static str, pod_path: PodPath, ty: &'static Struct) -> Own {
    Own { kind, pod_path, ty }
}

/// The API groups these kinds live or lived in, in whatever version. A `Job` of another group is another thing.
pub(super) const GROUPS: [&str; 5] = ["", "apps", "batch", "extensions", "apps.openshift.io"];

/// Other kinds: the group, the kind, and the paths of the pod templates in its objects. A PodTemplate makes no pod by itself, and
/// istioctl passes it through.
pub(super) static OTHERS: [(&str, &str, &[&str]); 38] = [
    ("", "PodTemplate", &["template"]),
    (
        "agent.k8s.elastic.co",
        "Agent",
        &["spec.daemonSet.podTemplate", "spec.deployment.podTemplate", "spec.statefulSet.podTemplate"],
    ),
    ("agones.dev", "Fleet", &["spec.template.spec.template"]),
    ("agones.dev", "GameServer", &["spec.template"]),
    ("agones.dev", "GameServerSet", &["spec.template.spec.template"]),
    ("apm.k8s.elastic.co", "ApmServer", &["spec.podTemplate"]),
    (
        "apps.kruise.io",
        "AdvancedCronJob",
        &["spec.template.jobTemplate.spec.template", "spec.template.broadcastJobTemplate.spec.template"],
    ),
    ("apps.kruise.io", "BroadcastJob", &["spec.template"]),
    ("apps.kruise.io", "CloneSet", &["spec.template"]),
    ("apps.kruise.io", "DaemonSet", &["spec.template"]),
    ("apps.kruise.io", "StatefulSet", &["spec.template"]),
    (
        "apps.kruise.io",
        "UnitedDeployment",
        &[
            "spec.template.statefulSetTemplate.spec.template",
            "spec.template.advancedStatefulSetTemplate.spec.template",
            "spec.template.cloneSetTemplate.spec.template",
            "spec.template.deploymentTemplate.spec.template",
        ],
    ),
    ("argoproj.io", "Rollout", &["spec.template"]),
    ("batch.volcano.sh", "Job", &["spec.tasks[*].template"]),
    ("beat.k8s.elastic.co", "Beat", &["spec.daemonSet.podTemplate", "spec.deployment.podTemplate"]),
    ("elasticsearch.k8s.elastic.co", "Elasticsearch", &["spec.nodeSets[*].podTemplate"]),
    ("enterprisesearch.k8s.elastic.co", "EnterpriseSearch", &["spec.podTemplate"]),
    ("jobset.x-k8s.io", "JobSet", &["spec.replicatedJobs[*].template.spec.template"]),
    ("keda.sh", "ScaledJob", &["spec.jobTargetRef.template"]),
    ("kibana.k8s.elastic.co", "Kibana", &["spec.podTemplate"]),
    ("kubeflow.org", "JAXJob", &["spec.jaxReplicaSpecs.*.template"]),
    ("kubeflow.org", "MPIJob", &["spec.mpiReplicaSpecs.*.template"]),
    ("kubeflow.org", "PaddleJob", &["spec.paddleReplicaSpecs.*.template"]),
    ("kubeflow.org", "PyTorchJob", &["spec.pytorchReplicaSpecs.*.template"]),
    ("kubeflow.org", "TFJob", &["spec.tfReplicaSpecs.*.template"]),
    ("kubeflow.org", "XGBoostJob", &["spec.xgbReplicaSpecs.*.template"]),
    (
        "leaderworkerset.x-k8s.io",
        "LeaderWorkerSet",
        &["spec.leaderWorkerTemplate.leaderTemplate", "spec.leaderWorkerTemplate.workerTemplate"],
    ),
    ("logstash.k8s.elastic.co", "Logstash", &["spec.podTemplate"]),
    ("maps.k8s.elastic.co", "ElasticMapsServer", &["spec.podTemplate"]),
    ("ray.io", "RayCluster", &["spec.headGroupSpec.template", "spec.workerGroupSpecs[*].template"]),
    (
        "ray.io",
        "RayJob",
        &[
            "spec.rayClusterSpec.headGroupSpec.template",
            "spec.rayClusterSpec.workerGroupSpecs[*].template",
            "spec.submitterPodTemplate",
        ],
    ),
    (
        "ray.io",
        "RayService",
        &[
            "spec.rayClusterConfig.headGroupSpec.template",
            "spec.rayClusterConfig.workerGroupSpecs[*].template",
        ],
    ),
    ("serving.knative.dev", "Configuration", &["spec.template"]),
    ("serving.knative.dev", "Service", &["spec.template"]),
    (
        "sparkoperator.k8s.io",
        "ScheduledSparkApplication",
        &["spec.template.driver.template", "spec.template.executor.template"],
    ),
    ("sparkoperator.k8s.io", "SparkApplication", &["spec.driver.template", "spec.executor.template"]),
    (
        "trainer.kubeflow.org",
        "ClusterTrainingRuntime",
        &["spec.template.spec.replicatedJobs[*].template.spec.template"],
    ),
    (
        "trainer.kubeflow.org",
        "TrainingRuntime",
        &["spec.template.spec.replicatedJobs[*].template.spec.template"],
    ),
];
