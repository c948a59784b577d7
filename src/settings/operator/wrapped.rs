//! What wraps values for Helm's istiod chart: resources of the Sail operator, Flux, Argo CD and K3s, and charts that contain it.

use super::over;
use crate::code;
use crate::pod::empty_map;
use crate::settings::helm_set::{Assignments, Typing};
use crate::settings::proto::tables::VALUES;
use kube_yaml::{self as yaml, Error, Map, Node, Result};

/// The chart that installs the control plane and has the sidecar's settings.
const ISTIOD: &str = "istiod";

/// Istio's charts that have nothing to say about sidecars.
const OTHER_CHARTS: [&str; 4] = ["base", "cni", "gateway", "ztunnel"];

/// A resource that wraps values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// `Istio` and `IstioRevision` of the Sail operator.
    Sail,
    /// `HelmRelease` of Flux.
    HelmRelease,
    /// `Application` of Argo CD.
    Application,
    /// One whose values cannot be known from it alone, and what to give instead.
    Unusable(&'static str),
}

/// Whether an object describes an installation of Istio's control plane.
#[must_use]
pub(crate) fn is_installation(node: &Node) -> bool {
    match kind_of(node) {
        Some(Kind::Sail) => true,
        Some(Kind::HelmRelease) => chart_of(node).is_some_and(|chart| chart == ISTIOD) || wraps_istiod(node),
        Some(Kind::Application) => istiod_source(node).is_some(),
        Some(Kind::Unusable(_)) => mentions_istiod(node, 0),
        None => node.str_at("kind") == Some("IstioOperator") && node.get("apiVersion").is_some(),
    }
}

/// The chart's values in an object that wraps them; `None` when it is no such object.
///
/// What the object says beside the values (version, namespace, revision) lies below them.
///
/// # Errors
/// When values are somewhere else, or of another chart.
pub(super) fn values_of(node: &Node) -> Option<Result<Node>> {
    let kind = kind_of(node)?;
    let name = node.str_at("kind").unwrap_or_default();
    let values = match kind {
        Kind::Sail => sail(node),
        Kind::HelmRelease => helm_release(node),
        Kind::Application => application(node),
        Kind::Unusable(instead) => {
            Err(Error::new(code::INSTALLATION, format!("the values of {} cannot be used", article(name)))
                .help(instead)
                .at(node.span))
        }
    };
    Some(values)
}

/// The values of the istiod chart among those of a chart that contains it: its own, under the globals of all.
#[must_use]
pub(super) fn of_umbrella(values: Node) -> Node {
    let Some(own) = values.get(ISTIOD).filter(|own| own.as_map().is_some()) else { return values };
    match values.get("global").filter(|global| global.as_map().is_some()) {
        Some(global) => over(own.clone(), wrap("global", global.clone())),
        None => own.clone(),
    }
}

fn kind_of(node: &Node) -> Option<Kind> {
    let (group, _) = node.str_at("apiVersion")?.split_once('/')?;
    Some(match (group, node.str_at("kind")?) {
        // The Sail operator's first versions shared Istio's own group.
        ("sailoperator.io" | "operator.istio.io", "Istio" | "IstioRevision") => Kind::Sail,
        ("helm.toolkit.fluxcd.io", "HelmRelease") => Kind::HelmRelease,
        ("argoproj.io", "Application") => Kind::Application,
        ("argoproj.io", "ApplicationSet") => {
            Kind::Unusable("Argo CD makes Applications of it; give one of them, or its values as a file")
        }
        ("helm.cattle.io", "HelmChart" | "HelmChartConfig") => {
            Kind::Unusable("save spec.valuesContent as a values file and give that")
        }
        ("maistra.io", "ServiceMeshControlPlane") => {
            Kind::Unusable("export the ConfigMaps that it leads to, and give them to --from")
        }
        _ => return None,
    })
}

fn article(kind: &str) -> String {
    let vowel = kind.starts_with(['A', 'E', 'I', 'O', 'U']);
    format!("{} {kind}", if vowel { "an" } else { "a" })
}

fn sail(node: &Node) -> Result<Node> {
    let text = |path: &[&str]| node.at(path).and_then(Node::as_str).filter(|text| !text.is_empty());
    let mut base = of_version(text(&["spec", "version"]));
    if let Some(profile) = text(&["spec", "profile"]) {
        base = over(base, wrap("profile", Node::made(profile)));
    }
    if let Some(revision) = sail_revision(node) {
        base = over(base, wrap("revision", Node::made(revision)));
    }
    let namespace = text(&["spec", "namespace"]);
    Ok(over(over(base, in_namespace(namespace)), map_at(node, &["spec", "values"])?))
}

