//! What the injection engine itself did differently from release to release, as one table.

use crate::code;
use kube_yaml::{Error, Result};
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// An Istio release, by its minor number: 30 is 1.30.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Release {
    minor: u16,
}

/// Something the engine does in some releases and not in others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// A template renders lists that are appended to the pod's.
    Appends,
    /// The image pull secrets of such a template are appended too.
    AppendsPullSecrets,
    /// The proxy of such a template gets `--concurrency` from its cpu.
    CountsThreads,
    /// What an earlier injection added, or is named as if, makes room for what such a template adds.
    TakesOutFormer,
    /// A DNS config that such a template does not bring takes the pod's away.
    ReplacesDnsConfig,
    /// The pod's group 1337 is set where the mesh names a socket of the secret discovery service.
    GroupForSecrets,
    /// That needs the mesh's `enableSdsTokenMount` too.
    GroupNeedsTokenMount,
    /// That group takes the place of the pod's whole security context.
    GroupReplacesContext,
    /// The pod's group 1337 is set always.
    GroupAlways,
    /// `podRedirectAnnot` of such a template becomes annotations.
    Redirects,
    /// The pod gets the label `security.istio.io/tlsMode`.
    LabelsTls,
    /// The pod gets the label `istio.io/rev`.
    LabelsRevision,
    /// The pod gets labels that name its canonical service.
    LabelsService,
    /// The agent's port is that of the proxy's `--statusPort`.
    PortFromArguments,
    /// The record of probes has the http actions alone, without the probes' timeouts.
    RecordsBareActions,
    /// An https probe is asked over https still, though of the agent.
    KeepsHttps,
    /// A record of probes is written even when there are none.
    RecordsNoProbes,
    /// Namespaces of the system are left alone.
    LeavesSystemNamespaces,
    /// The annotation `sidecar.istio.io/inject` counts for manual injection.
    HeedsRequest,
    /// The label `sidecar.istio.io/inject` counts, and before the annotation.
    LabelDecides,
    /// `yes`, `on` and their like are true, and all else but the empty string is false.
    YamlWords,
    /// A pod that has the proxy already is left as it is.
    LeavesInjected,
    /// That takes the status annotation, too.
    InjectedHasStatus,
    /// For a pod with an owner, the owner's name and kind are the template's `DeploymentMeta` and `TypeMeta`.
    OwnerOfPod,
    /// Values that Istio knows have to be of its types.
    TypesValues,
    /// A network named `namespace/name` is added to a JSON list of Multus with both apart.
    SplitsNetwork,
    /// `values.global.variant` is an image type.
    Variant,
    /// It stays one where the proxy config's image names no type.
    VariantOutlastsEmpty,
    /// The init container's image has its own name and not the proxy config's type.
    InitImage,
    /// A container of an earlier injection takes the template's settings anew.
    RefreshesContainers,
    /// The proxy may be an init container that stays.
    NativeSidecars,
    /// The annotation `sidecar.istio.io/nativeSidecar` decides on that.
    NativeByAnnotation,
    /// A container has a `restartPolicy` of its own.
    ContainersRestart,
    /// The user of an overridden proxy is carried over to the init container.
    CarriesProxyUser,
    /// A pod's `proxy.istio.io/config` counts.
    PodConfig,
    /// It counts for prometheus and probes too, and not just for the template and the order.
    PodConfigEverywhere,
    /// Its `proxyMetadata` joins the mesh's.
    JoinsMetadata,
    /// ProxyConfig resources of the cluster count for what its webhook injects.
    ProxyResources,
    /// On OpenShift the webhook's proxy runs as the last of the users that its namespace has.
    IdsOfNamespace,
    /// A user's container is laid over the pod without taking its `creationTimestamp` away.
    OverlayKeepsBirth,
    /// Kubernetes' types know probes of kind `grpc`.
    KnowsGrpcProbes,
    /// A StatefulSet's status always counts available replicas.
    CountsAvailable,
    /// The proxy's env names its cluster and network.
    SetsCluster,
    /// Prometheus annotations point at the agent.
    MergesMetrics,
    /// What the author had there is kept in the proxy's env.
    KeepsScrapeSettings,
    /// A pod whose scrape port is the agent's already is left out of that.
    MergesMetricsOnce,
    /// Prometheus annotations count in every spelling that means the same to it, and `scrape: false` ends the merge.
    AnySpelling,
    /// The annotation `prometheus.istio.io/scrape-targets` names several endpoints to merge.
    ScrapesTargets,
    /// A port to scrape has to be one, and none of the proxy's own.
    ChecksScrapePorts,
    /// The port at which the proxy serves merged metrics over TLS becomes an annotation.
    AnnotatesSecurePort,
    /// `startupProbe` is rewritten.
    RewritesStartup,
    /// `tcpSocket` probes are rewritten.
    RewritesTcp,
    /// `grpc` probes are rewritten.
    RewritesGrpc,
    /// Probes of init containers are rewritten.
    RewritesInit,
    /// `lifecycle.preStop` and `lifecycle.postStart` are rewritten.
    RewritesHooks,
    /// The record of probes is joined with that of an earlier injection.
    JoinsProbes,
    /// It is also written where the earlier injection left none.
    RecordsLateProbes,
    /// The status annotation names the revision.
    StatusHasRevision,
    /// The proxy goes first when the application waits for it.
    Holds,
}

