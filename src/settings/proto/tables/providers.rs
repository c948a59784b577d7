//! The table of MeshConfig's extension providers: istio/api, mesh/v1alpha1/config.proto.

use crate::settings::proto::descriptor::{EnumType, MessageType, enumeration, many, map, message, one};
use super::well_known::{DURATION, INT64_VALUE, STRUCT};
use crate::settings::proto::descriptor::Kind::{Bool, Enum, Int32, Message, Str, Uint32};

pub(crate) static MESH_CONFIG_EXTENSION_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider", &[
    one("Name", "name", "name", 1, Str).since(8),
    one("EnvoyExtAuthzHttp", "envoyExtAuthzHttp", "envoy_ext_authz_http", 2, Message(&ENVOY_EXTERNAL_AUTHORIZATION_HTTP_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_EnvoyExtAuthzHttp").since(8),
    one("EnvoyExtAuthzGrpc", "envoyExtAuthzGrpc", "envoy_ext_authz_grpc", 3, Message(&ENVOY_EXTERNAL_AUTHORIZATION_GRPC_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_EnvoyExtAuthzGrpc").since(8),
    one("Zipkin", "zipkin", "zipkin", 4, Message(&ZIPKIN_TRACING_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_Zipkin").since(10),
    one("Lightstep", "lightstep", "lightstep", 5, Message(&LIGHTSTEP_TRACING_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_Lightstep").since(10),
    one("Datadog", "datadog", "datadog", 6, Message(&DATADOG_TRACING_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_Datadog").since(10),
    one("Stackdriver", "stackdriver", "stackdriver", 7, Message(&STACKDRIVER_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_Stackdriver").since(10),
    one("Opencensus", "opencensus", "opencensus", 8, Message(&OPEN_CENSUS_AGENT_TRACING_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_Opencensus").since(10),
    one("Skywalking", "skywalking", "skywalking", 9, Message(&SKY_WALKING_TRACING_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_Skywalking").since(11),
    one("Opentelemetry", "opentelemetry", "opentelemetry", 15, Message(&OPEN_TELEMETRY_TRACING_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_Opentelemetry").since(16),
    one("Prometheus", "prometheus", "prometheus", 10, Message(&PROMETHEUS_METRICS_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_Prometheus").since(11),
    one("EnvoyFileAccessLog", "envoyFileAccessLog", "envoy_file_access_log", 11, Message(&ENVOY_FILE_ACCESS_LOG_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_EnvoyFileAccessLog").since(11),
    one("EnvoyHttpAls", "envoyHttpAls", "envoy_http_als", 12, Message(&ENVOY_HTTP_GRPC_V3_LOG_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_EnvoyHttpAls").since(13),
    one("EnvoyTcpAls", "envoyTcpAls", "envoy_tcp_als", 13, Message(&ENVOY_TCP_GRPC_V3_LOG_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_EnvoyTcpAls").since(13),
    one("EnvoyOtelAls", "envoyOtelAls", "envoy_otel_als", 14, Message(&ENVOY_OPEN_TELEMETRY_LOG_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_EnvoyOtelAls").since(13),
    one("Sds", "sds", "sds", 16, Message(&SDS_PROVIDER)).of("Provider", "*v1alpha1.MeshConfig_ExtensionProvider_Sds").since(27),
]);

pub(crate) static ENVOY_EXTERNAL_AUTHORIZATION_HTTP_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_EnvoyExternalAuthorizationHttpProvider", &[
    one("Service", "service", "service", 1, Str).since(8),
    one("Port", "port", "port", 2, Uint32).since(8),
    one("Timeout", "timeout", "timeout", 9, Message(&DURATION)).since(10),
    one("PathPrefix", "pathPrefix", "path_prefix", 3, Str).since(8),
    one("FailOpen", "failOpen", "fail_open", 4, Bool).since(8),
    one("ClearRouteCache", "clearRouteCache", "clear_route_cache", 14, Bool).since(25),
    one("StatusOnError", "statusOnError", "status_on_error", 5, Str).since(8),
    many("IncludeHeadersInCheck", "includeHeadersInCheck", "include_headers_in_check", 6, Str).since(8),
    many("IncludeRequestHeadersInCheck", "includeRequestHeadersInCheck", "include_request_headers_in_check", 10, Str).since(10),
    map("IncludeAdditionalHeadersInCheck", "includeAdditionalHeadersInCheck", "include_additional_headers_in_check", 11, Str).since(10),
    one("IncludeRequestBodyInCheck", "includeRequestBodyInCheck", "include_request_body_in_check", 12, Message(&ENVOY_EXTERNAL_AUTHORIZATION_REQUEST_BODY)).since(10),
    many("HeadersToUpstreamOnAllow", "headersToUpstreamOnAllow", "headers_to_upstream_on_allow", 7, Str).since(8),
    many("HeadersToDownstreamOnDeny", "headersToDownstreamOnDeny", "headers_to_downstream_on_deny", 8, Str).since(8),
    many("HeadersToDownstreamOnAllow", "headersToDownstreamOnAllow", "headers_to_downstream_on_allow", 13, Str).since(14),
]);

pub(crate) static ENVOY_EXTERNAL_AUTHORIZATION_REQUEST_BODY: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_EnvoyExternalAuthorizationRequestBody", &[
    one("MaxRequestBytes", "maxRequestBytes", "max_request_bytes", 1, Uint32).since(10),
    one("AllowPartialMessage", "allowPartialMessage", "allow_partial_message", 2, Bool).since(10),
    one("PackAsBytes", "packAsBytes", "pack_as_bytes", 3, Bool).since(10),
]);

pub(crate) static ENVOY_EXTERNAL_AUTHORIZATION_GRPC_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_EnvoyExternalAuthorizationGrpcProvider", &[
    one("Service", "service", "service", 1, Str).since(8),
    one("Port", "port", "port", 2, Uint32).since(8),
    one("Timeout", "timeout", "timeout", 5, Message(&DURATION)).since(10),
    one("FailOpen", "failOpen", "fail_open", 3, Bool).since(8),
    one("ClearRouteCache", "clearRouteCache", "clear_route_cache", 7, Bool).since(25),
    one("StatusOnError", "statusOnError", "status_on_error", 4, Str).since(8),
    one("IncludeRequestBodyInCheck", "includeRequestBodyInCheck", "include_request_body_in_check", 6, Message(&ENVOY_EXTERNAL_AUTHORIZATION_REQUEST_BODY)).since(10),
]);

pub(crate) static ZIPKIN_TRACING_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_ZipkinTracingProvider", &[
    one("Service", "service", "service", 1, Str).since(10),
    one("Port", "port", "port", 2, Uint32).since(10),
    one("MaxTagLength", "maxTagLength", "max_tag_length", 3, Uint32).since(10),
    one("Enable_64BitTraceId", "enable64bitTraceId", "enable_64bit_trace_id", 4, Bool).since(18),
    one("Path", "path", "path", 5, Str).since(24),
    one("TraceContextOption", "traceContextOption", "trace_context_option", 6, Enum(&ZIPKIN_TRACING_PROVIDER_TRACE_CONTEXT_OPTION)).since(28),
    one("Timeout", "timeout", "timeout", 7, Message(&DURATION)).since(29),
    many("Headers", "headers", "headers", 8, Message(&HTTP_HEADER)).since(29),
]);

pub(crate) static HTTP_HEADER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_HttpHeader", &[
    one("Name", "name", "name", 1, Str).since(22),
    one("Value", "value", "value", 2, Str).since(22).until(25),
    one("Value", "value", "value", 2, Str).of("HeaderValue", "*v1alpha1.MeshConfig_ExtensionProvider_HttpHeader_Value").since(26),
    one("EnvName", "envName", "env_name", 3, Str).of("HeaderValue", "*v1alpha1.MeshConfig_ExtensionProvider_HttpHeader_EnvName").since(26),
]);

pub(crate) static LIGHTSTEP_TRACING_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_LightstepTracingProvider", &[
    one("Service", "service", "service", 1, Str).since(10),
    one("Port", "port", "port", 2, Uint32).since(10),
    one("AccessToken", "accessToken", "access_token", 3, Str).since(10),
    one("MaxTagLength", "maxTagLength", "max_tag_length", 4, Uint32).since(10),
]);

pub(crate) static DATADOG_TRACING_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_DatadogTracingProvider", &[
    one("Service", "service", "service", 1, Str).since(10),
    one("Port", "port", "port", 2, Uint32).since(10),
    one("MaxTagLength", "maxTagLength", "max_tag_length", 3, Uint32).since(10),
]);

pub(crate) static STACKDRIVER_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_StackdriverProvider", &[
    one("Debug", "debug", "debug", 1, Bool).since(10),
    one("MaxNumberOfAttributes", "maxNumberOfAttributes", "max_number_of_attributes", 2, Message(&INT64_VALUE)).since(10),
    one("MaxNumberOfAnnotations", "maxNumberOfAnnotations", "max_number_of_annotations", 3, Message(&INT64_VALUE)).since(10),
    one("MaxNumberOfMessageEvents", "maxNumberOfMessageEvents", "max_number_of_message_events", 4, Message(&INT64_VALUE)).since(10),
    one("MaxTagLength", "maxTagLength", "max_tag_length", 5, Uint32).since(10),
    one("Logging", "logging", "logging", 6, Message(&STACKDRIVER_PROVIDER_LOGGING)).since(13),
]);

pub(crate) static STACKDRIVER_PROVIDER_LOGGING: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_StackdriverProvider_Logging", &[
    map("Labels", "labels", "labels", 1, Str).since(13),
]);

pub(crate) static OPEN_CENSUS_AGENT_TRACING_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_OpenCensusAgentTracingProvider", &[
    one("Service", "service", "service", 1, Str).since(10),
    one("Port", "port", "port", 2, Uint32).since(10),
    many("Context", "context", "context", 3, Enum(&OPEN_CENSUS_AGENT_TRACING_PROVIDER_TRACE_CONTEXT)).since(10),
    one("MaxTagLength", "maxTagLength", "max_tag_length", 4, Uint32).since(10),
]);

pub(crate) static SKY_WALKING_TRACING_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_SkyWalkingTracingProvider", &[
    one("Service", "service", "service", 1, Str).since(11),
    one("Port", "port", "port", 2, Uint32).since(11),
    one("AccessToken", "accessToken", "access_token", 3, Str).since(11),
]);

pub(crate) static OPEN_TELEMETRY_TRACING_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_OpenTelemetryTracingProvider", &[
    one("Service", "service", "service", 1, Str).since(16),
    one("Port", "port", "port", 2, Uint32).since(16),
    one("MaxTagLength", "maxTagLength", "max_tag_length", 3, Uint32).since(16),
    one("Http", "http", "http", 4, Message(&HTTP_SERVICE)).since(22),
    one("Grpc", "grpc", "grpc", 7, Message(&GRPC_SERVICE)).since(24),
    one("ResourceDetectors", "resourceDetectors", "resource_detectors", 5, Message(&RESOURCE_DETECTORS)).since(22),
    one("ServiceAttributeEnrichment", "serviceAttributeEnrichment", "service_attribute_enrichment", 8, Enum(&SERVICE_ATTRIBUTE_ENRICHMENT)).since(30),
    one("DynatraceSampler", "dynatraceSampler", "dynatrace_sampler", 6, Message(&OPEN_TELEMETRY_TRACING_PROVIDER_DYNATRACE_SAMPLER)).of("Sampling", "*v1alpha1.MeshConfig_ExtensionProvider_OpenTelemetryTracingProvider_DynatraceSampler_").since(22),
]);

pub(crate) static HTTP_SERVICE: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_HttpService", &[
    one("Path", "path", "path", 1, Str).since(22),
    one("Timeout", "timeout", "timeout", 2, Message(&DURATION)).since(22),
    many("Headers", "headers", "headers", 3, Message(&HTTP_HEADER)).since(22),
]);

