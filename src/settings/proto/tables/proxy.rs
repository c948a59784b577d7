//! The table of ProxyConfig and what hangs below it, over the releases 1.0 to 1.30: istio/api, mesh/v1alpha1/proxy.proto.

use crate::settings::proto::descriptor::{EnumType, MessageType, enumeration, many, map, message, one};
use super::networking::{CLIENT_TLS_SETTINGS, CONNECTION_POOL_SETTINGS_TCP_SETTINGS_TCP_KEEPALIVE, READINESS_PROBE, TLS_SETTINGS};
use super::well_known::{BOOL_VALUE, DURATION, INT32_VALUE, INT64_VALUE};
use crate::settings::proto::descriptor::Kind::{Bool, Double, Enum, Int32, Message, Str, Uint32};

pub(crate) static PROXY_CONFIG: MessageType = message("*v1alpha1.ProxyConfig", &[
    one("ConfigPath", "configPath", "config_path", 1, Str),
    one("BinaryPath", "binaryPath", "binary_path", 2, Str),
    one("ServiceCluster", "serviceCluster", "service_cluster", 3, Str).until(12),
    one("ServiceCluster", "serviceCluster", "service_cluster", 3, Str).of("ClusterName", "*v1alpha1.ProxyConfig_ServiceCluster").since(13),
    one("TracingServiceName", "tracingServiceName", "tracing_service_name", 36, Enum(&PROXY_CONFIG_TRACING_SERVICE_NAME)).of("ClusterName", "*v1alpha1.ProxyConfig_TracingServiceName_").since(13),
    one("DrainDuration", "drainDuration", "drain_duration", 4, Message(&DURATION)),
    one("ParentShutdownDuration", "parentShutdownDuration", "parent_shutdown_duration", 5, Message(&DURATION)).until(16),
    one("DiscoveryAddress", "discoveryAddress", "discovery_address", 6, Str),
    one("DiscoveryRefreshDelay", "discoveryRefreshDelay", "discovery_refresh_delay", 7, Message(&DURATION)),
    one("ZipkinAddress", "zipkinAddress", "zipkin_address", 8, Str),
    one("ConnectTimeout", "connectTimeout", "connect_timeout", 9, Message(&DURATION)).until(5),
    one("StatsdUdpAddress", "statsdUdpAddress", "statsd_udp_address", 10, Str),
    one("EnvoyMetricsServiceAddress", "envoyMetricsServiceAddress", "envoy_metrics_service_address", 20, Str).since(1),
    one("ProxyAdminPort", "proxyAdminPort", "proxy_admin_port", 11, Int32),
    one("AvailabilityZone", "availabilityZone", "availability_zone", 12, Str),
    one("ControlPlaneAuthPolicy", "controlPlaneAuthPolicy", "control_plane_auth_policy", 13, Enum(&AUTHENTICATION_POLICY)),
    one("CustomConfigFile", "customConfigFile", "custom_config_file", 14, Str),
    one("StatNameLength", "statNameLength", "stat_name_length", 15, Int32),
    one("Concurrency", "concurrency", "concurrency", 16, Int32).until(6),
    one("Concurrency", "concurrency", "concurrency", 16, Message(&INT32_VALUE)).since(7),
    one("ProxyBootstrapTemplatePath", "proxyBootstrapTemplatePath", "proxy_bootstrap_template_path", 17, Str),
    one("InterceptionMode", "interceptionMode", "interception_mode", 18, Enum(&PROXY_CONFIG_INBOUND_INTERCEPTION_MODE)),
    one("Tracing", "tracing", "tracing", 19, Message(&TRACING)).since(1),
    one("Sds", "sds", "sds", 21, Message(&SDS)).since(2),
    one("EnvoyAccessLogService", "envoyAccessLogService", "envoy_access_log_service", 22, Message(&REMOTE_SERVICE)).since(3),
    one("EnvoyMetricsService", "envoyMetricsService", "envoy_metrics_service", 23, Message(&REMOTE_SERVICE)).since(3),
    map("ProxyMetadata", "proxyMetadata", "proxy_metadata", 24, Str).since(5),
    map("RuntimeValues", "runtimeValues", "runtime_values", 37, Str).since(14),
    one("StatusPort", "statusPort", "status_port", 26, Int32).since(6),
    many("ExtraStatTags", "extraStatTags", "extra_stat_tags", 27, Str).since(6),
    one("GatewayTopology", "gatewayTopology", "gateway_topology", 28, Message(&TOPOLOGY)).since(6),
    one("TerminationDrainDuration", "terminationDrainDuration", "termination_drain_duration", 29, Message(&DURATION)).since(7),
    one("MeshId", "meshId", "mesh_id", 30, Str).since(7),
    one("ReadinessProbe", "readinessProbe", "readiness_probe", 31, Message(&READINESS_PROBE)).since(8),
    one("ProxyStatsMatcher", "proxyStatsMatcher", "proxy_stats_matcher", 32, Message(&PROXY_CONFIG_PROXY_STATS_MATCHER)).since(8),
    one("HoldApplicationUntilProxyStarts", "holdApplicationUntilProxyStarts", "hold_application_until_proxy_starts", 33, Message(&BOOL_VALUE)).since(8),
    many("CaCertificatesPem", "caCertificatesPem", "ca_certificates_pem", 34, Str).since(9),
    one("Image", "image", "image", 35, Message(&OLD_PROXY_IMAGE)).since(12).until(12),
    one("Image", "image", "image", 35, Message(&PROXY_IMAGE)).since(13),
    one("PrivateKeyProvider", "privateKeyProvider", "private_key_provider", 38, Message(&PRIVATE_KEY_PROVIDER)).since(14),
    one("ProxyHeaders", "proxyHeaders", "proxy_headers", 39, Message(&PROXY_CONFIG_PROXY_HEADERS)).since(19),
    one("FileFlushInterval", "fileFlushInterval", "file_flush_interval", 40, Message(&DURATION)).since(29),
    one("FileFlushMinSizeKb", "fileFlushMinSizeKb", "file_flush_min_size_kb", 41, Uint32).since(29),
    one("StatsCompression", "statsCompression", "stats_compression", 42, Message(&BOOL_VALUE)).since(29),
]);

