//! The Go types of what a cluster reports of a pod, field by field in declaration order (k8s.io/api v0.35.3).

use super::container::RESOURCE_REQUIREMENTS;
use crate::schema::Type::{Bool, Int32, Int64, List, Map, Nullable, One, Pointer, Quantity, Str, Time};
use crate::schema::{STRING, Struct, keep, omit};

/// `core/v1.PodStatus`
pub static POD_STATUS: Struct = Struct::new(
    "v1.PodStatus",
    &[
        omit("ObservedGeneration", "observedGeneration", Int64),
        omit("Phase", "phase", Str("v1.PodPhase")),
        omit("Conditions", "conditions", List(&One(&POD_CONDITION))),
        omit("Message", "message", STRING),
        omit("Reason", "reason", STRING),
        omit("NominatedNodeName", "nominatedNodeName", STRING),
        omit("HostIP", "hostIP", STRING),
        omit("HostIPs", "hostIPs", List(&One(&HOST_IP))),
        omit("PodIP", "podIP", STRING),
        omit("PodIPs", "podIPs", List(&One(&POD_IP))),
        omit("StartTime", "startTime", Pointer("*v1.Time", &Time)),
        omit("InitContainerStatuses", "initContainerStatuses", List(&One(&CONTAINER_STATUS))),
        omit("ContainerStatuses", "containerStatuses", List(&One(&CONTAINER_STATUS))),
        omit("QOSClass", "qosClass", Str("v1.PodQOSClass")),
        omit("EphemeralContainerStatuses", "ephemeralContainerStatuses", List(&One(&CONTAINER_STATUS))),
        omit("Resize", "resize", Str("v1.PodResizeStatus")),
        omit("ResourceClaimStatuses", "resourceClaimStatuses", List(&One(&POD_RESOURCE_CLAIM_STATUS))),
        omit(
            "ExtendedResourceClaimStatus",
            "extendedResourceClaimStatus",
            Nullable(&POD_EXTENDED_RESOURCE_CLAIM_STATUS),
        ),
        omit("AllocatedResources", "allocatedResources", Map("v1.ResourceList", &Quantity)),
        omit("Resources", "resources", Nullable(&RESOURCE_REQUIREMENTS)),
    ],
);

/// `core/v1.PodCondition`
pub static POD_CONDITION: Struct = Struct::new(
    "v1.PodCondition",
    &[
        keep("Type", "type", Str("v1.PodConditionType")),
        omit("ObservedGeneration", "observedGeneration", Int64),
        keep("Status", "status", Str("v1.ConditionStatus")),
        omit("LastProbeTime", "lastProbeTime", Time),
        omit("LastTransitionTime", "lastTransitionTime", Time),
        omit("Reason", "reason", STRING),
        omit("Message", "message", STRING),
    ],
);

/// `core/v1.HostIP`
pub static HOST_IP: Struct = Struct::new("v1.HostIP", &[keep("IP", "ip", STRING)]);

/// `core/v1.PodIP`
pub static POD_IP: Struct = Struct::new("v1.PodIP", &[keep("IP", "ip", STRING)]);

/// `core/v1.ContainerStatus`
pub static CONTAINER_STATUS: Struct = Struct::new(
    "v1.ContainerStatus",
    &[
        keep("Name", "name", STRING),
        omit("State", "state", One(&CONTAINER_STATE)),
        omit("LastTerminationState", "lastState", One(&CONTAINER_STATE)),
        keep("Ready", "ready", Bool),
        keep("RestartCount", "restartCount", Int32),
        keep("Image", "image", STRING),
        keep("ImageID", "imageID", STRING),
        omit("ContainerID", "containerID", STRING),
        omit("Started", "started", Pointer("*bool", &Bool)),
        omit("AllocatedResources", "allocatedResources", Map("v1.ResourceList", &Quantity)),
        omit("Resources", "resources", Nullable(&RESOURCE_REQUIREMENTS)),
        omit("VolumeMounts", "volumeMounts", List(&One(&VOLUME_MOUNT_STATUS))),
        omit("User", "user", Nullable(&CONTAINER_USER)),
        omit("AllocatedResourcesStatus", "allocatedResourcesStatus", List(&One(&RESOURCE_STATUS))),
        omit("StopSignal", "stopSignal", Pointer("*v1.Signal", &Str("v1.Signal"))),
    ],
);

