//! The table of the values of an installation, as istioctl 1.30 types them: operator/pkg/apis/values_types.proto.

use crate::settings::proto::descriptor::{EnumType, Form, MessageType, enumeration, many, map, message, one};
use super::well_known::{BOOL_VALUE, DURATION, INT32_VALUE, STRING_VALUE, STRUCT, VALUE};
use crate::settings::proto::descriptor::Kind::{Bool, Double, Enum, Int32, Int64, Message, Str, Uint32};

pub(crate) static VALUES: MessageType = message("*v1alpha1.Values", &[
    one("Cni", "cni", "cni", 2, Message(&CNI_CONFIG)),
    one("Gateways", "gateways", "gateways", 5, Message(&GATEWAYS_CONFIG)),
    one("Global", "global", "global", 6, Message(&GLOBAL_CONFIG)),
    one("Pilot", "pilot", "pilot", 10, Message(&PILOT_CONFIG)),
    one("Ztunnel", "ztunnel", "ztunnel", 41, Message(&VALUE)),
    one("Telemetry", "telemetry", "telemetry", 23, Message(&TELEMETRY_CONFIG)),
    one("SidecarInjectorWebhook", "sidecarInjectorWebhook", "sidecarInjectorWebhook", 13, Message(&SIDECAR_INJECTOR_CONFIG)),
    one("IstioCni", "istioCni", "istio_cni", 19, Message(&CNI_USAGE_CONFIG)),
    one("Revision", "revision", "revision", 21, Str),
    one("OwnerName", "ownerName", "ownerName", 22, Str),
    one("MeshConfig", "meshConfig", "meshConfig", 36, Message(&VALUE)),
    one("Base", "base", "base", 37, Message(&BASE_CONFIG)),
    one("IstiodRemote", "istiodRemote", "istiodRemote", 38, Message(&ISTIOD_REMOTE_CONFIG)),
    many("RevisionTags", "revisionTags", "revisionTags", 39, Str),
    one("DefaultRevision", "defaultRevision", "defaultRevision", 40, Str),
    one("Profile", "profile", "profile", 42, Str),
    one("CompatibilityVersion", "compatibilityVersion", "compatibilityVersion", 43, Str),
    one("Experimental", "experimental", "experimental", 44, Message(&EXPERIMENTAL_CONFIG)),
    one("GatewayClasses", "gatewayClasses", "gatewayClasses", 45, Message(&VALUE)),
]);

pub(crate) static CNI_CONFIG: MessageType = message("*v1alpha1.CNIConfig", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
    one("Hub", "hub", "hub", 2, Str),
    one("Tag", "tag", "tag", 3, Message(&VALUE)),
    one("Variant", "variant", "variant", 29, Str),
    one("Image", "image", "image", 4, Str),
    one("PullPolicy", "pullPolicy", "pullPolicy", 5, Str),
    one("CniBinDir", "cniBinDir", "cniBinDir", 6, Str),
    one("CniConfDir", "cniConfDir", "cniConfDir", 7, Str),
    one("CniConfFileName", "cniConfFileName", "cniConfFileName", 8, Str),
    one("CniNetnsDir", "cniNetnsDir", "cniNetnsDir", 31, Str),
    many("ExcludeNamespaces", "excludeNamespaces", "excludeNamespaces", 9, Str),
    one("Affinity", "affinity", "affinity", 20, Message(&STRUCT)),
    one("Env", "env", "env", 32, Message(&STRUCT)),
    one("DaemonSetLabels", "daemonSetLabels", "daemonSetLabels", 33, Message(&STRUCT)),
    one("PodAnnotations", "podAnnotations", "podAnnotations", 10, Message(&STRUCT)),
    one("PodLabels", "podLabels", "podLabels", 34, Message(&STRUCT)),
    one("PspClusterRole", "pspClusterRole", "psp_cluster_role", 11, Str),
    one("LogLevel", "logLevel", "logLevel", 12, Str),
    one("Logging", "logging", "logging", 25, Message(&GLOBAL_LOGGING_CONFIG)),
    one("Repair", "repair", "repair", 13, Message(&CNI_REPAIR_CONFIG)),
    one("Chained", "chained", "chained", 14, Message(&BOOL_VALUE)),
    one("ResourceQuotas", "resourceQuotas", "resource_quotas", 16, Message(&RESOURCE_QUOTAS)),
    one("Resources", "resources", "resources", 17, Message(&RESOURCES)),
    one("Privileged", "privileged", "privileged", 18, Message(&BOOL_VALUE)),
    one("SeccompProfile", "seccompProfile", "seccompProfile", 19, Message(&STRUCT)),
    one("Ambient", "ambient", "ambient", 21, Message(&CNI_AMBIENT_CONFIG)),
    one("Provider", "provider", "provider", 22, Str),
    one("RollingMaxUnavailable", "rollingMaxUnavailable", "rollingMaxUnavailable", 23, Message(&INT_OR_STRING)),
    one("IstioOwnedCNIConfig", "istioOwnedCNIConfig", "istioOwnedCNIConfig", 35, Message(&BOOL_VALUE)),
    one("IstioOwnedCNIConfigFileName", "istioOwnedCNIConfigFileName", "istioOwnedCNIConfigFileName", 36, Str),
    one("UseAppArmorAnnotation", "useAppArmorAnnotation", "useAppArmorAnnotation", 37, Message(&BOOL_VALUE)),
]);