pub(crate) static TRACING: MessageType = message("*v1alpha1.Tracing", &[
    one("Zipkin", "zipkin", "zipkin", 1, Message(&TRACING_ZIPKIN)).of("Tracer", "*v1alpha1.Tracing_Zipkin_").since(1),
    one("Lightstep", "lightstep", "lightstep", 2, Message(&TRACING_LIGHTSTEP)).of("Tracer", "*v1alpha1.Tracing_Lightstep_").since(1),
    one("Datadog", "datadog", "datadog", 3, Message(&TRACING_DATADOG)).of("Tracer", "*v1alpha1.Tracing_Datadog_").since(1),
    one("Stackdriver", "stackdriver", "stackdriver", 4, Message(&TRACING_STACKDRIVER)).of("Tracer", "*v1alpha1.Tracing_Stackdriver_").since(3),
    one("OpenCensusAgent", "openCensusAgent", "open_census_agent", 9, Message(&TRACING_OPEN_CENSUS_AGENT)).of("Tracer", "*v1alpha1.Tracing_OpenCensusAgent_").since(8),
    map("CustomTags", "customTags", "custom_tags", 5, Message(&TRACING_CUSTOM_TAG)).since(6),
    one("MaxPathTagLength", "maxPathTagLength", "max_path_tag_length", 6, Uint32).since(6),
    one("Sampling", "sampling", "sampling", 7, Double).since(6),
    one("TlsSettings", "tlsSettings", "tls_settings", 8, Message(&CLIENT_TLS_SETTINGS)).since(6),
    one("EnableIstioTags", "enableIstioTags", "enable_istio_tags", 10, Message(&BOOL_VALUE)).since(25),
]);

pub(crate) static TRACING_ZIPKIN: MessageType = message("*v1alpha1.Tracing_Zipkin", &[
    one("Address", "address", "address", 1, Str).since(1),
]);

pub(crate) static TRACING_LIGHTSTEP: MessageType = message("*v1alpha1.Tracing_Lightstep", &[
    one("Address", "address", "address", 1, Str).since(1),
    one("AccessToken", "accessToken", "access_token", 2, Str).since(1),
    one("Secure", "secure", "secure", 3, Bool).since(1).until(5),
    one("CacertPath", "cacertPath", "cacert_path", 4, Str).since(1).until(5),
]);

pub(crate) static TRACING_DATADOG: MessageType = message("*v1alpha1.Tracing_Datadog", &[
    one("Address", "address", "address", 1, Str).since(1),
]);

pub(crate) static TRACING_STACKDRIVER: MessageType = message("*v1alpha1.Tracing_Stackdriver", &[
    one("Debug", "debug", "debug", 1, Bool).since(3),
    one("MaxNumberOfAttributes", "maxNumberOfAttributes", "max_number_of_attributes", 2, Message(&INT64_VALUE)).since(3),
    one("MaxNumberOfAnnotations", "maxNumberOfAnnotations", "max_number_of_annotations", 3, Message(&INT64_VALUE)).since(3),
    one("MaxNumberOfMessageEvents", "maxNumberOfMessageEvents", "max_number_of_message_events", 4, Message(&INT64_VALUE)).since(3),
]);

