//! The Go types of OpenShift's DeploymentConfig, field by field in declaration order (openshift/api, March 2026).

use super::container::{ENV_VAR, RESOURCE_REQUIREMENTS};
use super::meta::{OBJECT_META, TYPE_META};
use super::pod::POD_TEMPLATE_SPEC;
use super::workloads::OBJECT_REFERENCE;
use crate::schema::Type::{Bool, Int32, Int64, IntOrString, List, Map, Nullable, One, Pointer, Str, Time};
use crate::schema::{STRING, Struct, embed, keep, omit};

/// `openshift/api/apps/v1.DeploymentConfig`
pub static DEPLOYMENT_CONFIG: Struct = Struct::new(
    "v1.DeploymentConfig",
    &[
        embed("TypeMeta", "", &TYPE_META),
        embed("ObjectMeta", "metadata", &OBJECT_META),
        keep("Spec", "spec", One(&DEPLOYMENT_CONFIG_SPEC)),
        omit("Status", "status", One(&DEPLOYMENT_CONFIG_STATUS)),
    ],
);

/// `openshift/api/apps/v1.DeploymentConfigSpec`
pub static DEPLOYMENT_CONFIG_SPEC: Struct = Struct::new(
    "v1.DeploymentConfigSpec",
    &[
        keep("Strategy", "strategy", One(&DEPLOYMENT_CONFIG_STRATEGY)),
        omit("MinReadySeconds", "minReadySeconds", Int32),
        keep("Triggers", "triggers", List(&One(&DEPLOYMENT_TRIGGER_POLICY))),
        keep("Replicas", "replicas", Int32),
        omit("RevisionHistoryLimit", "revisionHistoryLimit", Pointer("*int32", &Int32)),
        keep("Test", "test", Bool),
        omit("Paused", "paused", Bool),
        omit("Selector", "selector", Map("map[string]string", &STRING)),
        omit("Template", "template", Nullable(&POD_TEMPLATE_SPEC)),
    ],
);

/// `openshift/api/apps/v1.DeploymentStrategy`
pub static DEPLOYMENT_CONFIG_STRATEGY: Struct = Struct::new(
    "v1.DeploymentStrategy",
    &[
        omit("Type", "type", Str("v1.DeploymentStrategyType")),
        omit("CustomParams", "customParams", Nullable(&CUSTOM_DEPLOYMENT_STRATEGY_PARAMS)),
        omit("RecreateParams", "recreateParams", Nullable(&RECREATE_DEPLOYMENT_STRATEGY_PARAMS)),
        omit("RollingParams", "rollingParams", Nullable(&ROLLING_DEPLOYMENT_STRATEGY_PARAMS)),
        omit("Resources", "resources", One(&RESOURCE_REQUIREMENTS)),
        omit("Labels", "labels", Map("map[string]string", &STRING)),
        omit("Annotations", "annotations", Map("map[string]string", &STRING)),
        omit("ActiveDeadlineSeconds", "activeDeadlineSeconds", Pointer("*int64", &Int64)),
    ],
);

/// `openshift/api/apps/v1.CustomDeploymentStrategyParams`
pub static CUSTOM_DEPLOYMENT_STRATEGY_PARAMS: Struct = Struct::new(
    "v1.CustomDeploymentStrategyParams",
    &[
        omit("Image", "image", STRING),
        omit("Environment", "environment", List(&One(&ENV_VAR))),
        omit("Command", "command", List(&STRING)),
    ],
);

/// `openshift/api/apps/v1.RecreateDeploymentStrategyParams`
pub static RECREATE_DEPLOYMENT_STRATEGY_PARAMS: Struct = Struct::new(
    "v1.RecreateDeploymentStrategyParams",
    &[
        omit("TimeoutSeconds", "timeoutSeconds", Pointer("*int64", &Int64)),
        omit("Pre", "pre", Nullable(&LIFECYCLE_HOOK)),
        omit("Mid", "mid", Nullable(&LIFECYCLE_HOOK)),
        omit("Post", "post", Nullable(&LIFECYCLE_HOOK)),
    ],
);

/// `openshift/api/apps/v1.LifecycleHook`
pub static LIFECYCLE_HOOK: Struct = Struct::new(
    "v1.LifecycleHook",
    &[
        keep("FailurePolicy", "failurePolicy", Str("v1.LifecycleHookFailurePolicy")),
        omit("ExecNewPod", "execNewPod", Nullable(&EXEC_NEW_POD_HOOK)),
        omit("TagImages", "tagImages", List(&One(&TAG_IMAGE_HOOK))),
    ],
);

