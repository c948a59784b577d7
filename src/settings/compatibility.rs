//! `compatibilityVersion` of a chart: what of a sidecar stays as an older release had it.

use super::Release;
use super::coalesce::over;
use crate::code;
use crate::pod::empty_map;
use kube_yaml::{self as yaml, Map, Node};
use kube_yaml::{Error, Result};
use std::ops::RangeInclusive;

/// What newer charts turn back about a sidecar, as a mesh-config: the minor release that changed it, and the versions for
/// which it is turned back (manifests/helm-profiles/compatibility-version-*.yaml). For 1.24 and newer versions it is
/// nothing, since all they turn back is the control plane's.
const TURNED_BACK: [(u16, RangeInclusive<u16>, &str); 4] = [
    (
        22,
        FIRST..=21,
        "defaultConfig: {proxyMetadata: {ISTIO_DELTA_XDS: 'false'}, \
         tracing: {zipkin: {address: 'zipkin.istio-system:9411'}}}",
    ),
    (23, FIRST..=22, "defaultConfig: {proxyMetadata: {ENABLE_DELIMITED_STATS_TAG_REGEX: 'false'}}"),
    (23, 22..=22, "defaultConfig: {proxyMetadata: {ENABLE_DEFERRED_CLUSTER_CREATION: 'false'}}"),
    (
        24,
        FIRST..=23,
        "defaultConfig: {proxyMetadata: {ENABLE_DEFERRED_STATS_CREATION: 'false', \
         BYPASS_OVERLOAD_MANAGER_FOR_STATIC_LISTENERS: 'false'}}",
    ),
];

/// The oldest version that a chart has known; the newest is the one before the newest release.
const FIRST: u16 = 20;

/// The values that lie between a profile and what is said, by what `values` say.
///
/// # Errors
/// When no chart knows the version.
pub(super) fn turned_back(values: &Node) -> Result<Node> {
    let Some(said) = values.get("compatibilityVersion").filter(|said| !said.is_null()) else {
        return Ok(empty_map());
    };
    if said.as_str() == Some("") {
        return Ok(empty_map());
    }
    let version = said.as_str().and_then(|text| text.strip_prefix("1.")?.parse::<u16>().ok());
    let known = FIRST..Release::NEWEST.minor();
    let Some(version) = version.filter(|version| known.contains(version)) else {
        let error =
            Error::new(code::FIELD, "compatibilityVersion: not a version that a chart of Istio knows")
                .at(said.span);
        return Err(error.help(format!("a text from \"1.{}\" to \"1.{}\"", known.start, known.end - 1)));
    };
    // Of a chart that is not known every change counts.
    let tag = values.at(&["global", "tag"]).and_then(Node::as_str);
    let chart = tag.and_then(|tag| tag.parse().ok()).map_or(u16::MAX, Release::minor);
    let rows =
        TURNED_BACK.iter().filter(|(since, versions, _)| *since <= chart && versions.contains(&version));
    let mesh = rows.fold(empty_map(), |mesh, (.., text)| {
        let row = yaml::parse(text).ok().flatten();
        row.map_or(mesh.clone(), |row| over(mesh, row.detach()))
    });
    Ok(Node::made([("meshConfig", mesh)].into_iter().collect::<Map>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(values: &str) -> Vec<String> {
        let values = turned_back(&yaml::parse(values).unwrap().unwrap()).unwrap();
        let map = values.at(&["meshConfig", "defaultConfig", "proxyMetadata"]).and_then(Node::as_map);
        map.into_iter().flat_map(Map::iter).map(|(key, _)| key.to_owned()).collect()
    }

    #[test]
    fn chart_turns_back_what_was_changed_behind_the_version() {
        let all = metadata("compatibilityVersion: '1.21'");
        assert_eq!(
            all,
            [
                "ISTIO_DELTA_XDS",
                "ENABLE_DELIMITED_STATS_TAG_REGEX",
                "ENABLE_DEFERRED_STATS_CREATION",
                "BYPASS_OVERLOAD_MANAGER_FOR_STATIC_LISTENERS"
            ]
        );
        assert_eq!(metadata("{compatibilityVersion: '1.21', global: {tag: 1.22.3}}"), all[..1]);
        assert_eq!(metadata("compatibilityVersion: '1.23'"), all[2..]);
        assert_eq!(metadata("compatibilityVersion: '1.22'").len(), 4);
        for version in ["'1.24'", "'1.30'", "'1.31'", "''", "null"] {
            assert_eq!(metadata(&format!("compatibilityVersion: {version}")), [""; 0], "{version}");
        }
    }

    #[test]
    fn err_version_that_no_chart_knows() {
        for version in ["'1.19'", "'1.32'", "1.30", "'1.30.1'", "latest", "[]"] {
            let values = yaml::parse(&format!("compatibilityVersion: {version}")).unwrap().unwrap();
            assert!(turned_back(&values).is_err(), "{version}");
        }
    }
}
