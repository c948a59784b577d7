//! The table of the networking messages that mesh and proxy configuration borrow: istio/api, networking/v1alpha3.

use crate::settings::proto::descriptor::{EnumType, MessageType, enumeration, many, map, message, one};
use super::well_known::{BOOL_VALUE, DURATION};
use crate::settings::proto::descriptor::Kind::{Enum, Int32, Message, Str, Uint32};

pub(crate) static CONNECTION_POOL_SETTINGS_TCP_SETTINGS_TCP_KEEPALIVE: MessageType = message("*v1alpha3.ConnectionPoolSettings_TCPSettings_TcpKeepalive", &[
    one("Probes", "probes", "probes", 1, Uint32).since(1),
    one("Time", "time", "time", 2, Message(&DURATION)).since(1),
    one("Interval", "interval", "interval", 3, Message(&DURATION)).since(1),
]);

pub(crate) static CLIENT_TLS_SETTINGS: MessageType = message("*v1alpha3.ClientTLSSettings", &[
    one("Mode", "mode", "mode", 1, Enum(&CLIENT_TLS_SETTINGS_TL_SMODE)).since(6),
    one("ClientCertificate", "clientCertificate", "client_certificate", 2, Str).since(6),
    one("PrivateKey", "privateKey", "private_key", 3, Str).since(6),
    one("CaCertificates", "caCertificates", "ca_certificates", 4, Str).since(6),
    one("CredentialName", "credentialName", "credential_name", 7, Str).since(7),
    many("SubjectAltNames", "subjectAltNames", "subject_alt_names", 5, Str).since(6),
    one("Sni", "sni", "sni", 6, Str).since(6),
    one("InsecureSkipVerify", "insecureSkipVerify", "insecure_skip_verify", 8, Message(&BOOL_VALUE)).since(12),
    one("CaCrl", "caCrl", "ca_crl", 9, Str).since(22),
]);

pub(crate) static READINESS_PROBE: MessageType = message("*v1alpha3.ReadinessProbe", &[
    one("InitialDelaySeconds", "initialDelaySeconds", "initial_delay_seconds", 2, Int32).since(8),
    one("TimeoutSeconds", "timeoutSeconds", "timeout_seconds", 3, Int32).since(8),
    one("PeriodSeconds", "periodSeconds", "period_seconds", 4, Int32).since(8),
    one("SuccessThreshold", "successThreshold", "success_threshold", 5, Int32).since(8),
    one("FailureThreshold", "failureThreshold", "failure_threshold", 6, Int32).since(8),
    one("HttpGet", "httpGet", "http_get", 7, Message(&HTTP_HEALTH_CHECK_CONFIG)).of("HealthCheckMethod", "*v1alpha3.ReadinessProbe_HttpGet").since(8),
    one("TcpSocket", "tcpSocket", "tcp_socket", 8, Message(&TCP_HEALTH_CHECK_CONFIG)).of("HealthCheckMethod", "*v1alpha3.ReadinessProbe_TcpSocket").since(8),
    one("Exec", "exec", "exec", 9, Message(&EXEC_HEALTH_CHECK_CONFIG)).of("HealthCheckMethod", "*v1alpha3.ReadinessProbe_Exec").since(8),
    one("Grpc", "grpc", "grpc", 10, Message(&GRPC_HEALTH_CHECK_CONFIG)).of("HealthCheckMethod", "*v1alpha3.ReadinessProbe_Grpc").since(25),
]);

pub(crate) static HTTP_HEALTH_CHECK_CONFIG: MessageType = message("*v1alpha3.HTTPHealthCheckConfig", &[
    one("Path", "path", "path", 1, Str).since(8),
    one("Port", "port", "port", 2, Uint32).since(8),
    one("Host", "host", "host", 3, Str).since(8),
    one("Scheme", "scheme", "scheme", 4, Str).since(8),
    many("HttpHeaders", "httpHeaders", "http_headers", 5, Message(&PROBE_HTTP_HEADER)).since(8),
]);

pub(crate) static PROBE_HTTP_HEADER: MessageType = message("*v1alpha3.HTTPHeader", &[
    one("Name", "name", "name", 1, Str).since(8),
    one("Value", "value", "value", 2, Str).since(8),
]);

pub(crate) static TCP_HEALTH_CHECK_CONFIG: MessageType = message("*v1alpha3.TCPHealthCheckConfig", &[
    one("Host", "host", "host", 1, Str).since(8),
    one("Port", "port", "port", 2, Uint32).since(8),
]);

pub(crate) static EXEC_HEALTH_CHECK_CONFIG: MessageType = message("*v1alpha3.ExecHealthCheckConfig", &[
    many("Command", "command", "command", 1, Str).since(8),
]);