pub(crate) static TRACING_OPEN_CENSUS_AGENT: MessageType = message("*v1alpha1.Tracing_OpenCensusAgent", &[
    one("Address", "address", "address", 1, Str).since(8),
    many("Context", "context", "context", 2, Enum(&TRACING_OPEN_CENSUS_AGENT_TRACE_CONTEXT)).since(8),
]);

pub(crate) static TRACING_CUSTOM_TAG: MessageType = message("*v1alpha1.Tracing_CustomTag", &[
    one("Literal", "literal", "literal", 1, Message(&TRACING_LITERAL)).of("Type", "*v1alpha1.Tracing_CustomTag_Literal").since(6),
    one("Environment", "environment", "environment", 2, Message(&TRACING_ENVIRONMENT)).of("Type", "*v1alpha1.Tracing_CustomTag_Environment").since(6),
    one("Header", "header", "header", 3, Message(&TRACING_REQUEST_HEADER)).of("Type", "*v1alpha1.Tracing_CustomTag_Header").since(6),
]);

pub(crate) static TRACING_LITERAL: MessageType = message("*v1alpha1.Tracing_Literal", &[
    one("Value", "value", "value", 1, Str).since(6),
]);

pub(crate) static TRACING_ENVIRONMENT: MessageType = message("*v1alpha1.Tracing_Environment", &[
    one("Name", "name", "name", 1, Str).since(6),
    one("DefaultValue", "defaultValue", "default_value", 2, Str).since(6),
]);

pub(crate) static TRACING_REQUEST_HEADER: MessageType = message("*v1alpha1.Tracing_RequestHeader", &[
    one("Name", "name", "name", 1, Str).since(6),
    one("DefaultValue", "defaultValue", "default_value", 2, Str).since(6),
]);

pub(crate) static SDS: MessageType = message("*v1alpha1.SDS", &[
    one("Enabled", "enabled", "enabled", 1, Bool).since(2),
    one("K8SSaJwtPath", "k8sSaJwtPath", "k8s_sa_jwt_path", 2, Str).since(2),
]);

pub(crate) static REMOTE_SERVICE: MessageType = message("*v1alpha1.RemoteService", &[
    one("Address", "address", "address", 1, Str).since(3),
    one("TlsSettings", "tlsSettings", "tls_settings", 2, Message(&TLS_SETTINGS)).since(3).until(5),
    one("TlsSettings", "tlsSettings", "tls_settings", 2, Message(&CLIENT_TLS_SETTINGS)).since(6),
    one("TcpKeepalive", "tcpKeepalive", "tcp_keepalive", 3, Message(&CONNECTION_POOL_SETTINGS_TCP_SETTINGS_TCP_KEEPALIVE)).since(3),
]);

pub(crate) static TOPOLOGY: MessageType = message("*v1alpha1.Topology", &[
    one("NumTrustedProxies", "numTrustedProxies", "num_trusted_proxies", 1, Uint32).since(6),
    one("ForwardClientCertDetails", "forwardClientCertDetails", "forward_client_cert_details", 2, Enum(&TOPOLOGY_FORWARD_CLIENT_CERT_DETAILS)).since(6).until(18),
    one("ForwardClientCertDetails", "forwardClientCertDetails", "forward_client_cert_details", 2, Enum(&FORWARD_CLIENT_CERT_DETAILS)).since(19),
    one("ProxyProtocol", "proxyProtocol", "proxy_protocol", 3, Message(&TOPOLOGY_PROXY_PROTOCOL_CONFIGURATION)).since(19),
]);

pub(crate) static TOPOLOGY_PROXY_PROTOCOL_CONFIGURATION: MessageType = message("*v1alpha1.Topology_ProxyProtocolConfiguration", &[]);

pub(crate) static PROXY_CONFIG_PROXY_STATS_MATCHER: MessageType = message("*v1alpha1.ProxyConfig_ProxyStatsMatcher", &[
    many("InclusionPrefixes", "inclusionPrefixes", "inclusion_prefixes", 1, Str).since(8),
    many("InclusionSuffixes", "inclusionSuffixes", "inclusion_suffixes", 2, Str).since(8),
    many("InclusionRegexps", "inclusionRegexps", "inclusion_regexps", 3, Str).since(8),
]);

pub(crate) static PROXY_IMAGE: MessageType = message("*v1beta1.ProxyImage", &[
    one("ImageType", "imageType", "image_type", 1, Str).since(13),
]);

