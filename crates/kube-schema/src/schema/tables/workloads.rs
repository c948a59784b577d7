//! The Go types of what makes pods: controllers, jobs and lists, field by field in declaration order (k8s.io/api v0.35.3).

use super::meta::{LABEL_SELECTOR, LIST_META, OBJECT_META, TYPE_META};
use super::pod::POD_TEMPLATE_SPEC;
use super::volume::PERSISTENT_VOLUME_CLAIM;
use crate::schema::Type::{
    Bool, Int32, Int64, IntOrString, List, Map, Nullable, One, Pointer, Raw, Str, Time,
};
use crate::schema::{STRING, Struct, embed, keep, omit};

/// `core/v1.ReplicationController`
pub static REPLICATION_CONTROLLER: Struct = Struct::new(
    "v1.ReplicationController",
    &[
        embed("TypeMeta", "", &TYPE_META),
        embed("ObjectMeta", "metadata", &OBJECT_META),
        omit("Spec", "spec", One(&REPLICATION_CONTROLLER_SPEC)),
        omit("Status", "status", One(&REPLICATION_CONTROLLER_STATUS)),
    ],
);

/// `core/v1.ReplicationControllerSpec`
pub static REPLICATION_CONTROLLER_SPEC: Struct = Struct::new(
    "v1.ReplicationControllerSpec",
    &[
        omit("Replicas", "replicas", Pointer("*int32", &Int32)),
        omit("MinReadySeconds", "minReadySeconds", Int32),
        omit("Selector", "selector", Map("map[string]string", &STRING)),
        omit("Template", "template", Nullable(&POD_TEMPLATE_SPEC)),
    ],
);

/// `core/v1.ReplicationControllerStatus`
pub static REPLICATION_CONTROLLER_STATUS: Struct = Struct::new(
    "v1.ReplicationControllerStatus",
    &[
        keep("Replicas", "replicas", Int32),
        omit("FullyLabeledReplicas", "fullyLabeledReplicas", Int32),
        omit("ReadyReplicas", "readyReplicas", Int32),
        omit("AvailableReplicas", "availableReplicas", Int32),
        omit("ObservedGeneration", "observedGeneration", Int64),
        omit("Conditions", "conditions", List(&One(&REPLICATION_CONTROLLER_CONDITION))),
    ],
);

/// `core/v1.ReplicationControllerCondition`
pub static REPLICATION_CONTROLLER_CONDITION: Struct = Struct::new(
    "v1.ReplicationControllerCondition",
    &[
        keep("Type", "type", Str("v1.ReplicationControllerConditionType")),
        keep("Status", "status", Str("v1.ConditionStatus")),
        omit("LastTransitionTime", "lastTransitionTime", Time),
        omit("Reason", "reason", STRING),
        omit("Message", "message", STRING),
    ],
);

/// `core/v1.List`
pub static LIST: Struct = Struct::new(
    "v1.List",
    &[
        embed("TypeMeta", "", &TYPE_META),
        embed("ListMeta", "metadata", &LIST_META),
        keep("Items", "items", List(&Raw("runtime.RawExtension"))),
    ],
);

/// `apps/v1.Deployment`
pub static DEPLOYMENT: Struct = Struct::new(
    "v1.Deployment",
    &[
        embed("TypeMeta", "", &TYPE_META),
        embed("ObjectMeta", "metadata", &OBJECT_META),
        omit("Spec", "spec", One(&DEPLOYMENT_SPEC)),
        omit("Status", "status", One(&DEPLOYMENT_STATUS)),
    ],
);

/// `apps/v1.DeploymentSpec`
pub static DEPLOYMENT_SPEC: Struct = Struct::new(
    "v1.DeploymentSpec",
    &[
        omit("Replicas", "replicas", Pointer("*int32", &Int32)),
        keep("Selector", "selector", Nullable(&LABEL_SELECTOR)),
        keep("Template", "template", One(&POD_TEMPLATE_SPEC)),
        omit("Strategy", "strategy", One(&DEPLOYMENT_STRATEGY)),
        omit("MinReadySeconds", "minReadySeconds", Int32),
        omit("RevisionHistoryLimit", "revisionHistoryLimit", Pointer("*int32", &Int32)),
        omit("Paused", "paused", Bool),
        omit("ProgressDeadlineSeconds", "progressDeadlineSeconds", Pointer("*int32", &Int32)),
    ],
);