pub(crate) static GLOBAL_LOGGING_CONFIG: MessageType = message("*v1alpha1.GlobalLoggingConfig", &[
    one("Level", "level", "level", 1, Str),
]);

pub(crate) static CNI_REPAIR_CONFIG: MessageType = message("*v1alpha1.CNIRepairConfig", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
    one("Hub", "hub", "hub", 2, Str),
    one("Tag", "tag", "tag", 3, Message(&VALUE)),
    one("Image", "image", "image", 4, Str),
    one("LabelPods", "labelPods", "labelPods", 5, Bool),
    one("RepairPods", "repairPods", "repairPods", 11, Bool),
    one("CreateEvents", "createEvents", "createEvents", 6, Str),
    one("DeletePods", "deletePods", "deletePods", 7, Bool),
    one("BrokenPodLabelKey", "brokenPodLabelKey", "brokenPodLabelKey", 8, Str),
    one("BrokenPodLabelValue", "brokenPodLabelValue", "brokenPodLabelValue", 9, Str),
    one("InitContainerName", "initContainerName", "initContainerName", 10, Str),
]);

pub(crate) static RESOURCE_QUOTAS: MessageType = message("*v1alpha1.ResourceQuotas", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
    one("Pods", "pods", "pods", 2, Int64),
]);

pub(crate) static RESOURCES: MessageType = message("*v1alpha1.Resources", &[
    map("Limits", "limits", "limits", 1, Str),
    map("Requests", "requests", "requests", 2, Str),
]);

pub(crate) static CNI_AMBIENT_CONFIG: MessageType = message("*v1alpha1.CNIAmbientConfig", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
    one("ConfigDir", "configDir", "configDir", 3, Str),
    one("DnsCapture", "dnsCapture", "dnsCapture", 5, Message(&BOOL_VALUE)),
    one("Ipv6", "ipv6", "ipv6", 7, Message(&BOOL_VALUE)),
    one("ReconcileIptablesOnStartup", "reconcileIptablesOnStartup", "reconcileIptablesOnStartup", 9, Message(&BOOL_VALUE)),
]);

pub(crate) static INT_OR_STRING: MessageType = message("*v1alpha1.IntOrString", &[
    one("Type", "type", "type", 1, Int64),
    one("IntVal", "intVal", "intVal", 2, Message(&INT32_VALUE)),
    one("StrVal", "strVal", "strVal", 3, Message(&STRING_VALUE)),
]).form(Form::IntOrString);

pub(crate) static GATEWAYS_CONFIG: MessageType = message("*v1alpha1.GatewaysConfig", &[
    one("IstioEgressgateway", "istio-egressgateway", "istio_egressgateway", 1, Message(&EGRESS_GATEWAY_CONFIG)),
    one("Enabled", "enabled", "enabled", 2, Message(&BOOL_VALUE)),
    one("IstioIngressgateway", "istio-ingressgateway", "istio_ingressgateway", 4, Message(&INGRESS_GATEWAY_CONFIG)),
    one("SecurityContext", "securityContext", "securityContext", 10, Message(&VALUE)),
    one("SeccompProfile", "seccompProfile", "seccompProfile", 12, Message(&VALUE)),
]);

