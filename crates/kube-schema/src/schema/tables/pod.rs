//! The Go types of pods and what decides where they run, field by field in declaration order (k8s.io/api v0.35.3).

use super::container::{
    APP_ARMOR_PROFILE, CONTAINER, EPHEMERAL_CONTAINER, RESOURCE_REQUIREMENTS, SE_LINUX_OPTIONS,
    SECCOMP_PROFILE, WINDOWS_SECURITY_CONTEXT_OPTIONS,
};
use super::meta::{LABEL_SELECTOR, LOCAL_OBJECT_REFERENCE, OBJECT_META, TYPE_META};
use super::status::POD_STATUS;
use super::volume::VOLUME;
use crate::schema::Type::{Bool, Int32, Int64, List, Map, Nullable, One, Pointer, Quantity, Str};
use crate::schema::{STRING, Struct, embed, keep, omit};

/// `core/v1.Pod`
pub static POD: Struct = Struct::new(
    "v1.Pod",
    &[
        embed("TypeMeta", "", &TYPE_META),
        embed("ObjectMeta", "metadata", &OBJECT_META),
        omit("Spec", "spec", One(&POD_SPEC)),
        omit("Status", "status", One(&POD_STATUS)),
    ],
);

/// `core/v1.PodSpec`
pub static POD_SPEC: Struct = Struct::new(
    "v1.PodSpec",
    &[
        omit("Volumes", "volumes", List(&One(&VOLUME))),
        omit("InitContainers", "initContainers", List(&One(&CONTAINER))),
        keep("Containers", "containers", List(&One(&CONTAINER))),
        omit("EphemeralContainers", "ephemeralContainers", List(&One(&EPHEMERAL_CONTAINER))),
        omit("RestartPolicy", "restartPolicy", Str("v1.RestartPolicy")),
        omit("TerminationGracePeriodSeconds", "terminationGracePeriodSeconds", Pointer("*int64", &Int64)),
        omit("ActiveDeadlineSeconds", "activeDeadlineSeconds", Pointer("*int64", &Int64)),
        omit("DNSPolicy", "dnsPolicy", Str("v1.DNSPolicy")),
        omit("NodeSelector", "nodeSelector", Map("map[string]string", &STRING)),
        omit("ServiceAccountName", "serviceAccountName", STRING),
        omit("DeprecatedServiceAccount", "serviceAccount", STRING),
        omit("AutomountServiceAccountToken", "automountServiceAccountToken", Pointer("*bool", &Bool)),
        omit("NodeName", "nodeName", STRING),
        omit("HostNetwork", "hostNetwork", Bool),
        omit("HostPID", "hostPID", Bool),
        omit("HostIPC", "hostIPC", Bool),
        omit("ShareProcessNamespace", "shareProcessNamespace", Pointer("*bool", &Bool)),
        omit("SecurityContext", "securityContext", Nullable(&POD_SECURITY_CONTEXT)),
        omit("ImagePullSecrets", "imagePullSecrets", List(&One(&LOCAL_OBJECT_REFERENCE))),
        omit("Hostname", "hostname", STRING),
        omit("Subdomain", "subdomain", STRING),
        omit("Affinity", "affinity", Nullable(&AFFINITY)),
        omit("SchedulerName", "schedulerName", STRING),
        omit("Tolerations", "tolerations", List(&One(&TOLERATION))),
        omit("HostAliases", "hostAliases", List(&One(&HOST_ALIAS))),
        omit("PriorityClassName", "priorityClassName", STRING),
        omit("Priority", "priority", Pointer("*int32", &Int32)),
        omit("DNSConfig", "dnsConfig", Nullable(&POD_DNS_CONFIG)),
        omit("ReadinessGates", "readinessGates", List(&One(&POD_READINESS_GATE))),
        omit("RuntimeClassName", "runtimeClassName", Pointer("*string", &STRING)),
        omit("EnableServiceLinks", "enableServiceLinks", Pointer("*bool", &Bool)),
        omit(
            "PreemptionPolicy",
            "preemptionPolicy",
            Pointer("*v1.PreemptionPolicy", &Str("v1.PreemptionPolicy")),
        ),
        omit("Overhead", "overhead", Map("v1.ResourceList", &Quantity)),
        omit(
            "TopologySpreadConstraints",
            "topologySpreadConstraints",
            List(&One(&TOPOLOGY_SPREAD_CONSTRAINT)),
        ),
        omit("SetHostnameAsFQDN", "setHostnameAsFQDN", Pointer("*bool", &Bool)),
        omit("OS", "os", Nullable(&POD_OS)),
        omit("HostUsers", "hostUsers", Pointer("*bool", &Bool)),
        omit("SchedulingGates", "schedulingGates", List(&One(&POD_SCHEDULING_GATE))),
        omit("ResourceClaims", "resourceClaims", List(&One(&POD_RESOURCE_CLAIM))),
        omit("Resources", "resources", Nullable(&RESOURCE_REQUIREMENTS)),
        omit("HostnameOverride", "hostnameOverride", Pointer("*string", &STRING)),
        omit("WorkloadRef", "workloadRef", Nullable(&WORKLOAD_REFERENCE)),
    ],
);