/// `apps/v1.DeploymentStrategy`
pub static DEPLOYMENT_STRATEGY: Struct = Struct::new(
    "v1.DeploymentStrategy",
    &[
        omit("Type", "type", Str("v1.DeploymentStrategyType")),
        omit("RollingUpdate", "rollingUpdate", Nullable(&ROLLING_UPDATE_DEPLOYMENT)),
    ],
);

/// `apps/v1.RollingUpdateDeployment`
pub static ROLLING_UPDATE_DEPLOYMENT: Struct = Struct::new(
    "v1.RollingUpdateDeployment",
    &[
        omit("MaxUnavailable", "maxUnavailable", Pointer("*intstr.IntOrString", &IntOrString)),
        omit("MaxSurge", "maxSurge", Pointer("*intstr.IntOrString", &IntOrString)),
    ],
);

/// `apps/v1.DeploymentStatus`
pub static DEPLOYMENT_STATUS: Struct = Struct::new(
    "v1.DeploymentStatus",
    &[
        omit("ObservedGeneration", "observedGeneration", Int64),
        omit("Replicas", "replicas", Int32),
        omit("UpdatedReplicas", "updatedReplicas", Int32),
        omit("ReadyReplicas", "readyReplicas", Int32),
        omit("AvailableReplicas", "availableReplicas", Int32),
        omit("UnavailableReplicas", "unavailableReplicas", Int32),
        omit("TerminatingReplicas", "terminatingReplicas", Pointer("*int32", &Int32)),
        omit("Conditions", "conditions", List(&One(&DEPLOYMENT_CONDITION))),
        omit("CollisionCount", "collisionCount", Pointer("*int32", &Int32)),
    ],
);

/// `apps/v1.DeploymentCondition`
pub static DEPLOYMENT_CONDITION: Struct = Struct::new(
    "v1.DeploymentCondition",
    &[
        keep("Type", "type", Str("v1.DeploymentConditionType")),
        keep("Status", "status", Str("v1.ConditionStatus")),
        omit("LastUpdateTime", "lastUpdateTime", Time),
        omit("LastTransitionTime", "lastTransitionTime", Time),
        omit("Reason", "reason", STRING),
        omit("Message", "message", STRING),
    ],
);

/// `apps/v1.DaemonSet`
pub static DAEMON_SET: Struct = Struct::new(
    "v1.DaemonSet",
    &[
        embed("TypeMeta", "", &TYPE_META),
        embed("ObjectMeta", "metadata", &OBJECT_META),
        omit("Spec", "spec", One(&DAEMON_SET_SPEC)),
        omit("Status", "status", One(&DAEMON_SET_STATUS)),
    ],
);

/// `apps/v1.DaemonSetSpec`
pub static DAEMON_SET_SPEC: Struct = Struct::new(
    "v1.DaemonSetSpec",
    &[
        keep("Selector", "selector", Nullable(&LABEL_SELECTOR)),
        keep("Template", "template", One(&POD_TEMPLATE_SPEC)),
        omit("UpdateStrategy", "updateStrategy", One(&DAEMON_SET_UPDATE_STRATEGY)),
        omit("MinReadySeconds", "minReadySeconds", Int32),
        omit("RevisionHistoryLimit", "revisionHistoryLimit", Pointer("*int32", &Int32)),
    ],
);

/// `apps/v1.DaemonSetUpdateStrategy`
pub static DAEMON_SET_UPDATE_STRATEGY: Struct = Struct::new(
    "v1.DaemonSetUpdateStrategy",
    &[
        omit("Type", "type", Str("v1.DaemonSetUpdateStrategyType")),
        omit("RollingUpdate", "rollingUpdate", Nullable(&ROLLING_UPDATE_DAEMON_SET)),
    ],
);

/// `apps/v1.RollingUpdateDaemonSet`
pub static ROLLING_UPDATE_DAEMON_SET: Struct = Struct::new(
    "v1.RollingUpdateDaemonSet",
    &[
        omit("MaxUnavailable", "maxUnavailable", Pointer("*intstr.IntOrString", &IntOrString)),
        omit("MaxSurge", "maxSurge", Pointer("*intstr.IntOrString", &IntOrString)),
    ],
);

