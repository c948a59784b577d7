//! The Go types of containers and what is inside them, field by field in declaration order (k8s.io/api v0.35.3).

use super::meta::LOCAL_OBJECT_REFERENCE;
use crate::schema::Type::{
    Bool, Int32, Int64, IntOrString, List, Map, Nullable, One, Pointer, Quantity, Str,
};
use crate::schema::{STRING, Struct, embed, keep, omit};

/// `core/v1.ObjectFieldSelector`
pub static OBJECT_FIELD_SELECTOR: Struct = Struct::new(
    "v1.ObjectFieldSelector",
    &[omit("APIVersion", "apiVersion", STRING), keep("FieldPath", "fieldPath", STRING)],
);

/// `core/v1.ResourceFieldSelector`
pub static RESOURCE_FIELD_SELECTOR: Struct = Struct::new(
    "v1.ResourceFieldSelector",
    &[
        omit("ContainerName", "containerName", STRING),
        keep("Resource", "resource", STRING),
        omit("Divisor", "divisor", Quantity),
    ],
);

/// `core/v1.Container`
pub static CONTAINER: Struct = Struct::new(
    "v1.Container",
    &[
        keep("Name", "name", STRING),
        omit("Image", "image", STRING),
        omit("Command", "command", List(&STRING)),
        omit("Args", "args", List(&STRING)),
        omit("WorkingDir", "workingDir", STRING),
        omit("Ports", "ports", List(&One(&CONTAINER_PORT))),
        omit("EnvFrom", "envFrom", List(&One(&ENV_FROM_SOURCE))),
        omit("Env", "env", List(&One(&ENV_VAR))),
        omit("Resources", "resources", One(&RESOURCE_REQUIREMENTS)),
        omit("ResizePolicy", "resizePolicy", List(&One(&CONTAINER_RESIZE_POLICY))),
        omit(
            "RestartPolicy",
            "restartPolicy",
            Pointer("*v1.ContainerRestartPolicy", &Str("v1.ContainerRestartPolicy")),
        ),
        omit("RestartPolicyRules", "restartPolicyRules", List(&One(&CONTAINER_RESTART_RULE))),
        omit("VolumeMounts", "volumeMounts", List(&One(&VOLUME_MOUNT))),
        omit("VolumeDevices", "volumeDevices", List(&One(&VOLUME_DEVICE))),
        omit("LivenessProbe", "livenessProbe", Nullable(&PROBE)),
        omit("ReadinessProbe", "readinessProbe", Nullable(&PROBE)),
        omit("StartupProbe", "startupProbe", Nullable(&PROBE)),
        omit("Lifecycle", "lifecycle", Nullable(&LIFECYCLE)),
        omit("TerminationMessagePath", "terminationMessagePath", STRING),
        omit("TerminationMessagePolicy", "terminationMessagePolicy", Str("v1.TerminationMessagePolicy")),
        omit("ImagePullPolicy", "imagePullPolicy", Str("v1.PullPolicy")),
        omit("SecurityContext", "securityContext", Nullable(&SECURITY_CONTEXT)),
        omit("Stdin", "stdin", Bool),
        omit("StdinOnce", "stdinOnce", Bool),
        omit("TTY", "tty", Bool),
    ],
);

/// `core/v1.ContainerPort`
pub static CONTAINER_PORT: Struct = Struct::new(
    "v1.ContainerPort",
    &[
        omit("Name", "name", STRING),
        omit("HostPort", "hostPort", Int32),
        keep("ContainerPort", "containerPort", Int32),
        omit("Protocol", "protocol", Str("v1.Protocol")),
        omit("HostIP", "hostIP", STRING),
    ],
);

/// `core/v1.EnvFromSource`
pub static ENV_FROM_SOURCE: Struct = Struct::new(
    "v1.EnvFromSource",
    &[
        omit("Prefix", "prefix", STRING),
        omit("ConfigMapRef", "configMapRef", Nullable(&CONFIG_MAP_ENV_SOURCE)),
        omit("SecretRef", "secretRef", Nullable(&SECRET_ENV_SOURCE)),
    ],
);

