//! Whether a mesh-config and a proxy-config make sense, as Istio's agent validation sees it.

mod traffic;

use std::net::IpAddr;

use super::proto::{Datum, Message, Minor};

/// Something that is wrong: the path of the field, in JSON names, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Problem {
    /// The field's path below the message, by JSON names.
    pub path: Vec<&'static str>,
    /// What Istio's validation says about it.
    pub cause: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.join("."), self.cause)
    }
}

const MILLISECOND: i128 = 1_000_000;
const SECOND: i128 = 1_000_000_000;
const HOUR: i128 = 3600 * SECOND;

/// The release that brought connection settings, zone-aware load balancing and a default traffic policy.
const TRAFFIC: Minor = 31;

/// What is wrong with a mesh-config, its `defaultConfig` included.
#[must_use]
pub(crate) fn mesh_config(mesh: &Message, release: Minor) -> Vec<Problem> {
    let mut problems = Problems::default();
    problems.port(&["proxyListenPort"], mesh.int("ProxyListenPort"));
    let connect = nanos(mesh.at(&["ConnectTimeout"]));
    if let Err(cause) = milliseconds(connect).and_then(|()| within(connect, MILLISECOND, HOUR)) {
        problems.add(&["connectTimeout"], cause);
    }
    if nanos(mesh.at(&["ProtocolDetectionTimeout"])) % MILLISECOND != 0 {
        problems.add(&["protocolDetectionTimeout"], "only durations to ms precision are supported");
    }
    match mesh.at(&["DefaultConfig"]) {
        Some(config) => problems.0.extend(proxy_config(config, release).into_iter().map(|mut problem| {
            problem.path.insert(0, "defaultConfig");
            problem
        })),
        None => problems.add(&["defaultConfig"], "missing default config"),
    }
    if let Some(setting) = mesh.at(&["LocalityLbSetting"])
        && let Err(cause) = super::locality::check(setting)
    {
        problems.add(&["localityLbSetting"], cause);
    }
    for settings in mesh.list("ServiceSettings").iter().filter_map(Datum::as_message) {
        for host in settings.list("Hosts").iter().filter_map(Datum::as_str) {
            if let Err(cause) = wildcard_domain(host) {
                problems.add(&["serviceSettings"], cause);
            }
        }
    }
    // Before 1.6 an installation need not have a trust domain.
    if (release >= 6 || !mesh.str("TrustDomain").is_empty())
        && let Err(cause) = trust_domain(mesh.str("TrustDomain"))
    {
        problems.add(&["trustDomain"], cause);
    }
    for alias in mesh.list("TrustDomainAliases").iter().filter_map(Datum::as_str) {
        if let Err(cause) = trust_domain(alias) {
            problems.add(&["trustDomainAliases"], cause);
        }
    }
    if mesh.at(&["MeshMTLS"]).is_some_and(|tls| tls.get("EcdhCurves").is_some()) {
        problems.add(&["meshMTLS"], "mesh TLS does not support ECDH curves configuration");
    }
    if let Some(setting) = mesh.at(&["ZoneAwareLbSetting"]).filter(|_| release >= TRAFFIC) {
        traffic::zone_aware(&mut problems, setting);
    }
    if let Some(policy) = mesh.at(&["DefaultTrafficPolicy"]).filter(|_| release >= TRAFFIC) {
        traffic::default_policy(&mut problems, policy);
    }
    problems.0
}

/// What is wrong with a proxy-config.
#[must_use]
pub(crate) fn proxy_config(config: &Message, release: Minor) -> Vec<Problem> {
    let mut problems = Problems::default();
    problems.required(&["configPath"], config.str("ConfigPath"));
    problems.required(&["binaryPath"], config.str("BinaryPath"));
    if config.get("TracingServiceName").is_none() {
        problems.required(&["serviceCluster"], config.str("ServiceCluster"));
    }
    let drain = nanos(config.at(&["DrainDuration"]));
    if let Err(cause) = milliseconds(drain) {
        problems.add(&["drainDuration"], cause);
    } else if drain % SECOND != 0 {
        problems.add(&["drainDuration"], "drain time only supports durations to seconds precision");
    }
    if config.str("DiscoveryAddress").is_empty() {
        problems.add(&["discoveryAddress"], "must be set");
    } else {
        problems.address(&["discoveryAddress"], config.str("DiscoveryAddress"));
    }
    if let Some(tracing) = config.at(&["Tracing"]) {
        tracers(&mut problems, tracing);
    }
    for (path, address) in [
        (&["statsdUdpAddress"] as &[_], config.str("StatsdUdpAddress")),
        (&["envoyMetricsServiceAddress"], config.str("EnvoyMetricsServiceAddress")),
        (&["envoyMetricsService", "address"], service(config, "EnvoyMetricsService")),
        (&["envoyAccessLogService", "address"], service(config, "EnvoyAccessLogService")),
    ] {
        if !address.is_empty() {
            problems.address(path, address);
        }
    }
    problems.port(&["proxyAdminPort"], config.int("ProxyAdminPort"));
    if !(0..=1).contains(&config.int("ControlPlaneAuthPolicy")) {
        problems.add(&["controlPlaneAuthPolicy"], "unrecognized control plane auth policy");
    }
    // Releases before 1.6 have no status port in the ProxyConfig.
    if release >= 6 {
        problems.port(&["statusPort"], config.int("StatusPort"));
    }
    if let Some(provider) = config.at(&["PrivateKeyProvider"]) {
        private_key_provider(&mut problems, provider);
    }
    if let Some(settings) = config.at(&["ConnectionSettings"]).filter(|_| release >= TRAFFIC) {
        traffic::connection_settings(&mut problems, settings);
    }
    problems.0
}

