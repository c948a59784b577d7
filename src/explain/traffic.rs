//! Which traffic of a pod goes through the proxy, by the arguments of its init container or by its annotations.

use crate::pod::{INIT, List, PROXY, Pod, VALIDATION, env_of};
use kube_yaml::Node;

/// The traffic that is redirected to the proxy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Traffic {
    /// Who sets up the redirection.
    pub by: RedirectedBy,
    /// `REDIRECT` or `TPROXY`.
    pub mode: String,
    /// The inbound ports that are redirected, `*` for all.
    pub inbound_ports: Vec<String>,
    /// The inbound ports that are not, where all others are.
    pub excluded_inbound_ports: Vec<String>,
    /// The ranges of addresses (CIDRs) to which outbound connections are redirected, `*` for all.
    pub outbound_ranges: Vec<String>,
    /// The ranges to which they are not.
    pub excluded_outbound_ranges: Vec<String>,
    /// The ports to which outbound connections are redirected whatever their address.
    pub outbound_ports: Vec<String>,
    /// The ports to which they are not.
    pub excluded_outbound_ports: Vec<String>,
    /// The network interfaces whose traffic is left alone.
    pub excluded_interfaces: Vec<String>,
    /// The virtual interfaces whose inbound traffic counts as outbound.
    pub virtual_interfaces: Vec<String>,
    /// The ports of the proxy that take outbound and inbound connections.
    pub proxy_ports: [String; 2],
    /// The user and the group whose traffic is the proxy's own.
    pub proxy_ids: [String; 2],
    /// Whether DNS queries go to the agent.
    pub dns: bool,
}

/// Who sets up the redirection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RedirectedBy {
    /// The init container `istio-init`.
    InitContainer,
    /// Istio's CNI plugin, which goes by the pod's annotations.
    Cni,
}

/// A setting of the redirection: istio-iptables' flags for it (tools/istio-iptables: bindCmdlineFlags; the letters are those of the
/// script that it replaced in 1.3), the annotation by which the CNI plugin knows it (cni: annotationRegistry), and what counts where
/// nothing is said, for the flag and for the annotation.
struct Setting {
    short: &'static str,
    long: &'static str,
    annotation: &'static str,
    default: &'static str,
    default_of_cni: &'static str,
}