/// The releases of each rule. Origins are files of Istio's repository: `inject.go`, `webhook.go`, `app_probe.go` and
/// `concurrency.go` of pkg/kube/inject (pilot/pkg/kube/inject up to 1.3).
///
/// It has the rules in the order of their declaration.
const TABLE: &[(Rule, RangeInclusive<u16>)] = &[
    // 1.9 brought `templates`, merged as patches (inject.go: RunTemplate in place of InjectionData).
    (Rule::Appends, 0..=8),
    // 1.6 (inject.go: intoObject); before, only the webhook did.
    (Rule::AppendsPullSecrets, 6..=8),
    // 1.1 to 1.8 (concurrency.go: applyConcurrency).
    (Rule::CountsThreads, 1..=8),
    // 1.8 for manual injection (webhook.go: createPatch)
    (Rule::TakesOutFormer, 8..=8),
    // 1.1 (inject.go: intoObject assigns it); 1.8 injects as the webhook does, which leaves it.
    (Rule::ReplacesDnsConfig, 1..=7),
    // 1.1 to 1.7 (inject.go: intoObject, sdsUdsPath).
    (Rule::GroupForSecrets, 1..=7),
    // 1.3 asks for the path only.
    (Rule::GroupNeedsTokenMount, 1..=2),
    // 1.4 keeps what else the pod's security context has.
    (Rule::GroupReplacesContext, 1..=3),
    // 1.8 (webhook.go: injectPod, ENABLE_LEGACY_FSGROUP_INJECTION is true by default).
    (Rule::GroupAlways, 8..=8),
    // 1.3 to 1.7 (inject.go: rewriteCniPodSpec).
    (Rule::Redirects, 3..=7),
    // 1.4; from 1.9 on the templates set it.
    (Rule::LabelsTls, 4..=8),
    // 1.6; likewise.
    (Rule::LabelsRevision, 6..=8),
    // 1.8 for manual injection (webhook.go: createPatch); likewise.
    (Rule::LabelsService, 8..=8),
    // 1.1 to 1.5 (app_probe.go: extractStatusPort); later it is the mesh's.
    (Rule::PortFromArguments, 1..=5),
    // 1.1 to 1.4 (pilot-agent's status: KubeAppProbers).
    (Rule::RecordsBareActions, 1..=4),
    // 1.2 (app_probe.go: convertAppProber).
    (Rule::KeepsHttps, 0..=1),
    // 1.8 (app_probe.go: DumpAppProbers).
    (Rule::RecordsNoProbes, 0..=7),
    // 1.8 (inject.go: IntoObject asks injectRequired).
    (Rule::LeavesSystemNamespaces, 8..=NEWEST),
    (Rule::HeedsRequest, 8..=NEWEST),
    // 1.12 (inject.go: injectRequired).
    (Rule::LabelDecides, 12..=NEWEST),
    // 1.27 takes only "true" and "false", and warns of others (inject.go: injectRequired).
    (Rule::YamlWords, 0..=26),
    // 1.2 to 1.16 (inject.go: IntoObject, "skip injection for injected pods").
    (Rule::LeavesInjected, 2..=16),
    // 1.9
    (Rule::InjectedHasStatus, 9..=16),
    // 1.21 for manual injection (inject.go: IntoObject, GetDeployMetaFromPod).
    (Rule::OwnerOfPod, 21..=NEWEST),
    // 1.8 (inject.go: RunTemplate reads them as opconfig.Values).
    (Rule::TypesValues, 8..=NEWEST),
    // 1.23 (template.go: appendMultusNetwork).
    (Rule::SplitsNetwork, 23..=NEWEST),
    // 1.22 (inject.go: ProxyImage).
    (Rule::Variant, 22..=NEWEST),
    // 1.31 (inject.go: proxyImageURL), as the next.
    (Rule::VariantOutlastsEmpty, 31..=NEWEST),
    (Rule::InitImage, 31..=NEWEST),
    // 1.17 (webhook.go: reapplyOverwrittenContainers, parseStatus).
    (Rule::RefreshesContainers, 17..=NEWEST),
    // 1.19 (webhook.go: reorderPod, moveContainer).
    (Rule::NativeSidecars, 19..=NEWEST),
    // 1.24 (inject.go: RunTemplate).
    (Rule::NativeByAnnotation, 24..=NEWEST),
    // 1.19 (k8s.io/api 1.28).
    (Rule::ContainersRestart, 19..=NEWEST),
    // 1.20 (webhook.go: adjustInitContainerUser).
    (Rule::CarriesProxyUser, 20..=NEWEST),
    // 1.6 (inject.go: InjectionData, ApplyProxyConfig).
    (Rule::PodConfig, 6..=NEWEST),
    // 1.13 (inject.go: IntoObject); before, RunTemplate kept it to itself, and reorderPod applied it again.
    (Rule::PodConfigEverywhere, 13..=NEWEST),
    // 1.10 (pkg/config/mesh: ApplyProxyConfig)
    (Rule::JoinsMetadata, 10..=NEWEST),
    // 1.13 (webhook.go: inject, GetProxyConfigOrDefault).
    (Rule::ProxyResources, 13..=NEWEST),
    // 1.20 (inject.go: GetProxyIDs).
    (Rule::IdsOfNamespace, 20..=NEWEST),
    // 1.28 (apimachinery 0.34 prints no zero time); before, the null it printed deleted it.
    (Rule::OverlayKeepsBirth, 28..=NEWEST),
    // 1.13 (k8s.io/api 0.23), as the next.
    (Rule::KnowsGrpcProbes, 13..=NEWEST),
    (Rule::CountsAvailable, 13..=NEWEST),
    // 1.8 for manual injection (webhook.go: updateClusterEnvs); before, the template alone did.
    (Rule::SetsCluster, 8..=NEWEST),
    // 1.7 (inject.go: IntoObject, which looks for the proxy before it is there and so tells it nothing).
    (Rule::MergesMetrics, 7..=NEWEST),
    // 1.8 for manual injection (webhook.go: enablePrometheusMerge).
    (Rule::KeepsScrapeSettings, 8..=NEWEST),
    // 1.9 (webhook.go: applyPrometheusMerge).
    (Rule::MergesMetricsOnce, 9..=NEWEST),
    // 1.13 (webhook.go: getPrometheusScrape, SanitizeLabelName).
    (Rule::AnySpelling, 13..=NEWEST),
    // 1.31 (webhook.go: getPrometheusScrapeConfiguration, applyPrometheusMerge, applySecurePrometheusAnnotation)
    (Rule::ScrapesTargets, 31..=NEWEST),
    (Rule::ChecksScrapePorts, 31..=NEWEST),
    (Rule::AnnotatesSecurePort, 31..=NEWEST),
    // 1.7 (app_probe.go)
    (Rule::RewritesStartup, 7..=NEWEST),
    // 1.12 (app_probe.go; REWRITE_TCP_PROBES is true by default).
    (Rule::RewritesTcp, 12..=NEWEST),
    // 1.13 (app_probe.go)
    (Rule::RewritesGrpc, 13..=NEWEST),
    // 1.19 (app_probe.go: allContainers)
    (Rule::RewritesInit, 19..=NEWEST),
    // 1.25 (app_probe.go: convertAppLifecycleHandler)
    (Rule::RewritesHooks, 25..=NEWEST),
    // 1.17 (webhook.go: mergeOrAppendProbers)
    (Rule::JoinsProbes, 17..=NEWEST),
    // 1.27 (webhook.go: the last line of mergeOrAppendProbers); from 1.17 on such a record was lost.
    (Rule::RecordsLateProbes, 27..=NEWEST),
    // 1.11 (inject.go: SidecarInjectionStatus)
    (Rule::StatusHasRevision, 11..=NEWEST),
    // 1.7 (webhook.go: holdApplicationUntilProxyStarts)
    (Rule::Holds, 7..=NEWEST),
];

