//! The table of MeshConfig and what hangs below it, over the releases 1.0 to 1.30: istio/api, mesh/v1alpha1/config.proto.

use crate::settings::proto::descriptor::{EnumType, MessageType, enumeration, many, map, message, one};
use super::networking::{CLIENT_TLS_SETTINGS, CONNECTION_POOL_SETTINGS_TCP_SETTINGS_TCP_KEEPALIVE, HTTP_RETRY, LOCALITY_LOAD_BALANCER_SETTING, OLD_LOCALITY_LOAD_BALANCER_SETTING, TLS_SETTINGS};
use super::providers::{MESH_CONFIG_EXTENSION_PROVIDER};
use super::proxy::{PROXY_CONFIG};
use super::well_known::{BOOL_VALUE, DURATION};
use crate::settings::proto::descriptor::Kind::{Bool, Enum, Int32, Message, Str, Uint32};

pub(crate) static MESH_CONFIG: MessageType = message("*v1alpha1.MeshConfig", &[
    one("MixerCheckServer", "mixerCheckServer", "mixer_check_server", 1, Str).until(7),
    one("MixerReportServer", "mixerReportServer", "mixer_report_server", 2, Str).until(7),
    one("DisablePolicyChecks", "disablePolicyChecks", "disable_policy_checks", 3, Bool).until(7),
    one("DisableMixerHttpReports", "disableMixerHttpReports", "disable_mixer_http_reports", 48, Bool).since(4).until(7),
    one("PolicyCheckFailOpen", "policyCheckFailOpen", "policy_check_fail_open", 25, Bool).until(7),
    one("SidecarToTelemetrySessionAffinity", "sidecarToTelemetrySessionAffinity", "sidecar_to_telemetry_session_affinity", 30, Bool).since(1).until(7),
    one("ProxyListenPort", "proxyListenPort", "proxy_listen_port", 4, Int32),
    one("ProxyInboundListenPort", "proxyInboundListenPort", "proxy_inbound_listen_port", 65, Int32).since(18),
    one("ProxyHttpPort", "proxyHttpPort", "proxy_http_port", 5, Int32),
    one("ConnectTimeout", "connectTimeout", "connect_timeout", 6, Message(&DURATION)),
    one("HboneIdleTimeout", "hboneIdleTimeout", "hbone_idle_timeout", 70, Message(&DURATION)).since(29),
    one("ProtocolDetectionTimeout", "protocolDetectionTimeout", "protocol_detection_timeout", 42, Message(&DURATION)).since(3),
    one("TcpKeepalive", "tcpKeepalive", "tcp_keepalive", 28, Message(&CONNECTION_POOL_SETTINGS_TCP_SETTINGS_TCP_KEEPALIVE)).since(1),
    one("IngressClass", "ingressClass", "ingress_class", 7, Str),
    one("IngressService", "ingressService", "ingress_service", 8, Str),
    one("IngressControllerMode", "ingressControllerMode", "ingress_controller_mode", 9, Enum(&MESH_CONFIG_INGRESS_CONTROLLER_MODE)),
    one("IngressSelector", "ingressSelector", "ingress_selector", 52, Str).since(6),
    one("AuthPolicy", "authPolicy", "auth_policy", 10, Enum(&MESH_CONFIG_AUTH_POLICY)).until(8),
    one("RdsRefreshDelay", "rdsRefreshDelay", "rds_refresh_delay", 11, Message(&DURATION)).until(8),
    one("EnableTracing", "enableTracing", "enable_tracing", 12, Bool),
    one("AccessLogFile", "accessLogFile", "access_log_file", 13, Str),
    one("AccessLogFormat", "accessLogFormat", "access_log_format", 24, Str).since(1),
    one("AccessLogEncoding", "accessLogEncoding", "access_log_encoding", 27, Enum(&MESH_CONFIG_ACCESS_LOG_ENCODING)).since(1),
    one("EnableEnvoyAccessLogService", "enableEnvoyAccessLogService", "enable_envoy_access_log_service", 40, Bool).since(3),
    one("DisableEnvoyListenerLog", "disableEnvoyListenerLog", "disable_envoy_listener_log", 56, Bool).since(8),
    one("DefaultConfig", "defaultConfig", "default_config", 14, Message(&PROXY_CONFIG)),
    one("MixerAddress", "mixerAddress", "mixer_address", 16, Str).until(7),
    one("OutboundTrafficPolicy", "outboundTrafficPolicy", "outbound_traffic_policy", 17, Message(&MESH_CONFIG_OUTBOUND_TRAFFIC_POLICY)),
    one("EnableClientSidePolicyCheck", "enableClientSidePolicyCheck", "enable_client_side_policy_check", 19, Bool).until(7),
    one("SdsUdsPath", "sdsUdsPath", "sds_uds_path", 20, Str).until(7),
    one("SdsRefreshDelay", "sdsRefreshDelay", "sds_refresh_delay", 21, Message(&DURATION)).until(7),
    one("InboundTrafficPolicy", "inboundTrafficPolicy", "inbound_traffic_policy", 66, Message(&MESH_CONFIG_INBOUND_TRAFFIC_POLICY)).since(22),
    many("ConfigSources", "configSources", "config_sources", 22, Message(&CONFIG_SOURCE)).since(1),
    one("EnableAutoMtls", "enableAutoMtls", "enable_auto_mtls", 43, Message(&BOOL_VALUE)).since(4),
    one("EnableSdsTokenMount", "enableSdsTokenMount", "enable_sds_token_mount", 23, Bool).since(1).until(7),
    one("SdsUseK8SSaJwt", "sdsUseK8sSaJwt", "sds_use_k8s_sa_jwt", 29, Bool).since(1).until(7),
    one("TrustDomain", "trustDomain", "trust_domain", 26, Str).since(1),
    many("TrustDomainAliases", "trustDomainAliases", "trust_domain_aliases", 46, Str).since(4),
    many("CaCertificates", "caCertificates", "ca_certificates", 58, Message(&MESH_CONFIG_CERTIFICATE_DATA)).since(9),
    many("DefaultServiceExportTo", "defaultServiceExportTo", "default_service_export_to", 31, Str).since(1),
    many("DefaultVirtualServiceExportTo", "defaultVirtualServiceExportTo", "default_virtual_service_export_to", 32, Str).since(1),
    many("DefaultDestinationRuleExportTo", "defaultDestinationRuleExportTo", "default_destination_rule_export_to", 33, Str).since(1),
    one("RootNamespace", "rootNamespace", "root_namespace", 34, Str).since(1),
    one("LocalityLbSetting", "localityLbSetting", "locality_lb_setting", 35, Message(&OLD_LOCALITY_LOAD_BALANCER_SETTING)).since(1).until(4),
    one("LocalityLbSetting", "localityLbSetting", "locality_lb_setting", 35, Message(&LOCALITY_LOAD_BALANCER_SETTING)).since(5),
    one("DnsRefreshRate", "dnsRefreshRate", "dns_refresh_rate", 36, Message(&DURATION)).since(1),
    one("DisableReportBatch", "disableReportBatch", "disable_report_batch", 37, Bool).since(3).until(7),
    one("ReportBatchMaxEntries", "reportBatchMaxEntries", "report_batch_max_entries", 38, Uint32).since(3).until(7),
    one("ReportBatchMaxTime", "reportBatchMaxTime", "report_batch_max_time", 39, Message(&DURATION)).since(3).until(7),
    one("H2UpgradePolicy", "h2UpgradePolicy", "h2_upgrade_policy", 41, Enum(&MESH_CONFIG_H2_UPGRADE_POLICY)).since(3),
    one("InboundClusterStatName", "inboundClusterStatName", "inbound_cluster_stat_name", 44, Str).since(4),
    one("OutboundClusterStatName", "outboundClusterStatName", "outbound_cluster_stat_name", 45, Str).since(4),
    many("Certificates", "certificates", "certificates", 47, Message(&CERTIFICATE)).since(4),
    one("ThriftConfig", "thriftConfig", "thrift_config", 49, Message(&MESH_CONFIG_THRIFT_CONFIG)).since(5).until(16),
    many("ServiceSettings", "serviceSettings", "service_settings", 50, Message(&MESH_CONFIG_SERVICE_SETTINGS)).since(6),
    many("ServiceScopeConfigs", "serviceScopeConfigs", "service_scope_configs", 67, Message(&MESH_CONFIG_SERVICE_SCOPE_CONFIGS)).since(27),
    one("EnablePrometheusMerge", "enablePrometheusMerge", "enable_prometheus_merge", 51, Message(&BOOL_VALUE)).since(6),
    one("VerifyCertificateAtClient", "verifyCertificateAtClient", "verify_certificate_at_client", 54, Message(&BOOL_VALUE)).since(8),
    one("Ca", "ca", "ca", 55, Message(&MESH_CONFIG_CA)).since(8),
    many("ExtensionProviders", "extensionProviders", "extension_providers", 57, Message(&MESH_CONFIG_EXTENSION_PROVIDER)).since(8),
    one("DefaultProviders", "defaultProviders", "default_providers", 60, Message(&MESH_CONFIG_DEFAULT_PROVIDERS)).since(10),
    many("DiscoverySelectors", "discoverySelectors", "discovery_selectors", 59, Message(&LABEL_SELECTOR)).since(10),
    one("PathNormalization", "pathNormalization", "path_normalization", 61, Message(&MESH_CONFIG_PROXY_PATH_NORMALIZATION)).since(8),
    one("DefaultHttpRetryPolicy", "defaultHttpRetryPolicy", "default_http_retry_policy", 62, Message(&HTTP_RETRY)).since(12),
    one("MeshMTLS", "meshMTLS", "mesh_mTLS", 63, Message(&MESH_CONFIG_TLS_CONFIG)).since(14),
    one("TlsDefaults", "tlsDefaults", "tls_defaults", 64, Message(&MESH_CONFIG_TLS_CONFIG)).since(18),
]);