pub(crate) static EGRESS_GATEWAY_CONFIG: MessageType = message("*v1alpha1.EgressGatewayConfig", &[
    one("AutoscaleEnabled", "autoscaleEnabled", "autoscaleEnabled", 1, Message(&BOOL_VALUE)),
    one("AutoscaleMax", "autoscaleMax", "autoscaleMax", 2, Uint32),
    one("AutoscaleMin", "autoscaleMin", "autoscaleMin", 3, Uint32),
    one("Memory", "memory", "memory", 4, Message(&TARGET_UTILIZATION_CONFIG)),
    one("Cpu", "cpu", "cpu", 5, Message(&TARGET_UTILIZATION_CONFIG)),
    one("CustomService", "customService", "customService", 6, Message(&BOOL_VALUE)),
    one("Enabled", "enabled", "enabled", 7, Message(&BOOL_VALUE)),
    one("Env", "env", "env", 8, Message(&STRUCT)),
    map("Labels", "labels", "labels", 9, Str),
    one("Name", "name", "name", 25, Str),
    one("NodeSelector", "nodeSelector", "nodeSelector", 10, Message(&STRUCT)),
    one("PodAnnotations", "podAnnotations", "podAnnotations", 11, Message(&STRUCT)),
    many("PodAntiAffinityLabelSelector", "podAntiAffinityLabelSelector", "podAntiAffinityLabelSelector", 12, Message(&STRUCT)),
    many("PodAntiAffinityTermLabelSelector", "podAntiAffinityTermLabelSelector", "podAntiAffinityTermLabelSelector", 13, Message(&STRUCT)),
    many("Ports", "ports", "ports", 14, Message(&PORTS_CONFIG)),
    one("Resources", "resources", "resources", 15, Message(&RESOURCES)),
    many("SecretVolumes", "secretVolumes", "secretVolumes", 16, Message(&SECRET_VOLUME)),
    one("ServiceAnnotations", "serviceAnnotations", "serviceAnnotations", 17, Message(&STRUCT)),
    one("Type", "type", "type", 18, Str),
    many("Tolerations", "tolerations", "tolerations", 20, Message(&STRUCT)),
    one("RollingMaxSurge", "rollingMaxSurge", "rollingMaxSurge", 21, Message(&INT_OR_STRING)),
    one("RollingMaxUnavailable", "rollingMaxUnavailable", "rollingMaxUnavailable", 22, Message(&INT_OR_STRING)),
    many("ConfigVolumes", "configVolumes", "configVolumes", 23, Message(&STRUCT)),
    many("AdditionalContainers", "additionalContainers", "additionalContainers", 24, Message(&STRUCT)),
    one("RunAsRoot", "runAsRoot", "runAsRoot", 26, Message(&BOOL_VALUE)),
    one("InjectionTemplate", "injectionTemplate", "injectionTemplate", 27, Str),
    one("ServiceAccount", "serviceAccount", "serviceAccount", 28, Message(&SERVICE_ACCOUNT)),
    many("IpFamilies", "ipFamilies", "ipFamilies", 29, Str),
    one("IpFamilyPolicy", "ipFamilyPolicy", "ipFamilyPolicy", 30, Str),
]);

pub(crate) static TARGET_UTILIZATION_CONFIG: MessageType = message("*v1alpha1.TargetUtilizationConfig", &[
    one("TargetAverageUtilization", "targetAverageUtilization", "targetAverageUtilization", 1, Int32),
]);

pub(crate) static PORTS_CONFIG: MessageType = message("*v1alpha1.PortsConfig", &[
    one("Name", "name", "name", 1, Str),
    one("Port", "port", "port", 2, Int32),
    one("NodePort", "nodePort", "nodePort", 3, Int32),
    one("TargetPort", "targetPort", "targetPort", 4, Int32),
    one("Protocol", "protocol", "protocol", 5, Str),
]);

pub(crate) static SECRET_VOLUME: MessageType = message("*v1alpha1.SecretVolume", &[
    one("MountPath", "mountPath", "mountPath", 1, Str),
    one("Name", "name", "name", 2, Str),
    one("SecretName", "secretName", "secretName", 3, Str),
]);

pub(crate) static SERVICE_ACCOUNT: MessageType = message("*v1alpha1.ServiceAccount", &[
    one("Annotations", "annotations", "annotations", 1, Message(&STRUCT)),
]);