/// `core/v1.PodSecurityContext`
pub static POD_SECURITY_CONTEXT: Struct = Struct::new(
    "v1.PodSecurityContext",
    &[
        omit("SELinuxOptions", "seLinuxOptions", Nullable(&SE_LINUX_OPTIONS)),
        omit("WindowsOptions", "windowsOptions", Nullable(&WINDOWS_SECURITY_CONTEXT_OPTIONS)),
        omit("RunAsUser", "runAsUser", Pointer("*int64", &Int64)),
        omit("RunAsGroup", "runAsGroup", Pointer("*int64", &Int64)),
        omit("RunAsNonRoot", "runAsNonRoot", Pointer("*bool", &Bool)),
        omit("SupplementalGroups", "supplementalGroups", List(&Int64)),
        omit(
            "SupplementalGroupsPolicy",
            "supplementalGroupsPolicy",
            Pointer("*v1.SupplementalGroupsPolicy", &Str("v1.SupplementalGroupsPolicy")),
        ),
        omit("FSGroup", "fsGroup", Pointer("*int64", &Int64)),
        omit("Sysctls", "sysctls", List(&One(&SYSCTL))),
        omit(
            "FSGroupChangePolicy",
            "fsGroupChangePolicy",
            Pointer("*v1.PodFSGroupChangePolicy", &Str("v1.PodFSGroupChangePolicy")),
        ),
        omit("SeccompProfile", "seccompProfile", Nullable(&SECCOMP_PROFILE)),
        omit("AppArmorProfile", "appArmorProfile", Nullable(&APP_ARMOR_PROFILE)),
        omit(
            "SELinuxChangePolicy",
            "seLinuxChangePolicy",
            Pointer("*v1.PodSELinuxChangePolicy", &Str("v1.PodSELinuxChangePolicy")),
        ),
    ],
);

/// `core/v1.Sysctl`
pub static SYSCTL: Struct =
    Struct::new("v1.Sysctl", &[keep("Name", "name", STRING), keep("Value", "value", STRING)]);

/// `core/v1.Affinity`
pub static AFFINITY: Struct = Struct::new(
    "v1.Affinity",
    &[
        omit("NodeAffinity", "nodeAffinity", Nullable(&NODE_AFFINITY)),
        omit("PodAffinity", "podAffinity", Nullable(&POD_AFFINITY)),
        omit("PodAntiAffinity", "podAntiAffinity", Nullable(&POD_ANTI_AFFINITY)),
    ],
);

/// `core/v1.NodeAffinity`
pub static NODE_AFFINITY: Struct = Struct::new(
    "v1.NodeAffinity",
    &[
        omit(
            "RequiredDuringSchedulingIgnoredDuringExecution",
            "requiredDuringSchedulingIgnoredDuringExecution",
            Nullable(&NODE_SELECTOR),
        ),
        omit(
            "PreferredDuringSchedulingIgnoredDuringExecution",
            "preferredDuringSchedulingIgnoredDuringExecution",
            List(&One(&PREFERRED_SCHEDULING_TERM)),
        ),
    ],
);