/// The end of a rule that still holds.
const NEWEST: u16 = u16::MAX;

/// The last release whose templates render lists to append.
const LAST_APPENDING: u16 = 8;

impl Rule {
    /// Every rule.
    pub fn all() -> impl Iterator<Item = Rule> {
        TABLE.iter().map(|(rule, _)| *rule)
    }
}

impl Release {
    /// The newest release known, whose behaviour is the default.
    pub const NEWEST: Release = Release { minor: 32 };

    /// The release `1.minor`.
    #[must_use]
    pub const fn new(minor: u16) -> Self {
        Release { minor }
    }

    /// The release as which this one behaves: one that is newer than all known ones as the newest of these.
    #[must_use]
    pub fn known(self) -> Self {
        self.min(Release::NEWEST)
    }

    /// The release's minor number: 30 for 1.30.
    #[must_use]
    pub fn minor(self) -> u16 {
        self.minor
    }

    /// Whether the rule holds in this release.
    #[must_use]
    pub fn has(self, rule: Rule) -> bool {
        TABLE[rule as usize].1.contains(&self.minor)
    }

    /// The nearest release whose templates are (`appending`) lists to append, or patches to merge.
    #[must_use]
    pub fn with_templates_that(self, appending: bool) -> Self {
        match appending {
            true => Release::new(self.minor.min(LAST_APPENDING)),
            false => Release::new(self.minor.max(LAST_APPENDING + 1)),
        }
    }
}

impl FromStr for Release {
    type Err = Error;

    /// Reads a release or an image tag that names one: `1.20`, `1.20.8`, `1.11.4-distroless`, `v1.24`, `release-1.9`.
    ///
    /// It may be newer than [`Release::NEWEST`].
    fn from_str(text: &str) -> Result<Self> {
        let minor = || {
            let text = text.trim();
            let text = text.strip_prefix("release-").unwrap_or(text);
            let rest = text.strip_prefix('v').unwrap_or(text).strip_prefix("1.")?;
            let numbers = rest.split(['-', '+']).next().unwrap_or_default();
            let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            let minor = numbers.split('.').next().unwrap_or_default();
            minor.parse().ok().filter(|_| numbers.split('.').all(is_number))
        };
        minor().map(Release::new).ok_or_else(|| Error::new(code::FIELD, "expected a release like 1.20"))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_stands_in_the_table_where_it_is_looked_for() {
        assert!(Rule::all().enumerate().all(|(index, rule)| rule as usize == index));
        assert!(Release::new(8).has(Rule::Appends) && !Release::new(9).has(Rule::Appends));
    }
}