/// The revision: that of an IstioRevision's name; that of an Istio's, with the version behind it where each has its own.
fn sail_revision(node: &Node) -> Option<String> {
    let text = |path: &[&str]| node.at(path).and_then(Node::as_str);
    let name = text(&["metadata", "name"])?;
    if let Some(active) = text(&["status", "activeRevisionName"]) {
        return Some(active.to_owned());
    }
    let by_version = text(&["spec", "updateStrategy", "type"]) == Some("RevisionBased");
    match (by_version, text(&["spec", "version"])) {
        (true, Some(version)) => Some(format!("{name}-{}", version.replace('.', "-"))),
        _ => Some(name.to_owned()),
    }
}

fn helm_release(node: &Node) -> Result<Node> {
    if let Some(from) =
        node.at(&["spec", "valuesFrom"]).filter(|from| from.as_seq().is_some_and(|s| !s.is_empty()))
    {
        let error = Error::new(code::INSTALLATION, "spec.valuesFrom: the values are not in the HelmRelease")
            .at(from.span);
        return Err(error.help("save the output of `helm get values --all` as a file and give that"));
    }
    let values = map_at(node, &["spec", "values"])?;
    match chart_of(node).filter(|chart| OTHER_CHARTS.contains(chart)) {
        Some(other) => Err(of_other_chart("HelmRelease", other).at(node.span)),
        None => {
            let namespace = ["spec", "metadata"].iter().zip(["targetNamespace", "namespace"]);
            let mut namespace = namespace.filter_map(|(at, key)| node.at(&[at, key])?.as_str());
            let version = node.at(&["spec", "chart", "spec", "version"]).and_then(Node::as_str);
            let version = version.filter(|_| chart_of(node) == Some(ISTIOD));
            Ok(over(over(of_version(version), in_namespace(namespace.next())), of_umbrella(values)))
        }
    }
}

fn of_other_chart(kind: &str, chart: &str) -> Error {
    let help = format!("the {ISTIOD} chart has them");
    Error::new(
        code::INSTALLATION,
        format!("the {kind} installs the chart {chart}, which has no settings of sidecars"),
    )
    .help(help)
}

/// The chart of a HelmRelease, without its repository.
fn chart_of(node: &Node) -> Option<&str> {
    let chart =
        node.at(&["spec", "chart", "spec", "chart"]).or_else(|| node.at(&["spec", "chartRef", "name"]));
    Some(chart?.as_str()?.rsplit('/').next().unwrap_or_default())
}

fn wraps_istiod(node: &Node) -> bool {
    node.at(&["spec", "values", ISTIOD]).is_some_and(|values| values.as_map().is_some())
}

/// The source of an Application that installs istiod.
fn istiod_source(node: &Node) -> Option<&Node> {
    let single = node.at(&["spec", "source"]).into_iter();
    let several = node.at(&["spec", "sources"]).and_then(Node::as_seq).unwrap_or_default();
    let installs = |source: &&Node| {
        let named = |key| source.str_at(key).and_then(|name| name.rsplit('/').next()) == Some(ISTIOD);
        let inline = source.at(&["helm", "valuesObject", ISTIOD]).is_some();
        named("chart") || named("path") || inline
    };
    single.chain(several).find(installs)
}

fn application(node: &Node) -> Result<Node> {
    let Some(source) = istiod_source(node) else {
        let other = node.at(&["spec", "source", "chart"]).and_then(Node::as_str).unwrap_or("something else");
        return Err(of_other_chart("Application", other).at(node.span));
    };
    for key in ["valueFiles", "fileParameters"] {
        if let Some(files) = source.at(&["helm", key]).filter(|f| f.as_seq().is_some_and(|s| !s.is_empty())) {
            let error =
                Error::new(code::INSTALLATION, format!("helm.{key}: the values are not in the Application"))
                    .at(files.span);
            return Err(error.help("give the values files to --operatorFileName instead"));
        }
    }
    let namespace = node.at(&["spec", "destination", "namespace"]).and_then(Node::as_str);
    let object = map_at(source, &["helm", "valuesObject"])?;
    // As in Argo CD the object takes the place of the text.
    let values = match object.as_map().is_some_and(Map::is_empty) {
        true => source.at(&["helm", "values"]).map_or(Ok(empty_map()), text_of_values)?,
        false => object,
    };
    let values = parameters(source)?.over(values, &VALUES, Ok, |error| error)?;
    let version = source.str_at("targetRevision").filter(|_| source.str_at("chart") == Some(ISTIOD));
    Ok(over(over(of_version(version), in_namespace(namespace)), of_umbrella(values)))
}