pub(crate) static INGRESS_GATEWAY_CONFIG: MessageType = message("*v1alpha1.IngressGatewayConfig", &[
    one("AutoscaleEnabled", "autoscaleEnabled", "autoscaleEnabled", 1, Message(&BOOL_VALUE)),
    one("AutoscaleMax", "autoscaleMax", "autoscaleMax", 2, Uint32),
    one("AutoscaleMin", "autoscaleMin", "autoscaleMin", 3, Uint32),
    one("Memory", "memory", "memory", 4, Message(&TARGET_UTILIZATION_CONFIG)),
    one("Cpu", "cpu", "cpu", 5, Message(&TARGET_UTILIZATION_CONFIG)),
    one("CustomService", "customService", "customService", 6, Message(&BOOL_VALUE)),
    one("Enabled", "enabled", "enabled", 10, Message(&BOOL_VALUE)),
    one("Env", "env", "env", 11, Message(&STRUCT)),
    map("Labels", "labels", "labels", 15, Str),
    one("LoadBalancerIP", "loadBalancerIP", "loadBalancerIP", 16, Str),
    many("LoadBalancerSourceRanges", "loadBalancerSourceRanges", "loadBalancerSourceRanges", 17, Str),
    one("Name", "name", "name", 44, Str),
    one("NodeSelector", "nodeSelector", "nodeSelector", 19, Message(&STRUCT)),
    one("PodAnnotations", "podAnnotations", "podAnnotations", 20, Message(&STRUCT)),
    many("PodAntiAffinityLabelSelector", "podAntiAffinityLabelSelector", "podAntiAffinityLabelSelector", 21, Message(&STRUCT)),
    many("PodAntiAffinityTermLabelSelector", "podAntiAffinityTermLabelSelector", "podAntiAffinityTermLabelSelector", 22, Message(&STRUCT)),
    many("Ports", "ports", "ports", 23, Message(&PORTS_CONFIG)),
    one("ReplicaCount", "replicaCount", "replicaCount", 24, Uint32),
    one("Resources", "resources", "resources", 25, Message(&STRUCT)),
    many("SecretVolumes", "secretVolumes", "secretVolumes", 27, Message(&SECRET_VOLUME)),
    one("ServiceAnnotations", "serviceAnnotations", "serviceAnnotations", 28, Message(&STRUCT)),
    one("Type", "type", "type", 29, Str),
    one("RollingMaxSurge", "rollingMaxSurge", "rollingMaxSurge", 31, Message(&INT_OR_STRING)),
    one("RollingMaxUnavailable", "rollingMaxUnavailable", "rollingMaxUnavailable", 32, Message(&INT_OR_STRING)),
    one("ExternalTrafficPolicy", "externalTrafficPolicy", "externalTrafficPolicy", 34, Str),
    many("Tolerations", "tolerations", "tolerations", 35, Message(&STRUCT)),
    many("IngressPorts", "ingressPorts", "ingressPorts", 36, Message(&STRUCT)),
    many("AdditionalContainers", "additionalContainers", "additionalContainers", 37, Message(&STRUCT)),
    many("ConfigVolumes", "configVolumes", "configVolumes", 38, Message(&STRUCT)),
    one("RunAsRoot", "runAsRoot", "runAsRoot", 45, Message(&BOOL_VALUE)),
    one("InjectionTemplate", "injectionTemplate", "injectionTemplate", 46, Str),
    one("ServiceAccount", "serviceAccount", "serviceAccount", 47, Message(&SERVICE_ACCOUNT)),
    many("IpFamilies", "ipFamilies", "ipFamilies", 48, Str),
    one("IpFamilyPolicy", "ipFamilyPolicy", "ipFamilyPolicy", 49, Str),
]);

pub(crate) static GLOBAL_CONFIG: MessageType = message("*v1alpha1.GlobalConfig", &[
    one("Arch", "arch", "arch", 1, Message(&ARCH_CONFIG)),
    many("CertSigners", "certSigners", "certSigners", 68, Str),
    one("ConfigValidation", "configValidation", "configValidation", 3, Message(&BOOL_VALUE)),
    one("DefaultNodeSelector", "defaultNodeSelector", "defaultNodeSelector", 6, Message(&STRUCT)),
    one("DefaultPodDisruptionBudget", "defaultPodDisruptionBudget", "defaultPodDisruptionBudget", 7, Message(&DEFAULT_POD_DISRUPTION_BUDGET_CONFIG)),
    one("DefaultResources", "defaultResources", "defaultResources", 9, Message(&DEFAULT_RESOURCES_CONFIG)),
    many("DefaultTolerations", "defaultTolerations", "defaultTolerations", 55, Message(&STRUCT)),
    one("Hub", "hub", "hub", 12, Str),
    one("ImagePullPolicy", "imagePullPolicy", "imagePullPolicy", 13, Str),
    many("ImagePullSecrets", "imagePullSecrets", "imagePullSecrets", 37, Str),
    one("IstioNamespace", "istioNamespace", "istioNamespace", 14, Str),
    one("LogAsJson", "logAsJson", "logAsJson", 36, Message(&BOOL_VALUE)),
    one("Logging", "logging", "logging", 17, Message(&GLOBAL_LOGGING_CONFIG)),
    one("MeshID", "meshID", "meshID", 53, Str),
    one("MeshNetworks", "meshNetworks", "meshNetworks", 19, Message(&STRUCT)),
    one("MultiCluster", "multiCluster", "multiCluster", 22, Message(&MULTI_CLUSTER_CONFIG)),
    one("Network", "network", "network", 39, Str),
    many("PodDNSSearchNamespaces", "podDNSSearchNamespaces", "podDNSSearchNamespaces", 43, Str),
    one("OmitSidecarInjectorConfigMap", "omitSidecarInjectorConfigMap", "omitSidecarInjectorConfigMap", 38, Message(&BOOL_VALUE)),
    one("OperatorManageWebhooks", "operatorManageWebhooks", "operatorManageWebhooks", 41, Message(&BOOL_VALUE)),
    one("PriorityClassName", "priorityClassName", "priorityClassName", 27, Str),
    one("Proxy", "proxy", "proxy", 28, Message(&PROXY_CONFIG)),
    one("ProxyInit", "proxy_init", "proxy_init", 29, Message(&PROXY_INIT_CONFIG)),
    one("Sds", "sds", "sds", 30, Message(&SDS_CONFIG)),
    one("Tag", "tag", "tag", 31, Message(&VALUE)),
    one("Variant", "variant", "variant", 67, Str),
    one("Tracer", "tracer", "tracer", 33, Message(&TRACER_CONFIG)),
    one("RemotePilotAddress", "remotePilotAddress", "remotePilotAddress", 48, Str),
    one("Istiod", "istiod", "istiod", 54, Message(&ISTIOD_CONFIG)),
    one("PilotCertProvider", "pilotCertProvider", "pilotCertProvider", 56, Str),
    one("JwtPolicy", "jwtPolicy", "jwtPolicy", 57, Str),
    one("Sts", "sts", "sts", 58, Message(&STS_CONFIG)),
    one("Revision", "revision", "revision", 59, Str),
    one("MountMtlsCerts", "mountMtlsCerts", "mountMtlsCerts", 60, Message(&BOOL_VALUE)),
    one("CaAddress", "caAddress", "caAddress", 61, Str),
    one("ExternalIstiod", "externalIstiod", "externalIstiod", 62, Message(&BOOL_VALUE)),
    one("ConfigCluster", "configCluster", "configCluster", 64, Message(&BOOL_VALUE)),
    one("CaName", "caName", "caName", 65, Str),
    one("Platform", "platform", "platform", 69, Str),
    many("IpFamilies", "ipFamilies", "ipFamilies", 70, Str),
    one("IpFamilyPolicy", "ipFamilyPolicy", "ipFamilyPolicy", 71, Str),
    one("Waypoint", "waypoint", "waypoint", 72, Message(&WAYPOINT_CONFIG)),
    one("TrustBundleName", "trustBundleName", "trustBundleName", 73, Str),
    one("NativeNftables", "nativeNftables", "nativeNftables", 74, Message(&BOOL_VALUE)),
    one("NetworkPolicy", "networkPolicy", "networkPolicy", 75, Message(&NETWORK_POLICY_CONFIG)),
    one("ResourceScope", "resourceScope", "resourceScope", 76, Enum(&RESOURCE_SCOPE)),
    one("Agentgateway", "agentgateway", "agentgateway", 77, Message(&AGENTGATEWAY)),
    one("EnableReaderRBAC", "enableReaderRBAC", "enableReaderRBAC", 78, Message(&BOOL_VALUE)),
]);