fn service<'m>(config: &'m Message, go: &str) -> &'m str {
    config.at(&[go]).map_or("", |service| service.str("Address"))
}

fn tracers(problems: &mut Problems, tracing: &Message) {
    // The node agent's address is only known on the node.
    let on_node = |address: &str| address.replacen("$(HOST_IP)", "127.0.0.1", 1);
    if let Some(tracer) = tracing.at(&["Lightstep"]) {
        problems.address(&["tracing", "lightstep", "address"], tracer.str("Address"));
        problems.required(&["tracing", "lightstep", "accessToken"], tracer.str("AccessToken"));
    }
    if let Some(tracer) = tracing.at(&["Zipkin"]) {
        problems.address(&["tracing", "zipkin", "address"], &on_node(tracer.str("Address")));
    }
    if let Some(tracer) = tracing.at(&["Datadog"]) {
        problems.address(&["tracing", "datadog", "address"], &on_node(tracer.str("Address")));
    }
    if let Some(tls) = tracing.at(&["TlsSettings"])
        && let Err(cause) = client_tls(tls)
    {
        problems.add(&["tracing", "tlsSettings"], cause);
    }
}

fn client_tls(tls: &Message) -> Result<(), &'static str> {
    const SIMPLE: i64 = 1;
    const MUTUAL: i64 = 2;
    let (mode, set) = (tls.int("Mode"), |go| tls.get(go).is_some());
    if tls.str("CredentialName").starts_with("configmap://") {
        return Err("credentialName: configmap:// needs a namespace");
    }
    if tls.at(&["InsecureSkipVerify"]).is_some_and(|skip| skip.get("Value").is_some()) {
        let trusts = set("CaCertificates") || set("SubjectAltNames");
        if mode == SIMPLE && (trusts || set("CredentialName")) {
            return Err("insecureSkipVerify excludes caCertificates, credentialName and subjectAltNames");
        }
        if mode == MUTUAL && trusts {
            return Err("insecureSkipVerify excludes caCertificates and subjectAltNames");
        }
    }
    if (mode == SIMPLE || mode == MUTUAL) && set("CredentialName") {
        if ["ClientCertificate", "CaCertificates", "PrivateKey", "CaCrl"].into_iter().any(set) {
            return Err("credentialName excludes certificates and a private key");
        }
        return Ok(());
    }
    match mode {
        MUTUAL if !set("ClientCertificate") => Err("client certificate required for mutual tls"),
        MUTUAL if !set("PrivateKey") => Err("private key required for mutual tls"),
        _ => Ok(()),
    }
}

fn private_key_provider(problems: &mut Problems, provider: &Message) {
    let chosen = provider.at(&["Cryptomb"]).or_else(|| provider.at(&["Qat"]));
    match chosen {
        None => problems.add(&["privateKeyProvider"], "private key provider configuration is required"),
        Some(chosen) => match chosen.at(&["PollDelay"]) {
            None => problems.add(&["privateKeyProvider"], "pollDelay is required"),
            Some(delay) if nanos(Some(delay)) == 0 => {
                problems.add(&["privateKeyProvider"], "pollDelay must be non zero");
            }
            Some(_) => {}
        },
    }
}