/// `core/v1.ConfigMapEnvSource`
pub static CONFIG_MAP_ENV_SOURCE: Struct = Struct::new(
    "v1.ConfigMapEnvSource",
    &[
        embed("LocalObjectReference", "", &LOCAL_OBJECT_REFERENCE),
        omit("Optional", "optional", Pointer("*bool", &Bool)),
    ],
);

/// `core/v1.SecretEnvSource`
pub static SECRET_ENV_SOURCE: Struct = Struct::new(
    "v1.SecretEnvSource",
    &[
        embed("LocalObjectReference", "", &LOCAL_OBJECT_REFERENCE),
        omit("Optional", "optional", Pointer("*bool", &Bool)),
    ],
);

/// `core/v1.EnvVar`
pub static ENV_VAR: Struct = Struct::new(
    "v1.EnvVar",
    &[
        keep("Name", "name", STRING),
        omit("Value", "value", STRING),
        omit("ValueFrom", "valueFrom", Nullable(&ENV_VAR_SOURCE)),
    ],
);

/// `core/v1.EnvVarSource`
pub static ENV_VAR_SOURCE: Struct = Struct::new(
    "v1.EnvVarSource",
    &[
        omit("FieldRef", "fieldRef", Nullable(&OBJECT_FIELD_SELECTOR)),
        omit("ResourceFieldRef", "resourceFieldRef", Nullable(&RESOURCE_FIELD_SELECTOR)),
        omit("ConfigMapKeyRef", "configMapKeyRef", Nullable(&CONFIG_MAP_KEY_SELECTOR)),
        omit("SecretKeyRef", "secretKeyRef", Nullable(&SECRET_KEY_SELECTOR)),
        omit("FileKeyRef", "fileKeyRef", Nullable(&FILE_KEY_SELECTOR)),
    ],
);

/// `core/v1.ConfigMapKeySelector`
pub static CONFIG_MAP_KEY_SELECTOR: Struct = Struct::new(
    "v1.ConfigMapKeySelector",
    &[
        embed("LocalObjectReference", "", &LOCAL_OBJECT_REFERENCE),
        keep("Key", "key", STRING),
        omit("Optional", "optional", Pointer("*bool", &Bool)),
    ],
);

/// `core/v1.SecretKeySelector`
pub static SECRET_KEY_SELECTOR: Struct = Struct::new(
    "v1.SecretKeySelector",
    &[
        embed("LocalObjectReference", "", &LOCAL_OBJECT_REFERENCE),
        keep("Key", "key", STRING),
        omit("Optional", "optional", Pointer("*bool", &Bool)),
    ],
);

/// `core/v1.FileKeySelector`
pub static FILE_KEY_SELECTOR: Struct = Struct::new(
    "v1.FileKeySelector",
    &[
        keep("VolumeName", "volumeName", STRING),
        keep("Path", "path", STRING),
        keep("Key", "key", STRING),
        omit("Optional", "optional", Pointer("*bool", &Bool)),
    ],
);

/// `core/v1.ResourceRequirements`
pub static RESOURCE_REQUIREMENTS: Struct = Struct::new(
    "v1.ResourceRequirements",
    &[
        omit("Limits", "limits", Map("v1.ResourceList", &Quantity)),
        omit("Requests", "requests", Map("v1.ResourceList", &Quantity)),
        omit("Claims", "claims", List(&One(&RESOURCE_CLAIM))),
    ],
);

/// `core/v1.ResourceClaim`
pub static RESOURCE_CLAIM: Struct =
    Struct::new("v1.ResourceClaim", &[keep("Name", "name", STRING), omit("Request", "request", STRING)]);