pub(crate) static GRPC_SERVICE: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_GrpcService", &[
    one("Timeout", "timeout", "timeout", 1, Message(&DURATION)).since(24),
    many("InitialMetadata", "initialMetadata", "initial_metadata", 2, Message(&HTTP_HEADER)).since(24),
]);

pub(crate) static RESOURCE_DETECTORS: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_ResourceDetectors", &[
    one("Environment", "environment", "environment", 1, Message(&RESOURCE_DETECTORS_ENVIRONMENT_RESOURCE_DETECTOR)).since(22),
    one("Dynatrace", "dynatrace", "dynatrace", 2, Message(&RESOURCE_DETECTORS_DYNATRACE_RESOURCE_DETECTOR)).since(22),
]);

pub(crate) static RESOURCE_DETECTORS_ENVIRONMENT_RESOURCE_DETECTOR: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_ResourceDetectors_EnvironmentResourceDetector", &[]);

pub(crate) static RESOURCE_DETECTORS_DYNATRACE_RESOURCE_DETECTOR: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_ResourceDetectors_DynatraceResourceDetector", &[]);

pub(crate) static OPEN_TELEMETRY_TRACING_PROVIDER_DYNATRACE_SAMPLER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_OpenTelemetryTracingProvider_DynatraceSampler", &[
    one("Tenant", "tenant", "tenant", 1, Str).since(22),
    one("ClusterId", "clusterId", "cluster_id", 2, Int32).since(22),
    one("RootSpansPerMinute", "rootSpansPerMinute", "root_spans_per_minute", 3, Uint32).since(22),
    one("HttpService", "httpService", "http_service", 4, Message(&OPEN_TELEMETRY_TRACING_PROVIDER_DYNATRACE_SAMPLER_DYNATRACE_API)).since(22),
]);