/// `core/v1.ContainerState`
pub static CONTAINER_STATE: Struct = Struct::new(
    "v1.ContainerState",
    &[
        omit("Waiting", "waiting", Nullable(&CONTAINER_STATE_WAITING)),
        omit("Running", "running", Nullable(&CONTAINER_STATE_RUNNING)),
        omit("Terminated", "terminated", Nullable(&CONTAINER_STATE_TERMINATED)),
    ],
);

/// `core/v1.ContainerStateWaiting`
pub static CONTAINER_STATE_WAITING: Struct = Struct::new(
    "v1.ContainerStateWaiting",
    &[omit("Reason", "reason", STRING), omit("Message", "message", STRING)],
);

/// `core/v1.ContainerStateRunning`
pub static CONTAINER_STATE_RUNNING: Struct =
    Struct::new("v1.ContainerStateRunning", &[omit("StartedAt", "startedAt", Time)]);

/// `core/v1.ContainerStateTerminated`
pub static CONTAINER_STATE_TERMINATED: Struct = Struct::new(
    "v1.ContainerStateTerminated",
    &[
        keep("ExitCode", "exitCode", Int32),
        omit("Signal", "signal", Int32),
        omit("Reason", "reason", STRING),
        omit("Message", "message", STRING),
        omit("StartedAt", "startedAt", Time),
        omit("FinishedAt", "finishedAt", Time),
        omit("ContainerID", "containerID", STRING),
    ],
);

/// `core/v1.VolumeMountStatus`
pub static VOLUME_MOUNT_STATUS: Struct = Struct::new(
    "v1.VolumeMountStatus",
    &[
        keep("Name", "name", STRING),
        keep("MountPath", "mountPath", STRING),
        omit("ReadOnly", "readOnly", Bool),
        omit(
            "RecursiveReadOnly",
            "recursiveReadOnly",
            Pointer("*v1.RecursiveReadOnlyMode", &Str("v1.RecursiveReadOnlyMode")),
        ),
    ],
);

/// `core/v1.ContainerUser`
pub static CONTAINER_USER: Struct =
    Struct::new("v1.ContainerUser", &[omit("Linux", "linux", Nullable(&LINUX_CONTAINER_USER))]);

/// `core/v1.LinuxContainerUser`
pub static LINUX_CONTAINER_USER: Struct = Struct::new(
    "v1.LinuxContainerUser",
    &[
        keep("UID", "uid", Int64),
        keep("GID", "gid", Int64),
        omit("SupplementalGroups", "supplementalGroups", List(&Int64)),
    ],
);

/// `core/v1.ResourceStatus`
pub static RESOURCE_STATUS: Struct = Struct::new(
    "v1.ResourceStatus",
    &[
        keep("Name", "name", Str("v1.ResourceName")),
        omit("Resources", "resources", List(&One(&RESOURCE_HEALTH))),
    ],
);

/// `core/v1.ResourceHealth`
pub static RESOURCE_HEALTH: Struct = Struct::new(
    "v1.ResourceHealth",
    &[
        keep("ResourceID", "resourceID", Str("v1.ResourceID")),
        omit("Health", "health", Str("v1.ResourceHealthStatus")),
    ],
);

/// `core/v1.PodResourceClaimStatus`
pub static POD_RESOURCE_CLAIM_STATUS: Struct = Struct::new(
    "v1.PodResourceClaimStatus",
    &[
        keep("Name", "name", STRING),
        omit("ResourceClaimName", "resourceClaimName", Pointer("*string", &STRING)),
    ],
);

/// `core/v1.PodExtendedResourceClaimStatus`
pub static POD_EXTENDED_RESOURCE_CLAIM_STATUS: Struct = Struct::new(
    "v1.PodExtendedResourceClaimStatus",
    &[
        keep("RequestMappings", "requestMappings", List(&One(&CONTAINER_EXTENDED_RESOURCE_REQUEST))),
        keep("ResourceClaimName", "resourceClaimName", STRING),
    ],
);

/// `core/v1.ContainerExtendedResourceRequest`
pub static CONTAINER_EXTENDED_RESOURCE_REQUEST: Struct = Struct::new(
    "v1.ContainerExtendedResourceRequest",
    &[
        keep("ContainerName", "containerName", STRING),
        keep("ResourceName", "resourceName", STRING),
        keep("RequestName", "requestName", STRING),
    ],
);