/// The tree of values that are a text of the Application.
fn text_of_values(node: &Node) -> Result<Node> {
    let text = node.as_str().unwrap_or_default();
    let read = yaml::parse(text).map_err(|error| {
        Error::new(code::INSTALLATION, format!("helm.values: {}", error.cause())).at(node.span)
    });
    let values = read?.map_or_else(empty_map, Node::detach);
    match values.as_map() {
        Some(_) => Ok(values),
        None => Err(Error::new(code::INSTALLATION, "helm.values: expected a map").at(node.span)),
    }
}

/// The parameters of a source, which Argo CD hands to Helm's `--set` and `--set-string`.
fn parameters(source: &Node) -> Result<Assignments> {
    let mut all = Assignments::default();
    let given = source.at(&["helm", "parameters"]).and_then(Node::as_seq).unwrap_or_default();
    for parameter in given {
        let (Some(name), Some(value)) = (parameter.str_at("name"), parameter.str_at("value")) else {
            let error =
                Error::new(code::INSTALLATION, "helm.parameters: expected a name and a value, both strings");
            return Err(error.at(parameter.span));
        };
        let text = parameter.get("forceString").and_then(Node::as_bool) == Some(true);
        // A comma would begin another one, except in a list.
        let value = if value.starts_with('{') { value.to_owned() } else { value.replace(',', "\\,") };
        let typing = if text { Typing::Text } else { Typing::Guessed };
        all.push("helm.parameters", &format!("{name}={value}"), typing);
    }
    Ok(all)
}

/// What the version of a chart or of Sail says about the images: their tag. One that leaves a part open, such as `1.26.x` or
/// `v1.26-latest`, says nothing.
fn of_version(version: Option<&str>) -> Node {
    let version = version.map(|version| version.strip_prefix('v').unwrap_or(version));
    let is_whole = |version: &&str| {
        let numbers = version.split(['-', '+']).next().unwrap_or_default().split('.');
        numbers.clone().count() == 3 && numbers.into_iter().all(|number| number.parse::<u16>().is_ok())
    };
    match version.filter(is_whole) {
        Some(version) => wrap("global", wrap("tag", Node::made(version))),
        None => empty_map(),
    }
}

/// What a release's namespace says about the control plane's.
fn in_namespace(namespace: Option<&str>) -> Node {
    match namespace.filter(|name| !name.is_empty()) {
        Some(name) => wrap("global", wrap("istioNamespace", Node::made(name))),
        None => empty_map(),
    }
}

/// The map at a path; an empty one where there is none.
fn map_at(node: &Node, path: &[&str]) -> Result<Node> {
    match node.at(path).filter(|node| !node.is_null()) {
        None => Ok(empty_map()),
        Some(map) if map.as_map().is_some() => Ok(map.clone()),
        Some(other) => {
            Err(Error::new(code::INSTALLATION, format!("{}: expected a map", path.join("."))).at(other.span))
        }
    }
}

fn wrap(key: &str, node: Node) -> Node {
    Node::made([(key, node)].into_iter().collect::<Map>())
}

/// Whether a chart of an object that cannot be used is istiod's.
fn mentions_istiod(node: &Node, depth: usize) -> bool {
    const DEEPEST: usize = 8;
    let named = |key| node.str_at(key).and_then(|name| name.rsplit('/').next()) == Some(ISTIOD);
    let below =
        || node.as_map().is_some_and(|map| map.iter().any(|(_, node)| mentions_istiod(node, depth + 1)));
    let within =
        || node.as_seq().is_some_and(|items| items.iter().any(|node| mentions_istiod(node, depth + 1)));
    node.str_at("kind") == Some("ServiceMeshControlPlane")
        || depth < DEEPEST && (named("chart") || named("path") || below() || within())
}

#[cfg(test)]
mod tests;
