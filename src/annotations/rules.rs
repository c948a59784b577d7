//! Which annotation is checked how, and in which releases: the table of Istio's AnnotationValidation through the years.

use super::syntax;
use kube_schema::quantity;

/// How an annotation's value is checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rule {
    Mode,
    Port,
    Seconds,
    Ranges,
    RangesOrAll,
    Ports,
    PortsOrAll,
    Interfaces,
    Bool,
    Quantity,
    ProxyConfig,
}

/// An annotation, the minor releases of Istio 1 that check it, and how.
struct Row(&'static str, std::ops::RangeInclusive<u16>, Rule);

const EVER: std::ops::RangeInclusive<u16> = 0..=NEWEST;
const NEWEST: u16 = u16::MAX;

/// The table. Where a rule came with a patch release, the minor release counts.
static ROWS: [Row; 21] = [
    Row("sidecar.istio.io/interceptionMode", EVER, Rule::Mode),
    Row("status.sidecar.istio.io/port", 1..=NEWEST, Rule::Port),
    Row("readiness.status.sidecar.istio.io/initialDelaySeconds", 1..=NEWEST, Rule::Seconds),
    Row("readiness.status.sidecar.istio.io/periodSeconds", 1..=NEWEST, Rule::Seconds),
    Row("readiness.status.sidecar.istio.io/failureThreshold", 1..=NEWEST, Rule::Seconds),
    Row("readiness.status.sidecar.istio.io/applicationPorts", 1..=4, Rule::PortsOrAll),
    Row("traffic.sidecar.istio.io/includeOutboundIPRanges", EVER, Rule::RangesOrAll),
    Row("traffic.sidecar.istio.io/excludeOutboundIPRanges", EVER, Rule::Ranges),
    Row("traffic.sidecar.istio.io/includeInboundPorts", EVER, Rule::PortsOrAll),
    Row("traffic.sidecar.istio.io/excludeInboundPorts", EVER, Rule::Ports),
    Row("traffic.sidecar.istio.io/excludeOutboundPorts", 2..=NEWEST, Rule::Ports),
    Row("traffic.sidecar.istio.io/excludeInterfaces", 30..=NEWEST, Rule::Interfaces),
    Row("traffic.sidecar.istio.io/kubevirtInterfaces", 30..=NEWEST, Rule::Interfaces),
    Row("istio.io/reroute-virtual-interfaces", 30..=NEWEST, Rule::Interfaces),
    Row("sidecar.istio.io/enableCoreDump", 5..=24, Rule::Bool),
    Row("prometheus.istio.io/merge-metrics", 6..=NEWEST, Rule::Bool),
    Row("proxy.istio.io/config", 6..=NEWEST, Rule::ProxyConfig),
    Row("sidecar.istio.io/proxyCPU", 27..=NEWEST, Rule::Quantity),
    Row("sidecar.istio.io/proxyMemory", 27..=NEWEST, Rule::Quantity),
    Row("sidecar.istio.io/proxyCPULimit", 27..=NEWEST, Rule::Quantity),
    Row("sidecar.istio.io/proxyMemoryLimit", 27..=NEWEST, Rule::Quantity),
];

/// How Istio 1.`release` checks the annotation `name`, if it does.
pub(super) fn rule(name: &str, release: u16) -> Option<Rule> {
    ROWS.iter().find(|row| row.0 == name && row.1.contains(&release)).map(|row| row.2)
}

impl Rule {
    /// What is wrong with `text`; a proxy config is checked elsewhere.
    pub(super) fn check(self, text: &str, release: u16) -> Result<(), String> {
        match self {
            Rule::Mode => mode(text, release),
            Rule::Port => syntax::parse_port(text).map(drop),
            Rule::Seconds => seconds(text),
            Rule::RangesOrAll if text == "*" => Ok(()),
            Rule::Ranges | Rule::RangesOrAll => ranges(text),
            Rule::PortsOrAll if text == "*" => Ok(()),
            Rule::Ports | Rule::PortsOrAll if release == 0 => ports_of_1_0(text),
            Rule::Ports | Rule::PortsOrAll => parse_ports(text),
            Rule::Interfaces => interfaces(text),
            Rule::Bool => syntax::parse_bool(text).map(drop).ok_or_else(|| "not a boolean".to_owned()),
            Rule::Quantity => amount(text),
            Rule::ProxyConfig => Ok(()),
        }
    }

    /// What the value should be.
    pub(super) fn help(self) -> &'static str {
        match self {
            Rule::Mode => "REDIRECT, TPROXY or NONE",
            Rule::Port => "a port 0–65535",
            Rule::Seconds => "a whole number 0–4294967295",
            Rule::Ranges => "a comma separated list of CIDR blocks such as 10.0.0.0/8, without blanks",
            Rule::RangesOrAll => {
                "a comma separated list of CIDR blocks such as 10.0.0.0/8, without blanks, or \"*\""
            }
            Rule::Ports => "a comma separated list of ports 0–65535",
            Rule::PortsOrAll => "a comma separated list of ports 0–65535, or \"*\"",
            Rule::Interfaces => {
                "a comma separated list of interface names such as eth0, each of at most 15 characters"
            }
            Rule::Bool => "\"true\" or \"false\"",
            Rule::Quantity => "a Kubernetes quantity such as 100m or 128Mi",
            Rule::ProxyConfig => "the fields of a ProxyConfig, as in the mesh's defaultConfig, in YAML",
        }
    }
}

/// Release 1.0 had no NONE.
fn mode(text: &str, release: u16) -> Result<(), String> {
    match text {
        "REDIRECT" | "TPROXY" => Ok(()),
        "NONE" if release > 0 => Ok(()),
        _ => Err("not an interception mode".to_owned()),
    }
}

fn seconds(text: &str) -> Result<(), String> {
    match syntax::digits(text).and_then(|d| d.parse::<u32>().ok()) {
        Some(_) => Ok(()),
        None => Err("not a whole number of 32 bits".to_owned()),
    }
}

fn ranges(text: &str) -> Result<(), String> {
    match text.split(',').find(|range| !syntax::is_cidr(range)) {
        Some(bad) if !text.is_empty() => Err(format!("{} is not a CIDR block", syntax::shown(bad))),
        _ => Ok(()),
    }
}

fn parse_ports(text: &str) -> Result<(), String> {
    syntax::parse_ports(text).map(drop)
}

/// Release 1.0 read ports as signed numbers of 16 bits, without blanks around them.
fn ports_of_1_0(text: &str) -> Result<(), String> {
    match text.split(',').find(|port| port.parse::<i16>().is_err()) {
        Some(bad) if !text.is_empty() => Err(format!("{} is not a port", syntax::shown(bad))),
        _ => Ok(()),
    }
}

/// Names of at most 15 bytes that begin with a letter, as Linux has them.
fn interfaces(text: &str) -> Result<(), String> {
    let valid = |name: &str| {
        name.len() <= 15
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
    };
    match text.split(',').map(str::trim).find(|name| !valid(name)) {
        Some(bad) if !text.is_empty() => Err(format!("{} is not an interface name", syntax::shown(bad))),
        _ => Ok(()),
    }
}

/// Unlike in a manifest, blanks around a quantity are not trimmed here.
fn amount(text: &str) -> Result<(), String> {
    if text.chars().any(char::is_control) {
        return Err("it contains control characters".to_owned());
    }
    match text.contains(char::is_whitespace) || quantity::check(text).is_err() {
        true => Err("not a quantity".to_owned()),
        false => Ok(()),
    }
}