const fn setting(
    [short, long]: [&'static str; 2],
    annotation: &'static str,
    [default, default_of_cni]: [&'static str; 2],
) -> Setting {
    Setting { short, long, annotation, default, default_of_cni }
}

const MODE: Setting = setting(
    ["-m", "--istio-inbound-interception-mode"],
    "sidecar.istio.io/interceptionMode",
    ["REDIRECT"; 2],
);
const INBOUND: Setting =
    setting(["-b", "--istio-inbound-ports"], "traffic.sidecar.istio.io/includeInboundPorts", ["", "*"]);
const NOT_INBOUND: Setting = setting(
    ["-d", "--istio-local-exclude-ports"],
    "traffic.sidecar.istio.io/excludeInboundPorts",
    ["", "15020"],
);
const RANGES: Setting =
    setting(["-i", "--istio-service-cidr"], "traffic.sidecar.istio.io/includeOutboundIPRanges", ["", "*"]);
const NOT_RANGES: Setting = setting(
    ["-x", "--istio-service-exclude-cidr"],
    "traffic.sidecar.istio.io/excludeOutboundIPRanges",
    [""; 2],
);
const OUTBOUND: Setting =
    setting(["-q", "--istio-outbound-ports"], "traffic.sidecar.istio.io/includeOutboundPorts", [""; 2]);
const NOT_OUTBOUND: Setting = setting(
    ["-o", "--istio-local-outbound-ports-exclude"],
    "traffic.sidecar.istio.io/excludeOutboundPorts",
    ["", "15020"],
);
const NOT_INTERFACES: Setting =
    setting(["-c", "--istio-exclude-interfaces"], "traffic.sidecar.istio.io/excludeInterfaces", [""; 2]);
const VIRTUAL: Setting =
    setting(["-k", "--kube-virt-interfaces"], "istio.io/reroute-virtual-interfaces", [""; 2]);
const OUTBOUND_PORT: Setting = setting(["-p", "--envoy-port"], "", ["15001"; 2]);
const INBOUND_PORT: Setting = setting(["-z", "--inbound-capture-port"], "", ["15006"; 2]);
const USER: Setting = setting(["-u", "--proxy-uid"], "", ["1337"; 2]);
const GROUP: Setting = setting(["-g", "--proxy-gid"], "", [""; 2]);

/// The former name of the annotation for virtual interfaces.
const KUBEVIRT: &str = "traffic.sidecar.istio.io/kubevirtInterfaces";
/// The ports that the CNI plugin never redirects (cni: NewRedirect).
const NEVER_INBOUND: [&str; 3] = ["15020", "15021", "15090"];
/// The variable that has DNS queries redirected.
const DNS_CAPTURE: &str = "ISTIO_META_DNS_CAPTURE";

/// The traffic of an injected pod that is redirected; `None` where none is.
pub(super) fn of(pod: &Pod) -> Option<Traffic> {
    if let Some(init) = pod.container(List::Init, INIT) {
        let arguments = arguments(init);
        let found = read(RedirectedBy::InitContainer, |setting| {
            let value = value_of(&arguments, setting);
            value.map_or_else(|| setting.default.to_owned(), str::to_owned)
        });
        return Some(Traffic { dns: is_true(env_of(init, DNS_CAPTURE)), ..found });
    }
    let validation = pod.container(List::Init, VALIDATION)?;
    let arguments = arguments(validation);
    let mut found = read(RedirectedBy::Cni, |setting| {
        let former = || pod.annotation(KUBEVIRT).filter(|_| setting.long == VIRTUAL.long);
        // What has no annotation is the proxy's own, which the arguments for the check tell.
        let value = match setting.annotation {
            "" => value_of(&arguments, setting),
            name => pod.annotation(name).or_else(former),
        };
        value.unwrap_or(setting.default_of_cni).to_owned()
    });
    for port in NEVER_INBOUND {
        if !found.excluded_inbound_ports.iter().any(|known| known == port) {
            found.excluded_inbound_ports.push(port.to_owned());
        }
    }
    let proxy = pod.any_container(PROXY);
    Some(Traffic { dns: is_true(proxy.and_then(|proxy| env_of(proxy, DNS_CAPTURE))), ..found })
}

fn read(by: RedirectedBy, value: impl Fn(&Setting) -> String) -> Traffic {
    let list = |setting: &Setting| -> Vec<String> {
        value(setting).split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    };
    let user = value(&USER);
    // The group is the user's number unless one is named.
    let group = Some(value(&GROUP)).filter(|group| !group.is_empty()).unwrap_or_else(|| user.clone());
    Traffic {
        by,
        mode: value(&MODE),
        inbound_ports: list(&INBOUND),
        excluded_inbound_ports: list(&NOT_INBOUND),
        outbound_ranges: list(&RANGES),
        excluded_outbound_ranges: list(&NOT_RANGES),
        outbound_ports: list(&OUTBOUND),
        excluded_outbound_ports: list(&NOT_OUTBOUND),
        excluded_interfaces: list(&NOT_INTERFACES),
        virtual_interfaces: list(&VIRTUAL),
        proxy_ports: [value(&OUTBOUND_PORT), value(&INBOUND_PORT)],
        proxy_ids: [user, group],
        dns: false,
    }
}

fn arguments(container: &Node) -> Vec<&str> {
    let words = ["command", "args"].into_iter().filter_map(|key| container.get(key)?.as_seq());
    words.flatten().filter_map(Node::as_str).collect()
}

/// The value of the last of a setting's flags: `-b 80`, `-b=80`, `--istio-inbound-ports 80` or `--istio-inbound-ports=80`.
fn value_of<'a>(arguments: &[&'a str], setting: &Setting) -> Option<&'a str> {
    let mut found = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let (name, value) =
            argument.split_once('=').map_or((*argument, None), |(name, value)| (name, Some(value)));
        if name == setting.short || name == setting.long {
            found = value.or_else(|| rest.next().copied());
        } else if value.is_none() && TAKING.iter().any(|other| name == other.short || name == other.long) {
            // Its value is none of the names, whatever it looks like.
            rest.next();
        }
    }
    found
}