pub(crate) static ARCH_CONFIG: MessageType = message("*v1alpha1.ArchConfig", &[
    one("Amd64", "amd64", "amd64", 1, Uint32),
    one("Ppc64Le", "ppc64le", "ppc64le", 2, Uint32),
    one("S390X", "s390x", "s390x", 3, Uint32),
    one("Arm64", "arm64", "arm64", 4, Uint32),
]);

pub(crate) static DEFAULT_POD_DISRUPTION_BUDGET_CONFIG: MessageType = message("*v1alpha1.DefaultPodDisruptionBudgetConfig", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
]);

pub(crate) static DEFAULT_RESOURCES_CONFIG: MessageType = message("*v1alpha1.DefaultResourcesConfig", &[
    one("Requests", "requests", "requests", 1, Message(&RESOURCES_REQUESTS_CONFIG)),
]);

pub(crate) static RESOURCES_REQUESTS_CONFIG: MessageType = message("*v1alpha1.ResourcesRequestsConfig", &[
    one("Cpu", "cpu", "cpu", 1, Str),
    one("Memory", "memory", "memory", 2, Str),
]);

pub(crate) static MULTI_CLUSTER_CONFIG: MessageType = message("*v1alpha1.MultiClusterConfig", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
    one("ClusterName", "clusterName", "clusterName", 2, Str),
    one("GlobalDomainSuffix", "globalDomainSuffix", "globalDomainSuffix", 3, Str),
    one("IncludeEnvoyFilter", "includeEnvoyFilter", "includeEnvoyFilter", 4, Message(&BOOL_VALUE)),
]);