pub(crate) static PRIVATE_KEY_PROVIDER: MessageType = message("*v1alpha1.PrivateKeyProvider", &[
    one("Cryptomb", "cryptomb", "cryptomb", 2, Message(&PRIVATE_KEY_PROVIDER_CRYPTO_MB)).of("Provider", "*v1alpha1.PrivateKeyProvider_Cryptomb").since(14),
    one("Qat", "qat", "qat", 3, Message(&PRIVATE_KEY_PROVIDER_QAT)).of("Provider", "*v1alpha1.PrivateKeyProvider_Qat").since(17),
]);

pub(crate) static PRIVATE_KEY_PROVIDER_CRYPTO_MB: MessageType = message("*v1alpha1.PrivateKeyProvider_CryptoMb", &[
    one("PollDelay", "pollDelay", "poll_delay", 1, Message(&DURATION)).since(14),
    one("Fallback", "fallback", "fallback", 2, Message(&BOOL_VALUE)).since(21),
]);

pub(crate) static PRIVATE_KEY_PROVIDER_QAT: MessageType = message("*v1alpha1.PrivateKeyProvider_QAT", &[
    one("PollDelay", "pollDelay", "poll_delay", 1, Message(&DURATION)).since(17),
    one("Fallback", "fallback", "fallback", 2, Message(&BOOL_VALUE)).since(21),
]);

pub(crate) static PROXY_CONFIG_PROXY_HEADERS: MessageType = message("*v1alpha1.ProxyConfig_ProxyHeaders", &[
    one("ForwardedClientCert", "forwardedClientCert", "forwarded_client_cert", 1, Enum(&FORWARD_CLIENT_CERT_DETAILS)).since(19),
    one("SetCurrentClientCertDetails", "setCurrentClientCertDetails", "set_current_client_cert_details", 7, Message(&PROXY_CONFIG_PROXY_HEADERS_SET_CURRENT_CLIENT_CERT_DETAILS)).since(24),
    one("RequestId", "requestId", "request_id", 3, Message(&PROXY_CONFIG_PROXY_HEADERS_REQUEST_ID)).since(19),
    one("Server", "server", "server", 2, Message(&PROXY_CONFIG_PROXY_HEADERS_SERVER)).since(19),
    one("AttemptCount", "attemptCount", "attempt_count", 4, Message(&PROXY_CONFIG_PROXY_HEADERS_ATTEMPT_COUNT)).since(19),
    one("EnvoyDebugHeaders", "envoyDebugHeaders", "envoy_debug_headers", 5, Message(&PROXY_CONFIG_PROXY_HEADERS_ENVOY_DEBUG_HEADERS)).since(19),
    one("MetadataExchangeHeaders", "metadataExchangeHeaders", "metadata_exchange_headers", 6, Message(&PROXY_CONFIG_PROXY_HEADERS_METADATA_EXCHANGE_HEADERS)).since(19),
    one("PreserveHttp1HeaderCase", "preserveHttp1HeaderCase", "preserve_http1_header_case", 40, Message(&BOOL_VALUE)).since(25),
    one("XForwardedHost", "xForwardedHost", "x_forwarded_host", 41, Message(&PROXY_CONFIG_PROXY_HEADERS_X_FORWARDED_HOST)).since(28),
    one("XForwardedPort", "xForwardedPort", "x_forwarded_port", 42, Message(&PROXY_CONFIG_PROXY_HEADERS_X_FORWARDED_PORT)).since(28),
]);

pub(crate) static PROXY_CONFIG_PROXY_HEADERS_SET_CURRENT_CLIENT_CERT_DETAILS: MessageType = message("*v1alpha1.ProxyConfig_ProxyHeaders_SetCurrentClientCertDetails", &[
    one("Subject", "subject", "subject", 1, Message(&BOOL_VALUE)).since(24),
    one("Cert", "cert", "cert", 2, Message(&BOOL_VALUE)).since(24),
    one("Chain", "chain", "chain", 3, Message(&BOOL_VALUE)).since(24),
    one("Dns", "dns", "dns", 4, Message(&BOOL_VALUE)).since(24),
    one("Uri", "uri", "uri", 5, Message(&BOOL_VALUE)).since(24),
]);

pub(crate) static PROXY_CONFIG_PROXY_HEADERS_REQUEST_ID: MessageType = message("*v1alpha1.ProxyConfig_ProxyHeaders_RequestId", &[
    one("Disabled", "disabled", "disabled", 1, Message(&BOOL_VALUE)).since(19),
]);