pub(crate) static GRPC_HEALTH_CHECK_CONFIG: MessageType = message("*v1alpha3.GrpcHealthCheckConfig", &[
    one("Port", "port", "port", 1, Uint32).since(25),
    one("Service", "service", "service", 2, Str).since(25),
]);

pub(crate) static LOCALITY_LOAD_BALANCER_SETTING: MessageType = message("*v1alpha3.LocalityLoadBalancerSetting", &[
    many("Distribute", "distribute", "distribute", 1, Message(&LOCALITY_LOAD_BALANCER_SETTING_DISTRIBUTE)).since(5),
    many("Failover", "failover", "failover", 2, Message(&LOCALITY_LOAD_BALANCER_SETTING_FAILOVER)).since(5),
    many("FailoverPriority", "failoverPriority", "failover_priority", 4, Str).since(12),
    one("Enabled", "enabled", "enabled", 3, Message(&BOOL_VALUE)).since(5),
]);

pub(crate) static LOCALITY_LOAD_BALANCER_SETTING_DISTRIBUTE: MessageType = message("*v1alpha3.LocalityLoadBalancerSetting_Distribute", &[
    one("From", "from", "from", 1, Str).since(5),
    map("To", "to", "to", 2, Uint32).since(5),
]);

pub(crate) static LOCALITY_LOAD_BALANCER_SETTING_FAILOVER: MessageType = message("*v1alpha3.LocalityLoadBalancerSetting_Failover", &[
    one("From", "from", "from", 1, Str).since(5),
    one("To", "to", "to", 2, Str).since(5),
]);

pub(crate) static HTTP_RETRY: MessageType = message("*v1alpha3.HTTPRetry", &[
    one("Attempts", "attempts", "attempts", 1, Int32).since(12),
    one("PerTryTimeout", "perTryTimeout", "per_try_timeout", 2, Message(&DURATION)).since(12),
    one("RetryOn", "retryOn", "retry_on", 3, Str).since(12),
    one("RetryRemoteLocalities", "retryRemoteLocalities", "retry_remote_localities", 4, Message(&BOOL_VALUE)).since(12),
    one("RetryIgnorePreviousHosts", "retryIgnorePreviousHosts", "retry_ignore_previous_hosts", 5, Message(&BOOL_VALUE)).since(26),
    one("Backoff", "backoff", "backoff", 6, Message(&DURATION)).since(26),
]);

pub(crate) static TLS_SETTINGS: MessageType = message("*v1alpha3.TLSSettings", &[
    one("Mode", "mode", "mode", 1, Enum(&TLS_SETTINGS_TL_SMODE)).since(1).until(5),
    one("ClientCertificate", "clientCertificate", "client_certificate", 2, Str).since(1).until(5),
    one("PrivateKey", "privateKey", "private_key", 3, Str).since(1).until(5),
    one("CaCertificates", "caCertificates", "ca_certificates", 4, Str).since(1).until(5),
    many("SubjectAltNames", "subjectAltNames", "subject_alt_names", 5, Str).since(1).until(5),
    one("Sni", "sni", "sni", 6, Str).since(1).until(5),
]);

pub(crate) static OLD_LOCALITY_LOAD_BALANCER_SETTING: MessageType = message("*v1alpha1.LocalityLoadBalancerSetting", &[
    many("Distribute", "distribute", "distribute", 1, Message(&OLD_LOCALITY_LOAD_BALANCER_SETTING_DISTRIBUTE)).since(1).until(4),
    many("Failover", "failover", "failover", 2, Message(&OLD_LOCALITY_LOAD_BALANCER_SETTING_FAILOVER)).since(1).until(4),
]);

pub(crate) static OLD_LOCALITY_LOAD_BALANCER_SETTING_DISTRIBUTE: MessageType = message("*v1alpha1.LocalityLoadBalancerSetting_Distribute", &[
    one("From", "from", "from", 1, Str).since(1).until(4),
    map("To", "to", "to", 2, Uint32).since(1).until(4),
]);

pub(crate) static OLD_LOCALITY_LOAD_BALANCER_SETTING_FAILOVER: MessageType = message("*v1alpha1.LocalityLoadBalancerSetting_Failover", &[
    one("From", "from", "from", 1, Str).since(1).until(4),
    one("To", "to", "to", 2, Str).since(1).until(4),
]);

pub(crate) static CLIENT_TLS_SETTINGS_TL_SMODE: EnumType = enumeration("v1alpha3.ClientTLSSettings_TLSmode", &[
    ("DISABLE", 0), ("SIMPLE", 1), ("MUTUAL", 2), ("ISTIO_MUTUAL", 3),
]);

pub(crate) static TLS_SETTINGS_TL_SMODE: EnumType = enumeration("v1alpha3.TLSSettings_TLSmode", &[
    ("DISABLE", 0), ("SIMPLE", 1), ("MUTUAL", 2), ("ISTIO_MUTUAL", 3),
]);