pub(crate) static MESH_CONFIG_OUTBOUND_TRAFFIC_POLICY: MessageType = message("*v1alpha1.MeshConfig_OutboundTrafficPolicy", &[
    one("Mode", "mode", "mode", 1, Enum(&MESH_CONFIG_OUTBOUND_TRAFFIC_POLICY_MODE)),
    one("Tls", "tls", "tls", 2, Message(&CLIENT_TLS_SETTINGS)).since(30),
]);

pub(crate) static MESH_CONFIG_INBOUND_TRAFFIC_POLICY: MessageType = message("*v1alpha1.MeshConfig_InboundTrafficPolicy", &[
    one("Mode", "mode", "mode", 1, Enum(&MESH_CONFIG_INBOUND_TRAFFIC_POLICY_MODE)).since(22),
]);

pub(crate) static CONFIG_SOURCE: MessageType = message("*v1alpha1.ConfigSource", &[
    one("Address", "address", "address", 1, Str).since(1),
    one("TlsSettings", "tlsSettings", "tls_settings", 2, Message(&TLS_SETTINGS)).since(1).until(5),
    one("TlsSettings", "tlsSettings", "tls_settings", 2, Message(&CLIENT_TLS_SETTINGS)).since(6),
    many("SubscribedResources", "subscribedResources", "subscribed_resources", 3, Enum(&RESOURCE)).since(4),
]);