/// `openshift/api/apps/v1.ExecNewPodHook`
pub static EXEC_NEW_POD_HOOK: Struct = Struct::new(
    "v1.ExecNewPodHook",
    &[
        keep("Command", "command", List(&STRING)),
        omit("Env", "env", List(&One(&ENV_VAR))),
        keep("ContainerName", "containerName", STRING),
        omit("Volumes", "volumes", List(&STRING)),
    ],
);

/// `openshift/api/apps/v1.TagImageHook`
pub static TAG_IMAGE_HOOK: Struct = Struct::new(
    "v1.TagImageHook",
    &[keep("ContainerName", "containerName", STRING), keep("To", "to", One(&OBJECT_REFERENCE))],
);

/// `openshift/api/apps/v1.RollingDeploymentStrategyParams`
pub static ROLLING_DEPLOYMENT_STRATEGY_PARAMS: Struct = Struct::new(
    "v1.RollingDeploymentStrategyParams",
    &[
        omit("UpdatePeriodSeconds", "updatePeriodSeconds", Pointer("*int64", &Int64)),
        omit("IntervalSeconds", "intervalSeconds", Pointer("*int64", &Int64)),
        omit("TimeoutSeconds", "timeoutSeconds", Pointer("*int64", &Int64)),
        omit("MaxUnavailable", "maxUnavailable", Pointer("*intstr.IntOrString", &IntOrString)),
        omit("MaxSurge", "maxSurge", Pointer("*intstr.IntOrString", &IntOrString)),
        omit("Pre", "pre", Nullable(&LIFECYCLE_HOOK)),
        omit("Post", "post", Nullable(&LIFECYCLE_HOOK)),
    ],
);

/// `openshift/api/apps/v1.DeploymentTriggerPolicy`
pub static DEPLOYMENT_TRIGGER_POLICY: Struct = Struct::new(
    "v1.DeploymentTriggerPolicy",
    &[
        omit("Type", "type", Str("v1.DeploymentTriggerType")),
        omit("ImageChangeParams", "imageChangeParams", Nullable(&DEPLOYMENT_TRIGGER_IMAGE_CHANGE_PARAMS)),
    ],
);

/// `openshift/api/apps/v1.DeploymentTriggerImageChangeParams`
pub static DEPLOYMENT_TRIGGER_IMAGE_CHANGE_PARAMS: Struct = Struct::new(
    "v1.DeploymentTriggerImageChangeParams",
    &[
        omit("Automatic", "automatic", Bool),
        omit("ContainerNames", "containerNames", List(&STRING)),
        keep("From", "from", One(&OBJECT_REFERENCE)),
        omit("LastTriggeredImage", "lastTriggeredImage", STRING),
    ],
);

/// `openshift/api/apps/v1.DeploymentConfigStatus`
pub static DEPLOYMENT_CONFIG_STATUS: Struct = Struct::new(
    "v1.DeploymentConfigStatus",
    &[
        keep("LatestVersion", "latestVersion", Int64),
        keep("ObservedGeneration", "observedGeneration", Int64),
        keep("Replicas", "replicas", Int32),
        keep("UpdatedReplicas", "updatedReplicas", Int32),
        keep("AvailableReplicas", "availableReplicas", Int32),
        keep("UnavailableReplicas", "unavailableReplicas", Int32),
        omit("Details", "details", Nullable(&DEPLOYMENT_DETAILS)),
        omit("Conditions", "conditions", List(&One(&DEPLOYMENT_CONFIG_CONDITION))),
        omit("ReadyReplicas", "readyReplicas", Int32),
    ],
);

/// `openshift/api/apps/v1.DeploymentDetails`
pub static DEPLOYMENT_DETAILS: Struct = Struct::new(
    "v1.DeploymentDetails",
    &[omit("Message", "message", STRING), keep("Causes", "causes", List(&One(&DEPLOYMENT_CAUSE)))],
);

/// `openshift/api/apps/v1.DeploymentCause`
pub static DEPLOYMENT_CAUSE: Struct = Struct::new(
    "v1.DeploymentCause",
    &[
        keep("Type", "type", Str("v1.DeploymentTriggerType")),
        omit("ImageTrigger", "imageTrigger", Nullable(&DEPLOYMENT_CAUSE_IMAGE_TRIGGER)),
    ],
);

/// `openshift/api/apps/v1.DeploymentCauseImageTrigger`
pub static DEPLOYMENT_CAUSE_IMAGE_TRIGGER: Struct =
    Struct::new("v1.DeploymentCauseImageTrigger", &[keep("From", "from", One(&OBJECT_REFERENCE))]);

/// `openshift/api/apps/v1.DeploymentCondition`
pub static DEPLOYMENT_CONFIG_CONDITION: Struct = Struct::new(
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