/// `apps/v1.DaemonSetStatus`
pub static DAEMON_SET_STATUS: Struct = Struct::new(
    "v1.DaemonSetStatus",
    &[
        keep("CurrentNumberScheduled", "currentNumberScheduled", Int32),
        keep("NumberMisscheduled", "numberMisscheduled", Int32),
        keep("DesiredNumberScheduled", "desiredNumberScheduled", Int32),
        keep("NumberReady", "numberReady", Int32),
        omit("ObservedGeneration", "observedGeneration", Int64),
        omit("UpdatedNumberScheduled", "updatedNumberScheduled", Int32),
        omit("NumberAvailable", "numberAvailable", Int32),
        omit("NumberUnavailable", "numberUnavailable", Int32),
        omit("CollisionCount", "collisionCount", Pointer("*int32", &Int32)),
        omit("Conditions", "conditions", List(&One(&DAEMON_SET_CONDITION))),
    ],
);

/// `apps/v1.DaemonSetCondition`
pub static DAEMON_SET_CONDITION: Struct = Struct::new(
    "v1.DaemonSetCondition",
    &[
        keep("Type", "type", Str("v1.DaemonSetConditionType")),
        keep("Status", "status", Str("v1.ConditionStatus")),
        omit("LastTransitionTime", "lastTransitionTime", Time),
        omit("Reason", "reason", STRING),
        omit("Message", "message", STRING),
    ],
);

/// `apps/v1.ReplicaSet`
pub static REPLICA_SET: Struct = Struct::new(
    "v1.ReplicaSet",
    &[
        embed("TypeMeta", "", &TYPE_META),
        embed("ObjectMeta", "metadata", &OBJECT_META),
        omit("Spec", "spec", One(&REPLICA_SET_SPEC)),
        omit("Status", "status", One(&REPLICA_SET_STATUS)),
    ],
);

/// `apps/v1.ReplicaSetSpec`
pub static REPLICA_SET_SPEC: Struct = Struct::new(
    "v1.ReplicaSetSpec",
    &[
        omit("Replicas", "replicas", Pointer("*int32", &Int32)),
        omit("MinReadySeconds", "minReadySeconds", Int32),
        keep("Selector", "selector", Nullable(&LABEL_SELECTOR)),
        omit("Template", "template", One(&POD_TEMPLATE_SPEC)),
    ],
);

/// `apps/v1.ReplicaSetStatus`
pub static REPLICA_SET_STATUS: Struct = Struct::new(
    "v1.ReplicaSetStatus",
    &[
        keep("Replicas", "replicas", Int32),
        omit("FullyLabeledReplicas", "fullyLabeledReplicas", Int32),
        omit("ReadyReplicas", "readyReplicas", Int32),
        omit("AvailableReplicas", "availableReplicas", Int32),
        omit("TerminatingReplicas", "terminatingReplicas", Pointer("*int32", &Int32)),
        omit("ObservedGeneration", "observedGeneration", Int64),
        omit("Conditions", "conditions", List(&One(&REPLICA_SET_CONDITION))),
    ],
);

/// `apps/v1.ReplicaSetCondition`
pub static REPLICA_SET_CONDITION: Struct = Struct::new(
    "v1.ReplicaSetCondition",
    &[
        keep("Type", "type", Str("v1.ReplicaSetConditionType")),
        keep("Status", "status", Str("v1.ConditionStatus")),
        omit("LastTransitionTime", "lastTransitionTime", Time),
        omit("Reason", "reason", STRING),
        omit("Message", "message", STRING),
    ],
);

/// `apps/v1.StatefulSet`
pub static STATEFUL_SET: Struct = Struct::new(
    "v1.StatefulSet",
    &[
        embed("TypeMeta", "", &TYPE_META),
        embed("ObjectMeta", "metadata", &OBJECT_META),
        omit("Spec", "spec", One(&STATEFUL_SET_SPEC)),
        omit("Status", "status", One(&STATEFUL_SET_STATUS)),
    ],
);

