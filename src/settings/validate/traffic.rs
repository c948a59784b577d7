//! Whether the settings of connections and of the mesh's traffic that came with Istio 1.31 make sense.

use super::{Problems, milliseconds, nanos};
use crate::settings::proto::{Datum, Message};

/// The labels of a node's place, by which zone-aware load balancing goes anyway.
const TOPOLOGY: [&str; 3] =
    ["topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"];

/// Durations of a ProxyConfig's `connectionSettings`, by their names in Go and JSON; none may be negative.
const DURATIONS: [(&str, &str); 7] = [
    ("HttpIdleTimeout", "httpIdleTimeout"),
    ("HttpMaxConnectionDuration", "httpMaxConnectionDuration"),
    ("HttpDrainTimeout", "httpDrainTimeout"),
    ("HttpRequestTimeout", "httpRequestTimeout"),
    ("HttpRequestHeadersTimeout", "httpRequestHeadersTimeout"),
    ("HttpStreamIdleTimeout", "httpStreamIdleTimeout"),
    ("HttpMaxStreamDuration", "httpMaxStreamDuration"),
];

/// Their numbers, and the least that each may be where it is set.
const LEAST: [(&str, &str, i64); 7] = [
    ("ListenerPerConnectionBufferLimitBytes", "listenerPerConnectionBufferLimitBytes", 0),
    ("ClusterPerConnectionBufferLimitBytes", "clusterPerConnectionBufferLimitBytes", 0),
    ("HttpMaxConcurrentStreams", "httpMaxConcurrentStreams", 1),
    ("Http2InitialStreamWindowSize", "http2InitialStreamWindowSize", 65_535),
    ("Http2InitialConnectionWindowSize", "http2InitialConnectionWindowSize", 65_535),
    ("ListenerConnectionLimit", "listenerConnectionLimit", 1),
    ("GlobalDownstreamConnectionLimit", "globalDownstreamConnectionLimit", 1),
];

/// Numbers of a connection pool for HTTP, none of which may be negative.
const HTTP_COUNTS: [(&str, &str); 5] = [
    ("Http1MaxPendingRequests", "http1MaxPendingRequests"),
    ("Http2MaxRequests", "http2MaxRequests"),
    ("MaxRequestsPerConnection", "maxRequestsPerConnection"),
    ("MaxRetries", "maxRetries"),
    ("MaxConcurrentStreams", "maxConcurrentStreams"),
];

/// Checks a ProxyConfig's `connectionSettings`.
pub(super) fn connection_settings(problems: &mut Problems, settings: &Message) {
    const AT: &str = "connectionSettings";
    for (go, json, least) in LEAST {
        if settings.at(&[go]).is_some_and(|number| number.int("Value") < least) {
            problems.add(&[AT, json], format!("must be at least {least}"));
        }
    }
    for (go, json) in DURATIONS {
        if settings.at(&[go]).is_some_and(|duration| nanos(Some(duration)) < 0) {
            problems.add(&[AT, json], "must not be negative");
        }
    }
}

/// Checks the mesh's `zoneAwareLbSetting`: regions alone may be named, since zones are Envoy's own concern.
pub(super) fn zone_aware(problems: &mut Problems, setting: &Message) {
    const AT: &str = "zoneAwareLbSetting";
    for label in setting.list("FailoverPriority").iter().filter_map(Datum::as_str) {
        if TOPOLOGY.contains(&label) {
            problems.add(&[AT, "failoverPriority"], format!("must not use the topology label {label}"));
        }
    }
    for regions in setting.list("Failover").iter().filter_map(Datum::as_message) {
        let (from, to) = (regions.str("From"), regions.str("To"));
        if from == to {
            problems.add(&[AT, "failover"], "must specify different regions");
        }
        if [from, to].iter().any(|region| region.contains(['/', '*'])) {
            problems.add(&[AT, "failover"], "names plain regions only");
        }
    }
}

/// Checks the mesh's `defaultTrafficPolicy`.
pub(super) fn default_policy(problems: &mut Problems, policy: &Message) {
    if let Some(pool) = policy.at(&["ConnectionPool"]) {
        connection_pool(problems, pool);
    }
    if let Some(detection) = policy.at(&["OutlierDetection"]) {
        outlier_detection(problems, detection);
    }
}

fn connection_pool(problems: &mut Problems, pool: &Message) {
    const AT: [&str; 2] = ["defaultTrafficPolicy", "connectionPool"];
    let (http, tcp) = (pool.at(&["Http"]), pool.at(&["Tcp"]));
    if http.is_none() && tcp.is_none() {
        problems.add(&AT, "must have http or tcp");
    }
    if let Some(http) = http {
        let at = |json| [AT[0], AT[1], "http", json];
        for (go, json) in HTTP_COUNTS {
            if http.int(go) < 0 {
                problems.add(&at(json), "must not be negative");
            }
        }
        problems.duration(&at("idleTimeout"), http.at(&["IdleTimeout"]));
        const UPGRADE: i64 = 2;
        if http.int("H2UpgradePolicy") == UPGRADE && is_true(http, "UseClientProtocol") {
            problems.add(&at("useClientProtocol"), "must not be true when h2UpgradePolicy is UPGRADE");
        }
    }
    if let Some(tcp) = tcp {
        let at = |json| [AT[0], AT[1], "tcp", json];
        if tcp.int("MaxConnections") < 0 {
            problems.add(&at("maxConnections"), "must not be negative");
        }
        problems.duration(&at("connectTimeout"), tcp.at(&["ConnectTimeout"]));
        problems.duration(&at("maxConnectionDuration"), tcp.at(&["MaxConnectionDuration"]));
        // Zero turns it off.
        let idle = tcp.at(&["IdleTimeout"]).filter(|idle| nanos(Some(idle)).abs() >= super::MILLISECOND);
        problems.duration(&at("idleTimeout"), idle);
        for (go, json) in [("Time", "time"), ("Interval", "interval")] {
            problems.duration(&[AT[0], AT[1], "tcp", "tcpKeepalive", json], tcp.at(&["TcpKeepalive", go]));
        }
    }
}