pub(crate) static MESH_CONFIG_CERTIFICATE_DATA: MessageType = message("*v1alpha1.MeshConfig_CertificateData", &[
    one("Pem", "pem", "pem", 1, Str).of("CertificateData", "*v1alpha1.MeshConfig_CertificateData_Pem").since(9),
    one("SpiffeBundleUrl", "spiffeBundleUrl", "spiffe_bundle_url", 2, Str).of("CertificateData", "*v1alpha1.MeshConfig_CertificateData_SpiffeBundleUrl").since(9),
    many("CertSigners", "certSigners", "cert_signers", 3, Str).since(12),
    many("TrustDomains", "trustDomains", "trust_domains", 4, Str).since(12),
]);

pub(crate) static CERTIFICATE: MessageType = message("*v1alpha1.Certificate", &[
    one("SecretName", "secretName", "secret_name", 1, Str).since(4),
    many("DnsNames", "dnsNames", "dns_names", 2, Str).since(4),
]);

pub(crate) static MESH_CONFIG_SERVICE_SETTINGS: MessageType = message("*v1alpha1.MeshConfig_ServiceSettings", &[
    one("Settings", "settings", "settings", 1, Message(&MESH_CONFIG_SERVICE_SETTINGS_SETTINGS)).since(6),
    many("Hosts", "hosts", "hosts", 2, Str).since(6),
]);