/// `apps/v1.StatefulSetSpec`
pub static STATEFUL_SET_SPEC: Struct = Struct::new(
    "v1.StatefulSetSpec",
    &[
        omit("Replicas", "replicas", Pointer("*int32", &Int32)),
        keep("Selector", "selector", Nullable(&LABEL_SELECTOR)),
        keep("Template", "template", One(&POD_TEMPLATE_SPEC)),
        omit("VolumeClaimTemplates", "volumeClaimTemplates", List(&One(&PERSISTENT_VOLUME_CLAIM))),
        keep("ServiceName", "serviceName", STRING),
        omit("PodManagementPolicy", "podManagementPolicy", Str("v1.PodManagementPolicyType")),
        omit("UpdateStrategy", "updateStrategy", One(&STATEFUL_SET_UPDATE_STRATEGY)),
        omit("RevisionHistoryLimit", "revisionHistoryLimit", Pointer("*int32", &Int32)),
        omit("MinReadySeconds", "minReadySeconds", Int32),
        omit(
            "PersistentVolumeClaimRetentionPolicy",
            "persistentVolumeClaimRetentionPolicy",
            Nullable(&STATEFUL_SET_PERSISTENT_VOLUME_CLAIM_RETENTION_POLICY),
        ),
        omit("Ordinals", "ordinals", Nullable(&STATEFUL_SET_ORDINALS)),
    ],
);

/// `apps/v1.StatefulSetUpdateStrategy`
pub static STATEFUL_SET_UPDATE_STRATEGY: Struct = Struct::new(
    "v1.StatefulSetUpdateStrategy",
    &[
        omit("Type", "type", Str("v1.StatefulSetUpdateStrategyType")),
        omit("RollingUpdate", "rollingUpdate", Nullable(&ROLLING_UPDATE_STATEFUL_SET_STRATEGY)),
    ],
);

/// `apps/v1.RollingUpdateStatefulSetStrategy`
pub static ROLLING_UPDATE_STATEFUL_SET_STRATEGY: Struct = Struct::new(
    "v1.RollingUpdateStatefulSetStrategy",
    &[
        omit("Partition", "partition", Pointer("*int32", &Int32)),
        omit("MaxUnavailable", "maxUnavailable", Pointer("*intstr.IntOrString", &IntOrString)),
    ],
);

/// `apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy`
pub static STATEFUL_SET_PERSISTENT_VOLUME_CLAIM_RETENTION_POLICY: Struct = Struct::new(
    "v1.StatefulSetPersistentVolumeClaimRetentionPolicy",
    &[
        omit("WhenDeleted", "whenDeleted", Str("v1.PersistentVolumeClaimRetentionPolicyType")),
        omit("WhenScaled", "whenScaled", Str("v1.PersistentVolumeClaimRetentionPolicyType")),
    ],
);

/// `apps/v1.StatefulSetOrdinals`
pub static STATEFUL_SET_ORDINALS: Struct =
    Struct::new("v1.StatefulSetOrdinals", &[keep("Start", "start", Int32)]);

/// `apps/v1.StatefulSetStatus`
pub static STATEFUL_SET_STATUS: Struct = Struct::new(
    "v1.StatefulSetStatus",
    &[
        omit("ObservedGeneration", "observedGeneration", Int64),
        keep("Replicas", "replicas", Int32),
        omit("ReadyReplicas", "readyReplicas", Int32),
        omit("CurrentReplicas", "currentReplicas", Int32),
        omit("UpdatedReplicas", "updatedReplicas", Int32),
        omit("CurrentRevision", "currentRevision", STRING),
        omit("UpdateRevision", "updateRevision", STRING),
        omit("CollisionCount", "collisionCount", Pointer("*int32", &Int32)),
        omit("Conditions", "conditions", List(&One(&STATEFUL_SET_CONDITION))),
        keep("AvailableReplicas", "availableReplicas", Int32),
    ],
);

/// `apps/v1.StatefulSetCondition`
pub static STATEFUL_SET_CONDITION: Struct = Struct::new(
    "v1.StatefulSetCondition",
    &[
        keep("Type", "type", Str("v1.StatefulSetConditionType")),
        keep("Status", "status", Str("v1.ConditionStatus")),
        omit("LastTransitionTime", "lastTransitionTime", Time),
        omit("Reason", "reason", STRING),
        omit("Message", "message", STRING),
    ],
);

/// `batch/v1.Job`
pub static JOB: Struct = Struct::new(
    "v1.Job",
    &[
        embed("TypeMeta", "", &TYPE_META),
        embed("ObjectMeta", "metadata", &OBJECT_META),
        omit("Spec", "spec", One(&JOB_SPEC)),
        omit("Status", "status", One(&JOB_STATUS)),
    ],
);

