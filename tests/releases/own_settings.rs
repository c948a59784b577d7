//! Rows of the rules that show only with a template, a mesh, a mode or an object of their own.

use super::{APPENDED, MERGED, MESH, REFUSED, UNTOUCHED, VALUES, process};
use kube_inject::{Compat, Namespaces, Release, Rule, Settings, Sources, WebhookOptions};
use std::io::Cursor;

/// A rule, the settings and the manifest with which it shows, and how.
struct Row {
    rule: Rule,
    /// A release without the rule, and one with it, beside each other.
    releases: (u16, u16),
    inject_config: fn(u16) -> &'static str,
    mesh: &'static str,
    values: &'static str,
    native_sidecars: bool,
    compat: Compat,
    /// What the cluster knows; its webhook's policy then counts, and all namespaces are injected.
    cluster: &'static str,
    manifest: &'static str,
    shows: Shows,
}

/// What the output has, or has not, if and only if the rule holds.
#[derive(Clone, Copy)]
enum Shows {
    As(&'static str),
    AsNo(&'static str),
}

/// A row in the simplest of settings.
const PLAIN: Row = Row {
    rule: Rule::Appends,
    releases: (0, 0),
    inject_config: |minor| if minor <= 8 { APPENDED } else { MERGED },
    mesh: "{}",
    values: VALUES,
    native_sidecars: false,
    compat: Compat::Off,
    cluster: "",
    manifest: "{apiVersion: v1, kind: Pod, metadata: {}, spec: {containers: [{name: a}]}}\n",
    shows: Shows::As(""),
};

/// A template with the proxy among the init containers.
const NATIVE: &str = "{spec: {initContainers: [{name: istio-proxy, image: p}, {name: istio-init}]}}";

const OWN_DNS: &str =
    "{apiVersion: v1, kind: Pod, spec: {dnsConfig: {searches: [own]}, containers: [{name: a}]}}\n";
/// A pod with the proxy and no record of who put it there.
const PROXIED: &str = "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a}, {name: istio-proxy}]}}\n";

/// Rules whose rows are here.
pub(crate) fn rules() -> impl Iterator<Item = Rule> {
    ROWS.iter().map(|row| row.rule)
}

const IN_SHOP: &str =
    "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}, spec: {containers: [{name: a}]}}\n";

const ROWS: &[Row] = &[
    Row {
        rule: Rule::ReplacesDnsConfig,
        releases: (8, 7),
        compat: Compat::Istioctl,
        manifest: OWN_DNS,
        shows: Shows::AsNo("dnsConfig:"),
        ..PLAIN
    },
    Row {
        rule: Rule::ReplacesDnsConfig,
        releases: (0, 1),
        compat: Compat::Istioctl,
        manifest: OWN_DNS,
        shows: Shows::AsNo("dnsConfig:"),
        ..PLAIN
    },
    Row {
        rule: Rule::LeavesInjected,
        releases: (1, 2),
        manifest: PROXIED,
        shows: Shows::As(UNTOUCHED),
        ..PLAIN
    },
    Row {
        rule: Rule::GroupNeedsTokenMount,
        releases: (3, 2),
        mesh: "{sdsUdsPath: /sock}",
        shows: Shows::AsNo("fsGroup: 1337"),
        ..PLAIN
    },
    Row {
        rule: Rule::GroupAlways,
        releases: (7, 8),
        mesh: "{sdsUdsPath: ''}",
        shows: Shows::As("fsGroup: 1337"),
        ..PLAIN
    },
    Row {
        rule: Rule::InjectedHasStatus,
        releases: (8, 9),
        manifest: PROXIED,
        shows: Shows::AsNo(UNTOUCHED),
        ..PLAIN
    },
    Row {
        rule: Rule::RefreshesContainers,
        releases: (16, 17),
        compat: Compat::Istioctl,
        manifest: "{apiVersion: v1, kind: Pod, \
                   metadata: {annotations: {sidecar.istio.io/status: '{\"containers\": [\"istio-proxy\"]}'}}, \
                   spec: {containers: [{name: istio-proxy, image: former}]}}\n",
        shows: Shows::AsNo("image: former"),
        ..PLAIN
    },
    Row {
        rule: Rule::NativeSidecars,
        releases: (18, 19),
        inject_config: |_| NATIVE,
        native_sidecars: true,
        shows: Shows::As("initContainers: [{name: istio-init}, {name: istio-proxy"),
        ..PLAIN
    },
    Row {
        rule: Rule::NativeByAnnotation,
        releases: (23, 24),
        inject_config: |_| NATIVE,
        manifest: "{apiVersion: v1, kind: Pod, metadata: {annotations: {sidecar.istio.io/nativeSidecar: 'true'}}, \
                   spec: {containers: [{name: a}, {name: istio-proxy, image: auto}]}}\n",
        shows: Shows::As("spec: {containers: [{name: a}]"),
        ..PLAIN
    },
    Row {
        rule: Rule::PodConfig,
        releases: (5, 6),
        inject_config: |_| "{policy: enabled, template: '{containers: [{name: \"c{{ .ProxyConfig.ConfigPath }}\"}]}'}",
        manifest: "{apiVersion: v1, kind: Pod, metadata: {annotations: {proxy.istio.io/config: 'configPath: /own'}}, \
                   spec: {containers: [{name: a}]}}\n",
        shows: Shows::As("name: c/own"),
        ..PLAIN
    },
    Row {
        rule: Rule::JoinsMetadata,
        releases: (9, 10),
        inject_config: |_| "metadata: {annotations: {joined: '{{ .ProxyConfig.ProxyMetadata }}'}}",
        mesh: "{defaultConfig: {proxyMetadata: {A: '1'}}}",
        manifest: "{apiVersion: v1, kind: Pod, metadata: {annotations: {proxy.istio.io/config: 'proxyMetadata: {B: \"2\"}'}}, \
                   spec: {containers: [{name: a}]}}\n",
        shows: Shows::As("map[A:1 B:2]"),
        ..PLAIN
    },
    Row {
        rule: Rule::CountsAvailable,
        releases: (12, 13),
        compat: Compat::Istioctl,
        manifest: "{apiVersion: apps/v1, kind: StatefulSet, spec: {template: {spec: {containers: [{name: a}]}}}}\n",
        shows: Shows::As("availableReplicas: 0"),
        ..PLAIN
    },
    Row {
        rule: Rule::MergesMetricsOnce,
        releases: (8, 9),
        mesh: MESH,
        manifest: "{apiVersion: v1, kind: Pod, metadata: {annotations: {prometheus.io/port: '15020'}}, \
                   spec: {containers: [{name: a}]}}\n",
        shows: Shows::AsNo("/stats/prometheus"),
        ..PLAIN
    },
    Row {
        rule: Rule::HeedsRequest,
        releases: (7, 8),
        compat: Compat::Istioctl,
        manifest: "{apiVersion: v1, kind: Pod, metadata: {annotations: {sidecar.istio.io/inject: 'false'}}, \
                   spec: {containers: [{name: a}]}}\n",
        shows: Shows::AsNo("istio-proxy"),
        ..PLAIN
    },
    Row {
        rule: Rule::ProxyResources,
        releases: (12, 13),
        inject_config: |_| "{policy: enabled, templates: {sidecar: 'metadata: {annotations: {set: \"{{ .ProxyConfig.ProxyMetadata }}\"}}'}}",
        cluster: "{apiVersion: networking.istio.io/v1beta1, kind: ProxyConfig, metadata: {name: all, namespace: shop}, \
                  spec: {environmentVariables: {A: '1'}}}\n",
        manifest: IN_SHOP,
        shows: Shows::As("map[A:1]"),
        ..PLAIN
    },
    Row {
        rule: Rule::IdsOfNamespace,
        releases: (19, 20),
        inject_config: |_| "{policy: enabled, templates: {sidecar: 'metadata: {annotations: {ids: {{ .ProxyUID }} {{ .ProxyGID }}}}'}}",
        values: "{global: {hub: h, tag: t, platform: openshift}}",
        cluster: "{apiVersion: v1, kind: Namespace, metadata: {name: shop, annotations: \
                  {openshift.io/sa.scc.uid-range: 1000/10, openshift.io/sa.scc.supplemental-groups: 5/2}}}\n",
        manifest: IN_SHOP,
        shows: Shows::As("1009 6"),
        ..PLAIN
    },
    Row {
        rule: Rule::TypesValues,
        releases: (7, 8),
        values: "{global: {hub: h, tag: 1.8.6, proxy: {image: 5}}}",
        shows: Shows::As(REFUSED),
        ..PLAIN
    },
    Row {
        rule: Rule::SetsCluster,
        releases: (7, 8),
        manifest: "{apiVersion: v1, kind: Pod, metadata: {labels: {topology.istio.io/network: east}}, \
                   spec: {containers: [{name: a}]}}\n",
        shows: Shows::As("ISTIO_META_NETWORK"),
        ..PLAIN
    },
    Row {
        rule: Rule::SplitsNetwork,
        releases: (22, 23),
        inject_config: |_| "metadata: {annotations: {net: '{{ appendMultusNetwork (index .ObjectMeta.Annotations `nets`) `default/istio-cni` }}'}}",
        manifest: "{apiVersion: v1, kind: Pod, metadata: {annotations: {nets: '[{\"name\": \"own\"}]'}}, \
                   spec: {containers: [{name: a}]}}\n",
        shows: Shows::AsNo("{\"name\": \"default/istio-cni\"}]"),
        ..PLAIN
    },
    // The record of an earlier injection that left none was lost, from 1.17 until 1.27.
    Row {
        rule: Rule::JoinsProbes,
        releases: (16, 17),
        compat: Compat::Istioctl,
        manifest: "{apiVersion: v1, kind: Pod, metadata: {annotations: {sidecar.istio.io/status: '{}'}}, \
                   spec: {containers: [{name: a, livenessProbe: {httpGet: {port: 1}}}]}}\n",
        shows: Shows::AsNo("ISTIO_KUBE_APP_PROBERS"),
        ..PLAIN
    },
];

#[test]
fn rules_of_own_settings_hold_where_the_table_says() {
    for row in ROWS {
        let (without, with) = row.releases;
        assert_eq!(without.abs_diff(with), 1, "{:?}: the releases stand beside each other", row.rule);
        for (minor, holds) in [(without, false), (with, true)] {
            assert_eq!(Release::new(minor).has(row.rule), holds, "{:?} in 1.{minor}", row.rule);
            let output = output_of(row, minor);
            let (text, expected) = match row.shows {
                Shows::As(text) => (text, holds),
                Shows::AsNo(text) => (text, !holds),
            };
            assert_eq!(output.contains(text), expected, "{:?} in 1.{minor}: {text}\n{output}", row.rule);
        }
    }
}

fn output_of(row: &Row, minor: u16) -> String {
    let sources = Sources {
        inject_config: Some(("inject-config", (row.inject_config)(minor))),
        mesh_config: Some(("mesh", row.mesh)),
        values: Some(("values", row.values)),
        native_sidecars: row.native_sidecars,
        release: Some(Release::new(minor)),
        compat: row.compat,
        webhook: (!row.cluster.is_empty()).then(|| cluster(row.cluster)),
        ..Sources::default()
    };
    match Settings::load(sources) {
        Ok(settings) => process(&settings, row.manifest),
        Err(error) => format!("{REFUSED}{error}"),
    }
}

fn cluster(text: &'static str) -> WebhookOptions {
    let namespaces = Namespaces::with_labels(vec![("istio-injection".to_owned(), "enabled".to_owned())]);
    let mut known = WebhookOptions { namespaces, ..WebhookOptions::default() };
    for document in kube_inject::documents(Compat::Off, Cursor::new(text.as_bytes())) {
        let document = document.expect("it is read from memory");
        known.namespaces.read(&document);
        known.proxies.read(&document);
    }
    known
}