pub(crate) static MESH_CONFIG_SERVICE_SETTINGS_SETTINGS: MessageType = message("*v1alpha1.MeshConfig_ServiceSettings_Settings", &[
    one("ClusterLocal", "clusterLocal", "cluster_local", 1, Bool).since(6),
]);

pub(crate) static MESH_CONFIG_SERVICE_SCOPE_CONFIGS: MessageType = message("*v1alpha1.MeshConfig_ServiceScopeConfigs", &[
    one("NamespaceSelector", "namespaceSelector", "namespace_selector", 1, Message(&LABEL_SELECTOR)).since(27),
    one("ServicesSelector", "servicesSelector", "services_selector", 2, Message(&LABEL_SELECTOR)).since(27),
    one("Scope", "scope", "scope", 3, Enum(&MESH_CONFIG_SERVICE_SCOPE_CONFIGS_SCOPE)).since(27),
]);

pub(crate) static LABEL_SELECTOR: MessageType = message("*v1alpha1.LabelSelector", &[
    map("MatchLabels", "matchLabels", "matchLabels", 1, Str).since(23),
    many("MatchExpressions", "matchExpressions", "matchExpressions", 2, Message(&LABEL_SELECTOR_REQUIREMENT)).since(23),
]);

pub(crate) static LABEL_SELECTOR_REQUIREMENT: MessageType = message("*v1alpha1.LabelSelectorRequirement", &[
    one("Key", "key", "key", 1, Str).since(23),
    one("Operator", "operator", "operator", 2, Str).since(23),
    many("Values", "values", "values", 3, Str).since(23),
]);

pub(crate) static MESH_CONFIG_CA: MessageType = message("*v1alpha1.MeshConfig_CA", &[
    one("Address", "address", "address", 1, Str).since(8),
    one("TlsSettings", "tlsSettings", "tls_settings", 2, Message(&CLIENT_TLS_SETTINGS)).since(8),
    one("RequestTimeout", "requestTimeout", "request_timeout", 3, Message(&DURATION)).since(8),
    one("IstiodSide", "istiodSide", "istiod_side", 4, Bool).since(8),
]);

pub(crate) static MESH_CONFIG_DEFAULT_PROVIDERS: MessageType = message("*v1alpha1.MeshConfig_DefaultProviders", &[
    one("Tracing", "tracing", "tracing", 1, Str).since(10).until(10),
    many("Tracing", "tracing", "tracing", 1, Str).since(11),
    many("Metrics", "metrics", "metrics", 2, Str).since(11),
    many("AccessLogging", "accessLogging", "access_logging", 3, Str).since(11),
]);

pub(crate) static MESH_CONFIG_PROXY_PATH_NORMALIZATION: MessageType = message("*v1alpha1.MeshConfig_ProxyPathNormalization", &[
    one("Normalization", "normalization", "normalization", 1, Enum(&MESH_CONFIG_PROXY_PATH_NORMALIZATION_NORMALIZATION_TYPE)).since(8),
]);