/// The flags that take a value.
const TAKING: [&Setting; 13] = [
    &MODE,
    &INBOUND,
    &NOT_INBOUND,
    &RANGES,
    &NOT_RANGES,
    &OUTBOUND,
    &NOT_OUTBOUND,
    &NOT_INTERFACES,
    &VIRTUAL,
    &OUTBOUND_PORT,
    &INBOUND_PORT,
    &USER,
    &GROUP,
];

/// Whether Go's `strconv.ParseBool` takes it for true.
fn is_true(text: Option<&str>) -> bool {
    text.and_then(crate::annotations::parse_bool).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traffic(init: &str, annotations: &str) -> Option<Traffic> {
        of(&Pod::of_text(&format!(
            "{{metadata: {{annotations: {{{annotations}}}}}, spec: {{initContainers: [{init}]}}}}"
        )))
    }

    #[test]
    fn flags_are_read_as_istio_iptables_reads_them() {
        let found = traffic(
            "{name: istio-init, args: [istio-iptables, -p, '15001', '-z=15006', -u, '1000', -m, TPROXY, -i, '*', -x, '', -b, '*', \
             '--istio-local-exclude-ports=15090,15021', -q, '3306, 5432', --run-validation], env: [{name: ISTIO_META_DNS_CAPTURE, value: 'true'}]}",
            "traffic.sidecar.istio.io/includeInboundPorts: '80'",
        )
        .unwrap();
        assert_eq!((found.by, found.mode.as_str(), found.dns), (RedirectedBy::InitContainer, "TPROXY", true));
        assert_eq!(
            (found.inbound_ports, found.excluded_inbound_ports),
            (vec!["*".into()], vec!["15090".into(), "15021".into()])
        );
        assert_eq!((found.outbound_ranges, found.excluded_outbound_ranges.len()), (vec!["*".to_owned()], 0));
        assert_eq!(found.outbound_ports, ["3306", "5432"]);
        assert_eq!(found.proxy_ids, ["1000", "1000"]);
    }

    #[test]
    fn nothing_is_redirected_that_no_flag_names() {
        let found = traffic("{name: istio-init, args: [istio-iptables]}", "").unwrap();
        assert!(found.inbound_ports.is_empty() && found.outbound_ranges.is_empty());
        assert_eq!(found.proxy_ports, ["15001", "15006"]);
    }

    #[test]
    fn plugin_goes_by_the_annotations() {
        let found = traffic(
            "{name: istio-validation, args: [istio-iptables, -b, '1', -u, '7', --run-validation]}",
            "traffic.sidecar.istio.io/excludeInboundPorts: '22', traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.0.0.0/8, \
             traffic.sidecar.istio.io/kubevirtInterfaces: net1",
        )
        .unwrap();
        assert_eq!((found.by, found.mode.as_str()), (RedirectedBy::Cni, "REDIRECT"));
        assert_eq!(found.inbound_ports, ["*"]);
        assert_eq!(found.excluded_inbound_ports, ["22", "15020", "15021", "15090"]);
        assert_eq!(found.excluded_outbound_ranges, ["10.0.0.0/8"]);
        assert_eq!(
            (found.virtual_interfaces, found.proxy_ids),
            (vec!["net1".to_owned()], ["7".to_owned(), "7".to_owned()])
        );
    }

    #[test]
    fn pod_without_redirection_has_none() {
        assert_eq!(traffic("{name: mine}", ""), None);
    }
}