/// `core/v1.ContainerResizePolicy`
pub static CONTAINER_RESIZE_POLICY: Struct = Struct::new(
    "v1.ContainerResizePolicy",
    &[
        keep("ResourceName", "resourceName", Str("v1.ResourceName")),
        keep("RestartPolicy", "restartPolicy", Str("v1.ResourceResizeRestartPolicy")),
    ],
);

/// `core/v1.ContainerRestartRule`
pub static CONTAINER_RESTART_RULE: Struct = Struct::new(
    "v1.ContainerRestartRule",
    &[
        omit("Action", "action", Str("v1.ContainerRestartRuleAction")),
        omit("ExitCodes", "exitCodes", Nullable(&CONTAINER_RESTART_RULE_ON_EXIT_CODES)),
    ],
);

/// `core/v1.ContainerRestartRuleOnExitCodes`
pub static CONTAINER_RESTART_RULE_ON_EXIT_CODES: Struct = Struct::new(
    "v1.ContainerRestartRuleOnExitCodes",
    &[
        omit("Operator", "operator", Str("v1.ContainerRestartRuleOnExitCodesOperator")),
        omit("Values", "values", List(&Int32)),
    ],
);

/// `core/v1.VolumeMount`
pub static VOLUME_MOUNT: Struct = Struct::new(
    "v1.VolumeMount",
    &[
        keep("Name", "name", STRING),
        omit("ReadOnly", "readOnly", Bool),
        omit(
            "RecursiveReadOnly",
            "recursiveReadOnly",
            Pointer("*v1.RecursiveReadOnlyMode", &Str("v1.RecursiveReadOnlyMode")),
        ),
        keep("MountPath", "mountPath", STRING),
        omit("SubPath", "subPath", STRING),
        omit(
            "MountPropagation",
            "mountPropagation",
            Pointer("*v1.MountPropagationMode", &Str("v1.MountPropagationMode")),
        ),
        omit("SubPathExpr", "subPathExpr", STRING),
    ],
);

/// `core/v1.VolumeDevice`
pub static VOLUME_DEVICE: Struct =
    Struct::new("v1.VolumeDevice", &[keep("Name", "name", STRING), keep("DevicePath", "devicePath", STRING)]);

/// `core/v1.Probe`
pub static PROBE: Struct = Struct::new(
    "v1.Probe",
    &[
        embed("ProbeHandler", "", &PROBE_HANDLER),
        omit("InitialDelaySeconds", "initialDelaySeconds", Int32),
        omit("TimeoutSeconds", "timeoutSeconds", Int32),
        omit("PeriodSeconds", "periodSeconds", Int32),
        omit("SuccessThreshold", "successThreshold", Int32),
        omit("FailureThreshold", "failureThreshold", Int32),
        omit("TerminationGracePeriodSeconds", "terminationGracePeriodSeconds", Pointer("*int64", &Int64)),
    ],
);

/// `core/v1.ProbeHandler`
pub static PROBE_HANDLER: Struct = Struct::new(
    "v1.ProbeHandler",
    &[
        omit("Exec", "exec", Nullable(&EXEC_ACTION)),
        omit("HTTPGet", "httpGet", Nullable(&HTTP_GET_ACTION)),
        omit("TCPSocket", "tcpSocket", Nullable(&TCP_SOCKET_ACTION)),
        omit("GRPC", "grpc", Nullable(&GRPC_ACTION)),
    ],
);

/// `core/v1.ExecAction`
pub static EXEC_ACTION: Struct = Struct::new("v1.ExecAction", &[omit("Command", "command", List(&STRING))]);

/// `core/v1.HTTPGetAction`
pub static HTTP_GET_ACTION: Struct = Struct::new(
    "v1.HTTPGetAction",
    &[
        omit("Path", "path", STRING),
        keep("Port", "port", IntOrString),
        omit("Host", "host", STRING),
        omit("Scheme", "scheme", Str("v1.URIScheme")),
        omit("HTTPHeaders", "httpHeaders", List(&One(&HTTP_HEADER))),
    ],
);