pub(crate) static MESH_CONFIG_TLS_CONFIG: MessageType = message("*v1alpha1.MeshConfig_TLSConfig", &[
    one("MinProtocolVersion", "minProtocolVersion", "min_protocol_version", 1, Enum(&MESH_CONFIG_TLS_CONFIG_TLS_PROTOCOL)).since(14),
    many("EcdhCurves", "ecdhCurves", "ecdh_curves", 2, Str).since(18),
    many("CipherSuites", "cipherSuites", "cipher_suites", 3, Str).since(19),
]);

pub(crate) static MESH_CONFIG_THRIFT_CONFIG: MessageType = message("*v1alpha1.MeshConfig_ThriftConfig", &[
    one("RateLimitUrl", "rateLimitUrl", "rate_limit_url", 1, Str).since(5).until(16),
    one("RateLimitTimeout", "rateLimitTimeout", "rate_limit_timeout", 2, Message(&DURATION)).since(5).until(16),
]);

pub(crate) static MESH_CONFIG_INGRESS_CONTROLLER_MODE: EnumType = enumeration("v1alpha1.MeshConfig_IngressControllerMode", &[
    ("UNSPECIFIED", 0), ("OFF", 1), ("DEFAULT", 2), ("STRICT", 3),
]);

pub(crate) static MESH_CONFIG_ACCESS_LOG_ENCODING: EnumType = enumeration("v1alpha1.MeshConfig_AccessLogEncoding", &[
    ("TEXT", 0), ("JSON", 1),
]);

pub(crate) static MESH_CONFIG_OUTBOUND_TRAFFIC_POLICY_MODE: EnumType = enumeration("v1alpha1.MeshConfig_OutboundTrafficPolicy_Mode", &[
    ("REGISTRY_ONLY", 0), ("ALLOW_ANY", 1), ("ALLOW_ANY_DYNAMIC_DNS", 3), ("VIRTUAL_SERVICE_ONLY", 2),
]);

pub(crate) static MESH_CONFIG_INBOUND_TRAFFIC_POLICY_MODE: EnumType = enumeration("v1alpha1.MeshConfig_InboundTrafficPolicy_Mode", &[
    ("PASSTHROUGH", 0), ("LOCALHOST", 1),
]);

pub(crate) static RESOURCE: EnumType = enumeration("v1alpha1.Resource", &[
    ("SERVICE_REGISTRY", 0),
]);

pub(crate) static MESH_CONFIG_H2_UPGRADE_POLICY: EnumType = enumeration("v1alpha1.MeshConfig_H2UpgradePolicy", &[
    ("DO_NOT_UPGRADE", 0), ("UPGRADE", 1),
]);

pub(crate) static MESH_CONFIG_SERVICE_SCOPE_CONFIGS_SCOPE: EnumType = enumeration("v1alpha1.MeshConfig_ServiceScopeConfigs_Scope", &[
    ("LOCAL", 0), ("GLOBAL", 1),
]);

pub(crate) static MESH_CONFIG_PROXY_PATH_NORMALIZATION_NORMALIZATION_TYPE: EnumType = enumeration("v1alpha1.MeshConfig_ProxyPathNormalization_NormalizationType", &[
    ("DEFAULT", 0), ("NONE", 1), ("BASE", 2), ("MERGE_SLASHES", 3), ("DECODE_AND_MERGE_SLASHES", 4),
]);

pub(crate) static MESH_CONFIG_TLS_CONFIG_TLS_PROTOCOL: EnumType = enumeration("v1alpha1.MeshConfig_TLSConfig_TLSProtocol", &[
    ("TLS_AUTO", 0), ("TLSV1_2", 1), ("TLSV1_3", 2),
]);

pub(crate) static MESH_CONFIG_AUTH_POLICY: EnumType = enumeration("v1alpha1.MeshConfig_AuthPolicy", &[
    ("NONE", 0), ("MUTUAL_TLS", 1),
]);