#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, path: &[&'static str], cause: impl Into<String>) {
        self.0.push(Problem { path: path.to_vec(), cause: cause.into() });
    }

    fn required(&mut self, path: &[&'static str], text: &str) {
        if text.is_empty() {
            self.add(path, "must be set");
        }
    }

    fn port(&mut self, path: &[&'static str], port: i64) {
        if let Err(cause) = in_range(port) {
            self.add(path, cause);
        }
    }

    fn address(&mut self, path: &[&'static str], address: &str) {
        if let Err(cause) = proxy_address(address) {
            self.add(path, cause);
        }
    }
}

fn in_range(port: i64) -> Result<(), String> {
    if (1..=65535).contains(&port) {
        return Ok(());
    }
    Err(format!("port number {port} must be in the range 1..65535"))
}

fn nanos(duration: Option<&Message>) -> i128 {
    duration.map_or(0, |d| i128::from(d.int("Seconds")) * SECOND + i128::from(d.int("Nanos")))
}

fn milliseconds(nanos: i128) -> Result<(), String> {
    match nanos {
        n if n < MILLISECOND => Err("duration must be greater than 1ms".to_owned()),
        n if n % MILLISECOND != 0 => Err("only durations to ms precision are supported".to_owned()),
        _ => Ok(()),
    }
}

fn within(nanos: i128, least: i128, most: i128) -> Result<(), String> {
    if (least..=most).contains(&nanos) {
        return Ok(());
    }
    Err("must be between 1ms and 1h".to_owned())
}

/// `host:port`, the host a name or an IP address (one of version 6 in brackets), as Go splits it.
pub(super) fn proxy_address(address: &str) -> Result<(), String> {
    let (host, port) = split_host_port(address).ok_or_else(|| format!("{address:?} is not host:port"))?;
    let port = go_integer(port).ok_or_else(|| format!("port {port:?} is not a number"))?;
    in_range(port)?;
    let is_ip = |host: &str| host.split('%').next().is_some_and(|ip| ip.parse::<IpAddr>().is_ok());
    if fully_qualified(host).is_err() && !is_ip(host) {
        return Err(format!("{host:?} is not a valid hostname or an IP address"));
    }
    Ok(())
}

/// What `strconv.Atoi` reads: a sign is allowed.
fn go_integer(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// Go's `net.SplitHostPort`.
fn split_host_port(address: &str) -> Option<(&str, &str)> {
    let (host, port) = match address.strip_prefix('[') {
        Some(rest) => rest.split_once("]:")?,
        None => address.rsplit_once(':').filter(|(host, _)| !host.contains(':'))?,
    };
    let stray = |text: &str| text.contains(['[', ']']);
    (!stray(host) && !stray(port) && !port.contains(':')).then_some((host, port))
}

fn fully_qualified(name: &str) -> Result<(), String> {
    named(name)?;
    dns_labels(name)
}

fn named(name: &str) -> Result<(), String> {
    match name.len() {
        0 => Err("empty domain name not allowed".to_owned()),
        1..=255 => Ok(()),
        _ => Err(format!("domain name {name:?} too long (max 255)")),
    }
}

fn dns_labels(domain: &str) -> Result<(), String> {
    let last = domain.rsplit('.').next().unwrap_or_default();
    if go_integer(last).is_some() {
        return Err(format!("domain name {domain:?} invalid: its top level cannot be all-numeric"));
    }
    labels(domain).map_err(|label| format!("domain name {domain:?} invalid (label {label:?} invalid)"))
}

/// Every label of a domain, the last of which may be empty.
fn labels(domain: &str) -> Result<(), &str> {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    domain.split('.').find(|label| !is_label(label)).map_or(Ok(()), Err)
}

fn is_label(label: &str) -> bool {
    let edge = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = label.as_bytes();
    let inner = bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
    label.len() <= 63 && inner && edge(bytes.first()) && edge(bytes.last())
}

fn wildcard_domain(domain: &str) -> Result<(), String> {
    named(domain)?;
    let (first, rest) = domain.split_once('.').map_or((domain, None), |(a, b)| (a, Some(b)));
    let stem = first.strip_prefix("*-").or_else(|| first.strip_prefix('*')).unwrap_or(first);
    if first.len() > 63 || !(first == "*" || is_label(stem)) {
        return Err(format!("domain name {domain:?} invalid (label {first:?} invalid)"));
    }
    rest.map_or(Ok(()), dns_labels)
}

fn trust_domain(domain: &str) -> Result<(), String> {
    if domain.is_empty() {
        return Err("empty domain name not allowed".to_owned());
    }
    labels(domain).map_err(|_| format!("trust domain name {domain:?} invalid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_host_and_port() {
        for good in ["a:1", "istiod.istio-system.svc:15012", "127.0.0.1:80", "[::1]:80", "a.b.:65535"] {
            assert_eq!(proxy_address(good), Ok(()), "{good}");
        }
        for bad in
            ["", "a", "a:", "a:0", "a:65536", "::1:80", "a b:1", "1.2.3.4.5:1", "-a:1", "[::1]80", ":1"]
        {
            assert!(proxy_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn wildcards_stand_in_the_first_label_only() {
        for good in ["*", "*.b.c", "*-a.b", "*a.b", "a"] {
            assert_eq!(wildcard_domain(good), Ok(()), "{good}");
        }
        for bad in ["", "a.*", "a*.b", "**.b", "*.1"] {
            assert!(wildcard_domain(bad).is_err(), "{bad}");
        }
    }
}