pub(crate) static PROXY_CONFIG_PROXY_HEADERS_SERVER: MessageType = message("*v1alpha1.ProxyConfig_ProxyHeaders_Server", &[
    one("Disabled", "disabled", "disabled", 1, Message(&BOOL_VALUE)).since(19),
    one("Value", "value", "value", 2, Str).since(19),
]);

pub(crate) static PROXY_CONFIG_PROXY_HEADERS_ATTEMPT_COUNT: MessageType = message("*v1alpha1.ProxyConfig_ProxyHeaders_AttemptCount", &[
    one("Disabled", "disabled", "disabled", 1, Message(&BOOL_VALUE)).since(19),
]);

pub(crate) static PROXY_CONFIG_PROXY_HEADERS_ENVOY_DEBUG_HEADERS: MessageType = message("*v1alpha1.ProxyConfig_ProxyHeaders_EnvoyDebugHeaders", &[
    one("Disabled", "disabled", "disabled", 1, Message(&BOOL_VALUE)).since(19),
]);

pub(crate) static PROXY_CONFIG_PROXY_HEADERS_METADATA_EXCHANGE_HEADERS: MessageType = message("*v1alpha1.ProxyConfig_ProxyHeaders_MetadataExchangeHeaders", &[
    one("Mode", "mode", "mode", 1, Enum(&PROXY_CONFIG_PROXY_HEADERS_METADATA_EXCHANGE_MODE)).since(19),
]);

pub(crate) static PROXY_CONFIG_PROXY_HEADERS_X_FORWARDED_HOST: MessageType = message("*v1alpha1.ProxyConfig_ProxyHeaders_XForwardedHost", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)).since(28),
]);

pub(crate) static PROXY_CONFIG_PROXY_HEADERS_X_FORWARDED_PORT: MessageType = message("*v1alpha1.ProxyConfig_ProxyHeaders_XForwardedPort", &[
    one("Enabled", "enabled", "enabled", 1, Message(&BOOL_VALUE)).since(28),
]);

pub(crate) static OLD_PROXY_IMAGE: MessageType = message("*v1alpha1.ProxyImage", &[
    one("ImageType", "imageType", "image_type", 1, Str).since(12).until(12),
]);

pub(crate) static PROXY_CONFIG_TRACING_SERVICE_NAME: EnumType = enumeration("v1alpha1.ProxyConfig_TracingServiceName", &[
    ("APP_LABEL_AND_NAMESPACE", 0), ("CANONICAL_NAME_ONLY", 1), ("CANONICAL_NAME_AND_NAMESPACE", 2),
]);

pub(crate) static AUTHENTICATION_POLICY: EnumType = enumeration("v1alpha1.AuthenticationPolicy", &[
    ("NONE", 0), ("MUTUAL_TLS", 1), ("INHERIT", 1000),
]);

pub(crate) static PROXY_CONFIG_INBOUND_INTERCEPTION_MODE: EnumType = enumeration("v1alpha1.ProxyConfig_InboundInterceptionMode", &[
    ("REDIRECT", 0), ("TPROXY", 1), ("NONE", 2),
]);

pub(crate) static TRACING_OPEN_CENSUS_AGENT_TRACE_CONTEXT: EnumType = enumeration("v1alpha1.Tracing_OpenCensusAgent_TraceContext", &[
    ("UNSPECIFIED", 0), ("W3C_TRACE_CONTEXT", 1), ("GRPC_BIN", 2), ("CLOUD_TRACE_CONTEXT", 3), ("B3", 4),
]);

pub(crate) static FORWARD_CLIENT_CERT_DETAILS: EnumType = enumeration("v1alpha1.ForwardClientCertDetails", &[
    ("UNDEFINED", 0), ("SANITIZE", 1), ("FORWARD_ONLY", 2), ("APPEND_FORWARD", 3), ("SANITIZE_SET", 4),
    ("ALWAYS_FORWARD_ONLY", 5),
]);

pub(crate) static PROXY_CONFIG_PROXY_HEADERS_METADATA_EXCHANGE_MODE: EnumType = enumeration("v1alpha1.ProxyConfig_ProxyHeaders_MetadataExchangeMode", &[
    ("UNDEFINED", 0), ("IN_MESH", 1),
]);

pub(crate) static TOPOLOGY_FORWARD_CLIENT_CERT_DETAILS: EnumType = enumeration("v1alpha1.Topology_ForwardClientCertDetails", &[
    ("UNDEFINED", 0), ("SANITIZE", 1), ("FORWARD_ONLY", 2), ("APPEND_FORWARD", 3), ("SANITIZE_SET", 4),
    ("ALWAYS_FORWARD_ONLY", 5),
]);