pub(crate) static OPEN_TELEMETRY_TRACING_PROVIDER_DYNATRACE_SAMPLER_DYNATRACE_API: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_OpenTelemetryTracingProvider_DynatraceSampler_DynatraceApi", &[
    one("Service", "service", "service", 1, Str).since(22),
    one("Port", "port", "port", 2, Uint32).since(22),
    one("Http", "http", "http", 3, Message(&HTTP_SERVICE)).since(22),
]);

pub(crate) static PROMETHEUS_METRICS_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_PrometheusMetricsProvider", &[]);

pub(crate) static ENVOY_FILE_ACCESS_LOG_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_EnvoyFileAccessLogProvider", &[
    one("Path", "path", "path", 1, Str).since(11),
    one("LogFormat", "logFormat", "log_format", 2, Message(&ENVOY_FILE_ACCESS_LOG_PROVIDER_LOG_FORMAT)).since(13),
    one("OmitEmptyValues", "omitEmptyValues", "omit_empty_values", 3, Bool).since(26),
]);

pub(crate) static ENVOY_FILE_ACCESS_LOG_PROVIDER_LOG_FORMAT: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_EnvoyFileAccessLogProvider_LogFormat", &[
    one("Text", "text", "text", 1, Str).of("LogFormat", "*v1alpha1.MeshConfig_ExtensionProvider_EnvoyFileAccessLogProvider_LogFormat_Text").since(13),
    one("Labels", "labels", "labels", 2, Message(&STRUCT)).of("LogFormat", "*v1alpha1.MeshConfig_ExtensionProvider_EnvoyFileAccessLogProvider_LogFormat_Labels").since(13),
]);