/// `batch/v1.JobSpec`
pub static JOB_SPEC: Struct = Struct::new(
    "v1.JobSpec",
    &[
        omit("Parallelism", "parallelism", Pointer("*int32", &Int32)),
        omit("Completions", "completions", Pointer("*int32", &Int32)),
        omit("ActiveDeadlineSeconds", "activeDeadlineSeconds", Pointer("*int64", &Int64)),
        omit("PodFailurePolicy", "podFailurePolicy", Nullable(&POD_FAILURE_POLICY)),
        omit("SuccessPolicy", "successPolicy", Nullable(&SUCCESS_POLICY)),
        omit("BackoffLimit", "backoffLimit", Pointer("*int32", &Int32)),
        omit("BackoffLimitPerIndex", "backoffLimitPerIndex", Pointer("*int32", &Int32)),
        omit("MaxFailedIndexes", "maxFailedIndexes", Pointer("*int32", &Int32)),
        omit("Selector", "selector", Nullable(&LABEL_SELECTOR)),
        omit("ManualSelector", "manualSelector", Pointer("*bool", &Bool)),
        keep("Template", "template", One(&POD_TEMPLATE_SPEC)),
        omit("TTLSecondsAfterFinished", "ttlSecondsAfterFinished", Pointer("*int32", &Int32)),
        omit("CompletionMode", "completionMode", Pointer("*v1.CompletionMode", &Str("v1.CompletionMode"))),
        omit("Suspend", "suspend", Pointer("*bool", &Bool)),
        omit(
            "PodReplacementPolicy",
            "podReplacementPolicy",
            Pointer("*v1.PodReplacementPolicy", &Str("v1.PodReplacementPolicy")),
        ),
        omit("ManagedBy", "managedBy", Pointer("*string", &STRING)),
    ],
);

/// `batch/v1.PodFailurePolicy`
pub static POD_FAILURE_POLICY: Struct =
    Struct::new("v1.PodFailurePolicy", &[keep("Rules", "rules", List(&One(&POD_FAILURE_POLICY_RULE)))]);

/// `batch/v1.PodFailurePolicyRule`
pub static POD_FAILURE_POLICY_RULE: Struct = Struct::new(
    "v1.PodFailurePolicyRule",
    &[
        keep("Action", "action", Str("v1.PodFailurePolicyAction")),
        omit("OnExitCodes", "onExitCodes", Nullable(&POD_FAILURE_POLICY_ON_EXIT_CODES_REQUIREMENT)),
        omit("OnPodConditions", "onPodConditions", List(&One(&POD_FAILURE_POLICY_ON_POD_CONDITIONS_PATTERN))),
    ],
);

/// `batch/v1.PodFailurePolicyOnExitCodesRequirement`
pub static POD_FAILURE_POLICY_ON_EXIT_CODES_REQUIREMENT: Struct = Struct::new(
    "v1.PodFailurePolicyOnExitCodesRequirement",
    &[
        omit("ContainerName", "containerName", Pointer("*string", &STRING)),
        keep("Operator", "operator", Str("v1.PodFailurePolicyOnExitCodesOperator")),
        keep("Values", "values", List(&Int32)),
    ],
);

/// `batch/v1.PodFailurePolicyOnPodConditionsPattern`
pub static POD_FAILURE_POLICY_ON_POD_CONDITIONS_PATTERN: Struct = Struct::new(
    "v1.PodFailurePolicyOnPodConditionsPattern",
    &[keep("Type", "type", Str("v1.PodConditionType")), keep("Status", "status", Str("v1.ConditionStatus"))],
);

/// `batch/v1.SuccessPolicy`
pub static SUCCESS_POLICY: Struct =
    Struct::new("v1.SuccessPolicy", &[keep("Rules", "rules", List(&One(&SUCCESS_POLICY_RULE)))]);

/// `batch/v1.SuccessPolicyRule`
pub static SUCCESS_POLICY_RULE: Struct = Struct::new(
    "v1.SuccessPolicyRule",
    &[
        omit("SucceededIndexes", "succeededIndexes", Pointer("*string", &STRING)),
        omit("SucceededCount", "succeededCount", Pointer("*int32", &Int32)),
    ],
);

