//! What a mesh and its proxies are configured with before anything is said, by release.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::proto::Message;
use super::proto::descriptor::Minor;
use super::proto::parse::read_into;
use super::proto::tables::{MESH_CONFIG, PROXY_CONFIG};
use kube_yaml::{Map, Node, Value};

/// One default: the first and the last release that had it, the field's path in JSON, and its value.
struct Row(Minor, Minor, &'static [&'static str], Default);

enum Default {
    Text(&'static str),
    Number(i64),
    True,
    False,
    List(&'static str),
    Empty,
}

use Default::{Empty, False, List, Number, Text, True};

const NOW: Minor = Minor::MAX;

/// Istio's DefaultProxyConfig over its releases (pkg/config/mesh; in 1.0 to 1.3 pilot/pkg/model).
const PROXY: &[Row] = &[
    Row(0, 5, &["configPath"], Text("/etc/istio/proxy")),
    Row(6, NOW, &["configPath"], Text("./etc/istio/proxy")),
    Row(0, NOW, &["binaryPath"], Text("/usr/local/bin/envoy")),
    Row(0, NOW, &["serviceCluster"], Text("istio-proxy")),
    Row(0, 0, &["drainDuration"], Text("2s")),
    Row(1, NOW, &["drainDuration"], Text("45s")),
    Row(0, 0, &["parentShutdownDuration"], Text("3s")),
    Row(1, 16, &["parentShutdownDuration"], Text("60s")),
    Row(7, NOW, &["terminationDrainDuration"], Text("5s")),
    Row(0, 0, &["discoveryAddress"], Text("istio-pilot:15007")),
    Row(1, 5, &["discoveryAddress"], Text("istio-pilot:15010")),
    Row(6, NOW, &["discoveryAddress"], Text("istiod.istio-system.svc:15012")),
    Row(0, 0, &["discoveryRefreshDelay"], Text("1s")),
    Row(0, 5, &["connectTimeout"], Text("1s")),
    Row(4, 8, &["envoyMetricsService"], Empty),
    Row(4, 8, &["envoyAccessLogService"], Empty),
    Row(0, NOW, &["proxyAdminPort"], Number(15000)),
    Row(7, NOW, &["controlPlaneAuthPolicy"], Text("MUTUAL_TLS")),
    Row(1, NOW, &["statNameLength"], Number(189)),
    Row(6, 17, &["concurrency"], Number(2)),
    Row(6, 21, &["tracing", "zipkin", "address"], Text("zipkin.istio-system:9411")),
    Row(6, NOW, &["statusPort"], Number(15020)),
];

/// Istio's DefaultMeshConfig over its releases, without the proxy's part and the extension providers.
const MESH: &[Row] = &[
    Row(1, 7, &["disablePolicyChecks"], True),
    Row(6, 7, &["disableMixerHttpReports"], True),
    Row(6, 7, &["reportBatchMaxEntries"], Number(100)),
    Row(6, 7, &["reportBatchMaxTime"], Text("1s")),
    Row(0, NOW, &["proxyListenPort"], Number(15001)),
    Row(18, NOW, &["proxyInboundListenPort"], Number(15006)),
    Row(0, 5, &["connectTimeout"], Text("1s")),
    Row(6, NOW, &["connectTimeout"], Text("10s")),
    Row(4, 5, &["protocolDetectionTimeout"], Text("100ms")),
    Row(6, 7, &["protocolDetectionTimeout"], Text("5s")),
    Row(8, NOW, &["protocolDetectionTimeout"], Text("0s")),
    Row(0, 0, &["ingressClass"], Text("istio")),
    Row(6, NOW, &["ingressClass"], Text("istio")),
    Row(1, NOW, &["ingressService"], Text("istio-ingressgateway")),
    Row(0, 0, &["ingressControllerMode"], Text("STRICT")),
    Row(6, NOW, &["ingressControllerMode"], Text("STRICT")),
    Row(0, 0, &["rdsRefreshDelay"], Text("1s")),
    Row(0, NOW, &["enableTracing"], True),
    Row(0, 5, &["accessLogFile"], Text("/dev/stdout")),
    Row(1, NOW, &["outboundTrafficPolicy", "mode"], Text("ALLOW_ANY")),
    Row(22, NOW, &["inboundTrafficPolicy", "mode"], Text("PASSTHROUGH")),
    Row(0, 0, &["sdsRefreshDelay"], Text("15s")),
    Row(6, 7, &["sdsUdsPath"], Text("unix:./etc/istio/proxy/SDS")),
    Row(4, 5, &["enableAutoMtls"], False),
    Row(6, NOW, &["enableAutoMtls"], True),
    Row(6, NOW, &["trustDomain"], Text("cluster.local")),
    Row(1, NOW, &["defaultServiceExportTo"], List("*")),
    Row(1, NOW, &["defaultVirtualServiceExportTo"], List("*")),
    Row(1, NOW, &["defaultDestinationRuleExportTo"], List("*")),
    Row(1, NOW, &["rootNamespace"], Text("istio-system")),
    Row(6, NOW, &["localityLbSetting", "enabled"], True),
    Row(1, 3, &["dnsRefreshRate"], Text("5s")),
    Row(14, NOW, &["dnsRefreshRate"], Text("60s")),
    Row(6, 16, &["thriftConfig"], Empty),
    Row(18, NOW, &["enablePrometheusMerge"], True),
    Row(11, 11, &["defaultProviders", "accessLogging"], List("envoy")),
    Row(12, NOW, &["defaultProviders"], Empty),
];

/// The extension providers every mesh has, as name, member and the path of a log file.
const PROVIDERS: &[(Minor, &str, &str, Option<&str>)] = &[
    (12, "prometheus", "prometheus", None),
    (12, "stackdriver", "stackdriver", None),
    (11, "envoy", "envoyFileAccessLog", Some("/dev/stdout")),
];

/// What cleanProxyConfig compares with the defaults, and since when.
const CLEANED: &[(Minor, &str)] = &[
    (6, "ConfigPath"),
    (6, "BinaryPath"),
    (7, "ControlPlaneAuthPolicy"),
    (6, "ServiceCluster"),
    (6, "DrainDuration"),
    (7, "TerminationDrainDuration"),
    (6, "ParentShutdownDuration"),
    (6, "DiscoveryAddress"),
    (6, "EnvoyMetricsService"),
    (6, "EnvoyAccessLogService"),
    (6, "Tracing"),
    (6, "ProxyAdminPort"),
    (6, "StatNameLength"),
    (6, "StatusPort"),
    (6, "Concurrency"),
];

/// The ProxyConfig that every proxy starts from.
#[must_use]
pub(crate) fn proxy_config(release: Minor) -> Message {
    of_proxies(release).into_owned()
}

/// The same, read once for each release: every proxy's config is compared with it.
fn of_proxies(release: Minor) -> Cow<'static, Message> {
    static READ: [OnceLock<Message>; 64] = [const { OnceLock::new() }; 64];
    let read = || {
        let mut message = Message::new(&PROXY_CONFIG);
        apply(&mut message, PROXY, release);
        message
    };
    match READ.get(usize::from(release)) {
        Some(known) => Cow::Borrowed(known.get_or_init(read)),
        None => Cow::Owned(read()),
    }
}

/// The MeshConfig that every mesh starts from, its `defaultConfig` included.
#[must_use]
pub(crate) fn mesh_config(release: Minor) -> Message {
    let mut message = Message::new(&MESH_CONFIG);
    apply(&mut message, MESH, release);
    let providers: Vec<Node> = PROVIDERS.iter().filter(|row| row.0 <= release).map(provider).collect();
    if !providers.is_empty() {
        let map: Map = [("extensionProviders", Node::made(providers))].into_iter().collect();
        lay(&mut message, map, release);
    }
    message.put(release, "DefaultConfig", proxy_config(release).into());
    message
}

/// The ProxyConfig without what a proxy of `release` would assume anyway, as protoToJSON prints it since 1.6.
#[must_use]
pub(crate) fn without_defaults(config: &Message, release: Minor) -> Message {
    let mut config = config.clone();
    let defaults = of_proxies(release);
    for (_, go) in CLEANED.iter().filter(|(since, _)| *since <= release) {
        if config.get(go) == defaults.get(go) {
            config.clear_named(go);
        }
    }
    config
}

fn apply(message: &mut Message, rows: &[Row], release: Minor) {
    let mut map = Map::default();
    for Row(_, _, path, default) in rows.iter().filter(|row| (row.0..=row.1).contains(&release)) {
        let mut here = &mut map;
        let Some((last, parents)) = path.split_last() else { continue };
        for key in parents {
            let child = here.entry_or(key, || Node::made(Value::Map(Map::default())));
            let Some(child) = child.as_map_mut() else { return };
            here = child;
        }
        here.set(last, default.node());
    }
    lay(message, map, release);
}

fn lay(message: &mut Message, map: Map, release: Minor) {
    let read = read_into(message, &Node::made(Value::Map(map)), release);
    debug_assert!(read.is_ok(), "the defaults are of the fields' types: {read:?}");
}

fn provider((_, name, member, path): &(Minor, &str, &str, Option<&str>)) -> Node {
    let settings: Map = path.iter().map(|path| ("path", Node::made(*path))).collect();
    let map: Map =
        [("name", Node::made(*name)), (*member, Node::made(Value::Map(settings)))].into_iter().collect();
    Node::made(Value::Map(map))
}

impl Default {
    fn node(&self) -> Node {
        match self {
            Text(text) => Node::made(*text),
            Number(number) => Node::made(*number),
            True => Node::made(true),
            False => Node::made(false),
            List(item) => Node::made(vec![Node::made(*item)]),
            Empty => Node::made(Value::Map(Map::default())),
        }
    }
}