/// `core/v1.NodeSelector`
pub static NODE_SELECTOR: Struct = Struct::new(
    "v1.NodeSelector",
    &[keep("NodeSelectorTerms", "nodeSelectorTerms", List(&One(&NODE_SELECTOR_TERM)))],
);

/// `core/v1.NodeSelectorTerm`
pub static NODE_SELECTOR_TERM: Struct = Struct::new(
    "v1.NodeSelectorTerm",
    &[
        omit("MatchExpressions", "matchExpressions", List(&One(&NODE_SELECTOR_REQUIREMENT))),
        omit("MatchFields", "matchFields", List(&One(&NODE_SELECTOR_REQUIREMENT))),
    ],
);

/// `core/v1.NodeSelectorRequirement`
pub static NODE_SELECTOR_REQUIREMENT: Struct = Struct::new(
    "v1.NodeSelectorRequirement",
    &[
        keep("Key", "key", STRING),
        keep("Operator", "operator", Str("v1.NodeSelectorOperator")),
        omit("Values", "values", List(&STRING)),
    ],
);

/// `core/v1.PreferredSchedulingTerm`
pub static PREFERRED_SCHEDULING_TERM: Struct = Struct::new(
    "v1.PreferredSchedulingTerm",
    &[keep("Weight", "weight", Int32), keep("Preference", "preference", One(&NODE_SELECTOR_TERM))],
);

/// `core/v1.PodAffinity`
pub static POD_AFFINITY: Struct = Struct::new(
    "v1.PodAffinity",
    &[
        omit(
            "RequiredDuringSchedulingIgnoredDuringExecution",
            "requiredDuringSchedulingIgnoredDuringExecution",
            List(&One(&POD_AFFINITY_TERM)),
        ),
        omit(
            "PreferredDuringSchedulingIgnoredDuringExecution",
            "preferredDuringSchedulingIgnoredDuringExecution",
            List(&One(&WEIGHTED_POD_AFFINITY_TERM)),
        ),
    ],
);

/// `core/v1.PodAffinityTerm`
pub static POD_AFFINITY_TERM: Struct = Struct::new(
    "v1.PodAffinityTerm",
    &[
        omit("LabelSelector", "labelSelector", Nullable(&LABEL_SELECTOR)),
        omit("Namespaces", "namespaces", List(&STRING)),
        keep("TopologyKey", "topologyKey", STRING),
        omit("NamespaceSelector", "namespaceSelector", Nullable(&LABEL_SELECTOR)),
        omit("MatchLabelKeys", "matchLabelKeys", List(&STRING)),
        omit("MismatchLabelKeys", "mismatchLabelKeys", List(&STRING)),
    ],
);

/// `core/v1.WeightedPodAffinityTerm`
pub static WEIGHTED_POD_AFFINITY_TERM: Struct = Struct::new(
    "v1.WeightedPodAffinityTerm",
    &[keep("Weight", "weight", Int32), keep("PodAffinityTerm", "podAffinityTerm", One(&POD_AFFINITY_TERM))],
);

/// `core/v1.PodAntiAffinity`
pub static POD_ANTI_AFFINITY: Struct = Struct::new(
    "v1.PodAntiAffinity",
    &[
        omit(
            "RequiredDuringSchedulingIgnoredDuringExecution",
            "requiredDuringSchedulingIgnoredDuringExecution",
            List(&One(&POD_AFFINITY_TERM)),
        ),
        omit(
            "PreferredDuringSchedulingIgnoredDuringExecution",
            "preferredDuringSchedulingIgnoredDuringExecution",
            List(&One(&WEIGHTED_POD_AFFINITY_TERM)),
        ),
    ],
);