/// `batch/v1.JobStatus`
pub static JOB_STATUS: Struct = Struct::new(
    "v1.JobStatus",
    &[
        omit("Conditions", "conditions", List(&One(&JOB_CONDITION))),
        omit("StartTime", "startTime", Pointer("*v1.Time", &Time)),
        omit("CompletionTime", "completionTime", Pointer("*v1.Time", &Time)),
        omit("Active", "active", Int32),
        omit("Succeeded", "succeeded", Int32),
        omit("Failed", "failed", Int32),
        omit("Terminating", "terminating", Pointer("*int32", &Int32)),
        omit("CompletedIndexes", "completedIndexes", STRING),
        omit("FailedIndexes", "failedIndexes", Pointer("*string", &STRING)),
        omit("UncountedTerminatedPods", "uncountedTerminatedPods", Nullable(&UNCOUNTED_TERMINATED_PODS)),
        omit("Ready", "ready", Pointer("*int32", &Int32)),
    ],
);

/// `batch/v1.JobCondition`
pub static JOB_CONDITION: Struct = Struct::new(
    "v1.JobCondition",
    &[
        keep("Type", "type", Str("v1.JobConditionType")),
        keep("Status", "status", Str("v1.ConditionStatus")),
        omit("LastProbeTime", "lastProbeTime", Time),
        omit("LastTransitionTime", "lastTransitionTime", Time),
        omit("Reason", "reason", STRING),
        omit("Message", "message", STRING),
    ],
);

/// `batch/v1.UncountedTerminatedPods`
pub static UNCOUNTED_TERMINATED_PODS: Struct = Struct::new(
    "v1.UncountedTerminatedPods",
    &[
        omit("Succeeded", "succeeded", List(&Str("types.UID"))),
        omit("Failed", "failed", List(&Str("types.UID"))),
    ],
);

/// `batch/v1.CronJob`
pub static CRON_JOB: Struct = Struct::new(
    "v1.CronJob",
    &[
        embed("TypeMeta", "", &TYPE_META),
        embed("ObjectMeta", "metadata", &OBJECT_META),
        omit("Spec", "spec", One(&CRON_JOB_SPEC)),
        omit("Status", "status", One(&CRON_JOB_STATUS)),
    ],
);

/// `batch/v1.CronJobSpec`
pub static CRON_JOB_SPEC: Struct = Struct::new(
    "v1.CronJobSpec",
    &[
        keep("Schedule", "schedule", STRING),
        omit("TimeZone", "timeZone", Pointer("*string", &STRING)),
        omit("StartingDeadlineSeconds", "startingDeadlineSeconds", Pointer("*int64", &Int64)),
        omit("ConcurrencyPolicy", "concurrencyPolicy", Str("v1.ConcurrencyPolicy")),
        omit("Suspend", "suspend", Pointer("*bool", &Bool)),
        keep("JobTemplate", "jobTemplate", One(&JOB_TEMPLATE_SPEC)),
        omit("SuccessfulJobsHistoryLimit", "successfulJobsHistoryLimit", Pointer("*int32", &Int32)),
        omit("FailedJobsHistoryLimit", "failedJobsHistoryLimit", Pointer("*int32", &Int32)),
    ],
);

/// `batch/v1.JobTemplateSpec`
pub static JOB_TEMPLATE_SPEC: Struct = Struct::new(
    "v1.JobTemplateSpec",
    &[embed("ObjectMeta", "metadata", &OBJECT_META), omit("Spec", "spec", One(&JOB_SPEC))],
);

/// `batch/v1.CronJobStatus`
pub static CRON_JOB_STATUS: Struct = Struct::new(
    "v1.CronJobStatus",
    &[
        omit("Active", "active", List(&One(&OBJECT_REFERENCE))),
        omit("LastScheduleTime", "lastScheduleTime", Pointer("*v1.Time", &Time)),
        omit("LastSuccessfulTime", "lastSuccessfulTime", Pointer("*v1.Time", &Time)),
    ],
);

/// `core/v1.ObjectReference`
pub static OBJECT_REFERENCE: Struct = Struct::new(
    "v1.ObjectReference",
    &[
        omit("Kind", "kind", STRING),
        omit("Namespace", "namespace", STRING),
        omit("Name", "name", STRING),
        omit("UID", "uid", Str("types.UID")),
        omit("APIVersion", "apiVersion", STRING),
        omit("ResourceVersion", "resourceVersion", STRING),
        omit("FieldPath", "fieldPath", STRING),
    ],
);