/// `core/v1.HTTPHeader`
pub static HTTP_HEADER: Struct =
    Struct::new("v1.HTTPHeader", &[keep("Name", "name", STRING), keep("Value", "value", STRING)]);

/// `core/v1.TCPSocketAction`
pub static TCP_SOCKET_ACTION: Struct =
    Struct::new("v1.TCPSocketAction", &[keep("Port", "port", IntOrString), omit("Host", "host", STRING)]);

/// `core/v1.GRPCAction`
pub static GRPC_ACTION: Struct = Struct::new(
    "v1.GRPCAction",
    &[keep("Port", "port", Int32), keep("Service", "service", Pointer("*string", &STRING))],
);

/// `core/v1.Lifecycle`
pub static LIFECYCLE: Struct = Struct::new(
    "v1.Lifecycle",
    &[
        omit("PostStart", "postStart", Nullable(&LIFECYCLE_HANDLER)),
        omit("PreStop", "preStop", Nullable(&LIFECYCLE_HANDLER)),
        omit("StopSignal", "stopSignal", Pointer("*v1.Signal", &Str("v1.Signal"))),
    ],
);

/// `core/v1.LifecycleHandler`
pub static LIFECYCLE_HANDLER: Struct = Struct::new(
    "v1.LifecycleHandler",
    &[
        omit("Exec", "exec", Nullable(&EXEC_ACTION)),
        omit("HTTPGet", "httpGet", Nullable(&HTTP_GET_ACTION)),
        omit("TCPSocket", "tcpSocket", Nullable(&TCP_SOCKET_ACTION)),
        omit("Sleep", "sleep", Nullable(&SLEEP_ACTION)),
    ],
);

/// `core/v1.SleepAction`
pub static SLEEP_ACTION: Struct = Struct::new("v1.SleepAction", &[keep("Seconds", "seconds", Int64)]);

/// `core/v1.SecurityContext`
pub static SECURITY_CONTEXT: Struct = Struct::new(
    "v1.SecurityContext",
    &[
        omit("Capabilities", "capabilities", Nullable(&CAPABILITIES)),
        omit("Privileged", "privileged", Pointer("*bool", &Bool)),
        omit("SELinuxOptions", "seLinuxOptions", Nullable(&SE_LINUX_OPTIONS)),
        omit("WindowsOptions", "windowsOptions", Nullable(&WINDOWS_SECURITY_CONTEXT_OPTIONS)),
        omit("RunAsUser", "runAsUser", Pointer("*int64", &Int64)),
        omit("RunAsGroup", "runAsGroup", Pointer("*int64", &Int64)),
        omit("RunAsNonRoot", "runAsNonRoot", Pointer("*bool", &Bool)),
        omit("ReadOnlyRootFilesystem", "readOnlyRootFilesystem", Pointer("*bool", &Bool)),
        omit("AllowPrivilegeEscalation", "allowPrivilegeEscalation", Pointer("*bool", &Bool)),
        omit("ProcMount", "procMount", Pointer("*v1.ProcMountType", &Str("v1.ProcMountType"))),
        omit("SeccompProfile", "seccompProfile", Nullable(&SECCOMP_PROFILE)),
        omit("AppArmorProfile", "appArmorProfile", Nullable(&APP_ARMOR_PROFILE)),
    ],
);

/// `core/v1.Capabilities`
pub static CAPABILITIES: Struct = Struct::new(
    "v1.Capabilities",
    &[omit("Add", "add", List(&Str("v1.Capability"))), omit("Drop", "drop", List(&Str("v1.Capability")))],
);

/// `core/v1.SELinuxOptions`
pub static SE_LINUX_OPTIONS: Struct = Struct::new(
    "v1.SELinuxOptions",
    &[
        omit("User", "user", STRING),
        omit("Role", "role", STRING),
        omit("Type", "type", STRING),
        omit("Level", "level", STRING),
    ],
);