/// `core/v1.Toleration`
pub static TOLERATION: Struct = Struct::new(
    "v1.Toleration",
    &[
        omit("Key", "key", STRING),
        omit("Operator", "operator", Str("v1.TolerationOperator")),
        omit("Value", "value", STRING),
        omit("Effect", "effect", Str("v1.TaintEffect")),
        omit("TolerationSeconds", "tolerationSeconds", Pointer("*int64", &Int64)),
    ],
);

/// `core/v1.HostAlias`
pub static HOST_ALIAS: Struct =
    Struct::new("v1.HostAlias", &[keep("IP", "ip", STRING), omit("Hostnames", "hostnames", List(&STRING))]);

/// `core/v1.PodDNSConfig`
pub static POD_DNS_CONFIG: Struct = Struct::new(
    "v1.PodDNSConfig",
    &[
        omit("Nameservers", "nameservers", List(&STRING)),
        omit("Searches", "searches", List(&STRING)),
        omit("Options", "options", List(&One(&POD_DNS_CONFIG_OPTION))),
    ],
);

/// `core/v1.PodDNSConfigOption`
pub static POD_DNS_CONFIG_OPTION: Struct = Struct::new(
    "v1.PodDNSConfigOption",
    &[omit("Name", "name", STRING), omit("Value", "value", Pointer("*string", &STRING))],
);

/// `core/v1.PodReadinessGate`
pub static POD_READINESS_GATE: Struct =
    Struct::new("v1.PodReadinessGate", &[keep("ConditionType", "conditionType", Str("v1.PodConditionType"))]);

/// `core/v1.TopologySpreadConstraint`
pub static TOPOLOGY_SPREAD_CONSTRAINT: Struct = Struct::new(
    "v1.TopologySpreadConstraint",
    &[
        keep("MaxSkew", "maxSkew", Int32),
        keep("TopologyKey", "topologyKey", STRING),
        keep("WhenUnsatisfiable", "whenUnsatisfiable", Str("v1.UnsatisfiableConstraintAction")),
        omit("LabelSelector", "labelSelector", Nullable(&LABEL_SELECTOR)),
        omit("MinDomains", "minDomains", Pointer("*int32", &Int32)),
        omit(
            "NodeAffinityPolicy",
            "nodeAffinityPolicy",
            Pointer("*v1.NodeInclusionPolicy", &Str("v1.NodeInclusionPolicy")),
        ),
        omit(
            "NodeTaintsPolicy",
            "nodeTaintsPolicy",
            Pointer("*v1.NodeInclusionPolicy", &Str("v1.NodeInclusionPolicy")),
        ),
        omit("MatchLabelKeys", "matchLabelKeys", List(&STRING)),
    ],
);

/// `core/v1.PodOS`
pub static POD_OS: Struct = Struct::new("v1.PodOS", &[keep("Name", "name", Str("v1.OSName"))]);

/// `core/v1.PodSchedulingGate`
pub static POD_SCHEDULING_GATE: Struct = Struct::new("v1.PodSchedulingGate", &[keep("Name", "name", STRING)]);

/// `core/v1.PodResourceClaim`
pub static POD_RESOURCE_CLAIM: Struct = Struct::new(
    "v1.PodResourceClaim",
    &[
        keep("Name", "name", STRING),
        omit("ResourceClaimName", "resourceClaimName", Pointer("*string", &STRING)),
        omit("ResourceClaimTemplateName", "resourceClaimTemplateName", Pointer("*string", &STRING)),
    ],
);

/// `core/v1.WorkloadReference`
pub static WORKLOAD_REFERENCE: Struct = Struct::new(
    "v1.WorkloadReference",
    &[
        keep("Name", "name", STRING),
        keep("PodGroup", "podGroup", STRING),
        omit("PodGroupReplicaKey", "podGroupReplicaKey", STRING),
    ],
);

/// `core/v1.PodTemplateSpec`
pub static POD_TEMPLATE_SPEC: Struct = Struct::new(
    "v1.PodTemplateSpec",
    &[embed("ObjectMeta", "metadata", &OBJECT_META), omit("Spec", "spec", One(&POD_SPEC))],
);