pub(crate) static ENVOY_HTTP_GRPC_V3_LOG_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_EnvoyHttpGrpcV3LogProvider", &[
    one("Service", "service", "service", 1, Str).since(13),
    one("Port", "port", "port", 2, Uint32).since(13),
    one("LogName", "logName", "log_name", 3, Str).since(13),
    many("FilterStateObjectsToLog", "filterStateObjectsToLog", "filter_state_objects_to_log", 4, Str).since(13),
    many("AdditionalRequestHeadersToLog", "additionalRequestHeadersToLog", "additional_request_headers_to_log", 5, Str).since(13),
    many("AdditionalResponseHeadersToLog", "additionalResponseHeadersToLog", "additional_response_headers_to_log", 6, Str).since(13),
    many("AdditionalResponseTrailersToLog", "additionalResponseTrailersToLog", "additional_response_trailers_to_log", 7, Str).since(13),
]);

pub(crate) static ENVOY_TCP_GRPC_V3_LOG_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_EnvoyTcpGrpcV3LogProvider", &[
    one("Service", "service", "service", 1, Str).since(13),
    one("Port", "port", "port", 2, Uint32).since(13),
    one("LogName", "logName", "log_name", 3, Str).since(13),
    many("FilterStateObjectsToLog", "filterStateObjectsToLog", "filter_state_objects_to_log", 4, Str).since(13),
]);

pub(crate) static ENVOY_OPEN_TELEMETRY_LOG_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_EnvoyOpenTelemetryLogProvider", &[
    one("Service", "service", "service", 1, Str).since(13),
    one("Port", "port", "port", 2, Uint32).since(13),
    one("LogName", "logName", "log_name", 3, Str).since(13),
    one("LogFormat", "logFormat", "log_format", 4, Message(&ENVOY_OPEN_TELEMETRY_LOG_PROVIDER_LOG_FORMAT)).since(13),
]);

pub(crate) static ENVOY_OPEN_TELEMETRY_LOG_PROVIDER_LOG_FORMAT: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_EnvoyOpenTelemetryLogProvider_LogFormat", &[
    one("Text", "text", "text", 1, Str).since(13),
    one("Labels", "labels", "labels", 2, Message(&STRUCT)).since(13),
]);

pub(crate) static SDS_PROVIDER: MessageType = message("*v1alpha1.MeshConfig_ExtensionProvider_SDSProvider", &[
    one("Name", "name", "name", 1, Str).since(27),
    one("Service", "service", "service", 2, Str).since(27),
    one("Port", "port", "port", 3, Uint32).since(27),
]);

pub(crate) static ZIPKIN_TRACING_PROVIDER_TRACE_CONTEXT_OPTION: EnumType = enumeration("v1alpha1.MeshConfig_ExtensionProvider_ZipkinTracingProvider_TraceContextOption", &[
    ("USE_B3", 0), ("USE_B3_WITH_W3C_PROPAGATION", 1),
]);

pub(crate) static OPEN_CENSUS_AGENT_TRACING_PROVIDER_TRACE_CONTEXT: EnumType = enumeration("v1alpha1.MeshConfig_ExtensionProvider_OpenCensusAgentTracingProvider_TraceContext", &[
    ("UNSPECIFIED", 0), ("W3C_TRACE_CONTEXT", 1), ("GRPC_BIN", 2), ("CLOUD_TRACE_CONTEXT", 3), ("B3", 4),
]);

pub(crate) static SERVICE_ATTRIBUTE_ENRICHMENT: EnumType = enumeration("v1alpha1.MeshConfig_ExtensionProvider_ServiceAttributeEnrichment", &[
    ("ISTIO_CANONICAL", 0), ("OTEL_SEMANTIC_CONVENTIONS", 1),
]);