/// `core/v1.WindowsSecurityContextOptions`
pub static WINDOWS_SECURITY_CONTEXT_OPTIONS: Struct = Struct::new(
    "v1.WindowsSecurityContextOptions",
    &[
        omit("GMSACredentialSpecName", "gmsaCredentialSpecName", Pointer("*string", &STRING)),
        omit("GMSACredentialSpec", "gmsaCredentialSpec", Pointer("*string", &STRING)),
        omit("RunAsUserName", "runAsUserName", Pointer("*string", &STRING)),
        omit("HostProcess", "hostProcess", Pointer("*bool", &Bool)),
    ],
);

/// `core/v1.SeccompProfile`
pub static SECCOMP_PROFILE: Struct = Struct::new(
    "v1.SeccompProfile",
    &[
        keep("Type", "type", Str("v1.SeccompProfileType")),
        omit("LocalhostProfile", "localhostProfile", Pointer("*string", &STRING)),
    ],
);

/// `core/v1.AppArmorProfile`
pub static APP_ARMOR_PROFILE: Struct = Struct::new(
    "v1.AppArmorProfile",
    &[
        keep("Type", "type", Str("v1.AppArmorProfileType")),
        omit("LocalhostProfile", "localhostProfile", Pointer("*string", &STRING)),
    ],
);

/// `core/v1.EphemeralContainer`
pub static EPHEMERAL_CONTAINER: Struct = Struct::new(
    "v1.EphemeralContainer",
    &[
        embed("EphemeralContainerCommon", "", &EPHEMERAL_CONTAINER_COMMON),
        omit("TargetContainerName", "targetContainerName", STRING),
    ],
);

/// `core/v1.EphemeralContainerCommon`
pub static EPHEMERAL_CONTAINER_COMMON: Struct = Struct::new(
    "v1.EphemeralContainerCommon",
    &[
        keep("Name", "name", STRING),
        omit("Image", "image", STRING),
        omit("Command", "command", List(&STRING)),
        omit("Args", "args", List(&STRING)),
        omit("WorkingDir", "workingDir", STRING),
        omit("Ports", "ports", List(&One(&CONTAINER_PORT))),
        omit("EnvFrom", "envFrom", List(&One(&ENV_FROM_SOURCE))),
        omit("Env", "env", List(&One(&ENV_VAR))),
        omit("Resources", "resources", One(&RESOURCE_REQUIREMENTS)),
        omit("ResizePolicy", "resizePolicy", List(&One(&CONTAINER_RESIZE_POLICY))),
        omit(
            "RestartPolicy",
            "restartPolicy",
            Pointer("*v1.ContainerRestartPolicy", &Str("v1.ContainerRestartPolicy")),
        ),
        omit("RestartPolicyRules", "restartPolicyRules", List(&One(&CONTAINER_RESTART_RULE))),
        omit("VolumeMounts", "volumeMounts", List(&One(&VOLUME_MOUNT))),
        omit("VolumeDevices", "volumeDevices", List(&One(&VOLUME_DEVICE))),
        omit("LivenessProbe", "livenessProbe", Nullable(&PROBE)),
        omit("ReadinessProbe", "readinessProbe", Nullable(&PROBE)),
        omit("StartupProbe", "startupProbe", Nullable(&PROBE)),
        omit("Lifecycle", "lifecycle", Nullable(&LIFECYCLE)),
        omit("TerminationMessagePath", "terminationMessagePath", STRING),
        omit("TerminationMessagePolicy", "terminationMessagePolicy", Str("v1.TerminationMessagePolicy")),
        omit("ImagePullPolicy", "imagePullPolicy", Str("v1.PullPolicy")),
        omit("SecurityContext", "securityContext", Nullable(&SECURITY_CONTEXT)),
        omit("Stdin", "stdin", Bool),
        omit("StdinOnce", "stdinOnce", Bool),
        omit("TTY", "tty", Bool),
    ],
);