pub(crate) static PROXY_CONFIG: MessageType = message("*v1alpha1.ProxyConfig", &[
    one("AutoInject", "autoInject", "autoInject", 4, Str),
    one("ClusterDomain", "clusterDomain", "clusterDomain", 5, Str),
    one("ComponentLogLevel", "componentLogLevel", "componentLogLevel", 6, Str),
    one("EnableCoreDump", "enableCoreDump", "enableCoreDump", 9, Message(&BOOL_VALUE)),
    one("ExcludeInboundPorts", "excludeInboundPorts", "excludeInboundPorts", 12, Str),
    one("ExcludeIPRanges", "excludeIPRanges", "excludeIPRanges", 13, Str),
    one("Image", "image", "image", 14, Str),
    one("IncludeIPRanges", "includeIPRanges", "includeIPRanges", 16, Str),
    one("LogLevel", "logLevel", "logLevel", 18, Str),
    one("OutlierLogPath", "outlierLogPath", "outlierLogPath", 42, Str),
    one("Privileged", "privileged", "privileged", 19, Message(&BOOL_VALUE)),
    one("ReadinessInitialDelaySeconds", "readinessInitialDelaySeconds", "readinessInitialDelaySeconds", 20, Uint32),
    one("ReadinessPeriodSeconds", "readinessPeriodSeconds", "readinessPeriodSeconds", 21, Uint32),
    one("ReadinessFailureThreshold", "readinessFailureThreshold", "readinessFailureThreshold", 22, Uint32),
    one("SeccompProfile", "seccompProfile", "seccompProfile", 43, Message(&STRUCT)),
    one("StartupProbe", "startupProbe", "startupProbe", 41, Message(&STARTUP_PROBE)),
    one("StatusPort", "statusPort", "statusPort", 23, Uint32),
    one("Resources", "resources", "resources", 24, Message(&RESOURCES)),
    one("Tracer", "tracer", "tracer", 25, Enum(&TRACER)),
    one("ExcludeOutboundPorts", "excludeOutboundPorts", "excludeOutboundPorts", 28, Str),
    one("Lifecycle", "lifecycle", "lifecycle", 36, Message(&STRUCT)),
    one("HoldApplicationUntilProxyStarts", "holdApplicationUntilProxyStarts", "holdApplicationUntilProxyStarts", 37, Message(&BOOL_VALUE)),
    one("IncludeInboundPorts", "includeInboundPorts", "includeInboundPorts", 38, Str),
    one("IncludeOutboundPorts", "includeOutboundPorts", "includeOutboundPorts", 39, Str),
]);

pub(crate) static STARTUP_PROBE: MessageType = message("*v1alpha1.StartupProbe", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
    one("FailureThreshold", "failureThreshold", "failureThreshold", 2, Uint32),
]);

pub(crate) static PROXY_INIT_CONFIG: MessageType = message("*v1alpha1.ProxyInitConfig", &[
    one("Image", "image", "image", 1, Str),
    one("Resources", "resources", "resources", 5, Message(&RESOURCES)),
]);

pub(crate) static SDS_CONFIG: MessageType = message("*v1alpha1.SDSConfig", &[
    one("Token", "token", "token", 5, Message(&STRUCT)),
]);

pub(crate) static TRACER_CONFIG: MessageType = message("*v1alpha1.TracerConfig", &[
    one("Datadog", "datadog", "datadog", 1, Message(&TRACER_DATADOG_CONFIG)),
    one("Lightstep", "lightstep", "lightstep", 2, Message(&TRACER_LIGHT_STEP_CONFIG)),
    one("Zipkin", "zipkin", "zipkin", 3, Message(&TRACER_ZIPKIN_CONFIG)),
    one("Stackdriver", "stackdriver", "stackdriver", 4, Message(&TRACER_STACKDRIVER_CONFIG)),
]);

pub(crate) static TRACER_DATADOG_CONFIG: MessageType = message("*v1alpha1.TracerDatadogConfig", &[
    one("Address", "address", "address", 1, Str),
]);

pub(crate) static TRACER_LIGHT_STEP_CONFIG: MessageType = message("*v1alpha1.TracerLightStepConfig", &[
    one("Address", "address", "address", 1, Str),
    one("AccessToken", "accessToken", "accessToken", 2, Str),
]);

pub(crate) static TRACER_ZIPKIN_CONFIG: MessageType = message("*v1alpha1.TracerZipkinConfig", &[
    one("Address", "address", "address", 1, Str),
]);

pub(crate) static TRACER_STACKDRIVER_CONFIG: MessageType = message("*v1alpha1.TracerStackdriverConfig", &[
    one("Debug", "debug", "debug", 1, Message(&BOOL_VALUE)),
    one("MaxNumberOfAttributes", "maxNumberOfAttributes", "maxNumberOfAttributes", 2, Uint32),
    one("MaxNumberOfAnnotations", "maxNumberOfAnnotations", "maxNumberOfAnnotations", 3, Uint32),
    one("MaxNumberOfMessageEvents", "maxNumberOfMessageEvents", "maxNumberOfMessageEvents", 4, Uint32),
]);

pub(crate) static ISTIOD_CONFIG: MessageType = message("*v1alpha1.IstiodConfig", &[
    one("EnableAnalysis", "enableAnalysis", "enableAnalysis", 2, Message(&BOOL_VALUE)),
]);

pub(crate) static STS_CONFIG: MessageType = message("*v1alpha1.STSConfig", &[
    one("ServicePort", "servicePort", "servicePort", 1, Uint32),
]);

pub(crate) static WAYPOINT_CONFIG: MessageType = message("*v1alpha1.WaypointConfig", &[
    one("Resources", "resources", "resources", 1, Message(&RESOURCES)),
    one("Affinity", "affinity", "affinity", 2, Message(&STRUCT)),
    many("TopologySpreadConstraints", "topologySpreadConstraints", "topologySpreadConstraints", 3, Message(&STRUCT)),
    one("NodeSelector", "nodeSelector", "nodeSelector", 4, Message(&STRUCT)),
    many("Toleration", "toleration", "toleration", 5, Message(&STRUCT)),
]);