fn outlier_detection(problems: &mut Problems, detection: &Message) {
    let at = |json| ["defaultTrafficPolicy", "outlierDetection", json];
    problems.duration(&at("baseEjectionTime"), detection.at(&["BaseEjectionTime"]));
    problems.duration(&at("interval"), detection.at(&["Interval"]));
    let local_failures =
        detection.at(&["ConsecutiveLocalOriginFailures"]).map_or(0, |count| count.int("Value"));
    if local_failures > 0 && !is_true(detection, "SplitExternalLocalOriginErrors") {
        problems.add(&at("consecutiveLocalOriginFailures"), "needs splitExternalLocalOriginErrors");
    }
    for (go, json) in [("MaxEjectionPercent", "maxEjectionPercent"), ("MinHealthPercent", "minHealthPercent")]
    {
        let percent = detection.int(go);
        if !(0..=100).contains(&percent) {
            problems.add(&at(json), format!("percentage {percent} is not in range 0..100"));
        }
    }
}

fn is_true(message: &Message, go: &str) -> bool {
    message.get(go) == Some(&Datum::Bool(true))
}

impl Problems {
    /// Checks a duration where it is set.
    fn duration(&mut self, path: &[&'static str], duration: Option<&Message>) {
        if let Some(Err(cause)) = duration.map(|duration| milliseconds(nanos(Some(duration)))) {
            self.add(path, cause);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::MeshConfig;
    use kube_yaml::parse;

    fn refusal(mesh: &str, release: u16) -> Option<String> {
        MeshConfig::of_node(&parse(mesh).unwrap().unwrap(), release).err().map(|error| error.to_string())
    }

    #[test]
    fn what_1_31_refuses_of_its_own_settings_is_refused_with_its_path() {
        for (mesh, path) in [
            (
                "defaultConfig: {connectionSettings: {httpMaxConcurrentStreams: 0}}",
                "connectionSettings.httpMaxConcurrentStreams",
            ),
            (
                "defaultConfig: {connectionSettings: {http2InitialStreamWindowSize: 65534}}",
                "http2InitialStreamWindowSize",
            ),
            ("defaultConfig: {connectionSettings: {httpDrainTimeout: -1s}}", "httpDrainTimeout"),
            (
                "zoneAwareLbSetting: {failoverPriority: [topology.kubernetes.io/zone]}",
                "zoneAwareLbSetting.failoverPriority",
            ),
            ("zoneAwareLbSetting: {failover: [{from: a, to: a}]}", "different regions"),
            ("zoneAwareLbSetting: {failover: [{from: a, to: b/c}]}", "plain regions"),
            ("defaultTrafficPolicy: {connectionPool: {}}", "must have http or tcp"),
            (
                "defaultTrafficPolicy: {connectionPool: {http: {maxRetries: -1}}}",
                "connectionPool.http.maxRetries",
            ),
            (
                "defaultTrafficPolicy: {connectionPool: {http: {h2UpgradePolicy: UPGRADE, useClientProtocol: true}}}",
                "useClientProtocol",
            ),
            (
                "defaultTrafficPolicy: {connectionPool: {tcp: {connectTimeout: 0.0001s}}}",
                "tcp.connectTimeout",
            ),
            (
                "defaultTrafficPolicy: {connectionPool: {tcp: {tcpKeepalive: {time: 0s}}}}",
                "tcpKeepalive.time",
            ),
            ("defaultTrafficPolicy: {outlierDetection: {maxEjectionPercent: 101}}", "maxEjectionPercent"),
            (
                "defaultTrafficPolicy: {outlierDetection: {consecutiveLocalOriginFailures: 1}}",
                "splitExternalLocalOriginErrors",
            ),
        ] {
            let refused = refusal(mesh, 31).unwrap_or_default();
            assert!(refused.contains(path), "{mesh}: {refused}");
            assert_eq!(refusal(mesh, 30), None, "1.30 knows nothing of it: {mesh}");
        }
    }

    #[test]
    fn sensible_settings_of_1_31_are_taken() {
        for mesh in [
            "defaultConfig: {connectionSettings: {httpMaxConcurrentStreams: 1, http2InitialStreamWindowSize: 65535, httpIdleTimeout: 0s}}",
            "zoneAwareLbSetting: {failover: [{from: a, to: b}], failoverPriority: [mine]}",
            "defaultTrafficPolicy: {connectionPool: {tcp: {idleTimeout: 0s, maxConnections: 5}}}",
            "defaultTrafficPolicy: {outlierDetection: {consecutiveLocalOriginFailures: 1, splitExternalLocalOriginErrors: true, minHealthPercent: 100}}",
        ] {
            assert_eq!(refusal(mesh, 31), None, "{mesh}");
        }
    }
}