pub(crate) static NETWORK_POLICY_CONFIG: MessageType = message("*v1alpha1.NetworkPolicyConfig", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
]);

pub(crate) static AGENTGATEWAY: MessageType = message("*v1alpha1.Agentgateway", &[
    one("Image", "image", "image", 1, Str),
]);

pub(crate) static PILOT_CONFIG: MessageType = message("*v1alpha1.PilotConfig", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
    one("AutoscaleEnabled", "autoscaleEnabled", "autoscaleEnabled", 2, Message(&BOOL_VALUE)),
    one("AutoscaleMin", "autoscaleMin", "autoscaleMin", 3, Uint32),
    one("AutoscaleMax", "autoscaleMax", "autoscaleMax", 4, Uint32),
    one("AutoscaleBehavior", "autoscaleBehavior", "autoscaleBehavior", 40, Message(&STRUCT)),
    one("ReplicaCount", "replicaCount", "replicaCount", 5, Uint32),
    one("Image", "image", "image", 6, Str),
    one("TraceSampling", "traceSampling", "traceSampling", 8, Double),
    one("Resources", "resources", "resources", 9, Message(&RESOURCES)),
    one("Cpu", "cpu", "cpu", 11, Message(&TARGET_UTILIZATION_CONFIG)),
    one("NodeSelector", "nodeSelector", "nodeSelector", 12, Message(&STRUCT)),
    one("KeepaliveMaxServerConnectionAge", "keepaliveMaxServerConnectionAge", "keepaliveMaxServerConnectionAge", 13, Message(&DURATION)),
    one("DeploymentLabels", "deploymentLabels", "deploymentLabels", 14, Message(&STRUCT)),
    one("PodLabels", "podLabels", "podLabels", 36, Message(&STRUCT)),
    one("ConfigMap", "configMap", "configMap", 18, Message(&BOOL_VALUE)),
    one("Env", "env", "env", 21, Message(&STRUCT)),
    one("Affinity", "affinity", "affinity", 22, Message(&STRUCT)),
    one("RollingMaxSurge", "rollingMaxSurge", "rollingMaxSurge", 24, Message(&INT_OR_STRING)),
    one("RollingMaxUnavailable", "rollingMaxUnavailable", "rollingMaxUnavailable", 25, Message(&INT_OR_STRING)),
    many("Tolerations", "tolerations", "tolerations", 26, Message(&STRUCT)),
    one("PodAnnotations", "podAnnotations", "podAnnotations", 30, Message(&STRUCT)),
    one("ServiceAnnotations", "serviceAnnotations", "serviceAnnotations", 37, Message(&STRUCT)),
    one("ServiceAccountAnnotations", "serviceAccountAnnotations", "serviceAccountAnnotations", 56, Message(&STRUCT)),
    one("JwksResolverExtraRootCA", "jwksResolverExtraRootCA", "jwksResolverExtraRootCA", 32, Str),
    one("Hub", "hub", "hub", 34, Str),
    one("Tag", "tag", "tag", 35, Message(&VALUE)),
    one("Variant", "variant", "variant", 39, Str),
    one("SeccompProfile", "seccompProfile", "seccompProfile", 38, Message(&STRUCT)),
    many("TopologySpreadConstraints", "topologySpreadConstraints", "topologySpreadConstraints", 41, Message(&STRUCT)),
    many("ExtraContainerArgs", "extraContainerArgs", "extraContainerArgs", 42, Message(&STRUCT)),
    many("VolumeMounts", "volumeMounts", "volumeMounts", 49, Message(&STRUCT)),
    many("Volumes", "volumes", "volumes", 51, Message(&STRUCT)),
    many("IpFamilies", "ipFamilies", "ipFamilies", 52, Str),
    one("IpFamilyPolicy", "ipFamilyPolicy", "ipFamilyPolicy", 53, Str),
    one("Memory", "memory", "memory", 54, Message(&TARGET_UTILIZATION_CONFIG)),
    one("Cni", "cni", "cni", 55, Message(&CNI_USAGE_CONFIG)),
    one("Taint", "taint", "taint", 57, Message(&PILOT_TAINT_CONTROLLER_CONFIG)),
    one("TrustedZtunnelNamespace", "trustedZtunnelNamespace", "trustedZtunnelNamespace", 59, Str),
    one("IstiodRemote", "istiodRemote", "istiodRemote", 61, Message(&ISTIOD_REMOTE_CONFIG)),
    many("EnvVarFrom", "envVarFrom", "envVarFrom", 62, Message(&STRUCT)),
    one("CrlConfigMapName", "crlConfigMapName", "crlConfigMapName", 63, Str),
]);

pub(crate) static CNI_USAGE_CONFIG: MessageType = message("*v1alpha1.CNIUsageConfig", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
    one("Chained", "chained", "chained", 2, Message(&BOOL_VALUE)),
    one("Provider", "provider", "provider", 3, Str),
]);

pub(crate) static PILOT_TAINT_CONTROLLER_CONFIG: MessageType = message("*v1alpha1.PilotTaintControllerConfig", &[
    one("Enabled", "enabled", "enabled", 1, Bool),
    one("Namespace", "namespace", "namespace", 2, Str),
    one("Name", "name", "name", 3, Str),
]);

pub(crate) static ISTIOD_REMOTE_CONFIG: MessageType = message("*v1alpha1.IstiodRemoteConfig", &[
    one("InjectionURL", "injectionURL", "injectionURL", 1, Str),
    one("InjectionPath", "injectionPath", "injectionPath", 2, Str),
    one("InjectionCABundle", "injectionCABundle", "injectionCABundle", 3, Str),
    one("Enabled", "enabled", "enabled", 5, Message(&BOOL_VALUE)),
    one("EnabledLocalInjectorIstiod", "enabledLocalInjectorIstiod", "enabledLocalInjectorIstiod", 6, Message(&BOOL_VALUE)),
]);

pub(crate) static TELEMETRY_CONFIG: MessageType = message("*v1alpha1.TelemetryConfig", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
    one("V2", "v2", "v2", 3, Message(&TELEMETRY_V2_CONFIG)),
]);

pub(crate) static TELEMETRY_V2_CONFIG: MessageType = message("*v1alpha1.TelemetryV2Config", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
    one("Prometheus", "prometheus", "prometheus", 2, Message(&TELEMETRY_V2_PROMETHEUS_CONFIG)),
    one("Stackdriver", "stackdriver", "stackdriver", 3, Message(&TELEMETRY_V2_STACK_DRIVER_CONFIG)),
]);

pub(crate) static TELEMETRY_V2_PROMETHEUS_CONFIG: MessageType = message("*v1alpha1.TelemetryV2PrometheusConfig", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
]);

pub(crate) static TELEMETRY_V2_STACK_DRIVER_CONFIG: MessageType = message("*v1alpha1.TelemetryV2StackDriverConfig", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)),
]);

pub(crate) static SIDECAR_INJECTOR_CONFIG: MessageType = message("*v1alpha1.SidecarInjectorConfig", &[
    one("EnableNamespacesByDefault", "enableNamespacesByDefault", "enableNamespacesByDefault", 2, Message(&BOOL_VALUE)),
    one("ReinvocationPolicy", "reinvocationPolicy", "reinvocationPolicy", 3, Str),
    many("NeverInjectSelector", "neverInjectSelector", "neverInjectSelector", 11, Message(&STRUCT)),
    many("AlwaysInjectSelector", "alwaysInjectSelector", "alwaysInjectSelector", 12, Message(&STRUCT)),
    one("RewriteAppHTTPProbe", "rewriteAppHTTPProbe", "rewriteAppHTTPProbe", 16, Message(&BOOL_VALUE)),
    one("InjectedAnnotations", "injectedAnnotations", "injectedAnnotations", 19, Message(&STRUCT)),
    one("InjectionURL", "injectionURL", "injectionURL", 22, Str),
    one("Templates", "templates", "templates", 23, Message(&STRUCT)),
    many("DefaultTemplates", "defaultTemplates", "defaultTemplates", 24, Str),
]);

pub(crate) static BASE_CONFIG: MessageType = message("*v1alpha1.BaseConfig", &[
    one("EnableCRDTemplates", "enableCRDTemplates", "enableCRDTemplates", 1, Message(&BOOL_VALUE)),
    many("ExcludedCRDs", "excludedCRDs", "excludedCRDs", 6, Str),
    one("ValidationURL", "validationURL", "validationURL", 2, Str),
    one("EnableIstioConfigCRDs", "enableIstioConfigCRDs", "enableIstioConfigCRDs", 3, Message(&BOOL_VALUE)),
    one("ValidateGateway", "validateGateway", "validateGateway", 4, Message(&BOOL_VALUE)),
    one("ValidationCABundle", "validationCABundle", "validationCABundle", 5, Str),
]);

pub(crate) static EXPERIMENTAL_CONFIG: MessageType = message("*v1alpha1.ExperimentalConfig", &[
    one("StableValidationPolicy", "stableValidationPolicy", "stableValidationPolicy", 1, Message(&BOOL_VALUE)),
]);

pub(crate) static TRACER: EnumType = enumeration("v1alpha1.Tracer", &[
    ("zipkin", 0), ("lightstep", 1), ("datadog", 2), ("stackdriver", 3), ("openCensusAgent", 4), ("none", 5),
]);

pub(crate) static RESOURCE_SCOPE: EnumType = enumeration("v1alpha1.ResourceScope", &[
    ("undefined", 0), ("all", 1), ("cluster", 2), ("namespace", 3),
]);
